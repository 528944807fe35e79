//! What people of the council said of local items. No child's.

use diesel::prelude::*;

use crate::kernel::Day;
use crate::kernel::id::{AnyId, StaffId};
use crate::store::schema::right_sign_offs;
use crate::store::{Answer, Rx, Tx};

/// What one person said.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = right_sign_offs)]
pub struct SignOff {
    /// Its id.
    pub id: AnyId,
    /// Of which entitlement.
    pub item: String,
    /// Who looks after it: a post.
    pub owner: String,
    /// The document that says so.
    pub source: String,
    /// When somebody must look again.
    pub review_by: Day,
    /// Who said so.
    pub signed_by: StaffId,
}

/// All of them, the oldest first.
pub(in crate::entitlements) fn all(rx: &mut Rx<'_>) -> Answer<Vec<SignOff>> {
    let rows = right_sign_offs::table.order((right_sign_offs::signed_at, right_sign_offs::id));
    Ok(rows.select(SignOff::as_select()).load(rx.db())?)
}

/// Keeps one.
pub(in crate::entitlements) fn insert(tx: &mut Tx<'_>, said: &SignOff) -> Answer<()> {
    let row = (
        right_sign_offs::id.eq(said.id),
        right_sign_offs::item.eq(&said.item),
        right_sign_offs::owner.eq(&said.owner),
        right_sign_offs::source.eq(&said.source),
        right_sign_offs::review_by.eq(said.review_by),
        right_sign_offs::signed_by.eq(said.signed_by),
        right_sign_offs::signed_at.eq(tx.now()),
    );
    let new = crate::each_db!(tx.db(), c => diesel::insert_into(right_sign_offs::table).values(row).on_conflict_do_nothing().execute(c))?;
    super::only_once(new)?;
    Ok(())
}
