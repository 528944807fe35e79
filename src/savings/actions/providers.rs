//! The provider register.

use crate::access::{Action, Actor, Permit, Target, may};
use crate::files::{self, Column, Row, Shape};
use crate::kernel::id::AnyId;
use crate::kernel::{Day, Refusal};
use crate::people;
use crate::savings::account::ProviderNo;
use crate::savings::ledger::month_of;
use crate::savings::provider::{Chase, How, Provider, Terms, name_key};
use crate::savings::setup::SetupReceipt;
use crate::savings::{provider_or_new, store::providers as rows};
use crate::store::{Answer, Fault, Outcome, Store, Tx};

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

static REGISTER: &[Shape] = &[Shape {
    name: "provider register",
    columns: &[
        Column::or("name", &["provider", "provider_name"]),
        Column::or("urn", &["ofsted urn", "ofsted_number"]),
        Column::or("contact", &["whom to ask", "email"]),
        Column::or("how", &["how_it_pays", "collection"]),
        Column::or("from", &["starts_on", "from_when"]),
        Column::or("due_day", &["due", "file_due_day"]),
    ],
    needs: &[Column::or("name", &["provider", "provider_name"]), Column::or("how", &["how_it_pays", "collection"])],
    any_of: &[],
}];

/// A row of the register's file.
fn row(row: &Row, known: &[Provider]) -> Result<(SetProvider, bool), String> {
    let text = |n: usize| Some(row.cell(n).trim().to_owned()).filter(|t| !t.is_empty());
    let name = text(0).filter(|n| !name_key(n).is_empty()).ok_or("a provider needs its name")?;
    let how: How = row.cell(3).trim().to_lowercase().replace([' ', '-'], "_").parse().map_err(|_| {
        "how it pays is none of net_of_invoice, remits_cash, pays_jisa, council_budget, carer_holds".to_owned()
    })?;
    let starts_on = text(4).ok_or("the day from which it pays so is missing")?;
    let starts_on = files::date::day(&starts_on).ok_or("a date cannot be read: write it as 2026-11-22")?;
    let due_day = text(5).map(|d| d.parse::<i16>().ok().filter(|d| (1..=31).contains(d)));
    let due_day = match due_day {
        Some(None) => return Err("the day on which the file is due is 1 to 31".into()),
        Some(day) => day,
        None => None,
    };
    let terms = Terms { starts_on, how, due_day };
    let (urn, contact) = (text(1), text(2));
    let same_urn = |p: &&Provider| urn.is_some() && p.urn == urn && name_key(&p.name) != name_key(&name);
    if known.iter().any(|p| same_urn(&p)) {
        return Err("another provider has this number at Ofsted".into());
    }
    let old = known.iter().find(|p| name_key(&p.name) == name_key(&name));
    let keeps = |new: &Option<String>, old: &Option<String>| new.is_none() || new == old;
    let is_so = old.is_some_and(|p| keeps(&urn, &p.urn) && keeps(&contact, &p.contact) && p.terms.contains(&terms));
    Ok((SetProvider { name, urn, contact, terms: Some(terms) }, is_so))
}

/// Loads the provider register: found by name; what a row does not say stays. The same file again changes nothing.
///
/// # Errors
/// Refused where the file is none.
pub async fn import_providers(store: &Store, actor: Actor, bytes: Vec<u8>, dry: bool) -> Answer<SetupReceipt> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let unreadable = |say: String| Fault::from(Refusal::invalid("file_unreadable", "file", say));
            let table = files::read(&bytes, REGISTER).map_err(unreadable)?.tables.pop();
            let mut receipt = SetupReceipt { dry_run: dry, ..SetupReceipt::default() };
            let mut known = rows::all(tx)?;
            for one in table.map(|t| t.rows).unwrap_or_default() {
                if one.cells.iter().all(|c| c.trim().is_empty()) {
                    receipt.note(one.line, "ignored", None, None, Some("an empty row".into()));
                    continue;
                }
                match row(&one, &known) {
                    Err(why) => receipt.note(one.line, "set_aside", None, None, Some(why)),
                    Ok((_, true)) => receipt.note(one.line, "unchanged", None, None, None),
                    Ok((ask, false)) => {
                        receipt.note(one.line, "posted", None, None, None);
                        if !dry {
                            put(tx, &permit, &ask)?;
                            known = rows::all(tx)?;
                        }
                    }
                }
            }
            if dry || receipt.posted == 0 {
                return Ok(Outcome::Unchanged(receipt));
            }
            tx.audit(&permit.entry(tx.now(), Some("provider_register")))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}

fn put(tx: &mut Tx<'_>, permit: &Permit, ask: &SetProvider) -> Answer<()> {
    let no = provider_or_new(tx, permit, &ask.name)?;
    let old = rows::all(tx)?.into_iter().find(|p| p.no == no).ok_or(Fault::NotFound)?;
    let (urn, contact) = (ask.urn.as_ref().or(old.urn.as_ref()), ask.contact.as_ref().or(old.contact.as_ref()));
    rows::change(tx, permit, no, &ask.name, urn.map(String::as_str), contact.map(String::as_str))?;
    match &ask.terms {
        Some(terms) => rows::set_terms(tx, permit, no, terms),
        None => Ok(()),
    }
}
