//! Every route of the running app, walked as everybody, against `src/access/routes.csv`. The list of routes is the app's
//! own; a route without a line fails, and so does a line without a route.
//!
//! After adding a route: add its line to `src/access/routes.csv`, then `UPDATE=1 cargo test --test api matrix` writes down
//! which fields each role gets (`tests/api/matrix/fields.txt`): look at the difference before committing it.

mod fields;
pub mod fill;
mod input;
pub mod world;

use std::collections::{BTreeMap, BTreeSet};

use sayso::access::matrix::{Cell, cell};
use sayso::access::{Action, Relation};
use sayso::server::document;

use crate::harness::*;
use crate::openapi::operations;
use world::{CANARY, RELATIONS, World};

const TABLE: &str = include_str!("../../../src/access/routes.csv");

/// One line of the table.
pub struct Line {
    pub method: String,
    pub path: String,
    pub operation: String,
    pub action: Option<Action>,
    /// Relations of [`RELATIONS`] that get an answer.
    pub who: BTreeSet<&'static str>,
    /// Whether somebody without a session gets one.
    pub is_public: bool,
    others: Option<u16>,
    /// Whether an answer leaves an entry in the audit.
    pub is_audited: bool,
}

/// Those that work with children, each with their own rows.
const WORKERS: &[&str] = &[
    "holder",
    "ended_holder",
    "future_holder",
    "cover",
    "ended_cover",
    "iro",
    "manager",
    "late_manager",
    "other_manager",
    "iro_lead",
    "other_worker",
];
const OFFICES: &[&str] = &["business", "finance", "participation", "system"];
const CHILDREN: &[&str] = &["own", "other_child", "unconfirmed"];

fn meant(word: &str) -> Vec<&'static str> {
    match word {
        "anybody" => RELATIONS.to_vec(),
        "confirmed" => vec!["own", "other_child"],
        "every_child" => CHILDREN.to_vec(),
        "worker" => WORKERS.to_vec(),
        "staff" => [WORKERS, OFFICES].concat(),
        "manager" => vec!["manager", "late_manager"],
        one => {
            let known = RELATIONS.iter().find(|r| **r == one);
            vec![
                known.unwrap_or_else(|| panic!("src/access/routes.csv: “{one}” is none of the words that it explains")),
            ]
        }
    }
}

/// The table, read.
pub fn lines() -> Vec<Line> {
    let rows = TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).skip(1);
    rows.map(|row| {
        let cells: Vec<&str> = row.split(',').collect();
        let [method, path, operation, action, who, others, audit] = cells[..] else {
            panic!("src/access/routes.csv: this line has not seven cells: {row}")
        };
        Line {
            method: method.to_owned(),
            path: path.to_owned(),
            operation: operation.to_owned(),
            action: (!action.is_empty()).then(|| action.parse().unwrap_or_else(|e| panic!("{row}: {e}"))),
            who: who.split('+').flat_map(meant).collect(),
            is_public: who == "anybody",
            others: (!others.is_empty()).then(|| others.parse().unwrap()),
            is_audited: match audit {
                "entry" => true,
                "none" => false,
                other => panic!("src/access/routes.csv: audit is “entry” or “none” and not “{other}”: {row}"),
            },
        }
    })
    .collect()
}

fn is_child(relation: &str) -> bool {
    CHILDREN.contains(&relation)
}

/// Whether a relation has the kind of session that a route asks for.
fn has_session(line: &Line, relation: &str) -> bool {
    let for_children = !line.path.starts_with("/v1/staff");
    !matches!(relation, "stranger" | "disabled") && is_child(relation) == for_children
}

/// What the table says that a relation gets: none for an answer, else the status of the refusal.
fn refusal(line: &Line, relation: &str) -> Option<u16> {
    if line.is_public || (line.who.contains(relation) && has_session(line, relation)) {
        None
    } else if has_session(line, relation) {
        Some(line.others.unwrap_or(404))
    } else {
        Some(401)
    }
}

/// An answer without waiting for the end of an endless stream.
pub async fn call(caller: &Caller, method: &str, path: &str, body: &Value) -> Reply {
    if path.ends_with("/live") {
        let answer = caller.request(reqwest::Method::GET, path).send().await.unwrap();
        if answer.status().is_success() {
            let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
            return Reply { status, headers, body: vec![], json: Value::Null };
        }
        return Reply::read(answer).await;
    }
    // A file is sent as it is.
    if let Value::String(file) = body {
        let request = caller.request(method.to_uppercase().parse().unwrap(), path).header("content-type", "text/csv");
        return caller.send(request.body(file.clone())).await;
    }
    if sayso::savings::http::TAKES_FILES.contains(&path) && method == "post" {
        // Another file each time: the same one again is known and changes nothing.
        static FILES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let n = FILES.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let file = format!("Date,Narrative,Amount\n24/11/2026,x{n},1.00\n");
        return caller.upload(path, &json!({"kind": "ledger_extract"}), "x.csv", file.as_bytes()).await;
    }
    caller.with_body(method.to_uppercase().parse().unwrap(), path, body).await
}

