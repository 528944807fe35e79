//! Whether the books add up: what was due is what was paid and what is held; what others owed has come or was topped up.

use super::account::AccountKind;
use super::entry::EntryKind;
use super::store::pay_runs as rows;
use crate::access::Permit;
use crate::kernel::{Day, Pence};
use crate::store::{Answer, Rx};

/// The sums of the books up to the end of a day, in pence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Proof {
    /// Credited to children: weeks due, opening balances, what was put right in their favour, less what was undone.
    pub due: i64,
    /// Paid towards children's own accounts.
    pub paid: i64,
    /// Held for children, added up from the entries.
    pub held: i64,
    /// Held for children as the accounts keep it now, and as every entry to this moment adds up.
    pub kept: (i64, i64),
    /// What providers and carers owed.
    pub owed: i64,
    /// What came from them.
    pub collected: i64,
    /// What the council paid in their place.
    pub topped_up: i64,
}

impl Proof {
    /// Whether all of it agrees.
    #[must_use]
    pub const fn adds_up(&self) -> bool {
        self.due == self.paid.saturating_add(self.held)
            && self.kept.0 == self.kept.1
            && self.owed == self.collected.saturating_add(self.topped_up)
    }

    /// What does not agree, in words.
    #[must_use]
    pub fn words(&self) -> String {
        let p = |pence: i64| format!("£{:#}", Pence(pence));
        let mut say = Vec::new();
        if self.due != self.paid.saturating_add(self.held) {
            say.push(format!("due {} is not paid {} and held {}", p(self.due), p(self.paid), p(self.held)));
        }
        if self.kept.0 != self.kept.1 {
            say.push(format!("the accounts hold {}, their entries come to {}", p(self.kept.0), p(self.kept.1)));
        }
        if self.owed != self.collected.saturating_add(self.topped_up) {
            let (came, topped) = (p(self.collected), p(self.topped_up));
            say.push(format!("of {} owed by others {came} came and {topped} was topped up", p(self.owed)));
        }
        if say.is_empty() {
            "The books add up.".into()
        } else {
            format!("The books do not add up: {}.", say.join("; "))
        }
    }
}

/// Adds the books up to the end of a day: every week that ended by then, with what has come for it since, and whatever
/// else counts from a day until then.
///
/// # Errors
/// The database's own.
pub fn prove(rx: &mut Rx<'_>, permit: &Permit, until: Day) -> Answer<Proof> {
    let mut proof = sums(&rows::moved(rx, permit, until)?);
    let ever = Day::from_ymd_opt(9999, 12, 31).unwrap_or(until);
    let all = sums(&rows::moved(rx, permit, ever)?);
    proof.kept = (rows::kept(rx, permit, AccountKind::Child)?.0, all.held);
    Ok(proof)
}

fn sums(moved: &[rows::Moved]) -> Proof {
    use AccountKind as K;
    let mut proof = Proof::default();
    let outside = |k: K| matches!(k, K::Provider | K::Carer);
    for m in moved {
        let pence = m.pence.0;
        let add = |sum: &mut i64, by: i64| *sum = sum.saturating_add(by);
        match (m.debit, m.credit) {
            (K::Child, K::InTransit) => add(&mut proof.paid, pence),
            (K::InTransit, K::Child) => add(&mut proof.paid, -pence),
            // Paid to somebody who is 18.
            (K::Child, K::Bank) if m.kind == EntryKind::Leaver => add(&mut proof.paid, pence),
            // A provider paid it into the child's own account.
            (K::Child, K::Provider | K::Carer) if m.kind == EntryKind::PayOut => add(&mut proof.paid, pence),
            (_, K::Child) => add(&mut proof.due, pence),
            (K::Child, _) => add(&mut proof.due, -pence),
            _ => {}
        }
        match (m.debit, m.credit) {
            (_, K::Child) => add(&mut proof.held, pence),
            (K::Child, _) => add(&mut proof.held, -pence),
            _ => {}
        }
        match (outside(m.debit), outside(m.credit)) {
            // Money that a provider gets back for a receipt that was undone counts against what came.
            (true, false) if m.credit == K::Bank => add(&mut proof.collected, -pence),
            (true, false) if m.credit == K::TopUp => add(&mut proof.topped_up, -pence),
            (true, false) => add(&mut proof.owed, pence),
            (false, true) if m.debit == K::Bank => add(&mut proof.collected, pence),
            (false, true) if m.kind == EntryKind::PayOut => add(&mut proof.collected, pence),
            (false, true) if m.debit == K::TopUp => add(&mut proof.topped_up, pence),
            (false, true) => add(&mut proof.owed, -pence),
            _ => {}
        }
    }
    proof
}
