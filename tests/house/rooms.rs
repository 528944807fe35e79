//! Which room may call which: only rooms below, and only their face or their pure nouns.

use crate::Breach;
use crate::source::{Name, Source};

/// The rooms from the ground up. Rooms on one line know each other: settings and the database do, because a database
/// is opened for a council and its keys are read with the settings. The demonstration stands on top: it starts a server.
const ORDER: &[&[&str]] = &[
    &["kernel"],
    &["files"],
    &["config", "store"],
    &["access"],
    &["wire"],
    &["people"],
    &["identity"],
    &["notify"],
    &["voice"],
    &["savings"],
    &["entitlements"],
    &["oversight"],
    &["server"],
    &["demo"],
];

/// What stands in a room and is nobody else's, with who may call it all the same. Store files are never called from
/// outside; a server puts routes together, a demonstration does what people do.
const INNER: &[(&str, &[&str])] =
    &[("store", &[]), ("http", &["server"]), ("actions", &["demo", "server"]), ("cli", &["server", "demo"])];

/// Rooms that are there to be used whole: they have no face and no doors.
const LIBRARIES: [&str; 5] = ["kernel", "files", "config", "store", "wire"];

fn rank(room: &str) -> Option<usize> {
    ORDER.iter().position(|line| line.contains(&room))
}

pub fn check(house: &[Source]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for source in house.iter().filter(|s| !matches!(s.room(), "lib" | "main")) {
        let Some(own) = rank(source.room()) else {
            breaches.push(format!(
                "{}: the room {} has no place in the order (tests/house/rooms.rs)",
                source.path,
                source.room()
            ));
            continue;
        };
        for name in source.names() {
            if let Some(say) = breach(source, own, &name) {
                breaches.push(format!("{}:{} {}: {say}", source.path, name.line, name.segments.join("::")));
            }
        }
    }
    breaches
}

fn breach(source: &Source, own: usize, name: &Name) -> Option<String> {
    let full = absolute(source, name)?;
    let room = full.get(1)?;
    let other = rank(room)?;
    if room == source.room() {
        return None;
    }
    // Wire names the actor, so the room access stands below it; but every http door hangs in wire, that of access too.
    if room == "wire" && source.is_door("http") {
        return None;
    }
    if other > own {
        return Some(format!("{} may not call {room}, which stands above it", source.room()));
    }
    if LIBRARIES.contains(&room.as_str()) {
        return None;
    }
    let inner = INNER.iter().find(|(door, _)| full.get(2).is_some_and(|m| m == door))?;
    (!inner.1.contains(&source.room())).then(|| format!("{}/{} is that room's own", room, inner.0))
}

/// The name from the root of the house on: `super` and `self` followed up from where the file stands. None for a name
/// that is not of the house.
fn absolute(source: &Source, name: &Name) -> Option<Vec<String>> {
    let mut rest = name.segments.iter().peekable();
    let mut at = match name.segments[0].as_str() {
        "crate" | "sayso" => {
            rest.next();
            vec!["crate".to_owned()]
        }
        "super" | "self" => source.module(),
        _ => return None,
    };
    while let Some(step) = rest.next_if(|s| matches!(s.as_str(), "super" | "self")) {
        if step == "super" {
            at.pop();
        }
    }
    at.extend(rest.cloned());
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(path: &str, text: &str) -> usize {
        check(&[Source::of(path, text)]).len()
    }

    #[test]
    fn calling_a_room_above_is_a_breach() {
        assert_eq!(breaches("src/people/actions.rs", "use crate::voice::Thread;"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "use crate::people::child;"), 0);
        assert_eq!(breaches("src/kernel/clock.rs", "use crate::store::Store;"), 1);
        assert_eq!(breaches("src/access/mod.rs", "fn f() { crate::people::child(); }"), 1);
    }

    #[test]
    fn going_up_through_super_is_seen() {
        assert_eq!(breaches("src/people/mod.rs", "use super::voice::Thread;"), 1);
        assert_eq!(breaches("src/people/child.rs", "use super::super::voice::Thread;"), 1);
        assert_eq!(breaches("src/people/child.rs", "use super::store;"), 0);
    }

    #[test]
    fn the_inner_files_of_another_room_are_a_breach() {
        assert_eq!(breaches("src/voice/actions.rs", "use crate::people::store::insert;"), 1);
        assert_eq!(breaches("src/voice/http.rs", "use crate::people::http::Person;"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "use crate::people::actions::add;"), 1);
        assert_eq!(breaches("src/server/app.rs", "use crate::people::http::routes;"), 0);
        assert_eq!(breaches("src/demo/people.rs", "use crate::people::actions::add;"), 0);
        assert_eq!(breaches("src/demo/people.rs", "use crate::people::store::insert;"), 1);
        assert_eq!(breaches("src/voice/actions.rs", "use crate::store::outbox::put;"), 0);
    }

    #[test]
    fn a_room_that_nobody_placed_is_a_breach() {
        assert_eq!(breaches("src/shed/mod.rs", ""), 1);
    }
}
