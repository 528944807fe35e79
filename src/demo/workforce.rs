//! The people who work for the council: teams with managers, caseloads as a council has them, and those who have left.

use std::collections::HashSet;

use super::council::{Plan, Team, Worker};
use super::dice::Dice;
use super::names;
use crate::kernel::words::{Role, Service};

/// Children in care for one social worker, one IRO; young people for one personal adviser.
pub(super) const PER_SOCIAL_WORKER: usize = 17;
/// See [`PER_SOCIAL_WORKER`].
pub(super) const PER_IRO: usize = 60;
/// See [`PER_SOCIAL_WORKER`].
pub(super) const PER_ADVISER: usize = 23;
/// Social workers in a team.
const PER_TEAM: usize = 6;
/// Personal advisers in a team.
const ADVISERS_PER_TEAM: usize = 8;

/// Code of the team that answers for a social worker's post that nobody holds.
pub(super) const DUTY_TEAM: &str = "DUTY";
/// Code of the IROs' team.
pub(super) const IRO_TEAM: &str = "IRO";
/// Code of the team that answers for a personal adviser's post that nobody holds.
pub(super) const LEAVING_CARE_TEAM: &str = "LC1";
/// Staff code of the duty owner.
pub(super) const DUTY_OWNER: &str = "TM-DUTY";
/// Staff code of the IRO service lead.
pub(super) const IRO_LEAD: &str = "IRO-LEAD";

const PLACES: &[&str] = &["North", "Central", "East", "West", "Riverside", "Hillside", "Parkside", "Harbour"];

const ABOUT_WORKER: &[&str] = &[
    "I can say yes to small things myself: trips, clubs, sleepovers. For moves and family time I ask my manager first, and tell you when you’ll know.",
    "I like dogs, charity shops and straight answers. I can sort money for trips and clubs; bigger things I take to a meeting and come back to you.",
    "You can tell me if I got something wrong. I decide everyday things; where you live is decided with my manager and your IRO.",
    "I’m learning to bake and I’m not good at it yet. Ask me anything. What I can’t decide I’ll say so, and who can.",
    "I visit on most Tuesdays. I can sort everyday things quickly. Courts and money over £100 take me longer, and I’ll tell you how long.",
    "I’m usually in schools in the morning, so I read messages after lunch. I decide with you whenever I can.",
];
const ABOUT_IRO: &[&str] = &[
    "I run your review and check that the plan is being kept. I’m not in your worker’s team. You can tell me if you’re not being listened to.",
    "I make sure people do what they said. I don’t decide on my own, but I can make others look again.",
];
const ABOUT_ADVISER: &[&str] = &[
    "I help with flats, college, work, money and the council’s forms. I can sign off small grants; bigger ones go to my manager each Wednesday.",
    "I’m here until you’re 25 if you want me to be. Text, walk, coffee, whatever works.",
];

/// Makes teams and staff. Managers come before those whom they manage.
pub(super) fn make(dice: &mut Dice, plan: &Plan) -> (Vec<Team>, Vec<Worker>) {
    let mut force =
        Force { dice, teams: Vec::new(), staff: Vec::new(), names: HashSet::new(), sign_ins: HashSet::new() };
    let leavers = plan.children - plan.in_care().min(plan.children);
    force.duty();
    force.social_workers(plan.in_care().div_ceil(PER_SOCIAL_WORKER).max(2));
    force.reviewing(plan.in_care().div_ceil(PER_IRO).max(1));
    force.advisers((leavers + plan.in_care() / 8).div_ceil(PER_ADVISER).max(2));
    force.offices();
    (force.teams, force.staff)
}

struct Force<'d> {
    dice: &'d mut Dice,
    teams: Vec<Team>,
    staff: Vec<Worker>,
    names: HashSet<String>,
    sign_ins: HashSet<String>,
}

