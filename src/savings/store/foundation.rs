//! Lists of children for whom The Share Foundation was asked to open an account, and what it answered.

use diesel::prelude::*;

use super::ledger::AT_ONCE;
use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::id::{AnyId, ChildId};
use crate::savings::foundation::AckAnswer;
use crate::store::schema::{foundation_return_lines as lines, foundation_returns as returns};
use crate::store::{Answer, Rx, Tx};

/// A child on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::savings) struct Line {
    pub of: AnyId,
    pub child: ChildId,
    pub answer: Option<AckAnswer>,
    pub reason: Option<String>,
}

/// Every list, the newest first.
pub(in crate::savings) fn all(rx: &mut Rx<'_>) -> Answer<Vec<(AnyId, At)>> {
    Ok(returns::table.order(returns::id.desc()).select((returns::id, returns::made_at)).load(rx.db())?)
}

/// The children of every list.
pub(in crate::savings) fn lines(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Line>> {
    let mut of = lines::table
        .order((lines::return_id, lines::child_id))
        .select((lines::return_id, lines::child_id, lines::answer, lines::reason))
        .into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(lines::child_id.eq(only));
    }
    type Row = (AnyId, ChildId, Option<AckAnswer>, Option<String>);
    let rows: Vec<Row> = of.load(rx.db())?;
    Ok(rows.into_iter().map(|(of, child, answer, reason)| Line { of, child, answer, reason }).collect())
}

/// Writes a list down; answers whether it is new.
pub(in crate::savings) fn insert(tx: &mut Tx<'_>, permit: &Permit, id: AnyId, children: &[ChildId]) -> Answer<bool> {
    let now = tx.now();
    let row = (returns::id.eq(id), returns::made_by.eq(permit.actor().staff()), returns::made_at.eq(now));
    let added = crate::each_db!(tx.db(), c => diesel::insert_into(returns::table)
        .values(row).on_conflict(returns::id).do_nothing().execute(c))?;
    if added == 0 {
        return Ok(false);
    }
    for some in children.chunks(AT_ONCE) {
        let rows: Vec<_> = some.iter().map(|c| (lines::return_id.eq(id), lines::child_id.eq(*c))).collect();
        crate::each_db!(tx.db(), c => diesel::insert_into(lines::table).values(&rows).execute(c))?;
    }
    Ok(true)
}

/// Writes down what was answered about a child of a list.
pub(in crate::savings) fn answer(
    tx: &mut Tx<'_>,
    _permit: &Permit,
    line: (AnyId, ChildId),
    answer: AckAnswer,
    reason: Option<&str>,
) -> Answer<()> {
    let now = tx.now();
    let values = (lines::answer.eq(Some(answer)), lines::reason.eq(reason), lines::answered_at.eq(Some(now)));
    diesel::update(lines::table.find(line)).set(values).execute(tx.db())?;
    Ok(())
}
