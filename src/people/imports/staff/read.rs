//! One row of `staff.csv`. People write roles, services and days in many ways; what is not known is said, not guessed.

use crate::files::receipt::RowRef;
use crate::files::table::plain;
use crate::kernel::words::{Role, Service};
use crate::people::accounts;

use super::super::cells::{Cells, swe_number};
use super::super::shapes::staff as c;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What a row says; none where the file has no such column or the cell is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRow {
    /// Where it stands.
    pub at: RowRef,
    /// The council's own id.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Employed as what.
    pub role: Role,
    /// The team's code.
    pub team: Option<String>,
    /// What the team is called.
    pub team_name: Option<String>,
    /// What the team is there for.
    pub service: Option<Service>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their Social Work England number.
    pub swe_number: Option<String>,
    /// The council's own id of their manager.
    pub manager: Option<String>,
    /// What they sign in with.
    pub sign_in_name: Option<String>,
    /// Their working days.
    pub work_days: Option<String>,
    /// What they can and can't decide, in their own words.
    pub about: Option<String>,
}

impl StaffRow {
    /// The row without its place, to tell whether two say the same.
    #[must_use]
    pub fn says(&self) -> Self {
        Self { at: RowRef { table: 0, row: 0 }, ..self.clone() }
    }
}

/// Reads a row.
pub fn read(cells: &mut Cells<'_>) -> Option<StaffRow> {
    let code = cells.id(c::STAFF)?;
    let Some(name) = accounts::one_line(cells.text(c::NAME), 1, 120) else {
        cells.set_aside(c::NAME, "There is no name, or it is longer than 120 characters.");
        return None;
    };
    let Some(role) = role(cells.text(c::ROLE)) else {
        let known: Vec<&str> = Role::ALL.iter().map(|r| r.as_str()).collect();
        cells.set_aside(c::ROLE, format!("This is none of: {}.", known.join(", ")));
        return None;
    };
    let team_name = line(cells, c::TEAM_NAME);
    let team = line(cells, c::TEAM).or_else(|| team_name.clone());
    let row = StaffRow {
        at: cells.at,
        code,
        name,
        role,
        team,
        team_name,
        service: kept(
            cells,
            c::SERVICE,
            service,
            "This service is not known: it was worked out from the team's roles.",
        ),
        email: kept(cells, c::EMAIL, |t| accounts::email(t).ok(), "This is no e-mail address: it was left out."),
        swe_number: kept(cells, c::SWE_NUMBER, swe_number, "This is no Social Work England number: it was left out."),
        manager: cells.filled(c::MANAGER).map(|m| super::super::cells::without_decimals(m).0.to_owned()),
        sign_in_name: kept(
            cells,
            c::SIGN_IN_NAME,
            |t| accounts::sign_in_name(t).ok(),
            "A sign-in name has 3 to 100 characters and no space: it was left out.",
        ),
        work_days: kept(
            cells,
            c::WORK_DAYS,
            work_days,
            "These are no days that can be read, like Mon-Thu: they were left out.",
        ),
        about: kept(cells, c::ABOUT, about, "This is longer than 500 characters: it was left out."),
    };
    cells.take();
    Some(row)
}

/// A cell that can be read; one that cannot is left out, which is said.
fn kept<T>(cells: &mut Cells<'_>, column: usize, read: impl Fn(&str) -> Option<T>, otherwise: &str) -> Option<T> {
    let found = read(cells.filled(column)?);
    if found.is_none() {
        cells.correct(column, otherwise);
    }
    found
}

fn line(cells: &mut Cells<'_>, column: usize) -> Option<String> {
    kept(cells, column, |t| accounts::one_line(t, 1, 80), "This is longer than 80 characters: it was left out.")
}

fn about(text: &str) -> Option<String> {
    let fits = text.chars().count() <= 500 && !text.chars().any(|c| c.is_control() && c != '\n');
    fits.then(|| text.to_owned())
}

