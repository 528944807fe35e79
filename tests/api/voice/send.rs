//! A child sends words.

use super::*;

on_both! {
    async fn a_child_writes_and_is_told_by_which_day_they_should_hear_back(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("Can I see my nan on Sunday?")).await;
        assert_eq!(sent["message"]["text"], "Can I see my nan on Sunday?");
        assert_eq!(sent["message"]["author"]["mine"], true);
        assert_eq!(sent["ask"]["state"], "open");
        // Tuesday 24 November, chat: 2 working days.
        assert_eq!(sent["ask"]["answer_by"], "2026-11-26");
        assert_eq!(sent["reads"], json!({"open_now": true, "next_from": "2026-11-24T10:00:00.000Z", "team": "Team CP1"}));
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!(read["messages"][1]["text"], "Can I see my nan on Sunday?");
        assert_eq!(read["ask"]["id"], sent["ask"]["id"]);
        assert_eq!(read["next_before_seq"], Value::Null);
    }

    async fn the_same_message_sent_again_is_the_same_message(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let path = message(&thread, app.id());
        let first = amara.put(&path, words("hello")).await.ok(201);
        let again = amara.put(&path, with("hello", json!({"phone_at": "2026-11-24T10:05:00Z"}))).await.ok(200);
        assert_eq!(first["message"]["seq"], again["message"]["seq"]);
        assert_eq!(first["ask"], again["ask"]);
        amara.put(&path, words("hello!")).await.refused(409, "message_differs");
        amara.put(&path, with("hello", json!({"kind": "worry"}))).await.refused(409, "message_differs");
        let iro = thread_with(app, &amara, "iro").await;
        amara.put(&path.replace(&thread, &iro), words("hello")).await.refused(409, "message_differs");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM messages WHERE author_kind = 'child'").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM asks").await, 1);
    }

    async fn a_hundred_phones_that_try_again_at_once_store_each_message_once_and_in_order(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let paths: Vec<String> = (0..20).map(|_| message(&thread, app.id())).collect();
        let replies = futures_util::future::join_all((0..100).map(|n| amara.put(&paths[n % 20], words("once")))).await;
        for reply in replies {
            assert!(matches!(reply.status, 200 | 201), "{}", reply.text());
        }
        let read = amara.get(&format!("/v1/threads/{thread}?limit=100")).await.ok(200);
        let seqs: Vec<i64> = read["messages"].as_array().unwrap().iter().map(|m| m["seq"].as_i64().unwrap()).collect();
        assert_eq!(seqs, (1..=21).collect::<Vec<i64>>());
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM asks").await, 1);
    }

    // INP-10
    async fn ten_thousand_characters_of_any_script_are_kept_exactly(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let tricky = [
            "\u{202e}evil\u{202c} bidi", "zero\u{200b}width", "рауреl (Cyrillic)", "👩‍👩‍👧‍👦👍🏿", "مرحبا كيف حالك", "ሰላም", "你好", "a\r\n\tb",
            "<script>alert(1)</script>", "'; DROP TABLE messages; --", "=HYPERLINK(\"x\")", "\u{feff}BOM", "\u{1}\u{7f}",
        ];
        for text in tricky {
            say(app, &amara, &thread, words(text)).await;
        }
        let combining = format!("e{}", "\u{301}".repeat(100));
        say(app, &amara, &thread, words(&combining)).await;
        let long = "é😢".repeat(5000);
        say(app, &amara, &thread, words(&long)).await;
        let read = texts(&amara, &thread).await;
        assert!(tricky.iter().all(|t| read.iter().any(|r| r == t)));
        assert!(read.contains(&combining) && read.contains(&long));
        let sam = app.browser(app.cast.sam).await;
        let theirs = sam.get(&format!("/v1/staff/threads/{thread}?limit=100")).await.ok(200);
        assert_eq!(theirs["messages"].as_array().unwrap().last().unwrap()["text"], long.as_str());
        amara.put(&message(&thread, app.id()), words(&"x".repeat(10_001))).await.refused(422, "text_too_long");
        amara.put(&message(&thread, app.id()), words("a\0b")).await.refused(422, "text_unreadable");
        amara.put(&message(&thread, app.id()), words(" \n ")).await.refused(422, "text_empty");
    }

    async fn one_ask_is_open_and_saying_more_only_brings_it_forward(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let first = say(app, &amara, &thread, with("Can I stay at Zoe's?", json!({"kind": "decision"}))).await;
        assert_eq!(first["ask"]["answer_by"], "2026-12-01");
        let chat = say(app, &amara, &thread, words("It's on Saturday")).await;
        assert_eq!((&chat["ask"]["kind"], &chat["ask"]["answer_by"]), (&json!("decision"), &json!("2026-11-26")));
        let worry = say(app, &amara, &thread, with("I'm scared", json!({"kind": "worry"}))).await;
        assert_eq!((&worry["ask"]["kind"], &worry["ask"]["answer_by"]), (&json!("worry"), &json!("2026-11-25")));
        app.clock.advance(DAY);
        app.keep_awake().await;
        let later = say(app, &amara, &thread, with("Won a medal!", json!({"kind": "good_news"}))).await;
        assert_eq!((&later["ask"]["kind"], &later["ask"]["answer_by"]), (&json!("worry"), &json!("2026-11-25")));
        assert_eq!(later["ask"]["id"], first["ask"]["id"]);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM asks WHERE closed_at IS NULL").await, 1);
    }

    async fn thanks_in_reply_opens_nothing_and_tears_always_do(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("When are you coming?")).await;
        let told = answer(app, &sam, &thread, reply("On Friday at 4.")).await.ok(201);
        let to = told["message"]["id"].clone();
        for text in ["👍", "❤️", "🙏", "Thanks!", "thank you so much"] {
            let sent = say(app, &amara, &thread, with(text, json!({"in_reply_to": to.clone()}))).await;
            assert_eq!(sent["ask"]["state"], "answered", "{text}");
        }
        let sent = say(app, &amara, &thread, with("😢", json!({"in_reply_to": to}))).await;
        assert_eq!(sent["ask"]["state"], "open");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM asks").await, 2);
    }

    async fn words_about_a_worker_never_open_that_workers_thread(app) {
        let amara = app.phone(app.cast.amara).await;
        let (sw, iro) = (thread_with(app, &amara, "social_worker").await, thread_with(app, &amara, "iro").await);
        for topic in ["about_my_worker", "complain"] {
            let refused = amara.put(&message(&sw, app.id()), with("Sam never listens", json!({"topics": [topic]}))).await;
            assert!(["IRO", "NYAS", "Complaints team"].iter().all(|w| refused.json["detail"].as_str().unwrap().contains(w)));
            refused.refused(422, "not_to_holder");
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM messages WHERE author_kind = 'child'").await, 0);
        let sent = say(app, &amara, &iro, with("Sam never listens", json!({"topics": ["about_my_worker"]}))).await;
        assert_eq!(sent["ask"]["kind"], "worry");
        let sam = app.browser(app.cast.sam).await;
        sam.get(&format!("/v1/staff/threads/{iro}")).await.not_there();
        // Said afterwards of words that stand in the worker's thread, it is refused to the child in the same words.
        let plain = say(app, &amara, &sw, words("He's always late")).await;
        let path = format!("{}/topics", message(&sw, plain["message"]["id"].as_str().unwrap()));
        amara.put(&path, json!({"topics": ["complain"]})).await.refused(422, "not_to_holder");
        // A worker who says so of words in their own thread hands it to their manager.
        sam.put(&format!("/v1/staff{}", path.trim_start_matches("/v1")), json!({"topics": ["about_my_worker"]})).await.ok(204);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM tasks WHERE kind = 'about_worker'").await, 1);
    }

    async fn a_topic_said_afterwards_makes_an_ask_stronger_and_never_weaker(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let sent = say(app, &amara, &thread, words("They took my phone")).await;
        let id = sent["message"]["id"].as_str().unwrap();
        amara.put(&format!("{}/topics", message(&thread, id)), json!({"topics": ["phone_taken"]})).await.ok(204);
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!((&read["ask"]["kind"], &read["ask"]["answer_by"]), (&json!("worry"), &json!("2026-11-25")));
        let path = format!("/v1/staff/threads/{thread}/messages/{id}/topics");
        sam.put(&path, json!({"topics": ["good_news"]})).await.ok(204);
        let read = amara.get(&format!("/v1/threads/{thread}")).await.ok(200);
        assert_eq!(read["ask"]["kind"], "worry");
        assert_eq!(read["messages"][1]["topics"], json!(["good_news", "phone_taken"]));
        amara.put(&message(&thread, app.id()), with("x", json!({"topics": ["nonsense"]}))).await.refused(422, "topic_unknown");
        let hello = read["messages"][0]["id"].as_str().unwrap();
        sam.put(&path.replace(id, hello), json!({"topics": ["visit"]})).await.refused(422, "not_the_childs");
    }

    async fn a_phone_that_nobody_has_confirmed_sends_and_reads_nothing_back(app) {
        let phone = app.unconfirmed_phone(app.cast.amara).await;
        let posts = phone.get("/v1/child/posts").await.ok(200);
        assert!(!posts.text().contains("Sam"));
        assert_eq!(posts["items"][0]["reads"]["open_now"], true);
        let thread = thread_with(app, &phone, "social_worker").await;
        let sent = say(app, &phone, &thread, words("It's me")).await;
        assert_eq!(sent["message"]["text"], Value::Null);
        assert_eq!(sent["message"]["device_confirmed"], false);
        assert_eq!(sent["ask"]["answer_by"], "2026-11-26");
        assert!(!sent.text().contains("Sam") && !sent.text().contains("It's me"));
        let id = sent["message"]["id"].as_str().unwrap();
        let again = phone.put(&message(&thread, id), words("It's me")).await.ok(200);
        assert_eq!(again["message"]["text"], Value::Null);
        for path in ["/v1/child/people".to_owned(), format!("/v1/threads/{thread}"), "/v1/child/who-looked".into(), "/v1/child/copy".into()] {
            phone.get(&path).await.not_there();
        }
        let ask = sent["ask"]["id"].as_str().unwrap();
        phone.post(&format!("/v1/threads/{thread}/asks/{ask}/right"), json!({"right": true})).await.not_there();
        phone.post(&format!("{}/hide", message(&thread, id)), Value::Null).await.not_there();
        let sam = app.browser(app.cast.sam).await;
        let read = sam.get(&format!("/v1/staff/threads/{thread}")).await.ok(200);
        assert_eq!((&read["messages"][1]["text"], &read["messages"][1]["device_confirmed"]), (&json!("It's me"), &json!(false)));
    }

    // AUTHZ-08
    async fn a_field_that_nobody_asked_for_is_refused_and_changes_nothing(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        for field in ["seq", "author_id", "author_kind", "child_id", "received_at", "said_at", "answer_by", "device_confirmed", "purpose", "role"] {
            let sent = amara.put(&message(&thread, app.id()), with("x", json!({field: "x"}))).await;
            assert!(matches!(sent.status, 400 | 422), "{field}: {}", sent.text());
            let mut body = reply("x");
            body[if field == "purpose" { "kind" } else { field }] = json!("x");
            let answered = answer(app, &sam, &thread, body).await;
            assert!(matches!(answered.status, 400 | 422), "{field}: {}", answered.text());
        }
        amara.put(&message(&thread, app.id()), with("x", json!({"channel": "visit"}))).await.refused(422, "channel_not_here");
        for purpose in ["outcome", "notice"] {
            let mut body = reply("x");
            body["purpose"] = json!(purpose);
            answer(app, &sam, &thread, body).await.refused(422, "purpose_not_yours");
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM messages WHERE author_kind <> 'system'").await, 0);
    }

    // RATE-03
    async fn a_childs_words_are_taken_even_where_the_limits_cannot_be_counted(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        app.execute("DROP TABLE try_counters").await;
        say(app, &amara, &thread, words("Still here?")).await;
    }

    async fn stopped_messages_are_refused_both_ways_until_a_person_acts(app) {
        let amara = app.phone(app.cast.amara).await;
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let id = app.id();
        amara.put(&message(&thread, id), words("before")).await.ok(201);
        app.execute(&format!("UPDATE children SET messages_stopped_at = {}", app.clock.now().ms())).await;
        amara.put(&message(&thread, app.id()), words("after")).await.refused(409, "messages_stopped");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM messages WHERE author_kind = 'child'").await, 1);
        answer(app, &sam, &thread, reply("after")).await.refused(409, "messages_stopped");
        amara.put(&message(&thread, id), words("before")).await.ok(200);
        assert_eq!(amara.get("/v1/child/people").await.ok(200)["messages_stopped"], true);
        move_to(app, "2026-12-10", 600).await;
        tick(app).await;
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM asks WHERE passed_on_at IS NOT NULL").await, 0);
        app.execute(&format!("UPDATE children SET messages_resumed_at = {}", app.clock.now().ms())).await;
        say(app, &amara, &thread, words("after")).await;
    }

    async fn a_reply_to_a_message_that_is_not_there_is_refused(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        let body = with("hm", json!({"in_reply_to": app.id()}));
        amara.put(&message(&thread, app.id()), body).await.refused(422, "reply_unknown");
        let id = app.id();
        amara.put(&message(&thread, id), with("me", json!({"in_reply_to": id}))).await.refused(422, "reply_unknown");
        // What was refused left nothing: neither the words nor a gap in the thread's places.
        let said = say(app, &amara, &thread, words("hm")).await;
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM messages WHERE author_kind = 'child'").await, 1);
        assert_eq!(said["message"]["seq"], 2, "the first place is the worker's hello");
    }
}
