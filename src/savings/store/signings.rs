//! Signatures under the policy.

use diesel::prelude::*;

use crate::kernel::At;
use crate::kernel::id::{AnyId, StaffId};
use crate::store::schema::savings_signings as signings;
use crate::store::{Answer, Rx, Tx};

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::savings) struct Signing {
    pub id: AnyId,
    pub by: StaffId,
    pub at: At,
}

/// Who has signed what was read, in the order in which they did.
pub(in crate::savings) fn of(rx: &mut Rx<'_>, content: &str) -> Answer<Vec<Signing>> {
    let rows: Vec<(AnyId, StaffId, At)> = signings::table
        .filter(signings::content.eq(content))
        .order((signings::signed_at, signings::id))
        .select((signings::id, signings::signed_by, signings::signed_at))
        .load(rx.db())?;
    Ok(rows.into_iter().map(|(id, by, at)| Signing { id, by, at }).collect())
}

/// Whether an id was used.
pub(in crate::savings) fn is_used(rx: &mut Rx<'_>, id: AnyId) -> Answer<bool> {
    let found = signings::table.find(id).select(signings::id).first::<AnyId>(rx.db()).optional()?;
    Ok(found.is_some())
}

/// Writes a signature down, with the figures that stood on the page.
pub(in crate::savings) fn insert(tx: &mut Tx<'_>, id: AnyId, by: StaffId, what: (&str, &str, &str)) -> Answer<()> {
    let (policy, content, page) = what;
    let now = tx.now();
    diesel::insert_into(signings::table)
        .values((
            signings::id.eq(id),
            signings::policy.eq(policy),
            signings::content.eq(content),
            signings::page.eq(page),
            signings::signed_by.eq(by),
            signings::signed_at.eq(now),
        ))
        .execute(tx.db())?;
    Ok(())
}
