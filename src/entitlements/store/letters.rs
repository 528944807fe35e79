//! Letters that were signed.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::Day;
use crate::kernel::id::{AnyId, StaffId};
use crate::kernel::text::Words;
use crate::store::schema::right_letters;
use crate::store::vault::{child_key, child_key_or_new};
use crate::store::{Answer, Fault, Rx, Tx};

/// A letter as it was signed.
#[derive(Debug, Clone)]
pub struct SignedLetter {
    /// Its id.
    pub id: AnyId,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Who signed.
    pub by: StaffId,
    /// On which day.
    pub on: Day,
}

/// The newest letter of the permit's child.
pub(in crate::entitlements) fn newest(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Option<SignedLetter>> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let row: Option<(AnyId, Vec<u8>, StaffId, Day)> = right_letters::table
        .filter(right_letters::child_id.eq(child))
        .order((right_letters::signed_at.desc(), right_letters::id.desc()))
        .select((right_letters::id, right_letters::body, right_letters::signed_by, right_letters::signed_on))
        .first(rx.db())
        .optional()?;
    let Some((id, body, by, on)) = row else { return Ok(None) };
    let words = child_key(rx, child)?.open(id, &body)?;
    Ok(Some(SignedLetter { id, paragraphs: words.reveal().split("\n\n").map(str::to_owned).collect(), by, on }))
}

/// Keeps a letter for the permit's child.
pub(in crate::entitlements) fn insert(
    tx: &mut Tx<'_>,
    permit: &Permit,
    letter: &SignedLetter,
    ruleset: &str,
) -> Answer<()> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    let body = child_key_or_new(tx, child)?.seal(letter.id, &Words::stored(letter.paragraphs.join("\n\n")))?;
    let row = (
        right_letters::id.eq(letter.id),
        right_letters::child_id.eq(child),
        right_letters::body.eq(body),
        right_letters::ruleset.eq(ruleset),
        right_letters::signed_by.eq(letter.by),
        right_letters::signed_on.eq(letter.on),
        right_letters::signed_at.eq(tx.now()),
    );
    let new = crate::each_db!(tx.db(), c => diesel::insert_into(right_letters::table).values(row).on_conflict_do_nothing().execute(c))?;
    super::only_once(new)?;
    Ok(())
}
