//! Sheets → typed rows. What cannot be read is set aside here, row by row; the rest has only codes and days that are known.

use crate::files::Tally;
use crate::files::receipt::RowRef;
use crate::kernel::Day;
use crate::people::codes::{InTouch, Participation, ReasonCeased, WorkerChange};
use crate::people::episode::Episode;

use super::super::cells::{Cells, swe_number, without_decimals};
use super::super::reading::{Sheet, ignore_all};
use super::super::shapes as own_files;
use super::shapes;

/// A child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderRow {
    /// Where it stands.
    pub at: RowRef,
    /// The council's own id.
    pub child: String,
    /// Day of birth.
    pub born_on: Day,
    /// Whether the header says that the child is unaccompanied.
    pub unaccompanied: bool,
    /// The pupil number: tells that two ids are one child's, and is not kept.
    pub upn: Option<String>,
    /// The id that the child had before, where a column says so.
    pub previous: Option<String>,
}

/// An episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeRow {
    /// Where it stands.
    pub at: RowRef,
    /// Whose.
    pub child: String,
    /// What it says.
    pub episode: Episode,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// Where it stands.
    pub at: RowRef,
    /// Whose.
    pub child: String,
    /// The day of birth that it gives.
    pub born_on: Option<Day>,
    /// When.
    pub held_on: Day,
    /// How the child took part.
    pub participation: Participation,
}

/// An unaccompanied child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnaccompaniedRow {
    /// Where it stands.
    pub at: RowRef,
    /// Who.
    pub child: String,
    /// The day of birth that it gives.
    pub born_on: Option<Day>,
    /// The day on which it ceased; none where the return does not say.
    pub until: Option<Day>,
}

/// A social worker's episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRow {
    /// Where it stands.
    pub at: RowRef,
    /// Whose.
    pub child: String,
    /// The day of birth that it gives.
    pub born_on: Option<Day>,
    /// The worker's Social Work England number.
    pub worker: String,
    /// From this day.
    pub starts_on: Day,
    /// To this day, which is no longer in it.
    pub ends_on: Option<Day>,
    /// Why the worker changed.
    pub reason: Option<WorkerChange>,
}

/// A care leaver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaverRow {
    /// Where it stands.
    pub at: RowRef,
    /// Who.
    pub child: String,
    /// The day of birth that it gives.
    pub born_on: Option<Day>,
    /// Whether the council is in touch.
    pub in_touch: InTouch,
}

