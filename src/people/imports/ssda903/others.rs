//! Reviews, unaccompanied children, care leavers and social workers' episodes.

use crate::kernel::Day;
use crate::kernel::calendar::attains_age;
use crate::kernel::id::ChildId;
use crate::kernel::words::Post;
use crate::people::episode::Source;

use super::super::allocating::{self, Wish};
use super::super::known::{KnownReview, KnownStaff};
use super::merge::Dated;
use super::rows::WorkerRow;
use super::years::period;
use super::{Planner, shapes};

impl Planner<'_> {
    pub(super) fn reviews(&mut self) {
        let merged = self.merged;
        for ((person, day), dated) in &merged.reviews {
            let Some(child) = self.ids.get(person).copied() else { continue };
            let review =
                KnownReview { child, held_on: *day, participation: dated.row.participation, source: Source::Ssda903 };
            let on = Some(day.to_string());
            match self.known.reviews.get(&child).and_then(|r| r.get(day)) {
                None => {
                    self.differs("added", shapes::REVIEWS.name, child, on, vec![]);
                    self.writes.reviews_new.push(review);
                }
                Some(old) if old.participation == review.participation => continue,
                Some(old) if old.source == Source::Person => {
                    self.tally.set_aside(
                        dated.at,
                        None,
                        "A person entered this review here and it says otherwise: theirs was kept.",
                    );
                    continue;
                }
                Some(_) => {
                    self.differs("changed", shapes::REVIEWS.name, child, on, vec!["REVIEW_CODE"]);
                    self.writes.reviews_set.push(review);
                }
            }
            self.tally.changes(dated.at);
        }
        self.absent_reviews();
    }

    fn absent_reviews(&mut self) {
        let years = self.years.of_tables(self.sheets, shapes::REVIEWS.name);
        let known = self.known;
        let mut children: Vec<&ChildId> = known.reviews.keys().collect();
        children.sort_unstable();
        for child in children {
            for (day, review) in known.reviews.get(child).into_iter().flatten() {
                let inside = review.source == Source::Ssda903 && years.iter().any(|y| period(*y).contains(*day));
                if !inside || self.is_named(shapes::REVIEWS.name, *child, *day) {
                    continue;
                }
                let what = if self.wanted.confirm_removals { "removed" } else { "absent" };
                self.differs(what, shapes::REVIEWS.name, *child, Some(day.to_string()), vec![]);
                if self.wanted.confirm_removals {
                    self.writes.reviews_gone.push((*child, *day));
                }
            }
        }
    }

    /// Being unaccompanied ends with childhood at the latest (an unaccompanied child is under 18 by definition).
    pub(super) fn unaccompanied(&mut self) {
        let merged = self.merged;
        for (person, dated) in &merged.unaccompanied {
            let Some(draft) = self.ids.get(person).and_then(|c| self.drafts.get_mut(c)) else { continue };
            let older = dated.year.is_some() && draft.child.year_ending > dated.year;
            if older {
                continue;
            }
            let until = dated.row.until.unwrap_or_else(|| attains_age(draft.child.born_on, 18));
            if draft.child.unaccompanied_until != Some(until) {
                draft.child.unaccompanied_until = Some(until);
                self.tally.changes(dated.at);
            }
            if dated.row.until.is_none() {
                self.tally.correct(
                    dated.at,
                    Some("DUC"),
                    "DUC is missing: being unaccompanied was taken to end on the 18th birthday.",
                );
            }
        }
        let people = self.people;
        for (number, person) in
            people.all.iter().enumerate().filter(|(n, p)| p.unaccompanied && !merged.unaccompanied.contains_key(n))
        {
            let Some(draft) = self.ids.get(&number).and_then(|c| self.drafts.get_mut(c)) else { continue };
            if draft.child.unaccompanied_until.is_none() {
                draft.child.unaccompanied_until = Some(attains_age(draft.child.born_on, 18));
                person.header.into_iter().for_each(|at| self.tally.changes(at));
            }
        }
    }

    pub(super) fn leavers(&mut self) {
        let merged = self.merged;
        for ((person, year), dated) in &merged.leavers {
            let Some(child) = self.ids.get(person).copied() else { continue };
            let before = self.known.contacts.get(&(child, *year));
            if before == Some(&dated.row.in_touch) {
                continue;
            }
            let what = if before.is_some() { "changed" } else { "added" };
            self.differs(what, shapes::OC3.name, child, Some(year.to_string()), vec!["IN_TOUCH"]);
            self.tally.changes(dated.at);
            self.writes.contacts_set.push((child, *year, dated.row.in_touch));
        }
    }

    pub(super) fn workers(&mut self) {
        let merged = self.merged;
        let newest = self.years.of_tables(self.sheets, shapes::SW_EPISODES.name).last().copied();
        for ((person, number, starts_on), dated) in &merged.workers {
            let Some(child) = self.ids.get(person).copied() else { continue };
            let said = self.known.children.get(&child).and_then(|c| c.year_ending);
            let is_older =
                dated.year.is_some() && (said > dated.year || (newest > dated.year && dated.row.ends_on.is_none()));
            if is_older && self.is_old_news(child, number, *starts_on, dated) {
                continue;
            }
            let Some(staff) = self.staff(number).map(|s| s.id) else {
                if dated.row.ends_on.is_some_and(|e| e <= self.now.today) {
                    self.tally.ignore(
                        dated.at,
                        "It has ended, and nobody here has this Social Work England number: nothing follows from it.",
                    );
                } else {
                    let why = "Nobody here has this Social Work England number. Load the staff file that names them, then this file again.";
                    self.tally.set_aside(dated.at, Some("SW_ID"), why);
                }
                continue;
            };
            let wish = Wish {
                at: dated.at,
                child,
                reference: self.drafts.get(&child).map(|d| d.child.reference.clone()).unwrap_or_default(),
                staff,
                post: Post::SocialWorker,
                starts_on: *starts_on,
                ends_on: dated.row.ends_on,
                reason: dated.row.reason.map(|r| r.as_str().to_owned()),
                source: Source::Ssda903,
                table: shapes::SW_EPISODES.name,
            };
            allocating::allocate(wish, self.known, self.now, &mut self.writes, &mut self.receipt, &mut self.tally);
        }
        self.absent_workers();
    }

    /// Whether an older return's row about a worker changes nothing: what a newer one said of the same allocation stays, and
    /// nobody is let in because an old return does not know the end.
    fn is_old_news(&mut self, child: ChildId, number: &str, starts_on: Day, dated: &Dated<WorkerRow>) -> bool {
        let staff = self.staff(number).map(|s| s.id);
        let mut theirs = self.known.allocations.get(&child).into_iter().flatten();
        let is_known =
            theirs.any(|a| Some(a.staff) == staff && a.post == Post::SocialWorker && a.starts_on == starts_on);
        if !is_known && dated.row.ends_on.is_none() {
            let why = "An older return says that this goes on, and a newer one does not have it: nobody was given access for it.";
            self.tally.set_aside(dated.at, Some("SW_DEC"), why);
            return true;
        }
        is_known
    }

    fn staff(&self, number: &str) -> Option<&KnownStaff> {
        self.known.staff.iter().find(|s| s.swe_number.as_deref() == Some(number))
    }

    fn absent_workers(&mut self) {
        let years = self.years.of_tables(self.sheets, shapes::SW_EPISODES.name);
        let known = self.known;
        let mut children: Vec<&ChildId> = known.allocations.keys().collect();
        children.sort_unstable();
        for child in children {
            let theirs = known.allocations.get(child).into_iter().flatten();
            for a in
                theirs.filter(|a| a.source == Source::Ssda903 && a.reason_ended.as_deref() != Some(allocating::ABSENT))
            {
                let inside = |year: &i16| {
                    let days = period(*year);
                    days.until.is_none_or(|u| a.starts_on < u) && a.ends_on.is_none_or(|e| e >= days.from)
                };
                if !years.iter().any(inside) || self.is_named(shapes::SW_EPISODES.name, *child, a.starts_on) {
                    continue;
                }
                let what = if self.wanted.confirm_removals { "removed" } else { "absent" };
                self.differs(what, shapes::SW_EPISODES.name, *child, Some(a.starts_on.to_string()), vec![]);
                if self.wanted.confirm_removals {
                    self.writes.allocations_set.push(allocating::end_absent(a, self.now));
                }
            }
        }
    }
}
