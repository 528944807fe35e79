//! Who is behind a letter's recipient, as far as sending needs it.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::id::{ChildId, StaffId, ThreadId};
use crate::kernel::words::{Post, Role};
use crate::store::schema::{children, staff, threads};
use crate::store::{Answer, Fault, Rx};

/// A member of staff who still works here.
pub struct Worker {
    pub role: Role,
    pub email: Option<String>,
}

/// A member of staff; none who no longer works here.
pub fn find_worker(rx: &mut Rx<'_>, id: StaffId) -> Answer<Option<Worker>> {
    let row: Option<(Role, Option<String>)> = staff::table
        .find(id)
        .filter(staff::disabled_at.is_null())
        .select((staff::role, staff::email))
        .first(rx.db())
        .optional()?;
    Ok(row.map(|(role, email)| Worker { role, email }))
}

/// Whether messages to a child were stopped, and nobody has let them go on since.
pub fn is_stopped(rx: &mut Rx<'_>, permit: &Permit) -> Answer<bool> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let (stopped, resumed): (Option<At>, Option<At>) = children::table
        .find(child)
        .select((children::messages_stopped_at, children::messages_resumed_at))
        .first(rx.db())?;
    Ok(stopped.is_some_and(|s| resumed.is_none_or(|r| r < s)))
}

/// Whose thread it is, and of which post. Ids only, to ask the access rules with.
pub fn locate_thread(rx: &mut Rx<'_>, thread: ThreadId) -> Answer<Option<(ChildId, Post)>> {
    Ok(threads::table.find(thread).select((threads::child_id, threads::post)).first(rx.db()).optional()?)
}
