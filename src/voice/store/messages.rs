//! Messages: stored once, sealed, never changed.

use diesel::prelude::*;

use super::{marks, place};
use crate::access::{Permit, Relation};
use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::{ChildId, MessageId, StaffId, ThreadId};
use crate::store::schema::{messages, staff};
use crate::store::vault::ChildKey;
use crate::store::{Answer, Fault, Rx, Tx};
use crate::voice::message::{Author, AuthorKind, Channel, Message, NewMessage, Purpose, WhyHidden, WrittenWith};
use crate::voice::promise::AskKind;
use crate::voice::thread::Sight;

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct MessageRow {
    id: MessageId,
    seq: i64,
    author_kind: AuthorKind,
    author_id: Option<StaffId>,
    channel: Channel,
    kind: Option<AskKind>,
    purpose: Purpose,
    in_reply_to: Option<MessageId>,
    written_with: Option<String>,
    language: Option<String>,
    body: Vec<u8>,
    device_confirmed: bool,
    said_at: At,
    phone_at: Option<At>,
    received_at: At,
}

type Joined = (MessageRow, Option<String>, Option<String>);

diesel::alias!(staff as writers: Writers);

/// What a message is, without its words: to decide with.
#[derive(Debug, Clone, Copy)]
pub(in crate::voice) struct Mark {
    pub id: MessageId,
    pub seq: i64,
    pub author: Author,
    pub written_down_by: Option<StaffId>,
    pub purpose: Purpose,
    pub received_at: At,
    pub said_at: At,
}

type MarkRow = (MessageId, i64, AuthorKind, Option<StaffId>, Option<StaffId>, Purpose, At, At);

fn mark((id, seq, kind, author, written_down_by, purpose, received_at, said_at): MarkRow) -> Mark {
    Mark { id, seq, author: author_of(kind, author), written_down_by, purpose, received_at, said_at }
}

fn author_of(kind: AuthorKind, staff: Option<StaffId>) -> Author {
    match (kind, staff) {
        (AuthorKind::Child, _) => Author::Child(None),
        (AuthorKind::Staff, Some(staff)) => Author::Staff(staff),
        (AuthorKind::Staff | AuthorKind::System, staff) => Author::System(staff),
    }
}

/// Whether an id has been used: for the question that comes first.
pub(in crate::voice) enum Known {
    /// No.
    New,
    /// By this very message, at this place.
    Same(i64),
    /// By another message of this child.
    Differs,
}

/// Asks whether a message was stored already. One of another child reads as not there.
pub(in crate::voice) fn known(rx: &mut Rx<'_>, permit: &Permit, message: &NewMessage) -> Answer<Known> {
    let (child, thread) = place(permit)?;
    let of = messages::table.find(message.id).select((
        messages::thread_id,
        messages::child_id,
        messages::seq,
        messages::fingerprint,
    ));
    let found: Option<(ThreadId, ChildId, i64, Vec<u8>)> =
        crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?;
    match found {
        None => Ok(Known::New),
        Some((_, whose, ..)) if whose != child => Err(Fault::NotFound),
        Some((there, _, seq, print)) if there == thread && print == fingerprint(rx, permit, message)? => {
            Ok(Known::Same(seq))
        }
        Some(_) => Ok(Known::Differs),
    }
}

/// A keyed hash of what makes a message the same: it gives nothing away of the words to whoever has the database.
fn fingerprint(rx: &Rx<'_>, permit: &Permit, message: &NewMessage) -> Answer<Vec<u8>> {
    let (child, thread) = place(permit)?;
    let canonical = message.canonical(thread);
    let mut parts: Vec<&[u8]> = vec![child.bytes().as_slice(), message.id.bytes().as_slice()];
    parts.extend(canonical.iter().map(Vec::as_slice));
    Ok(rx.vault().mac("message", &parts).to_vec())
}

/// Stores a message at its place in the permit's thread, its words sealed for this child and this row.
pub(in crate::voice) fn insert(
    tx: &mut Tx<'_>,
    permit: &Permit,
    key: &ChildKey,
    message: &NewMessage,
    seq: i64,
) -> Answer<()> {
    match insert_new(tx, permit, key, message, seq)? {
        Known::New => Ok(()),
        Known::Same(_) | Known::Differs => Err(Fault::broken("a message was stored twice")),
    }
}

/// Stores a message as [`insert`] does, unless its id has been used: one statement where asking first takes two. Whoever
/// refuses after it has everything undone with the transaction.
pub(in crate::voice) fn insert_new(
    tx: &mut Tx<'_>,
    permit: &Permit,
    key: &ChildKey,
    message: &NewMessage,
    seq: i64,
) -> Answer<Known> {
    let (child, thread) = place(permit)?;
    let body = key.seal(message.id.of(), &message.words)?;
    let print = fingerprint(tx, permit, message)?;
    let account = match message.author {
        Author::Child(account) => account,
        _ => None,
    };
    let row = (
        messages::id.eq(message.id),
        messages::thread_id.eq(thread),
        messages::child_id.eq(child),
        messages::seq.eq(seq),
        messages::author_kind.eq(message.author.kind()),
        messages::author_id.eq(message.author.staff()),
        messages::account_id.eq(account),
        messages::written_down_by.eq(message.written_down_by),
        messages::channel.eq(message.channel),
        messages::kind.eq(message.kind),
        messages::purpose.eq(message.purpose),
        messages::in_reply_to.eq(message.in_reply_to),
        messages::written_with.eq(message.written_with.map(|w| w.stored())),
        messages::language.eq(message.language.as_ref().map(|l| l.as_str().to_owned())),
        messages::body.eq(body),
        messages::fingerprint.eq(print),
        messages::device_confirmed.eq(message.device_confirmed),
        messages::said_at.eq(message.said_at),
        messages::phone_at.eq(message.phone_at),
        messages::received_at.eq(tx.now()),
    );
    let put = crate::each_db!(tx.db(), c => fixed!(diesel::insert_into(messages::table)
        .values(row)
        .on_conflict(messages::id)
        .do_nothing())
        .execute(c))?;
    if put > 0 { Ok(Known::New) } else { known(tx, permit, message) }
}

