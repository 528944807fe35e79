//! Which files came, and of which the council's ledger has shown the money.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::calendar::london_day;
use crate::kernel::id::{LineId, MoneyFileId};
use crate::kernel::{At, Day};
use crate::savings::account::ProviderNo;
use crate::savings::expected::Came;
use crate::savings::intake::FileKind;
use crate::store::schema::savings_files;
use crate::store::{Answer, Rx, Tx};

/// Files that came from providers and whose days reach to a day or later, or cannot be read.
pub(in crate::savings) fn came_since(rx: &mut Rx<'_>, _permit: &Permit, from: Day) -> Answer<Vec<Came>> {
    type Row = (MoneyFileId, Option<ProviderNo>, Option<Day>, Option<Day>, At);
    let rows: Vec<Row> = savings_files::table
        .filter(savings_files::kind.eq(FileKind::Provider))
        .filter(savings_files::to_on.is_null().or(savings_files::to_on.ge(Some(from))))
        .select((
            savings_files::id,
            savings_files::provider_id,
            savings_files::from_on,
            savings_files::to_on,
            savings_files::loaded_at,
        ))
        .load(rx.db())?;
    let came = |(file, provider, from, to, at): Row| {
        Some(Came { file, provider: provider?, days: Option::zip(from, to), on: london_day(at) })
    };
    Ok(rows.into_iter().filter_map(came).collect())
}

/// Files of which the council's ledger has not shown the money yet: number, sum, words, last day.
pub(in crate::savings) fn not_in_bank(rx: &mut Rx<'_>) -> Answer<Vec<(MoneyFileId, i64, String, Option<Day>)>> {
    Ok(savings_files::table
        .filter(savings_files::kind.eq(FileKind::Provider))
        .filter(savings_files::seen_in_line.is_null())
        .select((savings_files::id, savings_files::sum_pence, savings_files::words, savings_files::from_on))
        .load(rx.db())?)
}

/// Notes in which row of an extract a file's money showed.
pub(in crate::savings) fn shown(tx: &mut Tx<'_>, _permit: &Permit, file: MoneyFileId, line: LineId) -> Answer<()> {
    let of = savings_files::table.find(file).filter(savings_files::seen_in_line.is_null());
    diesel::update(of).set(savings_files::seen_in_line.eq(Some(line))).execute(tx.db())?;
    Ok(())
}
