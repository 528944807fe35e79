//! Sums of a file's columns against the totals that it prints.

use rust_decimal::Decimal;

use super::outcome::ColumnSum;
use crate::files::money;
use crate::savings::intake::columns::Field;
use crate::savings::intake::rows::{ReadRow, Reading, What};

/// A column's exact sum over its rows, and the printed total; none where no total row has one.
#[must_use]
pub fn of(reading: &Reading, field: Field) -> (Decimal, Option<Decimal>) {
    let amounts = data(reading).filter_map(|r| r.money(field).pounds());
    let sum = amounts.fold(Decimal::ZERO, |a, b| a.checked_add(b).unwrap_or(a));
    (sum, printed(reading, field))
}

fn data(reading: &Reading) -> impl Iterator<Item = &ReadRow> {
    reading.rows.iter().filter(|r| r.what == What::Data)
}

/// The printed total: of the last total row that has one; where there are only totals of some rows, their sum.
fn printed(reading: &Reading, field: Field) -> Option<Decimal> {
    let of = |what: What| {
        let rows = reading.rows.iter().filter(move |r| r.what == what);
        rows.filter(|r| r.filled(field).is_some()).filter_map(|r| r.money(field).pounds()).collect::<Vec<_>>()
    };
    let some = of(What::Subtotal);
    of(What::Total).last().copied().or_else(|| match some.as_slice() {
        [] => None,
        all => Some(all.iter().fold(Decimal::ZERO, |a, b| a.checked_add(*b).unwrap_or(a))),
    })
}

/// A column's sum in pence, for the receipt.
#[must_use]
pub fn column(reading: &Reading, field: Field, name: &str) -> ColumnSum {
    let (sum, printed) = of(reading, field);
    let unit = if reading.in_pence { Decimal::ONE_HUNDRED } else { Decimal::ONE };
    let pence = |d: Decimal| d.checked_div(unit).and_then(money::pence);
    ColumnSum { column: name.to_owned(), sum_pence: pence(sum).unwrap_or(0), printed_pence: printed.and_then(pence) }
}
