//! The council once it is in the database: its people by their ids, so that they can act.

use crate::access::Actor;
use crate::identity::actions::account::find_account;
use crate::kernel::Day;
use crate::kernel::id::{ChildId, StaffId};
use crate::kernel::words::Post;
use crate::people;
use crate::store::{Fault, Store};
use crate::voice::Rules;

use super::council::Made;

/// The council, the database it is in, and who is who there.
pub(super) struct Town<'a> {
    /// The database.
    pub(super) store: &'a Store,
    /// Voice's rules.
    pub(super) rules: &'a Rules,
    /// The address that invitations name.
    pub(super) origin: &'a str,
    /// The council as it was made.
    pub(super) made: &'a Made,
    staff: Vec<StaffId>,
    children: Vec<Option<ChildId>>,
}

impl<'a> Town<'a> {
    /// Finds everybody who is there by now: some children come into care later.
    ///
    /// # Errors
    /// In words, where the import left a member of staff out.
    pub(super) async fn find(
        store: &'a Store,
        rules: &'a Rules,
        origin: &'a str,
        made: &'a Made,
    ) -> Result<Self, String> {
        let mut staff = Vec::new();
        for worker in &made.staff {
            let found = find_account(store, worker.code.clone()).await.map_err(say)?;
            staff.push(found.ok_or_else(|| format!("{} was not imported", worker.code))?.id);
        }
        let references: Vec<String> = made.children.iter().map(|c| c.reference.clone()).collect();
        let look = move |rx: &mut crate::store::Rx<'_>| {
            references.iter().map(|r| people::locate_child(rx, r)).collect::<Result<Vec<_>, Fault>>()
        };
        let children = store.read(look).await.map_err(say)?;
        Ok(Self { store, rules, origin, made, staff, children })
    }

    /// The id of a member of staff.
    pub(super) fn staff(&self, at: usize) -> Option<StaffId> {
        self.staff.get(at).copied()
    }

    /// The id of a child who is there.
    pub(super) fn child(&self, at: usize) -> Option<ChildId> {
        self.children.get(at).copied().flatten()
    }

    /// Who held a post for a child on a day, as an actor.
    ///
    /// # Errors
    /// In words, where nobody did.
    pub(super) fn holder(&self, child: usize, post: Post, day: Day) -> Result<Actor, String> {
        let by = self.made.children.get(child).and_then(|c| c.holder(post, day));
        by.and_then(|by| self.actor(by))
            .ok_or_else(|| format!("nobody holds the {post} post of child {child} on {day}"))
    }

    /// A member of staff as an actor.
    pub(super) fn actor(&self, at: usize) -> Option<Actor> {
        let role = self.made.staff.get(at)?.role;
        self.staff(at).map(|staff| Actor::Staff { staff, role })
    }
}

/// What went wrong, for whoever runs the demonstration.
pub(super) fn say(fault: Fault) -> String {
    match fault {
        Fault::Broken(cause) => cause,
        other => other.to_string(),
    }
}
