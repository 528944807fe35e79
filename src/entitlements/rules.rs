//! The rules as data: provisions, dated amounts, entitlements. Read from `rules/leaving-care/`, checked whole: what is
//! misspelt, overlaps or has no source is refused in words.

mod files;

use std::collections::HashMap;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use self::files::{AmountsFile, EntitlementsFile, LawsFile, LocalFile, amount, read};
use super::class::Class;
use super::needs::Need;
use super::texts::Texts;
use crate::config::RuleFiles;
use crate::kernel::Pence;
use crate::kernel::calendar::Day;
use crate::kernel::dated::Dated;

/// A provision: a section of an Act, a regulation, or a body's practice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// Its id, for the other files.
    pub id: String,
    /// How a lawyer names it.
    pub cite: String,
    /// From when it applies; none where it does not apply yet.
    pub in_force_from: Option<Day>,
    /// The first day on which it no longer applies, where it has been taken back or replaced.
    pub in_force_until: Option<Day>,
    /// The day it was passed, where it has not started.
    pub passed_on: Option<Day>,
    /// The day it was announced, where it is no law.
    pub announced_on: Option<Day>,
    /// No law: what a body does.
    #[serde(default)]
    pub practice: bool,
    /// When a person last held it against the text.
    pub checked_on: Day,
}

impl Provision {
    /// Whether it is law on a day; practice never is.
    #[must_use]
    pub fn is_in_force(&self, day: Day) -> bool {
        self.in_force_from.is_some_and(|from| from <= day) && self.in_force_until.is_none_or(|until| day < until)
    }
}

/// One value of an amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Ages for which it counts, from and up to but not including; none where age does not matter.
    pub ages: Option<(u32, u32)>,
    /// The amount.
    pub pence: Pence,
    /// Where it is written.
    pub source: String,
    /// When somebody must look again.
    pub review_by: Day,
}

/// An amount through the years.
#[derive(Debug, Clone)]
pub struct Amount {
    /// Its id.
    pub id: String,
    /// Which day decides which value counts.
    pub keyed_on: String,
    /// For what: a week, once.
    pub unit: String,
    /// Which post looks after it.
    pub owner: String,
    /// Its values.
    pub values: Vec<Dated<Value>>,
}

/// One entitlement.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entitlement {
    /// Its id.
    pub id: String,
    /// Its title, in a young person's words.
    pub title: String,
    /// What it is, in a young person's words.
    pub words: String,
    /// What to say to ask for it.
    pub say: String,
    /// The classes that have it.
    pub classes: Classes,
    /// From which birthday, and up to which.
    ages: Vec<i32>,
    /// Up to a day it ended at an earlier age.
    earlier: Option<Earlier>,
    /// Facts that it needs.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// What else it depends on, said to the young person.
    pub if_words: Option<String>,
    /// Stands apart, because it only matters if something happens.
    #[serde(default)]
    shelf: String,
    /// The provisions that it rests on.
    pub law: Vec<String>,
    /// It rests on this council's practice, to be signed off.
    #[serde(default)]
    pub local: bool,
    /// Its amount, where it has one.
    pub amount: Option<String>,
    /// Who pays.
    pub pays: String,
    /// Whom to ask.
    pub ask: String,
    /// What there is instead when it has ended: the id of another entitlement.
    pub instead: Option<String>,
    /// Where its provisions stand among all.
    #[serde(skip)]
    provisions: Vec<usize>,
}

/// An age limit that was lower before a day.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    /// The first day on which it no longer counts.
    pub before: Day,
    /// The birthday on which the entitlement ended then.
    pub until_age: i32,
}

impl Entitlement {
    /// The lower age limit of earlier days, where there was one.
    #[must_use]
    pub const fn earlier(&self) -> Option<Earlier> {
        self.earlier
    }

    /// The birthday on which it begins.
    #[must_use]
    pub fn from_age(&self) -> i32 {
        self.ages.first().copied().unwrap_or(0)
    }

    /// The birthday on which it ends; none where it never does.
    #[must_use]
    pub fn until_age(&self) -> Option<i32> {
        self.ages.get(1).copied()
    }

