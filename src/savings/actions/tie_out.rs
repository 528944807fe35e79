//! Whether everything is equal: what children are entitled to, what was deducted for them, what the council's own books show,
//! what the ledger owes, what statements confirm. Every difference down to its week or row.

use std::collections::{BTreeMap, HashMap};

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ChildId, LineId};
use crate::kernel::{Day, Refusal};
use crate::people::{self, Care};
use crate::savings::account::AccountKind as K;
use crate::savings::due::weeks_of;
use crate::savings::entry::EntryKind;
use crate::savings::matching::code::Code;
use crate::savings::policy::Policy;
use crate::savings::proof::{self, Proof};
use crate::savings::provider::{How, Provider};
use crate::savings::providers;
use crate::savings::queue::LineState;
pub use crate::savings::store::tie_out::FileNotShown;
use crate::savings::store::tie_out::{self as rows, Claimed, Moved};
use crate::savings::store::{openings, pay_runs, queue};
use crate::store::{Answer, Outcome, Rx, Store};

/// The longest stretch that is tied out at once.
const DAYS_MAX: i64 = 800;

/// The sums that must agree, in pence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// Due by the policy.
    pub entitled: i64,
    /// By the rows of providers' files that were posted.
    pub deducted: i64,
    /// Of these, what never comes to the council: paid into the child's account by the provider, or held by a carer.
    pub direct: i64,
    /// Saved by the council itself: from its own budget, or topped up.
    pub own: i64,
    /// Of what was deducted, what the council's own books have shown.
    pub cash: i64,
    /// Owed to the child by the ledger.
    pub ledger: i64,
    /// Received by the ledger.
    pub came: i64,
    /// Sent to the child's account.
    pub paid: i64,
    /// Confirmed by statements.
    pub confirmed: i64,
}

impl Sums {
    /// Whether everything agrees.
    #[must_use]
    pub const fn is_equal(&self) -> bool {
        self.is_equal_in_weeks() && self.paid == self.confirmed
    }

    /// Whether what concerns weeks agrees.
    const fn is_equal_in_weeks(&self) -> bool {
        let remitted = self.deducted.saturating_sub(self.direct);
        self.entitled == self.ledger
            && self.entitled == self.deducted.saturating_add(self.own)
            && self.cash == remitted
            && self.came == remitted
    }

    fn add(&mut self, more: &Self) {
        let add = |sum: &mut i64, by: i64| *sum = sum.saturating_add(by);
        add(&mut self.entitled, more.entitled);
        add(&mut self.deducted, more.deducted);
        add(&mut self.direct, more.direct);
        add(&mut self.own, more.own);
        add(&mut self.cash, more.cash);
        add(&mut self.ledger, more.ledger);
        add(&mut self.came, more.came);
        add(&mut self.paid, more.paid);
        add(&mut self.confirmed, more.confirmed);
    }
}

/// A week of which not everything agrees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekDifference {
    /// Its last day.
    pub week_end: Day,
    /// What each says of it.
    pub sums: Sums,
    /// The rows that claim it.
    pub lines: Vec<LineId>,
}

/// A row that waits and may be this child's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub line: LineId,
    /// How much.
    pub pence: i64,
    /// What is wrong.
    pub code: Option<Code>,
}

/// One child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TieRow {
    /// Who.
    pub child: ChildId,
    /// The council's id.
    pub reference: String,
    /// What the child is called.
    pub known_as: Option<String>,
    /// What each says.
    pub sums: Sums,
    /// Weeks that differ.
    pub weeks: Vec<WeekDifference>,
    /// Rows that wait.
    pub waiting: Vec<Waiting>,
}

impl TieRow {
    /// Whether everything about the child agrees.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.sums.is_equal() && self.weeks.is_empty() && self.waiting.is_empty()
    }
}

/// Money that the ledger and the council's own books do not both know of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Providers' files of which no extract has shown the money.
    pub files: Vec<FileNotShown>,
    /// Pay runs of which no extract has shown that they left: which, the day they were paid, how much in pence.
    pub runs: Vec<(AnyId, Option<Day>, i64)>,
    /// Rows of an extract that nothing explains: which, the day, how much in pence, why.
    pub rows: Vec<(LineId, Option<Day>, i64, String)>,
}

