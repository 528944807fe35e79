//! The council's files on both databases: what they change, what they never change, and how long they take.

use std::time::{Duration, Instant};

use sayso::access::Actor;
use sayso::files::receipt::Receipt;
use sayso::people::actions::import::import;
use sayso::people::imports::{Input, Kind, Wanted};
use sayso::store::Fault;

use super::*;

const HEADER: &str = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB";
const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN";
const REVIEWS: &str = "CHILD,DOB,REVIEW,REVIEW_CODE";

fn file(name: &str, header: &str, rows: &[&str]) -> Input {
    let text = format!("{header}\n{}\n", rows.join("\n"));
    Input { file: name.to_owned(), bytes: text.into_bytes(), named: true }
}

async fn load(app: &TestApp, kind: Kind, files: Vec<Input>, wanted: Wanted) -> Result<Receipt, Fault> {
    import(&app.store, Actor::Operator, kind, files, wanted, Box::new(|_, _| {})).await
}

async fn take(app: &TestApp, kind: Kind, files: Vec<Input>) -> Receipt {
    load(app, kind, files, Wanted::default()).await.unwrap()
}

/// A year's return of three children, with a change of placement and reviews.
fn a_return() -> Vec<Input> {
    let header = ["N1,1,01/02/2012,WBRI,A1,,", "N2,2,03/04/2010,WBRI,A2,,", "N3,1,05/06/2015,WBRI,A3,,"];
    let episodes = [
        "N1,01/05/2026,S,V2,N1,U4,PR1,01/08/2026,X1,CARPL,AB1 2CD,AB1 3EF,1234567",
        "N1,01/08/2026,P,V2,N1,K2,PR4,,,,AB1 2CD,AB1 3EF,7654321",
        "N2,10/06/2026,S,C2,N1,U4,PR1,,,,,,",
        "N3,12/07/2026,S,C1,N1,U6,PR1,,,,,,",
    ];
    let reviews = ["N1,01/02/2012,01/06/2026,PN1", "N2,03/04/2010,05/09/2026,PN6"];
    vec![
        file("header.csv", HEADER, &header),
        file("episodes.csv", EPISODES, &episodes),
        file("reviews.csv", REVIEWS, &reviews),
    ]
}

/// A digest of what imports write.
async fn state(app: &TestApp) -> Vec<i64> {
    let mut found = Vec::new();
    for table in [
        "children",
        "child_references",
        "care_episodes",
        "reviews",
        "allocations",
        "staff",
        "teams",
        "tasks",
        "import_runs",
        "audit_entries",
        "events",
        "outbox",
    ] {
        found.push(app.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await);
    }
    for sum in [
        "SUM(changed_at) AS n FROM children",
        "SUM(changed_at) AS n FROM care_episodes",
        "SUM(access_from) AS n FROM allocations",
    ] {
        found.push(
            app.count(&format!(
                "SELECT CAST(COALESCE({}, 0) AS BIGINT) AS n FROM {}",
                sum.split(" AS n FROM ").next().unwrap(),
                sum.rsplit(' ').next().unwrap()
            ))
            .await,
        );
    }
    found
}

fn adds_up(receipt: &Receipt) {
    for f in &receipt.files {
        assert_eq!(f.taken + f.corrected + f.set_aside + f.ignored, f.rows_read, "{f:?}");
    }
}

