//! The Share Foundation's scheme: who needs an account, the list that goes out, the answer that comes in. Pure.
//!
//! Who: under 18, looked after for twelve months without a break, no account yet, and no Child Trust Fund known (source: its
//! questions and answers for local authorities). The format of its return is not published: these columns are the least that
//! it asks for, and what is not kept here (surname, residence) is left empty for the council to fill in.

use std::collections::HashMap;

use super::due::history_of;
use super::isa::IsaRules;
use super::policy::Policy;
use super::register::{AccountState, SavingsAccount};
use super::setup::SetupReceipt;
use crate::files::{self, Column, Row, Shape};
use crate::kernel::Day;
use crate::kernel::calendar::deadline_add_months;
use crate::kernel::id::ChildId;
use crate::people::Care;

/// Months in care before an account is opened.
const MONTHS: u32 = 12;

crate::words! {
    /// What was answered.
    pub enum AckAnswer {
        /// Taken up; not open yet.
        Accepted = "accepted",
        /// Open.
        Opened = "opened",
        /// Not taken up.
        Refused = "refused",
    }
}

/// A child who needs an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// Day of birth.
    pub born_on: Day,
    /// Since when looked after without a break.
    pub since: Day,
    /// What the register says.
    pub state: AccountState,
    /// Whether by the birth date there may be a Child Trust Fund that nobody knows of.
    pub may_have_ctf: bool,
}

/// Whether a child is looked after on a day, and since when without a break.
#[must_use]
pub fn looked_after_since(care: &Care, policy: &Policy, today: Day) -> Option<Day> {
    let runs = history_of(care).clock_runs(policy);
    runs.into_iter().rev().find(|r| r.from <= today && r.until.is_none_or(|u| today < u)).map(|r| r.from)
}

/// Everybody who needs an account and was not asked for, by reference.
#[must_use]
pub fn needs(
    cares: &[Care],
    register: &HashMap<ChildId, SavingsAccount>,
    policy: &Policy,
    isa: &IsaRules,
    today: Day,
) -> Vec<Need> {
    let of = |care: &Care| {
        let since = looked_after_since(care, policy, today)?;
        let state = register.get(&care.child).map_or(AccountState::Unknown, |a| a.state);
        let is_wanted = matches!(state, AccountState::Missing | AccountState::Unknown);
        let is_due = deadline_add_months(since, MONTHS) <= today && today < history_of(care).eighteen();
        (is_wanted && is_due && care.died_on.is_none()).then(|| Need {
            child: care.child,
            reference: care.reference.clone(),
            known_as: care.known_as.clone(),
            born_on: care.born_on,
            since,
            state,
            may_have_ctf: isa.is_ctf_age(care.born_on),
        })
    };
    let mut found: Vec<Need> = cares.iter().filter_map(of).collect();
    found.sort_by(|a, b| a.reference.cmp(&b.reference));
    found
}

/// The columns of the list that goes out.
pub const HEADER: [&str; 8] =
    ["la_ref", "forename", "surname", "dob", "uk_resident", "care_start", "ctf_ra", "contact_authorised"];

impl Need {
    /// Its row. Nobody is authorised for contact until the council says so.
    #[must_use]
    pub fn cells(&self) -> Vec<String> {
        let fund = if self.may_have_ctf { "unknown" } else { "N" };
        vec![
            self.reference.clone(),
            self.known_as.clone().unwrap_or_default(),
            String::new(),
            self.born_on.to_string(),
            String::new(),
            self.since.to_string(),
            fund.to_owned(),
            "N".to_owned(),
        ]
    }
}

static ANSWERS: &[Shape] = &[Shape {
    name: "acknowledgement",
    columns: &[
        Column::or("la_ref", &["child_id", "la child id", "child", "la reference"]),
        Column::or("outcome", &["answer", "status", "state", "result"]),
        Column::or("tsf_ref", &["reference", "account_reference", "tsf reference"]),
        Column::or("reason", &["why", "notes", "comment"]),
        Column::or("opened_on", &["opened", "date opened"]),
    ],
    needs: &[
        Column::or("la_ref", &["child_id", "la child id", "child", "la reference"]),
        Column::or("outcome", &["answer", "status", "state", "result"]),
    ],
    any_of: &[],
}];

/// What was answered about a child, and the register's line that follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What.
    pub answer: AckAnswer,
    /// Why it was refused.
    pub reason: Option<String>,
    /// The register's line.
    pub line: SavingsAccount,
}

