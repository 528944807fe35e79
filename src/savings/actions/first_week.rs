//! The first week with the savings desk: its steps in their order, what is done of each and what is left.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::office::{Standing, standing};
use super::{carers, foundation, policy};
use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::Pence;
use crate::kernel::id::ChildId;
use crate::people::{self, Care};
use crate::savings::account::Account;
use crate::savings::foundation::looked_after_since;
use crate::savings::opening::Surety;
use crate::savings::store::{openings, register};
use crate::savings::{Rules, ledger, providers};
use crate::store::{Answer, Rx, Store};

crate::words! {
    /// A step of the first week, in its order.
    pub enum StepKind {
        /// The policy is signed by two people.
        Policy = "policy",
        /// Who qualifies, not yet, start unsure.
        Who = "who",
        /// The accounts register.
        Accounts = "accounts",
        /// What each holder had when the books were opened.
        Openings = "openings",
        /// Providers, and how they pay.
        Providers = "providers",
        /// The Share Foundation.
        Foundation = "foundation",
        /// What carers hold.
        Carers = "carers",
    }
}

/// A step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub step: StepKind,
    /// What is done of it: signatures, children, providers.
    pub done: usize,
    /// What is left.
    pub left: usize,
}

/// The first week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstWeek {
    /// Its steps.
    pub steps: Vec<Step>,
    /// How many children stand how.
    pub standings: Vec<(Standing, usize)>,
    /// Opening balances by how sure they are.
    pub sureties: Vec<(Surety, usize)>,
    /// What nobody can explain since the start; may be negative.
    pub unexplained: Pence,
    /// Numbers at Ofsted that the care history names and no provider has.
    pub unknown_urns: Vec<String>,
    /// Children with an unclear start, by reference.
    pub unsure: Vec<(ChildId, String, Option<String>)>,
}

/// The first week: what is done and what is left.
///
/// # Errors
/// [`crate::store::Fault::NotFound`] to everybody but the savings desk.
pub async fn see_first_week(store: &Store, rules: &Rules, actor: Actor) -> Answer<FirstWeek> {
    let rules = rules.clone();
    store
        .read(move |rx| {
            let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            count(rx, &permit, &rules)
        })
        .await
}

fn count(rx: &mut Rx<'_>, permit: &Permit, rules: &Rules) -> Answer<FirstWeek> {
    let today = rx.today();
    let ids = people::locate_children(rx)?;
    let cares = people::care_of(rx, permit, &ids)?;
    let in_care: HashSet<ChildId> =
        cares.iter().filter(|c| looked_after_since(c, &rules.policy, today).is_some()).map(|c| c.child).collect();
    let mut standings: HashMap<Standing, usize> = HashMap::new();
    let mut unsure = Vec::new();
    for care in &cares {
        let (how, _) = standing(care, rules, today)?;
        let n = standings.entry(how).or_default();
        *n = n.saturating_add(1);
        if how == Standing::Unsure {
            unsure.push((care.child, care.reference.clone(), care.known_as.clone()));
        }
    }
    let registered: HashSet<ChildId> = register::all(rx, permit)?.into_iter().map(|a| a.child).collect();
    let opened = openings::all(rx, permit)?;
    let with_opening: HashSet<ChildId> = opened.iter().map(|o| o.child).collect();
    let (known_providers, unknown_urns) = provider_step(rx, &cares, today)?;
    let accounts = foundation::accounts(rx, permit, rules)?;
    let carers = carers::held(rx, permit)?;
    let open = carers.iter().filter(|h| h.savings.is_open()).count();
    let signed = policy::signatures(rx, rules)?.min(2);
    let of = |have: &HashSet<ChildId>| (in_care.intersection(have).count(), in_care.difference(have).count());
    let step = |step, (done, left)| Step { step, done, left };
    let steps = vec![
        step(StepKind::Policy, (signed, 2usize.saturating_sub(signed))),
        step(StepKind::Who, (cares.len().saturating_sub(unsure.len()), unsure.len())),
        step(StepKind::Accounts, of(&registered)),
        step(StepKind::Openings, of(&with_opening)),
        step(StepKind::Providers, (known_providers.0, known_providers.1.saturating_add(unknown_urns.len()))),
        step(StepKind::Foundation, (accounts.opening.len(), accounts.needs.len())),
        step(StepKind::Carers, (carers.len().saturating_sub(open), open)),
    ];
    let sure = |s: &Surety| (*s, opened.iter().filter(|o| o.surety == *s).count());
    Ok(FirstWeek {
        steps,
        standings: Standing::ALL.iter().map(|s| (*s, standings.get(s).copied().unwrap_or(0))).collect(),
        sureties: Surety::ALL.iter().map(sure).collect(),
        unexplained: ledger::balance(rx, permit, Account::Unexplained)?,
        unknown_urns,
        unsure,
    })
}

/// Providers with terms and without; and the numbers at Ofsted that stays of today name and nobody in the register has.
fn provider_step(rx: &mut Rx<'_>, cares: &[Care], today: crate::kernel::Day) -> Answer<((usize, usize), Vec<String>)> {
    let known = providers(rx)?;
    let urns: BTreeSet<&str> = known.iter().filter_map(|p| p.urn.as_deref()).collect();
    let now = cares
        .iter()
        .flat_map(|c| &c.episodes)
        .filter(|e| e.started_on <= today && e.ended_on.is_none_or(|u| today < u));
    let named: BTreeSet<String> = now
        .filter(|e| {
            !matches!(e.provider_kind, Some(people::codes::ProviderKind::Own | people::codes::ProviderKind::Parent))
        })
        .filter_map(|e| e.provider_urn.as_ref().map(ToString::to_string))
        .filter(|u| !urns.contains(u.as_str()))
        .collect();
    let with = known.iter().filter(|p| !p.terms.is_empty()).count();
    Ok(((with, known.len().saturating_sub(with)), named.into_iter().collect()))
}
