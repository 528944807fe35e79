//! The Share Foundation: the list out, its answer in, the watch over accounts that are being opened, and whether register
//! and care list have the same children.

use std::collections::{HashMap, HashSet};

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::{At, Day, Refusal};
use crate::people::{self, Care};
use crate::savings::Rules;
use crate::savings::export;
use crate::savings::foundation::{self, AckAnswer, Known, Need, looked_after_since};
use crate::savings::register::{AccountState, SavingsAccount};
use crate::savings::setup::SetupReceipt;
use crate::savings::store::{foundation as rows, register};
use crate::store::{Answer, Fault, Outcome, Rx, Store};

/// An account that is being opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Whose.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// When it was asked for.
    pub asked_on: Day,
    /// How many days ago.
    pub days: i64,
    /// Whether that is longer than it should take (X15).
    pub is_late: bool,
    /// What was answered so far.
    pub answer: Option<AckAnswer>,
}

/// A list that went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: AnyId,
    /// When.
    pub at: At,
    /// Children on it.
    pub children: usize,
    /// Of these, answered.
    pub answered: usize,
}

/// A child by name and reference, with why they are on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Odd {
    /// Who.
    pub child: ChildId,
    /// The council's own id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// Why.
    pub why: String,
}

/// Everything about accounts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Children who need one and were not asked for.
    pub needs: Vec<Need>,
    /// Accounts that are being opened, the longest first.
    pub opening: Vec<Opening>,
    /// Children for whom it was refused, with why.
    pub refused: Vec<Odd>,
    /// Lists that went out, the newest first.
    pub sent: Vec<Sent>,
    /// Looked after and not in the register.
    pub not_in_register: Vec<Odd>,
    /// In the register and not looked after.
    pub not_in_care: Vec<Odd>,
    /// So many days an account may take.
    pub days_allowed: u32,
}

/// What both the page and the list are made of.
struct Known2 {
    cares: Vec<Care>,
    register: HashMap<ChildId, SavingsAccount>,
}

fn known(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Known2> {
    let ids = people::locate_children(rx)?;
    let cares = people::care_of(rx, permit, &ids)?;
    let register = register::all(rx, permit)?.into_iter().map(|a| (a.child, a)).collect();
    Ok(Known2 { cares, register })
}

/// Who needs an account, which are being opened, and whether register and care list have the same children. The look is
/// written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn see_accounts(store: &Store, rules: &Rules, actor: Actor) -> Answer<Accounts> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let found = accounts(tx, &permit, &rules)?;
            tx.audit(&permit.entry(tx.now(), Some("accounts")))?;
            Ok(Outcome::Done(found))
        })
        .await
}

/// The same inside a transaction.
pub(in crate::savings) fn accounts(rx: &mut Rx<'_>, permit: &Permit, rules: &Rules) -> Answer<Accounts> {
    let (all, today) = (known(rx, permit)?, rx.today());
    let lines = rows::lines(rx, permit)?;
    let last = |child: ChildId| lines.iter().rev().find(|l| l.child == child);
    let lag = rules.policy.desk.account_open_lag_days;
    let mut found = Accounts {
        needs: foundation::needs(&all.cares, &all.register, &rules.policy, &rules.isa, today),
        days_allowed: lag,
        ..Accounts::default()
    };
    for care in &all.cares {
        let odd = |why: String| Odd {
            child: care.child,
            reference: care.reference.clone(),
            known_as: care.known_as.clone(),
            why,
        };
        let in_care = looked_after_since(care, &rules.policy, today).is_some();
        let Some(line) = all.register.get(&care.child) else {
            if in_care {
                found.not_in_register.push(odd("Looked after, and no line in the register".into()));
            }
            continue;
        };
        if !in_care && line.state == AccountState::AskedFor {
            found.not_in_care.push(odd("An account was asked for, and the child is not looked after".into()));
        } else if !in_care && line.state.is_open() {
            found.not_in_care.push(odd("Has an account, and is not looked after: tell The Share Foundation".into()));
        }
        if let (AccountState::AskedFor, Some(asked_on)) = (line.state, line.asked_on) {
            let days = (today - asked_on).num_days();
            found.opening.push(Opening {
                child: care.child,
                reference: care.reference.clone(),
                known_as: care.known_as.clone(),
                asked_on,
                days,
                is_late: days > i64::from(lag),
                answer: last(care.child).and_then(|l| l.answer),
            });
        }
        if let Some(line) = last(care.child).filter(|l| l.answer == Some(AckAnswer::Refused)) {
            found.refused.push(odd(line.reason.clone().unwrap_or_default()));
        }
    }
    found.opening.sort_by_key(|o| o.asked_on);
    let of = |id: AnyId| lines.iter().filter(move |l| l.of == id);
    found.sent = rows::all(rx)?
        .into_iter()
        .map(|(id, at)| Sent {
            id,
            at,
            children: of(id).count(),
            answered: of(id).filter(|l| l.answer.is_some()).count(),
        })
        .collect();
    Ok(found)
}

