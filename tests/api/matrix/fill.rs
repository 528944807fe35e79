//! The ids and the bodies with which each route is called. A new route whose path names only what stands in [`part`], and
//! whose body is content with what its schema says, needs nothing here.

use sayso::kernel::id::Id;
use serde_json::Map;

use super::world::{Record, World};
use crate::harness::*;

/// A question about money that [`prepare`] writes down.
const QUERY: &str = "0198a000-0000-7000-8000-0000000000aa";

/// A file, its one row and the exception about it, all under one id, that [`prepare`] writes down.
const LINE: &str = "0198a000-0000-7000-8000-0000000000bb";
const A_LINE_WAITS: &str = "INSERT OR IGNORE INTO savings_files (id, kind, sender, name, sha256, loaded_at, sum_pence, words, receipt) \
    VALUES (x'0198a0000000700080000000000000bb', 'provider_file', '1', 'x.csv', 'x', 1, 500, '', '{}'); \
    INSERT OR IGNORE INTO savings_lines (id, file_id, kind, sender, nth, file_line, raw, content, occurrence, state, code, \
    reason, suggestions, from_on, to_on, pence, expected_pence, surplus_pence) \
    VALUES (x'0198a0000000700080000000000000bb', x'0198a0000000700080000000000000bb', 'provider_file', '1', 1, 2, '[]', 'x', \
    1, 'set_aside', 'X05', 'x', '[]', '2026-10-01', '2026-10-31', 500, 0, 0); \
    INSERT OR IGNORE INTO savings_exceptions (id, code, line_id, says, raised_at, state, natural_key) \
    VALUES (x'0198a0000000700080000000000000bb', 'X05', x'0198a0000000700080000000000000bb', 'x', 1, 'open', 'x')";
/// A pay run without lines that [`prepare`] writes down, and the hash of what is in it.
const RUN: &str = "0198a000-0000-7000-8000-0000000000bb";
const RUN_CONTENT: &str = "b84b72beec3ce8f6018d69bd6f6000e3f1371886b2d6f69d26ab8a4d555211ef";
/// A direct payment that waits for a second person, and a proposal for a month, likewise.
const DECISION: &str = "0198a000-0000-7000-8000-0000000000dd";
const MONTH: &str = "0198a000-0000-7000-8000-0000000000cc";
/// A carer's savings, a list for The Share Foundation, a flag of other money that [`prepare`] writes down.
const MADE: &str = "0198a000-0000-7000-8000-0000000000bb";

/// The path of an operation, filled in for a record; each call that makes something makes a new one.
pub fn path(world: &World, operation: &str, path: &str, of: &Record) -> String {
    path.split('/')
        .map(|p| match p.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            Some(name) => part(world, operation, name, of),
            None => p.to_owned(),
        })
        .collect::<Vec<_>>()
        .join("/")
}

fn part(world: &World, operation: &str, name: &str, of: &Record) -> String {
    let fresh = world.app.id().to_string();
    match (operation, name) {
        ("close_money_question", "query") => QUERY.to_owned(),
        (_, "line" | "file" | "exception") => LINE.to_owned(),
        ("confirm_leaver_payment", "decision") => DECISION.to_owned(),
        (_, "decision" | "act") => fresh,
        (_, "week") => "2026-11-22".to_owned(),
        (_, "provider") => "1".to_owned(),
        ("propose_pay_run", "run") | ("propose_month", "proposal") => fresh,
        (_, "run") => RUN.to_owned(),
        (_, "proposal") => MONTH.to_owned(),
        (_, "query" | "chase" | "correction" | "change" | "signing" | "step") => fresh,
        ("declare_carer_savings", "holding") | ("ask_for_accounts", "return") | ("flag_other_money", "flag") => fresh,
        (_, "holding" | "return" | "flag") => MADE.to_owned(),
        ("send_message" | "reply" | "write_down", "message")
        | ("allocate", "allocation")
        | ("set_cover", "absence")
        | ("ask_for_right", "request")
        | (_, "fact" | "letter" | "sign_off") => fresh,
        (_, "request") => of.right_request.to_string(),
        ("seal_wrong_child", "message") => of.replied.clone(),
        (_, "message") => of.said.clone(),
        ("say_if_right", "ask") => of.answered_ask.clone(),
        (_, "ask") => of.open_ask.clone(),
        ("confirm_phone" | "revoke_own_phone", "account") => of.unconfirmed_account.to_string(),
        (_, "account") => of.account.to_string(),
        (_, "child") => of.child.to_string(),
        (_, "thread") => of.thread.clone(),
        (_, "post") => "social_worker".to_owned(),
        (_, "invitation") => of.invitation.to_string(),
        (_, "task") => of.task.to_string(),
        (_, "allocation") => of.allocation.to_string(),
        (_, "absence") => world.absence.to_string(),
        (_, "staff") => world.app.cast.dee.to_string(),
        _ => {
            panic!("tests/api/matrix/fill.rs does not know which {{{name}}} to name for {operation}: add it to part()")
        }
    }
}

