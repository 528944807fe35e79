//! Staff as far as signing in goes: names, passwords, accounts. Staff are no child's record, so no permit is needed to look
//! one up by the name they sign in with.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};

use crate::kernel::At;
use crate::kernel::id::{StaffId, TeamId};
use crate::kernel::words::Role;
use crate::store::fault::is_duplicate;
use crate::store::schema::{staff, staff_passwords, team_managers, teams};
use crate::store::{Answer, Rx, Tx};

diesel::define_sql_function! {
    /// Small letters.
    fn lower(text: Nullable<Text>) -> Nullable<Text>;
}

/// Whoever signs in by a name.
#[derive(Debug, Clone, Queryable)]
pub struct Known {
    pub id: StaffId,
    pub role: Role,
    pub name: String,
    pub sign_in_name: Option<String>,
    pub disabled_at: Option<At>,
    pub verifier: Option<String>,
}

macro_rules! known {
    () => {
        staff::table.left_join(staff_passwords::table).select((
            staff::id,
            staff::role,
            staff::name,
            staff::sign_in_name,
            staff::disabled_at,
            staff_passwords::hash.nullable(),
        ))
    };
}

/// Whoever signs in by a name, in small letters.
pub fn locate_by_name(rx: &mut Rx<'_>, name: &str) -> Answer<Option<Known>> {
    Ok(known!().filter(lower(staff::sign_in_name).eq(Some(name))).order(staff::id).first(rx.db()).optional()?)
}

/// A member of staff.
pub fn find(rx: &mut Rx<'_>, id: StaffId) -> Answer<Option<Known>> {
    Ok(known!().filter(staff::id.eq(id)).first(rx.db()).optional()?)
}

/// Whoever has a council's code.
pub fn locate_by_code(rx: &mut Rx<'_>, code: &str) -> Answer<Option<StaffId>> {
    Ok(staff::table.filter(staff::code.eq(code)).select(staff::id).first(rx.db()).optional()?)
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

/// An account as a system administrator sees it.
#[derive(Debug, Clone, Queryable)]
pub struct Account {
    pub id: StaffId,
    pub code: String,
    pub name: String,
    pub role: Role,
    pub team: Option<String>,
    pub team_name: Option<String>,
    pub email: Option<String>,
    pub sign_in_name: Option<String>,
    pub disabled_at: Option<At>,
    pub password_set_at: Option<At>,
}

macro_rules! accounts {
    () => {
        staff::table.left_join(teams::table).left_join(staff_passwords::table).select((
            staff::id,
            staff::code,
            staff::name,
            staff::role,
            teams::code.nullable(),
            teams::name.nullable(),
            staff::email,
            staff::sign_in_name,
            staff::disabled_at,
            staff_passwords::set_at.nullable(),
        ))
    };
}

/// Every account, by name.
pub fn accounts(rx: &mut Rx<'_>) -> Answer<Vec<Account>> {
    Ok(accounts!().order((staff::name, staff::id)).load(rx.db())?)
}

/// One account.
pub fn account(rx: &mut Rx<'_>, id: StaffId) -> Answer<Option<Account>> {
    Ok(accounts!().filter(staff::id.eq(id)).first(rx.db()).optional()?)
}

/// The team with a code.
pub fn team(rx: &mut Rx<'_>, code: &str) -> Answer<Option<TeamId>> {
    Ok(teams::table.filter(teams::code.eq(code)).select(teams::id).first(rx.db()).optional()?)
}

/// What is kept of a member of staff.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = staff, treat_none_as_null = true)]
pub struct Kept {
    pub id: StaffId,
    pub code: String,
    pub name: String,
    pub role: Role,
    pub team_id: Option<TeamId>,
    pub email: Option<String>,
    pub sign_in_name: Option<String>,
}

/// Writes a member of staff, new or changed; [`None`] where somebody else has that code or sign-in name.
pub fn put(tx: &mut Tx<'_>, kept: &Kept) -> Answer<Option<()>> {
    let taken: i64 = staff::table
        .filter(staff::id.ne(kept.id))
        .filter(staff::code.eq(&kept.code).or(lower(staff::sign_in_name).eq(kept.sign_in_name.as_ref().map(|n| n.to_lowercase()))))
        .count()
        .get_result(tx.db())?;
    if taken > 0 {
        return Ok(None);
    }
    let written = crate::each_db!(tx.db(), c => diesel::insert_into(staff::table)
        .values(kept)
        .on_conflict(staff::id)
        .do_update()
        .set(kept)
        .execute(c));
    match written {
        Ok(_) => Ok(Some(())),
        Err(e) if is_duplicate(&e) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Disables an account; answers whether it was in use.
pub fn disable(tx: &mut Tx<'_>, id: StaffId) -> Answer<bool> {
    let now = tx.now();
    let changed = diesel::update(staff::table.find(id))
        .filter(staff::disabled_at.is_null())
        .set(staff::disabled_at.eq(Some(now)))
        .execute(tx.db())?;
    Ok(changed > 0)
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
