//! The provider register.

use crate::access::{Action, Actor, Target, may};
use crate::kernel::id::AnyId;
use crate::kernel::{Day, Refusal};
use crate::people;
use crate::savings::account::ProviderNo;
use crate::savings::ledger::month_of;
use crate::savings::provider::{Chase, Provider, Terms, name_key};
use crate::savings::{provider_or_new, store::providers as rows};
use crate::store::{Answer, Fault, Outcome, Store};

/// Lists the provider register.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list(store: &Store, actor: Actor) -> Answer<Vec<Provider>> {
    store
        .read(move |rx| {
            let _ = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            rows::all(rx)
        })
        .await
}

/// Lists what was asked of a provider, newest first, with the name of whoever wrote it down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_chases(store: &Store, actor: Actor, no: ProviderNo) -> Answer<Vec<(Chase, Option<String>)>> {
    store
        .read(move |rx| {
            let _ = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            let all = rows::chases(rx, no)?;
            let mut ids: Vec<_> = all.iter().filter_map(|c| c.by).collect();
            ids.sort_unstable();
            ids.dedup();
            let faces = people::staff_many(rx, &ids)?;
            let name = |c: &Chase| faces.get(&c.by?).map(|f| f.name.clone());
            Ok(all.into_iter().map(|c| (c.clone(), name(&c))).collect())
        })
        .await
}

/// What is known of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetProvider {
    /// Its name.
    pub name: String,
    /// Its number at Ofsted.
    pub urn: Option<String>,
    /// Whom to ask.
    pub contact: Option<String>,
    /// How it pays, from a day on.
    pub terms: Option<Terms>,
}

/// Adds a provider or changes what is known of it, found by its name or, where `no` is given, by its number.
///
/// # Errors
/// Refused where the name is empty, or another provider has it or the number at Ofsted.
pub async fn set_provider(store: &Store, actor: Actor, no: Option<ProviderNo>, ask: SetProvider) -> Answer<ProviderNo> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            if name_key(&ask.name).is_empty() {
                return Err(Refusal::invalid("name_missing", "name", "Give the provider's name.").into());
            }
            let urn = ask.urn.as_deref().map(str::trim).filter(|u| !u.is_empty());
            let no = match no {
                Some(no) => no,
                None => provider_or_new(tx, &permit, &ask.name)?,
            };
            let others = rows::all(tx)?;
            let Some(old) = others.iter().find(|p| p.no == no) else { return Err(Fault::NotFound) };
            let clash = others.iter().any(|p| {
                p.no != no && (name_key(&p.name) == name_key(&ask.name) || (urn.is_some() && p.urn.as_deref() == urn))
            });
            if clash {
                let say = "Another provider has this name or this number. Look for it in the register.";
                return Err(Refusal::conflict("provider_there_already", say).into());
            }
            let urn = urn.or(old.urn.as_deref());
            let contact = ask.contact.as_deref().or(old.contact.as_deref());
            rows::change(tx, &permit, no, &ask.name, urn, contact)?;
            if let Some(terms) = &ask.terms {
                rows::set_terms(tx, &permit, no, terms)?;
            }
            tx.audit(&permit.entry(tx.now(), Some("provider")))?;
            Ok(Outcome::Done(no))
        })
        .await
}

/// Writes down what was asked of a provider for a month, or what it said. Asked once more under its id, it changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] where there is no such provider; refused without words.
pub async fn chase(store: &Store, actor: Actor, id: AnyId, no: ProviderNo, month: Day, note: String) -> Answer<()> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            if note.trim().is_empty() || note.chars().count() > 1000 {
                return Err(
                    Refusal::invalid("note_missing", "note", "Say what was asked, in 1 to 1000 letters.").into()
                );
            }
            if !rows::all(tx)?.iter().any(|p| p.no == no) {
                return Err(Fault::NotFound);
            }
            if !rows::insert_chase(tx, &permit, id, no, month_of(month), note.trim())? {
                return Ok(Outcome::Unchanged(()));
            }
            tx.audit(&permit.entry(tx.now(), Some("chase")))?;
            Ok(Outcome::Done(()))
        })
        .await
}
