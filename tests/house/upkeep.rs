//! `store.upkeep` writes without an audit entry. Only the files below may: what they write is on nobody's record.

use proc_macro2::TokenTree;

use crate::Breach;
use crate::source::{Source, is_punct};

/// Who writes without an audit entry, and what.
const MAY: &[(&str, &str)] = &[
    ("src/identity/actions/enrol.rs", "counts a try at a code before it is looked at"),
    ("src/identity/actions/session.rs", "a session's last use"),
    ("src/identity/actions/staff.rs", "counts a try at a password; ends one's own session"),
    ("src/identity/actions/unlock.rs", "counts a try at a PIN; opens, hides and ends one's own session"),
    ("src/identity/tidy.rs", "forgets sessions that ended long ago"),
    ("src/notify/dispatch.rs", "what became of a letter in the outbox"),
    ("src/notify/mod.rs", "forgets old events and letters"),
    ("src/notify/morning.rs", "letters without content into the outbox"),
    ("src/savings/accrual.rs", "the rest of a run whose act was audited with its first weeks"),
    ("src/server/jobs.rs", "leases: which server runs a job"),
];

pub fn check(house: &[Source]) -> Vec<Breach> {
    let calls: Vec<&Source> = house.iter().filter(|s| s.room() != "store" && does(&s.tokens())).collect();
    let wrong = calls.iter().filter(|s| !MAY.iter().any(|(path, _)| *path == s.path));
    let mut breaches: Vec<_> = wrong
        .map(|s| format!("{} writes by upkeep, past the audit (tests/house/upkeep.rs lists who may)", s.path))
        .collect();
    let idle = MAY.iter().filter(|(path, _)| !calls.iter().any(|s| s.path == *path));
    breaches.extend(idle.map(|(path, _)| format!("{path} may write by upkeep and does not: take it off the list")));
    breaches
}

fn does(tokens: &[TokenTree]) -> bool {
    tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(id) => *id == "upkeep" && at > 0 && is_punct(&tokens[at - 1], '.'),
        TokenTree::Group(g) => does(&g.stream().into_iter().collect::<Vec<_>>()),
        _ => false,
    })
}

#[test]
fn a_file_that_is_not_listed_may_not_write_past_the_audit() {
    let new = Source::of("src/voice/actions/new.rs", "fn f(store: &Store) { g(|| store.upkeep(|tx| Ok(()))) }");
    assert!(check(&[new]).iter().any(|b| b.starts_with("src/voice/actions/new.rs")));
    assert!(!does(&Source::of("src/voice/x.rs", "fn upkeep() {}").tokens()));
}
