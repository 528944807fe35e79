//! A case as a lawyer or a council writes it down: facts, a day, and what is expected. The shape of
//! `entitlement_vectors.json`; unknown fields are refused, so that a misspelt fact cannot pass for none, and whatever is
//! wrong is named by its field.

use chrono::Datelike;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;

use super::facts::{Facts, Flags, Period, PeriodKind, Stay};
use crate::kernel::Day;
use crate::kernel::calendar::Days;
use crate::people::codes::LegalStatus;

/// Reads JSON.
///
/// # Errors
/// In words: the field, and what is wrong with it.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut json).map_err(|e| match e.path().to_string() {
        path if path == "." => e.inner().to_string(),
        path => format!("{path}: {}", e.inner()),
    })
}

/// A file of cases.
#[derive(Debug, Deserialize)]
pub struct CaseFile {
    /// The cases.
    pub vectors: Vec<Case>,
}

impl CaseFile {
    /// Checks what no single field can say of itself.
    ///
    /// # Errors
    /// In words: the case, the field, and what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        if self.vectors.is_empty() {
            return Err("vectors: there is no case in it".into());
        }
        self.vectors.iter().enumerate().try_for_each(|(nth, case)| {
            case.check().map_err(|say| format!("vectors[{nth}].{say} (case {})", case.id))?;
            let day = case.as_of.ok_or_else(|| format!("vectors[{nth}].as_of: is not there (case {})", case.id))?;
            case.check_day(day).map_err(|say| format!("vectors[{nth}].{say} (case {})", case.id))
        })
    }
}

/// One case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what a case says to people is read past, so that every other word can be refused")]
pub struct Case {
    /// Its id, where it has one.
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    group: IgnoredAny,
    #[serde(default)]
    title: IgnoredAny,
    #[serde(default)]
    reasoning: IgnoredAny,
    #[serde(default)]
    cites: IgnoredAny,
    #[serde(default)]
    confidence: IgnoredAny,
    #[serde(default)]
    note: IgnoredAny,
    #[serde(default)]
    notes: IgnoredAny,
    #[serde(default)]
    source: IgnoredAny,
    #[serde(default)]
    sources: IgnoredAny,
    dob: Day,
    /// The day that is asked about; a case given to `assess` may leave it to the command line.
    pub as_of: Option<Day>,
    #[serde(default)]
    episodes: Vec<CaseEpisode>,
    #[serde(default)]
    periods: Vec<CasePeriod>,
    #[serde(default)]
    flags: CaseFlags,
    history_known_from: Option<Day>,
    /// What is expected, by key.
    #[serde(default)]
    pub expected: serde_json::Map<String, Value>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseEpisode {
    start: Day,
    end: Option<Day>,
    legal_status: LegalStatus,
    placement: String,
    #[serde(default)]
    reg48_short_break: Option<bool>,
    #[serde(default)]
    #[expect(dead_code, reason = "a case may name the provider; no rule depends on it")]
    provider: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CasePeriod {
    #[serde(rename = "type")]
    kind: PeriodKind,
    start: Day,
    end: Option<Day>,
    looked_after_immediately_before: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct CaseFlags {
    uasc: Option<bool>,
    care_order_in_force: Option<bool>,
    age_disputed: Option<bool>,
    alternative_dob: Option<Day>,
    in_full_time_education: Option<bool>,
    pathway_plan_course_past_21: Option<bool>,
    pathway_plan_course_continues_past_25: Option<bool>,
    apprenticeship_start: Option<Day>,
    parent: Option<bool>,
    pregnant: Option<bool>,
    homeless: Option<bool>,
    disabled: Option<bool>,
    wants_adviser_after_21: Option<bool>,
    responsible_authority: Option<String>,
    lives_in: Option<String>,
}

/// Years that a day of a life may lie in: others are slips of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

impl Case {
    /// Checks days and codes against each other.
    ///
    /// # Errors
    /// In words: the field, and what is wrong with it.
    pub fn check(&self) -> Result<(), String> {
        let in_years = |field: &str, day: Option<Day>| match day {
            Some(day) if !YEARS.contains(&day.year()) => Err(format!("{field}: {day} is no day of a life")),
            _ => Ok(()),
        };
        in_years("dob", Some(self.dob))?;
        in_years("flags.alternative_dob", self.flags.alternative_dob)?;
        in_years("flags.apprenticeship_start", self.flags.apprenticeship_start)?;
        in_years("history_known_from", self.history_known_from)?;
        let stretch = |name: String, start: Day, end: Option<Day>| {
            in_years(&format!("{name}.start"), Some(start))?;
            in_years(&format!("{name}.end"), end)?;
            if start < self.dob {
                return Err(format!("{name}.start: {start} is before the day of birth"));
            }
            match end {
                Some(end) if end < start => Err(format!("{name}.end: {end} is before the start")),
                _ => Ok(()),
            }
        };
        for (nth, e) in self.episodes.iter().enumerate() {
            stretch(format!("episodes[{nth}]"), e.start, e.end)?;
            let mut code = e.placement.chars();
            let is_code = (code.next(), code.next(), code.next());
            if !matches!(is_code, (Some('A'..='Z'), Some('0'..='9'), None)) {
                return Err(format!("episodes[{nth}].placement: “{}” is no SSDA903 code, such as U5", e.placement));
            }
        }
        for (nth, p) in self.periods.iter().enumerate() {
            stretch(format!("periods[{nth}]"), p.start, p.end)?;
        }
        Ok(())
    }

    /// Checks the day that is asked about.
    ///
    /// # Errors
    /// In words, where it is before the day of birth or no day of a life.
    pub fn check_day(&self, as_of: Day) -> Result<(), String> {
        if as_of < self.dob {
            return Err(format!("as_of: {as_of} is before the day of birth"));
        }
        if YEARS.contains(&as_of.year()) { Ok(()) } else { Err(format!("as_of: {as_of} is no day of a life")) }
    }

    /// The facts of the case.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let stays = self.episodes.iter().map(|e| Stay {
            days: Days { from: e.start, until: e.end },
            legal_status: e.legal_status.as_str().to_owned(),
            placement: e.placement.clone(),
            short_break: e.reg48_short_break,
        });
        let periods = self.periods.iter().map(|p| Period {
            kind: p.kind,
            days: Days { from: p.start, until: p.end },
            from_care: p.looked_after_immediately_before,
        });
        Facts {
            born: self.dob,
            other_born: self.flags.alternative_dob,
            stays: stays.collect(),
            periods: periods.collect(),
            flags: self.flags.read(),
            history_known_from: self.history_known_from,
        }
    }
}

impl CaseFlags {
    fn read(&self) -> Flags {
        Flags {
            unaccompanied: self.uasc,
            care_order_in_force: self.care_order_in_force,
            age_disputed: self.age_disputed,
            in_full_time_education: self.in_full_time_education,
            course_past_21: self.pathway_plan_course_past_21,
            course_past_25: self.pathway_plan_course_continues_past_25,
            apprenticeship_start: self.apprenticeship_start,
            parent: self.parent,
            pregnant: self.pregnant,
            homeless: self.homeless,
            disabled: self.disabled,
            wants_adviser_after_21: self.wants_adviser_after_21,
            responsible_authority: self.responsible_authority.clone(),
            lives_in: self.lives_in.clone(),
        }
    }
}
