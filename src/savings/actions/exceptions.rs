//! Exceptions: look at them, say something, take one on, close it with what came of it. No file closes one.

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{AnyId, ExceptionId};
use crate::kernel::{Day, Refusal};
use crate::savings::actions::faces;
use crate::savings::actions::lists::Names;
use crate::savings::matching::code::Code;
use crate::savings::queue::{Exception, ExceptionState};
use crate::savings::store::exceptions::{self as rows, Asked};
use crate::store::{Answer, Fault, Outcome, Rx, Store};

/// What a person does about an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// Says something; the id is made by whoever says it.
    Say(AnyId, String),
    /// Looks after it from now on.
    TakeOn,
    /// Closes it, with what came of it.
    Resolve(AnyId, String),
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

/// A page of exceptions with names.
#[derive(Debug, Clone)]
pub struct ExceptionPage {
    /// The exceptions, the oldest first.
    pub items: Vec<Exception>,
    /// Whether there may be more.
    pub has_more: bool,
    /// How many are open in all, by what is wrong.
    pub open: Vec<(Code, i64)>,
    /// Names.
    pub names: Names,
    /// The day today, to tell ages by.
    pub today: Day,
}

/// A page of exceptions with names and counts. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_named(store: &Store, actor: Actor, asked: Asked) -> Answer<ExceptionPage> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let items = rows::list(tx, &permit, &asked)?;
            let names = names_of(tx, &permit, &items)?;
            let has_more = i64::try_from(items.len()).unwrap_or(0) >= rows::PAGE;
            tx.audit(&permit.entry(tx.now(), Some("exceptions")))?;
            let open = rows::open_by_code(tx, &permit)?;
            Ok(Outcome::Done(ExceptionPage { items, has_more, open, names, today: tx.today() }))
        })
        .await
}

/// Does something about an exception, and answers it with names.
///
/// # Errors
/// As [`handle_exception`].
pub async fn handle_named(store: &Store, actor: Actor, id: ExceptionId, about: About) -> Answer<ExceptionPage> {
    let one = handle_exception(store, actor, id, about).await?;
    store
        .read(move |rx| {
            let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
            let items = vec![one];
            let names = names_of(rx, &permit, &items)?;
            Ok(ExceptionPage { items, has_more: false, open: Vec::new(), names, today: rx.today() })
        })
        .await
}

fn names_of(rx: &mut Rx<'_>, permit: &Permit, items: &[Exception]) -> Answer<Names> {
    let said = items.iter().flat_map(|e| e.notes.iter().filter_map(|n| n.by));
    let mut names = Names::of(rx, said.chain(items.iter().filter_map(|e| e.owner)))?;
    names.children = faces::of(rx, permit, items.iter().filter_map(|e| e.child))?;
    Ok(names)
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
            if note_of(&about).is_some_and(|note| one.notes.iter().any(|n| n.id == note)) {
                return Ok(Outcome::Unchanged(one));
            }
            let changed = match &about {
                About::Say(note, text) => rows::say(tx, &permit, *note, id, words(text)?)?,
                About::TakeOn => match actor.staff() {
                    Some(staff) if one.owner != Some(staff) => rows::own(tx, &permit, id, staff).map(|()| true)?,
                    _ => false,
                },
                About::Resolve(note, how) if one.state == ExceptionState::Open => {
                    rows::close(tx, &permit, id, Some(words(how)?))?;
                    rows::say(tx, &permit, *note, id, words(how)?)?
                }
                About::Reopen(note, why) if one.state == ExceptionState::Resolved => {
                    rows::close(tx, &permit, id, None)?;
                    rows::say(tx, &permit, *note, id, words(why)?)?
                }
                About::Resolve(..) | About::Reopen(..) => {
                    let say = "Somebody has closed or opened it in between. Look at it again.";
                    return Err(Refusal::conflict("exception_changed", say).into());
                }
            };
            if !changed {
                return Ok(Outcome::Unchanged(one));
            }
            tx.audit(&permit.entry(tx.now(), Some("exception")))?;
            Ok(Outcome::Done(rows::list(tx, &permit, &asked)?.pop().ok_or(Fault::NotFound)?))
        })
        .await
}

const fn note_of(about: &About) -> Option<AnyId> {
    match about {
        About::Say(note, _) | About::Resolve(note, _) | About::Reopen(note, _) => Some(*note),
        About::TakeOn => None,
    }
}

fn words(text: &str) -> Result<&str, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 1000 {
        return Err(Refusal::invalid("words_missing", "says", "Say it in 1 to 1,000 characters."));
    }
    Ok(text)
}
