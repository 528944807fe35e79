//! Holds an assessment against what a case expects: only the keys that the case gives.

use serde_json::{Value, json};

use super::case::Case;
use super::class::Class;
use super::facts::Facts;
use super::milestones;
use super::offers::{Assessment, State, assess};
use super::rules::Rules;
use crate::kernel::Day;

/// Every difference between what a case expects and what the rules say, a line each; none where they agree.
#[must_use]
pub fn differences(case: &Case, as_of: Day, rules: &Rules) -> Vec<String> {
    let facts = case.facts();
    let said = assess(&facts, as_of, rules);
    let mut lines = Vec::new();
    for (key, expected) in &case.expected {
        if let Some(line) = difference(key, expected, &facts, as_of, &said, rules) {
            lines.push(format!("{}: {key}: {line}", case.id));
        }
    }
    lines
}

fn difference(
    key: &str,
    expected: &Value,
    facts: &Facts,
    as_of: Day,
    said: &Assessment<'_>,
    rules: &Rules,
) -> Option<String> {
    let s = &said.standing;
    match key {
        "leaving_care_class" => equal(expected, &json!(s.class)),
        "certainty" => equal(expected, &json!(s.certainty)),
        "age_years" => equal(expected, &json!(s.age)),
        "nights_since_14" => equal(expected, &json!(s.count.nights)),
        "days_since_14" => equal(expected, &json!(s.count.days)),
        "nights_since_14_including_short_breaks" => equal(expected, &json!(s.count.nights_with_breaks)),
        "near_line" => equal(expected, &json!(s.near_line)),
        "milestones" => milestones_differ(expected, facts),
        "milestone_due_today" => {
            let today =
                milestones::all(facts).into_iter().filter(|m| m.on == as_of).map(|m| m.name).collect::<Vec<_>>();
            (!today.iter().any(|m| json!(m) == *expected)).then(|| format!("expected {expected}, found {today:?}"))
        }
        "entitlements_now" => each(expected, said, |id| {
            is_now(said, id).then_some(()).map_or_else(|| Some(format!("{id} is {}", state(said, id))), |()| None)
        }),
        "not_now" => each(expected, said, |id| is_now(said, id).then(|| format!("{id} is {}", state(said, id)))),
        "entitlements_later" => later_differs(expected, said),
        "amounts" => amounts_differ(expected, said),
        "becomes" => change(expected, said, "class", "on"),
        "changes_on" => change(expected, said, "to", "date"),
        "deadline" => equal(&expected["needs_assessment_complete_by"], &json!(said.assessment_due)),
        "if_alternative_dob" => alternative_differs(expected, facts, as_of, rules),
        "human_check" => (s.checks.is_empty()).then(|| "nobody is asked to look".to_owned()),
        // Words for a person, asked for by presence only: the reason is always there.
        "tell_young_person" | "law_watch" => said.offers.is_empty().then(|| "nothing to tell".to_owned()),
        other => Some(format!("“{other}” is no key that can be expected")),
    }
}

fn equal(expected: &Value, found: &Value) -> Option<String> {
    (expected != found).then(|| format!("expected {expected}, found {found}"))
}

/// Asks of every id of a list; what is no list of known ids differs too, so that a slip of the pen never agrees.
fn each(expected: &Value, said: &Assessment<'_>, differs: impl Fn(&str) -> Option<String>) -> Option<String> {
    listed(expected, |id| match id.as_str() {
        Some(id) if said.offers.iter().any(|o| o.entitlement.id == id) => differs(id),
        _ => Some(format!("{id} is unknown to the rules")),
    })
}

fn listed(expected: &Value, differs: impl Fn(&Value) -> Option<String>) -> Option<String> {
    let Some(list) = expected.as_array() else { return Some(format!("{expected} is no list")) };
    told(list.iter().filter_map(differs).collect())
}

fn told(lines: Vec<String>) -> Option<String> {
    (!lines.is_empty()).then(|| lines.join("; "))
}

fn state(said: &Assessment<'_>, id: &str) -> String {
    let offer = said.offers.iter().find(|o| o.entitlement.id == id);
    offer.map_or_else(
        || "unknown to the rules".into(),
        |o| o.on.map_or_else(|| o.state.to_string(), |d| format!("{} {d}", o.state)),
    )
}

fn is_now(said: &Assessment<'_>, id: &str) -> bool {
    said.offers.iter().any(|o| o.entitlement.id == id && matches!(o.state, State::Now | State::Conditional))
}

fn milestones_differ(expected: &Value, facts: &Facts) -> Option<String> {
    let found = milestones::all(facts);
    let differs = |(name, day): (&String, &Value)| {
        let on = found.iter().find(|m| m.name == name).map(|m| json!(m.on));
        (on.as_ref() != Some(day)).then(|| format!("{name} expected {day}, found {}", on.unwrap_or(Value::Null)))
    };
    let Some(days) = expected.as_object() else { return Some(format!("{expected} is no list of days")) };
    told(days.iter().filter_map(differs).collect())
}

fn later_differs(expected: &Value, said: &Assessment<'_>) -> Option<String> {
    let differs = |wanted: &Value| {
        let id = wanted["id"].as_str().unwrap_or_default();
        let found = said.offers.iter().find(|o| o.entitlement.id == id);
        let so = found.is_some_and(|o| o.state == State::Later && json!(o.on) == wanted["from"]);
        (!so).then(|| format!("{id} expected later {}, found {}", wanted["from"], state(said, id)))
    };
    listed(expected, differs)
}

fn amounts_differ(expected: &Value, said: &Assessment<'_>) -> Option<String> {
    let differs = |wanted: &Value| {
        let id = wanted["id"].as_str().unwrap_or_default();
        let pounds = wanted["value"].to_string();
        let pounds = pounds.trim_matches('"').parse::<crate::kernel::Pence>().ok();
        let found = said.offers.iter().find(|o| o.entitlement.id == id).and_then(|o| o.amount).map(|v| v.value.pence);
        (found != pounds || (pounds.is_none() && !wanted["value"].is_null()))
            .then(|| format!("{id} expected {}, found {found:?}", wanted["value"]))
    };
    listed(expected, differs)
}

/// The next change of the class that is certain.
#[must_use]
pub fn next_change(said: &Assessment<'_>) -> Option<(Class, Day)> {
    let today = said.ahead.first()?.certain;
    said.ahead.iter().find(|s| s.certain != today).map(|s| (s.certain, s.from))
}

fn change(expected: &Value, said: &Assessment<'_>, class_key: &str, day_key: &str) -> Option<String> {
    let found = next_change(said);
    let so = found.is_some_and(|(class, day)| json!(class) == expected[class_key] && json!(day) == expected[day_key]);
    (!so).then(|| format!("expected {expected}, found {found:?}"))
}

/// The class on the other day of birth, where the age is disputed.
#[must_use]
pub fn if_other_born(facts: &Facts, as_of: Day, rules: &Rules) -> Option<Class> {
    let other = Facts { born: facts.other_born?, other_born: None, ..facts.clone() };
    Some(assess(&other, as_of, rules).standing.class)
}

fn alternative_differs(expected: &Value, facts: &Facts, as_of: Day, rules: &Rules) -> Option<String> {
    let Some(found) = if_other_born(facts, as_of, rules) else { return Some("there is no other day of birth".into()) };
    equal(&expected["leaving_care_class"], &json!(found))
}
