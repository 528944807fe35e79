//! Voice: a child writes, is seen, is answered; who may see what, until when; what the clock does.

mod access;
mod answer;
mod audit;
mod clock;
mod people;
mod send;

use sayso::config::RuleFiles;
use sayso::voice::{Rules, jobs};

pub use crate::harness::*;

/// The rules that come with Sayso.
pub fn rules() -> Rules {
    Rules::load(&RuleFiles::default()).unwrap()
}

/// Runs what happens by the clock, as the server's jobs would.
pub async fn tick(app: &TestApp) {
    jobs::open_threads(&app.store, &rules()).await.unwrap();
    jobs::escalate(&app.store, &rules()).await.unwrap();
}

/// A child's thread with a post. Pushes are another room's: they may stay in the outbox.
pub async fn thread_with(app: &TestApp, phone: &ChildPhone, post: &str) -> String {
    app.outbox_may_hold(100_000);
    let posts = phone.get("/v1/child/posts").await.ok(200);
    let found =
        posts["items"].as_array().unwrap().iter().find(|i| i["post"] == post).unwrap_or_else(|| panic!("no {post}"));
    found["thread"].as_str().unwrap().to_owned()
}

/// What a phone sends.
pub fn words(text: &str) -> Value {
    with(text, json!({}))
}

/// What a phone sends, with some fields of one's own.
pub fn with(text: &str, more: Value) -> Value {
    let mut body = json!({"text": text, "kind": "chat", "topics": [], "in_reply_to": null, "channel": "app", "written_with": null,
        "language": null, "phone_at": "2026-11-24T09:59:00Z"});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// The path of a message.
pub fn message(thread: &str, id: impl std::fmt::Display) -> String {
    format!("/v1/threads/{thread}/messages/{id}")
}

/// The child says something; the answer.
pub async fn say(app: &TestApp, phone: &ChildPhone, thread: &str, body: Value) -> Reply {
    phone.put(&message(thread, app.id()), body).await.ok(201)
}

/// What a worker writes.
pub fn reply(text: &str) -> Value {
    json!({"text": text, "in_reply_to": null, "purpose": "message", "language": null})
}

/// A worker writes; the answer.
pub async fn answer(app: &TestApp, desk: &StaffBrowser, thread: &str, body: Value) -> Reply {
    desk.put(&format!("/v1/staff/threads/{thread}/messages/{}", app.id()), body).await
}

/// A worker marks what is open as answered; the answer.
pub async fn mark(app: &TestApp, desk: &StaffBrowser, thread: &str, ask: &Value, more: Value) -> Reply {
    let mut body = json!({"message": app.id(), "how": "message", "said": "I have sorted it.", "decided_by": null, "decision_on": null, "happened_at": null});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    desk.post(&format!("/v1/staff/threads/{thread}/asks/{}/answered", ask["id"].as_str().unwrap()), body).await
}

/// The texts of a thread, oldest first, as the child reads it.
pub async fn texts(phone: &ChildPhone, thread: &str) -> Vec<String> {
    let read = phone.get(&format!("/v1/threads/{thread}?limit=100")).await.ok(200);
    read["messages"].as_array().unwrap().iter().map(|m| m["text"].as_str().unwrap_or("-").to_owned()).collect()
}

/// An instant as the wire writes it, so many milliseconds from now.
pub fn from_now(app: &TestApp, ms: i64) -> String {
    app.clock.now().plus(ms).rfc3339()
}

/// Moves the clock to an instant in London, with every session awake.
pub async fn move_to(app: &TestApp, day: &str, minutes: u32) {
    app.clock.move_to(sayso::kernel::calendar::london_time(day.parse().unwrap(), minutes));
    app.keep_awake().await;
}
