//! The morning's e-mails: on a working day at half past eight in London, one content-free line to every member of staff
//! who has something open. Nobody gets two on one day, whatever restarts.

use std::collections::BTreeSet;

use super::happening::STAFF;
use super::store;
use crate::access;
use crate::kernel::calendar::{BankHolidays, Day, london_day, london_minutes};
use crate::kernel::clock::HOUR;
use crate::kernel::id::StaffId;
use crate::kernel::{At, Id};
use crate::people;
use crate::store::outbox::{self, Letter};
use crate::store::{Answer, Rx, Store};

/// The kind of letter in the outbox that becomes an e-mail.
pub(super) const STAFF_EMAIL: &str = "staff_email";
/// Half past eight, in minutes after midnight.
const FROM_MINUTES: u32 = 8 * 60 + 30;
/// For how long an e-mail of the morning is of use.
const USEFUL_FOR: i64 = 8 * HOUR;

/// Writes this morning's letters into the outbox, once a day; answers how many. Before half past eight, and on days that
/// are no working days, it does nothing.
///
/// # Errors
/// The database's own; where the bank holidays of today have not been entered.
pub async fn write_morning_letters(store: &Store, holidays: &BankHolidays) -> Answer<usize> {
    let now = store.clock().now();
    let today = london_day(now);
    if london_minutes(now) < FROM_MINUTES || !holidays.is_working(today)? {
        return Ok(0);
    }
    let whom =
        store.read(move |rx| if has_run(rx, today)? { Ok(None) } else { who_has_something(rx).map(Some) }).await?;
    let Some(whom) = whom else { return Ok(0) };
    let written = whom.len();
    store
        .upkeep(move |tx| {
            for staff in whom {
                outbox::put(tx, &letter(now, today, staff))?;
            }
            store::morning::ran(tx)
        })
        .await?;
    Ok(written)
}

fn has_run(rx: &mut Rx<'_>, today: Day) -> Answer<bool> {
    Ok(store::morning::last_run(rx)?.is_some_and(|at| london_day(at) >= today))
}

/// Everybody with an address who has an ask to answer or a task to do.
fn who_has_something(rx: &mut Rx<'_>) -> Answer<BTreeSet<StaffId>> {
    let mut found = BTreeSet::new();
    let reachable = store::morning::with_address(rx)?;
    for (child, post, passed_on_to) in store::morning::locate_open_asks(rx)? {
        found.extend(passed_on_to);
        found.extend(access::answerers(rx, child, post)?.into_iter().map(|(staff, _)| staff));
    }
    for staff in &reachable {
        if !found.contains(staff) && !people::tasks::open_of(rx, *staff)?.is_empty() {
            found.insert(*staff);
        }
    }
    found.retain(|s| reachable.contains(s));
    Ok(found)
}

fn letter(now: At, today: Day, staff: StaffId) -> Letter {
    Letter {
        id: Id::at(now),
        kind: STAFF_EMAIL.to_owned(),
        recipient_kind: STAFF.to_owned(),
        recipient_id: staff.of(),
        thread_id: None,
        subscription_id: None,
        made_at: now,
        due_at: now,
        give_up_at: now.plus(USEFUL_FOR),
        tries: 0,
        done_at: None,
        outcome: None,
        natural_key: format!("mail:{today}:{staff}"),
    }
}
