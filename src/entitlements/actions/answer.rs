//! Somebody of the council says what becomes of a request; the young person reads it in the thread.

use super::current;
use crate::access::{Action, Actor, Target, may};
use crate::entitlements::request::{NextStep, RequestState, check};
use crate::entitlements::rules::Rules;
use crate::entitlements::store::requests;
use crate::kernel::Refusal;
use crate::kernel::id::{AnyId, RequestId};
use crate::kernel::text::Words;
use crate::store::{Answer, Fault, Outcome, Store, Tx};
use crate::voice::{self, Decision};

/// Takes a request one step on. A no is sent with its reason, who decided, and the way to an advocate and a complaint; the
/// same step sent once more changes nothing.
///
/// # Errors
/// `request_closed`, `decided_by_missing`, `decide_on_missing`; [`Fault::NotFound`] where they may not.
pub async fn step(
    store: &Store,
    rules: &Rules,
    voice: &voice::Rules,
    actor: Actor,
    request: RequestId,
    next: NextStep,
) -> Answer<()> {
    let (rules, voice) = (rules.clone(), voice.clone());
    store.write(move |tx| run(tx, &rules, &voice, &actor, request, next)).await
}

fn run(
    tx: &mut Tx<'_>,
    rules: &Rules,
    voice: &voice::Rules,
    actor: &Actor,
    id: RequestId,
    mut next: NextStep,
) -> Answer<Outcome<()>> {
    let me = actor.staff().ok_or(Fault::NotFound)?;
    let child = requests::locate_request(tx, id)?;
    let permit = may(tx, actor, Action::AnswerRequest, Target::Child(child))?;
    let rules = current(tx, rules)?;
    let all = requests::of(tx, &permit, &[child])?;
    let request = all.into_iter().find(|r| r.id == id).ok_or(Fault::NotFound)?;
    let step_id: AnyId = next.message.of();
    if request.steps.iter().any(|s| s.id == step_id && s.state == next.state) {
        return Ok(Outcome::Unchanged(()));
    }
    check(request.state(), &next, tx.today())?;
    next.said = told(tx, &rules, &request.item, &next)?;
    let pending = match (next.state, next.decided_by.clone(), next.decide_on) {
        (RequestState::Deciding, Some(by), Some(on)) => Some((by.trim().to_owned(), on)),
        _ => None,
    };
    let decision = Decision { thread: request.thread, message: next.message, said: next.said.clone(), pending };
    voice::tell(tx, voice, actor, decision, &permit.entry(tx.now(), Some(next.state.as_str())))?;
    // Always after the step before it, whatever the clock says: the last one is how the request stands.
    let at = request.steps.last().map_or(tx.now(), |s| tx.now().max(s.at.plus(1)));
    requests::step(tx, &permit, id, &next, (me, at))?;
    Ok(Outcome::Done(()))
}

/// The words as the young person reads them: a no carries who decided and where else to turn, always.
fn told(tx: &Tx<'_>, rules: &Rules, item: &str, next: &NextStep) -> Result<Words, Refusal> {
    if next.state != RequestState::No {
        return Ok(next.said.clone());
    }
    let council = tx.council();
    let title = rules.entitlement(item).map_or("What you asked for", |e| e.title.as_str());
    let who = next.decided_by.as_deref().unwrap_or_default().trim();
    let text = format!(
        "{title}: the answer is no. {who} decided this.\n\n{}\n\nIf you think this is wrong: an advocate from {} is free and on \
         your side, {}. You can also tell {}, {}, and they must write back.",
        next.said.reveal(),
        council.advocacy.name,
        council.advocacy.phone,
        council.complaints.name,
        council.complaints.phone,
    );
    Words::parse(text, "said")
}
