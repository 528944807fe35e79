//! Pay runs: proposed by one person, approved by a finance approver who is another, sent and paid. Whatever changes takes
//! the approval away.

use std::collections::{BTreeSet, HashMap};

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{Day, Pence, Refusal};
use crate::people;
use crate::savings::account::Account;
use crate::savings::entry::{Act, ActKind, Entry, EntryKind};
use crate::savings::export::csv;
use crate::savings::isa::limit_year;
use crate::savings::pay_run::{Block, Candidate, Line, Run, RunState, content, lines};
use crate::savings::proof::{self, Proof};
use crate::savings::register::{AccountState, SavingsAccount};
use crate::savings::store::{pay_runs as rows, register};
use crate::savings::{Rules, ledger};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// What is proposed.
#[derive(Debug, Clone)]
pub struct Propose {
    /// The run's id, made by whoever proposes it. A run that was not sent yet is worked out anew under its id.
    pub id: AnyId,
    /// What is held at the end of this day is paid.
    pub cut_off: Day,
    /// The day on which the accounts accept it.
    pub accepted_on: Day,
    /// Children left out this time.
    pub leave_out: Vec<ChildId>,
    /// Children near 18 of whom somebody has made sure that it is accepted in time.
    pub in_time: Vec<ChildId>,
}

/// Works out a run. Worked out anew, it is proposed by whoever does so, and an approval is gone.
///
/// # Errors
/// Refused for a cut-off to come, while another run waits, and for a run that went out.
pub async fn propose(store: &Store, rules: &Rules, actor: Actor, ask: Propose) -> Answer<Run> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let proposed_by = actor.staff().ok_or(Fault::NotFound)?;
            if ask.cut_off > tx.today() || ask.accepted_on < ask.cut_off {
                let say = "The cut-off is today or earlier, and the accounts accept it on that day or later.";
                return Err(Refusal::invalid("days_clash", "cut_off", say).into());
            }
            crate::savings::store::ledger::claim(tx)?;
            if rows::is_under_way(tx, ask.id)? {
                let say = "Another run waits. Send it or give it up first, so that nobody is paid twice.";
                return Err(Refusal::conflict("run_under_way", say).into());
            }
            if rows::run(tx, &permit, ask.id)?.is_some_and(|r| went_out(r.state)) {
                return Err(gone_out().into());
            }
            let all = candidates(tx, &permit, &ask)?;
            let lines = lines(&all, &rules.isa, &rules.policy, ask.accepted_on)?;
            let run = Run {
                id: ask.id,
                cut_off: ask.cut_off,
                accepted_on: ask.accepted_on,
                state: RunState::Proposed,
                content: content(ask.cut_off, ask.accepted_on, &lines),
                proposed_by,
                approved_by: None,
                approved_content: None,
                proposed_at: tx.now(),
                approved_at: None,
                sent_at: None,
                paid_on: None,
                schedule: None,
                lines,
            };
            rows::put(tx, &permit, &run)?;
            tx.audit(&permit.entry(tx.now(), Some("pay_run_proposed")))?;
            Ok(Outcome::Done(run))
        })
        .await
}

fn went_out(state: RunState) -> bool {
    matches!(state, RunState::Sent | RunState::Paid | RunState::Withdrawn)
}

fn gone_out() -> Refusal {
    Refusal::conflict("run_gone_out", "This run went out or was given up. Make a new one.")
}

/// Everybody with something held, with what is known of their account.
fn candidates(tx: &mut Tx<'_>, permit: &Permit, ask: &Propose) -> Answer<Vec<Candidate>> {
    let held = rows::held_at(tx, permit, ask.cut_off)?;
    let accounts: HashMap<ChildId, SavingsAccount> =
        register::all(tx, permit)?.into_iter().map(|a| (a.child, a)).collect();
    let (paid, others) = (rows::paid(tx, permit)?, rows::others(tx, permit)?);
    let (out, in_time): (BTreeSet<_>, BTreeSet<_>) =
        (ask.leave_out.iter().copied().collect(), ask.in_time.iter().copied().collect());
    let mut ids: Vec<ChildId> = held.keys().copied().collect();
    ids.sort_unstable();
    let mut all = Vec::with_capacity(ids.len());
    for care in people::care_of(tx, permit, &ids)? {
        let account = accounts.get(&care.child);
        let state = account.map_or(AccountState::Unknown, |a| a.state);
        let year = limit_year(state, care.born_on, ask.accepted_on).from;
        let of = |sums: &HashMap<(ChildId, Day), Pence>| sums.get(&(care.child, year)).map_or(0, |p| p.0);
        all.push(Candidate {
            child: care.child,
            born_on: care.born_on,
            held: held.get(&care.child).copied().unwrap_or_default(),
            account: state,
            reference: account.and_then(|a| a.reference.clone()),
            paid_in_year: Pence(of(&paid).saturating_add(of(&others))),
            is_in_time: in_time.contains(&care.child),
            is_left_out: out.contains(&care.child),
        });
    }
    Ok(all)
}

