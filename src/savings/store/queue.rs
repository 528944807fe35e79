//! Rows that wait, and what a person decides about them.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::id::{ChildId, LineId, MoneyFileId, StaffId};
use crate::kernel::{At, Day};
use crate::savings::account::ProviderNo;
use crate::savings::entry::EntryNo;
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::Field;
use crate::savings::matching::code::Code;
use crate::savings::matching::outcome::FileReceipt;
use crate::savings::queue::{Claimed, FileFace, Line, LineState, Suggested, Waiting};
use crate::store::schema::{savings_claims, savings_exceptions, savings_files, savings_lines};
use crate::store::{Answer, Fault, Rx, Tx};

/// Rows on one page.
pub(in crate::savings) const PAGE: i64 = 200;

#[derive(Queryable, Selectable)]
#[diesel(table_name = savings_lines)]
struct LineRow {
    id: LineId,
    file_id: MoneyFileId,
    kind: FileKind,
    sender: String,
    nth: i32,
    file_line: i64,
    raw: String,
    their_ref: Option<String>,
    state: LineState,
    code: Option<Code>,
    reason: String,
    child_id: Option<ChildId>,
    suggestions: String,
    from_on: Option<Day>,
    to_on: Option<Day>,
    pence: Option<i64>,
    expected_pence: i64,
    surplus_pence: i64,
    extra_entry_id: Option<EntryNo>,
    decided_by: Option<StaffId>,
    decided_at: Option<At>,
}

#[derive(serde::Deserialize)]
struct Kept {
    child: uuid::Uuid,
    score: u32,
    reasons: Vec<String>,
}

fn line_of(r: LineRow) -> Answer<Line> {
    let broken = |e: serde_json::Error| Fault::broken(format!("a row that was kept cannot be read: {e}"));
    let raw = serde_json::from_str(&r.raw).map_err(broken)?;
    let kept: Vec<Kept> = serde_json::from_str(&r.suggestions).map_err(broken)?;
    let suggestions =
        kept.into_iter().map(|k| Suggested { child: k.child.into(), score: k.score, reasons: k.reasons }).collect();
    Ok(Line {
        id: r.id,
        file: r.file_id,
        kind: r.kind,
        sender: r.sender,
        nth: r.nth,
        file_line: r.file_line,
        raw,
        their_ref: r.their_ref,
        state: r.state,
        code: r.code,
        reason: r.reason,
        child: r.child_id,
        suggestions,
        days: r.from_on.zip(r.to_on),
        pence: r.pence,
        expected: r.expected_pence,
        surplus: r.surplus_pence,
        extra_entry: r.extra_entry_id,
        decided_by: r.decided_by,
        decided_at: r.decided_at,
    })
}

/// Which rows are asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of one file.
    pub file: Option<MoneyFileId>,
    /// Of one provider.
    pub provider: Option<ProviderNo>,
    /// That stand so.
    pub state: Option<LineState>,
    /// With this code.
    pub code: Option<Code>,
    /// That are this child's, or may be.
    pub child: Option<ChildId>,
    /// After this one.
    pub after: Option<LineId>,
}

/// A page of rows, in the order in which they came.
pub(in crate::savings) fn lines(rx: &mut Rx<'_>, permit: &Permit, wanted: &Wanted) -> Answer<Vec<Line>> {
    let mut of = savings_lines::table
        .select(LineRow::as_select())
        .order((savings_lines::file_id, savings_lines::nth))
        .limit(PAGE)
        .into_boxed();
    if let Some(child) = permit.child() {
        of = of.filter(savings_lines::child_id.eq(Some(child)));
    }
    if let Some(file) = wanted.file {
        of = of.filter(savings_lines::file_id.eq(file));
    }
    if let Some(provider) = wanted.provider {
        of = of
            .filter(savings_lines::sender.eq(provider.to_string()))
            .filter(savings_lines::kind.eq(FileKind::Provider));
    }
    if let Some(state) = wanted.state {
        of = of.filter(savings_lines::state.eq(state));
    }
    if let Some(code) = wanted.code {
        of = of.filter(savings_lines::code.eq(Some(code)));
    }
    if let Some(child) = wanted.child {
        // Suggestions stand in the row as JSON, with hyphenated ids.
        let named = format!("%{}%", child.uuid());
        of = of.filter(savings_lines::child_id.eq(Some(child)).or(savings_lines::suggestions.like(named)));
    }
    if let Some(after) = wanted.after {
        let at: (MoneyFileId, i32) =
            savings_lines::table.find(after).select((savings_lines::file_id, savings_lines::nth)).first(rx.db())?;
        of = of.filter(
            savings_lines::file_id.gt(at.0).or(savings_lines::file_id.eq(at.0).and(savings_lines::nth.gt(at.1))),
        );
    }
    of.load(rx.db())?.into_iter().map(line_of).collect()
}

