//! The first week: the policy and who signs it, the files that open the books, providers, The Share Foundation, carers.

use reqwest::Method;
use sayso::savings::Rules;
use sayso::savings::actions::watch::watch_savings;

use super::*;

fn rules() -> Rules {
    Rules::load(&sayso::config::RuleFiles::default()).unwrap()
}

/// Sends a file as the savings desk does.
async fn upload(who: &StaffBrowser, path: &str, file: impl Into<reqwest::Body>) -> Reply {
    who.send(who.request(Method::POST, path).header("content-type", "text/csv").body(file)).await
}

/// Opening balances, compared with the savings code.
async fn compared(who: &StaffBrowser, with: &str) -> Reply {
    let request = who.request(Method::POST, "/v1/staff/money/opening-balances");
    who.send(request.header("content-type", "text/csv").header("Compare-With", with).body(OPENINGS)).await
}

async fn watch(app: &TestApp) -> usize {
    watch_savings(&app.store, &rules()).await.unwrap()
}

const ACCOUNTS: &str =
    "child_id,state,reference,asked_on\nC0001,junior_isa,TSF-1,\nC0002,asked_for,,2026-10-01\nC9999,unknown,,\n";
const OPENINGS: &str = "child_id,holder,holder_name,amount,surety,evidence,as_at\n\
    C0001,council,,1120.50,proved,ledger 2025,2026-03-31\nC0001,carer,FC1,312.00,told,telephone,2026-03-31\n\
    C0003,carer,FC2,40.00,proved,bank statement,2026-03-31\n";

