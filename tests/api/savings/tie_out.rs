//! The tie-out over HTTP: red until everything is equal, every difference down to its week and row.

use sayso::savings::actions::providers::{SetProvider, set_provider};
use sayso::savings::actions::queue::{Decide, Share};
use sayso::savings::intake::FileKind;
use sayso::savings::provider::{How, Terms};
use sayso::savings::queue::LineState;

use super::sample::{OAK, decide, import, rows};
use super::*;

const PAGE: &str = "/v1/staff/money/tie-out?from=2026-10-01&to=2026-10-31";

/// Amara and Bilal live with Bright Oak, who pays as said; everybody else's weeks the council saves itself. What came for the
/// weeks before October is in the ledger.
async fn council(app: &TestApp, how: How) {
    let terms = Terms { starts_on: d("2024-01-01"), how, due_day: None };
    let agency = SetProvider { name: OAK.into(), urn: Some("2300114".into()), contact: None, terms: Some(terms) };
    set_provider(&app.store, Actor::Operator, None, agency).await.unwrap();
    app.execute("UPDATE care_episodes SET provider_kind = 'PR1'").await;
    app.execute("UPDATE care_episodes SET provider_kind = 'PR4', provider_urn = '2300114' WHERE child_id IN (SELECT id FROM children WHERE reference IN ('C0001', 'C0003'))").await;
    super::due::run(app, "2026-10-31").await;
    let actor = bea(app);
    let due = app.store.read(move |rx| {
        let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
        ledger::weeks_due(rx, &permit, &[])
    });
    let due = due.await.unwrap();
    let early = due.iter().filter(|w| w.from.provider().is_some() && w.week_end < d("2026-10-01"));
    let came = early.map(|w| {
        Entry::new(EntryKind::Receipt, Account::Bank, w.from, w.pence, w.week_end).about(w.child).for_week(w.week_end)
    });
    post(app, key(app), came.collect()).await.unwrap();
}

fn file(rows: &[(&str, &str, &str, &str)]) -> String {
    let rows =
        rows.iter().map(|(id, name, born, amount)| format!("{id},{name},{born},28/09/2026,25/10/2026,{amount}\n"));
    format!("LA Child ID,Child Name,DOB,From,To,Savings Deducted\n{}", rows.collect::<String>())
}

const BOTH: &[(&str, &str, &str, &str)] =
    &[("C0001", "Amara", "04/05/2011", "20.00"), ("C0003", "Bilal", "30/01/2012", "20.00")];

fn child<'a>(page: &'a Reply, reference: &str) -> &'a Value {
    page["items"].as_array().unwrap().iter().find(|i| i["reference"] == reference).unwrap()
}

fn sums(of: &Value) -> Vec<&str> {
    ["entitled", "deducted", "direct", "own", "cash", "ledger", "came"]
        .iter()
        .map(|k| of["sums"][k].as_str().unwrap())
        .collect()
}

