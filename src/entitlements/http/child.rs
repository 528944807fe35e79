//! What a young person's phone calls.

use actix_web::http::StatusCode;
use actix_web::{Responder, get, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::config;
use crate::entitlements::actions::ask::{self, Ask};
use crate::entitlements::actions::mine::{self, Mine, RequestView};
use crate::entitlements::offers::State;
use crate::entitlements::page::{Group, Item, Page, RoadMark};
use crate::entitlements::request::RequestState;
use crate::entitlements::rules::Rules;
use crate::kernel::text::Words;
use crate::people::Person;
use crate::store::{Fault, Store};
use crate::voice;
use crate::wire::{ChildCaller, Problems};

/// Something that is a young person's right, or may become one, in plain words.
#[derive(Serialize, ToSchema)]
struct RightItem {
    /// Its id, to ask for it by. Never shown.
    id: String,
    /// Its title.
    title: String,
    /// What it is.
    words: String,
    /// Where it stands on the page.
    group: Group,
    /// How it stands.
    state: State,
    /// The same in words.
    state_words: String,
    /// A person is checking it.
    being_checked: bool,
    /// Later: from when. Ended: since when.
    on: Option<NaiveDate>,
    /// Now: up to when, if things stay as they are.
    until: Option<NaiveDate>,
    /// The amount in words.
    amount: Option<String>,
    /// Why me.
    why: String,
    /// The law, as a lawyer names it.
    law: Vec<String>,
    /// Who pays.
    pays: String,
    /// The words that are ready, to ask for it.
    say: String,
    /// What there is instead: the id of another item.
    instead: Option<String>,
    /// It rests on this council's own rule.
    is_local: bool,
}

/// A day on the road ahead.
#[derive(Serialize, ToSchema)]
struct RoadDay {
    /// Its name. Never shown.
    name: String,
    /// What it is.
    words: String,
    /// What to get ready.
    prepare: String,
    /// The day.
    on: NaiveDate,
    /// Whether it has been.
    is_past: bool,
}

/// What comes next.
#[derive(Serialize, ToSchema)]
struct NextDay {
    /// What it is.
    words: String,
    /// The day.
    on: NaiveDate,
}

/// Something that a young person asked for.
#[derive(Serialize, ToSchema)]
struct MyRequest {
    /// Its id.
    id: Uuid,
    /// For which item; `proof-letter` for a letter.
    item: String,
    /// The thread in which it was asked.
    thread: Uuid,
    /// How it stands.
    state: RequestState,
    /// The same in words.
    words: String,
    /// On which day it was asked.
    asked_on: NaiveDate,
    /// Who decides, or who decided.
    decided_by: Option<String>,
    /// By which day it is decided.
    decide_on: Option<NaiveDate>,
    /// What was said: a no always has its reason here.
    said: Option<String>,
}

/// Somebody to turn to.
#[derive(Serialize, ToSchema)]
struct TurnTo {
    /// What they are called.
    name: String,
    /// Their telephone number.
    phone: String,
}

/// The shelf of what only matters if something happens.
#[derive(Serialize, ToSchema)]
struct RightsShelf {
    /// What it is called.
    title: String,
    /// What it is for.
    words: String,
}

/// My rights: the whole page.
#[derive(Serialize, ToSchema)]
struct MyRights {
    /// The day that the page is for.
    as_of: NaiveDate,
    /// The version of the rules.
    ruleset: String,
    /// Age in whole years.
    age: u32,
    /// What the answers rest on.
    why: String,
    /// Why a person is checking; none where nobody needs to.
    checks: Vec<String>,
    /// What to do about an answer that is hard to hear as a whole: ask, apply, enrol.
    what_now: Option<String>,
    /// What a young person can do about any answer.
    can_do: Vec<String>,
    /// Three that are theirs now: ids.
    first: Vec<String>,
    /// What comes next.
    next: Option<NextDay>,
    /// Every item.
    items: Vec<RightItem>,
    /// The shelf's own words.
    shelf: RightsShelf,
    /// The road ahead, from 15 on.
    road: Vec<RoadDay>,
    /// What was asked for, the newest first.
    requests: Vec<MyRequest>,
    /// The day of the letter that was signed last.
    letter_on: Option<NaiveDate>,
    /// Who is on the young person's side, whatever the council says.
    advocate: TurnTo,
    /// Where to complain.
    complaints: TurnTo,
}

fn item(i: Item<'_>) -> RightItem {
    let e = i.entitlement;
    RightItem {
        id: e.id.clone(),
        title: e.title.clone(),
        words: e.words.clone(),
        group: i.group,
        state: i.state,
        state_words: i.state_words,
        being_checked: i.being_checked,
        on: i.on,
        until: i.until,
        amount: i.amount_words,
        why: i.why,
        law: i.law.into_iter().map(str::to_owned).collect(),
        pays: e.pays.clone(),
        say: e.say.clone(),
        instead: i.instead.map(|other| other.id.clone()),
        is_local: e.local,
    }
}

fn road(m: &RoadMark<'_>) -> RoadDay {
    RoadDay {
        name: m.name.to_owned(),
        words: m.words.to_owned(),
        prepare: m.prepare.to_owned(),
        on: m.on,
        is_past: m.is_past,
    }
}

fn request(view: RequestView) -> MyRequest {
    let RequestView { request, words } = view;
    let state = request.state();
    let last = request.steps.last();
    MyRequest {
        id: request.id.uuid(),
        thread: request.thread.uuid(),
        state,
        words,
        asked_on: request.asked_on,
        decided_by: last.and_then(|s| s.decided_by.clone()),
        decide_on: last.and_then(|s| s.decide_on),
        said: last.and_then(|s| s.said.as_ref()).map(|w| w.reveal().to_owned()),
        item: request.item,
    }
}

fn show(page: Page<'_>, mine: Mine, rules: &Rules, council: &config::Council) -> MyRights {
    let turn_to = |c: &config::Contact| TurnTo { name: c.name.clone(), phone: c.phone.clone() };
    MyRights {
        as_of: mine.as_of,
        ruleset: rules.version.clone(),
        age: page.age,
        why: page.why,
        checks: page.checks.into_iter().map(str::to_owned).collect(),
        what_now: page.what_now.map(str::to_owned),
        can_do: mine.can_do,
        first: page.first.into_iter().map(str::to_owned).collect(),
        next: page.nearest.map(|(words, on)| NextDay { words, on }),
        items: page.items.into_iter().map(item).collect(),
        shelf: RightsShelf { title: rules.texts.shelf.title.clone(), words: rules.texts.shelf.words.clone() },
        road: page.road.iter().map(road).collect(),
        requests: mine.requests.into_iter().map(request).collect(),
        letter_on: mine.letter_on,
        advocate: turn_to(&council.advocacy),
        complaints: turn_to(&council.complaints),
    }
}

/// Reads a young person's own rights, the whole page at once.
///
/// What is theirs now, what comes, what has ended and what there is instead, what only matters if something happens; why,
/// how much, and how to ask. Leaves no trace: which item is read is never sent.
#[utoipa::path(operation_id = "my_rights", tag = "rights", security(("child" = [])), responses((status = 200, body = MyRights), Problems))]
#[get("/v1/child/rights")]
pub async fn my_rights(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
) -> Result<impl Responder, Fault> {
    let council = store.council().clone();
    let page = mine::read(&store, &rules, who.actor(), move |p, m, r| show(p, m, r, &council)).await?;
    Ok::<_, Fault>(web::Json(page))
}

/// A letter that says that somebody is in care, or was.
#[derive(Serialize, ToSchema)]
struct MyLetter {
    /// The council.
    council: String,
    /// Its paragraphs, for whoever it is shown to.
    paragraphs: Vec<String>,
    /// Who signed it.
    signed_by: Person,
    /// On which day.
    signed_on: NaiveDate,
}

/// The letter that was signed last, where one was.
#[derive(Serialize, ToSchema)]
struct MyLetters {
    /// The letter.
    letter: Option<MyLetter>,
}

/// Reads the letter that was signed last, to show or to print.
///
/// Made from the record and signed by a named adult; null where nobody has signed one yet.
#[utoipa::path(operation_id = "my_letter", tag = "rights", security(("child" = [])), responses((status = 200, body = MyLetters), Problems))]
#[get("/v1/child/rights/letter")]
pub async fn my_letter(store: web::Data<Store>, who: ChildCaller) -> Result<impl Responder, Fault> {
    let letter = mine::read_letter(&store, who.actor()).await?;
    let council = store.council().name.clone();
    let letter =
        letter.map(|l| MyLetter { council, signed_by: Person::from(&l.by), signed_on: l.on, paragraphs: l.paragraphs });
    Ok::<_, Fault>(web::Json(MyLetters { letter }))
}

/// Something that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskForRight {
    /// The id of the message, made by the phone (UUIDv7).
    message: Uuid,
    /// For which item; `proof-letter` for a letter.
    item: String,
    /// One's own words; none means the words that are ready.
    #[schema(min_length = 1, max_length = 10000)]
    words: Option<String>,
}