/// The body of an operation: what [`known`] says, or else the least that its schema takes.
pub fn body(world: &World, operation: &str, said: &Value, document: &Value, of: &Record) -> Value {
    let schema = &said["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_null() {
        return file(world, operation).map_or(Value::Null, Value::String);
    }
    known(world, operation, of).unwrap_or_else(|| least(schema, document, world))
}

/// The file that an operation takes as its body: another one each time, so that nobody's is there already.
fn file(world: &World, operation: &str) -> Option<String> {
    let id = world.app.id();
    Some(match operation {
        "load_accounts_register" => format!("child_id,state,reference\nC0001,junior_isa,TSF-{id}\n"),
        "load_opening_balances" => {
            format!("child_id,holder,holder_name,amount,surety,as_at\nC0001,carer,FC-{id},1.00,told,2026-03-31\n")
        }
        "load_providers" => format!("name,how,from\nHomes {id},remits_cash,2026-04-01\n"),
        "take_acknowledgement" => format!("la_ref,outcome,tsf_ref\nC0001,accepted,TSF-{id}\n"),
        _ => return None,
    })
}

fn known(world: &World, operation: &str, of: &Record) -> Option<Value> {
    let app = &world.app;
    Some(match operation {
        "send_message" => json!({"text": "hi", "kind": "chat"}),
        "set_topics" | "set_topics_as_staff" => json!({"topics": ["visit"]}),
        "mark_seen" => json!({"up_to_seq": 99}),
        "mark_answered" => json!({"message": app.id(), "how": "decided", "said": "Yes, you can."}),
        "ask_for_right" => json!({"message": app.id(), "item": "complain"}),
        "enter_right_fact" => {
            json!({"kind": "homeless", "value": true, "source": "Said so", "checked_on": "2026-11-20", "agreed_on": null})
        }
        "answer_right_request" => json!({"message": app.id(), "state": "deciding", "decided_by": "The panel",
            "decide_on": "2026-12-03", "said": "The panel looks at it on 3 December."}),
        // Another day each time, so that nobody says the same twice.
        "sign_off_right" => {
            json!({"item": "driving", "owner": "Pathways", "source": format!("Policy {}", app.id()), "review_by": "2027-11-20"})
        }
        "step_carer_savings" => json!({"step": "confirmed", "amount": "5.00", "says": "letter"}),
        "sign_savings_policy" => {
            let rules = sayso::savings::Rules::load(&sayso::config::RuleFiles::default()).unwrap();
            json!({"content": sayso::savings::actions::policy::content(&rules)})
        }
        "declare_carer_savings" => {
            json!({"child": of.child.uuid(), "carer_number": "FC1", "declared_on": "2026-11-20", "source": "x"})
        }
        "pin_plan" => json!({"message": of.replied}),
        "write_down" => json!({"text": "Hi", "channel": "text", "said_by": "child", "said_at": "2026-11-24T09:00:00Z"}),
        "change_pin" => json!({"old_pin": "493817", "new_pin": "805146"}),
        "change_child" => json!({"known_as": "Ama"}),
        "change_lock" => json!({"lock_after_s": 30}),
        "set_child_choices" | "set_staff_choices" => {
            json!({"push": true, "push_text": 2, "quiet_from": 22, "quiet_until": 6})
        }
        "add_child_push" | "add_staff_push" | "remove_child_push" | "remove_staff_push" => {
            json!({"endpoint": "https://fcm.googleapis.com/fcm/send/abc"})
        }
        "invite_caseload" => json!({"post": "social_worker"}),
        // Amara's post is promised to somebody already; Chidi's is not.
        "allocate" => json!({"child": world.chidi.child.uuid(), "staff": app.cast.cal.uuid(), "post": "social_worker"}),
        "set_cover" => {
            json!({"staff": app.cast.sam.uuid(), "cover": app.cast.cal.uuid(), "from": "2027-01-11", "back_on": "2027-01-18"})
        }
        "decide_line" => json!({"what": "park", "reason": "Later"}),
        "decide_lines" => json!({"lines": [LINE], "what": "park", "reason": "Later"}),
        "find_money_child" => json!({"text": "Ama"}),
        "handle_exception" => json!({"what": "take_on"}),
        "approve_pay_run" => json!({"content": RUN_CONTENT}),
        "propose_month" => json!({"month": "2026-09-05", "what": "close"}),
        "preview_changed_weeks" => json!({"child": of.child.uuid(), "born_on": "2012-05-04"}),
        "post_changed_weeks" => json!({"child": of.child.uuid(), "weeks": ["2026-11-22"], "reason": "missed"}),
        "decide_leaver" => json!({"what": "contacted", "on": "2026-11-20", "note": "A letter"}),
        "preview_correction" | "correct_money" => {
            json!({"what": "adjust", "child": of.child.uuid(), "amount": "5.00", "reason": "missed"})
        }
        "put_account" => json!({"code": "DUTY", "name": "Dee March", "role": "team_manager", "team": "EDT"}),
        _ => return None,
    })
}

