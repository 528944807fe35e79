//! The council of every test.
//!
//! Children: **Amara** (social worker Sam, IRO Ivy; Olu held her until yesterday, Fay will from tomorrow), **Chidi** (her
//! brother: the same people), **Bilal** (another child: social worker Otis of the other team, IRO Ivan), **Dana** (care
//! leaver: personal adviser Pat, IRO none), **Eve** (looked after, nobody holds her social worker's post; IRO Ivy).
//! Managers: Maya of Sam's team CP1, Mo of Otis's team CP2, Lena of leaving care LC1, Iris leads the IROs (and the council
//! names her as the lead). Cal is in Sam's team and holds nobody: `app.send_away(sam, cal)` makes him the cover. Stan is a
//! social worker with nothing to do with anybody. Dee is the duty owner. Bea is the business administrator, Fin approves
//! pay runs, Paz does participation, Sys keeps the system.

use chrono::NaiveDate;
use diesel::prelude::*;
use sayso::kernel::clock::DAY;
use sayso::kernel::id::{AbsenceId, AllocationId, AnyId, ChildId, EpisodeId, Id, StaffId, TeamId};
use sayso::kernel::words::{Post, Role, Service};
use sayso::store::schema::{absences, allocations, care_episodes, children, staff, team_managers, teams};
use sayso::store::{Answer, Store, Tx};

/// Everybody, by their first names.
#[derive(Debug, Clone, Copy)]
pub struct Cast {
    pub amara: ChildId,
    pub chidi: ChildId,
    pub bilal: ChildId,
    pub dana: ChildId,
    pub eve: ChildId,
    pub sam: StaffId,
    pub olu: StaffId,
    pub fay: StaffId,
    pub cal: StaffId,
    pub stan: StaffId,
    pub otis: StaffId,
    pub ivy: StaffId,
    pub ivan: StaffId,
    pub iris: StaffId,
    pub maya: StaffId,
    pub mo: StaffId,
    pub lena: StaffId,
    pub pat: StaffId,
    pub dee: StaffId,
    pub bea: StaffId,
    pub fin: StaffId,
    pub paz: StaffId,
    pub sys: StaffId,
}

impl Cast {
    /// Every member of staff with the name in their role.
    pub fn all_staff(&self) -> Vec<(&'static str, StaffId)> {
        vec![
            ("sam", self.sam),
            ("olu", self.olu),
            ("fay", self.fay),
            ("cal", self.cal),
            ("stan", self.stan),
            ("otis", self.otis),
            ("ivy", self.ivy),
            ("ivan", self.ivan),
            ("iris", self.iris),
            ("maya", self.maya),
            ("mo", self.mo),
            ("lena", self.lena),
            ("pat", self.pat),
            ("dee", self.dee),
            ("bea", self.bea),
            ("fin", self.fin),
            ("paz", self.paz),
            ("sys", self.sys),
        ]
    }
}

/// Enters the council.
pub async fn enter(store: &Store) -> Cast {
    store.upkeep(fill).await.unwrap()
}

