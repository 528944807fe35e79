//! Text that people write: any script, exactly as written, within a length.

use std::fmt;

use super::refusal::Refusal;

/// The longest message, in Unicode characters (scalar values).
pub const MESSAGE_CHARS_MAX: usize = 10_000;

/// Words that somebody wrote. Never printed by `Debug` or `Display`: they must not reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// Takes a message as it was written: 1 to 10,000 characters, not only white space, no NUL.
    ///
    /// # Errors
    /// Names `field` and says what to change.
    pub fn parse(text: String, field: &'static str) -> Result<Self, Refusal> {
        if text.trim().is_empty() {
            return Err(Refusal::invalid("text_empty", field, "There are no words in it yet. Write something first."));
        }
        if text.chars().count() > MESSAGE_CHARS_MAX {
            let say = format!("It is longer than {MESSAGE_CHARS_MAX} characters. Send it in two parts.");
            return Err(Refusal::invalid("text_too_long", field, say));
        }
        if text.contains('\0') {
            return Err(Refusal::invalid(
                "text_unreadable",
                field,
                "It holds a character that cannot be kept (NUL). Take it out.",
            ));
        }
        Ok(Self(text))
    }

    /// Words that were checked when they were stored.
    #[must_use]
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The words themselves: for the answer to somebody who may read them, and for nothing else.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The words themselves, given away.
    #[must_use]
    pub fn into_revealed(self) -> String {
        self.0
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// A secret that somebody knows or holds: a PIN, a code, a token, a password. Never printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, to be checked or handed to its owner once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
