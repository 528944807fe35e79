//! The open decisions: what the council has not said yet, what holds until it does, and the other ways. Pure.
//!
//! Source: the open decisions of the savings facts (section 10). What each way would cost is worked out from the council's
//! own children by [`cost`].

use chrono::Duration;

use super::words::{day, pocket_words};
use super::{AccrualMethod, Backdate, Continuity, Effect, Exclusion, FinalPartWeek, LateEntrant, Policy, Shortfall};
use crate::kernel::{Day, Pence};
use crate::savings::history::History;
use crate::savings::pocket::PocketRules;
use crate::savings::weeks::weeks;

crate::words! {
    /// Something that the council should decide and two people sign.
    pub enum Decision {
        /// Whether earlier weeks are made good.
        Backdate = "backdate",
        /// Whole weeks by a count day, or nights.
        Counting = "counting",
        /// Placed with parents, placed for adoption.
        Placements = "placements",
        /// Turns 18 before qualifying.
        LateEntrants = "late_entrants",
        /// How long a break may be.
        Breaks = "breaks",
        /// Who pays for a week that does not come.
        MissedWeek = "missed_week",
        /// Leaves care before 18.
        Leavers = "leavers",
        /// When it is paid.
        RunDate = "run_date",
        /// Pocket money by age.
        PocketBands = "pocket_bands",
        /// Interest on what is held.
        Interest = "interest",
        /// The days after the last whole week.
        LastWeek = "last_week",
    }
}

impl Decision {
    /// The question, as it is put to the council.
    #[must_use]
    pub const fn question(self) -> &'static str {
        match self {
            Self::Backdate => "Are the weeks before a child qualifies, or before the scheme began, made good?",
            Self::Counting => "Does a week count whole by its last day, or by nights?",
            Self::Placements => "Is something saved while a child is placed with parents, or for adoption?",
            Self::LateEntrants => "What of a young person who turns 18 before qualifying (many came alone)?",
            Self::Breaks => "Does a short break start the year in care anew?",
            Self::MissedWeek => "Who pays for a week that a provider does not hand over?",
            Self::Leavers => "What happens to the savings of a child who leaves care before 18?",
            Self::RunDate => "When is it paid into the children's own accounts, before 5 April?",
            Self::PocketBands => "What is pocket money at each age?",
            Self::Interest => "Does what the council holds earn interest?",
            Self::LastWeek => "Is something saved for the days after the last whole week?",
        }
    }

    /// What holds until the council decides otherwise.
    #[must_use]
    pub fn now(self, policy: &Policy, pocket: &PocketRules) -> String {
        match self {
            Self::Backdate => policy.earlier(),
            Self::Counting => policy.counted().into(),
            Self::Placements => {
                policy.settings(pocket).into_iter().find(|s| s.no == 11).map_or_else(String::new, |s| s.words)
            }
            Self::LateEntrants => {
                policy.settings(pocket).into_iter().find(|s| s.no == 14).map_or_else(String::new, |s| s.words)
            }
            Self::Breaks => policy.breaks(),
            Self::MissedWeek => policy.short().into(),
            Self::Leavers => policy.leaves().into(),
            Self::RunDate => policy.paid(),
            Self::PocketBands => pocket_words(pocket),
            Self::Interest => "None, and it is said so".into(),
            Self::LastWeek => {
                policy.settings(pocket).into_iter().find(|s| s.no == 13).map_or_else(String::new, |s| s.words)
            }
        }
    }
}

/// Another way to decide, with the policy as it would be then.
#[derive(Debug, Clone)]
pub struct Way {
    /// Which decision.
    pub of: Decision,
    /// In words.
    pub words: String,
    /// The policy.
    pub policy: Policy,
}

