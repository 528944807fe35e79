//! Amounts as people and spreadsheets write them: read exactly or not at all, never rounded.

use rust_decimal::Decimal;

/// The largest amount that is read, in pounds: what is above it is a slip of the keyboard.
const POUNDS_MAX: i64 = 1_000_000_000;

/// What stands in a cell for money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Money {
    /// Nothing.
    Empty,
    /// Somebody wrote that there is none: `n/a`, `nil`, `-`.
    None,
    /// A ditto mark or "as above".
    Ditto,
    /// An amount in pounds, as exact as it was written.
    Pounds(Decimal),
    /// Something that is no one amount; why, in words.
    Unreadable(&'static str),
}

impl Money {
    /// The amount, none being nothing; no amount where it cannot be read, or is a ditto.
    #[must_use]
    pub fn pounds(&self) -> Option<Decimal> {
        match self {
            Self::Empty | Self::None => Some(Decimal::ZERO),
            Self::Pounds(p) => Some(*p),
            Self::Ditto | Self::Unreadable(_) => None,
        }
    }

    /// Whole pence; none where it is no amount or not whole.
    #[must_use]
    pub fn pence(&self) -> Option<i64> {
        self.pounds().and_then(pence)
    }
}

/// Pounds as whole pence; none where they are not whole.
#[must_use]
pub fn pence(pounds: Decimal) -> Option<i64> {
    let pence = pounds.checked_mul(Decimal::ONE_HUNDRED)?;
    pence.fract().is_zero().then(|| i64::try_from(pence).ok()).flatten()
}

/// Reads a cell.
#[must_use]
pub fn read(cell: &str) -> Money {
    let text = tidy(cell);
    if text.is_empty() {
        return Money::Empty;
    }
    let lower = text.to_lowercase();
    if is_ditto(&lower) {
        return Money::Ditto;
    }
    if matches!(
        lower.as_str(),
        "n/a" | "na" | "n.a." | "nil" | "none" | "-" | "--" | "£-" | "-£" | "zero" | "nothing" | "£nil"
    ) {
        return Money::None;
    }
    if lower.starts_with(['=', '@', '+']) && !lower.starts_with("+£") && figure(lower.trim_start_matches('+')).is_none()
    {
        return Money::Unreadable("a formula, which is never worked out here");
    }
    sum(&lower)
}

/// Without the spaces that fonts and spreadsheets put in: also no-break and thin ones.
fn tidy(cell: &str) -> String {
    let spaces = |c: char| {
        if c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{200e}' | '\u{200f}') {
            ' '
        } else {
            c
        }
    };
    cell.chars().map(spaces).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a cell says "the same as above".
#[must_use]
pub fn is_ditto(lower: &str) -> bool {
    matches!(
        lower.trim(),
        "\"" | "\"\""
            | "''"
            | "'"
            | ",,"
            | "〃"
            | "”"
            | "“"
            | "„"
            | "ditto"
            | "do."
            | "as above"
            | "same"
            | "same as above"
    )
}

/// `£10 + £5 treat`: amounts joined by plus, each with a word behind it at most.
fn sum(lower: &str) -> Money {
    let mut total = Decimal::ZERO;
    for part in lower.split(" + ").flat_map(|p| p.split(" and £")) {
        let found = figure(part).or_else(|| with_word(part)).or_else(|| spelt(part));
        match found.and_then(|f| total.checked_add(f)) {
            Some(t) => total = t,
            None if part.chars().any(char::is_numeric) => return Money::Unreadable("not one amount"),
            None => return Money::Unreadable("words where an amount should stand"),
        }
    }
    if total.abs() > Decimal::from(POUNDS_MAX) {
        return Money::Unreadable("too large to be meant");
    }
    Money::Pounds(total)
}

/// `£5 treat`: an amount with its sign of currency, and one word.
fn with_word(part: &str) -> Option<Decimal> {
    let (amount, word) = part.trim().split_once(' ')?;
    let amount = amount.strip_prefix('£')?;
    word.chars().all(char::is_alphabetic).then(|| figure(amount)).flatten()
}

/// One amount in figures: `£1,234.56`, `(15.00)`, `15.00-`, `−15`, `5,00`, `500p`, `5 pounds`, `GBP 5`.
fn figure(part: &str) -> Option<Decimal> {
    let mut text: String = part.trim().replace(['−', '–', '—'], "-");
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        negative = true;
        text = inner.trim().to_owned();
    } else if let Some(inner) = text.strip_prefix("-(").or_else(|| text.strip_prefix("£(")) {
        negative = true;
        text = inner.strip_suffix(')')?.trim().to_owned();
    }
    let mut minus = |text: &mut String| {
        if let Some(rest) = text.strip_prefix('-').or_else(|| text.strip_suffix('-')) {
            let rest = rest.trim().to_owned();
            let twice = negative;
            negative = true;
            *text = rest;
            return !twice;
        }
        true
    };
    let once = minus(&mut text);
    for name in ["gbp", "£", "pounds", "pound", "+"] {
        let rest = text.strip_prefix(name).or_else(|| text.strip_suffix(name).filter(|_| name != "+"));
        if let Some(rest) = rest {
            text = rest.trim().to_owned();
        }
    }
    if !once || !minus(&mut text) {
        return None;
    }
    let (text, of) = match text.strip_suffix("pence").or_else(|| text.strip_suffix('p')) {
        Some(pence) => (pence.trim().to_owned(), Decimal::ONE_HUNDRED),
        None => (text, Decimal::ONE),
    };
    let value = plain(&text)?.checked_div(of)?;
    Some(if negative { -value } else { value }.normalize()).map(|v| if v.is_zero() { Decimal::ZERO } else { v })
}

