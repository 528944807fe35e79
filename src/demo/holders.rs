//! Who held which post for which child, from when to when: today's caseloads first, then the workers before them.

use std::collections::HashMap;

use super::council::{Child, Held, Made};
use super::dice::{Dice, days_after};
use super::workforce::{PER_ADVISER, PER_IRO};
use crate::kernel::Day;
use crate::kernel::calendar::{age_on, attains_age};
use crate::kernel::words::{Post, Role};

/// How many days back the hand-over lies that the demonstration shows in its conversations.
pub(super) const HANDED_OVER_DAYS_AGO: i64 = 9;
/// Of how many children one worker's caseload changed hands then.
const HANDED_OVER: usize = 3;

/// Fills every child's posts.
pub(super) fn allocate(dice: &mut Dice, made: &mut Made) {
    let today = made.today;
    let in_care: Vec<usize> = (0..made.children.len()).filter(|i| is_child(made, *i)).collect();
    let leaving: Vec<usize> = (0..made.children.len()).filter(|i| !is_child(made, *i)).collect();
    let working = |role: Role| -> Vec<usize> {
        made.staff
            .iter()
            .enumerate()
            .filter(|(_, s)| s.role == role && s.sign_in_name.is_some())
            .map(|(i, _)| i)
            .collect()
    };
    let (workers, iros, advisers) = (working(Role::SocialWorker), working(Role::Iro), working(Role::PersonalAdviser));
    let former = former_by_team(made);

    let mut loads = loads(dice, in_care.len(), workers.len(), 12, 22);
    for_the_hand_over(&mut loads);
    for (child, by) in in_care.iter().zip(dealt(&workers, &loads)) {
        let team = made.staff.get(by).map_or(0, |s| s.team);
        let before = former.get(&team).cloned().unwrap_or_default();
        let others: Vec<usize> = workers
            .iter()
            .copied()
            .filter(|w| *w != by && made.staff.get(*w).is_some_and(|s| s.team == team))
            .collect();
        if let Some(child) = made.children.get_mut(*child) {
            worked_with(dice, child, today, by, &[before, others].concat());
        }
    }
    let loads = loads_even(in_care.len(), iros.len(), PER_IRO);
    for (child, by) in in_care.iter().zip(dealt(&iros, &loads)) {
        if let Some(child) = made.children.get_mut(*child) {
            reviewed_by(dice, child, today, by, &iros);
        }
    }
    let nearly =
        in_care.iter().copied().filter(|i| made.children.get(*i).is_some_and(|c| age_on(c.born_on, today) >= 16));
    let advised: Vec<usize> = leaving.iter().copied().chain(nearly.filter(|_| dice.percent(50))).collect();
    let loads = loads_even(advised.len(), advisers.len(), PER_ADVISER);
    for (child, by) in advised.iter().zip(dealt(&advisers, &loads)) {
        if let Some(child) = made.children.get_mut(*child) {
            advised_by(dice, child, today, by, &advisers);
        }
    }
    hand_over(made, &workers);
    leave_vacant(made, &workers);
}

fn is_child(made: &Made, at: usize) -> bool {
    made.children.get(at).is_some_and(|c| age_on(c.born_on, made.today) < 18)
}

fn former_by_team(made: &Made) -> HashMap<usize, Vec<usize>> {
    let mut found: HashMap<usize, Vec<usize>> = HashMap::new();
    for (i, s) in made.staff.iter().enumerate() {
        if s.role == Role::SocialWorker && s.sign_in_name.is_none() {
            found.entry(s.team).or_default().push(i);
        }
    }
    found
}

/// Shares `children` among `workers`, each with a number of its own between `least` and `most` where that can be.
fn loads(dice: &mut Dice, children: usize, workers: usize, least: usize, most: usize) -> Vec<usize> {
    let mut loads = loads_even(children, workers, most);
    for _ in 0..workers * 6 {
        let (a, b) = (dice.below(workers), dice.below(workers));
        let (from, to) = (loads.get(a).copied().unwrap_or(0), loads.get(b).copied().unwrap_or(0));
        if a != b && from > least + 1 && to + 1 < most {
            if let Some(l) = loads.get_mut(a) {
                *l -= 1;
            }
            if let Some(l) = loads.get_mut(b) {
                *l += 1;
            }
        }
    }
    loads
}

fn loads_even(children: usize, workers: usize, _usual: usize) -> Vec<usize> {
    let workers = workers.max(1);
    (0..workers).map(|w| children / workers + usize::from(w < children % workers)).collect()
}

/// Deals workers out in blocks, so that brothers and sisters, who stand together, mostly share theirs.
fn dealt(workers: &[usize], loads: &[usize]) -> Vec<usize> {
    workers.iter().zip(loads).flat_map(|(w, load)| std::iter::repeat_n(*w, *load)).collect()
}

/// The day from which the return's social-worker episodes are known.
fn known_from(today: Day) -> Day {
    days_after(today, -950)
}