    /// Whether a class has it.
    #[must_use]
    pub const fn is_for(&self, class: Class) -> bool {
        self.classes.0 & class.bit() != 0
    }

    /// Whether it stands on the shelf "if it ever applies to you".
    #[must_use]
    pub fn is_if_ever(&self) -> bool {
        self.shelf == "if_ever"
    }
}

/// A set of classes; `["*"]` in a rule file is all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Classes(u32);

impl<'de> Deserialize<'de> for Classes {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let words = Vec::<String>::deserialize(d)?;
        if words == ["*"] {
            return Ok(Self(u32::MAX));
        }
        let bits = words.iter().map(|w| w.parse::<Class>().map(Class::bit).map_err(serde::de::Error::custom));
        bits.sum::<Result<u32, _>>().map(Self)
    }
}

/// All rules, with the version that every answer carries.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The entitlements, in their order.
    pub entitlements: Vec<Entitlement>,
    provisions: Vec<Provision>,
    amounts: HashMap<String, Amount>,
    signed_off: Vec<LocalItem>,
    /// What a young person reads.
    pub texts: Texts,
    /// The first twelve hex digits of the hash of all rule files.
    pub version: String,
}

/// A local item that two people have signed off.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalItem {
    /// Which entitlement.
    pub entitlement: String,
    /// Who looks after it.
    pub owner: String,
    /// The document that says so.
    pub source: String,
    /// Two people.
    pub approved_by: Vec<String>,
    /// When somebody must look again.
    pub review_by: Day,
}

impl Rules {
    /// Reads and checks the rule files.
    ///
    /// # Errors
    /// In words: the file and what is wrong in it.
    pub fn load(files: &RuleFiles) -> Result<Self, String> {
        let names = ["entitlements", "laws", "amounts", "local", "texts"].map(|n| format!("leaving-care/{n}.toml"));
        let texts = names.iter().map(|n| files.text(n)).collect::<Result<Vec<_>, _>>()?;
        let [entitlements, laws, amounts, local, words] = texts.as_slice() else {
            return Err("five rule files are needed".into());
        };
        let mut entitlements = read::<EntitlementsFile>("entitlements", entitlements)?.entitlement;
        let provisions = read::<LawsFile>("laws", laws)?.provision;
        for e in &mut entitlements {
            e.provisions = e.law.iter().filter_map(|id| provisions.iter().position(|p| p.id == *id)).collect();
        }
        let amounts =
            read::<AmountsFile>("amounts", amounts)?.amount.into_iter().map(amount).collect::<Result<Vec<_>, _>>()?;
        let amounts = amounts.into_iter().map(|a| (a.id.clone(), a)).collect();
        let signed_off = read::<LocalFile>("local", local)?.item;
        let version = Sha256::digest(texts.concat()).iter().take(6).map(|b| format!("{b:02x}")).collect();
        let texts = Texts::read(words)?;
        let rules = Self { entitlements, provisions, amounts, signed_off, texts, version };
        rules.check()?;
        Ok(rules)
    }

    /// The provisions of an entitlement.
    pub fn provisions_of<'a>(&'a self, entitlement: &'a Entitlement) -> impl Iterator<Item = &'a Provision> {
        entitlement.provisions.iter().filter_map(|at| self.provisions.get(*at))
    }

    /// One entitlement.
    #[must_use]
    pub fn entitlement(&self, id: &str) -> Option<&Entitlement> {
        self.entitlements.iter().find(|e| e.id == id)
    }

