//! What needs no sign-in.

use actix_web::{Responder, get, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::store::{Fault, Store};
use crate::voice::Rules;
use crate::voice::promise::AskKind;
use crate::voice::topic::Level;
use crate::wire::Problems;

/// What a message can be about.
#[derive(Serialize, ToSchema)]
struct TopicItem {
    /// Its id.
    id: String,
    /// Its words.
    words: String,
    /// What kind of answer it asks for.
    kind: AskKind,
    /// Whether it never goes into the thread of the worker whom it is about.
    not_to_holder: bool,
}

/// A quick reply for workers.
#[derive(Serialize, ToSchema)]
struct QuickReplyItem {
    /// Its id: the same in both reading levels.
    id: String,
    /// For whom.
    level: Level,
    /// Its words.
    words: String,
}

/// By when a child should hear back.
#[derive(Serialize, ToSchema)]
struct KindItem {
    /// What kind of answer.
    kind: AskKind,
    /// In how many working days, today.
    working_days: u32,
}

/// Topics, quick replies and targets.
#[derive(Serialize, ToSchema)]
struct Topics {
    /// What a message can be about.
    topics: Vec<TopicItem>,
    /// Quick replies for workers.
    quick_replies: Vec<QuickReplyItem>,
    /// By when a child should hear back.
    kinds: Vec<KindItem>,
}

/// Lists what a message can be about.
///
/// Topics, quick replies in two reading levels, and in how many working days a child should hear back. The council's own
/// rules; the same for everybody.
#[utoipa::path(operation_id = "list_topics", tag = "voice", security(()), responses((status = 200, body = Topics), Problems))]
#[get("/v1/topics")]
pub async fn list_topics(store: web::Data<Store>, rules: web::Data<Rules>) -> Result<impl Responder, Fault> {
    let today = crate::kernel::calendar::london_day(store.clock().now());
    let topic = |t: &crate::voice::topic::Topic| TopicItem {
        id: t.id.clone(),
        words: t.words.clone(),
        kind: t.kind,
        not_to_holder: t.not_to_holder,
    };
    let reply = |r: &crate::voice::topic::QuickReply| QuickReplyItem {
        id: r.id.clone(),
        level: r.level,
        words: r.words.clone(),
    };
    Ok::<_, Fault>(web::Json(Topics {
        topics: rules.topics().iter().map(topic).collect(),
        quick_replies: rules.quick_replies().iter().map(reply).collect(),
        kinds: rules.kinds(today).into_iter().map(|(kind, working_days)| KindItem { kind, working_days }).collect(),
    }))
}
