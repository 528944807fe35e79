//! What a child on an open phone is told of themselves.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::access::{self, Action, Actor, Target};
use crate::identity::picture::Picture;
use crate::identity::store::{account, session};
use crate::kernel::At;
use crate::kernel::id::{AccountId, ChildId};
use crate::kernel::text::Secret;
use crate::people::{self, Choices, choices};
use crate::store::{Answer, Fault, Rx, Store, vault};
use crate::wire::ChildCaller;

/// What a child on an open phone is told of themselves. On a phone that nobody has confirmed there is no name in it.
#[derive(Debug, Clone)]
pub struct Me {
    /// Who.
    pub child: ChildId,
    /// On which phone.
    pub account: AccountId,
    /// What the child is called; none on a phone that nobody has confirmed.
    pub known_as: Option<String>,
    /// The picture for this phone.
    pub picture: Picture,
    /// Whether a worker has confirmed the phone.
    pub confirmed: bool,
    /// The words for the worker's screen, until it is confirmed.
    pub three_words: Option<Vec<String>>,
    /// How long a hidden page stays open, in seconds.
    pub lock_after_s: i32,
    /// The key of what the phone keeps, base64. A phone that nobody has confirmed gets it too, because the words that wait
    /// to be sent must be sealed there as well; it reads nothing from here.
    pub local_key: Secret,
    /// When the PIN is asked for again whatever happens.
    pub expires_at: At,
    /// What the child chose about being told.
    pub choices: Choices,
    /// Whether the app may ask for pushes.
    pub ask_push: bool,
}

/// Thirty-two bytes as the phone gets them.
pub(super) fn key_text(key: &[u8; 32]) -> String {
    STANDARD.encode(key)
}

/// The three words, one by one.
pub(super) fn words(kept: &str) -> Vec<String> {
    kept.split(' ').map(str::to_owned).collect()
}

/// What the child of an open session is told.
///
/// # Errors
/// The database's own.
pub async fn get_child_me(store: &Store, caller: ChildCaller) -> Answer<Me> {
    let look = move |rx: &mut Rx<'_>| {
        let expires_at = session::expires_at(rx, caller.session)?;
        of(rx, caller.child, caller.account, expires_at)
    };
    store.read(look).await
}

/// What a child on an account is told.
pub(super) fn of(rx: &mut Rx<'_>, child: ChildId, id: AccountId, expires_at: At) -> Answer<Me> {
    // Which of the two relations it is is in the row itself, so the row is read as on a phone that nobody has confirmed.
    let unconfirmed = Actor::Child { child, account: id, confirmed: false };
    let permit = access::may(rx, &unconfirmed, Action::SignIn, Target::Child(child))?;
    let account = account::find(rx, &permit, id)?.ok_or(Fault::NotFound)?;
    let confirmed = account.confirmed_at.is_some();
    let known_as = if confirmed { people::child(rx, &permit)?.known_as } else { None };
    let choices = choices::find(rx, choices::CHILD, child.of())?;
    let key = vault::child_key(rx, child)?.open(id.of(), &account.local_key)?;
    Ok(Me {
        child,
        account: id,
        known_as,
        picture: account.picture,
        confirmed,
        three_words: (!confirmed).then(|| words(&account.three_words)),
        lock_after_s: account.lock_after_s,
        local_key: Secret::new(key.into_revealed()),
        expires_at,
        ask_push: choices.may_ask(rx.now()),
        choices,
    })
}
