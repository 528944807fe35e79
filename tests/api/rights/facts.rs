//! Facts, letters, what the council signs off.

use super::*;

on_both! {
    async fn a_fact_changes_the_answer_and_its_reason(app) {
    let (dana, pat) = (app.cast.dana, app.browser(app.cast.pat).await);
    let path = format!("/v1/staff/children/{dana}/rights");
    let before = pat.get(&path).await.ok(200).json;
    assert_eq!(before["class"], "former_relevant");
    let home = json!([{"start": "2024-03-02", "end": null, "looked_after_immediately_before": null}]);
    enter(app, &pat, dana, "home_with_parent_or_pr", home).await.ok(201);
    let state =
        |v: &Value, id: &str| v["offers"].as_array().unwrap().iter().find(|o| o["id"] == id).unwrap()["state"].clone();
    assert_eq!(state(&before, "homeless-priority-18-20"), "conditional");
    enter(app, &pat, dana, "homeless", json!(true)).await.ok(201);
    let after = pat.get(&path).await.ok(200).json;
    assert_eq!(state(&after, "homeless-priority-18-20"), "now");
    let why = after["offers"].as_array().unwrap().iter().find(|o| o["id"] == "homeless-priority-18-20").unwrap()["why"]
        .clone();
    assert!(why.as_array().unwrap().iter().any(|s| s["found"] == "homeless: yes"), "{why}");
    assert!(
        why.as_array().unwrap().iter().any(|s| s["cite"].as_str().is_some_and(|c| c.contains("2002/2051"))),
        "{why}"
    );
    assert_eq!(after["facts"].as_array().unwrap().len(), 2);
    assert_eq!(after["facts"][0]["entered_by"], "Pat Doyle");
    }
}

on_both! {
    async fn a_fact_is_taken_back_and_its_history_stays(app) {
    let (dana, pat) = (app.cast.dana, app.browser(app.cast.pat).await);
    enter(app, &pat, dana, "homeless", json!(true)).await.ok(201);
    enter(app, &pat, dana, "homeless", json!(null)).await.ok(201);
    let read = pat.get(&format!("/v1/staff/children/{dana}/rights")).await.ok(200);
    assert_eq!(read["facts"].as_array().unwrap().len(), 2);
    assert_eq!((&read["facts"][0]["is_newest"], &read["facts"][1]["is_newest"]), (&json!(true), &json!(false)));
    enter(app, &pat, dana, "homeless", json!("perhaps")).await.refused(422, "value_wrong");
    }
}

on_both! {
    async fn what_is_delicate_changes_no_screen_without_a_yes(app) {
    let (dana, pat, phone) = (app.cast.dana, app.browser(app.cast.pat).await, app.phone(app.cast.dana).await);
    enter(app, &pat, dana, "pregnant", json!(true)).await.ok(201);
    let page = phone.get("/v1/child/rights").await.ok(200).json;
    assert_eq!(item(&page, "young-parent")["group"], "if_ever");
    let body = json!({"kind": "pregnant", "value": true, "source": "Dana", "checked_on": "2026-11-20", "agreed_on": "2026-11-20"});
    pat.put(&format!("/v1/staff/children/{dana}/rights/facts/{}", app.id()), body).await.ok(201);
    let page = phone.get("/v1/child/rights").await.ok(200).json;
    assert_eq!(item(&page, "young-parent")["group"], "now");
    }
}

on_both! {
    async fn a_look_is_written_down_and_a_stranger_sees_nothing(app) {
    let (dana, pat) = (app.cast.dana, app.browser(app.cast.pat).await);
    let before = app.count("SELECT COUNT(*) AS n FROM audit_entries").await;
    let preview = pat.get(&format!("/v1/staff/children/{dana}/rights?as_of=2028-02-02")).await.ok(200);
    assert_eq!(preview["class"], "former_relevant_21_to_24");
    assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries").await, before + 1);
    let stan = app.browser(app.cast.stan).await;
    stan.get(&format!("/v1/staff/children/{dana}/rights")).await.not_there();
    enter(app, &stan, dana, "homeless", json!(true)).await.not_there();
    }
}

on_both! {
    async fn a_letter_is_made_from_the_record_and_signed_by_a_named_adult(app) {
    let (dana, pat, phone) = (app.cast.dana, app.browser(app.cast.pat).await, app.phone(app.cast.dana).await);
    assert_eq!(phone.get("/v1/child/rights/letter").await.ok(200)["letter"], json!(null));
    pat.put(&format!("/v1/staff/children/{dana}/rights/letters/{}", app.id()), json!(null)).await.ok(204);
    let letter = phone.get("/v1/child/rights/letter").await.ok(200)["letter"].clone();
    assert_eq!((&letter["signed_by"]["name"], &letter["signed_on"]), (&json!("Pat Doyle"), &json!("2026-11-24")));
    let text = letter["paragraphs"].to_string();
    for part in ["Dana", "2 February 2007", "between 1 March 2024 and 2 February 2025", "section 23C"] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    }
}

