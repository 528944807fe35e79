//! Plays the stories: every step through voice's own actions, as whoever held the post on that day, at its own instant.

use std::collections::BTreeMap;

use crate::access::Actor;
use crate::kernel::calendar::{london_day, london_time, next_day};
use crate::kernel::id::{AskId, MessageId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::words::Post;
use crate::kernel::{At, Day, Id};
use crate::store::Answer;
use crate::voice::actions::answered::{Answered, mark_answered};
use crate::voice::actions::handover::hand_over;
use crate::voice::actions::hide::hide_message;
use crate::voice::actions::plan::pin_plan;
use crate::voice::actions::posts::list_posts;
use crate::voice::actions::reply::{Reply, reply};
use crate::voice::actions::right::say_if_right;
use crate::voice::actions::seen::mark_seen;
use crate::voice::actions::send::{SendMessage, send_message};
use crate::voice::actions::topics::set_topics;
use crate::voice::actions::view::Sent;
use crate::voice::actions::write_down::{WriteDown, write_down};
use crate::voice::actions::wrong_child::seal_wrong_child;
use crate::voice::jobs;
use crate::voice::message::{Channel, Helper, Language, Purpose, Whose, WrittenWith};
use crate::voice::promise::{AskKind, ClosedHow};

use super::phones::Phone;
use super::stories::{Cast, Step, working_day};
use super::town::{Town, say};

/// Minutes after midnight at which what is late is passed on.
const MORNING: u32 = 6;

/// What a story has come to.
#[derive(Debug, Clone)]
struct Scene {
    post: Post,
    child: usize,
    thread: ThreadId,
    seq: i64,
    first_from_child: Option<MessageId>,
    last_from_staff: Option<MessageId>,
    ask: Option<AskId>,
}

/// The threads of each story's child, that of the story first.
pub(super) type Threads = Vec<Vec<(Post, ThreadId)>>;

/// Finds every story's threads.
///
/// # Errors
/// In words.
pub(super) async fn threads(town: &Town<'_>, stories: &[Cast], phones: &[Phone]) -> Result<Threads, String> {
    let mut all = Vec::new();
    for (story, phone) in stories.iter().zip(phones) {
        let open = list_posts(town.store, town.rules, phone.actor()).await.map_err(say)?;
        let mut found: Vec<_> = open.into_iter().map(|(post, thread, _)| (post, thread)).collect();
        found.sort_by_key(|(post, _)| *post != story.post);
        all.push(found);
    }
    Ok(all)
}

/// Plays all steps in the order of their instants, and passes on each morning what has become late. `each_day` is called
/// with every day as it begins. Answers what did not work, a line each.
///
/// # Errors
/// In words, where `each_day` fails.
pub(super) async fn play(
    town: &Town<'_>,
    stories: &[Cast],
    phones: &[Phone],
    threads: &Threads,
    each_day: impl AsyncFn(Day) -> Result<(), String>,
) -> Result<Vec<String>, String> {
    let mut scenes: Vec<Option<Scene>> = stories.iter().zip(threads).map(|(s, t)| begin(s, t)).collect();
    let mut steps: BTreeMap<(At, usize, usize), &Step> = BTreeMap::new();
    for (story, cast) in stories.iter().enumerate() {
        steps.extend(cast.steps.iter().enumerate().map(|(nth, (at, step))| ((*at, story, nth), step)));
    }
    let mut wrong = Vec::new();
    let mut day = london_day(town.store.clock().now());
    for ((at, story, _), step) in steps {
        while day < london_day(at) {
            day = next_day(day);
            morning(town, day, &each_day).await?;
        }
        town.store.clock().move_to(at);
        let (Some(Some(scene)), Some(phone)) = (scenes.get_mut(story), phones.get(story)) else { continue };
        if let Err(fault) = act(town, scene, phone.actor(), step, day).await {
            wrong.push(format!("{}: {fault}", stories.get(story).map_or("", |s| s.name.as_str())));
        }
    }
    while day < town.made.today {
        day = next_day(day);
        morning(town, day, &each_day).await?;
    }
    Ok(wrong)
}

async fn morning(town: &Town<'_>, day: Day, each_day: &impl AsyncFn(Day) -> Result<(), String>) -> Result<(), String> {
    town.store.clock().move_to(london_time(day, MORNING));
    each_day(day).await?;
    jobs::open_threads(town.store, town.rules).await.map_err(say)?;
    jobs::escalate(town.store, town.rules).await.map(|_| ()).map_err(say)
}

fn begin(story: &Cast, threads: &[(Post, ThreadId)]) -> Option<Scene> {
    let (post, thread) = *threads.iter().find(|(p, _)| *p == story.post)?;
    Some(Scene { post, child: story.child, thread, seq: 0, first_from_child: None, last_from_staff: None, ask: None })
}

/// Does one step.
async fn act(town: &Town<'_>, scene: &mut Scene, child: Actor, step: &Step, day: Day) -> Result<(), String> {
    let staff = town.holder(scene.child, scene.post, day);
    let at = town.store.clock().now();
    if let Some(words) = &step.child {
        let sent = send_message(town.store, town.rules, child, to_send(scene, step, words, at)?).await.map_err(say)?;
        scene.first_from_child = scene.first_from_child.or(Some(sent.message.id));
        keep(scene, &sent);
    } else if let Some(words) = &step.staff {
        let sent = reply(town.store, town.rules, staff?, to_reply(scene, step, words, at)?).await.map_err(say)?;
        scene.last_from_staff = Some(sent.message.id);
        keep(scene, &sent);
    } else if let Some(words) = &step.wrote_down {
        let said = to_write_down(scene, step, words, at)?;
        let sent = write_down(town.store, town.rules, staff?, said).await.map_err(say)?;
        keep(scene, &sent);
    } else if let Some(words) = &step.answered {
        let ask = scene.ask.ok_or("nothing was asked")?;
        let answered = to_answer(town, scene, step, words, (ask, at))?;
        let message = answered.message;
        mark_answered(town.store, staff?, answered).await.map_err(say)?;
        scene.seq += 1;
        scene.last_from_staff = Some(message);
    } else {
        small(town, scene, child, staff, step).await?;
    }
    Ok(())
}

/// The steps that add no words to the thread.
async fn small(
    town: &Town<'_>,
    scene: &mut Scene,
    child: Actor,
    staff: Result<Actor, String>,
    step: &Step,
) -> Result<(), String> {
    let (store, thread) = (town.store, scene.thread);
    let last = || scene.last_from_staff.ok_or("there is no message of the worker's");
    let first = || scene.first_from_child.ok_or("there is no message of the child's");
    let done: Answer<()> = if step.seen {
        mark_seen(store, staff?, thread, scene.seq).await
    } else if let Some(is_right) = step.right {
        let ask = scene.ask.ok_or("nothing was asked")?;
        say_if_right(store, child, thread, ask, is_right).await.map(|_| ())
    } else if step.pin {
        pin_plan(store, staff?, thread, Some(last()?)).await
    } else if step.wrong_child {
        seal_wrong_child(store, town.rules, staff?, thread, last()?).await
    } else if let Some(words) = &step.handover {
        hand_over(store, staff?, thread, parse(words)?).await
    } else if let Some(topic) = &step.topic {
        set_topics(store, town.rules, staff?, thread, first()?, vec![topic.clone()]).await
    } else if step.hide {
        hide_message(store, child, thread, first()?).await
    } else {
        return Err("a step that does nothing".into());
    };
    done.map_err(say)
}

fn keep(scene: &mut Scene, sent: &Sent) {
    scene.seq = scene.seq.max(sent.message.seq);
    scene.ask = sent.ask.as_ref().map(|a| a.ask.id).or(scene.ask);
}

fn parse(words: &str) -> Result<Words, String> {
    Words::parse(words.to_owned(), "text").map_err(|r| r.to_string())
}

fn word<T: std::str::FromStr<Err = String>>(text: Option<&String>) -> Result<Option<T>, String> {
    text.map(|t| t.parse()).transpose()
}

fn language(step: &Step) -> Result<Option<Language>, String> {
    step.lang.clone().map(Language::parse).transpose().map_err(|r| r.to_string())
}

fn to_send(scene: &Scene, step: &Step, words: &str, at: At) -> Result<SendMessage, String> {
    let helper: Option<Helper> = word(step.with.as_ref())?;
    let device = if helper == Some(Helper::SomeoneElse) { Whose::SomeoneElses } else { Whose::Mine };
    Ok(SendMessage {
        thread: scene.thread,
        id: Id::at(at),
        words: parse(words)?,
        kind: word::<AskKind>(step.kind.as_ref())?,
        topics: step.topics.clone(),
        in_reply_to: scene.last_from_staff.filter(|_| step.thanks),
        written_with: helper.map(|helper| WrittenWith { helper, device, alone: helper != Helper::Carer }),
        language: language(step)?,
        phone_at: Some(at.plus(-4_000)),
    })
}

fn to_reply(scene: &Scene, step: &Step, words: &str, at: At) -> Result<Reply, String> {
    let purpose = word(step.purpose.as_ref())?.unwrap_or(Purpose::Message);
    Ok(Reply {
        thread: scene.thread,
        id: Id::at(at),
        words: parse(words)?,
        in_reply_to: None,
        purpose,
        language: language(step)?,
    })
}

fn to_write_down(scene: &Scene, step: &Step, words: &str, at: At) -> Result<WriteDown, String> {
    Ok(WriteDown {
        thread: scene.thread,
        id: Id::at(at),
        words: parse(words)?,
        channel: word(step.channel.as_ref())?.unwrap_or(Channel::Call),
        by_child: step.by.as_deref() == Some("child"),
        said_at: at.plus(-10 * crate::kernel::clock::MINUTE),
        kind: word::<AskKind>(step.kind.as_ref())?,
    })
}

fn to_answer(
    town: &Town<'_>,
    scene: &Scene,
    step: &Step,
    words: &str,
    (ask, at): (AskId, At),
) -> Result<Answered, String> {
    let how: ClosedHow = word(step.how.as_ref())?.unwrap_or(ClosedHow::Message);
    let spoken = matches!(how, ClosedHow::Call | ClosedHow::Visit);
    let pending = how == ClosedHow::DecisionPending;
    let decision_on =
        step.on.filter(|_| pending).map(|n| working_day(town.rules.holidays(), town.made.today, i64::from(n)));
    Ok(Answered {
        thread: scene.thread,
        ask,
        message: Id::at(at),
        how,
        said: parse(words)?,
        decided_by: step.by.clone().filter(|_| pending),
        decision_on,
        happened_at: spoken.then(|| at.plus(-30 * crate::kernel::clock::MINUTE)),
    })
}
