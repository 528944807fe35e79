//! What a worker's desk calls: answers, what was said elsewhere, topics, the plan, the note for the next worker.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, Responder, post, put, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::wire::{Ask, Sent, SetTopics, at};
use crate::kernel::text::Words;
use crate::store::{Fault, Store};
use crate::voice::Rules;
use crate::voice::actions::answered::Answered;
use crate::voice::actions::write_down::WriteDown;
use crate::voice::actions::{answered, handover, plan, topics, write_down as written, wrong_child};
use crate::voice::message::Channel;
use crate::voice::promise::{AskKind, ClosedHow};
use crate::wire::{Problems, StaffCaller};

/// What came of what was asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MarkAnswered {
    /// The id of the message that tells the child, made by the desk.
    message: Uuid,
    /// How.
    how: ClosedHow,
    /// What was said or decided, as the child reads it.
    #[schema(min_length = 1, max_length = 10000)]
    said: String,
    /// Who decides, where it is still to come.
    decided_by: Option<String>,
    /// By which day.
    decision_on: Option<NaiveDate>,
    /// When the call or the visit was.
    happened_at: Option<DateTime<Utc>>,
}

/// Marks what a child asked as answered.
///
/// With what was said, what was decided, or who decides and when. After a call or a visit the child is asked whether it is
/// right.
#[utoipa::path(operation_id = "mark_answered", tag = "voice", security(("staff" = [])), request_body = MarkAnswered,
    params(("thread" = Uuid, Path, description = "The thread"), ("ask" = Uuid, Path, description = "What was asked")),
    responses((status = 200, body = Ask), Problems))]
#[post("/v1/staff/threads/{thread}/asks/{ask}/answered")]
pub async fn mark_answered(
    store: web::Data<Store>,
    who: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<MarkAnswered>,
) -> Result<impl Responder, Fault> {
    let (thread, ask) = path.into_inner();
    let body = body.into_inner();
    let outcome = Answered {
        thread: thread.into(),
        ask: ask.into(),
        message: body.message.into(),
        how: body.how,
        said: Words::parse(body.said, "said")?,
        decided_by: body.decided_by,
        decision_on: body.decision_on,
        happened_at: body.happened_at.map(at),
    };
    let view = answered::mark_answered(&store, who.actor(), outcome).await?;
    Ok::<_, Fault>(web::Json(Ask::from(view)))
}

crate::words! {
    /// Who said what is written down.
    enum SaidBy {
        /// The child.
        Child = "child",
        /// The worker.
        Staff = "staff",
    }
}

/// Words that were said elsewhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WrittenDown {
    /// The words.
    #[schema(min_length = 1, max_length = 10000)]
    text: String,
    /// `text`, `call`, `visit` or `letter`.
    channel: Channel,
    /// Who said them.
    said_by: SaidBy,
    /// When: the clock counts from then. At most 90 days ago.
    said_at: DateTime<Utc>,
    /// What kind of answer the child asks for.
    kind: Option<AskKind>,
}

/// Writes down what was said in a text, a call, a visit or a letter.
///
/// The child sees who wrote it down. The same id with the same content answers the same.
#[utoipa::path(operation_id = "write_down", tag = "voice", security(("staff" = [])), request_body = WrittenDown,
    params(("thread" = Uuid, Path, description = "The thread"), ("message" = Uuid, Path, description = "The id that the desk made (UUIDv7)")),
    responses((status = 201, body = Sent, description = "Stored now"), (status = 200, body = Sent, description = "Stored before"), Problems))]
#[put("/v1/staff/threads/{thread}/written-down/{message}")]
pub async fn write_down(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<WrittenDown>,
) -> Result<impl Responder, Fault> {
    let (thread, message) = path.into_inner();
    let body = body.into_inner();
    let said = WriteDown {
        thread: thread.into(),
        id: message.into(),
        words: Words::parse(body.text, "text")?,
        channel: body.channel,
        by_child: body.said_by == SaidBy::Child,
        said_at: at(body.said_at),
        kind: body.kind,
    };
    let sent = written::write_down(&store, &rules, who.actor(), said).await?;
    let status = if sent.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok::<_, Fault>((web::Json(Sent::of(sent, Some(who.staff))), status))
}

/// Says what a child's message is about.
///
/// What is open may become stronger and earlier by it, never weaker or later. Words about the worker of the thread become a
/// task of that team's managers.
#[utoipa::path(operation_id = "set_topics_as_staff", tag = "voice", security(("staff" = [])), request_body = SetTopics,
    params(("thread" = Uuid, Path, description = "The thread"), ("message" = Uuid, Path, description = "The message")),
    responses((status = 204), Problems))]
#[put("/v1/staff/threads/{thread}/messages/{message}/topics")]
pub async fn set_topics(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<SetTopics>,
) -> Result<impl Responder, Fault> {
    let (thread, message) = path.into_inner();
    topics::set_topics(&store, &rules, who.actor(), thread.into(), message.into(), body.into_inner().topics).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// Seals a message that went to the wrong child.
///
/// It goes from that phone at once; the child reads that it was not meant for them, and the managers are given a task. What
/// it had answered is open again.
#[utoipa::path(operation_id = "seal_wrong_child", tag = "voice", security(("staff" = [])),
    params(("thread" = Uuid, Path, description = "The thread"), ("message" = Uuid, Path, description = "The message")),
    responses((status = 204), Problems))]
#[post("/v1/staff/threads/{thread}/messages/{message}/wrong-child")]
pub async fn seal_wrong_child(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<impl Responder, Fault> {
    let (thread, message) = path.into_inner();
    wrong_child::seal_wrong_child(&store, &rules, who.actor(), thread.into(), message.into()).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// Which message is the plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PinPlan {
    /// One of the worker's messages; null takes the pinned one down.
    message: Option<Uuid>,
}

/// Pins the plan for now, in the worker's words.
///
/// One message at a time stands on top of the thread.
#[utoipa::path(operation_id = "pin_plan", tag = "voice", security(("staff" = [])), request_body = PinPlan,
    params(("thread" = Uuid, Path, description = "The thread")), responses((status = 204), Problems))]
#[put("/v1/staff/threads/{thread}/plan")]
pub async fn pin_plan(
    store: web::Data<Store>,
    who: StaffCaller,
    thread: web::Path<Uuid>,
    body: web::Json<PinPlan>,
) -> Result<impl Responder, Fault> {
    plan::pin_plan(&store, who.actor(), thread.into_inner().into(), body.message.map(Into::into)).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// A note for the next worker.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandOver {
    /// What they should know.
    #[schema(min_length = 1, max_length = 10000)]
    text: String,
}

/// Writes a note for the next worker.
///
/// Whoever holds the post next reads it until they have written to the child; the child does not read it here.
#[utoipa::path(operation_id = "hand_over", tag = "voice", security(("staff" = [])), request_body = HandOver,
    params(("thread" = Uuid, Path, description = "The thread")), responses((status = 204), Problems))]
#[put("/v1/staff/threads/{thread}/handover")]
pub async fn hand_over(
    store: web::Data<Store>,
    who: StaffCaller,
    thread: web::Path<Uuid>,
    body: web::Json<HandOver>,
) -> Result<impl Responder, Fault> {
    let words = Words::parse(body.into_inner().text, "text")?;
    handover::hand_over(&store, who.actor(), thread.into_inner().into(), words).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}
