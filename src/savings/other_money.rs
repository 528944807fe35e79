//! Other money that is a child's own and that these books do not count: a flag, so that nobody forgets it.

use crate::kernel::At;
use crate::kernel::id::{AnyId, StaffId};

crate::words! {
    /// Where it comes from.
    pub enum OtherKind {
        /// Compensation, such as for an injury or a crime.
        Compensation = "compensation",
        /// Somebody left it to the child.
        Inheritance = "inheritance",
        /// A disability benefit that was put away.
        Disability = "disability",
        /// Something else.
        Other = "other",
    }
}

/// A flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherMoney {
    /// Its id.
    pub id: AnyId,
    /// Where it comes from.
    pub kind: OtherKind,
    /// Who holds it and where to ask. No amount is kept.
    pub note: String,
    /// Who set it.
    pub by: StaffId,
    /// When.
    pub at: At,
}