on_both! {
    async fn the_same_files_twice_change_nothing_and_a_dry_run_never_does(app) {
        let before = state(app).await;
        let dry = load(app, Kind::Ssda903, a_return(), Wanted { dry_run: true, ..Wanted::default() }).await.unwrap();
        assert!(dry.changes_something());
        assert_eq!(state(app).await, before, "a dry run wrote something");
        app.clock.advance(SECOND);
        let first = take(app, Kind::Ssda903, a_return()).await;
        assert_eq!(first.changes, dry.changes, "a dry run says what the run does");
        adds_up(&first);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM care_episodes e JOIN children c ON c.id = e.child_id WHERE c.reference LIKE 'N%'").await, 4);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM import_runs").await, 1);
        let after = state(app).await;
        for _ in 0..2 {
            app.clock.advance(DAY);
            let again = take(app, Kind::Ssda903, a_return()).await;
            assert!(!again.changes_something(), "{:?}", again.differences);
            adds_up(&again);
            assert_eq!(state(app).await, after, "the same files changed something");
        }
        // Of what must not be taken in, nothing was.
        for table in ["children", "care_episodes", "import_runs"] {
            let text = match app.backend {
                Backend::Postgres => format!("SELECT COUNT(*) AS n FROM {table} t WHERE CAST(t AS TEXT) LIKE '%AB1 %'"),
                Backend::Sqlite if table == "import_runs" => "SELECT COUNT(*) AS n FROM import_runs WHERE receipt LIKE '%AB1 %'".to_owned(),
                Backend::Sqlite => continue,
            };
            assert_eq!(app.count(&text).await, 0, "a postcode in {table}");
        }
    }

    async fn a_row_that_is_gone_is_shown_and_taken_away_only_when_that_is_confirmed(app) {
        let whole = take(app, Kind::Ssda903, a_return()).await;
        // The cast's own four stays are not in this return either.
        assert_eq!(whole.changes.absent, 4);
        let mut less = a_return();
        let text = String::from_utf8(less[1].bytes.clone()).unwrap();
        less[1].bytes = text.lines().filter(|l| !l.starts_with("N3,12/07/2026")).collect::<Vec<_>>().join("\n").into_bytes();
        let count = "SELECT COUNT(*) AS n FROM care_episodes e JOIN children c ON c.id = e.child_id WHERE c.reference LIKE 'N%'";
        let shown = take(app, Kind::Ssda903, less.clone()).await;
        assert_eq!((shown.changes.absent, shown.changes.removed, app.count(count).await), (5, 0, 4));
        assert!(shown.wants_looking_at());
        let dry = load(app, Kind::Ssda903, less.clone(), Wanted { dry_run: true, confirm_removals: true }).await.unwrap();
        assert_eq!((dry.changes.removed, app.count(count).await), (5, 4));
        let confirmed = load(app, Kind::Ssda903, less, Wanted { confirm_removals: true, ..Wanted::default() }).await.unwrap();
        assert_eq!((confirmed.changes.removed, app.count(count).await), (5, 3));
    }

    // AUTHZ-10: T3
    async fn a_back_dated_allocation_gives_access_from_when_it_was_recorded(app) {
        let (stan, bilal) = (app.browser(app.cast.stan).await, app.cast.bilal);
        assert!(!sees(&stan, bilal).await);
        let rows = ["C0003,STAN,personal_adviser,01/09/2025,"];
        let header = "child_id,staff_id,post,from,to";
        // A social worker cannot hold an adviser's post: somebody should look.
        let aside = take(app, Kind::Allocations, vec![file("allocations.csv", header, &rows)]).await;
        let taken = if aside.files[0].set_aside == 1 {
            take(app, Kind::Allocations, vec![file("allocations.csv", header, &["C0005,STAN,social_worker,01/09/2025,"])]).await
        } else {
            aside
        };
        adds_up(&taken);
        assert_eq!(taken.changes.added, 1);
        let from = format!("SELECT COUNT(*) AS n FROM allocations a JOIN staff s ON s.id = a.staff_id WHERE s.code = 'STAN' AND a.access_from = {} AND a.starts_on = '2025-09-01'", app.clock.now().ms());
        assert_eq!(app.count(&from).await, 1, "access counts from when it was recorded");
        assert!(sees(&stan, app.cast.eve).await || sees(&stan, bilal).await);
    }

    async fn a_death_stops_every_message_the_same_day_until_a_person_acts(app) {
        let service = crate::harness::push_service::PushService::start();
        let amara = app.phone(app.cast.amara).await;
        amara.put("/v1/child/push", json!({"endpoint": service.endpoint("amara")})).await.ok(204);
        let sam = app.browser(app.cast.sam).await;
        let thread = thread_with(app, &amara, "social_worker").await;
        say(app, &amara, &thread, words("Hello?")).await;
        answer(app, &sam, &thread, reply("Hi")).await.ok(201);
        let died = ["C0001,01/03/2024,S,C2,N1,U4,PR1,22/11/2026,E2,,,,"];
        take(app, Kind::Ssda903, vec![file("header.csv", HEADER, &["C0001,2,04/05/2011,WBRI,,,"]), file("episodes.csv", EPISODES, &died)]).await;
        amara.put(&message(&thread, app.id()), words("x")).await.refused(409, "messages_stopped");
        answer(app, &sam, &thread, reply("x")).await.refused(409, "messages_stopped");
        sayso::notify::dispatch(&app.store, &app.sender).await.unwrap();
        assert_eq!(service.take().len(), 0, "a push went out after a death");
        move_to(app, "2026-12-20", 600).await;
        tick(app).await;
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM asks WHERE passed_on_at IS NOT NULL").await, 0);
        let tasks = sam.get("/v1/staff/tasks").await.ok(200);
        assert!(tasks["items"].as_array().unwrap().iter().any(|t| t["kind"] == "death_check"), "{}", tasks.text());
        // It was a mistake of the file.
        sam.post(&format!("/v1/staff/children/{}/resume-messages", app.cast.amara), json!({})).await.ok(204);
        say(app, &amara, &thread, words("still here")).await;
        service.stop().await;
    }

    async fn adoption_an_age_assessment_and_leaving_make_a_task_and_change_nothing_for_the_child(app) {
        for (n, (child, reference, born, why, kind)) in [
            (app.cast.amara, "C0001", "04/05/2011", "E11", "adoption_check"),
            (app.cast.chidi, "C0002", "19/08/2013", "E15", "age_assessment_check"),
            (app.cast.bilal, "C0003", "30/01/2012", "E4A", "leaving_check"),
        ].into_iter().enumerate() {
            let phone = app.phone(child).await;
            thread_with(app, &phone, "social_worker").await;
            let look = async |path: &str| phone.get(path).await.ok(200).json;
            let (people, me) = (look("/v1/child/people").await, look("/v1/child/session").await);
            let left = format!("{reference},01/03/2024,S,C2,N1,U4,PR1,22/11/2026,{why},,,,");
            let header = format!("{reference},2,{born},WBRI,,,");
            take(app, Kind::Ssda903, vec![file("header.csv", HEADER, &[&header]), file("episodes.csv", EPISODES, &[&left])]).await;
            let (people_after, me_after) = (look("/v1/child/people").await, look("/v1/child/session").await);
            assert_eq!((people, me), (people_after, me_after), "{why} changed what the child sees");
            let thread = thread_with(app, &phone, "social_worker").await;
            say(app, &phone, &thread, words("still here")).await;
            let holder = if child == app.cast.bilal { app.cast.otis } else { app.cast.sam };
            let tasks = app.browser(holder).await.get("/v1/staff/tasks").await.ok(200);
            let made: Vec<_> = tasks["items"].as_array().unwrap().iter().filter(|t| t["kind"] == kind).collect();
            assert_eq!(made.len(), 1, "{n}: {}", tasks.text());
        }
    }

    async fn what_a_person_set_by_hand_no_file_sets_back(app) {
        let sam = app.browser(app.cast.sam).await;
        let path = format!("/v1/staff/children/{}", app.cast.amara);
        sam.patch(&path, json!({"known_as": "Mimi"})).await.ok(200);
        let people = file("people.csv", "child_id,known_as,first_language,interpreter", &["C0001,Amara Jane,Igbo,yes"]);
        let receipt = take(app, Kind::People, vec![people]).await;
        adds_up(&receipt);
        let card = sam.get(&path).await.ok(200);
        assert_eq!((&card["known_as"], &card["first_language"], &card["interpreter"]), (&json!("Mimi"), &json!("Igbo"), &json!(true)));
        assert_eq!(receipt.files[0].corrected, 1, "it says so: {receipt:?}");
    }

    async fn a_whole_councils_return_is_loaded_in_ten_seconds(app) {
        let files = a_council(2_700);
        let rows: usize = files.iter().map(|f| f.bytes.split(|b| *b == b'\n').count() - 2).sum();
        let begun = Instant::now();
        let first = take(app, Kind::Ssda903, files.clone()).await;
        let took = begun.elapsed();
        adds_up(&first);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM children WHERE reference LIKE 'L%'").await, 2_700);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM care_episodes").await, 5_005);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM reviews").await, 12_600);
        let begun = Instant::now();
        assert!(!take(app, Kind::Ssda903, files).await.changes_something());
        println!("{:?}: {rows} rows in {took:?}, the same again in {:?}", app.backend, begun.elapsed());
        // Not optimised, on a machine that does other things too.
        assert!(took < Duration::from_secs(if cfg!(debug_assertions) { 40 } else { 10 }), "{took:?}");
    }
}

