//! What children say of their pocket money and ask about their money.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::{At, Day};
use crate::savings::pocket::{PocketAnswer, Query, QueryKind, Said};
use crate::store::schema::{money_queries, pocket_answers};
use crate::store::{Answer, Fault, Rx, Tx};

/// What the permit's child said, the newest week first.
pub(in crate::savings) fn said(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Said>> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let rows: Vec<(Day, PocketAnswer, At, Option<At>)> = pocket_answers::table
        .filter(pocket_answers::child_id.eq(child))
        .order(pocket_answers::week_end.desc())
        .select((pocket_answers::week_end, pocket_answers::answer, pocket_answers::said_at, pocket_answers::handled_at))
        .load(rx.db())?;
    Ok(rows.into_iter().map(|(week_end, answer, at, handled_at)| Said { week_end, answer, at, handled_at }).collect())
}

/// Writes down what the permit's child says of a week, over what was said before.
pub(in crate::savings) fn say(tx: &mut Tx<'_>, permit: &Permit, week_end: Day, answer: PocketAnswer) -> Answer<()> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let now = tx.now();
    let values =
        (pocket_answers::answer.eq(answer), pocket_answers::said_at.eq(now), pocket_answers::handled_at.eq(None::<At>));
    crate::each_db!(tx.db(), c => diesel::insert_into(pocket_answers::table)
        .values((pocket_answers::child_id.eq(child), pocket_answers::week_end.eq(week_end), values))
        .on_conflict((pocket_answers::child_id, pocket_answers::week_end))
        .do_update()
        .set(values)
        .execute(c))?;
    Ok(())
}

/// Marks a week of the permit's child as talked over; answers whether it was open.
pub(in crate::savings) fn handled(tx: &mut Tx<'_>, permit: &Permit, week_end: Day) -> Answer<bool> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let now = tx.now();
    let row = pocket_answers::table.find((child, week_end)).filter(pocket_answers::handled_at.is_null());
    Ok(diesel::update(row).set(pocket_answers::handled_at.eq(Some(now))).execute(tx.db())? > 0)
}

/// The questions of the permit's child, newest first.
pub(in crate::savings) fn queries(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Query>> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    type Row = (AnyId, ChildId, QueryKind, Option<Day>, At, Option<At>);
    let rows: Vec<Row> = money_queries::table
        .filter(money_queries::child_id.eq(child))
        .order(money_queries::made_at.desc())
        .select((
            money_queries::id,
            money_queries::child_id,
            money_queries::kind,
            money_queries::week_end,
            money_queries::made_at,
            money_queries::closed_at,
        ))
        .load(rx.db())?;
    Ok(rows
        .into_iter()
        .map(|(id, child, kind, week_end, made_at, closed_at)| Query { id, child, kind, week_end, made_at, closed_at })
        .collect())
}

/// Writes a question of the permit's child down; answers whether it is new.
pub(in crate::savings) fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AnyId,
    kind: QueryKind,
    week_end: Option<Day>,
) -> Answer<bool> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let now = tx.now();
    let row = (
        money_queries::id.eq(id),
        money_queries::child_id.eq(child),
        money_queries::kind.eq(kind),
        money_queries::week_end.eq(week_end),
        money_queries::made_at.eq(now),
    );
    let added = crate::each_db!(tx.db(), c => diesel::insert_into(money_queries::table)
        .values(row).on_conflict(money_queries::id).do_nothing().execute(c))?;
    Ok(added > 0)
}

/// Closes a question of the permit's child; answers whether it was open.
pub(in crate::savings) fn close(tx: &mut Tx<'_>, permit: &Permit, id: AnyId) -> Answer<bool> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let now = tx.now();
    let row = money_queries::table.find(id).filter(money_queries::child_id.eq(child));
    let row = row.filter(money_queries::closed_at.is_null());
    Ok(diesel::update(row).set(money_queries::closed_at.eq(Some(now))).execute(tx.db())? > 0)
}
