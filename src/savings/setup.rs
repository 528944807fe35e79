//! The files of the first week: the accounts register, and what each holder had when the books were opened. Pure: bytes and
//! what is known in, what to do out, with a receipt that adds up.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::account::ProviderNo;
use super::isa::IsaRules;
use super::opening::{Holder, Opening, Surety};
use super::provider::name_key;
use super::register::{AccountState, SavingsAccount};
use crate::files::{self, Column, Row, Shape};
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};

static ACCOUNTS: &[Shape] = &[Shape {
    name: "accounts register",
    columns: &[
        Column::or("child_id", &["la_ref", "la child id", "child"]),
        Column::or("state", &["account", "account_type", "type", "status"]),
        Column::or("reference", &["tsf_ref", "account_reference", "isa_reference"]),
        Column::or("held_with", &["provider", "held with"]),
        Column::or("asked_on", &["asked for on", "requested_on"]),
        Column::or("opened_on", &["opened"]),
    ],
    needs: &[
        Column::or("child_id", &["la_ref", "la child id", "child"]),
        Column::or("state", &["account", "account_type", "type", "status"]),
    ],
    any_of: &[],
}];

static OPENINGS: &[Shape] = &[Shape {
    name: "opening balances",
    columns: &[
        Column::or("child_id", &["la_ref", "la child id", "child"]),
        Column::or("holder", &["held_by", "holder_kind"]),
        Column::or("holder_name", &["name", "holder name"]),
        Column::or("amount", &["balance", "pounds"]),
        Column::or("surety", &["status", "state", "proof"]),
        Column::or("evidence", &["source", "document"]),
        Column::or("as_at", &["as_at_on", "date"]),
    ],
    needs: &[
        Column::or("child_id", &["la_ref", "la child id", "child"]),
        Column::or("holder", &["held_by", "holder_kind"]),
        Column::or("amount", &["balance", "pounds"]),
    ],
    any_of: &[],
}];

/// What became of a row: `posted`, `unchanged`, `set_aside` or `ignored`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetupLine {
    /// Line in the file, from 1.
    pub line: u64,
    /// What became of it.
    pub state: &'static str,
    /// The council's own id of the child, where it is known.
    pub child: Option<String>,
    /// How much, in pence.
    pub pence: Option<i64>,
    /// Why it was set aside or ignored.
    pub reason: Option<String>,
}

/// A receipt: posted + unchanged + set aside + ignored = rows read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SetupReceipt {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Rows below the header.
    pub rows_read: usize,
    /// Rows that are new or changed something.
    pub posted: usize,
    /// Rows that were so already.
    pub unchanged: usize,
    /// Rows for a person.
    pub set_aside: usize,
    /// Rows without content.
    pub ignored: usize,
    /// What was put into the ledger now, in pence.
    pub posted_pence: i64,
    /// What stands in rows that were set aside, in pence.
    pub set_aside_pence: i64,
    /// What the council holds by all opening balances, in pence.
    pub council_pence: Option<i64>,
    /// What the savings code says, in pence; none where nobody said.
    pub savings_code_pence: Option<i64>,
    /// The difference, posted as unexplained at the start under its owner, in pence.
    pub unexplained_pence: Option<i64>,
    /// Children in care without a line.
    pub missing: Vec<String>,
    /// Each row.
    pub lines: Vec<SetupLine>,
}

impl SetupReceipt {
    /// Writes down what became of a row.
    pub fn note(
        &mut self,
        line: u64,
        state: &'static str,
        child: Option<String>,
        pence: Option<i64>,
        why: Option<String>,
    ) {
        self.rows_read = self.rows_read.saturating_add(1);
        let count = match state {
            "posted" => &mut self.posted,
            "unchanged" => &mut self.unchanged,
            "ignored" => &mut self.ignored,
            _ => &mut self.set_aside,
        };
        *count = count.saturating_add(1);
        if state == "set_aside" {
            self.set_aside_pence = self.set_aside_pence.saturating_add(pence.unwrap_or(0));
        }
        self.lines.push(SetupLine { line, state, child, pence, reason: why });
    }
}

/// What is known before the file is read.
pub struct Known<'a> {
    /// Children by every id that the council's files used.
    pub children: &'a HashMap<String, (ChildId, Day)>,
    /// The accounts register.
    pub accounts: &'a [SavingsAccount],
    /// Opening balances.
    pub openings: &'a [Opening],
    /// Providers by their names as names are compared.
    pub providers: &'a HashMap<String, ProviderNo>,
    /// The last week of each child that stands in the ledger.
    pub first_weeks: &'a HashMap<ChildId, Day>,
    /// The limits and birth dates of the accounts.
    pub isa: &'a IsaRules,
    /// Today.
    pub today: Day,
}

