//! What young people asked for, and what came of it.

use std::collections::HashMap;

use diesel::prelude::*;

use super::whose;
use crate::access::Permit;
use crate::entitlements::request::{NextStep, Request, RequestState, Step};
use crate::kernel::id::{AnyId, ChildId, MessageId, RequestId, StaffId, ThreadId};
use crate::kernel::{At, Day};
use crate::store::schema::{right_request_steps, right_requests};
use crate::store::vault::{child_key, child_key_or_new};
use crate::store::{Answer, Fault, Rx, Tx};

#[derive(Queryable, Selectable)]
#[diesel(table_name = right_requests)]
struct RequestRow {
    id: RequestId,
    child_id: ChildId,
    item: String,
    thread_id: ThreadId,
    message_id: MessageId,
    asked_on: Day,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = right_request_steps)]
struct StepRow {
    id: AnyId,
    request_id: RequestId,
    child_id: ChildId,
    state: RequestState,
    decided_by: Option<String>,
    decide_on: Option<Day>,
    body: Option<Vec<u8>>,
    said_by: StaffId,
    said_at: At,
}

/// Whose a request is: to ask for a permit with.
pub(in crate::entitlements) fn locate_request(rx: &mut Rx<'_>, id: RequestId) -> Answer<ChildId> {
    Ok(right_requests::table.find(id).select(right_requests::child_id).first(rx.db())?)
}

/// The requests of some children, the oldest first, each with its steps.
pub(in crate::entitlements) fn of(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<Vec<Request>> {
    let mut found = Vec::new();
    for some in whose(permit, children)?.chunks(500) {
        let rows: Vec<RequestRow> = right_requests::table
            .filter(right_requests::child_id.eq_any(some.to_vec()))
            .order((right_requests::asked_at, right_requests::id))
            .select(RequestRow::as_select())
            .load(rx.db())?;
        let mut steps = steps(rx, permit, some)?;
        found.extend(rows.into_iter().map(|r| Request {
            steps: steps.remove(&r.id).unwrap_or_default(),
            id: r.id,
            child: r.child_id,
            item: r.item,
            thread: r.thread_id,
            message: r.message_id,
            asked_on: r.asked_on,
        }));
    }
    Ok(found)
}

fn steps(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<HashMap<RequestId, Vec<Step>>> {
    let rows: Vec<StepRow> = right_request_steps::table
        .filter(right_request_steps::child_id.eq_any(whose(permit, children)?))
        .order((right_request_steps::said_at, right_request_steps::id))
        .select(StepRow::as_select())
        .load(rx.db())?;
    let mut found: HashMap<RequestId, Vec<Step>> = HashMap::new();
    for row in rows {
        let said = match &row.body {
            Some(body) => Some(child_key(rx, row.child_id)?.open(row.id, body)?),
            None => None,
        };
        found.entry(row.request_id).or_default().push(Step {
            id: row.id,
            state: row.state,
            decided_by: row.decided_by,
            decide_on: row.decide_on,
            said,
            by: row.said_by,
            at: row.said_at,
        });
    }
    Ok(found)
}

/// Keeps what the permit's child asked for.
pub(in crate::entitlements) fn insert(tx: &mut Tx<'_>, permit: &Permit, request: &Request) -> Answer<()> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let row = (
        right_requests::id.eq(request.id),
        right_requests::child_id.eq(child),
        right_requests::item.eq(&request.item),
        right_requests::thread_id.eq(request.thread),
        right_requests::message_id.eq(request.message),
        right_requests::asked_on.eq(request.asked_on),
        right_requests::asked_at.eq(tx.now()),
    );
    let new = crate::each_db!(tx.db(), c => diesel::insert_into(right_requests::table).values(row).on_conflict_do_nothing().execute(c))?;
    super::only_once(new)?;
    Ok(())
}

/// Keeps a step of a request of the permit's child.
pub(in crate::entitlements) fn step(
    tx: &mut Tx<'_>,
    permit: &Permit,
    request: RequestId,
    next: &NextStep,
    (by, at): (StaffId, At),
) -> Answer<()> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let id: AnyId = next.message.of();
    let body = child_key_or_new(tx, child)?.seal(id, &next.said)?;
    let row = (
        right_request_steps::id.eq(id),
        right_request_steps::request_id.eq(request),
        right_request_steps::child_id.eq(child),
        right_request_steps::state.eq(next.state),
        right_request_steps::decided_by.eq(next.decided_by.as_deref().map(str::trim)),
        right_request_steps::decide_on.eq(next.decide_on),
        right_request_steps::body.eq(Some(body)),
        right_request_steps::said_by.eq(by),
        right_request_steps::said_at.eq(at),
    );
    let new = crate::each_db!(tx.db(), c => diesel::insert_into(right_request_steps::table).values(row).on_conflict_do_nothing().execute(c))?;
    super::only_once(new)?;
    Ok(())
}
