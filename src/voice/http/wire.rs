//! What this room takes and gives over HTTP. Domain types become these here and nowhere else.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::Relation;
use crate::kernel::At;
use crate::kernel::id::StaffId;
use crate::kernel::words::Post;
use crate::people::Person;
use crate::voice::actions::view::{AskView, HandoverView, ReaderView, ThreadView};
use crate::voice::actions::{self, view};
use crate::voice::message::{self, AuthorKind, Channel, Purpose, WhyHidden, WrittenWith};
use crate::voice::promise::{AskKind, AskState, ChildSays, ClosedHow};

/// An instant of the wire.
pub(super) fn at(instant: DateTime<Utc>) -> At {
    At::from(instant)
}

/// Which part of a thread.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Only messages before this place.
    pub before_seq: Option<i64>,
    /// At most so many: 1 to 100, 20 where nobody says.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

/// Who says it.
#[derive(Serialize, ToSchema)]
pub struct Author {
    /// The child, a member of staff, or Sayso itself.
    pub kind: AuthorKind,
    /// Which member of staff.
    pub staff: Option<Uuid>,
    /// Their name.
    pub name: Option<String>,
    /// Whether the reader wrote it.
    pub mine: bool,
}

/// Somebody of the council has seen it. Never said of the child.
#[derive(Serialize, ToSchema)]
pub struct Seen {
    /// Their name.
    pub name: String,
    /// When.
    #[schema(format = DateTime)]
    pub at: String,
}

/// A message.
#[derive(Serialize, ToSchema)]
pub struct Message {
    /// Its id.
    pub id: Uuid,
    /// In which thread.
    pub thread: Uuid,
    /// Its place in the thread.
    pub seq: i64,
    /// Who says it.
    pub author: Author,
    /// The name of whoever wrote it down, where it was said elsewhere.
    pub written_down_by: Option<String>,
    /// How it came in.
    pub channel: Channel,
    /// What kind of answer it asks for.
    pub kind: Option<AskKind>,
    /// What it is there for.
    pub purpose: Purpose,
    /// The words; null where the reader may not have them.
    pub text: Option<String>,
    /// Why they are not on the phone.
    pub hidden: Option<WhyHidden>,
    /// What it is about.
    pub topics: Vec<String>,
    /// To which message it replies.
    pub in_reply_to: Option<Uuid>,
    /// Who helped, whose phone, alone or not.
    pub written_with: Option<WrittenWith>,
    /// In which language.
    pub language: Option<String>,
    /// When it was said.
    #[schema(format = DateTime)]
    pub said_at: String,
    /// What the phone's clock said.
    #[schema(format = DateTime)]
    pub phone_at: Option<String>,
    /// When it was stored.
    #[schema(format = DateTime)]
    pub received_at: String,
    /// Whether a worker had confirmed the phone.
    pub device_confirmed: bool,
    /// Who has seen it.
    pub seen: Vec<Seen>,
}

impl Message {
    /// A message as `reader` gets it: a member of staff, or the child where it is none.
    pub(super) fn of(m: message::Message, reader: Option<StaffId>) -> Self {
        let from_staff = m.author.staff().is_some();
        let kind = if from_staff { AuthorKind::Staff } else { m.author.kind() };
        let mine = match m.author {
            message::Author::Child(_) => reader.is_none(),
            message::Author::Staff(s) => reader == Some(s),
            message::Author::System(_) => false,
        };
        Self {
            id: m.id.uuid(),
            thread: m.thread.uuid(),
            seq: m.seq,
            author: Author { kind, staff: m.author.staff().map(Into::into), name: m.author_name, mine },
            written_down_by: m.written_down_by,
            channel: m.channel,
            kind: m.kind,
            purpose: m.purpose,
            text: m.words.map(crate::kernel::text::Words::into_revealed),
            hidden: m.hidden,
            topics: m.topics,
            in_reply_to: m.in_reply_to.map(Into::into),
            written_with: m.written_with,
            language: m.language,
            said_at: m.said_at.rfc3339(),
            phone_at: m.phone_at.map(At::rfc3339),
            received_at: m.received_at.rfc3339(),
            device_confirmed: m.device_confirmed,
            seen: m.seen.into_iter().map(|s| Seen { name: s.name, at: s.at.rfc3339() }).collect(),
        }
    }
}

/// What is to be answered, by which day, and how it went.
#[derive(Serialize, ToSchema)]
pub struct Ask {
    /// Its id.
    pub id: Uuid,
    /// What kind of answer.
    pub kind: AskKind,
    /// When the child said it.
    #[schema(format = DateTime)]
    pub opened_at: String,
    /// The message that opened it.
    pub opened_by_message: Uuid,
    /// The first place in the thread that belongs to it.
    pub first_seq: i64,
    /// By which day the child should hear back.
    pub answer_by: NaiveDate,
    /// By which day at first.
    pub first_answer_by: NaiveDate,
    /// How it stands today.
    pub state: AskState,
    /// The name of whoever has it since it was passed on.
    pub passed_on_to: Option<String>,
    /// When it was answered.
    #[schema(format = DateTime)]
    pub closed_at: Option<String>,
    /// How.
    pub closed_how: Option<ClosedHow>,
    /// What came of it.
    pub outcome: Option<String>,
    /// Who decides.
    pub decided_by: Option<String>,
    /// By which day.
    pub decision_on: Option<NaiveDate>,
    /// What the child says of the answer.
    pub child_says: Option<ChildSays>,
}

