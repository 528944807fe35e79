//! Sessions: new at every sign-in, kept as a hash, over on time.

use super::*;

/// The value of a caller's cookie.
fn value(caller: &Caller, name: &str) -> String {
    caller.cookies.iter().find(|(n, _)| n == name).unwrap().1.clone()
}

on_both! {
    // SESS-02
    async fn every_unlock_gives_a_new_token_and_the_old_one_is_dead(app) {
        let sam = app.browser(app.cast.sam).await;
        let (mut phone, _) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let old = phone.cookies.clone();
        let reply = unlock(&phone, PIN).await.ok(200);
        phone.keep_cookies(&reply);
        assert_ne!(value(&phone, "__Host-child"), old.iter().find(|(n, _)| n == "__Host-child").unwrap().1);
        phone.get("/v1/child/session").await.ok(200);
        let mut before = app.stranger();
        before.cookies = old;
        before.get("/v1/child/session").await.refused(401, "sign_in");
    }

    // SESS-02
    async fn a_changed_role_ends_the_sessions_of_that_person(app) {
        let sys = app.browser(app.cast.sys).await;
        let stan = app.browser(app.cast.stan).await;
        let account = |role: &str| json!({"code": "STAN", "name": "Stan Lowe", "role": role, "team": "CP2", "email": null, "sign_in_name": "stan"});
        sys.put(&format!("/v1/staff/accounts/{}", app.cast.stan), account("social_worker")).await.ok(200);
        stan.get("/v1/staff/session").await.ok(200);
        sys.put(&format!("/v1/staff/accounts/{}", app.cast.stan), account("personal_adviser")).await.ok(200);
        stan.get("/v1/staff/session").await.refused(401, "sign_in");
        // A role that an import changed ends them as well.
        let otis = app.browser(app.cast.otis).await;
        app.execute("UPDATE staff SET role = 'team_manager' WHERE code = 'OTIS'").await;
        otis.get("/v1/staff/session").await.refused(401, "sign_in");
    }

    // SESS-03
    async fn what_the_database_keeps_of_a_token_signs_nobody_in(app) {
        let phone = app.phone(app.cast.amara).await;
        let token = value(&phone, "__Host-child");
        let sql = match app.backend {
            Backend::Sqlite => "SELECT COUNT(*) AS n FROM sessions WHERE length(token_hash) = 32",
            Backend::Postgres => "SELECT COUNT(*) AS n FROM sessions WHERE octet_length(token_hash) = 32",
        };
        assert_eq!(app.count(sql).await, 1);
        if let Backend::Sqlite = app.backend {
            let copy = tempfile::tempdir().unwrap();
            app.store.copy_to(&copy.path().join("copy.db")).unwrap();
            let dump = std::fs::read(copy.path().join("copy.db")).unwrap();
            assert!(!dump.windows(token.len()).any(|w| w == token.as_bytes()));
        }
        let hash = sayso::identity::token::Token::parse(&token).unwrap().hash().to_vec();
        let mut thief = app.stranger();
        thief.cookies = vec![("__Host-child".into(), base64(&hash))];
        thief.get("/v1/child/session").await.refused(401, "sign_in");
        for wrong in ["", "x", &token[1..], &format!("{token}A"), &token.replace(&token[..1], if token.starts_with('A') { "B" } else { "A" })] {
            thief.cookies = vec![("__Host-child".into(), wrong.to_owned())];
            thief.get("/v1/child/session").await.refused(401, "sign_in");
        }
    }

    // SESS-05
    async fn idle_and_total_limits_hold_to_the_second_for_every_role(app) {
        let cast = app.cast;
        let limits = [
            (cast.sam, 30, 10), (cast.ivy, 30, 10), (cast.pat, 30, 10), (cast.paz, 30, 10), (cast.maya, 15, 10), (cast.iris, 15, 10),
            (cast.bea, 15, 10), (cast.fin, 15, 10), (cast.sys, 10, 4),
        ];
        for (who, idle_minutes, total_hours) in limits {
            give_password(app, who).await;
            let name = app.browser(who).await.get("/v1/staff/session").await.ok(200).json["name"].as_str().unwrap().split(' ').next().unwrap().to_lowercase();
            let mut browser = app.stranger();
            let reply = sign_in(app, &name, PASSWORD).await.ok(200);
            browser.keep_cookies(&reply);
            let began = app.clock.now();
            app.clock.advance(idle_minutes * MINUTE - SECOND);
            browser.get("/v1/staff/session").await.ok(200);
            app.clock.advance(idle_minutes * MINUTE + SECOND);
            browser.get("/v1/staff/session").await.refused(401, "sign_in");
            app.clock.move_to(began);
            // Kept in use, until the end.
            let reply = sign_in(app, &name, PASSWORD).await.ok(200);
            browser.keep_cookies(&reply);
            let end = app.clock.now().plus(total_hours * HOUR);
            app.execute(&format!("UPDATE sessions SET last_seen_at = {}", end.plus(-2 * SECOND).ms())).await;
            app.clock.move_to(end.plus(-SECOND));
            browser.get("/v1/staff/session").await.ok(200);
            app.clock.move_to(end.plus(SECOND));
            browser.get("/v1/staff/session").await.refused(401, "sign_in");
        }
    }

    // SESS-05
    async fn a_childs_session_ends_after_five_idle_minutes_and_twelve_hours(app) {
        let sam = app.browser(app.cast.sam).await;
        let (mut phone, _) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        app.clock.advance(5 * MINUTE - SECOND);
        phone.get("/v1/child/session").await.ok(200);
        app.clock.advance(5 * MINUTE + SECOND);
        phone.get("/v1/child/session").await.refused(401, "sign_in");
        let reply = unlock(&phone, PIN).await.ok(200);
        phone.keep_cookies(&reply);
        for _ in 0..(12 * 60 / 4 - 1) {
            app.clock.advance(4 * MINUTE);
            phone.get("/v1/child/session").await.ok(200);
        }
        app.clock.advance(4 * MINUTE - SECOND);
        phone.get("/v1/child/session").await.ok(200);
        app.clock.advance(2 * SECOND);
        phone.get("/v1/child/session").await.refused(401, "sign_in");
    }

    // SESS-09
    async fn a_hidden_page_is_locked_by_the_server_after_a_minute(app) {
        let sam = app.browser(app.cast.sam).await;
        let (mut phone, _) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let hidden = |yes: bool| json!({"hidden": yes});
        phone.post("/v1/child/session/hidden", hidden(true)).await.ok(204);
        app.clock.advance(59 * SECOND);
        phone.post("/v1/child/session/hidden", hidden(false)).await.ok(204);
        app.clock.advance(2 * MINUTE);
        phone.get("/v1/child/session").await.ok(200);
        phone.post("/v1/child/session/hidden", hidden(true)).await.ok(204);
        app.clock.advance(30 * SECOND);
        // What waits is still sent, and saying it again does not begin the minute again.
        phone.get("/v1/child/session").await.ok(200);
        phone.post("/v1/child/session/hidden", hidden(true)).await.ok(204);
        app.clock.advance(31 * SECOND);
        phone.get("/v1/child/session").await.refused(401, "sign_in");
        phone.post("/v1/child/session/hidden", hidden(false)).await.refused(401, "sign_in");
        let reply = unlock(&phone, PIN).await.ok(200);
        phone.keep_cookies(&reply);
        phone.put("/v1/child/lock", json!({"lock_after_s": 301})).await.refused(422, "lock_out_of_range");
        phone.put("/v1/child/lock", json!({"lock_after_s": 0})).await.ok(204);
        phone.post("/v1/child/session/hidden", hidden(true)).await.ok(204);
        phone.get("/v1/child/session").await.refused(401, "sign_in");
    }

    async fn signing_out_ends_the_session_and_takes_the_cookie_back(app) {
        let mut phone = app.phone(app.cast.amara).await;
        let reply = phone.delete("/v1/child/session").await.ok(204);
        assert_eq!(reply.header("clear-site-data"), "\"cache\"");
        phone.get("/v1/child/session").await.refused(401, "sign_in");
        phone.keep_cookies(&reply);
        assert!(phone.cookies.iter().all(|(n, _)| n != "__Host-child"));
        let mut sam = app.browser(app.cast.sam).await;
        let reply = sam.delete("/v1/staff/session").await.ok(204);
        sam.get("/v1/staff/session").await.refused(401, "sign_in");
        sam.keep_cookies(&reply);
        assert!(sam.cookies.is_empty());
    }

    // SESS-11
    async fn one_session_too_many_ends_the_oldest(app) {
        give_password(app, app.cast.maya).await;
        let mut browsers = Vec::new();
        for _ in 0..3 {
            let mut browser = app.stranger();
            let reply = sign_in(app, "Maya", PASSWORD).await.ok(200);
            browser.keep_cookies(&reply);
            browsers.push(browser);
            app.clock.advance(SECOND);
        }
        browsers[0].get("/v1/staff/session").await.refused(401, "sign_in");
        browsers[1].get("/v1/staff/session").await.ok(200);
        browsers[2].get("/v1/staff/session").await.ok(200);
        let sam = app.browser(app.cast.sam).await;
        let mut phones = Vec::new();
        for _ in 0..4 {
            phones.push(bring_in(app, &sam, app.cast.amara).await.0);
            app.clock.advance(SECOND);
        }
        phones[0].get("/v1/child/session").await.refused(401, "sign_in");
        for phone in &phones[1..] {
            phone.get("/v1/child/session").await.ok(200);
        }
        unlock(&phones[0], PIN).await.ok(200);
    }

    async fn the_last_use_is_written_at_most_every_thirty_seconds(app) {
        let phone = app.phone(app.cast.amara).await;
        let sql = "SELECT last_seen_at AS n FROM sessions";
        let at = app.count(sql).await;
        app.clock.advance(29 * SECOND);
        phone.get("/v1/child/session").await.ok(200);
        assert_eq!(app.count(sql).await, at);
        app.clock.advance(SECOND);
        phone.get("/v1/child/session").await.ok(200);
        assert_eq!(app.count(sql).await, at + 30 * SECOND);
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}
