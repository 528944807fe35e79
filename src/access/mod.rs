//! Who may do what to whose record. No role opens a child's record: only a relation does, read in the same transaction
//! as the data. [`may`] gives a [`Permit`], and no store function on a child's table runs without one.

pub mod actions;
pub mod actor;
pub mod allocation;
mod caseload;
pub mod http;
pub mod matrix;
pub mod permit;
pub mod relation;
mod store;

pub use actions::{absences, colleagues, covered_now};
pub use actor::Actor;
pub use allocation::Absence;
pub use caseload::{Case, Leaving, PostNow};
pub use matrix::{Action, Cell};
pub use permit::{Permit, Target};
pub use relation::{Holding, Relation, Standing};

use crate::store::{Answer, Fault, Rx};

/// Whether `actor` may do `action` to `target` now. The first relation that allows it counts, the closest first.
///
/// # Errors
/// [`Fault::Denied`], which the store writes down and answers as not there.
pub fn may(rx: &mut Rx<'_>, actor: &Actor, action: Action, target: Target) -> Answer<Permit> {
    let standings = standings(rx, actor, &target)?;
    let is_kept = relation::is_kept_from(action, actor.role());
    let allowed = standings.iter().find_map(|s| match matrix::cell(action, s.relation) {
        Cell::No => None,
        _ if is_kept => None,
        cell => Some((s, cell == Cell::Since)),
    });
    match allowed {
        Some((standing, since)) => Ok(Permit::grant(*actor, action, target, *standing, since)),
        None => {
            let closest = standings.first().map_or(Relation::None, |s| s.relation);
            Err(Fault::Denied(Box::new(permit::refused(actor, action, target, closest, rx.now()))))
        }
    }
}

/// How an actor stands to a target now, the closest relation first.
fn standings(rx: &mut Rx<'_>, actor: &Actor, target: &Target) -> Answer<Vec<Standing>> {
    Ok(match actor {
        Actor::Child { child, confirmed, .. } => match target.child() {
            Some(whose) if whose == *child => {
                vec![Standing::plain(if *confirmed { Relation::Own } else { Relation::Unconfirmed })]
            }
            Some(_) => vec![],
            None => vec![Standing::plain(Relation::Own)],
        },
        Actor::Staff { staff, role } => {
            let mut all = match target {
                Target::Child(child) | Target::Thread(child, ..) | Target::Post(child, _) => {
                    relation::of_staff(&store::facts(rx, *staff, *child)?, *staff, target.post())
                }
                Target::Staff(whose) => {
                    relation::to_colleague(*staff == *whose, *role, store::manages(rx, *staff, *whose)?)
                }
                Target::Council => vec![],
            };
            if *target == Target::Staff(*staff) {
                all.push(Standing::plain(Relation::Own));
            }
            all.extend(relation::of_role(*role));
            all
        }
        Actor::Operator => vec![Standing::plain(Relation::Operator)],
        Actor::Job(_) => vec![Standing::plain(Relation::Job)],
    })
}

/// Everybody who can read a child's thread of a post today, for the composer to name: the holder, who covers, the IRO,
/// and the manager or the duty owner who gets it when it is late. Ids only; names are `people`'s.
///
/// # Errors
/// The database's own.
pub fn readers(
    rx: &mut Rx<'_>,
    permit: &Permit,
    post: crate::kernel::words::Post,
) -> Answer<Vec<(crate::kernel::id::StaffId, Relation)>> {
    store::readers(rx, permit, post)
}

/// Who is to be told about a thread: its holder, or the cover, or where there is none the manager of the post's team,
/// or the duty owner. Never nobody.
///
/// # Errors
/// The database's own.
pub fn answerers(
    rx: &mut Rx<'_>,
    child: crate::kernel::id::ChildId,
    post: crate::kernel::words::Post,
) -> Answer<Vec<(crate::kernel::id::StaffId, Relation)>> {
    store::answerers(rx, child, post)
}

/// Every child and post that a member of staff holds, covers, reviews as IRO or manages now, the closest relation of each.
/// Ids only: what a list shows of a child is read by a permit.
///
/// # Errors
/// The database's own.
pub fn caseload(rx: &mut Rx<'_>, staff: crate::kernel::id::StaffId) -> Answer<Vec<Case>> {
    store::caseload(rx, staff)
}

/// Posts that change hands: held now, and the holder's last instant is known and no further than `days` away.
///
/// # Errors
/// The database's own.
pub fn changing_hands(rx: &mut Rx<'_>, days: i64) -> Answer<Vec<Leaving>> {
    store::locate_leaving(rx, days)
}

/// The managers of the team that answers for a post of a child, or the duty owner where there is none: who gets what is
/// late.
///
/// # Errors
/// The database's own.
pub fn managers(
    rx: &mut Rx<'_>,
    child: crate::kernel::id::ChildId,
    post: crate::kernel::words::Post,
) -> Answer<Vec<crate::kernel::id::StaffId>> {
    store::managers_of_post(rx, child, post)
}

/// The posts that exist now for one child: held, or the social worker's and the IRO's while the child is looked after.
///
/// # Errors
/// The database's own.
pub fn posts_of(rx: &mut Rx<'_>, child: crate::kernel::id::ChildId) -> Answer<Vec<PostNow>> {
    store::posts(rx, Some(child))
}

/// The active allocations of one child, the latest of each post first.
///
/// # Errors
/// The database's own.
pub fn holdings_of(rx: &mut Rx<'_>, child: crate::kernel::id::ChildId) -> Answer<Vec<Holding>> {
    store::holdings(rx, child)
}

/// The same for every child, for the jobs. Ids only.
///
/// # Errors
/// The database's own.
pub fn all_posts(rx: &mut Rx<'_>) -> Answer<Vec<PostNow>> {
    store::posts(rx, None)
}
