//! A phone comes in: a code is checked, a PIN is chosen, a worker confirms later.

use super::me::{self, Me};
use super::{Whose, session, tell, tell_maker};
use crate::access::{self, Action, Actor, Permit, Relation, Target};
use crate::identity::code::Code;
use crate::identity::hashing::Turn;
use crate::identity::phone::{InvitationReason, RECOVERIES_MAX, RECOVERIES_WINDOW_MS, RevokeReason};
use crate::identity::picture::{self, Picture};
use crate::identity::pin::Pin;
use crate::identity::store::account::NewAccount;
use crate::identity::store::invitation::Claimed;
use crate::identity::store::{account, device, invitation, session as sessions, tries};
use crate::identity::token::{Token, random_bytes};
use crate::identity::tries::{CODE_WRONG_MAX, NETWORK_UNKNOWN_MAX, NETWORK_WINDOW_MS, wait_s};
use crate::kernel::calendar::london_day;
use crate::kernel::id::{AccountId, ChildId, Id};
use crate::kernel::text::{Secret, Words};
use crate::kernel::words::Post;
use crate::kernel::{Refusal, RefusalKind};
use crate::people::tasks::{NewTask, TaskKind};
use crate::people::{self, tasks};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx, vault};
use crate::wire::Network;

/// What a phone comes in with.
#[derive(Debug, Clone)]
pub struct Enrol {
    /// From where: for the limit on codes of no invitation.
    pub network: Network,
    /// The phone's secret, where it has one already.
    pub device: Option<Token>,
    /// The code as it was typed or scanned.
    pub code: Secret,
    /// The PIN that the child chose.
    pub pin: Secret,
    /// The picture that the child chose.
    pub picture: Picture,
}

/// A phone that has come in.
#[derive(Debug)]
pub struct Enrolled {
    /// The phone's secret: its own, or a new one.
    pub device: Token,
    /// The session's token.
    pub session: Token,
    /// What the child sees of themselves.
    pub me: Me,
}

/// Why a code is not taken is never said: used, over, burnt, unknown and mistyped read the same.
fn not_valid() -> Fault {
    let say = "That code doesn't work. Check each letter, or ask your worker for a new one.";
    Refusal::invalid("invitation_not_valid", "code", say).into()
}

/// Whether a code could be used now.
///
/// # Errors
/// The same refusal for every code that cannot be; [`RefusalKind::Wait`] where a network has tried too many.
pub async fn check_invitation(store: &Store, network: Network, code: &Secret) -> Answer<()> {
    claim(store, network, code).await.map(|_| ())
}

/// Lets a phone in: uses the invitation up, keeps the PIN's verifier and opens a session. The same child on the same phone
/// keeps the account, and with it the words that wait to be sent.
///
/// # Errors
/// As [`check_invitation`]; a PIN or a picture that cannot be taken: then the invitation can still be used.
pub async fn enrol_phone(store: &Store, wanted: Enrol) -> Answer<Enrolled> {
    let claimed = claim(store, wanted.network, &wanted.code).await?;
    let (given, secret, fresh) = (claimed.clone(), wanted.device, Token::fresh()?);
    let (pin, picture) = (wanted.pin, wanted.picture);
    // Of many who come with one code at once, only the first two cost the time of a hash.
    let turn = Turn::take().await?;
    let plan = store.read(move |rx| plan(rx, &given, secret, fresh, &pin, picture)).await?;
    let verifier = turn.hash(plan.pin.bound(store.vault(), &plan.device)).await?;
    store.write(move |tx| settle(tx, &claimed, plan, verifier).map(Outcome::Done)).await
}

enum Tried {
    Right(Claimed),
    Wrong,
    TooMany(u32),
}

async fn claim(store: &Store, network: Network, code: &Secret) -> Answer<Claimed> {
    let code = Code::parse(code.reveal()).ok_or_else(not_valid)?;
    match store.upkeep(move |tx| look_up(tx, network, &code)).await? {
        Tried::Right(claimed) => Ok(claimed),
        Tried::Wrong => Err(not_valid()),
        Tried::TooMany(wait) => {
            let say = "Too many codes were tried from here. Wait a little, or ask your worker.";
            Err(Refusal::of(RefusalKind::Wait(wait), "wait", say).into())
        }
    }
}

/// A try at a code counts at the invitation that it names, or at the network where it names none.
fn look_up(tx: &mut Tx<'_>, network: Network, code: &Code) -> Answer<Tried> {
    let key = format!("code:{network}");
    let (so_far, until) = tries::so_far(tx, &key, NETWORK_WINDOW_MS)?;
    if so_far >= NETWORK_UNKNOWN_MAX {
        return Ok(Tried::TooMany(wait_s(until.since(tx.now()))));
    }
    let named = invitation::locate_claimed(tx, code.locator())?;
    if named.is_empty() {
        tries::count(tx, &key, NETWORK_WINDOW_MS)?;
        return Ok(Tried::Wrong);
    }
    let vault = tx.vault();
    let Some(right) = named.iter().find(|n| code.fits(&vault, &n.secret_hash)).cloned() else {
        for burnt in named.iter().filter(|n| n.tries >= CODE_WRONG_MAX) {
            tell_maker(tx, burnt.made_by, burnt.id)?;
        }
        return Ok(Tried::Wrong);
    };
    for one in &named {
        let permit = permit(tx, one.child, None)?;
        invitation::unclaim(tx, &permit, one.id)?;
    }
    Ok(Tried::Right(right))
}

