//! Pay runs, months and corrections over HTTP: who may what, two people, changed after approval, sent twice.

use diesel::prelude::*;
use sayso::savings::intake::FileKind;
use sayso::savings::register::{AccountState, SavingsAccount};
use sayso::savings::set_account;
use sayso::store::schema::other_contributions as others_paid;

use super::sample::{enter, import};
use super::*;

/// A child's own account, and what others have paid into it in the tax year from April 2026.
pub async fn open_account(app: &TestApp, child: ChildId, reference: &'static str, others: i64) {
    let actor = bea(app);
    app.store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let line = SavingsAccount {
                child,
                state: AccountState::JuniorIsa,
                reference: Some(reference.into()),
                held_with: None,
                asked_on: None,
                opened_on: None,
                source: "test".into(),
            };
            set_account(tx, &permit, &line)?;
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(()))
        })
        .await
        .unwrap();
    paid_by_others(app, child, "2026-04-06", others).await;
}

/// What others have paid for a child in the tax year that begins on a day.
async fn paid_by_others(app: &TestApp, child: ChildId, year_from: &str, pence: i64) {
    let year_from = d(year_from);
    let write = app.store.upkeep(move |tx| {
        let row = (
            others_paid::child_id.eq(child),
            others_paid::year_from.eq(year_from),
            others_paid::pence.eq(Pence(pence)),
            others_paid::source.eq("statement"),
            others_paid::recorded_at.eq(tx.now()),
        );
        diesel::insert_into(others_paid::table).values(row).execute(tx.db())?;
        Ok(())
    });
    write.await.unwrap();
}

/// So many weeks of £5 up to a Sunday, each handed over by a provider; the last `topped_up` of them by the council instead.
pub async fn weeks(app: &TestApp, child: ChildId, last: &str, n: i64, topped_up: i64) {
    let from = Account::Provider(None);
    let mut entries = Vec::new();
    for back in 0..n {
        let end = d(last) - chrono::Duration::weeks(back);
        entries.push(Entry::new(EntryKind::Accrual, from, Account::Child(child), Pence(500), end).for_week(end));
        let (kind, by) =
            if back < topped_up { (EntryKind::TopUp, Account::TopUp) } else { (EntryKind::Receipt, Account::Bank) };
        entries.push(Entry::new(kind, by, from, Pence(500), end).about(child).for_week(end));
    }
    post(app, key(app), entries).await.unwrap();
}

const RUNS: &str = "/v1/staff/money/pay-runs";

fn at(run: &str, act: &str) -> String {
    format!("{RUNS}/{run}/{act}")
}

/// Proposes a run; answers its id and the hash of its lines.
pub async fn propose(
    app: &TestApp,
    by: &StaffBrowser,
    cut_off: &str,
    accepted: &str,
    out: &[ChildId],
    sure: &[ChildId],
) -> (String, String) {
    let id = app.id().to_string();
    let ids = |all: &[ChildId]| all.iter().map(|c| c.uuid()).collect::<Vec<_>>();
    let ask = json!({"cut_off": cut_off, "accepted_on": accepted, "leave_out": ids(out), "in_time": ids(sure)});
    let run = by.put(&format!("{RUNS}/{id}"), ask).await.ok(200);
    (id, run["content"].as_str().unwrap().to_owned())
}

/// What a run pays a child.
pub fn pays(run: &Reply, child: ChildId) -> String {
    let lines = run["lines"].as_array().unwrap();
    let line = lines.iter().find(|l| l["child"] == json!(child.uuid()));
    line.map_or_else(|| "none".into(), |l| l["pay"].as_str().unwrap().to_owned())
}

