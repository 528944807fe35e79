//! Rows that wait, over HTTP: each decision under an id of the desk's, once; two people at once; what the books do not allow.

use std::collections::BTreeMap;

use super::balance;
use super::sample::{A, C, enter};
use super::uploads::oak;
use crate::harness::*;
use sayso::kernel::id::ChildId;
use sayso::savings::account::Account;

const QUEUE: &str = "/v1/staff/money/queue";

async fn with_file(app: &TestApp) -> (StaffBrowser, BTreeMap<&'static str, ChildId>) {
    let ids = enter(app).await;
    let bea = app.browser(app.cast.bea).await;
    let about = json!({"kind": "provider_file", "provider": oak(app, &bea).await});
    bea.upload("/v1/staff/money/files", &about, "june.csv", A).await.ok(200);
    (bea, ids)
}

/// The rows that wait, by their lines in the file.
async fn waiting(bea: &StaffBrowser) -> BTreeMap<i64, Value> {
    let page = bea.get(QUEUE).await.ok(200);
    page["items"].as_array().unwrap().iter().map(|l| (l["file_line"].as_i64().unwrap() - 5, l.clone())).collect()
}

fn path(line: &Value, id: uuid::Uuid) -> String {
    format!("/v1/staff/money/lines/{}/decisions/{id}", line["line"].as_str().unwrap())
}

async fn decide(app: &TestApp, who: &StaffBrowser, line: &Value, body: Value) -> Reply {
    who.put(&path(line, app.id()), body).await
}

