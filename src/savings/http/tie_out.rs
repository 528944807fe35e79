//! The tie-out over HTTP: one page that is red until everything is equal.

use actix_web::{Responder, get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::pay_run_page::Books;
use crate::kernel::Pence;
use crate::kernel::calendar::day_before;
use crate::savings::Rules;
use crate::savings::actions::tie_out::{self as actions, Sums, TieOut, TieRow};
use crate::savings::ledger::month_of;
use crate::savings::matching::code::Code;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// The days between which weeks end that are tied out, both included.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct TieOutDays {
    /// The first; without it the first of the month before this.
    from: Option<NaiveDate>,
    /// The last; without it the last of that month.
    to: Option<NaiveDate>,
}

/// What each side says, in pounds.
#[derive(Serialize, ToSchema)]
struct TieSums {
    /// Due by the policy.
    entitled: String,
    /// By the rows of providers' files that were posted.
    deducted: String,
    /// Of these, what never comes to the council: paid into the child's account by the provider, or held by a carer.
    direct: String,
    /// Saved by the council itself: from its own budget, or topped up.
    own: String,
    /// Of what was deducted, what the council's own books have shown.
    cash: String,
    /// Owed to the child by the ledger.
    ledger: String,
    /// Received by the ledger.
    came: String,
    /// Sent to the child's account.
    paid: String,
    /// Confirmed by statements.
    confirmed: String,
    /// Whether everything agrees.
    equal: bool,
}

impl From<Sums> for TieSums {
    fn from(s: Sums) -> Self {
        let pounds = |pence: i64| Pence(pence).to_string();
        Self {
            entitled: pounds(s.entitled),
            deducted: pounds(s.deducted),
            direct: pounds(s.direct),
            own: pounds(s.own),
            cash: pounds(s.cash),
            ledger: pounds(s.ledger),
            came: pounds(s.came),
            paid: pounds(s.paid),
            confirmed: pounds(s.confirmed),
            equal: s.is_equal(),
        }
    }
}

/// A week of which not everything agrees.
#[derive(Serialize, ToSchema)]
struct TieWeek {
    /// Its last day.
    week_end: NaiveDate,
    /// What each side says.
    sums: TieSums,
    /// The rows that claim it.
    lines: Vec<Uuid>,
}

/// A row that waits.
#[derive(Serialize, ToSchema)]
struct TieWaiting {
    /// Which.
    line: Uuid,
    /// How much, in pounds.
    amount: String,
    /// What is wrong.
    code: Option<Code>,
    /// What to do about it.
    fix: Option<&'static str>,
}

/// A child.
#[derive(Serialize, ToSchema)]
struct TieChild {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// What each side says.
    sums: TieSums,
    /// Whether everything about the child agrees, and no row waits.
    equal: bool,
    /// Weeks that differ.
    weeks: Vec<TieWeek>,
    /// Rows that wait and may be this child's.
    waiting: Vec<TieWaiting>,
}

impl From<TieRow> for TieChild {
    fn from(r: TieRow) -> Self {
        let week = |w: actions::WeekDifference| TieWeek {
            week_end: w.week_end,
            sums: w.sums.into(),
            lines: w.lines.into_iter().map(Uuid::from).collect(),
        };
        let waiting = |w: actions::Waiting| TieWaiting {
            line: w.line.uuid(),
            amount: Pence(w.pence).to_string(),
            code: w.code,
            fix: w.code.map(Code::fix),
        };
        Self {
            equal: r.is_equal(),
            child: r.child.uuid(),
            reference: r.reference,
            known_as: r.known_as,
            sums: r.sums.into(),
            weeks: r.weeks.into_iter().map(week).collect(),
            waiting: r.waiting.into_iter().map(waiting).collect(),
        }
    }
}

/// Something that only the ledger or only the council's own books know of.
#[derive(Serialize, ToSchema)]
struct TieUnseen {
    /// The file, the pay run or the row.
    id: Uuid,
    /// What it is, in words.
    words: String,
    /// On which day.
    on: Option<NaiveDate>,
    /// How much, in pounds.
    amount: String,
}

/// The page.
#[derive(Serialize, ToSchema)]
struct TieOutPage {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    to: NaiveDate,
    /// Whether everything is equal.
    equal: bool,
    /// The sums over every child.
    totals: TieSums,
    /// Whether the books add up at the end of the last day.
    books: Books,
    /// Providers' files of which the council's own books have not shown the money.
    files_not_shown: Vec<TieUnseen>,
    /// Pay runs that they have not shown leaving.
    runs_not_shown: Vec<TieUnseen>,
    /// Rows of theirs that nothing explains.
    rows_unexplained: Vec<TieUnseen>,
    /// Children of whom everything agrees.
    children_equal: usize,
    /// Child by child: first those of whom something differs.
    items: Vec<TieChild>,
}

fn page(from: NaiveDate, to: NaiveDate, t: TieOut) -> TieOutPage {
    let pounds = |pence: i64| Pence(pence).to_string();
    let equal = t.is_equal();
    let name = |no: Option<i32>| t.providers.iter().find(|p| Some(p.no) == no).map(|p| p.name.clone());
    let files = t.unseen.files.iter().map(|f| TieUnseen {
        id: f.file.uuid(),
        words: format!("{}, {}", name(f.provider).unwrap_or_else(|| "a provider".into()), f.name),
        on: f.until,
        amount: pounds(f.pence),
    });
    let runs = t.unseen.runs.iter().map(|(id, on, pence)| TieUnseen {
        id: id.uuid(),
        words: "Pay run".into(),
        on: *on,
        amount: pounds(*pence),
    });
    let rows = t.unseen.rows.iter().map(|(id, on, pence, why)| TieUnseen {
        id: id.uuid(),
        words: why.clone(),
        on: *on,
        amount: pounds(*pence),
    });
    let (files_not_shown, runs_not_shown, rows_unexplained) = (files.collect(), runs.collect(), rows.collect());
    let mut items: Vec<TieChild> = t.rows.into_iter().map(TieChild::from).collect();
    items.sort_by(|a, b| (a.equal, &a.reference).cmp(&(b.equal, &b.reference)));
    TieOutPage {
        from,
        to,
        equal,
        totals: t.totals.into(),
        books: t.proof.into(),
        files_not_shown,
        runs_not_shown,
        rows_unexplained,
        children_equal: items.iter().filter(|i| i.equal).count(),
        items,
    }
}

/// Ties out the weeks that end between two days.
///
/// What children are entitled to, what was deducted, what the council's own books show, what the ledger owes, what statements
/// confirm: equal or not, and every difference down to its week and row.
#[utoipa::path(operation_id = "tie_out", tag = "savings", security(("staff" = [])), params(TieOutDays),
    responses((status = 200, body = TieOutPage), Problems))]
#[get("/v1/staff/money/tie-out")]
pub async fn tie_out(
    store: web::Data<Store>,
    rules: web::Data<Rules>,
    caller: StaffCaller,
    query: web::Query<TieOutDays>,
) -> Result<impl Responder, Fault> {
    let last = day_before(month_of(crate::kernel::calendar::london_day(store.clock().now())));
    let to = query.to.unwrap_or(last);
    let from = query.from.unwrap_or_else(|| month_of(to));
    let found = actions::tie_out(&store, &rules.policy, caller.actor(), from, to).await?;
    Ok::<_, Fault>(web::Json(page(from, to, found)))
}
