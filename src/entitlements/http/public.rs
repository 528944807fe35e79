//! What needs no sign-in.

use actix_web::{Responder, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::entitlements::rules::Rules;
use crate::store::{Fault, Store};
use crate::wire::Problems;

/// Something that young people in care, or who were, can have.
#[derive(Serialize, ToSchema)]
struct PublicRight {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// What it is.
    words: String,
    /// On what it depends.
    depends_on: Option<String>,
    /// How to ask for it.
    say: String,
    /// The law.
    law: Vec<String>,
    /// From which birthday.
    from_age: i32,
    /// Up to which birthday.
    until_age: Option<i32>,
    /// It rests on this council's own rule.
    is_local: bool,
    /// It only matters if something happens.
    is_if_ever: bool,
    /// It is law and has started.
    is_in_force: bool,
}

/// All of them.
#[derive(Serialize, ToSchema)]
struct PublicRights {
    /// The version of the rules.
    ruleset: String,
    /// In the order of the rules.
    items: Vec<PublicRight>,
}

/// Lists what young people in care, or who were, can have.
///
/// The texts alone, the same for everybody: whose they are is worked out after signing in.
#[utoipa::path(operation_id = "list_rights", tag = "rights", security(()), responses((status = 200, body = PublicRights), Problems))]
#[get("/v1/rights")]
pub async fn list_rights(store: web::Data<Store>, rules: web::Data<Rules>) -> Result<impl Responder, Fault> {
    let today = crate::kernel::calendar::london_day(store.clock().now());
    let items = rules.entitlements.iter().map(|e| PublicRight {
        id: e.id.clone(),
        title: e.title.clone(),
        words: e.words.clone(),
        depends_on: e.if_words.clone(),
        say: e.say.clone(),
        law: rules.provisions_of(e).map(|p| p.cite.clone()).collect(),
        from_age: e.from_age(),
        until_age: e.until_age(),
        is_local: e.local,
        is_if_ever: e.is_if_ever(),
        is_in_force: rules.provisions_of(e).all(|p| p.practice || p.is_in_force(today)),
    });
    Ok::<_, Fault>(web::Json(PublicRights { ruleset: rules.version.clone(), items: items.collect() }))
}
