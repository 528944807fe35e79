//! What has gone past its day: ids only, for the jobs. Each is looked at again under a permit before anything is done.

use diesel::prelude::*;

use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::kernel::id::{AskId, ThreadId};
use crate::kernel::words::Post;
use crate::store::schema::{asks, threads};
use crate::store::{Answer, Rx};
use crate::voice::promise::ClosedHow;

/// The most that one run of a job takes on.
const RUN_MAX: i64 = 500;

/// Threads whose open ask is late and was not passed on.
pub(in crate::voice) fn locate_late(rx: &mut Rx<'_>, today: Day) -> Answer<Vec<ThreadId>> {
    Ok(asks::table
        .filter(asks::closed_at.is_null())
        .filter(asks::passed_on_at.is_null())
        .filter(asks::answer_by.lt(today))
        .order(asks::answer_by)
        .limit(RUN_MAX)
        .select(asks::thread_id)
        .load(rx.db())?)
}

/// Threads whose open ask was passed on and is late again.
pub(in crate::voice) fn locate_late_again(rx: &mut Rx<'_>, today: Day) -> Answer<Vec<ThreadId>> {
    Ok(asks::table
        .filter(asks::closed_at.is_null())
        .filter(asks::passed_on_at.is_not_null())
        .filter(asks::answer_by.lt(today))
        .order(asks::answer_by)
        .limit(RUN_MAX)
        .select(asks::thread_id)
        .load(rx.db())?)
}

/// Asks that were answered with who decides and when, whose day has passed without a decision.
pub(in crate::voice) fn locate_undecided(rx: &mut Rx<'_>, today: Day) -> Answer<Vec<(ThreadId, AskId)>> {
    Ok(asks::table
        .filter(asks::closed_how.eq(Some(ClosedHow::DecisionPending)))
        .filter(asks::decision_on.lt(Some(today)))
        .filter(asks::reopened_at.is_null())
        .limit(RUN_MAX)
        .select((asks::thread_id, asks::id))
        .load(rx.db())?)
}

/// Children and posts with an open ask.
pub(in crate::voice) fn locate_waiting(rx: &mut Rx<'_>) -> Answer<Vec<(ChildId, Post)>> {
    Ok(asks::table
        .inner_join(threads::table)
        .filter(asks::closed_at.is_null())
        .select((threads::child_id, threads::post))
        .load(rx.db())?)
}
