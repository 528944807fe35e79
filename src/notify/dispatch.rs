//! Sends what is due in the outbox: at least once, each recipient by itself, so that one slow push service holds up
//! nobody else.
//!
//! A letter is taken in hand (its try counted, its next try set) before anything is sent, and marked as done after. A
//! server that dies between the two sends it again a minute later; an empty push that comes twice shows one line.

use std::collections::BTreeMap;

use futures_util::StreamExt;

use super::happening::CHILD;
use super::push::Posted;
use super::sender::Sender;
use super::store;
use super::store::subscriptions::Subscription;
use super::tell::PUSH;
use crate::access::{self, Action, Actor, Permit, Target};
use crate::kernel::clock::{HOUR, MINUTE};
use crate::kernel::id::{AnyId, ChildId, StaffId, SubscriptionId};
use crate::kernel::{At, Id};
use crate::people::{self, choices};
use crate::store::outbox::{self, Letter};
use crate::store::{Answer, Fault, Store, Tx};

/// Letters that one run takes.
const LETTERS_MAX: i64 = 500;
/// Recipients that are sent to at the same time.
const AT_ONCE: usize = 16;

/// How long to wait after so many tries.
const fn wait_after(tries: i32) -> i64 {
    match tries {
        0 => MINUTE,
        1 => 5 * MINUTE,
        2 => 30 * MINUTE,
        _ => 2 * HOUR,
    }
}

/// Sends what is due now; answers how many pushes and e-mails were accepted. What fails is tried again later, until it
/// is of no more use.
///
/// # Errors
/// Where the outbox cannot be read; what goes wrong with one recipient is logged and left for the next run.
pub async fn dispatch(store: &Store, sender: &Sender) -> Answer<usize> {
    let due = store.read(|rx| outbox::due(rx, LETTERS_MAX)).await?;
    let mut by_recipient: BTreeMap<(String, AnyId), Vec<Letter>> = BTreeMap::new();
    for letter in due {
        by_recipient.entry((letter.kind.clone(), letter.recipient_id)).or_default().push(letter);
    }
    let sent = futures_util::stream::iter(by_recipient)
        .map(|((kind, _), letters)| async move {
            let sent =
                if kind == PUSH { push(store, sender, letters).await } else { mail(store, sender, letters).await };
            sent.unwrap_or_else(|fault| {
                tracing::error!(?fault, "a letter could not be sent");
                0
            })
        })
        .buffer_unordered(AT_ONCE)
        .fold(0, async |sum, n| sum + n)
        .await;
    Ok(sent)
}

/// The letters in hand for one recipient, and the phones they go to.
struct Round {
    letters: Vec<Letter>,
    phones: Vec<Subscription>,
    now: At,
}

async fn push(store: &Store, sender: &Sender, letters: Vec<Letter>) -> Answer<usize> {
    let round = store.upkeep(move |tx| take(tx, letters)).await?;
    let mut posted = Vec::new();
    for phone in &round.phones {
        posted.push((phone.id, sender.push.post(&phone.endpoint, round.now).await));
    }
    let accepted = posted.iter().filter(|(_, p)| *p == Posted::Accepted).count();
    if !round.letters.is_empty() {
        store.upkeep(move |tx| settle(tx, &round.letters, &posted)).await?;
    }
    Ok(accepted)
}

/// Takes in hand what the recipient still wants and may still know of; the rest ends here.
fn take(tx: &mut Tx<'_>, letters: Vec<Letter>) -> Answer<Round> {
    let now = tx.now();
    let mut round = Round { letters: vec![], phones: vec![], now };
    for letter in letters {
        if now >= letter.give_up_at {
            outbox::done(tx, letter.id, "expired")?;
        } else if !is_wanted(tx, &letter)? {
            outbox::done(tx, letter.id, "not_wanted")?;
        } else if outbox::take(tx, &letter, now.plus(wait_after(letter.tries)))? {
            round.letters.push(letter);
        }
    }
    let Some(first) = round.letters.first() else { return Ok(round) };
    let recipient = first.recipient_id;
    let phones = if first.recipient_kind == CHILD {
        let permit = permit_to_tell(tx, recipient.of())?;
        store::subscriptions::of_child(tx, &permit)?
    } else {
        store::subscriptions::of_staff(tx, recipient.of())?
    };
    round.phones = phones.into_iter().filter(|p| round.letters.iter().any(|l| is_for(l, p.id))).collect();
    Ok(round)
}

