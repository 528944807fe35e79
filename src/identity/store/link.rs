//! One-time links, found by the hash of their token.

use diesel::prelude::*;

use crate::identity::link::Purpose;
use crate::identity::token::TokenHash;
use crate::kernel::At;
use crate::kernel::id::StaffId;
use crate::store::schema::one_time_links;
use crate::store::{Answer, Rx, Tx};

crate::text_column!(Purpose);

/// Writes a new link and ends those of the same purpose for the same person.
pub fn insert(
    tx: &mut Tx<'_>,
    token: TokenHash,
    purpose: Purpose,
    staff: Option<StaffId>,
    expires_at: At,
) -> Answer<()> {
    let now = tx.now();
    let older = one_time_links::table
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now));
    match staff {
        Some(id) => diesel::update(older.filter(one_time_links::staff_id.eq(Some(id))))
            .set(one_time_links::expires_at.eq(now))
            .execute(tx.db())?,
        None => diesel::update(older.filter(one_time_links::staff_id.is_null()))
            .set(one_time_links::expires_at.eq(now))
            .execute(tx.db())?,
    };
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::token_hash.eq(token.to_vec()),
            one_time_links::staff_id.eq(staff),
            one_time_links::purpose.eq(purpose),
            one_time_links::made_at.eq(now),
            one_time_links::expires_at.eq(expires_at),
        ))
        .execute(tx.db())?;
    Ok(())
}

/// Whom an open link of a purpose is for; the outer [`None`] where there is none.
pub fn open(rx: &mut Rx<'_>, token: TokenHash, purpose: Purpose) -> Answer<Option<Option<StaffId>>> {
    let now = rx.now();
    Ok(one_time_links::table
        .find(token.to_vec())
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .select(one_time_links::staff_id)
        .first(rx.db())
        .optional()?)
}

/// Uses a link up; answers whether it could still be used.
pub fn use_up(tx: &mut Tx<'_>, token: TokenHash, purpose: Purpose) -> Answer<bool> {
    let now = tx.now();
    let used = diesel::update(one_time_links::table.find(token.to_vec()))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(now))
        .set(one_time_links::used_at.eq(Some(now)))
        .execute(tx.db())?;
    Ok(used > 0)
}

/// Whether there has ever been a link of a purpose.
pub fn was_made(rx: &mut Rx<'_>, purpose: Purpose) -> Answer<bool> {
    let there: i64 = one_time_links::table.filter(one_time_links::purpose.eq(purpose)).count().get_result(rx.db())?;
    Ok(there > 0)
}
