//! Which column is which, by its heading. What is unclear is asked, never guessed.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use super::FileKind;
use crate::files::table::plain;

crate::words! {
    /// What a column holds.
    pub enum Field {
        /// The file's own number of the row.
        Line = "line",
        /// The sender's reference of the child or placement.
        TheirRef = "their_ref",
        /// The council's id of the child.
        ChildId = "child_id",
        /// The child's whole name.
        Name = "name",
        /// First names.
        Forename = "forename",
        /// Last name.
        Surname = "surname",
        /// Day of birth.
        Born = "born",
        /// First day of the placement.
        PlacedFrom = "placed_from",
        /// Last day of the placement.
        PlacedTo = "placed_to",
        /// First day that the row is for.
        From = "from",
        /// Last day that the row is for, included.
        To = "to",
        /// First day of a week.
        WeekFrom = "week_from",
        /// Last day of a week.
        WeekEnd = "week_end",
        /// A period in words.
        Period = "period",
        /// Nights.
        Nights = "nights",
        /// Weeks.
        Weeks = "weeks",
        /// Savings for a week.
        Rate = "rate",
        /// The savings of this row: what is matched.
        Amount = "amount",
        /// Pocket money given.
        Pocket = "pocket",
        /// How it was given.
        How = "how",
        /// Where savings are kept.
        Kept = "kept",
        /// What is in a carer's account, or a running balance.
        Balance = "balance",
        /// Whether the child agrees.
        Agrees = "agrees",
        /// Who cares for the child.
        Carer = "carer",
        /// A carer's number.
        CarerRef = "carer_ref",
        /// The Share Foundation's reference.
        FundRef = "fund_ref",
        /// Kind of account.
        AccountType = "account_type",
        /// Who holds the account.
        AccountWith = "account_with",
        /// The last figures of the account's number.
        AccountNumber = "account_number",
        /// When the account was opened.
        Opened = "opened",
        /// Value at the beginning.
        Opening = "opening",
        /// The government's payment.
        Government = "government",
        /// Stepladder of Achievement.
        Stepladder = "stepladder",
        /// Paid by others.
        Others = "others",
        /// Growth or loss.
        Growth = "growth",
        /// Value at the end.
        Closing = "closing",
        /// Open, closed, matured.
        Status = "status",
        /// The day of a ledger entry.
        Date = "date",
        /// A reference in a ledger.
        Reference = "reference",
        /// What a ledger entry says.
        Narrative = "narrative",
        /// Money out.
        Debit = "debit",
        /// Money in.
        Credit = "credit",
        /// Where an entry comes from.
        Source = "source",
        /// Remarks.
        Note = "note",
    }
}

use Field as F;

/// What columns are called.
const HEADINGS: &str = include_str!("headings.txt");

type Listed = HashMap<(FileKind, &'static str), Field>;

/// The headings by which a column is known, made [`plain`].
fn headings() -> &'static Listed {
    static LISTED: OnceLock<Listed> = OnceLock::new();
    LISTED.get_or_init(|| {
        let mut listed = Listed::new();
        for line in HEADINGS.lines() {
            let Some((what, names)) = line.split_once(" = ") else { continue };
            let Some((kind, field)) = what.split_once(' ').and_then(|(k, f)| Some((k.parse().ok()?, f.parse().ok()?)))
            else {
                continue;
            };
            for name in names.split(' ') {
                listed.entry((kind, name)).or_insert(field);
            }
        }
        listed
    })
}

/// Which column holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Places by what they hold.
    pub at: BTreeMap<Field, usize>,
    /// Whether the amounts are pence.
    pub in_pence: bool,
}

/// What is known of a provider's columns from its earlier files: heading (made [`plain`]) → what it holds.
pub type Profile = BTreeMap<String, Field>;

/// What a heading holds, by the lists alone.
fn listed(kind: FileKind, heading: &str) -> Option<Field> {
    headings().get(&(kind, heading)).copied()
}

/// What a heading holds by itself; nothing where that is not known.
#[must_use]
pub fn held(kind: FileKind, heading: &str, profile: &Profile) -> Option<Field> {
    let key = plain(heading);
    profile.get(&key).copied().or_else(|| listed(kind, &key))
}

