//! Files that came in, their rows, and what these claim.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::calendar::london_day;
use crate::kernel::id::{ChildId, Id, LineId, MoneyFileId, StaffId};
use crate::kernel::{At, Day, Pence};
use crate::savings::account::ProviderNo;
use crate::savings::entry::{EntryKind, EntryNo};
use crate::savings::file::{FileMade, NewLine};
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::{Field, Profile};
use crate::savings::matching::outcome::Claim;
use crate::savings::matching::schedule::year_of;
use crate::store::schema::{
    ledger_accounts, ledger_entries, savings_claims, savings_files, savings_lines, savings_profiles, savings_refs,
};
use crate::store::{Answer, Fault, Rx, Tx};

/// Rows of one statement: 500 rows of 22 columns stay below SQLite's 32,766 values and PostgreSQL's 65,535.
const BATCH: usize = 500;

/// Tells how many rows have been written since it was last told.
pub type Step<'a> = &'a mut dyn FnMut(usize);

/// The receipt of a file that was loaded before.
pub(in crate::savings) fn receipt_of(
    rx: &mut Rx<'_>,
    kind: FileKind,
    sender: &str,
    sha256: &str,
) -> Answer<Option<(MoneyFileId, String)>> {
    Ok(savings_files::table
        .filter(savings_files::kind.eq(kind))
        .filter(savings_files::sender.eq(sender))
        .filter(savings_files::sha256.eq(sha256))
        .select((savings_files::id, savings_files::receipt))
        .first(rx.db())
        .optional()?)
}

/// What a sender's columns hold.
pub(in crate::savings) fn profile(rx: &mut Rx<'_>, kind: FileKind, sender: &str) -> Answer<Profile> {
    let rows: Vec<(String, Field)> = savings_profiles::table
        .filter(savings_profiles::kind.eq(kind))
        .filter(savings_profiles::sender.eq(sender))
        .select((savings_profiles::heading, savings_profiles::field))
        .load(rx.db())?;
    Ok(rows.into_iter().collect())
}

/// Remembers what a sender's columns hold.
pub(in crate::savings) fn learn(
    tx: &mut Tx<'_>,
    _permit: &Permit,
    kind: FileKind,
    sender: &str,
    profile: &Profile,
) -> Answer<()> {
    for (heading, field) in profile {
        let row = (
            savings_profiles::kind.eq(kind),
            savings_profiles::sender.eq(sender),
            savings_profiles::heading.eq(heading),
            savings_profiles::field.eq(*field),
        );
        crate::each_db!(tx.db(), c => diesel::insert_into(savings_profiles::table)
            .values(row)
            .on_conflict((savings_profiles::kind, savings_profiles::sender, savings_profiles::heading))
            .do_update()
            .set(savings_profiles::field.eq(*field))
            .execute(c))?;
    }
    Ok(())
}

/// How often each content came from a sender before.
pub(in crate::savings) fn seen(
    rx: &mut Rx<'_>,
    _permit: &Permit,
    kind: FileKind,
    sender: &str,
) -> Answer<HashMap<String, u64>> {
    let rows: Vec<String> = savings_lines::table
        .filter(savings_lines::kind.eq(kind))
        .filter(savings_lines::sender.eq(sender))
        .select(savings_lines::content)
        .load(rx.db())?;
    let mut seen: HashMap<String, u64> = HashMap::new();
    for content in rows {
        *seen.entry(content).or_default() += 1;
    }
    Ok(seen)
}

/// What weeks have got already, and how many parts, of every child between two days.
pub(in crate::savings) fn claimed(
    rx: &mut Rx<'_>,
    permit: &Permit,
    from: Day,
    to: Day,
) -> Answer<HashMap<ChildId, BTreeMap<Day, (i64, i32)>>> {
    let mut of = savings_claims::table
        .filter(savings_claims::undone_at.is_null())
        .filter(savings_claims::week_end.between(from, to))
        .select((savings_claims::child_id, savings_claims::week_end, savings_claims::pence, savings_claims::part))
        .into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(savings_claims::child_id.eq(only));
    }
    let rows: Vec<(ChildId, Day, i64, i32)> = of.load(rx.db())?;
    let mut claimed: HashMap<ChildId, BTreeMap<Day, (i64, i32)>> = HashMap::new();
    for (child, week_end, pence, part) in rows {
        let of = claimed.entry(child).or_default().entry(week_end).or_insert((0, 0));
        *of = (of.0.saturating_add(pence), of.1.max(part.saturating_add(1)));
    }
    Ok(claimed)
}

