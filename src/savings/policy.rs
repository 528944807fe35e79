//! The savings policy: a named version with the settings of the savings desk. Read from a rule file; what it does not
//! know is refused in words.

pub mod choices;
pub mod words;

use chrono::{Datelike, Weekday};
use serde::Deserialize;

use super::history::Stay;
use crate::kernel::calendar::{Day, age_on, deadline_add_months};
use crate::kernel::dated::{Dated, in_force, overlap};
use crate::kernel::{Pence, Refusal};

/// A policy. The numbers in brackets are those of the settings list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Its name: every week says by which policy it was worked out.
    pub name: String,
    /// Who decided it, and where that is written.
    pub source: String,
    /// The first day of the scheme.
    pub scheme_starts: Day,
    /// (1) The rate, by date.
    pub rate: Vec<Rate>,
    /// (2) Rates by age, instead.
    #[serde(default)]
    pub rate_age_bands: Vec<Band>,
    /// (3) The lowest rate of a child's own, in pence.
    pub rate_floor_pence: i64,
    /// (4) How weeks accrue.
    pub accrual_method: AccrualMethod,
    /// (5) The last day of the week.
    pub count_weekday: Weekday,
    /// (6) Which rate counts in a week in which it changes.
    pub rate_rule_in_split_week: SplitWeekRate,
    /// (7) From when a child qualifies.
    pub qualifying: Qualifying,
    /// (8) Whether earlier weeks are made good once a child qualifies.
    pub backdate: Backdate,
    /// (9) What a break does.
    pub continuity: Continuity,
    /// (10) The anniversary of 29 February.
    pub anniversary_29feb: Anniversary,
    /// (11) What does not count.
    #[serde(default)]
    pub exclusion: Vec<Exclusion>,
    /// (12) When saving stops.
    pub stop_at: StopAt,
    /// (13) The days after the last whole week.
    pub final_part_week: FinalPartWeek,
    /// (14) A child who turns 18 before qualifying.
    pub late_entrant: LateEntrant,
    /// (15-32) The settings of collecting, paying and showing, checked here and used by the desk.
    #[serde(flatten)]
    pub desk: DeskSettings,
}

/// (1) A rate from a day on, up to but not including another.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    from: Day,
    #[serde(default)]
    until: Option<Day>,
    pence_per_week: i64,
}

/// (2) A rate for an age, from and up to but not including, in whole years.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    from_age: u32,
    until_age: u32,
    pence_per_week: i64,
}

/// (4)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccrualMethod {
    /// A whole week, if looked after at the end of the count day.
    CountDay,
    /// A seventh for each night.
    DailyProRata,
    /// Whole weeks counted from the day of entry.
    CompletedWeeksFromEntry,
    /// Once a month, if looked after at its end; the rate is the month's.
    CalendarMonth,
}

/// (6)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitWeekRate {
    /// The rate of the count day.
    CountDay,
    /// The rate of the week's first day.
    WeekStart,
    /// A seventh of each day's rate.
    Daily,
}

/// (7)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Qualifying {
    /// So many calendar months after entry.
    AfterMonths(u32),
    /// From the n-th week in care on: 14 means after 13 weeks.
    FromWeek(u32),
    /// At once.
    FromDayOne(bool),
}

/// (8)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Backdate {
    /// Never.
    None,
    /// To the day of entry, once the child qualifies.
    ToEntry,
    /// To a fixed day before the scheme began, for weeks in which the child qualified.
    To(Day),
}

/// (9)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Continuity {
    /// Any break starts the clock anew.
    Reset,
    /// A break of at most so many days does not.
    TolerateDays(i64),
    /// Breaks do not matter: so many days in care in all.
    CumulativeDays(i64),
}

/// (10)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anniversary {
    /// 28 February: in the child's favour.
    Clamp,
    /// 1 March.
    Roll,
}

/// (11) Stays that do not count.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    #[serde(default)]
    legal_status: Vec<String>,
    #[serde(default)]
    placement: Vec<String>,
    #[serde(default)]
    from: Option<Day>,
    #[serde(default)]
    until: Option<Day>,
    effect: Effect,
}

/// (11) How a stay does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing is saved; the clock runs on.
    Pause,
    /// Nothing is saved, and the clock does not run.
    Exclude,
}

/// (12)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopAt {
    /// At 18, whether in care or not.
    EighteenthBirthday,
    /// On leaving care.
    LeavingCare,
    /// At whichever comes first.
    Both,
}

/// (13)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinalPartWeek {
    /// Nothing.
    None,
    /// A seventh for each night.
    ProRata,
    /// A whole week.
    Full,
}

/// (14)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateEntrant {
    /// Nothing, and a person decides.
    Flag,
    /// Nothing.
    Nothing,
    /// From the first day.
    FromDayOne,
}

/// (15-32) Closed lists for the desk.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs, reason = "each is a line of the settings list, explained in the rule file")]
pub struct DeskSettings {
    pub collection_mode: CollectionMode,
    pub split_week_collection: SplitWeekCollection,
    pub shortfall: Shortfall,
    pub collection_tolerance: Tolerance,
    pub destination: Destination,
    pub payment_schedule: PaymentSchedule,
    pub min_contribution_pence: i64,
    pub account_open_lag_days: u32,
    pub limit_overflow: LimitOverflow,
    pub pre18_lookahead_days: u32,
    pub pre18_last_pay_days: u32,
    pub leaver_under_18: LeaverUnder18,
    pub leaver_over_18_no_account: LeaverOver18,
    pub interest_on_held: Interest,
    pub withdrawal_before_18: Withdrawal,
    pub dob_correction: DobCorrection,
    pub pocket_withhold: PocketWithhold,
    pub statement_stale_days: u32,
    pub data_start: Day,
}