/// The job's permit to tell a child that something waits.
fn permit_to_tell(tx: &mut Tx<'_>, child: ChildId) -> Answer<Permit> {
    access::may(tx, &Actor::Job("dispatch"), Action::Escalate, Target::Child(child))
}

fn is_for(letter: &Letter, phone: SubscriptionId) -> bool {
    letter.subscription_id.is_none_or(|only| only == phone)
}

/// Whether a recipient still wants a push and may still know of the thread: asked again now, because an allocation may
/// have ended since it was written (PUSH-09).
fn is_wanted(tx: &mut Tx<'_>, letter: &Letter) -> Answer<bool> {
    if !choices::find(tx, &letter.recipient_kind, letter.recipient_id)?.push {
        return Ok(false);
    }
    if letter.recipient_kind == CHILD {
        let permit = permit_to_tell(tx, letter.recipient_id.of())?;
        return Ok(!people::messages_stopped(tx, &permit)?);
    }
    let staff: StaffId = letter.recipient_id.of();
    let Some(worker) = store::recipients::find_worker(tx, staff)? else { return Ok(false) };
    let Some(thread) = letter.thread_id else { return Ok(true) };
    let Some((child, post)) = store::recipients::locate_thread(tx, thread)? else { return Ok(false) };
    let actor = Actor::Staff { staff, role: worker.role };
    match access::may(tx, &actor, Action::ReadDates, Target::Thread(child, post, thread)) {
        Ok(_) => Ok(true),
        Err(Fault::Denied(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Writes down how it went. Phones that have it are done with; the others get a letter of their own; where nobody has it
/// yet, the letters stay in hand until their next try.
fn settle(tx: &mut Tx<'_>, letters: &[Letter], posted: &[(SubscriptionId, Posted)]) -> Answer<()> {
    let of = |what: Posted| posted.iter().filter(move |(_, p)| *p == what).map(|(id, _)| *id);
    let gone = of(Posted::Gone).collect::<Vec<_>>();
    store::subscriptions::remove_many(tx, &gone)?;
    let failed = of(Posted::Failed).collect::<Vec<_>>();
    let accepted = of(Posted::Accepted).count();
    if accepted == 0 && !failed.is_empty() {
        return Ok(());
    }
    for letter in letters {
        outbox::done(tx, letter.id, if accepted > 0 { "sent" } else { "gone" })?;
    }
    let Some(first) = letters.first() else { return Ok(()) };
    for phone in failed {
        outbox::put(tx, &for_one_phone(tx.now(), first, phone))?;
    }
    Ok(())
}

/// The same letter for the one phone that is left.
fn for_one_phone(now: At, letter: &Letter, phone: SubscriptionId) -> Letter {
    Letter {
        id: Id::at(now),
        subscription_id: Some(phone),
        made_at: now,
        due_at: now.plus(wait_after(0)),
        tries: 1,
        done_at: None,
        outcome: None,
        natural_key: format!("push:{}:{phone}", letter.id),
        ..letter.clone()
    }
}

async fn mail(store: &Store, sender: &Sender, letters: Vec<Letter>) -> Answer<usize> {
    let configured = sender.mail.is_some();
    let taken = store.upkeep(move |tx| take_mail(tx, letters, configured)).await?;
    let mut sent = 0;
    for (letter, to) in taken {
        let Some(mail) = &sender.mail else { continue };
        match mail.post(letter, &to).await {
            Ok(()) => {
                store.upkeep(move |tx| outbox::done(tx, letter, "sent")).await?;
                sent += 1;
            }
            Err(cause) => tracing::warn!(cause, "an e-mail could not be sent"),
        }
    }
    Ok(sent)
}

/// Takes e-mails in hand, each with the address it goes to.
fn take_mail(tx: &mut Tx<'_>, letters: Vec<Letter>, configured: bool) -> Answer<Vec<(AnyId, String)>> {
    let now = tx.now();
    let mut taken = Vec::new();
    for letter in letters {
        let worker = store::recipients::find_worker(tx, letter.recipient_id.of())?;
        let address = worker.and_then(|w| w.email).filter(|_| configured);
        match address {
            _ if now >= letter.give_up_at => outbox::done(tx, letter.id, "expired")?,
            None => outbox::done(tx, letter.id, "not_wanted")?,
            Some(to) => {
                if outbox::take(tx, &letter, now.plus(wait_after(letter.tries)))? {
                    taken.push((letter.id, to));
                }
            }
        }
    }
    Ok(taken)
}
