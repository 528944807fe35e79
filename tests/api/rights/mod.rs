//! Rights: the page that a young person reads, what they ask for and what comes of it, the facts behind it.

mod answers;
mod facts;
mod page;

use crate::harness::*;

/// A young person asks for something; the answer.
pub async fn ask(app: &TestApp, phone: &ChildPhone, item: &str) -> (String, Reply) {
    let id = app.id().to_string();
    let wanted = json!({"message": app.id(), "item": item, "words": null});
    let reply = phone.put(&format!("/v1/child/rights/requests/{id}"), wanted).await;
    (id, reply)
}

/// Staff take a request a step on.
pub async fn step(app: &TestApp, desk: &StaffBrowser, request: &str, more: Value) -> Reply {
    let mut body = json!({"message": app.id(), "state": "yes", "decided_by": null, "decide_on": null, "said": "Yes."});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    desk.post(&format!("/v1/staff/rights/requests/{request}/steps"), body).await
}

/// Staff enter a fact; the answer.
pub async fn enter(
    app: &TestApp,
    desk: &StaffBrowser,
    child: impl std::fmt::Display,
    kind: &str,
    value: Value,
) -> Reply {
    let body =
        json!({"kind": kind, "value": value, "source": "Their file", "checked_on": "2026-11-20", "agreed_on": null});
    desk.put(&format!("/v1/staff/children/{child}/rights/facts/{}", app.id()), body).await
}

/// An item of a page.
pub fn item<'v>(page: &'v Value, id: &str) -> &'v Value {
    page["items"].as_array().unwrap().iter().find(|i| i["id"] == id).unwrap_or(&Value::Null)
}
