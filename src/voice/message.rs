//! A message: words that somebody said, exactly as they said them. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::promise::AskKind;
use super::thread::Thread;
use crate::kernel::id::{AccountId, AnyId, ChildId, MessageId, StaffId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::{At, Refusal};

crate::words! {
    /// How words came in.
    pub enum Channel {
        /// Written here.
        App = "app",
        /// A text message.
        Text = "text",
        /// A call.
        Call = "call",
        /// A visit.
        Visit = "visit",
        /// A letter.
        Letter = "letter",
    }
}

crate::words! {
    /// What a message is there for.
    pub enum Purpose {
        /// To say something.
        Message = "message",
        /// To say hello: somebody new.
        Hello = "hello",
        /// To say goodbye: somebody leaves.
        Goodbye = "goodbye",
        /// A quick reply: never closes what was asked.
        QuickReply = "quick_reply",
        /// To say what came of something.
        Outcome = "outcome",
        /// Sayso itself says what happened.
        Notice = "notice",
    }
}

crate::words! {
    /// Who says it.
    pub enum AuthorKind {
        /// The child.
        Child = "child",
        /// A member of staff.
        Staff = "staff",
        /// Sayso itself.
        System = "system",
    }
}

crate::words! {
    /// Who helped the child to write.
    pub enum Helper {
        /// Nobody.
        Nobody = "nobody",
        /// The social worker.
        SocialWorker = "social_worker",
        /// A carer.
        Carer = "carer",
        /// An advocate.
        Advocate = "advocate",
        /// Somebody else.
        SomeoneElse = "someone_else",
    }
}

crate::words! {
    /// Whose phone it was written on.
    pub enum Whose {
        /// The child's own.
        Mine = "mine",
        /// The worker's.
        Workers = "workers",
        /// Somebody else's.
        SomeoneElses = "someone_elses",
    }
}

crate::words! {
    /// Why a message is no longer on the child's phone.
    pub enum WhyHidden {
        /// The child hid it; it stays in the file.
        ByChild = "by_child",
        /// It was sent to the wrong child, and is sealed.
        WrongChild = "wrong_child",
    }
}

/// Who helped, whose phone it was, and whether the child was alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WrittenWith {
    /// Who helped.
    pub helper: Helper,
    /// Whose phone.
    pub device: Whose,
    /// Whether the child was alone.
    pub alone: bool,
}

impl WrittenWith {
    /// As it is stored: `carer/mine/alone`.
    #[must_use]
    pub fn stored(&self) -> String {
        format!("{}/{}/{}", self.helper, self.device, if self.alone { "alone" } else { "not_alone" })
    }

    /// Reads what [`Self::stored`] wrote; none where it is not that.
    #[must_use]
    pub fn from_stored(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let helper = parts.next()?.parse().ok()?;
        let device = parts.next()?.parse().ok()?;
        let alone = parts.next()? == "alone";
        Some(Self { helper, device, alone })
    }
}

/// A language as phones name it: `en`, `ckb`, `pt-BR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Language(String);

impl Language {
    /// Takes a language tag.
    ///
    /// # Errors
    /// Where it is not one: letters, digits and hyphens, 2 to 35 of them.
    pub fn parse(tag: String) -> Result<Self, Refusal> {
        let fits = (2..=35).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let refuse =
            || Refusal::invalid("language_unreadable", "language", "Write the language as a tag like en or ckb.");
        if fits { Ok(Self(tag)) } else { Err(refuse()) }
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who wrote a message, on which phone or through whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The child, on a phone; or on no phone, where a worker wrote it down.
    Child(Option<AccountId>),
    /// A member of staff.
    Staff(StaffId),
    /// Sayso itself, in the name of a member of staff where it is their hello.
    System(Option<StaffId>),
}

impl Author {
    /// The word for the table and the wire.
    #[must_use]
    pub const fn kind(&self) -> AuthorKind {
        match self {
            Self::Child(_) => AuthorKind::Child,
            Self::Staff(_) => AuthorKind::Staff,
            Self::System(_) => AuthorKind::System,
        }
    }

    /// The member of staff whose words these are.
    #[must_use]
    pub const fn staff(&self) -> Option<StaffId> {
        match self {
            Self::Staff(s) => Some(*s),
            Self::System(s) => *s,
            Self::Child(_) => None,
        }
    }
}

/// A message that is to be kept.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Its id, made by whoever wrote it.
    pub id: MessageId,
    /// Who says it.
    pub author: Author,
    /// Who wrote it down, where it was said elsewhere.
    pub written_down_by: Option<StaffId>,
    /// How it came in.
    pub channel: Channel,
    /// What kind of answer it asks for.
    pub kind: Option<AskKind>,
    /// What it is there for.
    pub purpose: Purpose,
    /// To which message it replies.
    pub in_reply_to: Option<MessageId>,
    /// Who helped.
    pub written_with: Option<WrittenWith>,
    /// In which language.
    pub language: Option<Language>,
    /// The words.
    pub words: Words,
    /// What it is about, as the child chose it.
    pub topics: Vec<String>,
    /// Whether a worker had confirmed the phone.
    pub device_confirmed: bool,
    /// When it was said.
    pub said_at: At,
    /// What the phone's clock said.
    pub phone_at: Option<At>,
}

