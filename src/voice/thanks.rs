//! Whether words only say thanks: "Thanks, bye" must not keep a worker's clock running, and 😢 must always start it. Pure.

use serde::{Deserialize, Deserializer};
use unicode_normalization::UnicodeNormalization;

/// The signs and words of thanks, from the rule file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thanks {
    /// Signs that say thanks by themselves: 👍. Read as they are compared, without colour.
    #[serde(deserialize_with = "plain_signs")]
    pub signs: Vec<String>,
    /// Words that say thanks.
    pub words: Vec<String>,
    /// Words that may stand beside them.
    pub around: Vec<String>,
    /// Signs that always ask for an answer: 😢. Read as they are compared.
    #[serde(deserialize_with = "plain_signs")]
    pub always: Vec<String>,
}

impl Thanks {
    /// Whether a text says thanks and nothing else.
    #[must_use]
    pub fn is_thanks(&self, text: &str) -> bool {
        let mut said = false;
        // Word by word: most messages say something else with their first.
        for part in text.split_whitespace() {
            match self.says(&plain(part)) {
                Some(thanks) => said |= thanks,
                None => return false,
            }
        }
        said
    }

    /// Whether a part of a text says thanks; none where it says something else.
    fn says(&self, part: &str) -> Option<bool> {
        if self.always.iter().any(|s| part.contains(s.as_str())) {
            return None;
        }
        let mut rest = part.to_owned();
        let mut said = false;
        for sign in &self.signs {
            if !sign.is_empty() && rest.contains(sign.as_str()) {
                rest = rest.replace(sign.as_str(), " ");
                said = true;
            }
        }
        for word in rest
            .split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '!' | '-' | ':' | ')' | '\'' | '’'))
            .filter(|w| !w.is_empty())
        {
            if self.words.iter().any(|w| w == word) {
                said = true;
            } else if !self.around.iter().any(|w| w == word) {
                return None;
            }
        }
        Some(said)
    }
}

fn plain_signs<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<String>, D::Error> {
    Vec::<String>::deserialize(from).map(|signs| signs.iter().map(|s| plain(s)).collect())
}

/// Small letters, without the marks that colour an emoji (skin tone, variation selector).
fn plain(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| !matches!(c, '\u{fe0f}' | '\u{fe0e}' | '\u{1f3fb}'..='\u{1f3ff}'))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use crate::voice::rules::Rules;

    #[test]
    fn only_thanks_is_thanks() {
        let rules = Rules::load(&crate::config::RuleFiles::default()).unwrap();
        let yes = [
            "👍",
            "👍🏿",
            "❤️",
            "❤",
            "🙏🙏",
            "thanks",
            "Thanks!",
            "THANK YOU",
            "thank u so much 🙏",
            "ok thanks bye",
            "ty x",
            "Cheers 👍",
        ];
        let no = [
            "😢",
            "thanks 😢",
            "👍 but when?",
            "thanks, can you call me",
            "ok",
            "no",
            "🤷",
            "you",
            "",
            "👎",
            "thanks for nothing",
            "💔",
            "thanks?",
            "شكرا",
        ];
        for text in yes {
            assert!(rules.thanks().is_thanks(text), "{text}");
        }
        for text in no {
            assert!(!rules.thanks().is_thanks(text), "{text}");
        }
    }
}
