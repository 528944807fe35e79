//! A file is looked at before it is posted: every row as it stands beside what it was read as, what it would become and why,
//! and what a person must say first (which column is which, whether the day or the month comes first).

use std::collections::HashMap;

use super::{Given, hash, known_file, locate_sender, parse, profile, weigh};
use crate::access::{Action, Actor, Target, may};
use crate::files::date::{DayCell, Order};
use crate::files::table::plain;
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Refusal, RefusalKind};
use crate::people;
use crate::savings::account::ProviderNo;
use crate::savings::intake::columns::{Field, Profile, choices};
use crate::savings::intake::rows::{Reading, likely_headings};
use crate::savings::matching::code::Code;
use crate::savings::matching::outcome::{Decision, FileReceipt, RowState};
use crate::savings::policy::Policy;
use crate::savings::providers;
use crate::savings::queue::Face;
use crate::store::{Answer, Fault, Outcome, Rx, Store};

/// Rows of each state that are shown; the receipt counts all of them.
const SHOWN_MAX: usize = 400;
/// Days that can be read in two ways, shown as examples.
const EXAMPLES_MAX: usize = 3;

/// A day that can be read in two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EitherDay {
    /// The line of the file.
    pub line: u64,
    /// The cell as it stands.
    pub cell: String,
    /// Read with the day first.
    pub day_first: Day,
    /// Read with the month first.
    pub month_first: Day,
}

/// What posting a file would come to.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The file's hash: posting names it, so that another file is refused.
    pub sha256: String,
    /// Why it cannot be read yet, in words; none where it can.
    pub problem: Option<String>,
    /// Its headings as they stand, each with what it is read as.
    pub headings: Vec<(String, Option<Field>)>,
    /// What its columns may hold.
    pub choices: Vec<Field>,
    /// Which of day and month comes first, as it is read now.
    pub order: Option<Order>,
    /// Days that can be read in two ways, where nothing says which: to be asked once for the file.
    pub either: Vec<EitherDay>,
    /// The receipt; none where it cannot be read yet.
    pub receipt: Option<FileReceipt>,
    /// Rows, at most [`SHOWN_MAX`] of each state.
    pub lines: Vec<Decision>,
    /// Children whom the rows name or may be about.
    pub faces: HashMap<ChildId, Face>,
}

/// Lets the savings desk in before a byte of a file is read; answers the name of a provider of the register.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk; refused where there is no such provider.
pub async fn admit(store: &Store, actor: Actor, provider: Option<ProviderNo>) -> Answer<Option<String>> {
    store
        .read(move |rx| {
            let _ = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            let Some(no) = provider else { return Ok(None) };
            let found = providers(rx)?.into_iter().find(|p| p.no == no);
            let say = "This provider is not in the register. Choose one, or add it first.";
            let found = found.ok_or_else(|| Refusal::invalid("provider_missing", "provider", say))?;
            Ok(Some(found.name))
        })
        .await
}

/// Says what posting a file would come to, and writes nothing but that somebody looked.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk; refused where the file is neither text nor a workbook.
pub async fn preview_file(store: &Store, policy: &Policy, actor: Actor, given: Given) -> Answer<Preview> {
    let policy = policy.clone();
    let seen = store.read_long(move |rx| look(rx, &policy, &actor, &given)).await?;
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            tx.audit(&permit.entry(tx.now(), Some("previewed")))?;
            Ok(Outcome::Done(()))
        })
        .await?;
    Ok(seen)
}

fn look(rx: &mut Rx<'_>, policy: &Policy, actor: &Actor, given: &Given) -> Answer<Preview> {
    let permit = may(rx, actor, Action::KeepMoney, Target::Council)?;
    let sha256 = hash(given)?;
    let sender = locate_sender(rx, given)?;
    let empty = Preview {
        sha256: sha256.clone(),
        problem: None,
        headings: Vec::new(),
        choices: choices(given.kind),
        order: given.order,
        either: Vec::new(),
        receipt: None,
        lines: Vec::new(),
        faces: HashMap::new(),
    };
    let reading = match parse(given, &profile(rx, given, &sender)?) {
        Ok(reading) => reading,
        Err(Fault::Refused(refusal)) if refusal.code == "file_unreadable" => {
            let said: Profile = given.columns.iter().map(|(f, h)| (plain(h), *f)).collect();
            let headings = likely_headings(given.kind, &given.bytes, &said);
            let headings = headings.map_err(|say| Refusal::of(RefusalKind::Invalid, "file_unreadable", say))?;
            return Ok(Preview { problem: Some(refusal.say), headings, ..empty });
        }
        Err(fault) => return Err(fault),
    };
    if let Some(known) = known_file(rx, given, &sender, &sha256, &reading)? {
        return Ok(Preview { receipt: Some(FileReceipt { dry_run: true, ..known }), ..empty });
    }
    let weighed = weigh::weigh(rx, &permit, policy, reading, given, &sender)?;
    let asks = weighed.decisions.iter().any(|d| d.code == Some(Code::AskDates)) && !weighed.reading.mixes_orders;
    let lines = shown(weighed.decisions);
    let mut children: Vec<ChildId> =
        lines.iter().flat_map(|d| d.suggestions.iter().map(|s| s.child).chain(d.child)).collect();
    children.sort_unstable();
    children.dedup();
    let care = people::care_of(rx, &permit, &children)?;
    Ok(Preview {
        headings: weighed.reading.headings.clone(),
        order: weighed.reading.order,
        either: if asks { either(&weighed.reading) } else { Vec::new() },
        receipt: Some(FileReceipt { dry_run: true, sha256, ..weighed.receipt }),
        lines,
        faces: care.into_iter().map(|c| (c.child, Face::from(c))).collect(),
        ..empty
    })
}

/// The first rows of each state, in the order of the file.
fn shown(decisions: Vec<Decision>) -> Vec<Decision> {
    let mut counts: HashMap<RowState, usize> = HashMap::new();
    let mut within = |d: &Decision| {
        let n = counts.entry(d.state).or_default();
        *n += 1;
        *n <= SHOWN_MAX
    };
    decisions.into_iter().filter(|d| within(d)).collect()
}

fn either(reading: &Reading) -> Vec<EitherDay> {
    const DAYS: [Field; 5] = [Field::From, Field::To, Field::WeekFrom, Field::WeekEnd, Field::Date];
    let cells = reading.rows.iter().flat_map(|row| DAYS.iter().map(move |f| (row, *f)));
    cells
        .filter_map(|(row, field)| match row.day(field) {
            DayCell::Either(day_first, month_first) if day_first != month_first => {
                Some(EitherDay { line: row.line, cell: row.get(field).to_owned(), day_first, month_first })
            }
            _ => None,
        })
        .take(EXAMPLES_MAX)
        .collect()
}