impl NewMessage {
    /// What makes it the same message when it is sent again: who says what, in which thread, about what. Not the phone's
    /// clock: a phone that corrects its clock and tries again has said nothing new.
    #[must_use]
    pub fn canonical(&self, thread: ThreadId) -> Vec<Vec<u8>> {
        let author: Option<AnyId> = match self.author {
            Author::Child(_) => None,
            Author::Staff(s) => Some(s.of()),
            Author::System(s) => s.map(crate::kernel::Id::of),
        };
        let mut topics = self.topics.clone();
        topics.sort_unstable();
        let said = (self.channel != Channel::App).then(|| self.said_at.ms().to_string());
        let text = |t: Option<String>| t.unwrap_or_default().into_bytes();
        vec![
            thread.bytes().to_vec(),
            self.author.kind().as_str().as_bytes().to_vec(),
            text(author.map(|a| a.to_string())),
            text(self.written_down_by.map(|s| s.to_string())),
            self.channel.as_str().as_bytes().to_vec(),
            text(self.kind.map(|k| k.to_string())),
            self.purpose.as_str().as_bytes().to_vec(),
            text(self.in_reply_to.map(|m| m.to_string())),
            text(self.written_with.map(|w| w.stored())),
            text(self.language.as_ref().map(|l| l.as_str().to_owned())),
            text(said),
            topics.join(",").into_bytes(),
            self.words.reveal().as_bytes().to_vec(),
        ]
    }
}

impl NewMessage {
    /// The message as it is read once it is stored. For words of the child, which have no author's name.
    #[must_use]
    pub fn stored(self, thread: &Thread, seq: i64, now: At) -> Message {
        Message {
            id: self.id,
            thread: thread.id,
            child: thread.child,
            seq,
            author: self.author,
            author_name: None,
            written_down_by: None,
            channel: self.channel,
            kind: self.kind,
            purpose: self.purpose,
            in_reply_to: self.in_reply_to,
            written_with: self.written_with,
            language: self.language.map(|l| l.0),
            words: Some(self.words),
            hidden: None,
            topics: self.topics,
            seen: vec![],
            device_confirmed: self.device_confirmed,
            said_at: self.said_at,
            phone_at: self.phone_at,
            received_at: now,
        }
    }
}

impl Message {
    /// The message without words, topics or names: for a phone that nobody has confirmed.
    #[must_use]
    pub fn without_content(self) -> Self {
        Self {
            words: None,
            topics: vec![],
            seen: vec![],
            author_name: None,
            written_down_by: None,
            written_with: None,
            ..self
        }
    }
}

/// Somebody of the council has seen a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Their name.
    pub name: String,
    /// When.
    pub at: At,
}

/// A message as it is read: its words only where they may be.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// In which thread.
    pub thread: ThreadId,
    /// On whose record.
    pub child: ChildId,
    /// Its place in the thread.
    pub seq: i64,
    /// Who says it.
    pub author: Author,
    /// The name of the member of staff whose words these are.
    pub author_name: Option<String>,
    /// The name of whoever wrote it down.
    pub written_down_by: Option<String>,
    /// How it came in.
    pub channel: Channel,
    /// What kind of answer it asks for.
    pub kind: Option<AskKind>,
    /// What it is there for.
    pub purpose: Purpose,
    /// To which message it replies.
    pub in_reply_to: Option<MessageId>,
    /// Who helped.
    pub written_with: Option<WrittenWith>,
    /// In which language.
    pub language: Option<String>,
    /// The words; none where the reader may not have them.
    pub words: Option<Words>,
    /// Why they are not on the child's phone.
    pub hidden: Option<WhyHidden>,
    /// What it is about.
    pub topics: Vec<String>,
    /// Who has seen it.
    pub seen: Vec<Seen>,
    /// Whether a worker had confirmed the phone.
    pub device_confirmed: bool,
    /// When it was said.
    pub said_at: At,
    /// What the phone's clock said.
    pub phone_at: Option<At>,
    /// When it was stored.
    pub received_at: At,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::kernel::Id;

    fn message(text: &str) -> NewMessage {
        NewMessage {
            id: Id::at(At::from_ms(1)),
            author: Author::Child(None),
            written_down_by: None,
            channel: Channel::App,
            kind: Some(AskKind::Chat),
            purpose: Purpose::Message,
            in_reply_to: None,
            written_with: None,
            language: None,
            words: Words::parse(text.into(), "text").unwrap(),
            topics: vec!["b".into(), "a".into()],
            device_confirmed: true,
            said_at: At::from_ms(5),
            phone_at: Some(At::from_ms(4)),
        }
    }

    #[test]
    fn the_same_words_sent_again_are_the_same_whatever_the_phones_clock_says() {
        let thread = Id::at(At::from_ms(9));
        let again = NewMessage {
            phone_at: None,
            said_at: At::from_ms(6),
            topics: vec!["a".into(), "b".into()],
            ..message("hi")
        };
        assert_eq!(message("hi").canonical(thread), again.canonical(thread));
        assert_ne!(message("hi").canonical(thread), message("hi ").canonical(thread));
        assert_ne!(message("hi").canonical(thread), message("hi").canonical(Id::at(At::from_ms(10))));
    }

    #[test]
    fn who_helped_reads_back_as_it_was_stored() {
        for helper in Helper::ALL {
            for device in Whose::ALL {
                let with = WrittenWith { helper: *helper, device: *device, alone: false };
                assert_eq!(WrittenWith::from_stored(&with.stored()), Some(with));
            }
        }
    }

    #[test]
    fn a_language_is_a_tag() {
        assert!(Language::parse("pt-BR".into()).is_ok());
        assert!(Language::parse("<b>".into()).is_err());
        assert!(Language::parse(String::new()).is_err());
    }
}
