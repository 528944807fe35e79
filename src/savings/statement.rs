//! A child's savings as they stand: read once, shown to the child in one way and to staff in another.

use std::collections::HashMap;

use super::account::Account;
use super::due::weeks_of;
use super::entry::{ActNo, Posted};
use super::provider::Provider;
use super::register::SavingsAccount;
use super::store::{ledger as rows, openings, reading, register};
use super::weeks::{Reason, Week, qualifies_on};
use super::{Rules, due, providers};
use crate::access::Permit;
use crate::kernel::calendar::day_before;
use crate::kernel::id::StaffId;
use crate::kernel::{Day, Pence, Refusal};
use crate::people::{self, Care};
use crate::store::{Answer, Fault, Rx};

/// Everything that is known of one child's savings.
pub struct Savings {
    /// The child and the stays in care.
    pub care: Care,
    /// Every week since the books begin, counted or not. Empty where the policy has no rate for one of them.
    pub weeks: Vec<Week>,
    /// The day from which the child qualifies, if the stay goes on.
    pub qualifies_on: Option<Day>,
    /// Every entry about the child.
    pub entries: Vec<Posted>,
    /// What the council owes the child.
    pub held: Pence,
    /// What is on its way to the child's own account.
    pub in_transit: Pence,
    /// What the last statement showed in the child's own account, and as at when.
    pub isa: Option<(Pence, Day)>,
    /// The child's line in the accounts register.
    pub account: Option<SavingsAccount>,
    /// Who made the acts, and by which policy.
    pub makers: HashMap<ActNo, (Option<StaffId>, Option<String>)>,
    /// The provider register.
    pub providers: Vec<Provider>,
    /// The last day that opening balances stand for.
    pub opening: Option<Day>,
}

/// Reads it for the permit's child, up to yesterday's last week.
///
/// # Errors
/// [`Fault::NotFound`] where the permit is for no child.
pub fn read(rx: &mut Rx<'_>, permit: &Permit, rules: &Rules) -> Answer<Savings> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let care = people::care_of(rx, permit, &[child])?.pop().ok_or(Fault::NotFound)?;
    let today = rx.today();
    let opening = openings::last_days(rx, permit, &[child])?.remove(&child);
    let weeks: Result<Vec<Week>, Refusal> = weeks_of(&care, &rules.policy, opening, day_before(today));
    let entries = reading::entries_of(rx, permit)?;
    let isa_on =
        entries.iter().filter(|p| p.entry.debit == Account::MemoIsa(child)).map(|p| p.entry.effective_on).max();
    let isa = reading::balance(rx, permit, Account::MemoIsa(child))?;
    let history = due::history_of(&care);
    Ok(Savings {
        weeks: weeks?,
        qualifies_on: qualifies(&history, rules, today),
        held: reading::balance(rx, permit, Account::Child(child))?,
        in_transit: in_transit(&entries),
        isa: isa_on.map(|on| (isa, on)),
        account: register::all(rx, permit)?.pop(),
        makers: rows::makers(rx)?,
        providers: providers(rx)?,
        entries,
        care,
        opening,
    })
}

/// The day from which a child in care qualifies, past or to come, if the stay goes on and 18 does not come first.
pub(super) fn qualifies(history: &super::history::History, rules: &Rules, today: Day) -> Option<Day> {
    history.on(today, &rules.policy)?;
    qualifies_on(history, &rules.policy, today)
}

/// What was sent to the child's account and has not left the bank yet: by act, so that each payment is its own.
fn in_transit(entries: &[Posted]) -> Pence {
    let sum = entries.iter().fold(0i64, |sum, p| match (p.entry.debit, p.entry.credit) {
        (_, Account::InTransit) => sum.saturating_add(p.entry.pence.0),
        (Account::InTransit, _) => sum.saturating_sub(p.entry.pence.0),
        _ => sum,
    });
    Pence(sum.max(0))
}

impl Savings {
    /// The first week of the last stretch in which saving is paused or left out.
    #[must_use]
    pub fn paused_since(&self) -> Option<Day> {
        paused_since(&self.weeks)
    }

    /// The 18th birthday.
    #[must_use]
    pub fn yours_on(&self) -> Day {
        due::history_of(&self.care).eighteen()
    }
}

/// The first week of the last stretch in which saving is paused or left out.
#[must_use]
pub fn paused_since(weeks: &[Week]) -> Option<Day> {
    let is_paused = |w: &&Week| matches!(w.reason, Reason::Paused | Reason::Excluded);
    let last = weeks.iter().rposition(|w| is_paused(&w))?;
    weeks.iter().take(last.saturating_add(1)).rev().take_while(is_paused).last().map(|w| w.week_end)
}

/// What makes the task to talk over a pause the same task.
#[must_use]
pub fn pause_key(child: crate::kernel::id::ChildId, since: Day) -> String {
    format!("saving_paused:{child}:{since}")
}
