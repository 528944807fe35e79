//! Who gets an e-mail in the morning, and whether today's were written.

use diesel::prelude::*;

use crate::kernel::At;
use crate::kernel::id::{ChildId, StaffId};
use crate::kernel::words::Post;
use crate::store::schema::{asks, leases, staff, threads};
use crate::store::{Answer, Rx, Tx};

/// The row that remembers the last run.
const JOB: &str = "morning_letters";

/// When the morning's letters were last written.
pub fn last_run(rx: &mut Rx<'_>) -> Answer<Option<At>> {
    let last: Option<Option<At>> = leases::table.find(JOB).select(leases::last_run_at).first(rx.db()).optional()?;
    Ok(last.flatten())
}

/// Remembers that they are written now.
pub fn ran(tx: &mut Tx<'_>) -> Answer<()> {
    let now = tx.now();
    let row = (leases::job.eq(JOB), leases::holder.eq(""), leases::until.eq(now), leases::last_run_at.eq(Some(now)));
    crate::each_db!(tx.db(), c => diesel::insert_into(leases::table)
        .values(&row)
        .on_conflict(leases::job)
        .do_update()
        .set(leases::last_run_at.eq(Some(now)))
        .execute(c))?;
    Ok(())
}

/// Staff who have an e-mail address and still work here.
pub fn with_address(rx: &mut Rx<'_>) -> Answer<Vec<StaffId>> {
    Ok(staff::table
        .filter(staff::disabled_at.is_null())
        .filter(staff::email.is_not_null())
        .select(staff::id)
        .load(rx.db())?)
}

/// Whose threads have an open ask, of which post, and to whom it was passed on. Ids only, to ask the access rules with.
pub fn locate_open_asks(rx: &mut Rx<'_>) -> Answer<Vec<(ChildId, Post, Option<StaffId>)>> {
    Ok(asks::table
        .inner_join(threads::table)
        .filter(asks::closed_at.is_null())
        .select((threads::child_id, threads::post, asks::passed_on_to))
        .load(rx.db())?)
}
