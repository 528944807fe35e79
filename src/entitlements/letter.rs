//! A letter that confirms a status to others: made from the record, signed by a named adult. Pure.

use super::class::{Class, Standing};
use super::texts::day_in_words;
use crate::kernel::Day;

/// What goes into a letter.
#[derive(Debug, Clone, Copy)]
pub struct LetterOf<'a> {
    /// The young person's name as the record has it.
    pub name: &'a str,
    /// Day of birth.
    pub born: Day,
    /// The council's name.
    pub council: &'a str,
    /// First day in care that is known.
    pub first_day: Option<Day>,
    /// Day on which care stopped, where it has.
    pub stopped: Option<Day>,
}

/// The letter's paragraphs, for whoever the young person shows it to; none where there is nothing to confirm.
#[must_use]
pub fn paragraphs(standing: &Standing, of: &LetterOf<'_>) -> Option<Vec<String>> {
    let law = law(standing.class)?;
    let LetterOf { name, born, council, first_day, stopped } = *of;
    let since = first_day.map(day_in_words).unwrap_or_default();
    let care = match stopped {
        Some(day) => format!("{name} was looked after by {council} between {since} and {}.", day_in_words(day)),
        None => format!("{name} has been looked after by {council} since {since}."),
    };
    Some(vec![
        format!("This letter is about {name}, born on {}.", day_in_words(born)),
        care,
        law.to_owned(),
        format!("Please give {name} the help that this status brings. If you have a question, ask {council}."),
    ])
}

fn law(class: Class) -> Option<&'static str> {
    Some(match class {
        Class::LookedAfterUnder16 | Class::LookedAfterNotEligible | Class::LookedAfterShortBreaks => {
            "This is a looked after child (Children Act 1989 section 22)."
        }
        Class::Eligible => {
            "This is a looked after child and an eligible child (Children Act 1989 Schedule 2 paragraph 19B)."
        }
        Class::Relevant => "This is a care leaver: a relevant child (Children Act 1989 section 23A).",
        Class::RelevantReg3 => {
            "This is a care leaver: a relevant child (Care Leavers (England) Regulations 2010 regulation 3)."
        }
        Class::FormerRelevant => "This is a care leaver: a former relevant child (Children Act 1989 section 23C).",
        Class::FormerRelevant21 => {
            "This is a care leaver: a former relevant child aged 21 to 24 (Children Act 1989 sections 23C and 23CZB)."
        }
        Class::Qualifying | Class::QualifyingSgo | Class::Qualifying21Education | Class::Qualifying21 => {
            "This is a care leaver: a person qualifying for advice and assistance (Children Act 1989 section 24)."
        }
        Class::AgedOut | Class::AgedOutCourse => {
            "This person is care experienced and was a care leaver until the age of 25."
        }
        Class::None => return None,
    })
}
