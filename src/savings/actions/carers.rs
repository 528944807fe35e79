//! What carers hold of children's own: written down, confirmed, received, made good, given up. Nothing is ever sent to a
//! carer, and nothing goes from one carer to the next.

use std::collections::HashMap;

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId, Id};
use crate::kernel::{Day, Pence, Refusal};
use crate::people::{self, Care};
use crate::savings::account::Account;
use crate::savings::carer::{CarerSavings, CarerState, CarerStep, StepTaken};
use crate::savings::entry::{Act, ActKind, Entry, EntryKind, EntryNo};
use crate::savings::ledger;
use crate::savings::opening::{Holder, Opening, Surety};
use crate::savings::setup::is_owed;
use crate::savings::store::carers as rows;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// The longest text of a step, in letters.
const SAYS_MAX: usize = 500;

/// What a carer holds, with whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// What it is.
    pub savings: CarerSavings,
    /// The council's own id of the child.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// The day on which the child moved on from there, where it is still open (X14).
    pub moved_on: Option<Day>,
    /// Names of who wrote the steps down, in their order.
    pub by: Vec<Option<String>>,
}

/// Everything that carers hold or held. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_carers(store: &Store, actor: Actor) -> Answer<Vec<Held>> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let found = held(tx, &permit)?;
            tx.audit(&permit.entry(tx.now(), Some("carers")))?;
            Ok(Outcome::Done(found))
        })
        .await
}

/// The same inside a transaction: what is open first.
pub(in crate::savings) fn held(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Vec<Held>> {
    let today = rx.today();
    let all = rows::all(rx, permit)?;
    let mut ids: Vec<ChildId> = all.iter().map(|s| s.child).collect();
    ids.sort_unstable();
    ids.dedup();
    let cares: HashMap<ChildId, Care> = people::care_of(rx, permit, &ids)?.into_iter().map(|c| (c.child, c)).collect();
    let mut by: Vec<_> = all.iter().flat_map(|s| s.steps.iter().filter_map(|t| t.by)).collect();
    by.sort_unstable();
    by.dedup();
    let faces = people::staff_many(rx, &by)?;
    let of = |savings: CarerSavings| {
        let care = cares.get(&savings.child);
        Held {
            reference: care.map(|c| c.reference.clone()).unwrap_or_default(),
            known_as: care.and_then(|c| c.known_as.clone()),
            moved_on: care.filter(|_| savings.is_open()).and_then(|c| savings.moved_on(c, today)),
            by: savings.steps.iter().map(|t| faces.get(&t.by?).map(|f| f.name.clone())).collect(),
            savings,
        }
    };
    let mut found: Vec<Held> = all.into_iter().map(of).collect();
    found.sort_by_key(|h| !h.savings.is_open());
    Ok(found)
}

/// What is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declare {
    /// Whose.
    pub child: ChildId,
    /// The council's own number or name of the carer.
    pub carer: String,
    /// Who asks for it.
    pub owner: Option<String>,
    /// How much, where somebody knows.
    pub pence: Option<Pence>,
    /// On which day it was said.
    pub declared_on: Day,
    /// Where this is known from.
    pub source: String,
}

/// Writes down what a carer is said to hold. Nothing is posted. Asked once more under its id, it changes nothing.
///
/// # Errors
/// Refused where the carer is missing, the amount is below nothing or the day is to come; [`Fault::NotFound`] where there is no
/// such child.
pub async fn declare(store: &Store, actor: Actor, id: AnyId, ask: Declare) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            people::care_of(tx, &permit, &[ask.child])?.pop().ok_or(Fault::NotFound)?;
            let carer = words("carer_number", "Give the council's own number or name of the carer.", &ask.carer)?;
            if ask.pence.is_some_and(|p| p < Pence::ZERO) {
                let say = "What a carer holds cannot be less than nothing.";
                return Err(Refusal::invalid("amount_out_of_range", "amount", say).into());
            }
            if ask.declared_on > tx.today() {
                return Err(Refusal::invalid("day_to_come", "declared_on", "That day is still to come.").into());
            }
            let declared = CarerSavings {
                id,
                child: ask.child,
                carer,
                owner: ask.owner.map(|o| o.trim().to_owned()).filter(|o| !o.is_empty()),
                pence: ask.pence,
                declared_on: ask.declared_on,
                source: ask.source.trim().to_owned(),
                steps: vec![],
            };
            if !rows::insert(tx, &permit, &declared, None)? {
                return Ok(Outcome::Unchanged(()));
            }
            tx.audit(&permit.entry(tx.now(), Some("carer_declared")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

fn words(field: &'static str, say: &'static str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > SAYS_MAX {
        return Err(Refusal::invalid("words_missing", field, say));
    }
    Ok(text.to_owned())
}

/// Says who asks for it: the carer's supervising social worker, or whoever holds that post.
///
/// # Errors
/// Refused without words; [`Fault::NotFound`] where there is no such line.
pub async fn own_carer(store: &Store, actor: Actor, id: AnyId, owner: String) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let old = rows::all(tx, &permit)?.into_iter().find(|s| s.id == id).ok_or(Fault::NotFound)?;
            let owner = words("owner", "Name the carer's supervising social worker, or the post.", &owner)?;
            if old.owner.as_deref() == Some(owner.as_str()) {
                return Ok(Outcome::Unchanged(()));
            }
            rows::own(tx, &permit, id, &owner)?;
            tx.audit(&permit.entry(tx.now(), Some("carer_owner")))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// A step to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeStep {
    /// What happens.
    pub step: CarerStep,
    /// How much; what is outstanding, where it is left out and given up.
    pub pence: Option<Pence>,
    /// The evidence, or who decided it and why.
    pub says: String,
}

/// Takes a step: confirmed in writing, received, made good by the council, given up. Asked once more under its id, it changes
/// nothing.
///
/// # Errors
/// Refused, in words, where the step does not fit where it stands; [`Fault::NotFound`] where there is no such line.
pub async fn take_step(store: &Store, actor: Actor, of: AnyId, id: AnyId, ask: TakeStep) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let savings = rows::all(tx, &permit)?.into_iter().find(|s| s.id == of).ok_or(Fault::NotFound)?;
            if rows::is_taken(tx, &permit, id)? {
                return Ok(Outcome::Unchanged(()));
            }
            let say = "Say what shows it, or who decided it and why, in 1 to 500 letters.";
            let says = words("says", say, &ask.says)?;
            let pence = amount(&savings, &ask)?;
            let entry = match posting(&savings, ask.step, pence) {
                Some((debit, credit, kind)) if pence > Pence::ZERO => Some(post(
                    tx,
                    &permit,
                    id,
                    Entry::new(kind, debit, credit, pence, tx.today()).about(savings.child).because(says.as_str()),
                )?),
                _ => None,
            };
            let taken = StepTaken { step: ask.step, pence, says, entry, by: None, at: tx.now() };
            rows::step(tx, &permit, id, &savings, &taken)?;
            tx.audit(&permit.entry(tx.now(), Some(ask.step.as_str())))?;
            Ok(Outcome::Done(()))
        })
        .await
}

