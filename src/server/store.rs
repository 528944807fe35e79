//! The server's own questions to the database: none of them is on a child's record.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::store::{Answer, Rx, Tx};

/// Whether the database answers at all.
pub(super) fn answers(rx: &mut Rx<'_>) -> Answer<()> {
    diesel::sql_query("SELECT 1").execute(rx.db())?;
    Ok(())
}

/// Takes or renews the lease of a job for `ms` milliseconds; whether this holder has it now.
pub(super) fn take(tx: &mut Tx<'_>, job: &str, holder: &str, ms: i64) -> Answer<bool> {
    let now = tx.now();
    let taken = diesel::sql_query(
        "INSERT INTO leases (job, holder, until) VALUES ($1, $2, $3) ON CONFLICT (job) DO UPDATE \
         SET holder = excluded.holder, until = excluded.until WHERE leases.until <= $4 OR leases.holder = excluded.holder",
    )
    .bind::<Text, _>(lease(job))
    .bind::<Text, _>(holder)
    .bind::<BigInt, _>(now.plus(ms))
    .bind::<BigInt, _>(now)
    .execute(tx.db())?;
    Ok(taken > 0)
}

/// Gives a lease back, so that another server need not wait for its end.
pub(super) fn give_back(tx: &mut Tx<'_>, job: &str, holder: &str) -> Answer<()> {
    let now = tx.now();
    diesel::sql_query("UPDATE leases SET until = $1 WHERE job = $2 AND holder = $3")
        .bind::<BigInt, _>(now)
        .bind::<Text, _>(lease(job))
        .bind::<Text, _>(holder)
        .execute(tx.db())?;
    Ok(())
}

/// The row of a job's lease, apart from rows in which a room notes when it last did something.
fn lease(job: &str) -> String {
    format!("lease:{job}")
}
