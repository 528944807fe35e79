//! Forgetting what is of no more use: sessions and counters of tries. Invitations, phones and links stay: they say who came
//! in how.

use super::store::{session, tries};
use super::tries::{NETWORK_WINDOW_MS, PASSWORD_WINDOW_MS};
use crate::kernel::clock::DAY;
use crate::store::{Answer, Store};

/// For how long a session that is over is kept, in milliseconds: so that a late look at what happened still finds it.
const SESSIONS_KEPT_MS: i64 = 7 * DAY;

/// Forgets sessions that have been over for a week and counters whose window is over. Answers how many rows.
///
/// # Errors
/// The database's own.
pub async fn forget_old(store: &Store) -> Answer<usize> {
    store
        .upkeep(|tx| {
            let now = tx.now();
            let sessions = session::forget_before(tx, now.plus(-SESSIONS_KEPT_MS))?;
            let counters = tries::forget_before(tx, now.plus(-NETWORK_WINDOW_MS.max(PASSWORD_WINDOW_MS)))?;
            Ok(sessions + counters)
        })
        .await
}
