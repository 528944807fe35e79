//! Children, for those near them.

use actix_web::{HttpResponse, Responder, get, patch, post, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::access::Relation;
use crate::kernel::calendar::Days;
use crate::kernel::words::Post;
use crate::people::Person;
use crate::people::actions::children::{self, Card, CardChange, NearChild, PostCard};
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A post, with how one stands to it.
#[derive(Serialize, ToSchema)]
struct PostRelation {
    /// Which post.
    post: Post,
    /// How one stands to it.
    relation: Relation,
}

/// A child in a list.
#[derive(Serialize, ToSchema)]
struct ChildRow {
    /// Who.
    child: Uuid,
    /// What they are called.
    known_as: Option<String>,
    /// The council's own id.
    reference: String,
    /// The posts, with one's relation to each.
    posts: Vec<PostRelation>,
}

impl From<NearChild> for ChildRow {
    fn from(near: NearChild) -> Self {
        let posts = near.posts.into_iter().map(|(post, relation)| PostRelation { post, relation }).collect();
        Self { child: near.name.id.uuid(), known_as: near.name.known_as, reference: near.name.reference, posts }
    }
}

/// A page of children.
#[derive(Serialize, ToSchema)]
struct ChildPage {
    /// At most 50.
    items: Vec<ChildRow>,
    /// What to ask for next; none where there are no more.
    next_after: Option<Uuid>,
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct After {
    /// The last child of the page before.
    after: Option<Uuid>,
}

/// Who covers, until when.
#[derive(Serialize, ToSchema)]
struct CardCover {
    /// Who.
    person: Person,
    /// The day on which the holder is back.
    back_on: NaiveDate,
}

/// Who is there for a post.
#[derive(Serialize, ToSchema)]
struct CardPost {
    /// Which post.
    post: Post,
    /// The allocation by which its holder holds it, to end it by.
    allocation: Option<Uuid>,
    /// How one stands to it; null where one has nothing to do with it.
    relation: Option<Relation>,
    /// Who holds it.
    holder: Option<Person>,
    /// Who covers now.
    cover: Option<CardCover>,
}

impl From<PostCard> for CardPost {
    fn from(p: PostCard) -> Self {
        let cover = p.cover.map(|(face, back_on)| CardCover { person: Person::from(&face), back_on });
        Self {
            post: p.post,
            allocation: p.allocation.map(Uuid::from),
            relation: p.relation,
            holder: p.holder.as_ref().map(Person::from),
            cover,
        }
    }
}

/// A stretch of days.
#[derive(Serialize, ToSchema)]
struct CardDays {
    /// The first day.
    from: NaiveDate,
    /// The day it ended; null where it goes on.
    until: Option<NaiveDate>,
}

impl From<Days> for CardDays {
    fn from(days: Days) -> Self {
        Self { from: days.from, until: days.until }
    }
}

/// A child's card: how to reach them, and who is there for them.
#[derive(Serialize, ToSchema)]
struct ChildCard {
    /// Who.
    child: Uuid,
    /// What they are called.
    known_as: Option<String>,
    /// The council's own id.
    reference: String,
    /// Their age today, in years.
    age: u32,
    /// The language they speak best.
    first_language: Option<String>,
    /// Whether they need an interpreter.
    interpreter: bool,
    /// Whether every message and reminder is stopped.
    messages_stopped: bool,
    /// Who is there for each post.
    posts: Vec<CardPost>,
    /// The periods of care that are known, oldest first; without short breaks.
    in_care: Vec<CardDays>,
    /// From the first day of the first short break to the end of the last.
    short_breaks: Option<CardDays>,
    /// What came before this day is not known: not that there was nothing.
    care_unknown_before: Option<NaiveDate>,
}

impl From<Card> for ChildCard {
    fn from(card: Card) -> Self {
        let c = card.child;
        Self {
            child: c.id.uuid(),
            known_as: c.known_as,
            reference: c.reference,
            age: card.age,
            first_language: c.first_language,
            interpreter: c.interpreter,
            messages_stopped: c.messages_stopped,
            posts: card.posts.into_iter().map(CardPost::from).collect(),
            in_care: card.periods.into_iter().map(CardDays::from).collect(),
            short_breaks: card.short_breaks.map(CardDays::from),
            care_unknown_before: card.unknown_before,
        }
    }
}

/// What changes on a card; what is not named stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PatchChild {
    /// What they are called.
    known_as: Option<String>,
    /// The language they speak best; empty takes it away.
    first_language: Option<String>,
    /// Whether they need an interpreter.
    interpreter: Option<bool>,
}

/// Lists the children whom one stands close to.
///
/// Those for whom one holds, covers, reviews or manages a post now, at most 50 at a time.
#[utoipa::path(operation_id = "list_children", tag = "people", security(("staff" = [])), params(After),
    responses((status = 200, body = ChildPage), Problems))]
#[get("/v1/staff/children")]
pub async fn list_children(
    store: web::Data<Store>,
    caller: StaffCaller,
    query: web::Query<After>,
) -> Result<impl Responder, Fault> {
    let after = query.into_inner().after.map(Into::into);
    let (items, next) = children::list_children(&store, caller.actor(), after).await?;
    let page = ChildPage { items: items.into_iter().map(ChildRow::from).collect(), next_after: next.map(Uuid::from) };
    Ok(web::Json(page))
}

/// Reads a child's card.
///
/// How to reach the child and who is there for each post. Who has looked is written down before the answer is sent.
#[utoipa::path(operation_id = "read_child", tag = "people", security(("staff" = [])),
    responses((status = 200, body = ChildCard), Problems))]
#[get("/v1/staff/children/{child}")]
pub async fn read_child(
    store: web::Data<Store>,
    caller: StaffCaller,
    child: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    let card = children::read_child(&store, caller.actor(), child.into_inner().into()).await?;
    Ok(web::Json(ChildCard::from(card)))
}

/// Changes a child's card.
///
/// For whoever holds a post for the child. What is set here is not set back by a file of the council's.
#[utoipa::path(operation_id = "change_child", tag = "people", security(("staff" = [])), request_body = PatchChild,
    responses((status = 200, body = ChildCard), Problems))]
#[patch("/v1/staff/children/{child}")]
pub async fn change_child(
    store: web::Data<Store>,
    caller: StaffCaller,
    child: web::Path<Uuid>,
    body: web::Json<PatchChild>,
) -> Result<impl Responder, Fault> {
    let PatchChild { known_as, first_language, interpreter } = body.into_inner();
    let change = CardChange { known_as, first_language, interpreter };
    let card = children::change_child(&store, caller.actor(), child.into_inner().into(), change).await?;
    Ok(web::Json(ChildCard::from(card)))
}

/// Lets messages to and from a child go on.
///
/// After they were stopped because a return said that the child had died. For whoever holds or manages a post for them.
#[utoipa::path(operation_id = "resume_messages", tag = "people", security(("staff" = [])),
    responses((status = 204, description = "They go on."), Problems))]
#[post("/v1/staff/children/{child}/resume-messages")]
pub async fn resume_messages(
    store: web::Data<Store>,
    caller: StaffCaller,
    child: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    children::resume_messages(&store, caller.actor(), child.into_inner().into()).await?;
    Ok(HttpResponse::NoContent())
}
