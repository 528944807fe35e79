//! Ours, as a phone and an office would call it: signed in with what `demo` wrote down.

use std::net::SocketAddr;
use std::path::Path;
use std::rc::Rc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::client::{call, request};
use super::load::Make;
use super::plain::{IN_THREAD, text};

/// The child whose thread is ten times as long.
const LONG: usize = 1;
/// So many children, from the first, are read and do not send.
const READ: usize = 2;

/// A demonstration with people signed in.
pub struct Ours {
    addr: SocketAddr,
    /// Cookie and thread of every child with a confirmed phone.
    children: Rc<Vec<(String, String)>>,
    /// The cookie of the holder of the first child's thread.
    staff: String,
}

impl Ours {
    /// Signs children and a worker in, and fills the first child's thread.
    pub fn prepare(addr: SocketAddr, folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join("demo-sign-ins.json")).unwrap();
        let signs: Value = serde_json::from_str(&text).unwrap();
        let confirmed = signs["children"].as_array().unwrap().iter().filter(|c| c["confirmed"] == true);
        let children: Vec<(String, String)> = confirmed.filter_map(|c| sign_in(addr, c)).collect();
        assert!(children.len() > READ, "too few children with a confirmed phone in demo-sign-ins.json");
        let staff = holder(addr, &signs, &children[0].1);
        let me = Self { addr, children: Rc::new(children), staff };
        me.fill(0, IN_THREAD);
        me.fill(LONG, IN_THREAD * 10);
        me
    }

    fn fill(&self, child: usize, messages: i64) {
        for n in 0..messages {
            let made = self.send(child, n);
            let reply = call(self.addr, "PUT", &made.0, &self.children[child].0, Some(&made.1));
            assert!(
                reply.status < 300,
                "a message was not taken: {} {}",
                reply.status,
                String::from_utf8_lossy(&reply.body)
            );
        }
    }

    fn send(&self, child: usize, n: i64) -> (String, Value) {
        let path = format!("/v1/threads/{}/messages/{}", self.children[child].1, Uuid::now_v7());
        (path, message(n))
    }

    /// A child reads the last 20 messages.
    pub fn child_reads(&self) -> Make {
        self.reads_of(0)
    }

    /// Children read the last 20 messages, each connection another child's, as [`Self::sends`] has them.
    pub fn senders_read(&self) -> Make {
        let (addr, children) = (self.addr, Rc::clone(&self.children));
        Rc::new(move |c, _| {
            let (cookie, thread) = sender(&children, c);
            request(addr, "GET", &format!("/v1/threads/{thread}?limit=20"), cookie, None)
        })
    }

    /// A child reads the last 20 messages of a thread that is ten times as long.
    pub fn child_reads_long(&self) -> Make {
        self.reads_of(LONG)
    }

    fn reads_of(&self, child: usize) -> Make {
        let (addr, children) = (self.addr, Rc::clone(&self.children));
        Rc::new(move |_, _| {
            let (cookie, thread) = &children[child];
            request(addr, "GET", &format!("/v1/threads/{thread}?limit=20"), cookie, None)
        })
    }

    /// A worker reads the same 20, and the look is written down.
    pub fn staff_reads(&self) -> Make {
        let (addr, thread, staff) = (self.addr, self.children[0].1.clone(), self.staff.clone());
        Rc::new(move |_, _| request(addr, "GET", &format!("/v1/staff/threads/{thread}?limit=20"), &staff, None))
    }

    /// Children send, each connection as another child where there are enough.
    pub fn sends(&self) -> Make {
        let (addr, children) = (self.addr, Rc::clone(&self.children));
        Rc::new(move |c, n| {
            let (cookie, thread) = sender(&children, c);
            let path = format!("/v1/threads/{thread}/messages/{}", Uuid::now_v7());
            request(addr, "PUT", &path, cookie, Some(&message(n as i64).to_string()))
        })
    }
}

/// The child of a connection that sends: none of those whose threads must stay as they are.
fn sender(children: &[(String, String)], connection: usize) -> &(String, String) {
    &children[READ + connection % (children.len() - READ)]
}

/// One of `sends` after every three of `reads`.
pub fn three_reads_a_send(reads: Make, sends: Make) -> Make {
    Rc::new(move |c, n| if n % 4 == 3 { sends(c, n) } else { reads(c, n) })
}

fn message(n: i64) -> Value {
    json!({
        "text": text(n), "kind": "chat", "topics": [], "in_reply_to": null, "channel": "app", "written_with": null,
        "language": null, "phone_at": "2026-01-01T00:00:00.000Z",
    })
}

fn sign_in(addr: SocketAddr, child: &Value) -> Option<(String, String)> {
    let device = format!("__Host-device={}", child["device_secret"].as_str()?);
    let reply = call(
        addr,
        "POST",
        "/v1/child/session",
        &device,
        Some(&json!({ "account": child["account"], "pin": child["pin"] })),
    );
    let cookie = reply.cookie("__Host-child");
    let thread = child["threads"].as_array()?.first()?["thread"].as_str()?.to_owned();
    assert!(cookie.is_some(), "a child could not sign in: {} {}", reply.status, String::from_utf8_lossy(&reply.body));
    Some((format!("{device}; __Host-child={}", cookie?), thread))
}

/// Signs in staff one by one until somebody may read the thread.
fn holder(addr: SocketAddr, signs: &Value, thread: &str) -> String {
    let roles = ["social_worker", "personal_adviser", "iro"];
    let staff =
        signs["staff"].as_array().unwrap().iter().filter(|s| roles.contains(&s["role"].as_str().unwrap_or_default()));
    for person in staff {
        let body = json!({ "sign_in_name": person["sign_in_name"], "password": person["password"] });
        let reply = call(addr, "POST", "/v1/staff/session", "", Some(&body));
        let Some(cookie) = reply.cookie("__Host-staff") else { continue };
        let cookie = format!("__Host-staff={cookie}");
        if call(addr, "GET", &format!("/v1/staff/threads/{thread}?limit=20"), &cookie, None).status == 200 {
            return cookie;
        }
    }
    panic!("nobody of the staff may read the first child's thread");
}