fn app_document() -> Value {
    serde_json::to_value(document()).unwrap()
}

/// What the document says of each operation.
pub fn said(document: &Value) -> BTreeMap<String, Value> {
    operations(document)
        .into_iter()
        .map(|(_, _, said)| (said["operationId"].as_str().unwrap().to_owned(), said))
        .collect()
}

// AUTHZ-01
#[test]
fn every_route_of_the_app_has_its_line_and_every_line_its_route() {
    let document = app_document();
    let have: BTreeSet<String> = lines().iter().map(|l| format!("{},{},{}", l.method, l.path, l.operation)).collect();
    let want: BTreeSet<String> = operations(&document)
        .into_iter()
        .map(|(path, method, said)| format!("{method},{path},{}", said["operationId"].as_str().unwrap()))
        .collect();
    let missing: Vec<_> = want
        .difference(&have)
        .map(|l| format!("add a line to src/access/routes.csv: {l},<action>,<who may>,404,<entry|none>"))
        .collect();
    let over: Vec<_> = have
        .difference(&want)
        .map(|l| format!("take this line out of src/access/routes.csv, there is no such route: {l}"))
        .collect();
    assert!(missing.is_empty() && over.is_empty(), "{}", [missing, over].concat().join("\n"));
}

#[test]
fn no_line_lets_in_whom_the_access_table_keeps_out() {
    for line in lines() {
        let Some(action) = line.action.filter(|_| !line.is_public) else { continue };
        let may = |relation| cell(action, relation) != Cell::No;
        for relation in &line.who {
            let allowed = match *relation {
                "own" | "other_child" => may(Relation::Own),
                "unconfirmed" => may(Relation::Unconfirmed),
                // Each on their own rows.
                _ if line.who.contains("other_worker") => may(Relation::Own) || may(Relation::Holder),
                // Whoever holds any post of the child's holds one where the thing is the whole child's.
                "iro" => may(Relation::Iro) || may(Relation::Holder),
                "cover" => may(Relation::Cover),
                "manager" | "late_manager" | "iro_lead" | "other_manager" => may(Relation::Manager),
                "business" | "finance" => may(Relation::Office),
                "participation" => may(Relation::Participation),
                "system" => may(Relation::System),
                _ => may(Relation::Holder),
            };
            assert!(allowed, "{}: {relation} may, and not by {action} of matrix.csv", line.operation);
        }
    }
}

/// How many rows each table has but the audit's: what a refusal must not change.
pub async fn rows(app: &TestApp) -> Vec<(String, i64)> {
    let schema = include_str!("../../../src/store/schema.rs");
    let tables = schema.lines().filter_map(|l| l.trim().strip_suffix(" {")?.split_once(" ("));
    let mut found = Vec::new();
    for (table, _) in tables.filter(|(t, _)| *t != "audit_entries") {
        found.push((table.to_owned(), app.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await));
    }
    assert!(found.len() > 25, "the tables could not be read out of schema.rs");
    found
}

