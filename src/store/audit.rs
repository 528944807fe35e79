//! The audit: who did what to whose record, when, by which right. Append-only by trigger; holds no content.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::fault::Answer;
use super::kept::NoRow;
use super::schema::audit_entries;
use super::tx::{Rx, Tx};
use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::{AllocationId, AnyId, ChildId};

/// One entry. `detail` is a word of a closed list or a count: never a name, a message, an amount or a code.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = audit_entries, treat_none_as_default_value = false)]
pub struct Entry {
    /// Its id.
    pub id: AnyId,
    /// When.
    pub at: At,
    /// `child`, `staff`, `operator`, `job` or `stranger`.
    pub actor_kind: String,
    /// Who; none for the operator, a job and a stranger.
    pub actor_id: Option<AnyId>,
    /// The role of a member of staff.
    pub role: Option<String>,
    /// By which relation to the child: `own`, `holder`, `cover` …
    pub relation: String,
    /// By which allocation.
    pub allocation_id: Option<AllocationId>,
    /// What was done: a word of the access table.
    pub action: String,
    /// On what kind of thing.
    pub resource: String,
    /// On which one.
    pub resource_id: Option<AnyId>,
    /// On whose record.
    pub child_id: Option<ChildId>,
    /// `allowed` or `refused`.
    pub decision: String,
    /// One word more, where it matters.
    pub detail: Option<String>,
}

pub(super) fn insert(tx: &mut Tx<'_>, entry: &Entry) -> Answer<()> {
    crate::each_db!(tx.db(), c => fixed!(diesel::insert_into(audit_entries::table).values(entry)).silent().load::<NoRow>(c))?;
    Ok(())
}

/// Who has looked at or acted on a child's record, newest first: entries of staff that were allowed, before `before`.
///
/// # Errors
/// The database's own.
pub fn by_staff_on(rx: &mut Rx<'_>, child: ChildId, before: At, limit: i64) -> Answer<Vec<Entry>> {
    Ok(audit_entries::table
        .filter(audit_entries::child_id.eq(Some(child)))
        // Said as the index says it: neither database takes an index of some rows for a value that it learns later.
        .filter(sql::<Bool>("actor_kind = 'staff'"))
        .filter(audit_entries::decision.eq("allowed"))
        .filter(audit_entries::at.lt(before))
        .order((audit_entries::at.desc(), audit_entries::id.desc()))
        .limit(limit)
        .load(rx.db())?)
}
