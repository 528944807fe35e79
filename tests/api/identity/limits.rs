//! Limits on tries: kept in the database, closed when it fails, wide for a network.

use std::net::Ipv4Addr;
use std::sync::Arc;

use sayso::identity::actions::staff::sign_in_staff;
use sayso::identity::actions::unlock::unlock_phone;
use sayso::identity::token::Token;
use sayso::kernel::text::Secret;
use sayso::store::{Store, Vault};
use sayso::wire::Network;
use zeroize::Zeroizing;

use super::*;

on_both! {
    async fn a_password_may_be_tried_six_times_in_a_quarter_of_an_hour(app) {
        give_password(app, app.cast.sam).await;
        give_password(app, app.cast.maya).await;
        for _ in 0..6 {
            sign_in(app, "sam", "not this one").await.refused(401, "wrong_password");
        }
        let reply = sign_in(app, "Sam", PASSWORD).await.refused(429, "wait");
        assert_eq!(reply.json["wait_s"], json!(15 * 60));
        assert_eq!(reply.header("retry-after"), "900");
        sign_in(app, "maya", PASSWORD).await.ok(200);
        app.clock.advance(15 * MINUTE);
        sign_in(app, "sam", PASSWORD).await.ok(200);
        // Coming in forgets the tries before.
        for _ in 0..3 {
            for _ in 0..4 {
                sign_in(app, "sam", "not this one").await.refused(401, "wrong_password");
            }
            sign_in(app, "sam", PASSWORD).await.ok(200);
        }
        // The name is not kept: people type passwords into its field.
        sign_in(app, "hunter2hunter2", "x").await.refused(401, "wrong_password");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM try_counters WHERE key LIKE '%hunter%'").await, 0);
    }

    // RATE-02
    async fn nobody_signs_in_when_tries_cannot_be_counted(app) {
        give_password(app, app.cast.sam).await;
        let sam = app.browser(app.cast.sam).await;
        let (_, code) = invite(app, &sam, app.cast.amara, "screen", "first").await;
        app.execute("ALTER TABLE try_counters RENAME TO broken").await;
        assert!(sign_in(app, "sam", PASSWORD).await.status >= 500);
        assert!(app.stranger().post("/v1/enrolments", enrolment(&code, "fox")).await.status >= 500);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM device_accounts").await, 0);
        app.execute("ALTER TABLE broken RENAME TO try_counters").await;
        sign_in(app, "sam", PASSWORD).await.ok(200);
    }

    // RATE-09
    async fn a_whole_home_and_a_whole_council_behind_one_address_are_not_blocked(app) {
        for (name, who) in app.cast.all_staff() {
            give_password(app, who).await;
            for _ in 0..5 {
                sign_in(app, name.to_uppercase().as_str(), "not this one").await;
            }
            let sign_in_name = app.count(&format!("SELECT COUNT(*) AS n FROM staff WHERE sign_in_name = '{name}'")).await;
            if sign_in_name == 1 {
                sign_in(app, name, PASSWORD).await.ok(200);
            }
        }
        let sam = app.browser(app.cast.sam).await;
        for n in 0..60 {
            let child = if n % 2 == 0 { app.cast.amara } else { app.cast.chidi };
            // Each mistypes twice, once so that no invitation has that code.
            app.stranger().post("/v1/enrolments/check", json!({"code": "000-0000000"})).await.refused(422, "invitation_not_valid");
            app.stranger().post("/v1/enrolments/check", json!({"code": "hello"})).await.refused(422, "invitation_not_valid");
            let (_, code) = invite(app, &sam, child, "paper", "second_device").await;
            app.stranger().post("/v1/enrolments/check", json!({"code": code})).await.ok(204);
        }
        let (phone, _) = bring_in(app, &sam, app.cast.amara).await;
        for _ in 0..5 {
            unlock(&phone, "805146").await.refused(401, "wrong_pin");
        }
        unlock(&phone, PIN).await.refused(429, "wait");
        let (other, _) = bring_in(app, &sam, app.cast.chidi).await;
        unlock(&other, PIN).await.ok(200);
    }

    async fn a_network_that_tries_hundreds_of_codes_of_nobody_waits(app) {
        let sam = app.browser(app.cast.sam).await;
        let (_, code) = invite(app, &sam, app.cast.amara, "paper", "first").await;
        let unknown = if code.starts_with("000") { "111-0000000" } else { "000-0000000" };
        for _ in 0..200 {
            app.stranger().post("/v1/enrolments/check", json!({"code": unknown})).await.refused(422, "invitation_not_valid");
        }
        app.stranger().post("/v1/enrolments/check", json!({"code": unknown})).await.refused(429, "wait");
        app.stranger().post("/v1/enrolments/check", json!({"code": code})).await.refused(429, "wait");
        app.clock.advance(15 * MINUTE);
        app.stranger().post("/v1/enrolments/check", json!({"code": code})).await.ok(204);
    }

    // RATE-01, AUTHN-10
    async fn the_limits_hold_on_a_second_server_and_after_a_restart(app) {
        give_password(app, app.cast.sam).await;
        let sam = app.browser(app.cast.sam).await;
        let (phone, _) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let (_, code) = invite(app, &sam, app.cast.chidi, "paper", "first").await;
        let wrong_code = format!("{}-0000000", &code[..3]);
        for _ in 0..10 {
            app.stranger().post("/v1/enrolments/check", json!({"code": wrong_code})).await.refused(422, "invitation_not_valid");
        }
        for _ in 0..5 {
            unlock(&phone, "805146").await.refused(401, "wrong_pin");
        }
        for _ in 0..6 {
            sign_in(app, "sam", "not this one").await.refused(401, "wrong_password");
        }
        // A second server: on PostgreSQL beside the first, on SQLite on a copy of its file, as after a restart.
        let copy = tempfile::tempdir().unwrap();
        let url = match app.store.notify_url() {
            Some(url) => url.to_owned(),
            None => {
                let file = copy.path().join("sayso.db");
                app.store.copy_to(&file).unwrap();
                file.to_string_lossy().into_owned()
            }
        };
        let vault = Vault::new(vec![Zeroizing::new([7; 32])], Zeroizing::new([9; 32])).unwrap();
        let other = Store::open(&url, app.clock.clone(), vault, Arc::new(council())).unwrap();
        let network = Network::of(Ipv4Addr::LOCALHOST.into());
        let secret = |text: &str| Secret::new(text.to_owned());
        let refused = |fault: sayso::store::Fault| match fault {
            sayso::store::Fault::Refused(refusal) => refusal.code,
            other => panic!("{other:?}"),
        };
        let device = phone.cookies.iter().find(|(n, _)| n == "__Host-device").and_then(|(_, v)| Token::parse(v));
        assert_eq!(unlock_phone(&other, device, None, &secret(PIN)).await.map(|_| ()).map_err(refused), Err("wait"));
        assert_eq!(sign_in_staff(&other, network, "sam", &secret(PASSWORD)).await.map(|_| ()).map_err(refused), Err("wait"));
        let code = sayso::identity::actions::check_invitation(&other, network, &secret(&code)).await;
        assert_eq!(code.map_err(refused), Err("invitation_not_valid"));
    }
}