fn fill(tx: &mut Tx<'_>) -> Answer<Cast> {
    let cp1 = team(tx, "CP1", Service::Children)?;
    let cp2 = team(tx, "CP2", Service::Children)?;
    let iro = team(tx, "IRO", Service::Iro)?;
    let lc1 = team(tx, "LC1", Service::LeavingCare)?;
    let part = team(tx, "PART", Service::Participation)?;
    let bus = team(tx, "BUS", Service::Business)?;
    let fin_team = team(tx, "FIN", Service::Finance)?;
    let sys_team = team(tx, "SYS", Service::Systems)?;
    let duty = team(tx, "EDT", Service::Children)?;
    let cast = Cast {
        amara: child(tx, "C0001", "Amara", "2011-05-04")?,
        chidi: child(tx, "C0002", "Chidi", "2013-08-19")?,
        bilal: child(tx, "C0003", "Bilal", "2012-01-30")?,
        dana: child(tx, "C0004", "Dana", "2007-02-02")?,
        eve: child(tx, "C0005", "Eve", "2014-11-11")?,
        sam: person(tx, "SAM", "Sam Okafor", Role::SocialWorker, cp1)?,
        olu: person(tx, "OLU", "Olu Ade", Role::SocialWorker, cp1)?,
        fay: person(tx, "FAY", "Fay Green", Role::SocialWorker, cp1)?,
        cal: person(tx, "CAL", "Cal Reed", Role::SocialWorker, cp1)?,
        stan: person(tx, "STAN", "Stan Lowe", Role::SocialWorker, cp2)?,
        otis: person(tx, "OTIS", "Otis Bell", Role::SocialWorker, cp2)?,
        ivy: person(tx, "IVY", "Ivy Hart", Role::Iro, iro)?,
        ivan: person(tx, "IVAN", "Ivan Cole", Role::Iro, iro)?,
        iris: person(tx, "IRIS", "Iris Webb", Role::IroLead, iro)?,
        maya: person(tx, "MAYA", "Maya Singh", Role::TeamManager, cp1)?,
        mo: person(tx, "MO", "Mo Khan", Role::TeamManager, cp2)?,
        lena: person(tx, "LENA", "Lena Fox", Role::TeamManager, lc1)?,
        pat: person(tx, "PAT", "Pat Doyle", Role::PersonalAdviser, lc1)?,
        dee: person(tx, "DUTY", "Dee Marsh", Role::TeamManager, duty)?,
        bea: person(tx, "BEA", "Bea Lunt", Role::BusinessAdministrator, bus)?,
        fin: person(tx, "FIN", "Fin Cross", Role::FinanceApprover, fin_team)?,
        paz: person(tx, "PAZ", "Paz Vega", Role::ParticipationWorker, part)?,
        sys: person(tx, "SYS", "Sys Admin", Role::SystemAdministrator, sys_team)?,
    };
    for (team, manager) in [(cp1, cast.maya), (cp2, cast.mo), (lc1, cast.lena), (iro, cast.iris), (duty, cast.dee)] {
        manages(tx, team, manager)?;
    }
    for child in [cast.amara, cast.chidi] {
        allocation(tx, child, cast.sam, Post::SocialWorker, (-30, None))?;
        allocation(tx, child, cast.ivy, Post::Iro, (-300, None))?;
    }
    allocation(tx, cast.amara, cast.olu, Post::SocialWorker, (-400, Some(-1)))?;
    allocation(tx, cast.amara, cast.fay, Post::SocialWorker, (1, None))?;
    allocation(tx, cast.bilal, cast.otis, Post::SocialWorker, (-90, None))?;
    allocation(tx, cast.bilal, cast.ivan, Post::Iro, (-90, None))?;
    allocation(tx, cast.dana, cast.pat, Post::PersonalAdviser, (-200, None))?;
    allocation(tx, cast.eve, cast.ivy, Post::Iro, (-20, None))?;
    for (child, end) in
        [(cast.amara, None), (cast.chidi, None), (cast.bilal, None), (cast.eve, None), (cast.dana, Some("2025-02-02"))]
    {
        episode(tx, child, end)?;
    }
    Ok(cast)
}

fn team(tx: &mut Tx<'_>, code: &str, service: Service) -> Answer<TeamId> {
    let id: TeamId = Id::at(tx.now());
    let row =
        (teams::id.eq(id), teams::code.eq(code), teams::name.eq(format!("Team {code}")), teams::service.eq(service));
    diesel::insert_into(teams::table).values(row).execute(tx.db())?;
    Ok(id)
}

fn person(tx: &mut Tx<'_>, code: &str, name: &str, role: Role, team: TeamId) -> Answer<StaffId> {
    let id: StaffId = Id::at(tx.now());
    let row = (
        staff::id.eq(id),
        staff::code.eq(code),
        staff::name.eq(name),
        staff::role.eq(role),
        staff::team_id.eq(Some(team)),
        staff::email.eq(Some(format!("{}@example.test", code.to_lowercase()))),
        staff::sign_in_name.eq(Some(code.to_lowercase())),
        staff::work_days.eq("mon,tue,wed,thu,fri"),
    );
    diesel::insert_into(staff::table).values(row).execute(tx.db())?;
    Ok(id)
}

