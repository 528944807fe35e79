//! What somebody chose about being told, and when a push may leave.

use crate::kernel::calendar::{london_day, london_minutes, london_time, next_day};
use crate::kernel::clock::DAY;
use crate::kernel::id::AnyId;
use crate::kernel::{At, Refusal};
use crate::people::store::choices as rows;
use crate::store::{Answer, Rx, Tx};

/// Whose choices: a child's.
pub const CHILD: &str = "child";
/// Whose choices: a member of staff's.
pub const STAFF: &str = "staff";

/// How many fixed texts a push can show; the phone holds them, the server knows only the number.
pub const PUSH_TEXTS: i16 = 3;

/// For how many days “not now” is final.
const NOT_NOW_DAYS: i64 = 30;

/// What somebody chose about being told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choices {
    /// Whether to push at all. A child's is off until they say yes; staff's is on.
    pub push: bool,
    /// Which of the fixed texts the phone shows, from 1.
    pub push_text: i16,
    /// The hour, London time, from which nothing is pushed.
    pub quiet_from: i16,
    /// The hour at which what waited is pushed. Equal to `quiet_from`: no quiet hours.
    pub quiet_until: i16,
    /// When the push question was last answered with yes or “not now”.
    pub asked_at: Option<At>,
    /// The language of the app, as `en` or `ckb`.
    pub language: Option<String>,
}

impl Choices {
    /// What holds for a child who has chosen nothing: no push (safety rule 7.7).
    #[must_use]
    pub fn of_child() -> Self {
        Self { push: false, push_text: 1, quiet_from: 21, quiet_until: 7, asked_at: None, language: None }
    }

    /// What holds for a member of staff who has chosen nothing: push.
    #[must_use]
    pub fn of_staff() -> Self {
        Self { push: true, ..Self::of_child() }
    }

    /// Checks what somebody chose.
    ///
    /// # Errors
    /// Names the field and says what it may be.
    pub fn check(&self) -> Result<(), Refusal> {
        if !(1..=PUSH_TEXTS).contains(&self.push_text) {
            return Err(Refusal::invalid("push_text_unknown", "push_text", format!("Choose text 1 to {PUSH_TEXTS}.")));
        }
        for (hour, field) in [(self.quiet_from, "quiet_from"), (self.quiet_until, "quiet_until")] {
            if !(0..24).contains(&hour) {
                return Err(Refusal::invalid("hour_unknown", field, "Give an hour of the day, 0 to 23."));
            }
        }
        match &self.language {
            Some(code) if !is_language(code) => {
                Err(Refusal::invalid("language_unknown", "language", "Give a language as en or ckb."))
            }
            _ => Ok(()),
        }
    }

    /// Whether the app may ask for pushes now: “not now” is final for thirty days.
    #[must_use]
    pub fn may_ask(&self, now: At) -> bool {
        !self.push && self.asked_at.is_none_or(|asked| now.since(asked) >= NOT_NOW_DAYS * DAY)
    }

    /// When a push that is written at `now` may leave: at once, or when the quiet hours end.
    #[must_use]
    pub fn due_at(&self, now: At) -> At {
        let (from, until) = (minutes(self.quiet_from), minutes(self.quiet_until));
        let (day, at) = (london_day(now), london_minutes(now));
        let over_midnight = from > until;
        if over_midnight && at >= from {
            return london_time(next_day(day), until);
        }
        let quiet = if over_midnight { at < until } else { from <= at && at < until };
        if quiet { london_time(day, until) } else { now }
    }
}

fn minutes(hour: i16) -> u32 {
    u32::try_from(hour).unwrap_or(0) * 60
}

/// Two or three small letters: a language as ISO 639 writes it.
fn is_language(code: &str) -> bool {
    (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase())
}

/// What somebody chose; what holds without a choice where they chose nothing.
///
/// # Errors
/// The database's own.
pub fn find(rx: &mut Rx<'_>, owner_kind: &str, owner: AnyId) -> Answer<Choices> {
    rows::find(rx, owner_kind, owner)
}

/// Keeps what somebody chose. The caller has checked it, and audits.
///
/// # Errors
/// The database's own.
pub fn put(tx: &mut Tx<'_>, owner_kind: &str, owner: AnyId, choices: &Choices) -> Answer<()> {
    rows::put(tx, owner_kind, owner, choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> At {
        At::from(chrono::DateTime::parse_from_rfc3339(text).unwrap_or_default().to_utc())
    }

    #[test]
    fn what_happens_at_night_is_pushed_in_the_morning() {
        let c = Choices::of_child();
        assert_eq!(c.due_at(at("2026-01-10T21:00:00Z")), at("2026-01-11T07:00:00Z"));
        assert_eq!(c.due_at(at("2026-01-11T06:59:59Z")), at("2026-01-11T07:00:00Z"));
        assert_eq!(c.due_at(at("2026-01-11T07:00:00Z")), at("2026-01-11T07:00:00Z"));
        assert_eq!(c.due_at(at("2026-01-11T20:59:59Z")), at("2026-01-11T20:59:59Z"));
    }

    #[test]
    fn quiet_hours_are_londons_in_summer_too() {
        let c = Choices::of_child();
        assert_eq!(c.due_at(at("2026-07-10T20:00:00Z")), at("2026-07-11T06:00:00Z"));
        assert_eq!(c.due_at(at("2026-07-10T19:59:00Z")), at("2026-07-10T19:59:00Z"));
    }

    #[test]
    fn quiet_hours_within_one_day_and_none_at_all() {
        let day = Choices { quiet_from: 9, quiet_until: 15, ..Choices::of_child() };
        assert_eq!(day.due_at(at("2026-01-10T10:00:00Z")), at("2026-01-10T15:00:00Z"));
        assert_eq!(day.due_at(at("2026-01-10T16:00:00Z")), at("2026-01-10T16:00:00Z"));
        let none = Choices { quiet_from: 7, quiet_until: 7, ..Choices::of_child() };
        assert_eq!(none.due_at(at("2026-01-10T03:00:00Z")), at("2026-01-10T03:00:00Z"));
    }

    #[test]
    fn a_child_has_no_push_until_they_say_yes_and_staff_have() {
        assert!(!Choices::of_child().push);
        assert!(Choices::of_staff().push);
    }

    #[test]
    fn not_now_is_final_for_thirty_days() {
        let asked = at("2026-01-10T12:00:00Z");
        let c = Choices { asked_at: Some(asked), ..Choices::of_child() };
        assert!(Choices::of_child().may_ask(asked));
        assert!(!c.may_ask(asked.plus(30 * DAY - 1)));
        assert!(c.may_ask(asked.plus(30 * DAY)));
        assert!(!Choices { push: true, ..Choices::of_child() }.may_ask(asked));
    }

    #[test]
    fn a_choice_outside_the_list_is_refused_by_field() {
        let wrong = Choices { push_text: 4, ..Choices::of_child() };
        assert_eq!(wrong.check().err().and_then(|r| r.field), Some("push_text"));
        let wrong = Choices { quiet_until: 24, ..Choices::of_child() };
        assert_eq!(wrong.check().err().and_then(|r| r.field), Some("quiet_until"));
        let wrong = Choices { language: Some("English".into()), ..Choices::of_child() };
        assert_eq!(wrong.check().err().and_then(|r| r.field), Some("language"));
        assert_eq!(Choices::of_staff().check(), Ok(()));
    }
}
