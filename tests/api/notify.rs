//! Pushes and e-mails: how little they say, where they may go, and when they no longer may (PUSH-01, 06 to 09, 11, 12).

use std::collections::BTreeSet;

use crate::harness::push_service::{Behaviour, PushService};
use crate::harness::*;
use diesel::prelude::*;
use sayso::kernel::calendar::BankHolidays;
use sayso::kernel::id::{ChildId, Id, StaffId, ThreadId};
use sayso::notify::{self, Happening, Sender, To};
use sayso::store::schema::threads;

/// A thread of a child and a post, opened past the rules of the room that owns it.
async fn thread(app: &TestApp, child: ChildId, post: Post) -> ThreadId {
    let write = move |tx: &mut sayso::store::Tx<'_>| {
        let id: ThreadId = Id::at(tx.now());
        let row =
            (threads::id.eq(id), threads::child_id.eq(child), threads::post.eq(post), threads::opened_at.eq(tx.now()));
        diesel::insert_into(threads::table).values(row).execute(tx.db())?;
        Ok(id)
    };
    app.store.upkeep(write).await.unwrap()
}

async fn tell(app: &TestApp, to: To, what: Happening, thread: Option<ThreadId>) {
    app.store.upkeep(move |tx| notify::tell(tx, to, what, thread, None)).await.unwrap();
}

async fn dispatch(app: &TestApp) -> usize {
    notify::dispatch(&app.store, &app.sender).await.unwrap()
}

async fn outcomes(app: &TestApp, outcome: &str) -> i64 {
    app.count(&format!("SELECT COUNT(*) AS n FROM outbox WHERE outcome = '{outcome}'")).await
}

async fn subscriptions(app: &TestApp) -> i64 {
    app.count("SELECT COUNT(*) AS n FROM push_subscriptions").await
}

/// A member of staff whose browser may be pushed at `name`.
async fn pushed_staff(app: &TestApp, service: &PushService, staff: StaffId, name: &str) -> StaffBrowser {
    let browser = app.browser(staff).await;
    browser.put("/v1/staff/push", json!({"endpoint": service.endpoint(name)})).await.ok(204);
    browser
}

/// A child who said yes to pushes on a phone at `name`.
async fn pushed_child(app: &TestApp, service: &PushService, child: ChildId, name: &str) -> ChildPhone {
    let phone = app.phone(child).await;
    phone.put("/v1/child/push", json!({"endpoint": service.endpoint(name)})).await.ok(204);
    phone
}