/// Makes a list of everybody who needs an account: from then on each is asked for, and the days count. Asked once more under
/// its id, it changes nothing. Answers how many.
///
/// # Errors
/// Refused where nobody needs one.
pub async fn ask_for_accounts(store: &Store, rules: &Rules, actor: Actor, id: AnyId) -> Answer<usize> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let before = rows::lines(tx, &permit)?.iter().filter(|l| l.of == id).count();
            if before > 0 {
                return Ok(Outcome::Unchanged(before));
            }
            let (all, today) = (known(tx, &permit)?, tx.today());
            let needs = foundation::needs(&all.cares, &all.register, &rules.policy, &rules.isa, today);
            if needs.is_empty() {
                let say = "Nobody needs an account who was not asked for. Look again when somebody has been in care for a year.";
                return Err(Refusal::conflict("nobody_needs_one", say).into());
            }
            let children: Vec<ChildId> = needs.iter().map(|n| n.child).collect();
            rows::insert(tx, &permit, id, &children)?;
            for need in &needs {
                let old = all.register.get(&need.child);
                let line = SavingsAccount {
                    child: need.child,
                    state: AccountState::AskedFor,
                    reference: old.and_then(|a| a.reference.clone()),
                    held_with: old.and_then(|a| a.held_with.clone()),
                    asked_on: Some(today),
                    opened_on: None,
                    source: "list to The Share Foundation".into(),
                };
                register::set(tx, &permit, &line)?;
            }
            tx.audit(&permit.entry(tx.now(), Some("asked_for_accounts")))?;
            Ok(Outcome::Done(needs.len()))
        })
        .await
}

/// A list as a CSV file; the look is written down.
///
/// # Errors
/// [`Fault::NotFound`] where there is no such list.
pub async fn foundation_return(store: &Store, rules: &Rules, actor: Actor, id: AnyId) -> Answer<String> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let children: HashSet<ChildId> =
                rows::lines(tx, &permit)?.into_iter().filter(|l| l.of == id).map(|l| l.child).collect();
            if children.is_empty() {
                return Err(Fault::NotFound);
            }
            let (all, today) = (known(tx, &permit)?, tx.today());
            let mut needs: Vec<Need> = all
                .cares
                .iter()
                .filter(|c| children.contains(&c.child))
                .map(|c| Need {
                    child: c.child,
                    reference: c.reference.clone(),
                    known_as: c.known_as.clone(),
                    born_on: c.born_on,
                    since: looked_after_since(c, &rules.policy, today).unwrap_or(today),
                    state: AccountState::AskedFor,
                    may_have_ctf: rules.isa.is_ctf_age(c.born_on),
                })
                .collect();
            needs.sort_by(|a, b| a.reference.cmp(&b.reference));
            let text = export::csv(&foundation::HEADER, needs.iter().map(Need::cells))?;
            tx.audit(&permit.entry(tx.now(), Some("accounts_list")))?;
            Ok(Outcome::Done(text))
        })
        .await
}

/// Takes in what The Share Foundation answered: who was accepted, whose account is open, who was refused and why. The same
/// file again changes nothing.
///
/// # Errors
/// Refused where the file is none.
pub async fn take_acknowledgement(store: &Store, actor: Actor, bytes: Vec<u8>, dry: bool) -> Answer<SetupReceipt> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let all = known(tx, &permit)?;
            let ids = |c: &Care| c.further.iter().cloned().chain([c.reference.clone()]).collect::<Vec<_>>();
            let children: HashMap<String, ChildId> =
                all.cares.iter().flat_map(|c| ids(c).into_iter().map(|id| (id, c.child))).collect();
            let against = Known { children: &children, register: &all.register, today: tx.today() };
            let unreadable = |say: String| Fault::from(Refusal::invalid("file_unreadable", "file", say));
            let (answers, mut receipt) = foundation::answers(&bytes, &against).map_err(unreadable)?;
            receipt.dry_run = dry;
            if dry || answers.is_empty() {
                return Ok(Outcome::Unchanged(receipt));
            }
            let lines = rows::lines(tx, &permit)?;
            for one in &answers {
                register::set(tx, &permit, &one.line)?;
                if let Some(line) = lines.iter().rev().find(|l| l.child == one.line.child) {
                    rows::answer(tx, &permit, (line.of, line.child), one.answer, one.reason.as_deref())?;
                }
            }
            tx.audit(&permit.entry(tx.now(), Some("acknowledgement")))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}
