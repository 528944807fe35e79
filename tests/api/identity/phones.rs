//! A child's phones: seen, confirmed, shut out.

use std::time::Duration;

use super::*;
use crate::harness::live::Live;

on_both! {
    // SESS-10
    async fn a_revoked_phone_is_told_to_forget_everything(app) {
        let sam = app.browser(app.cast.sam).await;
        let (phone, account) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let path = format!("/v1/staff/children/{}/devices/{account}/revoke", app.cast.amara);
        assert!([400, 422].contains(&sam.post(&path, json!({})).await.status), "a reason is needed");
        app.browser(app.cast.otis).await.post(&path, json!({"reason": "lost"})).await.not_there();
        sam.post(&path, json!({"reason": "someone_else_has_it"})).await.ok(204);
        let reply = phone.get("/v1/child/devices").await.refused(401, "sign_in");
        assert_eq!(reply.header("clear-site-data"), "\"cache\", \"storage\"");
        let reply = unlock(&phone, PIN).await.refused(401, "needs_invitation");
        assert_eq!(reply.header("clear-site-data"), "\"cache\", \"storage\"");
        assert_eq!(phone.get("/v1/device").await.ok(200).json["accounts"], json!([]));
        // Child and IRO see why.
        let (tablet, _) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let own = tablet.get("/v1/child/devices").await.ok(200).json;
        let ivys = app.browser(app.cast.ivy).await.get(&format!("/v1/staff/children/{}/devices", app.cast.amara)).await.ok(200).json;
        for list in [own, ivys] {
            let gone = list["items"].as_array().unwrap().iter().find(|p| p["account"] == json!(account.uuid())).unwrap();
            assert_eq!(gone["revoke_reason"], "someone_else_has_it");
        }
    }

    async fn shutting_one_child_out_leaves_the_other_on_the_same_phone_in(app) {
        let sam = app.browser(app.cast.sam).await;
        let (mut phone, amara) = bring_in_confirmed(app, &sam, app.cast.amara).await;
        let (_, code) = invite(app, &sam, app.cast.chidi, "screen", "first").await;
        let chidi = phone.post("/v1/enrolments", json!({"code": code, "pin": "805146", "picture": "kite"})).await.ok(201);
        let path = format!("/v1/staff/children/{}/devices/{amara}/revoke", app.cast.amara);
        sam.post(&path, json!({"reason": "child_asked"})).await.ok(204);
        let reply = phone.get("/v1/child/devices").await.refused(401, "sign_in");
        assert!(!reply.headers.contains_key("clear-site-data"), "Chidi's unsent words must stay");
        phone.keep_cookies(&chidi);
        phone.get("/v1/child/session").await.ok(200);
    }

    // SESS-06
    async fn an_open_stream_ends_when_its_phone_is_revoked(app) {
        let sam = app.browser(app.cast.sam).await;
        let phone = app.phone(app.cast.amara).await;
        let mut live = Live::open(&phone, "/v1/child/live", None).await;
        let path = format!("/v1/staff/children/{}/devices/{}/revoke", app.cast.amara, phone.account);
        sam.post(&path, json!({"reason": "taken"})).await.ok(204);
        assert!(live.ends_within(Duration::from_secs(1)).await);
        phone.get("/v1/child/session").await.refused(401, "sign_in");
    }

    async fn a_child_sees_and_revokes_only_their_own_phones(app) {
        let amara = app.phone(app.cast.amara).await;
        let bilal = app.phone(app.cast.bilal).await;
        let own = amara.get("/v1/child/devices").await.ok(200).json;
        assert_eq!(own["items"].as_array().unwrap().len(), 1);
        assert_eq!(own["items"][0]["this_one"], true);
        amara.post(&format!("/v1/child/devices/{}/revoke", bilal.account), json!({"reason": "lost"})).await.not_there();
        bilal.get("/v1/child/session").await.ok(200);
        amara.post(&format!("/v1/child/devices/{}/revoke", amara.account), json!({"reason": "not_used"})).await.ok(204);
        amara.get("/v1/child/session").await.refused(401, "sign_in");
    }

    async fn staff_learn_the_month_a_phone_was_used_in_and_no_more(app) {
        let sam = app.browser(app.cast.sam).await;
        app.phone(app.cast.amara).await;
        let path = format!("/v1/staff/children/{}/devices", app.cast.amara);
        let list = sam.get(&path).await.ok(200).json;
        assert_eq!(list["items"][0]["used_this_month"], true);
        assert!(list["items"][0].get("last_used_at").is_none());
        app.clock.advance(10 * DAY);
        app.keep_awake().await;
        assert_eq!(sam.get(&path).await.ok(200).json["items"][0]["used_this_month"], false);
    }
}
