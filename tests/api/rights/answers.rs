//! Asking, and what comes of it.

use super::*;

on_both! {
    async fn asking_opens_a_message_that_asks_for_a_decision(app) {
    app.outbox_may_hold(100_000);
    let phone = app.phone(app.cast.dana).await;
    let (id, asked) = ask(app, &phone, "setting-up-home-allowance").await;
    let asked = asked.ok(201);
    let thread = phone.get(&format!("/v1/threads/{}", asked["thread"].as_str().unwrap())).await.ok(200);
    let last = thread["messages"].as_array().unwrap().iter().find(|m| m["author"]["kind"] == "child").unwrap();
    assert!(last["text"].as_str().unwrap().contains("setting-up money"));
    assert_eq!(thread["ask"]["kind"], "decision");
    let page = phone.get("/v1/child/rights").await.ok(200);
    assert_eq!((&page["requests"][0]["id"], &page["requests"][0]["state"]), (&json!(id), &json!("asked")));
    let (_, again) = ask(app, &phone, "setting-up-home-allowance").await;
    again.refused(409, "asked_already");
    let (_, unknown) = ask(app, &phone, "a-yacht").await;
    unknown.refused(422, "item_unknown");
    }
}

on_both! {
    async fn the_same_request_once_more_is_the_same(app) {
    app.outbox_may_hold(100_000);
    let phone = app.phone(app.cast.dana).await;
    let (path, body) = (
        format!("/v1/child/rights/requests/{}", app.id()),
        json!({"message": app.id(), "item": "driving", "words": "Please."}),
    );
    phone.put(&path, body.clone()).await.ok(201);
    phone.put(&path, body).await.ok(200);
    assert_eq!(app.count("SELECT COUNT(*) AS n FROM right_requests").await, 1);
    }
}

on_both! {
    async fn a_request_is_decided_and_a_no_says_why_and_where_to_turn(app) {
    app.outbox_may_hold(100_000);
    let (phone, pat) = (app.phone(app.cast.dana).await, app.browser(app.cast.pat).await);
    let (id, asked) = ask(app, &phone, "setting-up-home-allowance").await;
    let thread = asked.ok(201)["thread"].as_str().unwrap().to_owned();
    step(app, &pat, &id, json!({"state": "deciding", "said": "The panel looks at it."})).await.refused(422, "decided_by_missing");
    let deciding = json!({"state": "deciding", "decided_by": "The housing panel", "decide_on": "2026-12-03", "said": "The panel looks at it on 3 December."});
    step(app, &pat, &id, deciding).await.ok(204);
    let page = phone.get("/v1/child/rights").await.ok(200);
    assert_eq!(page["requests"][0]["words"], "The housing panel will decide this by 3 December 2026.");
    step(app, &pat, &id, json!({"state": "no", "said": "You have had it before."})).await.refused(422, "decided_by_missing");
    step(app, &pat, &id, json!({"state": "done"})).await.refused(409, "request_closed");
    let no = json!({"state": "no", "decided_by": "The housing panel", "said": "You have had it before."});
    step(app, &pat, &id, no).await.ok(204);
    let page = phone.get("/v1/child/rights").await.ok(200);
    let said = page["requests"][0]["said"].as_str().unwrap();
    for part in ["You have had it before.", "The housing panel", "advocate", "0808 808 1001", "must write back"] {
        assert!(said.contains(part), "a no without {part}: {said}");
    }
    let read = phone.get(&format!("/v1/threads/{thread}?limit=100")).await.ok(200);
    assert!(read["messages"].as_array().unwrap().iter().any(|m| m["text"] == said));
    }
}

on_both! {
    async fn a_yes_becomes_done_and_then_it_can_be_asked_for_again(app) {
    app.outbox_may_hold(100_000);
    let (phone, pat) = (app.phone(app.cast.dana).await, app.browser(app.cast.pat).await);
    let (id, asked) = ask(app, &phone, "driving").await;
    asked.ok(201);
    step(app, &pat, &id, json!({})).await.ok(204);
    step(app, &pat, &id, json!({})).await.refused(409, "request_closed");
    step(app, &pat, &id, json!({"state": "done", "said": "You have it."})).await.ok(204);
    let (_, again) = ask(app, &phone, "driving").await;
    again.ok(201);
    }
}

on_both! {
    async fn nobody_else_answers_a_request(app) {
    app.outbox_may_hold(100_000);
    let phone = app.phone(app.cast.dana).await;
    let (id, asked) = ask(app, &phone, "driving").await;
    asked.ok(201);
    for who in [app.cast.stan, app.cast.bea, app.cast.maya] {
        step(app, &app.browser(who).await, &id, json!({})).await.not_there();
    }
    }
}

on_both! {
    async fn the_desk_lists_what_waits(app) {
    app.outbox_may_hold(100_000);
    let (phone, pat) = (app.phone(app.cast.dana).await, app.browser(app.cast.pat).await);
    ask(app, &phone, "driving").await.1.ok(201);
    let desk = pat.get("/v1/staff/rights").await.ok(200);
    let row = &desk["items"][0];
    assert_eq!((&row["known_as"], &row["class"]), (&json!("Dana"), &json!("former_relevant")));
    assert_eq!(row["requests"][0]["due_on"], "2026-12-01");
    assert_eq!(row["quiet_weeks"], 255);
    app.browser(app.cast.bea).await.get("/v1/staff/rights").await.not_there();
    }
}
