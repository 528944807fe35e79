//! The PIN: six digits or longer, or words. Pure.
//!
//! It is bound to the phone's secret and the server's pepper before it is hashed, so a copy of the database is of no use
//! for guessing; what the rules here keep out is what somebody beside the child would try first.

use std::fmt;

use chrono::Datelike;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::hashing::SecretBytes;
use super::token::Token;
use crate::kernel::{Day, Refusal};
use crate::store::Vault;

/// Fewest characters of a PIN.
const CHARS_MIN: usize = 6;
/// Most characters of a PIN.
const CHARS_MAX: usize = 64;

/// What is chosen most often and no rule below catches: keypad figures, famous numbers, first words.
const COMMON: &str = "\
    147258 258369 369258 147369 963741 369147 159753 753159 159357 357159 753951 951753 741852 852741 963852 852963 142536 \
    253647 147852 258147 135246 246135 314159 271828 112358 102030 103050 142857 192837 123654 654123 123789 789123 123987 \
    987123 456123 123098 121314 101112 111213 100200 200300 192168 131415 141516 520131 521521 143143 420691 100100 007700 \
    159951 951159 147741 741147 258852 852258 369963 963369 010203 020304 314151 332211 223344 334455 445566 556677 667788 \
    778899 110110 147896 321654 456321 789654 654789 147963 741963 159263 753421 258741 963258 \
    password passwort passw0rd p@ssword letmein letmeinplease welcome welcome1 sunshine princess football liverpool chelsea arsenal \
    everton tottenham manchester monkey dragon shadow master superman batman pokemon minecraft roblox fortnite charlie jessica \
    ashley daniel michael thomas jordan george hannah sophie chloe oliver amelia iloveyou iloveyou1 ilovemum ilovemymum mummy1 \
    lovely forever friends family babygirl cheese banana orange purple yellow flower butterfly chocolate rainbow unicorn \
    computer internet secret qwerty qwerty1 qwerty123 qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc 1q2w3e 1q2w3e4r \
    1qaz2wsx abc123 123abc abcd1234 a1b2c3 pass123 pass1234 test123 admin123 london london1 england whatever trustno1 starwars \
    spiderman lalala blahblah nothing please hello1 hello123 social worker socialworker mypassword changeme sayso1 saysosayso";

