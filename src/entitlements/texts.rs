//! What a young person reads, as the council keeps it: templates for states, reasons, checks and milestones.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::checks::Check;
use super::class::Class;
use super::hard::Hard;
use super::needs::{Held, Need};
use super::offers::State;
use crate::kernel::Day;

/// Every text. Read from `leaving-care/texts.toml` and checked whole.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Which entitlements to show first, in this order.
    pub first: Vec<String>,
    /// The shelf of what only matters if something happens.
    pub shelf: Shelf,
    state: BTreeMap<String, String>,
    amount: BTreeMap<String, String>,
    why: BTreeMap<String, String>,
    because: BTreeMap<String, String>,
    not_known: BTreeMap<String, String>,
    checks: BTreeMap<String, String>,
    hard: BTreeMap<String, String>,
    can_do: BTreeMap<String, String>,
    request: BTreeMap<String, String>,
    road: BTreeMap<String, Mark>,
}

/// The shelf's own words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shelf {
    /// What it is called.
    pub title: String,
    /// What it is for.
    pub words: String,
}

/// A day on the road ahead.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// What the day is.
    pub words: String,
    /// What to get ready.
    pub prepare: String,
}

impl Texts {
    /// Reads the file.
    ///
    /// # Errors
    /// In words: the text that is missing, or that nobody knows.
    pub fn read(text: &str) -> Result<Self, String> {
        let texts: Self = toml::from_str(text).map_err(|e| format!("leaving-care/texts.toml: {e}"))?;
        let more = ["ended_instead", "conditional_unknown", "checking", "if_ever"];
        let states = State::ALL.iter().filter(|s| **s != State::NotTheirs).map(|s| s.as_str()).chain(more);
        whole("state", &texts.state, states)?;
        whole("why", &texts.why, Class::ALL.iter().map(|c| c.as_str()).chain(["unknown"]))?;
        for (table, texts) in [("because", &texts.because), ("not_known", &texts.not_known)] {
            if let Some(other) = texts.keys().find(|k| k.parse::<Need>().is_err()) {
                return Err(format!("leaving-care/texts.toml: [{table}] has {other}, which no right needs"));
            }
        }
        whole("checks", &texts.checks, Check::ALL.iter().map(|c| c.as_str()))?;
        whole("hard", &texts.hard, Hard::ALL.iter().map(|h| h.as_str()))?;
        whole("amount", &texts.amount, ["known", "being_checked"].into_iter())?;
        whole("can_do", &texts.can_do, ["advocate", "complain", "records", "ask"].into_iter())?;
        whole("request", &texts.request, ["asked", "deciding", "deciding_late", "yes", "no", "done"].into_iter())?;
        Ok(texts)
    }

    /// Every text in the file, with its name, for whoever checks them.
    pub fn all(&self) -> impl Iterator<Item = (String, &str)> {
        let tables = [&self.state, &self.amount, &self.why, &self.because, &self.not_known];
        let tables = tables.into_iter().chain([&self.checks, &self.hard, &self.can_do, &self.request]);
        let plain = tables.flatten().map(|(name, text)| (name.clone(), text.as_str()));
        let road = self
            .road
            .iter()
            .flat_map(|(name, m)| [(name.clone(), m.words.as_str()), (format!("{name}.prepare"), m.prepare.as_str())]);
        let shelf = [("shelf".to_owned(), self.shelf.title.as_str()), ("shelf".to_owned(), self.shelf.words.as_str())];
        plain.chain(road).chain(shelf)
    }

    /// A state's words.
    #[must_use]
    pub fn state(&self, name: &str) -> &str {
        text(&self.state, name)
    }

    /// Words of an amount: `known` or `being_checked`.
    #[must_use]
    pub fn amount(&self, name: &str) -> &str {
        text(&self.amount, name)
    }

    /// Why, by the class.
    #[must_use]
    pub fn why(&self, class: Class) -> &str {
        text(&self.why, class.as_str())
    }

    /// Why, where there is no class as far as is known, and not all is known.
    #[must_use]
    pub fn why_unknown(&self) -> &str {
        text(&self.why, "unknown")
    }

    /// What is said of a fact that a right needs; none where nothing is.
    #[must_use]
    pub fn need(&self, need: Need, held: Held) -> Option<&str> {
        let table = match held {
            Held::Yes => &self.because,
            Held::Unknown => &self.not_known,
            Held::No => return None,
        };
        table.get(need.as_str()).map(String::as_str)
    }

    /// Why a person looks.
    #[must_use]
    pub fn check(&self, check: Check) -> &str {
        text(&self.checks, check.as_str())
    }

    /// What to do about an answer that is hard to hear.
    #[must_use]
    pub fn hard(&self, hard: Hard) -> &str {
        text(&self.hard, hard.as_str())
    }

    /// What a young person can do.
    #[must_use]
    pub fn can_do(&self) -> Vec<String> {
        ["ask", "advocate", "complain", "records"].map(|n| text(&self.can_do, n).to_owned()).to_vec()
    }

    /// How a request stands.
    #[must_use]
    pub fn request(&self, state: &str) -> &str {
        text(&self.request, state)
    }

    /// A day on the road ahead, where it is one to show.
    #[must_use]
    pub fn mark(&self, milestone: &str) -> Option<&Mark> {
        self.road.get(milestone)
    }
}

fn text<'t>(table: &'t BTreeMap<String, String>, name: &str) -> &'t str {
    table.get(name).map_or("", String::as_str)
}

fn whole<'n>(
    table: &str,
    texts: &BTreeMap<String, String>,
    names: impl Iterator<Item = &'n str>,
) -> Result<(), String> {
    let names = names.collect::<Vec<_>>();
    if let Some(missing) = names.iter().find(|n| !texts.contains_key(**n)) {
        return Err(format!("leaving-care/texts.toml: [{table}] has no {missing}"));
    }
    match texts.keys().find(|k| !names.contains(&k.as_str())) {
        Some(other) => Err(format!("leaving-care/texts.toml: [{table}] has {other}, which nothing shows")),
        None => Ok(()),
    }
}

/// A day as a young person reads it: 3 December 2026.
#[must_use]
pub fn day_in_words(day: Day) -> String {
    day.format("%-d %B %Y").to_string()
}

/// Puts values into a template.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(template.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
