//! The demonstration as somebody starts it who wants to try Sayso, and starts it again.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use super::*;

/// Starts the demonstration in a folder and waits until its people can sign in.
fn start(folder: &Path, log: &str, more: &[&str]) -> Server {
    let log = folder.join(log);
    let file = File::create(&log).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.env_remove("DATABASE_URL").env("SAYSO_LOG", "info").env("RUST_BACKTRACE", "0").stdin(Stdio::null());
    command.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(folder.join("demo")).args(more);
    command.stderr(file.try_clone().unwrap()).stdout(file);
    let mut server = Server { child: command.spawn().unwrap(), url: String::new(), log };
    // A whole council is made first, by a build for tests.
    server.says_where("Sayso is running: ", Duration::from_secs(120));
    server
}

fn sign_ins(folder: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("demo/demo-sign-ins.json")).unwrap()).unwrap()
}

async fn child(url: &str, signs: &Value) -> (Caller, String) {
    let one = signs["children"].as_array().unwrap().iter().find(|c| c["confirmed"] == true).unwrap();
    let device = ("__Host-device".to_owned(), one["device_secret"].as_str().unwrap().to_owned());
    let mut phone = Caller::on(url, vec![device]);
    let reply = phone.post("/v1/child/session", json!({"account": one["account"], "pin": one["pin"]})).await;
    assert!(reply.status < 300, "a child could not sign in: {}", reply.text());
    phone.keep_cookies(&reply);
    (phone, one["threads"][0]["thread"].as_str().unwrap().to_owned())
}

async fn staff(url: &str, signs: &Value, role: &str) -> Caller {
    let one = signs["staff"].as_array().unwrap().iter().find(|s| s["role"] == role).unwrap();
    let mut browser = Caller::on(url, vec![]);
    let body = json!({"sign_in_name": one["sign_in_name"], "password": one["password"]});
    let reply = browser.post("/v1/staff/session", body).await;
    assert!(reply.status < 300, "{role} could not sign in: {}", reply.text());
    browser.keep_cookies(&reply);
    browser
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demonstration_starts_again_with_what_is_there_and_its_money_came_as_files() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path(), "first.log", &["--children", "60", "--seed", "5", "--today", "2026-10-20"]);
    let made = sign_ins(folder.path());
    let (phone, thread) = child(&first.url, &made).await;
    let body = json!({
        "text": "Is my bike still there?", "kind": "chat", "topics": [], "in_reply_to": null, "channel": "app",
        "written_with": null, "language": null, "phone_at": null,
    });
    let path = format!("/v1/threads/{thread}/messages/{}", uuid::Uuid::now_v7());
    phone.put(&path, body.clone()).await.ok(201);
    let desk = staff(&first.url, &made, "business_administrator").await;
    let today = desk.get("/v1/staff/money/today").await.ok(200);
    assert_eq!(today["files_month"], "2026-09-01", "the day that was asked for is the demonstration's");
    let (come, expected) = (today["files_in"].as_u64().unwrap(), today["files_expected"].as_u64().unwrap());
    assert!(
        come > 0 && come < expected,
        "last month came as files, all but the one to be loaded: {come} of {expected}"
    );
    first.ask_to_stop();
    assert!(first.ended().await.success());

    let second = start(folder.path(), "second.log", &[]);
    let kept = sign_ins(folder.path());
    assert_eq!((&kept["staff"], &kept["children"]), (&made["staff"], &made["children"]));
    let (phone, _) = child(&second.url, &kept).await;
    phone.put(&path, body).await.ok(200);
    let desk = staff(&second.url, &kept, "business_administrator").await;
    let again = desk.get("/v1/staff/money/today").await.ok(200);
    assert_eq!(again["files_month"], "2026-09-01", "it goes on on the day that it was started with");
    assert_eq!(again["files_in"].as_u64(), Some(come));
}
