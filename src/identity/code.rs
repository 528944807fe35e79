//! The code of an invitation: three characters to find it by and seven that are secret, shown as `ABC-DEFG234`.
//!
//! Crockford's base 32: no I, L, O or U, so that nothing is misread and no word comes out. Seven characters are 35 bits:
//! with ten tries per invitation the chance of a guess is one in three thousand million.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::token::random_below;
use crate::store::{Answer, Vault};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LOCATOR_CHARS: usize = 3;
const CODE_CHARS: usize = 10;

/// An invitation's code. Never printed by `Debug`.
#[derive(Clone)]
pub struct Code(Zeroizing<String>);

impl Code {
    /// A new code from the machine's randomness.
    ///
    /// # Errors
    /// Where there is none.
    pub fn fresh() -> Answer<Self> {
        let mut text = Zeroizing::new(String::with_capacity(CODE_CHARS));
        for _ in 0..CODE_CHARS {
            let at = usize::try_from(random_below(32)?).unwrap_or(0);
            text.push(ALPHABET.get(at).copied().map_or('0', char::from));
        }
        Ok(Self(text))
    }

    /// Reads a code as somebody typed it: small letters, blanks and hyphens do not matter, and what looks alike is taken
    /// for what it must be. None where it cannot be a code.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let mut text = Zeroizing::new(String::with_capacity(CODE_CHARS));
        for typed in typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}')) {
            let read = match typed.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let known = u8::try_from(read).is_ok_and(|b| ALPHABET.contains(&b));
            if !known || text.len() == CODE_CHARS {
                return None;
            }
            text.push(read);
        }
        (text.len() == CODE_CHARS).then_some(Self(text))
    }

    /// The part that an invitation is found by. Not secret.
    #[must_use]
    pub fn locator(&self) -> &str {
        self.0.get(..LOCATOR_CHARS).unwrap_or_default()
    }

    /// The code as it is shown once: `ABC-DEFG234`.
    #[must_use]
    pub fn reveal(&self) -> String {
        format!("{}-{}", self.locator(), self.0.get(LOCATOR_CHARS..).unwrap_or_default())
    }

    /// What the database keeps: a keyed hash.
    #[must_use]
    pub fn mac(&self, vault: &Vault) -> Vec<u8> {
        vault.mac("invitation", &[self.0.as_bytes()]).to_vec()
    }

    /// Whether this is the code of a kept hash. Takes as long for a wrong code as for the right one.
    #[must_use]
    pub fn fits(&self, vault: &Vault, kept: &[u8]) -> bool {
        self.mac(vault).as_slice().ct_eq(kept).into()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::HashSet;

    use super::*;

    // AUTHN-05
    #[test]
    fn a_hundred_thousand_codes_are_all_different_and_every_character_is_as_likely() {
        let codes: HashSet<String> = (0..100_000).map(|_| Code::fresh().unwrap().reveal()).collect();
        assert_eq!(codes.len(), 100_000);
        let mut counts = [0u32; 128];
        for code in &codes {
            let (locator, secret) = code.split_once('-').unwrap();
            assert_eq!((locator.len(), secret.len()), (3, 7));
            code.bytes().for_each(|b| counts[usize::from(b)] += 1);
        }
        // 31,250 of each are expected with a deviation of 174: seven deviations do not happen by chance.
        assert!(ALPHABET.iter().all(|b| (30_000..32_500).contains(&counts[usize::from(*b)])), "{counts:?}");
        assert_eq!(counts.iter().sum::<u32>() - counts[usize::from(b'-')], 1_000_000, "no other character");
    }

    #[test]
    fn a_code_is_read_as_children_type_it() {
        let code = Code::parse("0a1-bcdefgh").unwrap();
        for typed in ["0A1BCDEFGH", " oal bcd efgh ", "OAI-BCDEFGH", "0a1–bcdefgh"] {
            assert_eq!(Code::parse(typed).unwrap().reveal(), code.reveal(), "{typed}");
        }
        for typed in ["", "0A1-BCDEFG", "0A1-BCDEFGHJ", "0A1-BCDEFGU", "0A1-BCDEFG€", "0A1_BCDEFGH"] {
            assert!(Code::parse(typed).is_none(), "{typed}");
        }
        assert_eq!(format!("{code:?}"), "[redacted]");
    }
}
