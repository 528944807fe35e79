//! Live streams.

use std::time::Duration;

use sayso::kernel::id::{AnyId, Id};
use sayso::store::Store;
use sayso::store::events::{self, Event};

use crate::harness::*;

const SOON: Duration = Duration::from_secs(5);
const A_WHILE: Duration = Duration::from_millis(300);

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
    store.upkeep(move |tx| events::insert(tx, &event)).await.unwrap();
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
        assert!(live.next(A_WHILE).await.is_none_or(|again| again.id == Some(missed)));
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