/// Whoever holds the code is the child on a phone that nobody has confirmed: may bring it in and no more.
fn permit(rx: &mut Rx<'_>, child: ChildId, account: Option<AccountId>) -> Answer<Permit> {
    let account = account.unwrap_or_else(|| Id::at(rx.now()));
    access::may(rx, &Actor::Child { child, account, confirmed: false }, Action::Enrol, Target::Child(child))
}

struct Plan {
    device: Token,
    pin: Pin,
    picture: Picture,
}

/// What can be refused without using the invitation up.
fn plan(
    rx: &mut Rx<'_>,
    claimed: &Claimed,
    secret: Option<Token>,
    fresh: Token,
    pin: &Secret,
    picture: Picture,
) -> Answer<Plan> {
    let permit = permit(rx, claimed.child, None)?;
    if !invitation::is_open(rx, &permit, claimed.id)? {
        return Err(not_valid());
    }
    let face = people::child(rx, &permit)?;
    let pin = Pin::choose(pin.reveal(), "pin", face.born_on, face.known_as.as_deref())?;
    let known = match secret {
        Some(secret) => device::locate(rx, secret.hash())?.map(|_| secret),
        None => None,
    };
    if let Some(secret) = &known {
        let seats = device::locate_seats(rx, secret.hash())?;
        if seats.iter().any(|s| s.picture == picture && s.child != claimed.child) {
            return Err(picture_taken());
        }
    }
    Ok(Plan { device: known.unwrap_or(fresh), pin, picture })
}

fn picture_taken() -> Fault {
    let mut refusal =
        Refusal::conflict("picture_taken", "Somebody else on this phone has that picture. Choose another.");
    refusal.field = Some("picture");
    refusal.into()
}

fn settle(tx: &mut Tx<'_>, claimed: &Claimed, plan: Plan, verifier: String) -> Answer<Enrolled> {
    let first = permit(tx, claimed.child, None)?;
    let device = match device::locate(tx, plan.device.hash())? {
        Some(known) => known,
        None => device::insert(tx, plan.device.hash())?,
    };
    let was = account::on_device(tx, &first, device)?;
    let permit = permit(tx, claimed.child, was.as_ref().map(|a| a.id))?;
    let id = was.as_ref().map_or_else(|| Id::at(tx.now()), |a| a.id);
    if !invitation::use_up(tx, &permit, claimed.id, id)? {
        return Err(not_valid());
    }
    let three_words = picture::three_words()?;
    if was.is_some() {
        account::renew(tx, &permit, id, plan.picture, &verifier, &three_words)?;
    } else {
        let now = tx.now();
        let new = NewAccount {
            id,
            device_id: device,
            child_id: claimed.child,
            picture: plan.picture,
            pin_verifier: verifier,
            local_key: sealed_key(tx, claimed.child, id)?,
            three_words,
            made_at: now,
            last_used_at: now,
            wrong_tries: 0,
        };
        account::insert(tx, &permit, &new)?.ok_or_else(picture_taken)?;
    }
    if claimed.reason == InvitationReason::NewPhone {
        revoke_others(tx, &permit, id)?;
    }
    if claimed.reason.is_recovery() {
        watch_recoveries(tx, &permit)?;
    }
    tx.audit(&permit.entry(tx.now(), Some(claimed.reason.as_str())))?;
    tell(tx, Whose::Child(claimed.child), Some(id.of()))?;
    tell_maker(tx, claimed.made_by, claimed.id)?;
    let open = session::open_for_child(tx, &permit, id)?;
    let me = me::of(tx, claimed.child, id, open.expires_at)?;
    Ok(Enrolled { device: plan.device, session: open.token, me })
}

/// The key of what the phone keeps, sealed with the child's own key and bound to the account.
fn sealed_key(tx: &mut Tx<'_>, child: ChildId, account: AccountId) -> Answer<Vec<u8>> {
    let key = me::key_text(&*random_bytes()?);
    vault::child_key_or_new(tx, child)?.seal(account.of(), &Words::stored(key))
}

fn revoke_others(tx: &mut Tx<'_>, permit: &Permit, keep: AccountId) -> Answer<()> {
    for other in account::list(tx, permit)?.into_iter().filter(|a| a.id != keep && a.revoked_at.is_none()) {
        account::revoke(tx, permit, other.id, RevokeReason::NewPhone)?;
        sessions::end_of_account(tx, permit, other.id)?;
        tell(tx, Whose::Account(other.id), Some(other.id.of()))?;
    }
    Ok(())
}

/// A child who is let back in again and again may be made to hand the phone over: the manager hears of it, once a day.
fn watch_recoveries(tx: &mut Tx<'_>, permit: &Permit) -> Answer<()> {
    let (now, Some(child)) = (tx.now(), permit.child()) else { return Ok(()) };
    if invitation::recoveries_since(tx, permit, now.plus(-RECOVERIES_WINDOW_MS))? <= RECOVERIES_MAX {
        return Ok(());
    }
    let readers = access::readers(tx, permit, Post::SocialWorker)?;
    for (staff, _) in readers.into_iter().filter(|(_, relation)| *relation == Relation::Manager) {
        let task = NewTask {
            kind: TaskKind::OftenLetBackIn,
            child: Some(child),
            post: None,
            staff: Some(staff),
            team: None,
            subject: None,
            natural_key: format!("often_let_back_in:{child}:{staff}:{}", london_day(now)),
        };
        tasks::make(tx, task)?;
    }
    Ok(())
}