on_both! {
    // facts, "Year-end run proof", door to door: accrued 595 = paid 480 + held 115; collected 590 + topped up 5 = 595.
    async fn the_four_childrens_year_is_paid_by_two_people_over_http(app) {
        let (a, b, c, late) = (app.cast.bilal, app.cast.chidi, app.cast.eve, app.cast.amara);
        app.execute("UPDATE children SET born_on = '2008-06-19' WHERE reference = 'C0005'").await;
        weeks(app, a, "2026-11-22", 52, 0).await;
        weeks(app, b, "2026-11-22", 3, 0).await;
        weeks(app, c, "2026-06-14", 11, 0).await;
        weeks(app, late, "2026-11-22", 53, 1).await;
        for (child, reference, others) in [(a, "TSF-1", 0), (b, "TSF-2", 0), (c, "TSF-3", 0), (late, "TSF-4", 885_000)] {
            open_account(app, child, reference, others).await;
        }
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let (june, content) = propose(app, &desk, "2026-06-14", "2026-06-16", &[a, b, late], &[c]).await;
        let seen = approver.get(&format!("{RUNS}/{june}")).await.ok(200);
        assert_eq!((seen["total"].clone(), seen["mine"].clone(), pays(&seen, c)), (json!("55.00"), json!(false), "55.00".into()));
        approver.post(&at(&june, "approve"), json!({"content": content})).await.ok(204);
        desk.post(&at(&june, "send"), Value::Null).await.ok(200);
        desk.post(&at(&june, "paid"), json!({"on": "2026-06-17"})).await.ok(204);

        let (year, content) = propose(app, &desk, "2026-11-22", "2026-11-30", &[], &[]).await;
        let seen = desk.get(&format!("{RUNS}/{year}")).await.ok(200);
        assert_eq!([a, b, c, late].map(|child| pays(&seen, child)), ["260.00", "15.00", "none", "150.00"].map(String::from));
        let lines = seen["lines"].as_array().unwrap().clone();
        let held = lines.iter().find(|l| l["child"] == json!(late.uuid())).unwrap();
        assert_eq!(held["block"], "limit");
        assert!(held["words"].as_str().unwrap().contains("£115.00"), "{held}");
        let books = seen["books"].clone();
        let sums = ["due", "paid", "held", "owed", "collected", "topped_up"].map(|k| books[k].as_str().unwrap().to_owned());
        assert_eq!(sums, ["595.00", "55.00", "540.00", "595.00", "590.00", "5.00"].map(String::from));
        approver.post(&at(&year, "approve"), json!({"content": content})).await.ok(204);
        let sent = desk.post(&at(&year, "send"), Value::Null).await.ok(200);
        assert_eq!((sent["payments"].clone(), sent["total"].clone()), (json!(3), json!("425.00")));
        let file = desk.get(&at(&year, "schedule.csv")).await.ok(200).text();
        assert_eq!(json!(file), sent["schedule"]);
        let trailer = format!("trailer,3,425.00,{}\r\n", sent["sha256"].as_str().unwrap());
        assert!(file.ends_with(&trailer), "{file}");
        assert_eq!(balance(app, Account::InTransit).await, 42_500);
        desk.post(&at(&year, "paid"), json!({"on": "2026-11-24"})).await.ok(204);
        let done = desk.get(&format!("{RUNS}/{year}")).await.ok(200);
        assert_eq!((done["state"].clone(), done["in_transit"].clone()), (json!("paid"), json!("0.00")));
        let books = &done["books"];
        assert_eq!((books["paid"].clone(), books["held"].clone(), books["adds_up"].clone()), (json!("480.00"), json!("115.00"), json!(true)));
        let phone = app.phone(a).await;
        let money = phone.get("/v1/child/money").await.ok(200);
        assert_eq!((money["held"].clone(), money["in_transit"].clone()), (json!("0.00"), json!("0.00")));
    }

    // LED-06: pressed twice, in two tabs, ten times at once.
    async fn a_run_that_is_sent_ten_times_at_once_moves_the_money_once(app) {
        let child = app.cast.amara;
        weeks(app, child, "2026-11-22", 4, 0).await;
        open_account(app, child, "TSF-1", 0).await;
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let (run, content) = propose(app, &desk, "2026-11-22", "2026-11-30", &[], &[]).await;
        approver.post(&at(&run, "approve"), json!({"content": content})).await.ok(204);
        let address = at(&run, "send");
        let tries = (0..10).map(|_| desk.post(&address, Value::Null));
        let answers = futures_util::future::join_all(tries).await;
        let first = answers[0].text();
        assert!(answers.iter().all(|a| a.status == 200 && a.text() == first), "the same schedule every time");
        assert_eq!(balance(app, Account::InTransit).await, 2_000);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries WHERE kind = 'pay_out'").await, 1);
        // A name or an address that changes later does not change what went out.
        app.execute("UPDATE children SET reference = 'C9999' WHERE reference = 'C0001'").await;
        assert_eq!(desk.post(&address, Value::Null).await.ok(200).text(), first);
        for _ in 0..3 {
            desk.post(&at(&run, "paid"), json!({"on": "2026-11-24"})).await.ok(204);
        }
        assert_eq!((balance(app, Account::InTransit).await, balance(app, Account::Bank).await), (0, 0));
        desk.post(&at(&run, "give-up"), Value::Null).await.refused(409, "run_gone_out");
    }

    // LED-08, over HTTP: own proposal, changed proposal, twice, a role that is lost between.
    async fn only_another_finance_approver_approves_what_they_saw(app) {
        let child = app.cast.amara;
        weeks(app, child, "2026-11-22", 4, 0).await;
        open_account(app, child, "TSF-1", 0).await;
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let (own, content) = propose(app, &approver, "2026-11-22", "2026-11-30", &[], &[]).await;
        approver.post(&at(&own, "approve"), json!({"content": content})).await.refused(409, "two_people");
        desk.post(&at(&own, "approve"), json!({"content": content})).await.not_there();
        desk.post(&at(&own, "give-up"), Value::Null).await.ok(204);
        let (run, content) = propose(app, &desk, "2026-11-22", "2026-11-30", &[], &[]).await;
        approver.post(&at(&run, "approve"), json!({"content": "seen something else"})).await.refused(409, "run_changed");
        desk.post(&at(&run, "send"), Value::Null).await.refused(409, "not_approved");
        for _ in 0..2 {
            approver.post(&at(&run, "approve"), json!({"content": content})).await.ok(204);
        }
        let less = json!({"what": "adjust", "child": child.uuid(), "amount": "-5.00", "reason": "a week too many"});
        desk.put(&format!("/v1/staff/money/corrections/{}", app.id()), less).await.ok(200);
        desk.post(&at(&run, "send"), Value::Null).await.refused(409, "approval_gone");
        desk.post(&at(&run, "send"), Value::Null).await.refused(409, "not_approved");
        assert_eq!(balance(app, Account::InTransit).await, 0);
        let again = json!({"cut_off": "2026-11-22", "accepted_on": "2026-11-30", "leave_out": [], "in_time": []});
        let new = desk.put(&format!("{RUNS}/{run}"), again).await.ok(200);
        app.execute("UPDATE staff SET role = 'business_administrator' WHERE code = 'FIN'").await;
        approver.post(&at(&run, "approve"), json!({"content": new["content"]})).await.refused(401, "sign_in");
    }

    async fn what_others_paid_in_by_a_statement_leaves_less_room(app) {
        let child = enter(app).await["SC000245"];
        paid_by_others(app, child, "2025-04-06", 880_000).await;
        let sum = "SELECT CAST(SUM(pence) AS BIGINT) AS n FROM other_contributions WHERE year_from = '2025-04-06'";
        for _ in 0..2 {
            import(app, FileKind::IsaStatement, super::sample::B).await;
            // Stepladder 150 of this child, 200 from the government and 20 from others of two more; the same file adds nothing.
            assert_eq!(app.count(sum).await, 880_000 + 15_000 + 20_000 + 2_000);
        }
        weeks(app, child, "2026-03-29", 53, 0).await;
        let desk = app.browser(app.cast.bea).await;
        let (run, _) = propose(app, &desk, "2026-03-31", "2026-04-01", &[], &[]).await;
        let seen = desk.get(&format!("{RUNS}/{run}")).await.ok(200);
        assert_eq!(pays(&seen, child), "50.00", "the limit of 9,000 less 8,950 from others");
    }

    // E27, LED-10: two linked entries, and both children read that it was wrong and was put right.
    async fn both_children_read_that_it_was_wrong_and_was_put_right(app) {
        let (wrong, right) = (app.cast.amara, app.cast.chidi);
        let opening = Entry::new(EntryKind::Opening, Account::Bank, Account::Child(wrong), Pence(2_143), d("2026-11-20"));
        let posted = post(app, key(app), vec![opening]).await.unwrap();
        app.clock.advance(3 * DAY);
        let desk = app.browser(app.cast.bea).await;
        let ask = json!({"what": "wrong_child", "child": wrong.uuid(), "to": right.uuid(), "amount": "21.43",
            "entry": posted.entries[0], "reason": "line 4 of the October file"});
        let before = app.count("SELECT COUNT(*) AS n FROM ledger_entries").await;
        let effects = desk.post("/v1/staff/money/corrections/preview", ask.clone()).await.ok(200);
        let items = effects["items"].as_array().unwrap();
        let of = |child: ChildId| items.iter().find(|i| i["child"] == json!(child.uuid())).unwrap().clone();
        assert_eq!((of(wrong)["held_before"].clone(), of(wrong)["held_after"].clone()), (json!("21.43"), json!("0.00")));
        assert_eq!((of(right)["held_after"].clone(), of(right)["wrong_on"].clone()), (json!("21.43"), json!("2026-11-24")));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, before, "a look changes nothing");
        let id = app.id();
        for already in [false, true] {
            let done = desk.put(&format!("/v1/staff/money/corrections/{id}"), ask.clone()).await.ok(200);
            assert_eq!((done["already"].clone(), done["entries"].as_array().unwrap().len()), (json!(already), 2));
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries WHERE cites_id IS NOT NULL").await, 2);
        for (child, change) in [(wrong, "-21.43"), (right, "21.43")] {
            let money = app.phone(child).await.get("/v1/child/money").await.ok(200);
            let fixed = money["put_right"][0].clone();
            assert_eq!(fixed, json!({"on": "2026-11-27", "wrong_on": "2026-11-24", "week_end": null, "change": change}));
        }
        let twice = desk.put(&format!("/v1/staff/money/corrections/{}", app.id()), ask.clone()).await;
        twice.refused(409, "paid_to_the_wrong_child");
        let mut other = ask;
        other["entry"] = json!(posted.entries[0] + 1);
        desk.put(&format!("/v1/staff/money/corrections/{}", app.id()), other).await;
        assert_eq!(balance(app, Account::Child(right)).await, 2_143);
    }
}
