//! What follows from a care history, and what does not: a death stops every message the same day until a person acts;
//! adoption, an age assessment and leaving care make a task for the worker, and nothing else changes for the child.

use chrono::Days;

use crate::kernel::Day;
use crate::kernel::words::Post;
use crate::people::codes::{ReasonCeased, ReasonNew};
use crate::people::tasks::{NewTask, TaskKind};

use super::super::Now;
use super::super::allocating::is_open;
use super::super::known::{Child, KnownAllocation, KnownEpisode};
use super::histories::History;

/// An end no older than so many days is news even where the child is new here.
const NEWS_DAYS: u64 = 90;

/// From which day care is known. What is before a first episode that is no beginning is missing, not none.
pub fn history(child: &mut Child, history: &History) {
    let first = history.values().next();
    child.history_known_from = first.map(|e| e.episode.started_on);
    child.history_complete = first.is_some_and(|e| e.episode.reason_new == ReasonNew::Started);
}

/// The day of a death, and the stop of every message at once when it is first known.
pub fn death(child: &mut Child, history: &History, now: Now) {
    let died = history.values().find(|e| e.episode.reason_ceased == Some(ReasonCeased::E2));
    let died_on = died.and_then(|e| e.episode.ended_on);
    if died_on.is_some() && child.died_on != died_on {
        child.messages_stopped_at = Some(now.at);
    }
    child.died_on = died_on;
}

/// The task that the end of care makes, where it is news: the child was known and this was not, or it is recent, or a
/// worker still holds a post.
#[must_use]
pub fn task(
    child: &Child,
    is_new: bool,
    before: &History,
    after: &History,
    allocations: &[KnownAllocation],
    now: Now,
) -> Option<NewTask> {
    let last = after.values().next_back()?;
    let ended_on = last.episode.ended_on?;
    let kind = kind(last.episode.reason_ceased)?;
    let same = before.get(&last.episode.started_on).is_some_and(|b| end(b) == end(last));
    if same {
        return None;
    }
    let is_news = !is_new && !before.is_empty();
    let is_recent = now.today.checked_sub_days(Days::new(NEWS_DAYS)).is_some_and(|d| ended_on >= d);
    let held = |post: Post| allocations.iter().any(|a| a.post == post && is_open(a, now.at));
    let anyone = Post::ALL.iter().any(|p| held(*p));
    if !is_news && !is_recent && !anyone {
        return None;
    }
    let adviser = !held(Post::SocialWorker) && held(Post::PersonalAdviser);
    Some(NewTask {
        kind,
        child: Some(child.id),
        post: Some(if adviser { Post::PersonalAdviser } else { Post::SocialWorker }),
        staff: None,
        team: None,
        subject: Some(last.id.of()),
        natural_key: format!("{kind}/{}/{ended_on}", child.id),
    })
}

fn end(episode: &KnownEpisode) -> (Option<Day>, Option<ReasonCeased>) {
    (episode.episode.ended_on, episode.episode.reason_ceased)
}

const fn kind(reason: Option<ReasonCeased>) -> Option<TaskKind> {
    match reason {
        Some(ReasonCeased::X1) => None,
        Some(ReasonCeased::E2) => Some(TaskKind::DeathCheck),
        Some(ReasonCeased::E11 | ReasonCeased::E12) => Some(TaskKind::AdoptionCheck),
        Some(ReasonCeased::E15) => Some(TaskKind::AgeAssessmentCheck),
        Some(_) | None => Some(TaskKind::LeavingCheck),
    }
}
