//! Who may see and do what, from when to when.

use super::*;

/// Every route of this room that takes a thread, a message or an ask, with a body that fits.
fn routes(
    thread: &str,
    message: &str,
    ask: &str,
    fresh: impl Fn() -> uuid::Uuid,
) -> Vec<(&'static str, String, Value)> {
    let staff = format!("/v1/staff/threads/{thread}");
    let own = format!("/v1/threads/{thread}");
    let answered = json!({"message": fresh(), "how": "message", "said": "x", "decided_by": null, "decision_on": null, "happened_at": null});
    let down =
        json!({"text": "x", "channel": "text", "said_by": "child", "said_at": "2026-11-24T09:00:00Z", "kind": null});
    vec![
        ("GET", own.clone(), Value::Null),
        ("PUT", format!("{own}/messages/{}", fresh()), words("x")),
        ("PUT", format!("{own}/messages/{message}/topics"), json!({"topics": ["visit"]})),
        ("POST", format!("{own}/messages/{message}/hide"), Value::Null),
        ("POST", format!("{own}/asks/{ask}/right"), json!({"right": true})),
        ("GET", staff.clone(), Value::Null),
        ("POST", format!("{staff}/seen"), json!({"up_to_seq": 9})),
        ("PUT", format!("{staff}/messages/{}", fresh()), reply("x")),
        ("POST", format!("{staff}/asks/{ask}/answered"), answered),
        ("PUT", format!("{staff}/written-down/{}", fresh()), down),
        ("PUT", format!("{staff}/messages/{message}/topics"), json!({"topics": ["visit"]})),
        ("POST", format!("{staff}/messages/{message}/wrong-child"), Value::Null),
        ("PUT", format!("{staff}/plan"), json!({"message": null})),
        ("GET", format!("{staff}/case-note"), Value::Null),
        ("PUT", format!("{staff}/handover"), json!({"text": "x"})),
    ]
}

