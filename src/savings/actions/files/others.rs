//! What a statement shows that others have paid in: it uses up the year's limit, whoever paid.

use std::collections::HashMap;

use super::Weighed;
use crate::access::Permit;
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};
use crate::people;
use crate::savings::accounts_register;
use crate::savings::file::FileMade;
use crate::savings::intake::columns::Field;
use crate::savings::isa::limit_year;
use crate::savings::register::AccountState;
use crate::savings::store::pay_runs;
use crate::store::{Answer, Tx};

/// Adds what the government, a stepladder and others paid to what is known of each child's year: that of the day which the
/// statement is as at. Whether the council's own part is confirmed does not matter; whose account it is must be sure.
pub(super) fn note(tx: &mut Tx<'_>, permit: &Permit, file: &FileMade, weighed: &Weighed) -> Answer<()> {
    let as_at = file.as_at.unwrap_or_else(|| tx.today());
    let by_nth: HashMap<u64, _> = weighed.reading.rows.iter().map(|r| (r.nth, r)).collect();
    let mut paid: HashMap<ChildId, i64> = HashMap::new();
    for d in &weighed.decisions {
        let (Some(child), Some(row)) = (d.child, by_nth.get(&d.nth)) else { continue };
        let parts = [Field::Government, Field::Stepladder, Field::Others];
        let pence = parts.iter().filter_map(|f| row.money(*f).pence()).filter(|p| *p > 0);
        let sum = paid.entry(child).or_default();
        *sum = pence.fold(*sum, i64::saturating_add);
    }
    paid.retain(|_, pence| *pence > 0);
    let ids: Vec<ChildId> = paid.keys().copied().collect();
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
