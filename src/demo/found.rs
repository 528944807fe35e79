//! Founds the demonstration's council: five weeks ago its files were imported, since then people have been talking.

use std::path::Path;

use crate::kernel::calendar::{age_on, london_day, london_time};
use crate::kernel::words::Post;
use crate::kernel::{Clock, Day};
use crate::store::Store;
use crate::voice::{Rules, jobs};

use super::council::{Made, Plan, make};
use super::dice::days_after;
use super::files;
use super::holders::HANDED_OVER_DAYS_AGO;
use super::intake::take_in;
use super::leave;
use super::phones::{self, Phone};
use super::place::Place;
use super::play::{self, Threads};
use super::rights;
use super::savings;
use super::sign_ins::{ChildSignIn, SignIns, ThreadOf};
use super::stories::{Cast, cast};
use super::town::{Town, say};

/// How many days ago the council began with Sayso.
pub(super) const BEGAN_DAYS_AGO: i64 = 36;
/// How many days ago the phones came in.
const PHONES_DAYS_AGO: i64 = 30;

/// Founds the council in an empty database, and comes back to `reference`'s present.
///
/// # Errors
/// In words.
pub(super) async fn found(
    store: &Store,
    rules: &Rules,
    origin: &str,
    place: &Place,
    plan: Plan,
    reference: &Clock,
) -> Result<SignIns, String> {
    let made = make(&plan);
    begin(store, rules, place, &made).await?;
    let town = Town::find(store, rules, origin, &made).await?;
    let stories = cast(&made, rules.holidays(), |child| town.child(child).is_some())?;
    let staff = phones::passwords(&town).await?;
    at(store, days_after(made.today, -PHONES_DAYS_AGO), 16 * 60);
    let phones = phones::phones(&town, &stories).await?;
    let threads = play::threads(&town, &stories, &phones).await?;
    rights::ask_early(&town, &stories, &phones).await?;

    let handed_over = days_after(made.today, -HANDED_OVER_DAYS_AGO);
    let newer = async |day: Day| {
        if day == handed_over { extract(store, &made, day, &place.files()).await } else { Ok(()) }
    };
    let wrong = play::play(&town, &stories, &phones, &threads, newer).await?;
    for line in wrong {
        eprintln!("  left out of the demonstration: {line}");
    }
    store.clock().move_to(reference.now());
    leave::write_down(&town).await?;
    savings::open_books(&town, &place.files_waiting()).await?;
    for line in rights::play(&town, &stories, &phones).await? {
        eprintln!("  left out of the demonstration: {line}");
    }
    let invitation = phones::invitation(&town, &stories).await?;
    Ok(SignIns {
        address: origin.to_owned(),
        seed: plan.seed,
        council_children: plan.children,
        clock_shift_ms: reference.now().since(Clock::system().now()),
        staff,
        children: children(&town, &stories, &phones, &threads),
        invitation,
    })
}

/// The first extract, five weeks ago: everybody's threads are opened with a hello.
async fn begin(store: &Store, rules: &Rules, place: &Place, made: &Made) -> Result<(), String> {
    let day = days_after(made.today, -BEGAN_DAYS_AGO);
    at(store, day, 8 * 60 + 30);
    extract(store, made, day, &place.files_before()).await?;
    jobs::open_threads(store, rules).await.map(|_| ()).map_err(say)
}

async fn extract(store: &Store, made: &Made, day: Day, folder: &Path) -> Result<(), String> {
    let files = files::write(made, day, folder)?;
    take_in(store, &files).await.map(|_| ())
}

fn at(store: &Store, day: Day, minutes: u32) {
    store.clock().move_to(london_time(day, minutes));
}

fn children(town: &Town<'_>, stories: &[Cast], phones: &[Phone], threads: &Threads) -> Vec<ChildSignIn> {
    let today = london_day(town.store.clock().now());
    let each = stories.iter().zip(phones).zip(threads);
    let one = |((story, phone), threads): ((&Cast, &Phone), &Vec<_>)| {
        let made = town.made.children.get(story.child)?;
        let holder = |post: Post| {
            made.holder(post, today).and_then(|by| town.made.staff.get(by)).and_then(|w| w.sign_in_name.clone())
        };
        let thread = |(post, thread): &(Post, crate::kernel::id::ThreadId)| ThreadOf {
            post: post.to_string(),
            thread: thread.uuid(),
            holder: holder(*post),
        };
        Some(ChildSignIn {
            name: made.known_as.clone(),
            child: phone.child.uuid(),
            reference: made.reference.clone(),
            age: age_on(made.born_on, today),
            account: phone.account.uuid(),
            device_secret: phone.secret.clone(),
            pin: phone.pin.clone(),
            confirmed: phone.confirmed,
            threads: threads.iter().map(thread).collect(),
            story: story.name.clone(),
        })
    };
    each.filter_map(one).collect()
}
