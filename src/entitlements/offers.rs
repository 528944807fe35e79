//! Each entitlement on a day: now, later, ended, conditional, not law yet, to be checked, or not theirs, with the amount
//! on its own date, and why. The reason is a trace; the young person's sentence and the staff view are made from it.

use serde::Serialize;

use super::class::{Certainty, Class, Standing, standing};
use super::facts::Facts;
use super::needs::{Held, Need, held};
use super::rules::{Amount, Entitlement, Provision, Rules};
use super::timeline::{Span, spans};
use crate::kernel::calendar::{Day, deadline_add_months};
use crate::kernel::{Pence, calendar::age_on};

crate::words! {
    /// How an entitlement stands on a day.
    pub enum State {
        /// Theirs today.
        Now = "now",
        /// Theirs from a day on, if today's situation goes on.
        Later = "later",
        /// Was theirs, up to a day.
        Ended = "ended",
        /// Theirs if a fact that nobody has told is so.
        Conditional = "conditional",
        /// The law has been passed and has not started.
        PassedNotLaw = "passed_not_law",
        /// The government has said so; it is no law.
        Announced = "announced",
        /// It rests on this council's practice, which two people have not signed off.
        CheckLocally = "check_locally",
        /// Not theirs on the facts that are known.
        NotTheirs = "not_theirs",
    }
}

/// What an answer rests on, in order: what was asked, what was found, and the law.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What was looked at: `class`, `age`, `need`, `law`, `amount`.
    pub rule: &'static str,
    /// What was found: a class, a day, a need's word.
    pub found: String,
    /// The law, where this step rests on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<String>,
}

/// One entitlement on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer<'r> {
    /// Which.
    pub entitlement: &'r Entitlement,
    /// How it stands.
    pub state: State,
    /// Later: from when. Ended: since when.
    pub on: Option<Day>,
    /// Now or conditional: up to which day, if today's situation goes on.
    pub until: Option<Day>,
    /// The amount that counts, in pence; none where there is none or it is being checked.
    pub amount: Option<Pence>,
    /// Whether it has an amount whose value for the day nobody has entered.
    pub amount_being_checked: bool,
    /// Why.
    pub why: Vec<Step>,
}

impl PartialEq for Entitlement {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl Eq for Entitlement {}

/// The whole answer for a day.
#[derive(Debug, Clone)]
pub struct Assessment<'r> {
    /// The class and what it rests on.
    pub standing: Standing,
    /// Every entitlement, in the order of the rules.
    pub offers: Vec<Offer<'r>>,
    /// What comes, if today's situation goes on: the classes from this day on.
    pub ahead: Vec<Span>,
    /// Needs that nobody has told and that would settle an answer, each once.
    pub unknowns: Vec<Need>,
    /// By when the assessment of needs must be finished, for who is eligible (SI 2010/959 reg 42(1)).
    pub assessment_due: Option<Day>,
}

/// Works out everything for a day.
#[must_use]
pub fn assess<'r>(facts: &Facts, as_of: Day, rules: &'r Rules) -> Assessment<'r> {
    let standing = standing(facts, as_of);
    let ahead = spans(facts, as_of, facts.birthday(31).max(deadline_add_months(as_of, 1)));
    let asked = Asked { facts, as_of, rules, ahead: &ahead, standing: &standing };
    let offers = rules.entitlements.iter().map(|e| asked.offer(e)).collect::<Vec<_>>();
    let mut unknowns = Vec::new();
    for offer in offers.iter().filter(|o| o.state == State::Conditional && !o.entitlement.is_if_ever()) {
        unknowns.extend(offer.entitlement.needs.iter().filter(|n| held(**n, facts, as_of) == Held::Unknown));
    }
    unknowns.sort_unstable();
    unknowns.dedup();
    let assessment_due = assessment_due(facts, as_of, &standing);
    Assessment { standing, offers, ahead, unknowns, assessment_due }
}

/// Three months after the 16th birthday, or after becoming eligible later (SI 2010/959 reg 42(1)).
fn assessment_due(facts: &Facts, as_of: Day, standing: &Standing) -> Option<Day> {
    if standing.certain_class != Class::Eligible {
        return None;
    }
    let since_16 = spans(facts, facts.birthday(16), deadline_add_months(as_of, 1));
    let eligible = since_16.iter().find(|s| s.certain == Class::Eligible)?;
    Some(deadline_add_months(eligible.from, 3))
}

struct Asked<'a, 'r> {
    facts: &'a Facts,
    as_of: Day,
    rules: &'r Rules,
    ahead: &'a [Span],
    standing: &'a Standing,
}

