//! What a person is told when something cannot be done: which field or line, and what to do next.

use std::fmt;

/// Why a thing was refused, as far as an answer's status needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was sent cannot be read or is not allowed there (422).
    Invalid,
    /// It was there already with other content, or somebody was quicker (409).
    Conflict,
    /// Nobody is signed in, or the session is locked (401).
    SignIn,
    /// Signed in, but this may not be done this way: another site asked for it (403).
    Forbidden,
    /// Too large (413).
    TooLarge,
    /// Too many tries: wait so many seconds (429).
    Wait(u32),
    /// The server cannot take it just now: nothing was stored (503).
    Busy,
    /// There is no room to store it: nothing was stored (507).
    Full,
}

/// A refusal in words. `code` is for programs, `say` for people; neither holds a name, a message, an amount or a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of refusal.
    pub kind: Kind,
    /// A short, stable word for programs: `message_too_long`.
    pub code: &'static str,
    /// The field that is wrong, where one is.
    pub field: Option<&'static str>,
    /// What is wrong and what to do, in a sentence.
    pub say: String,
}

impl Refusal {
    /// What was sent cannot be taken: `field` says where.
    #[must_use]
    pub fn invalid(code: &'static str, field: &'static str, say: impl Into<String>) -> Self {
        Self { kind: Kind::Invalid, code, field: Some(field), say: say.into() }
    }

    /// It clashes with what is there.
    #[must_use]
    pub fn conflict(code: &'static str, say: impl Into<String>) -> Self {
        Self { kind: Kind::Conflict, code, field: None, say: say.into() }
    }

    /// A refusal of any kind, of no one field.
    #[must_use]
    pub fn of(kind: Kind, code: &'static str, say: impl Into<String>) -> Self {
        Self { kind, code, field: None, say: say.into() }
    }

    /// No rule covers that day: an error in words, never last year's value.
    #[must_use]
    pub fn no_rule(what: &str, day: super::Day) -> Self {
        let say = format!("There is no rule for {what} on {day}. Somebody at the council must enter it.");
        Self { kind: Kind::Invalid, code: "no_rule_for_day", field: None, say }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say)
    }
}

impl std::error::Error for Refusal {}