fn table(bytes: &[u8], shapes: &'static [Shape]) -> Result<Vec<Row>, String> {
    let mut tables = files::read(bytes, shapes)?.tables;
    Ok(tables.pop().map(|t| t.rows).unwrap_or_default())
}

fn is_blank(row: &Row) -> bool {
    row.cells.iter().all(|c| c.trim().is_empty())
}

/// A day as files write it; none where the cell is empty.
fn day(cell: &str) -> Result<Option<Day>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    files::date::day(cell).map(Some).ok_or_else(|| "a date cannot be read: write it as 2026-11-22".to_owned())
}

fn text(row: &Row, n: usize) -> Option<String> {
    Some(row.cell(n).trim().to_owned()).filter(|t| !t.is_empty())
}

/// Reads the accounts register; answers the lines to write.
///
/// # Errors
/// In words, where the file is not one.
pub fn accounts(bytes: &[u8], known: &Known<'_>) -> Result<(Vec<SavingsAccount>, SetupReceipt), String> {
    let mut receipt = SetupReceipt::default();
    let mut wanted: Vec<SavingsAccount> = Vec::new();
    let mut taken: HashMap<String, ChildId> =
        known.accounts.iter().filter_map(|a| Some((a.reference.clone()?, a.child))).collect();
    let mut named: HashSet<ChildId> = HashSet::new();
    for row in table(bytes, ACCOUNTS)? {
        if is_blank(&row) {
            receipt.note(row.line, "ignored", None, None, Some("an empty row".into()));
            continue;
        }
        let line = match account(&row, known, &taken, &named) {
            Ok(line) => line,
            Err(why) => {
                receipt.note(row.line, "set_aside", text(&row, 0), None, Some(why));
                continue;
            }
        };
        named.insert(line.child);
        taken.extend(line.reference.clone().map(|r| (r, line.child)));
        let is_same =
            known.accounts.iter().any(|a| SavingsAccount { source: line.source.clone(), ..a.clone() } == line);
        let state = if is_same { "unchanged" } else { "posted" };
        receipt.note(row.line, state, text(&row, 0), None, None);
        if !is_same {
            wanted.push(line);
        }
    }
    Ok((wanted, receipt))
}

fn account(
    row: &Row,
    known: &Known<'_>,
    taken: &HashMap<String, ChildId>,
    named: &HashSet<ChildId>,
) -> Result<SavingsAccount, String> {
    let (child, born) = *known.children.get(row.cell(0).trim()).ok_or("no child has this id")?;
    if named.contains(&child) {
        return Err("the file has this child before".into());
    }
    let state = row.cell(1).trim().to_lowercase().replace([' ', '-'], "_");
    let state = match state.as_str() {
        "jisa" | "isa" => AccountState::JuniorIsa,
        "ctf" => AccountState::ChildTrustFund,
        "ctf_with_ra" | "ctf_ra" => AccountState::CtfWithResponsibleAdult,
        other => other.parse().map_err(|_| {
            "the account is none of junior_isa, child_trust_fund, ctf_with_responsible_adult, asked_for, missing, \
             not_eligible, unknown"
                .to_owned()
        })?,
    };
    let reference = text(row, 2);
    if state.is_open() && reference.is_none() {
        return Err("an account that can be paid into needs its reference".into());
    }
    if reference.as_ref().is_some_and(|r| taken.get(r).is_some_and(|c| *c != child)) {
        return Err("another child has this reference".into());
    }
    let is_ctf = matches!(state, AccountState::ChildTrustFund | AccountState::CtfWithResponsibleAdult);
    if is_ctf && !known.isa.is_ctf_age(born) {
        return Err("by the birth date there can be no Child Trust Fund".into());
    }
    let (asked_on, opened_on) = (day(row.cell(4))?, day(row.cell(5))?);
    if state == AccountState::AskedFor && asked_on.is_none() {
        return Err("an account that was asked for needs the day it was asked for: the 42 days count from it".into());
    }
    if asked_on.is_some_and(|d| d > known.today) || opened_on.is_some_and(|d| d > known.today) {
        return Err("a date is still to come".into());
    }
    Ok(SavingsAccount { child, state, reference, held_with: text(row, 3), asked_on, opened_on, source: "file".into() })
}

