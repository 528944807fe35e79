//! Staff: names, passwords, accounts, the first administrator.

use sayso::identity::actions::first_administrator_link;

use super::*;

/// The token of a link.
fn token(link: &str) -> String {
    link.rsplit_once('=').unwrap().1.to_owned()
}

/// Empties the council of everybody who could administer it.
async fn without_administrator(app: &TestApp) {
    app.execute("UPDATE staff SET disabled_at = 1 WHERE role = 'system_administrator'").await;
}

on_both! {
    async fn a_member_of_staff_sets_a_password_by_a_link_and_signs_in(app) {
        let sys = app.browser(app.cast.sys).await;
        let path = format!("/v1/staff/accounts/{}/password-link", app.cast.maya);
        let first = sys.post(&path, json!({})).await.ok(201).json;
        let second = sys.post(&path, json!({})).await.ok(201).json;
        let set = |link: &Value, password: &str| json!({"token": token(link["link"].as_str().unwrap()), "password": password});
        let stranger = app.stranger();
        stranger.post("/v1/staff/password", set(&first, PASSWORD)).await.refused(422, "link_not_valid");
        stranger.post("/v1/staff/password", set(&second, "short")).await.refused(422, "password_too_short");
        stranger.post("/v1/staff/password", set(&second, "MayaTestshire2026")).await.refused(422, "password_too_easy");
        stranger.post("/v1/staff/password", set(&second, PASSWORD)).await.ok(204);
        stranger.post("/v1/staff/password", set(&second, PASSWORD)).await.refused(422, "link_not_valid");
        let reply = sign_in(app, " MAYA ", PASSWORD).await.ok(200);
        assert!(cookie(&reply, "__Host-staff").contains("; SameSite=Lax"));
        assert_eq!(reply.json["role_words"], "Team manager");
        assert_eq!(reply.json["manages"], json!([{"team": "CP1", "name": "Team CP1"}]));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'sign_in' AND actor_kind = 'staff'").await, 1);
        let verifiers = "SELECT COUNT(*) AS n FROM staff_passwords WHERE hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'";
        assert_eq!(app.count(verifiers).await, 1);
    }

    async fn a_password_link_is_over_after_a_day_and_a_new_password_ends_the_sessions(app) {
        give_password(app, app.cast.sam).await;
        let sam = app.browser(app.cast.sam).await;
        let sys = app.browser(app.cast.sys).await;
        let link = sys.post(&format!("/v1/staff/accounts/{}/password-link", app.cast.sam), json!({})).await.ok(201).json;
        let body = json!({"token": token(link["link"].as_str().unwrap()), "password": "harbour violin 88 mango"});
        app.clock.advance(24 * HOUR + SECOND);
        app.stranger().post("/v1/staff/password", body).await.refused(422, "link_not_valid");
        app.keep_awake().await;
        sam.get("/v1/staff/session").await.ok(200);
        give_password(app, app.cast.sam).await;
        sam.get("/v1/staff/session").await.refused(401, "sign_in");
    }

    // AUTHN-21
    async fn an_unknown_name_a_wrong_password_and_a_disabled_account_read_the_same(app) {
        give_password(app, app.cast.otis).await;
        give_password(app, app.cast.maya).await;
        app.execute("UPDATE staff SET disabled_at = 1 WHERE code = 'OTIS'").await;
        let mut bodies = Vec::new();
        for (name, password) in [("nobody", PASSWORD), ("maya", "wrong password"), ("otis", PASSWORD), ("stan", PASSWORD)] {
            bodies.push(sign_in(app, name, password).await.refused(401, "wrong_password").body);
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1);
    }

    // SESS-08
    async fn a_disabled_account_is_out_with_the_next_call(app) {
        let sys = app.browser(app.cast.sys).await;
        let sam = app.browser(app.cast.sam).await;
        sys.post(&format!("/v1/staff/accounts/{}/disable", app.cast.sam), json!({})).await.ok(204);
        sam.get("/v1/staff/session").await.refused(401, "sign_in");
        sys.post(&format!("/v1/staff/accounts/{}/disable", app.cast.sys), json!({})).await.refused(409, "own_account");
        sys.get("/v1/staff/session").await.ok(200);
        sys.post(&format!("/v1/staff/accounts/{}/password-link", app.cast.sam), json!({})).await.refused(409, "account_cannot_sign_in");
    }

    async fn only_a_system_administrator_manages_accounts(app) {
        let path = format!("/v1/staff/accounts/{}", app.cast.stan);
        let account = json!({"code": "STAN", "name": "Stan Lowe", "role": "system_administrator", "team": null, "email": null, "sign_in_name": "stan"});
        for (name, who) in app.cast.all_staff() {
            let browser = app.browser(who).await;
            if name == "sys" {
                continue;
            }
            browser.get("/v1/staff/accounts").await.not_there();
            browser.put(&path, account.clone()).await.not_there();
            browser.post(&format!("{path}/password-link"), json!({})).await.not_there();
            browser.post(&format!("{path}/disable"), json!({})).await.not_there();
        }
        let sys = app.browser(app.cast.sys).await;
        let list = sys.get("/v1/staff/accounts").await.ok(200).json;
        assert_eq!(list["items"].as_array().unwrap().len(), 18);
        let own = json!({"code": "SYS", "name": "Sys Admin", "role": "team_manager", "team": null, "email": null, "sign_in_name": "sys"});
        sys.put(&format!("/v1/staff/accounts/{}", app.cast.sys), own).await.refused(409, "own_role");
        let new = app.id();
        let made = json!({"code": "NEW", "name": "Nia New", "role": "social_worker", "team": "CP1", "email": null, "sign_in_name": "Nia.New"});
        let reply = sys.put(&format!("/v1/staff/accounts/{new}"), made).await.ok(200).json;
        assert_eq!((&reply["sign_in_name"], &reply["team"], &reply["has_password"]), (&json!("nia.new"), &json!("CP1"), &json!(false)));
    }

    // AUTHN-24
    async fn nobody_can_sign_in_to_a_fresh_council_and_the_first_administrators_link_works_once(app) {
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM staff_passwords").await, 0);
        for (name, password) in [("admin", "admin"), ("sys", ""), ("sys", "password"), ("", "")] {
            assert_ne!(sign_in(app, name, password).await.status, 200);
        }
        without_administrator(app).await;
        let link = first_administrator_link(&app.store, "https://sayso.test", false).await.unwrap().unwrap();
        assert!(link.link.reveal().starts_with("https://sayso.test/desk#first="));
        assert!(first_administrator_link(&app.store, "", false).await.unwrap().is_none(), "a server that starts again prints none");
        let body = |password: &str| json!({"token": token(link.link.reveal()), "name": "Ada", "sign_in_name": "ada", "password": password});
        app.stranger().post("/v1/staff/first-administrator", body("password1234")).await.refused(422, "password_too_easy");
        app.stranger().post("/v1/staff/first-administrator", body(PASSWORD)).await.ok(201);
        app.stranger().post("/v1/staff/first-administrator", body(PASSWORD)).await.refused(422, "link_not_valid");
        assert_eq!(sign_in(app, "ada", PASSWORD).await.ok(200).json["role"], "system_administrator");
        assert!(first_administrator_link(&app.store, "", true).await.unwrap().is_none(), "there is one now");
    }

    // AUTHN-24
    async fn the_first_administrators_link_is_dead_after_half_an_hour(app) {
        without_administrator(app).await;
        let link = first_administrator_link(&app.store, "", false).await.unwrap().unwrap();
        let body = json!({"token": token(link.link.reveal()), "name": "Ada", "sign_in_name": "ada", "password": PASSWORD});
        app.clock.advance(30 * MINUTE + SECOND);
        app.stranger().post("/v1/staff/first-administrator", body).await.refused(422, "link_not_valid");
        let again = first_administrator_link(&app.store, "", true).await.unwrap().unwrap();
        let newest = first_administrator_link(&app.store, "", true).await.unwrap().unwrap();
        let body = |l: &str| json!({"token": token(l), "name": "Ada", "sign_in_name": "ada", "password": PASSWORD});
        app.stranger().post("/v1/staff/first-administrator", body(again.link.reveal())).await.refused(422, "link_not_valid");
        app.stranger().post("/v1/staff/first-administrator", body(newest.link.reveal())).await.ok(201);
    }
}
