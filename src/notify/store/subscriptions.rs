//! Phones' addresses at push services.

use diesel::prelude::*;

use crate::access::Permit;
use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::{AccountId, AnyId, SessionId, StaffId, SubscriptionId};
use crate::store::schema::{device_accounts, push_subscriptions, sessions};
use crate::store::{Answer, Rx, Tx};

/// One phone's address at a push service.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = push_subscriptions)]
pub struct Subscription {
    pub id: SubscriptionId,
    pub owner_kind: String,
    pub owner_id: AnyId,
    pub account_id: Option<AccountId>,
    pub session_id: SessionId,
    pub endpoint: String,
    pub made_at: At,
}

/// Keeps a phone's address. An address is one browser's: it moves to whoever gave it last.
pub fn put(tx: &mut Tx<'_>, one: &Subscription) -> Answer<()> {
    crate::each_db!(tx.db(), c => diesel::insert_into(push_subscriptions::table)
        .values(one)
        .on_conflict(push_subscriptions::endpoint)
        .do_update()
        .set((
            push_subscriptions::owner_kind.eq(&one.owner_kind),
            push_subscriptions::owner_id.eq(one.owner_id),
            push_subscriptions::account_id.eq(one.account_id),
            push_subscriptions::session_id.eq(one.session_id),
            push_subscriptions::made_at.eq(one.made_at),
        ))
        .execute(c))?;
    Ok(())
}

/// Whether exactly this is kept already.
pub fn is_kept(rx: &mut Rx<'_>, one: &Subscription) -> Answer<bool> {
    let same = push_subscriptions::table
        .filter(push_subscriptions::endpoint.eq(&one.endpoint))
        .filter(push_subscriptions::owner_id.eq(one.owner_id))
        .filter(push_subscriptions::session_id.eq(one.session_id))
        .count();
    let found: i64 = same.get_result(rx.db())?;
    Ok(found > 0)
}

/// Whether an owner has any phone that was ever let be pushed.
pub fn has_any(rx: &mut Rx<'_>, owner: AnyId) -> Answer<bool> {
    let any = push_subscriptions::table.filter(push_subscriptions::owner_id.eq(owner));
    Ok(crate::each_db!(rx.db(), c => fixed!(diesel::select(diesel::dsl::exists(any))).get_result(c))?)
}

/// Forgets the oldest addresses of an owner beyond `keep`.
pub fn keep_newest(tx: &mut Tx<'_>, owner: AnyId, keep: i64) -> Answer<()> {
    let old: Vec<SubscriptionId> = push_subscriptions::table
        .filter(push_subscriptions::owner_id.eq(owner))
        .order((push_subscriptions::made_at.desc(), push_subscriptions::id.desc()))
        .offset(keep)
        .limit(1_000)
        .select(push_subscriptions::id)
        .load(tx.db())?;
    remove_many(tx, &old)
}

/// Forgets an owner's address; answers whether it was there.
pub fn remove(tx: &mut Tx<'_>, owner: AnyId, endpoint: &str) -> Answer<bool> {
    let gone = diesel::delete(push_subscriptions::table)
        .filter(push_subscriptions::owner_id.eq(owner))
        .filter(push_subscriptions::endpoint.eq(endpoint))
        .execute(tx.db())?;
    Ok(gone > 0)
}

/// Forgets addresses.
pub fn remove_many(tx: &mut Tx<'_>, ids: &[SubscriptionId]) -> Answer<()> {
    diesel::delete(push_subscriptions::table.filter(push_subscriptions::id.eq_any(ids.to_vec()))).execute(tx.db())?;
    Ok(())
}

/// The phones of a child that may be pushed: confirmed, not shut out, and not signed out by the child. A phone that is
/// merely locked may.
pub fn of_child(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Subscription>> {
    let Some(child) = permit.child() else { return Ok(vec![]) };
    let owner: AnyId = child.of();
    let found: Vec<Subscription> = push_subscriptions::table
        .inner_join(device_accounts::table)
        .filter(push_subscriptions::owner_id.eq(owner))
        .filter(device_accounts::child_id.eq(child))
        .filter(device_accounts::confirmed_at.is_not_null())
        .filter(device_accounts::revoked_at.is_null())
        .filter(device_accounts::shut_at.is_null())
        .select(push_subscriptions::all_columns)
        .load(rx.db())?;
    let mut open = Vec::new();
    for one in found {
        if !is_signed_out(rx, &one)? {
            open.push(one);
        }
    }
    Ok(open)
}

/// The phones of a member of staff that may be pushed: not those whose session was ended.
pub fn of_staff(rx: &mut Rx<'_>, staff: StaffId) -> Answer<Vec<Subscription>> {
    let owner: AnyId = staff.of();
    let open = sessions::table.filter(sessions::staff_id.eq(Some(staff))).filter(sessions::ended_at.is_null());
    Ok(push_subscriptions::table
        .filter(push_subscriptions::owner_id.eq(owner))
        .filter(push_subscriptions::session_id.eq_any(open.select(sessions::id)))
        .load(rx.db())?)
}

/// Whether the last session on a child's phone was ended, and not merely left to lock.
fn is_signed_out(rx: &mut Rx<'_>, one: &Subscription) -> Answer<bool> {
    let last: Option<Option<At>> = sessions::table
        .filter(sessions::account_id.eq(one.account_id))
        .order((sessions::made_at.desc(), sessions::id.desc()))
        .select(sessions::ended_at)
        .first(rx.db())
        .optional()?;
    Ok(last.flatten().is_some())
}

/// Forgets the addresses whose phone was shut out or whose staff session was ended; answers how many.
pub fn forget_ended(tx: &mut Tx<'_>) -> Answer<usize> {
    let revoked =
        device_accounts::table.filter(device_accounts::revoked_at.is_not_null()).select(device_accounts::id.nullable());
    let ended = sessions::table
        .filter(sessions::staff_id.is_not_null())
        .filter(sessions::ended_at.is_not_null())
        .select(sessions::id);
    let of_phones = diesel::delete(push_subscriptions::table.filter(push_subscriptions::account_id.eq_any(revoked)))
        .execute(tx.db())?;
    let of_staff = diesel::delete(push_subscriptions::table.filter(push_subscriptions::session_id.eq_any(ended)))
        .execute(tx.db())?;
    Ok(of_phones + of_staff)
}
