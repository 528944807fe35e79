//! Care histories: the episodes of each child as they will be, what of them is odd, and what of them is absent.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::files::Tally;
use crate::files::receipt::RowRef;
use crate::kernel::id::{ChildId, EpisodeId, Id};
use crate::kernel::{At, Day};
use crate::people::codes::{ReasonCeased, ReasonNew};
use crate::people::episode::{Episode, Source};

use super::super::known::KnownEpisode;
use super::merge::Dated;
use super::rows::EpisodeRow;
use super::years::period;
use super::{Planner, consequences, shapes};

/// A care history, by first day.
pub type History = BTreeMap<Day, KnownEpisode>;

impl Planner<'_> {
    pub(super) fn histories(&mut self) {
        let gone = self.absent_episodes();
        let mut children: BTreeSet<ChildId> = gone.iter().map(|(child, _)| *child).collect();
        children.extend(self.ids.values());
        let gone: HashSet<EpisodeId> = gone.into_iter().map(|(_, id)| id).collect();
        for child in children {
            self.history(child, &gone);
        }
    }

    /// Works out one child's history and what follows from it.
    fn history(&mut self, child: ChildId, gone: &HashSet<EpisodeId>) {
        let none = History::new();
        let known = self.known;
        let before = known.episodes.get(&child).unwrap_or(&none);
        let kept: History =
            before.iter().filter(|(_, e)| !gone.contains(&e.id)).map(|(d, e)| (*d, e.clone())).collect();
        let person = self.draft(child).and_then(|d| d.person);
        let merged = self.merged;
        let rows = person.and_then(|p| merged.episodes.get(&p));
        let after = match rows {
            Some(rows) => overlay(kept, rows, child, self.now.at, &mut self.tally),
            None => kept,
        };
        for (day, row) in rows.into_iter().flatten() {
            self.episode(child, before.get(day), after.get(day), row.at);
        }
        for episode in before.values().filter(|e| gone.contains(&e.id)) {
            self.differs("removed", shapes::EPISODES.name, child, Some(episode.episode.started_on.to_string()), vec![]);
            self.writes.episodes_gone.push(episode.id);
        }
        if let Some(rows) = rows {
            say_what_is_odd(&after, rows, &mut self.tally);
            let newest = self.years.of_tables(self.sheets, shapes::EPISODES.name).last().copied();
            for row in rows.values().filter(|r| r.year.is_some() && r.year < newest && r.row.episode.ended_on.is_none())
            {
                self.tally.note(
                    row.at,
                    Some("DEC"),
                    "The episode has no end here, and the newer return does not have it.",
                );
            }
        }
        let now = self.now;
        let is_new = !known.children.contains_key(&child);
        let allocations = known.allocations.get(&child).map_or(&[][..], Vec::as_slice);
        let Some(draft) = self.draft(child) else { return };
        consequences::history(&mut draft.child, &after);
        consequences::death(&mut draft.child, &after, now);
        let task = consequences::task(&draft.child, is_new, before, &after, allocations, now);
        self.writes.tasks.extend(task);
    }

    /// Writes an episode that is new or otherwise than it was.
    fn episode(&mut self, child: ChildId, before: Option<&KnownEpisode>, after: Option<&KnownEpisode>, at: RowRef) {
        let Some(after) = after else { return };
        let on = Some(after.episode.started_on.to_string());
        match before {
            None => {
                self.differs("added", shapes::EPISODES.name, child, on, vec![]);
                self.tally.changes(at);
                self.writes.episodes_new.push(after.clone());
            }
            Some(before) if before == after => {}
            Some(before) => {
                let columns = columns(before, after);
                if !columns.is_empty() {
                    self.differs("changed", shapes::EPISODES.name, child, on, columns);
                    self.tally.changes(at);
                }
                self.writes.episodes_set.push(after.clone());
            }
        }
    }

    /// Episodes that the returns should have and do not: those that went on inside a return's own year. All are shown; those
    /// that are to be taken away are answered.
    fn absent_episodes(&mut self) -> Vec<(ChildId, EpisodeId)> {
        let years = self.years.of_tables(self.sheets, shapes::EPISODES.name);
        let known = self.known;
        let mut gone = Vec::new();
        for (child, episodes) in &known.episodes {
            for e in episodes.values().filter(|e| e.source == Source::Ssda903) {
                let (from, until) = (e.episode.started_on, e.episode.ended_on);
                let inside = |year: &i16| {
                    let days = period(*year);
                    e.year_ending.is_none_or(|y| y <= *year)
                        && days.until.is_none_or(|u| from < u)
                        && until.is_none_or(|u| u >= days.from)
                };
                if !years.iter().any(inside) || self.is_named(shapes::EPISODES.name, *child, from) {
                    continue;
                }
                if self.wanted.confirm_removals {
                    gone.push((*child, e.id));
                } else {
                    self.differs("absent", shapes::EPISODES.name, *child, Some(from.to_string()), vec![]);
                }
            }
        }
        gone.sort_unstable();
        gone
    }
}

