//! The first week: the accounts register and the opening balances are loaded.

use std::collections::{HashMap, HashSet};

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence, Refusal};
use crate::people::{self, Care};
use crate::savings::account::Account;
use crate::savings::entry::{Act, ActKind, Entry, EntryKind};
use crate::savings::opening::{Holder, Opening, Surety};
use crate::savings::provider::name_key;
use crate::savings::setup::{Known, SetupReceipt, is_owed};
use crate::savings::store::{ledger as heads, openings, register};
use crate::savings::{Rules, ledger, provider_or_new, providers, setup};
use crate::store::{Answer, Fault, Outcome, Store, Tx};

/// Everything known that the files are read against.
struct Books {
    cares: Vec<Care>,
    children: HashMap<String, (ChildId, Day)>,
    accounts: Vec<crate::savings::register::SavingsAccount>,
    openings: Vec<Opening>,
    providers: HashMap<String, i32>,
    first_weeks: HashMap<ChildId, Day>,
}

fn books(tx: &mut Tx<'_>, permit: &Permit) -> Answer<Books> {
    let ids = people::locate_children(tx)?;
    let cares = people::care_of(tx, permit, &ids)?;
    let mut children = HashMap::new();
    for care in &cares {
        for reference in care.further.iter().chain([&care.reference]) {
            children.insert(reference.clone(), (care.child, care.born_on));
        }
    }
    let mut first_weeks: HashMap<ChildId, Day> = HashMap::new();
    for week in ledger::weeks_due(tx, permit, &[])? {
        let first = first_weeks.entry(week.child).or_insert(week.week_end);
        *first = week.week_end.min(*first);
    }
    Ok(Books {
        cares,
        children,
        accounts: register::all(tx, permit)?,
        openings: openings::all(tx, permit)?,
        providers: providers(tx)?.into_iter().map(|p| (name_key(&p.name), p.no)).collect(),
        first_weeks,
    })
}

impl Books {
    fn known<'a>(&'a self, rules: &'a Rules, today: Day) -> Known<'a> {
        Known {
            children: &self.children,
            accounts: &self.accounts,
            openings: &self.openings,
            providers: &self.providers,
            first_weeks: &self.first_weeks,
            isa: &rules.isa,
            today,
        }
    }

    /// Children in care today of whom the list has no line.
    fn missing(&self, named: &HashSet<ChildId>, today: Day) -> Vec<String> {
        let in_care =
            |c: &&Care| c.episodes.iter().any(|e| e.started_on <= today && e.ended_on.is_none_or(|u| today < u));
        let missing = self.cares.iter().filter(in_care).filter(|c| !named.contains(&c.child));
        let mut missing: Vec<String> = missing.map(|c| c.reference.clone()).collect();
        missing.sort_unstable();
        missing
    }
}

fn unreadable(say: String) -> Fault {
    Refusal::invalid("file_unreadable", "file", say).into()
}

/// Loads the accounts register. The same file again changes nothing.
///
/// # Errors
/// Refused where the file is not one.
pub async fn import_accounts(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    bytes: Vec<u8>,
    dry: bool,
) -> Answer<SetupReceipt> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let books = books(tx, &permit)?;
            let today = tx.today();
            let (lines, mut receipt) = setup::accounts(&bytes, &books.known(&rules, today)).map_err(unreadable)?;
            let named = books.accounts.iter().map(|a| a.child).chain(lines.iter().map(|a| a.child)).collect();
            receipt.missing = books.missing(&named, today);
            receipt.dry_run = dry;
            if dry || lines.is_empty() {
                return Ok(Outcome::Unchanged(receipt));
            }
            for line in &lines {
                register::set(tx, &permit, line)?;
            }
            tx.audit(&permit.entry(tx.now(), Some("accounts_register")))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}

/// What the savings code says, and who owns what nobody can explain.
#[derive(Debug, Clone, Default)]
pub struct AgainstCode {
    /// The balance of the savings code.
    pub code: Option<Pence>,
    /// Who finds out about the difference, by the staff code.
    pub owner: Option<String>,
}

