//! Posts what was decided: claims on weeks, and the ledger's entries for them.

use std::collections::{BTreeMap, HashMap};

use super::came::Senders;
use super::{Weighed, others};
use crate::access::Permit;
use crate::kernel::id::ChildId;
use crate::kernel::{Day, Pence};
use crate::savings::account::Account;
use crate::savings::entry::{Act, ActKind, Entry, EntryKind, EntryNo};
use crate::savings::file::{FileMade, NewLine};
use crate::savings::intake::FileKind;
use crate::savings::ledger;
use crate::savings::matching::extract::Moving;
use crate::savings::matching::outcome::RowState;
use crate::savings::policy::Policy;
use crate::savings::store::files::{self as stored, NewClaim};
use crate::savings::store::{arrivals, queue, short, tie_out};
use crate::store::{Answer, Tx};

/// Posts the rows of a file that are to be posted.
pub(super) fn post(
    tx: &mut Tx<'_>,
    permit: &Permit,
    policy: &Policy,
    file: &FileMade,
    lines: &[NewLine],
    weighed: &Weighed,
) -> Answer<()> {
    match file.kind {
        FileKind::Provider => {
            let mut parts: BTreeMap<(ChildId, Day), i32> = BTreeMap::new();
            for (child, weeks) in &weighed.claimed {
                parts.extend(weeks.iter().map(|(w, (_, n))| ((*child, *w), *n)));
            }
            let posted: Vec<&NewLine> = lines.iter().filter(|l| l.decision.state == RowState::Posted).collect();
            let act = act(file.id.of(), ActKind::Import, policy);
            receipts(tx, permit, &act, file, &posted, &mut parts)
        }
        FileKind::IsaStatement => {
            others::note(tx, permit, file, weighed)?;
            confirmed(tx, permit, policy, file, lines)
        }
        FileKind::Extract => {
            for (nth, of) in &weighed.shown {
                if let Some(line) = lines.iter().find(|l| l.decision.nth == *nth) {
                    match of {
                        Moving::File(file) => arrivals::shown(tx, permit, *file, line.id)?,
                        Moving::Run(run) => tie_out::run_shown(tx, permit, *run, line.id)?,
                    }
                }
            }
            Ok(())
        }
        // A declaration is a claim, never ledger money.
        FileKind::Declaration => Ok(()),
    }
}

/// An act of posting under a key.
pub(in crate::savings::actions) fn act(key: crate::kernel::id::AnyId, kind: ActKind, policy: &Policy) -> Act {
    Act { key, kind, policy: Some(policy.name.clone()), reason: None }
}

