//! How somebody stands to a child today, worked out from facts. Pure.

use super::matrix::Action;
use crate::kernel::id::{AllocationId, StaffId, TeamId};
use crate::kernel::words::{Post, Role};

crate::words! {
    /// A relation that may let somebody in.
    pub enum Relation {
        /// The child, on a phone that a worker has confirmed; or a member of staff, where the thing is their own.
        Own = "own",
        /// The child, on a phone that nobody has confirmed yet.
        Unconfirmed = "unconfirmed",
        /// Holds the post of this thread (of any post, where the thing is the child's and not a thread's).
        Holder = "holder",
        /// Covers for the holder, who is away.
        Cover = "cover",
        /// Is the child's IRO; of the threads of social worker and adviser.
        Iro = "iro",
        /// Manages the team of the post, or is the duty owner where that team has no manager.
        Manager = "manager",
        /// Participation worker.
        Participation = "participation",
        /// Business administrator or finance approver: money only.
        Office = "office",
        /// System administrator.
        System = "system",
        /// Whoever runs commands on the council's machine.
        Operator = "operator",
        /// One of the server's own jobs.
        Job = "job",
        /// None at all.
        None = "none",
    }
}

/// One relation, with the allocation that makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which relation.
    pub relation: Relation,
    /// By which allocation.
    pub allocation: Option<AllocationId>,
}

impl Standing {
    /// A relation that rests on no allocation.
    #[must_use]
    pub const fn plain(relation: Relation) -> Self {
        Self { relation, allocation: None }
    }
}

/// An allocation that is active now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Its id.
    pub allocation: AllocationId,
    /// Who holds the post.
    pub staff: StaffId,
    /// Which post.
    pub post: Post,
    /// The holder's team.
    pub team: Option<TeamId>,
}

/// What is known about a child's posts and one member of staff, now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The child's active allocations.
    pub holdings: Vec<Holding>,
    /// For whom the member of staff covers now.
    pub covers_for: Vec<StaffId>,
    /// The teams that the member of staff manages now.
    pub manages: Vec<TeamId>,
    /// The team of each post when nobody holds it.
    pub default_teams: Vec<(Post, TeamId)>,
    /// Whether the member of staff is the duty owner.
    pub is_duty_owner: bool,
    /// Teams of this child's posts that have no manager now.
    pub unmanaged: Vec<TeamId>,
}

impl Facts {
    /// The team that answers for a post: its holder's, or the post's own where nobody holds it. The IRO's is always the
    /// IRO service, wherever the holder is filed: what a child says to the IRO never goes to the child's own team.
    #[must_use]
    pub fn team_of(&self, post: Post) -> Option<TeamId> {
        let held = self.holdings.iter().find(|h| h.post == post && post != Post::Iro).and_then(|h| h.team);
        held.or_else(|| self.default_teams.iter().find(|(p, _)| *p == post).map(|(_, t)| *t))
    }

    fn manages_post(&self, post: Post) -> bool {
        match self.team_of(post) {
            Some(team) => self.manages.contains(&team) || (self.is_duty_owner && self.unmanaged.contains(&team)),
            None => self.is_duty_owner,
        }
    }
}

/// How a member of staff stands to a thread of `post`, or to the child where no post is named; the closest first.
#[must_use]
pub fn of_staff(facts: &Facts, staff: StaffId, post: Option<Post>) -> Vec<Standing> {
    let mut all = Vec::new();
    let wanted = |p: Post| post.is_none_or(|w| w == p);
    let mine = facts.holdings.iter().filter(|h| h.staff == staff);
    all.extend(mine.clone().filter(|h| wanted(h.post)).map(|h| by(Relation::Holder, h)));
    let covered = facts.holdings.iter().filter(|h| facts.covers_for.contains(&h.staff) && wanted(h.post));
    all.extend(covered.map(|h| by(Relation::Cover, h)));
    if post != Some(Post::Iro) {
        all.extend(mine.filter(|h| h.post == Post::Iro).map(|h| by(Relation::Iro, h)));
    }
    if Post::ALL.iter().any(|p| wanted(*p) && post_exists(facts, *p, post) && facts.manages_post(*p)) {
        all.push(Standing::plain(Relation::Manager));
    }
    all
}

/// How a member of staff stands to what is a colleague's (an inbox, a leave, tasks): their own where they can hold a post
/// or manage, or as the manager of the colleague's team.
#[must_use]
pub fn to_colleague(is_me: bool, role: Role, manages: bool) -> Vec<Standing> {
    let works_with_children = of_role(role).is_none();
    let own = (is_me && works_with_children).then_some(Standing::plain(Relation::Holder));
    own.into_iter().chain(manages.then_some(Standing::plain(Relation::Manager))).collect()
}

/// The relation that a role gives to everything that is no child's.
#[must_use]
pub fn of_role(role: Role) -> Option<Standing> {
    let relation = match role {
        Role::ParticipationWorker => Relation::Participation,
        Role::BusinessAdministrator | Role::FinanceApprover => Relation::Office,
        Role::SystemAdministrator => Relation::System,
        Role::SocialWorker | Role::Iro | Role::IroLead | Role::PersonalAdviser | Role::TeamManager => return None,
    };
    Some(Standing::plain(relation))
}

/// Whether a role is kept from what its relation may do: in the office, only a finance approver gives the second of two
/// signatures. That it is another person than gave the first, whoever asks checks.
#[must_use]
pub fn is_kept_from(action: Action, role: Option<Role>) -> bool {
    matches!(action, Action::ApprovePayRun | Action::ConfirmMonth) && role != Some(Role::FinanceApprover)
}

/// Asked of the child and not of a thread, only posts that somebody holds make a manager, and the social worker's:
/// otherwise the manager of every post's own team would stand close to every child.
fn post_exists(facts: &Facts, post: Post, asked: Option<Post>) -> bool {
    asked.is_some() || post == Post::SocialWorker || facts.holdings.iter().any(|h| h.post == post)
}

fn by(relation: Relation, holding: &Holding) -> Standing {
    Standing { relation, allocation: Some(holding.allocation) }
}
