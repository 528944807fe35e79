//! A child says whether what was written down is right.

use super::asks;
use super::view::AskView;
use crate::access::{Action, Actor, Permit};
use crate::kernel::Refusal;
use crate::kernel::id::{AskId, ThreadId};
use crate::notify::Happening;
use crate::people::tasks::{self, NewTask, TaskKind};
use crate::store::{Answer, Outcome, Store, Tx};
use crate::voice::promise::{Ask, ChildSays};
use crate::voice::store::asks as rows;
use crate::voice::store::threads::{self, Head};

/// A child says whether an answer is right. "No, I still need an answer" opens it again, on the old day.
///
/// # Errors
/// `ask_open` where there is no answer to speak of; [`crate::store::Fault::NotFound`] where it is not theirs.
pub async fn say_if_right(
    store: &Store,
    actor: Actor,
    thread: ThreadId,
    ask: AskId,
    is_right: bool,
) -> Answer<AskView> {
    store.write(move |tx| run(tx, &actor, thread, ask, is_right)).await
}

fn run(tx: &mut Tx<'_>, actor: &Actor, thread: ThreadId, id: AskId, is_right: bool) -> Answer<Outcome<AskView>> {
    let permit = super::permit(tx, actor, Action::SayIfRight, thread)?;
    threads::claim(tx, &permit)?;
    let key = super::key(tx, &permit)?;
    let mut head = threads::head(tx, &permit, thread, &key)?;
    let ask = rows::get(tx, &permit, id, &key)?;
    let says = if is_right { ChildSays::Right } else { ChildSays::NotRight };
    let today = tx.today();
    if ask.child_says == Some(says) {
        return Ok(Outcome::Unchanged(AskView::on(ask, head.passed_on_to, today)));
    }
    if ask.is_open() {
        return Err(Refusal::conflict("ask_open", "Nobody has answered this yet.").into());
    }
    rows::set_child_says(tx, &permit, id, says)?;
    if !is_right {
        not_right(tx, &permit, &mut head, &ask)?;
    }
    tx.audit(&permit.entry(tx.now(), Some(says.as_str())))?;
    super::tell_staff(tx, &head, Happening::Ask, id.of(), None)?;
    super::tell_child(tx, &head, Happening::Ask, id.of())?;
    let ask = rows::get(tx, &permit, id, &key)?;
    Ok(Outcome::Done(AskView::on(ask, head.passed_on_to, today)))
}

/// Opens the ask again and asks whoever holds the post to talk to the child.
fn not_right(tx: &mut Tx<'_>, permit: &Permit, head: &mut Head, ask: &Ask) -> Answer<()> {
    asks::reopen(tx, permit, head, ask)?;
    let since = ask.closed_at.map_or(0, crate::kernel::At::ms);
    let task = NewTask {
        kind: TaskKind::NotRight,
        child: Some(head.thread.child),
        post: Some(head.thread.post),
        staff: None,
        team: None,
        subject: Some(ask.id.of()),
        natural_key: format!("not_right:{}:{since}", ask.id),
    };
    tasks::make(tx, task)?;
    Ok(())
}