impl Policy {
    /// The other ways to decide that change which weeks are due.
    #[must_use]
    pub fn other_ways(&self) -> Vec<Way> {
        let mut ways = Vec::new();
        let mut add = |of, words: &str, change: &dyn Fn(&mut Self)| {
            let mut policy = self.clone();
            change(&mut policy);
            ways.push(Way { of, words: words.to_owned(), policy });
        };
        if self.backdate != Backdate::ToEntry {
            add(Decision::Backdate, "Made good to the day of coming into care", &|p| p.backdate = Backdate::ToEntry);
        }
        if let (Backdate::None, Some(first)) = (self.backdate, self.first_rate()) {
            let words = format!("Made good for weeks before {}, once a child qualified", day(self.scheme_starts));
            add(Decision::Backdate, &words, &move |p| p.backdate = Backdate::To(first));
        }
        if self.accrual_method != AccrualMethod::DailyProRata {
            add(Decision::Counting, "By nights, a seventh each", &|p| p.accrual_method = AccrualMethod::DailyProRata);
        }
        if self.accrual_method != AccrualMethod::CountDay {
            add(Decision::Counting, "Whole weeks by their last day", &|p| p.accrual_method = AccrualMethod::CountDay);
        }
        if self.leaves_out("P1") {
            add(Decision::Placements, "Saved for while placed with parents", &|p| p.take_in("P1"));
        } else {
            add(Decision::Placements, "Paused while placed with parents", &|p| p.pause(&["P1"]));
        }
        if self.leaves_out("A3") {
            add(Decision::Placements, "Saved for while placed for adoption", &|p| {
                ADOPTION.iter().for_each(|code| p.take_in(code));
            });
        } else {
            add(Decision::Placements, "Paused while placed for adoption", &|p| p.pause(ADOPTION));
        }
        if self.late_entrant != LateEntrant::FromDayOne {
            add(Decision::LateEntrants, "Saved for from the first day", &|p| p.late_entrant = LateEntrant::FromDayOne);
        }
        if self.continuity == Continuity::Reset {
            add(Decision::Breaks, "A break of up to 28 days does not matter", &|p| {
                p.continuity = Continuity::TolerateDays(28)
            });
        } else {
            add(Decision::Breaks, "Any break starts the clock anew", &|p| p.continuity = Continuity::Reset);
        }
        if self.final_part_week != FinalPartWeek::ProRata {
            add(Decision::LastWeek, "A seventh for each night", &|p| p.final_part_week = FinalPartWeek::ProRata);
        }
        if self.final_part_week != FinalPartWeek::Full {
            add(Decision::LastWeek, "A whole week", &|p| p.final_part_week = FinalPartWeek::Full);
        }
        ways
    }

    /// What is done now about a week that does not come, turned round.
    #[must_use]
    pub const fn other_shortfall(&self) -> &'static str {
        match self.desk.shortfall {
            Shortfall::TopUpAtOnce => "The child waits until the provider pays",
            Shortfall::Wait => "The council pays it at once and asks the provider",
        }
    }

    /// The first day for which there is a rate.
    #[must_use]
    pub fn first_rate(&self) -> Option<Day> {
        self.rate.iter().map(|r| r.from).min()
    }

    fn leaves_out(&self, code: &str) -> bool {
        self.exclusion.iter().any(|e| e.placement.iter().any(|p| p == code))
    }

    fn take_in(&mut self, code: &str) {
        for exclusion in &mut self.exclusion {
            exclusion.placement.retain(|p| p != code);
        }
        self.exclusion.retain(|e| !e.placement.is_empty() || !e.legal_status.is_empty());
    }

    fn pause(&mut self, placement: &[&str]) {
        self.exclusion.push(Exclusion {
            legal_status: vec![],
            placement: placement.iter().map(|p| (*p).to_owned()).collect(),
            from: None,
            until: None,
            effect: Effect::Pause,
        });
    }
}

/// Placed for adoption, as the yearly return has it.
const ADOPTION: &[&str] = &["A3", "A4", "A5", "A6"];

