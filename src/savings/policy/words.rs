//! The policy in words: each of the 32 settings as the people who sign it read it.

use super::{
    AccrualMethod, Anniversary, Backdate, CollectionMode, Continuity, Destination, Effect, FinalPartWeek, HowOften,
    Interest, LateEntrant, LeaverOver18, LeaverUnder18, LimitOverflow, Policy, Qualifying, Shortfall,
    SplitWeekCollection, SplitWeekRate, StopAt, Withdrawal,
};
use crate::kernel::{Day, Pence};
use crate::savings::pocket::{PocketRules, PocketWhat};

/// A setting of the policy, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its number in the settings list.
    pub no: u8,
    /// What it is about.
    pub about: &'static str,
    /// What holds.
    pub words: String,
}

/// "22 November 2026".
pub(super) fn day(day: Day) -> String {
    day.format("%-d %B %Y").to_string()
}

const fn weekday(day: chrono::Weekday) -> &'static str {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    match day {
        Mon => "Monday",
        Tue => "Tuesday",
        Wed => "Wednesday",
        Thu => "Thursday",
        Fri => "Friday",
        Sat => "Saturday",
        Sun => "Sunday",
    }
}

fn pounds(pence: i64) -> String {
    format!("£{:#}", Pence(pence))
}

fn span(from: Day, until: Option<Day>) -> String {
    let end = until.map(|u| format!(" until {}", day(crate::kernel::calendar::day_before(u))));
    format!("from {}{}", day(from), end.unwrap_or_default())
}

/// "28 February" of `02-28`; the text itself where it is no month and day.
fn month_day(text: &str) -> String {
    let parsed = format!("2024-{text}").parse::<Day>();
    parsed.map_or_else(|_| text.to_owned(), |d| d.format("%-d %B").to_string())
}

impl Policy {
    /// The 32 settings in words, in the order of the list.
    #[must_use]
    pub fn settings(&self, pocket: &PocketRules) -> Vec<Setting> {
        let of = |(no, about, words)| Setting { no, about, words };
        self.saving()
            .into_iter()
            .chain(self.collecting())
            .chain(self.paying())
            .chain(self.showing(pocket))
            .map(of)
            .collect()
    }

    /// (1-14): which weeks, and how much.
    fn saving(&self) -> Vec<(u8, &'static str, String)> {
        let rates = self.rate.iter().map(|r| format!("{} a week {}", pounds(r.pence_per_week), span(r.from, r.until)));
        let bands = self
            .rate_age_bands
            .iter()
            .map(|b| format!("{} at {} to {}", pounds(b.pence_per_week), b.from_age, b.until_age.saturating_sub(1)));
        let bands: Vec<String> = bands.collect();
        vec![
            (1, "Rate", rates.collect::<Vec<_>>().join("; ")),
            (2, "Rates by age", if bands.is_empty() { "The same for every age".into() } else { bands.join("; ") }),
            (3, "Lowest rate of a child's own", format!("{} a week", pounds(self.rate_floor_pence))),
            (4, "How weeks are counted", self.counted().into()),
            (5, "Last day of the week", weekday(self.count_weekday).into()),
            (6, "Rate in a week in which it changes", self.split_rate().into()),
            (7, "From when a child qualifies", self.qualifies()),
            (8, "Earlier weeks", self.earlier()),
            (9, "A break in care", self.breaks()),
            (
                10,
                "A year from 29 February",
                match self.anniversary_29feb {
                    Anniversary::Clamp => "28 February".into(),
                    Anniversary::Roll => "1 March".into(),
                },
            ),
            (11, "What does not count", self.left_out()),
            (
                12,
                "When saving stops",
                match self.stop_at {
                    StopAt::EighteenthBirthday => "On the 18th birthday".into(),
                    StopAt::LeavingCare => "On leaving care".into(),
                    StopAt::Both => "On the 18th birthday or on leaving care, whichever is first".into(),
                },
            ),
            (
                13,
                "Days after the last whole week",
                match self.final_part_week {
                    FinalPartWeek::None => "Nothing".into(),
                    FinalPartWeek::ProRata => "A seventh of the rate for each night".into(),
                    FinalPartWeek::Full => "A whole week".into(),
                },
            ),
            (
                14,
                "Turns 18 before qualifying",
                match self.late_entrant {
                    LateEntrant::Flag => "Nothing, and a person decides".into(),
                    LateEntrant::Nothing => "Nothing".into(),
                    LateEntrant::FromDayOne => "Saved for from the first day in care".into(),
                },
            ),
        ]
    }

