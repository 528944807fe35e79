//! Who calls the server: a child's phone, the browser of a member of staff, a stranger. Each carries its cookies by hand.

use std::ops::Index;

use diesel::prelude::*;
use reqwest::Method;
use sayso::identity::token::Token;
use sayso::kernel::id::{AccountId, ChildId, DeviceId, Id, SessionId, StaffId};
use sayso::kernel::text::Words;
use sayso::kernel::words::Role;
use sayso::store::schema::{device_accounts, devices, sessions, staff};
use sayso::store::{Answer, Store, Tx, vault};
use serde_json::Value;
use sha2::Digest;

use super::{HOUR, TestApp};

/// What every caller can do. Changes carry `Sec-Fetch-Site: same-origin`, as a browser's own pages do.
pub struct Caller {
    /// The server that is called.
    pub url: String,
    http: reqwest::Client,
    /// The cookies, as `name=value`.
    pub cookies: Vec<(String, String)>,
}

/// A child's phone.
pub struct ChildPhone {
    pub child: ChildId,
    pub account: AccountId,
    pub session: SessionId,
    caller: Caller,
}

/// The browser of a member of staff.
pub struct StaffBrowser {
    pub staff: StaffId,
    pub session: SessionId,
    caller: Caller,
}

/// Somebody without a cookie.
pub struct Stranger {
    caller: Caller,
}

macro_rules! calls {
    ($($who:ident),*) => {$(
        impl std::ops::Deref for $who {
            type Target = Caller;

            fn deref(&self) -> &Caller {
                &self.caller
            }
        }

        impl std::ops::DerefMut for $who {
            fn deref_mut(&mut self) -> &mut Caller {
                &mut self.caller
            }
        }
    )*};
}
calls!(ChildPhone, StaffBrowser, Stranger);

impl Stranger {
    pub fn of(app: &TestApp) -> Self {
        Self { caller: Caller::of(app, vec![]) }
    }
}

impl Caller {
    fn of(app: &TestApp, cookies: Vec<(String, String)>) -> Self {
        Self { url: app.url.clone(), http: app.http.clone(), cookies }
    }

    /// Somebody with these cookies, at a server of a process of its own.
    pub fn on(url: &str, cookies: Vec<(String, String)>) -> Self {
        Self { url: url.to_owned(), http: reqwest::Client::new(), cookies }
    }

    /// The same caller, with the same cookies, at another server.
    pub fn at(&self, url: &str) -> Self {
        Self { url: url.to_owned(), http: self.http.clone(), cookies: self.cookies.clone() }
    }

