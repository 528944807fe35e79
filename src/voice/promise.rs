//! By when a child should hear back. Pure: days in, days out.
//!
//! (To a child it is never called a promise: children have been promised enough.)

use chrono::{Datelike, Weekday};

use super::thanks::Thanks;
use crate::kernel::calendar::{BankHolidays, next_day};
use crate::kernel::id::{AskId, ChildId, MessageId, StaffId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::{At, Day};

crate::words! {
    /// What kind of answer is asked for.
    pub enum AskKind {
        /// Anything: any reply meets it.
        Chat = "chat",
        /// A decision: met by what was decided, or by who decides and when.
        Decision = "decision",
        /// A worry: met by what was done.
        Worry = "worry",
        /// Good news: any reply meets it.
        GoodNews = "good_news",
    }
}

crate::words! {
    /// How an ask was answered.
    pub enum ClosedHow {
        /// By a message in the thread.
        Message = "message",
        /// By a call.
        Call = "call",
        /// By a visit.
        Visit = "visit",
        /// By a decision.
        Decided = "decided",
        /// By saying who decides and when.
        DecisionPending = "decision_pending",
    }
}

crate::words! {
    /// How an ask stands, as child and worker read it.
    pub enum AskState {
        /// Waits for an answer.
        Open = "open",
        /// Its day has passed.
        Late = "late",
        /// Its day has passed and somebody else has it.
        PassedOn = "passed_on",
        /// Answered.
        Answered = "answered",
    }
}

crate::words! {
    /// What the child says of an answer that was written down for them.
    pub enum ChildSays {
        /// Yes, that is right.
        Right = "right",
        /// No, I still need an answer.
        NotRight = "not_right",
    }
}

impl AskKind {
    /// The stronger of two kinds: a worry is never taken down to a decision, nor a decision to a chat.
    #[must_use]
    pub fn stronger(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    /// Whether any reply of a worker meets it. A decision or a worry must be marked as answered, with what came of it.
    #[must_use]
    pub const fn is_met_by_a_reply(self) -> bool {
        matches!(self, Self::Chat | Self::GoodNews)
    }

    const fn weight(self) -> u8 {
        match self {
            Self::GoodNews => 0,
            Self::Chat => 1,
            Self::Decision => 2,
            Self::Worry => 3,
        }
    }
}

/// Working days until a child should hear back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets {
    /// After a chat.
    pub chat: u32,
    /// After asking for a decision.
    pub decision: u32,
    /// After a worry.
    pub worry: u32,
    /// After good news.
    pub good_news: u32,
    /// After it was passed on because nobody answered.
    pub passed_on: u32,
}

impl Targets {
    /// Working days for a kind.
    #[must_use]
    pub const fn of(&self, kind: AskKind) -> u32 {
        match kind {
            AskKind::Chat => self.chat,
            AskKind::Decision => self.decision,
            AskKind::Worry => self.worry,
            AskKind::GoodNews => self.good_news,
        }
    }
}

/// The `n`-th working day after `sent_on`: day 1 is the first working day after sending.
///
/// Where nobody has entered the bank holidays of a day, a weekday counts as a working day: the child is given the earlier
/// day, never a later one, and no child's words are refused because the council forgot a file.
#[must_use]
pub fn answer_by(holidays: &BankHolidays, sent_on: Day, n: u32) -> Day {
    let mut at = sent_on;
    let mut left = n;
    while left > 0 {
        at = next_day(at);
        if is_working(holidays, at) {
            left -= 1;
        }
    }
    at
}

/// Whether a day is a working day; a weekday where its bank holidays have not been entered.
#[must_use]
pub fn is_working(holidays: &BankHolidays, day: Day) -> bool {
    holidays.is_working(day).unwrap_or(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
}

/// Whether an answer is late: from 00:00 in London on the day after `answer_by`.
#[must_use]
pub fn is_late(answer_by: Day, today: Day) -> bool {
    today > answer_by
}

/// What an open ask becomes when something more is said: the stronger kind, and the earlier day.
#[must_use]
pub fn joined(open: (AskKind, Day), more: (AskKind, Day)) -> (AskKind, Day) {
    (open.0.stronger(more.0), open.1.min(more.1))
}

/// Which kind of answer a child's message asks for; none where it only says thanks in reply.
///
/// `topics` are the kinds of its topics. A message that is marked as a decision or a worry, or has a topic, always asks.
#[must_use]
pub fn asked(
    thanks: &Thanks,
    text: &str,
    kind: Option<AskKind>,
    topics: &[AskKind],
    in_reply: bool,
) -> Option<AskKind> {
    let kind = topics.iter().copied().chain(kind).reduce(AskKind::stronger).unwrap_or(AskKind::Chat);
    let only_thanks = in_reply && topics.is_empty() && kind.is_met_by_a_reply() && thanks.is_thanks(text);
    (!only_thanks).then_some(kind)
}

/// What a child wants answered, and how that went.
#[derive(Debug, Clone)]
pub struct Ask {
    /// Its id.
    pub id: AskId,
    /// In which thread.
    pub thread: ThreadId,
    /// Whose.
    pub child: ChildId,
    /// The message that opened it.
    pub opened_by_message: MessageId,
    /// The place of that message in the thread.
    pub first_seq: i64,
    /// What kind of answer.
    pub kind: AskKind,
    /// When the child said it.
    pub opened_at: At,
    /// By which day the child should hear back.
    pub answer_by: Day,
    /// By which day at first, before it was late and passed on.
    pub first_answer_by: Day,
    /// When it was passed on.
    pub passed_on_at: Option<At>,
    /// To whom.
    pub passed_on_to: Option<StaffId>,
    /// When it was answered.
    pub closed_at: Option<At>,
    /// By whom.
    pub closed_by: Option<StaffId>,
    /// How.
    pub closed_how: Option<ClosedHow>,
    /// What came of it, in the worker's words.
    pub outcome: Option<Words>,
    /// Who decides, where a decision is still to come.
    pub decided_by: Option<String>,
    /// The day of that decision.
    pub decision_on: Option<Day>,
    /// What the child says of it.
    pub child_says: Option<ChildSays>,
}

impl Ask {
    /// Whether it still waits for an answer.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }

    /// How it stands on a day.
    #[must_use]
    pub fn state(&self, today: Day) -> AskState {
        if !self.is_open() {
            AskState::Answered
        } else if self.passed_on_at.is_some() {
            AskState::PassedOn
        } else if is_late(self.answer_by, today) {
            AskState::Late
        } else {
            AskState::Open
        }
    }

    /// Whether it waits though its day has passed, or was passed on for that reason: the manager answers too.
    #[must_use]
    pub fn is_overdue(&self, today: Day) -> bool {
        matches!(self.state(today), AskState::Late | AskState::PassedOn)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use proptest::prelude::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn england() -> BankHolidays {
        crate::people::holidays(&crate::config::RuleFiles::default()).unwrap()
    }

    #[test]
    fn day_one_is_the_first_working_day_after_sending() {
        // Sent on, working days, answer by. 2026: 3 and 6 April, 25 and 28 December, 1 January 2027 are bank holidays.
        let table = [
            ("2026-11-23", 2, "2026-11-25"),
            ("2026-11-20", 1, "2026-11-23"),
            ("2026-11-21", 1, "2026-11-23"),
            ("2026-11-22", 2, "2026-11-24"),
            ("2026-04-02", 1, "2026-04-07"),
            ("2026-12-24", 1, "2026-12-29"),
            ("2026-12-24", 5, "2027-01-05"),
            ("2026-12-25", 2, "2026-12-30"),
        ];
        for (sent, n, by) in table {
            assert_eq!(answer_by(&england(), d(sent), n), d(by), "sent {sent}, {n} working days");
        }
    }

    #[test]
    fn an_answer_is_late_from_the_first_minute_of_the_day_after() {
        assert!(!is_late(d("2026-11-26"), d("2026-11-26")));
        assert!(is_late(d("2026-11-26"), d("2026-11-27")));
    }

    #[test]
    fn a_worry_is_never_taken_down() {
        assert_eq!(AskKind::Worry.stronger(AskKind::Chat), AskKind::Worry);
        assert_eq!(AskKind::Chat.stronger(AskKind::Worry), AskKind::Worry);
        assert_eq!(AskKind::Decision.stronger(AskKind::GoodNews), AskKind::Decision);
        assert_eq!(AskKind::Worry.stronger(AskKind::Decision), AskKind::Worry);
    }

    #[test]
    fn thanks_in_reply_asks_for_nothing_and_tears_always_do() {
        let rules = crate::voice::Rules::load(&crate::config::RuleFiles::default()).unwrap();
        let asks = |text: &str, kind, topics: &[AskKind], in_reply| asked(rules.thanks(), text, kind, topics, in_reply);
        assert_eq!(asks("👍", Some(AskKind::Chat), &[], true), None);
        assert_eq!(asks("thanks", None, &[], true), None);
        assert_eq!(asks("thanks", None, &[], false), Some(AskKind::Chat));
        assert_eq!(asks("😢", None, &[], true), Some(AskKind::Chat));
        assert_eq!(asks("🙏", Some(AskKind::Worry), &[], true), Some(AskKind::Worry));
        assert_eq!(asks("🙏", None, &[AskKind::Chat], true), Some(AskKind::Chat));
        assert_eq!(asks("hi", Some(AskKind::GoodNews), &[AskKind::Decision], false), Some(AskKind::Decision));
    }

    #[test]
    fn without_bank_holidays_the_child_is_given_the_earlier_day() {
        let none = BankHolidays::new([], d("2026-01-01"), d("2026-12-31"));
        assert_eq!(answer_by(&none, d("2027-03-25"), 1), d("2027-03-26"));
    }

    fn day() -> impl Strategy<Value = Day> {
        (0u64..3600).prop_map(|n| d("2019-01-02") + chrono::Days::new(n))
    }

    fn kind() -> impl Strategy<Value = AskKind> {
        prop::sample::select(AskKind::ALL)
    }

    proptest! {
        #[test]
        fn an_answer_day_is_a_working_day_after_sending(sent in day(), n in 1u32..10) {
            let by = answer_by(&england(), sent, n);
            prop_assert!(by > sent);
            prop_assert_eq!(england().is_working(by), Ok(true));
        }

        #[test]
        fn whoever_sends_later_is_not_answered_earlier(a in day(), b in day(), n in 1u32..10) {
            let (first, second) = (a.min(b), a.max(b));
            prop_assert!(answer_by(&england(), first, n) <= answer_by(&england(), second, n));
        }

        #[test]
        fn more_working_days_are_never_sooner(sent in day(), n in 1u32..10) {
            prop_assert!(answer_by(&england(), sent, n) < answer_by(&england(), sent, n + 1));
        }

        #[test]
        fn saying_more_never_makes_an_answer_later_nor_a_kind_weaker(k in kind(), by in day(), more in prop::collection::vec((kind(), day()), 0..8)) {
            let mut open = (k, by);
            for m in more {
                let next = joined(open, m);
                prop_assert!(next.1 <= open.1);
                prop_assert!(next.0.weight() >= open.0.weight() && next.0.weight() >= m.0.weight());
                open = next;
            }
        }
    }
}
