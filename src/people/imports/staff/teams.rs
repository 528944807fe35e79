//! Teams and their managers, from the rows of their members.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::files::receipt::RowRef;
use crate::kernel::id::{Id, StaffId, TeamId};
use crate::kernel::words::{Role, Service};

use super::super::known::KnownTeam;
use super::Planner;
use super::read::{StaffRow, service_of};

impl Planner<'_> {
    /// Works out the teams; answers their ids by code.
    pub(super) fn teams(&mut self, rows: &[StaffRow]) -> HashMap<String, TeamId> {
        let mut members: BTreeMap<&str, Vec<&StaffRow>> = BTreeMap::new();
        for row in rows {
            row.team.iter().for_each(|t| members.entry(t).or_default().push(row));
        }
        let mut ids: HashMap<String, TeamId> = self.known.teams.iter().map(|t| (t.code.clone(), t.id)).collect();
        for (code, members) in members {
            let name = most(members.iter().filter_map(|r| r.team_name.clone()));
            let service = most(members.iter().filter_map(|r| r.service));
            let say = "Most rows of this team say otherwise: theirs was taken.";
            for row in members.iter().filter(|r| r.team_name.is_some() && r.team_name != name) {
                self.tally.correct(row.at, Some("team_name"), say);
            }
            for row in members.iter().filter(|r| r.service.is_some() && r.service != service) {
                self.tally.correct(row.at, Some("service"), say);
            }
            let first = members.first().map(|r| r.at);
            match self.known.teams.iter().find(|t| t.code == code) {
                None => {
                    let name = name.unwrap_or_else(|| code.to_owned());
                    let service = service.unwrap_or_else(|| worked_out(&members));
                    let team = KnownTeam { id: Id::at(self.now.at), code: code.to_owned(), name, service };
                    ids.insert(code.to_owned(), team.id);
                    self.differs("added", "teams", code, vec![]);
                    self.writes.teams_new.push(team);
                }
                Some(before) => {
                    let after = KnownTeam {
                        name: name.unwrap_or_else(|| before.name.clone()),
                        service: service.unwrap_or(before.service),
                        ..before.clone()
                    };
                    if after != *before {
                        self.differs("changed", "teams", code, vec!["team_name", "service"]);
                        first.into_iter().for_each(|at| self.tally.changes(at));
                        self.writes.teams_set.push(after);
                    }
                }
            }
        }
        ids
    }

    /// Who manages each team of the file: whoever is employed to, and whoever its members name. A team for which the file
    /// names nobody keeps who it has.
    pub(super) fn managers(
        &mut self,
        rows: &[StaffRow],
        teams: &HashMap<String, TeamId>,
        ids: &HashMap<String, StaffId>,
    ) {
        let mut named: BTreeMap<TeamId, BTreeMap<StaffId, RowRef>> = BTreeMap::new();
        for row in rows {
            let Some(team) = row.team.as_ref().and_then(|t| teams.get(t)).copied() else { continue };
            let manages = matches!(row.role, Role::TeamManager | Role::IroLead);
            let manager = if manages { Some(&row.code) } else { row.manager.as_ref() };
            let Some(manager) = manager else { continue };
            match ids.get(manager) {
                None => {
                    self.tally.correct(row.at, Some("manager_id"), "No member of staff has this id: it was left out.")
                }
                Some(_) if !self.can_manage(rows, manager) => {
                    self.tally.correct(
                        row.at,
                        Some("manager_id"),
                        "Somebody in that role reads no child's record and manages no team here: it was left out.",
                    );
                }
                Some(manager) => {
                    named.entry(team).or_default().entry(*manager).or_insert(row.at);
                }
            }
        }
        for (team, managers) in named {
            let before: BTreeSet<StaffId> =
                self.known.managers.iter().filter(|(t, _)| *t == team).map(|(_, s)| *s).collect();
            let code = teams.iter().find(|(_, id)| **id == team).map(|(code, _)| code.clone()).unwrap_or_default();
            for (manager, at) in managers.iter().filter(|(m, _)| !before.contains(*m)) {
                self.differs("added", "managers", &code, vec![]);
                self.tally.changes(*at);
                self.writes.managers_new.push((team, *manager));
            }
            for manager in before.iter().filter(|m| !managers.contains_key(*m)) {
                self.differs("changed", "managers", &code, vec!["manager_id"]);
                managers.values().next().into_iter().for_each(|at| self.tally.changes(*at));
                self.writes.managers_gone.push((team, *manager));
            }
        }
    }

    /// Whether somebody's role lets them manage a team: offices and the system administrator read no child's record.
    fn can_manage(&self, rows: &[StaffRow], code: &str) -> bool {
        let in_file = rows.iter().find(|r| r.code == code).map(|r| r.role);
        let role = in_file.or_else(|| self.known.staff.iter().find(|s| s.code == code).map(|s| s.role));
        !matches!(
            role,
            None | Some(
                Role::SystemAdministrator
                    | Role::BusinessAdministrator
                    | Role::FinanceApprover
                    | Role::ParticipationWorker
            )
        )
    }
}

/// What most say; the first in order where as many say otherwise.
fn most<T: Ord + Clone>(said: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    said.for_each(|s| *counts.entry(s).or_default() += 1);
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map(|(s, _)| s)
}

fn worked_out(members: &[&StaffRow]) -> Service {
    let of_others = most(members.iter().filter(|r| r.role != Role::TeamManager).map(|r| service_of(r.role)));
    of_others.unwrap_or(Service::Children)
}
