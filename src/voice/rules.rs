//! The rules of this room, from `rules/voice.toml`: checked when they are loaded, in words.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;

use super::promise::{AskKind, Targets, answer_by};
use super::thanks::Thanks;
use super::topic::{QuickReply, Topic};
use crate::access::Action;
use crate::config::RuleFiles;
use crate::kernel::Day;
use crate::kernel::calendar::BankHolidays;
use crate::kernel::dated::{Dated, overlap};
use crate::kernel::words::Post;

/// What staff can do to a child's record, each with words for the child.
const LOOKED: &[Action] = &[
    Action::ReadThread,
    Action::ReadDates,
    Action::Reply,
    Action::MarkAnswered,
    Action::WriteDown,
    Action::SetTopic,
    Action::PinPlan,
    Action::SealWrongChild,
    Action::CopyCaseNote,
    Action::HandOver,
    Action::ReadChildCard,
    Action::ChangeChildCard,
    Action::Invite,
    Action::SeeInvitations,
    Action::ConfirmDevice,
    Action::SeeDevices,
    Action::RevokeDevice,
    Action::SetCover,
    Action::Allocate,
    Action::DoTask,
    Action::ResumeMessages,
    Action::WhoLooked,
    Action::SeeInbox,
    Action::ReadMoney,
    Action::TalkOfMoney,
    Action::KeepMoney,
    Action::ReadRights,
    Action::KeepRightFacts,
    Action::AnswerRequest,
    Action::SignLetter,
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    targets: Vec<TargetsRow>,
    topics: Vec<Topic>,
    thanks: Thanks,
    quick_replies: Vec<QuickReply>,
    posts: BTreeMap<Post, PostWords>,
    hello: Hello,
    notices: Notices,
    looked: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TargetsRow {
    from: Day,
    until: Option<Day>,
    chat: u32,
    decision: u32,
    worry: u32,
    good_news: u32,
    passed_on: u32,
}

/// What a post is called to a child, and what somebody in it can decide.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostWords {
    /// What it is called.
    pub words: String,
    /// What I can and can't decide.
    pub decides: String,
}

/// The hello of somebody new.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// The first one in a thread.
    pub first: String,
    /// The one of whoever comes after somebody else.
    pub next: String,
}

/// What Sayso itself writes into a thread.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notices {
    /// A message was taken away.
    pub wrong_child: String,
    /// Nobody holds the post; somebody reads meanwhile.
    pub nobody: String,
    /// The same, where nobody can be named.
    pub nobody_team: String,
}

/// The rules of this room. Cheap to clone.
#[derive(Clone)]
pub struct Rules(Arc<Inner>);

struct Inner {
    targets: Vec<Dated<Targets>>,
    first: Targets,
    file: File,
    holidays: BankHolidays,
}

impl Rules {
    /// Reads and checks `voice.toml`, and the bank holidays.
    ///
    /// # Errors
    /// In words: what is missing, overlaps, leaves a gap or is not known.
    pub fn load(files: &RuleFiles) -> Result<Self, String> {
        let holidays = crate::people::holidays(files)?;
        let file: File = toml::from_str(&files.text("voice.toml")?).map_err(|e| format!("voice.toml: {e}"))?;
        let (targets, first) = targets(&file.targets)?;
        check(&file)?;
        Ok(Self(Arc::new(Inner { targets, first, file, holidays })))
    }

    /// The targets on a day. Before the first entry the first one counts: what a child said long ago and is written down
    /// today is answered like anything else.
    #[must_use]
    pub fn targets(&self, day: Day) -> Targets {
        let on = self.0.targets.iter().find(|t| day >= t.from && t.until.is_none_or(|u| day < u));
        on.map_or(self.0.first, |t| t.value)
    }

    /// By which day a child who said something on `said_on` should hear back.
    #[must_use]
    pub fn answer_by(&self, said_on: Day, kind: AskKind) -> Day {
        answer_by(&self.0.holidays, said_on, self.targets(said_on).of(kind))
    }

    /// By which day, once it is passed on.
    #[must_use]
    pub fn passed_on_by(&self, today: Day) -> Day {
        answer_by(&self.0.holidays, today, self.targets(today).passed_on)
    }

    /// The bank holidays.
    #[must_use]
    pub fn holidays(&self) -> &BankHolidays {
        &self.0.holidays
    }

