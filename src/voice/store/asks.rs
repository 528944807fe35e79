//! Asks: what a child wants answered.

use diesel::prelude::*;

use super::place;
use crate::access::Permit;
use crate::fixed;
use crate::kernel::id::{AskId, ChildId, MessageId, StaffId, ThreadId};
use crate::kernel::{At, Day};
use crate::store::schema::asks;
use crate::store::vault::ChildKey;
use crate::store::{Answer, Rx, Tx};
use crate::voice::promise::{Ask, AskKind, ChildSays, ClosedHow};

#[derive(Queryable, Selectable)]
#[diesel(table_name = asks)]
pub(in crate::voice) struct AskRow {
    id: AskId,
    thread_id: ThreadId,
    child_id: ChildId,
    opened_by_message: MessageId,
    first_seq: i64,
    kind: AskKind,
    opened_at: At,
    answer_by: Day,
    first_answer_by: Day,
    passed_on_at: Option<At>,
    passed_on_to: Option<StaffId>,
    closed_at: Option<At>,
    closed_by: Option<StaffId>,
    closed_how: Option<ClosedHow>,
    outcome: Option<Vec<u8>>,
    decided_by: Option<String>,
    decision_on: Option<Day>,
    child_says: Option<ChildSays>,
}

impl AskRow {
    /// The ask with its outcome in words.
    pub fn open(self, key: &ChildKey) -> Answer<Ask> {
        let outcome = self.outcome.as_ref().map(|o| key.open(self.id.of(), o)).transpose()?;
        Ok(Ask { outcome, ..self.closed() })
    }

    /// The ask without its outcome: for lists.
    pub fn closed(self) -> Ask {
        Ask {
            id: self.id,
            thread: self.thread_id,
            child: self.child_id,
            opened_by_message: self.opened_by_message,
            first_seq: self.first_seq,
            kind: self.kind,
            opened_at: self.opened_at,
            answer_by: self.answer_by,
            first_answer_by: self.first_answer_by,
            passed_on_at: self.passed_on_at,
            passed_on_to: self.passed_on_to,
            closed_at: self.closed_at,
            closed_by: self.closed_by,
            closed_how: self.closed_how,
            outcome: None,
            decided_by: self.decided_by,
            decision_on: self.decision_on,
            child_says: self.child_says,
        }
    }
}

/// How an ask was answered, to be kept.
pub(in crate::voice) struct Closing {
    pub how: ClosedHow,
    pub by: StaffId,
    /// The outcome, sealed.
    pub outcome: Option<Vec<u8>>,
    pub decided_by: Option<String>,
    pub decision_on: Option<Day>,
}

/// One ask of the permit's thread.
pub(in crate::voice) fn get(rx: &mut Rx<'_>, permit: &Permit, id: AskId, key: &ChildKey) -> Answer<Ask> {
    let (child, thread) = place(permit)?;
    let row: AskRow = asks::table
        .find(id)
        .filter(asks::thread_id.eq(thread))
        .filter(asks::child_id.eq(child))
        .select(AskRow::as_select())
        .first(rx.db())?;
    row.open(key)
}

/// Opens an ask in the permit's thread.
pub(in crate::voice) fn insert(tx: &mut Tx<'_>, permit: &Permit, ask: &Ask) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let row = (
        asks::id.eq(ask.id),
        asks::thread_id.eq(thread),
        asks::child_id.eq(child),
        asks::opened_by_message.eq(ask.opened_by_message),
        asks::first_seq.eq(ask.first_seq),
        asks::kind.eq(ask.kind),
        asks::opened_at.eq(ask.opened_at),
        asks::answer_by.eq(ask.answer_by),
        asks::first_answer_by.eq(ask.first_answer_by),
    );
    crate::each_db!(tx.db(), c => fixed!(diesel::insert_into(asks::table).values(row)).execute(c))?;
    Ok(())
}