/// Loads opening balances. What the council holds must come to the savings code, or the difference is posted as unexplained
/// at the start under the name of who finds out. The same file again changes nothing.
///
/// # Errors
/// Refused where the file is not one, and where what is held is not what the code says and nobody owns the difference: then
/// nothing is posted.
pub async fn import_openings(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    bytes: Vec<u8>,
    against: AgainstCode,
    dry: bool,
) -> Answer<SetupReceipt> {
    let rules = rules.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            heads::claim(tx)?;
            let books = books(tx, &permit)?;
            let today = tx.today();
            let (mut wanted, mut receipt) = setup::openings(&bytes, &books.known(&rules, today)).map_err(unreadable)?;
            receipt.dry_run = dry;
            let named = books.openings.iter().map(|o| o.child).chain(wanted.iter().map(|o| o.child)).collect();
            receipt.missing = books.missing(&named, today);
            let unexplained = compare(tx, &permit, &books, &wanted, &against, &mut receipt)?;
            let owed = |o: &&Opening| is_owed(o) && o.pence.is_some_and(|p| p > Pence::ZERO);
            let sum: i64 = wanted.iter().filter(owed).filter_map(|o| o.pence).map(|p| p.0).fold(0, i64::saturating_add);
            receipt.posted_pence = sum;
            if dry || (wanted.is_empty() && unexplained.is_none()) {
                return Ok(Outcome::Unchanged(receipt));
            }
            for opening in wanted.iter_mut().filter(|o| o.holder == Holder::Provider) {
                opening.provider = Some(provider_or_new(tx, &permit, &opening.holder_name)?);
            }
            let mut entries = Vec::new();
            let mut of = Vec::new();
            for (n, opening) in wanted.iter().enumerate() {
                if let Some(entry) = entry(tx, opening)? {
                    entries.push(entry);
                    of.push(n);
                }
            }
            entries.extend(unexplained);
            let act = Act { key: crate::kernel::Id::at(tx.now()), kind: ActKind::Opening, policy: None, reason: None };
            let posted = if entries.is_empty() { vec![] } else { ledger::post(tx, &permit, &act, &entries)?.entries };
            for (n, no) in of.into_iter().zip(posted) {
                if let Some(opening) = wanted.get_mut(n) {
                    opening.entry = Some(no);
                }
            }
            let numbered = openings::insert(tx, &permit, &wanted)?;
            super::carers::from_openings(tx, &permit, &numbered)?;
            tx.audit(&permit.entry(tx.now(), Some("opening_balances")))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}

/// What the council holds against what the code says.
fn compare(
    tx: &mut Tx<'_>,
    permit: &Permit,
    books: &Books,
    wanted: &[Opening],
    against: &AgainstCode,
    receipt: &mut SetupReceipt,
) -> Answer<Option<Entry>> {
    let by_council = |o: &&Opening| o.holder == Holder::Council && o.surety != Surety::Unknown;
    let held = books.openings.iter().chain(wanted).filter(by_council).filter_map(|o| o.pence);
    let held = held.fold(0i64, |sum, p| sum.saturating_add(p.0));
    receipt.council_pence = Some(held);
    let Some(code) = against.code else { return Ok(None) };
    receipt.savings_code_pence = Some(code.0);
    let before = ledger::balance(tx, permit, Account::Unexplained)?;
    let rest = code.0.saturating_sub(held);
    receipt.unexplained_pence = Some(rest);
    let change = rest.saturating_sub(before.0);
    if change == 0 {
        return Ok(None);
    }
    let owner = against.owner.as_deref().map(str::trim).filter(|o| !o.is_empty());
    let Some(owner) = owner else {
        let say = format!(
            "The savings code says £{code:#}, and what the council holds for children comes to £{:#}. Nothing was posted. Find \
             the difference of £{:#}, or name who finds out with --unexplained-owner.",
            Pence(held),
            Pence(rest)
        );
        return Err(Refusal::conflict("code_differs", say).into());
    };
    let (debit, credit) =
        if change > 0 { (Account::Bank, Account::Unexplained) } else { (Account::Unexplained, Account::Bank) };
    let pence = Pence(change.checked_abs().unwrap_or(i64::MAX));
    let entry = Entry::new(EntryKind::Unexplained, debit, credit, pence, tx.today());
    Ok(Some(entry.because(format!("unexplained at the start, owner {owner}"))))
}

/// Where an opening balance is posted.
fn entry(tx: &mut Tx<'_>, o: &Opening) -> Answer<Option<Entry>> {
    let Some(pence) = o.pence.filter(|p| *p > Pence::ZERO) else { return Ok(None) };
    let on = ledger::open_day(tx, o.as_at)?;
    let of = |debit, credit| Some(Entry::new(EntryKind::Opening, debit, credit, pence, on).about(o.child));
    Ok(match o.holder {
        Holder::Isa if o.surety != Surety::Unknown => of(Account::MemoIsa(o.child), Account::MemoOther),
        _ if !is_owed(o) => None,
        Holder::Council => of(Account::Bank, Account::Child(o.child)),
        Holder::Provider => of(Account::Provider(o.provider), Account::Child(o.child)),
        Holder::Carer => of(Account::Carer(o.child), Account::Child(o.child)),
        Holder::Isa => None,
    })
}
