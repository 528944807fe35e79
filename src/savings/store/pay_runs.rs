//! Pay runs.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Text};

use super::ledger::AT_ONCE;
use crate::access::Permit;
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{At, Day, Pence};
use crate::savings::account::AccountKind;
use crate::savings::pay_run::{Block, Line, Run, RunState};
use crate::savings::register::AccountState;
use crate::store::schema::{ledger_accounts, other_contributions, pay_run_lines, pay_runs};
use crate::store::{Answer, Fault, Rx, Tx};

/// A run with its lines.
pub(in crate::savings) fn run(rx: &mut Rx<'_>, _permit: &Permit, id: AnyId) -> Answer<Option<Run>> {
    type Head = (Day, Day, RunState, String, StaffId, Option<StaffId>, Option<String>);
    let head: Option<Head> = pay_runs::table
        .find(id)
        .select((
            pay_runs::cut_off_on,
            pay_runs::accepted_on,
            pay_runs::state,
            pay_runs::content,
            pay_runs::proposed_by,
            pay_runs::approved_by,
            pay_runs::approved_content,
        ))
        .first(rx.db())
        .optional()?;
    let Some((cut_off, accepted_on, state, content, proposed_by, approved_by, approved_content)) = head else {
        return Ok(None);
    };
    type Row = (ChildId, Pence, Pence, AccountState, Option<String>, Option<Day>, Option<Block>, Option<String>);
    let rows: Vec<Row> = pay_run_lines::table
        .filter(pay_run_lines::run_id.eq(id))
        .order(pay_run_lines::child_id)
        .select((
            pay_run_lines::child_id,
            pay_run_lines::held_pence,
            pay_run_lines::pay_pence,
            pay_run_lines::account,
            pay_run_lines::reference,
            pay_run_lines::year_from,
            pay_run_lines::block,
            pay_run_lines::words,
        ))
        .load(rx.db())?;
    let lines = rows
        .into_iter()
        .map(|(child, held, pay, account, reference, year_from, block, words)| Line {
            child,
            held,
            pay,
            account,
            reference,
            year_from,
            block,
            words,
        })
        .collect();
    Ok(Some(Run { id, cut_off, accepted_on, state, content, proposed_by, approved_by, approved_content, lines }))
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
    let now = tx.now();
    let values = (
        pay_runs::cut_off_on.eq(run.cut_off),
        pay_runs::accepted_on.eq(run.accepted_on),
        pay_runs::state.eq(RunState::Proposed),
        pay_runs::content.eq(&run.content),
        pay_runs::proposed_by.eq(run.proposed_by),
        pay_runs::proposed_at.eq(now),
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
    #[diesel(sql_type = BigInt)]
    pub pence: Pence,
}

/// What moved from which kind of account to which, up to a day.
pub(in crate::savings) fn moved(rx: &mut Rx<'_>, _permit: &Permit, until: Day) -> Answer<Vec<Moved>> {
    let sql = "SELECT d.kind AS debit, c.kind AS credit, CAST(SUM(e.pence) AS BIGINT) AS pence FROM ledger_entries e \
               JOIN ledger_accounts d ON d.id = e.debit_account_id JOIN ledger_accounts c ON c.id = e.credit_account_id \
               WHERE e.effective_on <= $1 GROUP BY d.kind, c.kind ORDER BY d.kind, c.kind";
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
