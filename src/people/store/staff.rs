//! Staff and teams.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::kernel::At;
use crate::kernel::id::{StaffId, TeamId};
use crate::kernel::words::Role;
use crate::people::staff::StaffFace;
use crate::store::schema::{staff, teams};
use crate::store::{Answer, Rx};

type StaffRow = (StaffId, String, Role, Option<TeamId>, String, Option<String>, Option<At>, Option<String>);

fn face((id, name, role, team, work_days, about, disabled_at, team_name): StaffRow) -> StaffFace {
    StaffFace { id, name, role, team, team_name, work_days, about, disabled: disabled_at.is_some() }
}

/// Members of staff by their ids.
pub(in crate::people) fn faces(rx: &mut Rx<'_>, ids: &[StaffId]) -> Answer<HashMap<StaffId, StaffFace>> {
    let mut found = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<StaffRow> = staff::table
            .left_join(teams::table)
            .filter(staff::id.eq_any(some.to_vec()))
            .select((
                staff::id,
                staff::name,
                staff::role,
                staff::team_id,
                staff::work_days,
                staff::about,
                staff::disabled_at,
                teams::name.nullable(),
            ))
            .load(rx.db())?;
        found.extend(rows.into_iter().map(|r| (r.0, face(r))));
    }
    Ok(found)
}
