//! Those who leave, and weeks that changed after they were posted.

use sayso::savings::Rules;
use sayso::savings::actions::{changes, leavers};

use super::*;

fn rules() -> Rules {
    Rules::load(&sayso::config::RuleFiles::default()).unwrap()
}

const LEAVERS: &str = "/v1/staff/money/leavers";
const CHANGES: &str = "/v1/staff/money/changes";

async fn open(app: &TestApp, code: &str) -> i64 {
    app.count(&format!("SELECT COUNT(*) AS n FROM savings_exceptions WHERE code = '{code}' AND state = 'open'")).await
}

on_both! {
    async fn nobody_who_leaves_is_forgotten_and_nothing_is_forced(app) {
        let (amara, bilal, chidi) = (app.cast.amara, app.cast.bilal, app.cast.chidi);
        for child in [amara, bilal, chidi] {
            super::desk::weeks(app, child, "2026-11-22", 4, 0).await;
        }
        app.execute("UPDATE children SET born_on = '2009-04-01' WHERE reference = 'C0001'").await;
        app.execute("UPDATE children SET born_on = '2008-11-20' WHERE reference = 'C0002'").await;
        app.execute("UPDATE care_episodes SET ended_on = '2026-11-10' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0003')").await;
        let policy = rules().policy;
        assert_eq!(leavers::raise(&app.store, &policy, d("2026-11-24")).await.unwrap(), 3);
        assert_eq!((open(app, "X20").await, open(app, "X21").await), (2, 1));
        assert_eq!(leavers::raise(&app.store, &policy, d("2026-11-25")).await.unwrap(), 0, "raised once");
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let all = desk.get(LEAVERS).await.ok(200);
        let kinds: Vec<(&str, &str, &str)> = all["items"].as_array().unwrap().iter()
            .map(|l| (l["reference"].as_str().unwrap(), l["kind"].as_str().unwrap(), l["day"].as_str().unwrap())).collect();
        assert_eq!(kinds, [("C0003", "left_care", "2026-11-10"), ("C0002", "eighteen", "2026-11-20"), ("C0001", "eighteen_soon", "2027-04-01")]);

        let at = |child: ChildId, id: &str| format!("{LEAVERS}/{}/decisions/{id}", child.uuid());
        let hold = json!({"what": "hold_for_claim", "on": "2026-11-23", "note": "asked the family", "amount": null});
        let id = app.id().to_string();
        for _ in 0..2 {
            desk.put(&at(bilal, &id), hold.clone()).await.ok(204);
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM leaver_decisions").await, 1);
        assert_eq!(balance(app, Account::Child(bilal)).await, 2_000, "a decision moves nothing");
        let early = json!({"what": "paid_direct", "on": "2026-11-23", "note": "x", "amount": "20.00"});
        desk.put(&at(bilal, &app.id().to_string()), early.clone()).await.refused(422, "amount_out_of_range");
        let much = json!({"what": "paid_direct", "on": "2026-11-23", "note": "x", "amount": "20.01"});
        desk.put(&at(chidi, &app.id().to_string()), much).await.refused(422, "amount_out_of_range");
        let pay = app.id().to_string();
        desk.put(&at(chidi, &pay), early).await.ok(204);
        assert_eq!(balance(app, Account::Child(chidi)).await, 2_000, "it waits for a second person");
        let confirm = format!("{}/confirm", at(chidi, &pay));
        desk.post(&confirm, Value::Null).await.not_there();
        for _ in 0..2 {
            approver.post(&confirm, Value::Null).await.ok(204);
        }
        assert_eq!(balance(app, Account::Child(chidi)).await, 0);
        assert_eq!(balance(app, Account::Bank).await, 6_000 - 2_000);
        let own = app.id().to_string();
        app.execute("UPDATE children SET born_on = '2008-11-19' WHERE reference = 'C0003'").await;
        let late = json!({"what": "paid_direct", "on": "2026-11-23", "note": "x", "amount": "5.00"});
        approver.put(&at(bilal, &own), late).await.ok(204);
        approver.post(&format!("{}/confirm", at(bilal, &own)), Value::Null).await.refused(409, "two_people");
    }

    // E20c: a birth date is another, and 18 moves before the weeks that were posted.
    async fn a_change_is_looked_at_before_raised_after_and_posted_by_a_person(app) {
        let child = app.cast.amara;
        super::due::run(app, "2026-11-22").await;
        let desk = app.browser(app.cast.bea).await;
        assert_eq!(desk.get(CHANGES).await.ok(200)["items"], json!([]));
        let ask = json!({"child": child.uuid(), "born_on": "2008-11-10"});
        let seen = desk.post(&format!("{CHANGES}/preview"), ask).await.ok(200);
        let weeks: Vec<&str> = seen["items"][0]["weeks"].as_array().unwrap().iter().map(|w| w["week_end"].as_str().unwrap()).collect();
        assert_eq!((weeks, seen["change"].as_str().unwrap()), (vec!["2026-11-15", "2026-11-22"], "-10.00"));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries WHERE kind = 'reversal'").await, 0);
        let entry = json!({"child": child.uuid(), "entered_on": "2024-02-16"});
        let seen = desk.post(&format!("{CHANGES}/preview"), entry).await.ok(200);
        assert_eq!(seen["change"], "10.00", "two weeks more before 2 March 2025: {}", seen.text());
        let home = json!({"child": child.uuid(), "placed_from": "2026-11-09", "placed_as": "P1"});
        assert_eq!(desk.post(&format!("{CHANGES}/preview"), home).await.ok(200)["change"], "-10.00");
        let rate = json!({"rate_from": "2026-11-09", "rate": "6.00"});
        let seen = desk.post(&format!("{CHANGES}/preview"), rate).await.ok(200);
        assert_eq!((seen["items"].as_array().unwrap().len(), seen["change"].clone()), (4, json!("8.00")));

        let policy = rules().policy;
        assert_eq!(changes::raise(&app.store, &policy).await.unwrap(), 0);
        app.execute("UPDATE children SET born_on = '2008-11-10' WHERE reference = 'C0001'").await;
        assert_eq!(changes::raise(&app.store, &policy).await.unwrap(), 1);
        assert_eq!(changes::raise(&app.store, &policy).await.unwrap(), 0, "the same weeks are raised once");
        assert_eq!(app.count("SELECT CAST(pence AS BIGINT) AS n FROM savings_exceptions WHERE code = 'X26'").await, -1_000);
        assert_eq!(balance(app, Account::Child(child)).await, 45_500, "nothing is edited");

        let id = app.id();
        let post = |weeks: Value, why: &str| json!({"child": child.uuid(), "weeks": weeks, "reason": why});
        let both = json!(["2026-11-15", "2026-11-22"]);
        desk.put(&format!("{CHANGES}/{id}"), post(both.clone(), " ")).await.refused(422, "reason_missing");
        desk.put(&format!("{CHANGES}/{id}"), post(json!(["2026-11-08"]), "age")).await.refused(409, "weeks_differ");
        for _ in 0..2 {
            assert_eq!(desk.put(&format!("{CHANGES}/{id}"), post(both.clone(), "age assessed")).await.ok(200)["entries"], 2);
        }
        assert_eq!(balance(app, Account::Child(child)).await, 44_500);
        assert_eq!(desk.get(CHANGES).await.ok(200)["items"], json!([]));
    }

    async fn weeks_that_are_missing_or_of_another_rate_are_posted_as_such(app) {
        let child = app.cast.amara;
        super::due::run(app, "2026-11-22").await;
        app.execute("UPDATE care_episodes SET started_on = '2024-02-16' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0001')").await;
        let desk = app.browser(app.cast.bea).await;
        let found = desk.get(CHANGES).await.ok(200);
        assert_eq!((found["change"].clone(), found["items"][0]["weeks"][0]["entry"].clone()), (json!("10.00"), Value::Null));
        let weeks: Vec<Value> = found["items"][0]["weeks"].as_array().unwrap().iter().map(|w| w["week_end"].clone()).collect();
        let ask = json!({"child": child.uuid(), "weeks": weeks, "reason": "the day of entry was wrong"});
        desk.put(&format!("{CHANGES}/{}", app.id()), ask).await.ok(200);
        assert_eq!(balance(app, Account::Child(child)).await, 46_500);
        assert_eq!(super::due::run(app, "2026-11-22").await.weeks, 0, "they are due once");
        assert_eq!(desk.get(CHANGES).await.ok(200)["items"], json!([]));
    }
}
