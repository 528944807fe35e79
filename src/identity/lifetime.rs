//! How long a session lasts. Pure: the instants come in as arguments.
//!
//! Source of the figures: NIST SP 800-63B-4 and ASVS 5.0 chapter 7, as far as a child's phone and an office allow. A child's
//! session may last longer than ASVS asks while the app is in front, because a child who is thrown out while writing
//! loses heart; it locks much sooner once the page is hidden.

use crate::kernel::At;
use crate::kernel::clock::{DAY, HOUR, MINUTE, SECOND};
use crate::kernel::words::Role;

/// A session's last use is written at most this often, in milliseconds.
pub const SEEN_EVERY_MS: i64 = 30 * SECOND;
/// A phone that was not used for so long enrols anew, in milliseconds.
pub const DEVICE_UNUSED_MAX_MS: i64 = 180 * DAY;
/// A child's phone locks after so long without a call while the page is in front, in milliseconds.
pub const CHILD_IDLE_MAX_MS: i64 = 5 * MINUTE;
/// A child gives the PIN again after so long at the latest, in milliseconds.
pub const CHILD_TOTAL_MAX_MS: i64 = 12 * HOUR;
/// The phones on which one child may be signed in at once.
pub const CHILD_SESSIONS_MAX: usize = 3;
/// How long a child may let a hidden page stay open, in seconds; at first it is 60.
pub const LOCK_AFTER_MAX_S: i32 = 300;

/// What a role's sessions may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaffLimits {
    /// Without a call, in milliseconds.
    pub idle_ms: i64,
    /// Altogether, in milliseconds.
    pub total_ms: i64,
    /// At once; one more ends the oldest.
    pub at_once: usize,
}

/// What the sessions of a member of staff may be. Whoever can do more is asked sooner.
#[must_use]
pub const fn of_staff(role: Role) -> StaffLimits {
    match role {
        Role::SocialWorker | Role::Iro | Role::PersonalAdviser | Role::ParticipationWorker => {
            StaffLimits { idle_ms: 30 * MINUTE, total_ms: 10 * HOUR, at_once: 3 }
        }
        Role::TeamManager | Role::IroLead | Role::BusinessAdministrator | Role::FinanceApprover => {
            StaffLimits { idle_ms: 15 * MINUTE, total_ms: 10 * HOUR, at_once: 2 }
        }
        Role::SystemAdministrator => StaffLimits { idle_ms: 10 * MINUTE, total_ms: 4 * HOUR, at_once: 1 },
    }
}

/// The instants of a session that its end depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When it was last used, to within [`SEEN_EVERY_MS`] (never later than it was).
    pub last_seen_at: At,
    /// Since when its page has been hidden.
    pub hidden_at: Option<At>,
    /// When it is over whatever happens.
    pub expires_at: At,
    /// When somebody ended it.
    pub ended_at: Option<At>,
}

impl Life {
    /// Whether a child's session is over or locked. A lock is for good: the PIN makes a new session.
    #[must_use]
    pub fn is_over_for_child(&self, lock_after_s: i32, now: At) -> bool {
        let hidden = self.hidden_at.is_some_and(|h| now.since(h) >= i64::from(lock_after_s) * SECOND);
        hidden || self.is_over(CHILD_IDLE_MAX_MS, now)
    }

    /// Whether the session of a member of staff is over.
    #[must_use]
    pub fn is_over_for_staff(&self, role: Role, now: At) -> bool {
        self.is_over(of_staff(role).idle_ms, now)
    }

    fn is_over(&self, idle_ms: i64, now: At) -> bool {
        self.ended_at.is_some() || now >= self.expires_at || now.since(self.last_seen_at) >= idle_ms
    }

    /// Whether its last use is to be written down again.
    #[must_use]
    pub fn is_stale(&self, now: At) -> bool {
        now.since(self.last_seen_at) >= SEEN_EVERY_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: At = At::from_ms(1_800_000_000_000);

    fn life() -> Life {
        Life { last_seen_at: T0, hidden_at: None, expires_at: T0.plus(CHILD_TOTAL_MAX_MS), ended_at: None }
    }

    // SESS-05
    #[test]
    fn every_limit_holds_to_the_second() {
        for role in Role::ALL {
            let limits = of_staff(*role);
            let fresh = Life { expires_at: T0.plus(limits.total_ms), ..life() };
            assert!(!fresh.is_over_for_staff(*role, T0.plus(limits.idle_ms - SECOND)), "{role}");
            assert!(fresh.is_over_for_staff(*role, T0.plus(limits.idle_ms + SECOND)), "{role}");
            let used = |at: At| Life { last_seen_at: at, ..fresh };
            let end = T0.plus(limits.total_ms);
            assert!(!used(end.plus(-SECOND)).is_over_for_staff(*role, end.plus(-SECOND)), "{role}");
            assert!(used(end.plus(SECOND)).is_over_for_staff(*role, end.plus(SECOND)), "{role}");
        }
        assert!(!life().is_over_for_child(60, T0.plus(CHILD_IDLE_MAX_MS - SECOND)));
        assert!(life().is_over_for_child(60, T0.plus(CHILD_IDLE_MAX_MS + SECOND)));
    }

    // SESS-09
    #[test]
    fn a_hidden_page_locks_after_the_time_that_the_child_chose() {
        let hidden = Life { hidden_at: Some(T0), ..life() };
        assert!(!hidden.is_over_for_child(60, T0.plus(59 * SECOND)));
        assert!(hidden.is_over_for_child(60, T0.plus(61 * SECOND)));
        assert!(hidden.is_over_for_child(0, T0), "at once, where the child chose 0");
        assert!(!hidden.is_over_for_child(300, T0.plus(299 * SECOND)));
    }
}