/// What came so far less what was due then, by child and year.
pub(in crate::savings) fn running(
    rx: &mut Rx<'_>,
    _permit: &Permit,
    from: Day,
) -> Answer<HashMap<(ChildId, i32), i64>> {
    let rows: Vec<(Option<ChildId>, Option<Day>, Option<i64>, i64)> = savings_lines::table
        .filter(savings_lines::state.eq("posted"))
        .filter(savings_lines::kind.eq(FileKind::Provider))
        .filter(savings_lines::to_on.ge(Some(from)))
        .select((savings_lines::child_id, savings_lines::to_on, savings_lines::pence, savings_lines::expected_pence))
        .load(rx.db())?;
    let mut running: HashMap<(ChildId, i32), i64> = HashMap::new();
    for (child, to, pence, expected) in rows {
        if let (Some(child), Some(to), Some(pence)) = (child, to, pence) {
            let of = running.entry((child, year_of(to))).or_default();
            *of = of.saturating_add(pence.saturating_sub(expected));
        }
    }
    Ok(running)
}

/// Whom a person chose for a provider's references.
pub(in crate::savings) fn chosen(
    rx: &mut Rx<'_>,
    _permit: &Permit,
    provider: ProviderNo,
) -> Answer<HashMap<String, ChildId>> {
    let rows: Vec<(String, ChildId)> = savings_refs::table
        .filter(savings_refs::provider_id.eq(provider))
        .select((savings_refs::ref_key, savings_refs::child_id))
        .load(rx.db())?;
    Ok(rows.into_iter().collect())
}

/// Remembers whom a person chose for a provider's reference.
pub(in crate::savings) fn choose(
    tx: &mut Tx<'_>,
    permit: &Permit,
    provider: ProviderNo,
    ref_key: &str,
    child: ChildId,
) -> Answer<()> {
    let values = (
        savings_refs::child_id.eq(child),
        savings_refs::chosen_by.eq(permit.actor().staff()),
        savings_refs::chosen_at.eq(tx.now()),
    );
    let row = (savings_refs::provider_id.eq(provider), savings_refs::ref_key.eq(ref_key.to_owned()), values);
    crate::each_db!(tx.db(), c => diesel::insert_into(savings_refs::table)
        .values(row)
        .on_conflict((savings_refs::provider_id, savings_refs::ref_key))
        .do_update()
        .set(values)
        .execute(c))?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = savings_files, treat_none_as_default_value = false)]
struct FileRow<'a> {
    id: MoneyFileId,
    kind: FileKind,
    provider_id: Option<ProviderNo>,
    sender: &'a str,
    name: &'a str,
    sha256: &'a str,
    loaded_at: At,
    loaded_by: Option<StaffId>,
    from_on: Option<Day>,
    to_on: Option<Day>,
    as_at_on: Option<Day>,
    sum_pence: i64,
    printed_pence: Option<i64>,
    words: &'a str,
    receipt: &'a str,
    headings: &'a str,
}

/// Writes a file down.
pub(in crate::savings) fn insert_file(tx: &mut Tx<'_>, permit: &Permit, file: &FileMade) -> Answer<()> {
    let row = FileRow {
        id: file.id,
        kind: file.kind,
        provider_id: file.provider,
        sender: &file.sender,
        name: &file.name,
        sha256: &file.sha256,
        loaded_at: tx.now(),
        loaded_by: permit.actor().staff(),
        from_on: file.days.map(|(f, _)| f),
        to_on: file.days.map(|(_, t)| t),
        as_at_on: file.as_at,
        sum_pence: file.sum_pence,
        printed_pence: file.printed_pence,
        words: &file.words,
        receipt: &file.receipt,
        headings: &file.headings,
    };
    diesel::insert_into(savings_files::table).values(row).execute(tx.db())?;
    Ok(())
}

/// The day that a statement is as at; the day it came, where it does not say.
pub(in crate::savings) fn statement_day(rx: &mut Rx<'_>, _permit: &Permit, file: MoneyFileId) -> Answer<Day> {
    let of = savings_files::table.find(file).select((savings_files::as_at_on, savings_files::loaded_at));
    let (as_at, loaded): (Option<Day>, At) = of.first(rx.db())?;
    Ok(as_at.unwrap_or_else(|| london_day(loaded)))
}

#[derive(Insertable)]
#[diesel(table_name = savings_lines, treat_none_as_default_value = false)]
struct LineRow {
    id: LineId,
    file_id: MoneyFileId,
    kind: FileKind,
    sender: String,
    nth: i32,
    file_line: i64,
    raw: String,
    content: String,
    occurrence: i32,
    their_ref: Option<String>,
    state: String,
    code: Option<String>,
    reason: String,
    child_id: Option<ChildId>,
    suggestions: String,
    from_on: Option<Day>,
    to_on: Option<Day>,
    pence: Option<i64>,
    expected_pence: i64,
    surplus_pence: i64,
}

