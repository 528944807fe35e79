//! Exceptions over HTTP, and the file that has not come (X31).

use super::sample::{A, OAK, enter, given};
use super::uploads::oak;
use super::{d, sample};
use crate::harness::*;
use sayso::access::Actor;
use sayso::savings::actions::expected::chase_late_files;
use sayso::savings::actions::files::load;
use sayso::savings::actions::providers::{SetProvider, set_provider};
use sayso::savings::intake::FileKind;
use sayso::savings::provider::{How, Terms};

const LIST: &str = "/v1/staff/money/exceptions";
const EXPECTED: &str = "/v1/staff/money/expected";

async fn due_on(app: &TestApp, name: &str, day: i16) {
    let terms = Some(Terms { starts_on: d("2026-01-01"), how: How::NetOfInvoice, due_day: Some(day) });
    let ask = SetProvider { name: name.into(), urn: None, contact: None, terms };
    set_provider(&app.store, Actor::Operator, None, ask).await.unwrap();
}

async fn act(app: &TestApp, who: &StaffBrowser, of: &Value, body: Value) -> Reply {
    who.put(&format!("{LIST}/{}/acts/{}", of["exception"].as_str().unwrap(), app.id()), body).await
}

on_both! {
    async fn an_exception_is_taken_on_talked_over_closed_and_opened_again_and_no_file_closes_it(app) {
        enter(app).await;
        let bea = app.browser(app.cast.bea).await;
        let about = json!({"kind": "provider_file", "provider": oak(app, &bea).await});
        bea.upload("/v1/staff/money/files", &about, "june.csv", A).await.ok(200);
        let page = bea.get(LIST).await.ok(200);
        let all = page["items"].as_array().unwrap().clone();
        let one = all.iter().find(|e| e["code"] == "X12").unwrap().clone();
        assert_eq!((&one["age_days"], &one["provider"], &one["owner"]), (&json!(0), &json!(OAK), &Value::Null));
        assert!(one["fix"].as_str().unwrap().len() > 10 && one["line"].is_string());
        app.clock.advance(3 * DAY);
        app.keep_awake().await;
        let page = bea.get(&format!("{LIST}?exception=X12")).await.ok(200);
        assert_eq!(page["items"][0]["age_days"], 3);

        let address = format!("{LIST}/{}/acts/{}", one["exception"].as_str().unwrap(), app.id());
        for _ in 0..2 {
            bea.put(&address, json!({"what": "say", "says": "Rang the agency"})).await.ok(200);
        }
        let now = act(app, &bea, &one, json!({"what": "take_on"})).await.ok(200);
        assert_eq!((&now["owner"], &now["is_mine"], now["notes"].as_array().unwrap().len()), (&json!("Bea Lunt"), &json!(true), 1));
        assert_eq!(bea.get(&format!("{LIST}?mine=true")).await.ok(200)["items"].as_array().unwrap().len(), 1);
        act(app, &bea, &one, json!({"what": "resolve"})).await.refused(422, "words_missing");
        let address = format!("{LIST}/{}/acts/{}", one["exception"].as_str().unwrap(), app.id());
        for _ in 0..2 {
            let closed = bea.put(&address, json!({"what": "resolve", "says": "Credit note came"})).await.ok(200);
            assert_eq!((&closed["state"], &closed["resolution"]), (&json!("resolved"), &json!("Credit note came")));
        }
        let fin = app.browser(app.cast.fin).await;
        act(app, &fin, &one, json!({"what": "resolve", "says": "Me too"})).await.refused(409, "exception_changed");
        // The same file once more, and its rows in another: closed stays closed, open stays open.
        let open = |page: &Reply| page["items"].as_array().unwrap().len();
        let before = open(&bea.get(LIST).await.ok(200));
        bea.upload("/v1/staff/money/files", &about, "june.csv", A).await.ok(200);
        load(&app.store, &sample::policy(), Actor::Operator, given(FileKind::Provider, &[A, b"\r\n"].concat()), Box::new(|_, _| {})).await.unwrap();
        assert!(open(&bea.get(LIST).await.ok(200)) >= before);
        let again = act(app, &fin, &one, json!({"what": "reopen", "says": "It was for July"})).await.ok(200);
        assert_eq!((&again["state"], &again["resolution"], again["notes"].as_array().unwrap().len()), (&json!("open"), &Value::Null, 3));
        for who in [app.cast.sam, app.cast.sys] {
            app.browser(who).await.get(LIST).await.not_there();
            act(app, &app.browser(who).await, &one, json!({"what": "take_on"})).await.not_there();
        }
    }

    async fn a_file_that_has_not_come_is_raised_once_it_is_late_and_once_only(app) {
        enter(app).await;
        due_on(app, OAK, 24).await;
        due_on(app, "Elm Homes", 28).await;
        due_on(app, "Ash Care", 10).await;
        let bea = app.browser(app.cast.bea).await;
        // Tuesday 24 November 2026: the day itself is in time.
        assert_eq!(chase_late_files(&app.store).await.unwrap(), 1, "Ash Care for October");
        assert_eq!(chase_late_files(&app.store).await.unwrap(), 0);
        let list = bea.get(EXPECTED).await.ok(200);
        assert_eq!(list["month"], "2026-10-01");
        let rows: Vec<_> = list["items"].as_array().unwrap().iter().map(|r| (r["name"].as_str().unwrap().to_owned(), r["arrival"].as_str().unwrap().to_owned(), r["due_on"].as_str().unwrap().to_owned())).collect();
        let row = |name: &str, arrival: &str, due: &str| (name.to_owned(), arrival.to_owned(), due.to_owned());
        assert_eq!(rows, [row("Ash Care", "late", "2026-11-10"), row(OAK, "awaited", "2026-11-24"), row("Elm Homes", "awaited", "2026-11-28")]);
        app.clock.advance(DAY);
        app.keep_awake().await;
        assert_eq!(chase_late_files(&app.store).await.unwrap(), 1, "the day after it is late");
        app.clock.advance(4 * DAY);
        app.keep_awake().await;
        assert_eq!(chase_late_files(&app.store).await.unwrap(), 1);
        let page = bea.get(&format!("{LIST}?exception=X31")).await.ok(200);
        let items = page["items"].as_array().unwrap();
        assert_eq!(items.len(), 3);
        assert_eq!(items[0]["says"], "The file for October 2026 was due on 10 November 2026 and has not come.");
        assert_eq!((&items[0]["provider"], &items[0]["on"]), (&json!("Ash Care"), &json!("2026-11-10")));
    }

    async fn the_file_that_comes_late_closes_what_waited_for_it_and_nothing_else(app) {
        enter(app).await;
        due_on(app, OAK, 10).await;
        due_on(app, "Ash Care", 10).await;
        let bea = app.browser(app.cast.bea).await;
        assert_eq!(chase_late_files(&app.store).await.unwrap(), 2);
        // June's file is not October's.
        let provider = oak(app, &bea).await;
        let about = json!({"kind": "provider_file", "provider": provider});
        bea.upload("/v1/staff/money/files", &about, "june.csv", A).await.ok(200);
        let late = |page: &Reply| page["items"].as_array().unwrap().len();
        assert_eq!(late(&bea.get(&format!("{LIST}?exception=X31")).await.ok(200)), 2);
        let others = app.count("SELECT COUNT(*) AS n FROM savings_exceptions WHERE state = 'open' AND code <> 'X31'").await;
        let october = b"LA Child ID,Child Name,DOB,From,To,Savings deducted\nSC000123,Amelia Smith,03/02/2013,01/10/2026,31/10/2026,22.14\n";
        bea.upload("/v1/staff/money/files", &about, "october.csv", october).await.ok(200);
        let page = bea.get(&format!("{LIST}?exception=X31")).await.ok(200);
        assert_eq!((late(&page), &page["items"][0]["provider"]), (1, &json!("Ash Care")));
        let closed = bea.get(&format!("{LIST}?exception=X31&state=resolved")).await.ok(200);
        assert_eq!(closed["items"][0]["resolution"], "The file came on 24 November 2026.");
        assert!(app.count("SELECT COUNT(*) AS n FROM savings_exceptions WHERE state = 'open' AND code <> 'X31'").await >= others);
        let list = bea.get(EXPECTED).await.ok(200);
        assert_eq!((&list["items"][1]["arrival"], &list["items"][1]["came_on"]), (&json!("in"), &json!("2026-11-24")));
        // Closed by its file, it is not raised again; opened by a person, it stays open.
        assert_eq!(chase_late_files(&app.store).await.unwrap(), 0);
        act(app, &bea, &closed["items"][0], json!({"what": "reopen", "says": "Only half of it came"})).await.ok(200);
        assert_eq!(late(&bea.get(&format!("{LIST}?exception=X31")).await.ok(200)), 2);
    }
}