// AUTHZ-02, 04, 05, 17; AUTHN-01
async fn everybody_else_is_refused(world: &World) {
    let document = app_document();
    let said = said(&document);
    let nothing = world.app.stranger().get("/v1/nothing").await.not_there();
    let before = rows(&world.app).await;
    let mut wrong = Vec::new();
    let mut walked = 0;
    for line in lines() {
        let Some(operation) = said.get(&line.operation) else { continue };
        for relation in RELATIONS {
            let Some(status) = refusal(&line, relation) else { continue };
            walked += 1;
            let of = world.record_of(relation);
            let path = fill::path(world, &line.operation, &line.path, of);
            let body = fill::body(world, &line.operation, operation, &document, of);
            let reply = call(&world.callers[relation], &line.method, &path, &body).await;
            let same = status != 404 || reply.json == nothing.json;
            if reply.status != status || !same {
                wrong.push(format!(
                    "{} as {relation}: {} {} instead of {status}",
                    line.operation,
                    reply.status,
                    reply.text()
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {walked} are not as src/access/routes.csv says:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(rows(&world.app).await, before, "a refusal changed something");
}

/// Those to whom nothing of Amara's may be told, whatever they ask.
const FAR: &[&str] = &[
    "other_child",
    "ended_holder",
    "future_holder",
    "ended_cover",
    "other_manager",
    "other_worker",
    "participation",
    "disabled",
    "stranger",
];

/// Checks one answer to somebody who may: it is one, it tells nobody else's, and the audit has what it must.
async fn is_answered(
    world: &World,
    app: &TestApp,
    line: &Line,
    relation: &str,
    called: (&str, &Value),
) -> Result<Reply, String> {
    let caller = world.callers[relation].at(&app.url);
    let (before, all) = (entries(app, line).await, app.count(ALL).await);
    let reply = call(&caller, &line.method, called.0, called.1).await;
    let say = |what: &str| Err(format!("{} as {relation}: {what}: {} {}", line.operation, reply.status, reply.text()));
    let but = fill::may_but(&line.operation).is_some_and(|code| reply.json["code"] == code);
    if !(200..300).contains(&reply.status) && !but {
        return say("not answered");
    }
    let (after, all_after) = (entries(app, line).await, app.count(ALL).await);
    let wanted = i64::from(line.is_audited);
    if all_after - all != wanted {
        return say(&format!("{} entries in the audit instead of {wanted}", all_after - all));
    }
    if after - before != wanted {
        return say(&format!("its entry in the audit does not say {:?}, allowed", line.action.map(Action::as_str)));
    }
    let text = reply.text();
    let hers = [CANARY.to_owned(), world.amara.child.to_string(), world.amara.thread.clone(), "C0001".into()];
    if FAR.contains(&relation) && hers.iter().any(|h| text.contains(h)) {
        return say("tells of a child who is not theirs");
    }
    Ok(reply)
}

const ALL: &str = "SELECT COUNT(*) AS n FROM audit_entries";

async fn entries(app: &TestApp, line: &Line) -> i64 {
    let action = match line.action {
        // Where only the dates may be read, that is what is written down.
        Some(Action::ReadThread) => "read_thread', 'read_dates",
        action => action.map_or("", Action::as_str),
    };
    app.count(&format!("{ALL} WHERE decision = 'allowed' AND action IN ('{action}') AND actor_id IS NOT NULL")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_has_no_right_to_a_route_gets_what_is_not_there_on_postgres() {
    let world = World::make(Backend::Postgres).await;
    everybody_else_is_refused(&world).await;
    world.app.finish().await;
}

// AUTHZ-02, 09; AUD-01
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_those_whom_its_line_names_and_nobody_else() {
    let world = World::make(Backend::Sqlite).await;
    everybody_else_is_refused(&world).await;
    let document = app_document();
    let said = said(&document);
    let (mut wrong, mut got) = (Vec::new(), fields::Got::default());
    for line in lines().iter().filter(|l| !l.is_public) {
        let Some(operation) = said.get(&line.operation) else { continue };
        let mut copy = None;
        for relation in line.who.iter().copied().filter(|r| has_session(line, r)) {
            let of = world.record_of(relation);
            let path = fill::path(&world, &line.operation, &line.path, of);
            let body = fill::body(&world, &line.operation, operation, &document, of);
            // What changes a record does so on a copy of the council, so that no cell depends on another; what everybody
            // does to their own needs only one (late_manager and manager are one person).
            let again = copy.is_none() || line.path.contains('{') || relation == "manager";
            if line.method != "get" && again {
                leave(copy.replace(world.app.copy().await)).await;
            }
            let app = copy.as_ref().unwrap_or(&world.app);
            for sql in fill::prepare(&line.operation).into_iter().flat_map(|sql| sql.split(';')) {
                app.execute(sql).await;
            }
            match is_answered(&world, app, line, relation, (&path, &body)).await {
                Ok(reply) => got.note(&line.operation, relation, &reply.json),
                Err(say) => wrong.push(say),
            }
        }
        leave(copy).await;
    }
    assert!(wrong.is_empty(), "{} are not as src/access/routes.csv says:\n{}", wrong.len(), wrong.join("\n"));
    got.compare();
    world.app.finish().await;
}

async fn leave(copy: Option<TestApp>) {
    if let Some(copy) = copy {
        copy.finish().await;
    }
}

// AUTHZ-18
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_child_says_to_the_iro_never_goes_to_the_childs_own_team() {
    let world = World::make(Backend::Sqlite).await;
    let document = app_document();
    let said = said(&document);
    let mut of = world.amara.clone();
    of.thread.clone_from(&of.iro_thread);
    let team = [
        "holder",
        "ended_holder",
        "future_holder",
        "cover",
        "ended_cover",
        "manager",
        "late_manager",
        "other_manager",
        "other_worker",
        "system",
    ];
    for line in lines().iter().filter(|l| l.path.starts_with("/v1/staff") && l.path.contains("{thread}")) {
        for relation in team {
            let path = fill::path(&world, &line.operation, &line.path, &of);
            let body = fill::body(&world, &line.operation, &said[&line.operation], &document, &of);
            let reply = call(&world.callers[relation], &line.method, &path, &body).await;
            assert_eq!(reply.status, 404, "{} as {relation}: {}", line.operation, reply.text());
        }
    }
    let read = format!("/v1/staff/threads/{}", of.iro_thread);
    assert!(world.callers["iro"].get(&read).await.ok(200).text().contains(CANARY));
    assert_eq!(world.callers["iro_lead"].get(&read).await.ok(200)["dates_only"], true);
    world.app.finish().await;
}