on_both! {
    async fn the_policy_is_read_with_what_each_decision_would_cost_and_signed_by_two_people(app) {
        let (bea, fin) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let page = bea.get("/v1/staff/money/policy").await.ok(200);
        assert_eq!((page["settings"].as_array().unwrap().len(), page["decisions"].as_array().unwrap().len()), (32, 11));
        let backdate = &page["decisions"][0];
        assert_eq!(backdate["decision"], "backdate");
        // Four children since Friday 1 March 2024: the 52 Sundays from 3 March 2024 to 23 February 2025.
        let way = &backdate["ways"][0];
        assert_eq!((&way["in_all"], &way["a_year"], &way["children"]), (&json!("1040.00"), &json!("0.00"), &json!(4)));
        let sign = json!({"content": page["content"]});
        let signing = format!("/v1/staff/money/policy/signings/{}", app.id());
        bea.put(&signing, json!({"content": "another"})).await.refused(409, "policy_changed");
        bea.put(&signing, sign.clone()).await.ok(204);
        bea.put(&signing, sign.clone()).await.ok(204);
        bea.put(&format!("/v1/staff/money/policy/signings/{}", app.id()), sign.clone()).await.refused(409, "signed_already");
        assert_eq!(bea.get("/v1/staff/money/policy").await.ok(200)["is_signed"], false);
        fin.put(&format!("/v1/staff/money/policy/signings/{}", app.id()), sign).await.ok(204);
        let page = fin.get("/v1/staff/money/policy").await.ok(200);
        let mut signed: Vec<_> = page["signed"].as_array().unwrap().iter().map(|s| (s["name"].clone(), s["is_mine"].clone())).collect();
        signed.sort_by_key(|(name, _)| name.to_string());
        assert_eq!((page["is_signed"].clone(), signed), (json!(true), vec![(json!("Bea Lunt"), json!(false)), (json!("Fin Cross"), json!(true))]));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'sign_policy' AND decision = 'allowed'").await, 2);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_signings WHERE page LIKE '%104000%'").await, 2, "the figures that were read");
    }

    async fn the_files_of_the_first_week_are_shown_and_then_taken_and_add_up(app) {
        let bea = app.browser(app.cast.bea).await;
        let before = bea.get("/v1/staff/money/first-week").await.ok(200);
        let step = |page: &Reply, at: usize| (page["steps"][at]["done"].as_u64().unwrap(), page["steps"][at]["left"].as_u64().unwrap());
        assert_eq!((step(&before, 2), step(&before, 3)), ((0, 4), (0, 4)));
        let seen = upload(&bea, "/v1/staff/money/accounts-register?dry_run=true", ACCOUNTS).await.ok(200);
        assert_eq!((&seen["posted"], &seen["set_aside"], &seen["dry_run"]), (&json!(2), &json!(1), &json!(true)));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_accounts").await, 0);
        upload(&bea, "/v1/staff/money/accounts-register", ACCOUNTS).await.ok(200);
        compared(&bea, "savings_code=1200.00").await.refused(409, "code_differs");
        let done = compared(&bea, "savings_code=1200.00&unexplained_owner=BEA").await.ok(200);
        assert_eq!((&done["council_amount"], &done["unexplained_amount"]), (&json!("1120.50"), &json!("79.50")));
        let after = bea.get("/v1/staff/money/first-week").await.ok(200);
        assert_eq!((step(&after, 2), step(&after, 3), step(&after, 6)), ((2, 2), (2, 2), (0, 2)));
        assert_eq!(after["unexplained"], "79.50");
        compared(&bea, "savings_code=x").await.refused(422, "amount_unreadable");
        compared(&bea, "code=1").await.refused(422, "header_unreadable");
        upload(&bea, "/v1/staff/money/accounts-register", "hello").await.refused(422, "file_unreadable");
        let large = format!("{ACCOUNTS}{}", " ".repeat(200_000));
        upload(&bea, "/v1/staff/money/accounts-register?dry_run=true", large).await.ok(200);
    }

    async fn providers_come_in_by_name_and_the_same_file_again_changes_nothing(app) {
        let bea = app.browser(app.cast.bea).await;
        let file = "name,urn,contact,how,from,due_day\nOak Tree Fostering Ltd,SC1,Ann,net of invoice,01/04/2024,10\n\
            The Oak Tree Fostering,,,remits_cash,2026-04-01,12\nNo Terms,,,,2026-04-01,\nLate Homes,SC1,,remits_cash,2026-04-01,40\n";
        let done = upload(&bea, "/v1/staff/money/provider-register", file).await.ok(200);
        assert_eq!((&done["posted"], &done["set_aside"]), (&json!(2), &json!(2)));
        let all = bea.get("/v1/staff/money/providers").await.ok(200);
        assert_eq!((all["items"].as_array().unwrap().len(), all["items"][0]["terms"].as_array().unwrap().len()), (1, 2));
        assert_eq!((&all["items"][0]["urn"], &all["items"][0]["contact"]), (&json!("SC1"), &json!("Ann")));
        let again = upload(&bea, "/v1/staff/money/provider-register", file.lines().take(2).collect::<Vec<_>>().join("\n")).await.ok(200);
        assert_eq!((&again["posted"], &again["unchanged"]), (&json!(0), &json!(1)));
    }

    async fn accounts_are_asked_for_answered_and_watched_for_42_days(app) {
        let bea = app.browser(app.cast.bea).await;
        let seen = bea.get("/v1/staff/money/accounts").await.ok(200);
        assert_eq!(seen["needs"].as_array().unwrap().len(), 4, "Dana has left");
        assert_eq!(seen["not_in_register"].as_array().unwrap().len(), 4);
        let list = format!("/v1/staff/money/foundation-returns/{}", app.id());
        assert_eq!(bea.put(&list, Value::Null).await.ok(200)["children"], 4);
        assert_eq!(bea.put(&list, Value::Null).await.ok(200)["children"], 4, "the same list");
        bea.put(&format!("/v1/staff/money/foundation-returns/{}", app.id()), Value::Null).await.refused(409, "nobody_needs_one");
        let text = bea.get(&format!("{list}/list.csv")).await.text();
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(rows[0], "la_ref,forename,surname,dob,uk_resident,care_start,ctf_ra,contact_authorised");
        assert_eq!((rows.len(), rows[1]), (5, "C0001,Amara,,2011-05-04,,2024-03-01,N,N"));
        let answer = "la_ref,outcome,tsf_ref,reason,opened_on\nC0001,opened,TSF-7,,2026-11-20\nC0002,accepted,,,\n\
            C0003,refused,,has a fund already,\nC0005,refused,,,\nC9999,opened,TSF-8,,\n";
        let done = upload(&bea, "/v1/staff/money/foundation-acknowledgements", answer).await.ok(200);
        assert_eq!((&done["posted"], &done["unchanged"], &done["set_aside"]), (&json!(2), &json!(1), &json!(2)));
        let seen = bea.get("/v1/staff/money/accounts").await.ok(200);
        assert_eq!(seen["refused"][0]["why"], "has a fund already");
        assert_eq!(seen["opening"].as_array().unwrap().len(), 2);
        assert_eq!(seen["needs"][0]["reference"], "C0003", "to be asked for once more");
        assert_eq!(watch(app).await, 1, "C0003 has qualified for long");
        app.clock.advance(42 * DAY);
        assert_eq!(watch(app).await, 0);
        app.clock.advance(DAY);
        assert_eq!(watch(app).await, 2, "C0002 and C0005, on the 43rd day");
        assert_eq!(watch(app).await, 0);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_exceptions WHERE code = 'X15'").await, 3);
    }

    async fn e19_what_a_carer_holds_is_confirmed_received_and_the_rest_made_good(app) {
        let bea = app.browser(app.cast.bea).await;
        let path = format!("/v1/staff/money/carers/{}", app.id());
        let declared = json!({"child": app.cast.bilal.uuid(), "carer_number": "FC 2210", "owner": null, "amount": "£312.00",
            "declared_on": "2026-11-20", "source": "telephone"});
        bea.put(&path, declared).await.ok(204);
        bea.put(&format!("{path}/owner"), json!({"owner": "Sue Ward, fostering team"})).await.ok(204);
        let step = |what: &str, amount: &str| json!({"step": what, "amount": amount, "says": "letter of 20 November"});
        let next = || format!("{path}/steps/{}", app.id());
        bea.put(&next(), step("received", "312.00")).await.refused(409, "step_does_not_fit");
        let confirmed = next();
        bea.put(&confirmed, step("confirmed", "312.00")).await.ok(204);
        bea.put(&confirmed, step("confirmed", "312.00")).await.ok(204);
        assert_eq!(balance(app, Account::Child(app.cast.bilal)).await, 31_200);
        assert_eq!(balance(app, Account::Carer(app.cast.bilal)).await, 31_200);
        bea.put(&next(), step("received", "312.01")).await.refused(422, "amount_out_of_range");
        bea.put(&next(), step("received", "312.00")).await.ok(204);
        bea.put(&next(), step("made_good", "78.00")).await.ok(204);
        assert_eq!(balance(app, Account::Child(app.cast.bilal)).await, 39_000);
        assert_eq!((balance(app, Account::Bank).await, balance(app, Account::TopUp).await), (31_200, 7_800));
        let all = bea.get("/v1/staff/money/carers").await.ok(200);
        let one = &all["items"][0];
        assert_eq!((&one["state"], &one["owner"], &one["outstanding"]), (&json!("received"), &json!("Sue Ward, fostering team"), &json!("0.00")));
        bea.put(&next(), step("written_off", "")).await.refused(409, "step_does_not_fit");
    }

    async fn what_a_carer_keeps_after_a_move_is_told_of_once_and_given_up_by_decision(app) {
        let bea = app.browser(app.cast.bea).await;
        upload(&bea, "/v1/staff/money/opening-balances", OPENINGS).await.ok(200);
        let all = bea.get("/v1/staff/money/carers").await.ok(200);
        let of = |state: &str| all["items"].as_array().unwrap().iter().find(|i| i["state"] == state).unwrap().clone();
        assert_eq!((&of("declared")["carer_number"], &of("confirmed")["outstanding"]), (&json!("FC1"), &json!("40.00")));
        assert_eq!(watch(app).await, 0);
        app.execute("UPDATE care_episodes SET ended_on = '2026-10-01' WHERE child_id = (SELECT id FROM children WHERE reference = 'C0003')").await;
        assert_eq!((watch(app).await, watch(app).await), (1, 0));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_exceptions WHERE code = 'X14'").await, 1);
        let step = format!("/v1/staff/money/carers/{}/steps/{}", of("confirmed")["holding"].as_str().unwrap(), app.id());
        bea.put(&step, json!({"step": "written_off", "amount": null, "says": ""})).await.refused(422, "words_missing");
        bea.put(&step, json!({"step": "written_off", "amount": null, "says": "Head of service: the carer has died"})).await.ok(204);
        assert_eq!(balance(app, Account::Carer(app.cast.bilal)).await, 0);
        assert_eq!(balance(app, Account::Child(app.cast.bilal)).await, 4_000, "the child keeps it");
        assert_eq!(balance(app, Account::TopUp).await, 4_000);
    }
}
