//! "Copy as case note": for the council's case system, in the child's own words.

use crate::access::{Action, Actor};
use crate::kernel::At;
use crate::kernel::id::ThreadId;
use crate::people;
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::Rules;
use crate::voice::message::{Author, Channel, Message, WhyHidden};
use crate::voice::store::{messages, threads};

/// The most messages of one note.
const MESSAGES_MAX: i64 = 500;

/// Messages as plain text: date, author, the words as they were written.
///
/// # Errors
/// [`Fault::NotFound`] where they may not read the words.
pub async fn copy_case_note(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    thread: ThreadId,
    from: Option<i64>,
    to: Option<i64>,
) -> Answer<String> {
    let rules = rules.clone();
    store.write(move |tx| run(tx, &rules, &actor, thread, (from, to)).map(Outcome::Done)).await
}

fn run(
    tx: &mut Tx<'_>,
    rules: &Rules,
    actor: &Actor,
    thread: ThreadId,
    (from, to): (Option<i64>, Option<i64>),
) -> Answer<String> {
    let permit = super::permit(tx, actor, Action::CopyCaseNote, thread)?;
    let key = super::key(tx, &permit)?;
    let head = threads::head(tx, &permit, thread, &key)?;
    let sight = super::sight(tx, &permit, &head)?;
    if sight.is_dates_only() {
        return Err(Fault::NotFound);
    }
    let until = to.unwrap_or(head.thread.last_seq).min(head.thread.last_seq).saturating_add(1);
    let from = from.unwrap_or(1).max(until.saturating_sub(MESSAGES_MAX)).max(1);
    let found = messages::page(tx, &permit, sight, &key, (from, until))?;
    tx.audit(&permit.entry(tx.now(), None))?;
    let child = people::child(tx, &permit)?;
    let name = child.known_as.unwrap_or(child.reference);
    let mut text = format!("{name} and their {}, written in Sayso\n", rules.post_words(head.thread.post));
    for message in &found {
        text.push('\n');
        text.push_str(&lines(message, &name));
        text.push('\n');
    }
    Ok(text)
}

/// One message as plain text.
pub(super) fn lines(message: &Message, child: &str) -> String {
    let author = match message.author {
        Author::Child(_) => child,
        Author::Staff(_) | Author::System(_) => message.author_name.as_deref().unwrap_or("Sayso"),
    };
    let how = match (message.channel, message.written_down_by.as_deref()) {
        (Channel::App, None) => String::new(),
        (channel, Some(by)) => format!(" ({channel}, written down by {by})"),
        (channel, None) => format!(" ({channel})"),
    };
    let words = match (&message.words, message.hidden) {
        (Some(words), _) => words.reveal(),
        (None, Some(WhyHidden::WrongChild)) => {
            "[A message that was meant for somebody else was here. It was taken away.]"
        }
        (None, _) => "[Not on this phone.]",
    };
    format!("{}, {author}{how}:\n{words}", in_words(message.said_at))
}

/// An instant as "Monday 23 November 2026, 14:05", in London.
pub(super) fn in_words(at: At) -> String {
    let london = at.utc().with_timezone(&chrono_tz::Europe::London);
    london.format("%A %-d %B %Y, %H:%M").to_string()
}
