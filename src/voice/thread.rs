//! A thread belongs to a child and to a post, not to a person; and how much of it somebody may see. Pure.

use super::promise::Ask;
use crate::access::{Permit, Relation};
use crate::kernel::clock::DAY;
use crate::kernel::id::{AskId, ChildId, MessageId, StaffId, ThreadId};
use crate::kernel::words::Post;
use crate::kernel::{At, Day};

/// How far back somebody who covers sees where nothing is open, in milliseconds: 28 days.
pub const COVER_SEES_MS: i64 = 28 * DAY;

/// One child's thread with one post, for the whole care journey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub id: ThreadId,
    /// Whose.
    pub child: ChildId,
    /// With whom.
    pub post: Post,
    /// The place of its last message.
    pub last_seq: i64,
    /// The message that is pinned as the plan for now.
    pub plan: Option<MessageId>,
    /// The ask that is open, or was answered last.
    pub ask: Option<AskId>,
    /// The holder whose hello is there.
    pub greeted_by: Option<StaffId>,
}

/// From where somebody may see a thread's words. No store function that reads words runs without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Everything from this place in the thread on.
    From(i64),
    /// Everything that was received at this instant or later.
    Since(At),
    /// When and what kind, and no words.
    DatesOnly,
}

impl Sight {
    /// All of it.
    pub const ALL: Self = Self::From(1);

    /// What a permit for a thread's words lets somebody see, given its open ask.
    ///
    /// Cover: from the open ask on, or the last 28 days. Manager: from an ask that is late or that nobody holds, otherwise
    /// dates only. Everybody else who has the permit: all of it.
    #[must_use]
    pub fn of(permit: &Permit, open: Option<&Ask>, is_held: bool, today: Day, now: At) -> Self {
        if permit.is_since() { Self::part(permit.relation(), open, is_held, today, now) } else { Self::ALL }
    }

    fn part(relation: Relation, open: Option<&Ask>, is_held: bool, today: Day, now: At) -> Self {
        match (relation, open.filter(|a| a.is_open())) {
            (Relation::Cover, Some(ask)) => Self::From(ask.first_seq),
            (Relation::Cover, None) => Self::Since(now.plus(-COVER_SEES_MS)),
            (_, Some(ask)) if ask.is_overdue(today) || !is_held => Self::From(ask.first_seq),
            _ => Self::DatesOnly,
        }
    }

    /// Whether a message at this place, received then, may be read.
    #[must_use]
    pub fn shows(&self, seq: i64, received_at: At) -> bool {
        match self {
            Self::From(first) => seq >= *first,
            Self::Since(at) => received_at >= *at,
            Self::DatesOnly => false,
        }
    }

    /// Whether only dates may be read.
    #[must_use]
    pub const fn is_dates_only(&self) -> bool {
        matches!(self, Self::DatesOnly)
    }
}

/// Which part of a thread is asked for: the messages before a place, newest first until `limit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Only messages before this place.
    pub before: i64,
    /// At most so many.
    pub limit: i64,
}

/// The most messages of one page.
pub const PAGE_MAX: i64 = 100;
/// The messages of a page where nobody says how many.
pub const PAGE_USUAL: i64 = 20;

impl Page {
    /// A page as it was asked for, within bounds.
    #[must_use]
    pub fn new(before: Option<i64>, limit: Option<i64>) -> Self {
        Self { before: before.unwrap_or(i64::MAX).max(1), limit: limit.unwrap_or(PAGE_USUAL).clamp(1, PAGE_MAX) }
    }

    /// The places of the page in a thread that ends at `last`: from (included) and until (not included). Places have no
    /// gaps, so that a page is one stretch.
    #[must_use]
    pub fn places(&self, last: i64) -> (i64, i64) {
        let until = self.before.min(last.saturating_add(1)).max(1);
        (until.saturating_sub(self.limit).max(1), until)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::kernel::Id;
    use crate::voice::promise::AskKind;

    fn ask(first_seq: i64, answer_by: &str) -> Ask {
        Ask {
            id: Id::at(At::from_ms(1)),
            thread: Id::at(At::from_ms(1)),
            child: Id::at(At::from_ms(1)),
            opened_by_message: Id::at(At::from_ms(1)),
            first_seq,
            kind: AskKind::Chat,
            opened_at: At::from_ms(1),
            answer_by: answer_by.parse().unwrap(),
            first_answer_by: answer_by.parse().unwrap(),
            passed_on_at: None,
            passed_on_to: None,
            closed_at: None,
            closed_by: None,
            closed_how: None,
            outcome: None,
            decided_by: None,
            decision_on: None,
            child_says: None,
        }
    }

    #[test]
    fn who_sees_from_where() {
        let today: Day = "2026-11-23".parse().unwrap();
        let now = At::from_ms(100 * DAY);
        let (late, due) = (ask(7, "2026-11-20"), ask(7, "2026-11-25"));
        let closed = Ask { closed_at: Some(now), ..late.clone() };
        let month = Sight::Since(At::from_ms(72 * DAY));
        let table = [
            (Relation::Cover, Some(&due), true, Sight::From(7)),
            (Relation::Cover, Some(&closed), true, month),
            (Relation::Cover, None, true, month),
            (Relation::Manager, Some(&late), true, Sight::From(7)),
            (Relation::Manager, Some(&due), true, Sight::DatesOnly),
            (Relation::Manager, Some(&due), false, Sight::From(7)),
            (Relation::Manager, Some(&closed), false, Sight::DatesOnly),
            (Relation::Manager, None, false, Sight::DatesOnly),
        ];
        for (relation, open, held, sight) in table {
            assert_eq!(Sight::part(relation, open, held, today, now), sight, "{relation} {held}");
        }
    }

    #[test]
    fn a_page_is_one_stretch_of_places() {
        assert_eq!(Page::new(None, None).places(50), (31, 51));
        assert_eq!(Page::new(Some(31), Some(20)).places(50), (11, 31));
        assert_eq!(Page::new(Some(5), Some(20)).places(50), (1, 5));
        assert_eq!(Page::new(None, Some(0)).places(0), (1, 1));
        assert_eq!(Page::new(Some(-9), Some(1000)).places(3), (1, 1));
    }
}
