//! A worker answers, in every way there is; and what the child says of it.

use super::*;

on_both! {
    async fn the_child_sees_that_they_were_seen_and_answered_and_the_council_never_sees_the_childs_reading(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("Hello?")).await;
        let inbox = sam.get("/v1/staff/inbox").await.ok(200);
        let row = &inbox["items"][0];
        assert_eq!((&row["thread"], &row["unseen"], &row["child"]["known_as"]), (&json!(thread), &json!(1), &json!("Amara")));
        sam.post(&format!("/v1/staff/threads/{thread}/seen"), json!({"up_to_seq": 2})).await.ok(204);
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!(read["messages"][1]["seen"], json!([{"name": "Sam Okafor", "at": from_now(app, 0)}]));
        let answered = answer(app, &sam, &thread, reply("Hi Amara")).await.ok(201);
        assert_eq!((&answered["ask"]["state"], &answered["ask"]["closed_how"]), (&json!("answered"), &json!("message")));
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!((&read["messages"][2]["author"]["name"], &read["messages"][2]["seen"]), (&json!("Sam Okafor"), &json!([])));
        let theirs = sam.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        assert_eq!(theirs["messages"][2]["seen"], json!([]));
        assert_eq!(sam.get("/v1/staff/inbox").await.ok(200)["items"][0]["unseen"], 0);
    }

    async fn a_quick_reply_a_hello_and_a_goodbye_answer_nothing(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("Hello?")).await;
        for purpose in ["quick_reply", "hello", "goodbye"] {
            let mut body = reply("I've read it.");
            body["purpose"] = json!(purpose);
            assert_eq!(answer(app, &sam, &thread, body).await.ok(201)["ask"]["state"], "open", "{purpose}");
        }
        let id = app.id();
        let path = format!("/v1/staff/threads/{thread}/messages/{id}");
        sam.put(&path, reply("Yes")).await.ok(201);
        sam.put(&path, reply("Yes")).await.ok(200);
        sam.put(&path, reply("No")).await.refused(409, "message_differs");
    }

    async fn a_decision_is_answered_with_what_was_decided_or_who_decides_and_when(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let ask = say(app, &amara, &thread, with("Can I go to Spain?", json!({"kind": "decision"}))).await["ask"].clone();
        assert_eq!(answer(app, &sam, &thread, reply("I'm asking")).await.ok(201)["ask"]["state"], "open");
        mark(app, &sam, &thread, &ask, json!({})).await.refused(422, "decision_missing");
        mark(app, &sam, &thread, &ask, json!({"how": "decision_pending", "decided_by": "Jo"})).await.refused(422, "decision_on_missing");
        mark(app, &sam, &thread, &ask, json!({"how": "decision_pending", "decision_on": "2026-11-27"})).await.refused(422, "decided_by_missing");
        mark(app, &sam, &thread, &ask, json!({"how": "decision_pending", "decided_by": "Jo", "decision_on": "2026-11-23"})).await.refused(422, "decision_on_missing");
        mark(app, &sam, &thread, &ask, json!({"how": "decided", "decided_by": "Jo"})).await.refused(422, "decision_unasked");
        let pending = json!({"how": "decision_pending", "said": "Jo decides on Friday.", "decided_by": "Jo Lee, team manager", "decision_on": "2026-11-27"});
        let marked = mark(app, &sam, &thread, &ask, pending).await.ok(200);
        assert_eq!((&marked["state"], &marked["decided_by"]), (&json!("answered"), &json!("Jo Lee, team manager")));
        let decided = mark(app, &sam, &thread, &ask, json!({"how": "decided", "said": "Yes, you can go."})).await.ok(200);
        assert_eq!((&decided["outcome"], &decided["decided_by"]), (&json!("Yes, you can go."), &Value::Null));
        mark(app, &sam, &thread, &ask, json!({"how": "decided"})).await.refused(409, "ask_answered");
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!((&read["ask"]["outcome"], &read["messages"][4]["purpose"]), (&json!("Yes, you can go."), &json!("outcome")));
    }

    async fn a_decision_that_did_not_come_is_open_again_and_passed_on(app) {
        let chidi = app.phone(app.cast.chidi).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &chidi, "social_worker").await;
        let ask = say(app, &chidi, &thread, with("Can I go to Spain?", json!({"kind": "decision"}))).await["ask"].clone();
        let pending = json!({"how": "decision_pending", "said": "Jo decides.", "decided_by": "Jo", "decision_on": "2026-11-27"});
        mark(app, &sam, &thread, &ask, pending).await.ok(200);
        move_to(app, "2026-11-27", 1439).await;
        tick(app).await;
        let read = chidi.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!(read["ask"]["state"], "answered");
        move_to(app, "2026-11-28", 0).await;
        tick(app).await;
        let read = chidi.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!((&read["ask"]["state"], &read["ask"]["first_answer_by"]), (&json!("passed_on"), &json!("2026-11-27")));
        assert_eq!((&read["ask"]["passed_on_to"], &read["ask"]["answer_by"]), (&json!("Maya Singh"), &json!("2026-12-01")));
    }

    async fn after_a_call_the_child_says_whether_it_is_right_and_no_opens_it_on_the_old_day(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let ask = say(app, &amara, &thread, with("I'm worried", json!({"kind": "worry"}))).await["ask"].clone();
        let right = format!("/v1/threads/{thread}/asks/{}/right", ask["id"].as_str().unwrap());
        amara.post(&right, json!({"right": true})).await.refused(409, "ask_open");
        mark(app, &sam, &thread, &ask, json!({"how": "call"})).await.refused(422, "happened_missing");
        mark(app, &sam, &thread, &ask, json!({"how": "call", "happened_at": from_now(app, HOUR)})).await.refused(422, "happened_later");
        mark(app, &sam, &thread, &ask, json!({"how": "visit", "happened_at": from_now(app, -HOUR)})).await.refused(422, "happened_before");
        mark(app, &sam, &thread, &ask, json!({"how": "message", "happened_at": from_now(app, 0)})).await.refused(422, "happened_unasked");
        app.clock.advance(2 * HOUR);
        app.keep_awake().await;
        let called = json!({"how": "call", "said": "We talked about it.", "happened_at": from_now(app, -HOUR)});
        let marked = mark(app, &sam, &thread, &ask, called).await.ok(200);
        assert_eq!((&marked["state"], &marked["closed_how"], &marked["child_says"]), (&json!("answered"), &json!("call"), &Value::Null));
        let no = amara.post(&right, json!({"right": false})).await.ok(200);
        assert_eq!((&no["state"], &no["answer_by"], &no["child_says"]), (&json!("open"), &ask["answer_by"], &json!("not_right")));
        amara.post(&right, json!({"right": false})).await.ok(200);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM tasks WHERE kind = 'not_right'").await, 1);
        assert_eq!(sam.get("/v1/staff/inbox").await.ok(200)["items"][0]["ask"]["state"], "open");
        let visited = json!({"how": "visit", "said": "I came round.", "happened_at": from_now(app, 0)});
        mark(app, &sam, &thread, &ask, visited).await.ok(200);
        let yes = amara.post(&right, json!({"right": true})).await.ok(200);
        assert_eq!((&yes["state"], &yes["child_says"]), (&json!("answered"), &json!("right")));
    }

    async fn an_old_no_goes_on_in_what_is_open_by_then(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let old = say(app, &amara, &thread, with("I'm worried", json!({"kind": "worry"}))).await["ask"].clone();
        mark(app, &sam, &thread, &old, json!({"how": "call", "happened_at": from_now(app, 0)})).await.ok(200);
        let new = say(app, &amara, &thread, with("Good news", json!({"kind": "good_news"}))).await["ask"].clone();
        assert_ne!(old["id"], new["id"]);
        amara.post(&format!("/v1/threads/{thread}/asks/{}/right", old["id"].as_str().unwrap()), json!({"right": false})).await.ok(200);
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!((&read["ask"]["id"], &read["ask"]["kind"], &read["ask"]["answer_by"]), (&new["id"], &json!("worry"), &old["answer_by"]));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM asks WHERE closed_at IS NULL").await, 1);
    }

    async fn what_was_said_elsewhere_is_written_down_and_the_clock_counts_from_then(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let down = |id: uuid::Uuid| format!("/v1/staff/threads/{thread}/written-down/{id}");
        let body = |said_at: String, by: &str, channel: &str| json!({"text": "Can you ring me", "channel": channel, "said_by": by, "said_at": said_at, "kind": "chat"});
        sam.put(&down(app.id()), body(from_now(app, HOUR), "child", "text")).await.refused(422, "said_later");
        sam.put(&down(app.id()), body(from_now(app, -91 * DAY), "child", "text")).await.refused(422, "said_too_long_ago");
        sam.put(&down(app.id()), body(from_now(app, 0), "child", "app")).await.refused(422, "channel_not_elsewhere");
        // Texted on Friday: two working days are over on Tuesday.
        let id = app.id();
        let said = body("2026-11-20T18:00:00Z".into(), "child", "text");
        let sent = sam.put(&down(id), said.clone()).await.ok(201);
        assert_eq!(sent["ask"]["answer_by"], "2026-11-24");
        sam.put(&down(id), said).await.ok(200);
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        let m = &read["messages"][1];
        assert_eq!((&m["author"]["kind"], &m["written_down_by"], &m["channel"]), (&json!("child"), &json!("Sam Okafor"), &json!("text")));
        assert_eq!(m["said_at"], "2026-11-20T18:00:00.000Z");
        let rang = sam.put(&down(app.id()), body(from_now(app, 0), "staff", "call")).await.ok(201);
        assert_eq!((&rang["ask"]["state"], &rang["ask"]["closed_how"]), (&json!("answered"), &json!("call")));
    }

    // SAFE-10
    async fn a_message_for_another_child_is_sealed_and_child_and_manager_are_told(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let own = say(app, &amara, &thread, words("Any news?")).await;
        let sent = answer(app, &sam, &thread, reply("Chidi, your dad rang.")).await.ok(201);
        assert_eq!(sent["ask"]["state"], "answered");
        let id = sent["message"]["id"].as_str().unwrap();
        sam.put(&format!("/v1/staff/threads/{thread}/plan"), json!({"message": id})).await.ok(204);
        let seal = |id: &str| format!("/v1/staff/threads/{thread}/messages/{id}/wrong-child");
        sam.post(&seal(own["message"]["id"].as_str().unwrap()), Value::Null).await.refused(422, "not_yours_to_seal");
        sam.post(&seal(id), Value::Null).await.ok(204);
        sam.post(&seal(id), Value::Null).await.ok(204);
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert!(!read.text().contains("your dad rang"));
        assert_eq!((&read["messages"][2]["hidden"], &read["messages"][2]["text"]), (&json!("wrong_child"), &Value::Null));
        assert!(read["messages"][3]["text"].as_str().unwrap().contains("not meant for you"));
        assert_eq!((&read["plan"], &read["ask"]["state"], &read["ask"]["answer_by"]), (&Value::Null, &json!("open"), &json!("2026-11-26")));
        for who in [&sam, &app.browser(app.cast.ivy).await] {
            assert!(!who.get(&format!("/v1/staff/threads/{thread}")).await.ok(200).text().contains("your dad rang"));
            assert!(!who.get(&format!("/v1/staff/threads/{thread}/case-note")).await.ok(200).text().contains("your dad rang"));
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM tasks WHERE kind = 'wrong_child_told'").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM messages WHERE purpose <> 'hello'").await, 3);
    }

    async fn a_child_hides_a_message_from_their_phone_and_it_stays_in_the_file(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("hide me")).await;
        let path = format!("{}/hide", message(&thread, sent["message"]["id"].as_str().unwrap()));
        amara.post(&path, Value::Null).await.ok(204);
        amara.post(&path, Value::Null).await.ok(204);
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!((&read["messages"][1]["hidden"], &read["messages"][1]["text"]), (&json!("by_child"), &Value::Null));
        say(app, &amara, &thread, words("leave me")).await;
        let beside = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!((&beside["messages"][2]["hidden"], &beside["messages"][2]["text"]), (&Value::Null, &json!("leave me")));
        let alone = amara.get(&format!("/v1/threads/{thread}?before_seq=3&limit=1")).await.ok(200);
        assert_eq!((alone["messages"].as_array().unwrap().len(), &alone["messages"][0]["hidden"]), (1, &json!("by_child")));
        let copy = amara.get("/v1/child/copy").await.ok(200);
        assert!(copy.header("content-type").starts_with("text/plain") && copy.header("content-disposition").starts_with("attachment"));
        assert!(!copy.text().contains("hide me") && copy.text().contains("Not in this copy: 1"));
        let theirs = sam.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        assert_eq!((&theirs["messages"][1]["hidden"], &theirs["messages"][1]["text"]), (&Value::Null, &json!("hide me")));
    }

    async fn the_plan_for_now_is_in_the_workers_words(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let own = say(app, &amara, &thread, words("What's the plan?")).await;
        let path = format!("/v1/staff/threads/{thread}/plan");
        sam.put(&path, json!({"message": own["message"]["id"]})).await.refused(422, "plan_not_yours");
        let told = answer(app, &sam, &thread, reply("You stay with Ann until summer.")).await.ok(201);
        sam.put(&path, json!({"message": told["message"]["id"]})).await.ok(204);
        for n in 0..25 {
            say(app, &amara, &thread, words(&format!("more {n}"))).await;
        }
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!((&read["plan"]["text"], &read["next_before_seq"]), (&json!("You stay with Ann until summer."), &json!(9)));
        let before = amara.get(&format!("/v1/threads/{thread}?before_seq=9")).await.ok(200);
        assert_eq!((before["messages"].as_array().unwrap().len(), &before["next_before_seq"]), (8, &Value::Null));
        sam.put(&path, json!({"message": null})).await.ok(204);
        assert_eq!(amara.get(&format!("/v1/threads/{thread}")).await.ok(200)["plan"], Value::Null);
    }

    async fn a_note_reaches_the_next_worker_until_they_have_written_themselves(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let note = format!("/v1/staff/threads/{thread}/handover");
        sam.put(&note, json!({"text": "Likes to be rung, not texted."})).await.ok(204);
        app.browser(app.cast.ivy).await.put(&note, json!({"text": "x"})).await.not_there();
        app.execute(&format!("UPDATE allocations SET access_until = {} WHERE access_until IS NULL AND staff_id = (SELECT id FROM staff WHERE code = 'SAM')", app.clock.now().ms())).await;
        app.clock.advance(DAY + MINUTE);
        app.keep_awake().await;
        tick(app).await;
        let fay = app.browser(app.cast.fay).await;
        let inbox = fay.get("/v1/staff/inbox").await.ok(200);
        assert_eq!(inbox["items"][0]["handover_waiting"], true);
        let read = fay.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        assert_eq!((&read["handover"]["text"], &read["handover"]["written_by"]), (&json!("Likes to be rung, not texted."), &json!("Sam Okafor")));
        // Her hello is there already; it is not her own writing yet.
        let hello = read["messages"].as_array().unwrap().last().unwrap();
        assert!(hello["purpose"] == "hello" && hello["author"]["name"] == "Fay Green" && hello["text"].as_str().unwrap().contains("now"));
        assert!(!amara.get(&format!("/v1/threads/{thread}")).await.ok(200).text().contains("rung, not texted"));
        answer(app, &fay, &thread, reply("Hi Amara, can I ring you?")).await.ok(201);
        assert_eq!(fay.get(&format!("/v1/staff/threads/{thread}")).await.ok(200)["handover"], Value::Null);
    }

    async fn a_case_note_holds_date_author_and_the_childs_own_words(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("I dont like it here =1+1")).await;
        let note = sam.get(&format!("/v1/staff/threads/{thread}/case-note?from_seq=2&to_seq=2")).await.ok(200);
        let text = note["text"].as_str().unwrap();
        assert!(text.contains("Tuesday 24 November 2026, 10:00, Amara:\nI dont like it here =1+1"), "{text}");
        assert!(!text.contains("Hello, I'm"));
    }
}
