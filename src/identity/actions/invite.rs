//! A worker makes invitations, sees what has become of them, and ends them.

use super::me;
use crate::access::{self, Action, Actor, Permit, Relation, Target};
use crate::identity::code::Code;
use crate::identity::phone::{InvitationKind, InvitationReason, InvitationState};
use crate::identity::qr;
use crate::identity::store::account;
use crate::identity::store::invitation::{self as sql, Listed, NewInvitation};
use crate::identity::tries::CODE_WRONG_MAX;
use crate::kernel::id::{AccountId, ChildId, Id, InvitationId};
use crate::kernel::text::Secret;
use crate::kernel::words::Post;
use crate::kernel::{At, Refusal};
use crate::people;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// The most invitations that are printed at once.
pub const CASELOAD_MAX: usize = 50;

/// A worker's wish for an invitation.
#[derive(Debug, Clone, Copy)]
pub struct Invite {
    /// Its id, made by whoever asks.
    pub id: InvitationId,
    /// For whom.
    pub child: ChildId,
    /// On a screen or on paper.
    pub kind: InvitationKind,
    /// Why.
    pub reason: InvitationReason,
}

/// An invitation that has just been made: the only time that its code is shown.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Its id.
    pub id: InvitationId,
    /// The code: `ABC-DEFG234`.
    pub code: Secret,
    /// The link with the code in its fragment, which no server sees.
    pub link: Secret,
    /// The link as a QR code.
    pub qr_svg: Secret,
    /// Until when it can be used.
    pub expires_at: At,
}

/// An invitation for a child of a caseload.
#[derive(Debug, Clone)]
pub struct Slip {
    /// Whose.
    pub child: ChildId,
    /// What the child is called.
    pub known_as: Option<String>,
    /// The invitation.
    pub invited: Invited,
}

/// An invitation as a worker sees it afterwards.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its id.
    pub id: InvitationId,
    /// On a screen or on paper.
    pub kind: InvitationKind,
    /// Why.
    pub reason: InvitationReason,
    /// When it was made.
    pub made_at: At,
    /// Until when it can be used.
    pub expires_at: At,
    /// What has become of it.
    pub state: InvitationState,
    /// The phone that came in by it.
    pub account: Option<AccountId>,
    /// The three words on that phone, until somebody confirms it.
    pub three_words: Option<Vec<String>>,
    /// Whether somebody has confirmed that phone.
    pub confirmed: bool,
}

/// Makes an invitation.
///
/// # Errors
/// Not there for whoever may not; a conflict where there is one with that id: its code is not shown again.
pub async fn invite_child(store: &Store, origin: &str, actor: Actor, wanted: Invite) -> Answer<Invited> {
    let origin = origin.to_owned();
    let act = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::Invite, Target::Child(wanted.child))?;
        if sql::locate_child(tx, wanted.id)?.is_some() {
            let say = "There is an invitation with that id. Its code is not shown again: make a new one.";
            return Err(Refusal::conflict("invitation_exists", say).into());
        }
        make(tx, &permit, &origin, wanted).map(Outcome::Done)
    };
    store.write(act).await
}

fn make(tx: &mut Tx<'_>, permit: &Permit, origin: &str, wanted: Invite) -> Answer<Invited> {
    let now = tx.now();
    let expires_at = now.plus(wanted.kind.life_ms());
    let code = free_code(tx)?;
    let new = NewInvitation {
        id: wanted.id,
        child_id: wanted.child,
        locator: code.locator().to_owned(),
        secret_hash: code.mac(&tx.vault()),
        kind: wanted.kind,
        reason: wanted.reason,
        made_by: permit.actor().staff().map(Id::of),
        made_at: now,
        expires_at,
    };
    sql::insert(tx, permit, &new)?;
    tx.audit(&permit.entry(now, Some(wanted.reason.as_str())))?;
    let shown = code.reveal();
    let link = format!("{origin}/j#{shown}");
    let qr_svg = Secret::new(qr::svg(&link)?);
    Ok(Invited { id: wanted.id, code: Secret::new(shown), link: Secret::new(link), qr_svg, expires_at })
}

/// A code whose locator no open invitation has: wrong tries count at one invitation only.
fn free_code(tx: &mut Tx<'_>) -> Answer<Code> {
    for _ in 0..100 {
        let code = Code::fresh()?;
        if sql::locate_free(tx, code.locator())? {
            return Ok(code);
        }
    }
    Err(Fault::busy())
}

