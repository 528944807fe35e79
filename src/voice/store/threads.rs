//! Threads.

use diesel::prelude::*;

use super::asks::AskRow;
use super::place;
use crate::access::Permit;
use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::{AskId, ChildId, MessageId, StaffId, ThreadId};
use crate::kernel::words::Post;
use crate::store::schema::{asks, messages, staff, threads};
use crate::store::vault::ChildKey;
use crate::store::{Answer, Fault, Rx, Tx};
use crate::voice::promise::Ask;
use crate::voice::thread::{Sight, Thread};

#[derive(Queryable, Selectable)]
#[diesel(table_name = threads)]
pub(in crate::voice) struct ThreadRow {
    id: ThreadId,
    child_id: ChildId,
    post: Post,
    last_seq: i64,
    plan_message_id: Option<MessageId>,
    ask_id: Option<AskId>,
    greeted_by: Option<StaffId>,
}

impl From<ThreadRow> for Thread {
    fn from(r: ThreadRow) -> Self {
        Self {
            id: r.id,
            child: r.child_id,
            post: r.post,
            last_seq: r.last_seq,
            plan: r.plan_message_id,
            ask: r.ask_id,
            greeted_by: r.greeted_by,
        }
    }
}

/// A thread with the ask that it shows: the open one, or the one that was answered last.
pub(in crate::voice) struct Head {
    pub thread: Thread,
    pub ask: Option<Ask>,
    /// The name of whoever has the ask since it was passed on.
    pub passed_on_to: Option<String>,
}

impl Head {
    /// The ask, where it is open.
    pub fn open(&self) -> Option<&Ask> {
        self.ask.as_ref().filter(|a| a.is_open())
    }
}

/// Whose a thread is, and of which post: to ask for a permit with.
pub(in crate::voice) fn locate_thread(rx: &mut Rx<'_>, id: ThreadId) -> Answer<(ChildId, Post)> {
    let of = threads::table.find(id).select((threads::child_id, threads::post));
    Ok(crate::each_db!(rx.db(), c => fixed!(of).get_result(c))?)
}

/// The thread of a child and a post, where it has been opened.
pub(in crate::voice) fn locate_of_post(rx: &mut Rx<'_>, child: ChildId, post: Post) -> Answer<Option<ThreadId>> {
    let of = threads::table.filter(threads::child_id.eq(child)).filter(threads::post.eq(post));
    Ok(of.select(threads::id).first(rx.db()).optional()?)
}

/// Every thread with whoever has said hello in it: for the job that opens them.
pub(in crate::voice) fn locate_greeted(rx: &mut Rx<'_>) -> Answer<Vec<(ChildId, Post, ThreadId, Option<StaffId>)>> {
    Ok(threads::table.select((threads::child_id, threads::post, threads::id, threads::greeted_by)).load(rx.db())?)
}

/// The threads of the permit's child, in the order of the posts: whom a child sees most stands first.
pub(in crate::voice) fn list(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Thread>> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let rows: Vec<ThreadRow> =
        threads::table.filter(threads::child_id.eq(child)).select(ThreadRow::as_select()).load(rx.db())?;
    let mut all: Vec<Thread> = rows.into_iter().map(Thread::from).collect();
    all.sort_by_key(|t| t.post);
    Ok(all)
}

/// A thread of the permit's child with its ask, in one look-up.
pub(in crate::voice) fn head(rx: &mut Rx<'_>, permit: &Permit, thread: ThreadId, key: &ChildKey) -> Answer<Head> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let of = threads::table
        .left_join(asks::table.on(asks::id.nullable().eq(threads::ask_id)))
        .left_join(staff::table.on(staff::id.nullable().eq(asks::passed_on_to)))
        .filter(threads::id.eq(thread))
        .filter(threads::child_id.eq(child));
    let (row, ask, passed_on_to): (ThreadRow, Option<AskRow>, Option<String>) = crate::each_db!(rx.db(), c => fixed!(of
        .select((ThreadRow::as_select(), Option::<AskRow>::as_select(), staff::name.nullable())))
        .get_result(c))?;
    Ok(Head { thread: row.into(), ask: ask.map(|a| a.open(key)).transpose()?, passed_on_to })
}