on_both! {
    async fn a_letter_says_nothing_that_the_young_person_has_not_agreed_to_show(app) {
    let sql = "UPDATE care_episodes SET ended_on = '2022-12-15', started_on = '2020-01-01' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0004')";
    app.execute(sql).await;
    let (dana, pat) = (app.cast.dana, app.browser(app.cast.pat).await);
    let locked_up = |agreed_on: Value| {
        json!({"kind": "detained", "value": [{"start": "2022-12-15", "end": "2023-06-01"}], "source": "Court order",
            "checked_on": "2026-11-20", "agreed_on": agreed_on})
    };
    let (facts, letters) = (format!("/v1/staff/children/{dana}/rights/facts"), format!("/v1/staff/children/{dana}/rights/letters"));
    pat.put(&format!("{letters}/{}", app.id()), json!(null)).await.refused(409, "nothing_to_confirm");
    pat.put(&format!("{facts}/{}", app.id()), locked_up(json!(null))).await.ok(201);
    assert_eq!(pat.get(&format!("/v1/staff/children/{dana}/rights")).await.ok(200)["class"], "former_relevant");
    pat.put(&format!("{letters}/{}", app.id()), json!(null)).await.refused(409, "yes_missing");
    pat.put(&format!("{facts}/{}", app.id()), locked_up(json!("2026-11-20"))).await.ok(201);
    pat.put(&format!("{letters}/{}", app.id()), json!(null)).await.ok(204);
    }
}

on_both! {
    async fn an_item_of_the_council_counts_when_two_people_have_said_the_same(app) {
    let (bea, fin) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
    let phone = app.phone(app.cast.dana).await;
    let say = |id: uuid::Uuid| {
        (
            format!("/v1/staff/rights/local/{id}"),
            json!({"item": "driving", "owner": "Pathways", "source": "Policy of May 2026", "review_by": "2027-05-01"}),
        )
    };
    let (path, body) = say(app.id());
    bea.put(&path, body.clone()).await.ok(204);
    bea.put(&say(app.id()).0, body.clone()).await.refused(409, "said_already");
    assert_eq!(item(&phone.get("/v1/child/rights").await.ok(200).json, "driving")["state"], "check_locally");
    fin.put(&say(app.id()).0, body).await.ok(204);
    assert_eq!(item(&phone.get("/v1/child/rights").await.ok(200).json, "driving")["state"], "now");
    let all = bea.get("/v1/staff/rights/local").await.ok(200);
    let driving = all["items"].as_array().unwrap().iter().find(|i| i["id"] == "driving").unwrap();
    assert_eq!((&driving["is_signed_off"], driving["said"].as_array().unwrap().len()), (&json!(true), 2));
    assert!(!all["amounts"].as_array().unwrap().is_empty());
    }
}

on_both! {
    async fn an_answer_that_is_hard_becomes_a_task_once(app) {
    let sql = "UPDATE care_episodes SET ended_on = '2023-01-20', started_on = '2020-01-01' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0004')";
    app.execute(sql).await;
    assert_eq!(sayso::entitlements::jobs::check_rights(&app.store).await.unwrap(), 2);
    assert_eq!(sayso::entitlements::jobs::check_rights(&app.store).await.unwrap(), 0);
    let tasks = app.browser(app.cast.pat).await.get("/v1/staff/tasks").await.ok(200);
    assert!(tasks["items"].as_array().unwrap().iter().any(|t| t["kind"] == "rights_check"));
    }
}

on_both! {
    async fn wherever_a_young_person_reads_that_a_person_checks_there_is_a_task(app) {
    let (dana, pat, phone) = (app.cast.dana, app.browser(app.cast.pat).await, app.phone(app.cast.dana).await);
    sayso::entitlements::jobs::check_rights(&app.store).await.unwrap();
    enter(app, &pat, dana, "responsible_authority", json!("Southampton")).await.ok(201);
    enter(app, &pat, dana, "lives_in", json!("Portsmouth")).await.ok(201);
    let page = phone.get("/v1/child/rights").await.ok(200).json;
    assert!(page["checks"].to_string().contains("A person finds out which."), "{}", page["checks"]);
    assert_eq!(sayso::entitlements::jobs::check_rights(&app.store).await.unwrap(), 2);
    assert_eq!(sayso::entitlements::jobs::check_rights(&app.store).await.unwrap(), 0);
    }
}

on_both! {
    async fn an_id_that_was_used_for_something_else_is_refused_in_words(app) {
    let (dana, pat, sam) = (app.cast.dana, app.browser(app.cast.pat).await, app.browser(app.cast.sam).await);
    let body = json!({"kind": "homeless", "value": true, "source": "Dana", "checked_on": "2026-11-20", "agreed_on": null});
    let fact = app.id();
    pat.put(&format!("/v1/staff/children/{dana}/rights/facts/{fact}"), body.clone()).await.ok(201);
    let amara = format!("/v1/staff/children/{}/rights/facts/{fact}", app.cast.amara);
    sam.put(&amara, body).await.refused(409, "differs");
    }
}
