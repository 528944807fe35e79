//! A child's savings, for the worker, the IRO and the savings desk.

use actix_web::{HttpResponse, Responder, get, post, web};
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::savings::Rules;
use crate::savings::actions::staff_money::{self as money, StaffMoney as Seen, source};
use crate::savings::child_view::WeekState;
use crate::savings::entry::EntryKind;
use crate::savings::other_money::OtherKind;
use crate::savings::pocket::{PocketAnswer, QueryKind};
use crate::savings::register::AccountState;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A stay in care.
#[derive(Serialize, ToSchema)]
struct Stay {
    /// From.
    from: NaiveDate,
    /// Until, not included.
    until: Option<NaiveDate>,
    /// The provider.
    provider: Option<String>,
}

/// A week.
#[derive(Serialize, ToSchema)]
struct StaffWeek {
    /// Its last day.
    week_end: NaiveDate,
    /// What is saved for it, in pounds.
    amount: String,
    /// How it stands.
    state: WeekState,
    /// Why £5, or why nothing.
    why: String,
    /// By which version of the policy.
    policy: String,
    /// From whom it is to come.
    from: Option<String>,
    /// Its entry in the ledger.
    entry: Option<i32>,
    /// Who settled it.
    checked_by: Option<String>,
}

/// An entry of the ledger.
#[derive(Serialize, ToSchema)]
struct LedgerLine {
    /// Its number.
    entry: i32,
    /// Why money moved.
    kind: EntryKind,
    /// What was debited.
    debit: String,
    /// What was credited.
    credit: String,
    /// How much, in pounds.
    amount: String,
    /// For which week.
    week_end: Option<NaiveDate>,
    /// From which day it counts.
    effective_on: NaiveDate,
    /// When it was recorded.
    #[schema(format = DateTime)]
    recorded_at: String,
    /// The entry it undoes.
    reverses: Option<i32>,
    /// The entry that undid it.
    reversed_by: Option<i32>,
    /// Why, in words.
    reason: Option<String>,
    /// Who posted it; none for a job or a command.
    by: Option<String>,
}

/// A week that stands in the ledger otherwise than it is due by what is known today.
#[derive(Serialize, ToSchema)]
struct WeekDiffers {
    /// The week.
    week_end: NaiveDate,
    /// What stands in the ledger, in pounds.
    posted: String,
    /// What is due now, in pounds.
    due: String,
    /// Why.
    why: String,
}

/// What the child said of a week's pocket money.
#[derive(Serialize, ToSchema)]
struct StaffPocket {
    /// The week.
    week_end: NaiveDate,
    /// What.
    answer: PocketAnswer,
    /// When.
    #[schema(format = DateTime)]
    said_at: String,
    /// Whether somebody has talked with the child about it.
    handled: bool,
}

/// What the child asked.
#[derive(Serialize, ToSchema)]
struct StaffQuery {
    /// Its id.
    query: Uuid,
    /// What.
    kind: QueryKind,
    /// Of which week.
    week_end: Option<NaiveDate>,
    /// When.
    #[schema(format = DateTime)]
    made_at: String,
    /// Whether it was answered.
    closed: bool,
}

