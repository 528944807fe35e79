//! Recognising whoever calls, and whether they are still there.

use super::{Whose, tell};
use crate::access::Permit;
use crate::identity::lifetime::{self, CHILD_SESSIONS_MAX, CHILD_TOTAL_MAX_MS};
use crate::identity::store::session as sql;
use crate::identity::token::Token;
use crate::kernel::At;
use crate::kernel::id::{AccountId, SessionId, StaffId};
use crate::kernel::words::Role;
use crate::store::{Answer, Rx, Store, Tx};
use crate::wire::{ChildCaller, StaffCaller};

/// Whom the cookies of a call belong to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Recognised {
    /// The child with an unlocked session.
    pub child: Option<ChildCaller>,
    /// The member of staff with a session.
    pub staff: Option<StaffCaller>,
    /// Whether this phone was enrolled and nobody may use it any more: it is told to forget everything.
    pub gone: bool,
}

/// Recognises the owners of a call's cookies, and writes down at most every 30 s that they were there.
///
/// # Errors
/// The database's own: then nobody is recognised.
pub async fn recognise(
    store: &Store,
    child: Option<&str>,
    device: Option<&str>,
    staff: Option<&str>,
) -> Answer<Recognised> {
    let [child, device, staff] = [child, device, staff].map(|text| text.and_then(Token::parse));
    if child.is_none() && device.is_none() && staff.is_none() {
        return Ok(Recognised::default());
    }
    let found = store.read(move |rx| look(rx, child.as_ref(), device.as_ref(), staff.as_ref())).await?;
    if !found.stale.is_empty() {
        let stale = found.stale;
        let written = store.upkeep(move |tx| stale.iter().try_for_each(|id| sql::touch(tx, *id))).await;
        if let Err(fault) = written {
            // A full disk must not lock a reader out: the session merely ends sooner.
            tracing::warn!(?fault, "a session's last use could not be written");
        }
    }
    Ok(found.who)
}

struct Found {
    who: Recognised,
    stale: Vec<SessionId>,
}

fn look(rx: &mut Rx<'_>, child: Option<&Token>, device: Option<&Token>, staff: Option<&Token>) -> Answer<Found> {
    let now = rx.now();
    let mut found = Found { who: Recognised::default(), stale: Vec::new() };
    if let Some(token) = child {
        let session = sql::locate_child(rx, token.hash())?.filter(|s| child_is_there(s, now));
        found.who.child =
            session.map(|s| ChildCaller { child: s.child, account: s.account, confirmed: s.confirmed, session: s.id });
        found.stale.extend(session.filter(|s| s.life.is_stale(now)).map(|s| s.id));
    }
    if let Some(token) = staff {
        let session = sql::locate_staff(rx, token.hash())?;
        if let Some((s, role)) = session.and_then(|s| Some((s, staff_is_there(&s, now)?))) {
            found.who.staff = Some(StaffCaller { staff: s.staff, role, session: s.id });
            found.stale.extend(Some(s.id).filter(|_| s.life.is_stale(now)));
        }
    }
    if let (None, Some(secret)) = (found.who.child, device) {
        found.who.gone = sql::locate_gone(rx, secret.hash())?;
    }
    Ok(found)
}

fn child_is_there(session: &sql::ChildSession, now: At) -> bool {
    !session.revoked && !session.life.is_over_for_child(session.lock_after_s, now)
}

/// Today's role, where the session still counts.
fn staff_is_there(session: &sql::StaffSession, now: At) -> Option<Role> {
    let role = session.role?;
    (!session.disabled && !session.life.is_over_for_staff(role, now)).then_some(role)
}

/// A session that has just been opened.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) token: Token,
    pub(super) expires_at: At,
}

/// Opens a session for an account of the permit's child: its own older ones end, and where the child is signed in on too
/// many phones, the oldest.
pub(super) fn open_for_child(tx: &mut Tx<'_>, permit: &Permit, account: AccountId) -> Answer<Opened> {
    let now = tx.now();
    sql::end_of_account(tx, permit, account)?;
    let there: Vec<_> = sql::of_child(tx, permit)?.into_iter().filter(|s| child_is_there(s, now)).collect();
    let too_many = (there.len() + 1).saturating_sub(CHILD_SESSIONS_MAX);
    for oldest in there.iter().take(too_many) {
        sql::end(tx, oldest.id)?;
        tell(tx, Whose::Account(oldest.account), None)?;
    }
    let (token, expires_at) = (Token::fresh()?, now.plus(CHILD_TOTAL_MAX_MS));
    sql::open_for_account(tx, token.hash(), account, expires_at)?;
    Ok(Opened { token, expires_at })
}

/// Opens a session for a member of staff; where there are too many, the oldest ends.
pub(super) fn open_for_staff(tx: &mut Tx<'_>, staff: StaffId, role: Role) -> Answer<Opened> {
    let now = tx.now();
    let limits = lifetime::of_staff(role);
    let there: Vec<_> = sql::of_staff(tx, staff)?.into_iter().filter(|s| staff_is_there(s, now).is_some()).collect();
    let too_many = (there.len() + 1).saturating_sub(limits.at_once);
    for oldest in there.iter().take(too_many) {
        sql::end(tx, oldest.id)?;
        tell(tx, Whose::Staff(staff), None)?;
    }
    let (token, expires_at) = (Token::fresh()?, now.plus(limits.total_ms));
    sql::open_for_staff(tx, token.hash(), staff, role, expires_at)?;
    Ok(Opened { token, expires_at })
}

/// Whether a session still counts, for a stream that was opened with it. Does not keep it alive.
///
/// # Errors
/// The database's own: then the stream ends.
pub async fn still_open(store: &Store, session: SessionId) -> Answer<bool> {
    let look = move |rx: &mut Rx<'_>| {
        let now = rx.now();
        let (child, staff) = sql::locate_by_id(rx, session)?;
        Ok(child.is_some_and(|s| child_is_there(&s, now)) || staff.is_some_and(|s| staff_is_there(&s, now).is_some()))
    };
    store.read(look).await
}
