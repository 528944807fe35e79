//! Counts for the savings desk's first page.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::{At, Day};
use crate::savings::entry::EntryKind;
use crate::savings::matching::code::Code;
use crate::savings::queue::{ExceptionState, LineState};
use crate::store::schema::{ledger_entries, savings_exceptions, savings_lines};
use crate::store::{Answer, Rx};

/// How many rows of files stand how.
pub(in crate::savings) fn lines(rx: &mut Rx<'_>, _permit: &Permit) -> Answer<HashMap<LineState, i64>> {
    let rows: Vec<(LineState, i64)> = savings_lines::table
        .group_by(savings_lines::state)
        .select((savings_lines::state, diesel::dsl::count_star()))
        .load(rx.db())?;
    Ok(rows.into_iter().collect())
}

/// Open exceptions: what each is, and since when.
pub(in crate::savings) fn exceptions(rx: &mut Rx<'_>, _permit: &Permit) -> Answer<Vec<(Code, At)>> {
    let open = savings_exceptions::table.filter(savings_exceptions::state.eq(ExceptionState::Open));
    Ok(open.select((savings_exceptions::code, savings_exceptions::raised_at)).load(rx.db())?)
}

/// The first day from which a week that was due counts: the books began then.
pub(in crate::savings) fn began(rx: &mut Rx<'_>, _permit: &Permit) -> Answer<Option<Day>> {
    let first = ledger_entries::table
        .filter(ledger_entries::kind.eq(EntryKind::Accrual))
        .order(ledger_entries::id)
        .select(ledger_entries::effective_on)
        .first(rx.db())
        .optional()?;
    Ok(first)
}
