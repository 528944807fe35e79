//! A case that is wrong is refused, and its field named: a slip of the pen never passes for a fact or for an agreement.

use std::process::Command;

use sayso::entitlements::case::{Case, CaseFile, read};
use sayso::entitlements::verdict::differences;
use serde_json::{Value, json};

fn good() -> Value {
    json!({
        "id": "X", "dob": "2010-01-10", "as_of": "2026-08-29",
        "episodes": [{"start": "2026-06-01", "end": null, "legal_status": "V2", "placement": "U5"}],
        "periods": [{"type": "detained", "start": "2026-02-01", "end": "2026-03-01"}],
        "flags": {"uasc": false}, "expected": {"leaving_care_class": "looked_after_16_17_not_eligible"},
    })
}

/// What is said of a case with one thing changed.
fn said(change: impl Fn(&mut Value)) -> String {
    let mut case = good();
    change(&mut case);
    let checked = read::<Case>(&case.to_string()).and_then(|c| c.check().and_then(|()| c.check_day(c.as_of.unwrap())));
    checked.err().unwrap_or_default()
}

#[test]
fn what_is_wrong_is_named_by_its_field() {
    assert_eq!(said(|_| {}), "");
    let wrong: &[(&str, fn(&mut Value))] = &[
        ("dob", |c| c["dob"] = json!("2010-13-10")),
        ("dob", |c| c["dob"] = json!("0010-01-10")),
        ("as_of", |c| c["as_of"] = json!("2009-01-01")),
        ("episodes[0].start", |c| c["episodes"][0]["start"] = json!("yesterday")),
        ("episodes[0].start", |c| c["episodes"][0]["start"] = json!("2009-06-01")),
        ("episodes[0].end", |c| c["episodes"][0]["end"] = json!("2026-05-31")),
        ("episodes[0].legal_status", |c| c["episodes"][0]["legal_status"] = json!("X9")),
        ("episodes[0].placement", |c| c["episodes"][0]["placement"] = json!("foster home")),
        ("episodes[0].reg48_shortbreak", |c| c["episodes"][0]["reg48_shortbreak"] = json!(true)),
        ("episodes[0].reg48_short_break", |c| c["episodes"][0]["reg48_short_break"] = json!("yes")),
        ("periods[0].type", |c| c["periods"][0]["type"] = json!("prison")),
        ("periods[0].end", |c| c["periods"][0]["end"] = json!("2026-01-01")),
        ("flags.uasc", |c| c["flags"]["uasc"] = json!("no")),
        ("flags.homless", |c| c["flags"]["homless"] = json!(true)),
        ("flags.apprenticeship_start", |c| c["flags"]["apprenticeship_start"] = json!("2023-02-30")),
        ("episode", |c| c["episode"] = json!([])),
    ];
    for (field, change) in wrong {
        let say = said(change);
        let named = say.starts_with(&format!("{field}:")) || say.contains(&format!("unknown field `{}`", last(field)));
        assert!(named, "{field}: “{say}”");
    }
}

fn last(field: &str) -> &str {
    field.rsplit('.').next().unwrap()
}

#[test]
fn what_cannot_be_expected_never_agrees() {
    let rules = super::rules();
    let wrong: &[(&str, Value)] = &[
        ("leaving_care_clas", json!("eligible")),
        ("entitlements_now", json!("advocate")),
        ("entitlements_now", json!(["advocat"])),
        ("not_now", json!(["a-yacht"])),
        ("entitlements_later", json!({"id": "personal-adviser"})),
        ("milestones", json!("2026-01-01")),
        ("if_alternative_dob", json!({"leaving_care_class": "none"})),
        ("amounts", json!([{"id": "uc-18-plus", "value": "a lot"}])),
    ];
    for (key, value) in wrong {
        let mut case = good();
        case["expected"] = json!({*key: value});
        let case: Case = read(&case.to_string()).unwrap();
        assert_eq!(differences(&case, case.as_of.unwrap(), &rules).len(), 1, "{key}: {value}");
    }
}

#[test]
fn a_file_without_cases_or_without_a_day_is_refused() {
    let file = |text: Value| read::<CaseFile>(&text.to_string()).and_then(|f| f.check()).err().unwrap_or_default();
    assert_eq!(file(json!({"vectors": [good()]})), "");
    assert!(file(json!({"vectors": []})).starts_with("vectors:"));
    assert!(file(json!({})).contains("vectors"));
    let mut undated = good();
    undated["as_of"] = Value::Null;
    assert!(file(json!({"vectors": [good(), undated]})).starts_with("vectors[1].as_of:"));
}

#[test]
fn the_command_says_what_is_wrong_and_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.json");
    let run = |args: &[&str]| {
        let done =
            Command::new(env!("CARGO_BIN_EXE_sayso")).args(args).arg(&file).current_dir(&folder).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (done.status.code(), text(&done.stdout), text(&done.stderr))
    };
    let mut wrong = good();
    wrong["episodes"][0]["legal_status"] = json!("X9");
    std::fs::write(&file, wrong.to_string()).unwrap();
    let (code, out, err) = run(&["rights", "assess", "--json", "--case"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("episodes[0].legal_status"), "{err}");
    std::fs::write(&file, json!({"vectors": [good(), wrong]}).to_string()).unwrap();
    let (code, _, err) = run(&["rights", "check"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("vectors[1].episodes[0].legal_status"), "{err}");

    let mut other = good();
    other["expected"] = json!({"leaving_care_class": "eligible", "nights_since_14": 89});
    std::fs::write(&file, json!({"vectors": [good(), other]}).to_string()).unwrap();
    let (code, out, _) = run(&["rights", "check"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("X: leaving_care_class: expected \"eligible\""), "{out}");
    assert_eq!(out.lines().last(), Some("1 of 2 agree"));

    std::fs::write(&file, good().to_string()).unwrap();
    let (code, out, _) = run(&["rights", "assess", "--json", "--case"]);
    let said: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &said["class"]), (Some(0), &json!("looked_after_16_17_not_eligible")));
    for key in ["certainty", "nights_since_14", "days_since_14", "milestones", "unknowns", "ruleset"] {
        assert!(!said[key].is_null(), "no {key}");
    }
    let offers = said["entitlements"].as_array().unwrap();
    assert_eq!(offers.len(), 61);
    for key in ["id", "state", "on", "until", "amount_pence", "why"] {
        assert!(offers.iter().all(|o| o.get(key).is_some()), "no {key}");
    }
    assert!(offers.iter().all(|o| !o["why"].as_array().unwrap().is_empty()));
}
