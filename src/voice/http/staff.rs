//! What a worker's desk calls: inbox, thread, replies.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, Responder, get, post, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::wire::{Ask, PageQuery, Sent, StaffThread};
use crate::access::Relation;
use crate::kernel::At;
use crate::kernel::text::Words;
use crate::kernel::words::Post;
use crate::store::{Fault, Store};
use crate::voice::Rules;
use crate::voice::actions::reply::Reply;
use crate::voice::actions::{case_note, inbox, open, read, reply as replies, seen};
use crate::voice::message::{AuthorKind, Language, Purpose};
use crate::voice::thread::Page;
use crate::wire::{Problems, StaffCaller};

/// A child's name in a list.
#[derive(Serialize, ToSchema)]
struct NamedChild {
    /// Who.
    id: Uuid,
    /// What they are called.
    known_as: Option<String>,
    /// The council's own id.
    reference: String,
}

/// For whom one covers.
#[derive(Serialize, ToSchema)]
struct CoversFor {
    /// Their name.
    name: String,
    /// The day on which they are back.
    back_on: NaiveDate,
}

/// One thread of an inbox.
#[derive(Serialize, ToSchema)]
struct InboxItem {
    /// The thread.
    thread: Uuid,
    /// Of which post.
    post: Post,
    /// Whose.
    child: NamedChild,
    /// Why it is in this inbox.
    relation: Relation,
    /// Whether nobody holds the post now.
    unheld: bool,
    /// For whom one covers.
    covers: Option<CoversFor>,
    /// What is open, or was answered last; without words.
    ask: Option<Ask>,
    /// When the last message was stored.
    #[schema(format = DateTime)]
    last_message_at: Option<String>,
    /// Who wrote it.
    last_from: Option<AuthorKind>,
    /// How many of the child's messages of the last 28 days this reader has not seen.
    unseen: i64,
    /// Whether only dates may be seen.
    dates_only: bool,
    /// Whether a note from the worker before waits.
    handover_waiting: bool,
}

/// An inbox.
#[derive(Serialize, ToSchema)]
struct Inbox {
    /// What is due first stands first.
    items: Vec<InboxItem>,
}

/// Lists the threads that wait for a member of staff.
///
/// What they hold, cover, review as IRO and manage, what is due first on top. Dates and names, no words.
#[utoipa::path(operation_id = "see_inbox", tag = "voice", security(("staff" = [])), responses((status = 200, body = Inbox), Problems))]
#[get("/v1/staff/inbox")]
pub async fn see_inbox(store: web::Data<Store>, who: StaffCaller) -> Result<impl Responder, Fault> {
    let all = inbox::see_inbox(&store, who.actor()).await?;
    let item = |i: inbox::InboxItem| InboxItem {
        thread: i.thread.uuid(),
        post: i.post,
        child: NamedChild { id: i.child.uuid(), known_as: i.known_as, reference: i.reference },
        relation: i.relation,
        unheld: i.unheld,
        covers: i.covers.map(|(name, back_on)| CoversFor { name, back_on }),
        ask: i.ask.map(Into::into),
        last_message_at: i.last_message_at.map(At::rfc3339),
        last_from: i.last_from,
        unseen: i.unseen,
        dates_only: i.dates_only,
        handover_waiting: i.handover_waiting,
    };
    Ok::<_, Fault>(web::Json(Inbox { items: all.into_iter().map(item).collect() }))
}

/// Reads a child's thread as a member of staff.
///
/// As much of it as the reader's relation allows; the look is in the audit before the answer, and the child sees it.
#[utoipa::path(operation_id = "read_thread_as_staff", tag = "voice", security(("staff" = [])),
    params(("thread" = Uuid, Path, description = "The thread"), PageQuery), responses((status = 200, body = StaffThread), Problems))]
#[get("/v1/staff/threads/{thread}")]
pub async fn read_thread(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    thread: web::Path<Uuid>,
    page: web::Query<PageQuery>,
) -> Result<impl Responder, Fault> {
    let page = Page::new(page.before_seq, page.limit);
    let view = read::read_thread_as_staff(&store, &rules, who.actor(), thread.into_inner().into(), page).await?;
    Ok::<_, Fault>(web::Json(StaffThread::of(view, who.staff)))
}

/// Up to where.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MarkSeen {
    /// The place of the last message that was on the screen.
    up_to_seq: i64,
}

