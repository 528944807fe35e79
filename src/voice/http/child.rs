//! What a child's phone calls.

use actix_web::http::StatusCode;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, Responder, get, post, put, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::wire::{Ask, CoverNow, PageQuery, Reader, Reads, Sent, SetTopics, Thread, at};
use crate::kernel::text::Words;
use crate::kernel::words::{Post, Role};
use crate::kernel::{At, Refusal};
use crate::people::Person;
use crate::store::{Fault, Store};
use crate::voice::Rules;
use crate::voice::actions::send::SendMessage as Send;
use crate::voice::actions::{copy, hide, looked, posts, read, right, send, topics};
use crate::voice::message::{Channel, Language, WrittenWith};
use crate::voice::promise::AskKind;
use crate::voice::thread::Page;
use crate::wire::{ChildCaller, Problems};

/// A post and its thread.
#[derive(Serialize, ToSchema)]
struct PostThread {
    /// The post.
    post: Post,
    /// Its thread.
    thread: Uuid,
    /// When somebody reads.
    reads: Reads,
}

/// Posts and their threads.
#[derive(Serialize, ToSchema)]
struct PostThreads {
    /// One of each post.
    items: Vec<PostThread>,
}

/// Lists the posts that a child can write to.
///
/// No names, so that a phone that nobody has confirmed can send too, and can say before sending when somebody reads.
#[utoipa::path(operation_id = "list_posts", tag = "voice", security(("child" = [])), responses((status = 200, body = PostThreads), Problems))]
#[get("/v1/child/posts")]
pub async fn list_posts(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
) -> Result<impl Responder, Fault> {
    let all = posts::list_posts(&store, &rules, who.actor()).await?;
    let item = |(post, thread, reads): posts::OpenPost| PostThread { post, thread: thread.uuid(), reads: reads.into() };
    let items = all.into_iter().map(item).collect();
    Ok::<_, Fault>(web::Json(PostThreads { items }))
}

/// A post with its people.
#[derive(Serialize, ToSchema)]
struct PersonInPost {
    /// The post.
    post: Post,
    /// Its thread.
    thread: Uuid,
    /// Who holds it.
    holder: Option<Person>,
    /// Who covers.
    cover: Option<CoverNow>,
    /// Everybody who can read the thread.
    readers: Vec<Reader>,
    /// When somebody reads.
    reads: Reads,
    /// What is open, or was answered last.
    ask: Option<Ask>,
    /// When the last message was stored.
    #[schema(format = DateTime)]
    last_message_at: Option<String>,
}

/// A child's people.
#[derive(Serialize, ToSchema)]
struct People {
    /// One of each post.
    items: Vec<PersonInPost>,
    /// Whether messages are stopped until a person acts.
    messages_stopped: bool,
}

/// Lists a child's people.
///
/// Who holds each post, who covers, everybody who can read, and when somebody next reads.
#[utoipa::path(operation_id = "list_people", tag = "voice", security(("child" = [])), responses((status = 200, body = People), Problems))]
#[get("/v1/child/people")]
pub async fn list_people(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
) -> Result<impl Responder, Fault> {
    let all = posts::list_people(&store, &rules, who.actor()).await?;
    let item = |p: posts::PostView| PersonInPost {
        post: p.thread.post,
        thread: p.thread.id.uuid(),
        holder: p.holder.as_ref().map(Person::from),
        cover: p.cover.map(|c| CoverNow { person: Person::from(&c.person), back_on: c.back_on }),
        readers: p.readers.into_iter().map(Into::into).collect(),
        reads: p.reads.into(),
        ask: p.ask.map(Into::into),
        last_message_at: p.last_message_at.map(At::rfc3339),
    };
    let items = all.items.into_iter().map(item).collect();
    Ok::<_, Fault>(web::Json(People { items, messages_stopped: all.messages_stopped }))
}

