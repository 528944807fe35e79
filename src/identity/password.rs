//! Passwords of staff: long, and not what everybody tries. Pure.
//!
//! NIST SP 800-63B-4: length counts, rules about kinds of characters do not; what is common or about the place is refused.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::hashing::SecretBytes;
use crate::kernel::Refusal;

/// Fewest characters of a password.
const CHARS_MIN: usize = 12;
/// Most characters of a password.
const CHARS_MAX: usize = 128;
/// Letters that must be left when every common word has been taken out.
const OWN_MIN: usize = 5;

/// Words that passwords are most often made of.
const COMMON: &str = "\
    password passwort passphrase letmein welcome qwertyuiop qwerty asdfghjkl asdfgh zxcvbnm zxcvbn azerty iloveyou sunshine princess \
    football baseball liverpool chelsea arsenal everton manchester united tottenham southampton london england scotland britain \
    monkey dragon shadow master superman batman pokemon charlie michael jessica computer internet secret changeme default \
    temporary administrator admin system manager social worker council children child service services office family team \
    sayso summer winter spring autumn january february march april june july august september october november december monday \
    tuesday wednesday thursday friday saturday sunday trustno starwars whatever correcthorsebatterystaple correct horse battery \
    staple abcdefghijklmnopqrstuvwxyz abcdefghijkl abcdefgh abcdef abcd abc qazwsxedc qazwsx please login access hello goodbye love";

/// A password as it was typed. Never printed.
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes a password to be compared, exactly as it was typed (its accents in one form).
    #[must_use]
    pub fn given(typed: &str) -> Self {
        Self(Zeroizing::new(typed.nfkc().collect()))
    }

    /// Takes a new password, if it is long enough and not one that everybody tries. `about` are words that say who and
    /// where: the sign-in name, the name, the council.
    ///
    /// # Errors
    /// Says what to change.
    pub fn choose(typed: &str, about: &[&str]) -> Result<Self, Refusal> {
        let password = Self::given(typed);
        let chars = password.0.chars().count();
        if chars < CHARS_MIN {
            let say = format!(
                "Use {CHARS_MIN} characters or more. Three or four words that only you would put together are good."
            );
            return Err(Refusal::invalid("password_too_short", "password", say));
        }
        if chars > CHARS_MAX {
            return Err(Refusal::invalid(
                "password_too_long",
                "password",
                format!("Use at most {CHARS_MAX} characters."),
            ));
        }
        if is_easy(&password.0, about) {
            let say =
                "It is made of what everybody tries first. Use three or four words that only you would put together.";
            return Err(Refusal::invalid("password_too_easy", "password", say));
        }
        Ok(password)
    }

    /// What is hashed.
    #[must_use]
    pub fn bytes(&self) -> SecretBytes {
        Zeroizing::new(self.0.as_bytes().to_vec())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Whether too little is left once common words, words about the person and everything that is no letter are taken out.
/// A long number with many different digits, or a text in a script without such words, is left as it is.
fn is_easy(text: &str, about: &[&str]) -> bool {
    let mut distinct: Vec<char> = text.to_lowercase().chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 || is_run(text) {
        return true;
    }
    if !text.chars().any(char::is_alphabetic) || text.chars().filter(char::is_ascii_digit).count() >= CHARS_MIN {
        return false;
    }
    let about = about
        .iter()
        .flat_map(|a| a.split(|c: char| !c.is_alphabetic()))
        .map(str::to_lowercase)
        .filter(|w| w.chars().count() > 2);
    let mut words: Vec<String> = COMMON.split_whitespace().map(str::to_owned).chain(about).collect();
    words.sort_by_key(|w| std::cmp::Reverse(w.len()));
    let lower = text.to_lowercase();
    own_letters(lower.chars(), &words).min(own_letters(lower.chars().map(unleet), &words)) < OWN_MIN
}

/// How many letters are left once these words are taken out.
fn own_letters(text: impl Iterator<Item = char>, words: &[String]) -> usize {
    let mut letters: String = text.filter(|c| c.is_alphabetic()).collect();
    for word in words {
        letters = letters.replace(word.as_str(), " ");
    }
    letters.chars().filter(|c| c.is_alphabetic()).count()
}

/// Every character follows the one before by one, up or down, or is the same; a few breaks do not make it a secret.
fn is_run(text: &str) -> bool {
    let places: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let breaks = places.windows(2).filter(|w| !matches!(w, [a, b] if (b - a).abs() <= 1)).count();
    breaks <= 2
}

fn unleet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn choose(text: &str) -> Result<Password, Refusal> {
        Password::choose(text, &["sam.oduya", "Sam Oduya", "Testshire Council"])
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for text in [
            "Password2026!",
            "P@ssw0rd12345",
            "qwertyuiop12",
            "welcomewelcome",
            "123456789012",
            "aaaaaaaaaaaa",
            "abcdefghijkl",
            "sam.oduya2026",
            "Testshire2026",
            "TestshireCouncil1",
            "correcthorsebatterystaple",
            "SocialWorker26",
            "Summer2026!!!!",
        ] {
            assert_eq!(choose(text).unwrap_err().code, "password_too_easy", "{text}");
        }
        assert_eq!(choose("x7!kettle9p").unwrap_err().code, "password_too_short");
        assert_eq!(choose(&"kettle piano ".repeat(11)).unwrap_err().code, "password_too_long");
    }

    #[test]
    fn words_that_only_one_person_would_put_together_are_taken() {
        for text in [
            "kettle piano otter",
            "mein Fahrrad ist rot",
            "monday-kettle-piano",
            "840275193846",
            "przyjaciółka z morza",
        ] {
            assert!(choose(text).is_ok(), "{text}");
        }
    }
}
