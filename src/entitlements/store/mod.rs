//! The SQL of this room.

pub(super) mod facts;
pub(super) mod letters;
pub(super) mod requests;
pub(super) mod sign_offs;

use super::fact::FactKind;
use super::request::RequestState;
use crate::access::{Permit, Target};
use crate::kernel::Refusal;
use crate::kernel::id::ChildId;
use crate::store::{Answer, Fault};

crate::text_column!(FactKind, RequestState);

/// The children whose rows a permit reads: those of a list where it is for a member of staff's own desk or a job, else the
/// one whom it is for.
fn whose(permit: &Permit, wanted: &[ChildId]) -> Answer<Vec<ChildId>> {
    match (permit.target(), permit.child()) {
        (Target::Council | Target::Staff(_), _) => Ok(wanted.to_vec()),
        (_, Some(child)) => Ok(wanted.iter().copied().filter(|c| *c == child).collect()),
        _ => Err(Fault::NotFound),
    }
}

/// What the database says of an insert that leaves a row that is there alone: none new means that this id was used before,
/// for something else or for somebody else.
fn only_once(new: usize) -> Answer<()> {
    if new == 0 {
        return Err(
            Refusal::conflict("differs", "Something else was sent under this id before. Make a new one.").into()
        );
    }
    Ok(())
}
