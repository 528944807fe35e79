//! What a desk reads.

use actix_web::{Responder, get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::entitlements::actions::desk::{self, Row};
use crate::entitlements::actions::look::{self, Look};
use crate::entitlements::checks::Check;
use crate::entitlements::class::{Certainty, Class};
use crate::entitlements::desk::{Due, due};
use crate::entitlements::fact::{Fact, FactKind, newest};
use crate::entitlements::milestones;
use crate::entitlements::needs::Need;
use crate::entitlements::offers::{Assessment, Offer, State};
use crate::entitlements::request::{Request, RequestState};
use crate::entitlements::rules::Rules;
use crate::entitlements::verdict::{if_other_born, next_change};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A step of a reason.
#[derive(Serialize, ToSchema)]
struct ReasonStep {
    /// What was looked at.
    rule: String,
    /// What was found.
    found: String,
    /// The law or the source.
    cite: Option<String>,
}

/// An entitlement with its reason.
#[derive(Serialize, ToSchema)]
struct RightOffer {
    /// Which.
    id: String,
    /// Its title.
    title: String,
    /// How it stands.
    state: State,
    /// Later: from when. Ended: since when.
    on: Option<NaiveDate>,
    /// Now: up to when.
    until: Option<NaiveDate>,
    /// The amount.
    amount: Option<String>,
    /// It has an amount, and nobody has entered or reviewed its value for the day.
    amount_being_checked: bool,
    /// A person must check it.
    being_checked: bool,
    /// Who pays.
    pays: String,
    /// The words that are ready, to ask for it.
    say: String,
    /// Whom to ask: a post.
    ask: String,
    /// Why.
    why: Vec<ReasonStep>,
}

/// A fact as it was entered.
#[derive(Serialize, ToSchema)]
struct RightFact {
    /// Its id.
    id: Uuid,
    /// Of which kind.
    kind: FactKind,
    /// What its value looks like.
    form: String,
    /// The value; null where the fact was taken back.
    #[schema(value_type = Object, nullable)]
    value: Value,
    /// Where it is written, or who said so.
    source: String,
    /// The day on which it was checked.
    checked_on: NaiveDate,
    /// The day on which the young person said yes to its use on their own screen.
    agreed_on: Option<NaiveDate>,
    /// Their own screen does not use it without their yes.
    needs_yes: bool,
    /// Who entered it.
    entered_by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    entered_at: String,
    /// Whether it is the one that counts.
    is_newest: bool,
}

/// A kind of fact that can be entered.
#[derive(Serialize, ToSchema)]
struct FactForm {
    /// Which.
    kind: FactKind,
    /// What its value looks like: `yes_no`, `day`, `text`, `periods`.
    form: String,
    /// A young person's own screen does not use it without their yes.
    needs_yes: bool,
}

/// A day with a name.
#[derive(Serialize, ToSchema)]
struct NamedDay {
    /// Its name.
    name: String,
    /// The day.
    on: NaiveDate,
}

/// Something that is due or late.
#[derive(Serialize, ToSchema)]
struct DueDay {
    /// Its name.
    name: String,
    /// Its day.
    on: NaiveDate,
    /// Whether the day has passed and nobody has said that it was done.
    is_late: bool,
}

impl From<&Due> for DueDay {
    fn from(d: &Due) -> Self {
        Self { name: d.name.to_owned(), on: d.on, is_late: d.is_late }
    }
}

/// Something that a young person asked for.
#[derive(Serialize, ToSchema)]
struct RightRequest {
    /// Its id.
    id: Uuid,
    /// For which entitlement.
    item: String,
    /// Its title.
    title: String,
    /// In which thread.
    thread: Uuid,
    /// How it stands.
    state: RequestState,
    /// On which day it was asked.
    asked_on: NaiveDate,
    /// By when somebody must act.
    due_on: Option<NaiveDate>,
    /// Who decides, or who decided.
    decided_by: Option<String>,
    /// By which day it is decided.
    decide_on: Option<NaiveDate>,
    /// What was told.
    said: Option<String>,
}

fn request(r: &Request, title: String) -> RightRequest {
    let last = r.steps.last();
    RightRequest {
        id: r.id.uuid(),
        item: r.item.clone(),
        title,
        thread: r.thread.uuid(),
        state: r.state(),
        asked_on: r.asked_on,
        due_on: r.due_on(),
        decided_by: last.and_then(|s| s.decided_by.clone()),
        decide_on: last.and_then(|s| s.decide_on),
        said: last.and_then(|s| s.said.as_ref()).map(|w| w.reveal().to_owned()),
    }
}

/// The class that comes next.
#[derive(Serialize, ToSchema)]
struct NextClass {
    /// Which.
    class: Class,
    /// From when.
    on: NaiveDate,
}

/// A young person's rights, as staff see them.
#[derive(Serialize, ToSchema)]
struct ChildRights {
    /// The day that it is for.
    as_of: NaiveDate,
    /// The version of the rules.
    ruleset: String,
    /// Age in whole years.
    age: u32,
    /// The class, in favour of the young person.
    class: Class,
    /// The class by nights alone.
    certain_class: Class,
    /// How certain.
    certainty: Certainty,
    /// Nights in care since 14.
    nights_since_14: i64,
    /// Days touched since 14.
    days_since_14: i64,
    /// Within a day of a line.
    near_line: bool,
    /// Why a person should look.
    checks: Vec<Check>,
    /// Facts to ask for.
    unknowns: Vec<Need>,
    /// The class that comes next.
    next_class: Option<NextClass>,
    /// The class on the other day of birth, where the age is disputed.
    class_if_other_born: Option<Class>,
    /// Every entitlement.
    offers: Vec<RightOffer>,
    /// Every milestone.
    milestones: Vec<NamedDay>,
    /// What is due or late.
    due: Vec<DueDay>,
    /// Every fact that was entered, the newest first.
    facts: Vec<RightFact>,
    /// What can be entered.
    forms: Vec<FactForm>,
    /// What was asked for, the newest first.
    requests: Vec<RightRequest>,
    /// The day of the letter that was signed last.
    letter_on: Option<NaiveDate>,
}

fn offer(o: &Offer<'_>) -> RightOffer {
    let step = |s: &crate::entitlements::trace::Step<'_>| ReasonStep {
        rule: s.rule().to_owned(),
        found: s.found(),
        cite: s.cite().map(str::to_owned),
    };
    RightOffer {
        id: o.entitlement.id.clone(),
        title: o.entitlement.title.clone(),
        state: o.state,
        on: o.on,
        until: o.until,
        amount: o.amount.map(|v| v.value.pence.to_string()),
        amount_being_checked: o.amount_being_checked,
        being_checked: o.being_checked,
        pays: o.entitlement.pays.clone(),
        say: o.entitlement.say.clone(),
        ask: o.entitlement.ask.clone(),
        why: o.why.iter().map(step).collect(),
    }
}

