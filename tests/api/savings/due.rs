//! Weeks become due, and what child, worker and savings desk see of them.

use sayso::config::RuleFiles;
use sayso::savings::Rules;
use sayso::savings::accrual::{Accrued, accrue, weekly};

use super::*;

/// Makes weeks due, as the command does.
pub async fn run(app: &TestApp, through: &str) -> Accrued {
    let rules = Rules::load(&RuleFiles::default()).unwrap();
    accrue(&app.store, Actor::Operator, rules.policy, d(through), |_, _| {}).await.unwrap()
}

/// What came for a week of a child.
async fn receive(app: &TestApp, child: ChildId, week_end: &str) {
    let entry = Entry::new(EntryKind::Receipt, Account::Bank, Account::Provider(None), Pence(500), d("2026-11-24"));
    post(app, key(app), vec![entry.about(child).for_week(d(week_end))]).await.unwrap();
}

on_both! {
    // Looked after since 1 March 2024: 91 Sundays from 2 March 2025 to 22 November 2026 for each of four children.
    async fn every_week_becomes_due_once_however_often_it_is_run(app) {
        let done = run(app, "2026-11-22").await;
        assert_eq!((done.children, done.weeks, done.pence), (5, 364, 182_000));
        assert_eq!(balance(app, Account::Child(app.cast.amara)).await, 45_500);
        assert_eq!(balance(app, Account::Provider(None)).await, 182_000);
        let again = run(app, "2026-11-22").await;
        assert_eq!((again.weeks, again.pence), (0, 0));
        assert_eq!(again.differences, vec![]);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE detail = 'accrual'").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_acts").await, 1);
    }

    // PostgreSQL would plan for an almost empty ledger until it counts by itself; SQLite does not plan by counts.
    async fn a_long_run_has_postgres_count_the_ledger(app) {
        many::enter(&app.store, 120, "2024-01-01").await;
        let done = run(app, "2026-11-22").await;
        assert!(done.weeks > 10_000, "{}", done.weeks);
        if app.backend == Backend::Postgres {
            let known = "SELECT CAST(reltuples AS BIGINT) AS n FROM pg_class WHERE oid = 'ledger_entries'::regclass";
            assert!(app.count(known).await >= 10_000);
        }
    }

    async fn two_runs_at_once_make_no_week_due_twice(app) {
        let (a, b) = tokio::join!(run(app, "2026-11-22"), run(app, "2026-11-22"));
        assert_eq!(a.weeks + b.weeks, 364);
        assert_eq!(balance(app, Account::Child(app.cast.bilal)).await, 45_500);
    }

    async fn a_day_to_come_is_refused(app) {
        let rules = Rules::load(&RuleFiles::default()).unwrap();
        let tried = accrue(&app.store, Actor::Operator, rules.policy, d("2026-11-25"), |_, _| {}).await;
        assert_eq!(refused(tried), "day_to_come");
    }

    async fn the_weekly_job_waits_until_somebody_has_opened_the_books(app) {
        let rules = Rules::load(&RuleFiles::default()).unwrap();
        assert_eq!(weekly(&app.store, &rules.policy).await.unwrap(), 0);
        run(app, "2026-11-15").await;
        assert_eq!(weekly(&app.store, &rules.policy).await.unwrap(), 4);
        assert_eq!(weekly(&app.store, &rules.policy).await.unwrap(), 0);
        app.clock.advance(7 * DAY);
        assert_eq!(weekly(&app.store, &rules.policy).await.unwrap(), 4);
    }

    async fn weeks_that_nobody_can_know_are_listed_and_not_due(app) {
        app.execute("UPDATE children SET history_complete = FALSE, history_known_from = '2024-03-01' WHERE reference = 'C0003'").await;
        let done = run(app, "2026-11-22").await;
        assert_eq!(done.unknown, ["C0003"]);
        assert_eq!(balance(app, Account::Child(app.cast.bilal)).await, 45_500);
        let phone = app.phone(app.cast.bilal).await;
        let seen = phone.get("/v1/child/money").await.ok(200);
        assert_eq!(seen["unknown_before"], "2024-03-01");
        let oldest = seen["weeks"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((oldest["state"].clone(), oldest["text"].clone()), (json!("finding_out"), json!("finding_out")));
    }

    async fn a_change_of_the_past_is_shown_and_nothing_is_edited(app) {
        run(app, "2026-11-22").await;
        app.execute("UPDATE care_episodes SET started_on = '2024-03-08' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0001')").await;
        let done = run(app, "2026-11-22").await;
        assert_eq!(done.weeks, 0);
        assert_eq!(done.differences.len(), 1);
        let d = &done.differences[0];
        assert_eq!((d.reference.as_str(), d.week_end.to_string().as_str(), d.posted_pence, d.due_pence), ("C0001", "2025-03-02", 500, 0));
        assert_eq!(balance(app, Account::Child(app.cast.amara)).await, 45_500);
    }

    async fn a_week_of_a_closed_month_is_due_all_the_same_and_counts_from_the_first_open_day(app) {
        use sayso::savings::period::{Ask, PeriodAct, confirm, propose};
        let id = key(app);
        let close = Ask { id, month: d("2026-10-01"), what: PeriodAct::Close, reason: None, carry: None };
        propose(&app.store, bea(app), close).await.unwrap();
        confirm(&app.store, fin(app), id).await.unwrap();
        assert_eq!(run(app, "2026-11-22").await.weeks, 364);
        let late = "SELECT COUNT(*) AS n FROM ledger_entries WHERE week_end = '2026-10-25' AND effective_on = '2026-11-01'";
        assert_eq!(app.count(late).await, 4);
    }

    async fn the_child_sees_on_its_way_become_in(app) {
        run(app, "2026-11-22").await;
        let phone = app.phone(app.cast.amara).await;
        let before = phone.get("/v1/child/money").await.ok(200);
        assert_eq!(before["held"], "455.00");
        assert_eq!(before["weeks"][0]["week_end"], "2026-11-22");
        assert_eq!(before["weeks"][0]["state"], "on_its_way");
        assert_eq!(before["first_saved"], "2025-03-02");
        assert_eq!(before["yours_on"], "2029-05-04");
        assert_eq!(before["saving"]["state"], "now");
        assert_eq!(before["line"].as_array().unwrap().last().unwrap()["amount"], "455.00");
        receive(app, app.cast.amara, "2026-11-22").await;
        let after = phone.get("/v1/child/money").await.ok(200);
        assert_eq!((after["weeks"][0]["state"].clone(), after["weeks"][0]["checked_by"].clone()), (json!("in"), json!("Bea")));
        assert_eq!(after["weeks"][1]["state"], "on_its_way");
        assert_eq!(after["held"], "455.00");
        app.unconfirmed_phone(app.cast.amara).await.get("/v1/child/money").await.refused(404, "not_found");
    }

    async fn a_child_who_does_not_qualify_yet_reads_from_when(app) {
        app.execute("UPDATE care_episodes SET started_on = '2026-03-14' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0001')").await;
        run(app, "2026-11-22").await;
        let seen = app.phone(app.cast.amara).await.get("/v1/child/money").await.ok(200);
        assert_eq!((seen["saving"]["state"].clone(), seen["saving"]["from"].clone()), (json!("from"), json!("2027-03-14")));
        assert_eq!((seen["held"].clone(), seen["weeks"][0]["text"].clone()), (json!("0.00"), json!("not_yet")));
    }

    async fn a_pause_reads_finding_out_until_the_worker_has_talked_about_it(app) {
        app.outbox_may_hold(9);
        let home = "UPDATE care_episodes SET placement = 'P1' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0001')";
        app.execute(home).await;
        assert_eq!(run(app, "2026-11-22").await.paused, 1);
        assert_eq!(run(app, "2026-11-22").await.paused, 0, "the worker is told once");
        let phone = app.phone(app.cast.amara).await;
        let seen = phone.get("/v1/child/money").await.ok(200);
        assert_eq!((seen["weeks"][0]["state"].clone(), seen["saving"]["state"].clone()), (json!("finding_out"), json!("finding_out")));
        let sam = app.browser(app.cast.sam).await;
        let tasks = sam.get("/v1/staff/tasks").await.ok(200);
        let task = tasks["items"].as_array().unwrap().iter().find(|t| t["kind"] == "saving_paused").unwrap().clone();
        sam.post(&format!("/v1/staff/tasks/{}/done", task["task"].as_str().unwrap()), json!({})).await.ok(204);
        let seen = phone.get("/v1/child/money").await.ok(200);
        assert_eq!((seen["weeks"][0]["state"].clone(), seen["weeks"][0]["words"].clone()),
            (json!("paused"), json!("Saving is paused. Sam will talk to you about why.")));
        assert!(!seen.json.to_string().contains("P1"), "nothing tells of the placement");
    }

    async fn what_was_put_right_stays_visible_to_the_child(app) {
        run(app, "2026-11-22").await;
        let no = app.count("SELECT CAST(MAX(e.id) AS BIGINT) AS n FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.child_account_id JOIN children c ON c.id = a.child_id WHERE c.reference = 'C0001'").await;
        app.clock.advance(3 * DAY);
        reverse(app, key(app), no as i32, "2026-11-27", "a week too many").await.unwrap();
        let seen = app.phone(app.cast.amara).await.get("/v1/child/money").await.ok(200);
        assert_eq!(seen["held"], "450.00");
        let right = &seen["put_right"][0];
        assert_eq!((right["wrong_on"].clone(), right["on"].clone(), right["change"].clone()), (json!("2026-11-24"), json!("2026-11-27"), json!("-5.00")));
        assert!(!seen.json.to_string().contains("a week too many"), "the desk's words are not the child's");
    }

    async fn what_a_child_says_of_pocket_money_goes_to_the_worker_and_not_to_the_desk(app) {
        app.outbox_may_hold(9);
        let (phone, child) = (app.phone(app.cast.amara).await, app.cast.amara);
        let seen = phone.get("/v1/child/money").await.ok(200);
        assert_eq!((seen["pocket"]["amount"].clone(), seen["pocket"]["pay_day"].clone()), (json!("10.00"), json!("2026-11-28")));
        phone.put("/v1/child/money/pocket/2026-11-29", json!({"answer": "part"})).await.ok(204);
        phone.put("/v1/child/money/pocket/2026-11-29", json!({"answer": "did_not_get_it"})).await.ok(204);
        phone.put("/v1/child/money/pocket/2026-11-28", json!({"answer": "yes"})).await.refused(422, "week_not_asked_about");
        phone.put("/v1/child/money/pocket/2026-12-06", json!({"answer": "yes"})).await.refused(422, "week_not_asked_about");
        phone.put("/v1/child/money/pocket/2026-08-02", json!({"answer": "yes"})).await.refused(422, "week_not_asked_about");
        let path = format!("/v1/staff/children/{child}/money");
        let sam = app.browser(app.cast.sam).await.get(&path).await.ok(200);
        assert_eq!(sam["pocket_said"][0]["answer"], "did_not_get_it");
        let bea = app.browser(app.cast.bea).await;
        let desk = bea.get(&path).await.ok(200);
        assert_eq!((desk["query_open"].clone(), desk["pocket_said"].clone()), (json!(true), json!([])));
        assert!(!desk.json.to_string().contains("did_not_get_it"));
        bea.post(&format!("{path}/pocket/2026-11-29/closed"), json!({})).await.refused(404, "not_found");
        app.browser(app.cast.sam).await.post(&format!("{path}/pocket/2026-11-29/closed"), json!({})).await.ok(204);
        assert_eq!(bea.get(&path).await.ok(200)["query_open"], false);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM tasks WHERE kind = 'pocket_money'").await, 2);
    }

    async fn a_question_about_money_is_asked_once_and_gives_the_worker_a_task(app) {
        app.outbox_may_hold(9);
        let (phone, id) = (app.phone(app.cast.amara).await, app.id());
        let path = format!("/v1/child/money/queries/{id}");
        for _ in 0..3 {
            phone.put(&path, json!({"kind": "use_some"})).await.ok(204);
        }
        phone.put(&path, json!({"kind": "looks_wrong"})).await.refused(409, "differs");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM tasks WHERE kind = 'money_question'").await, 1);
        let bilal = app.phone(app.cast.bilal).await;
        bilal.put(&path, json!({"kind": "use_some"})).await.refused(409, "differs");
    }

    async fn the_desk_lists_every_child_and_reads_why_each_week_counts(app) {
        run(app, "2026-11-22").await;
        let bea = app.browser(app.cast.bea).await;
        let list = bea.get("/v1/staff/money/children").await.ok(200);
        let rows = list["items"].as_array().unwrap();
        assert_eq!(rows.len(), 5);
        let amara = rows.iter().find(|r| r["reference"] == "C0001").unwrap();
        assert_eq!((amara["held"].clone(), amara["standing"].clone(), amara["qualifies_on"].clone()), (json!("455.00"), json!("qualifies"), json!("2025-03-01")));
        let dana = rows.iter().find(|r| r["reference"] == "C0004").unwrap();
        assert_eq!(dana["standing"], "over");
        let page = bea.get(&format!("/v1/staff/children/{}/money", app.cast.amara)).await.ok(200);
        let week = &page["weeks"][0];
        assert_eq!((week["amount"].clone(), week["policy"].clone()), (json!("5.00"), json!("P0")));
        assert!(week["why"].as_str().unwrap().contains("qualifies since 2025-03-01"));
        let looked = "SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'read_money' AND decision = 'allowed'";
        assert_eq!(app.count(looked).await, 1);
        let maya = app.browser(app.cast.maya).await;
        maya.get("/v1/staff/money/children").await.refused(404, "not_found");
        let seen = maya.get("/v1/staff/money/coverage").await.ok(200);
        let last = seen["items"].as_array().unwrap().iter().rfind(|r| r["provider"].is_null()).unwrap().clone();
        assert_eq!((last["looked_after"].clone(), last["saved"].clone()), (json!(3), json!(3)), "{}", seen.json);
    }

    async fn the_provider_register_says_from_whom_a_week_is_to_come(app) {
        let bea = app.browser(app.cast.bea).await;
        let terms = json!({"starts_on": "2024-01-01", "how": "net_of_invoice", "due_day": 10});
        let made = bea.post("/v1/staff/money/providers", json!({"name": "Oak Tree Fostering Ltd", "urn": "SC100", "terms": terms})).await.ok(200);
        let again = bea.post("/v1/staff/money/providers", json!({"name": "oak tree fostering"})).await.ok(200);
        assert_eq!(made["provider"], again["provider"]);
        app.execute("UPDATE care_episodes SET provider_kind = 'PR4', provider_urn = 'SC100' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0001')").await;
        app.execute("UPDATE care_episodes SET provider_kind = 'PR1' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0002')").await;
        run(app, "2026-11-22").await;
        let no = made["provider"].as_i64().unwrap() as i32;
        assert_eq!(balance(app, Account::Provider(Some(no))).await, 45_500);
        assert_eq!(balance(app, Account::CouncilSavings).await, 45_500);
        assert_eq!(balance(app, Account::Provider(None)).await, 91_000);
        let own = app.phone(app.cast.chidi).await.get("/v1/child/money").await.ok(200);
        assert_eq!(own["weeks"][0]["state"], "in", "what the council saves itself is there at once");
        let named = app.phone(app.cast.amara).await.get("/v1/child/money").await.ok(200).json.to_string();
        assert!(!named.to_lowercase().contains("oak"), "no provider is ever named to a child");
        let chase = format!("/v1/staff/money/providers/{no}/chases/{}", app.id());
        bea.put(&chase, json!({"month": "2026-11-10", "note": "Asked for the October file."})).await.ok(204);
        let log = bea.get(&format!("/v1/staff/money/providers/{no}/chases")).await.ok(200);
        assert_eq!((log["items"][0]["by"].clone(), log["items"][0]["month"].clone()), (json!("Bea Lunt"), json!("2026-11-01")));
    }
}
