//! A member of staff, as children and colleagues see them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::id::{StaffId, TeamId};
use crate::kernel::words::Role;

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffFace {
    /// Who.
    pub id: StaffId,
    /// Their name.
    pub name: String,
    /// Employed as what.
    pub role: Role,
    /// In which team.
    pub team: Option<TeamId>,
    /// What the team is called.
    pub team_name: Option<String>,
    /// Their working days, as `mon,tue,wed`.
    pub work_days: String,
    /// What I can and can't decide, in their own words.
    pub about: Option<String>,
    /// Whether their account has been disabled.
    pub disabled: bool,
}

/// A member of staff on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// Who.
    pub staff: Uuid,
    /// Their name.
    pub name: String,
    /// Employed as what.
    pub role: Role,
    /// What I can and can't decide, in their own words.
    pub about: Option<String>,
    /// Their working days: `mon`, `tue` …
    pub work_days: Vec<String>,
}

impl From<&StaffFace> for Person {
    fn from(face: &StaffFace) -> Self {
        Self {
            staff: face.id.uuid(),
            name: face.name.clone(),
            role: face.role,
            about: face.about.clone(),
            work_days: face.work_days.split(',').filter(|d| !d.is_empty()).map(str::to_owned).collect(),
        }
    }
}
