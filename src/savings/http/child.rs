//! What a child's phone calls about money.

use actix_web::{HttpResponse, Responder, get, put, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::savings::Rules;
use crate::savings::actions::child_money::{self as money, ChildMoney as Seen, Saving};
use crate::savings::child_view::{ChildText, WeekState};
use crate::savings::pocket::{PocketAnswer, PocketWhat, QueryKind};
use crate::savings::register::AccountState;
use crate::store::{Fault, Store};
use crate::wire::{ChildCaller, Problems};

/// The child's own account.
#[derive(Serialize, ToSchema)]
struct OwnAccount {
    /// What is known of it.
    state: AccountState,
    /// What the last statement showed, in pounds. This kind of account can go up and down.
    amount: Option<String>,
    /// As at which day.
    as_at: Option<NaiveDate>,
}

/// Whether something is saved now.
#[derive(Serialize, ToSchema)]
struct SavingNow {
    /// `now`, `from`, `paused`, `finding_out` or `no`.
    #[schema(value_type = String)]
    state: &'static str,
    /// From which day, if the child is still looked after then. That date isn't a plan.
    from: Option<NaiveDate>,
}

/// A week.
#[derive(Serialize, ToSchema)]
struct MoneyWeek {
    /// Its last day.
    week_end: NaiveDate,
    /// What is saved for it, in pounds.
    amount: String,
    /// How it stands.
    state: WeekState,
    /// Why it is missing: one of a closed list.
    text: Option<ChildText>,
    /// The same in words.
    words: Option<String>,
    /// The first name of whoever checked it, at the savings desk.
    checked_by: Option<String>,
}

/// Something that was wrong and was put right.
#[derive(Serialize, ToSchema)]
struct PutRight {
    /// When it was put right.
    on: NaiveDate,
    /// When it went wrong.
    wrong_on: Option<NaiveDate>,
    /// Of which week.
    week_end: Option<NaiveDate>,
    /// By how much what is held changed, in pounds; may be negative.
    change: String,
}

/// A point of the picture.
#[derive(Serialize, ToSchema)]
struct Point {
    /// The last day of a week.
    day: NaiveDate,
    /// What was saved in all by then, in pounds.
    amount: String,
}

/// This week's pocket money.
#[derive(Serialize, ToSchema)]
struct PocketWeek {
    /// The week, by its last day.
    week_end: NaiveDate,
    /// What it is called.
    what: PocketWhat,
    /// At least so much, in pounds.
    amount: String,
    /// The day it should be given.
    pay_day: NaiveDate,
    /// Who pays it, where it is not the carer.
    paid_by: Option<String>,
}

/// What the child said of a week's pocket money.
#[derive(Serialize, ToSchema)]
struct PocketSaid {
    /// The week, by its last day.
    week_end: NaiveDate,
    /// What.
    answer: PocketAnswer,
    /// Whether somebody has talked with the child about it.
    handled: bool,
}

/// What the child asked.
#[derive(Serialize, ToSchema)]
struct MoneyQuery {
    /// Its id.
    query: Uuid,
    /// What.
    kind: QueryKind,
    /// Of which week.
    week_end: Option<NaiveDate>,
    /// Whether it was answered.
    closed: bool,
}

/// A child's money.
#[derive(Serialize, ToSchema)]
struct ChildMoney {
    /// What the council is holding for the child, in pounds.
    held: String,
    /// What is on its way to the child's own account, in pounds.
    in_transit: String,
    /// The child's own account.
    account: OwnAccount,
    /// The day by which the next payment into it is made.
    next_payment: Option<NaiveDate>,
    /// The 18th birthday: from then it is the child's own. Until then nobody can take it out.
    yours_on: NaiveDate,
    /// Whether something is saved now.
    saving: SavingNow,
    /// The first week that was saved for, by its last day.
    first_saved: Option<NaiveDate>,
    /// Before this day nobody knows yet.
    unknown_before: Option<NaiveDate>,
    /// Week by week, the newest first.
    weeks: Vec<MoneyWeek>,
    /// What was put right, the newest first.
    put_right: Vec<PutRight>,
    /// A line for a picture, the oldest first.
    line: Vec<Point>,
    /// This week's pocket money.
    pocket: Option<PocketWeek>,
    /// What the child said of the last weeks.
    pocket_said: Vec<PocketSaid>,
    /// What the child asked.
    queries: Vec<MoneyQuery>,
    /// The first name of the child's worker.
    worker: Option<String>,
}

impl From<Seen> for ChildMoney {
    fn from(m: Seen) -> Self {
        let worker = m.worker.clone();
        let weeks = m.weeks.iter().rev().map(|(w, checked_by)| MoneyWeek {
            week_end: w.week_end,
            amount: w.pence.to_string(),
            state: w.state,
            text: w.text,
            words: w.text.map(|t| t.words(worker.as_deref())),
            checked_by: checked_by.clone(),
        });
        let (state, from) = match m.saving {
            Saving::Now => ("now", None),
            Saving::From(day) => ("from", Some(day)),
            Saving::Paused => ("paused", None),
            Saving::FindingOut => ("finding_out", None),
            Saving::No => ("no", None),
        };
        let right = m.corrections.iter().map(|c| PutRight {
            on: c.on,
            wrong_on: c.wrong_on,
            week_end: c.week_end,
            change: c.change.to_string(),
        });
        Self {
            held: m.held.to_string(),
            in_transit: m.in_transit.to_string(),
            account: OwnAccount {
                state: m.account,
                amount: m.isa.map(|(pence, _)| pence.to_string()),
                as_at: m.isa.map(|(_, on)| on),
            },
            next_payment: m.next_payment,
            yours_on: m.yours_on,
            saving: SavingNow { state, from },
            first_saved: m.first_saved,
            unknown_before: m.unknown_before,
            weeks: weeks.collect(),
            put_right: right.collect(),
            line: m.line.iter().map(|(day, p)| Point { day: *day, amount: p.to_string() }).collect(),
            pocket: m.pocket.map(|(week_end, p)| PocketWeek {
                week_end,
                what: p.what,
                amount: p.pence.to_string(),
                pay_day: p.pay_day,
                paid_by: p.paid_by,
            }),
            pocket_said: m
                .said
                .iter()
                .map(|s| PocketSaid { week_end: s.week_end, answer: s.answer, handled: s.handled_at.is_some() })
                .collect(),
            queries: m
                .queries
                .iter()
                .map(|q| MoneyQuery {
                    query: q.id.uuid(),
                    kind: q.kind,
                    week_end: q.week_end,
                    closed: q.closed_at.is_some(),
                })
                .collect(),
            worker,
        }
    }
}

/// Shows a child their own money.
///
/// What the council holds, what is in the child's own account as at a day, week by week with how it stands, and this week's
/// pocket money. Carers and providers are never named, and why a week is missing comes from a closed list of texts.
#[utoipa::path(operation_id = "see_own_money", tag = "savings", security(("child" = [])),
    responses((status = 200, body = ChildMoney), Problems))]
