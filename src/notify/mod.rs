//! Who is told that something happened, when, and how little is said.
//!
//! [`tell`] writes an event (ids only) for the apps that are open and, where that person wants pushes, a letter into the
//! outbox, in the transaction of the act itself. [`dispatch`] sends what is due. A push carries nothing at all: no name,
//! no text, no count. It is a convenience, and no safety rule rests on it.

pub mod actions;
mod dispatch;
pub mod endpoint;
pub mod happening;
pub mod help;
pub mod http;
pub mod mail;
mod morning;
pub mod push;
mod sender;
mod store;
mod tell;

pub use dispatch::dispatch;
pub use happening::{Happening, To};
pub use help::Help;
pub use morning::write_morning_letters;
pub use sender::Sender;
pub use tell::tell;

use crate::kernel::clock::DAY;
use crate::kernel::id::StaffId;
use crate::people::choices::{self, Choices};
use crate::store::{Answer, Rx, Store, events, outbox};

/// For how long events are kept for streams that resume, in milliseconds: a week.
const EVENTS_KEPT: i64 = 7 * DAY;
/// For how long it is kept what became of a push or an e-mail, in milliseconds: thirty days.
const LETTERS_KEPT: i64 = 30 * DAY;

/// What a member of staff chose about being told; what holds without a choice where they chose nothing.
///
/// # Errors
/// The database's own.
pub fn choices_of_staff(rx: &mut Rx<'_>, staff: StaffId) -> Answer<Choices> {
    choices::find(rx, happening::STAFF, staff.of())
}

/// Forgets what is of no more use: old events, what was sent long ago, addresses of phones that were shut out. Answers
/// how many rows.
///
/// # Errors
/// The database's own.
pub async fn forget_old(store: &Store) -> Answer<usize> {
    store
        .upkeep(|tx| {
            let now = tx.now();
            let events = events::forget_before(tx, now.plus(-EVENTS_KEPT))?;
            let letters = outbox::forget_before(tx, now.plus(-LETTERS_KEPT))?;
            Ok(events + letters + store::subscriptions::forget_ended(tx)?)
        })
        .await
}