on_both! {
    // E08, R1-R3: due, deducted, in the council's own books, in the ledger.
    async fn the_page_is_red_until_every_sum_is_equal_and_says_which_week(app) {
        council(app, How::NetOfInvoice).await;
        let desk = app.browser(app.cast.bea).await;
        let page = desk.get(PAGE).await.ok(200);
        assert_eq!(page["equal"], false);
        let amara = child(&page, "C0001");
        assert_eq!(sums(amara), ["20.00", "0.00", "0.00", "0.00", "0.00", "20.00", "0.00"]);
        let weeks: Vec<&str> = amara["weeks"].as_array().unwrap().iter().map(|w| w["week_end"].as_str().unwrap()).collect();
        assert_eq!(weeks, ["2026-10-04", "2026-10-11", "2026-10-18", "2026-10-25"]);
        assert_eq!(sums(child(&page, "C0002")), ["20.00", "0.00", "0.00", "20.00", "0.00", "20.00", "0.00"]);
        assert_eq!((&child(&page, "C0002")["equal"], &page["items"][0]["reference"]), (&json!(true), &json!("C0001")), "what differs is first");

        import(app, FileKind::Provider, file(BOTH).as_bytes()).await;
        let page = desk.get(PAGE).await.ok(200);
        assert_eq!(sums(child(&page, "C0001")), ["20.00", "20.00", "0.00", "0.00", "0.00", "20.00", "20.00"]);
        assert_eq!((page["equal"].clone(), page["files_not_shown"][0]["amount"].clone()), (json!(false), json!("40.00")));

        let penny = b"Date,Ref,Narrative,Debit,Credit,Balance\n30/10/2026,J0,BRIGHT OAK FOSTERING,,39.99,39.99\n";
        import(app, FileKind::Extract, penny).await;
        let page = desk.get(PAGE).await.ok(200);
        assert_eq!((page["equal"].clone(), page["rows_unexplained"][0]["amount"].clone()), (json!(false), json!("39.99")), "a penny is a difference");
        app.execute("UPDATE savings_lines SET state = 'rejected' WHERE kind = 'ledger_extract'").await;

        let text = b"Date,Ref,Narrative,Debit,Credit,Balance\n30/10/2026,J1,BRIGHT OAK FOSTERING,,40.00,79.99\n";
        import(app, FileKind::Extract, text).await;
        let page = desk.get(PAGE).await.ok(200);
        assert_eq!(sums(child(&page, "C0001")), ["20.00", "20.00", "0.00", "0.00", "20.00", "20.00", "20.00"]);
        assert_eq!(page["books"]["adds_up"], true, "{}", page["books"]);
        assert_eq!(page["equal"], true, "{}", page.text());
    }

    async fn a_row_that_was_split_counts_once_for_each_child(app) {
        council(app, How::RemitsCash).await;
        let desk = app.browser(app.cast.bea).await;
        import(app, FileKind::Provider, file(&[("X1", "Amara and Bilal", "", "40.00")]).as_bytes()).await;
        let lines = rows(app).await;
        let line = lines.iter().find(|l| l.state == LineState::SetAside).unwrap();
        let parts = [app.cast.amara, app.cast.bilal].map(|child| Share { child, pence: 2_000 }).to_vec();
        decide(app, line.id, Decide::Split(parts), "both").await.unwrap();
        let page = desk.get(PAGE).await.ok(200);
        for reference in ["C0001", "C0003"] {
            assert_eq!(sums(child(&page, reference)), ["20.00", "20.00", "0.00", "0.00", "0.00", "20.00", "20.00"]);
        }
        assert_eq!(page["totals"]["deducted"], "40.00");
    }

    async fn a_provider_that_pays_into_the_account_itself_posts_nothing_to_the_bank(app) {
        council(app, How::PaysJisa).await;
        let (bank, child_) = (balance(app, Account::Bank).await, Account::Child(app.cast.amara));
        let held = balance(app, child_).await;
        import(app, FileKind::Provider, file(BOTH).as_bytes()).await;
        assert_eq!(balance(app, Account::Bank).await, bank);
        assert_eq!((balance(app, child_).await, balance(app, Account::InTransit).await), (held - 2_000, 0));
        let desk = app.browser(app.cast.bea).await;
        let page = desk.get(PAGE).await.ok(200);
        let amara = child(&page, "C0001");
        assert_eq!(sums(amara), ["20.00", "20.00", "20.00", "0.00", "0.00", "20.00", "0.00"]);
        assert_eq!((&amara["sums"]["paid"], &amara["sums"]["confirmed"], &amara["weeks"]), (&json!("20.00"), &json!("0.00"), &json!([])));
        assert_eq!((page["books"]["adds_up"].clone(), page["files_not_shown"].clone()), (json!(true), json!([])));
        let phone = app.phone(app.cast.amara).await;
        let money = phone.get("/v1/child/money").await.ok(200);
        assert_eq!(money["weeks"].as_array().unwrap().iter().find(|w| w["week_end"] == "2026-10-25").unwrap()["state"], "in");
    }

    async fn what_a_carer_holds_is_not_in_the_bank_and_is_still_owed(app) {
        council(app, How::CarerHolds).await;
        let bank = balance(app, Account::Bank).await;
        let carer = Account::Carer(app.cast.amara);
        let owed = balance(app, carer).await;
        assert!(owed > 0, "the weeks are to come from the carer");
        import(app, FileKind::Provider, file(BOTH).as_bytes()).await;
        assert_eq!((balance(app, Account::Bank).await, balance(app, carer).await), (bank, owed));
        let lines = rows(app).await;
        let line = lines.iter().find(|l| l.state == LineState::Posted).unwrap();
        decide(app, line.id, Decide::Undo, "not theirs").await.unwrap();
        assert_eq!(balance(app, Account::Bank).await, bank);
    }

    async fn an_extract_shows_that_a_pay_run_left(app) {
        let child = app.cast.amara;
        super::desk::weeks(app, child, "2026-10-25", 4, 0).await;
        super::desk::open_account(app, child, "TSF-1", 0).await;
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let (run, content) = super::desk::propose(app, &desk, "2026-10-25", "2026-10-30", &[], &[]).await;
        approver.post(&format!("/v1/staff/money/pay-runs/{run}/approve"), json!({"content": content})).await.ok(204);
        desk.post(&format!("/v1/staff/money/pay-runs/{run}/send"), Value::Null).await.ok(200);
        desk.post(&format!("/v1/staff/money/pay-runs/{run}/paid"), json!({"on": "2026-10-28"})).await.ok(204);
        let page = desk.get(PAGE).await.ok(200);
        assert_eq!(page["runs_not_shown"][0]["amount"], "20.00");
        let text = b"Date,Ref,Narrative,Debit,Credit,Balance\n28/10/2026,J1,THE SHARE FOUNDATION,20.00,,0.00\n";
        let receipt = import(app, FileKind::Extract, text).await;
        assert_eq!((receipt.posted, receipt.set_aside), (1, 0), "{receipt:?}");
        let page = desk.get(PAGE).await.ok(200);
        assert_eq!((page["runs_not_shown"].clone(), page["rows_unexplained"].clone()), (json!([]), json!([])));
    }

    async fn the_owed_and_the_forecast_come_as_files_without_formulas(app) {
        council(app, How::NetOfInvoice).await;
        app.execute("UPDATE providers SET name = '=cmd|calc'").await;
        let desk = app.browser(app.cast.bea).await;
        let text = desk.get("/v1/staff/money/accrual.csv?on=2026-10-31").await.ok(200).text();
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|l| l.split(',').collect()).collect();
        let of = |reference: &str, holder: &str| rows.iter().find(|r| r[1] == reference && r[3] == holder).map(|r| (r[4], r[5]));
        // 87 Sundays from 2 March 2025 to 25 October 2026; four of them have not come.
        assert_eq!(of("C0001", "provider"), Some(("'=cmd|calc", "20.00")));
        assert_eq!(of("C0001", "council"), Some(("", "415.00")));
        assert_eq!(of("C0002", "council"), Some(("", "435.00")));
        let earlier = desk.get("/v1/staff/money/accrual.csv?on=2026-09-30").await.ok(200).text();
        assert!(earlier.contains("C0001,2011-05-04,council,,415.00") && !earlier.contains(",provider,'"), "{earlier}");
        desk.get("/v1/staff/money/accrual.csv?on=2027-03-31").await.refused(422, "day_to_come");
        let forecast = desk.get("/v1/staff/money/forecast.csv").await.ok(200).text();
        let rows: Vec<Vec<&str>> = forecast.lines().skip(1).map(|l| l.split(',').collect()).collect();
        assert_eq!((rows.len(), rows[0][0], rows[11][0]), (12, "2026-11-01", "2027-10-01"));
        // Four children, four Sundays in February 2027; what is held at its end is paid in March.
        assert_eq!((rows[3][1], rows[3][2], rows[3][3]), ("4", "16", "80.00"));
        assert_eq!(rows[3][5], rows[4][4], "{forecast}");
    }
}
