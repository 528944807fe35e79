//! Who is told that something happened, when, and how little is said.
//!
//! [`tell`] writes an event (ids only) for the apps that are open and, where that person wants pushes, a letter into the
//! outbox, in the transaction of the act itself. A push carries nothing at all: no name, no text, no count. It is a
//! convenience, and no safety rule rests on it.

pub mod choices;
mod dispatch;
pub mod endpoint;
pub mod happening;
pub mod http;
pub mod mail;
pub mod push;
mod sender;
mod store;
mod tell;

pub use choices::Choices;
pub use dispatch::dispatch;
pub use happening::{Happening, To};
pub use sender::Sender;
pub use tell::tell;

use crate::kernel::id::{ChildId, StaffId};
use crate::store::{Answer, Rx};

/// What a child chose about being told; what holds without a choice where they chose nothing.
///
/// # Errors
/// The database's own.
pub fn choices_of_child(rx: &mut Rx<'_>, child: ChildId) -> Answer<Choices> {
    store::choices::find(rx, happening::CHILD, child.of())
}

/// What a member of staff chose about being told; what holds without a choice where they chose nothing.
///
/// # Errors
/// The database's own.
pub fn choices_of_staff(rx: &mut Rx<'_>, staff: StaffId) -> Answer<Choices> {
    store::choices::find(rx, happening::STAFF, staff.of())
}