    /// The topics.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.0.file.topics
    }

    /// The quick replies.
    #[must_use]
    pub fn quick_replies(&self) -> &[QuickReply] {
        &self.0.file.quick_replies
    }

    /// What only says thanks.
    #[must_use]
    pub fn thanks(&self) -> &Thanks {
        &self.0.file.thanks
    }

    /// What a post is called to a child.
    #[must_use]
    pub fn post_words(&self, post: Post) -> &str {
        self.0.file.posts.get(&post).map_or("", |p| p.words.as_str())
    }

    /// A hello. `decides` is what the holder says of what they can decide, where they said it.
    #[must_use]
    pub fn hello(&self, first: bool, name: &str, post: Post, days: &str, decides: Option<&str>) -> String {
        let hello = &self.0.file.hello;
        let usual = self.0.file.posts.get(&post).map_or("", |p| p.decides.as_str());
        let text = if first { &hello.first } else { &hello.next };
        fill(
            text,
            &[("name", name), ("post", self.post_words(post)), ("days", days), ("decides", decides.unwrap_or(usual))],
        )
    }

    /// Says that a message was taken away.
    #[must_use]
    pub fn wrong_child(&self) -> &str {
        &self.0.file.notices.wrong_child
    }

    /// Says that nobody holds a post, and who reads meanwhile.
    #[must_use]
    pub fn nobody(&self, post: Post, name: Option<&str>) -> String {
        let notices = &self.0.file.notices;
        match name {
            Some(name) => fill(&notices.nobody, &[("post", self.post_words(post)), ("name", name)]),
            None => fill(&notices.nobody_team, &[("post", self.post_words(post))]),
        }
    }

    /// What a member of staff did, in a child's words.
    #[must_use]
    pub fn looked(&self, action: &str, post: Option<Post>) -> String {
        let words = self.0.file.looked.get(action).map_or("Looked at something about you", String::as_str);
        fill(words, &[("post", post.map_or("worker", |p| self.post_words(p)))])
    }

    /// The targets in force on a day, by kind, for the app.
    #[must_use]
    pub fn kinds(&self, day: Day) -> Vec<(AskKind, u32)> {
        let targets = self.targets(day);
        AskKind::ALL.iter().map(|k| (*k, targets.of(*k))).collect()
    }
}