/// A PIN as a child gave it. Never printed.
#[derive(Clone)]
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// Takes a PIN that was typed or pasted, to be compared. Blanks at its ends do not matter; nothing else is changed.
    #[must_use]
    pub fn given(typed: &str) -> Self {
        Self(Zeroizing::new(typed.trim().nfkc().collect()))
    }

    /// Takes a new PIN, if nobody beside the child would try it first.
    ///
    /// # Errors
    /// Says what to change.
    pub fn choose(typed: &str, field: &'static str, born_on: Day, known_as: Option<&str>) -> Result<Self, Refusal> {
        let pin = Self::given(typed);
        let chars: Vec<char> = pin.0.chars().collect();
        if chars.len() < CHARS_MIN {
            return Err(Refusal::invalid("pin_too_short", field, "Choose 6 numbers or more, or some words."));
        }
        if chars.len() > CHARS_MAX {
            return Err(Refusal::invalid(
                "pin_too_long",
                field,
                "That is too long to type each time. Choose a shorter one.",
            ));
        }
        let folded: Vec<char> = pin.0.to_lowercase().chars().filter(|c| !c.is_whitespace()).collect();
        if is_patterned(&folded) || is_common(&folded) {
            let say = "Lots of people choose that one, so it is easy to guess. Choose another.";
            return Err(Refusal::invalid("pin_too_easy", field, say));
        }
        if is_about(&folded, born_on, known_as) {
            let say = "Somebody who knows you could guess that one. Choose another.";
            return Err(Refusal::invalid("pin_too_easy", field, say));
        }
        Ok(pin)
    }

    /// What is hashed: the PIN bound to the phone's secret and the server's pepper.
    #[must_use]
    pub fn bound(&self, vault: &Vault, device: &Token) -> SecretBytes {
        Zeroizing::new(vault.mac("pin", &[device.bytes(), self.0.as_bytes()]).to_vec())
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

fn is_common(folded: &[char]) -> bool {
    let text: String = folded.iter().collect();
    COMMON.split_whitespace().any(|c| c == text)
}

/// One or two characters only, a run, a part that repeats, a mirror, or doubled steps.
fn is_patterned(folded: &[char]) -> bool {
    let mut distinct = folded.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let mut steps = folded.to_vec();
    steps.dedup();
    distinct.len() <= 2
        || has_run(folded, folded.len().saturating_sub(1).max(5))
        || has_run(&steps, steps.len().max(3))
        || (1..=folded.len() / 2).any(|p| repeats(folded, p))
        || folded.iter().eq(folded.iter().rev())
}

/// Whether so many characters stand in a row that each follow the one before by the same step (1234…, 9876…, 2468…, abcd…).
fn has_run(chars: &[char], want: usize) -> bool {
    let places: Vec<i64> = chars.iter().map(|c| i64::from(u32::from(*c))).collect();
    let all_digits = chars.iter().all(char::is_ascii_digit);
    let step = |pair: &[i64]| match pair {
        [a, b] if all_digits => (b - a).rem_euclid(10),
        [a, b] => b - a,
        _ => 0,
    };
    let steps: Vec<i64> = places.windows(2).map(step).collect();
    let close = |s: i64| if all_digits { s != 0 } else { s.abs() == 1 };
    steps
        .windows(want.saturating_sub(1).max(1))
        .any(|w| w.first().is_some_and(|s| close(*s) && w.iter().all(|o| o == s)))
}

fn repeats(chars: &[char], period: usize) -> bool {
    chars.iter().zip(chars.iter().skip(period)).all(|(a, b)| a == b)
}

/// The birth date in any of the ways it is written, or the name.
fn is_about(folded: &[char], born_on: Day, known_as: Option<&str>) -> bool {
    let digits: String = folded.iter().filter(|c| c.is_ascii_digit()).collect();
    let letters: String = folded.iter().filter(|c| c.is_alphabetic()).collect();
    let (d, m, y) = (born_on.day(), born_on.month(), born_on.year());
    let short = y.rem_euclid(100);
    let dates = [
        format!("{d:02}{m:02}{short:02}"),
        format!("{m:02}{d:02}{short:02}"),
        format!("{short:02}{m:02}{d:02}"),
        format!("{d:02}{m:02}{y}"),
        format!("{m:02}{d:02}{y}"),
        format!("{y}{m:02}{d:02}"),
        format!("{y}{d:02}{m:02}"),
        format!("{d}{m}{y}"),
        format!("{d}{m}{short:02}"),
        format!("{m:02}{y}"),
        format!("{y}{m:02}"),
        format!("{d:02}{m:02}"),
        y.to_string(),
    ];
    let only_date = digits.len() + 2 >= folded.len() && dates.contains(&digits);
    let name = known_as.map(str::to_lowercase).is_some_and(|n| !letters.is_empty() && n == letters);
    only_date || name
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn choose(text: &str) -> Result<Pin, Refusal> {
        Pin::choose(text, "pin", Day::from_ymd_opt(2011, 3, 7).unwrap(), Some("Maya"))
    }

    #[test]
    fn what_anybody_would_try_first_is_refused() {
        for pin in [
            "123456",
            "654321",
            "234567",
            "890123",
            "111111",
            "121212",
            "112211",
            "123123",
            "112233",
            "123321",
            "135791",
            "246802",
            "123450",
            "012345",
            "147258",
            "159753",
            "abcdef",
            "zyxwvu",
            "password",
            "qwerty",
            "PassWord",
            "11223344",
            "1234567890",
            "iloveyou",
            "abcabc",
            "00000000",
        ] {
            assert_eq!(choose(pin).unwrap_err().code, "pin_too_easy", "{pin}");
        }
    }

    #[test]
    fn the_birth_date_and_the_name_are_refused() {
        for pin in [
            "070311", "030711", "110307", "07032011", "20110307", "07/03/11", "7 3 2011", "maya2011", "032011",
            "Maya99",
        ] {
            assert_eq!(choose(pin).unwrap_err().code, "pin_too_easy", "{pin}");
        }
    }

    #[test]
    fn numbers_and_words_that_mean_nothing_to_others_are_taken() {
        for pin in ["493817", "805146", "blue kettle", "مرحبا بكم", "kot pije mleko", "73940581", "070312", "a-b-c-9-z"]
        {
            assert!(choose(pin).is_ok(), "{pin}");
        }
        assert_eq!(choose("49381").unwrap_err().code, "pin_too_short");
        assert_eq!(choose(&"ab9".repeat(30)).unwrap_err().code, "pin_too_long");
        assert_eq!(format!("{:?}", choose("493817").unwrap()), "[redacted]");
    }
}