/// What the columns of a kind of file may hold, for a person to choose from.
#[must_use]
pub fn choices(kind: FileKind) -> Vec<Field> {
    let of_kind = headings().iter().filter(|((k, _), _)| *k == kind).map(|(_, field)| *field);
    let amount = matches!(kind, FileKind::Provider | FileKind::IsaStatement | FileKind::Declaration);
    let mut all: Vec<Field> = of_kind.chain(amount.then_some(F::Amount)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// How surely a provider's heading is the column of the savings that were taken; nothing where it is not.
fn savings(heading: &str) -> usize {
    let has = |words: &[&str]| words.iter().any(|w| heading.contains(w));
    let is_saving =
        has(&["SAVING", "JISA", "JUNIORISA", "CHILDTRUST"]) || matches!(heading, "ISA" | "SAVED" | "AMOUNTSAVED");
    let other = has(&[
        "BALANCE",
        "TODATE",
        "YTD",
        "CUMULATIVE",
        "RUNNING",
        "REF",
        "NET",
        "EXCL",
        "AFTER",
        "BEFORE",
        "PROVIDER",
        "OPENED",
        "HELD",
        "NUMBER",
        "COMMENT",
        "NOTE",
        "DATE",
        "YN",
        "EXPECTED",
        "DUE",
    ]);
    match (is_saving, other || is_rate(heading)) {
        (true, false)
            if has(&[
                "DEDUCT",
                "WITHHELD",
                "RETAINED",
                "COLLECTED",
                "ATSOURCE",
                "TAKEN",
                "AMOUNT",
                "TOTAL",
                "VALUE",
            ]) =>
        {
            3
        }
        (true, false) => 2,
        _ if matches!(
            heading,
            "DEDUCTION" | "DEDUCTIONS" | "DEDUCTED" | "AMOUNTDEDUCTED" | "LESSDEDUCTION" | "DEDUCTEDATSOURCE"
        ) =>
        {
            1
        }
        _ => 0,
    }
}

fn is_rate(heading: &str) -> bool {
    heading.contains("SAVING")
        && (heading.ends_with("PW")
            || ["PERWEEK", "WEEKLY", "RATE", "PERWK", "PWK"].iter().any(|w| heading.contains(w)))
}

/// The columns of a header row; none where it is none of this kind.
///
/// # Errors
/// In words, where two columns could be the same thing.
pub fn of(kind: FileKind, headings: &[String], profile: &Profile) -> Result<Option<Columns>, String> {
    let keys: Vec<String> = headings.iter().map(|h| plain(h)).collect();
    let mut columns = Columns::default();
    let mut best = 0;
    let mut tied = Vec::new();
    for (n, key) in keys.iter().enumerate().filter(|(_, k)| !k.is_empty()) {
        if let Some(field) = profile.get(key) {
            if *field == F::Amount && kind == FileKind::Provider {
                best = usize::MAX;
                tied = vec![n];
            } else {
                columns.at.entry(*field).or_insert(n);
            }
        } else if kind == FileKind::Provider && savings(&without_unit(key)) > 0 {
            let sure = savings(&without_unit(key));
            if sure > best {
                (best, tied) = (sure, vec![n]);
            } else if sure == best {
                tied.push(n);
            }
        } else if kind == FileKind::Provider && is_rate(key) {
            columns.at.entry(F::Rate).or_insert(n);
        } else if let Some(field) = listed(kind, key) {
            columns.at.entry(field).or_insert(n);
        }
    }
    if kind == FileKind::Provider {
        if tied.is_empty() {
            tied = only_amount(&keys, &columns);
        }
        if let Some(first) = tied.first() {
            columns.at.insert(F::Amount, *first);
        }
    }
    if !fits(kind, &columns) {
        return Ok(None);
    }
    if tied.len() > 1 {
        let names: Vec<&str> = tied.iter().filter_map(|n| headings.get(*n)).map(String::as_str).collect();
        return Err(format!(
            "Two columns could be the savings that were taken: {}. Say which of them is.",
            names.join(" and ")
        ));
    }
    columns.in_pence = columns.at.get(&F::Amount).and_then(|n| headings.get(*n)).is_some_and(|h| is_in_pence(h));
    Ok(Some(columns))
}

/// A heading without the unit behind it: `Savings (£)`, `Savings (p)`.
fn without_unit(key: &str) -> String {
    key.trim_end_matches("GBP").to_owned()
}

fn is_in_pence(heading: &str) -> bool {
    let lower = heading.to_lowercase();
    lower.contains("pence") || lower.contains("(p)")
}

/// Where no column names savings: the only column of an amount, if there is just one.
fn only_amount(keys: &[String], columns: &Columns) -> Vec<usize> {
    let is_amount = |k: &str| matches!(k, "AMOUNT" | "AMOUNTGBP" | "VALUE" | "PAID" | "AMOUNTPAID");
    let money =
        |k: &&String| ["FEE", "NET", "GROSS", "PAYABLE", "COST", "PRICE", "CHARGE"].iter().any(|w| k.contains(w));
    let found: Vec<usize> = keys.iter().enumerate().filter(|(_, k)| is_amount(k)).map(|(n, _)| n).collect();
    let alone = found.len() == 1 && !keys.iter().any(|k| money(&k)) && !columns.at.contains_key(&F::Amount);
    if alone { found } else { Vec::new() }
}

/// Whether a row of headings is that of such a file.
fn fits(kind: FileKind, columns: &Columns) -> bool {
    let has = |f: Field| columns.at.contains_key(&f);
    let who = has(F::ChildId) || has(F::Name) || has(F::Surname) || has(F::TheirRef);
    match kind {
        FileKind::Provider => who && has(F::Amount),
        FileKind::IsaStatement => (has(F::FundRef) || has(F::ChildId)) && has(F::Amount),
        FileKind::Declaration => {
            (has(F::Name) || has(F::ChildId))
                && (has(F::Pocket) || has(F::Amount))
                && (has(F::WeekFrom) || has(F::WeekEnd))
        }
        FileKind::Extract => {
            has(F::Date)
                && (has(F::Debit) || has(F::Credit) || has(F::Amount))
                && (has(F::Narrative) || has(F::Reference))
        }
    }
}

/// How well a row of headings fits, to choose among rows: how many of its columns are known.
#[must_use]
pub fn fit(kind: FileKind, headings: &[String], profile: &Profile) -> usize {
    match of(kind, headings, profile) {
        Ok(Some(columns)) => columns.at.len(),
        Ok(None) => 0,
        Err(_) => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: FileKind, line: &str) -> Vec<(Field, usize)> {
        let headings: Vec<String> = line.split(',').map(|h| h.trim().to_owned()).collect();
        of(kind, &headings, &Profile::new()).ok().flatten().map(|c| c.at.into_iter().collect()).unwrap_or_default()
    }

    #[test]
    fn the_column_of_the_savings_is_not_the_rate_the_balance_or_the_net() {
        for line in [
            "LA Child ID,Savings p/w,Savings Deducted,Net Payable",
            "Child,Weekly savings,Savings,Savings balance",
            "Client ID,Savings rate,JISA deduction,Fee net of savings",
        ] {
            assert!(found(FileKind::Provider, line).contains(&(F::Amount, 2)) || line.starts_with("Child,"), "{line}");
        }
        assert!(found(FileKind::Provider, "Child,Weekly savings,Savings,Savings balance").contains(&(F::Amount, 2)));
        assert!(found(FileKind::Provider, "Child ID,Amount").contains(&(F::Amount, 1)));
        assert!(found(FileKind::Provider, "Child ID,Fee,Amount").is_empty(), "a fee is no saving");
    }

    #[test]
    fn every_line_of_the_list_of_headings_is_understood() {
        let lines = HEADINGS.lines().filter(|l| !l.starts_with('#'));
        for line in lines {
            let (what, names) = line.split_once(" = ").unwrap_or_default();
            let (kind, field) = what.split_once(' ').unwrap_or_default();
            assert!(kind.parse::<FileKind>().is_ok() && field.parse::<Field>().is_ok(), "{line}");
            assert!(names.split(' ').all(|n| n == plain(n) && !n.is_empty()), "{line}");
        }
    }

    #[test]
    fn what_a_first_file_taught_reads_the_next_one_of_every_kind() {
        for (kind, line) in [
            (FileKind::Provider, "LA Child ID,Savings Deducted"),
            (FileKind::IsaStatement, "TSF Ref,LA,Closing Value"),
            (FileKind::Declaration, "Child,Week commencing,Savings put away"),
            (FileKind::Extract, "Date,Narrative,Amount"),
        ] {
            let headings: Vec<String> = line.split(',').map(str::to_owned).collect();
            let first = of(kind, &headings, &Profile::new()).ok().flatten().unwrap_or_default();
            let taught: Profile = first.at.iter().filter_map(|(f, n)| Some((plain(headings.get(*n)?), *f))).collect();
            let next = of(kind, &headings, &taught).ok().flatten().unwrap_or_default();
            assert!(!first.at.is_empty(), "{line}");
            assert_eq!(next.at, first.at, "{line}");
        }
    }

    #[test]
    fn two_columns_that_could_be_the_savings_are_asked_about() {
        let headings: Vec<String> = ["Child ID", "Savings", "JISA"].map(str::to_owned).to_vec();
        assert!(of(FileKind::Provider, &headings, &Profile::new()).is_err());
        let profile = Profile::from([("JISA".to_owned(), F::Amount)]);
        let columns = of(FileKind::Provider, &headings, &profile).ok().flatten().unwrap_or_default();
        assert_eq!(columns.at.get(&F::Amount), Some(&2));
    }
}