/// What came for weeks: claims, and the receipts of the ledger.
pub(in crate::savings::actions) fn receipts(
    tx: &mut Tx<'_>,
    permit: &Permit,
    act: &Act,
    file: &FileMade,
    posted: &[&NewLine],
    parts: &mut BTreeMap<(ChildId, Day), i32>,
) -> Answer<()> {
    let children: Vec<ChildId> = {
        let mut all: Vec<ChildId> = posted.iter().filter_map(|l| l.decision.child).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let due = week_sources(tx, permit, &children)?;
    let senders = Senders::read(tx)?;
    let mut days = OpenDays::default();
    let mut entries = Vec::new();
    let mut claims = Vec::new();
    let mut beside = Vec::new();
    // Which claims have an entry of the ledger, in the order of the entries.
    let mut with_entry = Vec::new();
    for line in posted {
        let d = &line.decision;
        let on = days.of(tx, d.days.map_or_else(|| tx.today(), |(_, to)| to))?;
        for claim in &d.claims {
            let from = due.get(&(claim.child, claim.week_end)).copied();
            let of = (claim.child, claim.week_end, claim.pence);
            if let Some(entry) = senders.entry(file.provider, from, of, on) {
                with_entry.push(claims.len());
                entries.push(entry);
            }
            let part = parts.entry((claim.child, claim.week_end)).or_default();
            claims.push(NewClaim { line: line.id, claim: *claim, part: *part, entry: None });
            *part += 1;
        }
        if let (true, Some(child)) = (d.surplus > 0, d.child) {
            let entry = Entry::new(EntryKind::Surplus, Account::Bank, Account::Suspense, Pence(d.surplus), on);
            entries.push(entry.about(child));
            beside.push(line.id);
        }
    }
    if entries.is_empty() {
        return stored::insert_claims(tx, permit, &claims);
    }
    let receipt = ledger::post(tx, permit, act, &entries)?;
    let (of_weeks, surplus): (Vec<_>, Vec<_>) =
        entries.iter().zip(receipt.entries).partition(|(e, _)| e.kind != EntryKind::Surplus);
    for (line, (_, no)) in beside.into_iter().zip(surplus) {
        queue::extra(tx, permit, line, no)?;
    }
    link(&mut claims, with_entry, of_weeks.into_iter().map(|(_, no)| no));
    stored::insert_claims(tx, permit, &claims)
}

/// Writes down which entry of the ledger each of these claims, named by its place, has.
pub(in crate::savings::actions) fn link(
    claims: &mut [NewClaim],
    with_entry: Vec<usize>,
    entries: impl Iterator<Item = EntryNo>,
) {
    for (at, no) in with_entry.into_iter().zip(entries) {
        if let Some(claim) = claims.get_mut(at) {
            claim.entry = Some(no);
        }
    }
}

/// From which account each week is to come, where it has accrued: what comes late for a week that the council has topped up
/// goes back to the council.
pub(in crate::savings::actions) fn week_sources(
    tx: &mut Tx<'_>,
    permit: &Permit,
    children: &[ChildId],
) -> Answer<HashMap<(ChildId, Day), Account>> {
    if children.is_empty() {
        return Ok(HashMap::new());
    }
    let due = ledger::weeks_due(tx, permit, children)?;
    let mut sources: HashMap<(ChildId, Day), Account> =
        due.into_iter().filter(|w| !w.is_reversed).map(|w| ((w.child, w.week_end), w.from)).collect();
    for week in short::topped_up(tx, permit, children)?.into_keys() {
        sources.insert(week, Account::TopUp);
    }
    Ok(sources)
}

/// The day that an entry counts from: its own, or the first after it in an open month, never one to come.
#[derive(Default)]
pub(in crate::savings::actions) struct OpenDays(BTreeMap<Day, Day>);

impl OpenDays {
    /// The day for an entry of `day`.
    pub(in crate::savings::actions) fn of(&mut self, tx: &mut Tx<'_>, day: Day) -> Answer<Day> {
        let day = day.min(tx.today());
        if let Some(open) = self.0.get(&day) {
            return Ok(*open);
        }
        let open = ledger::open_day(tx, day)?.min(tx.today());
        self.0.insert(day, open);
        Ok(open)
    }
}

/// What a statement confirms stands in the mirror of the child's account.
fn confirmed(tx: &mut Tx<'_>, permit: &Permit, policy: &Policy, file: &FileMade, lines: &[NewLine]) -> Answer<()> {
    let mut days = OpenDays::default();
    let on = days.of(tx, file.as_at.unwrap_or_else(|| tx.today()))?;
    let posted = lines.iter().filter(|l| l.decision.state == RowState::Posted);
    let with_money = posted.filter_map(|l| {
        let (child, pence) = l.decision.child.zip(l.decision.pence).filter(|(_, p)| *p > 0)?;
        let (account, other) = (Account::MemoIsa(child), Account::MemoOther);
        Some((l.id, Entry::new(EntryKind::Statement, account, other, Pence(pence), on)))
    });
    let (ids, entries): (Vec<_>, Vec<Entry>) = with_money.unzip();
    if entries.is_empty() {
        return Ok(());
    }
    let numbers = ledger::post(tx, permit, &act(file.id.of(), ActKind::Statement, policy), &entries)?.entries;
    for (id, no) in ids.into_iter().zip(numbers) {
        queue::extra(tx, permit, id, no)?;
    }
    Ok(())
}
