//! Whom a child can write to, and what is there before they do.

use super::*;

on_both! {
    async fn a_hello_is_there_before_the_child_has_written(app) {
        let amara = app.phone(app.cast.amara).await;
        let people = amara.get("/v1/child/people").await.ok(200);
        let posts: Vec<&str> = people["items"].as_array().unwrap().iter().map(|i| i["post"].as_str().unwrap()).collect();
        assert_eq!(posts, ["social_worker", "iro"]);
        let sw = &people["items"][0];
        assert_eq!((&sw["holder"]["name"], &sw["cover"], &sw["reads"]["open_now"]), (&json!("Sam Okafor"), &Value::Null, &json!(true)));
        let readers: Vec<(&str, &str)> = sw["readers"].as_array().unwrap().iter().map(|r| (r["person"]["name"].as_str().unwrap(), r["why"].as_str().unwrap())).collect();
        assert_eq!(readers, [("Sam Okafor", "holder"), ("Ivy Hart", "iro"), ("Maya Singh", "manager")]);
        let read = amara.get(&format!("/v1/threads/{}", sw["thread"].as_str().unwrap())).await.ok(200);
        let hello = &read["messages"][0];
        assert_eq!((&hello["purpose"], &hello["author"]["kind"], &hello["author"]["name"]), (&json!("hello"), &json!("staff"), &json!("Sam Okafor")));
        let text = hello["text"].as_str().unwrap();
        assert!(["Sam Okafor", "social worker", "Monday to Friday", "I can't decide on my own"].iter().all(|w| text.contains(w)), "{text}");
        amara.get("/v1/child/people").await.ok(200);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM messages").await, 2);
    }

    async fn a_care_leaver_has_a_personal_adviser_and_no_post_that_nobody_holds(app) {
        let dana = app.phone(app.cast.dana).await;
        let people = dana.get("/v1/child/people").await.ok(200);
        assert_eq!(people["items"].as_array().unwrap().len(), 1);
        assert_eq!((&people["items"][0]["post"], &people["items"][0]["holder"]["name"]), (&json!("personal_adviser"), &json!("Pat Doyle")));
    }

    // SAFE-08
    async fn a_child_without_a_social_worker_writes_to_the_teams_manager_who_has_a_task(app) {
        let eve = app.phone(app.cast.eve).await;
        let maya = app.browser(app.cast.maya).await;
        let thread = thread_with(app, &eve, "social_worker").await;
        let first = texts(&eve, &thread).await;
        assert!(first[0].contains("Nobody is named as your social worker") && first[0].contains("Maya Singh"), "{first:?}");
        tick(app).await;
        tick(app).await;
        let own = "SELECT COUNT(*) AS n FROM tasks WHERE kind = 'no_holder' AND done_at IS NULL";
        assert_eq!(app.count(own).await, 1);
        say(app, &eve, &thread, words("Is anybody there?")).await;
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM events e JOIN staff s ON s.id = e.recipient_id WHERE s.code = 'MAYA' AND e.kind = 'message'").await, 1);
        let inbox = maya.get("/v1/staff/inbox").await.ok(200);
        let row = inbox["items"].as_array().unwrap().iter().find(|r| r["thread"] == thread.as_str()).unwrap().clone();
        assert_eq!((&row["relation"], &row["unheld"], &row["dates_only"]), (&json!("manager"), &json!(true), &json!(false)));
        let read = maya.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        assert_eq!((&read["messages"][0]["text"], &read["visible_from_seq"]), (&json!("Is anybody there?"), &json!(2)));
        answer(app, &maya, &thread, reply("I am. I'm Maya.")).await.ok(201);
        // Somebody is allocated: the task is over, and they say hello.
        let held = format!("UPDATE allocations SET child_id = (SELECT id FROM children WHERE reference = 'C0005'), access_from = {} WHERE staff_id = (SELECT id FROM staff WHERE code = 'FAY')", app.clock.now().ms());
        app.execute(&held).await;
        tick(app).await;
        assert_eq!(app.count(own).await, 0);
        assert!(texts(&eve, &thread).await.last().unwrap().contains("Fay Green"));
    }

    // SAFE-01 (words)
    async fn at_night_on_holidays_and_on_leave_the_child_is_told_when_somebody_reads(app) {
        let chidi = app.phone(app.cast.chidi).await;
        let thread = thread_with(app, &chidi, "social_worker").await;
        move_to(app, "2026-11-29", 120).await;
        let reads = chidi.get("/v1/child/people").await.ok(200)["items"][0]["reads"].clone();
        assert_eq!(reads, json!({"open_now": false, "next_from": "2026-11-30T09:00:00.000Z", "team": "Team CP1"}));
        let sent = say(app, &chidi, &thread, words("2 in the morning")).await;
        assert_eq!((&sent["reads"], &sent["ask"]["answer_by"]), (&reads, &json!("2026-12-01")));
        move_to(app, "2026-12-25", 600).await;
        assert_eq!(chidi.get(&format!("/v1/threads/{thread}")).await.ok(200)["reads"]["next_from"], "2026-12-29T09:00:00.000Z");
        move_to(app, "2026-11-30", 600).await;
        app.send_away(app.cast.sam, app.cast.cal).await;
        let people = chidi.get("/v1/child/people").await.ok(200);
        let sw = people["items"][0].clone();
        assert_eq!((&sw["cover"]["person"]["name"], &sw["cover"]["back_on"]), (&json!("Cal Reed"), &json!("2026-12-07")));
        assert_eq!(sw["reads"]["open_now"], true);
        app.execute("UPDATE absences SET cover_id = NULL").await;
        let alone = chidi.get("/v1/child/people").await.ok(200)["items"][0]["reads"].clone();
        assert_eq!((&alone["open_now"], &alone["next_from"]), (&json!(false), &json!("2026-12-07T10:00:00.000Z")));
    }

    async fn topics_and_quick_replies_need_no_sign_in(app) {
        let topics = app.stranger().get("/v1/topics").await.ok(200);
        assert_eq!(topics["topics"].as_array().unwrap().len(), 12);
        assert_eq!(topics["kinds"][0], json!({"kind": "chat", "working_days": 2}));
        assert!(topics["quick_replies"].as_array().unwrap().iter().any(|q| q["level"] == "younger"));
    }

    async fn any_post_may_write_first(app) {
        app.outbox_may_hold(100);
        let sam = app.browser(app.cast.sam).await;
        let path = format!("/v1/staff/children/{}/posts/social_worker/thread", app.cast.amara);
        let opened = sam.put(&path, Value::Null).await.ok(200);
        assert_eq!(opened.json, sam.put(&path, Value::Null).await.ok(200).json);
        answer(app, &sam, opened["thread"].as_str().unwrap(), reply("How was school?")).await.ok(201);
        let amara = app.phone(app.cast.amara).await;
        assert_eq!(texts(&amara, opened["thread"].as_str().unwrap()).await.len(), 2);
        for (who, post) in [(app.cast.sam, "iro"), (app.cast.otis, "social_worker"), (app.cast.ivy, "social_worker"), (app.cast.maya, "iro")] {
            let other = path.replace("social_worker", post);
            app.browser(who).await.put(&other, Value::Null).await.not_there();
        }
    }
}
