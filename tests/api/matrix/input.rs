//! What nobody asked for: fields too many, values of the wrong kind, ids of other things, words that mean something to a
//! database.

use super::world::World;
use super::*;

/// Strings that have broken other services.
const CORPUS: &[&str] = &[
    "' OR '1'='1",
    "'; DROP TABLE children; --",
    "\" OR \"\"=\"",
    "1; SELECT pg_sleep(9)",
    "%27%20UNION%20SELECT%20NULL--",
    "$1",
    "?1",
    "{{7*7}}",
    "../../etc/passwd",
    "\u{202e}gnp.exe",
    "=HYPERLINK(\"x\")",
    "\\",
];

fn wrong_kinds(value: &Value) -> Vec<Value> {
    let all = [
        json!({"a": 1}),
        json!([[]]),
        json!(true),
        json!(-1.5),
        json!(9_007_199_254_740_993_i64),
        json!("x\u{1}y"),
        Value::Null,
    ];
    all.into_iter().filter(|v| std::mem::discriminant(v) != std::mem::discriminant(value)).collect()
}

/// The first relation that may call a line, and its record.
fn somebody(line: &Line) -> &'static str {
    line.who.iter().copied().find(|r| has_session(line, r)).unwrap_or("stranger")
}

on_both! {
    // INP-01, AUTHZ-08, AUTHN-08
    async fn no_route_takes_a_field_too_many_or_breaks_on_a_value_of_the_wrong_kind(app) {
        let world = World::make(app.backend).await;
        let document = app_document();
        let said = said(&document);
        let (mut wrong, mut tried) = (Vec::new(), 0);
        let tables = rows(&world.app).await.into_iter().map(|(t, _)| t).collect::<Vec<_>>();
        for line in lines() {
            let Some(operation) = said.get(&line.operation) else { continue };
            let relation = somebody(&line);
            let (caller, of) = (&world.callers[relation], world.record_of(relation));
            let path = fill::path(&world, &line.operation, &line.path, of);
            let body = fill::body(&world, &line.operation, operation, &document, of);
            let Some(fields) = body.as_object() else { continue };
            for more in ["role", "child_id", "staff_id", "approved_by", "pin", "pin_verifier", "id", "__proto__"] {
                if operation["requestBody"].to_string().contains(more) || fields.contains_key(more) || line.operation.contains("enrol") && more == "pin" || line.operation == "unlock_phone" || line.operation == "put_account" {
                    continue;
                }
                tried += 1;
                let mut body = body.clone();
                body[more] = json!("x");
                let reply = call(caller, &line.method, &path, &body).await;
                if reply.status != 422 || reply.json["code"] != "wrong_shape" {
                    wrong.push(format!("{} with {more}: {} {}", line.operation, reply.status, reply.text()));
                }
            }
            for (name, value) in fields {
                for kind in wrong_kinds(value) {
                    tried += 1;
                    let mut body = body.clone();
                    body[name] = kind.clone();
                    let reply = call(caller, &line.method, &path, &body).await;
                    if reply.status >= 500 || (reply.status < 300 && !kind.is_null()) {
                        wrong.push(format!("{} with {name} = {kind}: {} {}", line.operation, reply.status, reply.text()));
                    }
                }
                for text in CORPUS.iter().filter(|_| value.is_string()) {
                    tried += 1;
                    let mut body = body.clone();
                    body[name] = json!(text);
                    let reply = call(caller, &line.method, &path, &body).await;
                    if reply.status >= 500 {
                        wrong.push(format!("{} with {name} = {text}: {} {}", line.operation, reply.status, reply.text()));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(tried > 500, "only {tried}");
        for table in tables {
            world.app.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await;
        }
        world.app.finish().await;
    }

    // INP-01: sort keys and filters
    async fn a_query_that_is_not_known_is_refused_in_words(app) {
        let world = World::make(app.backend).await;
        for line in lines().iter().filter(|l| l.method == "get" && !l.path.ends_with("/live")) {
            let relation = somebody(line);
            let path = fill::path(&world, &line.operation, &line.path, world.record_of(relation));
            for query in ["sort=name'--", "limit=x", "limit=-1", "before_seq=1%27", "after=%27%20OR%201", "before=%00"] {
                let reply = call(&world.callers[relation], "get", &format!("{path}?{query}"), &Value::Null).await;
                assert!(reply.status < 500, "{} {query}: {}", line.operation, reply.text());
                if reply.status >= 400 {
                    assert_eq!(reply.header("content-type"), "application/problem+json", "{} {query}", line.operation);
                    assert!(!reply.text().contains("OR 1") && !reply.text().contains("'--"), "a value is repeated: {}", reply.text());
                }
            }
        }
        world.app.finish().await;
    }

    // INP-01, AUTHZ-04, 06
    async fn an_id_of_another_kind_reads_as_not_there(app) {
        let world = World::make(app.backend).await;
        let document = app_document();
        let said = said(&document);
        for line in lines().iter().filter(|l| l.path.contains('{') && !l.is_public) {
            let Some(operation) = said.get(&line.operation) else { continue };
            let relation = somebody(line);
            let (caller, of) = (&world.callers[relation], world.record_of(relation));
            let body = fill::body(&world, &line.operation, operation, &document, of);
            let good = fill::path(&world, &line.operation, &line.path, of);
            for (n, _) in line.path.split('/').enumerate().filter(|(_, p)| p.starts_with('{')) {
                // The last id of what is made here is the caller's own to choose, if it is one.
                let makes = matches!(line.operation.as_str(), "send_message" | "reply" | "write_down" | "allocate" | "set_cover" | "put_account" | "ask_of_money" | "chase_provider" | "ask_for_right" | "declare_carer_savings" | "flag_other_money" | "sign_savings_policy" | "ask_for_accounts" | "send_chase_letter" | "step_carer_savings" | "propose_pay_run" | "propose_month" | "correct_money" | "decide_leaver" | "post_changed_weeks" | "enter_right_fact" | "sign_right_letter" | "sign_off_right" | "decide_line" | "decide_lines" | "handle_exception");
                let is_last = n == line.path.split('/').count() - 1;
                let mut others = vec!["x".to_owned(), "00000000-0000-0000-0000-00000000000g".into(), "%27%20OR%201=1".into()];
                if !(makes && is_last) && line.path.split('/').nth(n) != Some("{post}") {
                    others.extend([of.task.to_string(), app.cast.bilal.to_string(), app.id().to_string()]);
                }
                for other in others {
                    let path = good.split('/').enumerate().map(|(i, p)| if i == n { other.as_str() } else { p }).collect::<Vec<_>>().join("/");
                    if path == good {
                        continue;
                    }
                    let reply = call(caller, &line.method, &path, &body).await;
                    assert_eq!(reply.status, 404, "{} {}: {}", line.method, line.path, reply.text());
                }
            }
        }
        world.app.finish().await;
    }
}