/// What is due to a child by a policy: in all, and in the 52 weeks up to a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// From the first day for which there is a rate.
    pub in_all: i64,
    /// Of it, in the last 52 weeks.
    pub last_year: i64,
}

/// Adds up what is due to a child up to a day. None where the policy has no rate for a week that counts.
#[must_use]
pub fn cost(history: &History, policy: &Policy, to: Day) -> Option<Due> {
    let from = policy.first_rate().unwrap_or(policy.scheme_starts);
    let from = history.first_day().map_or(from, |first| first.max(from));
    let year = to - Duration::weeks(52);
    let mut due = Due::default();
    for week in weeks(history, policy, from, to).ok()? {
        due.in_all = due.in_all.saturating_add(week.pence.0);
        if week.week_end > year {
            due.last_year = due.last_year.saturating_add(week.pence.0);
        }
    }
    Some(due)
}

/// One in a hundred of a sum, rounded down: what a year's interest of one per cent would be.
#[must_use]
pub const fn one_per_cent(held: Pence) -> Pence {
    Pence(held.0.div_euclid(100))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::savings::history::Stay;

    fn policy() -> Policy {
        let text = crate::config::RuleFiles::default().text("savings/policy.toml").unwrap_or_default();
        Policy::parse(&text).unwrap_or_else(|e| panic!("{e}"))
    }

    fn d(day: &str) -> Day {
        day.parse().unwrap_or_default()
    }

    fn history(born: &str, from: &str, placement: &str) -> History {
        let stay = Stay { from: d(from), until: None, legal_status: "C2".into(), placement: placement.into() };
        History::new(d(born), [stay])
    }

    fn more(of: Decision, words: &str, history: &History, to: &str) -> i64 {
        let policy = policy();
        let way = policy.other_ways().into_iter().find(|w| w.of == of && w.words.starts_with(words));
        let way = way.unwrap_or_else(|| panic!("no such way: {words}"));
        let base = cost(history, &policy, d(to)).unwrap_or_default();
        cost(history, &way.policy, d(to)).unwrap_or_default().in_all - base.in_all
    }

    // E23: in care since 9 May 2016; the scheme starts on 1 April 2021.
    #[test]
    fn e23_making_good_to_the_twelve_month_point_costs_1015_pounds() {
        let long = history("2010-01-01", "2016-05-09", "U1");
        assert_eq!(more(Decision::Backdate, "Made good for weeks before", &long, "2022-03-31"), 101_500);
    }

    // E03: one year of weeks more, as soon as the child qualifies.
    #[test]
    fn e03_making_good_to_entry_costs_the_first_52_weeks() {
        let one = history("2013-01-01", "2024-03-14", "U1");
        assert_eq!(more(Decision::Backdate, "Made good to the day", &one, "2025-03-16"), 26_000);
    }

    #[test]
    fn a_child_placed_with_parents_costs_each_week_of_it_where_that_is_saved_for() {
        let home = history("2013-01-01", "2023-01-02", "P1");
        let due = more(Decision::Placements, "Saved for while placed with parents", &home, "2024-01-14");
        assert_eq!(due, 2 * 500, "7 and 14 January 2024");
    }

    #[test]
    fn every_decision_says_what_holds_now_and_all_32_settings_have_words() {
        let (policy, text) = (policy(), crate::config::RuleFiles::default().text("savings/pocket-money.toml"));
        let pocket = PocketRules::parse(&text.unwrap_or_default()).unwrap_or_else(|e| panic!("{e}"));
        for decision in Decision::ALL {
            assert!(!decision.now(&policy, &pocket).is_empty(), "{decision}");
        }
        let settings = policy.settings(&pocket);
        assert_eq!(settings.iter().map(|s| s.no).collect::<Vec<_>>(), (1..=32).collect::<Vec<_>>());
        assert!(settings.iter().all(|s| !s.words.is_empty()));
    }
}
