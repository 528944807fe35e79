//! What the database knew before an import, and what the import changes. Pure: `store` loads the one and applies the other.

use std::collections::{BTreeMap, HashMap};

use crate::kernel::id::{AllocationId, ChildId, EpisodeId, StaffId, TeamId};
use crate::kernel::words::{Post, Role, Service};
use crate::kernel::{At, Day};
use crate::people::codes::{InTouch, Participation};
use crate::people::episode::{Episode, Source};
use crate::people::tasks::NewTask;

/// A child, as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    /// Its id.
    pub id: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// Day of birth.
    pub born_on: Day,
    /// The language the child speaks best.
    pub first_language: Option<String>,
    /// Whether the child needs an interpreter.
    pub interpreter: bool,
    /// The day on which being unaccompanied ceases, where the child is or was.
    pub unaccompanied_until: Option<Day>,
    /// The first day of which care is known.
    pub history_known_from: Option<Day>,
    /// Whether that day is a beginning (RNE S), so that nothing of that period is missing before it.
    pub history_complete: bool,
    /// The day the child died.
    pub died_on: Option<Day>,
    /// When every message was stopped.
    pub messages_stopped_at: Option<At>,
    /// When a person let them go on.
    pub messages_resumed_at: Option<At>,
    /// The columns that a person has set here, parted by commas.
    pub by_hand: String,
    /// The newest return that named the child.
    pub year_ending: Option<i16>,
}

impl Child {
    /// A child of whom only id and day of birth are known.
    #[must_use]
    pub const fn new(id: ChildId, reference: String, born_on: Day) -> Self {
        Self {
            id,
            reference,
            known_as: None,
            born_on,
            first_language: None,
            interpreter: false,
            unaccompanied_until: None,
            history_known_from: None,
            history_complete: false,
            died_on: None,
            messages_stopped_at: None,
            messages_resumed_at: None,
            by_hand: String::new(),
            year_ending: None,
        }
    }

    /// Whether a person has set a column here.
    #[must_use]
    pub fn is_by_hand(&self, column: &str) -> bool {
        self.by_hand.split(',').any(|c| c == column)
    }
}

/// An episode, as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEpisode {
    /// Its id.
    pub id: EpisodeId,
    /// Whose.
    pub child: ChildId,
    /// What it says.
    pub episode: Episode,
    /// Where it came from.
    pub source: Source,
    /// The newest return it was taken from.
    pub year_ending: Option<i16>,
}

/// A review, as the database has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownReview {
    /// Whose.
    pub child: ChildId,
    /// When.
    pub held_on: Day,
    /// How the child took part.
    pub participation: Participation,
    /// Where it came from.
    pub source: Source,
}

/// An allocation, as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAllocation {
    /// Its id.
    pub id: AllocationId,
    /// For which child.
    pub child: ChildId,
    /// Who holds the post.
    pub staff: StaffId,
    /// Which post.
    pub post: Post,
    /// The council's first day.
    pub starts_on: Day,
    /// The council's first day after it.
    pub ends_on: Option<Day>,
    /// From when it gives access.
    pub access_from: At,
    /// Until when.
    pub access_until: Option<At>,
    /// Why it ended: a code of the return, or a word of this house.
    pub reason_ended: Option<String>,
    /// When it was recorded.
    pub recorded_at: At,
    /// When its end was.
    pub end_recorded_at: Option<At>,
    /// Where it came from.
    pub source: Source,
}

/// A member of staff, as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownStaff {
    /// Its id.
    pub id: StaffId,
    /// The council's own id.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Employed as what.
    pub role: Role,
    /// In which team.
    pub team: Option<TeamId>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Their Social Work England number.
    pub swe_number: Option<String>,
    /// What they sign in with.
    pub sign_in_name: Option<String>,
    /// Their working days.
    pub work_days: String,
    /// What they can and can't decide, in their own words.
    pub about: Option<String>,
    /// The columns that a person has set here, parted by commas.
    pub by_hand: String,
    /// When the account was disabled.
    pub disabled_at: Option<At>,
}

/// A team, as the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTeam {
    /// Its id.
    pub id: TeamId,
    /// The council's own id.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// What it is there for.
    pub service: Service,
}

/// Everything that an import compares its files with.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Children by id.
    pub children: HashMap<ChildId, Child>,
    /// Every id that the council's files have used, with the child it means.
    pub references: HashMap<String, ChildId>,
    /// Episodes by child and first day.
    pub episodes: HashMap<ChildId, BTreeMap<Day, KnownEpisode>>,
    /// Reviews by child and day.
    pub reviews: HashMap<ChildId, BTreeMap<Day, KnownReview>>,
    /// Being in touch, by child and year.
    pub contacts: HashMap<(ChildId, i16), InTouch>,
    /// Allocations by child, in the order in which they were recorded.
    pub allocations: HashMap<ChildId, Vec<KnownAllocation>>,
    /// Staff.
    pub staff: Vec<KnownStaff>,
    /// Teams.
    pub teams: Vec<KnownTeam>,
    /// Who manages which team now.
    pub managers: Vec<(TeamId, StaffId)>,
}

/// What an import writes. `…_set` rows replace those with the same key.
#[derive(Debug, Clone, Default)]
pub struct Writes {
    /// New children.
    pub children_new: Vec<Child>,
    /// Children to be replaced by these.
    pub children_set: Vec<Child>,
    /// Further ids of children.
    pub references_new: Vec<(String, ChildId)>,
    /// Ids that are a child's own again.
    pub references_gone: Vec<String>,
    /// New episodes.
    pub episodes_new: Vec<KnownEpisode>,
    /// Episodes to be replaced by these.
    pub episodes_set: Vec<KnownEpisode>,
    /// Episodes to be taken away.
    pub episodes_gone: Vec<EpisodeId>,
    /// New reviews.
    pub reviews_new: Vec<KnownReview>,
    /// Reviews to be replaced by these.
    pub reviews_set: Vec<KnownReview>,
    /// Reviews to be taken away.
    pub reviews_gone: Vec<(ChildId, Day)>,
    /// Being in touch, new or otherwise than it was.
    pub contacts_set: Vec<(ChildId, i16, InTouch)>,
    /// New allocations.
    pub allocations_new: Vec<KnownAllocation>,
    /// Allocations to be replaced by these: only their end changes.
    pub allocations_set: Vec<KnownAllocation>,
    /// New teams.
    pub teams_new: Vec<KnownTeam>,
    /// Teams to be replaced by these.
    pub teams_set: Vec<KnownTeam>,
    /// New staff.
    pub staff_new: Vec<KnownStaff>,
    /// Staff to be replaced by these.
    pub staff_set: Vec<KnownStaff>,
    /// Who manages a team from now on.
    pub managers_new: Vec<(TeamId, StaffId)>,
    /// Who no longer does.
    pub managers_gone: Vec<(TeamId, StaffId)>,
    /// What somebody must do.
    pub tasks: Vec<NewTask>,
}

impl Writes {
    /// How many rows are written: for a progress bar.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.children_new.len()
            + self.children_set.len()
            + self.references_new.len()
            + self.references_gone.len()
            + self.episodes_new.len()
            + self.episodes_set.len()
            + self.episodes_gone.len()
            + self.reviews_new.len()
            + self.reviews_set.len()
            + self.reviews_gone.len()
            + self.contacts_set.len()
            + self.allocations_new.len()
            + self.allocations_set.len()
            + self.teams_new.len()
            + self.teams_set.len()
            + self.staff_new.len()
            + self.staff_set.len()
            + self.managers_new.len()
            + self.managers_gone.len()
            + self.tasks.len()
    }
}
