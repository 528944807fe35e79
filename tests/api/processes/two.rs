//! Two servers on one PostgreSQL.

use super::*;
use crate::harness::push_service::PushService;
use crate::voice::{message, words};
use sayso::kernel::Clock;
use sayso::kernel::id::Id;

fn fresh() -> uuid::Uuid {
    Id::<()>::at(Clock::system().now()).uuid()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_child_sends_through_one_server_is_live_on_the_other_and_is_pushed_once() {
    let service = PushService::start();
    let (council, (amara, sam)) = Council::make(Backend::Postgres, async |app| {
        (app.phone(app.cast.amara).await.at(""), app.browser(app.cast.sam).await.at(""))
    })
    .await;
    let (one, other) = (council.serve(), council.serve());
    let (amara, sam) = (amara.at(&one.url), sam.at(&other.url));
    // No quiet hours, whatever the time is while this runs.
    let choices = json!({"push": true, "push_text": 1, "quiet_from": 0, "quiet_until": 0});
    sam.put("/v1/staff/choices", choices).await.ok(200);
    sam.put("/v1/staff/push", json!({"endpoint": service.endpoint("sam")})).await.ok(204);
    let thread = thread(&amara).await;
    let (mut here, mut there) =
        (Live::open(&sam.at(&one.url), "/v1/staff/live", None).await, Live::open(&sam, "/v1/staff/live", None).await);
    let id = fresh();
    let sent = Instant::now();
    amara.put(&message(&thread, id), words("Can you hear me?")).await.ok(201);
    for live in [&mut here, &mut there] {
        let heard = live.next(Duration::from_secs(5)).await.unwrap();
        assert_eq!((heard.event.as_str(), &heard.data["subject"]), ("message", &json!(id)));
        assert!(!heard.data.to_string().contains("hear me"));
    }
    println!("heard on both after {:?}", sent.elapsed());
    let read = sam.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
    assert!(read.text().contains("Can you hear me?"));
    // Both servers look into the outbox every three seconds; one of them sends, once.
    let mut got = Vec::new();
    for _ in 0..80 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        got.extend(service.take());
    }
    assert_eq!(got.len(), 1, "pushed {} times", got.len());
    let holders = "SELECT COUNT(DISTINCT holder) AS n FROM leases WHERE job = 'lease:send'";
    assert_eq!(council.count(holders), 1);
    let did = |server: &Server| server.said().matches("job=\"send\"").count();
    assert_eq!(did(&one) + did(&other), 1, "{} {}", one.said(), other.said());
    service.stop().await;
}

// SESS-06 across two servers
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_that_is_shut_out_through_one_server_hears_nothing_more_through_the_other() {
    let (council, (amara, account, child, sam)) = Council::make(Backend::Postgres, async |app| {
        let phone = app.phone(app.cast.amara).await;
        (phone.at(""), phone.account, app.cast.amara, app.browser(app.cast.sam).await.at(""))
    })
    .await;
    let (one, other) = (council.serve(), council.serve());
    let (amara, sam) = (amara.at(&one.url), sam.at(&other.url));
    let thread = thread(&amara).await;
    let mut live = Live::open(&amara, "/v1/child/live", None).await;
    sam.post(&format!("/v1/staff/children/{child}/devices/{account}/revoke"), json!({"reason": "lost"})).await.ok(204);
    let body = json!({"text": "not for that phone", "purpose": "message"});
    sam.put(&format!("/v1/staff/threads/{thread}/messages/{}", fresh()), body).await.ok(201);
    // What was told before the end may still come; what was said after it may not.
    let over = loop {
        match live.next_or_end(Duration::from_secs(1)).await {
            Ok(heard) => assert_ne!(heard.event, "message"),
            Err(over) => break over,
        }
    };
    assert!(over, "the stream is open still");
    amara.get(&format!("/v1/threads/{thread}")).await.refused(401, "sign_in");
}