/// Everything that was read of one or several years' returns.
#[derive(Debug, Default)]
pub struct Rows {
    /// Children.
    pub headers: Vec<HeaderRow>,
    /// Episodes.
    pub episodes: Vec<EpisodeRow>,
    /// Reviews.
    pub reviews: Vec<ReviewRow>,
    /// Unaccompanied children.
    pub unaccompanied: Vec<UnaccompaniedRow>,
    /// Social workers' episodes.
    pub workers: Vec<WorkerRow>,
    /// Care leavers.
    pub leavers: Vec<LeaverRow>,
    /// Rows that were set aside, by table, child and day: what they stand for is not absent.
    pub broken: Vec<(&'static str, String, Option<Day>)>,
}

/// Reads every sheet.
pub fn read(sheets: &[Sheet], tally: &mut Tally, today: Day) -> Rows {
    let mut rows = Rows::default();
    for sheet in sheets {
        if let Some(why) = unused(sheet.name()) {
            ignore_all(tally, sheet.number, sheet.table.rows.len(), &why);
            continue;
        }
        for (at, row) in sheet.rows() {
            let Some(mut cells) = Cells::open(tally, at, row, sheet.table.shape) else { continue };
            read_row(sheet.name(), &mut cells, &mut rows, today);
        }
    }
    rows
}

/// Why a table is not used.
fn unused(name: &str) -> Option<String> {
    let used = [
        shapes::HEADER.name,
        shapes::EPISODES.name,
        shapes::REVIEWS.name,
        shapes::UASC.name,
        shapes::SW_EPISODES.name,
        shapes::OC3.name,
    ];
    if used.contains(&name) {
        return None;
    }
    let own = [own_files::PEOPLE.name, own_files::STAFF.name, own_files::ALLOCATIONS.name, own_files::HISTORY.name];
    Some(if own.contains(&name) {
        format!("This is no table of the return. Load it with: sayso import {name} FILE")
    } else {
        "Sayso has no use for this table: nothing of it was taken.".into()
    })
}

fn read_row(table: &'static str, cells: &mut Cells<'_>, rows: &mut Rows, today: Day) {
    let (child, first_day) = match table {
        t if t == shapes::HEADER.name => return rows.headers.extend(header(cells, today)),
        t if t == shapes::UASC.name => return rows.unaccompanied.extend(unaccompanied(cells)),
        t if t == shapes::OC3.name => return rows.leavers.extend(leaver(cells)),
        t if t == shapes::EPISODES.name => match episode(cells, today) {
            Some(row) => return rows.episodes.push(row),
            None => (shapes::episodes::CHILD, shapes::episodes::DECOM),
        },
        t if t == shapes::REVIEWS.name => match review(cells, today) {
            Some(row) => return rows.reviews.push(row),
            None => (shapes::reviews::CHILD, shapes::reviews::REVIEW),
        },
        _ => match worker(cells) {
            Some(row) => return rows.workers.push(row),
            None => (shapes::workers::CHILD, shapes::workers::SW_DECOM),
        },
    };
    let child = without_decimals(cells.text(child)).0.to_owned();
    rows.broken.push((table, child, crate::files::date::day(cells.text(first_day))));
}

fn header(cells: &mut Cells<'_>, today: Day) -> Option<HeaderRow> {
    use shapes::header as c;
    let child = cells.id(c::CHILD)?;
    let born_on = cells.day(c::DOB)?;
    if born_on > today {
        cells.set_aside(c::DOB, "This day of birth is in the future.");
        return None;
    }
    let unaccompanied = matches!(cells.text(c::UASC).to_ascii_uppercase().as_str(), "1" | "Y" | "YES" | "TRUE");
    let previous = cells.filled(c::PREVIOUS_ID).map(|p| without_decimals(p).0.to_owned()).filter(|p| *p != child);
    let upn = cells.filled(c::UPN).map(str::to_ascii_uppercase).filter(|u| is_upn(u));
    cells.take();
    Some(HeaderRow { at: cells.at, child, born_on, unaccompanied, upn, previous })
}

/// Whether a text is a pupil number: a letter, eleven digits, and a digit or letter. `UN1` to `UN5` say why there is none.
fn is_upn(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 13
        && bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.iter().skip(1).take(11).all(u8::is_ascii_digit)
        && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
}

fn episode(cells: &mut Cells<'_>, today: Day) -> Option<EpisodeRow> {
    use shapes::episodes as c;
    let child = cells.id(c::CHILD)?;
    let started_on = cells.day(c::DECOM)?;
    let reason_new = cells.code(c::RNE)?;
    let legal_status = cells.code(c::LS)?;
    let placement = cells.code(c::PLACE)?;
    let ended_on = cells.day_if_any(c::DEC)?;
    let reason_ceased: Option<ReasonCeased> = cells.code_if_any(c::REC);
    let provider_kind = cells.code_if_any(c::PLACE_PROVIDER);
    let provider_urn = urn(cells);
    let reason_place_change = cells.code_if_any(c::REASON_PLACE_CHANGE);
    if started_on > today {
        cells.set_aside(c::DECOM, "This day is in the future.");
        return None;
    }
    if ended_on.is_some_and(|d| d > today) {
        cells.set_aside(c::DEC, "This day is in the future.");
        return None;
    }
    if ended_on.is_some_and(|d| d < started_on) {
        cells.set_aside(c::DEC, "DEC is before DECOM: the episode would end before it begins.");
        return None;
    }
    cells.take();
    let episode = Episode {
        started_on,
        ended_on,
        reason_new,
        legal_status,
        placement,
        provider_kind,
        provider_urn,
        reason_ceased,
        reason_place_change,
    };
    Some(EpisodeRow { at: cells.at, child, episode })
}

/// The provider's number: five to eight digits behind no more than two letters. Anything else could be a postcode.
fn urn(cells: &mut Cells<'_>) -> Option<String> {
    let text = without_decimals(cells.filled(shapes::episodes::URN)?).0;
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    let digits = plain.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let fits = plain.len() - digits.len() <= 2
        && (5..=8).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit());
    if !fits {
        cells.correct(shapes::episodes::URN, "This is no provider's number: it was left out.");
    }
    fits.then_some(plain)
}

fn review(cells: &mut Cells<'_>, today: Day) -> Option<ReviewRow> {
    use shapes::reviews as c;
    let child = cells.id(c::CHILD)?;
    let born_on = cells.day_if_any(c::DOB)?;
    let held_on = cells.day(c::REVIEW)?;
    let participation = cells.code(c::REVIEW_CODE)?;
    if held_on > today {
        cells.set_aside(c::REVIEW, "This day is in the future: the review has not been held.");
        return None;
    }
    cells.take();
    Some(ReviewRow { at: cells.at, child, born_on, held_on, participation })
}

fn unaccompanied(cells: &mut Cells<'_>) -> Option<UnaccompaniedRow> {
    use shapes::uasc as c;
    let child = cells.id(c::CHILD)?;
    let born_on = cells.day_if_any(c::DOB)?;
    let until = cells.day_if_any(c::DUC)?;
    cells.take();
    Some(UnaccompaniedRow { at: cells.at, child, born_on, until })
}

fn worker(cells: &mut Cells<'_>) -> Option<WorkerRow> {
    use shapes::workers as c;
    let child = cells.id(c::CHILD)?;
    let born_on = cells.day_if_any(c::DOB)?;
    let Some(number) = cells.filled(c::SW_ID).and_then(swe_number) else {
        cells.set_aside(c::SW_ID, "There is no Social Work England number that can be read.");
        return None;
    };
    let starts_on = cells.day(c::SW_DECOM)?;
    let ends_on = cells.day_if_any(c::SW_DEC)?;
    let reason = cells.code_if_any(c::SW_REASON);
    if ends_on.is_some_and(|d| d < starts_on) {
        cells.set_aside(c::SW_DEC, "SW_DEC is before SW_DECOM: the allocation would end before it begins.");
        return None;
    }
    cells.take();
    Some(WorkerRow { at: cells.at, child, born_on, worker: number, starts_on, ends_on, reason })
}

fn leaver(cells: &mut Cells<'_>) -> Option<LeaverRow> {
    use shapes::leavers as c;
    let child = cells.id(c::CHILD)?;
    let born_on = cells.day_if_any(c::DOB)?;
    let in_touch = cells.code(c::IN_TOUCH)?;
    cells.take();
    Some(LeaverRow { at: cells.at, child, born_on, in_touch })
}
