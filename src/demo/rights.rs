//! Rights in the demonstration: young people with phones have asked for something, one in each state and one answered by
//! nobody; staff have written facts down, some of those whose assessment is due and those that [`super::classes`] names;
//! two people of the office have confirmed an item.

use crate::access::Actor;
use crate::config::RuleFiles;
use crate::entitlements::actions::answer::step;
use crate::entitlements::actions::ask::{Ask, ask_for};
use crate::entitlements::actions::facts::{EnterFact, enter};
use crate::entitlements::actions::letter::sign;
use crate::entitlements::actions::local::{Say, sign_off};
use crate::entitlements::fact::FactKind;
use crate::entitlements::request::{NextStep, RequestState};
use crate::entitlements::{Rules, jobs};
use crate::kernel::calendar::{age_on, attains_age, deadline_add_months};
use crate::kernel::id::RequestId;
use crate::kernel::text::Words;
use crate::kernel::words::{Post, Role};
use crate::kernel::{Day, Id};
use serde_json::{Value, json};

use super::classes::YOUNG;
use super::dice::days_after;
use super::phones::Phone;
use super::stories::Cast;
use super::town::{Town, say};

/// From this age on young people of the stories ask for something.
const ASK_FROM_AGE: u32 = 15;
/// What they ask for, in turn, and how far it has come.
pub(super) const ASKED: &[(&str, Option<RequestState>)] = &[
    ("setting-up-home-allowance", None),
    ("driving", Some(RequestState::Deciding)),
    ("education-training-work-costs", Some(RequestState::Yes)),
    ("setting-up-home-allowance", Some(RequestState::No)),
    ("id-documents", Some(RequestState::Done)),
    ("advocate", None),
];

/// Plays it, on the demonstration's present day.
///
/// # Errors
/// In words.
pub(super) async fn play(town: &Town<'_>, stories: &[Cast], phones: &[Phone]) -> Result<Vec<String>, String> {
    let rules = Rules::load(&RuleFiles::default())?;
    let today = town.made.today;
    let mut wrong = Vec::new();
    let old_enough = |s: &(&Cast, &Phone)| {
        s.1.confirmed && town.made.children.get(s.0.child).is_some_and(|c| age_on(c.born_on, today) >= ASK_FROM_AGE)
    };
    let asking: Vec<(&Cast, &Phone)> = stories.iter().zip(phones).filter(old_enough).collect();
    for ((story, phone), (item, state)) in asking.iter().zip(ASKED) {
        let worker = worker(town, story.child, today);
        if let Err(fault) = ask(town, &rules, (phone, worker), item, *state).await {
            wrong.push(format!("{item}: {fault}"));
        }
    }
    wrong.extend(facts(town, today).await);
    local(town, &rules, today).await?;
    jobs::check_rights(town.store).await.map_err(say)?;
    Ok(wrong)
}

fn worker(town: &Town<'_>, child: usize, today: Day) -> Option<Actor> {
    [Post::PersonalAdviser, Post::SocialWorker].iter().find_map(|post| town.holder(child, *post, today).ok())
}

async fn ask(
    town: &Town<'_>,
    rules: &Rules,
    (phone, worker): (&Phone, Option<Actor>),
    item: &str,
    state: Option<RequestState>,
) -> Result<(), String> {
    let now = town.store.clock().now();
    let id: RequestId = Id::at(now);
    let wanted = Ask { id, message: Id::at(now), item: item.to_owned(), words: None };
    ask_for(town.store, rules, town.rules, phone.actor(), wanted).await.map_err(say)?;
    let (Some(state), Some(worker)) = (state, worker) else { return Ok(()) };
    let steps: &[RequestState] = if state == RequestState::Done { &[RequestState::Yes, state] } else { &[state] };
    for state in steps {
        let next = next(town, *state)?;
        step(town.store, rules, town.rules, worker, id, next).await.map_err(say)?;
    }
    let child = phone.child;
    if state == RequestState::Yes {
        sign(town.store, rules, worker, child, Id::at(now)).await.map_err(say)?;
    }
    Ok(())
}

