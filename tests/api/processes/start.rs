//! What stops a server from starting, in words.

use sayso::store::selfcheck;

use super::*;

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

// DUR-13
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_server_on_the_same_folder_refuses_and_the_first_goes_on() {
    let (council, ()) = Council::make(Backend::Sqlite, async |_| ()).await;
    let first = council.serve();
    let second = council.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(2));
    assert!(said(&second).contains("Another Sayso is already running on this data folder"), "{}", said(&second));
    assert_eq!(reqwest::get(format!("{}/health", first.url)).await.unwrap().status().as_u16(), 200);
    // However the first ended, the folder is free again.
    first.kill();
    drop(council.serve());
}

// DUR-12
#[test]
fn a_database_that_could_lose_a_childs_words_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| {
        let url =
            if name == ":memory:" { name.to_owned() } else { folder.path().join(name).to_string_lossy().into_owned() };
        let mut db = Db::open(&url).unwrap();
        db.setup().unwrap();
        db
    };
    assert_eq!(selfcheck::sqlite(&mut open("good.db")), Ok(()));
    // No WAL in memory, as on a network drive.
    assert!(selfcheck::sqlite(&mut open(":memory:")).unwrap_err().contains("local disk"));
    for (setting, word) in [("PRAGMA synchronous=NORMAL", "FULL"), ("PRAGMA foreign_keys=OFF", "foreign keys")] {
        let mut db = open("bad.db");
        db.batch(setting).unwrap();
        assert!(selfcheck::sqlite(&mut db).unwrap_err().contains(word), "{setting}");
    }
    assert!(selfcheck::version_is_safe("3.51.2").is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_somebody_for_the_night_refuses_to_start() {
    let (council, ()) = Council::make(Backend::Sqlite, async |_| ()).await;
    let missing = [
        ("night_number = \"023 8023 3344\"", "", "council.night_number"),
        ("duty_owner = \"DUTY\"", "", "council.duty_owner"),
        ("iro_lead = \"IRIS\"", "", "council.iro_lead"),
        ("advocacy = { name = \"NYAS\", phone = \"0808 808 1001\" }", "", "council.advocacy"),
        ("complaints = { name = \"Complaints team\", phone = \"023 8083 3000\" }", "", "council.complaints"),
        ("[council.posts.iro]\nteam = \"IRO\"", "", "council.posts.iro.team"),
        ("origin = \"http://127.0.0.1\"", "origin = \"http://sayso.example\"", "server.origin"),
        ("duty_owner = \"DUTY\"", "duty_owner = \"NOBODY\"", "nobody who works here has that code"),
        ("iro_lead = \"IRIS\"", "iro_lead = \"SAM\"", "no lead of the IRO service"),
        ("[push]", "[pish]", "unknown field"),
    ];
    for (line, instead, word) in missing {
        assert!(SETTINGS.contains(line));
        council.settings(&SETTINGS.replace(line, instead));
        let refused = council.run(&["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(refused.status.code(), Some(2), "{word}");
        assert!(said(&refused).contains(word), "{word}: {}", said(&refused));
        assert!(!said(&refused).contains("panicked"), "{}", said(&refused));
    }
    council.settings(SETTINGS);
    assert_eq!(council.run(&["check-config"]).status.code(), Some(0));
    drop(council.serve());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_data_folder_with_its_own_settings_needs_no_other_word() {
    let (council, ()) = Council::make(Backend::Sqlite, async |_| ()).await;
    let folder = council.folder.path().to_string_lossy().into_owned();
    let check = |args: &[&str]| bare(std::path::Path::new("/"), args);
    assert_eq!(check(&["--data", &folder, "check-config"]).status.code(), Some(0));
    let nowhere = check(&["--data", "/nowhere", "check-config"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(said(&nowhere).contains("Give the settings file with --config"), "{}", said(&nowhere));
    // What is named wins over what lies there.
    let named = check(&["--data", &folder, "--config", "/nowhere.toml", "check-config"]);
    assert!(named.status.code() == Some(2) && said(&named).contains("/nowhere.toml"), "{}", said(&named));
    let rules = check(&["--config", "/nowhere.toml", "rights", "review"]);
    assert!(rules.status.code() == Some(2) && said(&rules).contains("/nowhere.toml"), "{}", said(&rules));
}

/// The program where nothing was set, in a folder of its own.
fn bare(folder: &std::path::Path, args: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.env_remove("DATABASE_URL").current_dir(folder).args(args).output().unwrap()
}

fn names_in(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A child of ten who has been looked after for two years.
fn a_return(folder: &std::path::Path) {
    let ago = |years: u32| (chrono::Utc::now().date_naive() - chrono::Months::new(12 * years)).format("%d/%m/%Y");
    std::fs::create_dir(folder.join("return")).unwrap();
    let header = format!("CHILD,SEX,DOB,ETHNIC,UPN\nN1,1,{},WBRI,A1\n", ago(10));
    std::fs::write(folder.join("return/header.csv"), header).unwrap();
    let episodes = format!("CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC\nN1,{},S,C2,N1,U4,PR1,,\n", ago(2));
    std::fs::write(folder.join("return/episodes.csv"), episodes).unwrap();
}

#[test]
fn a_dry_run_where_nothing_is_set_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    a_return(folder.path());
    let looked = bare(folder.path(), &["import", "ssda903", "return", "--dry-run", "--json"]);
    assert_eq!(looked.status.code(), Some(1), "{}", said(&looked));
    let receipt: serde_json::Value = serde_json::from_slice(&looked.stdout).unwrap();
    assert_eq!(receipt["files"].as_array().unwrap().iter().map(|f| f["taken"].as_u64().unwrap()).sum::<u64>(), 2);
    assert_eq!(names_in(folder.path()), ["return"]);
}

#[test]
fn files_can_be_loaded_before_anything_is_set_and_no_child_is_let_in_then() {
    let folder = tempfile::tempdir().unwrap();
    a_return(folder.path());
    let load = ["import", "ssda903", "return", "--json"];
    let first = bare(folder.path(), &load);
    assert_eq!(first.status.code(), Some(0), "{}", said(&first));
    assert!(said(&first).contains("the database is data/sayso.db"), "{}", said(&first));
    let again = bare(folder.path(), &load);
    let receipt: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(receipt["files"].as_array().unwrap().iter().map(|f| f["unchanged"].as_u64().unwrap()).sum::<u64>(), 2);
    let serve = bare(folder.path(), &["serve"]);
    assert_eq!(serve.status.code(), Some(2));
    assert!(said(&serve).contains("Give the settings file with --config"), "{}", said(&serve));
    // Where a folder is named, all of it is there.
    bare(folder.path(), &["--data", "elsewhere", "import", "ssda903", "return"]);
    assert!(
        ["sayso-keys.toml", "sayso.db"]
            .iter()
            .all(|n| names_in(&folder.path().join("elsewhere")).contains(&(*n).to_owned()))
    );
    assert_eq!(names_in(folder.path()), ["data", "elsewhere", "return", "sayso-keys.toml"]);
}

#[test]
fn a_dry_run_on_a_database_that_is_there_makes_no_keys() {
    let folder = tempfile::tempdir().unwrap();
    a_return(folder.path());
    bare(folder.path(), &["import", "ssda903", "return"]);
    std::fs::remove_file(folder.path().join("sayso-keys.toml")).unwrap();
    let looked = bare(folder.path(), &["import", "ssda903", "return", "--dry-run", "--json"]);
    let receipt: serde_json::Value = serde_json::from_slice(&looked.stdout).unwrap();
    assert_eq!(receipt["files"].as_array().unwrap().iter().map(|f| f["unchanged"].as_u64().unwrap()).sum::<u64>(), 2);
    assert_eq!(names_in(folder.path()), ["data", "return"]);
}

#[test]
fn a_list_for_accounts_that_cannot_be_written_asks_for_nobody() {
    let folder = tempfile::tempdir().unwrap();
    a_return(folder.path());
    bare(folder.path(), &["import", "ssda903", "return"]);
    let ask = |out: &str| bare(folder.path(), &["savings", "foundation-return", "--out", out]);
    let refused = ask("nowhere/list.csv");
    assert_eq!(refused.status.code(), Some(2));
    assert!(said(&refused).contains("nowhere/list.csv") && said(&refused).contains("--out"), "{}", said(&refused));
    let made = ask("list.csv");
    assert_eq!(made.status.code(), Some(0), "{}", said(&made));
    assert!(std::fs::read_to_string(folder.path().join("list.csv")).unwrap().contains("N1"));
    assert_eq!(names_in(folder.path()), ["data", "list.csv", "return", "sayso-keys.toml"]);
    // Asked for once: a list that could be written has nobody left for the next, which leaves the first as it is.
    let again = ask("list.csv");
    assert!(again.status.code() == Some(2) && said(&again).contains("Nobody needs an account"), "{}", said(&again));
    assert!(std::fs::read_to_string(folder.path().join("list.csv")).unwrap().contains("N1"));
}

#[test]
fn a_server_whose_settings_are_not_complete_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sayso.toml"), "[council]\nname = \"Testshire\"\n").unwrap();
    let serve = bare(folder.path(), &["serve"]);
    assert_eq!(
        (serve.status.code(), said(&serve).contains("council.night_number")),
        (Some(2), true),
        "{}",
        said(&serve)
    );
    assert_eq!(names_in(folder.path()), ["sayso.toml"]);
}

// AUTHN-24
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_administrator_is_let_in_by_a_link_that_is_printed_once() {
    let (council, ()) = Council::make(Backend::Sqlite, async |_| ()).await;
    let server = council.serve();
    let said = server.said();
    let link = said.lines().find(|l| l.contains("#")).unwrap_or_else(|| panic!("no link in {said}")).to_owned();
    assert_eq!(said.matches(link.as_str()).count(), 1);
    assert!(!said.lines().any(|l| l.contains("INFO") && l.contains(&link)), "the link is in the log's own lines");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_ends_open_streams_and_the_program_ends_well() {
    let (council, sam) = Council::make(Backend::Sqlite, async |app| app.browser(app.cast.sam).await.at("")).await;
    let server = council.serve();
    let mut live = Live::open(&sam.at(&server.url), "/v1/staff/live", None).await;
    server.ask_to_stop();
    assert!(live.ends_within(Duration::from_secs(3)).await);
    assert!(server.ended().await.success());
}
