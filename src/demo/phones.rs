//! Phones for the children of the stories, passwords for staff, and one invitation that waits: all through identity's own
//! actions, as a worker and a child would do it.

use std::net::{IpAddr, Ipv4Addr};

use futures_util::stream::{StreamExt, TryStreamExt, iter};

use crate::access::Actor;
use crate::identity::actions::device::confirm_phone;
use crate::identity::actions::enrol::{Enrol, Enrolled, enrol_phone};
use crate::identity::actions::invite::{Invite, Invited, invite_child};
use crate::identity::actions::link::{make_password_link, set_password};
use crate::identity::phone::{ConfirmHow, InvitationKind, InvitationReason};
use crate::identity::picture::Picture;
use crate::kernel::Id;
use crate::kernel::calendar::age_on;
use crate::kernel::id::{AccountId, ChildId};
use crate::kernel::text::Secret;
use crate::kernel::words::Post;
use crate::store::Fault;
use crate::store::Store;
use crate::wire::Network;

use super::secrets;
use super::sign_ins::{OpenInvitation, StaffSignIn};
use super::stories::Cast;
use super::town::{Town, say};

/// How many PINs and passwords are hashed at once: as many as identity hashes at a time.
const AT_ONCE: usize = 2;

/// A child's phone.
#[derive(Debug, Clone)]
pub(super) struct Phone {
    /// Whose.
    pub(super) child: ChildId,
    /// The child on that phone.
    pub(super) account: AccountId,
    /// The phone's secret.
    pub(super) secret: String,
    /// The PIN.
    pub(super) pin: String,
    /// Whether a worker has confirmed it.
    pub(super) confirmed: bool,
}

impl Phone {
    /// The child as an actor.
    pub(super) const fn actor(&self) -> Actor {
        Actor::Child { child: self.child, account: self.account, confirmed: self.confirmed }
    }
}

/// Gives everybody who can sign in a password, by a link as an administrator would send it.
///
/// # Errors
/// In words.
pub(super) async fn passwords(town: &Town<'_>) -> Result<Vec<StaffSignIn>, String> {
    let wanted = town.made.staff.iter().enumerate().filter_map(|(at, w)| Some((at, w, w.sign_in_name.clone()?)));
    let set = wanted.map(async |(at, worker, sign_in_name)| {
        let staff = town.staff(at).ok_or_else(|| format!("{} is not there", worker.code))?;
        let password = secrets::password()?;
        let link = make_password_link(town.store, town.origin, Actor::Operator, staff).await.map_err(say)?;
        let token = Secret::new(link.link.reveal().rsplit('=').next().unwrap_or_default().to_owned());
        set_password(town.store, &token, Secret::new(password.clone())).await.map_err(say)?;
        let (role, name, code) = (worker.role.to_string(), worker.name.clone(), worker.code.clone());
        Ok::<_, String>(StaffSignIn { role, name, code, staff: staff.uuid(), sign_in_name, password })
    });
    iter(set).buffered(AT_ONCE).try_collect().await
}

/// Lets in a phone for the child of every story; the worker confirms it, unless the story says otherwise.
///
/// # Errors
/// In words.
pub(super) async fn phones(town: &Town<'_>, stories: &[Cast]) -> Result<Vec<Phone>, String> {
    iter(stories.iter().enumerate()).map(|(nth, story)| one(town, story, nth)).buffered(AT_ONCE).try_collect().await
}

/// One PIN in some dozens is a pattern or a birth date, which the rules refuse without using the invitation up.
async fn enrol_with_a_fresh_pin(town: &Town<'_>, wanted: &Enrol) -> Result<(String, Enrolled), String> {
    let mut left = 20u8;
    loop {
        let pin = secrets::pin()?;
        match enrol_phone(town.store, Enrol { pin: Secret::new(pin.clone()), ..wanted.clone() }).await {
            Err(Fault::Refused(refusal)) if refusal.code == "pin_too_easy" && left > 0 => left -= 1,
            other => return Ok((pin, other.map_err(say)?)),
        }
    }
}

