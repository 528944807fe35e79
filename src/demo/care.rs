//! Care histories: how long, under which legal status, where, with how many moves; and the reviews on the way. The
//! shares are roughly England's; the codes are the return's own.

use super::council::{Child, Episode};
use super::dice::{Dice, days_after};
use super::fixed::BRIGHT_OAK;
use crate::kernel::Day;
use crate::kernel::calendar::{age_on, attains_age};

/// The most episodes in one period of care.
const EPISODES_MAX: usize = 14;

const AGENCIES: &[&str] = &[BRIGHT_OAK, "2300127", "2300131", "2300148"];
const HOMES: &[&str] = &["2300205", "2300211", "2300228", "2300232", "2300249"];
const SUPPORTED: &[&str] = &["2300306", "2300312", "2300329"];

/// Gives a child a care history up to `today`.
pub(super) fn live(dice: &mut Dice, child: &mut Child, today: Day) {
    let adult = attains_age(child.born_on, 18);
    if !child.alone && adult > today && age_on(child.born_on, today) > 3 && dice.percent(3) {
        child.episodes = short_breaks(dice, today);
        return;
    }
    let (from, until) = last_period(dice, child, adult, today);
    if !child.alone && dice.percent(18) {
        child.episodes = earlier_period(dice, child, from);
    }
    let last = period(dice, child, from, until, today);
    child.episodes.extend(last);
}