macro_rules! closed {
    ($($name:ident { $($variant:ident),* })*) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "the words of the rule file")]
        pub enum $name { $($variant),* }
    )*};
}

closed! {
    CollectionMode { NetOfInvoice, RemitsCash, PaysJisa, CouncilBudget, CarerHolds }
    SplitWeekCollection { HolderOnCountDay, NightsProRata }
    Shortfall { TopUpAtOnce, Wait }
    Destination { ByBirthDate, JisaCash, JisaStocks, Ctf, Held, Direct }
    HowOften { Annual, Quarterly, Monthly }
    LimitOverflow { Hold, Direct }
    LeaverUnder18 { PayToAccount, Hold, ParentalResponsibilityHolder }
    LeaverOver18 { DirectTwoApprovals }
    Interest { None }
    Withdrawal { Never, Emergency }
    DobCorrection { Recompute }
}

/// (18) In pence, of the cumulative difference.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words of the rule file")]
pub struct Tolerance {
    pub in_year_pence: i64,
    pub year_end_pence: i64,
}

/// (20) Days as month-day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words of the rule file")]
pub struct PaymentSchedule {
    pub how_often: HowOften,
    pub cut_off: String,
    pub paid_by: String,
}

/// (30)
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the words of the rule file")]
pub struct PocketWithhold {
    pub max_fraction: String,
    pub max_delay_hours: u32,
}

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// In words: the line and the setting.
    pub fn parse(text: &str) -> Result<Self, String> {
        let policy: Self = toml::from_str(text).map_err(|e| format!("savings policy: {e}"))?;
        let negative =
            policy.rate.iter().map(|r| r.pence_per_week).chain(policy.rate_age_bands.iter().map(|b| b.pence_per_week));
        if negative.into_iter().any(|p| p < 0) {
            return Err("savings policy: a rate cannot be less than nothing.".into());
        }
        if overlap(&policy.dated_rates()) {
            return Err("savings policy: two rates cover the same day. Give the earlier one an `until`.".into());
        }
        if policy.qualifying == Qualifying::FromDayOne(false) || policy.qualifying == Qualifying::FromWeek(0) {
            return Err(
                "savings policy: qualifying is { after_months }, { from_week = 1 or more } or { from_day_one = true }."
                    .into(),
            );
        }
        Ok(policy)
    }

    /// The rate of a day for a child born on `born`.
    ///
    /// # Errors
    /// Where none is set: never another day's.
    pub fn rate_on(&self, born: Day, day: Day) -> Result<Pence, Refusal> {
        let none = || Refusal::no_rule("the weekly savings rate", day);
        if !self.rate_age_bands.is_empty() {
            let age = age_on(born, day);
            let band = self.rate_age_bands.iter().find(|b| age >= b.from_age && age < b.until_age);
            return band.map(|b| Pence(b.pence_per_week)).ok_or_else(none);
        }
        in_force(&self.dated_rates(), "the weekly savings rate", day).copied()
    }

    /// The same policy with another rate from a day on: to look at what it would change.
    #[must_use]
    pub fn with_rate(&self, from: Day, rate: Pence) -> Self {
        let mut policy = self.clone();
        policy.rate.retain(|r| r.from < from);
        for old in &mut policy.rate {
            old.until = Some(old.until.map_or(from, |u| u.min(from)));
        }
        policy.rate.push(Rate { from, until: None, pence_per_week: rate.0 });
        policy
    }

    fn dated_rates(&self) -> Vec<Dated<Pence>> {
        self.rate.iter().map(|r| Dated { from: r.from, until: r.until, value: Pence(r.pence_per_week) }).collect()
    }

    /// The next day by which savings are paid into the children's own accounts, on or after a day.
    ///
    /// # Errors
    /// In words, where `paid_by` is no month and day.
    pub fn next_payment(&self, day: Day) -> Result<Day, String> {
        let paid_by = &self.desk.payment_schedule.paid_by;
        let bad =
            || format!("savings policy: payment_schedule.paid_by is a month and a day like 03-15, not {paid_by}.");
        let (month, dom) = paid_by.split_once('-').ok_or_else(bad)?;
        let (month, dom): (u32, u32) = (month.parse().map_err(|_| bad())?, dom.parse().map_err(|_| bad())?);
        let every = match self.desk.payment_schedule.how_often {
            HowOften::Annual => 12,
            HowOften::Quarterly => 3,
            HowOften::Monthly => 1,
        };
        let first = Day::from_ymd_opt(day.year().saturating_sub(1), month, dom).ok_or_else(bad)?;
        let mut at = (0u32..).map(|n| deadline_add_months(first, n.saturating_mul(every)));
        at.find(|d| *d >= day).ok_or_else(bad)
    }

    /// How a stay does not count on a day; none where it counts.
    #[must_use]
    pub fn effect(&self, stay: &Stay, day: Day) -> Option<Effect> {
        let applies = |e: &&Exclusion| {
            (e.legal_status.contains(&stay.legal_status) || e.placement.contains(&stay.placement))
                && e.from.is_none_or(|f| day >= f)
                && e.until.is_none_or(|u| day < u)
        };
        self.exclusion.iter().filter(applies).map(|e| e.effect).max()
    }
}
