//! Side effects that leave after the commit: at least once, each known by its natural key, with back-off.

use diesel::prelude::*;

use super::fault::Answer;
use super::schema::outbox;
use super::tx::{Rx, Tx};
use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::{AnyId, SubscriptionId, ThreadId};

/// One side effect that waits or was done. Holds ids, never words.
#[derive(Debug, Clone, Queryable, Insertable)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub struct Letter {
    /// Its id.
    pub id: AnyId,
    /// `push` or `staff_email`.
    pub kind: String,
    /// `child` or `staff`.
    pub recipient_kind: String,
    /// Who is told.
    pub recipient_id: AnyId,
    /// About which thread: checked again before it is sent, because access may have ended.
    pub thread_id: Option<ThreadId>,
    /// To which phone alone, where the others have it already.
    pub subscription_id: Option<SubscriptionId>,
    /// When it was written.
    pub made_at: At,
    /// Not before this instant: quiet hours, back-off.
    pub due_at: At,
    /// After this instant it is of no more use.
    pub give_up_at: At,
    /// Tries so far.
    pub tries: i32,
    /// When it was done or given up.
    pub done_at: Option<At>,
    /// How it ended: `sent`, `gone`, `expired`, `not_wanted`.
    pub outcome: Option<String>,
    /// What makes it the same side effect: a second one with this key is not written.
    pub natural_key: String,
}

/// Puts a side effect into the outbox, unless one with the same key is there.
///
/// # Errors
/// The database's own.
pub fn put(tx: &mut Tx<'_>, letter: &Letter) -> Answer<()> {
    crate::each_db!(tx.db(), c => fixed!(diesel::insert_into(outbox::table)
        .values(letter)
        .on_conflict(outbox::natural_key)
        .do_nothing())
        .execute(c))?;
    Ok(())
}

/// What is due, oldest first.
///
/// # Errors
/// The database's own.
pub fn due(rx: &mut Rx<'_>, limit: i64) -> Answer<Vec<Letter>> {
    let now = rx.now();
    Ok(outbox::table
        .filter(outbox::done_at.is_null())
        .filter(outbox::due_at.le(now))
        .order(outbox::due_at)
        .limit(limit)
        .load(rx.db())?)
}

/// Marks one as done, with how it ended.
///
/// # Errors
/// The database's own.
pub fn done(tx: &mut Tx<'_>, id: AnyId, outcome: &str) -> Answer<()> {
    let now = tx.now();
    diesel::update(outbox::table.find(id))
        .set((outbox::done_at.eq(Some(now)), outbox::outcome.eq(Some(outcome.to_owned()))))
        .execute(tx.db())?;
    Ok(())
}

/// Takes one in hand: counts the try, and puts it off until `again_at` in case this server dies before it is done.
/// Answers whether it was still there to be taken; another server may have been quicker.
///
/// # Errors
/// The database's own.
pub fn take(tx: &mut Tx<'_>, letter: &Letter, again_at: At) -> Answer<bool> {
    let taken = diesel::update(outbox::table.find(letter.id))
        .filter(outbox::done_at.is_null())
        .filter(outbox::tries.eq(letter.tries))
        .set((outbox::tries.eq(letter.tries.saturating_add(1)), outbox::due_at.eq(again_at)))
        .execute(tx.db())?;
    Ok(taken == 1)
}

/// Forgets what was done before an instant; answers how many.
///
/// # Errors
/// The database's own.
pub fn forget_before(tx: &mut Tx<'_>, before: At) -> Answer<usize> {
    Ok(diesel::delete(outbox::table.filter(outbox::done_at.lt(Some(before)))).execute(tx.db())?)
}
