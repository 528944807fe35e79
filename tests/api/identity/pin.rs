//! The PIN.

use super::*;

on_both! {
    // AUTHN-08
    async fn nobody_sets_or_reads_a_pin_for_a_child(app) {
        let sam = app.browser(app.cast.sam).await;
        let (_, account) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let child = app.cast.amara;
        let with_pin = json!({"invitation": app.id(), "kind": "screen", "reason": "first", "pin": "805146"});
        let refused = sam.post(&format!("/v1/staff/children/{child}/invitations"), with_pin).await;
        assert!([400, 422].contains(&refused.status), "{}", refused.text());
        let confirm = format!("/v1/staff/children/{child}/devices/{account}/confirm");
        let refused = sam.post(&confirm, json!({"how": "saw", "pin": "805146"})).await;
        assert!([400, 422].contains(&refused.status), "{}", refused.text());
        sam.put("/v1/child/pin", json!({"old_pin": PIN, "new_pin": "805146"})).await.refused(401, "sign_in");
        for path in [format!("/v1/staff/children/{child}/pin"), format!("/v1/staff/children/{child}/devices/{account}/pin")] {
            sam.put(&path, json!({"pin": "805146"})).await.not_there();
            sam.get(&path).await.not_there();
        }
        let phones = sam.get(&format!("/v1/staff/children/{child}/devices")).await.ok(200).text();
        let invitations = sam.get(&format!("/v1/staff/children/{child}/invitations")).await.ok(200).text();
        assert!(!phones.contains("verifier") && !phones.contains("argon2") && !invitations.contains("pin\""));
    }

    // AUTHN-09
    async fn wrong_pins_wait_one_five_and_fifteen_minutes_and_the_right_one_is_refused_too(app) {
        let sam = app.browser(app.cast.sam).await;
        let (phone, _) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        for _ in 0..5 {
            unlock(&phone, "805146").await.refused(401, "wrong_pin");
        }
        for minutes in [1, 5, 15] {
            let wait = minutes * MINUTE;
            let right = unlock(&phone, PIN).await.refused(429, "wait");
            let wrong = unlock(&phone, "805146").await.refused(429, "wait");
            assert_eq!(right.json, wrong.json, "right and wrong read the same");
            assert_eq!(right.json["wait_s"], json!(wait / SECOND));
            assert_eq!(phone.get("/v1/device").await.json["accounts"][0]["wait_s"], json!(wait / SECOND));
            app.clock.advance(wait - SECOND);
            unlock(&phone, PIN).await.refused(429, "wait");
            app.clock.advance(SECOND);
            unlock(&phone, "805146").await.refused(401, "wrong_pin");
        }
        app.clock.advance(15 * MINUTE);
        unlock(&phone, PIN).await.ok(200);
        for _ in 0..4 {
            unlock(&phone, "805146").await.refused(401, "wrong_pin");
        }
        unlock(&phone, PIN).await.ok(200);
    }

    // AUTHN-10
    async fn of_two_hundred_wrong_pins_at_once_only_five_are_looked_at(app) {
        let sam = app.browser(app.cast.sam).await;
        let (phone, account) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let phone = &phone;
        let replies = futures_util::future::join_all((0..200).map(|_| unlock(phone, "805146"))).await;
        assert_eq!(replies.iter().filter(|r| r.json["code"] == "wrong_pin").count(), 5);
        assert_eq!(replies.iter().filter(|r| r.json["code"] == "wait").count(), 195);
        let tries = "SELECT CAST(wrong_tries AS BIGINT) AS n FROM device_accounts WHERE shut_at IS NULL AND wrong_tries > 0 AND picture = 'fox'".to_string();
        assert_eq!(app.count(&tries).await, 5, "{account}");
    }

    // AUTHN-11
    async fn ten_wrong_pins_shut_one_phone_and_nothing_else(app) {
        let sam = app.browser(app.cast.sam).await;
        let (mut phone, account) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let (_, code) = invite(app, &sam, app.cast.amara, "screen", "second_device").await;
        let mut tablet = app.stranger();
        let reply = tablet.post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
        tablet.keep_cookies(&reply);
        for n in 0..10 {
            let reply = unlock(&phone, "805146").await;
            reply.refused(401, if n == 9 { "needs_invitation" } else { "wrong_pin" });
            app.clock.advance(15 * MINUTE);
        }
        unlock(&phone, PIN).await.refused(401, "needs_invitation");
        assert_eq!(phone.get("/v1/device").await.json["accounts"][0]["shut"], true);
        unlock(&tablet, PIN).await.ok(200);
        app.stranger().get("/v1/help").await.ok(200);
        // Without the phone's secret nobody raises its count, whatever account they name.
        app.stranger().post("/v1/child/session", json!({"account": account.uuid(), "pin": PIN})).await.refused(401, "needs_invitation");
        tablet.post("/v1/child/session", json!({"account": account.uuid(), "pin": PIN})).await.refused(401, "needs_invitation");
        // A new invitation opens it again, with the same account.
        app.keep_awake().await;
        let (_, code) = invite(app, &sam, app.cast.amara, "screen", "forgot_pin").await;
        let reply = phone.post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
        assert_eq!(reply.json["account"], json!(account.uuid()));
        phone.keep_cookies(&reply);
        unlock(&phone, PIN).await.ok(200);
    }

    async fn a_child_changes_the_pin_with_the_old_one_and_a_wrong_old_one_counts(app) {
        let sam = app.browser(app.cast.sam).await;
        let (phone, _) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let change = |old: &str, new: &str| json!({"old_pin": old, "new_pin": new});
        phone.put("/v1/child/pin", change(PIN, "111111")).await.refused(422, "pin_too_easy");
        phone.put("/v1/child/pin", change(PIN, "blue kettle")).await.ok(204);
        unlock(&phone, PIN).await.refused(401, "wrong_pin");
        for _ in 0..4 {
            phone.put("/v1/child/pin", change(PIN, "805146")).await.refused(401, "wrong_pin");
        }
        phone.put("/v1/child/pin", change("blue kettle", "805146")).await.refused(429, "wait");
        app.clock.advance(MINUTE);
        unlock(&phone, "blue kettle").await.ok(200);
    }

    async fn a_phone_that_was_not_used_for_180_days_needs_an_invitation(app) {
        let sam = app.browser(app.cast.sam).await;
        let (phone, _) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        app.clock.advance(180 * DAY - SECOND);
        unlock(&phone, PIN).await.ok(200);
        app.clock.advance(180 * DAY);
        unlock(&phone, PIN).await.refused(401, "needs_invitation");
        assert_eq!(phone.get("/v1/device").await.json["accounts"][0]["shut"], true);
    }
}
