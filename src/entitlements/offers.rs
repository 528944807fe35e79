//! Each entitlement on a day: now, later, ended, conditional, not law yet, to be checked, or not theirs, with the amount
//! on its own date, and why. The reason is a trace; the young person's sentence and the staff view are made from it.

use std::borrow::Cow;

use super::class::{Certainty, Class, Standing, standing};
use super::facts::Facts;
use super::life::Life;
use super::needs::{Held, Need, held};
use super::rules::{Amount, Entitlement, Provision, Rules, Value};
use super::timeline::{Point, Span, change_points, joined, points, spans};
use super::trace::Step;
use crate::kernel::calendar::{Day, age_on, day_before, deadline_add_months};
use crate::kernel::dated::Dated;

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

/// One entitlement on a day.
#[derive(Debug, Clone)]
pub struct Offer<'r> {
    /// Which.
    pub entitlement: &'r Entitlement,
    /// How it stands.
    pub state: State,
    /// Later: from when. Ended: since when.
    pub on: Option<Day>,
    /// Now or conditional: up to which day, if today's situation goes on.
    pub until: Option<Day>,
    /// The amount that counts; none where there is none or it is being checked.
    pub amount: Option<&'r Dated<Value>>,
    /// Whether it has an amount whose value for the day nobody has entered, or that is past its review.
    pub amount_being_checked: bool,
    /// It depends on what is not known, or on how days are counted: a person is checking.
    pub being_checked: bool,
    /// Why.
    pub why: Vec<Step<'r>>,
}

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
    /// By when the assessment of needs must be finished (SI 2010/959 reg 42(1)).
    pub assessment_due: Option<Day>,
    /// By when the first pathway plan had to be there, for who has one up to 21: every look at it is counted from then.
    pub plan_since: Option<Day>,
}

/// Works out everything for a day.
#[must_use]
pub fn assess<'r>(facts: &Facts, as_of: Day, rules: &'r Rules) -> Assessment<'r> {
    let standing = standing(facts, as_of);
    let facts = as_it_goes_on(facts, as_of);
    let facts = facts.as_ref();
    let end = facts.birthday(31).max(deadline_add_months(as_of, 1));
    let mut days = change_points(facts);
    days.extend(rules.ages().into_iter().map(|age| facts.birthday(age)));
    days.extend(rules.limits_changed());
    days.push(as_of);
    days.retain(|d| *d >= facts.born && *d < end);
    let points = points(facts, days);
    let today = points.partition_point(|p| p.day <= as_of);
    let (behind, ahead) = points.split_at(today);
    let from_today = points.get(today.saturating_sub(1)..).unwrap_or_default();
    let life = Life::on(facts, as_of);
    let asked = Asked { life: &life, as_of, rules, behind, ahead, standing: &standing };
    let offers = rules.entitlements.iter().map(|e| asked.offer(e)).collect::<Vec<_>>();
    let unknowns = asked.unknowns(&offers);
    let plan_since = plan_since(facts, as_of, standing.certain_class);
    let assessment_due = plan_since.filter(|_| is_assessed(standing.certain_class));
    let ahead = joined(from_today, end);
    Assessment { standing, offers, ahead, unknowns, assessment_due, plan_since }
}

/// What goes on is taken to go on as it is today: a series of short breaks stays one.
fn as_it_goes_on(facts: &Facts, as_of: Day) -> Cow<'_, Facts> {
    if !Life::varies(facts) {
        return Cow::Borrowed(facts);
    }
    let judged = super::short_breaks::judge(facts, as_of);
    let mut settled = facts.clone();
    for stay in settled.stays.iter_mut().filter(|s| super::short_breaks::is_left_to_the_code(s)) {
        stay.short_break = Some(judged.is_break(stay));
    }
    Cow::Owned(settled)
}

/// Three months after the 16th birthday, or after becoming eligible later (SI 2010/959 reg 42(1)); who left care before it
/// was made keeps the day (SI 2010/2571 reg 5). For who has a plan now.
fn plan_since(facts: &Facts, as_of: Day, class: Class) -> Option<Day> {
    if !is_assessed(class) && class != Class::FormerRelevant {
        return None;
    }
    let since_16 = spans(facts, facts.birthday(16), deadline_add_months(as_of, 1));
    let first = since_16.iter().find(|s| is_assessed(s.certain))?;
    Some(deadline_add_months(first.from, 3))
}

/// Whether a class is one whose needs are assessed.
const fn is_assessed(class: Class) -> bool {
    matches!(class, Class::Eligible | Class::Relevant | Class::RelevantReg3)
}

struct Asked<'a, 'r> {
    life: &'a Life<'a>,
    as_of: Day,
    rules: &'r Rules,
    /// The days on which something could change, up to today and today itself.
    behind: &'a [Point],
    /// The same after today.
    ahead: &'a [Point],
    standing: &'a Standing,
}

