//! Passwords and PINs of people who do not exist. Not from the seed: who knows the seed must not know these, in case
//! somebody lets the demonstration listen on more than this machine.

use rand::TryRngCore;
use rand::rngs::OsRng;

const WORDS: &str = "acorn amber anchor apple arrow badger banjo basil beacon berry birch bison blossom breeze bridge brook \
    button canyon castle cedar cherry cinder clover cobalt comet copper coral cotton crystal daisy dolphin \
    ember falcon feather fern fiddle forest fossil garnet ginger glacier granite harbour hazel heron honey indigo \
    island ivory jasper juniper kettle lantern laurel lemon lilac linen lotus maple marble meadow mellow mint mosaic \
    nectar nutmeg oasis olive opal orchid otter paper pebble pepper pine planet plum poppy prairie pumpkin quartz \
    quill rabbit raven reed river robin rocket saffron sailor scarlet silver spruce summit sunset thistle \
    thunder tiger topaz tulip velvet violet walnut willow wombat zephyr";

/// A password of four different words, none of which is refused as common: whatever the person is called, the rule about
/// passwords takes it.
///
/// # Errors
/// Where the machine has no randomness.
pub(super) fn password() -> Result<String, String> {
    let mut words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut chosen = Vec::new();
    for _ in 0..4 {
        chosen.push(words.swap_remove(below(words.len())?));
    }
    Ok(chosen.join("-"))
}

/// A PIN of six digits without runs and repetitions; the rules may still refuse one in some dozens.
///
/// # Errors
/// Where the machine has no randomness.
pub(super) fn pin() -> Result<String, String> {
    // Odd steps of changing size: neither a run like 234567 nor a date.
    const PLAIN: &[&str] = &["8", "0", "5", "9", "2", "7", "4", "1", "6", "3"];
    let mut pin = String::new();
    let mut last = below(10)?;
    for place in 0..6 {
        last = (last + 1 + below(8)? + place % 2) % 10;
        pin.push_str(PLAIN.get(last).copied().unwrap_or("7"));
    }
    Ok(pin)
}

fn below(limit: usize) -> Result<usize, String> {
    let mut bytes = [0u8; 4];
    OsRng.try_fill_bytes(&mut bytes).map_err(|e| format!("The machine has no randomness: {e}"))?;
    let number = usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(0);
    Ok(number % limit.max(1))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use crate::identity::password::Password;

    #[test]
    fn a_password_is_taken_even_from_somebody_who_is_called_like_two_of_its_words() {
        for word in WORDS.split_whitespace() {
            let alone = format!("{word}-{word}x{word}");
            assert!(Password::choose(&alone, &[]).is_ok(), "{word} is common");
        }
        for _ in 0..2_000 {
            let password = password().unwrap();
            let about: Vec<&str> = password.split('-').take(2).collect();
            assert!(Password::choose(&password, &about).is_ok(), "{password}");
        }
    }
}
