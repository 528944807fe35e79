//! Words that stand nowhere else are put into everything; then they are looked for where they must not be.

use super::*;
use crate::identity::{PASSWORD, PIN, enrolment};
use crate::matrix::world::{CANARY, World};
use crate::matrix::{call, fill, lines, said};
use crate::openapi::operations;

/// Stands in every field that takes text.
const EVERYWHERE: &str = "quixotically-plumbed";

/// A body with the canary in every string that is no id, no date and no word of a list.
fn planted(body: &Value) -> Value {
    match body {
        Value::Object(fields) => Value::Object(fields.iter().map(|(k, v)| (k.clone(), planted(v))).collect()),
        Value::String(text) if text.contains(' ') || text == "x" => json!(format!("{EVERYWHERE} {text}")),
        other => other.clone(),
    }
}

// PRIV-01, AUTHN-05
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_name_word_code_pin_or_token_is_in_the_log_or_in_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let (keys, _) = Keys::load_or_make(&folder.path().join("keys.toml")).unwrap();
    let mut app = TestApp::unserved(Backend::Postgres, keys.vault.clone()).await;
    app.execute("UPDATE children SET known_as = 'Zubenelgenubi' WHERE reference = 'C0001'").await;
    app.execute("UPDATE staff SET name = 'Sabik Ophiuchus' WHERE code = 'SAM'").await;
    let config = folder.path().join("sayso.toml");
    let settings = format!(
        "{SETTINGS}\n[data]\nkeys_file = \"{}\"\ndatabase_url = \"{}\"\n",
        folder.path().join("keys.toml").display(),
        app.database_url()
    );
    std::fs::write(&config, settings).unwrap();
    let log = folder.path().join("log");
    let file = File::create(&log).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sayso"));
    command.env_remove("DATABASE_URL").env("SAYSO_LOG", "trace").arg("--config").arg(&config);
    command.args(["serve", "--listen", "127.0.0.1:0"]).stdin(Stdio::null());
    command.stderr(file.try_clone().unwrap()).stdout(file);
    let mut server = Server { child: command.spawn().unwrap(), url: String::new(), log };
    server.says_where("serving address=", Duration::from_secs(20));
    app.url.clone_from(&server.url);

    let world = World::of(app).await;
    let (sam, sys) = (&world.callers["holder"], &world.callers["system"]);
    let child = world.app.cast.amara;
    let mut secret: Vec<String> =
        [CANARY, EVERYWHERE, "Zubenelgenubi", "Sabik", PIN, PASSWORD, "C0001", "I will find out"]
            .map(str::to_owned)
            .to_vec();
    for caller in world.callers.values() {
        secret.extend(caller.cookies.iter().map(|(_, value)| value.clone()));
    }
    // A phone comes in, with a code, a PIN and a wrong one.
    let wanted = json!({"invitation": world.app.id(), "kind": "screen", "reason": "second_device"});
    let made = sam.post(&format!("/v1/staff/children/{child}/invitations"), wanted).await.ok(201);
    let code = made["code"].as_str().unwrap().to_owned();
    secret.extend([code.clone(), code.replace('-', "")]);
    let mut phone = world.callers["stranger"].at(&server.url);
    let come_in = phone.post("/v1/enrolments", enrolment(&code, "fox")).await.ok(201);
    phone.keep_cookies(&come_in);
    secret.extend(phone.cookies.iter().map(|(_, value)| value.clone()));
    phone.post("/v1/child/session", json!({"pin": "805146"})).await.refused(401, "wrong_pin");
    phone.post("/v1/child/session", json!({"pin": PIN})).await.ok(200);
    let link = sys.post(&format!("/v1/staff/accounts/{}/password-link", world.app.cast.maya), json!({})).await.ok(201);
    let token = link["link"].as_str().unwrap().rsplit_once('=').unwrap().1.to_owned();
    secret.push(token.clone());
    phone.post("/v1/staff/password", json!({"token": token, "password": PASSWORD})).await.ok(204);
    phone
        .post("/v1/staff/session", json!({"sign_in_name": EVERYWHERE, "password": PASSWORD}))
        .await
        .refused(401, "wrong_password");

    // Every route, as somebody who may and as somebody who may not, with the canary wherever text goes.
    let document = serde_json::to_value(sayso::server::document()).unwrap();
    let known = said(&document);
    let mut refusals = 0;
    for line in lines() {
        // What ends the sessions that the others need, or the child's phone.
        let ends = [
            "sign_out_child",
            "sign_out_staff",
            "disable_account",
            "revoke_phone",
            "revoke_own_phone",
            "put_account",
            "set_hidden",
            "change_pin",
        ];
        let Some(operation) = known.get(&line.operation).filter(|_| !ends.contains(&line.operation.as_str())) else {
            continue;
        };
        for relation in ["holder", "own", "other_worker", "other_child", "stranger", "system"] {
            let of = world.record_of(relation);
            let path = fill::path(&world, &line.operation, &line.path, of);
            let body = planted(&fill::body(&world, &line.operation, operation, &document, of));
            let path = if line.method == "get" && !line.path.ends_with("/live") {
                format!("{path}?note={EVERYWHERE}")
            } else {
                path
            };
            let reply = call(&world.callers[relation].at(&server.url), &line.method, &path, &body).await;
            if reply.status >= 400 {
                refusals += 1;
                let text = reply.text();
                assert!(
                    !text.contains(EVERYWHERE) && !text.contains(CANARY),
                    "{} repeats what it was sent: {text}",
                    line.operation
                );
            }
            assert_eq!(reply.header("referrer-policy"), "no-referrer", "{}", line.operation);
        }
    }
    assert!(refusals > 100 && operations(&document).len() > 50);
    for broken in [format!("/v1/{EVERYWHERE}"), format!("/v1/threads/{EVERYWHERE}"), format!("/{EVERYWHERE}.php")] {
        let reply = world.callers["own"].at(&server.url).get(&broken).await;
        assert!(reply.status == 404 && !reply.text().contains(EVERYWHERE), "{}", reply.text());
    }
    let half = world.callers["own"].at(&server.url);
    let cut = half
        .request(reqwest::Method::PUT, "/v1/child/lock")
        .header("content-type", "application/json")
        .body(format!("{{\"lock_after_s\": \"{EVERYWHERE}"));
    assert!(!half.send(cut).await.text().contains(EVERYWHERE));

    server.ask_to_stop();
    let log = server.log.clone();
    assert!(server.ended().await.success());
    let text = std::fs::read_to_string(log).unwrap();
    assert!(text.lines().count() > 300, "the log says too little to prove anything");
    for word in &secret {
        let at = text.find(word.as_str());
        assert!(
            at.is_none(),
            "in the log: {:?}",
            at.map(|at| &text[at.saturating_sub(120)..(at + 60).min(text.len())])
        );
    }
    // What is sealed or hashed is nowhere in the clear in the database; what may stand there does, so the look can see.
    let db = &world.app;
    let words: Vec<&String> =
        secret.iter().filter(|s| !["Zubenelgenubi", "Sabik", "C0001", EVERYWHERE].contains(&s.as_str())).collect();
    let mut seen = 0;
    for (table, _) in crate::matrix::rows(db).await {
        for word in &words {
            let hex: String = word.bytes().map(|b| format!("{b:02x}")).collect();
            let found = db.count(&format!("SELECT COUNT(*) AS n FROM {table} t WHERE CAST(t AS TEXT) LIKE '%{word}%' OR CAST(t AS TEXT) LIKE '%{hex}%'")).await;
            assert_eq!(found, 0, "{word} is in {table}");
        }
        seen += db.count(&format!("SELECT COUNT(*) AS n FROM {table} t WHERE CAST(t AS TEXT) LIKE '%Sabik%'")).await;
    }
    assert!(seen > 0, "the look sees nothing");
}

// PRIV-01 on SQLite: the bytes of its files
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_child_said_is_in_no_byte_of_the_sqlite_files() {
    let world = World::make(Backend::Sqlite).await;
    let url = world.app.database_url().to_owned();
    let has = |word: &str| {
        let files = ["", "-wal"].map(|end| std::fs::read(format!("{url}{end}")).unwrap_or_default());
        files.iter().any(|bytes| bytes.windows(word.len()).any(|w| w == word.as_bytes()))
    };
    assert!(has("Amara"), "the look sees nothing");
    for word in [CANARY, "I will find out", "We talked."] {
        assert!(!has(word), "{word}");
    }
    world.app.finish().await;
}
