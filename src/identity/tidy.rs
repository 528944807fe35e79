//! Forgetting what is of no more use: sessions, counters of tries, phones that let nobody in any more. Invitations and links
//! stay: they say who came in how.

use super::lifetime::DEVICE_UNUSED_MAX_MS;
use super::store::{account, session, tries};
use super::tries::{NETWORK_WINDOW_MS, PASSWORD_WINDOW_MS};
use crate::access::{self, Action, Actor, Target};
use crate::kernel::clock::DAY;
use crate::store::{Answer, Outcome, Store, Tx};

/// For how long a session that is over is kept, in milliseconds: so that a late look at what happened still finds it.
const SESSIONS_KEPT_MS: i64 = 7 * DAY;

/// For how long a phone that was shut out is kept, in milliseconds: child and IRO see why it was. (facts: safety 3.3,
/// "sessions, push endpoints, devices deleted 90 days after last use".)
const PHONES_KEPT_MS: i64 = 90 * DAY;
/// This job's name in the audit.
const JOB: &str = "forget_phones";

/// Forgets sessions that have been over for a week, counters whose window is over, and phones that let nobody in any more
/// and were last used 90 days ago. Answers how many rows.
///
/// # Errors
/// The database's own.
pub async fn forget_old(store: &Store) -> Answer<usize> {
    let phones = forget_phones(store).await?;
    let rest = forget_rest(store).await?;
    Ok(phones + rest)
}

/// A phone that was not used for 180 days needs an invitation as one that was shut out does: what is left of both is
/// forgotten. Each is on a child's record, so each leaves an entry.
async fn forget_phones(store: &Store) -> Answer<usize> {
    let over = store
        .read(|rx| {
            let now = rx.now();
            account::locate_over(rx, now.plus(-PHONES_KEPT_MS), now.plus(-DEVICE_UNUSED_MAX_MS))
        })
        .await?;
    let mut forgotten = 0usize;
    for (child, id) in over {
        let run = move |tx: &mut Tx<'_>| {
            let permit = access::may(tx, &Actor::Job(JOB), Action::Escalate, Target::Child(child))?;
            if !account::forget(tx, &permit, id)? {
                return Ok(Outcome::Unchanged(0));
            }
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(1))
        };
        forgotten += store.write(run).await?;
    }
    Ok(forgotten)
}

async fn forget_rest(store: &Store) -> Answer<usize> {
    store
        .upkeep(|tx| {
            let now = tx.now();
            let sessions = session::forget_before(tx, now.plus(-SESSIONS_KEPT_MS))?;
            let counters = tries::forget_before(tx, now.plus(-NETWORK_WINDOW_MS.max(PASSWORD_WINDOW_MS)))?;
            Ok(sessions + counters)
        })
        .await
}
