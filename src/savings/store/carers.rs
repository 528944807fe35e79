//! What carers hold of children's own.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{At, Day, Pence};
use crate::savings::carer::{CarerSavings, CarerStep, StepTaken};
use crate::savings::entry::EntryNo;
use crate::store::schema::{carer_savings as carers, carer_savings_steps as steps};
use crate::store::{Answer, Rx, Tx};

/// Everything that was declared, the oldest first, with what became of it.
pub(in crate::savings) fn all(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<CarerSavings>> {
    type Row = (AnyId, ChildId, String, Option<String>, Option<Pence>, Day, String);
    type Step = (AnyId, CarerStep, Pence, String, Option<EntryNo>, Option<StaffId>, At);
    let mut of = carers::table
        .order((carers::recorded_at, carers::id))
        .select((
            carers::id,
            carers::child_id,
            carers::carer,
            carers::owner,
            carers::pence,
            carers::declared_on,
            carers::source,
        ))
        .into_boxed();
    let mut steps_of = steps::table
        .order((steps::said_at, steps::id))
        .select((
            steps::carer_savings_id,
            steps::step,
            steps::pence,
            steps::says,
            steps::entry_id,
            steps::said_by,
            steps::said_at,
        ))
        .into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(carers::child_id.eq(only));
        steps_of = steps_of.filter(steps::child_id.eq(only));
    }
    let rows: Vec<Row> = of.load(rx.db())?;
    let mut taken: HashMap<AnyId, Vec<StepTaken>> = HashMap::new();
    for (of, step, pence, says, entry, by, at) in steps_of.load::<Step>(rx.db())? {
        taken.entry(of).or_default().push(StepTaken { step, pence, says, entry, by, at });
    }
    Ok(rows
        .into_iter()
        .map(|(id, child, carer, owner, pence, declared_on, source)| CarerSavings {
            steps: taken.remove(&id).unwrap_or_default(),
            id,
            child,
            carer,
            owner,
            pence,
            declared_on,
            source,
        })
        .collect())
}

/// Writes down what was declared; answers whether it is new (by its id, or by the opening balance it comes from).
pub(in crate::savings) fn insert(
    tx: &mut Tx<'_>,
    permit: &Permit,
    declared: &CarerSavings,
    opening: Option<i32>,
) -> Answer<bool> {
    let now = tx.now();
    let row = (
        carers::id.eq(declared.id),
        carers::child_id.eq(declared.child),
        carers::carer.eq(&declared.carer),
        carers::owner.eq(&declared.owner),
        carers::pence.eq(declared.pence),
        carers::declared_on.eq(declared.declared_on),
        carers::source.eq(&declared.source),
        carers::opening_id.eq(opening),
        carers::recorded_by.eq(permit.actor().staff()),
        carers::recorded_at.eq(now),
    );
    let added = crate::each_db!(tx.db(), c => diesel::insert_into(carers::table)
        .values(row).on_conflict_do_nothing().execute(c))?;
    Ok(added > 0)
}

/// Writes a step down; answers whether it is new.
pub(in crate::savings) fn step(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AnyId,
    of: &CarerSavings,
    taken: &StepTaken,
) -> Answer<bool> {
    let now = tx.now();
    let row = (
        steps::id.eq(id),
        steps::carer_savings_id.eq(of.id),
        steps::child_id.eq(of.child),
        steps::step.eq(taken.step),
        steps::pence.eq(taken.pence),
        steps::says.eq(&taken.says),
        steps::entry_id.eq(taken.entry),
        steps::said_by.eq(permit.actor().staff()),
        steps::said_at.eq(now),
    );
    let added = crate::each_db!(tx.db(), c => diesel::insert_into(steps::table)
        .values(row).on_conflict_do_nothing().execute(c))?;
    Ok(added > 0)
}

/// Whether a step was taken under an id.
pub(in crate::savings) fn is_taken(rx: &mut Rx<'_>, _permit: &Permit, id: AnyId) -> Answer<bool> {
    Ok(steps::table.find(id).select(steps::id).first::<AnyId>(rx.db()).optional()?.is_some())
}

/// Says who asks for it.
pub(in crate::savings) fn own(tx: &mut Tx<'_>, _permit: &Permit, id: AnyId, owner: &str) -> Answer<()> {
    diesel::update(carers::table.find(id)).set(carers::owner.eq(Some(owner))).execute(tx.db())?;
    Ok(())
}
