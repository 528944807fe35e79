//! One child on one device: the PIN's verifier, wrong tries, whether a worker confirmed it.

use diesel::prelude::*;

use crate::access::Permit;
use crate::identity::phone::RevokeReason;
use crate::identity::picture::Picture;
use crate::kernel::At;
use crate::kernel::id::{AccountId, AnyId, ChildId, DeviceId};
use crate::store::schema::{device_accounts, devices, push_subscriptions, sessions};
use crate::store::{Answer, Fault, Rx, Tx};

/// An account.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = device_accounts)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// On which device.
    pub device_id: DeviceId,
    /// Whose.
    pub child_id: ChildId,
    /// Its picture.
    pub picture: Picture,
    /// The sealed key of what the device keeps.
    pub local_key: Vec<u8>,
    /// The three words, with blanks between them.
    pub three_words: String,
    /// How long a hidden page stays open, in seconds.
    pub lock_after_s: i32,
    /// Since when.
    pub made_at: At,
    /// When it was last opened.
    pub last_used_at: At,
    /// When a worker confirmed it.
    pub confirmed_at: Option<At>,
    /// When it was closed after too many wrong PINs.
    pub shut_at: Option<At>,
    /// When it was shut out.
    pub revoked_at: Option<At>,
    /// Why it was shut out.
    pub revoke_reason: Option<RevokeReason>,
}

/// A new account.
#[derive(Debug, Insertable)]
#[diesel(table_name = device_accounts)]
pub struct NewAccount {
    pub id: AccountId,
    pub device_id: DeviceId,
    pub child_id: ChildId,
    pub picture: Picture,
    pub pin_verifier: String,
    pub local_key: Vec<u8>,
    pub three_words: String,
    pub made_at: At,
    pub last_used_at: At,
    pub wrong_tries: i32,
}

fn of(permit: &Permit) -> Answer<ChildId> {
    permit.child().ok_or(Fault::NotFound)
}

/// An account of the permit's child.
pub fn find(rx: &mut Rx<'_>, permit: &Permit, id: AccountId) -> Answer<Option<Account>> {
    Ok(device_accounts::table
        .find(id)
        .filter(device_accounts::child_id.eq(of(permit)?))
        .select(Account::as_select())
        .first(rx.db())
        .optional()?)
}

/// The account in use of the permit's child on a device.
pub fn on_device(rx: &mut Rx<'_>, permit: &Permit, device: DeviceId) -> Answer<Option<Account>> {
    Ok(device_accounts::table
        .filter(device_accounts::device_id.eq(device))
        .filter(device_accounts::child_id.eq(of(permit)?))
        .filter(device_accounts::revoked_at.is_null())
        .select(Account::as_select())
        .first(rx.db())
        .optional()?)
}

