//! Pay runs.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

use super::ledger::AT_ONCE;
use crate::access::Permit;
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{At, Day, Pence};
use crate::savings::account::AccountKind;
use crate::savings::entry::{EntryKind, EntryNo};
use crate::savings::pay_run::{Block, Line, Run, RunState};
use crate::savings::register::AccountState;
use crate::store::schema::{
    ledger_accounts, ledger_acts, ledger_entries, other_contributions, pay_run_lines, pay_runs,
};
use crate::store::{Answer, Fault, Rx, Tx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = pay_runs)]
struct Head {
    cut_off_on: Day,
    accepted_on: Day,
    state: RunState,
    content: String,
    proposed_by: StaffId,
    proposed_at: At,
    approved_by: Option<StaffId>,
    approved_at: Option<At>,
    approved_content: Option<String>,
    sent_at: Option<At>,
    paid_on: Option<Day>,
    schedule: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = pay_run_lines)]
struct LineRow {
    child_id: ChildId,
    held_pence: Pence,
    pay_pence: Pence,
    account: AccountState,
    reference: Option<String>,
    year_from: Option<Day>,
    block: Option<Block>,
    words: Option<String>,
    is_in_time: bool,
}

/// A run with its lines.
pub(in crate::savings) fn run(rx: &mut Rx<'_>, _permit: &Permit, id: AnyId) -> Answer<Option<Run>> {
    let head: Option<Head> = pay_runs::table.find(id).select(Head::as_select()).first(rx.db()).optional()?;
    let Some(head) = head else { return Ok(None) };
    let rows: Vec<LineRow> = pay_run_lines::table
        .filter(pay_run_lines::run_id.eq(id))
        .order(pay_run_lines::child_id)
        .select(LineRow::as_select())
        .load(rx.db())?;
    let line = |r: LineRow| Line {
        child: r.child_id,
        held: r.held_pence,
        pay: r.pay_pence,
        account: r.account,
        reference: r.reference,
        year_from: r.year_from,
        block: r.block,
        words: r.words,
        is_in_time: r.is_in_time,
    };
    Ok(Some(Run {
        id,
        cut_off: head.cut_off_on,
        accepted_on: head.accepted_on,
        state: head.state,
        content: head.content,
        proposed_by: head.proposed_by,
        approved_by: head.approved_by,
        approved_content: head.approved_content,
        proposed_at: head.proposed_at,
        approved_at: head.approved_at,
        sent_at: head.sent_at,
        paid_on: head.paid_on,
        schedule: head.schedule,
        lines: rows.into_iter().map(line).collect(),
    }))
}

/// Keeps the schedule of a run as it goes out.
pub(in crate::savings) fn keep_schedule(tx: &mut Tx<'_>, _permit: &Permit, id: AnyId, text: &str) -> Answer<()> {
    let of = pay_runs::table.find(id).filter(pay_runs::schedule.is_null());
    diesel::update(of).set(pay_runs::schedule.eq(Some(text))).execute(tx.db())?;
    Ok(())
}

/// The ids of the runs, newest first.
pub(in crate::savings) fn all(rx: &mut Rx<'_>) -> Answer<Vec<AnyId>> {
    Ok(pay_runs::table.order(pay_runs::proposed_at.desc()).select(pay_runs::id).load(rx.db())?)
}

/// Whether a run is under way that has not left the bank: one at a time, so that nobody is paid twice.
pub(in crate::savings) fn is_under_way(rx: &mut Rx<'_>, other_than: AnyId) -> Answer<bool> {
    let open = [RunState::Proposed, RunState::Approved];
    let found: Option<AnyId> = pay_runs::table
        .filter(pay_runs::state.eq_any(open))
        .filter(pay_runs::id.ne(other_than))
        .select(pay_runs::id)
        .first(rx.db())
        .optional()?;
    Ok(found.is_some())
}

