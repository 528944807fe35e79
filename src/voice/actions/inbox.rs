//! A worker's inbox: what is due first.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::view::AskView;
use crate::access::{self, Action, Actor, Case, Relation, Target};
use crate::kernel::id::{ChildId, ThreadId};
use crate::kernel::words::Post;
use crate::kernel::{At, Day};
use crate::people;
use crate::store::{Answer, Fault, Rx, Store};
use crate::voice::message::AuthorKind;
use crate::voice::store::inbox::{self, Row};
use crate::voice::store::posts::on_post;
use crate::voice::thread::COVER_SEES_MS;

/// One row of an inbox: dates and names, no words.
#[derive(Debug, Clone)]
pub struct InboxItem {
    /// The thread.
    pub thread: ThreadId,
    /// Whose.
    pub child: ChildId,
    /// What the child is called.
    pub known_as: Option<String>,
    /// The council's own id of the child.
    pub reference: String,
    /// Of which post.
    pub post: Post,
    /// By which relation it is in this inbox.
    pub relation: Relation,
    /// Whether nobody holds the post now.
    pub unheld: bool,
    /// For whom one covers, and when they are back.
    pub covers: Option<(String, Day)>,
    /// What is open, or was answered last.
    pub ask: Option<AskView>,
    /// When the last message was stored.
    pub last_message_at: Option<At>,
    /// Who wrote it.
    pub last_from: Option<AuthorKind>,
    /// How many of the child's messages of the last 28 days this worker has not seen.
    pub unseen: i64,
    /// Whether this worker sees only dates.
    pub dates_only: bool,
    /// Whether a note from the worker before waits to be read.
    pub handover_waiting: bool,
}

/// A member of staff sees their inbox: what they hold, what they cover, what they review as IRO, and what they manage.
/// Each row is asked of the access rules again when it is opened.
///
/// # Errors
/// [`Fault::NotFound`] for whoever can have no inbox.
pub async fn see_inbox(store: &Store, actor: Actor) -> Answer<Vec<InboxItem>> {
    store.read(move |rx| run(rx, &actor)).await
}

fn run(rx: &mut Rx<'_>, actor: &Actor) -> Answer<Vec<InboxItem>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let permit = access::may(rx, actor, Action::SeeInbox, Target::Staff(me))?;
    let cases = access::caseload(rx, me)?;
    let rows = inbox::rows(rx, &permit, &cases)?;
    let by_post: HashMap<(ChildId, Post), Case> = cases.into_iter().map(|c| ((c.child, c.post), c)).collect();
    let ids: Vec<ThreadId> = rows.iter().map(|r| r.thread).collect();
    let since = rx.now().plus(-COVER_SEES_MS);
    let unseen = inbox::unseen(rx, &permit, &ids, since)?;
    let noted = inbox::noted(rx, &permit, &ids)?;
    let unheld: HashSet<(ChildId, Post)> = unheld(rx, &rows)?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(case) = by_post.get(&(row.child, row.post)) else { continue };
        let is_unheld = unheld.contains(&(row.child, row.post));
        let covers = if case.relation == Relation::Cover { covered(rx, actor, case, row.thread)? } else { None };
        let waits = case.relation == Relation::Holder && noted.contains(&row.thread);
        let count = unseen.get(&row.thread).copied().unwrap_or(0);
        items.push(item(rx, row, case.relation, is_unheld, count, (covers, waits)));
    }
    items.sort_by_key(order);
    Ok(items)
}

fn item(
    rx: &Rx<'_>,
    row: Row,
    relation: Relation,
    unheld: bool,
    unseen: i64,
    (covers, handover_waiting): (Option<(String, Day)>, bool),
) -> InboxItem {
    let today = rx.today();
    let open = row.ask.as_ref().filter(|a| a.is_open());
    let dates_only = relation == Relation::Manager && !open.is_some_and(|a| unheld || a.is_overdue(today));
    InboxItem {
        thread: row.thread,
        child: row.child,
        known_as: row.known_as,
        reference: row.reference,
        post: row.post,
        relation,
        unheld,
        covers,
        ask: row.ask.map(|a| AskView::on(a, row.passed_on_to, today).without_words()),
        last_message_at: row.last.map(|(at, _)| at),
        last_from: row.last.map(|(_, from)| from),
        unseen: if dates_only { 0 } else { unseen },
        dates_only,
        handover_waiting,
    }
}

/// Due first, the earliest day on top; then what was written last.
fn order(item: &InboxItem) -> (bool, Option<Day>, Reverse<Option<At>>, ThreadId) {
    let due = item.ask.as_ref().filter(|a| a.ask.is_open()).map(|a| a.ask.answer_by);
    (due.is_none(), due, Reverse(item.last_message_at), item.thread)
}

/// Which of these rows' posts nobody holds now.
fn unheld(rx: &mut Rx<'_>, rows: &[Row]) -> Answer<HashSet<(ChildId, Post)>> {
    let held: HashSet<(ChildId, Post)> =
        access::all_posts(rx)?.into_iter().filter(|p| p.holder.is_some()).map(|p| (p.child, p.post)).collect();
    Ok(rows.iter().map(|r| (r.child, r.post)).filter(|r| !held.contains(r)).collect())
}

/// For whom a member of staff covers a case, and when they are back.
fn covered(rx: &mut Rx<'_>, actor: &Actor, case: &Case, thread: ThreadId) -> Answer<Option<(String, Day)>> {
    let permit = access::may(rx, actor, Action::ReadDates, Target::Thread(case.child, case.post, thread))?;
    let on = on_post(rx, &permit, case.post)?;
    let Some((holder, back_on)) = actor.staff().and_then(|me| on.covered_by(me)) else { return Ok(None) };
    Ok(Some((people::staff(rx, holder)?.name, back_on)))
}
