//! Tasks: what a person must do before anything changes for a child.

use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::id::{AnyId, ChildId, StaffId, TaskId, TeamId};
use crate::kernel::words::Post;
use crate::store::{Answer, Rx, Tx};

use super::store;

crate::words! {
    /// What somebody must do.
    pub enum TaskKind {
        /// The return says that the child was adopted.
        AdoptionCheck = "adoption_check",
        /// The return says that an age assessment found an adult.
        AgeAssessmentCheck = "age_assessment_check",
        /// The return says that the child has left care.
        LeavingCheck = "leaving_check",
        /// The return says that the child has died: messages are stopped already.
        DeathCheck = "death_check",
        /// A message went to the wrong child.
        WrongChildTold = "wrong_child_told",
        /// Nobody holds a post that a child writes to.
        NoHolder = "no_holder",
        /// The post goes to somebody else soon: write the note for them.
        HandoverDue = "handover_due",
        /// The child says that what was written down is not right.
        NotRight = "not_right",
        /// It was passed on because nobody answered, and that day has passed too.
        LateAgain = "late_again",
        /// The words in a worker's thread are about that worker.
        AboutWorker = "about_worker",
        /// The child was let back in more than twice in a week.
        OftenLetBackIn = "often_let_back_in",
        /// The child says that pocket money was not right.
        PocketMoney = "pocket_money",
        /// The child says that something about their savings looks wrong, or asks to use some.
        MoneyQuestion = "money_question",
        /// Saving is paused for a reason that the worker must talk over before the child reads it.
        SavingPaused = "saving_paused",
        /// Savings of more than four weeks in a row have not come for the child.
        SavingsGap = "savings_gap",
        /// The answer about a young person's rights is near a line, unclear, or not in their favour.
        RightsCheck = "rights_check",
    }
}

impl TaskKind {
    /// What to do, in a sentence. No name: that stands beside it.
    #[must_use]
    pub const fn say(self) -> &'static str {
        match self {
            Self::AdoptionCheck => {
                "The yearly return says that this child was adopted. Check what should happen to their messages, and with whom they are talked over."
            }
            Self::AgeAssessmentCheck => {
                "The yearly return says that an age assessment found an adult. Check it and talk to the young person before anything changes here."
            }
            Self::LeavingCheck => {
                "The yearly return says that this child has left care. Say goodbye or hand over to their personal adviser before anything changes here."
            }
            Self::DeathCheck => {
                "The yearly return says that this child has died. All messages and reminders are stopped. If that is a mistake, let them go on again."
            }
            Self::WrongChildTold => {
                "A message went to the wrong child. It is sealed. Tell both families what happened."
            }
            Self::NoHolder => "Nobody holds this post and the child can write to it. Allocate somebody.",
            Self::HandoverDue => "This post goes to somebody else soon. Write the note for them and say goodbye.",
            Self::NotRight => "The child says that what was written down is not right. Talk to them.",
            Self::LateAgain => {
                "A child was told twice by when they would hear back, and twice nobody answered. Answer today."
            }
            Self::AboutWorker => {
                "What a child wrote in a worker's chat is about that worker. See that somebody else answers it."
            }
            Self::RightsCheck => {
                "What this young person has a right to is near a line, unclear, or not in their favour. Look at it, and talk with them."
            }
            Self::OftenLetBackIn => {
                "This child was let back in more than twice in a week. Somebody may be using their phone or asking in their name. Check that they are safe."
            }
            Self::PocketMoney => {
                "The child says that a week's pocket money was not right. Ask them before you speak to anyone they live with, unless someone isn't safe."
            }
            Self::MoneyQuestion => {
                "The child asks about their savings: something looks wrong, or they would like to use some. Answer in their words."
            }
            Self::SavingsGap => {
                "Savings of more than four weeks in a row have not come for this child. The savings desk is asking for them. Raise it at the next review if they still have not."
            }
            Self::SavingPaused => {
                "Saving is paused for this child. Talk to them about why. Until you mark this as done, their page says that we are finding out."
            }
        }
    }
}

/// A task to be made. It goes to `staff` where one is named, else to the managers of `team`, else to whoever holds or
/// covers `post` for the child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTask {
    /// What to do.
    pub kind: TaskKind,
    /// About which child.
    pub child: Option<ChildId>,
    /// For whoever holds this post.
    pub post: Option<Post>,
    /// For this member of staff alone.
    pub staff: Option<StaffId>,
    /// For the managers of this team.
    pub team: Option<TeamId>,
    /// About which thing: a message, an episode, an allocation.
    pub subject: Option<AnyId>,
    /// What makes it the same task: a second one with this key is not made.
    pub natural_key: String,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What to do.
    pub kind: TaskKind,
    /// About which child.
    pub child: Option<ChildId>,
    /// For whoever holds this post.
    pub post: Option<Post>,
    /// For this member of staff alone.
    pub staff: Option<StaffId>,
    /// For the managers of this team.
    pub team: Option<TeamId>,
    /// About which thing.
    pub subject: Option<AnyId>,
    /// Since when.
    pub made_at: At,
    /// When it was done.
    pub done_at: Option<At>,
}

/// Makes a task, unless one with the same natural key was made before; answers the new task's id.
///
/// # Errors
/// The database's own.
pub fn make(tx: &mut Tx<'_>, task: NewTask) -> Answer<Option<TaskId>> {
    store::tasks::insert(tx, task)
}

/// The open tasks of a member of staff: those given to them, those of teams they manage, those of posts they hold or
/// cover, and those of posts that nobody holds in a team they manage. Oldest first.
///
/// # Errors
/// The database's own.
pub fn open_of(rx: &mut Rx<'_>, staff: StaffId) -> Answer<Vec<Task>> {
    store::tasks::open_of(rx, staff)
}

/// The open tasks of one kind, whoever they are for: so that a job makes none twice, and finishes those that are over.
///
/// # Errors
/// The database's own.
pub fn open_of_kind(rx: &mut Rx<'_>, kind: TaskKind) -> Answer<Vec<Task>> {
    store::tasks::open_of_kind(rx, kind)
}

/// Whether the task of a natural key was done; none where there is none.
///
/// # Errors
/// The database's own.
pub fn is_done(rx: &mut Rx<'_>, natural_key: &str) -> Answer<Option<bool>> {
    store::tasks::is_done(rx, natural_key)
}

/// A task, whoever it is for: to find out whose record it is about before asking for a permit.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] where there is none.
pub fn locate(rx: &mut Rx<'_>, task: TaskId) -> Answer<Task> {
    store::tasks::locate_task(rx, task)
}

/// Finishes the open tasks of one kind about the permit's child that an act has settled: nobody need tick them off. They
/// belong to that act and its entry in the audit. Answers how many there were.
///
/// # Errors
/// The database's own.
pub fn settle(tx: &mut Tx<'_>, permit: &Permit, kind: TaskKind, is_settled: impl Fn(&Task) -> bool) -> Answer<usize> {
    let Some(child) = permit.child() else { return Ok(0) };
    let mut settled = 0usize;
    for task in store::tasks::open_of_kind(tx, kind)? {
        if task.child == Some(child) && is_settled(&task) && store::tasks::done(tx, permit, task.id)? {
            settled = settled.saturating_add(1);
        }
    }
    Ok(settled)
}

/// Marks a task as done; answers whether it was open.
///
/// # Errors
/// The database's own.
pub fn done(tx: &mut Tx<'_>, permit: &Permit, task: TaskId) -> Answer<bool> {
    store::tasks::done(tx, permit, task)
}