/// Other money of the child's, never counted here.
#[derive(Serialize, ToSchema)]
struct OtherMoneyHeld {
    /// Its id.
    flag: Uuid,
    /// Where it comes from.
    kind: OtherKind,
    /// Who holds it and where to ask.
    note: String,
    /// Who set it.
    by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

/// A child's savings.
#[derive(Serialize, ToSchema)]
struct StaffMoney {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// Day of birth.
    born_on: NaiveDate,
    /// What is held, in pounds.
    held: String,
    /// What is on its way to the child's own account, in pounds.
    in_transit: String,
    /// What the last statement showed, in pounds.
    account_amount: Option<String>,
    /// As at which day.
    account_as_at: Option<NaiveDate>,
    /// The child's own account.
    account: AccountState,
    /// Its reference.
    account_reference: Option<String>,
    /// From when the child qualifies, if the stay goes on.
    qualifies_on: Option<NaiveDate>,
    /// The 18th birthday.
    eighteen_on: NaiveDate,
    /// Before this day nobody knows.
    unknown_before: Option<NaiveDate>,
    /// Stays in care, the newest first.
    stays: Vec<Stay>,
    /// Week by week, the newest first.
    weeks: Vec<StaffWeek>,
    /// Every entry, the newest first.
    entries: Vec<LedgerLine>,
    /// Weeks that a person must look at.
    differences: Vec<WeekDiffers>,
    /// Whether there is a question of the child's that nobody has answered.
    query_open: bool,
    /// What the child said of pocket money; empty for the savings desk.
    pocket_said: Vec<StaffPocket>,
    /// What the child asked; empty for the savings desk.
    queries: Vec<StaffQuery>,
    /// Other money of the child's, never counted here.
    other_money: Vec<OtherMoneyHeld>,
}

impl From<Seen> for StaffMoney {
    fn from(m: Seen) -> Self {
        let entries = entries(&m);
        let weeks = m.weeks.into_iter().rev().map(|w| StaffWeek {
            week_end: w.week_end,
            amount: w.pence.to_string(),
            state: w.state,
            why: w.why,
            policy: w.policy,
            from: w.from,
            entry: w.entry,
            checked_by: w.checked_by,
        });
        let differs = m.differences.into_iter().map(|d| WeekDiffers {
            week_end: d.week_end,
            posted: crate::kernel::Pence(d.posted_pence).to_string(),
            due: crate::kernel::Pence(d.due_pence).to_string(),
            why: d.reason,
        });
        let said = m.said.into_iter().map(|s| StaffPocket {
            week_end: s.week_end,
            answer: s.answer,
            said_at: s.at.rfc3339(),
            handled: s.handled_at.is_some(),
        });
        let queries = m.queries.into_iter().map(|q| StaffQuery {
            query: q.id.uuid(),
            kind: q.kind,
            week_end: q.week_end,
            made_at: q.made_at.rfc3339(),
            closed: q.closed_at.is_some(),
        });
        let other = m.other.into_iter().map(|o| OtherMoneyHeld {
            flag: o.id.uuid(),
            kind: o.kind,
            note: o.note,
            by: m.names.get(&o.by).cloned(),
            at: o.at.rfc3339(),
        });
        let other = other.collect();
        let stays = m.stays.into_iter().rev().map(|s| Stay { from: s.from, until: s.until, provider: s.provider });
        let s = m.savings;
        Self {
            child: s.care.child.uuid(),
            eighteen_on: s.yours_on(),
            held: s.held.to_string(),
            in_transit: s.in_transit.to_string(),
            account_amount: s.isa.map(|(pence, _)| pence.to_string()),
            account_as_at: s.isa.map(|(_, on)| on),
            account: s.account.as_ref().map_or(AccountState::Unknown, |a| a.state),
            account_reference: s.account.and_then(|a| a.reference),
            qualifies_on: s.qualifies_on,
            unknown_before: s.care.known_from.filter(|_| !s.care.is_complete),
            reference: s.care.reference,
            known_as: s.care.known_as,
            born_on: s.care.born_on,
            stays: stays.collect(),
            weeks: weeks.collect(),
            entries,
            differences: differs.collect(),
            query_open: m.query_open,
            pocket_said: said.collect(),
            queries: queries.collect(),
            other_money: other,
        }
    }
}

fn entries(m: &Seen) -> Vec<LedgerLine> {
    let line = |p: &crate::savings::entry::Posted| LedgerLine {
        entry: p.no,
        kind: p.entry.kind,
        debit: source(p.entry.debit, &m.savings),
        credit: source(p.entry.credit, &m.savings),
        amount: p.entry.pence.to_string(),
        week_end: p.entry.week_end,
        effective_on: p.entry.effective_on,
        recorded_at: p.recorded_at.rfc3339(),
        reverses: p.entry.reverses,
        reversed_by: p.reversed_by,
        reason: p.entry.reason.clone(),
        by: m.savings.makers.get(&p.act).and_then(|(by, _)| m.names.get(by.as_ref()?).cloned()),
    };
    m.savings.entries.iter().rev().map(line).collect()
}

/// Reads a child's savings, week by week with why.
///
/// For whoever holds or covers a post, the IRO and the savings desk. Who has looked is written down before the answer is
/// sent. The savings desk sees no words of the child's, only whether there is a question.
#[utoipa::path(operation_id = "read_money", tag = "savings", security(("staff" = [])),
    responses((status = 200, body = StaffMoney), Problems))]
#[get("/v1/staff/children/{child}/money")]
pub async fn read_money(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    child: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    let seen = money::read_money(&store, &rules, caller.actor(), child.into_inner().into()).await?;
    Ok::<_, Fault>(web::Json(StaffMoney::from(seen)))
}

/// Says that a child's question about money has been talked over.
///
/// For those near the child, not for the savings desk.
#[utoipa::path(operation_id = "close_money_question", tag = "savings", security(("staff" = [])),
    responses((status = 204, description = "It is closed."), Problems))]
#[post("/v1/staff/children/{child}/money/queries/{query}/closed")]
pub async fn close_question(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<impl Responder, Fault> {
    let (child, query) = path.into_inner();
    money::close_question(&store, caller.actor(), child.into(), Some(query.into()), None).await?;
    Ok(HttpResponse::NoContent())
}

/// Says that a week's pocket money has been talked over with the child.
///
/// For those near the child, not for the savings desk.
#[utoipa::path(operation_id = "close_pocket_question", tag = "savings", security(("staff" = [])),
    responses((status = 204, description = "It is closed."), Problems))]
#[post("/v1/staff/children/{child}/money/pocket/{week}/closed")]
pub async fn close_pocket(
    store: web::Data<Store>,
    caller: StaffCaller,
    path: web::Path<(Uuid, NaiveDate)>,
) -> Result<impl Responder, Fault> {
    let (child, week) = path.into_inner();
    money::close_question(&store, caller.actor(), child.into(), None, Some(week)).await?;
    Ok(HttpResponse::NoContent())
}
