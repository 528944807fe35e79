//! Invitations.

use diesel::prelude::*;

use crate::access::Permit;
use crate::identity::phone::{InvitationKind, InvitationReason};
use crate::identity::tries::CODE_WRONG_MAX;
use crate::kernel::At;
use crate::kernel::id::{AccountId, AnyId, ChildId, InvitationId};
use crate::store::schema::{device_accounts, invitations};
use crate::store::{Answer, Fault, Rx, Tx};

/// The longest list that a worker is shown.
const LIST_MAX: i64 = 20;

/// An open invitation at which one try has been counted.
#[derive(Debug, Clone, Queryable)]
pub struct Claimed {
    pub id: InvitationId,
    pub child: ChildId,
    pub secret_hash: Vec<u8>,
    pub reason: InvitationReason,
    pub made_by: Option<AnyId>,
    pub tries: i32,
}

/// A new invitation.
#[derive(Debug, Insertable)]
#[diesel(table_name = invitations)]
pub struct NewInvitation {
    pub id: InvitationId,
    pub child_id: ChildId,
    pub locator: String,
    pub secret_hash: Vec<u8>,
    pub kind: InvitationKind,
    pub reason: InvitationReason,
    pub made_by: Option<AnyId>,
    pub made_at: At,
    pub expires_at: At,
}

/// An invitation as a worker sees it, with what came in by it.
#[derive(Debug, Clone, Queryable)]
pub struct Listed {
    pub id: InvitationId,
    pub kind: InvitationKind,
    pub reason: InvitationReason,
    pub made_at: At,
    pub expires_at: At,
    pub wrong_tries: i32,
    pub used_at: Option<At>,
    pub ended_at: Option<At>,
    pub account: Option<AccountId>,
}

fn of(permit: &Permit) -> Answer<ChildId> {
    permit.child().ok_or(Fault::NotFound)
}

/// Counts one try at every open invitation with a locator, and answers them: counted before it is looked at, so that of
/// many tries at once no more than the limit are.
pub fn locate_claimed(tx: &mut Tx<'_>, locator: &str) -> Answer<Vec<Claimed>> {
    let now = tx.now();
    Ok(crate::each_db!(tx.db(), c => diesel::update(invitations::table)
        .filter(invitations::locator.eq(locator))
        .filter(invitations::used_at.is_null())
        .filter(invitations::ended_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::wrong_tries.lt(CODE_WRONG_MAX))
        .set(invitations::wrong_tries.eq(invitations::wrong_tries + 1))
        .returning((
            invitations::id,
            invitations::child_id,
            invitations::secret_hash,
            invitations::reason,
            invitations::made_by,
            invitations::wrong_tries,
        ))
        .load::<Claimed>(c))?)
}

/// Takes back the try that was counted: it was the right code.
pub fn unclaim(tx: &mut Tx<'_>, permit: &Permit, id: InvitationId) -> Answer<()> {
    diesel::update(invitations::table.find(id))
        .filter(invitations::child_id.eq(of(permit)?))
        .set(invitations::wrong_tries.eq(invitations::wrong_tries - 1))
        .execute(tx.db())?;
    Ok(())
}

/// Whether an invitation can still be used.
pub fn is_open(rx: &mut Rx<'_>, permit: &Permit, id: InvitationId) -> Answer<bool> {
    let now = rx.now();
    let open: i64 = invitations::table
        .find(id)
        .filter(invitations::child_id.eq(of(permit)?))
        .filter(invitations::used_at.is_null())
        .filter(invitations::ended_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::wrong_tries.lt(CODE_WRONG_MAX))
        .count()
        .get_result(rx.db())?;
    Ok(open > 0)
}