fn manages(tx: &mut Tx<'_>, team: TeamId, manager: StaffId) -> Answer<()> {
    let (id, from): (AnyId, _) = (Id::at(tx.now()), tx.now().plus(-400 * DAY));
    let row = (
        team_managers::id.eq(id),
        team_managers::team_id.eq(team),
        team_managers::staff_id.eq(manager),
        team_managers::access_from.eq(from),
    );
    diesel::insert_into(team_managers::table).values(row).execute(tx.db())?;
    Ok(())
}

fn child(tx: &mut Tx<'_>, reference: &str, name: &str, born: &str) -> Answer<ChildId> {
    let (id, now): (ChildId, _) = (Id::at(tx.now()), tx.now());
    let row = (
        children::id.eq(id),
        children::reference.eq(reference),
        children::known_as.eq(Some(name)),
        children::born_on.eq(born.parse::<NaiveDate>().unwrap()),
        children::interpreter.eq(false),
        children::history_complete.eq(true),
        children::created_at.eq(now),
        children::changed_at.eq(now),
    );
    diesel::insert_into(children::table).values(row).execute(tx.db())?;
    Ok(id)
}

fn episode(tx: &mut Tx<'_>, child: ChildId, end: Option<&str>) -> Answer<()> {
    let (id, now): (EpisodeId, _) = (Id::at(tx.now()), tx.now());
    let row = (
        care_episodes::id.eq(id),
        care_episodes::child_id.eq(child),
        care_episodes::started_on.eq("2024-03-01".parse::<NaiveDate>().unwrap()),
        care_episodes::ended_on.eq(end.map(|d| d.parse::<NaiveDate>().unwrap())),
        care_episodes::reason_new.eq("S"),
        care_episodes::legal_status.eq("C2"),
        care_episodes::placement.eq("U4"),
        care_episodes::reason_ceased.eq(end.map(|_| "E4A")),
        care_episodes::source.eq("ssda903"),
        care_episodes::changed_at.eq(now),
    );
    diesel::insert_into(care_episodes::table).values(row).execute(tx.db())?;
    Ok(())
}

/// An allocation from so many days after today until so many days after today.
fn allocation(tx: &mut Tx<'_>, child: ChildId, who: StaffId, post: Post, days: (i64, Option<i64>)) -> Answer<()> {
    let (id, now, today): (AllocationId, _, _) = (Id::at(tx.now()), tx.now(), tx.today());
    let row = (
        allocations::id.eq(id),
        allocations::child_id.eq(child),
        allocations::staff_id.eq(who),
        allocations::post.eq(post),
        allocations::starts_on.eq(today + chrono::Duration::days(days.0)),
        allocations::ends_on.eq(days.1.map(|d| today + chrono::Duration::days(d))),
        allocations::access_from.eq(now.plus(days.0 * DAY)),
        allocations::access_until.eq(days.1.map(|d| now.plus(d * DAY))),
        allocations::recorded_at.eq(now),
        allocations::source.eq("ssda903"),
    );
    diesel::insert_into(allocations::table).values(row).execute(tx.db())?;
    Ok(())
}

/// `who` holds a post for a child since yesterday, beside whoever holds it already.
pub async fn also_holds(store: &Store, child: ChildId, post: Post, who: StaffId) {
    store.upkeep(move |tx| allocation(tx, child, who, post, (-1, None))).await.unwrap();
}

/// `who` is away from now for a week; `cover` covers.
pub async fn absence(store: &Store, who: StaffId, cover: StaffId) {
    let write = move |tx: &mut Tx<'_>| {
        let (id, now): (AbsenceId, _) = (Id::at(tx.now()), tx.now());
        let row = (
            absences::id.eq(id),
            absences::staff_id.eq(who),
            absences::cover_id.eq(Some(cover)),
            absences::away_from.eq(now),
            absences::away_until.eq(now.plus(7 * DAY)),
            absences::back_on.eq(tx.today() + chrono::Duration::days(7)),
            absences::recorded_at.eq(now),
        );
        diesel::insert_into(absences::table).values(row).execute(tx.db())?;
        Ok(())
    };
    store.upkeep(write).await.unwrap();
}
