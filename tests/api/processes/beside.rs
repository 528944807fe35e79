//! Commands beside a running server: a nightly import must not stop the service.

use super::*;
use crate::voice::{message, words};
use sayso::kernel::Clock;
use sayso::kernel::id::Id;

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn import_beside_a_server(backend: Backend) {
    let (council, amara) = Council::make(backend, async |app| app.phone(app.cast.amara).await.at("")).await;
    let file = council.file("people.csv", "child_id,known_as,first_language,interpreter\nC0001,Amara Jane,Igbo,yes\n");
    let server = council.serve();
    let amara = amara.at(&server.url);
    let thread = thread(&amara).await;
    let dry = council.run(&["import", "people", &file, "--dry-run"]);
    assert_eq!(dry.status.code(), Some(1), "{}", said(&dry));
    assert_eq!(amara.get("/v1/child/session").await.ok(200)["known_as"], "Amara");
    // Words go in while the command runs.
    let sending = async {
        for _ in 0..20 {
            let id = Id::<()>::at(Clock::system().now()).uuid();
            amara.put(&message(&thread, id), words("meanwhile")).await.ok(201);
        }
    };
    let mut import = council.import(&file);
    let command = tokio::task::spawn_blocking(move || import.output());
    let ((), done) = tokio::join!(sending, command);
    let done = done.unwrap().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert_eq!(amara.get("/v1/child/session").await.ok(200)["known_as"], "Amara Jane");
    assert_eq!(council.run(&["import", "people", &file]).status.code(), Some(0));
    assert_eq!(council.count("SELECT COUNT(*) AS n FROM import_runs"), 1);
    let staff = council.run(&["admin", "disable-staff", "stan"]);
    assert_eq!(staff.status.code(), Some(0), "{}", said(&staff));
    assert_eq!(council.count("SELECT COUNT(*) AS n FROM staff WHERE code = 'STAN' AND disabled_at IS NOT NULL"), 1);
    // What needs the database to itself still says so.
    if backend == Backend::Sqlite {
        let refused = council.run(&["rotate-keys"]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(said(&refused).contains("Another Sayso is already running"), "{}", said(&refused));
        assert!(council.is_whole());
    }
    assert_eq!(council.count("SELECT COUNT(*) AS n FROM messages WHERE author_kind = 'child'"), 20);
    server.ask_to_stop();
    assert!(server.ended().await.success());
    // Alone it works too, and leaves the folder to the next server.
    assert_eq!(council.run(&["import", "people", &file]).status.code(), Some(0));
    drop(council.serve());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_nightly_import_runs_beside_the_server_and_stops_nobody() {
    import_beside_a_server(Backend::Sqlite).await;
    import_beside_a_server(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_no_good_ends_with_two_and_rows_set_aside_with_one() {
    let (council, ()) = Council::make(Backend::Sqlite, async |_| ()).await;
    let _server = council.serve();
    let bad = council.file("bad.csv", "one,two\n1,2\n");
    assert_eq!(council.run(&["import", "people", &bad]).status.code(), Some(2));
    let unknown = council.file("people.csv", "child_id,known_as\nC9999,Nobody\nC0002,Chidi\n");
    let aside = council.run(&["import", "people", &unknown, "--json"]);
    assert_eq!(aside.status.code(), Some(1), "{}", said(&aside));
    let receipt: Value = serde_json::from_slice(&aside.stdout).unwrap();
    let file = &receipt["files"][0];
    assert_eq!((&file["rows_read"], &file["set_aside"]), (&json!(2), &json!(1)), "{receipt}");
    assert!(!said(&aside).contains("Nobody"), "a receipt quotes no cell");
}
