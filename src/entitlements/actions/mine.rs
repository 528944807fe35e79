//! A young person opens "My rights": the whole page at once, and nothing of it is written down.

use super::{current, known_one};
use crate::access::{Action, Actor, Target, may};
use crate::entitlements::fact::For;
use crate::entitlements::offers::assess;
use crate::entitlements::page::{Page, page, request_words};
use crate::entitlements::request::Request;
use crate::entitlements::rules::Rules;
use crate::entitlements::store::{letters, requests};
use crate::kernel::Day;
use crate::people::{self, StaffFace};
use crate::store::{Answer, Fault, Store};

/// A request as its owner reads it.
pub struct RequestView {
    /// The request.
    pub request: Request,
    /// How it stands, in words.
    pub words: String,
}

/// A letter as it can be shown.
pub struct LetterView {
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// Who signed.
    pub by: StaffFace,
    /// On which day.
    pub on: Day,
}

/// What the page is made with: the page, the requests, the day, the rules' version, and whether there is a letter.
pub struct Mine {
    /// The requests, the newest first.
    pub requests: Vec<RequestView>,
    /// The day of the letter that was signed last.
    pub letter_on: Option<Day>,
    /// The day that the page is for.
    pub as_of: Day,
    /// What a young person can do about any answer.
    pub can_do: Vec<String>,
}

/// Reads a young person's own rights; `show` makes what is answered from the page.
///
/// # Errors
/// [`Fault::NotFound`] on a phone that nobody has confirmed.
pub async fn read<T: Send + 'static>(
    store: &Store,
    rules: &Rules,
    actor: Actor,
    show: impl FnOnce(Page<'_>, Mine, &Rules) -> T + Send + 'static,
) -> Answer<T> {
    let rules = rules.clone();
    store
        .read(move |rx| {
            let child = actor.child().ok_or(Fault::NotFound)?;
            let permit = may(rx, &actor, Action::SeeRights, Target::Child(child))?;
            let rules = current(rx, &rules)?;
            let (known, as_of) = (known_one(rx, &permit)?, rx.today());
            let facts = known.facts(For::Child);
            let said = assess(&facts, as_of, &rules);
            let all = requests::of(rx, &permit, &[child])?.into_iter().rev();
            let view = |request| RequestView { words: request_words(&request, as_of, &rules), request };
            let requests = all.map(view).collect();
            let letter_on = letters::newest(rx, &permit)?.map(|l| l.on);
            let mine = Mine { requests, letter_on, as_of, can_do: rules.texts.can_do() };
            Ok(show(page(&facts, as_of, &said, &rules), mine, &rules))
        })
        .await
}

/// Reads the letter that was signed last; none where none was.
///
/// # Errors
/// [`Fault::NotFound`] on a phone that nobody has confirmed.
pub async fn read_letter(store: &Store, actor: Actor) -> Answer<Option<LetterView>> {
    store
        .read(move |rx| {
            let child = actor.child().ok_or(Fault::NotFound)?;
            let permit = may(rx, &actor, Action::SeeRights, Target::Child(child))?;
            let Some(letter) = letters::newest(rx, &permit)? else { return Ok(None) };
            Ok(Some(LetterView { by: people::staff(rx, letter.by)?, on: letter.on, paragraphs: letter.paragraphs }))
        })
        .await
}
