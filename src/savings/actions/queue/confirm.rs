//! Rows of a statement that a person places: what we paid is confirmed, what others paid counts for that child.

use super::{Share, decided};
use crate::access::Permit;
use crate::kernel::id::{AnyId, Id};
use crate::kernel::{Pence, Refusal};
use crate::savings::account::Account;
use crate::savings::actions::files::others;
use crate::savings::actions::files::post::{OpenDays, act};
use crate::savings::entry::{ActKind, Entry, EntryKind};
use crate::savings::intake::FileKind;
use crate::savings::ledger;
use crate::savings::policy::Policy;
use crate::savings::queue::{Line, LineState};
use crate::savings::store::files;
use crate::store::{Answer, Tx};

/// A row of a statement is confirmed in the mirror of the child's account. A declaration is never posted.
pub(super) fn put(
    tx: &mut Tx<'_>,
    permit: &Permit,
    policy: &Policy,
    line: &Line,
    parts: &[Share],
    reason: &str,
) -> Answer<()> {
    let pence = line.pence.unwrap_or(0);
    // An account that nobody knew, and into which only others have paid: whose it is still counts.
    let may_be_placed = line.child.is_none() || line.state == LineState::Posted;
    let by_others = may_be_placed && line.pence == Some(0) && others::paid_by(tx, permit, line)? > 0;
    let (FileKind::IsaStatement, [one], true) = (line.kind, parts, pence > 0 || by_others) else {
        let say = "Rows of this kind of file are never posted. Reject it once it is settled, with what came of it.";
        return Err(Refusal::conflict("never_posted", say).into());
    };
    if reason.is_empty() {
        return Err(Refusal::invalid("reason_missing", "reason", "Say why it is confirmed.").into());
    }
    let mut entry = None;
    if pence > 0 {
        let as_at = files::statement_day(tx, permit, line.file)?;
        let on = OpenDays::default().of(tx, as_at)?;
        let (account, other) = (Account::MemoIsa(one.child), Account::MemoOther);
        let confirmed = Entry::new(EntryKind::Statement, account, other, Pence(pence), on).because(reason);
        let key: AnyId = Id::at(tx.now());
        entry = ledger::post(tx, permit, &act(key, ActKind::Statement, policy), &[confirmed])?.entries.first().copied();
    }
    others::belongs_to(tx, permit, line, Some(one.child))?;
    decided(tx, permit, line, parts, reason, pence, entry)
}