/// Works the run's lines out once more, from what is known now and what its proposer chose.
fn again(tx: &mut Tx<'_>, permit: &Permit, rules: &Rules, run: &Run) -> Answer<String> {
    let chosen = |is: fn(&Line) -> bool| run.lines.iter().filter(|l| is(l)).map(|l| l.child).collect();
    let leave_out = chosen(|l| l.block == Some(Block::LeftOut));
    let in_time = chosen(|l| l.is_in_time);
    let ask = Propose { id: run.id, cut_off: run.cut_off, accepted_on: run.accepted_on, leave_out, in_time };
    let now = lines(&candidates(tx, permit, &ask)?, &rules.isa, &rules.policy, run.accepted_on)?;
    Ok(content(run.cut_off, run.accepted_on, &now))
}

/// Approves a run as it stands: a finance approver who did not propose it, on books that add up.
///
/// # Errors
/// Refused to whoever proposed it and to who is no finance approver; where `content` is not what stands there; where
/// something changed since it was worked out; where the books do not add up.
pub async fn approve(store: &Store, rules: &Rules, actor: Actor, id: AnyId, seen: String) -> Answer<()> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::ApprovePayRun, Target::Council)?;
            let by = actor.staff().ok_or(Fault::NotFound)?;
            crate::savings::store::ledger::claim(tx)?;
            let run = rows::run(tx, &permit, id)?.ok_or(Fault::NotFound)?;
            if run.state == RunState::Approved && run.approved_by == Some(by) {
                return Ok(Outcome::Unchanged(()));
            }
            if run.state != RunState::Proposed {
                return Err(gone_out().into());
            }
            if by == run.proposed_by {
                let say = "You proposed this run. A finance approver who did not propose it approves it.";
                return Err(Refusal::conflict("two_people", say).into());
            }
            if seen != run.content || again(tx, &permit, &rules, &run)? != run.content {
                let say = "Something changed since this run was worked out. Have it worked out and look at it again.";
                return Err(Refusal::conflict("run_changed", say).into());
            }
            let proof = proof::prove(tx, &permit, run.cut_off)?;
            if !proof.adds_up() {
                return Err(Refusal::conflict("books_do_not_add_up", proof.words()).into());
            }
            rows::set_state(tx, &permit, id, RunState::Approved, Some((by, &run.content)), None)?;
            tx.audit(&permit.entry(tx.now(), Some("pay_run_approved")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// How sending went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The schedule, and what it comes to.
    Schedule(String, Pence),
    /// Something changed since the approval: it is gone, and nothing was sent.
    ApprovalGone,
}

/// Sends an approved run: every child's money is on its way, and the schedule comes out. Sent once more, the same schedule
/// comes out and nothing moves. Where anything changed since the approval, the approval is gone.
///
/// # Errors
/// Refused where it is not approved.
pub async fn send(store: &Store, rules: &Rules, actor: Actor, id: AnyId) -> Answer<Sent> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            crate::savings::store::ledger::claim(tx)?;
            let run = rows::run(tx, &permit, id)?.ok_or(Fault::NotFound)?;
            if let (RunState::Sent | RunState::Paid, Some(text)) = (run.state, run.schedule.clone()) {
                return Ok(Outcome::Unchanged(Sent::Schedule(text, run.total())));
            }
            let approved = run.state == RunState::Approved && run.approved_content.as_ref() == Some(&run.content);
            if !approved {
                let say =
                    "The run is not approved as it stands. A finance approver who did not propose it approves it.";
                return Err(Refusal::conflict("not_approved", say).into());
            }
            if again(tx, &permit, &rules, &run)? != run.content {
                rows::set_state(tx, &permit, id, RunState::Proposed, None, None)?;
                tx.audit(&permit.entry(tx.now(), Some("pay_run_approval_gone")))?;
                return Ok(Outcome::Done(Sent::ApprovalGone));
            }
            let on = ledger::open_day(tx, run.cut_off)?;
            let entries: Vec<Entry> = run
                .lines
                .iter()
                .filter(|l| l.pay > Pence::ZERO)
                .map(|l| Entry::new(EntryKind::PayOut, Account::Child(l.child), Account::InTransit, l.pay, on))
                .collect();
            let act = Act { key: id, kind: ActKind::PayRun, policy: Some(rules.policy.name.clone()), reason: None };
            ledger::post(tx, &permit, &act, &entries)?;
            rows::set_state(tx, &permit, id, RunState::Sent, None, None)?;
            let (text, total) = schedule(tx, &permit, &run)?;
            rows::keep_schedule(tx, &permit, id, &text)?;
            tx.audit(&permit.entry(tx.now(), Some("pay_run_sent")))?;
            Ok(Outcome::Done(Sent::Schedule(text, total)))
        })
        .await
}

