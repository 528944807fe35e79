//! A young person asks for something: a message in a thread, with the words ready, that asks for a decision.

use crate::access::{Action, Actor, Target, may};
use crate::entitlements::request::Request;
use crate::entitlements::rules::{Entitlement, Rules};
use crate::entitlements::store::requests;
use crate::kernel::Refusal;
use crate::kernel::id::{MessageId, RequestId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::words::Post;
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::promise::AskKind;
use crate::voice::{self, SendMessage};

/// What a young person asks for.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The request's id, made by the phone.
    pub id: RequestId,
    /// The message's id, made by the phone.
    pub message: MessageId,
    /// For which entitlement; `proof-letter` for a letter.
    pub item: String,
    /// Their own words; none means the words that are ready.
    pub words: Option<Words>,
}

/// What is asked for by a letter, which is no entitlement.
pub const LETTER: &str = "proof-letter";
const LETTER_WORDS: &str = "Can I have a letter that says I am in care, or was in care?";

/// Asks for something. Sent once more it changes nothing; answers the thread and whether it is new.
///
/// # Errors
/// `item_unknown`; `asked_already` while the same is still to be answered; as sending a message.
pub async fn ask_for(
    store: &Store,
    rules: &Rules,
    voice: &voice::Rules,
    actor: Actor,
    ask: Ask,
) -> Answer<(ThreadId, bool)> {
    let (rules, voice) = (rules.clone(), voice.clone());
    store.write(move |tx| run(tx, &rules, &voice, &actor, ask)).await
}

fn run(
    tx: &mut Tx<'_>,
    rules: &Rules,
    voice: &voice::Rules,
    actor: &Actor,
    ask: Ask,
) -> Answer<Outcome<(ThreadId, bool)>> {
    let child = actor.child().ok_or(Fault::NotFound)?;
    let permit = may(tx, actor, Action::AskForRight, Target::Child(child))?;
    let (ready, posts) = words_for(rules, &ask.item)?;
    let before = requests::of(tx, &permit, &[child])?;
    if let Some(same) = before.iter().find(|r| r.id == ask.id) {
        let is_same = same.item == ask.item && same.message == ask.message;
        return if is_same { Ok(Outcome::Unchanged((same.thread, false))) } else { Err(other_content()) };
    }
    if before.iter().any(|r| r.item == ask.item && r.is_open()) {
        return Err(Refusal::conflict("asked_already", "You have asked for this. You will get an answer.").into());
    }
    let thread = voice::thread_with(tx, voice, child, &posts)?;
    let words = match ask.words {
        Some(words) => words,
        None => Words::parse(ready, "words")?,
    };
    let sent = SendMessage {
        thread,
        id: ask.message,
        words,
        kind: Some(AskKind::Decision),
        topics: vec![],
        in_reply_to: None,
        written_with: None,
        language: None,
        phone_at: None,
    };
    voice::send(tx, voice, actor, sent, &permit.entry(tx.now(), None))?;
    let asked_on = tx.today();
    let request = Request { id: ask.id, child, item: ask.item, thread, message: ask.message, asked_on, steps: vec![] };
    requests::insert(tx, &permit, &request)?;
    Ok(Outcome::Done((thread, true)))
}

fn words_for(rules: &Rules, item: &str) -> Result<(String, Vec<Post>), Refusal> {
    if item == LETTER {
        return Ok((LETTER_WORDS.to_owned(), vec![Post::PersonalAdviser, Post::SocialWorker]));
    }
    let unknown = || Refusal::invalid("item_unknown", "item", "There is nothing with that name to ask for.");
    let e = rules.entitlement(item).ok_or_else(unknown)?;
    Ok((e.say.clone(), posts_for(e)))
}

/// Whom to ask first, and who else.
fn posts_for(e: &Entitlement) -> Vec<Post> {
    let first = e.ask.parse::<Post>().ok();
    first.into_iter().chain([Post::PersonalAdviser, Post::SocialWorker]).collect()
}

fn other_content() -> Fault {
    Refusal::conflict("differs", "Something else was sent under this id before. Make a new one.").into()
}