/// Writes a run with its lines, over one that was only proposed or approved.
pub(in crate::savings) fn put(tx: &mut Tx<'_>, _permit: &Permit, run: &Run) -> Answer<()> {
    let values = (
        pay_runs::cut_off_on.eq(run.cut_off),
        pay_runs::accepted_on.eq(run.accepted_on),
        pay_runs::state.eq(RunState::Proposed),
        pay_runs::content.eq(&run.content),
        pay_runs::proposed_by.eq(run.proposed_by),
        pay_runs::proposed_at.eq(run.proposed_at),
        pay_runs::approved_by.eq(None::<StaffId>),
        pay_runs::approved_at.eq(None::<At>),
        pay_runs::approved_content.eq(None::<String>),
    );
    crate::each_db!(tx.db(), c => diesel::insert_into(pay_runs::table)
        .values((pay_runs::id.eq(run.id), values.clone()))
        .on_conflict(pay_runs::id)
        .do_update()
        .set(values)
        .execute(c))?;
    diesel::delete(pay_run_lines::table.filter(pay_run_lines::run_id.eq(run.id))).execute(tx.db())?;
    for some in run.lines.chunks(AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|l| {
                (
                    pay_run_lines::run_id.eq(run.id),
                    pay_run_lines::child_id.eq(l.child),
                    pay_run_lines::held_pence.eq(l.held),
                    pay_run_lines::pay_pence.eq(l.pay),
                    pay_run_lines::account.eq(l.account),
                    pay_run_lines::reference.eq(l.reference.as_deref()),
                    pay_run_lines::year_from.eq(l.year_from),
                    pay_run_lines::block.eq(l.block),
                    pay_run_lines::words.eq(l.words.as_deref()),
                    pay_run_lines::is_in_time.eq(l.is_in_time),
                )
            })
            .collect();
        crate::each_db!(tx.db(), c => diesel::insert_into(pay_run_lines::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// Sets how far a run is: approved by somebody, or back to proposed (the approval is gone), sent, paid.
pub(in crate::savings) fn set_state(
    tx: &mut Tx<'_>,
    _permit: &Permit,
    id: AnyId,
    state: RunState,
    approved: Option<(StaffId, &str)>,
    paid_on: Option<Day>,
) -> Answer<()> {
    let now = tx.now();
    let row = pay_runs::table.find(id);
    match state {
        RunState::Approved | RunState::Proposed => diesel::update(row)
            .set((
                pay_runs::state.eq(state),
                pay_runs::approved_by.eq(approved.map(|(by, _)| by)),
                pay_runs::approved_at.eq(approved.map(|_| now)),
                pay_runs::approved_content.eq(approved.map(|(_, content)| content)),
            ))
            .execute(tx.db())?,
        RunState::Sent => {
            diesel::update(row).set((pay_runs::state.eq(state), pay_runs::sent_at.eq(Some(now)))).execute(tx.db())?
        }
        RunState::Paid | RunState::Withdrawn => {
            diesel::update(row).set((pay_runs::state.eq(state), pay_runs::paid_on.eq(paid_on))).execute(tx.db())?
        }
    };
    Ok(())
}

/// What others have paid into children's accounts, by child and the first day of the limit's year.
pub(in crate::savings) fn others(rx: &mut Rx<'_>, permit: &Permit) -> Answer<HashMap<(ChildId, Day), Pence>> {
    let mut of = other_contributions::table
        .select((other_contributions::child_id, other_contributions::year_from, other_contributions::pence))
        .into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(other_contributions::child_id.eq(only));
    }
    let rows: Vec<(ChildId, Day, Pence)> = of.load(rx.db())?;
    Ok(rows.into_iter().map(|(child, year, pence)| ((child, year), pence)).collect())
}

/// Writes down what others have paid in, over what was known before.
pub(in crate::savings) fn set_others(
    tx: &mut Tx<'_>,
    permit: &Permit,
    child: ChildId,
    year_from: Day,
    pence: Pence,
    source: &str,
) -> Answer<()> {
    if permit.child().is_some_and(|c| c != child) {
        return Err(Fault::NotFound);
    }
    let now = tx.now();
    let values = (
        other_contributions::pence.eq(pence),
        other_contributions::source.eq(source),
        other_contributions::recorded_at.eq(now),
    );
    crate::each_db!(tx.db(), c => diesel::insert_into(other_contributions::table)
        .values((other_contributions::child_id.eq(child), other_contributions::year_from.eq(year_from), values))
        .on_conflict((other_contributions::child_id, other_contributions::year_from))
        .do_update()
        .set(values)
        .execute(c))?;
    Ok(())
}

/// Adds to what others have paid in, as one more statement shows it.
pub(in crate::savings) fn add_others(
    tx: &mut Tx<'_>,
    permit: &Permit,
    more: &[(ChildId, Day, Pence)],
    source: &str,
) -> Answer<()> {
    let known = others(tx, permit)?;
    for (child, year_from, pence) in more {
        let before = known.get(&(*child, *year_from)).copied().unwrap_or_default();
        let sum = before.checked_add(*pence).ok_or_else(|| Fault::broken("a sum overflows"))?;
        // Less is taken away where a row turns out to be somebody else's; a person may have entered less in between.
        set_others(tx, permit, *child, *year_from, sum.max(Pence::ZERO), source)?;
    }
    Ok(())
}

/// What was paid towards each child's account (by which act, counting from which day), and what statements have confirmed.
pub(in crate::savings) fn paid_and_confirmed(
    rx: &mut Rx<'_>,
    permit: &Permit,
) -> Answer<(HashMap<ChildId, Vec<(AnyId, Day, Pence)>>, HashMap<ChildId, Pence>)> {
    let undone: Vec<Option<i32>> = ledger_entries::table
        .filter(ledger_entries::reverses_id.is_not_null())
        .select(ledger_entries::reverses_id)
        .load(rx.db())?;
    let undone: BTreeSet<i32> = undone.into_iter().flatten().collect();
    let mut of = ledger_entries::table
        .inner_join(ledger_accounts::table.on(ledger_entries::child_account_id.eq(ledger_accounts::id.nullable())))
        .inner_join(ledger_acts::table)
        .filter(ledger_entries::kind.eq_any([EntryKind::PayOut, EntryKind::Statement]))
        .order(ledger_entries::id)
        .select((
            ledger_entries::id,
            ledger_accounts::child_id,
            ledger_entries::kind,
            ledger_entries::pence,
            ledger_acts::act_key,
            ledger_entries::effective_on,
        ))
        .into_boxed();
    if let Some(only) = permit.child() {
        of = of.filter(ledger_accounts::child_id.eq(Some(only)));
    }
    let rows: Vec<(EntryNo, Option<ChildId>, EntryKind, Pence, AnyId, Day)> = of.load(rx.db())?;
    let (mut paid, mut confirmed) = (HashMap::<ChildId, Vec<_>>::new(), HashMap::<ChildId, Pence>::new());
    for (_, child, kind, pence, act, on) in rows.into_iter().filter(|(no, ..)| !undone.contains(no)) {
        let Some(child) = child else { continue };
        if kind == EntryKind::PayOut {
            paid.entry(child).or_default().push((act, on, pence));
        } else {
            let sum = confirmed.entry(child).or_default();
            *sum = sum.checked_add(pence).ok_or_else(|| Fault::broken("a sum overflows"))?;
        }
    }
    Ok((paid, confirmed))
}

/// A run's own payments by child and the year in which they counted: what the council has paid into each account.
pub(in crate::savings) fn paid(rx: &mut Rx<'_>, _permit: &Permit) -> Answer<HashMap<(ChildId, Day), Pence>> {
    let rows: Vec<(ChildId, Option<Day>, Pence)> = pay_run_lines::table
        .inner_join(pay_runs::table)
        .filter(pay_runs::state.eq_any([RunState::Sent, RunState::Paid]))
        .select((pay_run_lines::child_id, pay_run_lines::year_from, pay_run_lines::pay_pence))
        .load(rx.db())?;
    let mut found: HashMap<(ChildId, Day), Pence> = HashMap::new();
    for (child, year, pence) in rows {
        let Some(year) = year else { continue };
        let sum = found.entry((child, year)).or_default();
        *sum = sum.checked_add(pence).ok_or_else(|| Fault::broken("a sum overflows"))?;
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = diesel::sql_types::Binary)]
    child_id: ChildId,
    #[diesel(sql_type = BigInt)]
    pence: Pence,
}

/// What is held for every child at the end of a day, and no more than is held now: what was put right since is not paid.
pub(in crate::savings) fn held_at(rx: &mut Rx<'_>, _permit: &Permit, on: Day) -> Answer<HashMap<ChildId, Pence>> {
    let sql = "SELECT a.child_id AS child_id, CAST(SUM(CASE WHEN e.credit_account_id = a.id THEN e.pence ELSE -e.pence END) AS BIGINT) AS pence \
               FROM ledger_accounts a JOIN ledger_entries e ON e.child_account_id = a.id \
               AND (e.credit_account_id = a.id OR e.debit_account_id = a.id) AND e.effective_on <= $1 \
               WHERE a.kind = $2 GROUP BY a.child_id";
    let rows: Vec<Held> =
        diesel::sql_query(sql).bind::<Date, _>(on).bind::<Text, _>(AccountKind::Child).load(rx.db())?;
    let now: Vec<(Option<ChildId>, Pence)> = ledger_accounts::table
        .filter(ledger_accounts::kind.eq(AccountKind::Child))
        .select((ledger_accounts::child_id, ledger_accounts::balance_pence))
        .load(rx.db())?;
    let now: HashMap<ChildId, Pence> = now.into_iter().filter_map(|(c, p)| Some((c?, p))).collect();
    let least = |r: &Held| r.pence.min(now.get(&r.child_id).copied().unwrap_or_default());
    Ok(rows.iter().map(|r| (r.child_id, least(r))).collect())
}

/// A kind of money movement and what it comes to.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(in crate::savings) struct Moved {
    #[diesel(sql_type = Text)]
    pub debit: AccountKind,
    #[diesel(sql_type = Text)]
    pub credit: AccountKind,
    #[diesel(sql_type = Text)]
    pub kind: EntryKind,
    #[diesel(sql_type = BigInt)]
    pub pence: Pence,
}

