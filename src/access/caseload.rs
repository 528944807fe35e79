//! Everything that one member of staff stands close to, for lists: an inbox, children, tasks. Each row that is opened
//! from such a list is asked of [`super::may`] again.

use std::collections::HashMap;

use crate::kernel::id::{AllocationId, ChildId, StaffId};
use crate::kernel::words::Post;

use super::relation::{Facts, Holding, Relation};

/// One post of one child, and how a member of staff stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Case {
    /// Whose.
    pub child: ChildId,
    /// Which post.
    pub post: Post,
    /// The closest relation.
    pub relation: Relation,
}

/// A post that exists for a child now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PostNow {
    /// Whose.
    pub child: ChildId,
    /// Which post.
    pub post: Post,
    /// Who holds it; nobody where it is vacant. Of several the latest.
    pub holder: Option<StaffId>,
}

/// Somebody who holds a post that goes from them on a day that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaving {
    /// Which allocation ends.
    pub allocation: AllocationId,
    /// Whose post.
    pub child: ChildId,
    /// Which post.
    pub post: Post,
    /// Who holds it still.
    pub staff: StaffId,
}

/// What is known about every child that may be near one member of staff.
#[derive(Debug, Default)]
pub(super) struct Near {
    /// The active allocations of those children, the latest of each post first.
    pub(super) holdings: HashMap<ChildId, Vec<Holding>>,
    /// Posts of those children that exist though nobody holds them now.
    pub(super) unheld: Vec<(ChildId, Post)>,
}

/// The cases of `staff`, by child and post, the closest relation of each. `facts` holds what does not depend on a child.
#[must_use]
pub(super) fn cases(near: Near, facts: &Facts, staff: StaffId) -> Vec<Case> {
    let mut facts = facts.clone();
    let mut found: HashMap<(ChildId, Post), Relation> = HashMap::new();
    let mut unheld: HashMap<ChildId, Vec<Post>> = HashMap::new();
    for (child, post) in near.unheld {
        unheld.entry(child).or_default().push(post);
    }
    let mut children: Vec<ChildId> = near.holdings.keys().chain(unheld.keys()).copied().collect();
    children.sort_unstable();
    children.dedup();
    let mut holdings = near.holdings;
    for child in children {
        facts.holdings = holdings.remove(&child).unwrap_or_default();
        let mut posts: Vec<Post> = facts.holdings.iter().map(|h| h.post).collect();
        posts.extend(unheld.remove(&child).unwrap_or_default());
        for post in posts {
            if let Some(standing) = super::relation::of_staff(&facts, staff, Some(post)).first() {
                found.entry((child, post)).or_insert(standing.relation);
            }
        }
    }
    let mut cases: Vec<Case> =
        found.into_iter().map(|((child, post), relation)| Case { child, post, relation }).collect();
    cases.sort_unstable_by_key(|c| (c.child, c.post));
    cases
}