/// Writes rows down.
pub(in crate::savings) fn insert_lines(
    tx: &mut Tx<'_>,
    _permit: &Permit,
    file: &FileMade,
    lines: &[NewLine],
    step: Step<'_>,
) -> Answer<()> {
    let number = |n: u64| i32::try_from(n).map_err(|_| Fault::broken("a file has too many rows"));
    for some in lines.chunks(BATCH) {
        let rows = some
            .iter()
            .map(|l| {
                Ok(LineRow {
                    id: l.id,
                    file_id: file.id,
                    kind: file.kind,
                    sender: file.sender.clone(),
                    nth: number(l.decision.nth)?,
                    file_line: i64::try_from(l.decision.line).unwrap_or(0),
                    raw: l.raw.clone(),
                    content: l.content.clone(),
                    occurrence: number(l.decision.occurrence)?,
                    their_ref: l.decision.their_ref.clone(),
                    state: l.decision.state.as_str().to_owned(),
                    code: l.decision.code.map(|c| c.as_str().to_owned()),
                    reason: l.decision.reason.clone(),
                    child_id: l.decision.child,
                    suggestions: l.suggestions.clone(),
                    from_on: l.decision.days.map(|(f, _)| f),
                    to_on: l.decision.days.map(|(_, t)| t),
                    pence: l.decision.pence,
                    expected_pence: l.decision.expected,
                    surplus_pence: l.decision.surplus,
                })
            })
            .collect::<Answer<Vec<_>>>()?;
        crate::each_db!(tx.db(), c => diesel::insert_into(savings_lines::table).values(&rows).execute(c))?;
        step(some.len());
    }
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = savings_claims, treat_none_as_default_value = false)]
struct ClaimRow {
    id: Id<crate::kernel::id::AnyKind>,
    line_id: LineId,
    child_id: ChildId,
    week_end: Day,
    part: i32,
    pence: i64,
    entry_id: Option<EntryNo>,
    made_at: At,
}

/// A claim that is to be made: of which row, which part of its week, by which entry of the ledger.
pub(in crate::savings) struct NewClaim {
    pub line: LineId,
    pub claim: Claim,
    pub part: i32,
    pub entry: Option<EntryNo>,
}

/// Makes claims. A week that somebody else claimed in between is refused by the database.
pub(in crate::savings) fn insert_claims(tx: &mut Tx<'_>, _permit: &Permit, claims: &[NewClaim]) -> Answer<()> {
    let now = tx.now();
    for some in claims.chunks(BATCH) {
        let rows: Vec<ClaimRow> = some
            .iter()
            .map(|c| ClaimRow {
                id: Id::at(now),
                line_id: c.line,
                child_id: c.claim.child,
                week_end: c.claim.week_end,
                part: c.part,
                pence: c.claim.pence,
                entry_id: c.entry,
                made_at: now,
            })
            .collect();
        crate::each_db!(tx.db(), c => diesel::insert_into(savings_claims::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Entries of some kinds about children, those that were undone left out: whose, which kind, how much.
pub(in crate::savings) fn of_kinds(
    rx: &mut Rx<'_>,
    permit: &Permit,
    kinds: &[EntryKind],
) -> Answer<Vec<(ChildId, EntryKind, Pence)>> {
    let undone: Vec<Option<i32>> = ledger_entries::table
        .filter(ledger_entries::reverses_id.is_not_null())
        .select(ledger_entries::reverses_id)
        .load(rx.db())?;
    let undone: std::collections::BTreeSet<i32> = undone.into_iter().flatten().collect();
    let mut of = ledger_entries::table
        .inner_join(ledger_accounts::table.on(ledger_entries::child_account_id.eq(ledger_accounts::id.nullable())))
        .filter(ledger_entries::kind.eq_any(kinds.to_vec()))
        .order(ledger_entries::id)
        .select((ledger_entries::id, ledger_accounts::child_id, ledger_entries::kind, ledger_entries::pence))
        .into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(ledger_accounts::child_id.eq(Some(only)));
    }
    let rows: Vec<(i32, Option<ChildId>, EntryKind, Pence)> = of.load(rx.db())?;
    let live = rows.into_iter().filter(|(no, ..)| !undone.contains(no));
    Ok(live.filter_map(|(_, child, kind, pence)| Some((child?, kind, pence))).collect())
}
