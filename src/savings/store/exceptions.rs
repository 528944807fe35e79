//! Exceptions: raised once, closed by a person.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::At;
use crate::kernel::Day;
use crate::kernel::id::{AnyId, ChildId, ExceptionId, Id, LineId, MoneyFileId, StaffId};
use crate::savings::account::ProviderNo;
use crate::savings::file::NewException;
use crate::savings::matching::code::Code;
use crate::savings::queue::{Exception, ExceptionState, Note};
use crate::store::schema::{savings_exception_notes as notes, savings_exceptions};
use crate::store::{Answer, Rx, Tx};

#[derive(Insertable)]
#[diesel(table_name = savings_exceptions, treat_none_as_default_value = false)]
struct Row {
    id: ExceptionId,
    code: Code,
    child_id: Option<ChildId>,
    provider_id: Option<ProviderNo>,
    file_id: Option<MoneyFileId>,
    line_id: Option<LineId>,
    about_on: Option<Day>,
    says: String,
    pence: Option<i64>,
    raised_at: At,
    state: String,
    natural_key: String,
}

/// Raises exceptions; one that is there already, open or closed, stays as it is. Answers how many are new.
pub(in crate::savings) fn raise(tx: &mut Tx<'_>, _permit: &Permit, all: &[NewException]) -> Answer<usize> {
    let now = tx.now();
    let mut added = 0;
    for some in all.chunks(500) {
        let rows: Vec<Row> = some
            .iter()
            .map(|e| Row {
                id: Id::at(now),
                code: e.code,
                child_id: e.child,
                provider_id: e.provider,
                file_id: e.file,
                line_id: e.line,
                about_on: e.on,
                says: e.says.clone(),
                pence: e.pence,
                raised_at: now,
                state: "open".to_owned(),
                natural_key: e.key.clone(),
            })
            .collect();
        added += crate::each_db!(tx.db(), c => diesel::insert_into(savings_exceptions::table)
            .values(&rows)
            .on_conflict(savings_exceptions::natural_key)
            .do_nothing()
            .execute(c))?;
    }
    Ok(added)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = savings_exceptions)]
struct Kept {
    id: ExceptionId,
    code: Code,
    child_id: Option<ChildId>,
    provider_id: Option<ProviderNo>,
    file_id: Option<MoneyFileId>,
    line_id: Option<LineId>,
    about_on: Option<Day>,
    says: String,
    pence: Option<i64>,
    raised_at: At,
    owner_id: Option<StaffId>,
    state: ExceptionState,
    resolution: Option<String>,
}

/// Exceptions on one page.
pub(in crate::savings) const PAGE: i64 = 200;

/// Which exceptions are asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// That stand so.
    pub state: Option<ExceptionState>,
    /// With this code.
    pub code: Option<Code>,
    /// About one provider.
    pub provider: Option<ProviderNo>,
    /// That somebody looks after.
    pub owner: Option<StaffId>,
    /// One of them.
    pub only: Option<ExceptionId>,
    /// Raised after this one.
    pub after: Option<ExceptionId>,
}

