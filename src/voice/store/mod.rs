//! The SQL of this room. Whatever reads words takes a permit and a [`super::thread::Sight`]; functions named `locate_…`
//! read ids only, to ask for a permit with.

pub(super) mod asks;
pub(super) mod handover;
pub(super) mod inbox;
pub(super) mod last;
pub(super) mod late;
pub(super) mod marks;
pub(super) mod messages;
pub(super) mod posts;
pub(super) mod threads;

use super::message::{AuthorKind, Channel, Purpose, WhyHidden};
use super::promise::{AskKind, ChildSays, ClosedHow};
use crate::access::{Permit, Target};
use crate::kernel::id::{ChildId, ThreadId};
use crate::store::{Answer, Fault};

crate::text_column!(AskKind, ClosedHow, ChildSays, Channel, Purpose, AuthorKind, WhyHidden);

/// The child and the thread that a permit is for. A permit for anything else reads as not there.
fn place(permit: &Permit) -> Answer<(ChildId, ThreadId)> {
    match permit.target() {
        Target::Thread(child, _, thread) => Ok((child, thread)),
        _ => Err(Fault::NotFound),
    }
}