/// A role, as councils write it.
fn role(text: &str) -> Option<Role> {
    Some(match plain(text).as_str() {
        "SOCIALWORKER" | "SW" | "SENIORSOCIALWORKER" | "ADVANCEDSOCIALWORKER" | "ASYESOCIALWORKER" => {
            Role::SocialWorker
        }
        "IRO" | "INDEPENDENTREVIEWINGOFFICER" => Role::Iro,
        "IROLEAD" | "IROSERVICELEAD" | "IROMANAGER" | "LEADIRO" | "IROTEAMMANAGER" => Role::IroLead,
        "PERSONALADVISER" | "PERSONALADVISOR" | "PA" => Role::PersonalAdviser,
        "TEAMMANAGER" | "MANAGER" | "TM" => Role::TeamManager,
        "BUSINESSADMINISTRATOR" | "BUSINESSADMIN" | "BUSINESSSUPPORT" => Role::BusinessAdministrator,
        "FINANCEAPPROVER" | "FINANCE" => Role::FinanceApprover,
        "PARTICIPATIONWORKER" | "PARTICIPATIONOFFICER" => Role::ParticipationWorker,
        "SYSTEMADMINISTRATOR" | "SYSTEMADMIN" | "SYSTEMSADMINISTRATOR" => Role::SystemAdministrator,
        _ => return None,
    })
}

/// A service, as councils write it.
fn service(text: &str) -> Option<Service> {
    Some(match plain(text).as_str() {
        "CHILDREN"
        | "CHILDRENS"
        | "CHILDRENSSERVICES"
        | "SOCIALWORK"
        | "LOOKEDAFTERCHILDREN"
        | "CHILDRENLOOKEDAFTER"
        | "CHILDRENINCARE" => Service::Children,
        "IRO" | "IROSERVICE" | "INDEPENDENTREVIEWING" | "INDEPENDENTREVIEWINGSERVICE" => Service::Iro,
        "LEAVINGCARE" | "CARELEAVERS" | "LEAVINGCARESERVICE" => Service::LeavingCare,
        "PARTICIPATION" => Service::Participation,
        "BUSINESS" | "BUSINESSSUPPORT" => Service::Business,
        "FINANCE" => Service::Finance,
        "SYSTEMS" | "SYSTEM" | "IT" | "ICT" => Service::Systems,
        _ => return None,
    })
}

/// Working days: `mon,tue,wed`, `Monday to Thursday`, `Mon-Wed; Fri`.
fn work_days(text: &str) -> Option<String> {
    let text = text.to_lowercase().replace(['-', '–'], " to ");
    let mut on = [false; 7];
    let mut before: Option<usize> = None;
    let mut to = false;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        if matches!(word, "to" | "and") {
            to = word == "to";
            continue;
        }
        let day = DAYS.iter().position(|d| word.starts_with(d))?;
        let from = if to { before.filter(|b| *b <= day)? } else { day };
        on.iter_mut().take(day + 1).skip(from).for_each(|d| *d = true);
        (before, to) = (Some(day), false);
    }
    let days: Vec<&str> = DAYS.iter().zip(on).filter(|(_, on)| *on).map(|(d, _)| *d).collect();
    (!days.is_empty() && !to).then(|| days.join(","))
}

/// The service that a team's roles speak for.
#[must_use]
pub fn service_of(role: Role) -> Service {
    match role {
        Role::Iro | Role::IroLead => Service::Iro,
        Role::PersonalAdviser => Service::LeavingCare,
        Role::ParticipationWorker => Service::Participation,
        Role::BusinessAdministrator => Service::Business,
        Role::FinanceApprover => Service::Finance,
        Role::SystemAdministrator => Service::Systems,
        Role::SocialWorker | Role::TeamManager => Service::Children,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn working_days_are_read_as_people_write_them() {
        for (text, days) in [
            ("mon,tue,wed", "mon,tue,wed"),
            ("Mon-Fri", "mon,tue,wed,thu,fri"),
            ("Monday to Wednesday and Friday", "mon,tue,wed,fri"),
            ("Tues; Thurs", "tue,thu"),
            ("Fri Mon", "mon,fri"),
        ] {
            assert_eq!(work_days(text).as_deref(), Some(days), "{text}");
        }
        for text in ["weekdays", "Fri-Mon", "Mon-", ""] {
            assert_eq!(work_days(text), None, "{text}");
        }
    }

    #[test]
    fn roles_are_read_as_councils_write_them() {
        for role_of in Role::ALL {
            assert_eq!(role(role_of.as_str()), Some(*role_of));
        }
        assert_eq!(role("Independent Reviewing Officer"), Some(Role::Iro));
        assert_eq!(role("Wizard"), None);
    }
}