fn fact(f: &Fact, look: &Look) -> RightFact {
    RightFact {
        id: f.id.uuid(),
        kind: f.kind,
        form: f.kind.form().to_owned(),
        value: f.value.clone(),
        source: f.source.clone(),
        checked_on: f.checked_on,
        agreed_on: f.agreed_on,
        needs_yes: f.kind.needs_yes(),
        entered_by: look.names.get(&f.entered_by).map(|p| p.name.clone()),
        entered_at: f.entered_at.rfc3339(),
        is_newest: newest(&look.known.entered).iter().any(|n| n.id == f.id),
    }
}

fn show(said: &Assessment<'_>, look: &Look, rules: &Rules) -> ChildRights {
    let s = &said.standing;
    let title = |item: &str| rules.entitlement(item).map_or_else(|| "A letter".to_owned(), |e| e.title.clone());
    let all = milestones::ahead(&look.facts, look.as_of, said);
    let forms = FactKind::ALL.iter();
    ChildRights {
        as_of: look.as_of,
        ruleset: rules.version.clone(),
        age: s.age,
        class: s.class,
        certain_class: s.certain_class,
        certainty: s.certainty,
        nights_since_14: s.count.nights,
        days_since_14: s.count.days,
        near_line: s.near_line,
        checks: s.checks.clone(),
        unknowns: said.unknowns.clone(),
        next_class: next_change(said).map(|(class, on)| NextClass { class, on }),
        class_if_other_born: if_other_born(&look.facts, look.as_of, rules),
        offers: said.offers.iter().map(offer).collect(),
        milestones: all.iter().map(|m| NamedDay { name: m.name.to_owned(), on: m.on }).collect(),
        due: due(&look.facts, &look.known.entered, look.as_of, said).iter().map(DueDay::from).collect(),
        facts: look.known.entered.iter().rev().map(|f| fact(f, look)).collect(),
        forms: forms.map(|k| FactForm { kind: *k, form: k.form().to_owned(), needs_yes: k.needs_yes() }).collect(),
        requests: look.requests.iter().map(|r| request(r, title(&r.item))).collect(),
        letter_on: look.letter_on,
    }
}