/// A message of the permit's thread, without its words.
pub(in crate::voice) fn get_mark(rx: &mut Rx<'_>, permit: &Permit, id: MessageId) -> Answer<Mark> {
    let (child, thread) = place(permit)?;
    let row: MarkRow = messages::table
        .find(id)
        .filter(messages::thread_id.eq(thread))
        .filter(messages::child_id.eq(child))
        .select((
            messages::id,
            messages::seq,
            messages::author_kind,
            messages::author_id,
            messages::written_down_by,
            messages::purpose,
            messages::received_at,
            messages::said_at,
        ))
        .first(rx.db())?;
    Ok(mark(row))
}

/// Who wrote the message at a place in the permit's thread.
pub(in crate::voice) fn author_at(rx: &mut Rx<'_>, permit: &Permit, seq: i64) -> Answer<Option<AuthorKind>> {
    let (child, thread) = place(permit)?;
    let of = messages::table
        .filter(messages::thread_id.eq(thread))
        .filter(messages::child_id.eq(child))
        .filter(messages::seq.eq(seq))
        .select(messages::author_kind);
    Ok(crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?)
}

/// The messages at places `from` to `until` (not included) of the permit's thread, oldest first, as far as `sight` lets
/// the reader see. What lies before the sight is not there; where there are only dates, there are no words and no topics.
pub(in crate::voice) fn page(
    rx: &mut Rx<'_>,
    permit: &Permit,
    sight: Sight,
    key: &ChildKey,
    (from, until): (i64, i64),
) -> Answer<Vec<Message>> {
    let (child, thread) = place(permit)?;
    let from = match sight {
        Sight::From(first) => from.max(first),
        Sight::Since(_) | Sight::DatesOnly => from,
    };
    if from >= until {
        return Ok(vec![]);
    }
    let of = messages::table
        .left_join(staff::table.on(staff::id.nullable().eq(messages::author_id)))
        .left_join(writers.on(writers.field(staff::id).nullable().eq(messages::written_down_by)))
        .filter(messages::thread_id.eq(thread))
        .filter(messages::child_id.eq(child))
        .filter(messages::seq.ge(from))
        .filter(messages::seq.lt(until))
        .order(messages::seq);
    let (author, writer) = (staff::name.nullable(), writers.field(staff::name).nullable());
    let rows: Vec<Joined> =
        crate::each_db!(rx.db(), c => fixed!(of.select((MessageRow::as_select(), author, writer))).load(c))?;
    let own = permit.relation() == Relation::Own;
    let mut hidden = marks::hidden(rx, permit, (from, until))?;
    // What the child hid from their phone is hidden from the child alone, who is the only one to be told; what went to the
    // wrong child is sealed for everybody.
    hidden.retain(|(_, why)| own || *why == WhyHidden::WrongChild);
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let shows = sight.shows(row.0.seq, row.0.received_at);
        if shows || sight.is_dates_only() {
            let why = hidden.iter().find(|(seq, _)| *seq == row.0.seq).map(|(_, why)| *why);
            let key = Some(key).filter(|_| shows && why.is_none());
            found.push(message((child, thread), row, why, key)?);
        }
    }
    if !sight.is_dates_only() {
        marks::fill(rx, permit, sight, &mut found, (from, until))?;
    }
    Ok(found)
}

/// The message at a place in the permit's thread, as far as `sight` lets the reader see.
pub(in crate::voice) fn one(
    rx: &mut Rx<'_>,
    permit: &Permit,
    sight: Sight,
    key: &ChildKey,
    seq: i64,
) -> Answer<Message> {
    page(rx, permit, sight, key, (seq, seq.saturating_add(1)))?.pop().ok_or(Fault::NotFound)
}

/// The message with an id in the permit's thread; none where it lies before the sight.
pub(in crate::voice) fn find(
    rx: &mut Rx<'_>,
    permit: &Permit,
    sight: Sight,
    key: &ChildKey,
    id: MessageId,
) -> Answer<Option<Message>> {
    let seq = get_mark(rx, permit, id)?.seq;
    Ok(page(rx, permit, sight, key, (seq, seq.saturating_add(1)))?.pop())
}

/// A message of a child's thread; its words only with the key to open them.
fn message(
    (child, thread): (ChildId, ThreadId),
    (r, author_name, written_down_by): Joined,
    hidden: Option<WhyHidden>,
    key: Option<&ChildKey>,
) -> Answer<Message> {
    let words = key.map(|k| k.open(r.id.of(), &r.body)).transpose()?;
    Ok(Message {
        id: r.id,
        thread,
        child,
        seq: r.seq,
        author: author_of(r.author_kind, r.author_id),
        author_name,
        written_down_by,
        channel: r.channel,
        kind: r.kind,
        purpose: r.purpose,
        in_reply_to: r.in_reply_to,
        written_with: r.written_with.as_deref().and_then(WrittenWith::from_stored),
        language: r.language,
        words,
        hidden,
        topics: vec![],
        seen: vec![],
        device_confirmed: r.device_confirmed,
        said_at: r.said_at,
        phone_at: r.phone_at,
        received_at: r.received_at,
    })
}
