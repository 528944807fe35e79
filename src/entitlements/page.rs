//! The young person's page: every entitlement in plain words, in the groups in which it is shown. Pure.

use super::class::Class;
use super::facts::Facts;
use super::hard::hard;
use super::life::Life;
use super::milestones;
use super::needs::{Held, held};
use super::offers::{Assessment, Offer, State};
use super::request::{Request, RequestState};
use super::rules::{Entitlement, Rules};
use super::texts::{day_in_words, fill};
use super::trace::Step;
use crate::kernel::{Day, Pence};

crate::words! {
    /// Where an item stands on the page.
    pub enum Group {
        /// Theirs now, or if something is so.
        Now = "now",
        /// Coming.
        Coming = "coming",
        /// Ended, and what there is instead.
        Ended = "ended",
        /// If it ever applies.
        IfEver = "if_ever",
    }
}

/// One item in plain words.
#[derive(Debug, Clone)]
pub struct Item<'r> {
    /// Which.
    pub entitlement: &'r Entitlement,
    /// Where it stands.
    pub group: Group,
    /// How it stands.
    pub state: State,
    /// The same in words.
    pub state_words: String,
    /// A person is checking it.
    pub being_checked: bool,
    /// From when, or since when.
    pub on: Option<Day>,
    /// Up to when.
    pub until: Option<Day>,
    /// The amount in words.
    pub amount_words: Option<String>,
    /// Why me.
    pub why: String,
    /// What there is instead, where it has ended: something that is theirs, or comes.
    pub instead: Option<&'r Entitlement>,
    /// The law.
    pub law: Vec<&'r str>,
}

/// A day on the road ahead.
#[derive(Debug, Clone)]
pub struct RoadMark<'r> {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub words: &'r str,
    /// What to get ready.
    pub prepare: &'r str,
    /// The day.
    pub on: Day,
    /// Whether it has been.
    pub is_past: bool,
}

/// The page.
#[derive(Debug, Clone)]
pub struct Page<'r> {
    /// Age in whole years.
    pub age: u32,
    /// Why: what the answer rests on, in a sentence.
    pub why: String,
    /// Why a person is checking, a sentence each.
    pub checks: Vec<&'r str>,
    /// What to do about an answer that is hard to hear as a whole.
    pub what_now: Option<&'r str>,
    /// Three that are theirs now: ids.
    pub first: Vec<&'r str>,
    /// The nearest day on which something comes: its words and the day.
    pub nearest: Option<(String, Day)>,
    /// Every item, in its group.
    pub items: Vec<Item<'r>>,
    /// The road ahead, from 15 on.
    pub road: Vec<RoadMark<'r>>,
}

/// From this age on the road ahead is shown; before it, what is mine now.
const ROAD_AGE: u32 = 15;

/// Makes the page from an answer.
#[must_use]
pub fn page<'r>(facts: &Facts, as_of: Day, said: &Assessment<'r>, rules: &'r Rules) -> Page<'r> {
    let life = Life::on(facts, as_of);
    let why = why(said, rules);
    let items = said.offers.iter().filter_map(|o| item(o, said, rules, &life, as_of, &why)).collect::<Vec<_>>();
    let all = milestones::ahead(facts, as_of, said);
    let shown = |name: &'static str, on: Day| {
        let mark = rules.texts.mark(name)?;
        Some(RoadMark { name, words: &mark.words, prepare: &mark.prepare, on, is_past: on < as_of })
    };
    let road = if said.standing.age < ROAD_AGE || said.standing.class == Class::None {
        vec![]
    } else {
        all.iter().filter_map(|m| shown(m.name, m.on)).collect()
    };
    let checks = said.standing.checks.iter().map(|c| rules.texts.check(*c)).collect();
    Page {
        age: said.standing.age,
        why,
        checks,
        what_now: hard(&life, as_of, said).map(|h| rules.texts.hard(h)),
        first: first(&items, rules),
        nearest: nearest(&items, &road),
        items: items.into_iter().filter(|i| said.standing.age >= ROAD_AGE || i.group != Group::Coming).collect(),
        road,
    }
}

fn why(said: &Assessment<'_>, rules: &Rules) -> String {
    let s = &said.standing;
    // What nobody knows is never a "none".
    if s.class == Class::None && s.possible_class != Class::None {
        return rules.texts.why_unknown().to_owned();
    }
    let nights = match s.count.nights {
        0 => "less than one night".to_owned(),
        1 => "1 night".to_owned(),
        n => format!("{n} nights"),
    };
    let age = s.age.to_string();
    fill(rules.texts.why(s.class), &[("age", &age), ("nights", &nights)])
}

fn item<'r>(
    offer: &Offer<'r>,
    said: &Assessment<'r>,
    rules: &'r Rules,
    life: &Life<'_>,
    as_of: Day,
    why: &str,
) -> Option<Item<'r>> {
    let e = offer.entitlement;
    let group = group(offer, said, life, as_of)?;
    let instead = if offer.state == State::Ended { instead(e, said, rules) } else { None };
    let shown_amount = matches!(group, Group::Now | Group::Coming | Group::IfEver) && rules.amount_of(e).is_some();
    Some(Item {
        entitlement: e,
        group,
        state: offer.state,
        state_words: state_words(offer, group, instead, rules),
        being_checked: offer.being_checked,
        on: offer.on,
        until: offer.until,
        amount_words: shown_amount.then(|| amount_words(offer, rules)),
        why: why_this(offer, group, rules, why),
        instead,
        law: rules.provisions_of(e).map(|p| p.cite.as_str()).collect(),
    })
}

