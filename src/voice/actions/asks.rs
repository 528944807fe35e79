//! What becomes of a thread's ask when something is said, and when an answer falls.

use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::Id;
use crate::kernel::calendar::london_day;
use crate::kernel::id::{AskId, MessageId, StaffId};
use crate::people::tasks::{self, TaskKind};
use crate::store::{Answer, Tx};
use crate::voice::Rules;
use crate::voice::promise::{Ask, AskKind, ClosedHow, joined};
use crate::voice::store::asks::{self, Closing};
use crate::voice::store::threads::{self, Head};

/// Something that a child said and that asks for an answer.
pub(super) struct Said {
    /// Which message.
    pub message: MessageId,
    /// Its place.
    pub seq: i64,
    /// When the child said it: the clock counts from that day.
    pub at: At,
    /// What kind of answer it asks for.
    pub kind: AskKind,
}

/// Opens an ask, or joins what was said to the one that is open.
pub(super) fn ask(tx: &mut Tx<'_>, rules: &Rules, permit: &Permit, head: &mut Head, said: &Said) -> Answer<()> {
    let by = rules.answer_by(london_day(said.at), said.kind);
    if let Some(open) = head.open() {
        let more = Ask { kind: said.kind, answer_by: by, ..open.clone() };
        return join(tx, permit, head, &more);
    }
    let ask = Ask {
        id: Id::at(tx.now()),
        thread: head.thread.id,
        child: head.thread.child,
        opened_by_message: said.message,
        first_seq: said.seq,
        kind: said.kind,
        opened_at: said.at,
        answer_by: by,
        first_answer_by: by,
        passed_on_at: None,
        passed_on_to: None,
        closed_at: None,
        closed_by: None,
        closed_how: None,
        outcome: None,
        decided_by: None,
        decision_on: None,
        child_says: None,
    };
    asks::insert(tx, permit, &ask)?;
    threads::set_ask(tx, permit, ask.id)?;
    head.ask = Some(ask);
    head.passed_on_to = None;
    Ok(())
}

/// Joins `more` to the open ask: it may become stronger, earlier and reach further back, never the other way round.
pub(super) fn join(tx: &mut Tx<'_>, permit: &Permit, head: &mut Head, more: &Ask) -> Answer<()> {
    let Some(open) = head.ask.as_mut().filter(|a| a.is_open()) else { return Ok(()) };
    let (kind, answer_by) = joined((open.kind, open.answer_by), (more.kind, more.answer_by));
    let first_seq = open.first_seq.min(more.first_seq);
    if (kind, answer_by, first_seq) == (open.kind, open.answer_by, open.first_seq) {
        return Ok(());
    }
    open.kind = kind;
    open.answer_by = answer_by;
    open.first_seq = first_seq;
    open.opened_at = open.opened_at.min(more.opened_at);
    if open.passed_on_at.is_none() {
        open.first_answer_by = answer_by;
    }
    asks::change(tx, permit, open)
}

/// Closes the open ask because a worker wrote, where that is enough: a chat or good news. Answers whether it did.
pub(super) fn meet(tx: &mut Tx<'_>, permit: &Permit, head: &mut Head, how: ClosedHow, by: StaffId) -> Answer<bool> {
    let now = tx.now();
    let Some(open) = head.ask.as_mut().filter(|a| a.is_open() && a.kind.is_met_by_a_reply()) else { return Ok(false) };
    close(tx, permit, open.id, Closing { how, by, outcome: None, decided_by: None, decision_on: None })?;
    open.closed_at = Some(now);
    open.closed_by = Some(by);
    open.closed_how = Some(how);
    open.child_says = None;
    Ok(true)
}

/// Closes an ask. Whoever was told that it is late twice need do nothing more about it.
pub(super) fn close(tx: &mut Tx<'_>, permit: &Permit, ask: AskId, closing: Closing) -> Answer<()> {
    asks::close(tx, permit, ask, closing)?;
    tasks::settle(tx, permit, TaskKind::LateAgain, |t| t.subject == Some(ask.of()))?;
    Ok(())
}

/// Opens an answered ask again, on its old day. Where another ask is open by then, the old one goes on in that.
pub(super) fn reopen(tx: &mut Tx<'_>, permit: &Permit, head: &mut Head, ask: &Ask) -> Answer<()> {
    if head.open().is_some() {
        asks::went_on(tx, permit, ask.id)?;
        return join(tx, permit, head, ask);
    }
    asks::reopen(tx, permit, ask.id)?;
    threads::set_ask(tx, permit, ask.id)?;
    let mut open = ask.clone();
    open.closed_at = None;
    open.closed_by = None;
    open.closed_how = None;
    open.outcome = None;
    open.decided_by = None;
    open.decision_on = None;
    head.ask = Some(open);
    Ok(())
}
