//! Live streams.

use std::time::Duration;

use sayso::kernel::id::{AnyId, Id};
use sayso::server::{self, Options};
use sayso::store::Store;
use sayso::store::events::{self, Event};

use crate::harness::*;

const SOON: Duration = Duration::from_secs(5);
const A_WHILE: Duration = Duration::from_millis(300);

/// Whether a stream ends in time, having told no more than that something about a phone or a session has changed.
async fn ends_without_words(live: &mut Live, wait: Duration) -> bool {
    loop {
        match live.next_or_end(wait).await {
            Ok(heard) => assert!(["device", "resync", "task"].contains(&heard.event.as_str()), "{heard:?}"),
            Err(ended) => return ended,
        }
    }
}

async fn happen(store: &Store, kind: &str, whose: AnyId) -> String {
    let at = store.clock().now();
    let event = Event {
        id: Id::at(at),
        recipient_kind: kind.into(),
        recipient_id: whose,
        kind: "message".into(),
        thread_id: None,
        subject_id: Some(whose),
        at,
    };
    let id = event.id.to_string();
    store.upkeep(move |tx| events::insert(tx, event)).await.unwrap();
    id
}

on_both! {
    async fn what_happens_to_a_child_is_heard_on_their_phone_and_on_no_other(app) {
        let (amara, bilal) = (app.phone(app.cast.amara).await, app.phone(app.cast.bilal).await);
        let mut hers = Live::open(&amara, "/v1/child/live", None).await;
        let mut his = Live::open(&bilal, "/v1/child/live", None).await;
        let id = happen(&app.store, "child", app.cast.amara.of()).await;
        let heard = hers.next(SOON).await.unwrap();
        assert_eq!((heard.event.as_str(), heard.id), ("message", Some(id)));
        assert_eq!(heard.data, json!({"thread": null, "subject": app.cast.amara.to_string()}));
        assert_eq!(his.next(A_WHILE).await, None);
    }

    async fn a_phone_that_nobody_confirmed_hears_only_of_itself(app) {
        let phone = app.unconfirmed_phone(app.cast.amara).await;
        let mut live = Live::open(&phone, "/v1/child/live", None).await;
        happen(&app.store, "child", app.cast.amara.of()).await;
        assert_eq!(live.next(A_WHILE).await, None);
        happen(&app.store, "account", phone.account.of()).await;
        assert!(live.next(SOON).await.is_some());
    }

    async fn what_was_missed_is_heard_after_a_reconnect(app) {
        let sam = app.browser(app.cast.sam).await;
        let seen = happen(&app.store, "staff", app.cast.sam.of()).await;
        app.clock.advance(MINUTE);
        let missed = happen(&app.store, "staff", app.cast.sam.of()).await;
        happen(&app.store, "staff", app.cast.otis.of()).await;
        let mut live = Live::open(&sam, "/v1/staff/live", Some(&seen)).await;
        assert_eq!(live.next(SOON).await.unwrap().id.as_ref(), Some(&missed));
        // It may come twice, but nobody else's comes.
        assert!(live.next(A_WHILE).await.is_none_or(|again| again.id == Some(missed) || again.id == Some(seen)));
        let mut lost = Live::open(&sam, "/v1/staff/live", Some("8c4aa9e1-9a3f-4a37-8a1d-000000000000")).await;
        assert_eq!(lost.next(SOON).await.unwrap().event, "resync");
    }

    // SESS-06
    async fn a_stream_ends_within_a_second_after_its_session(app) {
        let amara = app.phone(app.cast.amara).await;
        let mut live = Live::open(&amara, "/v1/child/live", None).await;
        app.execute(&format!("UPDATE sessions SET ended_at = {} WHERE account_id IS NOT NULL", app.clock.now().ms())).await;
        happen(&app.store, "child", app.cast.amara.of()).await;
        assert!(live.ends_within(Duration::from_millis(1000)).await);
        let sam = app.browser(app.cast.sam).await;
        let mut live = Live::open(&sam, "/v1/staff/live", None).await;
        app.execute(&format!("UPDATE staff SET disabled_at = {} WHERE code = 'SAM'", app.clock.now().ms())).await;
        assert!(live.ends_within(Duration::from_millis(1000)).await);
    }

    // SESS-06: by revoking, by signing out, by locking, by disabling, by a changed role; each by its own route
    async fn whatever_ends_a_session_ends_its_open_stream_within_a_second(app) {
        let (sam, sys) = (app.browser(app.cast.sam).await, app.browser(app.cast.sys).await);
        let child = app.cast.amara;
        let soon = Duration::from_millis(1000);

        let phone = app.phone(child).await;
        let mut live = Live::open(&phone, "/v1/child/live", None).await;
        let path = format!("/v1/staff/children/{child}/devices/{}/revoke", phone.account);
        sam.post(&path, json!({"reason": "lost"})).await.ok(204);
        assert!(ends_without_words(&mut live, soon).await, "revoked");
        phone.get("/v1/child/posts").await.refused(401, "sign_in");

        let phone = app.phone(child).await;
        let mut live = Live::open(&phone, "/v1/child/live", None).await;
        phone.delete("/v1/child/session").await.ok(204);
        assert!(ends_without_words(&mut live, soon).await, "signed out");

        let phone = app.phone(child).await;
        let mut live = Live::open(&phone, "/v1/child/live", None).await;
        phone.post("/v1/child/session/hidden", json!({"hidden": true})).await.ok(204);
        app.clock.advance(59 * SECOND);
        assert!(!ends_without_words(&mut live, Duration::from_millis(1200)).await, "locked too early");
        app.clock.advance(2 * SECOND);
        happen(&app.store, "child", child.of()).await;
        assert!(live.ends_within(soon).await, "locked");

        let otis = app.browser(app.cast.otis).await;
        let mut live = Live::open(&otis, "/v1/staff/live", None).await;
        sys.post(&format!("/v1/staff/accounts/{}/disable", app.cast.otis), json!({})).await.ok(204);
        assert!(ends_without_words(&mut live, soon).await, "disabled");

        let stan = app.browser(app.cast.stan).await;
        let mut live = Live::open(&stan, "/v1/staff/live", None).await;
        let other = json!({"code": "STAN", "name": "Stan Lowe", "role": "personal_adviser", "team": "LC1"});
        sys.put(&format!("/v1/staff/accounts/{}", app.cast.stan), other).await.ok(200);
        assert!(ends_without_words(&mut live, soon).await, "another role");
        stan.get("/v1/staff/inbox").await.refused(401, "sign_in");
    }

    // A server that died keeps its leases for a minute; then another has them.
    async fn a_job_of_a_server_that_died_is_taken_over_when_its_lease_is_over_and_not_before(app) {
        let until = app.clock.now().plus(MINUTE).ms();
        app.execute(&format!("INSERT INTO leases (job, holder, until) VALUES ('lease:send', 'dead', {until})")).await;
        let (store, sender) = (app.store.clone(), app.sender.clone());
        let running = server::start(Options { store, settings: settings(), sender, jobs: true }).await.unwrap();
        let dead = "SELECT COUNT(*) AS n FROM leases WHERE job = 'lease:send' AND holder = 'dead'";
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(app.count(dead).await, 1);
        app.clock.advance(MINUTE + SECOND);
        let mut left = 50;
        while app.count(dead).await == 1 && left > 0 {
            left -= 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(left > 0, "nobody took the lease over");
        // A stop gives it back at once.
        running.stop().await;
        assert_eq!(app.count(&format!("SELECT COUNT(*) AS n FROM leases WHERE until > {}", app.clock.now().ms())).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_commits_is_heard_through_another() {
    let app = TestApp::spawn(Backend::Postgres).await;
    let second = app.second_server().await;
    let mut sam = app.browser(app.cast.sam).await;
    sam.url = second.url.clone();
    let mut live = Live::open(&sam, "/v1/staff/live", None).await;
    let id = happen(&app.store, "staff", app.cast.sam.of()).await;
    assert_eq!(live.next(SOON).await.unwrap().id, Some(id));
    let stopping = tokio::spawn(second.running.stop());
    assert!(live.ends_within(Duration::from_secs(2)).await, "a stop ends the streams");
    stopping.await.unwrap();
    app.finish().await;
}
