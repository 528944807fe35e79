//! What the savings desk finds on its first morning: the schedules of the month before, one of them full of slips and posted
//! as far as it was exact, and files that nobody has loaded yet, in a folder of the demonstration's.

use std::path::Path;

use chrono::Days;

use super::savings::DUE_DAY;
use super::tied_out::{Row, give, rows};
use super::town::{Town, say};
use crate::kernel::calendar::{day_before, deadline_add_months};
use crate::kernel::{Day, Pence};
use crate::savings::expected::{due_on, month_before};
use crate::savings::intake::FileKind;
use crate::savings::ledger::month_of;
use crate::savings::policy::Policy;

/// Whose schedule came with slips in it.
pub(super) const WITH_SLIPS: &str = "Kestrel Homes";
/// Whose schedule nobody has loaded yet.
pub(super) const NOT_LOADED: &str = "Hearthside Families";

/// Three files as offices write them. Their children, stays and accounts are in every demonstration.
const SAMPLES: &[(&str, &[u8])] = &[
    (
        "bright-oak-fostering-2024-06.csv",
        include_bytes!("../../tests/savings/provider-files/a_provider_schedule_bom_crlf.csv"),
    ),
    (
        "junior-isa-statement-2026-03.csv",
        include_bytes!("../../tests/savings/provider-files/b_jisa_statement_cp1252_semicolon.csv"),
    ),
    (
        "carer-declarations-2024.csv",
        include_bytes!("../../tests/savings/provider-files/c_carer_declaration_handtyped.csv"),
    ),
];

/// Whether a provider's week is told of by its schedule for the month before.
pub(super) fn is_of_last_month(week_end: Day, today: Day) -> bool {
    month_of(week_end) == month_before(today)
}

/// Loads what came and writes the others down. What cannot be written is left out, in words.
///
/// # Errors
/// In words.
pub(super) async fn leave(town: &Town<'_>, policy: &Policy, folder: &Path) -> Result<(), String> {
    let today = town.made.today;
    let last = day_before(month_of(today));
    let due = town.store.read(move |rx| rows(rx, |w| w.is_awaited() && is_of_last_month(w.week_end, today)));
    let due = due.await.map_err(say)?;
    let was_due = today > due_on(last, DUE_DAY);
    for (provider, rows) in &due {
        let text = match provider.as_str() {
            WITH_SLIPS => with_slips(rows),
            NOT_LOADED => continue,
            _ if was_due => tidy(provider, rows, last),
            _ => continue,
        };
        let name = file_name(provider, last);
        give(town, policy, FileKind::Provider, name, text, Some(provider.clone())).await.map_err(say)?;
    }
    let wrong = |e: std::io::Error| format!("{}: {e}", folder.display());
    std::fs::create_dir_all(folder).map_err(wrong)?;
    for (name, bytes) in SAMPLES {
        std::fs::write(folder.join(name), bytes).map_err(wrong)?;
    }
    match due.get(NOT_LOADED) {
        Some(rows) => {
            std::fs::write(folder.join(file_name(NOT_LOADED, last)), tidy(NOT_LOADED, rows, last)).map_err(wrong)
        }
        None => Ok(()),
    }
}

/// Where a schedule lies: whose, and of which month.
fn file_name(provider: &str, month: Day) -> String {
    format!("{}-{}.csv", provider.to_lowercase().replace(' ', "-"), month.format("%Y-%m"))
}

/// A schedule in which every seventh row has the same slip, and whose last child nobody knows.
fn with_slips(rows: &[Row]) -> String {
    let mut text = String::from("Your ref;Young person;Date of birth;From;To;Savings;Note\n");
    for (n, row) in rows.iter().enumerate() {
        let (mut reference, mut name, mut born) = (row.reference.clone(), row.known_as.clone(), row.born_on);
        let mut savings = format!("£{}", Pence(row.pence));
        match n % 7 {
            1 => {
                reference.clear();
                name = slip_of_the_pen(&name);
            }
            2 => born = born.checked_add_days(Days::new(1)).unwrap_or(born),
            3 => savings = format!("£{}", Pence(row.pence.saturating_add(500))),
            4 => savings = "see invoice".into(),
            _ => {}
        }
        let times = if n % 7 == 5 { 2 } else { 1 };
        let line = line(&[&reference, &name, &uk(born), &uk(row.from), &uk(row.to), &savings, ""]);
        text.push_str(&line.repeat(times));
    }
    let (from, to) = rows.first().map_or_else(Default::default, |r| (uk(r.from), uk(r.to)));
    text.push_str(&line(&["SC009999", "Sam Nobody", "01/02/2012", &from, &to, "£20.00", "new, id to follow"]));
    text
}

/// A schedule under a title and above a total, as an office system prints it.
fn tidy(provider: &str, rows: &[Row], month: Day) -> String {
    let due = deadline_add_months(month_of(month), 1);
    let mut text =
        format!("{provider};;;;;\r\nSavings at source, {};;Printed {};;;\r\n", month.format("%B %Y"), uk(due));
    text.push_str("Child ID;Name;Born;From;To;Savings deducted\r\n");
    for r in rows {
        let pence = Pence(r.pence).to_string();
        text.push_str(&line(&[&r.reference, &r.known_as, &uk(r.born_on), &uk(r.from), &uk(r.to), &pence]));
    }
    let sum = rows.iter().map(|r| r.pence).fold(0, i64::saturating_add);
    text.push_str(&format!("Total;;;;;{}\r\n", Pence(sum)));
    text
}

fn line(cells: &[&str]) -> String {
    format!("{}\r\n", cells.join(";"))
}

fn uk(day: Day) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// Two letters of the last word the wrong way round.
fn slip_of_the_pen(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let at = letters.len().saturating_sub(3);
    if letters.len() > 3 {
        letters.swap(at, at.saturating_add(1));
    }
    letters.into_iter().collect()
}
