//! How many wrong tries there may be. Pure; the counts are in the database, so that a restart changes nothing.

use crate::kernel::clock::MINUTE;

/// Wrong secrets that burn an invitation.
pub const CODE_WRONG_MAX: i32 = 10;
/// Codes of no invitation that one network may try in [`NETWORK_WINDOW_MS`]. Wide: a council, or a home with many children, is
/// one network, and each of them may mistype.
pub const NETWORK_UNKNOWN_MAX: i32 = 200;
/// In how long, in milliseconds.
pub const NETWORK_WINDOW_MS: i64 = 15 * MINUTE;
/// Sign-ins with a password that one name from one network may try in [`PASSWORD_WINDOW_MS`].
pub const PASSWORD_TRIES_MAX: i32 = 6;
/// In how long, in milliseconds.
pub const PASSWORD_WINDOW_MS: i64 = 15 * MINUTE;

/// What follows from so many wrong PINs in a row on one account of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// The next may be tried at once.
    Open,
    /// The next may be tried after so many milliseconds; until then the right PIN is refused too.
    Wait(i64),
    /// Only a new invitation helps.
    Shut,
}

/// What follows from so many wrong PINs in a row: from the fifth on they wait for 1, 5 and then always 15 minutes; the
/// tenth shuts.
#[must_use]
pub const fn after_wrong_pins(in_a_row: i32) -> After {
    match in_a_row {
        ..5 => After::Open,
        5 => After::Wait(MINUTE),
        6 => After::Wait(5 * MINUTE),
        7..10 => After::Wait(15 * MINUTE),
        10.. => After::Shut,
    }
}

/// Whole seconds until an instant so many milliseconds away, at least one.
#[must_use]
pub fn wait_s(ms: i64) -> u32 {
    u32::try_from((ms.max(1) + 999) / 1000).unwrap_or(u32::MAX)
}
