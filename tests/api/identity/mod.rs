//! Coming in and staying in: invitations, phones, PINs, passwords, sessions, limits.

mod enrolment;
mod limits;
mod nobody;
mod phones;
mod pin;
mod sessions;
mod staff;

use sayso::kernel::id::{AccountId, ChildId, Id};
use uuid::Uuid;

use crate::harness::*;

pub const PIN: &str = "493817";
pub const PASSWORD: &str = "kettle piano otter";

/// An invitation for `child` made by `worker`: its id and its code.
pub async fn invite(app: &TestApp, worker: &StaffBrowser, child: ChildId, kind: &str, reason: &str) -> (Uuid, String) {
    let id = app.id();
    let wanted = json!({"invitation": id, "kind": kind, "reason": reason});
    let reply = worker.post(&format!("/v1/staff/children/{child}/invitations"), wanted).await.ok(201);
    (id, reply.json["code"].as_str().unwrap().to_owned())
}

/// What has become of an invitation.
pub async fn invitation(worker: &StaffBrowser, child: ChildId, id: Uuid) -> Value {
    let list = worker.get(&format!("/v1/staff/children/{child}/invitations")).await.ok(200);
    let items = list.json["items"].as_array().unwrap();
    items.iter().find(|i| i["invitation"] == json!(id)).unwrap().clone()
}

/// A body that brings a phone in.
pub fn enrolment(code: &str, picture: &str) -> Value {
    json!({"code": code, "pin": PIN, "picture": picture})
}

/// A phone that has come in by an invitation of `worker` and keeps its cookies. Nobody has confirmed it.
pub async fn bring_in(app: &TestApp, worker: &StaffBrowser, child: ChildId) -> (Stranger, Reply) {
    let (_, code) = invite(app, worker, child, "screen", "first").await;
    let mut phone = app.stranger();
    let reply = phone.post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
    phone.keep_cookies(&reply);
    (phone, reply)
}

/// The account of a phone that has come in.
pub fn account(reply: &Reply) -> AccountId {
    Id::from(Uuid::parse_str(reply.json["account"].as_str().unwrap()).unwrap())
}

/// A worker confirms a phone.
pub async fn confirm(worker: &StaffBrowser, child: ChildId, account: AccountId) {
    let path = format!("/v1/staff/children/{child}/devices/{account}/confirm");
    worker.post(&path, json!({"how": "same_words"})).await.ok(204);
}

/// A phone that has come in and been confirmed.
pub async fn bring_in_confirmed(app: &TestApp, worker: &StaffBrowser, child: ChildId) -> (Stranger, AccountId) {
    let (phone, reply) = bring_in(app, worker, child).await;
    let account = account(&reply);
    confirm(worker, child, account).await;
    (phone, account)
}

/// Tries a PIN.
pub async fn unlock(phone: &Stranger, pin: &str) -> Reply {
    phone.post("/v1/child/session", json!({"pin": pin})).await
}

/// Gives a member of staff a password, as the administrator's link and the person do.
pub async fn give_password(app: &TestApp, who: sayso::kernel::id::StaffId) {
    let sys = app.browser(app.cast.sys).await;
    let made = sys.post(&format!("/v1/staff/accounts/{who}/password-link"), json!({})).await.ok(201);
    let token = made.json["link"].as_str().unwrap().rsplit_once('=').unwrap().1.to_owned();
    app.stranger().post("/v1/staff/password", json!({"token": token, "password": PASSWORD})).await.ok(204);
}

/// Tries a password.
pub async fn sign_in(app: &TestApp, name: &str, password: &str) -> Reply {
    app.stranger().post("/v1/staff/session", json!({"sign_in_name": name, "password": password})).await
}

/// A cookie that an answer sets, with its attributes.
pub fn cookie<'r>(reply: &'r Reply, name: &str) -> &'r str {
    let mut all = reply.headers.get_all("set-cookie").iter().map(|v| v.to_str().unwrap());
    all.rfind(|line| line.starts_with(&format!("{name}="))).unwrap_or_else(|| panic!("no cookie {name}"))
}
