//! Sessions: found by the hash of their token.

use diesel::prelude::*;

use crate::access::Permit;
use crate::fixed;
use crate::identity::lifetime::{Life, SEEN_EVERY_MS};
use crate::identity::token::TokenHash;
use crate::kernel::At;
use crate::kernel::id::{AccountId, ChildId, Id, SessionId, StaffId};
use crate::kernel::words::Role;
use crate::store::schema::{device_accounts, devices, sessions, staff};
use crate::store::{Answer, Fault, Rx, Tx};

type LifeRow = (At, Option<At>, At, Option<At>);

fn life((last_seen_at, hidden_at, expires_at, ended_at): LifeRow) -> Life {
    Life { last_seen_at, hidden_at, expires_at, ended_at }
}

const LIFE: (sessions::last_seen_at, sessions::hidden_at, sessions::expires_at, sessions::ended_at) =
    (sessions::last_seen_at, sessions::hidden_at, sessions::expires_at, sessions::ended_at);

/// A child's session and the account it was opened with.
#[derive(Debug, Clone, Copy)]
pub struct ChildSession {
    pub id: SessionId,
    pub life: Life,
    pub account: AccountId,
    pub child: ChildId,
    pub confirmed: bool,
    pub lock_after_s: i32,
    pub revoked: bool,
}

type ChildRow = (SessionId, LifeRow, AccountId, ChildId, Option<At>, i32, Option<At>);

fn child_session((id, row, account, child, confirmed_at, lock_after_s, revoked_at): ChildRow) -> ChildSession {
    let (confirmed, revoked) = (confirmed_at.is_some(), revoked_at.is_some());
    ChildSession { id, life: life(row), account, child, confirmed, lock_after_s, revoked }
}

macro_rules! child_sessions {
    () => {
        sessions::table.inner_join(device_accounts::table).select((
            sessions::id,
            LIFE,
            device_accounts::id,
            device_accounts::child_id,
            device_accounts::confirmed_at,
            device_accounts::lock_after_s,
            device_accounts::revoked_at,
        ))
    };
}

/// The child's session that a token opens, over or not.
pub fn locate_child(rx: &mut Rx<'_>, token: TokenHash) -> Answer<Option<ChildSession>> {
    // With every call, so asked of the connection itself: it keeps the statement and its text.
    let of = child_sessions!().filter(sessions::token_hash.eq(token.to_vec()));
    let row: Option<ChildRow> = crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?;
    Ok(row.map(child_session))
}

/// A session of a member of staff. `role` is today's; none where it is no longer the one of the sign-in.
#[derive(Debug, Clone, Copy)]
pub struct StaffSession {
    pub id: SessionId,
    pub life: Life,
    pub staff: StaffId,
    pub role: Option<Role>,
    pub disabled: bool,
}

type StaffRow = (SessionId, LifeRow, StaffId, Role, Option<Role>, Option<At>);

fn staff_session((id, row, staff, role, then, disabled_at): StaffRow) -> StaffSession {
    StaffSession {
        id,
        life: life(row),
        staff,
        role: Some(role).filter(|r| then == Some(*r)),
        disabled: disabled_at.is_some(),
    }
}

macro_rules! staff_sessions {
    () => {
        sessions::table.inner_join(staff::table).select((
            sessions::id,
            LIFE,
            staff::id,
            staff::role,
            sessions::staff_role,
            staff::disabled_at,
        ))
    };
}

/// The session of a member of staff that a token opens, over or not.
pub fn locate_staff(rx: &mut Rx<'_>, token: TokenHash) -> Answer<Option<StaffSession>> {
    let of = staff_sessions!().filter(sessions::token_hash.eq(token.to_vec()));
    let row: Option<StaffRow> = crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?;
    Ok(row.map(staff_session))
}

/// A session of either kind, by its id.
pub fn locate_by_id(rx: &mut Rx<'_>, id: SessionId) -> Answer<(Option<ChildSession>, Option<StaffSession>)> {
    let child: Option<ChildRow> = child_sessions!().filter(sessions::id.eq(id)).first(rx.db()).optional()?;
    let staff: Option<StaffRow> = staff_sessions!().filter(sessions::id.eq(id)).first(rx.db()).optional()?;
    Ok((child.map(child_session), staff.map(staff_session)))
}

/// When a session is over whatever happens.
pub fn expires_at(rx: &mut Rx<'_>, id: SessionId) -> Answer<At> {
    Ok(sessions::table.find(id).select(sessions::expires_at).first(rx.db())?)
}

/// Whether a device was enrolled and every account on it has been revoked since.
pub fn locate_gone(rx: &mut Rx<'_>, secret: TokenHash) -> Answer<bool> {
    let revoked: Vec<Option<At>> = devices::table
        .inner_join(device_accounts::table)
        .filter(devices::secret_hash.eq(secret.to_vec()))
        .select(device_accounts::revoked_at)
        .load(rx.db())?;
    Ok(!revoked.is_empty() && revoked.iter().all(Option::is_some))
}