async fn one(town: &Town<'_>, story: &Cast, nth: usize) -> Result<Phone, String> {
    let child = town.child(story.child).ok_or("a child is not there")?;
    let worker = inviter(town, story.child)?;
    let invited = make(town, worker, child, InvitationKind::Screen).await?;
    let picture = Picture::ALL.get(nth % Picture::ALL.len()).copied().unwrap_or(Picture::Moon);
    let wanted = Enrol {
        network: Network::of(IpAddr::V4(Ipv4Addr::LOCALHOST)),
        device: None,
        code: invited.code,
        pin: Secret::new(String::new()),
        picture,
    };
    let (pin, Enrolled { device, me, .. }) = enrol_with_a_fresh_pin(town, &wanted).await?;
    if !story.unconfirmed {
        confirm_phone(town.store, worker, child, me.account, ConfirmHow::SameWords).await.map_err(say)?;
    }
    Ok(Phone { child, account: me.account, secret: device.reveal(), pin, confirmed: !story.unconfirmed })
}

/// Whoever of social worker, adviser and IRO holds a post now.
fn inviter(town: &Town<'_>, child: usize) -> Result<Actor, String> {
    let day = crate::kernel::calendar::london_day(town.store.clock().now());
    let posts = [Post::SocialWorker, Post::PersonalAdviser, Post::Iro];
    posts
        .into_iter()
        .find_map(|p| town.holder(child, p, day).ok())
        .ok_or_else(|| format!("nobody can invite child {child}"))
}

async fn make(town: &Town<'_>, worker: Actor, child: ChildId, kind: InvitationKind) -> Result<Invited, String> {
    let id = Id::at(town.store.clock().now());
    let wanted = Invite { id, child, kind, reason: InvitationReason::First };
    invite_child(town.store, town.origin, worker, wanted).await.map_err(say)
}

/// Invites a child of 12 to 16 who has no phone yet.
///
/// # Errors
/// In words.
pub(super) async fn invitation(town: &Town<'_>, stories: &[Cast]) -> Result<Option<OpenInvitation>, String> {
    let today = town.made.today;
    let free = town.made.children.iter().enumerate().find(|(at, c)| {
        let fits = (12..=16).contains(&age_on(c.born_on, today)) && c.language.is_none();
        fits && c.holder(Post::SocialWorker, today).is_some() && stories.iter().all(|s| s.child != *at)
    });
    let Some((at, made)) = free else { return Ok(None) };
    let (Some(child), Some(by)) = (town.child(at), made.holder(Post::SocialWorker, today)) else { return Ok(None) };
    let worker = town.actor(by).ok_or("the worker is not there")?;
    let invited = make(town, worker, child, InvitationKind::Paper).await?;
    let made_by = town.made.staff.get(by).and_then(|w| w.sign_in_name.clone()).unwrap_or_default();
    Ok(Some(OpenInvitation {
        name: made.known_as.clone(),
        child: child.uuid(),
        age: age_on(made.born_on, today),
        code: invited.code.reveal().to_owned(),
        link: invited.link.reveal().to_owned(),
        expires_at: invited.expires_at.rfc3339(),
        invitation: invited.id.uuid(),
        made_by,
    }))
}

/// Makes a further invitation where the last one was used or has run out, for the same child if the phone never came in.
///
/// # Errors
/// In words.
pub(super) async fn renew(
    store: &Store,
    origin: &str,
    worker: Actor,
    old: OpenInvitation,
    used: bool,
) -> Result<OpenInvitation, String> {
    let reason = if used { InvitationReason::SecondDevice } else { InvitationReason::First };
    let id = Id::at(store.clock().now());
    let wanted = Invite { id, child: Id::from(old.child), kind: InvitationKind::Paper, reason };
    let invited = invite_child(store, origin, worker, wanted).await.map_err(say)?;
    Ok(OpenInvitation {
        code: invited.code.reveal().to_owned(),
        link: invited.link.reveal().to_owned(),
        expires_at: invited.expires_at.rfc3339(),
        invitation: invited.id.uuid(),
        ..old
    })
}