/// How many rows stand somewhere, by sender and by what is wrong.
pub(in crate::savings) fn waiting(
    rx: &mut Rx<'_>,
    _permit: &Permit,
    state: Option<LineState>,
    file: Option<MoneyFileId>,
) -> Answer<Vec<Waiting>> {
    let mut rows = savings_lines::table
        .filter(savings_lines::state.eq(state.unwrap_or(LineState::SetAside)))
        .group_by((savings_lines::kind, savings_lines::sender, savings_lines::code))
        .order((savings_lines::kind, savings_lines::sender, savings_lines::code))
        .select((savings_lines::kind, savings_lines::sender, savings_lines::code, diesel::dsl::count_star()))
        .into_boxed();
    if let Some(file) = file {
        rows = rows.filter(savings_lines::file_id.eq(file));
    }
    let rows: Vec<(FileKind, String, Option<Code>, i64)> = rows.load(rx.db())?;
    let of = |(kind, sender, code, rows): (FileKind, String, Option<Code>, i64)| Waiting {
        kind,
        provider: sender.parse().ok(),
        code,
        rows,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The names and headings of files.
pub(in crate::savings) fn headings(
    rx: &mut Rx<'_>,
    _permit: &Permit,
    files: impl Iterator<Item = MoneyFileId>,
) -> Answer<HashMap<MoneyFileId, (String, Vec<(String, Option<Field>)>)>> {
    let mut ids: Vec<MoneyFileId> = files.collect();
    ids.dedup();
    let rows: Vec<(MoneyFileId, String, String)> = savings_files::table
        .filter(savings_files::id.eq_any(ids))
        .select((savings_files::id, savings_files::name, savings_files::headings))
        .load(rx.db())?;
    let broken = |e: serde_json::Error| Fault::broken(format!("headings that were kept cannot be read: {e}"));
    rows.into_iter().map(|(id, name, json)| Ok((id, (name, serde_json::from_str(&json).map_err(broken)?)))).collect()
}

/// The receipt of a file, as it was when it came.
pub(in crate::savings) fn receipt(rx: &mut Rx<'_>, _permit: &Permit, id: MoneyFileId) -> Answer<FileReceipt> {
    let json: String = savings_files::table.find(id).select(savings_files::receipt).first(rx.db())?;
    let broken = |e: serde_json::Error| Fault::broken(format!("a receipt that was kept cannot be read: {e}"));
    serde_json::from_str(&json).map_err(broken)
}

/// One row.
pub(in crate::savings) fn line(rx: &mut Rx<'_>, _permit: &Permit, id: LineId) -> Answer<Line> {
    line_of(savings_lines::table.find(id).select(LineRow::as_select()).first(rx.db())?)
}

/// What a row claims now.
pub(in crate::savings) fn claims(rx: &mut Rx<'_>, _permit: &Permit, id: LineId) -> Answer<Vec<Claimed>> {
    let rows: Vec<(ChildId, Day, i64, Option<EntryNo>)> = savings_claims::table
        .filter(savings_claims::line_id.eq(id))
        .filter(savings_claims::undone_at.is_null())
        .order(savings_claims::week_end)
        .select((savings_claims::child_id, savings_claims::week_end, savings_claims::pence, savings_claims::entry_id))
        .load(rx.db())?;
    Ok(rows.into_iter().map(|(child, week_end, pence, entry)| Claimed { child, week_end, pence, entry }).collect())
}

/// What a person decided about a row.
#[derive(Debug, Clone)]
pub(in crate::savings) struct Decided<'a> {
    pub state: LineState,
    pub child: Option<ChildId>,
    pub reason: &'a str,
    pub expected: i64,
    pub surplus: i64,
    pub extra_entry: Option<EntryNo>,
}

/// Writes a decision down.
pub(in crate::savings) fn decide(tx: &mut Tx<'_>, permit: &Permit, id: LineId, d: &Decided<'_>) -> Answer<()> {
    let now = tx.now();
    let values = (
        savings_lines::state.eq(d.state),
        savings_lines::child_id.eq(d.child),
        savings_lines::reason.eq(d.reason),
        savings_lines::expected_pence.eq(d.expected),
        savings_lines::surplus_pence.eq(d.surplus),
        savings_lines::extra_entry_id.eq(d.extra_entry),
        savings_lines::decided_by.eq(permit.actor().staff()),
        savings_lines::decided_at.eq(Some(now)),
    );
    diesel::update(savings_lines::table.find(id)).set(values).execute(tx.db())?;
    Ok(())
}

/// Notes the entry of the ledger for what a row has beyond its weeks.
pub(in crate::savings) fn extra(tx: &mut Tx<'_>, _permit: &Permit, id: LineId, entry: EntryNo) -> Answer<()> {
    let values = savings_lines::extra_entry_id.eq(Some(entry));
    diesel::update(savings_lines::table.find(id)).set(values).execute(tx.db())?;
    Ok(())
}

/// Gives up what a row claims.
pub(in crate::savings) fn give_up(tx: &mut Tx<'_>, _permit: &Permit, id: LineId) -> Answer<()> {
    let now = tx.now();
    let of = savings_claims::table.filter(savings_claims::line_id.eq(id)).filter(savings_claims::undone_at.is_null());
    diesel::update(of).set(savings_claims::undone_at.eq(Some(now))).execute(tx.db())?;
    Ok(())
}

/// Closes the exception of a row once a person has decided about it, or opens it again.
pub(in crate::savings) fn settle(tx: &mut Tx<'_>, permit: &Permit, id: LineId, how: Option<&str>) -> Answer<()> {
    let of = savings_exceptions::table.filter(savings_exceptions::line_id.eq(Some(id)));
    let now = tx.now();
    let values = (
        savings_exceptions::state.eq(if how.is_some() { "resolved" } else { "open" }),
        savings_exceptions::resolution.eq(how),
        savings_exceptions::resolved_at.eq(how.map(|_| now)),
        savings_exceptions::resolved_by.eq(how.and(permit.actor().staff())),
    );
    diesel::update(of).set(values).execute(tx.db())?;
    Ok(())
}

type FileRow = (
    (MoneyFileId, FileKind, Option<ProviderNo>, String, String),
    (At, Option<StaffId>, Option<Day>, Option<Day>, i64, Option<i64>),
);

/// Files, the newest first.
pub(in crate::savings) fn files(rx: &mut Rx<'_>, _permit: &Permit, only: Option<MoneyFileId>) -> Answer<Vec<FileFace>> {
    let mut of = savings_files::table
        .order(savings_files::loaded_at.desc())
        .limit(PAGE)
        .select((
            (
                savings_files::id,
                savings_files::kind,
                savings_files::provider_id,
                savings_files::name,
                savings_files::sha256,
            ),
            (
                savings_files::loaded_at,
                savings_files::loaded_by,
                savings_files::from_on,
                savings_files::to_on,
                savings_files::sum_pence,
                savings_files::printed_pence,
            ),
        ))
        .into_boxed();
    if let Some(only) = only {
        of = of.filter(savings_files::id.eq(only));
    }
    let rows: Vec<FileRow> = of.load(rx.db())?;
    let ids: Vec<MoneyFileId> = rows.iter().map(|((id, ..), _)| *id).collect();
    let counts: Vec<(MoneyFileId, LineState, i64)> = savings_lines::table
        .filter(savings_lines::file_id.eq_any(ids))
        .group_by((savings_lines::file_id, savings_lines::state))
        .select((savings_lines::file_id, savings_lines::state, diesel::dsl::count_star()))
        .load(rx.db())?;
    Ok(rows
        .into_iter()
        .map(|((id, kind, provider, name, sha256), (loaded_at, loaded_by, from, to, sum_pence, printed_pence))| {
            FileFace {
                id,
                kind,
                provider,
                name,
                sha256,
                loaded_at,
                loaded_by,
                days: from.zip(to),
                sum_pence,
                printed_pence,
                lines: counts.iter().filter(|(f, ..)| *f == id).map(|(_, state, n)| (*state, *n)).collect(),
            }
        })
        .collect())
}

/// What came from a provider between two days, row by row: for what is tied out.
pub(in crate::savings) fn posted_between(rx: &mut Rx<'_>, permit: &Permit, from: Day, to: Day) -> Answer<Vec<Line>> {
    let mut of = savings_lines::table
        .select(LineRow::as_select())
        .filter(savings_lines::kind.eq(FileKind::Provider))
        .filter(savings_lines::to_on.between(Some(from), Some(to)))
        .filter(savings_lines::state.ne(LineState::Rejected))
        .into_boxed();
    if let Some(child) = permit.child() {
        of = of.filter(savings_lines::child_id.eq(Some(child)));
    }
    of.load(rx.db())?.into_iter().map(line_of).collect()
}