/// Puts values into a text, in one pass: a name that looks like `{days}` stays a name.
fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((key, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        out.push_str(values.iter().find(|(k, _)| *k == key).map_or("", |(_, v)| v));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn targets(rows: &[TargetsRow]) -> Result<(Vec<Dated<Targets>>, Targets), String> {
    let mut all: Vec<Dated<Targets>> = rows
        .iter()
        .map(|r| {
            let value = Targets {
                chat: r.chat,
                decision: r.decision,
                worry: r.worry,
                good_news: r.good_news,
                passed_on: r.passed_on,
            };
            Dated { from: r.from, until: r.until, value }
        })
        .collect();
    all.sort_by_key(|t| t.from);
    if overlap(&all) {
        return Err("voice.toml: two entries of targets count on the same day: end the old one (until) where the new one begins (from)".into());
    }
    let gap = all.iter().zip(all.iter().skip(1)).find(|(a, b)| a.until != Some(b.from));
    if let Some((_, next)) = gap {
        return Err(format!(
            "voice.toml: no targets count on the days before {}: the entry before it ends too soon",
            next.from
        ));
    }
    if let Some(until) = all.last().and_then(|t| t.until) {
        return Err(format!("voice.toml: no targets count from {until} on: the last entry must have no until"));
    }
    let wrong = all.iter().any(|t| {
        [t.value.chat, t.value.decision, t.value.worry, t.value.good_news, t.value.passed_on]
            .iter()
            .any(|n| !(1..=60).contains(n))
    });
    if wrong {
        return Err("voice.toml: a target is a number of working days from 1 to 60".into());
    }
    let first = all.first().map(|t| t.value).ok_or("voice.toml: there are no targets")?;
    Ok((all, first))
}

fn check(file: &File) -> Result<(), String> {
    let mut ids = HashSet::new();
    for topic in &file.topics {
        let named =
            !topic.id.is_empty() && topic.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !named || topic.words.trim().is_empty() {
            return Err(format!("voice.toml: topic “{}” needs an id of small letters and words", topic.id));
        }
        if !ids.insert(topic.id.as_str()) {
            return Err(format!("voice.toml: topic “{}” stands there twice", topic.id));
        }
    }
    let mut replies = HashSet::new();
    if let Some(twice) = file.quick_replies.iter().find(|r| !replies.insert((r.id.as_str(), r.level))) {
        return Err(format!("voice.toml: quick reply “{}” stands there twice for {}", twice.id, twice.level));
    }
    if file.thanks.words.is_empty() || file.thanks.always.is_empty() {
        return Err("voice.toml: [thanks] needs words and always".into());
    }
    if let Some(post) = Post::ALL.iter().find(|p| !file.posts.contains_key(p)) {
        return Err(format!(
            "voice.toml: [posts.{post}] is missing: what the post is called, and what somebody in it can decide"
        ));
    }
    if let Some(action) = LOOKED.iter().find(|a| !file.looked.contains_key(a.as_str())) {
        return Err(format!("voice.toml: [looked] has no words for {action}"));
    }
    placeholders(file)
}

/// Every `{…}` in a text must be one that is filled in there.
fn placeholders(file: &File) -> Result<(), String> {
    let hello = ["name", "post", "days", "decides"];
    let texts = [
        ("hello.first", &file.hello.first, &hello[..]),
        ("hello.next", &file.hello.next, &hello[..]),
        ("notices.wrong_child", &file.notices.wrong_child, &[]),
        ("notices.nobody", &file.notices.nobody, &["post", "name"]),
        ("notices.nobody_team", &file.notices.nobody_team, &["post"]),
    ];
    for (name, text, known) in texts {
        if text.trim().is_empty() {
            return Err(format!("voice.toml: {name} has no words"));
        }
        let unknown = text.split('{').skip(1).map(|t| t.split('}').next().unwrap_or(t)).find(|k| !known.contains(k));
        if let Some(key) = unknown {
            return Err(format!("voice.toml: {name} speaks of {{{key}}}, which is not filled in there"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    /// What children are never told: words that frighten, bind or shut out (issue 2; SAFE-02).
    const NEVER: &[&str] = &[
        "promise",
        "placement",
        "contact",
        "leaver",
        "case",
        "eligible",
        "entitlement",
        "claim",
        "denied",
        "only you",
        "private",
        "secret",
        "online",
        "typing",
        "instantly",
    ];

    fn changed(from: &str, to: &str) -> Result<Rules, String> {
        let text = RuleFiles::default().text("voice.toml").unwrap();
        assert!(text.contains(from), "{from}");
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("voice.toml"), text.replacen(from, to, 1)).unwrap();
        Rules::load(&RuleFiles::new(Some(folder.path().to_owned())))
    }

    #[test]
    fn the_rules_that_come_with_sayso_load() {
        let rules = Rules::load(&RuleFiles::default()).unwrap();
        let targets = rules.targets("2026-11-22".parse().unwrap());
        assert_eq!(targets, Targets { chat: 2, decision: 5, worry: 1, good_news: 5, passed_on: 2 });
        assert_eq!(rules.topics().len(), 12);
    }

    #[test]
    fn wrong_rules_are_refused_in_words() {
        let second =
            "[[targets]]\nfrom = \"2026-01-01\"\nchat = 3\ndecision = 5\nworry = 1\ngood_news = 5\npassed_on = 2\n";
        let table = [
            ("passed_on = 2\n", format!("passed_on = 2\n{second}"), "same day"),
            ("passed_on = 2\n", format!("until = \"2025-12-01\"\npassed_on = 2\n{second}"), "before 2026-01-01"),
            ("passed_on = 2\n", "until = \"2025-12-01\"\npassed_on = 2\n".into(), "from 2025-12-01 on"),
            ("chat = 2", "chat = 0".into(), "1 to 60"),
            ("id = \"visit\"", "id = \"my_plan\"".into(), "twice"),
            ("I'm {name}", "I'm {nmae}".into(), "{nmae}"),
            ("kind = \"chat\"", "kind = \"chatter\"".into(), "chatter"),
            ("reply = \"Wrote", "answer = \"Wrote".into(), "no words for reply"),
        ];
        for (from, to, says) in table {
            let error = changed(from, &to).err().unwrap_or_default();
            assert!(error.contains(says), "{from} → {to}: {error}");
        }
    }

    #[test]
    fn new_targets_count_from_their_day_on() {
        let second = "until = \"2027-01-01\"\npassed_on = 2\n[[targets]]\nfrom = \"2027-01-01\"\nchat = 1\ndecision = 5\nworry = 1\ngood_news = 5\npassed_on = 2\n";
        let rules = changed("passed_on = 2\n", second).unwrap();
        assert_eq!(rules.targets("2026-12-31".parse().unwrap()).chat, 2);
        assert_eq!(rules.targets("2027-01-01".parse().unwrap()).chat, 1);
    }

    #[test]
    fn children_are_never_told_these_words() {
        let rules = Rules::load(&RuleFiles::default()).unwrap();
        let file = &rules.0.file;
        let mut texts: Vec<&String> = vec![
            &file.hello.first,
            &file.hello.next,
            &file.notices.wrong_child,
            &file.notices.nobody,
            &file.notices.nobody_team,
        ];
        texts.extend(file.topics.iter().map(|t| &t.words));
        texts.extend(file.quick_replies.iter().map(|r| &r.words));
        texts.extend(file.posts.values().flat_map(|p| [&p.words, &p.decides]));
        texts.extend(file.looked.values());
        for text in texts {
            for never in NEVER {
                assert!(!text.to_lowercase().contains(never), "“{never}” in: {text}");
            }
        }
    }

    #[test]
    fn a_hello_names_the_worker_their_days_and_what_they_decide() {
        let rules = Rules::load(&RuleFiles::default()).unwrap();
        let hello = rules.hello(true, "Sam {days} Jones", Post::SocialWorker, "Monday to Thursday", None);
        assert!(
            hello.contains("Sam {days} Jones")
                && hello.contains("Monday to Thursday")
                && hello.contains("I can't decide on my own")
        );
        let own = rules.hello(false, "Jo", Post::Iro, "Tuesday", Some("I decide nothing on Fridays."));
        assert!(own.contains("I decide nothing on Fridays.") && own.contains("now"));
    }
}
