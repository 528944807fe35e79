//! A copy of a child's own messages, to keep.

use super::case_note::lines;
use crate::access::{self, Action, Actor, Target};
use crate::people;
use crate::store::{Answer, Fault, Rx, Store};
use crate::voice::Rules;
use crate::voice::message::WhyHidden;
use crate::voice::store::{messages, threads};
use crate::voice::thread::Sight;

/// Messages that are opened at once.
const STEP: i64 = 500;

/// Everything that a child can read of their threads, as plain text. What they hid from their phone is not in it.
///
/// # Errors
/// [`Fault::NotFound`] on a phone that nobody has confirmed.
pub async fn copy_own(store: &Store, rules: &Rules, actor: Actor) -> Answer<String> {
    let rules = rules.clone();
    store.read(move |rx| run(rx, &rules, &actor)).await
}

fn run(rx: &mut Rx<'_>, rules: &Rules, actor: &Actor) -> Answer<String> {
    let child = actor.child().ok_or(Fault::NotFound)?;
    let mine = access::may(rx, actor, Action::CopyOwn, Target::Child(child))?;
    let name = people::child(rx, &mine)?.known_as.unwrap_or_else(|| "Me".to_owned());
    let mut text = "Everything that is in your chats. It is also kept in your file.\n".to_owned();
    let mut hidden = 0usize;
    let all = threads::list(rx, &mine)?;
    for thread in all {
        let key = super::key(rx, &mine)?;
        let permit = access::may(rx, actor, Action::CopyOwn, Target::Thread(child, thread.post, thread.id))?;
        text.push_str(&format!("\n\n== You and your {} ==\n", rules.post_words(thread.post)));
        let mut from = 1;
        while from <= thread.last_seq {
            let found = messages::page(rx, &permit, Sight::ALL, &key, (from, from.saturating_add(STEP)))?;
            for message in &found {
                if message.hidden == Some(WhyHidden::ByChild) {
                    hidden = hidden.saturating_add(1);
                    continue;
                }
                text.push('\n');
                text.push_str(&lines(message, &name));
                text.push('\n');
            }
            from = from.saturating_add(STEP);
        }
    }
    if hidden > 0 {
        text.push_str(&format!("\n\nNot in this copy: {hidden} that you hid from your phone. They are in your file. Ask to see them whenever you want.\n"));
    }
    Ok(text)
}