/// Notes that a member of staff has seen a child's messages.
///
/// The child is told who has seen them. Whether the child has read an answer is never noted.
#[utoipa::path(operation_id = "mark_seen", tag = "voice", security(("staff" = [])), request_body = MarkSeen,
    params(("thread" = Uuid, Path, description = "The thread")), responses((status = 204), Problems))]
#[post("/v1/staff/threads/{thread}/seen")]
pub async fn mark_seen(
    store: web::Data<Store>,
    who: StaffCaller,
    thread: web::Path<Uuid>,
    body: web::Json<MarkSeen>,
) -> Result<impl Responder, Fault> {
    seen::mark_seen(&store, who.actor(), thread.into_inner().into(), body.up_to_seq).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// Words of a worker.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WriteReply {
    /// The words.
    #[schema(min_length = 1, max_length = 10000)]
    text: String,
    /// To which message they reply.
    in_reply_to: Option<Uuid>,
    /// `message`, `quick_reply`, `hello` or `goodbye`.
    purpose: Purpose,
    /// In which language.
    language: Option<String>,
}

/// Writes to a child.
///
/// A message meets a chat and good news; a decision and a worry are marked as answered. A quick reply, a hello and a
/// goodbye meet nothing. The same id with the same content answers the same.
#[utoipa::path(operation_id = "reply", tag = "voice", security(("staff" = [])), request_body = WriteReply,
    params(("thread" = Uuid, Path, description = "The thread"), ("message" = Uuid, Path, description = "The id that the desk made (UUIDv7)")),
    responses((status = 201, body = Sent, description = "Stored now"), (status = 200, body = Sent, description = "Stored before"), Problems))]
#[put("/v1/staff/threads/{thread}/messages/{message}")]
pub async fn reply(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<WriteReply>,
) -> Result<impl Responder, Fault> {
    let (thread, message) = path.into_inner();
    let body = body.into_inner();
    let words = Reply {
        thread: thread.into(),
        id: message.into(),
        words: Words::parse(body.text, "text")?,
        in_reply_to: body.in_reply_to.map(Into::into),
        purpose: body.purpose,
        language: body.language.map(Language::parse).transpose()?,
    };
    let sent = replies::reply(&store, &rules, who.actor(), words).await?;
    let status = if sent.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok::<_, Fault>((web::Json(Sent::of(sent, Some(who.staff))), status))
}

/// A thread.
#[derive(Serialize, ToSchema)]
struct OpenedThread {
    /// Its id.
    thread: Uuid,
}

/// Opens a child's thread, to write first.
///
/// Answers the one that is there already where there is one.
#[utoipa::path(operation_id = "open_thread", tag = "voice", security(("staff" = [])),
    params(("child" = Uuid, Path, description = "The child"), ("post" = Post, Path, description = "The post")),
    responses((status = 200, body = OpenedThread), Problems))]
#[put("/v1/staff/children/{child}/posts/{post}/thread")]
pub async fn open_thread(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    path: web::Path<(Uuid, Post)>,
) -> Result<impl Responder, Fault> {
    let (child, post) = path.into_inner();
    let thread = open::open_thread(&store, &rules, who.actor(), child.into(), post).await?;
    Ok::<_, Fault>(web::Json(OpenedThread { thread: thread.uuid() }))
}

/// Which messages.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Places {
    /// From this place on.
    from_seq: Option<i64>,
    /// Up to and with this place.
    to_seq: Option<i64>,
}

/// Messages as plain text.
#[derive(Serialize, ToSchema)]
struct CaseNote {
    /// Date, author, the words as they were written.
    text: String,
}

/// Copies messages for the council's case system.
///
/// Date, author, the child's own words. At most the last 500 of the stretch; the copy is in the audit.
#[utoipa::path(operation_id = "copy_case_note", tag = "voice", security(("staff" = [])),
    params(("thread" = Uuid, Path, description = "The thread"), Places), responses((status = 200, body = CaseNote), Problems))]
#[get("/v1/staff/threads/{thread}/case-note")]
pub async fn copy_case_note(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    thread: web::Path<Uuid>,
    places: web::Query<Places>,
) -> Result<impl Responder, Fault> {
    let text = case_note::copy_case_note(
        &store,
        &rules,
        who.actor(),
        thread.into_inner().into(),
        places.from_seq,
        places.to_seq,
    )
    .await?;
    Ok::<_, Fault>(web::Json(CaseNote { text }))
}
