//! Files over HTTP: looked at, posted, listed; who may, how large, and what only a person can say.

use super::sample::{A, B, C, OAK, enter};
use super::{balance, d};
use crate::harness::*;
use sayso::savings::account::Account;

const PREVIEW: &str = "/v1/staff/money/files/preview";
const FILES: &str = "/v1/staff/money/files";

/// The number of the sample's provider.
pub async fn oak(app: &TestApp, bea: &StaffBrowser) -> i64 {
    let _ = app;
    let all = bea.get("/v1/staff/money/providers").await.ok(200);
    let items = all["items"].as_array().unwrap().clone();
    items.iter().find(|p| p["name"] == OAK).unwrap()["provider"].as_i64().unwrap()
}

/// The number of the first provider of the register, whatever it is called.
pub async fn first_provider(bea: &StaffBrowser) -> i64 {
    bea.get("/v1/staff/money/providers").await.ok(200)["items"][0]["provider"].as_i64().unwrap()
}

on_both! {
    async fn a_dirty_file_is_looked_at_and_then_posted_and_posted_again_has_nothing_new(app) {
        enter(app).await;
        let bea = app.browser(app.cast.bea).await;
        let about = json!({"kind": "provider_file", "provider": oak(app, &bea).await});
        let seen = bea.upload(PREVIEW, &about, "june.csv", A).await.ok(200);
        let r = &seen["receipt"];
        assert_eq!((&r["rows_read"], &r["posted"], &r["set_aside"], &r["ignored"]), (&json!(9), &json!(3), &json!(4), &json!(2)));
        assert_eq!((&r["posted_amount"], &r["set_aside_amount"], &r["printed_total"]), (&json!("64.29"), &json!("41.43"), &json!("105.72")));
        assert_eq!(r["columns"][0]["sum"], "105.72");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_lines").await, 0, "looking writes nothing");
        let lines = seen["lines"].as_array().unwrap();
        assert_eq!(lines.len(), 9);
        // Raw beside parsed, with reasons of the match.
        assert_eq!((&lines[1]["state"], &lines[1]["code"], &lines[1]["amount"]), (&json!("set_aside"), &json!("X05"), &json!("21.43")));
        assert!(lines[1]["raw"].as_array().unwrap().iter().any(|c| c.as_str().unwrap().contains("O’Connor")));
        assert_eq!(lines[1]["may_be"][0]["child"]["reference"], "SC000342");
        assert!(!lines[1]["may_be"][0]["reasons"].as_array().unwrap().is_empty());
        let columns = seen["columns"].as_array().unwrap();
        assert!(columns.iter().any(|c| c["heading"] == "Savings Deducted" && c["holds"] == "amount"));
        assert!(columns.iter().any(|c| c["holds"].is_null()), "what is not used is shown too");

        let mut post = about.clone();
        post["sha256"] = seen["sha256"].clone();
        let done = bea.upload(FILES, &post, "june.csv", A).await.ok(200);
        assert_eq!((&done["posted"], &done["known_file"]), (&json!(3), &json!(false)));
        assert_eq!(balance(app, Account::Bank).await, 6429);
        let again = bea.upload(FILES, &post, "june.csv", A).await.ok(200);
        assert_eq!((&again["posted"], &again["ignored"], &again["known_file"]), (&json!(0), &json!(9), &json!(true)));
        assert_eq!(again["file"], done["file"], "it says which file that was");
        assert_eq!(balance(app, Account::Bank).await, 6429);

        let list = bea.get(FILES).await.ok(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        assert_eq!((&list["items"][0]["name"], &list["items"][0]["provider"]), (&json!("june.csv"), &json!(OAK)));
        assert_eq!(list["items"][0]["loaded_by"], "Bea Lunt");
        let kept = bea.get(&format!("{FILES}/{}", done["file"].as_str().unwrap())).await.ok(200);
        assert_eq!((&kept["receipt"]["posted_amount"], kept["lines"].as_array().unwrap().len()), (&json!("64.29"), 9));
    }

    async fn the_other_kinds_of_file_come_in_the_same_way(app) {
        enter(app).await;
        let bea = app.browser(app.cast.bea).await;
        let done = bea.upload(FILES, &json!({"kind": "isa_statement"}), "tsf.csv", B).await.ok(200);
        assert_eq!((&done["posted"], &done["set_aside"], &done["printed_total"]), (&json!(4), &json!(2), &json!("1105.00")));
        // The next statement is read with what the first one taught.
        let next = bea.upload(PREVIEW, &json!({"kind": "isa_statement"}), "tsf2.csv", &[B, b"\r\n"].concat()).await.ok(200);
        assert_eq!((&next["problem"], &next["receipt"]["known_rows"]), (&Value::Null, &json!(6)));
        let done = bea.upload(FILES, &json!({"kind": "carer_declaration"}), "carers.csv", C).await.ok(200);
        assert_eq!((&done["posted"], &done["set_aside"], &done["codes"]), (&json!(0), &json!(9), &json!(["X11"])));
    }

    /// INP-20
    async fn a_file_that_changed_since_it_was_looked_at_is_refused_and_so_is_one_that_nobody_looked_at(app) {
        enter(app).await;
        let bea = app.browser(app.cast.bea).await;
        let mut about = json!({"kind": "provider_file", "provider": oak(app, &bea).await});
        let seen = bea.upload(PREVIEW, &about, "june.csv", A).await.ok(200);
        about["sha256"] = seen["sha256"].clone();
        let other = [A, b"\r\n"].concat();
        let refused = bea.upload(FILES, &about, "june.csv", &other).await.refused(409, "file_changed");
        assert!(refused["detail"].as_str().unwrap().contains("Look at it again"));
        about["sha256"] = Value::Null;
        bea.upload(FILES, &about, "june.csv", A).await.refused(422, "not_previewed");
        about["sha256"] = json!(seen["sha256"]);
        about["provider"] = json!(999);
        bea.upload(FILES, &about, "june.csv", A).await.refused(422, "provider_missing");
        about["provider"] = Value::Null;
        bea.upload(FILES, &about, "june.csv", A).await.refused(422, "provider_missing");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_files").await, 0);
    }

    async fn what_only_a_person_can_say_is_asked_once_for_the_file(app) {
        enter(app).await;
        let bea = app.browser(app.cast.bea).await;
        let oak = oak(app, &bea).await;
        // Nothing says whether the day or the month comes first.
        let file = b"LA Child ID,From,To,Savings deducted\nSC000123,01/02/2026,07/02/2026,5.00\nSC000123,05/06/2026,11/06/2026,5.00\n";
        let about = json!({"kind": "provider_file", "provider": oak});
        let seen = bea.upload(PREVIEW, &about, "f.csv", file).await.ok(200);
        if seen["order"].is_null() {
            assert_eq!(seen["either"][0]["cell"], "01/02/2026");
            assert_eq!((&seen["either"][0]["day_first"], &seen["either"][0]["month_first"]), (&json!("2026-02-01"), &json!("2026-01-02")));
        }
        let answered = json!({"kind": "provider_file", "provider": oak, "order": "day_first"});
        let seen = bea.upload(PREVIEW, &answered, "f.csv", file).await.ok(200);
        assert_eq!((seen["either"].as_array().unwrap().len(), &seen["order"]), (0, &json!("day_first")));
        assert_eq!(seen["lines"][1]["from"], "2026-06-05");
        // Nothing says which column holds the savings: the headings that were found are given to choose from.
        let file = b"Young person,Week to,Put by\nSC000123,07/06/2026,5.00\n";
        let seen = bea.upload(PREVIEW, &about, "f.csv", file).await.ok(200);
        assert!(seen["problem"].as_str().unwrap().contains("header row"), "{}", seen.text());
        let headings: Vec<_> = seen["columns"].as_array().unwrap().iter().map(|c| c["heading"].clone()).collect();
        assert_eq!(headings, ["Young person", "Week to", "Put by"]);
        assert!(seen["choices"].as_array().unwrap().contains(&json!("amount")));
        let said = json!([{"heading": "Young person", "holds": "child_id"}, {"heading": "Week to", "holds": "week_end"},
            {"heading": "Put by", "holds": "amount"}]);
        let about = json!({"kind": "provider_file", "provider": oak, "columns": said, "order": "day_first"});
        let seen = bea.upload(PREVIEW, &about, "f.csv", file).await.ok(200);
        assert_eq!((&seen["problem"], &seen["receipt"]["rows_read"]), (&Value::Null, &json!(1)));
        bea.upload(FILES, &about, "f.csv", file).await.ok(200);
        // It is remembered for the sender.
        let next = b"Young person,Week to,Put by\nSC000123,14/06/2026,5.00\n";
        let seen = bea.upload(PREVIEW, &json!({"kind": "provider_file", "provider": oak, "order": "day_first"}), "g.csv", next).await.ok(200);
        assert_eq!(seen["problem"], Value::Null);
    }

    async fn what_is_no_file_of_this_kind_is_refused_in_words_by_its_content_and_not_by_its_name(app) {
        enter(app).await;
        let bea = app.browser(app.cast.bea).await;
        let about = json!({"kind": "isa_statement"});
        for bytes in [&b""[..], b"PK\x03\x04nothing", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....", b"\0\x01\x02\x03", b"%PDF-1.7 \xff\xfe\0"] {
            let refused = bea.upload(PREVIEW, &about, "statement.csv", bytes).await.refused(422, "file_unreadable");
            assert!(refused["detail"].as_str().unwrap().len() > 10);
        }
        // The name is shown without a path and without what turns the direction of text.
        bea.upload(FILES, &about, "C:/x/\u{202e}vsc.tsf.csv", B).await.ok(200);
        let list = bea.get(FILES).await.ok(200);
        assert_eq!(list["items"][0]["name"], "vsc.tsf.csv");
    }

    async fn thirty_two_mebibytes_are_taken_here_and_nowhere_else(app) {
        enter(app).await;
        let bea = app.browser(app.cast.bea).await;
        let about = json!({"kind": "ledger_extract"});
        let large = vec![b'x'; 33 << 20];
        let refused = bea.upload(PREVIEW, &about, "x.csv", &large).await.refused(413, "too_large");
        assert!(refused["detail"].as_str().unwrap().contains("32 MiB"));
        // More than the small limit of everything else, and taken here.
        let mut text = String::from("Date,Ref,Narrative,Debit,Credit\n");
        for n in 0..4000 {
            text.push_str(&format!("24/11/2026,R{n},a narrative of some length,,1.00\n"));
        }
        assert!(text.len() > 128 * 1024);
        let seen = bea.upload(PREVIEW, &about, "x.csv", text.as_bytes()).await.ok(200);
        assert_eq!(seen["receipt"]["rows_read"], 4000);
        assert!(seen["lines"].as_array().unwrap().len() <= 800, "the preview stays small");
        let long = json!({"text": "x".repeat(70_000)});
        bea.post("/v1/staff/money/find-child", long).await.refused(413, "too_large");
    }

    async fn nobody_else_gets_so_far_that_a_file_is_read(app) {
        enter(app).await;
        let about = json!({"kind": "provider_file"});
        for path in [PREVIEW, FILES] {
            app.stranger().upload(path, &about, "x.csv", A).await.refused(401, "sign_in");
            app.phone(app.cast.amara).await.upload(path, &about, "x.csv", A).await.refused(401, "sign_in");
            for who in [app.cast.sam, app.cast.maya, app.cast.ivy, app.cast.sys] {
                app.browser(who).await.upload(path, &about, "x.csv", A).await.not_there();
            }
        }
        let bea = app.browser(app.cast.bea).await;
        bea.post(PREVIEW, json!({})).await.refused(422, "file_missing");
        bea.upload(PREVIEW, &json!({"kind": "isa_statement", "more": 1}), "x.csv", B).await.refused(422, "wrong_shape");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_files").await, 0);
        let _ = d("2026-11-24");
    }
}