on_both! {
    async fn rows_that_wait_are_shown_with_what_stands_in_the_file_who_it_may_be_and_why(app) {
        let (bea, ids) = with_file(app).await;
        let page = bea.get(QUEUE).await.ok(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 4);
        let lines = waiting(&bea).await;
        let liam = &lines[&2];
        assert_eq!((&liam["code"], &liam["amount"], &liam["state"]), (&json!("X05"), &json!("21.43"), &json!("set_aside")));
        assert_eq!(liam["may_be"][0]["child"]["reference"], "SC000342");
        assert!(liam["fix"].as_str().unwrap().contains("Choose the child"));
        let file = &page["files"][liam["file"].as_str().unwrap()];
        assert_eq!(file["columns"].as_array().unwrap().len(), liam["raw"].as_array().unwrap().len(), "a heading for every cell");
        let total: i64 = page["waiting"].as_array().unwrap().iter().map(|w| w["rows"].as_i64().unwrap()).sum();
        assert_eq!(total, 4);
        for (query, n) in [
            ("exception=X05".to_owned(), 2), ("exception=X12".to_owned(), 1), ("state=parked".to_owned(), 0), ("provider=999".to_owned(), 0),
            (format!("child={}", ids["SC000342"]), 1), (format!("file={}", liam["file"].as_str().unwrap()), 7),
            (format!("after={}", liam["line"].as_str().unwrap()), 3),
        ] {
            let got = bea.get(&format!("{QUEUE}?{query}")).await.ok(200);
            let rows = got["items"].as_array().unwrap();
            let codes: Vec<_> = rows.iter().map(|r| (r["file_line"].clone(), r["code"].clone())).collect();
            assert_eq!(rows.len(), n, "{query}: {codes:?}");
        }
        // Which weeks it would be for, before anybody accepts.
        let effect = bea.get(&format!("/v1/staff/money/lines/{}/for/{}", liam["line"].as_str().unwrap(), ids["SC000342"])).await.ok(200);
        let gets: Vec<_> = effect["weeks"].as_array().unwrap().iter().filter(|w| w["gets"] != "0.00").map(|w| w["gets"].clone()).collect();
        assert!(gets.len() >= 4, "{}", effect.text());
        assert_eq!(effect["has_days"], true);
    }

    async fn the_same_decision_again_is_done_once_and_its_id_is_good_for_nothing_else(app) {
        let (bea, ids) = with_file(app).await;
        let liam = waiting(&bea).await[&2].clone();
        let accept = json!({"what": "accept", "child": ids["SC000342"].uuid()});
        let address = path(&liam, app.id());
        let done = bea.put(&address, accept.clone()).await.ok(200);
        assert_eq!((&done["state"], &done["child"]), (&json!("posted"), &json!(ids["SC000342"].uuid())));
        let entries = app.count("SELECT COUNT(*) AS n FROM ledger_entries").await;
        assert_eq!(balance(app, Account::Bank).await, 6429 + 2143);
        bea.put(&address, accept.clone()).await.ok(200);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, entries, "accepted twice, posted once");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE detail = 'accepted'").await, 1);
        bea.put(&address, json!({"what": "accept", "child": ids["SC000456"].uuid()})).await.refused(409, "decision_differs");
        // Another id: somebody has decided already.
        decide(app, &bea, &liam, accept).await.refused(409, "line_decided");
        assert_eq!(balance(app, Account::Bank).await, 6429 + 2143);
    }

    async fn undo_takes_back_the_decision_that_it_names_and_no_other(app) {
        let (bea, ids) = with_file(app).await;
        let liam = waiting(&bea).await[&2].clone();
        let first = app.id();
        bea.put(&path(&liam, first), json!({"what": "accept", "child": ids["SC000342"].uuid()})).await.ok(200);
        let fin = app.browser(app.cast.fin).await;
        decide(app, &fin, &liam, json!({"what": "undo", "reason": "Not sure", "undoes": first})).await.ok(200);
        assert_eq!(balance(app, Account::Bank).await, 6429);
        decide(app, &fin, &liam, json!({"what": "reject", "reason": "Sent twice"})).await.ok(200);
        // Bea still has hers on the screen.
        decide(app, &bea, &liam, json!({"what": "undo", "reason": "Oops", "undoes": first})).await.refused(409, "line_decided");
        assert_eq!(waiting(&bea).await.len(), 3);
        let history = bea.get(&format!("/v1/staff/money/lines/{}/for/{}", liam["line"].as_str().unwrap(), ids["SC000342"])).await.ok(200);
        let whats: Vec<_> = history["before"].as_array().unwrap().iter().map(|b| b["what"].clone()).collect();
        assert_eq!(whats.len(), 3, "{whats:?}");
    }

    async fn a_row_is_split_given_to_another_child_parked_and_rejected_in_words(app) {
        let (bea, ids) = with_file(app).await;
        let lines = waiting(&bea).await;
        let (liam, kai) = (&lines[&2], &lines[&3]);
        let part = |child: &str, amount: &str| json!({"child": ids[child].uuid(), "amount": amount});
        let split = |a: &str, b: &str| json!({"what": "split", "reason": "Two children", "parts": [part("SC000342", a), part("SC000456", b)]});
        decide(app, &bea, liam, split("10.00", "10.00")).await.refused(422, "parts_differ");
        decide(app, &bea, liam, split("10.001", "11.429")).await.refused(422, "parts_differ");
        decide(app, &bea, liam, split("15.00", "6.43")).await.ok(200);
        assert_eq!(balance(app, Account::Bank).await, 6429 + 2143);
        // Reassign: what was posted to one child is taken back and posted to another.
        decide(app, &bea, kai, json!({"what": "reassign", "child": ids["SC000456"].uuid(), "reason": "x"})).await.refused(409, "line_decided");
        decide(app, &bea, kai, json!({"what": "accept"})).await.refused(422, "child_missing");
        decide(app, &bea, kai, json!({"what": "accept", "child": ids["SC000456"].uuid()})).await.ok(200);
        decide(app, &bea, kai, json!({"what": "reassign", "child": ids["SC000342"].uuid(), "reason": "The agency wrote"})).await.ok(200);
        decide(app, &bea, &lines[&7], json!({"what": "park"})).await.refused(422, "reason_missing");
        decide(app, &bea, &lines[&7], json!({"what": "park", "reason": "Asked the agency"})).await.ok(200);
        assert_eq!(bea.get(&format!("{QUEUE}?state=parked")).await.ok(200)["items"].as_array().unwrap().len(), 1);
        decide(app, &bea, &lines[&6], json!({"what": "reject", "reason": "The same row twice"})).await.ok(200);
        assert!(waiting(&bea).await.is_empty());
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_exceptions WHERE line_id IS NOT NULL AND state = 'open'").await, 1, "the parked one stays open");
    }

    async fn weeks_may_be_chosen_and_only_such_as_are_due_and_can_take_it(app) {
        let (bea, ids) = with_file(app).await;
        let liam = waiting(&bea).await[&2].clone();
        let accept = |weeks: &[&str]| json!({"what": "accept", "child": ids["SC000342"].uuid(), "weeks": weeks, "reason": "As their letter says"});
        decide(app, &bea, &liam, accept(&["2024-06-09"])).await.refused(422, "weeks_too_few");
        decide(app, &bea, &liam, accept(&["2024-06-08", "2024-06-09"])).await.refused(422, "week_not_due");
        decide(app, &bea, &liam, accept(&["2024-05-12", "2024-05-19", "2024-05-26", "2024-06-02"])).await.ok(200);
        let weeks = "SELECT COUNT(*) AS n FROM savings_claims WHERE pence = 500 AND week_end BETWEEN '2024-05-12' AND '2024-06-02' \
            AND line_id IN (SELECT id FROM savings_lines WHERE decided_by IS NOT NULL)";
        assert_eq!(app.count(weeks).await, 4);
        assert_eq!(balance(app, Account::Suspense).await.abs(), 143, "less than a week's rate waits beside");
        // A row whose days cannot be read is a child's once a person has chosen its weeks.
        let oak = oak(app, &bea).await;
        let file = b"LA Child ID,Child Name,From,To,Savings deducted\nSC000342,Liam O'Connor,sometime,later,5.00\n";
        bea.upload("/v1/staff/money/files", &json!({"kind": "provider_file", "provider": oak}), "x.csv", file).await.ok(200);
        let page = bea.get(&format!("{QUEUE}?exception=unreadable")).await.ok(200);
        let line = page["items"][0].clone();
        decide(app, &bea, &line, json!({"what": "accept", "child": ids["SC000342"].uuid()})).await.refused(409, "line_unreadable");
        decide(app, &bea, &line, accept(&["2024-07-07"])).await.ok(200);
    }

    async fn many_rows_at_once_leave_what_needs_a_person_and_are_decided_once(app) {
        let (bea, _) = with_file(app).await;
        let lines = waiting(&bea).await;
        let ids: Vec<Value> = lines.values().map(|l| l["line"].clone()).collect();
        let address = format!("/v1/staff/money/decisions/{}", app.id());
        let body = json!({"lines": ids, "what": "accept_suggested"});
        let left = bea.put(&address, body.clone()).await.ok(200)["left"].clone();
        assert_eq!(left.as_array().unwrap().len(), 2, "a second deduction and a correction are for a person");
        let bank = balance(app, Account::Bank).await;
        assert!(bank > 6429);
        assert_eq!(bea.put(&address, body).await.ok(200)["left"], left, "asked again, the same answer");
        assert_eq!(balance(app, Account::Bank).await, bank);
        let none: Vec<Value> = vec![];
        bea.put(&format!("/v1/staff/money/decisions/{}", app.id()), json!({"lines": none, "what": "park", "reason": "x"})).await.refused(422, "lines_too_many");
        let park = json!({"lines": left, "what": "park", "reason": "Asked the agency"});
        assert_eq!(bea.put(&format!("/v1/staff/money/decisions/{}", app.id()), park).await.ok(200)["left"], json!([]));
        assert!(waiting(&bea).await.is_empty());
    }

    async fn of_two_people_who_decide_at_once_one_does(app) {
        let (bea, ids) = with_file(app).await;
        let fin = app.browser(app.cast.fin).await;
        let liam = waiting(&bea).await[&2].clone();
        let accept = json!({"what": "accept", "child": ids["SC000342"].uuid()});
        let mut tries = Vec::new();
        for n in 0..8 {
            let who = if n % 2 == 0 { &bea } else { &fin };
            tries.push(decide(app, who, &liam, accept.clone()));
        }
        let all = futures_util::future::join_all(tries).await;
        assert_eq!(all.iter().filter(|r| r.status == 200).count(), 1);
        for late in all.into_iter().filter(|r| r.status != 200) {
            late.refused(409, "line_decided");
        }
        assert_eq!(balance(app, Account::Bank).await, 6429 + 2143);
    }

    async fn a_declaration_is_never_posted_by_anybody(app) {
        let (bea, ids) = with_file(app).await;
        bea.upload("/v1/staff/money/files", &json!({"kind": "carer_declaration"}), "c.csv", C).await.ok(200);
        let page = bea.get(QUEUE).await.ok(200);
        let line = page["items"].as_array().unwrap().iter().find(|l| l["kind"] == "carer_declaration").unwrap().clone();
        let body = json!({"what": "accept", "child": ids["SC000123"].uuid(), "reason": "x"});
        let answer = decide(app, &bea, &line, body).await;
        assert_eq!(answer.status, 409, "{}", answer.text());
    }

    async fn a_child_is_found_by_name_id_or_birth_date_and_nobody_else_may_look(app) {
        let (bea, _) = with_file(app).await;
        for (text, found) in [
            ("khan", vec!["SC000802", "SC000801"]), ("o'con", vec!["SC000342"]), ("sc000456", vec!["SC000456"]),
            ("17/11/2010", vec!["SC000342"]), ("9 Sep 2014", vec!["SC000802", "SC000801"]), ("nobody at all", vec![]),
        ] {
            let got = bea.post("/v1/staff/money/find-child", json!({"text": text})).await.ok(200);
            let refs: Vec<_> = got["items"].as_array().unwrap().iter().map(|c| c["reference"].as_str().unwrap().to_owned()).collect();
            assert_eq!(refs, found, "{text}");
        }
        bea.post("/v1/staff/money/find-child", json!({"text": "x"})).await.refused(422, "text_too_short");
        for who in [app.cast.sam, app.cast.maya, app.cast.sys] {
            app.browser(who).await.post("/v1/staff/money/find-child", json!({"text": "khan"})).await.not_there();
            app.browser(who).await.get(QUEUE).await.not_there();
        }
        app.phone(app.cast.amara).await.get(QUEUE).await.refused(401, "sign_in");
    }
}