/// The page.
#[derive(Debug, Clone)]
pub struct TieOut {
    /// Child by child; who has nothing at all is left out.
    pub rows: Vec<TieRow>,
    /// The sums over every child.
    pub totals: Sums,
    /// Whether the books add up at the end of the last day.
    pub proof: Proof,
    /// What only one side knows of.
    pub unseen: Unseen,
    /// Names of the providers, by their numbers.
    pub providers: Vec<Provider>,
}

impl TieOut {
    /// Whether everything is equal.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        let unseen = &self.unseen;
        let all_seen = unseen.files.is_empty() && unseen.runs.is_empty() && unseen.rows.is_empty();
        all_seen && self.proof.adds_up() && self.rows.iter().all(TieRow::is_equal)
    }
}

/// Ties out the weeks that end between two days, both included. The look is written down.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] to everybody but the savings desk; refused where the days are the wrong way round or
/// too far apart.
pub async fn tie_out(store: &Store, policy: &Policy, actor: Actor, from: Day, to: Day) -> Answer<TieOut> {
    if to < from || (to - from).num_days() > DAYS_MAX {
        return Err(
            Refusal::invalid("days_wrong", "to", "Give two days, the earlier first, at most two years apart.").into()
        );
    }
    let policy = policy.clone();
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let page = page(tx, &permit, &policy, from, to)?;
            tx.audit(&permit.entry(tx.now(), Some("tie_out")))?;
            Ok(Outcome::Done(page))
        })
        .await
}

fn page(rx: &mut Rx<'_>, permit: &Permit, policy: &Policy, from: Day, to: Day) -> Answer<TieOut> {
    let ids = people::locate_children(rx)?;
    let openings = openings::last_days(rx, permit, &ids)?;
    let known = providers(rx)?;
    let mut weeks = Weeks::new();
    let mut all: BTreeMap<ChildId, TieRow> = BTreeMap::new();
    // A week that is not over is not due.
    let until = to.min(crate::kernel::calendar::day_before(rx.today()));
    for care in people::care_of(rx, permit, &ids)? {
        for week in weeks_of(&care, policy, openings.get(&care.child).copied(), until)? {
            if week.week_end >= from && week.counts {
                weeks.of(care.child, week.week_end).0.entitled += week.pence.0;
            }
        }
        all.insert(care.child, empty(care));
    }
    for claim in rows::claims(rx, permit, from, to)? {
        weeks.claim(&claim, &known);
    }
    for moved in rows::moved(rx, permit, from, to)? {
        weeks.book(&moved);
    }
    weeks.into_rows(&mut all);
    payments(rx, permit, &mut all, from, to)?;
    for line in queue::posted_between(rx, permit, from, to)? {
        note(&mut all, &line);
    }
    let proof = proof::prove(rx, permit, to)?;
    let unseen = unseen(rx, permit, from, to)?;
    let mut totals = Sums::default();
    all.values().for_each(|r| totals.add(&r.sums));
    let says = |r: &TieRow| r.sums != Sums::default() || !r.waiting.is_empty() || !r.weeks.is_empty();
    let rows = all.into_values().filter(says).collect();
    Ok(TieOut { rows, totals, proof, unseen, providers: known })
}

fn empty(care: Care) -> TieRow {
    let (weeks, waiting) = (Vec::new(), Vec::new());
    let sums = Sums::default();
    TieRow { child: care.child, reference: care.reference, known_as: care.known_as, sums, weeks, waiting }
}

/// What is said of each week.
struct Weeks(BTreeMap<(ChildId, Day), (Sums, Vec<LineId>)>);

impl Weeks {
    const fn new() -> Self {
        Self(BTreeMap::new())
    }

    fn of(&mut self, child: ChildId, week_end: Day) -> &mut (Sums, Vec<LineId>) {
        self.0.entry((child, week_end)).or_default()
    }

    fn claim(&mut self, claim: &Claimed, known: &[Provider]) {
        let provider = claim.provider.and_then(|no| known.iter().find(|p| p.no == no));
        let how = provider.and_then(|p| p.terms_on(claim.week_end)).map(|t| t.how);
        let is_direct = matches!(how, Some(How::PaysJisa | How::CarerHolds));
        let (sums, lines) = self.of(claim.child, claim.week_end);
        sums.deducted += claim.pence;
        if is_direct {
            sums.direct += claim.pence;
        } else if claim.is_shown {
            sums.cash += claim.pence;
        }
        lines.push(claim.line);
    }

