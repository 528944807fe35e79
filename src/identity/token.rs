//! Tokens: 256 random bits, shown to their owner once, kept as a hash only. A copy of the database signs nobody in.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::store::{Answer, Fault};

/// A session's token, a device's secret or a one-time link's token. Never printed.
#[derive(Clone)]
pub struct Token(Zeroizing<[u8; 32]>);

impl Token {
    /// A new token from the machine's randomness.
    ///
    /// # Errors
    /// Where there is none.
    pub fn fresh() -> Answer<Self> {
        Ok(Self(random_bytes()?))
    }

    /// Reads a token as it was handed out; none where it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 43 {
            return None;
        }
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// The token as its owner gets it: 43 characters of base64url.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.as_slice())
    }

    /// The secret bytes, to be bound into a verifier.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// What the database keeps and looks up by.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_slice()).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// SHA-256 of a token: found by an index, so no comparison takes longer for a token that is nearly right.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash for a column.
    #[must_use]
    pub fn to_vec(self) -> Vec<u8> {
        self.0.to_vec()
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Thirty-two bytes from the machine's randomness.
///
/// # Errors
/// Where there is none.
pub(super) fn random_bytes() -> Answer<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0u8; 32]);
    OsRng.try_fill_bytes(bytes.as_mut_slice()).map_err(|e| Fault::broken(format!("no randomness: {e}")))?;
    Ok(bytes)
}

/// A number below `below`, each as likely as the other: what would fall into the uneven rest is drawn again.
///
/// # Errors
/// Where the machine has no randomness.
pub(super) fn random_below(below: u32) -> Answer<u32> {
    let fair = u32::MAX - u32::MAX % below.max(1);
    loop {
        let n = OsRng.try_next_u32().map_err(|e| Fault::broken(format!("no randomness: {e}")))?;
        if n < fair {
            return Ok(n % below.max(1));
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_token_reads_back_from_its_text_and_prints_nothing() {
        let token = Token::fresh().unwrap();
        let text = token.reveal();
        assert_eq!(Token::parse(&text).unwrap().hash(), token.hash());
        assert_eq!(format!("{token:?} {:?}", token.hash()), "[redacted] [redacted]");
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        let text = Token::fresh().unwrap().reveal();
        let tampered = ["", "x", &text[1..], &format!("{text}A"), &format!("{text}="), &text.replace(|_| true, "€")];
        assert!(tampered.iter().all(|t| Token::parse(t).is_none()));
    }
}
