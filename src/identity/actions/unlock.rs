//! A child opens the app with the PIN, hides it, and goes out.

use super::me::{self, Me};
use super::session;
use crate::access::{self, Action, Actor, Target};
use crate::identity::hashing;
use crate::identity::lifetime::DEVICE_UNUSED_MAX_MS;
use crate::identity::pin::Pin;
use crate::identity::store::device::Seat;
use crate::identity::store::{account, device, session as sessions};
use crate::identity::token::Token;
use crate::identity::tries::{After, after_wrong_pins, wait_s};
use crate::kernel::id::{AccountId, ChildId};
use crate::kernel::text::Secret;
use crate::kernel::{At, Refusal, RefusalKind};
use crate::store::{Answer, Fault, Rx, Store, Tx};
use crate::wire::ChildCaller;

/// One child's account as the closed app shows it: a picture and no name.
#[derive(Debug, Clone)]
pub struct Door {
    /// Which account.
    pub account: AccountId,
    /// Its picture.
    pub picture: crate::identity::picture::Picture,
    /// Whether a worker has confirmed it.
    pub confirmed: bool,
    /// Whether only a new invitation helps.
    pub shut: bool,
    /// Seconds until the next PIN may be tried.
    pub wait_s: Option<u32>,
}

/// The accounts of the phone with a secret; none for a phone that never came in.
///
/// # Errors
/// The database's own.
pub async fn list_phone_accounts(store: &Store, secret: Option<Token>) -> Answer<Vec<Door>> {
    let Some(secret) = secret else { return Ok(vec![]) };
    let look = move |rx: &mut Rx<'_>| {
        let now = rx.now();
        Ok(device::locate_seats(rx, secret.hash())?.iter().map(|seat| door(seat, now)).collect())
    };
    store.read(look).await
}

fn door(seat: &Seat, now: At) -> Door {
    Door {
        account: seat.account,
        picture: seat.picture,
        confirmed: seat.confirmed_at.is_some(),
        shut: seat.shut_at.is_some() || is_forgotten(seat, now),
        wait_s: seat.wait_until.filter(|until| *until > now).map(|until| wait_s(until.since(now))),
    }
}

/// Not used for so long that somebody else may have it by now.
fn is_forgotten(seat: &Seat, now: At) -> bool {
    now.since(seat.last_used_at) >= DEVICE_UNUSED_MAX_MS
}

/// A phone that has been opened.
#[derive(Debug)]
pub struct Unlocked {
    /// The session's token.
    pub session: Token,
    /// What the child sees of themselves.
    pub me: Me,
}

fn needs_invitation() -> Fault {
    let say = "This phone can't be opened with a PIN any more. Ask your worker for a new invitation. What waits to be sent is kept.";
    Refusal::of(RefusalKind::SignIn, "needs_invitation", say).into()
}

/// Opens the app: the account may be left out where the phone has only one.
///
/// # Errors
/// `wrong_pin`; `wait`, with the right PIN too; `needs_invitation`; `which_picture` where there are several accounts and none
/// was named.
pub async fn unlock_phone(
    store: &Store,
    secret: Option<Token>,
    wanted: Option<AccountId>,
    pin: &Secret,
) -> Answer<Unlocked> {
    let secret = secret.ok_or_else(needs_invitation)?;
    let hash = secret.hash();
    let seat = store.read(move |rx| choose(rx.now(), device::locate_seats(rx, hash)?, wanted)).await?;
    let (child, id) = (seat.child, seat.account);
    let actor = Actor::Child { child, account: id, confirmed: seat.confirmed_at.is_some() };
    prove(store, actor, id, &secret, &Pin::given(pin.reveal())).await?;
    let open = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::SignIn, Target::Child(child))?;
        if !account::came_in(tx, &permit, id)? {
            return Err(needs_invitation());
        }
        let open = session::open_for_child(tx, &permit, id)?;
        let me = me::of(tx, child, id, open.expires_at)?;
        Ok(Unlocked { session: open.token, me })
    };
    store.upkeep(open).await
}

fn choose(now: At, seats: Vec<Seat>, wanted: Option<AccountId>) -> Answer<Seat> {
    let seat = match (wanted, seats.len()) {
        (None, 2..) => {
            let say = "More than one person uses this phone. Tap your picture first.";
            return Err(Refusal::invalid("which_picture", "account", say).into());
        }
        (None, _) => seats.into_iter().next(),
        (Some(id), _) => seats.into_iter().find(|s| s.account == id),
    };
    seat.filter(|s| !is_forgotten(s, now)).ok_or_else(needs_invitation)
}

enum Claim {
    Try(i32, String),
    Wait(u32),
    Shut,
}

/// Checks a child's PIN. The try is counted before the PIN is looked at, and so is what follows from it: of many tries at
/// once, or before a crash, none is free. Whoever calls forgets the tries once the PIN was right.
pub(super) async fn prove(store: &Store, actor: Actor, id: AccountId, secret: &Token, pin: &Pin) -> Answer<()> {
    let child = actor.child().ok_or(Fault::NotFound)?;
    let (in_a_row, verifier) = match store.upkeep(move |tx| claim(tx, actor, child, id)).await? {
        Claim::Try(in_a_row, verifier) => (in_a_row, verifier),
        Claim::Wait(s) => {
            let say = "Too many wrong PINs. Wait a little before the next try.";
            return Err(Refusal::of(RefusalKind::Wait(s), "wait", say).into());
        }
        Claim::Shut => return Err(needs_invitation()),
    };
    if hashing::fits(Some(verifier), pin.bound(store.vault(), secret)).await? {
        return Ok(());
    }
    Err(match after_wrong_pins(in_a_row) {
        After::Open => wrong_pin("That isn't the right PIN. Try again."),
        After::Wait(_) => wrong_pin("That isn't the right PIN. Wait a little before the next try."),
        After::Shut => needs_invitation(),
    })
}

fn wrong_pin(say: &str) -> Fault {
    Refusal::of(RefusalKind::SignIn, "wrong_pin", say).into()
}

fn claim(tx: &mut Tx<'_>, actor: Actor, child: ChildId, id: AccountId) -> Answer<Claim> {
    let now = tx.now();
    let permit = access::may(tx, &actor, Action::SignIn, Target::Child(child))?;
    let Some((in_a_row, verifier)) = account::claim_try(tx, &permit, id)? else {
        let (until, shut) = account::held_back(tx, &permit, id)?;
        return Ok(until.filter(|u| !shut && *u > now).map_or(Claim::Shut, |u| Claim::Wait(wait_s(u.since(now)))));
    };
    match after_wrong_pins(in_a_row) {
        After::Open => {}
        After::Wait(ms) => account::hold_back(tx, &permit, id, Some(now.plus(ms)), None)?,
        After::Shut => account::hold_back(tx, &permit, id, None, Some(now))?,
    }
    Ok(Claim::Try(in_a_row, verifier))
}

/// The page says that it is hidden, or in front again.
///
/// # Errors
/// The database's own.
pub async fn set_hidden(store: &Store, caller: ChildCaller, hidden: bool) -> Answer<()> {
    store.upkeep(move |tx| sessions::hide(tx, caller.session, hidden)).await
}

/// The child goes out.
///
/// # Errors
/// The database's own.
pub async fn sign_out_child(store: &Store, caller: ChildCaller) -> Answer<()> {
    store.upkeep(move |tx| sessions::end(tx, caller.session)).await
}
