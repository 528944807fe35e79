//! Names as tokens, so that order, case, accents and apostrophes do not matter.

use unicode_normalization::UnicodeNormalization;

/// How well a name in a file fits one that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// No part of it is the same.
    None,
    /// One of the two is not given.
    Unsaid,
    /// Some part is the same, another is not.
    Partial,
    /// Every part that the file gives fits, initials too.
    Full,
}

const TITLES: [&str; 8] = ["mr", "mrs", "miss", "ms", "master", "mx", "dr", "aka"];

/// The parts of a name: lower case, without accents, apostrophes and titles.
#[must_use]
pub fn tokens(name: &str) -> Vec<String> {
    let plain: String = name
        .nfkd()
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ' | '\u{300}'..='\u{36f}'))
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphabetic() { c } else { ' ' })
        .collect();
    let parts = plain.split_whitespace().filter(|p| !TITLES.contains(p));
    parts.map(str::to_owned).collect()
}

/// How well the parts of a name in a file fit those that are known.
#[must_use]
pub fn likeness(given: &[String], known: &[String]) -> Likeness {
    if given.is_empty() || known.is_empty() {
        return Likeness::Unsaid;
    }
    let mut left: Vec<&String> = known.iter().collect();
    let (mut whole, mut missed) = (0, 0);
    for part in given.iter().filter(|g| g.chars().count() > 1) {
        match left.iter().position(|k| *k == part) {
            Some(at) => {
                left.swap_remove(at);
                whole += 1;
            }
            None => missed += 1,
        }
    }
    for initial in given.iter().filter(|g| g.chars().count() == 1) {
        match left.iter().position(|k| k.starts_with(initial.as_str())) {
            Some(at) => {
                left.swap_remove(at);
            }
            None => missed += 1,
        }
    }
    match (whole, missed) {
        (0, _) => Likeness::None,
        (_, 0) => Likeness::Full,
        _ => Likeness::Partial,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn like(a: &str, b: &str) -> Likeness {
        likeness(&tokens(a), &tokens(b))
    }

    #[test]
    fn order_accents_apostrophes_and_spaces_do_not_matter() {
        for (a, b) in [
            ("Smith, Amelia", "Amelia Smith"),
            ("Liam O’Connor", "liam o'connor"),
            ("\u{a0} Jones,  Kai ", "Kai Jones"),
            ("Zoe Muller", "Zoë Müller"),
            ("Khan, A", "Aisha Khan"),
            ("Miss A. Smith-Jones", "Amelia Smith Jones"),
        ] {
            assert_eq!(like(a, b), Likeness::Full, "{a} {b}");
        }
    }

    #[test]
    fn another_first_name_is_a_likeness_in_part_and_another_name_none() {
        assert_eq!(like("Khan, Adam", "Aisha Khan"), Likeness::Partial);
        assert_eq!(like("Brown, Ellis", "Aisha Khan"), Likeness::None);
        assert_eq!(like("A K", "Aisha Khan"), Likeness::None, "initials alone say nothing");
        assert_eq!(like("", "Aisha Khan"), Likeness::Unsaid);
    }
}
