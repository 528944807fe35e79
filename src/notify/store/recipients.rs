//! Who is behind a letter's recipient, as far as sending needs it.

use diesel::prelude::*;

use crate::kernel::id::{ChildId, StaffId, ThreadId};
use crate::kernel::words::{Post, Role};
use crate::store::schema::{staff, threads};
use crate::store::{Answer, Rx};

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

/// Whose thread it is, and of which post. Ids only, to ask the access rules with.
pub fn locate_thread(rx: &mut Rx<'_>, thread: ThreadId) -> Answer<Option<(ChildId, Post)>> {
    Ok(threads::table.find(thread).select((threads::child_id, threads::post)).first(rx.db()).optional()?)
}
