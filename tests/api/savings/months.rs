//! Months over HTTP: two people close them, a closed one refuses postings, and none is closed on books that differ.

use sayso::savings::intake::FileKind;

use super::sample::{enter, import};
use super::*;

const MONTHS: &str = "/v1/staff/money/months";

async fn month(desk: &StaffBrowser, first: &str) -> Value {
    let all = desk.get(MONTHS).await.ok(200);
    all["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|m| m["month"] == first)
        .unwrap_or_else(|| panic!("no {first}"))
        .clone()
}

fn close(month: &str) -> Value {
    json!({"month": month, "what": "close", "reason": null, "carry": null})
}

async fn propose(app: &TestApp, by: &StaffBrowser, ask: Value) -> (String, Reply) {
    let id = app.id().to_string();
    let reply = by.put(&format!("{MONTHS}/proposals/{id}"), ask).await;
    (format!("{MONTHS}/proposals/{id}/confirm"), reply)
}

on_both! {
    // LED-09: nothing is dated into a closed month, and what must go somewhere goes into the open one.
    async fn a_month_is_closed_and_opened_again_by_two_people_over_http(app) {
        let child = app.cast.amara;
        post(app, key(app), vec![week(child, "2026-10-04")]).await.unwrap();
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        assert_eq!(month(&desk, "2026-11-01").await["state"], "running");
        let (confirm, asked) = propose(app, &desk, close("2026-10-01")).await;
        asked.ok(204);
        assert_eq!(month(&desk, "2026-10-01").await["proposed"]["mine"], true);
        desk.post(&confirm, Value::Null).await.not_there();
        approver.post(&confirm, Value::Null).await.ok(204);
        let closed = month(&approver, "2026-10-01").await;
        assert_eq!((closed["state"].clone(), closed["proposed"].clone()), (json!("closed"), Value::Null));
        assert_eq!(refused(post(app, key(app), vec![week(child, "2026-10-11")]).await), "month_closed");
        assert_eq!(refused(reverse(app, key(app), 1, "2026-10-20", "wrong").await), "month_closed");
        let (_, why) = propose(app, &approver, json!({"month": "2026-10-01", "what": "reopen"})).await;
        why.refused(422, "reason_missing");
        let ask = json!({"month": "2026-10-01", "what": "reopen", "reason": "a file came late"});
        let (confirm, asked) = propose(app, &approver, ask).await;
        asked.ok(204);
        approver.post(&confirm, Value::Null).await.refused(409, "two_people");
        assert_eq!(refused(post(app, key(app), vec![week(child, "2026-10-11")]).await), "month_closed");
    }

    // LED-12: rows that wait are carried over in so many words, by two people; more than was said are not.
    async fn a_month_with_rows_that_wait_is_closed_only_with_them_carried_over(app) {
        enter(app).await;
        import(app, FileKind::Provider, super::sample::A).await;
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        post(app, key(app), vec![week(app.cast.amara, "2024-05-05")]).await.unwrap();
        let june = month(&desk, "2024-06-01").await;
        let waiting = june["waiting"].as_u64().unwrap();
        assert!(waiting > 0, "{june}");
        let (_, refusal) = propose(app, &desk, close("2024-06-01")).await;
        refusal.refused(409, "rows_wait");
        let short = json!({"month": "2024-06-01", "what": "close", "reason": "asked", "carry": waiting - 1});
        propose(app, &desk, short).await.1.refused(409, "rows_wait");
        let unsaid = json!({"month": "2024-06-01", "what": "close", "carry": waiting});
        propose(app, &desk, unsaid).await.1.refused(409, "rows_wait");
        let said = json!({"month": "2024-06-01", "what": "close", "reason": "the provider was asked", "carry": waiting});
        let (confirm, asked) = propose(app, &desk, said).await;
        asked.ok(204);
        assert_eq!(month(&approver, "2024-06-01").await["proposed"]["carried"], waiting);
        approver.post(&confirm, Value::Null).await.ok(204);
        assert_eq!(month(&desk, "2024-06-01").await["state"], "closed");
    }

    // LED-13: a penny that the council's own books show and nothing explains keeps the month open.
    async fn a_month_is_not_closed_over_a_penny_that_nothing_explains(app) {
        enter(app).await;
        post(app, key(app), vec![week(app.cast.amara, "2026-10-04")]).await.unwrap();
        let text = b"Date,Ref,Narrative,Debit,Credit,Balance\n13/10/2026,J1,SAVINGS JOURNAL,,0.01,0.01\n";
        import(app, FileKind::Extract, text).await;
        let desk = app.browser(app.cast.bea).await;
        let october = month(&desk, "2026-10-01").await;
        assert_eq!((october["unexplained"].clone(), october["unexplained_amount"].clone()), (json!(1), json!("0.01")));
        let (_, refusal) = propose(app, &desk, close("2026-10-01")).await;
        let refusal = refusal.refused(409, "books_differ");
        assert!(refusal["detail"].as_str().unwrap().contains("£0.01"), "{}", refusal.text());
    }
}
