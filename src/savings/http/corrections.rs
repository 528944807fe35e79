//! Putting right what is wrong, over HTTP: looked at first, then posted.

use actix_web::{Responder, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::id::{AnyId, Id};
use crate::kernel::{Pence, Refusal};
use crate::savings::actions::corrections::{self, Correction};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

crate::words! {
    /// How something is put right.
    pub enum CorrectionKind {
        /// It was put down to the wrong child, and moves to whose it is.
        WrongChild = "wrong_child",
        /// An entry is undone.
        Undo = "undo",
        /// A child is owed more, or less, for a week.
        Adjust = "adjust",
    }
}

/// What is to be put right. Which fields it needs, its kind says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionAsked {
    /// How.
    what: CorrectionKind,
    /// Whom it was put down to (wrong_child), or who is owed more or less (adjust).
    child: Option<Uuid>,
    /// Whose it is (wrong_child).
    to: Option<Uuid>,
    /// The entry that is undone (undo), or by which it was put down to the wrong child.
    entry: Option<i32>,
    /// How much, in pounds; less than nothing where a child is owed less (adjust).
    amount: Option<String>,
    /// For which week, by its last day (adjust).
    week_end: Option<NaiveDate>,
    /// The day it went wrong, where no entry says so (wrong_child).
    wrong_on: Option<NaiveDate>,
    /// Whether the council pays, because it is in the first child's own account already (wrong_child).
    council_pays: Option<bool>,
    /// Why, in 1 to 500 letters. Name no other child in it.
    reason: String,
}

impl CorrectionAsked {
    fn read(self) -> Result<(Correction, String), Refusal> {
        fn need<T>(value: Option<T>, field: &'static str) -> Result<T, Refusal> {
            value.ok_or_else(|| Refusal::invalid("field_missing", field, "This is needed to put it right."))
        }
        let amount = |given: Option<String>| {
            need(given, "amount")?.parse::<Pence>().map_err(|_| {
                Refusal::invalid("amount_unreadable", "amount", "Give the amount in pounds and pence, like 21.43.")
            })
        };
        let what = match self.what {
            CorrectionKind::Undo => Correction::Undo(need(self.entry, "entry")?),
            CorrectionKind::Adjust => {
                Correction::Adjust(need(self.child, "child")?.into(), amount(self.amount)?, self.week_end)
            }
            CorrectionKind::WrongChild => Correction::WrongChild {
                from: need(self.child, "child")?.into(),
                to: need(self.to, "to")?.into(),
                pence: amount(self.amount)?,
                council_pays: self.council_pays.unwrap_or(false),
                entry: self.entry,
                wrong_on: self.wrong_on,
            },
        };
        Ok((what, self.reason))
    }
}

/// What it would do to a child's page.
#[derive(Serialize, ToSchema)]
struct CorrectionEffect {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// What is held now, in pounds.
    held_before: String,
    /// What would be held, in pounds.
    held_after: String,
    /// The day it went wrong, as the child will read it.
    wrong_on: Option<NaiveDate>,
}

/// What it would do.
#[derive(Serialize, ToSchema)]
struct CorrectionEffects {
    /// Child by child.
    items: Vec<CorrectionEffect>,
}

/// Says what a correction would do, before it is posted.
///
/// Refused as the correction itself would be. Nothing changes.
#[utoipa::path(operation_id = "preview_correction", tag = "savings", security(("staff" = [])), request_body = CorrectionAsked,
    responses((status = 200, body = CorrectionEffects), Problems))]
#[post("/v1/staff/money/corrections/preview")]
pub async fn preview_correction(
    store: web::Data<Store>,
    caller: StaffCaller,
    body: web::Json<CorrectionAsked>,
) -> Result<impl Responder, Fault> {
    let (what, why) = body.into_inner().read()?;
    let id: AnyId = Id::at(store.clock().now());
    let effects = corrections::preview(&store, caller.actor(), id, what, why).await?;
    let items = effects.into_iter().map(|e| CorrectionEffect {
        child: e.child.uuid(),
        reference: e.reference,
        known_as: e.known_as,
        held_before: e.held.0.to_string(),
        held_after: e.held.1.to_string(),
        wrong_on: e.wrong_on,
    });
    Ok::<_, Fault>(web::Json(CorrectionEffects { items: items.collect() }))
}

/// What was posted.
#[derive(Serialize, ToSchema)]
struct CorrectionPosted {
    /// The numbers of its entries.
    entries: Vec<i32>,
    /// Whether it stood there already under this id: then nothing was posted now.
    already: bool,
}

/// Puts something right.
///
/// Nothing is edited: each correction is an entry of its own with its reason, and stays visible to the child. Sent once
/// more under its id, nothing more is posted.
#[utoipa::path(operation_id = "correct_money", tag = "savings", security(("staff" = [])), request_body = CorrectionAsked,
    responses((status = 200, body = CorrectionPosted), Problems))]
#[put("/v1/staff/money/corrections/{correction}")]
pub async fn correct_money(
    store: web::Data<Store>,
    caller: StaffCaller,
    correction: web::Path<Uuid>,
    body: web::Json<CorrectionAsked>,
) -> Result<impl Responder, Fault> {
    let (what, why) = body.into_inner().read()?;
    let receipt = corrections::correct(&store, caller.actor(), correction.into_inner().into(), what, why).await?;
    Ok::<_, Fault>(web::Json(CorrectionPosted { entries: receipt.entries, already: receipt.already }))
}