async fn call(caller: &Caller, (method, path, body): &(&'static str, String, Value)) -> Reply {
    caller.with_body(method.parse().unwrap(), path, body).await
}

async fn rows(app: &TestApp) -> Vec<i64> {
    let mut found = Vec::new();
    for table in [
        "messages",
        "asks",
        "message_sights",
        "message_hidings",
        "message_topics",
        "handover_notes",
        "tasks",
        "threads",
    ] {
        found.push(app.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await);
    }
    found.push(app.count("SELECT COUNT(*) AS n FROM asks WHERE closed_at IS NULL").await);
    found
}

on_both! {
    // AUTHZ-04, 05, 06
    async fn another_childs_ids_read_as_not_there_everywhere(app) {
        let (amara, bilal) = (app.phone(app.cast.amara).await, app.phone(app.cast.bilal).await);
        let otis = app.browser(app.cast.otis).await;
        let mine = thread_with(app, &bilal, "social_worker").await;
        let own = say(app, &bilal, &mine, words("mine")).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("hers")).await;
        let (id, ask) = (sent["message"]["id"].as_str().unwrap(), sent["ask"]["id"].as_str().unwrap());
        let before = rows(app).await;
        let nothing = bilal.get(&format!("/v1/threads/{}", app.id())).await.not_there();
        for route in routes(&thread, id, ask, || app.id()) {
            let caller: &Caller = if route.1.starts_with("/v1/staff") { &otis } else { &bilal };
            let reply = call(caller, &route).await;
            assert_eq!((reply.status, &reply.json), (404, &nothing.json), "{route:?}");
        }
        // Another child's message or ask, asked for in one's own thread.
        for route in routes(&mine, id, ask, || app.id()).into_iter().filter(|r| r.1.contains(id) || r.1.contains(ask)) {
            let caller: &Caller = if route.1.starts_with("/v1/staff") { &otis } else { &bilal };
            call(caller, &route).await.not_there();
        }
        bilal.put(&message(&mine, id), words("hers")).await.not_there();
        otis.put(&format!("/v1/staff/threads/{mine}/messages/{id}"), reply("x")).await.not_there();
        otis.put(&format!("/v1/staff/threads/{mine}/plan"), json!({"message": id})).await.not_there();
        bilal.put(&message(&mine, app.id()), with("x", json!({"in_reply_to": id}))).await.refused(422, "reply_unknown");
        assert_eq!(rows(app).await, before);
        assert!(own["message"]["id"].is_string());
        // A stranger, and the wrong kind of session.
        for route in routes(&thread, id, ask, || app.id()) {
            assert_eq!(call(&app.stranger(), &route).await.status, 401, "{route:?}");
            let wrong: &Caller = if route.1.starts_with("/v1/staff") { &amara } else { &otis };
            assert_eq!(call(wrong, &route).await.status, 401, "{route:?}");
        }
    }

    // AUTHZ-07
    async fn lists_hold_ones_own_rows_and_no_others(app) {
        let (amara, bilal) = (app.phone(app.cast.amara).await, app.phone(app.cast.bilal).await);
        for phone in [&amara, &bilal] {
            for post in ["social_worker", "iro"] {
                let thread = thread_with(app, phone, post).await;
                say(app, phone, &thread, words("hi")).await;
            }
        }
        let expect = [
            (app.cast.sam, vec!["C0001/social_worker"]),
            (app.cast.otis, vec!["C0003/social_worker"]),
            (app.cast.ivy, vec!["C0001/iro", "C0001/social_worker"]),
            (app.cast.maya, vec!["C0001/social_worker"]),
            (app.cast.iris, vec!["C0001/iro", "C0003/iro"]),
            (app.cast.olu, vec![]),
            (app.cast.fay, vec![]),
            (app.cast.stan, vec![]),
        ];
        for (staff, want) in expect {
            let inbox = app.browser(staff).await.get("/v1/staff/inbox").await.ok(200);
            let mut rows: Vec<String> = inbox["items"].as_array().unwrap().iter().map(|i| format!("{}/{}", i["child"]["reference"].as_str().unwrap(), i["post"].as_str().unwrap())).collect();
            rows.sort();
            assert_eq!(rows, want);
        }
        for staff in [app.cast.sys, app.cast.bea, app.cast.fin, app.cast.paz] {
            app.browser(staff).await.get("/v1/staff/inbox").await.not_there();
        }
    }

    // AUTHZ-10
    async fn a_post_is_held_from_its_first_instant_and_not_at_its_last(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let path = format!("/v1/staff/threads/{thread}");
        let (olu, fay) = (app.browser(app.cast.olu).await, app.browser(app.cast.fay).await);
        olu.get(&path).await.not_there();
        let start = app.clock.now().plus(DAY);
        for (at, status) in [(start.plus(-1), 404), (start, 200), (start.plus(1), 200)] {
            app.clock.move_to(at);
            app.keep_awake().await;
            assert_eq!(fay.get(&path).await.status, status);
        }
        let end = app.clock.now().plus(DAY);
        app.execute(&format!("UPDATE allocations SET access_until = {} WHERE staff_id = (SELECT id FROM staff WHERE code = 'FAY')", end.ms())).await;
        for (at, status) in [(end.plus(-1), 200), (end, 404), (end.plus(1), 404)] {
            app.clock.move_to(at);
            app.keep_awake().await;
            assert_eq!(fay.get(&path).await.status, status);
        }
    }

    // AUTHZ-11
    async fn a_post_that_ended_is_gone_with_the_next_call_and_a_late_reply_is_not_stored(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("Hello?")).await;
        sam.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        app.execute(&format!("UPDATE allocations SET access_until = {} WHERE staff_id = (SELECT id FROM staff WHERE code = 'SAM')", app.clock.now().ms())).await;
        let before = rows(app).await;
        let (id, ask) = (sent["message"]["id"].as_str().unwrap(), sent["ask"]["id"].as_str().unwrap());
        for route in routes(&thread, id, ask, || app.id()).into_iter().filter(|r| r.1.starts_with("/v1/staff")) {
            call(&sam, &route).await.not_there();
        }
        assert_eq!(rows(app).await, before);
        assert_eq!(sam.get("/v1/staff/inbox").await.ok(200)["items"], json!([]));
    }

    // AUTHZ-12
    async fn no_reply_is_stored_after_the_end_however_close_they_race(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let mut all = 0;
        for round in 0..20 {
            let end = format!("UPDATE allocations SET access_until = {} WHERE staff_id = (SELECT id FROM staff WHERE code = 'SAM')", app.clock.now().ms());
            let replies = (0..5).map(|_| answer(app, &sam, &thread, reply("race")));
            let (answers, ()) = tokio::join!(futures_util::future::join_all(replies), app.execute(&end));
            let stored = answers.iter().filter(|r| r.status == 201).count();
            assert!(answers.iter().all(|r| matches!(r.status, 201 | 404)), "{answers:?}");
            all += i64::try_from(stored).unwrap();
            assert_eq!(app.count("SELECT COUNT(*) AS n FROM messages WHERE author_kind = 'staff'").await, all, "round {round}");
            answer(app, &sam, &thread, reply("after")).await.not_there();
            app.execute("UPDATE allocations SET access_until = NULL WHERE staff_id = (SELECT id FROM staff WHERE code = 'SAM')").await;
        }
    }

    // AUTHZ-13
    async fn whoever_may_read_may_not_therefore_write(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("Hello?")).await;
        let (id, ask) = (sent["message"]["id"].as_str().unwrap(), sent["ask"]["id"].as_str().unwrap());
        let (ivy, maya) = (app.browser(app.cast.ivy).await, app.browser(app.cast.maya).await);
        let before = rows(app).await;
        for (who, may) in [(&ivy, &["/seen", "/case-note"][..]), (&maya, &[][..])] {
            who.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
            for route in routes(&thread, id, ask, || app.id()).into_iter().filter(|r| r.1.starts_with("/v1/staff") && r.0 != "GET") {
                if !may.iter().any(|m| route.1.ends_with(m)) {
                    call(who, &route).await.not_there();
                }
            }
        }
        assert_eq!(rows(app).await, before);
    }

    // AUTHZ-17
    async fn the_system_administrator_and_the_offices_reach_no_content(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("Hello?")).await;
        let (id, ask) = (sent["message"]["id"].as_str().unwrap(), sent["ask"]["id"].as_str().unwrap());
        for staff in [app.cast.sys, app.cast.bea, app.cast.fin, app.cast.paz, app.cast.dee, app.cast.lena, app.cast.mo] {
            let browser = app.browser(staff).await;
            for route in routes(&thread, id, ask, || app.id()).into_iter().filter(|r| r.1.starts_with("/v1/staff")) {
                call(&browser, &route).await.not_there();
            }
            browser.put(&format!("/v1/staff/children/{}/posts/social_worker/thread", app.cast.amara), Value::Null).await.not_there();
        }
    }

    async fn whoever_covers_sees_from_the_open_ask_or_the_last_28_days(app) {
        let chidi = app.phone(app.cast.chidi).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &chidi, "social_worker").await;
        say(app, &chidi, &thread, words("long ago")).await;
        answer(app, &sam, &thread, reply("answered long ago")).await.ok(201);
        app.clock.advance(29 * DAY);
        app.keep_awake().await;
        say(app, &chidi, &thread, words("lately")).await;
        answer(app, &sam, &thread, reply("answered lately")).await.ok(201);
        app.clock.advance(MINUTE);
        app.send_away(app.cast.sam, app.cast.cal).await;
        let cal = app.browser(app.cast.cal).await;
        let path = format!("/v1/staff/threads/{thread}");
        let month = cal.get(&path).await.ok(200);
        assert_eq!((&month["relation"], &month["visible_from_seq"], &month["next_before_seq"]), (&json!("cover"), &json!(4), &Value::Null));
        assert!(month.text().contains("lately") && !month.text().contains("long ago"));
        let sent = say(app, &chidi, &thread, words("now")).await;
        let open = cal.get(&format!("{path}?limit=100")).await.ok(200);
        assert!(!open.text().contains("lately") && open.text().contains("now"));
        assert!(!cal.get(&format!("{path}/case-note?from_seq=1")).await.ok(200).text().contains("long ago"));
        assert!(!cal.get(&format!("{path}?before_seq=4")).await.ok(200).text().contains("long ago"));
        let row = cal.get("/v1/staff/inbox").await.ok(200)["items"][0].clone();
        assert_eq!((&row["relation"], &row["covers"]["name"]), (&json!("cover"), &json!("Sam Okafor")));
        mark(app, &cal, &thread, &sent["ask"], json!({})).await.ok(200);
        app.clock.advance(8 * DAY);
        app.keep_awake().await;
        cal.get(&path).await.not_there();
    }

    async fn whoever_covers_for_the_older_of_two_holders_reads_for_whom_and_until_when(app) {
        let chidi = app.phone(app.cast.chidi).await;
        let thread = thread_with(app, &chidi, "social_worker").await;
        say(app, &chidi, &thread, words("Hello?")).await;
        app.also_holds(app.cast.chidi, Post::SocialWorker, app.cast.stan).await;
        app.send_away(app.cast.sam, app.cast.cal).await;
        let cal = app.browser(app.cast.cal).await;
        let row = cal.get("/v1/staff/inbox").await.ok(200)["items"][0].clone();
        assert_eq!((&row["covers"]["name"], &row["covers"]["back_on"]), (&json!("Sam Okafor"), &json!("2026-12-01")));
        // The child's own page speaks of the newest holder, who is not away.
        let people = chidi.get("/v1/child/people").await.ok(200);
        let post = people["items"].as_array().unwrap().iter().find(|i| i["thread"] == thread.as_str()).unwrap().clone();
        assert_eq!((&post["holder"]["name"], &post["cover"]), (&json!("Stan Lowe"), &Value::Null));
    }

    // SAFE-02, INP-09 (server part): no answer of this room is ever read as a page.
    async fn what_a_child_writes_is_data_and_never_a_page(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("<img src=x onerror=alert(1)>")).await;
        for path in [format!("/v1/threads/{thread}"), "/v1/child/copy".to_owned(), "/v1/child/people".into()] {
            let reply = amara.get(&path).await.ok(200);
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
            assert!(["application/json", "text/plain; charset=utf-8"].contains(&reply.header("content-type")), "{path}");
            assert!(reply.header("content-security-policy").contains("default-src 'none'"), "{path}");
        }
    }
}
