//! What several pages of the savings desk share on the wire.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::Pence;
use crate::savings::intake::columns::Field;
use crate::savings::queue::Face;

/// A child as the savings desk sees one.
#[derive(Serialize, ToSchema, Clone)]
pub(super) struct MoneyChild {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// Day of birth.
    born_on: NaiveDate,
}

impl From<&Face> for MoneyChild {
    fn from(f: &Face) -> Self {
        Self { child: f.child.uuid(), reference: f.reference.clone(), known_as: f.known_as.clone(), born_on: f.born_on }
    }
}

/// Somebody whom a row may be about, with why.
#[derive(Serialize, ToSchema)]
pub(super) struct MayBe {
    /// Who.
    pub(super) child: MoneyChild,
    /// From 0 to 100: to put the likeliest first.
    pub(super) score: u32,
    /// What speaks for and against.
    pub(super) reasons: Vec<String>,
}

/// A column of a file.
#[derive(Serialize, ToSchema)]
pub(super) struct FileColumn {
    /// Its heading as it stands.
    heading: String,
    /// What it is read as; none where it is not used.
    holds: Option<Field>,
}

/// The columns of a file.
pub(super) fn columns(headings: Vec<(String, Option<Field>)>) -> Vec<FileColumn> {
    headings.into_iter().map(|(heading, holds)| FileColumn { heading, holds }).collect()
}

/// Pence as a decimal string of pounds.
pub(super) fn pounds(pence: i64) -> String {
    Pence(pence).to_string()
}