    pub(super) const fn counted(&self) -> &'static str {
        match self.accrual_method {
            AccrualMethod::CountDay => "A whole week, if looked after at the end of its last day",
            AccrualMethod::DailyProRata => "A seventh of the rate for each night",
            AccrualMethod::CompletedWeeksFromEntry => "Whole weeks counted from the day of coming into care",
            AccrualMethod::CalendarMonth => "Once a month, if looked after at its end",
        }
    }

    const fn split_rate(&self) -> &'static str {
        match self.rate_rule_in_split_week {
            SplitWeekRate::CountDay => "The rate of the week's last day",
            SplitWeekRate::WeekStart => "The rate of the week's first day",
            SplitWeekRate::Daily => "A seventh of each day's rate",
        }
    }

    fn qualifies(&self) -> String {
        match self.qualifying {
            Qualifying::AfterMonths(n) => format!("After {n} months in care"),
            Qualifying::FromWeek(n) => format!("From week {n} in care"),
            Qualifying::FromDayOne(_) => "From the first day".into(),
        }
    }

    pub(super) fn earlier(&self) -> String {
        match self.backdate {
            Backdate::None => "Not made good".into(),
            Backdate::ToEntry => "Made good to the day of coming into care, once the child qualifies".into(),
            Backdate::To(d) => format!("Made good to {}, for weeks in which the child qualified", day(d)),
        }
    }

    pub(super) fn breaks(&self) -> String {
        match self.continuity {
            Continuity::Reset => "Any break starts the clock anew".into(),
            Continuity::TolerateDays(n) => format!("A break of at most {n} days does not matter"),
            Continuity::CumulativeDays(n) => format!("Breaks do not matter: {n} days in care in all"),
        }
    }

    fn left_out(&self) -> String {
        let say = |e: &super::Exclusion| {
            let codes: Vec<&str> = e.legal_status.iter().chain(&e.placement).map(String::as_str).collect();
            let effect = match e.effect {
                Effect::Pause => "saving pauses and the clock runs on",
                Effect::Exclude => "never counts, and the clock does not run",
            };
            let mut words: Vec<&str> = codes.iter().map(|c| code_words(c)).collect();
            words.dedup();
            format!("{} ({}): {effect}", codes.join(", "), words.join(", "))
        };
        if self.exclusion.is_empty() {
            return "Nothing: every stay counts".into();
        }
        self.exclusion.iter().map(say).collect::<Vec<_>>().join("; ")
    }

    /// (15-18): how it comes in.
    fn collecting(&self) -> Vec<(u8, &'static str, String)> {
        let d = &self.desk;
        vec![
            (
                15,
                "How it is collected, where the register says nothing",
                match d.collection_mode {
                    CollectionMode::NetOfInvoice => "The council pays the provider that much less",
                    CollectionMode::RemitsCash => "The provider sends money",
                    CollectionMode::PaysJisa => "The provider pays into the child's account itself",
                    CollectionMode::CouncilBudget => "From the council's own budget",
                    CollectionMode::CarerHolds => "The carer keeps it, an older practice",
                }
                .into(),
            ),
            (
                16,
                "Who hands over a week in which a child moves",
                match d.split_week_collection {
                    SplitWeekCollection::HolderOnCountDay => "Whoever the child lives with on its last day",
                    SplitWeekCollection::NightsProRata => "Each by the nights",
                }
                .into(),
            ),
            (17, "A week that does not come", self.short().into()),
            (
                18,
                "Difference that is let be",
                format!(
                    "{} in the year, {} at its end, added up over the weeks",
                    pounds(d.collection_tolerance.in_year_pence),
                    pounds(d.collection_tolerance.year_end_pence)
                ),
            ),
        ]
    }

    pub(super) const fn short(&self) -> &'static str {
        match self.desk.shortfall {
            Shortfall::TopUpAtOnce => "The council pays it at once and asks the provider",
            Shortfall::Wait => "It waits until the provider pays",
        }
    }

    /// (19-25): where it goes.
    fn paying(&self) -> Vec<(u8, &'static str, String)> {
        let d = &self.desk;
        vec![
            (
                19,
                "Where it goes",
                match d.destination {
                    Destination::ByBirthDate => {
                        "The Junior ISA, or the Child Trust Fund of a child old enough to have one"
                    }
                    Destination::JisaCash => "A cash Junior ISA",
                    Destination::JisaStocks => "A stocks and shares Junior ISA",
                    Destination::Ctf => "The Child Trust Fund",
                    Destination::Held => "The council holds it",
                    Destination::Direct => "To the young person directly",
                }
                .into(),
            ),
            (20, "When it is paid", self.paid()),
            (
                21,
                "Smallest payment, and time to open an account",
                format!("{}; {} days", pounds(d.min_contribution_pence), d.account_open_lag_days),
            ),
            (
                22,
                "Over the year's limit",
                match d.limit_overflow {
                    LimitOverflow::Hold => "Held until the next year of the limit",
                    LimitOverflow::Direct => "Paid directly",
                }
                .into(),
            ),
            (
                23,
                "Before the 18th birthday",
                format!(
                    "Looked at {} days before, last paid {} days before",
                    d.pre18_lookahead_days, d.pre18_last_pay_days
                ),
            ),
            (24, "Leaves care before 18", self.leaves().into()),
            (
                25,
                "18, and no account",
                match d.leaver_over_18_no_account {
                    LeaverOver18::DirectTwoApprovals => "Paid to an account of their own, approved by two people",
                }
                .into(),
            ),
        ]
    }

    /// (26-32): what is held and shown.
    fn showing(&self, pocket: &PocketRules) -> Vec<(u8, &'static str, String)> {
        let d = &self.desk;
        vec![
            (
                26,
                "Interest on what is held",
                match d.interest_on_held {
                    Interest::None => "None, and it is said so",
                }
                .into(),
            ),
            (
                27,
                "Use before 18",
                match d.withdrawal_before_18 {
                    Withdrawal::Never => "Never",
                    Withdrawal::Emergency => "In an emergency, with the child's yes, a reason and an approver",
                }
                .into(),
            ),
            (
                28,
                "A birth date that changes",
                "Worked out anew; what is posted is put right by entries, never edited".into(),
            ),
            (29, "Pocket money", pocket_words(pocket)),
            (
                30,
                "Pocket money kept back",
                format!(
                    "At most {} of a week, at most {} hours late",
                    d.pocket_withhold.max_fraction, d.pocket_withhold.max_delay_hours
                ),
            ),
            (31, "A statement is old after", format!("{} days", d.statement_stale_days)),
            (32, "The books begin", format!("{}; what was before comes as an opening balance", day(d.data_start))),
        ]
    }

    pub(super) fn paid(&self) -> String {
        let s = &self.desk.payment_schedule;
        let often = match s.how_often {
            HowOften::Annual => "Once a year",
            HowOften::Quarterly => "Four times a year",
            HowOften::Monthly => "Every month",
        };
        format!("{often}: weeks to {}, paid by {}", month_day(&s.cut_off), month_day(&s.paid_by))
    }

    pub(super) const fn leaves(&self) -> &'static str {
        match self.desk.leaver_under_18 {
            LeaverUnder18::PayToAccount => "Paid to their own account",
            LeaverUnder18::Hold => "Held",
            LeaverUnder18::ParentalResponsibilityHolder => "Paid to whoever has parental responsibility",
        }
    }
}

/// The amounts by age on the bands' last day.
pub(super) fn pocket_words(pocket: &PocketRules) -> String {
    let say = |(from, until, pence, what): (u32, u32, Pence, PocketWhat)| match what {
        PocketWhat::Treats => format!("under {until} treats"),
        _ => format!("{from} to {} £{pence}", until.saturating_sub(1)),
    };
    let bands = pocket.bands().into_iter().map(say).collect::<Vec<_>>().join(", ");
    format!("At least, each week: {bands}. {}", pocket.source)
}

/// What the codes of the yearly return stand for that a policy names.
fn code_words(code: &str) -> &'static str {
    match code {
        "V3" | "V4" => "short breaks",
        "P1" => "placed with parents",
        "A3" | "A4" | "A5" | "A6" => "placed for adoption",
        _ => "as the yearly return has it",
    }
}
