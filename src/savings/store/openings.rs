//! Opening balances.

use std::collections::HashMap;

use diesel::prelude::*;

use super::ledger::AT_ONCE;
use crate::access::Permit;
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};
use crate::savings::account::ProviderNo;
use crate::savings::entry::EntryNo;
use crate::savings::opening::{Holder, Opening, Surety};
use crate::store::schema::opening_balances as openings;
use crate::store::{Answer, Rx, Tx};

/// The last day that each child's opening balances stand for.
pub(in crate::savings) fn last_days(
    rx: &mut Rx<'_>,
    permit: &Permit,
    children: &[ChildId],
) -> Answer<HashMap<ChildId, Day>> {
    let mut last: HashMap<ChildId, Day> = HashMap::new();
    for some in children.chunks(AT_ONCE) {
        let mut of = openings::table
            .filter(openings::child_id.eq_any(some.to_vec()))
            .select((openings::child_id, openings::as_at_on))
            .into_boxed();
        if let Some(only) = permit.child() {
            of = of.filter(openings::child_id.eq(only));
        }
        for (child, day) in of.load::<(ChildId, Day)>(rx.db())? {
            let kept = last.entry(child).or_insert(day);
            *kept = day.max(*kept);
        }
    }
    Ok(last)
}

/// Every opening balance.
pub(in crate::savings) fn all(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Opening>> {
    type Row = (ChildId, Holder, String, Option<ProviderNo>, Option<Pence>, Surety, String, Day, Option<EntryNo>);
    let mut of = openings::table
        .order(openings::id)
        .select((
            openings::child_id,
            openings::holder,
            openings::holder_name,
            openings::provider_id,
            openings::pence,
            openings::surety,
            openings::evidence,
            openings::as_at_on,
            openings::entry_id,
        ))
        .into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(openings::child_id.eq(only));
    }
    let rows: Vec<Row> = of.load(rx.db())?;
    Ok(rows
        .into_iter()
        .map(|(child, holder, holder_name, provider, pence, surety, evidence, as_at, entry)| Opening {
            child,
            holder,
            holder_name,
            provider,
            pence,
            surety,
            evidence,
            as_at,
            entry,
        })
        .collect())
}

/// Writes opening balances down; answers them with their numbers. The caller holds the ledger's head, so that numbers are given
/// once.
pub(in crate::savings) fn insert(tx: &mut Tx<'_>, _permit: &Permit, all: &[Opening]) -> Answer<Vec<(i32, Opening)>> {
    let last: Option<i32> =
        openings::table.order(openings::id.desc()).select(openings::id).first(tx.db()).optional()?;
    let now = tx.now();
    let numbered: Vec<(i32, &Opening)> = (last.unwrap_or(0).saturating_add(1)..).zip(all).collect();
    for some in numbered.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|(id, o)| {
                (
                    openings::id.eq(*id),
                    openings::child_id.eq(o.child),
                    openings::holder.eq(o.holder),
                    openings::holder_name.eq(&o.holder_name),
                    openings::provider_id.eq(o.provider),
                    openings::pence.eq(o.pence),
                    openings::surety.eq(o.surety),
                    openings::evidence.eq(&o.evidence),
                    openings::as_at_on.eq(o.as_at),
                    openings::entry_id.eq(o.entry),
                    openings::recorded_at.eq(now),
                )
            })
            .collect();
        crate::each_db!(tx.db(), c => diesel::insert_into(openings::table).values(&rows).execute(c))?;
    }
    Ok(numbered.into_iter().map(|(no, o)| (no, o.clone())).collect())
}
