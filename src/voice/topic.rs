//! What a message can be about: chips beside the message box, never a gate. Pure.

use serde::Deserialize;

use super::promise::AskKind;
use crate::config::Council;
use crate::kernel::Refusal;
use crate::kernel::words::Post;

/// The most topics of one message.
pub const TOPICS_MAX: usize = 5;

/// A topic, from the rule file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its id.
    pub id: String,
    /// Its words.
    pub words: String,
    /// What kind of answer it asks for.
    pub kind: AskKind,
    /// Whether it never goes into the thread of the worker whom it is about.
    #[serde(default)]
    pub not_to_holder: bool,
}

crate::words! {
    /// For whom a quick reply is worded.
    pub enum Level {
        /// For younger children.
        Younger = "younger",
        /// For older ones.
        Older = "older",
    }
}

/// A quick reply, from the rule file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuickReply {
    /// Its id: the same for each reading level.
    pub id: String,
    /// For whom.
    pub level: Level,
    /// Its words.
    pub words: String,
}

/// Finds topics by their ids.
///
/// # Errors
/// Where one is not known, or there are too many.
pub fn find<'a>(all: &'a [Topic], ids: &[String]) -> Result<Vec<&'a Topic>, Refusal> {
    if ids.len() > TOPICS_MAX {
        return Err(Refusal::invalid("too_many_topics", "topics", format!("Choose at most {TOPICS_MAX} topics.")));
    }
    let unknown = || Refusal::invalid("topic_unknown", "topics", "There is no such topic. Choose one from the list.");
    ids.iter().map(|id| all.iter().find(|t| t.id == *id).ok_or_else(unknown)).collect()
}

/// Refuses words about a worker in that worker's own thread, and says who they can go to. The IRO's thread takes them.
///
/// # Errors
/// Where one of the topics is about the worker who reads the thread.
pub fn not_to_holder(topics: &[&Topic], post: Post, council: &Council) -> Result<(), Refusal> {
    if post == Post::Iro || !topics.iter().any(|t| t.not_to_holder) {
        return Ok(());
    }
    let say = format!(
        "Words about your worker don't go into their own chat. You can send them to your IRO. Or ring {} on {} (they are on your side), or {} on {}. If it is about your IRO, choose one of those two.",
        council.advocacy.name, council.advocacy.phone, council.complaints.name, council.complaints.phone
    );
    Err(Refusal::invalid("not_to_holder", "topics", say))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::voice::rules::Rules;

    #[test]
    fn words_about_a_worker_never_go_into_that_workers_thread() {
        let rules = Rules::load(&crate::config::RuleFiles::default()).unwrap();
        let council = Council::named("Southampton", "d", "i", &[]);
        for id in ["about_my_worker", "complain"] {
            let topics = find(rules.topics(), &[id.to_owned()]).unwrap();
            for post in [Post::SocialWorker, Post::PersonalAdviser] {
                let refused = not_to_holder(&topics, post, &council).unwrap_err();
                assert!(["IRO", "NYAS", "0808 808 1001", "Complaints team"].iter().all(|w| refused.say.contains(w)));
            }
            assert_eq!(not_to_holder(&topics, Post::Iro, &council), Ok(()));
        }
    }

    #[test]
    fn a_topic_that_is_not_in_the_list_is_refused() {
        let rules = Rules::load(&crate::config::RuleFiles::default()).unwrap();
        assert!(find(rules.topics(), &["drop table".into()]).is_err());
        assert!(find(rules.topics(), &vec!["visit".to_owned(); 6]).is_err());
    }
}
