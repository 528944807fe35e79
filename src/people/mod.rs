//! Children and the people who answer to them: who they are, what they are here for, what somebody must do about them,
//! and the council's files that all of this is read from.
//!
//! The face of the room is what stands here: [`child`], [`care_of`], [`staff`], [`staff_many`], [`accounts`],
//! [`tasks`] and [`holidays`].

pub mod accounts;
pub mod actions;
pub mod care;
pub mod child;
pub mod choices;
pub mod cli;
pub mod codes;
pub mod episode;
pub mod foresight;
pub mod holidays;
pub mod http;
pub mod imports;
pub mod staff;
mod store;
pub mod tasks;

use std::collections::HashMap;

pub use care::Care;
pub use child::ChildFace;
pub use choices::Choices;
pub use holidays::holidays;
pub use staff::{Person, StaffFace};

use crate::access::Permit;
use crate::kernel::id::{ChildId, StaffId};
use crate::store::{Answer, Fault, Rx};

/// The child whom a permit is for, as far as those near the child need to know.
///
/// # Errors
/// [`Fault::NotFound`] where the permit is for no child.
pub fn child(rx: &mut Rx<'_>, permit: &Permit) -> Answer<ChildFace> {
    store::child::face(rx, permit)
}

/// Whether messages to and from the child of a permit are stopped, because a council's file told of a death, until a person
/// has acted.
///
/// # Errors
/// [`Fault::NotFound`] where the permit is for no child.
pub fn messages_stopped(rx: &mut Rx<'_>, permit: &Permit) -> Answer<bool> {
    store::child::messages_stopped(rx, permit)
}

/// The id of the child whom the council's files call `reference`; nothing else about them.
///
/// # Errors
/// The database's own.
pub fn locate_child(rx: &mut Rx<'_>, reference: &str) -> Answer<Option<ChildId>> {
    store::child::locate_child(rx, reference)
}

/// The ids of every child, in their order; nothing else about them.
///
/// # Errors
/// The database's own.
pub fn locate_children(rx: &mut Rx<'_>) -> Answer<Vec<ChildId>> {
    store::care::locate_children(rx)
}

/// Children with their stays in care, by id. With a permit for one child, that child only.
///
/// # Errors
/// The database's own.
pub fn care_of(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<Vec<Care>> {
    store::care::histories(rx, permit, children)
}

/// A member of staff, disabled or not: what somebody wrote keeps its author's name.
///
/// # Errors
/// [`Fault::NotFound`] where there is none with that id.
pub fn staff(rx: &mut Rx<'_>, id: StaffId) -> Answer<StaffFace> {
    staff_many(rx, &[id])?.remove(&id).ok_or(Fault::NotFound)
}

/// Members of staff by their ids, disabled or not; an id that nobody has is left out.
///
/// # Errors
/// The database's own.
pub fn staff_many(rx: &mut Rx<'_>, ids: &[StaffId]) -> Answer<HashMap<StaffId, StaffFace>> {
    store::staff::faces(rx, ids)
}