/// The contribution schedule: a line for each payment, then count, total and a hash of the lines above.
fn schedule(rx: &mut Rx<'_>, permit: &Permit, run: &Run) -> Answer<(String, Pence)> {
    use sha2::{Digest, Sha256};
    let paid: Vec<_> = run.lines.iter().filter(|l| l.pay > Pence::ZERO).collect();
    let ids: Vec<ChildId> = paid.iter().map(|l| l.child).collect();
    let references: HashMap<ChildId, String> =
        people::care_of(rx, permit, &ids)?.into_iter().map(|c| (c.child, c.reference)).collect();
    let donor = rx.council().name.clone();
    let header = ["run_id", "tsf_ref", "la_ref", "account_type", "amount", "limit_year", "donor", "payment_ref"];
    let cells = paid.iter().enumerate().map(|(n, l)| {
        vec![
            run.id.to_string(),
            l.reference.clone().unwrap_or_default(),
            references.get(&l.child).cloned().unwrap_or_default(),
            l.account.to_string(),
            l.pay.to_string(),
            l.year_from.map_or_else(String::new, |d| d.to_string()),
            donor.clone(),
            format!("{}-{}", run.accepted_on.format("%Y%m"), n.saturating_add(1)),
        ]
    });
    let body = csv(&header, cells)?;
    let hash: String = Sha256::digest(body.as_bytes()).iter().map(|b| format!("{b:02x}")).collect();
    let total = run.total();
    Ok((format!("{body}trailer,{},{total},{hash}\r\n", paid.len()), total))
}

