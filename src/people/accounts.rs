//! Staff as the system administrator keeps them: code, role, team, sign-in name. Passwords are `identity`'s.

use crate::access::Permit;
use crate::kernel::id::{StaffId, TeamId};
use crate::kernel::words::Role;
use crate::kernel::{At, Refusal};
use crate::store::{Answer, Fault, Rx, Tx};

use super::store;

/// A member of staff as the administrator sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: StaffId,
    /// The council's own id: what its files call them.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Employed as what.
    pub role: Role,
    /// In which team.
    pub team: Option<TeamId>,
    /// The team's code.
    pub team_code: Option<String>,
    /// What the team is called.
    pub team_name: Option<String>,
    /// Where the morning's line is sent.
    pub email: Option<String>,
    /// What they sign in with; none where they have no account yet.
    pub sign_in_name: Option<String>,
    /// When the account was disabled.
    pub disabled_at: Option<At>,
}

/// What an administrator says of a member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountDetails {
    /// Who: made by whoever adds them, so that a retry adds nobody twice.
    pub id: StaffId,
    /// The council's own id.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Employed as what.
    pub role: Role,
    /// Code of their team.
    pub team: Option<String>,
    /// Where the morning's line is sent.
    pub email: Option<String>,
    /// What they sign in with.
    pub sign_in_name: Option<String>,
}

/// Everybody who works here, by name.
///
/// # Errors
/// The database's own.
pub fn list(rx: &mut Rx<'_>, _permit: &Permit) -> Answer<Vec<Account>> {
    store::accounts::list(rx)
}

/// The account with an id.
///
/// # Errors
/// [`Fault::NotFound`] where there is none.
pub fn get(rx: &mut Rx<'_>, id: StaffId) -> Answer<Account> {
    find(rx, id)?.ok_or(Fault::NotFound)
}

/// The account with an id, where there is one.
///
/// # Errors
/// The database's own.
pub fn find(rx: &mut Rx<'_>, id: StaffId) -> Answer<Option<Account>> {
    store::accounts::find(rx, store::accounts::By::Id(id))
}

/// The account with a sign-in name, written in any case.
///
/// # Errors
/// The database's own.
pub fn find_by_sign_in(rx: &mut Rx<'_>, name: &str) -> Answer<Option<Account>> {
    store::accounts::find(rx, store::accounts::By::SignIn(name.trim().to_lowercase()))
}

/// The account with the council's own id.
///
/// # Errors
/// The database's own.
pub fn find_by_code(rx: &mut Rx<'_>, code: &str) -> Answer<Option<Account>> {
    store::accounts::find(rx, store::accounts::By::Code(code.trim().to_owned()))
}

/// Adds a member of staff, or changes one; answers whether anything changed. What is set here is not set back by a file.
/// The caller writes the audit entry.
///
/// # Errors
/// A refusal where a field is empty or unreadable, the team is not known, or code or sign-in name are somebody else's.
pub fn save(tx: &mut Tx<'_>, permit: &Permit, details: AccountDetails) -> Answer<bool> {
    let details = checked(details)?;
    if let Some(other) = find_by_code(tx, &details.code)?.filter(|o| o.id != details.id) {
        return Err(taken("code", &other));
    }
    if let Some(name) = &details.sign_in_name
        && let Some(other) = find_by_sign_in(tx, name)?.filter(|o| o.id != details.id)
    {
        return Err(taken("sign_in_name", &other));
    }
    store::accounts::save(tx, permit, &details)
}

/// Disables an account, from the next statement on; answers whether it was in use. The caller ends its sessions and
/// writes the audit entry.
///
/// # Errors
/// [`Fault::NotFound`] where there is none.
pub fn disable(tx: &mut Tx<'_>, permit: &Permit, id: StaffId) -> Answer<bool> {
    store::accounts::disable(tx, permit, id)
}

fn taken(field: &'static str, other: &Account) -> Fault {
    let state = if other.disabled_at.is_some() { " It is disabled." } else { "" };
    Refusal::invalid("staff_taken", field, format!("Another member of staff has that already.{state}")).into()
}

/// Trims every field and refuses what cannot stand.
fn checked(details: AccountDetails) -> Result<AccountDetails, Refusal> {
    let code = one_line(&details.code, 1, 40).ok_or_else(|| {
        Refusal::invalid("staff_code", "code", "Give the council's own staff id: 1 to 40 characters on one line.")
    })?;
    let name = one_line(&details.name, 1, 120)
        .ok_or_else(|| Refusal::invalid("staff_name", "name", "Give a name: 1 to 120 characters on one line."))?;
    let email = details.email.filter(|e| !e.trim().is_empty()).map(|e| email(&e)).transpose()?;
    let sign_in_name = details.sign_in_name.filter(|s| !s.trim().is_empty()).map(|s| sign_in_name(&s)).transpose()?;
    let team = details.team.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    Ok(AccountDetails { id: details.id, code, name, role: details.role, team, email, sign_in_name })
}

/// Text on one line, within a length in characters; none where it is not.
#[must_use]
pub(super) fn one_line(text: &str, min: usize, max: usize) -> Option<String> {
    let text = text.trim();
    let chars = text.chars().count();
    (chars >= min && chars <= max && !text.chars().any(char::is_control)).then(|| text.to_owned())
}

/// Reads an e-mail address: something, an @, and a domain with a dot.
pub(super) fn email(text: &str) -> Result<String, Refusal> {
    let refuse = || Refusal::invalid("staff_email", "email", "Write an e-mail address, like sam.lee@example.gov.uk.");
    let text = one_line(text, 3, 254).ok_or_else(refuse)?;
    let (who, domain) = text.rsplit_once('@').ok_or_else(refuse)?;
    let plain = !who.is_empty() && domain.contains('.') && !text.contains([' ', ',', ';', '<', '>', '"']);
    if plain { Ok(text) } else { Err(refuse()) }
}

/// Reads a sign-in name: 3 to 100 characters without a space, in lower case.
pub(super) fn sign_in_name(text: &str) -> Result<String, Refusal> {
    let refuse = || {
        Refusal::invalid(
            "staff_sign_in_name",
            "sign_in_name",
            "Write a sign-in name: 3 to 100 characters without a space.",
        )
    };
    let text = one_line(text, 3, 100).ok_or_else(refuse)?;
    if text.contains(char::is_whitespace) { Err(refuse()) } else { Ok(text.to_lowercase()) }
}