/// What is known before the answer is read.
pub struct Known<'a> {
    /// Children by every id that the council's files used.
    pub children: &'a HashMap<String, ChildId>,
    /// The accounts register.
    pub register: &'a HashMap<ChildId, SavingsAccount>,
    /// Today.
    pub today: Day,
}

/// Reads what The Share Foundation answered.
///
/// # Errors
/// In words, where the file is none.
pub fn answers(bytes: &[u8], known: &Known<'_>) -> Result<(Vec<Answered>, SetupReceipt), String> {
    let mut receipt = SetupReceipt::default();
    let mut found: Vec<Answered> = Vec::new();
    let rows = files::read(bytes, ANSWERS)?.tables.pop().map(|t| t.rows).unwrap_or_default();
    let mut taken: HashMap<String, ChildId> =
        known.register.values().filter_map(|a| Some((a.reference.clone()?, a.child))).collect();
    for row in rows {
        let child = Some(row.cell(0).trim().to_owned()).filter(|c| !c.is_empty());
        if row.cells.iter().all(|c| c.trim().is_empty()) {
            receipt.note(row.line, "ignored", None, None, Some("an empty row".into()));
            continue;
        }
        match answer(&row, known, &taken, &found) {
            Err(why) => receipt.note(row.line, "set_aside", child, None, Some(why)),
            Ok(one) => {
                let same = known.register.get(&one.line.child).is_some_and(|old| is_same(old, &one.line));
                receipt.note(row.line, if same { "unchanged" } else { "posted" }, child, None, one.reason.clone());
                taken.extend(one.line.reference.clone().map(|r| (r, one.line.child)));
                if !same {
                    found.push(one);
                }
            }
        }
    }
    Ok((found, receipt))
}

fn is_same(old: &SavingsAccount, new: &SavingsAccount) -> bool {
    (old.state, &old.reference, old.opened_on) == (new.state, &new.reference, new.opened_on)
}

fn answer(
    row: &Row,
    known: &Known<'_>,
    taken: &HashMap<String, ChildId>,
    before: &[Answered],
) -> Result<Answered, String> {
    let child = *known.children.get(row.cell(0).trim()).ok_or("no child has this id")?;
    if before.iter().any(|b| b.line.child == child) {
        return Err("the file has this child before".into());
    }
    let text = |n: usize| Some(row.cell(n).trim().to_owned()).filter(|t| !t.is_empty());
    let answer: AckAnswer = match row.cell(1).trim().to_lowercase().as_str() {
        "accepted" | "accept" | "pending" => AckAnswer::Accepted,
        "opened" | "open" => AckAnswer::Opened,
        "refused" | "rejected" | "declined" => AckAnswer::Refused,
        _ => return Err("the outcome is none of accepted, opened, refused".into()),
    };
    let old = known.register.get(&child).filter(|a| a.state != AccountState::Unknown);
    let old = old.ok_or("nobody has asked for an account for this child")?;
    if old.state.is_open() && answer != AckAnswer::Opened {
        return Err("this child has an account already by the register".into());
    }
    let (reference, reason) = (text(2).or_else(|| old.reference.clone()), text(3));
    if answer == AckAnswer::Opened && reference.is_none() {
        return Err("an account that is open needs its reference".into());
    }
    if reference.as_ref().is_some_and(|r| taken.get(r).is_some_and(|c| *c != child)) {
        return Err("another child has this reference".into());
    }
    if answer == AckAnswer::Refused && reason.is_none() {
        return Err("a refusal needs its reason".into());
    }
    let opened_on = match text(4) {
        None => (answer == AckAnswer::Opened).then_some(known.today),
        Some(cell) => Some(files::date::day(&cell).ok_or("a date cannot be read: write it as 2026-11-22")?),
    };
    if opened_on.is_some_and(|d| d > known.today) {
        return Err("a date is still to come".into());
    }
    let state = match answer {
        AckAnswer::Accepted => AccountState::AskedFor,
        AckAnswer::Opened => AccountState::JuniorIsa,
        AckAnswer::Refused => AccountState::Missing,
    };
    let source = "acknowledgement of The Share Foundation".to_owned();
    let opened_on = opened_on.filter(|_| answer == AckAnswer::Opened);
    Ok(Answered { answer, reason, line: SavingsAccount { state, reference, opened_on, source, ..old.clone() } })
}
