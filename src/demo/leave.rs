//! Leave: somebody of a social work team and somebody of the leaving care team is away this week, and a colleague covers.

use crate::access::Actor;
use crate::access::actions::set_cover;
use crate::access::allocation::SetCover;
use crate::kernel::Id;
use crate::kernel::words::Role;

use super::council::Worker;
use super::dice::days_after;
use super::town::{Town, say};

/// After how many days they are back.
const BACK_IN_DAYS: i64 = 5;

/// Writes the leave down, as those who are away would have: the first of each team covers for the second, so that the
/// sign-ins that are printed show somebody who covers.
///
/// # Errors
/// In words.
pub(super) async fn write_down(town: &Town<'_>) -> Result<(), String> {
    for role in [Role::SocialWorker, Role::PersonalAdviser] {
        let Some((covers, away)) = pair(&town.made.staff, role) else { continue };
        let (Some(Actor::Staff { staff, role }), Some(cover)) = (town.actor(away), town.staff(covers)) else {
            continue;
        };
        let today = town.made.today;
        let id = Id::at(town.store.clock().now());
        let leave =
            SetCover { id, staff: None, cover: Some(cover), from: today, back_on: days_after(today, BACK_IN_DAYS) };
        set_cover(town.store, Actor::Staff { staff, role }, leave).await.map_err(say)?;
    }
    Ok(())
}

/// The first member of staff with that role who is still there, and the next of the same team.
fn pair(staff: &[Worker], role: Role) -> Option<(usize, usize)> {
    let mut there = staff.iter().enumerate().filter(|(_, w)| w.role == role && w.sign_in_name.is_some());
    let (first, worker) = there.next()?;
    there.find(|(_, other)| other.team == worker.team).map(|(second, _)| (first, second))
}
