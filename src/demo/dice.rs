//! Seeded chance: the same seed makes the same council, on every machine.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::kernel::Day;

/// A source of chance that starts from a seed.
pub(super) struct Dice(StdRng);

impl Dice {
    /// Dice that fall the same way for the same seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number from `from` to `to`, both included; `from` where there is no number between.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        if to <= from { from } else { self.0.random_range(from..=to) }
    }

    /// An index below `len`; 0 where there is none.
    pub(super) fn below(&mut self, len: usize) -> usize {
        if len == 0 { 0 } else { self.0.random_range(0..len) }
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, times: i64) -> bool {
        self.between(0, 99) < times
    }

    /// One of a list; the empty text of an empty list.
    pub(super) fn pick(&mut self, list: &[&'static str]) -> &'static str {
        let at = self.below(list.len());
        list.get(at).copied().unwrap_or_default()
    }

    /// One of the words of a text; the empty text where there is none.
    pub(super) fn word(&mut self, text: &'static str) -> &'static str {
        let at = self.below(text.split_whitespace().count());
        text.split_whitespace().nth(at).unwrap_or_default()
    }

    /// One of a list, each as often as its weight says.
    pub(super) fn weighted(&mut self, list: &[(&'static str, i64)]) -> &'static str {
        let mut left = self.between(1, list.iter().map(|(_, w)| w).sum());
        for (word, weight) in list {
            left -= weight;
            if left <= 0 {
                return word;
            }
        }
        ""
    }

    /// A day from `from` to `to`, both included; `from` where there is no day between.
    pub(super) fn day(&mut self, from: Day, to: Day) -> Day {
        let span = to.signed_duration_since(from).num_days();
        days_after(from, self.between(0, span))
    }
}

/// The day so many days later (earlier, where negative).
pub(super) fn days_after(day: Day, days: i64) -> Day {
    day.checked_add_signed(chrono::Duration::days(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same_way() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            (0..20).map(|_| dice.between(0, 1000)).collect::<Vec<_>>()
        };
        assert_eq!(throw(1), throw(1));
        assert_ne!(throw(1), throw(2));
    }
}
