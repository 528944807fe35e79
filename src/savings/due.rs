//! What is due to a child by the care history that is known: the policy's weeks, and from whom each is to come. Pure.

use std::collections::HashMap;

use super::account::Account;
use super::history::{History, Stay};
use super::policy::{CollectionMode, Policy};
use super::provider::{How, Provider};
use super::weeks::{Week, weeks};
use crate::kernel::calendar::next_day;
use crate::kernel::{Day, Refusal};
use crate::people::Care;
use crate::people::codes::ProviderKind;

/// A child's history as the policy reads it. A history that does not reach back to the first day in care is unknown before
/// its first day.
#[must_use]
pub fn history_of(care: &Care) -> History {
    let stays = care.episodes.iter().map(|e| Stay {
        from: e.started_on,
        until: e.ended_on,
        legal_status: e.legal_status.as_str().to_owned(),
        placement: e.placement.as_str().to_owned(),
    });
    let mut history = History::new(care.born_on, stays);
    history.known_from = if care.is_complete { None } else { care.known_from };
    history
}

/// The first day whose week can be due: the books begin there, or after what an opening balance stands for.
#[must_use]
pub fn books_from(policy: &Policy, opening: Option<Day>) -> Day {
    let starts = policy.desk.data_start;
    opening.map_or(starts, |as_at| starts.max(next_day(as_at)))
}

/// Every week of a child from the books' beginning to `through`, counted or not.
///
/// # Errors
/// Where the policy has no rate for a day that counts.
pub fn weeks_of(care: &Care, policy: &Policy, opening: Option<Day>, through: Day) -> Result<Vec<Week>, Refusal> {
    let Some(first) = care.episodes.iter().map(|e| e.started_on).min() else { return Ok(vec![]) };
    // Where the history does not reach back, the weeks before it are listed as unknown: back to the books' beginning.
    let first = if care.is_complete { first } else { care.born_on };
    let from = books_from(policy, opening).max(first);
    if from > through { Ok(vec![]) } else { weeks(&history_of(care), policy, from, through) }
}

/// The provider register, to be asked by day.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    by_urn: HashMap<String, Provider>,
    unknown: Option<CollectionMode>,
}

impl Sources {
    /// The register, and how the council collects where it says nothing.
    #[must_use]
    pub fn new(providers: Vec<Provider>, policy: &Policy) -> Self {
        let by_urn = providers.into_iter().filter_map(|p| Some((p.urn.clone()?, p))).collect();
        Self { by_urn, unknown: Some(policy.desk.collection_mode) }
    }

    /// From which account a child's week is to come: whoever holds the child on its last day (the last stay before it,
    /// where the child had left by then). The council's own carers and parents hand nothing over: the council saves.
    #[must_use]
    pub fn of(&self, care: &Care, week_end: Day) -> Account {
        let stay = care.episodes.iter().filter(|e| e.started_on <= week_end).max_by_key(|e| e.started_on);
        let Some(stay) = stay else { return Account::CouncilSavings };
        if matches!(stay.provider_kind, Some(ProviderKind::Own | ProviderKind::Parent)) {
            return Account::CouncilSavings;
        }
        let known = stay.provider_urn.as_ref().and_then(|urn| self.by_urn.get(urn));
        match (known, self.unknown) {
            (Some(provider), _) if provider.terms_on(week_end).is_some_and(|t| t.how == How::CarerHolds) => {
                Account::Carer(care.child)
            }
            (Some(provider), _) => provider.source(week_end),
            (None, Some(CollectionMode::CouncilBudget)) => Account::CouncilSavings,
            (None, Some(CollectionMode::CarerHolds)) => Account::Carer(care.child),
            (None, _) => Account::Provider(None),
        }
    }
}
