//! The SQL of this room.

pub(super) mod session;
