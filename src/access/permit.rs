//! A permit: the proof that an actor may do one thing to one target, made by [`super::may`] and by nothing else.

use super::actor::Actor;
use super::matrix::Action;
use super::relation::{Relation, Standing};
use crate::kernel::At;
use crate::kernel::id::{AnyId, ChildId, Id, StaffId, ThreadId};
use crate::kernel::words::Post;
use crate::store::audit::Entry;

/// What an action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A child's record as a whole.
    Child(ChildId),
    /// One of a child's threads.
    Thread(ChildId, Post, ThreadId),
    /// The thread of a post that may not have been opened yet.
    Post(ChildId, Post),
    /// A member of staff (their own inbox, their leave, their account).
    Staff(StaffId),
    /// The council as a whole: imports, settings.
    Council,
}

impl Target {
    /// Whose record it is.
    #[must_use]
    pub const fn child(&self) -> Option<ChildId> {
        match self {
            Self::Child(c) | Self::Thread(c, _, _) | Self::Post(c, _) => Some(*c),
            Self::Staff(_) | Self::Council => None,
        }
    }

    /// Of which post, where it is a thread's.
    #[must_use]
    pub const fn post(&self) -> Option<Post> {
        match self {
            Self::Thread(_, p, _) | Self::Post(_, p) => Some(*p),
            _ => None,
        }
    }

    fn resource(&self) -> (&'static str, Option<AnyId>) {
        match self {
            Self::Child(c) => ("child", Some(c.of())),
            Self::Thread(_, _, t) => ("thread", Some(t.of())),
            Self::Post(_, p) => (p.as_str(), None),
            Self::Staff(s) => ("staff", Some(s.of())),
            Self::Council => ("council", None),
        }
    }
}

/// Leave to do one thing to one target, in this transaction.
#[must_use]
#[derive(Debug, Clone, Copy)]
pub struct Permit {
    actor: Actor,
    action: Action,
    target: Target,
    standing: Standing,
    since: bool,
}

impl Permit {
    pub(super) const fn grant(actor: Actor, action: Action, target: Target, standing: Standing, since: bool) -> Self {
        Self { actor, action, target, standing, since }
    }

    /// Who may.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// To what.
    #[must_use]
    pub const fn target(&self) -> Target {
        self.target
    }

    /// On whose record. A store function filters by this, so that a permit for one child reads no other's rows.
    #[must_use]
    pub const fn child(&self) -> Option<ChildId> {
        self.target.child()
    }

    /// By which relation.
    #[must_use]
    pub const fn relation(&self) -> Relation {
        self.standing.relation
    }

    /// Whether only a part may be seen: from the oldest open ask on, or the last 28 days.
    #[must_use]
    pub const fn is_since(&self) -> bool {
        self.since
    }

    /// The audit entry of what was done by this permit.
    #[must_use]
    pub fn entry(&self, now: At, detail: Option<&str>) -> Entry {
        entry(&self.actor, self.action, self.target, self.standing, now, "allowed", detail)
    }
}

/// The audit entry of a look that was refused.
pub(super) fn refused(actor: &Actor, action: Action, target: Target, closest: Relation, now: At) -> Entry {
    entry(actor, action, target, Standing::plain(closest), now, "refused", None)
}

fn entry(
    actor: &Actor,
    action: Action,
    target: Target,
    standing: Standing,
    now: At,
    decision: &str,
    detail: Option<&str>,
) -> Entry {
    let (resource, resource_id) = target.resource();
    let job = match actor {
        Actor::Job(name) => Some(*name),
        _ => None,
    };
    Entry {
        id: Id::at(now),
        at: now,
        actor_kind: actor.kind().to_owned(),
        actor_id: actor.id(),
        role: actor.role().map(|r| r.as_str().to_owned()),
        relation: standing.relation.as_str().to_owned(),
        allocation_id: standing.allocation,
        action: action.as_str().to_owned(),
        resource: resource.to_owned(),
        resource_id,
        child_id: target.child(),
        decision: decision.to_owned(),
        detail: detail.or(job).map(str::to_owned),
    }
}
