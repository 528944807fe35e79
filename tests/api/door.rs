//! The door: headers, other sites, sizes, what is not there, what breaks.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Method;

use crate::harness::*;

/// The headers of every answer (facts: safety 7.5), with the policy of recipes/web.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; \
         font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types svelte-trusted-html sw",
    ),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "geolocation=(), microphone=(), camera=(self), payment=()"),
];

#[track_caller]
fn has_every_header(reply: &Reply, what: &str) {
    for (name, value) in HEADERS {
        assert_eq!(reply.header(name), *value, "{name} of {what}");
    }
    assert_eq!(reply.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
    for told in ["server", "x-powered-by"] {
        assert!(!reply.headers.contains_key(told), "{what} tells {told}");
    }
}

on_both! {
    async fn the_health_page_says_that_the_database_answers(app) {
        let reply = app.stranger().get("/health").await.ok(200);
        assert_eq!(reply.json, json!({"status": "up", "database": "up"}));
    }
}

/// What answers the same whatever the database is, is tested on one.
async fn app() -> TestApp {
    TestApp::spawn(Backend::Sqlite).await
}

fn raw(app: &TestApp, request: &str) -> String {
    let mut line = TcpStream::connect(app.url.trim_start_matches("http://")).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
    line.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let mut some = [0u8; 4096];
    // Until it closes, says nothing more, or has said enough to see the status.
    while let Ok(n) = line.read(&mut some) {
        answer.extend_from_slice(&some[..n]);
        if n == 0 || answer.windows(4).any(|w| w == b"\r\n\r\n") {
            break;
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}

// SESS-01, PRIV-07
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_has_the_headers_and_none_of_the_api_may_be_kept() {
    let app = app().await;
    let (stranger, sam) = (app.stranger(), app.browser(app.cast.sam).await);
    let asset = sayso_web::all().iter().find(|a| a.immutable).map(|a| a.path);
    for path in
        ["/health", "/v1/council", "/v1/child/session", "/v1/nothing", "/v1", "/v1/threads/not-an-id", "/v1/child/live"]
    {
        let reply = stranger.get(path).await;
        has_every_header(&reply, path);
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
    }
    let live = sam.request(Method::GET, "/v1/staff/live").send().await.unwrap();
    assert_eq!(live.headers()["cache-control"], "no-store");
    assert_eq!(live.headers()["x-accel-buffering"], "no");
    for (path, kept) in
        [("/", "no-cache"), ("/desk", "no-cache"), ("/nothing.js", "no-store"), ("/assets/nothing.js", "no-store")]
    {
        let reply = stranger.get(path).await;
        has_every_header(&reply, path);
        assert_eq!(reply.header("cache-control"), kept, "{path}");
    }
    if let Some(path) = asset {
        let reply = stranger.get(path).await.ok(200);
        has_every_header(&reply, path);
        assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");
    }
    let refused =
        stranger.send(app.http.post(format!("{}/v1/enrolments/check", app.url))).await.refused(403, "other_site");
    has_every_header(&refused, "a refused change");
    let wrong = stranger.send(stranger.request(Method::PUT, "/v1/council")).await.refused(405, "wrong_method");
    has_every_header(&wrong, "a wrong method");
    assert_eq!(wrong.header("allow"), "GET");
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_apps_files_are_checked_by_their_tag_and_packed_where_the_browser_can() {
    let app = app().await;
    let stranger = app.stranger();
    for path in ["/", "/desk", "/desk/inbox", "/t/0192d8c4", "/me"] {
        let page = stranger.get(path).await.ok(200);
        assert!(page.header("content-type").starts_with("text/html"), "{path}");
        let again = stranger.request(Method::GET, path).header("if-none-match", page.header("etag"));
        let again = stranger.send(again).await.ok(304);
        assert!(again.body.is_empty());
        has_every_header(&again, "a page that has not changed");
    }
    assert_ne!(stranger.get("/").await.body, stranger.get("/desk").await.body);
    if let Some(asset) = sayso_web::all().iter().find(|a| a.br.is_some()) {
        let packed =
            stranger.send(stranger.request(Method::GET, asset.path).header("accept-encoding", "gzip, br;q=0.9")).await;
        assert_eq!((packed.header("content-encoding"), packed.body.as_slice()), ("br", asset.br.unwrap()));
        let plain =
            stranger.send(stranger.request(Method::GET, asset.path).header("accept-encoding", "br;q=0, gzip")).await;
        assert_eq!((plain.header("content-encoding"), plain.body.as_slice()), ("", asset.raw));
        assert_ne!(packed.header("etag"), plain.header("etag"));
        assert_eq!(plain.header("vary"), "Accept-Encoding");
    }
    for path in [
        "/assets/nothing.js",
        "/nothing.php",
        "/.env",
        "/../etc/passwd",
        "/%2e%2e/etc/passwd",
        "/wp-admin",
        "/t/a.php",
        "/v1/nothing",
        "/v1",
    ] {
        stranger.get(path).await.not_there();
    }
    stranger.send(stranger.request(Method::POST, "/")).await.refused(405, "wrong_method");
    let head = stranger.send(stranger.request(Method::HEAD, "/")).await.ok(200);
    assert!(head.body.is_empty());
    app.finish().await;
}

// SESS-04 (server part)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_site_asks_for_is_refused_and_has_no_effect() {
    let app = app().await;
    let sam = app.browser(app.cast.sam).await;
    let cookie = sam.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("; ");
    let refused: &[&[(&str, &str)]] = &[
        &[],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
        &[("origin", "null")],
        &[("origin", "https://evil.example")],
        &[("origin", "null"), ("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "cross-site"), ("origin", "HERE")],
        &[("content-type", "text/plain"), ("sec-fetch-site", "cross-site")],
        &[("content-type", "application/x-www-form-urlencoded"), ("referer", "HERE")],
        &[("x-http-method-override", "GET"), ("sec-fetch-site", "cross-site")],
    ];
    for method in [Method::DELETE, Method::POST, Method::PUT, Method::PATCH] {
        for headers in refused {
            let mut request =
                app.http.request(method.clone(), format!("{}/v1/staff/session", app.url)).header("cookie", &cookie);
            for (name, value) in *headers {
                request = request.header(*name, value.replace("HERE", &app.url));
            }
            sam.send(request).await.refused(403, "other_site");
        }
    }
    assert_eq!(app.count("SELECT COUNT(*) AS n FROM sessions WHERE ended_at IS NULL").await, 1);
    let by_origin =
        app.http.delete(format!("{}/v1/staff/session", app.url)).header("cookie", &cookie).header("origin", &app.url);
    let left = sam.send(by_origin).await.ok(204);
    assert_eq!(left.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(app.count("SELECT COUNT(*) AS n FROM sessions WHERE ended_at IS NULL").await, 0);
    app.finish().await;
}

// SESS-12 (server part)
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_out_takes_the_painted_pages_but_not_the_words_that_wait_on_a_shared_phone() {
    let app = app().await;
    let amara = app.phone(app.cast.amara).await;
    let left = amara.delete("/v1/child/session").await.ok(204);
    assert_eq!(left.header("clear-site-data"), "\"cache\"");
    amara.get("/v1/child/session").await.ok(401);
    app.finish().await;
}

// INP-02
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_or_cannot_be_read_is_refused_before_it_is_kept_in_memory() {
    let app = app().await;
    let stranger = app.stranger();
    let head = format!(
        "POST /v1/enrolments/check HTTP/1.1\r\nhost: x\r\norigin: {}\r\ncontent-type: application/json\r\n",
        app.url
    );
    // It says that it is large, and not a byte of it is waited for.
    assert!(raw(&app, &format!("{head}content-length: 1073741824\r\n\r\n")).starts_with("HTTP/1.1 413"));
    assert!(raw(&app, &format!("{head}content-length: 65537\r\n\r\n")).starts_with("HTTP/1.1 413"));
    // It does not say how large it is.
    let chunk = format!("4000\r\n{}\r\n", "x".repeat(0x4000));
    assert!(
        raw(
            &app,
            &format!("{head}transfer-encoding: chunked\r\n\r\n\"{}", chunk.repeat(8)).replacen(
                "\r\n\r\n\"",
                "\r\n\r\n",
                1
            )
        )
        .starts_with("HTTP/1.1 413")
    );
    // It says two different things, or less than it sends.
    assert!(
        raw(&app, &format!("{head}content-length: 2\r\ncontent-length: 5\r\n\r\n{{}}")).starts_with("HTTP/1.1 400")
    );
    assert!(!raw(&app, &format!("{head}content-length: 1\r\n\r\n{{\"code\":1}}")).starts_with("HTTP/1.1 2"));
    let post = |body: String| {
        let request = stranger
            .request(Method::POST, "/v1/enrolments/check")
            .header("content-type", "application/json")
            .body(body);
        stranger.send(request)
    };
    post("[".repeat(10_000)).await.refused(422, "wrong_shape");
    post("{\"code\":".repeat(5_000)).await.refused(422, "wrong_shape");
    let deep = format!("{{\"code\":\"A\",\"x\":{}", "[".repeat(10_000));
    assert!([400, 422].contains(&post(deep).await.status));
    post("{\"code\":\"A\",\"code\":\"B\"}".into()).await.refused(400, "unreadable");
    post("{\"code\":\"A\"".into()).await.refused(400, "unreadable");
    post("{\"code\":\"\u{0}\"}".into()).await.refused(400, "unreadable");
    post(String::new()).await.refused(400, "unreadable");
    assert_eq!(post("{}".into()).await.refused(422, "wrong_shape")["field"], "code");
    assert_eq!(post("{\"code\":\"A\",\"child_id\":1}".into()).await.refused(422, "wrong_shape")["field"], "child_id");
    let secret = post("{\"code\": {\"secret-words\": 1}}".into()).await.refused(422, "wrong_shape");
    assert!(!secret.text().contains("secret-words"), "a wrong value is not repeated");
    let untyped = stranger.request(Method::POST, "/v1/enrolments/check").body("{\"code\":\"A\"}");
    stranger.send(untyped).await.refused(415, "not_json");
    app.finish().await;
}

// RATE-04
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_cannot_choose_the_address_that_its_tries_count_on() {
    let app = app().await;
    let stranger = app.stranger();
    for n in 0..5 {
        let body = json!({"code": "ABC-DEFG234"}).to_string();
        let request = stranger
            .request(Method::POST, "/v1/enrolments/check")
            .header("content-type", "application/json")
            .body(body);
        let request = request
            .header("x-forwarded-for", format!("203.0.113.{n}"))
            .header("forwarded", format!("for=203.0.113.{n}"));
        stranger.send(request).await.ok(422);
    }
    assert_eq!(app.count("SELECT COUNT(DISTINCT key) AS n FROM try_counters").await, 1);
    assert_eq!(app.count("SELECT CAST(SUM(tries) AS BIGINT) AS n FROM try_counters").await, 5);
    app.finish().await;
}

// DUR-18 (a handler that panics: server::door's own tests)
on_both! {
    async fn a_write_that_panics_is_rolled_back_and_the_next_one_is_taken(app) {
        let broken = app.store.write(|tx| -> sayso::store::Answer<sayso::store::Outcome<()>> {
            diesel::RunQueryDsl::execute(diesel::sql_query("DELETE FROM team_managers"), tx.db())?;
            panic!("on purpose");
        });
        assert!(broken.await.is_err());
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM team_managers").await, 5);
        app.execute("DELETE FROM team_managers").await;
        app.stranger().get("/health").await.ok(200);
    }
}