fn worked_with(dice: &mut Dice, child: &mut Child, today: Day, now: usize, before: &[usize]) {
    let Some(first) = child.episodes.first().map(|e| e.from.max(known_from(today))) else { return };
    let mut changes = Vec::new();
    let mut at = days_after(today, -dice.between(40, 700));
    while at > days_after(first, 20) && changes.len() < 4 && !before.is_empty() {
        changes.push(at);
        at = days_after(at, -dice.between(90, 500));
    }
    changes.reverse();
    let mut from = first;
    let mut last = None;
    for change in changes {
        let by = loop_pick(dice, before, last);
        let reasons = [
            ("LEFTRL", 30),
            ("MANAGE", 22),
            ("ORGRST", 18),
            ("TSPROC", 15),
            ("FCONTR", 8),
            ("ABSENC", 4),
            ("CHCHAN", 3),
        ];
        let reason = Some(dice.weighted(&reasons));
        child.held.push(Held { post: Post::SocialWorker, by, from, until: Some(change), reason });
        (from, last) = (change, Some(by));
    }
    child.held.push(Held { post: Post::SocialWorker, by: now, from, until: None, reason: None });
}

/// One of the workers, not the one before where there is another.
fn loop_pick(dice: &mut Dice, workers: &[usize], not: Option<usize>) -> usize {
    let others: Vec<usize> = workers.iter().copied().filter(|w| Some(*w) != not).collect();
    let list = if others.is_empty() { workers } else { &others };
    list.get(dice.below(list.len())).copied().unwrap_or(0)
}

fn reviewed_by(dice: &mut Dice, child: &mut Child, today: Day, now: usize, iros: &[usize]) {
    let Some(first) = child.episodes.first().map(|e| days_after(e.from, 4)) else { return };
    let mut from = first.min(days_after(today, -1));
    if dice.percent(30) && from < days_after(today, -400) && iros.len() > 1 {
        let change = days_after(today, -dice.between(60, 390));
        let by = loop_pick(dice, iros, Some(now));
        child.held.push(Held { post: Post::Iro, by, from, until: Some(change), reason: None });
        from = change;
    }
    child.held.push(Held { post: Post::Iro, by: now, from, until: None, reason: None });
}

fn advised_by(dice: &mut Dice, child: &mut Child, today: Day, now: usize, advisers: &[usize]) {
    let begins = days_after(attains_age(child.born_on, 16), dice.between(20, 500)).min(days_after(today, -40));
    let begins = begins.max(child.episodes.first().map_or(begins, |e| e.from));
    let mut from = begins;
    if dice.percent(35) && from < days_after(today, -500) && advisers.len() > 1 {
        let change = days_after(today, -dice.between(80, 480));
        let by = loop_pick(dice, advisers, Some(now));
        child.held.push(Held { post: Post::PersonalAdviser, by, from, until: Some(change), reason: None });
        from = change;
    }
    child.held.push(Held { post: Post::PersonalAdviser, by: now, from, until: None, reason: None });
}

/// A worker's last children went to a colleague a few days ago: the change that the conversations show.
fn hand_over(made: &mut Made, workers: &[usize]) {
    let [first, second, ..] = workers else { return };
    let day = days_after(made.today, -HANDED_OVER_DAYS_AGO);
    let theirs = |c: &&mut Child| {
        c.known_on(days_after(made.today, -150))
            && c.holder(Post::SocialWorker, made.today) == Some(*second)
            && age_on(c.born_on, made.today) >= 10
    };
    for child in made.children.iter_mut().filter(theirs).take(HANDED_OVER) {
        let Some(held) = child.held.iter_mut().find(|h| h.post == Post::SocialWorker && h.until.is_none()) else {
            continue;
        };
        held.from = held.from.min(days_after(day, -60));
        held.until = Some(day);
        held.reason = Some("MANAGE");
        child.held.push(Held { post: Post::SocialWorker, by: *first, from: day, until: None, reason: None });
    }
}

/// The second worker hands children over to the first: so the second begins with most, the first with fewest.
fn for_the_hand_over(loads: &mut [usize]) {
    if loads.len() < 2 {
        return;
    }
    if let Some((most, _)) = loads.iter().enumerate().max_by_key(|(_, load)| **load) {
        loads.swap(1, most);
    }
    let others = loads.iter().enumerate().filter(|(at, _)| *at != 1);
    if let Some((fewest, _)) = others.min_by_key(|(_, load)| **load) {
        loads.swap(0, fewest);
    }
}

/// Some children have nobody just now: their worker left in the summer and nobody has been found yet.
fn leave_vacant(made: &mut Made, workers: &[usize]) {
    let wanted = (made.children.len() / 160).max(1);
    let day = days_after(made.today, -80);
    let mut left: Vec<usize> = workers.iter().skip(2).copied().collect();
    for _ in 0..wanted {
        let of =
            |w: usize| made.children.iter().filter(|c| c.holder(Post::SocialWorker, made.today) == Some(w)).count();
        let Some(busiest) = left.iter().copied().max_by_key(|w| of(*w)) else { return };
        left.retain(|w| *w != busiest);
        let today = made.today;
        let fits = |c: &&mut Child| {
            let age = age_on(c.born_on, today);
            (10..=16).contains(&age)
                && !c.alone
                && !c.reference.starts_with("SC000")
                && c.holder(Post::SocialWorker, days_after(day, -30)) == Some(busiest)
        };
        let Some(child) = made.children.iter_mut().find(fits) else { continue };
        child.held.retain(|h| h.post != Post::SocialWorker || h.from < day);
        if let Some(last) = child.held.iter_mut().rfind(|h| h.post == Post::SocialWorker) {
            last.until = Some(day);
            last.reason = Some("LEFTRL");
        }
    }
}