/// Keeps an open ask's kind, days and first place as they became when more was said.
pub(in crate::voice) fn change(tx: &mut Tx<'_>, permit: &Permit, ask: &Ask) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = asks::table.find(ask.id).filter(asks::thread_id.eq(thread)).filter(asks::child_id.eq(child));
    let values = (
        asks::kind.eq(ask.kind),
        asks::answer_by.eq(ask.answer_by),
        asks::first_answer_by.eq(ask.first_answer_by),
        asks::first_seq.eq(ask.first_seq),
        asks::opened_at.eq(ask.opened_at),
    );
    let set = diesel::update(mine).set(values).returning(asks::id);
    let _: Vec<AskId> = crate::each_db!(tx.db(), c => fixed!(set).load(c))?;
    Ok(())
}

/// Closes an ask.
pub(in crate::voice) fn close(tx: &mut Tx<'_>, permit: &Permit, id: AskId, closing: Closing) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = asks::table.find(id).filter(asks::thread_id.eq(thread)).filter(asks::child_id.eq(child));
    let values = (
        asks::closed_at.eq(Some(tx.now())),
        asks::closed_by.eq(Some(closing.by)),
        asks::closed_how.eq(Some(closing.how)),
        asks::outcome.eq(closing.outcome),
        asks::decided_by.eq(closing.decided_by),
        asks::decision_on.eq(closing.decision_on),
        asks::child_says.eq(None::<ChildSays>),
        asks::child_said_at.eq(None::<At>),
        asks::reopened_at.eq(None::<At>),
    );
    diesel::update(mine).set(values).execute(tx.db())?;
    Ok(())
}

/// Opens a closed ask again, on its old day. Its outcome goes; the message that told it stays in the thread.
pub(in crate::voice) fn reopen(tx: &mut Tx<'_>, permit: &Permit, id: AskId) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = asks::table.find(id).filter(asks::thread_id.eq(thread)).filter(asks::child_id.eq(child));
    let values = (
        asks::closed_at.eq(None::<At>),
        asks::closed_by.eq(None::<StaffId>),
        asks::closed_how.eq(None::<ClosedHow>),
        asks::outcome.eq(None::<Vec<u8>>),
        asks::decided_by.eq(None::<String>),
        asks::decision_on.eq(None::<Day>),
        asks::reopened_at.eq(Some(tx.now())),
    );
    diesel::update(mine).set(values).execute(tx.db())?;
    Ok(())
}

/// Notes that a closed ask goes on in another one that is open: it is not opened again.
pub(in crate::voice) fn went_on(tx: &mut Tx<'_>, permit: &Permit, id: AskId) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = asks::table.find(id).filter(asks::thread_id.eq(thread)).filter(asks::child_id.eq(child));
    diesel::update(mine).set(asks::reopened_at.eq(Some(tx.now()))).execute(tx.db())?;
    Ok(())
}

/// Keeps what the child says of an answer.
pub(in crate::voice) fn set_child_says(tx: &mut Tx<'_>, permit: &Permit, id: AskId, says: ChildSays) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = asks::table.find(id).filter(asks::thread_id.eq(thread)).filter(asks::child_id.eq(child));
    diesel::update(mine)
        .set((asks::child_says.eq(Some(says)), asks::child_said_at.eq(Some(tx.now()))))
        .execute(tx.db())?;
    Ok(())
}

/// Takes an ask back from whoever it was passed on to.
pub(in crate::voice) fn take_back(tx: &mut Tx<'_>, permit: &Permit, id: AskId) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = asks::table.find(id).filter(asks::thread_id.eq(thread)).filter(asks::child_id.eq(child));
    diesel::update(mine)
        .set((asks::passed_on_at.eq(None::<At>), asks::passed_on_to.eq(None::<StaffId>)))
        .execute(tx.db())?;
    Ok(())
}

/// Passes an open ask on, with its new day.
pub(in crate::voice) fn pass_on(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AskId,
    to: Option<StaffId>,
    answer_by: Day,
) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = asks::table.find(id).filter(asks::thread_id.eq(thread)).filter(asks::child_id.eq(child));
    let values = (asks::passed_on_at.eq(Some(tx.now())), asks::passed_on_to.eq(to), asks::answer_by.eq(answer_by));
    diesel::update(mine.filter(asks::closed_at.is_null())).set(values).execute(tx.db())?;
    Ok(())
}
