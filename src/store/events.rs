//! Events: what happened, for one recipient, as ids only. Written with the act, told after the commit.

use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backend::Db;
use super::fault::Answer;
use super::kept::NoRow;
use super::schema::events;
use super::tx::{Rx, Tx};
use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::{AnyId, EventId, ThreadId};

/// Events that have been committed together.
#[derive(Debug, Clone)]
pub enum Committed {
    /// By this server: it knows them.
    Here(Arc<[Event]>),
    /// By a server on the same PostgreSQL (this one or another): whose each is and its id, to look them up by.
    Heard(Arc<[(AnyId, EventId)]>),
}

impl Default for Committed {
    fn default() -> Self {
        Self::Here(Arc::new([]))
    }
}

impl Committed {
    /// Whether there is nothing to tell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Here(events) => events.is_empty(),
            Self::Heard(keys) => keys.is_empty(),
        }
    }
}

/// One event for one recipient. `recipient_kind` is `child`, `account` (one child on one device) or `staff`.
#[derive(Debug, Clone, Queryable, Insertable, Selectable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub struct Event {
    /// Its id; sorts by time, so a stream resumes after it.
    pub id: EventId,
    /// Whose it is.
    pub recipient_kind: String,
    /// Whose it is.
    pub recipient_id: AnyId,
    /// What happened: a word of `notify`'s list.
    pub kind: String,
    /// In which thread.
    pub thread_id: Option<ThreadId>,
    /// To what: a message, an ask, a task, an account.
    pub subject_id: Option<AnyId>,
    /// When.
    pub at: At,
}

/// Writes an event; it is told once the transaction has been committed.
///
/// # Errors
/// The database's own.
pub fn insert(tx: &mut Tx<'_>, event: Event) -> Answer<()> {
    crate::each_db!(tx.db(), c => fixed!(diesel::insert_into(events::table).values(&event)).silent().load::<NoRow>(c))?;
    tx.tell(event);
    Ok(())
}

/// The events with these recipients and ids.
///
/// # Errors
/// The database's own.
pub fn by_keys(rx: &mut Rx<'_>, keys: &[(AnyId, EventId)]) -> Answer<Vec<Event>> {
    let (whose, ids): (Vec<AnyId>, Vec<EventId>) = keys.iter().copied().unzip();
    Ok(events::table
        .filter(events::recipient_id.eq_any(whose))
        .filter(events::id.eq_any(ids))
        .order(events::id)
        .load(rx.db())?)
}

/// The events of a recipient after one that it has seen, oldest first, at most `limit`.
///
/// # Errors
/// The database's own.
pub fn after(rx: &mut Rx<'_>, recipient: AnyId, seen: EventId, limit: i64) -> Answer<Vec<Event>> {
    Ok(events::table
        .filter(events::recipient_id.eq(recipient))
        .filter(events::id.gt(seen))
        .order(events::id)
        .limit(limit)
        .load(rx.db())?)
}

/// Forgets events older than an instant.
///
/// # Errors
/// The database's own.
pub fn forget_before(tx: &mut Tx<'_>, before: At) -> Answer<usize> {
    Ok(diesel::delete(events::table.filter(events::at.lt(before))).execute(tx.db())?)
}

/// Tells other servers, inside the transaction: PostgreSQL delivers it on commit and only then.
pub(super) fn announce(tx: &mut Tx<'_>, told: &[Event]) -> Answer<()> {
    if let Db::Postgres(c) = tx.db() {
        for chunk in told.chunks(100) {
            let text = chunk.iter().map(|e| format!("{}/{}", e.recipient_id, e.id)).collect::<Vec<_>>().join(",");
            diesel::sql_query("SELECT pg_notify('sayso', $1)").bind::<Text, _>(text).execute(c)?;
        }
    }
    Ok(())
}

/// Reads what [`announce`] sent; what cannot be read is left out.
#[must_use]
pub fn announced(text: &str) -> Committed {
    let key = |t: &str| t.split_once('/').and_then(|(whose, id)| Some((whose.parse().ok()?, id.parse().ok()?)));
    Committed::Heard(text.split(',').filter_map(key).collect())
}