/// Writes down that a session was used now, unless another call has just done so.
pub fn touch(tx: &mut Tx<'_>, id: SessionId) -> Answer<()> {
    let now = tx.now();
    diesel::update(sessions::table.find(id))
        .filter(sessions::last_seen_at.le(now.plus(-SEEN_EVERY_MS)))
        .set(sessions::last_seen_at.eq(now))
        .execute(tx.db())?;
    Ok(())
}

/// Writes down that a session's page is hidden, or in front again. A page that was hidden twice counts from the first time.
pub fn hide(tx: &mut Tx<'_>, id: SessionId, hidden: bool) -> Answer<()> {
    let now = tx.now();
    if hidden {
        let shown = sessions::table.find(id).filter(sessions::hidden_at.is_null());
        diesel::update(shown).set(sessions::hidden_at.eq(Some(now))).execute(tx.db())?;
    } else {
        let set = (sessions::hidden_at.eq(None::<At>), sessions::last_seen_at.eq(now));
        diesel::update(sessions::table.find(id)).set(set).execute(tx.db())?;
    }
    Ok(())
}

/// Ends a session.
pub fn end(tx: &mut Tx<'_>, id: SessionId) -> Answer<()> {
    let now = tx.now();
    diesel::update(sessions::table.find(id))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(Some(now)))
        .execute(tx.db())?;
    Ok(())
}

/// Ends every session of an account of the permit's child.
pub fn end_of_account(tx: &mut Tx<'_>, permit: &Permit, account: AccountId) -> Answer<()> {
    let Some(child) = permit.child() else { return Err(Fault::NotFound) };
    let now = tx.now();
    let own = device_accounts::table.filter(device_accounts::child_id.eq(child)).select(device_accounts::id.nullable());
    diesel::update(sessions::table)
        .filter(sessions::account_id.eq(Some(account)))
        .filter(sessions::account_id.eq_any(own))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(Some(now)))
        .execute(tx.db())?;
    Ok(())
}

/// Ends every session of a member of staff.
pub fn end_of_staff(tx: &mut Tx<'_>, who: StaffId) -> Answer<()> {
    let now = tx.now();
    diesel::update(sessions::table)
        .filter(sessions::staff_id.eq(Some(who)))
        .filter(sessions::ended_at.is_null())
        .set(sessions::ended_at.eq(Some(now)))
        .execute(tx.db())?;
    Ok(())
}

/// The sessions of the permit's child that nobody has ended, the oldest first.
pub fn of_child(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<ChildSession>> {
    let Some(child) = permit.child() else { return Ok(vec![]) };
    let rows: Vec<ChildRow> = child_sessions!()
        .filter(device_accounts::child_id.eq(child))
        .filter(sessions::ended_at.is_null())
        .order(sessions::id)
        .load(rx.db())?;
    Ok(rows.into_iter().map(child_session).collect())
}

/// The sessions of a member of staff that nobody has ended, the oldest first.
pub fn of_staff(rx: &mut Rx<'_>, who: StaffId) -> Answer<Vec<StaffSession>> {
    let rows: Vec<StaffRow> = staff_sessions!()
        .filter(sessions::staff_id.eq(Some(who)))
        .filter(sessions::ended_at.is_null())
        .order(sessions::id)
        .load(rx.db())?;
    Ok(rows.into_iter().map(staff_session).collect())
}

/// Opens a session for an account.
pub fn open_for_account(tx: &mut Tx<'_>, token: TokenHash, account: AccountId, expires_at: At) -> Answer<SessionId> {
    open(tx, token, Some(account), None, expires_at)
}

/// Opens a session for a member of staff in today's role.
pub fn open_for_staff(
    tx: &mut Tx<'_>,
    token: TokenHash,
    who: StaffId,
    role: Role,
    expires_at: At,
) -> Answer<SessionId> {
    open(tx, token, None, Some((who, role)), expires_at)
}

fn open(
    tx: &mut Tx<'_>,
    token: TokenHash,
    account: Option<AccountId>,
    who: Option<(StaffId, Role)>,
    until: At,
) -> Answer<SessionId> {
    let now = tx.now();
    let id: SessionId = Id::at(now);
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(id),
            sessions::token_hash.eq(token.to_vec()),
            sessions::account_id.eq(account),
            sessions::staff_id.eq(who.map(|(s, _)| s)),
            sessions::staff_role.eq(who.map(|(_, r)| r)),
            sessions::made_at.eq(now),
            sessions::proved_at.eq(now),
            sessions::last_seen_at.eq(now),
            sessions::expires_at.eq(until),
        ))
        .execute(tx.db())?;
    Ok(id)
}

/// Forgets sessions that were over before an instant.
pub fn forget_before(tx: &mut Tx<'_>, before: At) -> Answer<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::expires_at.lt(before))).execute(tx.db())?)
}
