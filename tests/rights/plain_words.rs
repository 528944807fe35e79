//! The words a young person reads: short enough, and none that shut people out.

/// Words of the field that a reader has been told: each counts as one easy syllable.
const KNOWN: &[&str] = &[
    "council",
    "personal",
    "adviser",
    "pathway",
    "advocate",
    "independent",
    "reviewing",
    "officer",
    "university",
    "universal",
    "credit",
    "apprenticeship",
    "bursary",
    "visitor",
    "junior",
    "covenant",
    "complaint",
    "complain",
    "september",
    "january",
    "government",
    "insurance",
    "certificate",
    "benefits",
    "savings",
    "lawyer",
    "birthday",
];

/// Words that a young person is never shown.
const NEVER: &[&str] = &[
    "relevant",
    "qualifying",
    "eligible",
    "entitlement",
    "claim",
    "denied",
    "adverse",
    "leaver",
    "placement",
    "contact",
    "case",
];

fn syllables(word: &str) -> f64 {
    let word = word.to_lowercase();
    if KNOWN.contains(&word.as_str()) || word.chars().any(|c| c.is_ascii_digit()) {
        return 1.0;
    }
    let vowel = |c: char| "aeiouy".contains(c);
    let mut count = 0.0;
    let mut last = false;
    for c in word.chars() {
        if vowel(c) && !last {
            count += 1.0;
        }
        last = vowel(c);
    }
    if word.ends_with('e') && !word.ends_with("le") && count > 1.0 {
        count -= 1.0;
    }
    f64::max(count, 1.0)
}

/// Flesch-Kincaid grade of a text.
fn grade(text: &str) -> f64 {
    let sentences = text.split(['.', '?', '!']).filter(|s| s.chars().any(char::is_alphanumeric)).count() as f64;
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty()).collect::<Vec<_>>();
    let count = words.len() as f64;
    0.39 * count / sentences + 11.8 * words.iter().map(|w| syllables(w)).sum::<f64>() / count - 15.59
}

#[test]
fn a_hard_text_gets_a_high_grade() {
    assert!(
        grade(
            "Notwithstanding administrative circumstances, accommodation entitlements necessitate comprehensive assessment."
        ) > 12.0
    );
}

#[test]
fn every_text_can_be_read_at_ten() {
    let rules = super::rules();
    let hard = rules.entitlements.iter().filter(|e| grade(&e.words) > 5.0);
    let hard = hard.map(|e| format!("{}: {:.1}", e.id, grade(&e.words))).collect::<Vec<_>>();
    assert!(hard.is_empty(), "{}", hard.join("\n"));
}

#[test]
fn no_text_holds_a_word_that_shuts_people_out() {
    for e in &super::rules().entitlements {
        let text =
            format!("{} {} {} {}", e.title, e.words, e.say, e.if_words.clone().unwrap_or_default()).to_lowercase();
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            assert!(!NEVER.contains(&word), "{} says “{word}”", e.id);
        }
    }
}

/// A text with its gaps filled, as it is read.
fn filled(text: &str) -> String {
    let values = [
        ("{day}", "3 May 2027"),
        ("{age}", "17"),
        ("{nights}", "200"),
        ("{if}", "you need it"),
        ("{who}", "The panel"),
    ];
    let text = values.iter().fold(text.to_owned(), |t, (gap, value)| t.replace(gap, value));
    text.replace("{instead}", "Your plan").replace("{amount}", "£5").replace("{unit}", "a week")
}

#[test]
fn every_answer_can_be_read_at_ten() {
    let rules = super::rules();
    let texts = rules.texts.all().map(|(name, text)| (name, filled(text))).collect::<Vec<_>>();
    assert!(texts.len() > 60, "only {} texts", texts.len());
    let hard = texts.iter().filter(|(_, t)| t.split_whitespace().count() > 6 && grade(t) > 5.0);
    let hard = hard.map(|(name, t)| format!("{name}: {:.1} {t}", grade(t))).collect::<Vec<_>>();
    assert!(hard.is_empty(), "{}", hard.join("\n"));
    for (name, text) in &texts {
        assert!(!text.contains('{'), "{name} has a gap that nothing fills: {text}");
        for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
            assert!(!NEVER.contains(&word), "{name} says “{word}”");
        }
    }
}
