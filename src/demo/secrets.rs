//! Passwords and PINs of people who do not exist. Not from the seed: who knows the seed must not know these, in case
//! somebody lets the demonstration listen on more than this machine.

use rand::TryRngCore;
use rand::rngs::OsRng;

const WORDS: &str = "acorn amber anchor apple arrow autumn badger banjo basil beacon berry birch bison blossom breeze bridge brook \
    button canyon castle cedar cherry cinder clover cobalt comet copper coral cotton crystal daisy dolphin dragon \
    ember falcon feather fern fiddle forest fossil garnet ginger glacier granite harbour hazel heron honey indigo \
    island ivory jasper juniper kettle lantern laurel lemon lilac linen lotus maple marble meadow mellow mint mosaic \
    nectar nutmeg oasis olive opal orchid otter paper pebble pepper pine planet plum poppy prairie pumpkin quartz \
    quill rabbit raven reed river robin rocket saffron sailor scarlet shadow silver spruce summit sunset thistle \
    thunder tiger topaz tulip velvet violet walnut willow winter wombat zephyr";

/// A password of four words.
///
/// # Errors
/// Where the machine has no randomness.
pub(super) fn password() -> Result<String, String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut chosen = Vec::new();
    for _ in 0..4 {
        chosen.push(words.get(below(words.len())?).copied().unwrap_or_default());
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
