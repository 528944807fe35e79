//! The weeks that are due: for each, whether it counts, how much, and why.

use chrono::{Datelike, Duration};

use super::history::History;
use super::policy::{
    AccrualMethod, Anniversary, Backdate, Continuity, Effect, FinalPartWeek, LateEntrant, Policy, Qualifying,
    SplitWeekRate, StopAt,
};
use crate::kernel::calendar::{Day, Days, attains_age, day_before, deadline_add_months, next_day};
use crate::kernel::{Pence, Refusal};

/// Why a week counts or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It counts; the child qualifies since the day.
    Counts(Day),
    /// It counts, made good after the child qualified on the day.
    MadeGood(Day),
    /// The last days before it stopped.
    LastDays,
    /// Not looked after on the day that counts.
    NotInCare,
    /// Looked after, but not yet for long enough; qualifies on the day, if the stay goes on.
    NotYet(Day),
    /// Turns 18 before qualifying: somebody must decide.
    LateEntrant,
    /// Paused: placed where the policy does not save, the clock runs on.
    Paused,
    /// A stay that the policy leaves out.
    Excluded,
    /// 18 or over.
    Eighteen,
    /// Before the scheme began.
    BeforeScheme,
    /// Nobody knows where the child was: a person decides.
    Unknown,
}

impl Reason {
    /// The reason in words, for the desk.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Counts(since) => format!("counts: looked after on the count day, qualifies since {since}"),
            Self::MadeGood(since) => format!("counts: made good after qualifying on {since}"),
            Self::LastDays => "counts: the last days before saving stopped".into(),
            Self::NotInCare => "not looked after on the count day".into(),
            Self::NotYet(on) => format!("not yet: qualifies on {on} if the period of care goes on"),
            Self::LateEntrant => "turns 18 before qualifying: a person decides".into(),
            Self::Paused => "paused: the placement does not count under the policy".into(),
            Self::Excluded => "left out: the legal status or placement never counts under the policy".into(),
            Self::Eighteen => "18 or over".into(),
            Self::BeforeScheme => "before the scheme began".into(),
            Self::Unknown => "unknown: the care history before this is missing, a person decides".into(),
        }
    }
}

/// One week (or month), by its last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Its last day.
    pub week_end: Day,
    /// What is due.
    pub pence: Pence,
    /// Whether anything is due.
    pub counts: bool,
    /// Why.
    pub reason: Reason,
}

/// The weeks whose last day lies between two days, both included; for daily saving the days between them.
///
/// # Errors
/// Where the policy has no rate for a day that counts.
pub fn weeks(history: &History, policy: &Policy, from: Day, to: Day) -> Result<Vec<Week>, Refusal> {
    let asked = Asked { history, policy, from, to, clocks: clocks(history, policy) };
    match policy.accrual_method {
        AccrualMethod::CountDay => asked.by_count_day(),
        AccrualMethod::DailyProRata => asked.by_day(),
        AccrualMethod::CompletedWeeksFromEntry => asked.by_completed_week(),
        AccrualMethod::CalendarMonth => asked.by_month(),
    }
}

/// The day on which a child qualifies by the last stretch of care up to `to`; none before 18, or without care.
#[must_use]
pub fn qualifies_on(history: &History, policy: &Policy, to: Day) -> Option<Day> {
    let clocks = clocks(history, policy);
    clocks.iter().rev().find(|c| c.days.from <= to).and_then(|c| c.qualifies).filter(|q| *q < history.eighteen())
}

/// A stretch of care with the clock of its qualifying.
#[derive(Debug, Clone, Copy)]
struct ClockRun {
    days: Days,
    /// Where counting of whole weeks from entry begins.
    entry: Day,
    /// When it reaches the qualifying time; none where it ends first.
    qualifies: Option<Day>,
}

fn clocks(history: &History, policy: &Policy) -> Vec<ClockRun> {
    let mut runs: Vec<ClockRun> = Vec::new();
    let mut served = 0;
    for days in history.clock_runs(policy) {
        let bridged = runs.last().filter(|last| bridges(policy.continuity, last, &days));
        let entry = bridged.map_or(days.from, |last| last.entry);
        let due = match (policy.continuity, policy.qualifying) {
            (Continuity::CumulativeDays(needed), Qualifying::AfterMonths(_)) => {
                days.from + Duration::days((needed - served).max(0))
            }
            _ => after_entry(policy, entry),
        };
        served += days.until.map_or(0, |u| (u - days.from).num_days());
        let qualifies = days.until.is_none_or(|u| due <= u).then_some(due.max(days.from));
        let qualifies = if due <= days.from { Some(due) } else { qualifies };
        runs.push(ClockRun { days, entry, qualifies });
    }
    runs
}