/// A page of exceptions, the oldest first, with what was said of each.
pub(in crate::savings) fn list(rx: &mut Rx<'_>, permit: &Permit, asked: &Asked) -> Answer<Vec<Exception>> {
    let mut of =
        savings_exceptions::table.select(Kept::as_select()).order(savings_exceptions::id).limit(PAGE).into_boxed();
    if let Some(child) = permit.child() {
        of = of.filter(savings_exceptions::child_id.eq(Some(child)));
    }
    if let Some(state) = asked.state {
        of = of.filter(savings_exceptions::state.eq(state));
    }
    if let Some(code) = asked.code {
        of = of.filter(savings_exceptions::code.eq(code));
    }
    if let Some(provider) = asked.provider {
        of = of.filter(savings_exceptions::provider_id.eq(Some(provider)));
    }
    if let Some(owner) = asked.owner {
        of = of.filter(savings_exceptions::owner_id.eq(Some(owner)));
    }
    if let Some(only) = asked.only {
        of = of.filter(savings_exceptions::id.eq(only));
    }
    if let Some(after) = asked.after {
        of = of.filter(savings_exceptions::id.gt(after));
    }
    let kept: Vec<Kept> = of.load(rx.db())?;
    let ids: Vec<ExceptionId> = kept.iter().map(|k| k.id).collect();
    let notes: Vec<(ExceptionId, AnyId, At, Option<StaffId>, String)> = notes::table
        .filter(notes::exception_id.eq_any(ids))
        .order((notes::said_at, notes::id))
        .select((notes::exception_id, notes::id, notes::said_at, notes::said_by, notes::note))
        .load(rx.db())?;
    let of = |k: Kept| Exception {
        notes: notes
            .iter()
            .filter(|(e, ..)| *e == k.id)
            .map(|(_, id, at, by, text)| Note { id: *id, at: *at, by: *by, text: text.clone() })
            .collect(),
        id: k.id,
        code: k.code,
        child: k.child_id,
        provider: k.provider_id,
        file: k.file_id,
        line: k.line_id,
        on: k.about_on,
        says: k.says,
        pence: k.pence,
        raised_at: k.raised_at,
        owner: k.owner_id,
        state: k.state,
        resolution: k.resolution,
    };
    Ok(kept.into_iter().map(of).collect())
}

/// Writes down what was said of an exception; answers whether it is new.
pub(in crate::savings) fn say(
    tx: &mut Tx<'_>,
    permit: &Permit,
    note_id: AnyId,
    id: ExceptionId,
    note: &str,
) -> Answer<bool> {
    let row = (
        notes::id.eq(note_id),
        notes::exception_id.eq(id),
        notes::said_by.eq(permit.actor().staff()),
        notes::said_at.eq(tx.now()),
        notes::note.eq(note.to_owned()),
    );
    let added = crate::each_db!(tx.db(), c => diesel::insert_into(notes::table)
        .values(row).on_conflict(notes::id).do_nothing().execute(c))?;
    Ok(added > 0)
}

/// The exceptions that were raised under some keys.
pub(in crate::savings) fn of_keys(
    rx: &mut Rx<'_>,
    _permit: &Permit,
    keys: &[String],
) -> Answer<HashMap<String, ExceptionId>> {
    let rows: Vec<(String, ExceptionId)> = savings_exceptions::table
        .filter(savings_exceptions::natural_key.eq_any(keys.to_vec()))
        .select((savings_exceptions::natural_key, savings_exceptions::id))
        .load(rx.db())?;
    Ok(rows.into_iter().collect())
}

/// How many are open, by what is wrong.
pub(in crate::savings) fn open_by_code(rx: &mut Rx<'_>, _permit: &Permit) -> Answer<Vec<(Code, i64)>> {
    Ok(savings_exceptions::table
        .filter(savings_exceptions::state.eq(ExceptionState::Open))
        .group_by(savings_exceptions::code)
        .order(savings_exceptions::code)
        .select((savings_exceptions::code, diesel::dsl::count_star()))
        .load(rx.db())?)
}

/// Sets who looks after an exception.
pub(in crate::savings) fn own(tx: &mut Tx<'_>, _permit: &Permit, id: ExceptionId, owner: StaffId) -> Answer<()> {
    let values = savings_exceptions::owner_id.eq(Some(owner));
    diesel::update(savings_exceptions::table.find(id)).set(values).execute(tx.db())?;
    Ok(())
}

/// Closes an exception with what came of it, or opens it again.
pub(in crate::savings) fn close(tx: &mut Tx<'_>, permit: &Permit, id: ExceptionId, how: Option<&str>) -> Answer<()> {
    let now = tx.now();
    let state = if how.is_some() { ExceptionState::Resolved } else { ExceptionState::Open };
    let values = (
        savings_exceptions::state.eq(state),
        savings_exceptions::resolution.eq(how),
        savings_exceptions::resolved_at.eq(how.map(|_| now)),
        savings_exceptions::resolved_by.eq(how.and(permit.actor().staff())),
    );
    diesel::update(savings_exceptions::table.find(id)).set(values).execute(tx.db())?;
    Ok(())
}