impl Force<'_> {
    fn team(&mut self, code: &str, name: &str, service: Service) -> usize {
        self.teams.push(Team { code: code.to_owned(), name: name.to_owned(), service });
        self.teams.len() - 1
    }

    fn hire(&mut self, code: &str, role: Role, team: usize, manager: Option<&str>, about: &'static str) {
        let name = self.fresh_name();
        let sign_in_name = Some(self.sign_in_name(&name));
        let registered = matches!(role, Role::SocialWorker | Role::Iro | Role::IroLead | Role::TeamManager);
        let swe_number = registered.then(|| format!("SW{}", 204_100 + self.staff.len() * 13));
        let days = [("mon,tue,wed,thu,fri", 78), ("mon,tue,wed,thu", 12), ("tue,wed,thu", 10)];
        let work_days = match role {
            Role::SocialWorker | Role::Iro | Role::PersonalAdviser => self.dice.weighted(&days),
            _ => "mon,tue,wed,thu,fri",
        };
        let manager = manager.map(str::to_owned);
        self.staff.push(Worker {
            code: code.to_owned(),
            name,
            role,
            team,
            swe_number,
            manager,
            sign_in_name,
            work_days,
            about,
        });
    }

    /// Somebody who has left: known by name in old allocations, but cannot sign in.
    fn leave(&mut self) {
        if let Some(last) = self.staff.last_mut() {
            last.sign_in_name = None;
            last.about = "";
        }
    }

    fn fresh_name(&mut self) -> String {
        loop {
            let name = format!("{} {}", names::first(self.dice), names::family(self.dice));
            if self.names.insert(name.clone()) {
                return name;
            }
        }
    }

    fn sign_in_name(&mut self, name: &str) -> String {
        let plain = name.to_lowercase().replace(' ', ".");
        let fresh = (1..)
            .map(|n| if n == 1 { plain.clone() } else { format!("{plain}{n}") })
            .find(|n| !self.sign_ins.contains(n));
        let fresh = fresh.unwrap_or(plain);
        self.sign_ins.insert(fresh.clone());
        fresh
    }

    fn duty(&mut self) {
        let team = self.team(DUTY_TEAM, "Duty team", Service::Children);
        self.hire(DUTY_OWNER, Role::TeamManager, team, None, "I look after whatever has nobody else to look after it.");
    }

    fn social_workers(&mut self, count: usize) {
        for nth in 0..count {
            let of_team = nth / PER_TEAM + 1;
            let code = format!("CT{of_team}");
            let manager = format!("TM{of_team:02}");
            if nth % PER_TEAM == 0 {
                let place = PLACES.get((of_team - 1) % PLACES.len()).copied().unwrap_or_default();
                let team = self.team(&code, &format!("Children’s team {place}"), Service::Children);
                self.hire(
                    &manager,
                    Role::TeamManager,
                    team,
                    Some(DUTY_OWNER),
                    "I lead the team. If your worker can’t answer, I do.",
                );
                for left in 1..=2 {
                    self.hire(&format!("XW{:02}", of_team * 2 + left), Role::SocialWorker, team, Some(&manager), "");
                    self.leave();
                }
            }
            let team = self.teams.len() - 1;
            let about = self.dice.pick(ABOUT_WORKER);
            self.hire(&format!("SW{:02}", nth + 1), Role::SocialWorker, team, Some(&manager), about);
        }
    }

    fn reviewing(&mut self, count: usize) {
        let team = self.team(IRO_TEAM, "Independent reviewing service", Service::Iro);
        self.hire(IRO_LEAD, Role::IroLead, team, None, "I lead the reviewing service. I answer when your IRO can’t.");
        for nth in 1..=count {
            let about = self.dice.pick(ABOUT_IRO);
            self.hire(&format!("IRO{nth:02}"), Role::Iro, team, Some(IRO_LEAD), about);
        }
    }

    fn advisers(&mut self, count: usize) {
        for nth in 0..count {
            let of_team = nth / ADVISERS_PER_TEAM + 1;
            let manager = format!("TML{of_team}");
            if nth % ADVISERS_PER_TEAM == 0 {
                let team =
                    self.team(&format!("LC{of_team}"), &format!("Leaving care team {of_team}"), Service::LeavingCare);
                self.hire(
                    &manager,
                    Role::TeamManager,
                    team,
                    Some(DUTY_OWNER),
                    "I lead the leaving care team. If your adviser can’t answer, I do.",
                );
            }
            let team = self.teams.len() - 1;
            let about = self.dice.pick(ABOUT_ADVISER);
            self.hire(&format!("PA{:02}", nth + 1), Role::PersonalAdviser, team, Some(&manager), about);
        }
    }

    fn offices(&mut self) {
        let business = self.team("BUS", "Business support", Service::Business);
        self.hire("BA01", Role::BusinessAdministrator, business, None, "");
        let finance = self.team("FIN", "Finance", Service::Finance);
        self.hire("FA01", Role::FinanceApprover, finance, None, "");
        self.hire("FA02", Role::FinanceApprover, finance, None, "");
        let participation = self.team("PART", "Participation", Service::Participation);
        self.hire("PW01", Role::ParticipationWorker, participation, None, "");
        let systems = self.team("SYS", "Systems", Service::Systems);
        self.hire("SA01", Role::SystemAdministrator, systems, None, "");
    }
}