impl<'r> Asked<'_, 'r> {
    fn offer(&self, e: &'r Entitlement) -> Offer<'r> {
        let (state, on) = self.state(e);
        let today = matches!(state, State::Now | State::Conditional | State::CheckLocally);
        let until = if today { self.ends(e) } else { None };
        let amount = self.rules.amount_of(e);
        let pence = amount.and_then(|a| self.pence(a, on));
        Offer {
            entitlement: e,
            state,
            on,
            until,
            amount: pence,
            amount_being_checked: amount.is_some() && pence.is_none(),
            why: self.why(e, state, on),
        }
    }

    fn state(&self, e: &Entitlement) -> (State, Option<Day>) {
        let law = self.rules.provisions_of(e).find_map(|p| not_in_force(p, self.as_of));
        let found = self.by_facts(e);
        match (law, found) {
            (Some(state), (State::Now | State::Conditional | State::Later, _)) => (state, None),
            (_, (State::Now | State::Conditional, _)) if e.local && !self.rules.is_signed_off(e, self.as_of) => {
                (State::CheckLocally, None)
            }
            (_, found) => found,
        }
    }

    /// By class, age and needs, the law aside.
    fn by_facts(&self, e: &Entitlement) -> (State, Option<Day>) {
        let today = |class: Class| self.holds_on(e, class, self.as_of);
        match today(self.standing.certain_class) {
            Held::Yes if e.if_words.is_none() => return (State::Now, None),
            Held::Yes | Held::Unknown => return (State::Conditional, None),
            Held::No => {}
        }
        if let Some(day) = self.begins(e) {
            return (State::Later, Some(day));
        }
        // Nothing will settle it by itself: in favour of the young person, and a person checks.
        if self.standing.certainty == Certainty::Borderline && today(self.standing.class) != Held::No {
            return (State::Conditional, None);
        }
        match self.ended(e) {
            Some(day) => (State::Ended, Some(day)),
            None => (State::NotTheirs, None),
        }
    }

    /// Whether class, age and needs hold on a day.
    fn holds_on(&self, e: &Entitlement, class: Class, day: Day) -> Held {
        if !e.is_for(class) || !self.is_age(e, day) {
            return Held::No;
        }
        e.needs.iter().map(|n| held(*n, self.facts, day)).min().unwrap_or(Held::Yes)
    }

    fn is_age(&self, e: &Entitlement, day: Day) -> bool {
        day >= self.facts.birthday(e.from_age()) && e.until_age().is_none_or(|u| day < self.facts.birthday(u))
    }

    /// The first later day on which it holds, if today's situation goes on.
    fn begins(&self, e: &Entitlement) -> Option<Day> {
        self.days_ahead(e).find(|(day, class)| self.holds_on(e, *class, *day) != Held::No).map(|(day, _)| day)
    }

    /// The first later day on which it holds no more.
    fn ends(&self, e: &Entitlement) -> Option<Day> {
        self.days_ahead(e).find(|(day, class)| self.holds_on(e, *class, *day) == Held::No).map(|(day, _)| day)
    }

    /// The later days on which something about it can change, with the class of each.
    fn days_ahead(&self, e: &Entitlement) -> impl Iterator<Item = (Day, Class)> {
        let ages = [Some(e.from_age()), e.until_age()].into_iter().flatten().map(|a| self.facts.birthday(a));
        let mut days = self.ahead.iter().map(|s| s.from).chain(ages).collect::<Vec<_>>();
        if !e.needs.is_empty() {
            days.extend(super::timeline::change_points(self.facts));
        }
        days.retain(|d| *d > self.as_of);
        days.sort_unstable();
        days.dedup();
        let class_on = |day: Day| self.ahead.iter().rev().find(|s| s.from <= day).map_or(Class::None, |s| s.certain);
        days.into_iter().map(move |day| (day, class_on(day)))
    }

    /// The birthday on which it ended, where it was theirs the day before.
    fn ended(&self, e: &Entitlement) -> Option<Day> {
        let day = e.until_age().map(|u| self.facts.birthday(u)).filter(|d| *d <= self.as_of)?;
        let eve = crate::kernel::calendar::day_before(day);
        (self.holds_on(e, super::class::class_on(self.facts, eve), eve) != Held::No).then_some(day)
    }

    fn pence(&self, amount: &Amount, on: Option<Day>) -> Option<Pence> {
        let day = match amount.keyed_on.as_str() {
            "apprenticeship_start" => self.facts.flags.apprenticeship_start.unwrap_or(self.as_of),
            _ => on.unwrap_or(self.as_of),
        };
        let age = age_on(self.facts.born, day);
        let of_age = |ages: Option<(u32, u32)>| ages.is_none_or(|(from, until)| age >= from && age < until);
        let covers =
            |v: &&crate::kernel::dated::Dated<super::rules::Value>| day >= v.from && v.until.is_none_or(|u| day < u);
        amount.values.iter().filter(covers).find(|v| of_age(v.value.ages)).map(|v| v.value.pence)
    }

    fn why(&self, e: &Entitlement, state: State, on: Option<Day>) -> Vec<Step> {
        let step = |rule, found: String| Step { rule, found, cite: None };
        let mut why = vec![step("class", self.standing.class.to_string()), step("age", self.standing.age.to_string())];
        why.extend(e.needs.iter().map(|n| {
            let held = match held(*n, self.facts, self.as_of) {
                Held::Yes => "yes",
                Held::Unknown => "unknown",
                Held::No => "no",
            };
            step("need", format!("{n}: {held}"))
        }));
        why.extend(self.rules.provisions_of(e).map(|p| Step {
            rule: "law",
            found: p.id.clone(),
            cite: Some(p.cite.clone()),
        }));
        why.push(step("state", on.map_or_else(|| state.to_string(), |day| format!("{state} {day}"))));
        why
    }
}

/// Why a provision cannot make anything "now" on a day; none where it is in force.
fn not_in_force(p: &Provision, day: Day) -> Option<State> {
    match (p.in_force_from, p.passed_on, p.announced_on) {
        _ if p.practice => None,
        (Some(from), _, _) => (day < from).then_some(State::NotTheirs),
        (_, Some(_), _) => Some(State::PassedNotLaw),
        _ => Some(State::Announced),
    }
}