/// In which thread it was asked.
#[derive(Serialize, ToSchema)]
struct AskedForRight {
    /// The thread.
    thread: Uuid,
}

/// Asks for something that is one's right.
///
/// Writes a message with the words ready into the thread of whoever helps with it, and asks for a decision. The phone makes
/// both ids: the same once more answers the same.
#[utoipa::path(operation_id = "ask_for_right", tag = "rights", security(("child" = [])), request_body = AskForRight,
    params(("request" = Uuid, Path, description = "The id that the phone made (UUIDv7)")),
    responses((status = 201, body = AskedForRight, description = "Asked now"), (status = 200, body = AskedForRight, description = "Asked before"), Problems))]
#[put("/v1/child/rights/requests/{request}")]
pub async fn ask_for_right(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    voice: web::Data<voice::Rules>,
    who: ChildCaller,
    request: web::Path<Uuid>,
    body: web::Json<AskForRight>,
) -> Result<impl Responder, Fault> {
    let AskForRight { message, item, words } = body.into_inner();
    let words = words.map(|w| Words::parse(w, "words")).transpose()?;
    let wanted = Ask { id: request.into_inner().into(), message: message.into(), item, words };
    let (thread, is_new) = ask::ask_for(&store, &rules, &voice, who.actor(), wanted).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok::<_, Fault>((web::Json(AskedForRight { thread: thread.uuid() }), status))
}
