//! Exceptions: look at them, say something, take one on, close it with what came of it. No file closes one.

use crate::access::{Action, Actor, Target, may};
use crate::kernel::Refusal;
use crate::kernel::id::{AnyId, ExceptionId};
use crate::savings::queue::{Exception, ExceptionState};
use crate::savings::store::exceptions::{self as rows, Asked};
use crate::store::{Answer, Fault, Outcome, Store};

/// What a person does about an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Says something; the id is made by whoever says it.
    Say(AnyId, String),
    /// Looks after it from now on.
    TakeOn,
    /// Closes it, with what came of it.
    Resolve(String),
    /// Opens it again, with why.
    Reopen(AnyId, String),
}

/// A page of exceptions, the oldest first. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_exceptions(store: &Store, actor: Actor, asked: Asked) -> Answer<Vec<Exception>> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let found = rows::list(tx, &permit, &asked)?;
            tx.audit(&permit.entry(tx.now(), Some("exceptions")))?;
            Ok(Outcome::Done(found))
        })
        .await
}

/// Does something about an exception; done once more, it changes nothing.
///
/// # Errors
/// [`Fault::NotFound`] where there is none, and to everybody but the savings desk; refused without words.
pub async fn handle_exception(store: &Store, actor: Actor, id: ExceptionId, about: About) -> Answer<Exception> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let asked = Asked { only: Some(id), ..Asked::default() };
            let one = rows::list(tx, &permit, &asked)?.pop().ok_or(Fault::NotFound)?;
            let changed = match &about {
                About::Say(note, text) => rows::say(tx, &permit, *note, id, words(text)?)?,
                About::TakeOn => match actor.staff() {
                    Some(staff) if one.owner != Some(staff) => rows::own(tx, &permit, id, staff).map(|()| true)?,
                    _ => false,
                },
                About::Resolve(how) if one.state == ExceptionState::Open => {
                    rows::close(tx, &permit, id, Some(words(how)?)).map(|()| true)?
                }
                About::Reopen(note, why) if one.state == ExceptionState::Resolved => {
                    rows::close(tx, &permit, id, None)?;
                    rows::say(tx, &permit, *note, id, words(why)?)?
                }
                About::Resolve(_) | About::Reopen(..) => false,
            };
            if !changed {
                return Ok(Outcome::Unchanged(one));
            }
            tx.audit(&permit.entry(tx.now(), Some("exception")))?;
            Ok(Outcome::Done(rows::list(tx, &permit, &asked)?.pop().ok_or(Fault::NotFound)?))
        })
        .await
}

fn words(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 1000 {
        return Err(Refusal::invalid("words_missing", "says", "Say it in 1 to 1,000 characters."));
    }
    Ok(text)
}
