//! What the clock does to an ask: passed on when nobody answered, told again when it is late twice, opened again when the
//! decision did not come.

use super::asks;
use crate::access::{self, Action, Actor, Permit};
use crate::kernel::id::{AskId, StaffId, ThreadId};
use crate::notify::{self, Happening, To};
use crate::people;
use crate::people::tasks::{self, NewTask, TaskKind};
use crate::store::{Answer, Outcome, Store, Tx};
use crate::voice::Rules;
use crate::voice::promise::{Ask, ClosedHow, is_late};
use crate::voice::store::asks as rows;
use crate::voice::store::threads::{self, Head};

/// This job's name in the audit.
const JOB: &str = "escalate";

/// The thread and its ask, claimed; none while messages are stopped.
fn claimed(tx: &mut Tx<'_>, thread: ThreadId) -> Answer<Option<(Permit, Head)>> {
    let permit = super::permit(tx, &Actor::Job(JOB), Action::Escalate, thread)?;
    threads::claim(tx, &permit)?;
    if people::messages_stopped(tx, &permit)? {
        return Ok(None);
    }
    let key = super::key(tx, &permit)?;
    let head = threads::head(tx, &permit, thread, &key)?;
    Ok(Some((permit, head)))
}

/// The manager of the post's team has it now, with a new day; the child is told, and so is whoever was late.
pub(in crate::voice) async fn pass_on(store: &Store, rules: &Rules, thread: ThreadId) -> Answer<usize> {
    let rules = rules.clone();
    store.write(move |tx| run_pass_on(tx, &rules, thread)).await
}

fn run_pass_on(tx: &mut Tx<'_>, rules: &Rules, thread: ThreadId) -> Answer<Outcome<usize>> {
    let Some((permit, mut head)) = claimed(tx, thread)? else { return Ok(Outcome::Unchanged(0)) };
    let today = tx.today();
    let Some(ask) = head.open().filter(|a| a.passed_on_at.is_none() && is_late(a.answer_by, today)).cloned() else {
        return Ok(Outcome::Unchanged(0));
    };
    let managers = access::managers(tx, head.thread.child, head.thread.post)?;
    let to = managers.first().copied();
    let answer_by = rules.passed_on_by(today);
    rows::pass_on(tx, &permit, ask.id, to, answer_by)?;
    tx.audit(&permit.entry(tx.now(), Some("passed_on")))?;
    // Told before the ask names its new keeper, so that whoever was late hears "late" and not "passed on".
    for staff in access::answerers(tx, head.thread.child, head.thread.post)?
        .into_iter()
        .map(|(s, _)| s)
        .filter(|s| !managers.contains(s))
    {
        notify::tell(tx, To::Staff(staff), Happening::Late, Some(thread), Some(ask.id.of()))?;
    }
    for manager in managers {
        notify::tell(tx, To::Staff(manager), Happening::PassedOn, Some(thread), Some(ask.id.of()))?;
    }
    head.ask = Some(Ask { passed_on_to: to, answer_by, ..ask.clone() });
    super::tell_child(tx, &head, Happening::PassedOn, ask.id.of())?;
    Ok(Outcome::Done(1))
}

/// Nobody answered the second time either: it stays in sight of the managers until somebody does.
pub(in crate::voice) async fn late_again(store: &Store, thread: ThreadId) -> Answer<usize> {
    store.write(move |tx| run_late_again(tx, thread)).await
}

fn run_late_again(tx: &mut Tx<'_>, thread: ThreadId) -> Answer<Outcome<usize>> {
    let Some((permit, head)) = claimed(tx, thread)? else { return Ok(Outcome::Unchanged(0)) };
    let today = tx.today();
    let Some(ask) = head.open().filter(|a| a.passed_on_at.is_some() && is_late(a.answer_by, today)).cloned() else {
        return Ok(Outcome::Unchanged(0));
    };
    let mut told: Vec<StaffId> = access::managers(tx, head.thread.child, head.thread.post)?;
    told.extend(ask.passed_on_to.filter(|to| !told.contains(to)));
    let waiting = tasks::open_of_kind(tx, TaskKind::LateAgain)?;
    let has_it = |staff: StaffId| waiting.iter().any(|t| t.subject == Some(ask.id.of()) && t.staff == Some(staff));
    told.retain(|staff| !has_it(*staff));
    let mut made = 0usize;
    for staff in told {
        let task = NewTask {
            kind: TaskKind::LateAgain,
            child: Some(head.thread.child),
            post: None,
            staff: Some(staff),
            team: None,
            subject: Some(ask.id.of()),
            // Ticked off without an answer, or opened again on its old day: it comes back on the next day.
            natural_key: format!("late_again:{}:{}:{today}:{staff}", ask.id, ask.answer_by),
        };
        if let Some(task) = tasks::make(tx, task)? {
            notify::tell(tx, To::Staff(staff), Happening::Task, Some(thread), Some(task.of()))?;
            made = made.saturating_add(1);
        }
    }
    if made == 0 {
        return Ok(Outcome::Unchanged(0));
    }
    tx.audit(&permit.entry(tx.now(), Some("late_again")))?;
    Ok(Outcome::Done(1))
}

/// A decision was announced for a day that has passed, and nobody said what was decided: the ask is open again.
pub(in crate::voice) async fn reopen_undecided(store: &Store, thread: ThreadId, ask: AskId) -> Answer<usize> {
    store.write(move |tx| run_reopen(tx, thread, ask)).await
}

fn run_reopen(tx: &mut Tx<'_>, thread: ThreadId, id: AskId) -> Answer<Outcome<usize>> {
    let Some((permit, mut head)) = claimed(tx, thread)? else { return Ok(Outcome::Unchanged(0)) };
    let key = super::key(tx, &permit)?;
    let ask = rows::get(tx, &permit, id, &key)?;
    let today = tx.today();
    let passed =
        ask.closed_how == Some(ClosedHow::DecisionPending) && ask.decision_on.is_some_and(|d| is_late(d, today));
    if !passed {
        return Ok(Outcome::Unchanged(0));
    }
    // Its day is now the day on which the decision was to come: that is what the child was told last.
    let due = ask.decision_on.unwrap_or(ask.answer_by);
    let again = Ask { answer_by: due, first_answer_by: due, passed_on_at: None, passed_on_to: None, ..ask };
    asks::reopen(tx, &permit, &mut head, &again)?;
    if head.open().is_some_and(|a| a.id == id) {
        rows::change(tx, &permit, &again)?;
        rows::take_back(tx, &permit, id)?;
    }
    tx.audit(&permit.entry(tx.now(), Some("decision_did_not_come")))?;
    super::tell_child(tx, &head, Happening::Ask, id.of())?;
    super::tell_staff(tx, &head, Happening::Ask, id.of(), None)?;
    Ok(Outcome::Done(1))
}
