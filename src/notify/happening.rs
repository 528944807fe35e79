//! What can happen to somebody that is worth telling them. Pure: words and who is told, never what was said.

use crate::kernel::id::{AccountId, AnyId, ChildId, StaffId};
pub(super) use crate::people::choices::{CHILD, STAFF};

crate::words! {
    /// What happened, as an open app is told it. It says where to look and never what was written.
    pub enum Happening {
        /// Somebody wrote into a thread.
        Message = "message",
        /// A worker has seen what the child wrote.
        Seen = "seen",
        /// Something was asked, or the day for its answer moved.
        Ask = "ask",
        /// The day for an answer has passed.
        Late = "late",
        /// Somebody else has it now.
        PassedOn = "passed_on",
        /// An ask was answered.
        Answered = "answered",
        /// A message was taken from the child's phone.
        Hidden = "hidden",
        /// A phone was let in, confirmed, or shut out.
        Device = "device",
        /// There is something that a person must do.
        Task = "task",
        /// The plan for now was pinned or taken down.
        Plan = "plan",
        /// Who covers has changed.
        Cover = "cover",
        /// Too much was missed: fetch everything again.
        Resync = "resync",
    }
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// A child, on every phone of theirs.
    Child(ChildId),
    /// A member of staff.
    Staff(StaffId),
    /// A child on one phone only. Told to an app that is open there, never pushed.
    Account(ChildId, AccountId),
}

impl To {
    /// The word for the recipient's kind in the tables.
    #[must_use]
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Child(_) => CHILD,
            Self::Staff(_) => STAFF,
            Self::Account(..) => "account",
        }
    }

    /// The recipient's id.
    #[must_use]
    pub fn id(self) -> AnyId {
        match self {
            Self::Child(child) => child.of(),
            Self::Staff(staff) => staff.of(),
            Self::Account(_, account) => account.of(),
        }
    }
}

impl Happening {
    /// Whether it is worth a push, and not only a line to an app that is open. A child hears of what somebody did for
    /// them; a member of staff of what waits for them.
    #[must_use]
    pub const fn is_pushed(self, to: To) -> bool {
        match to {
            To::Child(_) => matches!(self, Self::Message | Self::Answered | Self::PassedOn | Self::Plan),
            To::Staff(_) => {
                matches!(self, Self::Message | Self::Ask | Self::Late | Self::PassedOn | Self::Task | Self::Cover)
            }
            To::Account(..) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{At, Id};

    #[test]
    fn a_child_is_never_pushed_that_a_worker_has_read() {
        let child = To::Child(Id::at(At::from_ms(1)));
        assert!(!Happening::Seen.is_pushed(child));
        assert!(Happening::Message.is_pushed(child));
    }

    #[test]
    fn one_phone_alone_is_never_pushed() {
        let one = To::Account(Id::at(At::from_ms(1)), Id::at(At::from_ms(1)));
        assert!(Happening::ALL.iter().all(|h| !h.is_pushed(one)));
    }
}
