//! Whoever a row may be about: the council's children with their ids, names, birth dates and stays, found quickly.

use std::collections::{BTreeSet, HashMap};

use super::names;
use crate::kernel::Day;
use crate::kernel::id::ChildId;

/// A stay of a child with somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// First day.
    pub from: Day,
    /// First day after it; none where it goes on.
    pub until: Option<Day>,
    /// The provider's number at Ofsted.
    pub urn: Option<String>,
}

impl Stay {
    /// Whether any of these days, both included, is in it.
    #[must_use]
    pub fn overlaps(&self, from: Day, to: Day) -> bool {
        self.from <= to && self.until.is_none_or(|u| from < u)
    }
}

/// A child, as far as a row can be known by it.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// Other ids that the council's files used.
    pub further: Vec<String>,
    /// Parts of the name.
    pub names: Vec<String>,
    /// Day of birth.
    pub born: Day,
    /// Stays, oldest first.
    pub stays: Vec<Stay>,
    /// The Share Foundation's reference.
    pub fund_ref: Option<String>,
}

impl Person {
    /// Whether the child is in care on one of these days.
    #[must_use]
    pub fn in_care(&self, from: Day, to: Day) -> bool {
        self.stays.iter().any(|s| s.overlaps(from, to))
    }

    /// Whether the child stays with a provider on one of these days.
    #[must_use]
    pub fn stays_with(&self, urn: &str, from: Day, to: Day) -> bool {
        self.stays.iter().any(|s| s.urn.as_deref() == Some(urn) && s.overlaps(from, to))
    }

    /// Whether a stay begins on a day.
    #[must_use]
    pub fn placed_on(&self, day: Day) -> bool {
        self.stays.iter().any(|s| s.from == day)
    }
}

/// Every child, found by id, birth date or name.
#[derive(Debug, Default)]
pub struct People {
    all: Vec<Person>,
    by_id: HashMap<String, BTreeSet<usize>>,
    by_number: HashMap<String, BTreeSet<usize>>,
    by_born: HashMap<Day, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    by_fund: HashMap<String, BTreeSet<usize>>,
    by_child: HashMap<ChildId, usize>,
}

/// An id as ids are compared: letters and digits in upper case.
#[must_use]
pub fn id_key(id: &str) -> String {
    let id = id.trim().strip_suffix(".0").unwrap_or_else(|| id.trim());
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The digits of an id without the noughts in front; none where it has no digit but noughts.
fn number_key(id: &str) -> Option<String> {
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    (!digits.is_empty()).then(|| digits.to_owned())
}

impl People {
    /// People, whatever order they come in.
    #[must_use]
    pub fn new(people: impl IntoIterator<Item = Person>) -> Self {
        let mut of = Self { all: people.into_iter().collect(), ..Self::default() };
        of.all.sort_by(|a, b| a.reference.cmp(&b.reference));
        for (n, p) in of.all.iter().enumerate() {
            for id in std::iter::once(&p.reference).chain(&p.further) {
                of.by_id.entry(id_key(id)).or_default().insert(n);
                if let Some(number) = number_key(id) {
                    of.by_number.entry(number).or_default().insert(n);
                }
            }
            of.by_born.entry(p.born).or_default().push(n);
            for name in p.names.iter().filter(|n| n.chars().count() > 1) {
                of.by_name.entry(name.clone()).or_default().push(n);
            }
            if let Some(fund) = &p.fund_ref {
                of.by_fund.entry(id_key(fund)).or_default().insert(n);
            }
            of.by_child.insert(p.child, n);
        }
        of
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, n: usize) -> Option<&Person> {
        self.all.get(n)
    }

    /// The one of an id in the database.
    #[must_use]
    pub fn of(&self, child: ChildId) -> Option<usize> {
        self.by_child.get(&child).copied()
    }

    /// The one whose id this is, and nobody else's.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<usize> {
        only(self.by_id.get(&id_key(id))?)
    }

    /// The one whose reference at The Share Foundation this is.
    #[must_use]
    pub fn by_fund(&self, reference: &str) -> Option<usize> {
        only(self.by_fund.get(&id_key(reference))?)
    }

    /// Whose id this may have been before a spreadsheet or a hand spoilt it: noughts lost in front, O for 0 and I for 1,
    /// rounded to `1.23E+05`.
    #[must_use]
    pub fn like_id(&self, id: &str) -> BTreeSet<usize> {
        if let Some(found) = self.rounded(id) {
            return found;
        }
        let key = id_key(id);
        let mut found = BTreeSet::new();
        if let Some(same) = number_key(&key).filter(|_| key.bytes().all(|b| b.is_ascii_digit())) {
            found.extend(self.by_number.get(&same).into_iter().flatten());
        }
        let put_right: String = key.chars().enumerate().map(|(n, c)| if n < 2 { c } else { figure(c) }).collect();
        if put_right != key {
            found.extend(self.by_id.get(&put_right).into_iter().flatten());
        }
        found
    }

    fn rounded(&self, id: &str) -> Option<BTreeSet<usize>> {
        let upper = id.trim().to_uppercase();
        let (digits, power) = upper.split_once("E+")?;
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let power: usize = power.parse().ok().filter(|p| *p <= 12)?;
        let known = format!("{whole}{part}");
        let numeric = !known.is_empty() && known.bytes().all(|b| b.is_ascii_digit()) && whole.len() == 1;
        let beyond = (power + 1).checked_sub(known.len()).filter(|_| numeric)?;
        let known: u64 = known.parse().ok()?;
        let scale = 10_u64.checked_pow(u32::try_from(beyond).ok()?)?;
        let (low, high) = (known.checked_mul(scale)?.saturating_sub(scale / 2), known.checked_mul(scale)? + scale / 2);
        let fits = |n: &&String| n.parse::<u64>().is_ok_and(|v| v >= low && v <= high);
        Some(self.by_number.keys().filter(fits).filter_map(|k| self.by_number.get(k)).flatten().copied().collect())
    }

    /// Who was born on a day.
    #[must_use]
    pub fn born_on(&self, day: Day) -> &[usize] {
        self.by_born.get(&day).map_or(&[], Vec::as_slice)
    }

    /// Who has this part in their name.
    #[must_use]
    pub fn named(&self, part: &str) -> &[usize] {
        self.by_name.get(part).map_or(&[], Vec::as_slice)
    }

    /// How well a name in a file fits a person's.
    #[must_use]
    pub fn likeness(&self, given: &[String], n: usize) -> names::Likeness {
        self.get(n).map_or(names::Likeness::Unsaid, |p| names::likeness(given, &p.names))
    }
}

const fn figure(c: char) -> char {
    match c {
        'O' | 'Q' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

fn only(found: &BTreeSet<usize>) -> Option<usize> {
    match found.len() {
        1 => found.first().copied(),
        _ => None,
    }
}
