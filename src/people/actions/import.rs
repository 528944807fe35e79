//! Load a council's files. One run is one act: one transaction, one audit entry, one kept receipt.

use sha2::{Digest, Sha256};

use crate::access::{Action, Actor, Permit, Target, may};
use crate::files::receipt::Receipt;
use crate::kernel::{Refusal, RefusalKind};
use crate::people::foresight::Foresee;
use crate::people::imports::{Input, Kind, Now, Plan, Wanted, plan};
use crate::people::store::imports as stored;
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};
use crate::wire::terminal::Progress;

/// A dry run: compares files with what is known, and has somebody look at what would come of the difference for the weeks of
/// savings. Everything is rolled back.
///
/// # Errors
/// As [`import`]; as `foresee` fails.
pub async fn foresee_import(
    store: &Store,
    actor: Actor,
    kind: Kind,
    inputs: Vec<Input>,
    wanted: Wanted,
    foresee: Foresee,
) -> Answer<Receipt> {
    let wanted = Wanted { dry_run: true, ..wanted };
    store
        .write(move |tx| {
            let (permit, Plan { writes, mut receipt }) = compare(tx, &actor, kind, &inputs, wanted)?;
            if writes.rows() > 0 && !matches!(kind, Kind::Staff | Kind::Allocations) {
                let mut writes = Some(writes);
                let mut apply = |tx: &mut Tx<'_>| match writes.take() {
                    Some(writes) => stored::write(tx, &permit, writes, &mut |_| {}),
                    None => Ok(()),
                };
                receipt.savings_weeks = foresee(tx, &mut apply)?;
            }
            Ok(Outcome::Unchanged(receipt))
        })
        .await
}

/// Compares files with what is known and writes the difference; with `wanted.dry_run` only says it. Files that say what is
/// known already write nothing, not even an audit entry.
///
/// # Errors
/// A refusal (`import_unreadable`) where a file cannot be read; then nothing was written.
pub async fn import(
    store: &Store,
    actor: Actor,
    kind: Kind,
    inputs: Vec<Input>,
    wanted: Wanted,
    mut progress: Progress,
) -> Answer<Receipt> {
    if wanted.dry_run {
        return store.read(move |rx| compare(rx, &actor, kind, &inputs, wanted).map(|(_, p)| p.receipt)).await;
    }
    store
        .write(move |tx| {
            let (permit, Plan { writes, receipt }) = compare(tx, &actor, kind, &inputs, wanted)?;
            let all = writes.rows();
            if all == 0 {
                return Ok(Outcome::Unchanged(receipt));
            }
            let mut done = 0;
            progress(done, all);
            stored::write(tx, &permit, writes, &mut |rows| {
                done += rows;
                progress(done, all);
            })?;
            let text = serde_json::to_string(&receipt)
                .map_err(|e| Fault::broken(format!("a receipt could not be written: {e}")))?;
            stored::keep_run(tx, &permit, kind.as_str(), &hash(&inputs), &text)?;
            tx.audit(&permit.entry(tx.now(), Some(kind.as_str())))?;
            Ok(Outcome::Done(receipt))
        })
        .await
}

fn compare(rx: &mut Rx<'_>, actor: &Actor, kind: Kind, inputs: &[Input], wanted: Wanted) -> Answer<(Permit, Plan)> {
    let permit = may(rx, actor, Action::Import, Target::Council)?;
    let known = stored::known(rx, &permit)?;
    let now = Now { at: rx.now(), today: rx.today() };
    let plan = plan(kind, inputs, &known, now, wanted);
    let refuse = |say| Refusal::of(RefusalKind::Invalid, "import_unreadable", say);
    Ok((permit, plan.map_err(refuse)?))
}

/// One hash of all files, in whatever order they were given.
fn hash(inputs: &[Input]) -> String {
    let mut each: Vec<[u8; 32]> = inputs.iter().map(|i| Sha256::digest(&i.bytes).into()).collect();
    each.sort_unstable();
    Sha256::digest(each.concat()).iter().map(|b| format!("{b:02x}")).collect()
}
