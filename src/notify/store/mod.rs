//! What `notify` keeps: push subscriptions, and what waits in the outbox. Addressed by recipient; no content.

pub(super) mod letters;
pub(super) mod morning;
pub(super) mod recipients;
pub(super) mod subscriptions;
