//! What the council's office keeps: its own items, and the amounts with their sources.

use actix_web::{HttpResponse, Responder, get, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::entitlements::actions::local::{self, Say};
use crate::entitlements::rules::Rules;
use crate::kernel::Day;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// What one person said of an item.
#[derive(Serialize, ToSchema)]
struct LocalSaid {
    /// Who looks after it.
    owner: String,
    /// The document that says so.
    source: String,
    /// When somebody must look again.
    review_by: NaiveDate,
    /// Who said so.
    signed_by: Uuid,
    /// Whether it was the reader.
    is_mine: bool,
}

/// An item of this council's own.
#[derive(Serialize, ToSchema)]
struct LocalRight {
    /// Which.
    id: String,
    /// Its title.
    title: String,
    /// What young people read.
    words: String,
    /// Whether two people have said the same, and its review is still to come.
    is_signed_off: bool,
    /// What was said of it, the newest first.
    said: Vec<LocalSaid>,
}

/// One value of an amount.
#[derive(Serialize, ToSchema)]
struct AmountValue {
    /// Of which amount.
    id: String,
    /// How much.
    pounds: String,
    /// For what.
    unit: String,
    /// Which post looks after it.
    owner: String,
    /// From when it counts.
    from: NaiveDate,
    /// From when it is no longer known.
    until: Option<NaiveDate>,
    /// Where it is written.
    source: String,
    /// When somebody must look again.
    review_by: NaiveDate,
    /// Whether that day has passed.
    is_late: bool,
}

/// The council's own items and every amount.
#[derive(Serialize, ToSchema)]
struct LocalRights {
    /// The version of the rules.
    ruleset: String,
    /// The items.
    items: Vec<LocalRight>,
    /// The amounts that count today or later.
    amounts: Vec<AmountValue>,
    /// What is past its day of review, or not signed off: a line each.
    past_review: Vec<String>,
}

fn amounts(rules: &Rules, today: Day) -> Vec<AmountValue> {
    let of = |a: &crate::entitlements::rules::Amount| {
        let now = a.values.iter().filter(|v| v.until.is_none_or(|u| today < u) || v.value.review_by < today);
        let value = |v: &crate::kernel::dated::Dated<crate::entitlements::rules::Value>| AmountValue {
            id: a.id.clone(),
            pounds: v.value.pence.to_string(),
            unit: a.unit.clone(),
            owner: a.owner.clone(),
            from: v.from,
            until: v.until,
            source: v.value.source.clone(),
            review_by: v.value.review_by,
            is_late: v.value.review_by < today,
        };
        now.map(value).collect::<Vec<_>>()
    };
    rules.amounts().into_iter().flat_map(of).collect()
}

/// Lists the council's own items, and every amount.
///
/// What was said of each item and by how many, and the amounts with their sources and days of review.
#[utoipa::path(operation_id = "list_local_rights", tag = "rights", security(("staff" = [])), responses((status = 200, body = LocalRights), Problems))]
#[get("/v1/staff/rights/local")]
pub async fn list_local_rights(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
) -> Result<impl Responder, Fault> {
    let me = who.staff;
    let show = move |rules: &Rules, said: Vec<crate::entitlements::actions::local::Said>, today: Day| {
        let item = |e: &crate::entitlements::rules::Entitlement| LocalRight {
            id: e.id.clone(),
            title: e.title.clone(),
            words: e.words.clone(),
            is_signed_off: rules.is_signed_off(e, today),
            said: said
                .iter()
                .rev()
                .filter(|s| s.item == e.id)
                .map(|s| LocalSaid {
                    owner: s.owner.clone(),
                    source: s.source.clone(),
                    review_by: s.review_by,
                    signed_by: s.signed_by.uuid(),
                    is_mine: s.signed_by == me,
                })
                .collect(),
        };
        LocalRights {
            ruleset: rules.version.clone(),
            items: rules.entitlements.iter().filter(|e| e.local).map(item).collect(),
            amounts: amounts(rules, today),
            past_review: rules.past_review(today),
        }
    };
    let all = local::list(&store, &rules, who.actor(), show).await?;
    Ok::<_, Fault>(web::Json(all))
}

/// What one person says of an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignOffRight {
    /// Of which item.
    item: String,
    /// Which post looks after it.
    #[schema(min_length = 1, max_length = 300)]
    owner: String,
    /// The document that says so, and its day.
    #[schema(min_length = 1, max_length = 300)]
    source: String,
    /// When somebody must look again.
    review_by: NaiveDate,
}

/// Says that an item of the council's own is so.
///
/// Young people read it as theirs when a second person has said the same: owner, document and day of review.
#[utoipa::path(operation_id = "sign_off_right", tag = "rights", security(("staff" = [])), request_body = SignOffRight,
    params(("sign_off" = Uuid, Path, description = "The id that the desk made (UUIDv7)")), responses((status = 204), Problems))]
#[put("/v1/staff/rights/local/{sign_off}")]
pub async fn sign_off_right(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    sign_off: web::Path<Uuid>,
    body: web::Json<SignOffRight>,
) -> Result<impl Responder, Fault> {
    let SignOffRight { item, owner, source, review_by } = body.into_inner();
    let say = Say { id: sign_off.into_inner().into(), item, owner, source, review_by };
    local::sign_off(&store, &rules, who.actor(), say).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}
