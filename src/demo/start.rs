//! Starts the demonstration on a folder: founds the council there the first time, keeps what is there after that.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;

use crate::access::Actor;
use crate::config::{Keys, RuleFiles};
use crate::identity::actions::invite::list_invitations;
use crate::identity::phone::InvitationState;
use crate::kernel::calendar::{london_day, london_minutes, london_time};
use crate::kernel::id::ChildId;
use crate::kernel::{Clock, Day, Id};
use crate::notify::Sender;
use crate::server::{Options, Running, start as serve};
use crate::store::Store;
use crate::voice::Rules;

use super::council::Plan;
use super::found::found;
use super::phones::renew;
use super::place::Place;
use super::sign_ins::{OpenInvitation, SignIns};
use super::town::say;

/// What was asked for.
pub(super) struct Wanted<'a> {
    /// Address and port.
    pub(super) listen: &'a str,
    /// The folder.
    pub(super) folder: &'a Path,
    /// How many children.
    pub(super) children: usize,
    /// The seed.
    pub(super) seed: u64,
    /// Another day than today.
    pub(super) today: Option<Day>,
}

/// Starts it; answers everybody's sign-ins and the running server.
///
/// # Errors
/// In words.
pub(super) async fn start(wanted: &Wanted<'_>) -> Result<(SignIns, Running), String> {
    let address = free(wanted.listen)?;
    let origin = origin(address);
    let place = Place::make(wanted.folder)?;
    let known = SignIns::read(place.folder())?;
    let mut settings = place.settings()?;
    settings.server.listen = address.to_string();
    settings.server.origin.clone_from(&origin);
    settings.check()?;

    let reference = clock(wanted.today, known.as_ref());
    let (keys, _) = Keys::load_or_make(&place.keys())?;
    if known.is_none() {
        place.clear()?;
    }
    let council = Arc::new(settings.council.clone());
    let store = Store::open(&settings.data.url(), Clock::starting(reference.now()), keys.vault.clone(), council)?;
    let rules = Rules::load(&RuleFiles::new(settings.data.rules_folder.clone()))?;
    let mut signs = match known {
        Some(known) => known,
        None => {
            let today = london_day(reference.now());
            let plan = Plan { today, children: wanted.children, seed: wanted.seed };
            eprintln!("Making a council of {} children …", wanted.children);
            found(&store, &rules, &origin, &place, plan, &reference).await?
        }
    };
    signs.address.clone_from(&origin);
    signs.clock_shift_ms = reference.now().since(Clock::system().now());
    signs.invitation = waiting(&store, &origin, &signs).await?;
    signs.write(place.folder())?;
    let sender = Arc::new(Sender::new(&settings, &keys.push_key)?);
    let running = serve(Options { store, settings, sender, jobs: true }).await?;
    Ok((signs, running))
}

/// The demonstration's present: the day that was asked for, or that it was last started with, at this time of day.
fn clock(today: Option<Day>, known: Option<&SignIns>) -> Clock {
    let now = Clock::system().now();
    match (today, known) {
        (Some(day), _) => Clock::starting(london_time(day, london_minutes(now).max(1))),
        (None, Some(known)) => Clock::starting(now.plus(known.clock_shift_ms)),
        (None, None) => Clock::system(),
    }
}

/// The address with a port that is free: said now, not after the council has been made.
fn free(listen: &str) -> Result<SocketAddr, String> {
    let wrong = |e: std::io::Error| format!("{listen}: {e}. Choose another address with --listen.");
    TcpListener::bind(listen).and_then(|l| l.local_addr()).map_err(wrong)
}

/// On this machine the address is `localhost`: browsers keep the cookies of a secure page only there without HTTPS.
fn origin(address: SocketAddr) -> String {
    if address.ip().is_loopback() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// The invitation that waits: the one that is known while it can be used, else a fresh one.
async fn waiting(store: &Store, origin: &str, signs: &SignIns) -> Result<Option<OpenInvitation>, String> {
    let Some(old) = signs.invitation.clone() else { return Ok(None) };
    let made_by = signs.staff.iter().find(|s| s.sign_in_name == old.made_by);
    let role = made_by.and_then(|s| s.role.parse().ok());
    let (Some(by), Some(role)) = (made_by, role) else { return Ok(Some(old)) };
    let worker = Actor::Staff { staff: Id::from(by.staff), role };
    let child: ChildId = Id::from(old.child);
    let seen = list_invitations(store, worker, child).await.map_err(say)?;
    let state = seen.iter().find(|i| i.id.uuid() == old.invitation).map(|i| i.state);
    if state == Some(InvitationState::Open) {
        let link = format!("{origin}/j#{}", old.code);
        return Ok(Some(OpenInvitation { link, ..old }));
    }
    let used = seen.iter().any(|i| i.state == InvitationState::Used);
    renew(store, origin, worker, old, used).await.map(Some)
}
