//! The provider register.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::{At, Day};
use crate::savings::account::ProviderNo;
use crate::savings::provider::{Chase, How, Provider, Terms, name_key};
use crate::store::schema::{provider_chases, provider_terms, providers};
use crate::store::{Answer, Rx, Tx};

/// Every provider, by name.
pub(in crate::savings) fn all(rx: &mut Rx<'_>) -> Answer<Vec<Provider>> {
    type Row = (ProviderNo, String, Option<String>, Option<String>);
    let rows: Vec<Row> = providers::table
        .order(providers::name_key)
        .select((providers::id, providers::name, providers::urn, providers::contact))
        .load(rx.db())?;
    let terms: Vec<(ProviderNo, Day, How, Option<i16>)> = provider_terms::table
        .order((provider_terms::provider_id, provider_terms::starts_on))
        .select((provider_terms::provider_id, provider_terms::starts_on, provider_terms::how, provider_terms::due_day))
        .load(rx.db())?;
    let of = |no: ProviderNo| {
        let own = terms.iter().filter(|(p, ..)| *p == no);
        own.map(|(_, starts_on, how, due_day)| Terms { starts_on: *starts_on, how: *how, due_day: *due_day }).collect()
    };
    Ok(rows.into_iter().map(|(no, name, urn, contact)| Provider { no, name, urn, contact, terms: of(no) }).collect())
}

/// When each provider was entered.
pub(in crate::savings) fn entered(rx: &mut Rx<'_>) -> Answer<HashMap<ProviderNo, At>> {
    let rows: Vec<(ProviderNo, At)> = providers::table.select((providers::id, providers::recorded_at)).load(rx.db())?;
    Ok(rows.into_iter().collect())
}

/// The number of the provider of a name, as names are compared.
pub(in crate::savings) fn by_name(rx: &mut Rx<'_>, name: &str) -> Answer<Option<ProviderNo>> {
    let found = providers::table.filter(providers::name_key.eq(name_key(name)));
    Ok(found.select(providers::id).first(rx.db()).optional()?)
}

/// Adds a provider. The caller holds the ledger's head, so that numbers are given once.
pub(in crate::savings) fn insert(tx: &mut Tx<'_>, _permit: &Permit, name: &str) -> Answer<ProviderNo> {
    let last: Option<ProviderNo> =
        providers::table.order(providers::id.desc()).select(providers::id).first(tx.db()).optional()?;
    let no = last.unwrap_or(0).saturating_add(1);
    let now = tx.now();
    diesel::insert_into(providers::table)
        .values((
            providers::id.eq(no),
            providers::name.eq(name.trim()),
            providers::name_key.eq(name_key(name)),
            providers::recorded_at.eq(now),
        ))
        .execute(tx.db())?;
    Ok(no)
}

/// Sets what is known of a provider.
pub(in crate::savings) fn change(
    tx: &mut Tx<'_>,
    _permit: &Permit,
    no: ProviderNo,
    name: &str,
    urn: Option<&str>,
    contact: Option<&str>,
) -> Answer<bool> {
    let values = (
        providers::name.eq(name.trim()),
        providers::name_key.eq(name_key(name)),
        providers::urn.eq(urn),
        providers::contact.eq(contact),
    );
    Ok(diesel::update(providers::table.find(no)).set(values).execute(tx.db())? > 0)
}

/// Sets how a provider pays from a day on.
pub(in crate::savings) fn set_terms(tx: &mut Tx<'_>, _permit: &Permit, no: ProviderNo, terms: &Terms) -> Answer<()> {
    let now = tx.now();
    let row = (
        provider_terms::provider_id.eq(no),
        provider_terms::starts_on.eq(terms.starts_on),
        provider_terms::how.eq(terms.how),
        provider_terms::due_day.eq(terms.due_day),
        provider_terms::recorded_at.eq(now),
    );
    let values = (
        provider_terms::how.eq(terms.how),
        provider_terms::due_day.eq(terms.due_day),
        provider_terms::recorded_at.eq(now),
    );
    crate::each_db!(tx.db(), c => diesel::insert_into(provider_terms::table)
        .values(row)
        .on_conflict((provider_terms::provider_id, provider_terms::starts_on))
        .do_update()
        .set(values)
        .execute(c))?;
    Ok(())
}

/// Writes down what was asked of a provider; answers whether it is new.
pub(in crate::savings) fn insert_chase(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: AnyId,
    no: ProviderNo,
    month: Day,
    note: &str,
) -> Answer<bool> {
    let now = tx.now();
    let row = (
        provider_chases::id.eq(id),
        provider_chases::provider_id.eq(no),
        provider_chases::month_on.eq(month),
        provider_chases::note.eq(note),
        provider_chases::said_by.eq(permit.actor().staff()),
        provider_chases::said_at.eq(now),
    );
    let added = crate::each_db!(tx.db(), c => diesel::insert_into(provider_chases::table)
        .values(row).on_conflict(provider_chases::id).do_nothing().execute(c))?;
    Ok(added > 0)
}

/// What was asked of a provider, newest first.
pub(in crate::savings) fn chases(rx: &mut Rx<'_>, no: ProviderNo) -> Answer<Vec<Chase>> {
    let rows: Vec<(Day, String, Option<StaffId>, At)> = provider_chases::table
        .filter(provider_chases::provider_id.eq(no))
        .order(provider_chases::said_at.desc())
        .select((provider_chases::month_on, provider_chases::note, provider_chases::said_by, provider_chases::said_at))
        .load(rx.db())?;
    Ok(rows.into_iter().map(|(month, note, by, at)| Chase { month, note, by, at }).collect())
}
