//! What was said in the past four weeks: the stories of `stories.toml`, given to children whom they fit. Pure.

use std::collections::HashSet;

use chrono::Datelike;
use serde::Deserialize;

use super::council::{Child, Made};
use super::dice::days_after;
use super::holders::HANDED_OVER_DAYS_AGO;
use crate::kernel::calendar::{BankHolidays, age_on, day_before, london_time, next_day};
use crate::kernel::words::Post;
use crate::kernel::{At, Day};

const STORIES: &str = include_str!("stories.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    story: Vec<Story>,
}

/// A story about one child.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    /// What it is about: for whoever reads the file.
    name: String,
    #[serde(default)]
    ages: Option<(u32, u32)>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    reference: Option<String>,
    #[serde(default)]
    handed_over: bool,
    #[serde(default)]
    vacant: bool,
    /// Whether nobody has confirmed the phone yet.
    #[serde(default)]
    pub(super) unconfirmed: bool,
    #[serde(default)]
    post: Option<Post>,
    steps: Vec<Step>,
}

/// One thing that happens in a story.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Step {
    wd: u32,
    at: String,
    pub(super) child: Option<String>,
    pub(super) kind: Option<String>,
    pub(super) topics: Vec<String>,
    pub(super) with: Option<String>,
    pub(super) lang: Option<String>,
    pub(super) thanks: bool,
    pub(super) staff: Option<String>,
    pub(super) purpose: Option<String>,
    pub(super) seen: bool,
    pub(super) answered: Option<String>,
    pub(super) how: Option<String>,
    pub(super) by: Option<String>,
    pub(super) on: Option<u32>,
    pub(super) right: Option<bool>,
    pub(super) wrote_down: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) pin: bool,
    pub(super) wrong_child: bool,
    pub(super) handover: Option<String>,
    pub(super) topic: Option<String>,
    pub(super) hide: bool,
}

/// A story that found its child.
#[derive(Debug, Clone)]
pub(super) struct Cast {
    /// Which story.
    pub(super) name: String,
    /// Index of the child in the council.
    pub(super) child: usize,
    /// Whom the child writes to.
    pub(super) post: Post,
    /// Whether nobody has confirmed the phone yet.
    pub(super) unconfirmed: bool,
    /// What happens, and when.
    pub(super) steps: Vec<(At, Step)>,
}

/// Gives every story a child whom it fits and who is there, and its steps their instants. A small council has no child for
/// some of them.
///
/// # Errors
/// In words, where the stories cannot be read or a working day is not known.
pub(super) fn cast(
    made: &Made,
    holidays: &BankHolidays,
    is_there: impl Fn(usize) -> bool,
) -> Result<Vec<Cast>, String> {
    let file: File = toml::from_str(STORIES).map_err(|e| format!("stories.toml: {e}"))?;
    let mut taken = HashSet::new();
    let mut all = Vec::new();
    // Those that fit only few children choose first.
    let mut stories = file.story;
    stories.sort_by_key(|s| (s.reference.is_none(), s.language.is_none() && !s.handed_over && !s.vacant));
    for story in stories {
        let post = story.post.unwrap_or(Post::SocialWorker);
        let found = (0..made.children.len()).find(|i| {
            !taken.contains(i) && is_there(*i) && made.children.get(*i).is_some_and(|c| fits(&story, c, post, made))
        });
        let Some(child) = found else { continue };
        taken.insert(child);
        let timed = |step: Step| instant(made.today, holidays, &step).map(|at| (at, step));
        let steps = story.steps.into_iter().map(timed).collect::<Result<Vec<_>, String>>()?;
        all.push(Cast { name: story.name, child, post, unconfirmed: story.unconfirmed, steps });
    }
    Ok(all)
}