/// When the last period of care began, and when and why it ended.
fn last_period(dice: &mut Dice, child: &Child, adult: Day, today: Day) -> (Day, Option<(Day, &'static str)>) {
    if adult > today {
        let earliest = if child.alone { attains_age(child.born_on, 14) } else { child.born_on };
        return (earliest.max(days_after(today, -days_in_care(dice))), None);
    }
    let until = if child.alone || dice.percent(72) {
        let why = [("E17", 25), ("E5", 30), ("E6", 21), ("E8", 14), ("E7", 4), ("E9", 6)];
        (adult, dice.weighted(&why))
    } else {
        let why = [("E4A", 45), ("E4B", 20), ("E41", 15), ("E13", 20)];
        (dice.day(attains_age(child.born_on, 16), days_after(adult, -20)), dice.weighted(&why))
    };
    let earliest = if child.alone { attains_age(child.born_on, 15) } else { child.born_on };
    let from = earliest.max(days_after(until.0, -days_in_care(dice))).min(days_after(until.0, -120));
    (from, Some(until))
}

fn days_in_care(dice: &mut Dice) -> i64 {
    match dice.between(0, 99) {
        0..28 => dice.between(12, 365),
        28..62 => dice.between(366, 1_095),
        62..86 => dice.between(1_096, 2_190),
        _ => dice.between(2_191, 4_300),
    }
}

/// A period of care that ended before the last one began; none where there is no room for it.
fn earlier_period(dice: &mut Dice, child: &Child, next: Day) -> Vec<Episode> {
    let room = next.signed_duration_since(child.born_on).num_days();
    if room < 700 {
        return Vec::new();
    }
    let until = days_after(next, -dice.between(30, 500.min(room - 400)));
    let from = days_after(until, -dice.between(50, 300));
    let why = dice.weighted(&[("E4A", 40), ("E4B", 25), ("E13", 25), ("E8", 10)]);
    period(dice, child, from, Some((until, why)), until)
}

/// One period of care: episodes that follow each other without a gap.
fn period(dice: &mut Dice, child: &Child, from: Day, until: Option<(Day, &'static str)>, today: Day) -> Vec<Episode> {
    let stop = until.map_or(days_after(today, -2), |(day, _)| days_after(day, -10));
    let status = first_status(dice, child, from);
    let mut all = vec![episode(dice, child, from, "S", status)];
    let mut at = days_after(from, dice.between(15, 280));
    while at < stop && all.len() < EPISODES_MAX {
        let next = all.last().map(|last| follow(dice, child, last, at));
        if let (Some(last), Some(next)) = (all.last_mut(), next) {
            last.until = Some(at);
            last.reason_ceased = Some("X1");
            if matches!(next.reason_new, "P" | "T" | "B" | "U") {
                last.reason_moved = Some(dice.weighted(&[
                    ("LAREQ", 30),
                    ("CARPL", 25),
                    ("CREQB", 18),
                    ("CHILD", 12),
                    ("CREQO", 8),
                    ("STAND", 4),
                    ("CLOSE", 3),
                ]));
            }
            all.push(next);
        }
        at = days_after(at, dice.between(60, 900));
    }
    if let Some((day, why)) = until {
        end(&mut all, day, why);
    }
    all
}

/// Ends a history on a day; what would begin on that day or after it never began.
pub(super) fn end(episodes: &mut Vec<Episode>, day: Day, why: &'static str) {
    while episodes.len() > 1 && episodes.last().is_some_and(|e| e.from >= day) {
        episodes.pop();
    }
    if let Some(last) = episodes.last_mut() {
        last.until = Some(day);
        last.reason_ceased = Some(why);
        last.reason_moved = None;
    }
}

fn first_status(dice: &mut Dice, child: &Child, day: Day) -> &'static str {
    if child.alone {
        return "V2";
    }
    match age_on(child.born_on, day) {
        0..10 => dice.weighted(&[("C1", 48), ("V2", 38), ("L2", 8), ("L1", 6)]),
        10..16 => dice.weighted(&[("V2", 56), ("C1", 36), ("L1", 5), ("J1", 3)]),
        _ => dice.weighted(&[("V2", 88), ("J1", 7), ("C1", 5)]),
    }
}

/// The legal status that comes after one; the same where none does.
fn next_status(dice: &mut Dice, status: &'static str, age: u32) -> &'static str {
    match status {
        "L1" | "L2" => "C1",
        "C1" => "C2",
        "V2" if age < 15 => dice.weighted(&[("C1", 40), ("V2", 60)]),
        "C2" if age < 5 => dice.weighted(&[("E1", 35), ("C2", 65)]),
        "J1" => "V2",
        other => other,
    }
}

/// The episode that begins on `at`, after `last`.
fn follow(dice: &mut Dice, child: &Child, last: &Episode, at: Day) -> Episode {
    let age = age_on(child.born_on, at);
    let changes = matches!(last.status, "L1" | "L2" | "J1") || dice.percent(35);
    let status = if changes { next_status(dice, last.status, age) } else { last.status };
    let moves = status == last.status || dice.percent(20);
    if !moves {
        return Episode {
            from: at,
            reason_new: "L",
            status,
            until: None,
            reason_ceased: None,
            reason_moved: None,
            ..last.clone()
        };
    }
    let reason_new = if status == last.status { "P" } else { "B" };
    episode(dice, child, at, reason_new, status)
}

fn episode(dice: &mut Dice, child: &Child, from: Day, reason_new: &'static str, status: &'static str) -> Episode {
    let age = age_on(child.born_on, from);
    let place = place(dice, age, status, child.alone);
    let (provider, urn) = provider(dice, place);
    Episode { from, until: None, reason_new, status, place, provider, urn, reason_ceased: None, reason_moved: None }
}

fn place(dice: &mut Dice, age: u32, status: &str, alone: bool) -> &'static str {
    if status == "E1" {
        return dice.weighted(&[("A3", 30), ("A4", 40), ("U5", 30)]);
    }
    if status == "J1" {
        return dice.weighted(&[("K2", 40), ("K1", 20), ("R5", 20), ("U6", 20)]);
    }
    // Home with a parent under an order: only where there is one.
    if matches!(status, "C1" | "C2") && dice.percent(8) {
        return "P1";
    }
    match age {
        _ if alone && age < 16 => dice.weighted(&[("U6", 80), ("U4", 20)]),
        _ if alone => dice.weighted(&[("H5", 62), ("U6", 30), ("P2", 8)]),
        0..3 => dice.weighted(&[("U6", 50), ("U5", 18), ("U3", 20), ("U2", 4), ("R3", 8)]),
        3..10 => dice.weighted(&[("U6", 42), ("U4", 30), ("U3", 13), ("U1", 11), ("K2", 4)]),
        10..16 => dice.weighted(&[("U6", 36), ("U4", 27), ("K2", 20), ("U1", 9), ("U3", 4), ("S1", 4)]),
        _ => dice.weighted(&[("H5", 36), ("U6", 22), ("U4", 16), ("K2", 15), ("P2", 8), ("Z1", 2), ("K1", 1)]),
    }
}

fn provider(dice: &mut Dice, place: &str) -> (&'static str, Option<&'static str>) {
    let (kinds, urns): (&[(&'static str, i64)], &[&'static str]) = match place {
        "P1" => return ("PR0", None),
        "K1" | "K2" | "S1" | "R3" => (&[("PR4", 70), ("PR1", 22), ("PR5", 8)], HOMES),
        "H5" | "P2" => (&[("PR4", 72), ("PR5", 16), ("PR1", 12)], SUPPORTED),
        "R5" => return ("PR3", None),
        _ => (&[("PR1", 60), ("PR4", 33), ("PR5", 7)], AGENCIES),
    };
    let kind = dice.weighted(kinds);
    (kind, (kind != "PR1").then(|| dice.pick(urns)))
}

/// An agreed series of short breaks: two nights every four weeks, each stay an episode of its own.
fn short_breaks(dice: &mut Dice, today: Day) -> Vec<Episode> {
    let stays = dice.between(10, 26);
    let place = dice.weighted(&[("K2", 60), ("U6", 40)]);
    let (provider, urn) = provider(dice, place);
    let status = dice.weighted(&[("V4", 75), ("V3", 25)]);
    let offset = dice.between(4, 26);
    let stay = |back: i64| {
        let from = days_after(today, -offset - back * 28);
        let until = Some(days_after(from, 2));
        Episode {
            from,
            until,
            reason_new: "S",
            status,
            place,
            provider,
            urn,
            reason_ceased: Some("E4A"),
            reason_moved: None,
        }
    };
    (0..stays).rev().map(stay).collect()
}

/// Holds the reviews that the law asks for: after 20 working days, 3 months later, then every 6 months.
pub(super) fn review(dice: &mut Dice, child: &mut Child, today: Day) {
    let mut due: Option<Day> = None;
    let mut gap = 85;
    let mut reviews = Vec::new();
    for (i, episode) in child.episodes.iter().enumerate() {
        let goes_on =
            i.checked_sub(1).and_then(|p| child.episodes.get(p)).is_some_and(|p| p.until == Some(episode.from));
        let is_break = matches!(episode.status, "V3" | "V4");
        if !(goes_on || is_break && due.is_some()) {
            due = Some(days_after(episode.from, 27));
            gap = 85;
        }
        let until = episode.until.unwrap_or(today).min(today);
        while let Some(day) = due.filter(|d| *d < until) {
            reviews.push((working(day), took_part(dice, age_on(child.born_on, day))));
            due = Some(days_after(day, gap + dice.between(-4, 4)));
            gap = 174;
        }
    }
    child.reviews = reviews;
}

fn working(day: Day) -> Day {
    use chrono::{Datelike, Weekday};
    match day.weekday() {
        Weekday::Sat => days_after(day, -1),
        Weekday::Sun => days_after(day, -2),
        _ => day,
    }
}

fn took_part(dice: &mut Dice, age: u32) -> &'static str {
    match age {
        0..4 => "PN0",
        4..10 => dice.weighted(&[("PN6", 35), ("PN5", 25), ("PN1", 15), ("PN2", 10), ("PN4", 8), ("PN7", 7)]),
        _ => dice.weighted(&[("PN1", 46), ("PN6", 24), ("PN2", 8), ("PN5", 9), ("PN7", 9), ("PN3", 1), ("PN4", 3)]),
    }
}