    /// Every day on which an age limit changed.
    pub fn limits_changed(&self) -> impl Iterator<Item = Day> + '_ {
        self.entitlements.iter().filter_map(|e| e.earlier.map(|r| r.before))
    }

    /// Every age on which something begins or ends.
    #[must_use]
    pub fn ages(&self) -> Vec<i32> {
        let of = |e: &Entitlement| e.ages.iter().copied().chain(e.earlier.map(|r| r.until_age)).collect::<Vec<_>>();
        let mut ages = self.entitlements.iter().flat_map(of).collect::<Vec<_>>();
        ages.sort_unstable();
        ages.dedup();
        ages
    }

    /// The amount of an entitlement.
    #[must_use]
    pub fn amount_of(&self, entitlement: &Entitlement) -> Option<&Amount> {
        entitlement.amount.as_ref().and_then(|id| self.amounts.get(id))
    }

    /// Whether a local entitlement has been signed off by two people and not yet to be looked at again.
    #[must_use]
    pub fn is_signed_off(&self, entitlement: &Entitlement, day: Day) -> bool {
        self.signed_off
            .iter()
            .any(|i| i.entitlement == entitlement.id && i.approved_by.len() >= 2 && day <= i.review_by)
    }

    /// Every amount, by its id.
    #[must_use]
    pub fn amounts(&self) -> Vec<&Amount> {
        let mut all = self.amounts.values().collect::<Vec<_>>();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all
    }

    /// The same rules with what people of this council signed off since.
    #[must_use]
    pub fn with_local(&self, items: Vec<LocalItem>) -> Self {
        let mut rules = self.clone();
        rules.signed_off.retain(|i| !items.iter().any(|n| n.entitlement == i.entitlement));
        rules.signed_off.extend(items);
        rules
    }

    /// What is past its day of review: a line each.
    #[must_use]
    pub fn past_review(&self, day: Day) -> Vec<String> {
        let mut lines = Vec::new();
        for amount in self.amounts.values() {
            let late = amount.values.iter().filter(|v| v.value.review_by < day);
            lines.extend(late.map(|v| {
                format!("amount {}: {} from {}, review by {}", amount.id, v.value.pence, v.from, v.value.review_by)
            }));
            if amount.values.is_empty() {
                lines.push(format!("amount {}: nobody has entered it", amount.id));
            }
        }
        let items = self.signed_off.iter().filter(|i| i.review_by < day);
        lines.extend(items.map(|i| format!("local {}: {}, review by {}", i.entitlement, i.owner, i.review_by)));
        let unsigned =
            self.entitlements.iter().filter(|e| e.local && !self.signed_off.iter().any(|i| i.entitlement == e.id));
        lines.extend(unsigned.map(|e| format!("local {}: not signed off by two people", e.id)));
        lines.sort();
        lines
    }

    fn check(&self) -> Result<(), String> {
        for e in &self.entitlements {
            if let Some(missing) = e.law.iter().find(|l| !self.provisions.iter().any(|p| p.id == **l)) {
                return Err(format!(
                    "entitlements.toml: {} names the provision {missing}, which laws.toml does not have",
                    e.id
                ));
            }
            if let Some(missing) = e.amount.as_ref().filter(|a| !self.amounts.contains_key(*a)) {
                return Err(format!(
                    "entitlements.toml: {} names the amount {missing}, which amounts.toml does not have",
                    e.id
                ));
            }
            if e.ages.is_empty() || e.ages.len() > 2 || e.law.is_empty() {
                return Err(format!("entitlements.toml: {} needs ages = [from] or [from, until], and a law", e.id));
            }
        }
        let known = |id: &String| self.entitlements.iter().any(|e| e.id == *id);
        if let Some(e) = self.entitlements.iter().find(|e| e.instead.as_ref().is_some_and(|id| !known(id))) {
            return Err(format!("entitlements.toml: {} names another one that is not there in instead", e.id));
        }
        for p in &self.provisions {
            let states = [p.in_force_from.is_some(), p.passed_on.is_some(), p.announced_on.is_some(), p.practice];
            if states.iter().filter(|s| **s).count() != 1 {
                return Err(format!("laws.toml: {} must be one of in force, passed, announced, practice", p.id));
            }
            if p.in_force_until.is_some_and(|until| p.in_force_from.is_none_or(|from| until <= from)) {
                return Err(format!("laws.toml: {} ends before it is in force", p.id));
            }
        }
        for item in &self.signed_off {
            if item.approved_by.len() < 2 || item.approved_by.first() == item.approved_by.get(1) {
                return Err(format!("local.toml: {} needs two different people in approved_by", item.entitlement));
            }
        }
        Ok(())
    }
}
