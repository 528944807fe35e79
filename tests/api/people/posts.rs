//! Allocations and cover as managers and workers make them.

use super::*;

fn allocation(app: &TestApp) -> String {
    format!("/v1/staff/allocations/{}", app.id())
}

on_both! {
    async fn a_manager_gives_a_post_and_the_one_before_loses_sight_at_once(app) {
        let (maya, sam, cal) = (app.browser(app.cast.maya).await, app.browser(app.cast.sam).await, app.browser(app.cast.cal).await);
        let chidi = app.cast.chidi;
        assert!(sees(&sam, chidi).await && !sees(&cal, chidi).await);
        let body = json!({"child": chidi.uuid(), "staff": app.cast.cal.uuid(), "post": "social_worker", "from": null});
        let path = allocation(app);
        let before = app.count(ENTRIES).await;
        maya.put(&path, body.clone()).await.ok(201);
        assert_eq!(app.count(ENTRIES).await, before + 1);
        assert!(!sees(&sam, chidi).await && sees(&cal, chidi).await);
        let after = app.count(ENTRIES).await;
        maya.put(&path, body.clone()).await.ok(200);
        let mut other = body.clone();
        other["staff"] = json!(app.cast.olu.uuid());
        maya.put(&path, other).await.refused(409, "differs");
        maya.put(&allocation(app), body).await.refused(409, "holds_it_already");
        assert_eq!(app.count(ENTRIES).await, after);
        let id = path.rsplit('/').next().unwrap().to_owned();
        app.browser(app.cast.mo).await.post(&format!("/v1/staff/allocations/{id}/end"), json!({})).await.not_there();
        maya.post(&format!("/v1/staff/allocations/{id}/end"), json!({})).await.ok(204);
        assert!(!sees(&cal, chidi).await);
        maya.post(&format!("/v1/staff/allocations/{id}/end"), json!({})).await.ok(204);
    }

    // AUTHZ-10: T3
    async fn an_allocation_is_never_back_dated_and_one_to_come_gives_nothing_yet(app) {
        let (maya, olu) = (app.browser(app.cast.maya).await, app.browser(app.cast.olu).await);
        let eve = app.cast.eve;
        let body = |from: &str| json!({"child": eve.uuid(), "staff": app.cast.olu.uuid(), "post": "social_worker", "from": from});
        let refused = maya.put(&allocation(app), body("2026-11-23")).await.refused(422, "back_dated");
        assert_eq!(refused["field"], "from");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM allocations WHERE source = 'person'").await, 0);
        maya.put(&allocation(app), body("2026-11-30")).await.ok(201);
        assert!(!sees(&olu, eve).await);
        move_to(app, "2026-11-29", 1439).await;
        assert!(!sees(&olu, eve).await);
        move_to(app, "2026-11-30", 0).await;
        assert!(sees(&olu, eve).await);
    }

    async fn a_post_goes_to_whoever_can_hold_it_and_nobody_takes_one_for_themselves(app) {
        let (maya, iris) = (app.browser(app.cast.maya).await, app.browser(app.cast.iris).await);
        let chidi = app.cast.chidi;
        let body = |staff: sayso::kernel::id::StaffId, post: &str| json!({"child": chidi.uuid(), "staff": staff.uuid(), "post": post, "from": null});
        maya.put(&allocation(app), body(app.cast.maya, "social_worker")).await.refused(422, "not_yourself");
        maya.put(&allocation(app), body(app.cast.bea, "social_worker")).await.refused(422, "staff_cannot_hold");
        let unknown = json!({"child": chidi.uuid(), "staff": app.id(), "post": "social_worker", "from": null});
        maya.put(&allocation(app), unknown).await.refused(422, "staff_unknown");
        // The IRO's post is never the child's own team's to give.
        maya.put(&allocation(app), body(app.cast.ivan, "iro")).await.not_there();
        iris.put(&allocation(app), body(app.cast.ivan, "iro")).await.ok(201);
        for who in [app.cast.sam, app.cast.mo, app.cast.sys, app.cast.iris] {
            app.browser(who).await.put(&allocation(app), body(app.cast.cal, "social_worker")).await.not_there();
        }
    }

    async fn whoever_covers_reads_while_the_leave_lasts_and_it_can_be_called_off(app) {
        let (sam, cal, maya) = (app.browser(app.cast.sam).await, app.browser(app.cast.cal).await, app.browser(app.cast.maya).await);
        let path = format!("/v1/staff/cover/{}", app.id());
        let body = json!({"staff": null, "cover": app.cast.cal.uuid(), "from": "2026-11-24", "back_on": "2026-11-26"});
        sam.put(&path, body.clone()).await.ok(201);
        sam.put(&path, body.clone()).await.ok(200);
        assert!(sees(&cal, app.cast.chidi).await);
        let list = maya.get("/v1/staff/cover").await.ok(200);
        assert_eq!((&list["items"][0]["staff"]["name"], &list["items"][0]["cover"]["name"], &list["items"][0]["back_on"]), (&json!("Sam Okafor"), &json!("Cal Reed"), &json!("2026-11-26")));
        sam.put(&format!("/v1/staff/cover/{}", app.id()), body).await.refused(409, "leave_overlaps");
        app.browser(app.cast.mo).await.delete(&path).await.not_there();
        maya.delete(&path).await.ok(204);
        assert!(!sees(&cal, app.cast.chidi).await);
        let later = json!({"staff": app.cast.sam.uuid(), "cover": app.cast.cal.uuid(), "from": "2026-11-25", "back_on": "2026-11-27"});
        maya.put(&format!("/v1/staff/cover/{}", app.id()), later).await.ok(201);
        for (day, minutes, reads) in [("2026-11-24", 1439, false), ("2026-11-25", 0, true), ("2026-11-26", 1439, true), ("2026-11-27", 0, false)] {
            move_to(app, day, minutes).await;
            assert_eq!(sees(&cal, app.cast.chidi).await, reads, "{day} {minutes}");
        }
        assert!(sees(&sam, app.cast.chidi).await);
    }

    async fn a_cover_is_near_and_a_leave_does_not_begin_in_the_past(app) {
        let (sam, mo) = (app.browser(app.cast.sam).await, app.browser(app.cast.mo).await);
        let set = |staff: Option<sayso::kernel::id::StaffId>, cover: sayso::kernel::id::StaffId, from: &str, back: &str| {
            json!({"staff": staff.map(|s| s.uuid()), "cover": cover.uuid(), "from": from, "back_on": back})
        };
        let path = || format!("/v1/staff/cover/{}", app.id());
        sam.put(&path(), set(None, app.cast.cal, "2026-11-23", "2026-11-26")).await.refused(422, "back_dated");
        sam.put(&path(), set(None, app.cast.cal, "2026-11-25", "2026-11-25")).await.refused(422, "back_too_early");
        sam.put(&path(), set(None, app.cast.sam, "2026-11-25", "2026-11-26")).await.refused(422, "covers_self");
        sam.put(&path(), set(None, app.cast.stan, "2026-11-25", "2026-11-26")).await.refused(422, "cover_too_far");
        sam.put(&path(), set(None, app.cast.bea, "2026-11-25", "2026-11-26")).await.refused(422, "cannot_cover");
        mo.put(&path(), set(Some(app.cast.sam), app.cast.stan, "2026-11-25", "2026-11-26")).await.not_there();
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM absences").await, 0);
    }
}
