//! Ids: UUIDv7, made by whoever creates the thing, 16 bytes in the database and hyphenated text outside.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use uuid::Uuid;

/// The id of a `K`. An id is never a secret: it says when the thing was made.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// A new id for the instant `at`.
    #[must_use]
    pub fn at(at: super::At) -> Self {
        let ms = u64::try_from(at.ms()).unwrap_or(0);
        let stamp = uuid::Timestamp::from_unix_time(ms / 1000, nanos(ms), 0, 0);
        Self(Uuid::new_v7(stamp), PhantomData)
    }

    /// The id as a plain UUID, for the wire.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        self.0
    }

    /// The sixteen bytes that the database holds.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The same sixteen bytes, said of another kind: for columns that hold ids of several kinds.
    #[must_use]
    pub fn of<L>(self) -> Id<L> {
        Id(self.0, PhantomData)
    }
}

fn nanos(ms: u64) -> u32 {
    u32::try_from((ms % 1000) * 1_000_000).unwrap_or(0)
}

impl<K> From<Uuid> for Id<K> {
    fn from(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}

impl<K> From<Id<K>> for Uuid {
    fn from(id: Id<K>) -> Self {
        id.0
    }
}

impl<K> FromStr for Id<K> {
    type Err = uuid::Error;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Uuid::from_str(s).map(Self::from)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Makes one kind of id: a marker that is never built, and the id's own name.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $kind:ident;)*) => {$(
        #[doc = concat!("Marks the ids of one kind: see [`", stringify!($name), "`].")]
        #[derive(Debug)]
        pub enum $kind {}
        $(#[$doc])*
        pub type $name = Id<$kind>;
    )*};
}

ids! {
    /// A child or young person.
    ChildId = ChildKind;
    /// A member of the council's staff.
    StaffId = StaffKind;
    /// A team.
    TeamId = TeamKind;
    /// An allocation: one post, one child, one member of staff.
    AllocationId = AllocationKind;
    /// An absence, with or without cover.
    AbsenceId = AbsenceKind;
    /// A care episode.
    EpisodeId = EpisodeKind;
    /// A thread: one child and one post.
    ThreadId = ThreadKind;
    /// A message in a thread.
    MessageId = MessageKind;
    /// An ask: what a child wants answered.
    AskId = AskKind;
    /// A request for something that is a young person's right.
    RequestId = RequestKind;
    /// An invitation.
    InvitationId = InvitationKind;
    /// A phone or tablet.
    DeviceId = DeviceKind;
    /// One child on one device.
    AccountId = AccountKind;
    /// A session.
    SessionId = SessionKind;
    /// An event for one recipient.
    EventId = EventKind;
    /// A phone's address at a push service.
    SubscriptionId = SubscriptionKind;
    /// Something that a person must do.
    TaskId = TaskKind;
    /// A file of savings that came in.
    MoneyFileId = MoneyFileKind;
    /// A row of such a file.
    LineId = LineKind;
    /// Something about savings that a person must look at.
    ExceptionId = ExceptionKind;
    /// Any row at all: in the audit, in the outbox.
    AnyId = AnyKind;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::At;

    #[test]
    fn ids_made_later_sort_later() {
        let a: ChildId = Id::at(At::from_ms(1_000));
        let b: ChildId = Id::at(At::from_ms(2_000));
        assert!(a < b);
    }

    #[test]
    fn an_id_reads_back_from_its_text() {
        let a: ChildId = Id::at(At::from_ms(1_700_000_000_000));
        assert_eq!(a.to_string().parse::<ChildId>(), Ok(a));
    }
}