#[get("/v1/child/money")]
pub async fn see_own_money(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
) -> Result<impl Responder, Fault> {
    let seen = money::see_own_money(&store, &rules, who.actor()).await?;
    Ok::<_, Fault>(web::Json(ChildMoney::from(seen)))
}

/// Whether a week's pocket money was right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SayPocket {
    /// What.
    answer: PocketAnswer,
}

/// Says whether a week's pocket money was right.
///
/// The week is named by its last day (a Sunday): this one or one of the eight before it. What is not right goes to the
/// child's worker; the savings desk sees only that there is a question. Never shown to the carer.
#[utoipa::path(operation_id = "say_pocket", tag = "savings", security(("child" = [])), request_body = SayPocket,
    responses((status = 204, description = "It is written down."), Problems))]
#[put("/v1/child/money/pocket/{week}")]
pub async fn say_pocket(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    who: ChildCaller,
    week: web::Path<NaiveDate>,
    body: web::Json<SayPocket>,
) -> Result<impl Responder, Fault> {
    money::say_pocket(&store, &rules, who.actor(), week.into_inner(), body.answer).await?;
    Ok(HttpResponse::NoContent())
}

/// A question about money.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskOfMoney {
    /// What.
    kind: QueryKind,
    /// Of which week.
    week_end: Option<NaiveDate>,
}

/// Says that something looks wrong, or asks to use some of the money.
///
/// The words themselves are an ordinary message to the worker; this makes sure that somebody answers.
#[utoipa::path(operation_id = "ask_of_money", tag = "savings", security(("child" = [])), request_body = AskOfMoney,
    responses((status = 204, description = "The worker is told."), Problems))]
#[put("/v1/child/money/queries/{query}")]
pub async fn ask_of_money(
    store: web::Data<Store>,
    who: ChildCaller,
    query: web::Path<Uuid>,
    body: web::Json<AskOfMoney>,
) -> Result<impl Responder, Fault> {
    money::ask_of_money(&store, who.actor(), query.into_inner().into(), body.kind, body.week_end).await?;
    Ok(HttpResponse::NoContent())
}
