//! Counters of tries. An error here is an error of the sign-in: without its limits nobody comes in.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use crate::kernel::At;
use crate::store::schema::try_counters;
use crate::store::{Answer, Rx, Tx};

#[derive(QueryableByName)]
struct CounterRow {
    #[diesel(sql_type = Integer)]
    tries: i32,
    #[diesel(sql_type = BigInt)]
    window_started_at: At,
}

/// Counts one more try, in one statement so that none of many at once is missed; answers how many there have been in this
/// window and when it ends.
pub fn count(tx: &mut Tx<'_>, key: &str, window_ms: i64) -> Answer<(i32, At)> {
    let now = tx.now();
    let row: CounterRow = diesel::sql_query(
        "INSERT INTO try_counters (key, tries, window_started_at) VALUES ($1, 1, $2) \
         ON CONFLICT (key) DO UPDATE SET \
         tries = CASE WHEN try_counters.window_started_at <= $3 THEN 1 ELSE try_counters.tries + 1 END, \
         window_started_at = CASE WHEN try_counters.window_started_at <= $4 THEN $5 ELSE try_counters.window_started_at END \
         RETURNING tries, window_started_at",
    )
    .bind::<Text, _>(key)
    .bind::<BigInt, _>(now)
    .bind::<BigInt, _>(now.plus(-window_ms))
    .bind::<BigInt, _>(now.plus(-window_ms))
    .bind::<BigInt, _>(now)
    .get_result(tx.db())?;
    Ok((row.tries, row.window_started_at.plus(window_ms)))
}

/// How many tries there have been in this window, and when it ends.
pub fn so_far(rx: &mut Rx<'_>, key: &str, window_ms: i64) -> Answer<(i32, At)> {
    let now = rx.now();
    let row: Option<(i32, At)> = try_counters::table
        .find(key)
        .select((try_counters::tries, try_counters::window_started_at))
        .first(rx.db())
        .optional()?;
    let row = row.filter(|(_, from)| now.since(*from) < window_ms);
    Ok(row.map_or((0, now), |(tries, from)| (tries, from.plus(window_ms))))
}

/// Forgets the tries of a key: somebody came in.
pub fn clear(tx: &mut Tx<'_>, key: &str) -> Answer<()> {
    diesel::delete(try_counters::table.find(key)).execute(tx.db())?;
    Ok(())
}

/// Forgets the tries of every key that begins so.
pub fn clear_all(tx: &mut Tx<'_>, prefix: &str) -> Answer<()> {
    diesel::delete(try_counters::table.filter(try_counters::key.like(format!("{prefix}%")))).execute(tx.db())?;
    Ok(())
}

/// Forgets counters whose window began before an instant.
pub fn forget_before(tx: &mut Tx<'_>, before: At) -> Answer<usize> {
    Ok(diesel::delete(try_counters::table.filter(try_counters::window_started_at.lt(before))).execute(tx.db())?)
}