/// How much a step is about.
fn amount(savings: &CarerSavings, ask: &TakeStep) -> Result<Pence, Refusal> {
    let state = savings.state();
    let wrong = |say: &'static str| Refusal::conflict("step_does_not_fit", say);
    let range = |say: &'static str| Refusal::invalid("amount_out_of_range", "amount", say);
    let given = ask.pence.filter(|p| *p > Pence::ZERO);
    match ask.step {
        CarerStep::Confirmed if state == CarerState::Declared => {
            given.ok_or_else(|| range("Say how much was confirmed."))
        }
        CarerStep::Confirmed => Err(wrong("It was confirmed or given up already.")),
        CarerStep::Received if state == CarerState::Confirmed => {
            let most = savings.outstanding();
            let say = "More came than was confirmed. Write down what was confirmed; the rest goes back, or is confirmed anew.";
            given.filter(|p| *p <= most).ok_or_else(|| range(say))
        }
        CarerStep::Received => {
            Err(wrong("Have it confirmed in writing first: then it is known whose it is and how much."))
        }
        CarerStep::MadeGood => given.ok_or_else(|| range("Say how much the council makes good.")),
        CarerStep::WrittenOff if savings.is_open() => Ok(savings.outstanding()),
        CarerStep::WrittenOff => Err(wrong("Nothing of it is open.")),
    }
}

/// Where a step stands in the ledger: what was confirmed is owed to the child, whatever becomes of the carer's part.
fn posting(savings: &CarerSavings, step: CarerStep, pence: Pence) -> Option<(Account, Account, EntryKind)> {
    let (carer, child) = (Account::Carer(savings.child), Account::Child(savings.child));
    match step {
        _ if pence == Pence::ZERO => None,
        CarerStep::Confirmed => Some((carer, child, EntryKind::Opening)),
        CarerStep::Received => Some((Account::Bank, carer, EntryKind::Receipt)),
        CarerStep::MadeGood => Some((Account::TopUp, child, EntryKind::TopUp)),
        CarerStep::WrittenOff => Some((Account::TopUp, carer, EntryKind::WriteOff)),
    }
}

fn post(tx: &mut Tx<'_>, permit: &Permit, key: AnyId, entry: Entry) -> Answer<EntryNo> {
    let on = ledger::open_day(tx, entry.effective_on)?;
    let act = Act { key, kind: ActKind::Other, policy: None, reason: entry.reason.clone() };
    let posted = ledger::post(tx, permit, &act, &[Entry { effective_on: on, ..entry }])?;
    posted.entries.first().copied().ok_or_else(|| Fault::broken("nothing was posted"))
}

/// What opening balances say that carers hold is followed up here. Their lines stand already with their numbers.
pub(in crate::savings) fn from_openings(tx: &mut Tx<'_>, permit: &Permit, numbered: &[(i32, Opening)]) -> Answer<()> {
    for (no, opening) in numbered.iter().filter(|(_, o)| o.holder == Holder::Carer) {
        let savings = CarerSavings {
            id: Id::at(tx.now()),
            child: opening.child,
            carer: opening.holder_name.clone(),
            owner: None,
            pence: opening.pence,
            declared_on: opening.as_at,
            source: if opening.evidence.is_empty() { "opening balances".into() } else { opening.evidence.clone() },
            steps: vec![],
        };
        if !rows::insert(tx, permit, &savings, Some(*no))? {
            continue;
        }
        let confirmed = opening.pence.filter(|_| opening.surety == Surety::Proved && is_owed(opening));
        if let Some(pence) = confirmed {
            let says = savings.source.clone();
            let taken =
                StepTaken { step: CarerStep::Confirmed, pence, says, entry: opening.entry, by: None, at: tx.now() };
            rows::step(tx, permit, Id::at(tx.now()), &savings, &taken)?;
        }
    }
    Ok(())
}
