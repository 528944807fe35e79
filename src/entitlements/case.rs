//! A case as a lawyer or a council writes it down: facts, a day, and what is expected. The shape of
//! `entitlement_vectors.json`; unknown fields are refused, so that a misspelt fact cannot pass for none.

use serde::Deserialize;
use serde_json::Value;

use super::facts::{Facts, Flags, Period, PeriodKind, Stay};
use crate::kernel::Day;
use crate::kernel::calendar::Days;

/// A file of cases.
#[derive(Debug, Deserialize)]
pub struct CaseFile {
    /// The cases.
    pub vectors: Vec<Case>,
}

/// One case.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// Its id, where it has one.
    #[serde(default)]
    pub id: String,
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
    legal_status: String,
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

impl Case {
    /// The facts of the case.
    #[must_use]
    pub fn facts(&self) -> Facts {
        let stays = self.episodes.iter().map(|e| Stay {
            days: Days { from: e.start, until: e.end },
            legal_status: e.legal_status.clone(),
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