fn fits(story: &Story, child: &Child, post: Post, made: &Made) -> bool {
    let today = made.today;
    let handed = child.held.iter().any(|h| h.post == post && h.from == days_after(today, -HANDED_OVER_DAYS_AGO));
    let reference = story.reference.as_ref().map_or(!child.reference.starts_with("SC000"), |r| *r == child.reference);
    let age = age_on(child.born_on, today);
    reference
        && story.handed_over == handed
        && story.vacant == child.holder(post, today).is_none()
        && story.language.as_deref().map_or(!child.alone, |l| child.language == Some(l) && child.alone)
        && story.ages.is_none_or(|(from, to)| (from..=to).contains(&age))
        && (story.vacant || child.holder(post, days_after(today, -30)).is_some())
}

/// The instant of a step: so many working days before today, at a time of day in London.
fn instant(today: Day, holidays: &BankHolidays, step: &Step) -> Result<At, String> {
    let wrong = || format!("stories.toml: “{}” is not a time of day", step.at);
    let (hour, minute) = step.at.split_once(':').ok_or_else(wrong)?;
    let (hour, minute): (u32, u32) = (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
    Ok(london_time(working_day(holidays, today, -i64::from(step.wd)), hour * 60 + minute))
}

/// The working day so many working days after a day (before it, where negative). Where nobody has entered the bank
/// holidays, weekends alone count.
pub(super) fn working_day(holidays: &BankHolidays, day: Day, days: i64) -> Day {
    let weekday = |d: Day| !matches!(d.weekday(), chrono::Weekday::Sat | chrono::Weekday::Sun);
    let mut at = day;
    let mut left = days.abs();
    while left > 0 {
        at = if days < 0 { day_before(at) } else { next_day(at) };
        if holidays.is_working(at).unwrap_or_else(|_| weekday(at)) {
            left -= 1;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]
    use super::super::council::{FULL, Plan, make};
    use super::super::found::BEGAN_DAYS_AGO;
    use super::*;
    use crate::config::RuleFiles;
    use crate::people;

    #[test]
    fn every_story_finds_a_child_in_the_full_council() {
        let holidays = people::holidays(&RuleFiles::default()).unwrap();
        let stories = toml::from_str::<File>(STORIES).unwrap().story;
        for (seed, today) in [(1, "2026-11-22"), (2, "2026-11-22"), (7, "2026-11-23"), (1, "2026-12-24")] {
            let made = make(&Plan { today: today.parse().unwrap(), children: FULL, seed });
            // Who came after the council began with Sayso has no phone yet.
            let began = days_after(made.today, -BEGAN_DAYS_AGO);
            let is_there = |child: usize| made.children[child].known_on(began);
            let told: Vec<_> = cast(&made, &holidays, is_there).unwrap().into_iter().map(|c| c.name).collect();
            let missing: Vec<_> = stories.iter().filter(|s| !told.contains(&s.name)).map(|s| &s.name).collect();
            assert!(missing.is_empty(), "seed {seed}: {missing:?}");
        }
    }

    #[test]
    fn nothing_is_said_before_the_council_was_there_or_after_today() {
        let holidays = people::holidays(&RuleFiles::default()).unwrap();
        let made = make(&Plan { today: "2026-11-22".parse().unwrap(), children: FULL, seed: 1 });
        let from = london_time(days_after(made.today, -29), 0);
        for cast in cast(&made, &holidays, |_| true).unwrap() {
            assert!(cast.steps.iter().all(|(at, _)| *at > from && *at < london_time(made.today, 0)));
            assert!(cast.steps.windows(2).all(|w| w.first().map(|s| s.0) <= w.last().map(|s| s.0)), "{cast:?}");
        }
    }

    // The words that children never see, in what the demonstration's workers write to them.
    #[test]
    fn nobody_in_the_stories_uses_the_words_that_children_never_see() {
        for story in toml::from_str::<File>(STORIES).unwrap().story {
            for step in story.steps {
                let said =
                    [step.staff, step.answered, step.child].into_iter().flatten().collect::<String>().to_lowercase();
                for word in [
                    "promise",
                    "placement",
                    "contact",
                    "leaver",
                    "eligible",
                    "entitlement",
                    "claim",
                    "denied",
                    "only you",
                ] {
                    assert!(!said.contains(word), "{word}: {said}");
                }
                assert!(!said.split(|c: char| !c.is_alphabetic()).any(|w| w == "case"), "{said}");
            }
        }
    }
}
