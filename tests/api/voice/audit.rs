//! What is written down of who did what, and what the child sees of it.

use super::*;

const ALL: &str = "SELECT COUNT(*) AS n FROM audit_entries";

on_both! {
    // AUD-01
    async fn every_act_and_every_refusal_leaves_exactly_one_entry_and_a_childs_own_looks_leave_none(app) {
        let amara = app.phone(app.cast.amara).await;
        let (sam, otis) = (app.browser(app.cast.sam).await, app.browser(app.cast.otis).await);
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("Hello?")).await;
        let (path, ask) = (format!("/v1/staff/threads/{thread}"), sent["ask"].clone());
        let id = sent["message"]["id"].as_str().unwrap().to_owned();
        let mut before = app.count(ALL).await;
        for own in [format!("/v1/threads/{thread}"), "/v1/child/people".into(), "/v1/child/posts".into(), "/v1/child/who-looked".into(), "/v1/child/copy".into()] {
            amara.get(&own).await.ok(200);
            assert_eq!(app.count(ALL).await, before, "{own}");
        }
        let acts = [
            ("GET", path.clone(), Value::Null, "read_thread"),
            ("POST", format!("{path}/seen"), json!({"up_to_seq": 2}), "read_thread"),
            ("PUT", format!("{path}/messages/{id}/topics"), json!({"topics": ["visit"]}), "set_topic"),
            ("PUT", format!("{path}/messages/{}", app.id()), reply("Hi"), "reply"),
            ("GET", format!("{path}/case-note"), Value::Null, "copy_case_note"),
            ("PUT", format!("{path}/handover"), json!({"text": "note"}), "hand_over"),
        ];
        for (method, path, body, action) in acts {
            let reply = sam.with_body(method.parse().unwrap(), &path, &body).await;
            assert!(reply.status < 300, "{}", reply.text());
            before += 1;
            assert_eq!(app.count(ALL).await, before, "{path}");
            let one = format!("SELECT COUNT(*) AS n FROM audit_entries a JOIN staff s ON s.id = a.actor_id JOIN allocations l ON l.id = a.allocation_id \
                WHERE a.action = '{action}' AND a.decision = 'allowed' AND a.relation = 'holder' AND a.role = 'social_worker' AND a.child_id IS NOT NULL AND s.code = 'SAM'");
            assert!(app.count(&one).await >= 1, "{action}");
        }
        let denied = [("GET", path.clone(), Value::Null), ("PUT", format!("{path}/messages/{}", app.id()), reply("x"))];
        for (method, path, body) in denied {
            otis.with_body(method.parse().unwrap(), &path, &body).await.not_there();
            before += 1;
            assert_eq!(app.count(ALL).await, before);
        }
        let bilal = app.phone(app.cast.bilal).await;
        bilal.get(&format!("/v1/threads/{thread}")).await.not_there();
        assert_eq!(app.count(&format!("{ALL} WHERE decision = 'refused' AND actor_kind = 'child' AND action = 'read_thread'")).await, 1);
        assert_eq!(app.count(&format!("{ALL} WHERE decision = 'refused' AND actor_kind = 'staff'")).await, 2);
        assert!(ask["id"].is_string());
    }

    // AUD-04
    async fn neither_an_act_without_its_entry_nor_an_entry_without_its_act(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("Hello?")).await;
        let before = app.count(ALL).await;
        let path = message(&thread, sent["message"]["id"].as_str().unwrap());
        amara.put(&path, words("other")).await.refused(409, "message_differs");
        answer(app, &sam, &thread, json!({"text": "x", "in_reply_to": app.id(), "purpose": "message", "language": null})).await.refused(422, "reply_unknown");
        assert_eq!(app.count(ALL).await, before);
        app.execute("ALTER TABLE audit_entries RENAME TO audit_away").await;
        assert_eq!(amara.put(&message(&thread, app.id()), words("unheard")).await.status, 500);
        assert_eq!(sam.get(&format!("/v1/staff/threads/{thread}")).await.status, 500);
        app.execute("ALTER TABLE audit_away RENAME TO audit_entries").await;
        assert_eq!(texts(&amara, &thread).await.len(), 2);
        assert_eq!(app.count("SELECT last_seq AS n FROM threads WHERE post = 'social_worker'").await, 2);
    }

    // AUD-05
    async fn the_child_sees_who_has_looked_in_plain_words(app) {
        let amara = app.phone(app.cast.amara).await;
        let (sam, ivy) = (app.browser(app.cast.sam).await, app.browser(app.cast.ivy).await);
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("Hello?")).await;
        sam.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        app.clock.advance(SECOND);
        ivy.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        app.clock.advance(SECOND);
        app.browser(app.cast.otis).await.get(&format!("/v1/staff/threads/{thread}")).await.not_there();
        let looked = amara.get("/v1/child/who-looked").await.ok(200);
        let items = looked["items"].as_array().unwrap();
        assert_eq!(items.len(), 2);
        let (name, role, what) = (&items[0]["name"], &items[0]["role"], &items[0]["what"]);
        assert_eq!((name, role, what), (&json!("Ivy Hart"), &json!("iro"), &json!("Read your messages with your social worker")));
        assert_eq!((&items[1]["name"], &items[1]["at"]), (&json!("Sam Okafor"), &json!(from_now(app, -2 * SECOND))));
        for _ in 0..60 {
            app.clock.advance(SECOND);
            sam.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        }
        let (mut all, mut before) = (0, String::new());
        loop {
            let page = amara.get(&format!("/v1/child/who-looked{before}")).await.ok(200);
            all += page["items"].as_array().unwrap().len();
            let Some(next) = page["next_before"].as_str() else { break };
            before = format!("?before={next}");
        }
        assert_eq!(all, 62);
        let bilal = app.phone(app.cast.bilal).await;
        assert_eq!(bilal.get("/v1/child/who-looked").await.ok(200)["items"], json!([]));
    }
}
