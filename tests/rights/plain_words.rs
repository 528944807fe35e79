//! The words a young person reads: short enough, and none that shut people out.

use sayso::entitlements::case::Case;
use sayso::entitlements::checks::Check;
use sayso::entitlements::hard::Hard;
use sayso::entitlements::offers::{State, assess};
use sayso::entitlements::page::{page, request_words};
use sayso::entitlements::request::{Request, RequestState, Step};
use sayso::entitlements::rules::Rules;
use sayso::kernel::{At, Day, Id};

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

/// Words that a young person is never shown, in any form.
const NEVER: &[&str] = &[
    "relevant",
    "qualifying",
    "eligible",
    "entitlement",
    "entitlements",
    "entitled",
    "claim",
    "claims",
    "denied",
    "adverse",
    "leaver",
    "leavers",
    "placement",
    "placements",
    "contact",
    "case",
];

fn shuts_out(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>();
    NEVER.iter().copied().find(|n| words.contains(n))
}

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
        ("{nights}", "200 nights"),
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

/// Every sentence that the page of one case shows: what the answers rest on, each item with its law, the road, and what was
/// asked for in every state.
fn shown(case: &Case, rules: &Rules) -> Vec<String> {
    let (facts, day) = (case.facts(), case.as_of.unwrap());
    let said = assess(&facts, day, rules);
    let page = page(&facts, day, &said, rules);
    let mut texts = vec![page.why.clone()];
    texts.extend(page.checks.iter().chain(page.what_now.iter()).map(|t| (*t).to_owned()));
    texts.extend(page.nearest.iter().map(|(words, _)| words.clone()));
    texts.extend(page.road.iter().flat_map(|m| [m.words.to_owned(), m.prepare.to_owned()]));
    for i in &page.items {
        let e = i.entitlement;
        texts.extend([&e.title, &e.words, &e.say, &e.pays, &i.state_words, &i.why].map(Clone::clone));
        texts.extend(i.amount_words.clone());
        texts.extend(i.law.iter().map(|l| (*l).to_owned()));
    }
    texts.extend(rules.texts.can_do());
    texts.extend(RequestState::ALL.iter().map(|state| request_words(&request(*state, day), day, rules)));
    texts
}

#[test]
fn a_decision_that_is_late_is_not_promised_for_a_day_that_is_over() {
    let rules = super::rules();
    let on: Day = "2026-12-03".parse().unwrap();
    let words = |today| request_words(&request(RequestState::Deciding, on), today, &rules);
    assert_eq!(words(on), "The housing panel will decide this by 3 December 2026.");
    let late = words(on.succ_opt().unwrap());
    assert_eq!(late, "The housing panel had until 3 December 2026 to decide this. You can ask why it takes so long.");
}

#[test]
fn one_night_in_care_is_no_plural() {
    let rules = super::rules();
    let case = super::all_cases().into_iter().find(|c| c.id == "B02").unwrap();
    let mut facts = case.facts();
    let first: Day = "2026-06-01".parse().unwrap();
    facts.stays.retain(|s| s.days.from == first);
    let why = |day| page(&facts, day, &assess(&facts, day, &rules), &rules).why;
    let nights = [first, first.succ_opt().unwrap(), "2026-06-03".parse().unwrap()].map(why);
    for (why, nights) in nights.iter().zip(["less than one night", "1 night", "2 nights"]) {
        assert!(why.contains(&format!("for {nights} since")), "{why}");
    }
}

fn request(state: RequestState, day: Day) -> Request {
    let by = Some("the housing panel".to_owned());
    let at = At::from_ms(0);
    let step = Step { id: Id::at(at), state, decided_by: by, decide_on: Some(day), said: None, by: Id::at(at), at };
    let steps = if state == RequestState::Asked { vec![] } else { vec![step] };
    let (id, child, thread, message) = (Id::at(at), Id::at(at), Id::at(at), Id::at(at));
    Request { id, child, item: "driving".into(), thread, message, asked_on: day, steps }
}

#[test]
fn no_page_of_any_case_shows_a_word_that_shuts_people_out_or_a_gap() {
    let rules = super::rules();
    let mut sentences = std::collections::HashSet::new();
    for case in super::all_cases() {
        for text in shown(&case, &rules) {
            assert_eq!(shuts_out(&text), None, "{} says “{text}”", case.id);
            assert!(!text.contains(['{', '}']) && !text.trim().is_empty(), "{} has a gap: “{text}”", case.id);
            sentences.insert(text);
        }
    }
    assert!(sentences.len() > 400, "only {} sentences", sentences.len());
}

#[test]
fn every_text_for_an_answer_that_is_hard_to_hear_is_shown_by_a_case() {
    let rules = super::rules();
    let all = super::all_cases().iter().flat_map(|c| shown(c, &rules)).collect::<std::collections::HashSet<_>>();
    let checks = Check::ALL.iter().map(|c| (c.as_str(), rules.texts.check(*c)));
    let hard = Hard::ALL.iter().map(|h| (h.as_str(), rules.texts.hard(*h)));
    let texts = checks.chain(hard).collect::<Vec<_>>();
    assert!(texts.len() >= 20, "only {} texts", texts.len());
    let unused = texts.iter().filter(|(_, text)| !all.contains(*text)).map(|(name, _)| *name).collect::<Vec<_>>();
    assert!(unused.is_empty(), "no case shows {}", unused.join(", "));
}

#[test]
fn what_would_change_an_answer_is_something_that_a_young_person_can_do() {
    let rules = super::rules();
    for hard in Hard::ALL {
        let text = rules.texts.hard(*hard).to_lowercase();
        assert!(["ask", "say", "tell"].iter().any(|w| text.contains(w)), "{hard} leaves nothing to do: {text}");
        for never in ["night", "more time in care", "break down", "go wrong", "lose your family"] {
            assert!(!text.contains(never), "{hard} says “{never}”");
        }
    }
}

#[test]
fn the_apps_own_sentences_hold_none_of_them_either() {
    let own: std::collections::BTreeMap<String, String> =
        serde_json::from_str(include_str!("../../web/src/app/texts/rights.en.json")).unwrap();
    assert!(own.len() > 40);
    for (key, text) in own {
        assert_eq!(shuts_out(&text), None, "{key} says “{text}”");
    }
}

#[test]
fn what_there_is_instead_is_theirs_or_comes() {
    let rules = super::rules();
    let mut named = 0;
    for case in super::all_cases() {
        let (facts, day) = (case.facts(), case.as_of.unwrap());
        let said = assess(&facts, day, &rules);
        for i in page(&facts, day, &said, &rules).items {
            let Some(other) = i.instead else { continue };
            let state = said.offers.iter().find(|o| o.entitlement.id == other.id).unwrap().state;
            let open = matches!(state, State::Now | State::Conditional | State::CheckLocally | State::Later);
            assert!(i.state == State::Ended && open, "{}: {} names {}", case.id, i.entitlement.id, other.id);
            named += 1;
        }
    }
    assert!(named > 100);
}
