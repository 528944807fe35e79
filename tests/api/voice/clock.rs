//! What the clock does: late, passed on, late again.

use super::*;

on_both! {
    async fn what_nobody_answered_goes_to_the_manager_and_the_child_reads_so(app) {
        let amara = app.phone(app.cast.amara).await;
        let (sam, maya) = (app.browser(app.cast.sam).await, app.browser(app.cast.maya).await);
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("an old one")).await;
        answer(app, &sam, &thread, reply("done")).await.ok(201);
        app.clock.advance(MINUTE);
        let ask = say(app, &amara, &thread, words("Can you ring my mum?")).await["ask"].clone();
        let path = format!("/v1/staff/threads/{thread}");
        let dates = maya.get(&path).await.ok(200);
        assert_eq!((&dates["dates_only"], &dates["messages"][3]["text"], &dates["messages"][3]["kind"]), (&json!(true), &Value::Null, &json!("chat")));
        assert!(!dates.text().contains("ring my mum"));
        answer(app, &maya, &thread, reply("x")).await.not_there();
        mark(app, &maya, &thread, &ask, json!({})).await.not_there();
        // The last minute of its day, and the first one after.
        move_to(app, "2026-11-26", 1439).await;
        tick(app).await;
        assert_eq!(amara.get(&format!("/v1/threads/{thread}")).await.ok(200)["ask"]["state"], "open");
        move_to(app, "2026-11-27", 0).await;
        assert_eq!(amara.get(&format!("/v1/threads/{thread}")).await.ok(200)["ask"]["state"], "late");
        tick(app).await;
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        let passed = &read["ask"];
        assert_eq!((&passed["state"], &passed["passed_on_to"]), (&json!("passed_on"), &json!("Maya Singh")));
        // Friday 27 November, two working days on: Tuesday.
        assert_eq!((&passed["first_answer_by"], &passed["answer_by"]), (&json!("2026-11-26"), &json!("2026-12-01")));
        for (kind, code) in [("late", "SAM"), ("passed_on", "MAYA")] {
            let sql = format!("SELECT COUNT(*) AS n FROM events e JOIN staff s ON s.id = e.recipient_id WHERE e.kind = '{kind}' AND s.code = '{code}'");
            assert_eq!(app.count(&sql).await, 1, "{kind}");
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'escalate' AND detail = 'passed_on' AND actor_kind = 'job'").await, 1);
        // She sees from that ask on, and answers.
        let seen = maya.get(&path).await.ok(200);
        assert_eq!((&seen["dates_only"], &seen["visible_from_seq"], &seen["messages"][0]["text"]), (&json!(false), &json!(4), &json!("Can you ring my mum?")));
        assert!(!seen.text().contains("an old one"));
        tick(app).await;
        answer(app, &maya, &thread, reply("I'm Maya, I rang her.")).await.ok(201);
        assert_eq!(maya.get(&path).await.ok(200)["dates_only"], true);
        answer(app, &maya, &thread, reply("again")).await.not_there();
    }

    async fn what_is_late_twice_stays_in_sight(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("Hello?")).await;
        move_to(app, "2026-11-27", 1).await;
        tick(app).await;
        move_to(app, "2026-12-01", 1439).await;
        tick(app).await;
        let tasks = "SELECT COUNT(*) AS n FROM tasks WHERE kind = 'late_again' AND done_at IS NULL";
        assert_eq!(app.count(tasks).await, 0);
        move_to(app, "2026-12-02", 0).await;
        tick(app).await;
        tick(app).await;
        assert_eq!(app.count(tasks).await, 1);
    }

    // AUTHZ-18
    async fn what_a_child_says_to_the_iro_goes_to_the_service_lead_and_never_to_the_team(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "iro").await;
        say(app, &amara, &thread, words("Sam never comes")).await;
        let path = format!("/v1/staff/threads/{thread}");
        move_to(app, "2026-11-27", 1).await;
        tick(app).await;
        assert_eq!(amara.get(&format!("/v1/threads/{thread}")).await.ok(200)["ask"]["passed_on_to"], "Iris Webb");
        app.send_away(app.cast.sam, app.cast.cal).await;
        for (name, staff) in app.cast.all_staff() {
            let read = app.browser(staff).await.get(&path).await;
            if ["ivy", "iris"].contains(&name) {
                assert_eq!(read.ok(200)["messages"].as_array().unwrap().last().unwrap()["text"], "Sam never comes", "{name}");
            } else {
                read.not_there();
            }
        }
        // Even where nobody holds the IRO's post, it stays in the service.
        app.execute(&format!("UPDATE allocations SET access_until = {} WHERE post = 'iro'", app.clock.now().ms())).await;
        for (name, staff) in app.cast.all_staff() {
            let read = app.browser(staff).await.get(&path).await;
            assert_eq!(read.status, if name == "iris" { 200 } else { 404 }, "{name}");
        }
    }

    async fn two_servers_that_run_the_job_at_once_pass_each_ask_on_once(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("Hello?")).await;
        move_to(app, "2026-11-27", 1).await;
        futures_util::future::join_all((0..4).map(|_| tick(app))).await;
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM events WHERE kind = 'passed_on' AND recipient_kind = 'child'").await, 1);
    }
}
