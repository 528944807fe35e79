//! The accounts register.

use diesel::prelude::*;

use crate::access::{Permit, Target};
use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::savings::register::{AccountState, SavingsAccount};
use crate::store::schema::savings_accounts as accounts;
use crate::store::{Answer, Fault, Rx, Tx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
struct Row {
    child_id: ChildId,
    state: AccountState,
    reference: Option<String>,
    held_with: Option<String>,
    asked_on: Option<Day>,
    opened_on: Option<Day>,
    source: String,
}

impl From<Row> for SavingsAccount {
    fn from(r: Row) -> Self {
        Self {
            child: r.child_id,
            state: r.state,
            reference: r.reference,
            held_with: r.held_with,
            asked_on: r.asked_on,
            opened_on: r.opened_on,
            source: r.source,
        }
    }
}

/// The lines of the register: of the permit's child, or with a permit for the council all of them.
pub(in crate::savings) fn all(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<SavingsAccount>> {
    let mut of = accounts::table.select(Row::as_select()).into_boxed();
    match (permit.target(), permit.child()) {
        (Target::Council, _) => {}
        (_, Some(child)) => of = of.filter(accounts::child_id.eq(child)),
        _ => return Err(Fault::NotFound),
    }
    Ok(of.load(rx.db())?.into_iter().map(SavingsAccount::from).collect())
}

/// Writes a line, over the one that is there.
pub(in crate::savings) fn set(tx: &mut Tx<'_>, permit: &Permit, line: &SavingsAccount) -> Answer<()> {
    if permit.child().is_some_and(|c| c != line.child) {
        return Err(Fault::NotFound);
    }
    let now = tx.now();
    let values = (
        accounts::state.eq(line.state),
        accounts::reference.eq(&line.reference),
        accounts::held_with.eq(&line.held_with),
        accounts::asked_on.eq(line.asked_on),
        accounts::opened_on.eq(line.opened_on),
        accounts::source.eq(&line.source),
        accounts::recorded_at.eq(now),
    );
    crate::each_db!(tx.db(), c => diesel::insert_into(accounts::table)
        .values((accounts::child_id.eq(line.child), values))
        .on_conflict(accounts::child_id)
        .do_update()
        .set(values)
        .execute(c))?;
    Ok(())
}