impl From<AskView> for Ask {
    fn from(view: AskView) -> Self {
        let a = view.ask;
        Self {
            id: a.id.uuid(),
            kind: a.kind,
            opened_at: a.opened_at.rfc3339(),
            opened_by_message: a.opened_by_message.uuid(),
            first_seq: a.first_seq,
            answer_by: a.answer_by,
            first_answer_by: a.first_answer_by,
            state: view.state,
            passed_on_to: view.passed_on_to,
            closed_at: a.closed_at.map(At::rfc3339),
            closed_how: a.closed_how,
            outcome: a.outcome.map(crate::kernel::text::Words::into_revealed),
            decided_by: a.decided_by,
            decision_on: a.decision_on,
            child_says: a.child_says,
        }
    }
}

/// When somebody reads.
#[derive(Serialize, ToSchema)]
pub struct Reads {
    /// Whether somebody reads now.
    pub open_now: bool,
    /// From when.
    #[schema(format = DateTime)]
    pub next_from: String,
    /// Which team reads.
    pub team: String,
}

impl From<view::Reads> for Reads {
    fn from(r: view::Reads) -> Self {
        Self { open_now: r.open_now, next_from: r.next_from.rfc3339(), team: r.team }
    }
}

/// What a sent message answers with.
#[derive(Serialize, ToSchema)]
pub struct Sent {
    /// The message; without words on a phone that nobody has confirmed.
    pub message: Message,
    /// What is open in the thread, or was answered last.
    pub ask: Option<Ask>,
    /// When somebody reads it.
    pub reads: Reads,
}

impl Sent {
    /// The answer, and whether the message is new.
    pub(super) fn of(sent: view::Sent, reader: Option<StaffId>) -> Self {
        Self { message: Message::of(sent.message, reader), ask: sent.ask.map(Into::into), reads: sent.reads.into() }
    }
}

/// A part of a thread.
#[derive(Serialize, ToSchema)]
pub struct Thread {
    /// Its id.
    pub thread: Uuid,
    /// With which post.
    pub post: Post,
    /// Whose.
    pub child: Uuid,
    /// Messages, oldest first.
    pub messages: Vec<Message>,
    /// What is open, or was answered last.
    pub ask: Option<Ask>,
    /// The plan for now, in the worker's words.
    pub plan: Option<Message>,
    /// Ask for the messages before this place to see more.
    pub next_before_seq: Option<i64>,
    /// When somebody reads.
    pub reads: Reads,
}

impl From<ThreadView> for Thread {
    fn from(v: ThreadView) -> Self {
        Self {
            thread: v.thread.id.uuid(),
            post: v.thread.post,
            child: v.thread.child.uuid(),
            messages: v.messages.into_iter().map(|m| Message::of(m, None)).collect(),
            ask: v.ask.map(Into::into),
            plan: v.plan.map(|m| Message::of(m, None)),
            next_before_seq: v.next_before,
            reads: v.reads.into(),
        }
    }
}

/// Somebody who can read a thread.
#[derive(Serialize, ToSchema)]
pub struct Reader {
    /// Who.
    pub person: Person,
    /// Why: holds the post, covers, is the IRO, or manages and gets what is late.
    pub why: Relation,
}

impl From<ReaderView> for Reader {
    fn from(r: ReaderView) -> Self {
        Self { person: Person::from(&r.person), why: r.why }
    }
}

/// Who covers.
#[derive(Serialize, ToSchema)]
pub struct CoverNow {
    /// Who.
    pub person: Person,
    /// The day on which the holder is back.
    pub back_on: NaiveDate,
}

/// A note from the worker before.
#[derive(Serialize, ToSchema)]
pub struct Handover {
    /// What they wrote.
    pub text: String,
    /// Their name.
    pub written_by: String,
    /// When.
    #[schema(format = DateTime)]
    pub written_at: String,
}

impl From<HandoverView> for Handover {
    fn from(h: HandoverView) -> Self {
        Self { text: h.words.into_revealed(), written_by: h.by_name, written_at: h.at.rfc3339() }
    }
}

/// A part of a thread as a member of staff reads it.
#[derive(Serialize, ToSchema)]
pub struct StaffThread {
    /// Its id.
    pub thread: Uuid,
    /// Of which post.
    pub post: Post,
    /// Whose.
    pub child: Uuid,
    /// Messages, oldest first; without words where only dates may be seen.
    pub messages: Vec<Message>,
    /// What is open, or was answered last.
    pub ask: Option<Ask>,
    /// The plan for now.
    pub plan: Option<Message>,
    /// Ask for the messages before this place to see more.
    pub next_before_seq: Option<i64>,
    /// When somebody reads.
    pub reads: Reads,
    /// By which relation it may be read.
    pub relation: Relation,
    /// Everybody who can read it.
    pub readers: Vec<Reader>,
    /// The first place whose words may be read.
    pub visible_from_seq: i64,
    /// Whether only dates may be seen.
    pub dates_only: bool,
    /// The note from the worker before.
    pub handover: Option<Handover>,
}

impl StaffThread {
    /// The thread as `reader` gets it.
    pub(super) fn of(s: actions::read::StaffThread, reader: StaffId) -> Self {
        let v = s.view;
        Self {
            thread: v.thread.id.uuid(),
            post: v.thread.post,
            child: v.thread.child.uuid(),
            messages: v.messages.into_iter().map(|m| Message::of(m, Some(reader))).collect(),
            ask: v.ask.map(Into::into),
            plan: v.plan.map(|m| Message::of(m, Some(reader))),
            next_before_seq: v.next_before,
            reads: v.reads.into(),
            relation: s.relation,
            readers: s.readers.into_iter().map(Into::into).collect(),
            visible_from_seq: s.visible_from,
            dates_only: s.dates_only,
            handover: s.handover.map(Into::into),
        }
    }
}

/// What a message is about.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTopics {
    /// Ids of topics: all that the caller's side says of it. At most five.
    pub topics: Vec<String>,
}
