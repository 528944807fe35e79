//! What people do to get in and out, one function each.

pub mod account;
pub mod device;
pub mod enrol;
pub mod invite;
pub mod link;
pub mod me;
pub mod own;
pub mod session;
pub mod staff;
pub mod unlock;

pub use enrol::{Enrol, Enrolled, check_invitation, enrol_phone};
pub use link::{first_administrator_link, make_password_link, set_password};

use crate::kernel::Id;
use crate::kernel::id::{AccountId, AnyId, ChildId, InvitationId, StaffId};
use crate::store::events::Event;
use crate::store::{Answer, Tx, events};

/// Whose open app is told that something about phones has changed.
#[derive(Debug, Clone, Copy)]
enum Whose {
    Child(ChildId),
    Account(AccountId),
    Staff(StaffId),
}

/// Tells an open app that something about phones has changed. `notify` stands above this room, so the event is written here;
/// nothing of this kind is ever pushed.
fn tell(tx: &mut Tx<'_>, whose: Whose, subject: Option<AnyId>) -> Answer<()> {
    let (kind, id) = match whose {
        Whose::Child(id) => ("child", id.of()),
        Whose::Account(id) => ("account", id.of()),
        Whose::Staff(id) => ("staff", id.of()),
    };
    let now = tx.now();
    let event = Event {
        id: Id::at(now),
        recipient_kind: kind.to_owned(),
        recipient_id: id,
        kind: "device".to_owned(),
        thread_id: None,
        subject_id: subject,
        at: now,
    };
    events::insert(tx, event)
}

/// Tells whoever made an invitation what has become of it.
fn tell_maker(tx: &mut Tx<'_>, made_by: Option<AnyId>, invitation: InvitationId) -> Answer<()> {
    made_by.map_or(Ok(()), |staff| tell(tx, Whose::Staff(staff.of()), Some(invitation.of())))
}
