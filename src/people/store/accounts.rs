//! Staff as the administrator keeps them.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::id::{StaffId, TeamId};
use crate::kernel::words::Role;
use crate::kernel::{At, Refusal};
use crate::people::accounts::{Account, AccountDetails};
use crate::store::schema::{staff, teams};
use crate::store::{Answer, Fault, Rx, Tx};

/// By what an account is found.
pub(in crate::people) enum By {
    Id(StaffId),
    Code(String),
    SignIn(String),
}

type Row = (
    StaffId,
    String,
    String,
    Role,
    Option<TeamId>,
    Option<String>,
    Option<String>,
    Option<At>,
    Option<String>,
    Option<String>,
);

fn account((id, code, name, role, team, email, sign_in_name, disabled_at, team_code, team_name): Row) -> Account {
    Account { id, code, name, role, team, team_code, team_name, email, sign_in_name, disabled_at }
}

macro_rules! rows {
    () => {
        staff::table.left_join(teams::table).select((
            staff::id,
            staff::code,
            staff::name,
            staff::role,
            staff::team_id,
            staff::email,
            staff::sign_in_name,
            staff::disabled_at,
            teams::code.nullable(),
            teams::name.nullable(),
        ))
    };
}

/// Everybody, by name.
pub(in crate::people) fn list(rx: &mut Rx<'_>) -> Answer<Vec<Account>> {
    let found: Vec<Row> = rows!().order((staff::name, staff::id)).load(rx.db())?;
    Ok(found.into_iter().map(account).collect())
}

/// One account.
pub(in crate::people) fn find(rx: &mut Rx<'_>, by: By) -> Answer<Option<Account>> {
    let found: Option<Row> = match by {
        By::Id(id) => rows!().filter(staff::id.eq(id)).first(rx.db()).optional()?,
        By::Code(code) => rows!().filter(staff::code.eq(code)).first(rx.db()).optional()?,
        By::SignIn(name) => rows!().filter(staff::sign_in_name.eq(Some(name))).first(rx.db()).optional()?,
    };
    Ok(found.map(account))
}

/// The team with a code.
fn team(rx: &mut Rx<'_>, code: Option<&str>) -> Answer<Option<TeamId>> {
    let Some(code) = code else { return Ok(None) };
    let found: Option<TeamId> =
        teams::table.filter(teams::code.eq(code)).select(teams::id).first(rx.db()).optional()?;
    let unknown = || {
        Fault::from(Refusal::invalid(
            "team_unknown",
            "team",
            "There is no team with that code. Teams come with the staff file.",
        ))
    };
    found.map(Some).ok_or_else(unknown)
}

/// Adds or changes a member of staff.
pub(in crate::people) fn save(tx: &mut Tx<'_>, _permit: &Permit, new: &AccountDetails) -> Answer<bool> {
    let team = team(tx, new.team.as_deref())?;
    let Some(old) = find(tx, By::Id(new.id))? else {
        let set =
            [("team", team.is_some()), ("email", new.email.is_some()), ("sign_in_name", new.sign_in_name.is_some())];
        let set: Vec<&str> = set.iter().filter(|(_, s)| *s).map(|(n, _)| *n).collect();
        let values = (
            staff::by_hand.eq(super::with_names("name,role", &set)),
            staff::id.eq(new.id),
            staff::code.eq(&new.code),
            staff::name.eq(&new.name),
            staff::role.eq(new.role),
            staff::team_id.eq(team),
            staff::email.eq(&new.email),
            staff::sign_in_name.eq(&new.sign_in_name),
        );
        diesel::insert_into(staff::table).values(values).execute(tx.db())?;
        return Ok(true);
    };
    let changed = [
        ("name", old.name != new.name),
        ("role", old.role != new.role),
        ("team", old.team != team),
        ("email", old.email != new.email),
        ("sign_in_name", old.sign_in_name != new.sign_in_name),
    ];
    let changed: Vec<&str> = changed.iter().filter(|(_, c)| *c).map(|(n, _)| *n).collect();
    if changed.is_empty() && old.code == new.code {
        return Ok(false);
    }
    let by_hand: String = staff::table.find(new.id).select(staff::by_hand).first(tx.db())?;
    let values = (
        staff::code.eq(&new.code),
        staff::name.eq(&new.name),
        staff::role.eq(new.role),
        staff::team_id.eq(team),
        staff::email.eq(&new.email),
        staff::sign_in_name.eq(&new.sign_in_name),
        staff::by_hand.eq(super::with_names(&by_hand, &changed)),
    );
    diesel::update(staff::table.find(new.id)).set(values).execute(tx.db())?;
    Ok(true)
}

/// Disables an account.
pub(in crate::people) fn disable(tx: &mut Tx<'_>, _permit: &Permit, id: StaffId) -> Answer<bool> {
    let now = tx.now();
    find(tx, By::Id(id))?.ok_or(Fault::NotFound)?;
    let open = staff::table.find(id).filter(staff::disabled_at.is_null());
    Ok(diesel::update(open).set(staff::disabled_at.eq(Some(now))).execute(tx.db())? > 0)
}
