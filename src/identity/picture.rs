//! What tells children on one device apart: a picture, never a name. And the three words that two screens show at once.

use super::token::random_below;
use crate::store::Answer;

crate::words! {
    /// A picture that a child chose for a shared device.
    pub enum Picture {
        /// A fox.
        Fox = "fox",
        /// The moon.
        Moon = "moon",
        /// A kite.
        Kite = "kite",
        /// A boat.
        Boat = "boat",
        /// A tree.
        Tree = "tree",
        /// A star.
        Star = "star",
        /// A drum.
        Drum = "drum",
        /// A leaf.
        Leaf = "leaf",
        /// A fish.
        Fish = "fish",
        /// A bell.
        Bell = "bell",
        /// A cloud.
        Cloud = "cloud",
        /// A hat.
        Hat = "hat",
        /// A snail.
        Snail = "snail",
        /// A key.
        Key = "key",
        /// A cup.
        Cup = "cup",
        /// An owl.
        Owl = "owl",
    }
}

/// Short, everyday, friendly, and none that sounds like another. 128 words: two million triples.
const WORDS: &str = "acorn anchor apple apron arrow badge balloon banana basket beach bean bear beetle berry bicycle biscuit blanket \
    bottle bread bridge broom bubble bucket bus butter button cabin cactus camel candle canoe carpet carrot castle cherry chess \
    circus clock clover coconut comet cookie coral cotton crayon curtain daisy dolphin donkey dragon eagle earth engine feather \
    fern fiddle forest garden ginger giraffe glove grape guitar hammer harbour hedge helmet honey iceberg island jacket jelly \
    jigsaw kettle ladder lantern lemon lizard magnet mango maple marble meadow melon mirror mitten monkey mushroom needle noodle \
    ocean olive orange otter paddle pancake panda parrot pebble pencil penguin pepper piano pillow planet pocket popcorn pumpkin \
    puzzle rabbit radio rainbow river robin rocket saddle sandal scooter shell spoon squirrel sugar teapot tiger tomato tractor \
    umbrella violin walnut";

/// Three words by chance, with blanks between them: the child's screen and the worker's show the same.
///
/// # Errors
/// Where the machine has no randomness.
pub fn three_words() -> Answer<String> {
    let all: Vec<&str> = WORDS.split_whitespace().collect();
    let count = u32::try_from(all.len()).unwrap_or(1);
    let mut chosen: Vec<&str> = Vec::with_capacity(3);
    while chosen.len() < 3 {
        let at = usize::try_from(random_below(count)?).unwrap_or(0);
        chosen.extend(all.get(at).filter(|w| !chosen.contains(w)));
    }
    Ok(chosen.join(" "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_three_words_are_three_different_ones_of_a_list_without_repeats() {
        let mut all: Vec<&str> = WORDS.split_whitespace().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), WORDS.split_whitespace().count());
        assert!(all.len() >= 128, "{}", all.len());
        let words = three_words().unwrap();
        assert_eq!(words.split(' ').count(), 3);
    }
}