fn bridges(continuity: Continuity, last: &ClockRun, next: &Days) -> bool {
    match continuity {
        Continuity::TolerateDays(most) => last.days.until.is_some_and(|u| (next.from - u).num_days() <= most),
        Continuity::Reset | Continuity::CumulativeDays(_) => false,
    }
}

fn after_entry(policy: &Policy, entry: Day) -> Day {
    match (policy.qualifying, policy.anniversary_29feb) {
        (Qualifying::AfterMonths(n), Anniversary::Clamp) => deadline_add_months(entry, n),
        (Qualifying::AfterMonths(n), Anniversary::Roll) if n % 12 == 0 => {
            attains_age(entry, i32::try_from(n / 12).unwrap_or(i32::MAX))
        }
        (Qualifying::AfterMonths(n), Anniversary::Roll) => deadline_add_months(entry, n),
        (Qualifying::FromWeek(n), _) => entry + Duration::weeks(i64::from(n) - 1),
        (Qualifying::FromDayOne(_), _) => entry,
    }
}

struct Asked<'a> {
    history: &'a History,
    policy: &'a Policy,
    from: Day,
    to: Day,
    clocks: Vec<ClockRun>,
}

impl Asked<'_> {
    /// Whether a day counts, and why or why not.
    fn reason(&self, day: Day) -> Reason {
        let policy = self.policy;
        if day >= self.history.eighteen() && policy.stop_at != StopAt::LeavingCare {
            return Reason::Eighteen;
        }
        if self.history.known_from.is_some_and(|k| day < k) {
            return Reason::Unknown;
        }
        match self.history.on(day, policy) {
            None => return Reason::NotInCare,
            Some(Some(Effect::Exclude)) => return Reason::Excluded,
            Some(Some(Effect::Pause)) => return Reason::Paused,
            Some(None) => {}
        }
        let Some(run) = self.clocks.iter().find(|c| c.days.contains(day)) else { return Reason::Excluded };
        self.reason_in(run, day)
    }

    fn reason_in(&self, run: &ClockRun, day: Day) -> Reason {
        let starts = match self.policy.backdate {
            Backdate::To(fixed) => fixed.min(self.policy.scheme_starts),
            Backdate::None | Backdate::ToEntry => self.policy.scheme_starts,
        };
        let due = run.qualifies.unwrap_or_else(|| after_entry(self.policy, run.entry));
        let late = due >= self.history.eighteen();
        if day < starts {
            return Reason::BeforeScheme;
        }
        if late {
            return match self.policy.late_entrant {
                LateEntrant::FromDayOne => Reason::Counts(run.entry),
                LateEntrant::Flag => Reason::LateEntrant,
                LateEntrant::Nothing => Reason::NotYet(due),
            };
        }
        if day >= due {
            return Reason::Counts(due);
        }
        // Nothing is made good before the child has qualified: up to `to`, the last day that is asked about.
        if self.policy.backdate == Backdate::ToEntry && run.qualifies.is_some_and(|q| q <= self.to) {
            return Reason::MadeGood(due);
        }
        Reason::NotYet(due)
    }

    fn by_count_day(&self) -> Result<Vec<Week>, Refusal> {
        let mut found = Vec::new();
        let mut day = self.first_count_day(self.from);
        while day <= self.to {
            let reason = self.reason(day);
            let week = if is_due(&reason) {
                self.week(day, self.rate_of_week(day)?, reason)
            } else {
                self.stopped(day, reason)?
            };
            found.push(week);
            day += Duration::days(7);
        }
        Ok(found)
    }

    /// A week that does not count on its last day: nothing, or the days before saving stopped in it.
    fn stopped(&self, week_end: Day, reason: Reason) -> Result<Week, Refusal> {
        let ended = matches!(reason, Reason::Eighteen | Reason::NotInCare);
        let nights = (0..6).map(|n| week_end - Duration::days(6 - n)).filter(|d| is_due(&self.reason(*d)));
        let nights = nights.collect::<Vec<_>>();
        let Some(last) = nights.last().copied().filter(|_| ended) else {
            return Ok(self.week(week_end, Pence::ZERO, reason));
        };
        let whole = || self.policy.rate_on(self.history.born, last);
        let pence = match self.policy.final_part_week {
            FinalPartWeek::None => return Ok(self.week(week_end, Pence::ZERO, reason)),
            FinalPartWeek::Full => whole()?,
            FinalPartWeek::ProRata => sevenths(whole()?.0 * i64::try_from(nights.len()).unwrap_or(0)),
        };
        Ok(self.week(week_end, pence, Reason::LastDays))
    }

    fn rate_of_week(&self, week_end: Day) -> Result<Pence, Refusal> {
        let rate = |day| self.policy.rate_on(self.history.born, day);
        match self.policy.rate_rule_in_split_week {
            SplitWeekRate::CountDay => rate(week_end),
            SplitWeekRate::WeekStart => rate(week_end - Duration::days(6)),
            SplitWeekRate::Daily => {
                let days =
                    (0..7).map(|n| rate(week_end - Duration::days(n)).map(|p| p.0)).collect::<Result<Vec<_>, _>>()?;
                Ok(sevenths(days.iter().sum()))
            }
        }
    }

    /// A seventh for each night; the sum is rounded once, so that the weeks add up to it.
    fn by_day(&self) -> Result<Vec<Week>, Refusal> {
        let mut found: Vec<Week> = Vec::new();
        let (mut due_sevenths, mut paid, mut day) = (0, 0, self.from);
        while day <= self.to {
            let reason = self.reason(day);
            let week_end = self.first_count_day(day);
            if found.last().is_none_or(|w| w.week_end != week_end) {
                found.push(self.week(week_end, Pence::ZERO, reason.clone()));
            }
            if is_due(&reason) {
                due_sevenths += self.policy.rate_on(self.history.born, day)?.0;
                let more = sevenths(due_sevenths).0 - paid;
                paid += more;
                if let Some(week) = found.last_mut() {
                    *week = Week { pence: Pence(week.pence.0 + more), counts: true, reason, ..week.clone() };
                }
            }
            day = next_day(day);
        }
        Ok(found)
    }

    fn by_completed_week(&self) -> Result<Vec<Week>, Refusal> {
        let mut found = Vec::new();
        for run in &self.clocks {
            let mut start = run.entry;
            while start <= self.to {
                let end = start + Duration::days(6);
                if end >= self.from
                    && end <= self.to
                    && start >= run.days.from
                    && run.days.until.is_none_or(|u| end < u)
                {
                    let reason = match self.reason(end) {
                        Reason::Counts(since) if start < since => Reason::NotYet(since),
                        other => other,
                    };
                    let pence = if is_due(&reason) { self.rate_of_week(end)? } else { Pence::ZERO };
                    found.push(self.week(end, pence, reason));
                }
                start += Duration::days(7);
            }
        }
        found.sort_by_key(|w| w.week_end);
        Ok(found)
    }

    fn by_month(&self) -> Result<Vec<Week>, Refusal> {
        let mut found = Vec::new();
        let mut first = self.from.with_day(1).unwrap_or(self.from);
        while first <= self.to {
            let next = deadline_add_months(first, 1);
            let last = day_before(next);
            if last >= self.from && last <= self.to {
                let reason = self.reason(last);
                let pence = if is_due(&reason) { self.policy.rate_on(self.history.born, last)? } else { Pence::ZERO };
                found.push(self.week(last, pence, reason));
            }
            first = next;
        }
        Ok(found)
    }

    fn week(&self, week_end: Day, pence: Pence, reason: Reason) -> Week {
        Week { week_end, pence, counts: pence != Pence::ZERO, reason }
    }

    /// The first count day on or after a day.
    fn first_count_day(&self, day: Day) -> Day {
        let ahead = (7 + self.policy.count_weekday.num_days_from_monday() - day.weekday().num_days_from_monday()) % 7;
        day + Duration::days(i64::from(ahead))
    }
}

const fn is_due(reason: &Reason) -> bool {
    matches!(reason, Reason::Counts(_) | Reason::MadeGood(_))
}

/// A seventh, rounded to the nearest penny, halves up: the one place where savings round.
const fn sevenths(pence: i64) -> Pence {
    Pence((pence * 2 + 7).div_euclid(14))
}
