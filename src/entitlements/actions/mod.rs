//! What people do with rights: one function per thing. Each takes the permit, then the rule, then writes, with the audit
//! entry in the same transaction.

pub mod answer;
pub mod ask;
pub mod desk;
pub mod facts;
pub mod letter;
pub mod local;
pub mod look;
pub mod mine;

use std::collections::HashMap;

use super::fact::{self, Fact, For};
use super::facts::{Facts, Flags, Stay};
use super::rules::{LocalItem, Rules};
use super::store::{facts as rows, sign_offs};
use crate::access::Permit;
use crate::kernel::calendar::Days;
use crate::kernel::id::ChildId;
use crate::people::{self, Care};
use crate::store::{Answer, Fault, Rx};

/// A child's record as far as rights depend on it.
#[derive(Debug, Clone)]
pub struct Known {
    /// The care history.
    pub care: Care,
    /// Whether the council's files say that the child came here alone.
    pub came_alone: bool,
    /// What staff entered, the oldest first.
    pub entered: Vec<Fact>,
}

impl Known {
    /// The facts, for whose screen.
    #[must_use]
    pub fn facts(&self, whose: For) -> Facts {
        let stays = self.care.episodes.iter().filter(|e| e.ended_on.is_none_or(|u| u >= e.started_on)).map(|e| Stay {
            days: Days { from: e.started_on, until: e.ended_on },
            legal_status: e.legal_status.as_str().to_owned(),
            placement: e.placement.as_str().to_owned(),
            short_break: None,
        });
        let first = self.care.episodes.first().map(|e| e.started_on);
        let mut facts = Facts {
            born: self.care.born_on,
            other_born: None,
            stays: stays.collect(),
            periods: vec![],
            flags: Flags { unaccompanied: self.came_alone.then_some(true), ..Flags::default() },
            history_known_from: self.care.known_from.or(first).filter(|_| !self.care.is_complete),
        };
        fact::apply(&mut facts, &self.entered, whose);
        facts
    }
}

/// The records of some children: those that the permit is for.
fn known(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<HashMap<ChildId, Known>> {
    let mut entered = rows::entered(rx, permit, children)?;
    let alone = rows::came_alone(rx, permit, children)?;
    let all = people::care_of(rx, permit, children)?.into_iter().filter(|c| c.died_on.is_none()).map(|care| {
        let child = care.child;
        let entered = entered.remove(&child).unwrap_or_default();
        (child, Known { came_alone: alone.contains(&child), entered, care })
    });
    Ok(all.collect())
}

/// The record of the permit's child.
fn known_one(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Known> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    known(rx, permit, &[child])?.remove(&child).ok_or(Fault::NotFound)
}

/// The rules with what two people of this council have signed off since.
fn current(rx: &mut Rx<'_>, rules: &Rules) -> Answer<Rules> {
    let said = sign_offs::all(rx)?;
    if said.is_empty() {
        return Ok(rules.clone());
    }
    let mut items: Vec<LocalItem> = Vec::new();
    for (n, s) in said.iter().enumerate() {
        let same = |o: &&sign_offs::SignOff| {
            (&o.item, &o.owner, &o.source, o.review_by) == (&s.item, &s.owner, &s.source, s.review_by)
                && o.signed_by != s.signed_by
        };
        let Some(first) = said.iter().take(n).find(same) else { continue };
        items.retain(|i| i.entitlement != s.item);
        items.push(LocalItem {
            entitlement: s.item.clone(),
            owner: s.owner.clone(),
            source: s.source.clone(),
            approved_by: vec![first.signed_by.to_string(), s.signed_by.to_string()],
            review_by: s.review_by,
        });
    }
    Ok(rules.with_local(items))
}

/// The same for the room's job, which looks at every child.
pub(super) fn known_for_job(rx: &mut Rx<'_>, permit: &Permit, children: &[ChildId]) -> Answer<Vec<(ChildId, Known)>> {
    Ok(known(rx, permit, children)?.into_iter().collect())
}