/// Reads opening balances; answers those that are new. Providers that are not in the register come back by name with no
/// number: whoever writes them adds them.
///
/// # Errors
/// In words, where the file is not one.
pub fn openings(bytes: &[u8], known: &Known<'_>) -> Result<(Vec<Opening>, SetupReceipt), String> {
    let mut receipt = SetupReceipt::default();
    let mut wanted: Vec<Opening> = Vec::new();
    let mut by_key: BTreeMap<(ChildId, Holder, String), Opening> =
        known.openings.iter().map(|o| ((o.child, o.holder, name_key(&o.holder_name)), o.clone())).collect();
    for row in table(bytes, OPENINGS)? {
        if is_blank(&row) {
            receipt.note(row.line, "ignored", None, None, Some("an empty row".into()));
            continue;
        }
        let read = opening(&row, known);
        let pence =
            read.as_ref().ok().and_then(|o| o.pence).map(|p| p.0).or_else(|| {
                row.cell(3).trim().trim_start_matches('£').replace(',', "").parse::<Pence>().ok().map(|p| p.0)
            });
        let opening = match read {
            Ok(opening) => opening,
            Err(why) => {
                receipt.note(row.line, "set_aside", text(&row, 0), pence, Some(why));
                continue;
            }
        };
        let key = (opening.child, opening.holder, name_key(&opening.holder_name));
        let (state, why) = match by_key.get(&key) {
            None => ("posted", None),
            Some(old) if (old.pence, old.surety, old.as_at) == (opening.pence, opening.surety, opening.as_at) => {
                ("unchanged", None)
            }
            Some(_) => (
                "set_aside",
                Some("this holder's balance stands there already otherwise: put it right by an adjustment".into()),
            ),
        };
        receipt.note(row.line, state, text(&row, 0), pence, why);
        if state == "posted" {
            by_key.insert(key, opening.clone());
            wanted.push(opening);
        }
    }
    Ok((wanted, receipt))
}

fn opening(row: &Row, known: &Known<'_>) -> Result<Opening, String> {
    let (child, _) = *known.children.get(row.cell(0).trim()).ok_or("no child has this id")?;
    let holder = row.cell(1).trim().to_lowercase();
    let holder: Holder = match holder.as_str() {
        "jisa" | "junior_isa" | "ctf" => Holder::Isa,
        other => other.parse().map_err(|_| "the holder is none of council, provider, carer, isa".to_owned())?,
    };
    let holder_name = text(row, 2).unwrap_or_else(|| holder.as_str().to_owned());
    if holder == Holder::Provider && text(row, 2).is_none() {
        return Err("a provider needs its name".into());
    }
    let surety = match row.cell(4).trim().to_lowercase().as_str() {
        "" | "unknown" => Surety::Unknown,
        "proved" | "proven" => Surety::Proved,
        "told" | "told to us" | "told_to_us" => Surety::Told,
        _ => return Err("how sure it is, is none of proved, told, unknown".into()),
    };
    let amount = row.cell(3).trim().trim_start_matches('£').replace(',', "");
    let pence: Option<Pence> = if amount.is_empty() || amount.eq_ignore_ascii_case("unknown") {
        None
    } else {
        Some(amount.parse().map_err(|_| "the amount cannot be read: write it as 312.00".to_owned())?)
    };
    if pence.is_some_and(|p| p < Pence::ZERO) {
        return Err("an opening balance cannot be less than nothing".into());
    }
    if surety != Surety::Unknown && pence.is_none() {
        return Err("what is proved or told needs its amount".into());
    }
    let evidence = text(row, 5).unwrap_or_default();
    if surety == Surety::Proved && evidence.is_empty() {
        return Err("what is proved needs its evidence".into());
    }
    let as_at = day(row.cell(6))?.ok_or("the day it stands for is missing")?;
    if as_at > known.today {
        return Err("the day it stands for is still to come".into());
    }
    if known.first_weeks.get(&child).is_some_and(|w| *w <= as_at) {
        return Err("weeks up to that day are in the ledger already, one by one: it would count twice".into());
    }
    Ok(Opening { child, holder, holder_name, provider: None, pence, surety, evidence, as_at, entry: None })
}

/// Whether an opening balance is owed to the child in the ledger: what the council or a provider has, and what a carer has
/// once there is a paper for it. What a carer only told of is written down and waits.
#[must_use]
pub fn is_owed(opening: &Opening) -> bool {
    opening.surety != Surety::Unknown
        && match opening.holder {
            Holder::Council | Holder::Provider => true,
            Holder::Carer => opening.surety == Surety::Proved,
            Holder::Isa => false,
        }
}
