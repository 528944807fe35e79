//! The children and young people: how old, whose brothers and sisters, who came alone.

use super::council::{Child, Plan};
use super::dice::{Dice, days_after};
use super::names;
use crate::kernel::Day;
use crate::kernel::calendar::{age_on, attains_age};

/// Ages of children in care in England, in parts of a hundred: from, to (both included), parts.
const AGES: &[(i32, i32, i64)] = &[(0, 0, 5), (1, 4, 14), (5, 9, 18), (10, 15, 39), (16, 17, 24)];

/// Adds children in care until there are as many as planned; brothers and sisters share a family name and stand together.
pub(super) fn in_care(dice: &mut Dice, plan: &Plan, children: &mut Vec<Child>) {
    let under = |c: &&Child| age_on(c.born_on, plan.today) < 18;
    let mut missing = plan.in_care().saturating_sub(children.iter().filter(under).count());
    while missing > 0 {
        if dice.percent(9) {
            let child = came_alone(dice, plan.today, (16, 17), children);
            children.push(child);
            missing -= 1;
            continue;
        }
        let siblings = if dice.percent(22) { 2 + usize::from(dice.percent(20)) } else { 1 };
        let name = names::family(dice);
        let language = dice.percent(6).then(|| names::language(dice));
        for _ in 0..siblings.min(missing) {
            let (youngest, oldest) = age_band(dice);
            let born_on = born(dice, plan.today, youngest, oldest);
            let mut child = child(dice, name, born_on, children.len());
            child.language = language;
            children.push(child);
            missing -= 1;
        }
    }
}

/// Adds care leavers of 18 to 24 until the council is complete.
pub(super) fn leavers(dice: &mut Dice, plan: &Plan, children: &mut Vec<Child>) {
    while children.len() < plan.children {
        let made = if dice.percent(14) {
            came_alone(dice, plan.today, (18, 22), children)
        } else {
            let name = names::family(dice);
            let born_on = born(dice, plan.today, 18, 24);
            child(dice, name, born_on, children.len())
        };
        children.push(made);
    }
}

fn age_band(dice: &mut Dice) -> (i32, i32) {
    let mut left = dice.between(1, AGES.iter().map(|(_, _, parts)| parts).sum());
    for (from, to, parts) in AGES {
        left -= parts;
        if left <= 0 {
            return (*from, *to);
        }
    }
    (10, 15)
}

/// A birth date that makes somebody `youngest` to `oldest` years old today; a baby is at least three weeks old.
fn born(dice: &mut Dice, today: Day, youngest: i32, oldest: i32) -> Day {
    let latest = back(today, youngest).min(days_after(today, -21));
    let earliest = days_after(back(today, oldest + 1), 1);
    dice.day(earliest, latest)
}

/// The day whose `years`-th anniversary is today, or the last that has been reached today.
fn back(today: Day, years: i32) -> Day {
    let day = attains_age(today, -years);
    if attains_age(day, years) > today { days_after(day, -1) } else { day }
}

fn child(dice: &mut Dice, family: &str, born_on: Day, nth: usize) -> Child {
    let known_as = format!("{} {family}", names::first(dice));
    let sex = if dice.percent(56) { 1 } else { 2 };
    Child {
        reference: reference(dice, nth),
        known_as,
        born_on,
        sex,
        language: None,
        interpreter: false,
        alone: false,
        episodes: Vec::new(),
        reviews: Vec::new(),
        held: Vec::new(),
    }
}

fn came_alone(dice: &mut Dice, today: Day, (youngest, oldest): (i32, i32), others: &[Child]) -> Child {
    let (name, language) = names::alone(dice, others.iter().filter(|c| c.alone).count());
    let born_on = born(dice, today, youngest, oldest);
    let mut child = child(dice, "", born_on, others.len());
    child.known_as = name;
    child.sex = if dice.percent(90) { 1 } else { 2 };
    child.language = Some(language);
    child.interpreter = dice.percent(70);
    child.alone = true;
    child
}

/// Ids go up with gaps, above those of the sample files.
fn reference(dice: &mut Dice, nth: usize) -> String {
    let step = usize::try_from(dice.between(0, 6)).unwrap_or(0);
    format!("SC{:06}", 1_000 + nth * 7 + step)
}