fn next(town: &Town<'_>, state: RequestState) -> Result<NextStep, String> {
    let said = match state {
        RequestState::Deciding => {
            "I have sent it to the panel. They look at it next week, and I will tell you what they say."
        }
        RequestState::No => {
            "You have had this money before, when you moved into your flat in May. I can help you ask the fund for what is still missing."
        }
        RequestState::Done => "It is all done. Tell me if anything is not right.",
        RequestState::Asked | RequestState::Yes => "Yes, you can have this. I will sort it out with you this week.",
    };
    let named = matches!(state, RequestState::Deciding | RequestState::No);
    Ok(NextStep {
        message: Id::at(town.store.clock().now()),
        state,
        decided_by: named.then(|| "The housing panel".to_owned()),
        decide_on: (state == RequestState::Deciding).then(|| days_after(town.made.today, 9)),
        said: Words::parse(said.to_owned(), "said").map_err(|r| r.to_string())?,
    })
}

/// One who asked as soon as the phone came in, four weeks ago, and has had no answer.
///
/// # Errors
/// In words.
pub(super) async fn ask_early(town: &Town<'_>, stories: &[Cast], phones: &[Phone]) -> Result<(), String> {
    let rules = Rules::load(&RuleFiles::default())?;
    let of_age = |s: &Cast| town.made.children.get(s.child).is_some_and(|c| age_on(c.born_on, town.made.today) >= 16);
    let mut late = stories.iter().zip(phones).filter(|(s, p)| p.confirmed && of_age(s));
    let Some((_, phone)) = late.next_back() else { return Ok(()) };
    ask(town, &rules, (phone, None), "bursary-16-19", None).await
}

/// What staff entered: what shows a class or a line, and what was done for most of those who are 16 or 17.
async fn facts(town: &Town<'_>, today: Day) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, child) in town.made.children.iter().enumerate() {
        let young = YOUNG.iter().find(|y| y.reference == child.reference);
        let mut told = young.map(|y| y.facts(today)).unwrap_or_default();
        let begun = attains_age(child.born_on, 16);
        // One in six is late: that is what a manager's page is for.
        if young.is_none() && (days_after(begun, 60)..attains_age(child.born_on, 18)).contains(&today) && at % 6 != 0 {
            let done = |months| json!(deadline_add_months(begun, months).min(today));
            told.extend([(FactKind::AssessmentDone, done(2)), (FactKind::PlanDone, done(3))]);
        }
        for (kind, value) in told {
            if let Err(fault) = fact(town, at, (kind, value), today).await {
                wrong.push(format!("{}, {kind}: {fault}", child.reference));
            }
        }
    }
    wrong
}

async fn fact(town: &Town<'_>, child: usize, (kind, value): (FactKind, Value), today: Day) -> Result<(), String> {
    let (Some(id), Some(worker)) = (town.child(child), worker(town, child, today)) else { return Ok(()) };
    let entered = EnterFact {
        id: Id::at(town.store.clock().now()),
        kind,
        value,
        source: "Their file".to_owned(),
        checked_on: days_after(today, -3),
        agreed_on: None,
    };
    enter(town.store, worker, id, entered).await.map(|_| ()).map_err(say)
}

/// Two people of the office say the same of one item, one says so of another.
async fn local(town: &Town<'_>, rules: &Rules, today: Day) -> Result<(), String> {
    let office = town.made.staff.iter().enumerate().filter(|(_, w)| {
        matches!(w.role, Role::BusinessAdministrator | Role::FinanceApprover) && w.sign_in_name.is_some()
    });
    let office: Vec<Actor> = office.filter_map(|(at, _)| town.actor(at)).take(2).collect();
    for (n, actor) in office.iter().enumerate() {
        let items: &[&str] =
            if n == 0 { &["southampton-savings", "rent-deposit-guarantor"] } else { &["southampton-savings"] };
        for item in items {
            let said = Say {
                id: Id::at(town.store.clock().now()),
                item: (*item).to_owned(),
                owner: "Leaving care manager".to_owned(),
                source: "Local offer, demonstration copy, May 2026".to_owned(),
                review_by: days_after(today, 200),
            };
            sign_off(town.store, rules, *actor, said).await.map_err(say)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_shown_in_every_state() {
        let shown =
            |state: &RequestState| ASKED.iter().any(|(_, reached)| reached.unwrap_or(RequestState::Asked) == *state);
        assert!(RequestState::ALL.iter().all(shown));
    }
}
