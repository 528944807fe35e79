//! Opening balances.

use std::collections::HashMap;

use diesel::prelude::*;

use super::ledger::AT_ONCE;
use crate::access::Permit;
use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::store::schema::opening_balances as openings;
use crate::store::{Answer, Rx};

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