    fn book(&mut self, m: &Moved) {
        let Some(week_end) = m.week_end else { return };
        let (sums, _) = self.of(m.child_id, week_end);
        let pence = m.pence.0;
        match (m.kind, m.debit, m.credit) {
            (EntryKind::PayOut | EntryKind::BankOut | EntryKind::Statement, ..) => {}
            (EntryKind::TopUp, ..) => sums.own += pence,
            (_, K::CouncilSavings, K::Child) => {
                sums.own += pence;
                sums.ledger += pence;
            }
            (_, K::Child, K::CouncilSavings) => {
                sums.own -= pence;
                sums.ledger -= pence;
            }
            (_, _, K::Child) => sums.ledger += pence,
            (_, K::Child, _) => sums.ledger -= pence,
            // It came after the council had topped it up, and goes back to the council.
            (_, K::Bank, K::TopUp) => {
                sums.came += pence;
                sums.own -= pence;
            }
            (_, K::Bank, K::Provider | K::Carer) => sums.came += pence,
            (_, K::Provider | K::Carer, K::Bank) => sums.came -= pence,
            _ => {}
        }
    }

    fn into_rows(self, all: &mut BTreeMap<ChildId, TieRow>) {
        for ((child, week_end), (sums, lines)) in self.0 {
            let Some(row) = all.get_mut(&child) else { continue };
            row.sums.add(&sums);
            if !sums.is_equal_in_weeks() {
                row.weeks.push(WeekDifference { week_end, sums, lines });
            }
        }
    }
}

/// Payments that count from a day between two, and what statements have confirmed of them: the earliest first.
fn payments(rx: &mut Rx<'_>, permit: &Permit, all: &mut BTreeMap<ChildId, TieRow>, from: Day, to: Day) -> Answer<()> {
    let (paid, confirmed) = pay_runs::paid_and_confirmed(rx, permit)?;
    for (child, payments) in paid {
        let Some(row) = all.get_mut(&child) else { continue };
        let mut left = confirmed.get(&child).map_or(0, |p| p.0);
        for (_, on, pence) in payments {
            let is_confirmed = left.min(pence.0);
            left -= is_confirmed;
            if (from..=to).contains(&on) {
                row.sums.paid += pence.0;
                row.sums.confirmed += is_confirmed;
            }
        }
    }
    Ok(())
}

fn note(all: &mut BTreeMap<ChildId, TieRow>, line: &crate::savings::queue::Line) {
    if !matches!(line.state, LineState::SetAside | LineState::Parked) {
        return;
    }
    let likeliest = line.child.or(line.suggestions.first().map(|s| s.child));
    if let Some(row) = likeliest.and_then(|c| all.get_mut(&c)) {
        row.waiting.push(Waiting { line: line.id, pence: line.pence.unwrap_or(0), code: line.code });
    }
}

fn unseen(rx: &mut Rx<'_>, permit: &Permit, from: Day, to: Day) -> Answer<Unseen> {
    let known: HashMap<_, _> = providers(rx)?.into_iter().map(|p| (p.no, p)).collect();
    let mut files = rows::files_not_shown(rx, from, to)?;
    // Nothing of these ever comes to the council.
    files.retain(|f| {
        let terms = f.provider.and_then(|no| known.get(&no)?.terms_on(f.until.unwrap_or(to)).map(|t| t.how));
        !matches!(terms, Some(How::PaysJisa | How::CarerHolds))
    });
    let runs = rows::runs_not_shown(rx, permit)?;
    let within = |cut_off: Day, paid_on: Option<Day>| paid_on.unwrap_or(cut_off) <= to;
    Ok(Unseen {
        files,
        runs: runs
            .into_iter()
            .filter(|(_, cut_off, paid_on, _)| within(*cut_off, *paid_on))
            .map(|(id, _, paid_on, pence)| (id, paid_on, pence))
            .collect(),
        rows: rows::rows_unexplained(rx, permit, from, to)?,
    })
}
