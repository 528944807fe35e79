//! Weeks that providers do not hand over: topped up at once, asked for, and known to the IRO.

use super::sample::{A, enter, import};
use super::*;
use sayso::savings::Rules;
use sayso::savings::actions::shortfall::top_up;
use sayso::savings::actions::watch::watch_savings;
use sayso::savings::intake::FileKind;

fn rules() -> Rules {
    Rules::load(&sayso::config::RuleFiles::default()).unwrap()
}

/// Every child lives with a provider whose file is due on the tenth of the next month.
async fn with_provider(app: &TestApp) -> StaffBrowser {
    let bea = app.browser(app.cast.bea).await;
    let oak = json!({"name": "Oak Tree Fostering", "urn": "SC123456",
        "terms": {"starts_on": "2020-01-01", "how": "net_of_invoice", "due_day": 10}});
    bea.post("/v1/staff/money/providers", oak).await.ok(200);
    app.execute("UPDATE care_episodes SET provider_urn = 'SC123456', provider_kind = 'PR3'").await;
    super::due::run(app, "2026-11-22").await;
    bea
}

async fn state_of(phone: &ChildPhone, week_end: &str) -> Value {
    let seen = phone.get("/v1/child/money").await.ok(200);
    seen["weeks"].as_array().unwrap().iter().find(|w| w["week_end"] == week_end).unwrap()["state"].clone()
}

