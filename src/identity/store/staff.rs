//! Passwords of staff, and the teams they manage. The accounts themselves are `people`'s.

use std::collections::HashSet;

use diesel::prelude::*;

use crate::kernel::id::StaffId;
use crate::kernel::words::Role;
use crate::store::schema::{staff, staff_passwords, team_managers, teams};
use crate::store::{Answer, Rx, Tx};

/// What a password is checked against; none where there is none yet.
pub fn verifier(rx: &mut Rx<'_>, id: StaffId) -> Answer<Option<String>> {
    Ok(staff_passwords::table.find(id).select(staff_passwords::hash).first(rx.db()).optional()?)
}

/// Whoever has set a password.
pub fn with_password(rx: &mut Rx<'_>) -> Answer<HashSet<StaffId>> {
    let ids: Vec<StaffId> = staff_passwords::table.select(staff_passwords::staff_id).load(rx.db())?;
    Ok(ids.into_iter().collect())
}

/// Keeps a password's verifier in place of the one before.
pub fn set_password(tx: &mut Tx<'_>, id: StaffId, verifier: &str) -> Answer<()> {
    let now = tx.now();
    let row = (staff_passwords::staff_id.eq(id), staff_passwords::hash.eq(verifier), staff_passwords::set_at.eq(now));
    let fresh = (staff_passwords::hash.eq(verifier), staff_passwords::set_at.eq(now));
    crate::each_db!(tx.db(), c => diesel::insert_into(staff_passwords::table)
        .values(row)
        .on_conflict(staff_passwords::staff_id)
        .do_update()
        .set(fresh)
        .execute(c))?;
    Ok(())
}

/// The teams that somebody manages now: code and name.
pub fn manages(rx: &mut Rx<'_>, id: StaffId) -> Answer<Vec<(String, String)>> {
    let now = rx.now();
    Ok(team_managers::table
        .inner_join(teams::table)
        .filter(team_managers::staff_id.eq(id))
        .filter(team_managers::access_from.le(now))
        .filter(team_managers::access_until.is_null().or(team_managers::access_until.gt(Some(now))))
        .order(teams::name)
        .select((teams::code, teams::name))
        .load(rx.db())?)
}

/// Whether somebody can sign in as system administrator.
pub fn has_administrator(rx: &mut Rx<'_>) -> Answer<bool> {
    let there: i64 = staff::table
        .inner_join(staff_passwords::table)
        .filter(staff::role.eq(Role::SystemAdministrator))
        .filter(staff::disabled_at.is_null())
        .count()
        .get_result(rx.db())?;
    Ok(there > 0)
}