/// An entitlement with the days of its ages.
#[derive(Clone, Copy)]
struct Aged<'r> {
    e: &'r Entitlement,
    from: Day,
    until: Option<Day>,
    /// Before a day it ended on another.
    earlier: Option<(Day, Day)>,
}

impl Aged<'_> {
    /// Whether somebody is of its age on a day.
    fn fits(&self, day: Day) -> bool {
        let until = match self.earlier {
            Some((before, until)) if day < before => Some(until),
            _ => self.until,
        };
        day >= self.from && until.is_none_or(|u| day < u)
    }
}

impl<'r> Asked<'_, 'r> {
    fn offer(&self, e: &'r Entitlement) -> Offer<'r> {
        let aged = self.aged(e);
        let (state, on, being_checked) = self.state(aged);
        let today = matches!(state, State::Now | State::Conditional | State::CheckLocally);
        let until = if today { self.ends(aged, being_checked).into_iter().chain(self.law_ends(e)).min() } else { None };
        let amount = self.rules.amount_of(e);
        let value = amount.and_then(|a| self.value(a, on));
        Offer {
            entitlement: e,
            state,
            on,
            until,
            amount: value,
            amount_being_checked: amount.is_some() && value.is_none(),
            being_checked,
            why: self.why(e, state, on, value, being_checked),
        }
    }

    fn aged(&self, e: &'r Entitlement) -> Aged<'r> {
        let birthday = |age| self.life.facts.birthday(age);
        let earlier = e.earlier().map(|r| (r.before, birthday(r.until_age)));
        Aged { e, from: birthday(e.from_age()), until: e.until_age().map(birthday), earlier }
    }

    /// The state, its day, and whether a person is checking it.
    fn state(&self, aged: Aged<'r>) -> (State, Option<Day>, bool) {
        let (state, on, checked) = self.by_facts(aged);
        let would_be = matches!(state, State::Now | State::Conditional | State::Later);
        let law = self.rules.provisions_of(aged.e).find_map(|p| not_in_force(p, self.as_of));
        match law {
            Some(NotLaw::From(day)) if would_be => self.once_law(aged, on.map_or(day, |on| on.max(day))),
            Some(NotLaw::State(state)) if would_be => (state, None, false),
            Some(NotLaw::Over(day)) if would_be => self.law_over(aged, day),
            // It begins after its law has come to an end.
            None if state == State::Later && self.law_ends(aged.e).is_some_and(|end| on.is_none_or(|on| on >= end)) => {
                (State::NotTheirs, None, false)
            }
            _ if matches!(state, State::Now | State::Conditional)
                && aged.e.local
                && !self.rules.is_signed_off(aged.e, self.as_of) =>
            {
                (State::CheckLocally, None, checked)
            }
            _ => (state, on, checked),
        }
    }

    /// The first day on which a provision that it rests on is no longer in force.
    fn law_ends(&self, e: &'r Entitlement) -> Option<Day> {
        self.rules.provisions_of(e).filter_map(|p| p.in_force_until).min()
    }

    /// Ended on the day its law did, if it was theirs until then.
    fn law_over(&self, aged: Aged<'r>, day: Day) -> (State, Option<Day>, bool) {
        let eve = day_before(day);
        let then = self.behind.iter().rev().find(|p| p.day <= eve).map(|p| p.certain);
        match then {
            Some(class) if self.holds_on(aged, class, eve) != Held::No => (State::Ended, Some(day), false),
            _ => (State::NotTheirs, None, false),
        }
    }

    /// Later, from the day its law starts, if it would be theirs then.
    fn once_law(&self, aged: Aged<'r>, day: Day) -> (State, Option<Day>, bool) {
        let then = self.ahead.iter().rev().find(|p| p.day <= day).map_or(self.standing.certain_class, |p| p.certain);
        if self.holds_on(aged, then, day) == Held::No {
            return (State::NotTheirs, None, false);
        }
        (State::Later, Some(day), false)
    }

    /// By class, age and needs, the law aside.
    fn by_facts(&self, aged: Aged<'r>) -> (State, Option<Day>, bool) {
        let today = |class: Class| self.holds_on(aged, class, self.as_of);
        match today(self.standing.certain_class) {
            Held::Yes if aged.e.if_words.is_none() => return (State::Now, None, false),
            Held::Yes | Held::Unknown => return (State::Conditional, None, false),
            Held::No => {}
        }
        if let Some(day) = self.begins(aged) {
            return (State::Later, Some(day), false);
        }
        // Nothing will settle it by itself: in favour of the young person, and a person checks.
        if self.standing.certainty != Certainty::Clear
            && [self.standing.class, self.standing.possible_class].iter().any(|c| today(*c) != Held::No)
        {
            return (State::Conditional, None, true);
        }
        match self.ended(aged) {
            Some(day) => (State::Ended, Some(day), false),
            None => (State::NotTheirs, None, false),
        }
    }

    /// Whether class, age and needs hold on a day.
    fn holds_on(&self, aged: Aged<'_>, class: Class, day: Day) -> Held {
        if !aged.e.is_for(class) || !aged.fits(day) {
            return Held::No;
        }
        aged.e.needs.iter().map(|n| held(*n, self.life, day)).min().unwrap_or(Held::Yes)
    }

    /// The first later day on which it holds, if today's situation goes on.
    fn begins(&self, aged: Aged<'_>) -> Option<Day> {
        self.ahead.iter().find(|p| self.holds_on(aged, p.certain, p.day) != Held::No).map(|p| p.day)
    }

    /// The first later day on which it holds no more. What a person still checks is read in favour of the young person; where
    /// it rests on care that nobody knows of, there is no day.
    fn ends(&self, aged: Aged<'_>, being_checked: bool) -> Option<Day> {
        if being_checked && self.holds_on(aged, self.standing.class, self.as_of) == Held::No {
            return None;
        }
        let class = |p: &Point| if being_checked { p.class } else { p.certain };
        self.ahead.iter().find(|p| self.holds_on(aged, class(p), p.day) == Held::No).map(|p| p.day)
    }

    /// The day on which it was theirs no more, where it was once, and its law was in force by then.
    fn ended(&self, aged: Aged<'_>) -> Option<Day> {
        let had = self.behind.iter().rposition(|p| self.holds_on(aged, p.certain, p.day) != Held::No)?;
        let day = self.behind.get(had + 1)?.day;
        if let Some(end) = self.law_ends(aged.e).filter(|end| *end < day) {
            return self.law_over(aged, end).1;
        }
        let eve = day_before(day);
        self.rules.provisions_of(aged.e).all(|p| not_in_force(p, eve).is_none()).then_some(day)
    }

    fn value(&self, amount: &'r Amount, on: Option<Day>) -> Option<&'r Dated<Value>> {
        let facts = self.life.facts;
        let day = match amount.keyed_on.as_str() {
            "apprenticeship_start" => facts.flags.apprenticeship_start.unwrap_or(self.as_of),
            _ => on.unwrap_or(self.as_of),
        };
        let age = age_on(facts.born, day);
        let of_age = |ages: Option<(u32, u32)>| ages.is_none_or(|(from, until)| age >= from && age < until);
        let covers = |v: &&Dated<Value>| day >= v.from && v.until.is_none_or(|u| day < u);
        let reviewed = |v: &&Dated<Value>| self.as_of <= v.value.review_by;
        amount.values.iter().filter(covers).filter(reviewed).find(|v| of_age(v.value.ages))
    }

    fn why(
        &self,
        e: &'r Entitlement,
        state: State,
        on: Option<Day>,
        value: Option<&'r Dated<Value>>,
        being_checked: bool,
    ) -> Vec<Step<'r>> {
        let mut why = Vec::with_capacity(5 + e.needs.len() + e.law.len());
        why.push(Step::Class(self.standing.class));
        why.push(Step::Count(self.standing.count.nights, self.standing.count.days));
        why.push(Step::Age(self.standing.age));
        why.extend(e.needs.iter().map(|n| Step::Need(*n, held(*n, self.life, self.as_of))));
        if being_checked && self.standing.possible_class != self.standing.class {
            why.push(Step::Need(Need::WholeHistory, Held::Unknown));
        }
        why.extend(self.rules.provisions_of(e).map(Step::Law));
        why.extend(value.map(Step::Amount));
        why.push(Step::State(state, on));
        why
    }

    /// Needs that nobody has told and that would settle an answer; what only matters if something happens is not asked.
    fn unknowns(&self, offers: &[Offer<'_>]) -> Vec<Need> {
        let open = offers.iter().filter(|o| o.state == State::Conditional && !o.entitlement.is_if_ever());
        let needs = open.flat_map(|o| o.entitlement.needs.iter().copied());
        let mut unknowns = needs
            .chain([Need::WholeHistory])
            .filter(|n| held(*n, self.life, self.as_of) == Held::Unknown)
            .collect::<Vec<_>>();
        unknowns.sort_unstable();
        unknowns.dedup();
        unknowns
    }
}

enum NotLaw {
    From(Day),
    Over(Day),
    State(State),
}

/// Why a provision cannot make anything "now" on a day; none where it is in force.
fn not_in_force(p: &Provision, day: Day) -> Option<NotLaw> {
    match (p.in_force_from, p.passed_on) {
        _ if p.practice => None,
        (Some(from), _) if day < from => Some(NotLaw::From(from)),
        (Some(_), _) => p.in_force_until.filter(|until| day >= *until).map(NotLaw::Over),
        (_, Some(_)) => Some(NotLaw::State(State::PassedNotLaw)),
        _ => Some(NotLaw::State(State::Announced)),
    }
}
