//! Those who leave: a list with what is to be done, what was decided, and the exceptions that keep anybody from being
//! forgotten. Nothing is ever forced.

use std::collections::HashMap;

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{Day, Pence, Refusal};
use crate::people::{self, Care};
use crate::savings::account::Account;
use crate::savings::entry::{Act, ActKind, Entry, EntryKind};
use crate::savings::file::NewException;
use crate::savings::leaver::{Decision, LeaverKind, LeaverWhat, stands, to_do};
use crate::savings::matching::code::Code;
use crate::savings::policy::Policy;
use crate::savings::register::{AccountState, SavingsAccount};
use crate::savings::store::{exceptions, leavers as rows, ledger as books, reading, register};
use crate::savings::{Rules, ledger};
use crate::store::{Answer, Fault, Outcome, Rx, Store};

/// Somebody who leaves.
#[derive(Debug, Clone)]
pub struct Leaver {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What they are called.
    pub known_as: Option<String>,
    /// Day of birth.
    pub born_on: Day,
    /// How they leave.
    pub kind: LeaverKind,
    /// The 18th birthday, or the day they left.
    pub day: Day,
    /// What is held.
    pub held: Pence,
    /// Their own account.
    pub account: AccountState,
    /// Its reference.
    pub account_reference: Option<String>,
    /// What is to be done.
    pub to_do: String,
    /// Whether there is anything to do.
    pub is_open: bool,
    /// What was decided, oldest first.
    pub decisions: Vec<Decision>,
}

/// Everybody who leaves, what is to be done first; with the names of who decided. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list(store: &Store, rules: &Rules, actor: Actor) -> Answer<(Vec<Leaver>, HashMap<StaffId, String>)> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let today = tx.today();
            let mut found = leaving(tx, &permit, &rules.policy, today)?;
            found.sort_by(|a, b| (!a.is_open, a.day, &a.reference).cmp(&(!b.is_open, b.day, &b.reference)));
            let mut who: Vec<StaffId> = found
                .iter()
                .flat_map(|l| &l.decisions)
                .flat_map(|d| d.confirmed.map(|c| c.0).into_iter().chain([d.by]))
                .collect();
            who.sort_unstable();
            who.dedup();
            let names = people::staff_many(tx, &who)?.into_iter().map(|(id, f)| (id, f.name)).collect();
            tx.audit(&permit.entry(tx.now(), Some("leavers")))?;
            Ok(Outcome::Done((found, names)))
        })
        .await
}

fn leaving(rx: &mut Rx<'_>, permit: &Permit, policy: &Policy, today: Day) -> Answer<Vec<Leaver>> {
    let ids = people::locate_children(rx)?;
    let held = reading::held(rx, permit, &ids)?;
    let accounts: HashMap<ChildId, SavingsAccount> =
        register::all(rx, permit)?.into_iter().map(|a| (a.child, a)).collect();
    let mut decided: HashMap<ChildId, Vec<Decision>> = HashMap::new();
    for d in rows::all(rx, permit)? {
        decided.entry(d.child).or_default().push(d);
    }
    let of = |care: Care| {
        let (kind, day) = stands(&care, policy, today)?;
        let account = accounts.get(&care.child);
        let state = account.map_or(AccountState::Unknown, |a| a.state);
        let held = held.get(&care.child).copied().unwrap_or_default();
        let decisions = decided.get(&care.child).cloned().unwrap_or_default();
        let claimed = decisions.iter().any(|d| d.what == LeaverWhat::Claimed);
        // Who has nothing here, and never had, is nobody's leaver.
        let concerns = held > Pence::ZERO || !decisions.is_empty() || (kind != LeaverKind::LeftCare && state.is_open());
        concerns.then(|| Leaver {
            to_do: to_do(kind, day, held, state, decisions.last(), policy),
            is_open: held > Pence::ZERO || (kind == LeaverKind::Eighteen && state.is_open() && !claimed),
            child: care.child,
            reference: care.reference,
            known_as: care.known_as,
            born_on: care.born_on,
            kind,
            day,
            held,
            account: state,
            account_reference: account.and_then(|a| a.reference.clone()),
            decisions,
        })
    };
    Ok(people::care_of(rx, permit, &ids)?.into_iter().filter_map(of).collect())
}

/// What is decided.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The decision's id, made by whoever decides.
    pub id: AnyId,
    /// About whom.
    pub child: ChildId,
    /// What.
    pub what: LeaverWhat,
    /// On which day it happened.
    pub on: Day,
    /// In words.
    pub note: String,
    /// How much is paid direct; for nothing else.
    pub pence: Option<Pence>,
}

