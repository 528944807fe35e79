//! One-time links: a password is set by the person whose it is, and by nobody else.

use crate::access::{self, Action, Actor, Target};
use crate::identity::hashing;
use crate::identity::link::Purpose;
use crate::identity::password::Password;
use crate::identity::store::{link, session, staff, tries};
use crate::identity::token::{Token, TokenHash};
use crate::kernel::id::{Id, StaffId};
use crate::kernel::text::Secret;
use crate::kernel::words::Role;
use crate::kernel::{At, Refusal};
use crate::people::accounts::{self, AccountDetails};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

use super::staff::tries_prefix;

/// A one-time link, shown once.
#[derive(Debug, Clone)]
pub struct Link {
    /// The address, with the token in its fragment.
    pub link: Secret,
    /// Until when it can be used.
    pub expires_at: At,
}

/// Used, over, unknown and mistyped read the same.
fn not_valid() -> Fault {
    let say = "That link doesn't work any more. Ask your system administrator for a new one.";
    Refusal::invalid("link_not_valid", "token", say).into()
}

fn make(tx: &mut Tx<'_>, origin: &str, purpose: Purpose, who: Option<StaffId>) -> Answer<Link> {
    let token = Token::fresh()?;
    let expires_at = tx.now().plus(purpose.life_ms());
    link::insert(tx, token.hash(), purpose, who, expires_at)?;
    let link = Secret::new(format!("{origin}{}{}", purpose.path(), token.reveal()));
    Ok(Link { link, expires_at })
}

/// Makes a link by which a member of staff sets their own password; an older one stops working.
///
/// # Errors
/// Not there for whoever may not; refused for an account that is disabled or has no sign-in name.
pub async fn make_password_link(store: &Store, origin: &str, actor: Actor, who: StaffId) -> Answer<Link> {
    let origin = origin.to_owned();
    let act = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::ManageStaff, Target::Staff(who))?;
        let known = accounts::get(tx, who)?;
        if known.disabled_at.is_some() || known.sign_in_name.is_none() {
            let say = "This account is disabled or has no sign-in name, so nobody can sign in with it.";
            return Err(Refusal::conflict("account_cannot_sign_in", say).into());
        }
        let link = make(tx, &origin, Purpose::SetPassword, Some(who))?;
        tx.audit(&permit.entry(tx.now(), Some("password_link")))?;
        Ok(Outcome::Done(link))
    };
    store.write(act).await
}

/// Sets a password by a one-time link. All sessions of that person end.
///
/// # Errors
/// The same refusal for every link that cannot be used; a password that is too short or too easy: then the link still can.
pub async fn set_password(store: &Store, token: &Secret, password: Secret) -> Answer<()> {
    let token = Token::parse(token.reveal()).ok_or_else(not_valid)?.hash();
    let check = move |rx: &mut Rx<'_>| {
        let who = link::open(rx, token, Purpose::SetPassword)?.flatten().ok_or_else(not_valid)?;
        let known = accounts::find(rx, who)?.filter(|k| k.disabled_at.is_none()).ok_or_else(not_valid)?;
        let council = rx.council();
        let about = [known.name.as_str(), known.sign_in_name.as_deref().unwrap_or_default(), council.name.as_str()];
        Ok((known.id, known.role, Password::choose(password.reveal(), &about)?))
    };
    let (who, role, password) = store.read(check).await?;
    let verifier = hashing::hash(password.bytes()).await?;
    let keep = move |tx: &mut Tx<'_>| {
        if !link::use_up(tx, token, Purpose::SetPassword)? {
            return Err(not_valid());
        }
        keep_password(tx, who, role, &verifier).map(Outcome::Done)
    };
    store.write(keep).await
}

/// Keeps a password, ends all sessions and forgets the wrong tries of the one before.
fn keep_password(tx: &mut Tx<'_>, who: StaffId, role: Role, verifier: &str) -> Answer<()> {
    let permit = access::may(tx, &Actor::Staff { staff: who, role }, Action::ChooseOwn, Target::Staff(who))?;
    staff::set_password(tx, who, verifier)?;
    session::end_of_staff(tx, who)?;
    if let Some(name) = accounts::get(tx, who)?.sign_in_name {
        let prefix = tries_prefix(&tx.vault(), &name);
        tries::clear_all(tx, &prefix)?;
    }
    super::tell(tx, super::Whose::Staff(who), None)?;
    tx.audit(&permit.entry(tx.now(), Some("password")))
}

/// Makes the link by which the first system administrator comes in; none where there is one already. `again` makes a new one
/// where one was made before: the operator asks for it by command, while a server that starts shows one once only.
///
/// # Errors
/// The database's own.
pub async fn first_administrator_link(store: &Store, origin: &str, again: bool) -> Answer<Option<Link>> {
    let origin = origin.to_owned();
    let act = move |tx: &mut Tx<'_>| {
        if staff::has_administrator(tx)? || (!again && link::was_made(tx, Purpose::FirstAdministrator)?) {
            return Ok(Outcome::Unchanged(None));
        }
        let permit = access::may(tx, &Actor::Operator, Action::ManageStaff, Target::Council)?;
        let link = make(tx, &origin, Purpose::FirstAdministrator, None)?;
        tx.audit(&permit.entry(tx.now(), Some("first_administrator_link")))?;
        Ok(Outcome::Done(Some(link)))
    };
    store.write(act).await
}

/// The first system administrator gives their name and password.
///
/// # Errors
/// The same refusal for every link that cannot be used and where there is an administrator by now; a name or a password that
/// cannot be taken: then the link still can.
pub async fn become_first_administrator(
    store: &Store,
    token: &Secret,
    name: String,
    sign_in_name: String,
    password: Secret,
) -> Answer<StaffId> {
    let token = Token::parse(token.reveal()).ok_or_else(not_valid)?.hash();
    let about = format!("{name} {sign_in_name}");
    let check = move |rx: &mut Rx<'_>| {
        may_be_first(rx, token)?;
        let council = rx.council();
        Ok(Password::choose(password.reveal(), &[&about, &council.name])?)
    };
    let password = store.read(check).await?;
    let verifier = hashing::hash(password.bytes()).await?;
    let keep = move |tx: &mut Tx<'_>| {
        may_be_first(tx, token)?;
        if !link::use_up(tx, token, Purpose::FirstAdministrator)? {
            return Err(not_valid());
        }
        let id: StaffId = Id::at(tx.now());
        let role = Role::SystemAdministrator;
        let permit = access::may(tx, &Actor::Staff { staff: id, role }, Action::ManageStaff, Target::Staff(id))?;
        let code = format!("admin-{}", sign_in_name.trim().to_lowercase().chars().take(30).collect::<String>());
        let details =
            AccountDetails { id, code, name, role, team: None, email: None, sign_in_name: Some(sign_in_name) };
        accounts::save(tx, &permit, details)?;
        keep_password(tx, id, role, &verifier)?;
        Ok(Outcome::Done(id))
    };
    store.write(keep).await
}

fn may_be_first(rx: &mut Rx<'_>, token: TokenHash) -> Answer<()> {
    let open = link::open(rx, token, Purpose::FirstAdministrator)?.is_some();
    if open && !staff::has_administrator(rx)? { Ok(()) } else { Err(not_valid()) }
}
