//! What follows by itself: a task that is settled is gone, whoever leaves is asked for a note, phones are forgotten.

use super::*;
use sayso::kernel::id::ChildId;

async fn open_tasks(app: &TestApp, kind: &str) -> i64 {
    app.count(&format!("SELECT COUNT(*) AS n FROM tasks WHERE kind = '{kind}' AND done_at IS NULL")).await
}

on_both! {
    async fn a_task_about_what_is_late_twice_is_over_once_it_is_answered(app) {
        let amara = app.phone(app.cast.amara).await;
        let (sam, maya) = (app.browser(app.cast.sam).await, app.browser(app.cast.maya).await);
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, with("Can I?", json!({"kind": "decision"}))).await;
        move_to(app, "2026-12-02", 600).await;
        tick(app).await;
        move_to(app, "2026-12-09", 600).await;
        tick(app).await;
        assert_eq!(open_tasks(app, "late_again").await, 1);
        // Ticked off without an answer: it is back on the next day, and not twice.
        let list = maya.get("/v1/staff/tasks").await.ok(200);
        let late = list["items"].as_array().unwrap().iter().find(|t| t["kind"] == "late_again").unwrap().clone();
        let task = late["task"].as_str().unwrap();
        maya.post(&format!("/v1/staff/tasks/{task}/done"), json!({})).await.ok(204);
        tick(app).await;
        assert_eq!(open_tasks(app, "late_again").await, 0);
        move_to(app, "2026-12-10", 600).await;
        tick(app).await;
        tick(app).await;
        assert_eq!(open_tasks(app, "late_again").await, 1);
        // A message does not decide; marking it answered does.
        answer(app, &sam, &thread, reply("I am on it")).await.ok(201);
        assert_eq!(open_tasks(app, "late_again").await, 1);
        mark(app, &sam, &thread, &sent["ask"], json!({"how": "decided", "said": "Yes, you can."})).await.ok(200);
        assert_eq!(open_tasks(app, "late_again").await, 0);
    }

    async fn whoever_leaves_a_post_is_asked_for_a_note_while_they_can_write_one(app) {
        let (sam, fay) = (app.browser(app.cast.sam).await, app.browser(app.cast.fay).await);
        let maya = app.browser(app.cast.maya).await;
        let chidi = app.phone(app.cast.chidi).await;
        let thread = thread_with(app, &chidi, "social_worker").await;
        tick(app).await;
        assert_eq!(open_tasks(app, "handover_due").await, 0);
        let soon = json!({"child": app.cast.chidi.uuid(), "staff": app.cast.fay.uuid(), "post": "social_worker", "from": "2026-12-01"});
        maya.put(&format!("/v1/staff/allocations/{}", app.id()), soon).await.ok(201);
        tick(app).await;
        tick(app).await;
        let list = sam.get("/v1/staff/tasks").await.ok(200);
        assert_eq!((list["items"].as_array().unwrap().len(), &list["items"][0]["kind"], &list["items"][0]["child"]["known_as"]), (1, &json!("handover_due"), &json!("Chidi")));
        assert_eq!(fay.get("/v1/staff/tasks").await.ok(200)["items"], json!([]));
        sam.put(&format!("/v1/staff/threads/{thread}/handover"), json!({"text": "Likes chess."})).await.ok(204);
        assert_eq!(open_tasks(app, "handover_due").await, 0);
        tick(app).await;
        assert_eq!(open_tasks(app, "handover_due").await, 0, "it is not asked for again");
        move_to(app, "2026-12-01", 600).await;
        assert_eq!(fay.get(&format!("/v1/staff/threads/{thread}")).await.ok(200)["handover"]["text"], "Likes chess.");
    }

    async fn a_note_that_nobody_wrote_in_time_is_no_task_any_more(app) {
        let maya = app.browser(app.cast.maya).await;
        let soon = json!({"child": app.cast.chidi.uuid(), "staff": app.cast.fay.uuid(), "post": "social_worker", "from": "2026-12-01"});
        maya.put(&format!("/v1/staff/allocations/{}", app.id()), soon).await.ok(201);
        app.outbox_may_hold(100);
        tick(app).await;
        assert_eq!(open_tasks(app, "handover_due").await, 1);
        move_to(app, "2026-12-01", 1).await;
        tick(app).await;
        assert_eq!(open_tasks(app, "handover_due").await, 0);
    }

    // PRIV-14 (phones): safety 3.3
    async fn a_phone_that_lets_nobody_in_is_forgotten_ninety_days_after_its_last_use(app) {
        let sam = app.browser(app.cast.sam).await;
        let (amara, chidi): (ChildId, ChildId) = (app.cast.amara, app.cast.chidi);
        let (gone, _, _) = (app.phone(amara).await, app.phone(chidi).await, app.phone(amara).await);
        let revoke = format!("/v1/staff/children/{amara}/devices/{}/revoke", gone.account);
        sam.post(&revoke, json!({"reason": "lost"})).await.ok(204);
        let phones = "SELECT COUNT(*) AS n FROM device_accounts";
        let forget = async || sayso::identity::forget_old(&app.store).await.unwrap();
        app.clock.advance(90 * DAY);
        forget().await;
        assert_eq!(app.count(phones).await, 3, "child and IRO still see why");
        app.clock.advance(SECOND);
        forget().await;
        assert_eq!(app.count(phones).await, 2);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM devices").await, 2);
        let entry = "SELECT COUNT(*) AS n FROM audit_entries WHERE actor_kind = 'job' AND detail = 'forget_phones'";
        assert_eq!(app.count(entry).await, 1);
        let sam = app.browser(app.cast.sam).await;
        let listed = sam.get(&format!("/v1/staff/children/{amara}/devices")).await.ok(200);
        assert_eq!(listed["items"].as_array().unwrap().len(), 1);
        // One that nobody shut out lasts as long as its cookie: 180 days without use.
        app.clock.advance(90 * DAY - 2 * SECOND);
        forget().await;
        assert_eq!(app.count(phones).await, 2);
        app.clock.advance(2 * SECOND);
        forget().await;
        assert_eq!(app.count(phones).await, 0);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM devices").await, 0);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM sessions WHERE account_id IS NOT NULL").await, 0);
    }
}