/// Writes a decision down. No money moves by it; a direct payment waits for a second person. Sent once more, it changes
/// nothing.
///
/// # Errors
/// Refused without words, for a day to come, for and a direct payment of more than is held. [`Fault::NotFound`] about somebody who does not leave.
pub async fn decide(store: &Store, rules: &Rules, actor: Actor, ask: Decide) -> Answer<()> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let by = actor.staff().ok_or(Fault::NotFound)?;
            let care = people::care_of(tx, &permit, &[ask.child])?.pop().ok_or(Fault::NotFound)?;
            let today = tx.today();
            let note = ask.note.trim().to_owned();
            if note.is_empty() || note.chars().count() > 500 {
                return Err(Refusal::invalid("note_missing", "note", "Say what happened, in 1 to 500 letters.").into());
            }
            if ask.on > today {
                return Err(Refusal::invalid("day_to_come", "on", "Give the day it happened: today or earlier.").into());
            }
            if let Some(old) = rows::all(tx, &permit)?.into_iter().find(|d| d.id == ask.id) {
                let same = (old.child, old.what, old.on, old.pence) == (ask.child, ask.what, ask.on, ask.pence);
                let say = "Something else was sent under this id before. Make a new one.";
                return if same { Ok(Outcome::Unchanged(())) } else { Err(Refusal::conflict("differs", say).into()) };
            }
            let (kind, _) = stands(&care, &rules.policy, today).ok_or(Fault::NotFound)?;
            amount_fits(ask.what, kind, ask.pence, ledger::balance(tx, &permit, Account::Child(ask.child))?)?;
            let Decide { id, child, what, on, pence, .. } = ask;
            rows::insert(
                tx,
                &permit,
                &Decision { id, child, what, on, note, pence, by, at: tx.now(), confirmed: None },
            )?;
            tx.audit(&permit.entry(tx.now(), Some("leaver_decision")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

fn amount_fits(what: LeaverWhat, kind: LeaverKind, pence: Option<Pence>, held: Pence) -> Result<(), Refusal> {
    match (what, pence) {
        (LeaverWhat::PaidDirect, Some(p)) if p > Pence::ZERO && p <= held && kind == LeaverKind::Eighteen => Ok(()),
        (LeaverWhat::PaidDirect, _) => {
            let say = format!("Only somebody who is 18 is paid direct, and no more than the £{held:#} that is held.");
            Err(Refusal::invalid("amount_out_of_range", "amount", say))
        }
        (_, None) => Ok(()),
        (_, Some(_)) => Err(Refusal::invalid("amount_not_needed", "amount", "Only a direct payment has an amount.")),
    }
}

/// Confirms a direct payment: by a finance approver who did not decide it. Then the money moves. Once more, nothing moves.
///
/// # Errors
/// Refused to whoever decided it, and where less is held by now.
pub async fn confirm(store: &Store, actor: Actor, child: ChildId, id: AnyId) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::ApprovePayRun, Target::Council)?;
            let by = actor.staff().ok_or(Fault::NotFound)?;
            books::claim(tx)?;
            let found = rows::all(tx, &permit)?.into_iter().find(|d| d.id == id && d.child == child);
            let decision = found.ok_or(Fault::NotFound)?;
            let pence = decision.pence.ok_or(Fault::NotFound)?;
            if decision.confirmed.is_some() {
                return Ok(Outcome::Unchanged(()));
            }
            if by == decision.by {
                let say = "You decided this. A finance approver who did not confirms it.";
                return Err(Refusal::conflict("two_people", say).into());
            }
            let on = ledger::open_day(tx, decision.on)?;
            let entry = Entry::new(EntryKind::Leaver, Account::Child(child), Account::Bank, pence, on);
            let act = Act { key: id, kind: ActKind::Leaver, policy: None, reason: Some(decision.note.clone()) };
            ledger::post(tx, &permit, &act, &[entry.because(decision.note)])?;
            rows::confirm(tx, &permit, id, by)?;
            tx.audit(&permit.entry(tx.now(), Some("leaver_paid")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// The job: raises an exception for everybody who is 18, or will be soon (X20), or has left care before (X21), and for whom
/// something is held. Raised once; a person closes it. Answers how many are new.
///
/// # Errors
/// The database's own.
pub async fn raise(store: &Store, policy: &Policy, today: Day) -> Answer<usize> {
    let policy = policy.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &Actor::Job("leavers"), Action::KeepMoney, Target::Council)?;
            let found = leaving(tx, &permit, &policy, today)?;
            let all: Vec<NewException> = found.iter().filter(|l| l.held > Pence::ZERO).map(exception).collect();
            let added = exceptions::raise(tx, &permit, &all)?;
            if added == 0 {
                return Ok(Outcome::Unchanged(0));
            }
            tx.audit(&permit.entry(tx.now(), Some("leavers")))?;
            Ok(Outcome::Done(added))
        })
        .await
}

fn exception(l: &Leaver) -> NewException {
    let code = if l.kind == LeaverKind::LeftCare { Code::X21 } else { Code::X20 };
    NewException {
        code,
        child: Some(l.child),
        provider: None,
        file: None,
        line: None,
        on: Some(l.day),
        says: l.to_do.clone(),
        pence: Some(l.held.0),
        key: format!("{code}:{}:{}", l.child, l.day),
    }
}
