//! Facts that staff entered.

use std::collections::HashMap;

use diesel::prelude::*;

use super::whose;
use crate::access::Permit;
use crate::entitlements::fact::{Fact, FactKind};
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::text::Words;
use crate::kernel::{At, Day};
use crate::store::schema::{children, right_facts};
use crate::store::vault::{child_key, child_key_or_new};
use crate::store::{Answer, Fault, Rx, Tx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = right_facts)]
struct FactRow {
    id: AnyId,
    child_id: ChildId,
    kind: FactKind,
    body: Vec<u8>,
    source: String,
    checked_on: Day,
    agreed_on: Option<Day>,
    entered_by: StaffId,
    entered_at: At,
}

/// What was entered for some children, in the order in which it was.
pub(in crate::entitlements) fn entered(
    rx: &mut Rx<'_>,
    permit: &Permit,
    of: &[ChildId],
) -> Answer<HashMap<ChildId, Vec<Fact>>> {
    let mut found: HashMap<ChildId, Vec<Fact>> = HashMap::new();
    for some in whose(permit, of)?.chunks(500) {
        let rows: Vec<FactRow> = right_facts::table
            .filter(right_facts::child_id.eq_any(some.to_vec()))
            .order((right_facts::entered_at, right_facts::id))
            .select(FactRow::as_select())
            .load(rx.db())?;
        for row in rows {
            let words = child_key(rx, row.child_id)?.open(row.id, &row.body)?;
            let value = serde_json::from_str(words.reveal()).map_err(|_| Fault::broken("a fact is not readable"))?;
            found.entry(row.child_id).or_default().push(Fact {
                id: row.id,
                kind: row.kind,
                value,
                source: row.source,
                checked_on: row.checked_on,
                agreed_on: row.agreed_on,
                entered_by: row.entered_by,
                entered_at: row.entered_at,
            });
        }
    }
    Ok(found)
}

/// Enters a fact for the permit's child.
pub(in crate::entitlements) fn enter(tx: &mut Tx<'_>, permit: &Permit, fact: &Fact) -> Answer<()> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let body = child_key_or_new(tx, child)?.seal(fact.id, &Words::stored(fact.value.to_string()))?;
    let row = (
        right_facts::id.eq(fact.id),
        right_facts::child_id.eq(child),
        right_facts::kind.eq(fact.kind),
        right_facts::body.eq(body),
        right_facts::source.eq(&fact.source),
        right_facts::checked_on.eq(fact.checked_on),
        right_facts::agreed_on.eq(fact.agreed_on),
        right_facts::entered_by.eq(fact.entered_by),
        right_facts::entered_at.eq(fact.entered_at),
    );
    let new = crate::each_db!(tx.db(), c => diesel::insert_into(right_facts::table).values(row).on_conflict_do_nothing().execute(c))?;
    super::only_once(new)?;
    Ok(())
}

/// Those of some children whom the council's files say to have come here alone.
pub(in crate::entitlements) fn came_alone(rx: &mut Rx<'_>, permit: &Permit, of: &[ChildId]) -> Answer<Vec<ChildId>> {
    let mut found = Vec::new();
    for some in whose(permit, of)?.chunks(500) {
        let rows: Vec<ChildId> = children::table
            .filter(children::id.eq_any(some.to_vec()))
            .filter(children::unaccompanied_until.is_not_null())
            .select(children::id)
            .load(rx.db())?;
        found.extend(rows);
    }
    Ok(found)
}