/// Makes paper invitations for the children of a worker's own caseload in a post, at most 50 at once: those who have no phone
/// in use, first those for whom none is open yet.
///
/// # Errors
/// The database's own.
pub async fn invite_caseload(store: &Store, origin: &str, actor: Actor, post: Post) -> Answer<Vec<Slip>> {
    let origin = origin.to_owned();
    let act = move |tx: &mut Tx<'_>| {
        let Some(staff) = actor.staff() else { return Err(Fault::NotFound) };
        // Whoever has no inbox has no caseload either: an office asks for what is not there.
        let _inbox = access::may(tx, &actor, Action::SeeInbox, Target::Staff(staff))?;
        let mine = access::caseload(tx, staff)?;
        let mine =
            mine.into_iter().filter(|c| c.post == post && matches!(c.relation, Relation::Holder | Relation::Cover));
        let mut wanting = Vec::new();
        for case in mine {
            let permit = access::may(tx, &actor, Action::Invite, Target::Child(case.child))?;
            let (needed, open) = sql::is_needed(tx, &permit)?;
            wanting.extend(needed.then_some((open, case.child, permit)));
        }
        wanting.sort_by_key(|(open, child, _)| (*open, *child));
        let mut slips = Vec::new();
        for (_, child, permit) in wanting.into_iter().take(CASELOAD_MAX) {
            let id = Id::at(tx.now());
            let wanted = Invite { id, child, kind: InvitationKind::Paper, reason: InvitationReason::First };
            let invited = make(tx, &permit, &origin, wanted)?;
            slips.push(Slip { child, known_as: people::child(tx, &permit)?.known_as, invited });
        }
        Ok(if slips.is_empty() { Outcome::Unchanged(slips) } else { Outcome::Done(slips) })
    };
    store.write(act).await
}

/// The latest invitations of a child.
///
/// # Errors
/// Not there for whoever may not see them.
pub async fn list_invitations(store: &Store, actor: Actor, child: ChildId) -> Answer<Vec<Seen>> {
    let look = move |rx: &mut Rx<'_>| {
        let permit = access::may(rx, &actor, Action::SeeInvitations, Target::Child(child))?;
        sql::list(rx, &permit)?.into_iter().map(|listed| seen(rx, &permit, listed)).collect()
    };
    store.read(look).await
}

fn seen(rx: &mut Rx<'_>, permit: &Permit, listed: Listed) -> Answer<Seen> {
    let phone = match listed.account {
        Some(id) => account::find(rx, permit, id)?.filter(|a| a.revoked_at.is_none()),
        None => None,
    };
    let waits = phone.as_ref().filter(|a| a.confirmed_at.is_none());
    Ok(Seen {
        id: listed.id,
        kind: listed.kind,
        reason: listed.reason,
        made_at: listed.made_at,
        expires_at: listed.expires_at,
        state: state(&listed, rx.now()),
        account: listed.account,
        three_words: waits.map(|a| me::words(&a.three_words)),
        confirmed: phone.is_some_and(|a| a.confirmed_at.is_some()),
    })
}

fn state(listed: &Listed, now: At) -> InvitationState {
    if listed.used_at.is_some() {
        InvitationState::Used
    } else if listed.wrong_tries >= CODE_WRONG_MAX {
        InvitationState::TooManyTries
    } else if listed.ended_at.is_some() {
        InvitationState::Ended
    } else if listed.expires_at <= now {
        InvitationState::Expired
    } else {
        InvitationState::Open
    }
}

/// Ends an invitation.
///
/// # Errors
/// Not there, or not of a child of this worker.
pub async fn end_invitation(store: &Store, actor: Actor, id: InvitationId) -> Answer<()> {
    let act = move |tx: &mut Tx<'_>| {
        let child = sql::locate_child(tx, id)?.ok_or(Fault::NotFound)?;
        let permit = access::may(tx, &actor, Action::SeeInvitations, Target::Child(child))?;
        if !sql::end(tx, &permit, id)? {
            return Ok(Outcome::Unchanged(()));
        }
        tx.audit(&permit.entry(tx.now(), Some("ended")))?;
        Ok(Outcome::Done(()))
    };
    store.write(act).await
}
