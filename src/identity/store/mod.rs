//! The SQL of this room.

pub(super) mod account;
pub(super) mod device;
pub(super) mod invitation;
pub(super) mod link;
pub(super) mod session;
pub(super) mod staff;
pub(super) mod tries;

use super::phone::{InvitationKind, InvitationReason, RevokeReason};
use super::picture::Picture;

crate::text_column!(InvitationKind, InvitationReason, RevokeReason, Picture);