    /// A request with this caller's cookies, to be finished by hand.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url)).header("sec-fetch-site", "same-origin");
        if self.cookies.is_empty() {
            return request;
        }
        let cookies = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
        request.header("cookie", cookies)
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Reply {
        Reply::read(request.send().await.unwrap()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.with_body(Method::PUT, path, &body).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.with_body(Method::POST, path, &body).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.with_body(Method::PATCH, path, &body).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// A request with a JSON body; `Value::Null` sends none.
    pub async fn with_body(&self, method: Method, path: &str, body: &Value) -> Reply {
        let mut request = self.request(method, path);
        if !body.is_null() {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        self.send(request).await
    }

    /// Sends a file with what it is, as a browser's form does; the hash of the file is said with it where `about` has none.
    pub async fn upload(&self, path: &str, about: &Value, name: &str, file: &[u8]) -> Reply {
        let mut about = about.clone();
        if about.get("sha256").is_none() {
            let hash: String = sha2::Sha256::digest(file).iter().map(|b| format!("{b:02x}")).collect();
            about["sha256"] = hash.into();
        }
        let mut body = format!(
            "--cut\r\nContent-Disposition: form-data; name=\"about\"\r\nContent-Type: application/json\r\n\r\n{about}\r\n\
             --cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        let request = self.request(Method::POST, path);
        self.send(request.header("content-type", "multipart/form-data; boundary=cut").body(body)).await
    }

    /// Keeps the cookies that an answer sets, and drops those that it takes back, as a browser would.
    pub fn keep_cookies(&mut self, reply: &Reply) {
        for line in reply.headers.get_all("set-cookie").iter().filter_map(|v| v.to_str().ok()) {
            let Some((name, rest)) = line.split_once('=') else { continue };
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.retain(|(n, _)| n != name);
            if !value.is_empty() && !line.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Vec<u8>,
    /// The body as JSON; null where it is none.
    pub json: Value,
}

impl Reply {
    pub async fn read(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await.unwrap().to_vec();
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Self { status, headers, body, json }
    }

    /// The answer, which must have this status.
    #[track_caller]
    pub fn ok(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Checks a refusal: its status, its code, and that it is problem+json.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.json["code"].as_str()), (status, Some(code)), "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        self
    }

    /// Not there, or not yours.
    #[track_caller]
    pub fn not_there(self) -> Self {
        self.refused(404, "not_found")
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's text; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

impl Index<&str> for Reply {
    type Output = Value;

    fn index(&self, field: &str) -> &Value {
        &self.json[field]
    }
}

pub async fn sign_in_child(app: &TestApp, child: ChildId, confirmed: bool) -> ChildPhone {
    let (secret, token) = (Token::fresh().unwrap(), Token::fresh().unwrap());
    let cookies = vec![("__Host-device".to_owned(), secret.reveal()), ("__Host-child".to_owned(), token.reveal())];
    let (account, session) = enrol(&app.store, child, confirmed, (secret, token)).await;
    ChildPhone { child, account, session, caller: Caller::of(app, cookies) }
}

async fn enrol(
    store: &Store,
    child: ChildId,
    confirmed: bool,
    (secret, token): (Token, Token),
) -> (AccountId, SessionId) {
    let write = move |tx: &mut Tx<'_>| -> Answer<(AccountId, SessionId)> {
        let now = tx.now();
        let (device, account, session): (DeviceId, AccountId, SessionId) = (Id::at(now), Id::at(now), Id::at(now));
        diesel::insert_into(devices::table)
            .values((devices::id.eq(device), devices::secret_hash.eq(secret.hash().to_vec()), devices::made_at.eq(now)))
            .execute(tx.db())?;
        // 32 zeros in base64, sealed as a real one is.
        let key = Words::stored("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".into());
        let key = vault::child_key_or_new(tx, child)?.seal(account.of(), &key)?;
        let row = (
            device_accounts::id.eq(account),
            device_accounts::device_id.eq(device),
            device_accounts::child_id.eq(child),
            device_accounts::picture.eq("fox"),
            device_accounts::pin_verifier.eq("none"),
            device_accounts::local_key.eq(key),
            device_accounts::three_words.eq("tree river stone"),
            device_accounts::lock_after_s.eq(60),
            device_accounts::made_at.eq(now),
            device_accounts::last_used_at.eq(now),
            device_accounts::confirmed_at.eq(confirmed.then_some(now)),
            device_accounts::wrong_tries.eq(0),
        );
        diesel::insert_into(device_accounts::table).values(row).execute(tx.db())?;
        open(tx, session, &token, (Some(account), None, None))?;
        Ok((account, session))
    };
    store.upkeep(write).await.unwrap()
}

pub async fn sign_in_staff(app: &TestApp, who: StaffId) -> StaffBrowser {
    let token = Token::fresh().unwrap();
    let cookies = vec![("__Host-staff".to_owned(), token.reveal())];
    let write = move |tx: &mut Tx<'_>| {
        let session: SessionId = Id::at(tx.now());
        let role: Role = staff::table.find(who).select(staff::role).first(tx.db())?;
        open(tx, session, &token, (None, Some(who), Some(role)))?;
        Ok(session)
    };
    let session = app.store.upkeep(write).await.unwrap();
    StaffBrowser { staff: who, session, caller: Caller::of(app, cookies) }
}

fn open(
    tx: &mut Tx<'_>,
    id: SessionId,
    token: &Token,
    (account, staff, role): (Option<AccountId>, Option<StaffId>, Option<Role>),
) -> Answer<()> {
    let now = tx.now();
    let row = (
        sessions::id.eq(id),
        sessions::token_hash.eq(token.hash().to_vec()),
        sessions::account_id.eq(account),
        sessions::staff_id.eq(staff),
        sessions::staff_role.eq(role.map(|r| r.as_str())),
        sessions::made_at.eq(now),
        sessions::proved_at.eq(now),
        sessions::last_seen_at.eq(now),
        sessions::expires_at.eq(now.plus(4 * HOUR)),
    );
    diesel::insert_into(sessions::table).values(row).execute(tx.db())?;
    Ok(())
}