/// So many children; 5,000 episodes and 12,600 reviews for 2,700 of them.
fn a_council(children: usize) -> Vec<Input> {
    let (mut header, mut episodes, mut reviews) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..children {
        let born = format!("{:02}/{:02}/{}", n % 28 + 1, n % 12 + 1, 2009 + n % 10);
        header.push(format!("L{n:04},{},{born},WBRI,,,", n % 2 + 1));
        let start = format!("{:02}/04/2026", n % 28 + 1);
        if n < 2_300 {
            episodes.push(format!("L{n:04},{start},S,V2,N1,U4,PR1,01/06/2026,X1,CARPL,,,"));
            episodes.push(format!("L{n:04},01/06/2026,P,V2,N1,U6,PR4,,,,,,1234567"));
        } else {
            episodes.push(format!("L{n:04},{start},S,C2,N1,U4,PR1,,,,,,"));
        }
        let many = if n < 1_800 { 5 } else { 4 };
        reviews.extend((0..many).map(|r| format!("L{n:04},{born},{:02}/{:02}/2026,PN1", n % 28 + 1, r + 5)));
    }
    let of = |name: &str, head: &str, rows: &[String]| {
        file(name, head, &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    vec![
        of("header.csv", HEADER, &header),
        of("episodes.csv", EPISODES, &episodes),
        of("reviews.csv", REVIEWS, &reviews),
    ]
}
