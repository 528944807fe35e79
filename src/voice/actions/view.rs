//! What an action answers: threads, asks and notices as their reader may see them.

use super::super::message::Message;
use super::super::promise::{Ask, AskState};
use super::super::reads::next_read;
use super::super::store::posts::{OnPost, on_post};
use super::super::thread::Thread;
use crate::access::{Permit, Relation};
use crate::kernel::id::StaffId;
use crate::kernel::text::Words;
use crate::kernel::words::Post;
use crate::kernel::{At, Day};
use crate::people::StaffFace;
use crate::store::{Answer, Rx};
use crate::voice::Rules;

/// An ask as it stands today.
#[derive(Debug, Clone)]
pub struct AskView {
    /// The ask.
    pub ask: Ask,
    /// How it stands.
    pub state: AskState,
    /// The name of whoever has it since it was passed on.
    pub passed_on_to: Option<String>,
}

impl AskView {
    /// An ask as it stands on a day.
    #[must_use]
    pub fn on(ask: Ask, passed_on_to: Option<String>, today: Day) -> Self {
        let state = ask.state(today);
        Self { ask, state, passed_on_to }
    }

    /// The same without anybody's words: what came of it and who decides.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        self.ask.outcome = None;
        self.ask.decided_by = None;
        self
    }

    /// The same without names or words: for a phone that nobody has confirmed.
    #[must_use]
    pub fn without_names(self) -> Self {
        Self { passed_on_to: None, ..self.without_words() }
    }
}

/// When somebody reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reads {
    /// Whether somebody reads now.
    pub open_now: bool,
    /// From when.
    pub next_from: At,
    /// Whose team reads.
    pub team: String,
}

/// When somebody next reads what is written to a post of the permit's child, and who is there.
pub(in crate::voice) fn reads(rx: &mut Rx<'_>, rules: &Rules, permit: &Permit, post: Post) -> Answer<(Reads, OnPost)> {
    let on = on_post(rx, permit, post)?;
    let council = rx.council();
    let next = next_read(rx.now(), council.hours(post), rules.holidays(), &on.readers);
    let team = on.team.clone().unwrap_or_else(|| council.name.clone());
    Ok((Reads { open_now: next.open_now, next_from: next.from, team }, on))
}

/// What a sent message answers with.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// What is open in the thread, or was answered last.
    pub ask: Option<AskView>,
    /// When somebody reads it.
    pub reads: Reads,
    /// Whether it was stored just now, and not before.
    pub is_new: bool,
}

/// A part of a thread.
#[derive(Debug, Clone)]
pub struct ThreadView {
    /// The thread.
    pub thread: Thread,
    /// Messages, oldest first.
    pub messages: Vec<Message>,
    /// What is open, or was answered last.
    pub ask: Option<AskView>,
    /// The plan for now.
    pub plan: Option<Message>,
    /// The place before which there is more.
    pub next_before: Option<i64>,
    /// When somebody reads.
    pub reads: Reads,
}

/// Somebody who can read a thread, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderView {
    /// Who.
    pub person: StaffFace,
    /// By which relation.
    pub why: Relation,
}

/// Who covers, and when the holder is back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverView {
    /// Who.
    pub person: StaffFace,
    /// The day on which the holder is back.
    pub back_on: Day,
}

/// A note from the worker before.
#[derive(Debug, Clone)]
pub struct HandoverView {
    /// What they wrote.
    pub words: Words,
    /// Who.
    pub by: StaffId,
    /// Their name.
    pub by_name: String,
    /// When.
    pub at: At,
}
