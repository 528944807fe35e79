//! What a carer holds of a child's own: declared, confirmed in writing, received, or given up by decision. It goes to the
//! council, never to the next carer, and nothing is ever sent to a carer from here: the supervising social worker asks.

use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{At, Day, Pence};
use crate::people::Care;

use super::entry::EntryNo;

crate::words! {
    /// What happens to it.
    pub enum CarerStep {
        /// The carer has said in writing how much it is: from now on it is owed to the child.
        Confirmed = "confirmed",
        /// It came, or a part of it.
        Received = "received",
        /// The council makes good what should have been put away and was not.
        MadeGood = "made_good",
        /// Nobody goes on asking; what was confirmed, the council makes good.
        WrittenOff = "written_off",
    }
}

crate::words! {
    /// Where it stands.
    pub enum CarerState {
        /// Somebody said so.
        Declared = "declared",
        /// In writing, and not all here.
        Confirmed = "confirmed",
        /// All of it has come.
        Received = "received",
        /// Given up by decision.
        WrittenOff = "written_off",
    }
}

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTaken {
    /// What.
    pub step: CarerStep,
    /// How much.
    pub pence: Pence,
    /// The evidence, or who decided it and why.
    pub says: String,
    /// Where it stands in the ledger; none where it does not.
    pub entry: Option<EntryNo>,
    /// Who wrote it down; none for a command.
    pub by: Option<StaffId>,
    /// When.
    pub at: At,
}

/// What a carer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarerSavings {
    /// Its id.
    pub id: AnyId,
    /// Whose.
    pub child: ChildId,
    /// The council's own number or name of the carer.
    pub carer: String,
    /// Who asks for it: the carer's supervising social worker, by name or post.
    pub owner: Option<String>,
    /// How much was declared; none where nobody knows.
    pub pence: Option<Pence>,
    /// On which day.
    pub declared_on: Day,
    /// Where this is known from.
    pub source: String,
    /// What became of it.
    pub steps: Vec<StepTaken>,
}

impl CarerSavings {
    fn sum(&self, step: CarerStep) -> i64 {
        self.steps.iter().filter(|s| s.step == step).map(|s| s.pence.0).fold(0, i64::saturating_add)
    }

    /// What was confirmed in writing; none where nothing was.
    #[must_use]
    pub fn confirmed(&self) -> Option<Pence> {
        self.steps.iter().any(|s| s.step == CarerStep::Confirmed).then(|| Pence(self.sum(CarerStep::Confirmed)))
    }

    /// What came.
    #[must_use]
    pub fn received(&self) -> Pence {
        Pence(self.sum(CarerStep::Received))
    }

    /// What was confirmed and has not come; nothing once it was given up.
    #[must_use]
    pub fn outstanding(&self) -> Pence {
        if self.state() == CarerState::WrittenOff {
            return Pence::ZERO;
        }
        Pence(self.confirmed().map_or(0, |c| c.0.saturating_sub(self.received().0)))
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> CarerState {
        if self.steps.iter().any(|s| s.step == CarerStep::WrittenOff) {
            return CarerState::WrittenOff;
        }
        match self.confirmed() {
            None => CarerState::Declared,
            Some(confirmed) if self.received() >= confirmed => CarerState::Received,
            Some(_) => CarerState::Confirmed,
        }
    }

    /// Whether somebody should still ask for it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state(), CarerState::Declared | CarerState::Confirmed)
    }

    /// The day on which the child moved on from where it was declared, as far as the stays say, up to `today` (X14).
    #[must_use]
    pub fn moved_on(&self, care: &Care, today: Day) -> Option<Day> {
        let stay = care
            .episodes
            .iter()
            .rev()
            .find(|e| e.started_on <= self.declared_on && e.ended_on.is_none_or(|u| self.declared_on < u))?;
        let mut until = stay.ended_on;
        // A new legal status at the same place is no move.
        while let Some(end) = until {
            let goes_on = care
                .episodes
                .iter()
                .find(|e| e.started_on == end && e.placement == stay.placement && e.provider_urn == stay.provider_urn);
            match goes_on {
                Some(next) if next.ended_on != Some(end) => until = next.ended_on,
                _ => break,
            }
        }
        until.filter(|day| *day <= today)
    }
}
