//! What a young person reads.

use super::*;

/// Words that a young person is never shown.
const NEVER: &[&str] =
    &["relevant", "qualifying", "eligible", "entitlement", "claim", "denied", "adverse", "leaver", "undefined"];

/// Every text that is shown, with the field it stands in; ids, words for programs and the law are not.
fn texts(value: &Value, field: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if !matches!(name.as_str(), "id" | "item" | "instead" | "law" | "state" | "group" | "name" | "ruleset")
                {
                    texts(value, name, found);
                }
            }
        }
        Value::Array(items) if field == "first" => assert!(items.len() <= 3),
        Value::Array(items) => items.iter().for_each(|i| texts(i, field, found)),
        Value::String(text) => found.push((field.to_owned(), text.to_lowercase())),
        _ => {}
    }
}

on_both! {
    async fn a_young_person_reads_the_whole_page_at_once(app) {
    let phone = app.phone(app.cast.dana).await;
    let page = phone.get("/v1/child/rights").await.ok(200).json;
    assert_eq!(page["age"], 19);
    assert_eq!(page["first"].as_array().unwrap().len(), 3);
    let adviser = item(&page, "personal-adviser");
    assert_eq!((&adviser["state"], &adviser["group"]), (&json!("now"), &json!("now")));
    assert_eq!(adviser["until"], "2028-02-02");
    assert_eq!(item(&page, "pa-support-21-25")["state"], "later");
    assert_eq!(item(&page, "home-while-in-care")["group"], "ended");
    assert!(item(&page, "home-while-in-care")["state_words"].as_str().unwrap().contains("2 February 2025"));
    assert_eq!(item(&page, "young-parent")["group"], "if_ever");
    assert_eq!(item(&page, "free-prescriptions-to-25")["state"], "announced");
    assert_eq!(item(&page, "driving")["state"], "check_locally");
    assert!(item(&page, "setting-up-home-allowance")["amount"].as_str().unwrap().starts_with("£3,000"));
    assert!(page["road"].as_array().unwrap().iter().any(|d| d["on"] == "2028-02-02" && d["is_past"] == false));
    }
}

on_both! {
    async fn under_15_there_is_what_is_mine_now_and_no_road(app) {
    let phone = app.phone(app.cast.chidi).await;
    let page = phone.get("/v1/child/rights").await.ok(200).json;
    assert_eq!(page["road"], json!([]));
    assert!(page["items"].as_array().unwrap().iter().all(|i| i["group"] != "coming"));
    assert_eq!(item(&page, "looked-after-reviews-iro")["state"], "now");
    let amara = app.phone(app.cast.amara).await.get("/v1/child/rights").await.ok(200).json;
    assert_eq!(item(&amara, "personal-adviser")["on"], "2027-05-04");
    assert!(!amara["road"].as_array().unwrap().is_empty());
    }
}

on_both! {
    async fn no_word_that_shuts_people_out_is_shown(app) {
    for child in [app.cast.amara, app.cast.chidi, app.cast.dana] {
        let page = app.phone(child).await.get("/v1/child/rights").await.ok(200).json;
        let mut found = vec![];
        texts(&page, "", &mut found);
        assert!(found.len() > 50);
        for (field, text) in found {
            for word in text.split(|c: char| !c.is_alphanumeric()) {
                assert!(!NEVER.contains(&word), "{field} says “{word}”: {text}");
            }
            assert!(!text.contains('{'), "{field} has a gap: {text}");
        }
    }
    }
}

on_both! {
    async fn reading_leaves_no_trace_and_an_unconfirmed_phone_reads_nothing(app) {
    let before = app.count("SELECT COUNT(*) AS n FROM audit_entries").await;
    app.phone(app.cast.dana).await.get("/v1/child/rights").await.ok(200);
    let made = app.count("SELECT COUNT(*) AS n FROM audit_entries").await;
    app.phone(app.cast.dana).await.get("/v1/child/rights").await.ok(200);
    let signed_in_once = made - before;
    assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries").await - made, signed_in_once);
    app.unconfirmed_phone(app.cast.dana).await.get("/v1/child/rights").await.not_there();
    }
}

on_both! {
    async fn anybody_reads_the_texts(app) {
    let all = app.stranger().get("/v1/rights").await.ok(200).json;
    assert_eq!(all["items"].as_array().unwrap().len(), 61);
    let passed = all["items"].as_array().unwrap().iter().filter(|i| i["is_in_force"] == false).count();
    assert_eq!(passed, 3);
    }
}