/// What was known, with the files' rows laid over it, the latest first so that each knows which one comes next.
fn overlay(
    known: History,
    rows: &BTreeMap<Day, Dated<EpisodeRow>>,
    child: ChildId,
    now: At,
    tally: &mut Tally,
) -> History {
    let mut after = known.clone();
    let mut laid: Vec<(Day, RowRef)> = Vec::new();
    for (day, dated) in rows {
        let old = known.get(day);
        if old.is_some_and(|o| o.source == Source::Person) {
            if old.is_some_and(|o| o.episode != dated.row.episode) {
                tally.set_aside(
                    dated.at,
                    None,
                    "A person entered this episode here and it says otherwise: theirs was kept.",
                );
            }
            continue;
        }
        if old.is_some_and(|o| o.source == Source::Ssda903 && dated.year.is_some() && o.year_ending > dated.year) {
            continue;
        }
        let id = old.map_or_else(|| Id::at(now), |o| o.id);
        let year_ending = dated.year.or(old.and_then(|o| o.year_ending));
        after.insert(
            *day,
            KnownEpisode { id, child, episode: dated.row.episode.clone(), source: Source::Ssda903, year_ending },
        );
        laid.push((*day, dated.at));
    }
    for (day, at) in laid.into_iter().rev() {
        let next = after.range(crate::kernel::calendar::next_day(day)..).next().map(|(d, _)| *d);
        let Some(found) = after.get_mut(&day) else { continue };
        if !put_right(&mut found.episode, next, at, tally) {
            match known.get(&day) {
                Some(old) => after.insert(day, old.clone()),
                None => after.remove(&day),
            };
        }
    }
    after
}

/// Puts right what DEC and REC say of each other; answers whether the row can be taken.
fn put_right(episode: &mut Episode, next: Option<Day>, at: RowRef, tally: &mut Tally) -> bool {
    match (episode.ended_on, episode.reason_ceased, next) {
        (None, Some(ReasonCeased::X1), Some(next)) => {
            episode.ended_on = Some(next);
            tally.correct(
                at,
                Some("DEC"),
                "DEC is missing. REC says X1, so the episode ends on the day that the next one begins.",
            );
        }
        (None, Some(_), _) => {
            tally.set_aside(at, Some("DEC"), "REC says that the episode has ended, and DEC does not say when. Nothing was taken; what was known stays.");
            return false;
        }
        (Some(end), None, Some(next)) if end == next => {
            episode.reason_ceased = Some(ReasonCeased::X1);
            tally.correct(
                at,
                Some("REC"),
                "REC is missing. The next episode begins on the day of DEC, so it was taken as X1.",
            );
        }
        (Some(_), None, _) => {
            tally.correct(at, Some("REC"), "REC is missing: the episode was taken without a reason for its end.")
        }
        _ => {}
    }
    true
}

const OVERLAP: &str = "they overlap. Both were taken as they stand.";

/// Says what is odd between an episode and the next, of the row that shows it. Nothing is changed for it.
fn say_what_is_odd(after: &History, rows: &BTreeMap<Day, Dated<EpisodeRow>>, tally: &mut Tally) {
    let all: Vec<&KnownEpisode> = after.values().collect();
    for pair in all.windows(2) {
        let [a, b] = pair else { continue };
        let (a, b) = (&a.episode, &b.episode);
        let Some(at) = rows.get(&a.started_on).or_else(|| rows.get(&b.started_on)).map(|r| r.at) else { continue };
        let next = b.started_on.format("%d/%m/%Y");
        let odd = match (a.ended_on, a.reason_ceased) {
            (None, _) => Some(format!("The episode has no end, but another of this child begins on {next}: {OVERLAP}")),
            (Some(end), _) if end > b.started_on => {
                Some(format!("The episode ends after the next one of this child begins ({next}): {OVERLAP}"))
            }
            (Some(end), Some(ReasonCeased::X1)) if end < b.started_on => Some(format!(
                "REC says X1, but the next episode of this child begins only on {next}: that gap ends the period of care."
            )),
            (Some(end), Some(reason)) if end == b.started_on && reason != ReasonCeased::X1 => Some(format!(
                "Another episode of this child begins on the day of DEC, but REC says {reason} and not X1: a new period of care begins."
            )),
            (Some(end), _) if end < b.started_on && b.reason_new != ReasonNew::Started => {
                Some(format!("There is a gap before the next episode of this child ({next}), whose RNE is not S."))
            }
            _ => None,
        };
        if let Some(odd) = odd {
            tally.note(at, Some("DEC"), odd);
        }
    }
}

/// Which columns of two episodes differ. That a newer return says the same is no difference.
fn columns(before: &KnownEpisode, after: &KnownEpisode) -> Vec<&'static str> {
    let (a, b) = (&before.episode, &after.episode);
    let pairs = [
        ("DEC", a.ended_on != b.ended_on),
        ("REC", a.reason_ceased != b.reason_ceased),
        ("RNE", a.reason_new != b.reason_new),
        ("LS", a.legal_status != b.legal_status),
        ("PLACE", a.placement != b.placement),
        ("PLACE_PROVIDER", a.provider_kind != b.provider_kind),
        ("URN", a.provider_urn != b.provider_urn),
        ("REASON_PLACE_CHANGE", a.reason_place_change != b.reason_place_change),
        ("source", before.source != after.source),
    ];
    pairs.into_iter().filter(|(_, changed)| *changed).map(|(name, _)| name).collect()
}
