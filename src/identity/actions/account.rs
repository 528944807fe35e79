//! Accounts of staff: a system administrator makes and disables them, and never sees or sets a password.

use super::{Whose, tell};
use crate::access::{self, Action, Actor, Target};
use crate::identity::store::session;
use crate::identity::store::staff as sql;
use crate::kernel::Refusal;
use crate::kernel::id::StaffId;
use crate::kernel::words::Role;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

pub use crate::identity::store::staff::Account;

/// What a system administrator writes of an account.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Whose; made by whoever asks.
    pub id: StaffId,
    /// The council's own code for the person.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Employed as what. A role opens no child's record.
    pub role: Role,
    /// Code of their team.
    pub team: Option<String>,
    /// Where the morning e-mail goes.
    pub email: Option<String>,
    /// What they sign in with.
    pub sign_in_name: Option<String>,
}

pub(super) fn taken() -> Fault {
    Refusal::conflict("account_taken", "Somebody else has that code or that sign-in name. Choose another.").into()
}

/// A person's name.
pub(super) fn name(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let fine = (1..=120).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    let refuse = || Refusal::invalid("name_unreadable", "name", "Write the name in 1 to 120 characters.");
    fine.then(|| text.to_owned()).ok_or_else(refuse)
}

/// A sign-in name, in small letters.
pub(super) fn sign_in_name(text: &str) -> Result<String, Refusal> {
    let text = text.trim().to_lowercase();
    let known = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+' | '\'');
    let fine = (3..=120).contains(&text.chars().count()) && text.chars().all(known);
    let say = "Use 3 to 120 letters, numbers, dots or hyphens, or an e-mail address.";
    fine.then_some(text).ok_or_else(|| Refusal::invalid("sign_in_name_unreadable", "sign_in_name", say))
}

fn code(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let fine = (1..=40).contains(&text.chars().count()) && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    let refuse = || Refusal::invalid("code_unreadable", "code", "Write the code in 1 to 40 characters without blanks.");
    fine.then(|| text.to_owned()).ok_or_else(refuse)
}

fn email(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let (local, host) = text.rsplit_once('@').unwrap_or_default();
    let plain = text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | ';'));
    let fine = !local.is_empty() && host.contains('.') && text.len() <= 254 && plain;
    fine.then(|| text.to_owned()).ok_or_else(|| Refusal::invalid("email_unreadable", "email", "Write one e-mail address."))
}

/// Every account.
///
/// # Errors
/// Not there for whoever may not manage them.
pub async fn accounts(store: &Store, actor: Actor) -> Answer<Vec<Account>> {
    let look = move |rx: &mut Rx<'_>| {
        let _permit = access::may(rx, &actor, Action::ManageStaff, Target::Council)?;
        sql::accounts(rx)
    };
    store.read(look).await
}

/// Makes or changes an account. A changed role ends all sessions. Nobody changes their own role.
///
/// # Errors
/// Not there for whoever may not; a field that cannot be taken; a code or sign-in name that somebody else has.
pub async fn put_account(store: &Store, actor: Actor, wanted: Wanted) -> Answer<Account> {
    let (code, name) = (code(&wanted.code)?, name(&wanted.name)?);
    let sign_in_name = wanted.sign_in_name.as_deref().map(sign_in_name).transpose()?;
    let email = wanted.email.as_deref().map(email).transpose()?;
    let act = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::ManageStaff, Target::Staff(wanted.id))?;
        let team_id = match &wanted.team {
            Some(code) => {
                let say = "There is no team with that code.";
                Some(sql::team(tx, code)?.ok_or_else(|| Refusal::invalid("team_unknown", "team", say))?)
            }
            None => None,
        };
        let was = sql::account(tx, wanted.id)?;
        let other_role = was.as_ref().is_some_and(|w| w.role != wanted.role);
        if other_role && actor.staff() == Some(wanted.id) {
            return Err(Refusal::conflict("own_role", "Nobody changes their own role. Ask another system administrator.").into());
        }
        let kept = sql::Kept { id: wanted.id, code, name, role: wanted.role, team_id, email, sign_in_name };
        sql::put(tx, &kept)?.ok_or_else(taken)?;
        if other_role {
            session::end_of_staff(tx, wanted.id)?;
            tell(tx, Whose::Staff(wanted.id), None)?;
        }
        tx.audit(&permit.entry(tx.now(), Some(if was.is_some() { "changed" } else { "added" })))?;
        Ok(Outcome::Done(sql::account(tx, wanted.id)?.ok_or(Fault::NotFound)?))
    };
    store.write(act).await
}

/// Disables an account: its sessions and open streams end at once.
///
/// # Errors
/// Not there for whoever may not; one's own.
pub async fn disable(store: &Store, actor: Actor, who: StaffId) -> Answer<()> {
    let act = move |tx: &mut Tx<'_>| {
        let permit = access::may(tx, &actor, Action::ManageStaff, Target::Staff(who))?;
        if actor.staff() == Some(who) {
            return Err(Refusal::conflict("own_account", "Nobody disables their own account. Ask another system administrator.").into());
        }
        if !sql::disable(tx, who)? {
            return sql::find(tx, who)?.map(|_| Outcome::Unchanged(())).ok_or(Fault::NotFound);
        }
        session::end_of_staff(tx, who)?;
        tell(tx, Whose::Staff(who), None)?;
        tx.audit(&permit.entry(tx.now(), Some("disabled")))?;
        Ok(Outcome::Done(()))
    };
    store.write(act).await
}

/// The account with a council's code, for the command line.
///
/// # Errors
/// The database's own.
pub async fn find_by_code(store: &Store, code: String) -> Answer<Option<StaffId>> {
    store.read(move |rx| sql::locate_by_code(rx, &code)).await
}