/// Says that a run left the bank on a day: what was on its way is empty again.
///
/// # Errors
/// Refused where it was not sent, and for a day to come.
pub async fn mark_paid(store: &Store, actor: Actor, id: AnyId, key: AnyId, on: Day) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            crate::savings::store::ledger::claim(tx)?;
            let run = rows::run(tx, &permit, id)?.ok_or(Fault::NotFound)?;
            if run.state == RunState::Paid {
                return Ok(Outcome::Unchanged(()));
            }
            if run.state != RunState::Sent {
                return Err(Refusal::conflict("not_sent", "This run was not sent. Send it first.").into());
            }
            let out =
                |l: &Line| Entry::new(EntryKind::BankOut, Account::InTransit, Account::Bank, l.pay, on).about(l.child);
            let entries: Vec<Entry> = run.lines.iter().filter(|l| l.pay > Pence::ZERO).map(out).collect();
            let act = Act { key, kind: ActKind::PayRun, policy: None, reason: None };
            ledger::post(tx, &permit, &act, &entries)?;
            rows::set_state(tx, &permit, id, RunState::Paid, None, Some(on))?;
            tx.audit(&permit.entry(tx.now(), Some("pay_run_paid")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// Gives a run up that was not sent.
///
/// # Errors
/// Refused where it went out.
pub async fn withdraw(store: &Store, actor: Actor, id: AnyId) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            crate::savings::store::ledger::claim(tx)?;
            let run = rows::run(tx, &permit, id)?.ok_or(Fault::NotFound)?;
            match run.state {
                RunState::Withdrawn => return Ok(Outcome::Unchanged(())),
                RunState::Sent | RunState::Paid => return Err(gone_out().into()),
                RunState::Proposed | RunState::Approved => {}
            }
            rows::set_state(tx, &permit, id, RunState::Withdrawn, None, None)?;
            tx.audit(&permit.entry(tx.now(), Some("pay_run_withdrawn")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// A run with the councils' ids of its children and the names of the two people.
#[derive(Debug, Clone)]
pub struct RunPage {
    /// The run.
    pub run: Run,
    /// Each child's id in the council's files and what they are called.
    pub children: HashMap<ChildId, (String, Option<String>)>,
    /// Names of who proposed and approved it.
    pub names: HashMap<StaffId, String>,
    /// Whether the books add up at the cut-off.
    pub proof: Proof,
    /// Of what this run paid each child, what statements have confirmed: earlier payments are confirmed first.
    pub confirmed: HashMap<ChildId, Pence>,
    /// What is on its way of all runs: empty once every run that was sent has left the bank.
    pub in_transit: Pence,
}

/// Reads a run. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn read_run(store: &Store, actor: Actor, id: AnyId) -> Answer<RunPage> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let run = rows::run(tx, &permit, id)?.ok_or(Fault::NotFound)?;
            let ids: Vec<ChildId> = run.lines.iter().map(|l| l.child).collect();
            let cares = people::care_of(tx, &permit, &ids)?;
            let children = cares.into_iter().map(|c| (c.child, (c.reference, c.known_as))).collect();
            let names = names(tx, std::slice::from_ref(&run))?;
            let proof = proof::prove(tx, &permit, run.cut_off)?;
            let confirmed = confirmed(tx, &permit, &run)?;
            let in_transit = ledger::balance(tx, &permit, Account::InTransit)?;
            tx.audit(&permit.entry(tx.now(), Some("pay_run")))?;
            Ok(Outcome::Done(RunPage { run, children, names, proof, confirmed, in_transit }))
        })
        .await
}

/// What statements have confirmed of a run's payments.
fn confirmed(rx: &mut Rx<'_>, permit: &Permit, run: &Run) -> Answer<HashMap<ChildId, Pence>> {
    let (paid, confirmed) = rows::paid_and_confirmed(rx, permit)?;
    let of = |l: &Line| {
        let all = paid.get(&l.child)?;
        let earlier: i64 = all.iter().take_while(|(act, ..)| *act != run.id).map(|(.., p)| p.0).sum();
        let rest = confirmed.get(&l.child)?.0.saturating_sub(earlier);
        Some((l.child, Pence(rest.clamp(0, l.pay.0))))
    };
    Ok(run.lines.iter().filter_map(of).collect())
}

fn names(rx: &mut Rx<'_>, runs: &[Run]) -> Answer<HashMap<StaffId, String>> {
    let mut who: Vec<StaffId> = runs.iter().flat_map(|r| r.approved_by.into_iter().chain([r.proposed_by])).collect();
    who.sort_unstable();
    who.dedup();
    Ok(people::staff_many(rx, &who)?.into_iter().map(|(id, f)| (id, f.name)).collect())
}

/// Every run, newest first, with the names of the two people.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_runs(store: &Store, actor: Actor) -> Answer<(Vec<Run>, HashMap<StaffId, String>)> {
    store
        .read(move |rx| {
            let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            let mut runs = Vec::new();
            for id in rows::all(rx)? {
                runs.extend(rows::run(rx, &permit, id)?);
            }
            let names = names(rx, &runs)?;
            Ok((runs, names))
        })
        .await
}

/// The schedule of a run that went out, as it went out. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] where it did not go out, and to everybody but the savings desk.
pub async fn read_schedule(store: &Store, actor: Actor, id: AnyId) -> Answer<String> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let text = rows::run(tx, &permit, id)?.and_then(|r| r.schedule).ok_or(Fault::NotFound)?;
            tx.audit(&permit.entry(tx.now(), Some("pay_run_schedule")))?;
            Ok(Outcome::Done(text))
        })
        .await
}