/// Every account of the permit's child, the newest first.
pub fn list(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Account>> {
    Ok(device_accounts::table
        .filter(device_accounts::child_id.eq(of(permit)?))
        .order(device_accounts::made_at.desc())
        .select(Account::as_select())
        .load(rx.db())?)
}

/// Writes a new account; [`None`] where the picture has just been taken on this device.
pub fn insert(tx: &mut Tx<'_>, permit: &Permit, new: &NewAccount) -> Answer<Option<()>> {
    if permit.child() != Some(new.child_id) {
        return Err(Fault::NotFound);
    }
    match diesel::insert_into(device_accounts::table).values(new).execute(tx.db()) {
        Ok(_) => Ok(Some(())),
        Err(e) if crate::store::fault::is_duplicate(&e) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// Gives an account a new PIN and new three words after a new invitation: nobody knows yet who chose that PIN, so a worker
/// confirms it again.
pub fn renew(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AccountId,
    picture: Picture,
    verifier: &str,
    three_words: &str,
) -> Answer<()> {
    let now = tx.now();
    diesel::update(device_accounts::table.find(id))
        .filter(device_accounts::child_id.eq(of(permit)?))
        .set((
            device_accounts::picture.eq(picture),
            device_accounts::pin_verifier.eq(verifier),
            device_accounts::three_words.eq(three_words),
            device_accounts::last_used_at.eq(now),
            device_accounts::confirmed_at.eq(None::<At>),
            device_accounts::confirmed_by.eq(None::<AnyId>),
            device_accounts::wrong_tries.eq(0),
            device_accounts::wait_until.eq(None::<At>),
            device_accounts::shut_at.eq(None::<At>),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Counts one try at an account that may be tried now, before the PIN is looked at, so that of many tries at once no more
/// than the limit are. Answers how many there are in a row and what the PIN is checked against; none where it may not be
/// tried.
pub fn claim_try(tx: &mut Tx<'_>, permit: &Permit, id: AccountId) -> Answer<Option<(i32, String)>> {
    let now = tx.now();
    let child = of(permit)?;
    let claimed: Vec<(i32, String)> = crate::each_db!(tx.db(), c => diesel::update(device_accounts::table.find(id))
        .filter(device_accounts::child_id.eq(child))
        .filter(device_accounts::revoked_at.is_null())
        .filter(device_accounts::shut_at.is_null())
        .filter(device_accounts::wait_until.is_null().or(device_accounts::wait_until.le(Some(now))))
        .set(device_accounts::wrong_tries.eq(device_accounts::wrong_tries + 1))
        .returning((device_accounts::wrong_tries, device_accounts::pin_verifier))
        .load(c))?;
    Ok(claimed.into_iter().next())
}

/// Sets what follows from the tries in a row.
pub fn hold_back(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AccountId,
    wait_until: Option<At>,
    shut_at: Option<At>,
) -> Answer<()> {
    diesel::update(device_accounts::table.find(id))
        .filter(device_accounts::child_id.eq(of(permit)?))
        .set((device_accounts::wait_until.eq(wait_until), device_accounts::shut_at.eq(shut_at)))
        .execute(tx.db())?;
    Ok(())
}

/// Forgets the tries: the PIN was right. Answers whether the account is still in use.
pub fn came_in(tx: &mut Tx<'_>, permit: &Permit, id: AccountId) -> Answer<bool> {
    let now = tx.now();
    let there = diesel::update(device_accounts::table.find(id))
        .filter(device_accounts::child_id.eq(of(permit)?))
        .filter(device_accounts::revoked_at.is_null())
        .set((
            device_accounts::wrong_tries.eq(0),
            device_accounts::wait_until.eq(None::<At>),
            device_accounts::shut_at.eq(None::<At>),
            device_accounts::last_used_at.eq(now),
        ))
        .execute(tx.db())?;
    Ok(there > 0)
}

/// Until when an account waits, and whether it is shut.
pub fn held_back(rx: &mut Rx<'_>, permit: &Permit, id: AccountId) -> Answer<(Option<At>, bool)> {
    let row: Option<(Option<At>, Option<At>)> = device_accounts::table
        .find(id)
        .filter(device_accounts::child_id.eq(of(permit)?))
        .filter(device_accounts::revoked_at.is_null())
        .select((device_accounts::wait_until, device_accounts::shut_at))
        .first(rx.db())
        .optional()?;
    Ok(row.map_or((None, true), |(wait, shut)| (wait, shut.is_some())))
}

/// Sets a new PIN.
pub fn set_pin(tx: &mut Tx<'_>, permit: &Permit, id: AccountId, verifier: &str) -> Answer<()> {
    diesel::update(device_accounts::table.find(id))
        .filter(device_accounts::child_id.eq(of(permit)?))
        .filter(device_accounts::revoked_at.is_null())
        .set(device_accounts::pin_verifier.eq(verifier))
        .execute(tx.db())?;
    Ok(())
}

/// Sets how long a hidden page stays open, in seconds; answers whether that is new.
pub fn set_lock(tx: &mut Tx<'_>, permit: &Permit, id: AccountId, lock_after_s: i32) -> Answer<bool> {
    let changed = diesel::update(device_accounts::table.find(id))
        .filter(device_accounts::child_id.eq(of(permit)?))
        .filter(device_accounts::lock_after_s.ne(lock_after_s))
        .set(device_accounts::lock_after_s.eq(lock_after_s))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// Writes down that a worker knows the phone to be the child's; answers whether that is new.
pub fn confirm(tx: &mut Tx<'_>, permit: &Permit, id: AccountId) -> Answer<bool> {
    let now = tx.now();
    let by = permit.actor().id();
    let changed = diesel::update(device_accounts::table.find(id))
        .filter(device_accounts::child_id.eq(of(permit)?))
        .filter(device_accounts::revoked_at.is_null())
        .filter(device_accounts::confirmed_at.is_null())
        .set((device_accounts::confirmed_at.eq(Some(now)), device_accounts::confirmed_by.eq(by)))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// Shuts an account out for good; answers whether it was in use.
pub fn revoke(tx: &mut Tx<'_>, permit: &Permit, id: AccountId, reason: RevokeReason) -> Answer<bool> {
    let now = tx.now();
    let by = permit.actor().id();
    let changed = diesel::update(device_accounts::table.find(id))
        .filter(device_accounts::child_id.eq(of(permit)?))
        .filter(device_accounts::revoked_at.is_null())
        .set((
            device_accounts::revoked_at.eq(Some(now)),
            device_accounts::revoked_by.eq(by),
            device_accounts::revoke_reason.eq(Some(reason)),
        ))
        .execute(tx.db())?;
    Ok(changed > 0)
}

/// The most phones that one run forgets.
const RUN_MAX: i64 = 500;

/// Accounts that let nobody in any more: shut out and not used since `kept`, or not used since `unused`. Not those that a
/// push still goes to: its address is forgotten first.
pub fn locate_over(rx: &mut Rx<'_>, kept: At, unused: At) -> Answer<Vec<(ChildId, AccountId)>> {
    let shut_out = device_accounts::revoked_at.lt(Some(kept)).and(device_accounts::last_used_at.lt(kept));
    let pushed = push_subscriptions::table
        .filter(push_subscriptions::account_id.is_not_null())
        .select(push_subscriptions::account_id.assume_not_null());
    Ok(device_accounts::table
        .filter(shut_out.assume_not_null().or(device_accounts::last_used_at.lt(unused)))
        .filter(device_accounts::id.ne_all(pushed))
        .order(device_accounts::id)
        .limit(RUN_MAX)
        .select((device_accounts::child_id, device_accounts::id))
        .load(rx.db())?)
}

/// Forgets an account with its sessions, and its device where no other account is on it. Answers whether it was there.
pub fn forget(tx: &mut Tx<'_>, permit: &Permit, id: AccountId) -> Answer<bool> {
    let child = of(permit)?;
    let device: Option<DeviceId> = device_accounts::table
        .find(id)
        .filter(device_accounts::child_id.eq(child))
        .select(device_accounts::device_id)
        .first(tx.db())
        .optional()?;
    let Some(device) = device else { return Ok(false) };
    diesel::delete(sessions::table.filter(sessions::account_id.eq(Some(id)))).execute(tx.db())?;
    diesel::delete(device_accounts::table.find(id).filter(device_accounts::child_id.eq(child))).execute(tx.db())?;
    let others = device_accounts::table.filter(device_accounts::device_id.eq(device));
    if others.select(device_accounts::id).first::<AccountId>(tx.db()).optional()?.is_none() {
        diesel::delete(devices::table.find(device)).execute(tx.db())?;
    }
    Ok(true)
}