/// For which day.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AsOf {
    /// The day to look at; today where it is left out.
    as_of: Option<NaiveDate>,
}

/// Reads a young person's rights with the reasons.
///
/// Class, trace and cites, missing facts, milestones, requests; for today, or as a preview for another day. Who looked is
/// written down.
#[utoipa::path(operation_id = "read_rights", tag = "rights", security(("staff" = [])),
    params(("child" = Uuid, Path, description = "The young person"), AsOf), responses((status = 200, body = ChildRights), Problems))]
#[get("/v1/staff/children/{child}/rights")]
pub async fn read_rights(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
    child: web::Path<Uuid>,
    query: web::Query<AsOf>,
) -> Result<impl Responder, Fault> {
    let of = (child.into_inner().into(), query.as_of);
    let rights = look::look(&store, &rules, who.actor(), of, |said, look, rules| show(said, &look, rules)).await?;
    Ok::<_, Fault>(web::Json(rights))
}

/// A young person on the list of what waits.
#[derive(Serialize, ToSchema)]
struct RightsRow {
    /// Who.
    child: Uuid,
    /// What they are called.
    known_as: Option<String>,
    /// The council's own id.
    reference: String,
    /// Whether the reader only manages.
    is_managed: bool,
    /// Who answers for them: adviser or social worker.
    worker: Option<String>,
    /// Their team.
    team: Option<String>,
    /// Whether somebody still has to say that they looked at the answer.
    check_waits: bool,
    /// Age in whole years.
    age: u32,
    /// The class.
    class: Class,
    /// How certain.
    certainty: Certainty,
    /// Why a person should look.
    checks: Vec<Check>,
    /// Facts to ask for.
    unknowns: Vec<Need>,
    /// What is due in eight weeks, or late.
    due: Vec<DueDay>,
    /// Requests to be answered.
    requests: Vec<RightRequest>,
    /// Weeks without contact both ways, from four on; 255 where there never was any.
    quiet_weeks: Option<i64>,
}

/// What waits.
#[derive(Serialize, ToSchema)]
struct RightsDesk {
    /// The version of the rules.
    ruleset: String,
    /// Everybody of 15 or older who is near the reader.
    items: Vec<RightsRow>,
}

fn row(r: Row) -> RightsRow {
    RightsRow {
        child: r.child.uuid(),
        known_as: r.known_as,
        reference: r.reference,
        is_managed: r.is_managed,
        team: r.worker.as_ref().and_then(|w| w.team_name.clone()),
        worker: r.worker.map(|w| w.name),
        check_waits: r.check_waits,
        age: r.age,
        class: r.class,
        certainty: r.certainty,
        checks: r.checks,
        unknowns: r.unknowns,
        due: r.due.iter().map(DueDay::from).collect(),
        requests: r.requests.iter().map(|(q, title)| request(q, title.clone())).collect(),
        quiet_weeks: r.quiet_weeks,
    }
}

/// Lists what waits about rights across one's caseload or teams.
///
/// Milestones due and late, requests to answer, answers that a person must check, facts to ask for, and who has had no
/// contact both ways for four weeks or more.
#[utoipa::path(operation_id = "rights_desk", tag = "rights", security(("staff" = [])), responses((status = 200, body = RightsDesk), Problems))]
#[get("/v1/staff/rights")]
pub async fn rights_desk(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: StaffCaller,
) -> Result<impl Responder, Fault> {
    let rows = desk::list(&store, &rules, who.actor()).await?;
    Ok::<_, Fault>(web::Json(RightsDesk { ruleset: rules.version.clone(), items: rows.into_iter().map(row).collect() }))
}
