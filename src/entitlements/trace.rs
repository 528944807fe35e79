//! What an answer rests on, in order: what was asked, what was found, the law and the values read.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::class::Class;
use super::needs::{Held, Need};
use super::offers::State;
use super::rules::{Provision, Value};
use crate::kernel::Day;
use crate::kernel::dated::Dated;

/// One step of a reason.
#[derive(Debug, Clone, Copy)]
pub enum Step<'r> {
    /// The class on the day.
    Class(Class),
    /// Nights and days in care since 14.
    Count(i64, i64),
    /// Age in whole years.
    Age(u32),
    /// A fact that it needs, and what is known of it.
    Need(Need, Held),
    /// The law.
    Law(&'r Provision),
    /// The amount that was read, from when it counts and where it is written.
    Amount(&'r Dated<Value>),
    /// The answer, with its day.
    State(State, Option<Day>),
}

impl Step<'_> {
    /// What was looked at: `class`, `count`, `age`, `need`, `law`, `amount`, `state`.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Class(_) => "class",
            Self::Count(..) => "count",
            Self::Age(_) => "age",
            Self::Need(..) => "need",
            Self::Law(_) => "law",
            Self::Amount(_) => "amount",
            Self::State(..) => "state",
        }
    }

    /// What was found.
    #[must_use]
    pub fn found(&self) -> String {
        match self {
            Self::Class(class) => class.to_string(),
            Self::Count(nights, days) => format!("{nights} nights, {days} days since 14"),
            Self::Age(age) => age.to_string(),
            Self::Need(need, held) => format!("{need}: {}", held.as_str()),
            Self::Law(p) => p.id.clone(),
            Self::Amount(v) => format!("{} from {}", v.value.pence, v.from),
            Self::State(state, on) => on.map_or_else(|| state.to_string(), |day| format!("{state} {day}")),
        }
    }

    /// The law or the source that this step rests on.
    #[must_use]
    pub fn cite(&self) -> Option<&str> {
        match self {
            Self::Law(p) => Some(&p.cite),
            Self::Amount(v) => Some(&v.value.source),
            _ => None,
        }
    }
}

impl Serialize for Step<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("rule", self.rule())?;
        map.serialize_entry("found", &self.found())?;
        if let Some(cite) = self.cite() {
            map.serialize_entry("cite", cite)?;
        }
        map.end()
    }
}