/// A thread that is known already, with its ask.
pub(in crate::voice) fn head_of(rx: &mut Rx<'_>, permit: &Permit, thread: Thread, key: &ChildKey) -> Answer<Head> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let Some(ask) = thread.ask else { return Ok(Head { thread, ask: None, passed_on_to: None }) };
    let of = asks::table
        .left_join(staff::table.on(staff::id.nullable().eq(asks::passed_on_to)))
        .filter(asks::id.eq(ask))
        .filter(asks::child_id.eq(child));
    let (row, passed_on_to): (AskRow, Option<String>) = crate::each_db!(rx.db(), c => fixed!(of
        .select((AskRow::as_select(), staff::name.nullable())))
        .get_result(c))?;
    Ok(Head { thread, ask: Some(row.open(key)?), passed_on_to })
}

/// Opens the thread of a child and a post; answers whether it was not there before.
pub(in crate::voice) fn insert(tx: &mut Tx<'_>, permit: &Permit, id: ThreadId, post: Post) -> Answer<bool> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let row = (
        threads::id.eq(id),
        threads::child_id.eq(child),
        threads::post.eq(post),
        threads::opened_at.eq(tx.now()),
        threads::last_seq.eq(0),
    );
    let made = crate::each_db!(tx.db(), c => diesel::insert_into(threads::table)
        .values(row)
        .on_conflict((threads::child_id, threads::post))
        .do_nothing()
        .execute(c))?;
    Ok(made > 0)
}

/// Claims the next place in the permit's thread, and with it the thread, until the commit; answers the thread as it is
/// then, whose last place is the one that was claimed.
pub(in crate::voice) fn next_place(tx: &mut Tx<'_>, permit: &Permit) -> Answer<Thread> {
    let (child, thread) = place(permit)?;
    let next = diesel::update(threads::table.find(thread).filter(threads::child_id.eq(child)))
        .set(threads::last_seq.eq(threads::last_seq + 1));
    let row: ThreadRow =
        crate::each_db!(tx.db(), c => fixed!(next.returning(ThreadRow::as_returning())).get_result(c))?;
    Ok(row.into())
}

/// Claims the permit's thread until the commit, without taking a place in it.
pub(in crate::voice) fn claim(tx: &mut Tx<'_>, permit: &Permit) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = threads::table.find(thread).filter(threads::child_id.eq(child));
    let claimed = diesel::update(mine).set(threads::last_seq.eq(threads::last_seq)).execute(tx.db())?;
    if claimed == 1 { Ok(()) } else { Err(Fault::NotFound) }
}

/// Pins a message as the plan for now, or takes it down.
pub(in crate::voice) fn set_plan(tx: &mut Tx<'_>, permit: &Permit, plan: Option<MessageId>) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = threads::table.find(thread).filter(threads::child_id.eq(child));
    diesel::update(mine).set(threads::plan_message_id.eq(plan)).execute(tx.db())?;
    Ok(())
}

/// Says which ask the thread shows.
pub(in crate::voice) fn set_ask(tx: &mut Tx<'_>, permit: &Permit, ask: AskId) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = threads::table.find(thread).filter(threads::child_id.eq(child));
    let set = diesel::update(mine).set(threads::ask_id.eq(Some(ask))).returning(threads::id);
    let _: Vec<ThreadId> = crate::each_db!(tx.db(), c => fixed!(set).load(c))?;
    Ok(())
}

/// Says whose hello is in the thread.
pub(in crate::voice) fn set_greeted(tx: &mut Tx<'_>, permit: &Permit, by: StaffId) -> Answer<()> {
    let (child, thread) = place(permit)?;
    let mine = threads::table.find(thread).filter(threads::child_id.eq(child));
    diesel::update(mine).set(threads::greeted_by.eq(Some(by))).execute(tx.db())?;
    Ok(())
}

/// Turns "since an instant" into a place in the permit's thread: the first message received then or later.
pub(in crate::voice) fn settle(rx: &mut Rx<'_>, permit: &Permit, sight: Sight) -> Answer<Sight> {
    let Sight::Since(at) = sight else { return Ok(sight) };
    let (child, thread) = place(permit)?;
    let first: Option<i64> = messages::table
        .filter(messages::thread_id.eq(thread))
        .filter(messages::child_id.eq(child))
        .filter(messages::received_at.ge(at))
        .select(diesel::dsl::min(messages::seq))
        .first(rx.db())?;
    Ok(Sight::From(first.unwrap_or(i64::MAX)))
}

/// When the last message of each of the permit's child's threads was received.
pub(in crate::voice) fn last_message_at(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<(ThreadId, At)>> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    Ok(threads::table
        .inner_join(messages::table.on(messages::thread_id.eq(threads::id).and(messages::seq.eq(threads::last_seq))))
        .filter(threads::child_id.eq(child))
        .select((threads::id, messages::received_at))
        .load(rx.db())?)
}