/// Digits with a point or a comma, and groups of thousands.
fn plain(text: &str) -> Option<Decimal> {
    if text.is_empty() || text.len() > 24 || !text.bytes().all(|b| b.is_ascii_digit() || b", .'".contains(&b)) {
        return None;
    }
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let points = text.matches('.').count();
    let commas = text.matches(',').count();
    let (whole, rest) = match (points, commas) {
        (0 | 1, 0) => text.split_once('.').unwrap_or((text, "")),
        // 5,00 and 1.234,56: a comma before two digits at the end can be no thousand.
        (_, 1) if text.rsplit(',').next().is_some_and(|r| matches!(r.len(), 1 | 2) && !r.contains('.')) => {
            text.split_once(',')?
        }
        (0 | 1, _) => text.split_once('.').unwrap_or((text, "")),
        _ => return None,
    };
    if !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = grouped(whole)?;
    let digits = if rest.is_empty() { whole } else { format!("{whole}.{rest}") };
    Decimal::from_str_exact(&digits).ok()
}

/// Whole pounds without the marks between thousands; none where the groups are not of three.
fn grouped(whole: &str) -> Option<String> {
    if whole.is_empty() {
        return Some("0".into());
    }
    let marks: Vec<char> = whole.chars().filter(|c| !c.is_ascii_digit()).collect();
    let Some(mark) = marks.first() else { return Some(whole.to_owned()) };
    let groups: Vec<&str> = whole.split(*mark).collect();
    let first_fits = groups.first().is_some_and(|g| (1..=3).contains(&g.len()));
    let fits = marks.iter().all(|m| m == mark) && first_fits && groups.iter().skip(1).all(|g| g.len() == 3);
    fits.then(|| groups.concat())
}

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// `ten pounds`, `twenty-five pounds`: an amount in words below a hundred.
fn spelt(part: &str) -> Option<Decimal> {
    let words = part.trim().strip_suffix("pounds").or_else(|| part.trim().strip_suffix("pound"))?.trim();
    let of = |word: &str, list: &[&str]| list.iter().position(|w| *w == word).and_then(|n| i64::try_from(n).ok());
    let (tens, unit) = words.split_once(['-', ' ']).unwrap_or((words, ""));
    let value = match (of(tens, &TENS), of(tens, &UNITS), unit) {
        (Some(t), _, "") => (t + 2) * 10,
        (Some(t), _, unit) => (t + 2) * 10 + of(unit, &UNITS).filter(|u| (1..10).contains(u))?,
        (None, Some(u), "") => u,
        _ => return None,
    };
    Some(Decimal::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly_as_people_write_them() {
        for (cell, pence) in [
            ("5", 500),
            ("5.00", 500),
            ("£21.43", 2143),
            ("£3,600.00", 360_000),
            ("(£15.00)", -1500),
            ("£(15.00)", -1500),
            ("-15", -1500),
            ("15.00-", -1500),
            ("−£15.00", -1500),
            ("£-15.00", -1500),
            ("5,00", 500),
            ("1.234,56", 123_456),
            ("1,234,567.89", 123_456_789),
            ("\u{a0}£5.00\u{a0}", 500),
            ("£ 1 234.50", 123_450),
            ("500p", 500),
            ("50 pence", 50),
            ("GBP 5.00", 500),
            ("5 pounds", 500),
            ("ten pounds", 1000),
            ("twenty-five pounds", 2500),
            ("£10 + £5 treat", 1500),
            ("-0", 0),
            ("0.00", 0),
            ("n/a", 0),
            ("-", 0),
            ("", 0),
            ("+5.00", 500),
            ("1'234.50", 123_450),
            (".50", 50),
            ("21.430000", 2143),
        ] {
            assert_eq!(read(cell).pence(), Some(pence), "{cell}");
        }
    }

    #[test]
    fn what_is_no_amount_is_never_guessed() {
        for cell in [
            "1e3",
            "1.5E+02",
            "10.005",
            "∞",
            "١٢",
            "£1,23.00",
            "12,3456",
            "1,2,3",
            "ten",
            "about 5",
            "5-6",
            "5/6",
            "=1+1",
            "@SUM(A1)",
            "=cmd|'/c calc'!A1",
            "99999999999999999999",
            "(5",
            "((5))",
            "--5",
            "-5-",
            "(-5)",
            "5 or 10",
            "\"",
            "as above",
            "five hundred pounds",
            "1.234",
            "15.00 CR",
        ] {
            assert_eq!(read(cell).pence(), None, "{cell}");
        }
    }

    #[test]
    fn a_valuation_keeps_its_decimals() {
        assert_eq!(read("£612.4410").pounds(), Some(Decimal::new(612_441, 3)));
        assert_eq!(read("1,234").pence(), Some(123_400));
    }
}
