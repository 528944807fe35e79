//! A phone comes in.

use super::*;

on_both! {
    async fn a_child_comes_in_with_a_code_and_both_screens_show_the_same_three_words(app) {
        let sam = app.browser(app.cast.sam).await;
        let (id, code) = invite(app, &sam, app.cast.amara, "screen", "first").await;
        app.stranger().post("/v1/enrolments/check", json!({"code": code})).await.ok(204);
        let mut phone = app.stranger();
        let typed = format!(" {} ", code.to_lowercase().replace('-', " "));
        let reply = phone.post("/v1/enrolments", enrolment(&typed, "fox")).await.ok(201);
        for (name, same_site) in [("__Host-device", "Strict"), ("__Host-child", "Strict")] {
            let cookie = cookie(&reply, name);
            for part in ["; HttpOnly", "; Secure", "; Path=/", &format!("; SameSite={same_site}")] {
                assert!(cookie.contains(part), "{cookie}");
            }
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
        assert!(cookie(&reply, "__Host-device").contains("Max-Age=15552000"));
        phone.keep_cookies(&reply);
        let me = phone.get("/v1/child/session").await.ok(200).json;
        assert_eq!((&me["known_as"], &me["confirmed"], &me["lock_after_s"]), (&Value::Null, &json!(false), &json!(60)));
        assert_eq!(me["local_key"].as_str().unwrap().len(), 44);
        assert_eq!(me["choices"]["ask_push"], true);
        let seen = invitation(&sam, app.cast.amara, id).await;
        assert_eq!((&seen["state"], &seen["three_words"]), (&json!("used"), &me["three_words"]));
        confirm(&sam, app.cast.amara, account(&reply)).await;
        let me = phone.get("/v1/child/session").await.ok(200).json;
        assert_eq!((&me["known_as"], &me["confirmed"], &me["three_words"]), (&json!("Amara"), &json!(true), &Value::Null));
        assert_eq!(invitation(&sam, app.cast.amara, id).await["confirmed"], true);
    }

    // AUTHN-02
    async fn an_invitation_works_once_even_when_fifty_try_at_once(app) {
        let sam = app.browser(app.cast.sam).await;
        let (_, code) = invite(app, &sam, app.cast.amara, "screen", "first").await;
        let body = enrolment(&code, "fox");
        let tries = (0..50).map(|_| {
            let (phone, body) = (app.stranger(), body.clone());
            async move { phone.post("/v1/enrolments", body).await }
        });
        let replies = futures_util::future::join_all(tries).await;
        assert_eq!(replies.iter().filter(|r| r.status == 201).count(), 1);
        for reply in replies.into_iter().filter(|r| r.status != 201) {
            reply.refused(422, "invitation_not_valid");
        }
        app.stranger().post("/v1/enrolments", body).await.refused(422, "invitation_not_valid");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM device_accounts").await, 1);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM devices").await, 1);
    }

    // AUTHN-03
    async fn an_invitation_ends_after_15_minutes_on_a_screen_and_72_hours_on_paper(app) {
        for (kind, life) in [("screen", 15 * MINUTE), ("paper", 72 * HOUR)] {
            let sam = app.browser(app.cast.sam).await;
            let (id, code) = invite(app, &sam, app.cast.amara, kind, "first").await;
            app.clock.advance(life - SECOND);
            app.stranger().post("/v1/enrolments/check", json!({"code": code})).await.ok(204);
            app.clock.advance(2 * SECOND);
            app.stranger().post("/v1/enrolments", enrolment(&code, "fox")).await.refused(422, "invitation_not_valid");
            app.keep_awake().await;
            assert_eq!(invitation(&sam, app.cast.amara, id).await["state"], "expired");
        }
    }

    // AUTHN-04
    async fn ten_wrong_secrets_burn_an_invitation_and_the_worker_sees_it(app) {
        let sam = app.browser(app.cast.sam).await;
        let (id, code) = invite(app, &sam, app.cast.amara, "paper", "first").await;
        let near = |n: usize| {
            let last = code.chars().last().unwrap();
            let other = "23456789ABCDEF".chars().filter(|c| *c != last).nth(n).unwrap();
            format!("{}{other}", &code[..10])
        };
        for n in 0..10 {
            assert_eq!(invitation(&sam, app.cast.amara, id).await["state"], "open");
            app.stranger().post("/v1/enrolments/check", json!({"code": near(n)})).await.refused(422, "invitation_not_valid");
        }
        app.stranger().post("/v1/enrolments", enrolment(&code, "fox")).await.refused(422, "invitation_not_valid");
        assert_eq!(invitation(&sam, app.cast.amara, id).await["state"], "too_many_tries");
    }

    async fn nine_wrong_secrets_and_then_the_right_one_let_the_phone_in(app) {
        let sam = app.browser(app.cast.sam).await;
        let (_, code) = invite(app, &sam, app.cast.amara, "paper", "first").await;
        let wrong = format!("{}-0000000", &code[..3]);
        for _ in 0..9 {
            app.stranger().post("/v1/enrolments/check", json!({"code": wrong})).await.refused(422, "invitation_not_valid");
        }
        // A right code is not a wrong try, however often it is looked at.
        for _ in 0..3 {
            app.stranger().post("/v1/enrolments/check", json!({"code": code})).await.ok(204);
        }
        app.stranger().post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
    }

    // AUTHN-05
    async fn a_code_stands_nowhere_in_the_database(app) {
        let sam = app.browser(app.cast.sam).await;
        let (_, code) = invite(app, &sam, app.cast.amara, "paper", "first").await;
        let secret = &code[4..];
        let hex: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
        let rows = match app.backend {
            Backend::Sqlite => format!("SELECT COUNT(*) AS n FROM invitations WHERE lower(hex(secret_hash)) LIKE '%{hex}%' OR locator LIKE '%{secret}%'"),
            Backend::Postgres => format!("SELECT COUNT(*) AS n FROM invitations WHERE encode(secret_hash, 'hex') LIKE '%{hex}%' OR locator LIKE '%{secret}%'"),
        };
        assert_eq!(app.count(&rows).await, 0);
        let again = json!({"invitation": app.id(), "kind": "paper", "reason": "first"});
        let first = sam.post(&format!("/v1/staff/children/{}/invitations", app.cast.chidi), again.clone()).await.ok(201);
        let link = first.json["link"].as_str().unwrap();
        assert!(link.contains("/j#") && !link.split('#').next().unwrap().contains(first.json["code"].as_str().unwrap()));
        // The same id again does not show the code again.
        let path = format!("/v1/staff/children/{}/invitations", app.cast.chidi);
        sam.post(&path, again).await.refused(409, "invitation_exists");
    }

    // AUTHN-06
    async fn a_phone_that_nobody_confirmed_reads_nothing_and_changes_nothing(app) {
        let sam = app.browser(app.cast.sam).await;
        let (phone, reply) = bring_in(app, &sam, app.cast.amara).await;
        let account = account(&reply);
        for path in ["/v1/child/devices", "/v1/child/people", "/v1/child/who-looked", "/v1/child/copy"] {
            phone.get(path).await.not_there();
        }
        phone.put("/v1/child/pin", json!({"old_pin": PIN, "new_pin": "805146"})).await.not_there();
        phone.put("/v1/child/lock", json!({"lock_after_s": 0})).await.not_there();
        phone.post(&format!("/v1/child/devices/{account}/revoke"), json!({"reason": "lost"})).await.not_there();
        assert!(!phone.get("/v1/child/session").await.ok(200).text().contains("Amara"));
    }

    // AUTHN-07
    async fn a_worker_without_the_child_neither_invites_nor_confirms_and_it_is_written_down(app) {
        let sam = app.browser(app.cast.sam).await;
        let (_, reply) = bring_in(app, &sam, app.cast.amara).await;
        let (account, amara) = (account(&reply), app.cast.amara);
        for who in [app.cast.otis, app.cast.stan, app.cast.olu, app.cast.fay, app.cast.maya, app.cast.sys, app.cast.bea, app.cast.paz] {
            let other = app.browser(who).await;
            let refused = app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE decision = 'refused'").await;
            let wanted = json!({"invitation": app.id(), "kind": "screen", "reason": "first"});
            other.post(&format!("/v1/staff/children/{amara}/invitations"), wanted).await.not_there();
            other.post(&format!("/v1/staff/children/{amara}/devices/{account}/confirm"), json!({"how": "saw"})).await.not_there();
            let now = app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE decision = 'refused'").await;
            assert_eq!(now - refused, 2);
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM device_accounts WHERE confirmed_at IS NOT NULL").await, 0);
        // The IRO and whoever covers may.
        app.send_away(app.cast.sam, app.cast.cal).await;
        for who in [app.cast.ivy, app.cast.cal] {
            invite(app, &app.browser(who).await, amara, "screen", "first").await;
        }
    }

    async fn a_bad_pin_or_picture_does_not_use_the_invitation_up(app) {
        let sam = app.browser(app.cast.sam).await;
        let (_, code) = invite(app, &sam, app.cast.amara, "screen", "first").await;
        for (pin, refusal) in [("123456", "pin_too_easy"), ("040511", "pin_too_easy"), ("4938", "pin_too_short"), ("amara1", "pin_too_easy")] {
            let body = json!({"code": code, "pin": pin, "picture": "fox"});
            let reply = app.stranger().post("/v1/enrolments", body).await.refused(422, refusal);
            assert_eq!(reply.json["field"], "pin");
        }
        let unknown = json!({"code": code, "pin": PIN, "picture": "tiger"});
        assert!([400, 422].contains(&app.stranger().post("/v1/enrolments", unknown).await.status));
        app.stranger().post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
    }

    async fn an_ended_invitation_does_not_work_and_one_that_is_used_ends_the_others(app) {
        let sam = app.browser(app.cast.sam).await;
        let (ended, code) = invite(app, &sam, app.cast.amara, "paper", "first").await;
        let otis = app.browser(app.cast.otis).await;
        otis.delete(&format!("/v1/staff/invitations/{ended}")).await.not_there();
        sam.delete(&format!("/v1/staff/invitations/{ended}")).await.ok(204);
        sam.delete(&format!("/v1/staff/invitations/{ended}")).await.ok(204);
        app.stranger().post("/v1/enrolments", enrolment(&code, "fox")).await.refused(422, "invitation_not_valid");
        let (letter, _) = invite(app, &sam, app.cast.amara, "paper", "first").await;
        bring_in(app, &sam, app.cast.amara).await;
        assert_eq!(invitation(&sam, app.cast.amara, letter).await["state"], "ended");
    }

    async fn two_children_on_one_phone_have_two_pictures_and_two_pins(app) {
        let sam = app.browser(app.cast.sam).await;
        let (mut phone, amara) = bring_in(app, &sam, app.cast.amara).await;
        app.clock.advance(SECOND);
        let (_, code) = invite(app, &sam, app.cast.chidi, "screen", "first").await;
        phone.post("/v1/enrolments", enrolment(&code, "fox")).await.refused(409, "picture_taken");
        let body = json!({"code": code, "pin": "805146", "picture": "kite"});
        let chidi = phone.post("/v1/enrolments", body).await.ok(201);
        phone.keep_cookies(&chidi);
        let door = phone.get("/v1/device").await.ok(200).json;
        let pictures: Vec<&str> = door["accounts"].as_array().unwrap().iter().map(|a| a["picture"].as_str().unwrap()).collect();
        assert_eq!(pictures, ["fox", "kite"]);
        assert!(!door.to_string().contains("Amara") && !door.to_string().contains("Chidi"));
        unlock(&phone, PIN).await.refused(422, "which_picture");
        let as_who = |reply: &Reply, pin: &str| json!({"account": reply.json["account"], "pin": pin});
        phone.post("/v1/child/session", as_who(&amara, "805146")).await.refused(401, "wrong_pin");
        phone.post("/v1/child/session", as_who(&chidi, PIN)).await.refused(401, "wrong_pin");
        let me = phone.post("/v1/child/session", as_who(&amara, PIN)).await.ok(200).json;
        assert_eq!(me["child"], json!(app.cast.amara.uuid()));
        assert_ne!(me["local_key"], chidi.json["local_key"]);
    }

    async fn a_forgotten_pin_keeps_the_account_and_is_confirmed_anew(app) {
        let sam = app.browser(app.cast.sam).await;
        let (mut phone, account) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let before = phone.get("/v1/child/session").await.ok(200).json;
        let (_, code) = invite(app, &sam, app.cast.amara, "screen", "forgot_pin").await;
        let body = json!({"code": code, "pin": "805146", "picture": "owl"});
        let reply = phone.post("/v1/enrolments", body).await.ok(201);
        assert_eq!(reply.json["account"], json!(account.uuid()));
        assert_eq!(reply.json["local_key"], before["local_key"], "or the words that wait to be sent are lost");
        assert_eq!((&reply.json["confirmed"], &reply.json["known_as"]), (&json!(false), &Value::Null));
        phone.keep_cookies(&reply);
        unlock(&phone, PIN).await.refused(401, "wrong_pin");
        unlock(&phone, "805146").await.ok(200);
    }

    async fn a_new_phone_shuts_the_old_ones_out(app) {
        let sam = app.browser(app.cast.sam).await;
        let (old, old_account) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let (_, code) = invite(app, &sam, app.cast.amara, "screen", "new_phone").await;
        app.stranger().post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
        let reply = old.get("/v1/child/session").await.refused(401, "sign_in");
        assert_eq!(reply.header("clear-site-data"), "\"cache\", \"storage\"");
        let phones = sam.get(&format!("/v1/staff/children/{}/devices", app.cast.amara)).await.ok(200).json;
        let was = phones["items"].as_array().unwrap().iter().find(|p| p["account"] == json!(old_account.uuid())).unwrap();
        assert_eq!(was["revoke_reason"], "new_phone");
        let second = invite(app, &sam, app.cast.amara, "screen", "second_device").await.1;
        app.stranger().post("/v1/enrolments", enrolment(&second, "fox")).await.ok(201);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM device_accounts WHERE revoked_at IS NULL").await, 2);
    }

    // AUTHN-22
    async fn a_third_time_back_in_within_a_week_makes_a_task_for_the_manager(app) {
        let sam = app.browser(app.cast.sam).await;
        let count = "SELECT COUNT(*) AS n FROM tasks WHERE kind = 'often_let_back_in'";
        for (n, tasks) in [(1, 0), (2, 0), (3, 1), (4, 1)] {
            let (_, code) = invite(app, &sam, app.cast.amara, "screen", "forgot_pin").await;
            app.stranger().post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
            assert_eq!(app.count(count).await, tasks, "after {n}");
        }
    }

    async fn a_caseload_is_printed_for_the_children_who_have_no_phone(app) {
        let sam = app.browser(app.cast.sam).await;
        bring_in(app, &sam, app.cast.chidi).await;
        let slips = sam.post("/v1/staff/invitations/caseload", json!({"post": "social_worker"})).await.ok(201).json;
        let items = slips["items"].as_array().unwrap();
        assert_eq!(items.len(), 1);
        assert_eq!((&items[0]["child"], &items[0]["known_as"]), (&json!(app.cast.amara.uuid()), &json!("Amara")));
        assert!(items[0]["qr_svg"].as_str().unwrap().starts_with("<svg"));
        let body = enrolment(items[0]["code"].as_str().unwrap(), "fox");
        app.clock.advance(71 * HOUR);
        app.stranger().post("/v1/enrolments", body).await.ok(201);
        let stan = app.browser(app.cast.stan).await;
        let none = stan.post("/v1/staff/invitations/caseload", json!({"post": "social_worker"})).await.ok(201);
        assert_eq!(none.json["items"], json!([]));
    }
}