/// Reads a child's own thread.
///
/// Leaves no trace in the audit: it is the child's own.
#[utoipa::path(operation_id = "read_thread", tag = "voice", security(("child" = [])),
    params(("thread" = Uuid, Path, description = "The thread"), PageQuery), responses((status = 200, body = Thread), Problems))]
#[get("/v1/threads/{thread}")]
pub async fn read_thread(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
    thread: web::Path<Uuid>,
    page: web::Query<PageQuery>,
) -> Result<impl Responder, Fault> {
    let page = Page::new(page.before_seq, page.limit);
    let view = read::read_thread(&store, &rules, who.actor(), thread.into_inner().into(), page).await?;
    Ok::<_, Fault>(web::Json(Thread::from(view)))
}

/// Words that a child sends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SendMessage {
    /// The words, exactly as they were written.
    #[schema(min_length = 1, max_length = 10000)]
    text: String,
    /// What kind of answer is asked for.
    kind: Option<AskKind>,
    /// What it is about.
    #[serde(default)]
    topics: Vec<String>,
    /// To which message it replies.
    in_reply_to: Option<Uuid>,
    /// Always `app`: what was said elsewhere is written down by a worker.
    #[serde(default = "app")]
    #[schema(default = "app")]
    channel: Channel,
    /// Who helped, whose phone, alone or not.
    written_with: Option<WrittenWith>,
    /// In which language.
    language: Option<String>,
    /// What the phone's clock said when it was written.
    phone_at: Option<DateTime<Utc>>,
}

const fn app() -> Channel {
    Channel::App
}

/// Sends words to whoever holds a post.
///
/// The phone makes the id. The same id with the same content answers the same; with other content it is refused. The
/// message is stored before the answer. A phone that nobody has confirmed gets no words and no names back.
#[utoipa::path(operation_id = "send_message", tag = "voice", security(("child" = [])), request_body = SendMessage,
    params(("thread" = Uuid, Path, description = "The thread"), ("message" = Uuid, Path, description = "The id that the phone made (UUIDv7)")),
    responses((status = 201, body = Sent, description = "Stored now"), (status = 200, body = Sent, description = "Stored before"), Problems))]
#[put("/v1/threads/{thread}/messages/{message}")]
pub async fn send_message(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<SendMessage>,
) -> Result<impl Responder, Fault> {
    let (thread, message) = path.into_inner();
    let body = body.into_inner();
    if body.channel != Channel::App {
        return Err(Refusal::invalid("channel_not_here", "channel", "What is written here came in by app.").into());
    }
    let words = Send {
        thread: thread.into(),
        id: message.into(),
        words: Words::parse(body.text, "text")?,
        kind: body.kind,
        topics: body.topics,
        in_reply_to: body.in_reply_to.map(Into::into),
        written_with: body.written_with,
        language: body.language.map(Language::parse).transpose()?,
        phone_at: body.phone_at.map(at),
    };
    let sent = send::send_message(&store, &rules, who.actor(), words).await?;
    let status = if sent.is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok::<_, Fault>((web::Json(Sent::of(sent, None)), status))
}

/// Says what a message is about, after writing.
///
/// What is open may become stronger and earlier by it, never weaker or later.
#[utoipa::path(operation_id = "set_topics", tag = "voice", security(("child" = [])), request_body = SetTopics,
    params(("thread" = Uuid, Path, description = "The thread"), ("message" = Uuid, Path, description = "The message")),
    responses((status = 204), Problems))]
#[put("/v1/threads/{thread}/messages/{message}/topics")]
pub async fn set_topics(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<SetTopics>,
) -> Result<impl Responder, Fault> {
    let (thread, message) = path.into_inner();
    topics::set_topics(&store, &rules, who.actor(), thread.into(), message.into(), body.into_inner().topics).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// Hides a message from the child's phones.
///
/// It stays in the file, and nobody of the council is told.
#[utoipa::path(operation_id = "hide_message", tag = "voice", security(("child" = [])),
    params(("thread" = Uuid, Path, description = "The thread"), ("message" = Uuid, Path, description = "The message")),
    responses((status = 204), Problems))]
