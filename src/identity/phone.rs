//! The words for invitations and phones.

use crate::kernel::clock::{HOUR, MINUTE};

crate::words! {
    /// How an invitation reaches the child.
    pub enum InvitationKind {
        /// Shown on the worker's screen, with the child beside them: 15 minutes.
        Screen = "screen",
        /// Printed: 72 hours.
        Paper = "paper",
    }
}

impl InvitationKind {
    /// How long it can be used, in milliseconds.
    #[must_use]
    pub const fn life_ms(self) -> i64 {
        match self {
            Self::Screen => 15 * MINUTE,
            Self::Paper => 72 * HOUR,
        }
    }
}

crate::words! {
    /// Why there is an invitation.
    pub enum InvitationReason {
        /// The child's first.
        First = "first",
        /// The old phone is gone: the other phones are shut out when this one comes in.
        NewPhone = "new_phone",
        /// The PIN is forgotten, or was wrong too often.
        ForgotPin = "forgot_pin",
        /// A further phone or tablet beside the others.
        SecondDevice = "second_device",
    }
}

impl InvitationReason {
    /// Whether it lets somebody back in who was in before. Many of these in a week may mean that somebody is made to hand
    /// over the phone, or that somebody else asks in the child's name.
    #[must_use]
    pub const fn is_recovery(self) -> bool {
        matches!(self, Self::NewPhone | Self::ForgotPin)
    }
}

/// Recoveries within [`RECOVERIES_WINDOW_MS`] that a manager needs not hear of.
pub const RECOVERIES_MAX: i64 = 2;
/// Seven days, in milliseconds.
pub const RECOVERIES_WINDOW_MS: i64 = 7 * 24 * HOUR;

crate::words! {
    /// What has become of an invitation.
    pub enum InvitationState {
        /// It can be used.
        Open = "open",
        /// A phone came in with it.
        Used = "used",
        /// Its time is over.
        Expired = "expired",
        /// Its code was guessed at too often.
        TooManyTries = "too_many_tries",
        /// A worker ended it, or a newer one took its place.
        Ended = "ended",
    }
}

crate::words! {
    /// How a worker knows that a phone is the child's.
    pub enum ConfirmHow {
        /// Side by side: both screens show the same three words.
        SameWords = "same_words",
        /// Spoke with the child, who read out the three words.
        Spoke = "spoke",
        /// Saw the child with the phone.
        Saw = "saw",
    }
}

crate::words! {
    /// Why a phone was shut out. The child and their IRO see it.
    pub enum RevokeReason {
        /// It is lost.
        Lost = "lost",
        /// It was stolen or taken.
        Taken = "taken",
        /// The child has a new one.
        NewPhone = "new_phone",
        /// Somebody else uses it now.
        SomeoneElseHasIt = "someone_else_has_it",
        /// Somebody else knows the PIN.
        PinKnown = "pin_known",
        /// The child has moved and it stayed behind.
        MovedHome = "moved_home",
        /// It was never the child's.
        NotTheChilds = "not_the_childs",
        /// The child asked for it.
        ChildAsked = "child_asked",
        /// It is no longer used.
        NotUsed = "not_used",
    }
}