on_both! {
    async fn push_01_every_push_is_empty_and_looks_the_same(app) {
        let service = PushService::start();
        let key = app.stranger().get("/v1/push-key").await.ok(200)["key"].as_str().unwrap().to_owned();
        pushed_staff(app, &service, app.cast.sam, "sam").await;
        pushed_child(app, &service, app.cast.amara, "amara").await;
        let about = thread(app, app.cast.amara, Post::SocialWorker).await;
        let mut seen = BTreeSet::new();
        let mut pushes = 0;
        for what in Happening::ALL {
            for to in [To::Staff(app.cast.sam), To::Child(app.cast.amara)] {
                tell(app, to, *what, Some(about)).await;
                dispatch(app).await;
                for push in service.take() {
                    assert_eq!(push.body.len(), 0, "{what} to {to:?}");
                    let claims = push.claims(&key);
                    assert_eq!(claims["aud"], service.url.as_str());
                    assert_eq!(claims["sub"], "mailto:sayso@example.test");
                    seen.insert(push.headers);
                    pushes += 1;
                }
            }
        }
        assert!(pushes >= 8, "only {pushes} pushes");
        assert_eq!(seen.len(), 1, "{seen:#?}");
        let names: Vec<_> = seen.first().unwrap().iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        for wanted in [("ttl", "86400"), ("urgency", "normal"), ("topic", "sayso"), ("content-length", "0")] {
            assert!(names.contains(&wanted), "{wanted:?} in {names:?}");
        }
        service.stop().await;
    }

    async fn a_child_is_not_pushed_until_they_say_yes(app) {
        let service = PushService::start();
        let phone = app.phone(app.cast.amara).await;
        tell(app, To::Child(app.cast.amara), Happening::Message, None).await;
        assert_eq!(dispatch(app).await, 0);
        phone.post("/v1/child/push/not-now", Value::Null).await.ok(204);
        let choices = json!({"language": "en", "push": false, "push_text": 2, "quiet_from": 21, "quiet_until": 7});
        let kept = phone.put("/v1/child/choices", choices.clone()).await.ok(200);
        assert_eq!((kept["ask_push"].as_bool(), kept["push_text"].as_i64()), (Some(false), Some(2)));
        app.clock.advance(30 * DAY);
        app.keep_awake().await;
        assert_eq!(phone.put("/v1/child/choices", choices).await.ok(200)["ask_push"], true);
        phone.put("/v1/child/push", json!({"endpoint": service.endpoint("amara")})).await.ok(204);
        tell(app, To::Child(app.cast.amara), Happening::Message, None).await;
        assert_eq!(dispatch(app).await, 1);
        let off = json!({"language": null, "push": false, "push_text": 1, "quiet_from": 21, "quiet_until": 7});
        phone.put("/v1/child/choices", off).await.ok(200);
        tell(app, To::Child(app.cast.amara), Happening::Message, None).await;
        assert_eq!(dispatch(app).await, 0);
        service.stop().await;
    }

    async fn five_things_at_night_are_one_push_in_the_morning(app) {
        let service = PushService::start();
        pushed_child(app, &service, app.cast.amara, "amara").await;
        let about = thread(app, app.cast.amara, Post::SocialWorker).await;
        app.clock.advance(12 * HOUR);
        for _ in 0..5 {
            tell(app, To::Child(app.cast.amara), Happening::Message, Some(about)).await;
            app.clock.advance(HOUR / 2);
            assert_eq!(dispatch(app).await, 0);
        }
        app.clock.advance(6 * HOUR + HOUR / 2);
        assert_eq!(dispatch(app).await, 1);
        assert_eq!(dispatch(app).await, 0);
        assert_eq!(service.take().len(), 1);
        service.stop().await;
    }

    async fn push_06_only_addresses_of_known_push_services_are_taken(app) {
        let phone = app.phone(app.cast.amara).await;
        let browser = app.browser(app.cast.sam).await;
        for bad in [
            "http://fcm.googleapis.com/x", "https://10.0.0.1/x", "https://169.254.169.254/x", "https://[fd00::1]/x",
            "https://db.internal/x", "https://user@fcm.googleapis.com/x", "https://fcm.googleapis.com:22/x",
            "https://push.example/x", "http://10.0.0.7:8080/x", "", "x",
        ] {
            phone.put("/v1/child/push", json!({"endpoint": bad})).await.refused(422, "endpoint_unknown");
            browser.put("/v1/staff/push", json!({"endpoint": bad})).await.refused(422, "endpoint_unknown");
        }
        phone.put("/v1/child/push", json!({"endpoint": "https://web.push.apple.com/x", "child": app.id()})).await.refused(422, "wrong_shape");
        assert_eq!(subscriptions(app).await, 0);
    }

    async fn push_06_a_name_that_points_into_the_house_is_not_reached(app) {
        let service = PushService::start();
        let mut strict = settings();
        strict.push.allow_loopback = false;
        strict.push.further_hosts = vec!["localhost".into()];
        let sender = Sender::new(&strict, PUSH_KEY).unwrap();
        assert_eq!(sender.push.post("https://localhost/push/x", app.clock.now()).await, notify::push::Posted::Failed);
        assert_eq!(sender.push.post(&service.endpoint("x"), app.clock.now()).await, notify::push::Posted::Gone);
        assert!(service.take().is_empty());
        service.stop().await;
    }

    async fn push_07_a_hostile_push_service_is_cut_short_and_tried_later(app) {
        let service = PushService::start();
        for (name, how) in [("flood", Behaviour::Flood), ("drip", Behaviour::Drip), ("redirect", Behaviour::Redirect)] {
            service.behave(name, how);
        }
        let began = std::time::Instant::now();
        let now = app.clock.now();
        let flood = app.sender.push.post(&service.endpoint("flood"), now).await;
        assert_eq!(flood, notify::push::Posted::Accepted);
        assert!(began.elapsed().as_secs() < 5);
        assert!(service.flooded() < 64 * 1024 * 1024, "{} bytes were sent", service.flooded());
        app.sender.push.post(&service.endpoint("drip"), now).await;
        assert!(began.elapsed().as_secs() < 15);
        assert_eq!(app.sender.push.post(&service.endpoint("redirect"), now).await, notify::push::Posted::Failed);
        assert!(service.take().iter().all(|p| !p.path.ends_with("elsewhere")));
        service.stop().await;
    }

    async fn push_07_a_push_that_fails_is_tried_at_growing_distances_and_given_up(app) {
        let service = PushService::start();
        pushed_staff(app, &service, app.cast.sam, "sam").await;
        service.behave("sam", Behaviour::Fail);
        tell(app, To::Staff(app.cast.sam), Happening::Task, None).await;
        for wait in [0, MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR] {
            app.clock.advance(wait - if wait > 0 { SECOND } else { 0 });
            if wait > 0 {
                dispatch(app).await;
                assert!(service.take().is_empty(), "too soon, before {wait}");
                app.clock.advance(SECOND);
            }
            assert_eq!(dispatch(app).await, 0);
            assert_eq!(service.take().len(), 1, "after {wait}");
        }
        app.clock.advance(DAY);
        dispatch(app).await;
        assert!(service.take().is_empty());
        assert_eq!(outcomes(app, "expired").await, 1);
        service.stop().await;
    }

    async fn a_phone_that_failed_is_tried_again_alone(app) {
        let service = PushService::start();
        let first = pushed_child(app, &service, app.cast.amara, "first").await;
        pushed_child(app, &service, app.cast.amara, "second").await;
        service.behave("second", Behaviour::Fail);
        tell(app, To::Child(first.child), Happening::Message, None).await;
        assert_eq!(dispatch(app).await, 1);
        assert_eq!(service.take().len(), 2);
        service.behave("second", Behaviour::Accept);
        app.clock.advance(MINUTE);
        assert_eq!(dispatch(app).await, 1);
        assert_eq!(service.take().iter().map(|p| p.path.clone()).collect::<Vec<_>>(), ["/push/second"]);
        service.stop().await;
    }

    async fn push_08_a_phone_that_is_gone_is_forgotten_and_the_others_kept(app) {
        let service = PushService::start();
        for (name, how) in [("one", Behaviour::Gone), ("two", Behaviour::NotFound), ("three", Behaviour::Accept), ("four", Behaviour::Fail)] {
            pushed_child(app, &service, app.cast.amara, name).await;
            service.behave(name, how);
        }
        tell(app, To::Child(app.cast.amara), Happening::Answered, None).await;
        assert_eq!(dispatch(app).await, 1);
        assert_eq!(subscriptions(app).await, 2);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM push_subscriptions WHERE endpoint LIKE '%/push/three'").await, 1);
        app.outbox_may_hold(1);
        service.stop().await;
    }

    async fn push_09_an_ended_allocation_is_not_pushed(app) {
        let service = PushService::start();
        pushed_staff(app, &service, app.cast.sam, "sam").await;
        pushed_staff(app, &service, app.cast.stan, "stan").await;
        let about = thread(app, app.cast.amara, Post::SocialWorker).await;
        tell(app, To::Staff(app.cast.stan), Happening::Message, Some(about)).await;
        tell(app, To::Staff(app.cast.sam), Happening::Message, Some(about)).await;
        assert_eq!(dispatch(app).await, 1);
        assert_eq!(outcomes(app, "not_wanted").await, 1);
        tell(app, To::Staff(app.cast.sam), Happening::Message, Some(about)).await;
        app.execute(&format!("UPDATE allocations SET access_until = {}", app.clock.now().ms())).await;
        assert_eq!(dispatch(app).await, 0);
        assert_eq!(outcomes(app, "not_wanted").await, 2);
        service.stop().await;
    }

    async fn push_09_a_revoked_phone_a_signed_out_one_and_somebody_who_left_are_not_pushed(app) {
        let service = PushService::start();
        for (name, child) in [("amara", app.cast.amara), ("bilal", app.cast.bilal), ("chidi", app.cast.chidi)] {
            pushed_child(app, &service, child, name).await;
            tell(app, To::Child(child), Happening::Message, None).await;
        }
        for (name, staff) in [("sam", app.cast.sam), ("otis", app.cast.otis), ("ivy", app.cast.ivy)] {
            pushed_staff(app, &service, staff, name).await;
            tell(app, To::Staff(staff), Happening::Task, None).await;
        }
        let now = app.clock.now().ms();
        let revoke = format!("UPDATE device_accounts SET revoked_at = {now}, revoke_reason = 'lost'");
        app.execute(&format!("{revoke} WHERE id IN (SELECT account_id FROM push_subscriptions WHERE endpoint LIKE '%amara')")).await;
        let end = format!("UPDATE sessions SET ended_at = {now} WHERE id IN (SELECT session_id FROM push_subscriptions WHERE endpoint");
        app.execute(&format!("{end} LIKE '%bilal')")).await;
        app.execute(&format!("{end} LIKE '%sam')")).await;
        app.execute(&format!("UPDATE staff SET disabled_at = {now} WHERE code = 'OTIS'")).await;
        assert_eq!(dispatch(app).await, 2);
        let mut reached: Vec<_> = service.take().into_iter().map(|p| p.path).collect();
        reached.sort();
        assert_eq!(reached, ["/push/chidi", "/push/ivy"]);
        notify::forget_old(&app.store).await.unwrap();
        assert_eq!(subscriptions(app).await, 4);
        service.stop().await;
    }

    async fn a_child_whose_messages_were_stopped_is_not_pushed(app) {
        let service = PushService::start();
        pushed_child(app, &service, app.cast.amara, "amara").await;
        tell(app, To::Child(app.cast.amara), Happening::Message, None).await;
        app.execute(&format!("UPDATE children SET messages_stopped_at = {}", app.clock.now().ms())).await;
        assert_eq!(dispatch(app).await, 0);
        assert!(service.take().is_empty());
        service.stop().await;
    }

    async fn push_11_an_address_belongs_to_whoever_gave_it_last(app) {
        let service = PushService::start();
        pushed_child(app, &service, app.cast.amara, "shared").await;
        let chidi = pushed_child(app, &service, app.cast.chidi, "shared").await;
        assert_eq!(subscriptions(app).await, 1);
        tell(app, To::Child(app.cast.amara), Happening::Message, None).await;
        tell(app, To::Child(app.cast.chidi), Happening::Message, None).await;
        assert_eq!(dispatch(app).await, 1);
        let amara = app.phone(app.cast.amara).await;
        let shared = json!({"endpoint": service.endpoint("shared")});
        amara.with_body(reqwest::Method::DELETE, "/v1/child/push", &shared).await.ok(204);
        assert_eq!(subscriptions(app).await, 1);
        chidi.with_body(reqwest::Method::DELETE, "/v1/child/push", &shared).await.ok(204);
        assert_eq!(subscriptions(app).await, 0);
        service.stop().await;
    }

    async fn a_phone_that_nobody_confirmed_may_not_choose(app) {
        let phone = app.unconfirmed_phone(app.cast.amara).await;
        let choices = json!({"language": "en", "push": true, "push_text": 1, "quiet_from": 21, "quiet_until": 7});
        phone.put("/v1/child/choices", choices).await.not_there();
        phone.put("/v1/child/push", json!({"endpoint": "https://web.push.apple.com/x"})).await.not_there();
    }

    async fn a_choice_outside_the_list_is_refused_by_its_field(app) {
        let browser = app.browser(app.cast.sam).await;
        assert_eq!(browser.get("/v1/staff/choices").await.ok(200)["push"], true);
        let choices = |text: i64, from: i64| json!({"language": "en", "push": true, "push_text": text, "quiet_from": from, "quiet_until": 7});
        browser.put("/v1/staff/choices", choices(4, 21)).await.refused(422, "push_text_unknown");
        browser.put("/v1/staff/choices", choices(1, 24)).await.refused(422, "hour_unknown");
        browser.put("/v1/staff/choices", choices(3, 18)).await.ok(200);
        assert_eq!(browser.get("/v1/staff/choices").await.ok(200)["quiet_from"], 18);
    }

    async fn every_choice_is_in_the_audit_and_no_change_is_not(app) {
        let phone = app.phone(app.cast.amara).await;
        let sql = "SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'choose_own' AND decision = 'allowed'";
        let choices = json!({"language": "ti", "push": false, "push_text": 1, "quiet_from": 20, "quiet_until": 7});
        phone.put("/v1/child/choices", choices.clone()).await.ok(200);
        phone.put("/v1/child/choices", choices).await.ok(200);
        assert_eq!(app.count(sql).await, 1);
    }

    async fn help_and_the_councils_numbers_need_no_sign_in(app) {
        let help = app.stranger().get("/v1/help").await.ok(200);
        let languages = help["languages"].as_array().unwrap();
        assert_eq!(languages.len(), 8);
        for language in languages {
            let numbers: Vec<_> = language["lines"].as_array().unwrap().iter().filter_map(|l| l["number"].as_str()).collect();
            assert!(["999", "0800 1111", "023 8023 3344"].iter().all(|n| numbers.contains(n)), "{language}");
        }
        let council = app.stranger().get("/v1/council").await.ok(200);
        assert_eq!((council["name"].as_str(), council["advocacy"]["name"].as_str()), (Some("Testshire"), Some("NYAS")));
    }

    async fn push_12_staff_get_one_e_mail_in_the_morning_that_says_nothing(app) {
        let folder = tempfile::tempdir().unwrap();
        let mut with_mail = settings();
        with_mail.mail.folder = Some(folder.path().to_owned());
        with_mail.mail.from = "Sayso <sayso@example.test>".into();
        let sender = Sender::new(&with_mail, PUSH_KEY).unwrap();
        let holidays = BankHolidays::new([], "2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        let task = sayso::people::tasks::NewTask {
            kind: sayso::people::tasks::TaskKind::NotRight, child: Some(app.cast.amara), post: None,
            staff: Some(app.cast.sam), team: None, subject: None, natural_key: "a".into(),
        };
        app.store.upkeep(move |tx| sayso::people::tasks::make(tx, task)).await.unwrap();
        app.clock.advance(DAY - 90 * MINUTE - SECOND);
        assert_eq!(notify::write_morning_letters(&app.store, &holidays).await.unwrap(), 0, "before half past eight");
        app.clock.advance(SECOND);
        assert_eq!(notify::write_morning_letters(&app.store, &holidays).await.unwrap(), 1);
        assert_eq!(notify::write_morning_letters(&app.store, &holidays).await.unwrap(), 0, "once a day");
        assert_eq!(notify::dispatch(&app.store, &sender).await.unwrap(), 1);
        app.clock.advance(3 * DAY);
        assert_eq!(notify::write_morning_letters(&app.store, &holidays).await.unwrap(), 0, "a Saturday");
        let mails: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| std::fs::read_to_string(f.unwrap().path()).unwrap()).collect();
        assert_eq!(mails.len(), 1);
        let (head, body) = mails[0].split_once("\r\n\r\n").unwrap();
        assert!(head.contains("To: sam@example.test") && head.contains("Subject: You have an item in the Sayso inbox"), "{head}");
        assert_eq!(body.replace("\r\n", "\n").trim(), notify::mail::TEXT.trim());
        assert!(!mails[0].contains("Amara") && !body.contains("http") && !head.contains("Sam Okafor"));
    }
}
