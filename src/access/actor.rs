//! Who acts.

use crate::kernel::id::{AccountId, AnyId, ChildId, StaffId};
use crate::kernel::words::Role;

/// Somebody or something that acts, as far as it has proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A child on a phone, by PIN.
    Child {
        /// Who.
        child: ChildId,
        /// On which phone.
        account: AccountId,
        /// Whether a worker has confirmed that phone. One that nobody confirmed may send, and reads nothing back.
        confirmed: bool,
    },
    /// A member of staff, by password.
    Staff {
        /// Who.
        staff: StaffId,
        /// Employed as what.
        role: Role,
    },
    /// Whoever runs commands on the council's machine.
    Operator,
    /// One of the server's own jobs, by name.
    Job(&'static str),
}

impl Actor {
    /// The word for the audit.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Child { .. } => "child",
            Self::Staff { .. } => "staff",
            Self::Operator => "operator",
            Self::Job(_) => "job",
        }
    }

    /// The id for the audit.
    #[must_use]
    pub fn id(&self) -> Option<AnyId> {
        match self {
            Self::Child { child, .. } => Some(child.of()),
            Self::Staff { staff, .. } => Some(staff.of()),
            Self::Operator | Self::Job(_) => None,
        }
    }

    /// The role, for staff.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::Staff { role, .. } => Some(*role),
            _ => None,
        }
    }

    /// The member of staff, where it is one.
    #[must_use]
    pub const fn staff(&self) -> Option<StaffId> {
        match self {
            Self::Staff { staff, .. } => Some(*staff),
            _ => None,
        }
    }

    /// The child, where it is one.
    #[must_use]
    pub const fn child(&self) -> Option<ChildId> {
        match self {
            Self::Child { child, .. } => Some(*child),
            _ => None,
        }
    }
}
