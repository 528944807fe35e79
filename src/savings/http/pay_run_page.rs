//! How a pay run is answered: as a line of the list, and child by child.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kernel::Pence;
use crate::kernel::id::StaffId;
use crate::savings::actions::pay_runs::RunPage;
use crate::savings::pay_run::{Block, Line, Run, RunState};
use crate::savings::register::AccountState;

/// A run on the list.
#[derive(Serialize, ToSchema)]
pub(super) struct PayRunRow {
    /// Its id.
    run: Uuid,
    /// What is held at the end of this day is paid.
    cut_off: NaiveDate,
    /// The day on which the accounts accept it.
    accepted_on: NaiveDate,
    /// How far it is.
    state: RunState,
    /// Children with something held.
    children: usize,
    /// Children who are paid.
    payments: usize,
    /// What is paid in all, in pounds.
    total: String,
    /// Who proposed it.
    proposed_by: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    proposed_at: String,
    /// Who approved it as it stands.
    approved_by: Option<String>,
    /// The day it left the bank.
    paid_on: Option<NaiveDate>,
}

pub(super) fn row(run: &Run, names: &HashMap<StaffId, String>) -> PayRunRow {
    PayRunRow {
        run: run.id.uuid(),
        cut_off: run.cut_off,
        accepted_on: run.accepted_on,
        state: run.state,
        children: run.lines.len(),
        payments: run.lines.iter().filter(|l| l.pay > Pence::ZERO).count(),
        total: run.total().to_string(),
        proposed_by: names.get(&run.proposed_by).cloned(),
        proposed_at: run.proposed_at.rfc3339(),
        approved_by: run.approved_by.and_then(|id| names.get(&id).cloned()),
        paid_on: run.paid_on,
    }
}

/// A child's line.
#[derive(Serialize, ToSchema)]
struct PayRunLine {
    /// Who.
    child: Uuid,
    /// The council's own id.
    reference: String,
    /// What the child is called.
    known_as: Option<String>,
    /// What is held, in pounds.
    held: String,
    /// What is paid of it, in pounds.
    pay: String,
    /// The child's own account.
    account: AccountState,
    /// Its reference.
    account_reference: Option<String>,
    /// The first day of the limit's year in which it counts.
    year_from: Option<NaiveDate>,
    /// Why not, or not all.
    block: Option<Block>,
    /// The same in words.
    words: Option<String>,
    /// Whether somebody has made sure that it is accepted before the 18th birthday.
    in_time: bool,
    /// What statements have confirmed of it, in pounds.
    confirmed: String,
}

/// Whether the books add up at the cut-off.
#[derive(Serialize, ToSchema)]
pub(super) struct Books {
    /// Whether they do.
    adds_up: bool,
    /// What does not agree, in words.
    words: String,
    /// Credited to children, in pounds.
    due: String,
    /// Paid towards their own accounts, in pounds.
    paid: String,
    /// Held for them, in pounds.
    held: String,
    /// Owed by providers and carers, in pounds.
    owed: String,
    /// What came from them, in pounds.
    collected: String,
    /// What the council paid in their place, in pounds.
    topped_up: String,
}

impl From<crate::savings::proof::Proof> for Books {
    fn from(p: crate::savings::proof::Proof) -> Self {
        let pounds = |pence: i64| Pence(pence).to_string();
        Self {
            adds_up: p.adds_up(),
            words: p.words(),
            due: pounds(p.due),
            paid: pounds(p.paid),
            held: pounds(p.held),
            owed: pounds(p.owed),
            collected: pounds(p.collected),
            topped_up: pounds(p.topped_up),
        }
    }
}

/// A run.
#[derive(Serialize, ToSchema)]
pub(super) struct PayRun {
    /// Its id.
    run: Uuid,
    /// What is held at the end of this day is paid.
    cut_off: NaiveDate,
    /// The day on which the accounts accept it.
    accepted_on: NaiveDate,
    /// How far it is.
    state: RunState,
    /// A hash of its lines: whoever approves sends it back, so that these are approved and no others.
    content: String,
    /// What is paid in all, in pounds.
    total: String,
    /// Children who are paid.
    payments: usize,
    /// Who proposed it.
    proposed_by: Option<String>,
    /// Whether the one who reads it proposed it, and so cannot approve it.
    mine: bool,
    /// When it was proposed as it stands.
    #[schema(format = DateTime)]
    proposed_at: String,
    /// Who approved it as it stands.
    approved_by: Option<String>,
    /// When it was approved.
    #[schema(format = DateTime)]
    approved_at: Option<String>,
    /// When it went out.
    #[schema(format = DateTime)]
    sent_at: Option<String>,
    /// The day it left the bank.
    paid_on: Option<NaiveDate>,
    /// What statements have confirmed of it, in pounds.
    confirmed: String,
    /// What is on its way of all runs, in pounds: nothing once each has left the bank.
    in_transit: String,
    /// Whether the books add up at the cut-off.
    books: Books,
    /// By child.
    lines: Vec<PayRunLine>,
}

pub(super) fn page(p: RunPage, me: Option<StaffId>) -> PayRun {
    let confirmed = Pence(p.confirmed.values().map(|c| c.0).fold(0, i64::saturating_add));
    let line = |l: &Line| {
        let (reference, known_as) = p.children.get(&l.child).cloned().unwrap_or_default();
        PayRunLine {
            child: l.child.uuid(),
            reference,
            known_as,
            held: l.held.to_string(),
            pay: l.pay.to_string(),
            account: l.account,
            account_reference: l.reference.clone(),
            year_from: l.year_from,
            block: l.block,
            words: l.words.clone(),
            in_time: l.is_in_time,
            confirmed: p.confirmed.get(&l.child).copied().unwrap_or_default().to_string(),
        }
    };
    let mut lines: Vec<PayRunLine> = p.run.lines.iter().map(line).collect();
    lines.sort_by(|a, b| a.reference.cmp(&b.reference));
    let head = row(&p.run, &p.names);
    PayRun {
        run: head.run,
        cut_off: head.cut_off,
        accepted_on: head.accepted_on,
        state: head.state,
        total: head.total,
        payments: head.payments,
        proposed_by: head.proposed_by,
        proposed_at: head.proposed_at,
        approved_by: head.approved_by,
        paid_on: head.paid_on,
        mine: me == Some(p.run.proposed_by),
        approved_at: p.run.approved_at.map(crate::kernel::At::rfc3339),
        sent_at: p.run.sent_at.map(crate::kernel::At::rfc3339),
        content: p.run.content,
        confirmed: confirmed.to_string(),
        in_transit: p.in_transit.to_string(),
        books: p.proof.into(),
        lines,
    }
}