/// What must be so before an operation changes anything, as SQL.
pub fn prepare(operation: &str) -> Option<&'static str> {
    Some(match operation {
        "read_pay_run" | "approve_pay_run" | "give_up_pay_run" => {
            "INSERT OR REPLACE INTO pay_runs (id, cut_off_on, accepted_on, state, content, proposed_by, proposed_at) \
             SELECT x'0198a0000000700080000000000000bb', '2026-11-22', '2026-11-30', 'proposed', \
             'b84b72beec3ce8f6018d69bd6f6000e3f1371886b2d6f69d26ab8a4d555211ef', id, 1 FROM staff WHERE code = 'BEA'"
        }
        "send_pay_run" => {
            "INSERT OR REPLACE INTO pay_runs (id, cut_off_on, accepted_on, state, content, proposed_by, proposed_at, approved_by, \
             approved_at, approved_content) SELECT x'0198a0000000700080000000000000bb', '2026-11-22', '2026-11-30', \
             'approved', 'b84b72beec3ce8f6018d69bd6f6000e3f1371886b2d6f69d26ab8a4d555211ef', b.id, 1, f.id, 1, \
             'b84b72beec3ce8f6018d69bd6f6000e3f1371886b2d6f69d26ab8a4d555211ef' FROM staff b, staff f \
             WHERE b.code = 'BEA' AND f.code = 'FIN'"
        }
        "read_pay_schedule" | "mark_pay_run_paid" => {
            "INSERT OR REPLACE INTO pay_runs (id, cut_off_on, accepted_on, state, content, proposed_by, proposed_at, sent_at, schedule) \
             SELECT x'0198a0000000700080000000000000bb', '2026-11-22', '2026-11-30', 'sent', 'x', id, 1, 1, 'run_id' \
             FROM staff WHERE code = 'BEA'"
        }
        "decide_leaver" => "UPDATE children SET born_on = '2008-01-04' WHERE reference = 'C0001'",
        "confirm_leaver_payment" => {
            "INSERT INTO ledger_accounts (id, code, kind, child_id, floored, balance_pence) \
             SELECT 1000, 'liability:child:' || lower(substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || \
             substr(hex(id), 13, 4) || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21)), 'liability_child', id, \
             TRUE, 500 FROM children WHERE reference = 'C0001'; \
             INSERT INTO leaver_decisions (id, child_id, what, on_day, note, pence, decided_by, decided_at) \
             SELECT x'0198a0000000700080000000000000dd', c.id, 'paid_direct', '2026-11-20', 'x', 500, s.id, 1 \
             FROM children c, staff s WHERE c.reference = 'C0001' AND s.code = 'BEA'"
        }
        "confirm_month" => {
            "INSERT INTO ledger_period_acts (id, month_on, what, proposed_by, proposed_at) \
             SELECT x'0198a0000000700080000000000000cc', '2026-09-01', 'close', id, 1 FROM staff WHERE code = 'BEA'"
        }
        "resume_messages" => "UPDATE children SET messages_stopped_at = 1",
        "close_money_question" => {
            "INSERT INTO money_queries (id, child_id, kind, made_at) \
             SELECT x'0198a0000000700080000000000000aa', id, 'use_some', 1 FROM children WHERE reference = 'C0001'"
        }
        "close_pocket_question" => {
            "INSERT INTO pocket_answers (child_id, week_end, answer, said_at) \
             SELECT id, '2026-11-22', 'late', 1 FROM children WHERE reference = 'C0001'"
        }
        "read_receipt" | "list_queue" | "weigh_line" | "decide_line" | "decide_lines" | "list_exceptions"
        | "handle_exception" => A_LINE_WAITS,
        "step_carer_savings" | "own_carer_savings" => {
            "INSERT INTO carer_savings (id, child_id, carer, declared_on, source, recorded_at) \
             SELECT x'0198a0000000700080000000000000bb', id, 'FC1', '2026-11-20', 'x', 1 FROM children WHERE reference = 'C0001'"
        }
        "export_foundation_return" => {
            "INSERT OR IGNORE INTO foundation_returns (id, made_at) VALUES (x'0198a0000000700080000000000000bb', 1); \
             INSERT OR IGNORE INTO foundation_return_lines (return_id, child_id) \
             SELECT x'0198a0000000700080000000000000bb', id FROM children WHERE reference = 'C0001'"
        }
        "end_other_money" => {
            "INSERT INTO other_money (id, child_id, kind, body, set_by, set_at) \
             SELECT x'0198a0000000700080000000000000bb', c.id, 'other', x'00', s.id, 1 FROM children c, staff s \
             WHERE c.reference = 'C0001' AND s.code = 'SAM'"
        }
        "take_acknowledgement" => {
            "INSERT OR IGNORE INTO savings_accounts (child_id, state, asked_on, source, recorded_at) \
             SELECT id, 'asked_for', '2026-11-01', 'x', 1 FROM children WHERE reference = 'C0001'"
        }
        // One week that the provider should have handed over in February.
        "send_chase_letter" => {
            "INSERT OR IGNORE INTO providers (id, name, name_key, recorded_at) VALUES (1, 'x', 'x', 1); \
             INSERT INTO ledger_acts (id, act_key, fingerprint, kind, actor_kind, recorded_at) \
             VALUES (900, x'01', x'01', 'accrual', 'job', 1); \
             INSERT INTO ledger_accounts (id, code, kind, child_id, floored) \
             SELECT 901, 'x1', 'liability_child', id, TRUE FROM children WHERE reference = 'C0001'; \
             INSERT INTO ledger_accounts (id, code, kind, provider_id, floored) \
             VALUES (902, 'x2', 'receivable_provider', 1, FALSE); \
             INSERT INTO ledger_entries (id, act_id, debit_account_id, credit_account_id, pence, kind, child_account_id, \
             week_end, effective_on, recorded_at, nth) \
             VALUES (903, 900, 902, 901, 500, 'accrual', 901, '2026-01-04', '2026-01-04', 1, 0)"
        }
        "see_chase_letter" | "export_chase_letter" => {
            "INSERT OR IGNORE INTO providers (id, name, name_key, recorded_at) VALUES (1, 'x', 'x', 1)"
        }
        "change_provider" | "chase_provider" => {
            "INSERT OR IGNORE INTO providers (id, name, name_key, recorded_at) VALUES (1, 'x', 'x', 1)"
        }
        _ => return None,
    })
}