/// Uses an invitation up for an account and ends the child's other open ones; answers whether it could still be used.
pub fn use_up(tx: &mut Tx<'_>, permit: &Permit, id: InvitationId, account: AccountId) -> Answer<bool> {
    let now = tx.now();
    let child = of(permit)?;
    let used = diesel::update(invitations::table.find(id))
        .filter(invitations::child_id.eq(child))
        .filter(invitations::used_at.is_null())
        .filter(invitations::ended_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::wrong_tries.lt(CODE_WRONG_MAX))
        .set((invitations::used_at.eq(Some(now)), invitations::account_id.eq(Some(account))))
        .execute(tx.db())?;
    if used == 0 {
        return Ok(false);
    }
    diesel::update(invitations::table)
        .filter(invitations::child_id.eq(child))
        .filter(invitations::used_at.is_null())
        .filter(invitations::ended_at.is_null())
        .set(invitations::ended_at.eq(Some(now)))
        .execute(tx.db())?;
    Ok(true)
}

/// Whether no open invitation has a locator.
pub fn locate_free(tx: &mut Tx<'_>, locator: &str) -> Answer<bool> {
    let now = tx.now();
    let there: i64 = invitations::table
        .filter(invitations::locator.eq(locator))
        .filter(invitations::used_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .count()
        .get_result(tx.db())?;
    Ok(there == 0)
}

/// Whose an invitation is.
pub fn locate_child(rx: &mut Rx<'_>, id: InvitationId) -> Answer<Option<ChildId>> {
    Ok(invitations::table.find(id).select(invitations::child_id).first(rx.db()).optional()?)
}

/// Writes a new invitation.
pub fn insert(tx: &mut Tx<'_>, permit: &Permit, new: &NewInvitation) -> Answer<()> {
    if permit.child() != Some(new.child_id) {
        return Err(Fault::NotFound);
    }
    diesel::insert_into(invitations::table).values(new).execute(tx.db())?;
    Ok(())
}

/// Ends an invitation; answers whether it could still be used.
pub fn end(tx: &mut Tx<'_>, permit: &Permit, id: InvitationId) -> Answer<bool> {
    let now = tx.now();
    let ended = diesel::update(invitations::table.find(id))
        .filter(invitations::child_id.eq(of(permit)?))
        .filter(invitations::used_at.is_null())
        .filter(invitations::ended_at.is_null())
        .set(invitations::ended_at.eq(Some(now)))
        .execute(tx.db())?;
    Ok(ended > 0)
}

/// The latest invitations of the permit's child, the newest first.
pub fn list(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Listed>> {
    Ok(invitations::table
        .filter(invitations::child_id.eq(of(permit)?))
        .order(invitations::made_at.desc())
        .limit(LIST_MAX)
        .select((
            invitations::id,
            invitations::kind,
            invitations::reason,
            invitations::made_at,
            invitations::expires_at,
            invitations::wrong_tries,
            invitations::used_at,
            invitations::ended_at,
            invitations::account_id,
        ))
        .load(rx.db())?)
}

/// How often the permit's child was let back in since an instant.
pub fn recoveries_since(rx: &mut Rx<'_>, permit: &Permit, since: At) -> Answer<i64> {
    let back_in: Vec<InvitationReason> = InvitationReason::ALL.iter().copied().filter(|r| r.is_recovery()).collect();
    Ok(invitations::table
        .filter(invitations::child_id.eq(of(permit)?))
        .filter(invitations::reason.eq_any(back_in))
        .filter(invitations::used_at.ge(Some(since)))
        .count()
        .get_result(rx.db())?)
}

/// Whether the permit's child needs an invitation: has no phone in use. The second value is whether one is open already.
pub fn is_needed(rx: &mut Rx<'_>, permit: &Permit) -> Answer<(bool, bool)> {
    let child = of(permit)?;
    let now = rx.now();
    let phones: i64 = device_accounts::table
        .filter(device_accounts::child_id.eq(child))
        .filter(device_accounts::revoked_at.is_null())
        .filter(device_accounts::shut_at.is_null())
        .count()
        .get_result(rx.db())?;
    let open: i64 = invitations::table
        .filter(invitations::child_id.eq(child))
        .filter(invitations::used_at.is_null())
        .filter(invitations::ended_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .count()
        .get_result(rx.db())?;
    Ok((phones == 0, open > 0))
}
