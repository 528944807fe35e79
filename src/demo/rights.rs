//! Rights in the demonstration: young people with phones have asked for something, one in each state; one is a day from a
//! line; staff have written facts down; two people of the office have confirmed an item.

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
use crate::kernel::calendar::{age_on, deadline_add_months};
use crate::kernel::id::{AnyId, RequestId};
use crate::kernel::text::Words;
use crate::kernel::words::{Post, Role};
use crate::kernel::{Day, Id};

use super::dice::days_after;
use super::phones::Phone;
use super::stories::Cast;
use super::town::{Town, say};

/// From this age on young people of the stories ask for something.
const ASK_FROM_AGE: u32 = 15;
/// What they ask for, in turn, and how far it has come.
const ASKED: &[(&str, Option<RequestState>)] = &[
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
    let near = town.made.children.iter().enumerate();
    let relevant = near.filter(|(_, c)| {
        let age = age_on(c.born_on, today);
        (16..18).contains(&age) && c.episodes.last().is_some_and(|e| e.until.is_some_and(|u| u < today))
    });
    for (nth, (at, _)) in relevant.take(3).enumerate() {
        if let Err(fault) = facts(town, at, nth, today).await {
            wrong.push(format!("facts: {fault}"));
        }
    }
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

/// The first lives at home and is a day from six months; the second's living at home broke down; the third is near a line
/// that only a person can draw.
async fn facts(town: &Town<'_>, child: usize, nth: usize, today: Day) -> Result<(), String> {
    let (Some(id), Some(worker)) = (town.child(child), worker(town, child, today)) else { return Ok(()) };
    let home = |from: Day, until: Option<Day>| serde_json::json!([{"start": from, "end": until}]);
    let (kind, value) = match nth {
        0 => (FactKind::Home, home(days_after(deadline_add_months(days_after(today, -185), 0), 2), None)),
        1 => (FactKind::Home, home(days_after(today, -90), Some(days_after(today, -10)))),
        _ => (FactKind::Section17, home(days_after(today, -60), None)),
    };
    let fact: AnyId = Id::at(town.store.clock().now());
    let entered = EnterFact {
        id: fact,
        kind,
        value,
        source: "Told the worker on a visit".to_owned(),
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