/// Why this one: what the whole answer rests on, and what its trace found of the facts that it needs.
fn why_this(offer: &Offer<'_>, group: Group, rules: &Rules, why: &str) -> String {
    let needs = offer.why.iter().filter_map(|step| match step {
        Step::Need(need, held) if matches!(group, Group::Now | Group::Coming) => rules.texts.need(*need, *held),
        _ => None,
    });
    std::iter::once(why).chain(needs).collect::<Vec<_>>().join(" ")
}

/// What only matters if something happens stands apart until it has; what is not theirs is not shown.
fn group(offer: &Offer<'_>, said: &Assessment<'_>, life: &Life<'_>, as_of: Day) -> Option<Group> {
    let e = offer.entitlement;
    if e.is_if_ever() {
        let happened = offer.state == State::Now
            || (offer.state == State::Conditional
                && !e.needs.is_empty()
                && e.needs.iter().all(|n| held(*n, life, as_of) == Held::Yes));
        let age_fits =
            as_of >= life.facts.birthday(e.from_age()) && e.until_age().is_none_or(|u| as_of < life.facts.birthday(u));
        let fits = age_fits && e.is_for(said.standing.class);
        return if happened { Some(Group::Now) } else { fits.then_some(Group::IfEver) };
    }
    Some(match offer.state {
        State::Now | State::Conditional | State::CheckLocally => Group::Now,
        State::Later | State::PassedNotLaw | State::Announced => Group::Coming,
        State::Ended => Group::Ended,
        State::NotTheirs => return None,
    })
}

/// What helps those who have no part in what follows on the one that ended.
const FOR_OTHERS: &str = "help-for-qualifying";

/// What there is instead: what follows on it, and what follows on that, where it is theirs or comes.
fn instead<'r>(e: &Entitlement, said: &Assessment<'r>, rules: &'r Rules) -> Option<&'r Entitlement> {
    let is_open = |state| matches!(state, State::Now | State::Conditional | State::CheckLocally | State::Later);
    let open =
        |id: &str| said.offers.iter().find(|o| o.entitlement.id == id && is_open(o.state)).map(|o| o.entitlement);
    let follows = |e: &&'r Entitlement| e.instead.as_deref().and_then(|id| rules.entitlement(id));
    let chain = std::iter::successors(e.instead.as_deref().and_then(|id| rules.entitlement(id)), follows);
    chain.take(4).find_map(|next| open(&next.id)).or_else(|| open(FOR_OTHERS))
}

fn state_words(offer: &Offer<'_>, group: Group, instead: Option<&Entitlement>, rules: &Rules) -> String {
    let e = offer.entitlement;
    let day = offer.on.map(day_in_words).unwrap_or_default();
    let instead = instead.map(|i| i.title.as_str());
    let name = match (offer.state, instead) {
        _ if group == Group::IfEver => "if_ever",
        _ if offer.being_checked => "checking",
        (State::Conditional, _) if e.if_words.is_none() => "conditional_unknown",
        (State::Ended, Some(_)) => "ended_instead",
        (state, _) => state.as_str(),
    };
    let values = [
        ("day", day.as_str()),
        ("if", e.if_words.as_deref().unwrap_or_default()),
        ("instead", instead.unwrap_or_default()),
    ];
    fill(rules.texts.state(name), &values)
}

fn amount_words(offer: &Offer<'_>, rules: &Rules) -> String {
    let Some(value) = offer.amount else { return rules.texts.amount("being_checked").to_owned() };
    let unit = rules.amount_of(offer.entitlement).map_or("", |a| a.unit.as_str());
    fill(rules.texts.amount("known"), &[("amount", &pounds_in_words(value.value.pence)), ("unit", unit)])
}

/// An amount as people write it: £3,000, £9.90.
fn pounds_in_words(pence: Pence) -> String {
    let text = format!("£{pence:#}");
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

/// Three that are theirs now without an if: those that the council wants seen first, then the others in their order.
fn first<'r>(items: &[Item<'r>], rules: &'r Rules) -> Vec<&'r str> {
    let is_now = |id: &str| items.iter().any(|i| i.entitlement.id == id && i.state == State::Now);
    let wanted = rules.texts.first.iter().map(String::as_str).filter(|id| is_now(id));
    let others = items.iter().filter(|i| i.state == State::Now && i.group == Group::Now);
    let mut first: Vec<&str> = Vec::new();
    for id in wanted.chain(others.map(|i| i.entitlement.id.as_str())) {
        if first.len() < 3 && !first.contains(&id) {
            first.push(id);
        }
    }
    first
}

fn nearest(items: &[Item<'_>], road: &[RoadMark<'_>]) -> Option<(String, Day)> {
    let coming = items.iter().filter(|i| i.state == State::Later && i.group == Group::Coming);
    let coming = coming.filter_map(|i| Some((i.entitlement.title.clone(), i.on?)));
    let marks = road.iter().filter(|m| !m.is_past).map(|m| (m.words.to_owned(), m.on));
    marks.chain(coming).min_by_key(|(_, on)| *on)
}

/// A request in plain words, as it stands on a day.
#[must_use]
pub fn request_words(request: &Request, today: Day, rules: &Rules) -> String {
    let last = request.steps.last();
    let day = last.and_then(|s| s.decide_on).unwrap_or(request.asked_on);
    let who = capital(last.and_then(|s| s.decided_by.as_deref()).unwrap_or_default());
    let name = match request.state() {
        RequestState::Deciding if day < today => "deciding_late",
        state => state.as_str(),
    };
    fill(rules.texts.request(name), &[("day", &day_in_words(day)), ("who", &who)])
}

/// A name as it begins a sentence.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_as_people_write_it() {
        let words = |pence| pounds_in_words(Pence(pence));
        assert_eq!([0, 990, 20_000].map(words), ["£0", "£9.90", "£200"]);
        assert_eq!([300_000, 123_456_789].map(words), ["£3,000", "£1,234,567.89"]);
    }
}
