//! What a statement shows that others have paid in: it uses up the year's limit, whoever paid. A row counts for the child whose
//! it is, whether the machine was sure of it or a person said so; a row that nobody has placed counts for nobody.

use std::collections::HashMap;

use super::Weighed;
use crate::access::Permit;
use crate::files::money;
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};
use crate::people;
use crate::savings::accounts_register;
use crate::savings::file::FileMade;
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::Field;
use crate::savings::isa::limit_year;
use crate::savings::queue::Line;
use crate::savings::register::AccountState;
use crate::savings::store::{files, pay_runs, queue};
use crate::store::{Answer, Tx};

/// What others pay, by the columns of a statement.
const PARTS: [Field; 3] = [Field::Government, Field::Stepladder, Field::Others];

/// Adds what the government, a stepladder and others paid to what is known of each child's year: that of the day which the
/// statement is as at. Whether the council's own part is confirmed does not matter; whose account it is must be sure.
pub(super) fn note(tx: &mut Tx<'_>, permit: &Permit, file: &FileMade, weighed: &Weighed) -> Answer<()> {
    let as_at = file.as_at.unwrap_or_else(|| tx.today());
    let by_nth: HashMap<u64, _> = weighed.reading.rows.iter().map(|r| (r.nth, r)).collect();
    let mut paid: HashMap<ChildId, i64> = HashMap::new();
    for d in &weighed.decisions {
        let (Some(child), Some(row)) = (d.child, by_nth.get(&d.nth)) else { continue };
        let pence = PARTS.iter().filter_map(|f| row.money(*f).pence()).filter(|p| *p > 0);
        let sum = paid.entry(child).or_default();
        *sum = pence.fold(*sum, i64::saturating_add);
    }
    add(tx, permit, as_at, &paid)
}

/// What others paid by a row that is kept: its cells under the headings that its file was read with.
///
/// # Errors
/// The database's own.
pub(in crate::savings::actions) fn paid_by(tx: &mut Tx<'_>, permit: &Permit, line: &Line) -> Answer<i64> {
    if line.kind != FileKind::IsaStatement {
        return Ok(0);
    }
    let headings = queue::headings(tx, permit, std::iter::once(line.file))?.remove(&line.file);
    let columns = headings.map(|(_, columns)| columns).unwrap_or_default();
    let is_others = |held: &Option<Field>| held.is_some_and(|f| PARTS.contains(&f));
    let cells = columns.iter().zip(&line.raw).filter(|((_, held), _)| is_others(held));
    let pence = cells.filter_map(|(_, cell)| money::read(cell).pence()).filter(|p| *p > 0);
    Ok(pence.fold(0, i64::saturating_add))
}

/// A person has said whose a row is: what others paid by it counts for that child from now on, and no longer for the child for
/// whom it counted before.
///
/// # Errors
/// The database's own.
pub(in crate::savings::actions) fn belongs_to(
    tx: &mut Tx<'_>,
    permit: &Permit,
    line: &Line,
    child: Option<ChildId>,
) -> Answer<()> {
    let pence = paid_by(tx, permit, line)?;
    if pence == 0 || line.child == child {
        return Ok(());
    }
    let as_at = files::statement_day(tx, permit, line.file)?;
    let less = line.child.map(|before| (before, pence.saturating_neg()));
    let changes: HashMap<ChildId, i64> = less.into_iter().chain(child.map(|now| (now, pence))).collect();
    add(tx, permit, as_at, &changes)
}

/// Adds to what is known of each child's year: that of the day.
fn add(tx: &mut Tx<'_>, permit: &Permit, as_at: Day, paid: &HashMap<ChildId, i64>) -> Answer<()> {
    let ids: Vec<ChildId> = paid.iter().filter(|(_, pence)| **pence != 0).map(|(child, _)| *child).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let states: HashMap<ChildId, AccountState> =
        accounts_register(tx, permit)?.into_iter().map(|a| (a.child, a.state)).collect();
    let more: Vec<(ChildId, Day, Pence)> = people::care_of(tx, permit, &ids)?
        .into_iter()
        .filter_map(|care| {
            let state = states.get(&care.child).copied().unwrap_or(AccountState::Unknown);
            let pence = paid.get(&care.child)?;
            Some((care.child, limit_year(state, care.born_on, as_at).from, Pence(*pence)))
        })
        .collect();
    pay_runs::add_others(tx, permit, &more, &format!("statement as at {as_at}"))
}