/// What moved from which kind of account to which, up to a day: for a week by its last day, whenever it came.
pub(in crate::savings) fn moved(rx: &mut Rx<'_>, _permit: &Permit, until: Day) -> Answer<Vec<Moved>> {
    let sql = "SELECT d.kind AS debit, c.kind AS credit, e.kind AS kind, CAST(SUM(e.pence) AS BIGINT) AS pence FROM ledger_entries e \
               JOIN ledger_accounts d ON d.id = e.debit_account_id JOIN ledger_accounts c ON c.id = e.credit_account_id \
               WHERE COALESCE(e.week_end, e.effective_on) <= $1 GROUP BY d.kind, c.kind, e.kind ORDER BY d.kind, c.kind, e.kind";
    Ok(diesel::sql_query(sql).bind::<Date, _>(until).load(rx.db())?)
}

/// What the balances of a kind of account come to, as they are kept.
pub(in crate::savings) fn kept(rx: &mut Rx<'_>, _permit: &Permit, kind: AccountKind) -> Answer<Pence> {
    let all: Vec<Pence> = ledger_accounts::table
        .filter(ledger_accounts::kind.eq(kind))
        .select(ledger_accounts::balance_pence)
        .load(rx.db())?;
    let sum = all.iter().try_fold(Pence::ZERO, |sum, p| sum.checked_add(*p));
    sum.ok_or_else(|| Fault::broken("a sum overflows"))
}
