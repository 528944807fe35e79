//! Pushes that wait in the outbox.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable};

use crate::fixed;
use crate::kernel::id::{AnyId, ThreadId};
use crate::store::schema::outbox;
use crate::store::{Answer, Kept, Rx};

diesel::define_sql_function! {
    /// The first of two that is there.
    fn coalesce(one: Nullable<Binary>, other: Binary) -> Binary;
}

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "only whether there is a row matters")]
    due_at: i64,
}

/// Whether a push about this thread waits for this recipient already and nobody has begun to send it. Held until the
/// commit on PostgreSQL: a push cannot leave before the act that it also stands for.
pub fn is_waiting(rx: &mut Rx<'_>, recipient: AnyId, thread: Option<ThreadId>) -> Answer<bool> {
    let lock = rx.share_lock();
    let about: AnyId = thread.map_or(recipient, |thread| thread.of());
    if lock.is_empty() {
        // With every message: diesel keeps this statement, and would prepare the other one anew each time.
        let of = outbox::table
            .filter(outbox::recipient_id.eq(recipient))
            .filter(outbox::kind.eq("push"))
            .filter(outbox::done_at.is_null())
            .filter(outbox::tries.eq(0))
            .filter(coalesce(outbox::thread_id, outbox::recipient_id).eq(about));
        return Ok(crate::each_db!(rx.db(), c => fixed!(diesel::select(diesel::dsl::exists(of))).get_result(c))?);
    }
    let sql = format!(
        "SELECT due_at FROM outbox WHERE recipient_id = $1 AND kind = 'push' AND done_at IS NULL AND tries = 0 \
         AND COALESCE(thread_id, recipient_id) = $2 LIMIT 1{lock}"
    );
    let of = diesel::sql_query(sql).bind::<Binary, _>(recipient).bind::<Binary, _>(about);
    let found: Vec<Waiting> = Kept(of).load(rx.db())?;
    Ok(!found.is_empty())
}
