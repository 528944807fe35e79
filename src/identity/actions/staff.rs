//! Staff sign in with a name and a password.

use std::fmt::Write as _;

use super::session;
use crate::access::{self, Action, Actor, Target};
use crate::identity::hashing;
use crate::identity::password::Password;
use crate::identity::store::{session as sessions, staff, tries};
use crate::identity::token::Token;
use crate::identity::tries::{PASSWORD_TRIES_MAX, PASSWORD_WINDOW_MS, wait_s};
use crate::kernel::id::StaffId;
use crate::kernel::text::Secret;
use crate::kernel::words::Role;
use crate::kernel::{At, Refusal, RefusalKind};
use crate::people::accounts::{self, Account};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx, Vault};
use crate::wire::{Network, StaffCaller};

/// What a member of staff is told of themselves.
#[derive(Debug, Clone)]
pub struct Me {
    /// Who.
    pub staff: StaffId,
    /// Their name.
    pub name: String,
    /// Employed as what.
    pub role: Role,
    /// The teams they manage: code and name.
    pub manages: Vec<(String, String)>,
    /// When they sign in again whatever happens.
    pub expires_at: At,
}

/// A role in words, as it stands beside a name.
#[must_use]
pub const fn role_words(role: Role) -> &'static str {
    match role {
        Role::SocialWorker => "Social worker",
        Role::Iro => "Independent Reviewing Officer",
        Role::IroLead => "Lead of the IRO service",
        Role::PersonalAdviser => "Personal adviser",
        Role::TeamManager => "Team manager",
        Role::BusinessAdministrator => "Business administrator",
        Role::FinanceApprover => "Finance approver",
        Role::ParticipationWorker => "Participation worker",
        Role::SystemAdministrator => "System administrator",
    }
}

/// A member of staff who has just come in.
#[derive(Debug)]
pub struct SignedIn {
    /// The session's token.
    pub session: Token,
    /// What they are told of themselves.
    pub me: Me,
}

/// The beginning of the keys of a name's counters. A hash: people type passwords into the field for the name.
pub(super) fn tries_prefix(vault: &Vault, name: &str) -> String {
    let mut key = String::from("password:");
    for byte in vault.mac("sign-in name", &[name.to_lowercase().as_bytes()]).iter().take(16) {
        // Writing into a String cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    key.push(':');
    key
}

/// An unknown name, a wrong password, a disabled account and one without a password read the same and take as long.
fn not_right() -> Fault {
    let say = "That name and password don't go together. Check both, or ask your system administrator for a new link.";
    Refusal::of(RefusalKind::SignIn, "wrong_password", say).into()
}

enum Tried {
    Look(Option<(StaffId, String)>, String),
    TooMany(u32),
}

/// Lets a member of staff in. The try is counted first: where it cannot be counted, nobody comes in.
///
/// # Errors
/// `wrong_password`; [`RefusalKind::Wait`] after six tries in 15 minutes for a name from one network; busy.
pub async fn sign_in_staff(store: &Store, network: Network, name: &str, password: &Secret) -> Answer<SignedIn> {
    let name = name.trim().to_lowercase();
    let (known, key) = match store.upkeep(move |tx| claim(tx, network, &name)).await? {
        Tried::Look(known, key) => (known, key),
        Tried::TooMany(wait) => {
            let say = "Too many tries for this name. Wait a little before the next one.";
            return Err(Refusal::of(RefusalKind::Wait(wait), "wait", say).into());
        }
    };
    let (who, verifier) = known.unzip();
    let fits = hashing::fits(verifier, Password::given(password.reveal()).bytes()).await?;
    let who = who.filter(|_| fits).ok_or_else(not_right)?;
    store.write(move |tx| come_in(tx, who, &key).map(Outcome::Done)).await
}

fn claim(tx: &mut Tx<'_>, network: Network, name: &str) -> Answer<Tried> {
    let key = format!("{}{network}", tries_prefix(&tx.vault(), name));
    let (so_far, until) = tries::count(tx, &key, PASSWORD_WINDOW_MS)?;
    if so_far > PASSWORD_TRIES_MAX {
        return Ok(Tried::TooMany(wait_s(until.since(tx.now()))));
    }
    let known = match accounts::find_by_sign_in(tx, name)?.filter(|a| a.disabled_at.is_none()) {
        Some(account) => staff::verifier(tx, account.id)?.map(|v| (account.id, v)),
        None => None,
    };
    Ok(Tried::Look(known, key))
}

/// Reads the account again: it may have been disabled while the password was checked.
fn come_in(tx: &mut Tx<'_>, id: StaffId, key: &str) -> Answer<SignedIn> {
    let known = accounts::find(tx, id)?.filter(|a| a.disabled_at.is_none()).ok_or_else(not_right)?;
    let actor = Actor::Staff { staff: id, role: known.role };
    let permit = access::may(tx, &actor, Action::SignIn, Target::Staff(id))?;
    tries::clear(tx, key)?;
    let open = session::open_for_staff(tx, id, known.role)?;
    tx.audit(&permit.entry(tx.now(), None))?;
    let me = of(tx, known, open.expires_at)?;
    Ok(SignedIn { session: open.token, me })
}

fn of(rx: &mut Rx<'_>, known: Account, expires_at: At) -> Answer<Me> {
    let manages = staff::manages(rx, known.id)?;
    Ok(Me { staff: known.id, name: known.name, role: known.role, manages, expires_at })
}

/// What a member of staff with a session is told of themselves.
///
/// # Errors
/// The database's own.
pub async fn get_staff_me(store: &Store, caller: StaffCaller) -> Answer<Me> {
    let look = move |rx: &mut Rx<'_>| {
        let known = accounts::get(rx, caller.staff)?;
        let expires_at = sessions::expires_at(rx, caller.session)?;
        of(rx, known, expires_at)
    };
    store.read(look).await
}

/// A member of staff goes out.
///
/// # Errors
/// The database's own.
pub async fn sign_out_staff(store: &Store, caller: StaffCaller) -> Answer<()> {
    store.upkeep(move |tx| sessions::end(tx, caller.session)).await
}
