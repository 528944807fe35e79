//! A child's card, tasks, colleagues, and letting messages go on.

use chrono::NaiveDate;
use diesel::prelude::*;
use sayso::kernel::id::EpisodeId;
use sayso::store::schema::care_episodes;

use super::*;

on_both! {
    async fn a_card_says_how_to_reach_a_child_and_who_is_there_for_them(app) {
        let sam = app.browser(app.cast.sam).await;
        app.send_away(app.cast.sam, app.cast.cal).await;
        let path = format!("/v1/staff/children/{}", app.cast.amara);
        let card = sam.get(&path).await.ok(200);
        assert_eq!((&card["known_as"], &card["reference"], &card["age"]), (&json!("Amara"), &json!("C0001"), &json!(15)));
        let posts = card["posts"].as_array().unwrap();
        let named = |post: &str| posts.iter().find(|p| p["post"] == post).unwrap().clone();
        assert_eq!(named("iro")["holder"]["name"], "Ivy Hart");
        assert_eq!((&named("social_worker")["holder"]["name"], &named("social_worker")["cover"]["person"]["name"]), (&json!("Sam Okafor"), &json!("Cal Reed")));
        let before = app.count(ENTRIES).await;
        let changed = sam.patch(&path, json!({"known_as": " Ama ", "first_language": "Igbo", "interpreter": true})).await.ok(200);
        assert_eq!((&changed["known_as"], &changed["first_language"], &changed["interpreter"]), (&json!("Ama"), &json!("Igbo"), &json!(true)));
        assert_eq!(app.count(ENTRIES).await, before + 1);
        // The same again, and nothing at all, change nothing and leave no entry.
        sam.patch(&path, json!({"known_as": "Ama"})).await.ok(200);
        sam.patch(&path, json!({})).await.ok(200);
        assert_eq!(app.count(ENTRIES).await, before + 1);
        for (body, field) in [(json!({"known_as": " "}), "known_as"), (json!({"known_as": "A\nB"}), "known_as"), (json!({"first_language": "x".repeat(61)}), "first_language")] {
            assert_eq!(sam.patch(&path, body).await.refused(422, field)["field"], field);
        }
        assert_eq!(sam.patch(&path, json!({"first_language": ""})).await.ok(200)["first_language"], Value::Null);
        // The child is called so, too.
        let amara = app.phone(app.cast.amara).await;
        assert_eq!(amara.get("/v1/child/session").await.ok(200)["known_as"], "Ama");
    }

    async fn a_card_says_since_when_a_child_is_in_care_and_what_is_not_known(app) {
        let path = format!("/v1/staff/children/{}", app.cast.amara);
        let sam = app.browser(app.cast.sam).await;
        let card = sam.get(&path).await.ok(200);
        assert_eq!(card["in_care"], json!([{"from": "2024-03-01", "until": null}]));
        assert_eq!((&card["short_breaks"], &card["care_unknown_before"]), (&Value::Null, &Value::Null));
        // The council's newer file: home for a week, then back; what was before the first day of it is not known.
        app.execute("UPDATE care_episodes SET ended_on = '2026-02-01', reason_ceased = 'E4A' WHERE child_id IN (SELECT id FROM children WHERE reference = 'C0001')").await;
        app.execute("UPDATE children SET history_complete = FALSE, history_known_from = '2024-03-01' WHERE reference = 'C0001'").await;
        let (child, again) = (app.cast.amara, EpisodeId::from(app.id()));
        let back = app.store.upkeep(move |tx| {
            let row = (
                care_episodes::id.eq(again),
                care_episodes::child_id.eq(child),
                care_episodes::started_on.eq("2026-02-08".parse::<NaiveDate>().unwrap()),
                care_episodes::reason_new.eq("S"),
                care_episodes::legal_status.eq("V2"),
                care_episodes::placement.eq("U6"),
                care_episodes::source.eq("ssda903"),
                care_episodes::changed_at.eq(tx.now()),
            );
            diesel::insert_into(care_episodes::table).values(row).execute(tx.db())?;
            Ok(())
        });
        back.await.unwrap();
        let card = sam.get(&path).await.ok(200);
        assert_eq!(card["in_care"], json!([{"from": "2024-03-01", "until": "2026-02-01"}, {"from": "2026-02-08", "until": null}]));
        assert_eq!(card["care_unknown_before"], "2024-03-01");
        assert!(!card.text().contains("V2"), "no legal status");
    }

    async fn each_sees_the_children_near_them_fifty_at_a_time(app) {
        let sam = app.browser(app.cast.sam).await;
        let names = |page: &Reply| {
            let mut names: Vec<String> = page["items"].as_array().unwrap().iter().map(|i| i["reference"].as_str().unwrap().to_owned()).collect();
            names.sort();
            names
        };
        let page = sam.get("/v1/staff/children").await.ok(200);
        assert_eq!((names(&page), &page["next_after"]), (vec!["C0001".to_owned(), "C0002".into()], &Value::Null));
        assert_eq!(page["items"][0]["posts"], json!([{"post": "social_worker", "relation": "holder"}]));
        let (first, second) = (page["items"][0]["child"].as_str().unwrap(), page["items"][1]["reference"].as_str().unwrap());
        assert_eq!(names(&sam.get(&format!("/v1/staff/children?after={first}")).await.ok(200)), [second]);
        assert_eq!(names(&app.browser(app.cast.otis).await.get("/v1/staff/children").await.ok(200)), ["C0003"]);
        assert!(names(&app.browser(app.cast.stan).await.get("/v1/staff/children").await.ok(200)).is_empty());
    }

    async fn colleagues_are_those_of_ones_team_and_of_teams_one_manages(app) {
        let names = async |who| {
            let list = app.browser(who).await.get("/v1/staff/colleagues").await.ok(200);
            let mut names: Vec<String> = list["items"].as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect();
            names.sort();
            names
        };
        assert_eq!(names(app.cast.sam).await, ["Cal Reed", "Fay Green", "Maya Singh", "Olu Ade", "Sam Okafor"]);
        assert_eq!(names(app.cast.mo).await, ["Mo Khan", "Otis Bell", "Stan Lowe"]);
        app.browser(app.cast.sys).await.get("/v1/staff/colleagues").await.not_there();
    }

    async fn a_task_is_done_by_whom_it_is_for_and_once(app) {
        let eve = app.phone(app.cast.eve).await;
        thread_with(app, &eve, "social_worker").await;
        tick(app).await;
        let (maya, mo) = (app.browser(app.cast.maya).await, app.browser(app.cast.mo).await);
        let list = maya.get("/v1/staff/tasks").await.ok(200);
        let task = list["items"].as_array().unwrap().iter().find(|t| t["kind"] == "no_holder").unwrap().clone();
        assert_eq!(task["child"]["known_as"], "Eve");
        assert!(task["words"].as_str().unwrap().contains("Allocate somebody"));
        let done = format!("/v1/staff/tasks/{}/done", task["task"].as_str().unwrap());
        mo.post(&done, json!({})).await.not_there();
        app.browser(app.cast.sam).await.post(&done, json!({})).await.not_there();
        let before = app.count(ENTRIES).await;
        maya.post(&done, json!({})).await.ok(204);
        maya.post(&done, json!({})).await.ok(204);
        assert_eq!(app.count(ENTRIES).await, before + 1);
        assert!(!maya.get("/v1/staff/tasks").await.ok(200).text().contains("no_holder"));
    }

    async fn messages_that_were_stopped_go_on_when_a_person_says_so(app) {
        let amara = app.phone(app.cast.amara).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        app.execute(&format!("UPDATE children SET messages_stopped_at = {} WHERE reference = 'C0001'", app.clock.now().ms())).await;
        amara.put(&message(&thread, app.id()), words("x")).await.refused(409, "messages_stopped");
        let path = format!("/v1/staff/children/{}/resume-messages", app.cast.amara);
        app.send_away(app.cast.sam, app.cast.cal).await;
        for who in [app.cast.cal, app.cast.otis, app.cast.mo, app.cast.sys] {
            app.browser(who).await.post(&path, json!({})).await.not_there();
        }
        app.clock.advance(SECOND);
        let before = app.count(ENTRIES).await;
        let maya = app.browser(app.cast.maya).await;
        maya.post(&path, json!({})).await.ok(204);
        maya.post(&path, json!({})).await.ok(204);
        assert_eq!(app.count(ENTRIES).await, before + 1);
        say(app, &amara, &thread, words("here again")).await;
    }
}