#[post("/v1/threads/{thread}/messages/{message}/hide")]
pub async fn hide_message(
    store: web::Data<Store>,
    who: ChildCaller,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<impl Responder, Fault> {
    let (thread, message) = path.into_inner();
    hide::hide_message(&store, who.actor(), thread.into(), message.into()).await?;
    Ok::<_, Fault>(HttpResponse::NoContent())
}

/// Whether an answer is right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SayIfRight {
    /// Yes; or no, I still need an answer.
    right: bool,
}

/// Says whether what a worker wrote down is right.
///
/// No opens it again, on the old day.
#[utoipa::path(operation_id = "say_if_right", tag = "voice", security(("child" = [])), request_body = SayIfRight,
    params(("thread" = Uuid, Path, description = "The thread"), ("ask" = Uuid, Path, description = "What was asked")),
    responses((status = 200, body = Ask), Problems))]
#[post("/v1/threads/{thread}/asks/{ask}/right")]
pub async fn say_if_right(
    store: web::Data<Store>,
    who: ChildCaller,
    path: web::Path<(Uuid, Uuid)>,
    body: web::Json<SayIfRight>,
) -> Result<impl Responder, Fault> {
    let (thread, ask) = path.into_inner();
    let view = right::say_if_right(&store, who.actor(), thread.into(), ask.into(), body.right).await?;
    Ok::<_, Fault>(web::Json(Ask::from(view)))
}

/// Before which instant.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Before {
    /// Only what was before this instant.
    before: Option<DateTime<Utc>>,
}

/// Somebody of the council looked at the record, or did something to it.
#[derive(Serialize, ToSchema)]
struct LookItem {
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Their name.
    name: String,
    /// Employed as what.
    role: Option<Role>,
    /// What they did, in plain words.
    what: String,
}

/// Who has looked.
#[derive(Serialize, ToSchema)]
struct Looks {
    /// The newest first.
    items: Vec<LookItem>,
    /// Ask for what was before this instant to see more.
    #[schema(format = DateTime)]
    next_before: Option<String>,
}

/// Lists who has looked at the child's record.
///
/// Name, role, when, and what they did in plain words, from the audit. Fifty at a time.
#[utoipa::path(operation_id = "who_looked", tag = "voice", security(("child" = [])), params(Before),
    responses((status = 200, body = Looks), Problems))]
#[get("/v1/child/who-looked")]
pub async fn who_looked(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
    query: web::Query<Before>,
) -> Result<impl Responder, Fault> {
    let (all, next) = looked::who_looked(&store, &rules, who.actor(), query.before.map(at)).await?;
    let item = |l: looked::Look| LookItem { at: l.at.rfc3339(), name: l.name, role: l.role, what: l.what };
    Ok::<_, Fault>(web::Json(Looks { items: all.into_iter().map(item).collect(), next_before: next.map(At::rfc3339) }))
}

/// Gives a child a copy of their own messages.
///
/// Plain text, to keep. What they hid from their phone is not in it.
#[utoipa::path(operation_id = "copy_own", tag = "voice", security(("child" = [])),
    responses((status = 200, body = String, content_type = "text/plain"), Problems))]
#[get("/v1/child/copy")]
pub async fn copy_own(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
) -> Result<impl Responder, Fault> {
    let text = copy::copy_own(&store, &rules, who.actor()).await?;
    let name = DispositionParam::Filename("my-messages.txt".to_owned());
    let kept = ContentDisposition { disposition: DispositionType::Attachment, parameters: vec![name] };
    Ok::<_, Fault>(HttpResponse::Ok().content_type("text/plain; charset=utf-8").insert_header(kept).body(text))
}
