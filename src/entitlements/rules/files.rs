//! The rule files as they are written, and how they are read.

use serde::Deserialize;

use super::{Amount, Entitlement, LocalItem, Provision, Value};
use crate::kernel::Pence;
use crate::kernel::calendar::Day;
use crate::kernel::dated::{Dated, overlap};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntitlementsFile {
    pub(super) entitlement: Vec<Entitlement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LawsFile {
    pub(super) provision: Vec<Provision>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AmountsFile {
    pub(super) amount: Vec<RawAmount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAmount {
    pub(super) id: String,
    pub(super) keyed_on: String,
    pub(super) unit: String,
    pub(super) owner: String,
    pub(super) values: Vec<RawValue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawValue {
    pub(super) from: Day,
    pub(super) until: Option<Day>,
    pub(super) ages: Option<(u32, u32)>,
    pub(super) pounds: String,
    pub(super) source: String,
    pub(super) review_by: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LocalFile {
    #[serde(default)]
    pub(super) item: Vec<LocalItem>,
}

pub(super) fn read<T: serde::de::DeserializeOwned>(name: &str, text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|e| format!("leaving-care/{name}.toml: {e}"))
}

pub(super) fn amount(raw: RawAmount) -> Result<Amount, String> {
    let wrong = |what: &str| format!("amounts.toml: {}: {what}", raw.id);
    let mut values = Vec::new();
    for v in &raw.values {
        if v.source.trim().is_empty() || v.until.is_some_and(|u| u <= v.from) {
            return Err(wrong("every value needs a source, and an end after its beginning"));
        }
        let pence = v.pounds.parse::<Pence>().map_err(|e| wrong(&e.say))?;
        let value = Value { ages: v.ages, pence, source: v.source.clone(), review_by: v.review_by };
        values.push(Dated { from: v.from, until: v.until, value });
    }
    no_overlap_no_gap(&values).map_err(|what| wrong(&what))?;
    if raw.owner.trim().is_empty() {
        return Err(wrong("somebody must look after it: name a post as its owner"));
    }
    Ok(Amount { id: raw.id, keyed_on: raw.keyed_on, unit: raw.unit, owner: raw.owner, values })
}

/// On every day from the first value on, one value counts for an age, until the last one stops being known.
fn no_overlap_no_gap(values: &[Dated<Value>]) -> Result<(), String> {
    let ages = |v: &Dated<Value>| v.value.ages.unwrap_or((0, u32::MAX));
    let share_an_age = |a, b| ages(a).0 < ages(b).1 && ages(b).0 < ages(a).1;
    for (nth, a) in values.iter().enumerate() {
        let others = values.iter().skip(nth + 1).filter(|b| share_an_age(a, b));
        if let Some(b) = others.into_iter().find(|b| overlap(&[a.clone(), (*b).clone()])) {
            return Err(format!("the values from {} and from {} overlap", a.from, b.from));
        }
    }
    for a in values {
        let later = values.iter().any(|b| b.value.ages == a.value.ages && b.from > a.from);
        let next = values.iter().any(|b| b.value.ages == a.value.ages && Some(b.from) == a.until);
        if later && !next {
            return Err(format!("no value follows on the one from {}: there is a gap", a.from));
        }
    }
    Ok(())
}
