//! Money: whole pence. Decimals only where an amount is read or printed.

use std::fmt::{self, Write};
use std::str::FromStr;

use rust_decimal::Decimal;

use super::refusal::Refusal;

/// An amount in whole pence. May be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pence(pub i64);

impl Pence {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum; none where it would overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Pence {
    /// Pounds with two decimals and no sign of currency: `1250.00`, as on the wire; with `#` as people read it, `1,250.00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = Decimal::new(self.0, 2).to_string();
        if !f.alternate() {
            return f.write_str(&text);
        }
        let (whole, rest) = text.split_once('.').unwrap_or((&text, "00"));
        for (at, c) in whole.chars().enumerate() {
            if at > usize::from(self.0 < 0) && (whole.len() - at).is_multiple_of(3) {
                f.write_char(',')?;
            }
            f.write_char(c)?;
        }
        write!(f, ".{rest}")
    }
}

impl FromStr for Pence {
    type Err = Refusal;

    /// Reads pounds as `5`, `5.0` or `5.00`. Nothing is rounded.
    fn from_str(s: &str) -> Result<Self, Refusal> {
        let refuse =
            || Refusal::invalid("amount_unreadable", "amount", "Write the amount in pounds and pence, like 5.00.");
        let decimal = Decimal::from_str_exact(s).map_err(|_| refuse())?;
        let pence = decimal.checked_mul(Decimal::ONE_HUNDRED).ok_or_else(refuse)?;
        if pence.fract() != Decimal::ZERO {
            return Err(refuse());
        }
        i64::try_from(pence).map(Self).map_err(|_| refuse())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pounds_read_and_print_without_rounding() {
        assert_eq!("5.00".parse(), Ok(Pence(500)));
        assert_eq!(Pence(500).to_string(), "5.00");
        assert!("10.005".parse::<Pence>().is_err());
        assert!("1e3".parse::<Pence>().is_err());
    }

    #[test]
    fn people_read_thousands_apart() {
        let table = [
            (0, "0.00"),
            (99_999, "999.99"),
            (100_000, "1,000.00"),
            (3_690_000, "36,900.00"),
            (123_456_789, "1,234,567.89"),
        ];
        for (pence, text) in table {
            assert_eq!(format!("{:#}", Pence(pence)), text);
        }
        assert_eq!(format!("{:#}", Pence(-99_999)), "-999.99");
        assert_eq!(format!("{:#}", Pence(-100_000)), "-1,000.00");
    }
}