/// The code with which a call by somebody who may is answered all the same, because what it takes cannot be had here.
pub fn may_but(operation: &str) -> Option<&'static str> {
    match operation {
        // The phones of this test have no PIN that fits.
        "change_pin" => Some("wrong_pin"),
        _ => None,
    }
}

/// The least that a schema takes: required fields only.
pub fn least(schema: &Value, document: &Value, world: &World) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return least(&document["components"]["schemas"][name], document, world);
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    if let Some(first) = schema["oneOf"].get(0).or(schema["allOf"].get(0)) {
        return least(first, document, world);
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("object");
    match (kind, schema["format"].as_str()) {
        ("string", Some("uuid")) => json!(Id::<()>::at(world.app.clock.now()).uuid()),
        ("string", Some("date")) => json!("2026-11-24"),
        ("string", Some("date-time")) => json!("2026-11-24T09:00:00Z"),
        ("string", _) => json!("x"),
        ("integer" | "number", _) => json!(schema["minimum"].as_i64().unwrap_or(1)),
        ("boolean", _) => json!(true),
        ("array", _) => json!([]),
        _ => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let field = |name: &Value| {
                let name = name.as_str().unwrap();
                (name.to_owned(), least(&schema["properties"][name], document, world))
            };
            Value::Object(required.iter().map(field).collect::<Map<_, _>>())
        }
    }
}