on_both! {
    // 91 Sundays from 2 March 2025 to 22 November 2026 for each of four children; the four of November are not due yet.
    async fn a_week_that_is_late_is_topped_up_once_and_the_child_sees_it_in(app) {
        let bea = with_provider(app).await;
        let phone = app.phone(app.cast.amara).await;
        assert_eq!(state_of(&phone, "2026-10-25").await, "on_its_way");
        let seen = bea.get("/v1/staff/money/short").await.ok(200);
        assert_eq!((&seen["providers"][0]["weeks"], &seen["providers"][0]["children"]), (&json!(348), &json!(4)));
        let held = balance(app, Account::Child(app.cast.amara)).await;
        let done = bea.post("/v1/staff/money/short/top-up", Value::Null).await.ok(200);
        assert_eq!((&done["weeks"], &done["amount"]), (&json!(348), &json!("1740.00")));
        assert_eq!(bea.post("/v1/staff/money/short/top-up", Value::Null).await.ok(200)["weeks"], 0);
        assert_eq!(balance(app, Account::TopUp).await, 174_000);
        assert_eq!(balance(app, Account::Provider(Some(1))).await, 4 * 4 * 500, "November is still to come from the provider");
        assert_eq!(balance(app, Account::Child(app.cast.amara)).await, held);
        assert_eq!((state_of(&phone, "2026-10-25").await, state_of(&phone, "2026-11-01").await), (json!("in"), json!("on_its_way")));
        // The provider goes on owing it.
        let seen = bea.get("/v1/staff/money/short").await.ok(200);
        assert_eq!((&seen["providers"][0]["missing"], &seen["providers"][0]["topped_up"]), (&json!("1740.00"), &json!("1740.00")));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE detail = 'topped_up'").await, 1);
    }

    async fn what_comes_late_goes_back_to_the_council_and_never_doubles(app) {
        let ids = enter(app).await;
        super::due::run(app, "2026-11-22").await;
        let rules = rules();
        top_up(&app.store, &rules.policy, bea(app), false).await.unwrap();
        let before = balance(app, Account::TopUp).await;
        let child = ids["SC000123"];
        let held = balance(app, Account::Child(child)).await;
        import(app, FileKind::Provider, A).await;
        assert_eq!(balance(app, Account::Bank).await, 6_429);
        assert_eq!(balance(app, Account::TopUp).await, before - 6_429);
        assert_eq!(balance(app, Account::Child(child)).await, held);
        assert_eq!(top_up(&app.store, &rules.policy, bea(app), false).await.unwrap().weeks, 0, "and is not topped up again");
        assert_eq!(balance(app, Account::TopUp).await, before - 6_429);
    }

    async fn once_a_person_has_begun_the_clock_goes_on(app) {
        app.outbox_may_hold(9);
        let bea = with_provider(app).await;
        assert_eq!(watch_savings(&app.store, &rules()).await.unwrap(), 0, "nobody has begun");
        bea.post("/v1/staff/money/short/top-up", Value::Null).await.ok(200);
        assert_eq!(watch_savings(&app.store, &rules()).await.unwrap(), 4, "the IROs are told of four gaps");
        app.clock.advance(17 * DAY);
        assert_eq!(watch_savings(&app.store, &rules()).await.unwrap(), 16, "November's file was due on 10 December");
        assert_eq!(watch_savings(&app.store, &rules()).await.unwrap(), 0);
    }

    async fn a_policy_that_waits_tops_nothing_up(app) {
        with_provider(app).await;
        let text = sayso::config::RuleFiles::default().text("savings/policy.toml").unwrap();
        let waits = sayso::savings::policy::Policy::parse(&text.replace("shortfall = \"top_up_at_once\"", "shortfall = \"wait\"")).unwrap();
        assert_eq!(refused(top_up(&app.store, &waits, bea(app), false).await), "policy_waits");
        assert_eq!(balance(app, Account::TopUp).await, 0);
    }

    async fn a_chase_letter_names_weeks_and_no_child_and_is_written_down_when_sent(app) {
        let bea = with_provider(app).await;
        let letter = bea.get("/v1/staff/money/providers/1/letter").await.ok(200);
        assert_eq!((letter["weeks"].as_array().unwrap().len(), &letter["sum"], &letter["children"]), (348, &json!("1740.00"), &json!(4)));
        assert_eq!(letter["weeks"][0], json!({"reference": "C0001", "from": "2025-02-24", "to": "2025-03-02", "amount": "5.00"}));
        assert_eq!(letter["last_sent"], Value::Null);
        let text = bea.get("/v1/staff/money/providers/1/letter.csv").await.text();
        assert!(text.starts_with("child_id,from,to,savings\r\nC0001,2025-02-24,2025-03-02,5.00\r\n"), "{text}");
        assert!(!text.contains("Amara") && !letter.text().contains("Amara") && !letter.text().contains("2011-05-04"));
        let sent = format!("/v1/staff/money/providers/1/letters/{}", app.id());
        bea.put(&sent, Value::Null).await.ok(204);
        bea.put(&sent, Value::Null).await.ok(204);
        let log = bea.get("/v1/staff/money/providers/1/chases").await.ok(200);
        assert_eq!(log["items"].as_array().unwrap().len(), 1);
        assert_eq!(log["items"][0]["note"], "Letter sent: 348 weeks of 4 children, weeks to 2025-03-02 up to 2026-10-25, £1,740.00");
        assert_ne!(bea.get("/v1/staff/money/providers/1/letter").await.ok(200)["last_sent"], Value::Null);
        bea.get("/v1/staff/money/providers/7/letter").await.not_there();
    }

    async fn a_gap_of_more_than_four_weeks_goes_to_the_iro_of_the_child_once_and_without_an_amount(app) {
        app.outbox_may_hold(9);
        let bea = with_provider(app).await;
        let gaps = bea.get("/v1/staff/money/gaps").await.ok(200);
        assert_eq!(gaps["items"].as_array().unwrap().len(), 4);
        assert_eq!((&gaps["items"][0]["iro"], &gaps["items"][0]["weeks"], &gaps["items"][0]["is_told"]), (&json!("Ivan Cole"), &json!(87), &json!(false)));
        assert_eq!(bea.post("/v1/staff/money/gaps/tell", Value::Null).await.ok(200)["told"], 4);
        assert_eq!(bea.post("/v1/staff/money/gaps/tell", Value::Null).await.ok(200)["told"], 0);
        let of = |tasks: &Reply| tasks["items"].as_array().unwrap().iter().filter(|t| t["kind"] == "savings_gap").count();
        let (ivy, ivan) = (app.browser(app.cast.ivy).await, app.browser(app.cast.ivan).await);
        let tasks = ivy.get("/v1/staff/tasks").await.ok(200);
        assert_eq!((of(&tasks), of(&ivan.get("/v1/staff/tasks").await.ok(200))), (3, 1));
        assert!(!tasks.text().contains('£'));
        let text = bea.get("/v1/staff/money/gaps.csv").await.text();
        assert!(text.lines().nth(1).unwrap().starts_with("Ivan Cole,C0003,Oak Tree Fostering,2025-03-02,2026-10-25,87,435.00,yes"), "{text}");
    }

    async fn what_to_do_today_is_counted(app) {
        let bea = with_provider(app).await;
        // A file that came today tells of its own month, and not of the one whose file is late.
        let old = "LA Child ID,DOB,From,To,Savings Deducted\nC0001,2012-01-01,2026-08-03,2026-08-30,20.00\n";
        let mut file = super::sample::given(sayso::savings::intake::FileKind::Provider, old.as_bytes());
        file.provider = Some("Oak Tree Fostering".into());
        let policy = super::sample::policy();
        sayso::savings::actions::files::load(&app.store, &policy, Actor::Operator, file, Box::new(|_, _| {})).await.unwrap();
        let today = bea.get("/v1/staff/money/today").await.ok(200);
        let expected = bea.get("/v1/staff/money/expected").await.ok(200);
        assert_eq!((&today["files_month"], &expected["month"], &expected["items"][0]["arrival"]), (&json!("2026-10-01"), &json!("2026-10-01"), &json!("late")));
        assert_eq!((&today["files_expected"], &today["files_in"], &today["not_in"][0]["is_late"]), (&json!(1), &json!(0), &json!(true)));
        assert_eq!((&today["weeks_short"], &today["amount_short"], &today["providers_to_chase"]), (&json!(348), &json!("1740.00"), &json!(1)));
        assert_eq!((&today["gaps"], &today["accounts_needed"], &today["signatures"]), (&json!(4), &json!(4), &json!(0)));
        assert_eq!(today["months_to_close"][0], "2025-03-01");
        assert_eq!(today["months_to_close"].as_array().unwrap().len(), 20, "March 2025 to October 2026");
        app.browser(app.cast.sam).await.get("/v1/staff/money/today").await.not_there();
    }

    async fn other_money_is_shown_beside_the_savings_and_never_counted(app) {
        let (bea, sam, otis) = (app.browser(app.cast.bea).await, app.browser(app.cast.sam).await, app.browser(app.cast.otis).await);
        let money = format!("/v1/staff/children/{}/money", app.cast.amara.uuid());
        let flag = format!("{money}/other/{}", app.id());
        let note = json!({"kind": "compensation", "note": "The court funds office; ask legal"});
        otis.put(&flag, note.clone()).await.not_there();
        sam.put(&flag, json!({"kind": "compensation", "note": " "})).await.refused(422, "note_missing");
        sam.put(&flag, note.clone()).await.ok(204);
        sam.put(&flag, note).await.ok(204);
        let seen = bea.get(&money).await.ok(200);
        assert_eq!((&seen["other_money"][0]["note"], &seen["other_money"][0]["by"]), (&json!("The court funds office; ask legal"), &json!("Sam Okafor")));
        assert_eq!(seen["held"], "0.00");
        assert!(!app.phone(app.cast.amara).await.get("/v1/child/money").await.text().contains("court"));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM other_money").await, 1);
        bea.delete(&flag).await.ok(204);
        bea.delete(&flag).await.not_there();
        assert_eq!(bea.get(&money).await.ok(200)["other_money"], json!([]));
    }
}
