//! Links that work once.

use crate::kernel::clock::{HOUR, MINUTE};

crate::words! {
    /// What a one-time link is for.
    pub enum Purpose {
        /// To become the first system administrator.
        FirstAdministrator = "first_administrator",
        /// To set one's own password.
        SetPassword = "set_password",
    }
}

impl Purpose {
    /// How long the link can be used, in milliseconds.
    #[must_use]
    pub const fn life_ms(self) -> i64 {
        match self {
            Self::FirstAdministrator => 30 * MINUTE,
            Self::SetPassword => 24 * HOUR,
        }
    }

    /// Where in the app it leads; the token comes right after. It stands in the fragment, which no server and no log sees.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::FirstAdministrator => "/desk#first=",
            Self::SetPassword => "/desk#set=",
        }
    }
}
