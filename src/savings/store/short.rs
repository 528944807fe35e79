//! Weeks that have not come whole, and weeks that the council has topped up: added up from the entries.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Date, Integer, Nullable, Text};

use super::ledger::AT_ONCE;
use crate::access::{Permit, Target};
use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::savings::account::{Account, AccountKind, ProviderNo};
use crate::savings::entry::{ActKind, ActNo};
use crate::store::schema::{ledger_accounts, ledger_acts, ledger_entries};
use crate::store::{Answer, Fault, Rx};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    child: ChildId,
    #[diesel(sql_type = Date)]
    week_end: Day,
    #[diesel(sql_type = Nullable<Integer>)]
    provider: Option<ProviderNo>,
    #[diesel(sql_type = BigInt)]
    pence: i64,
}

/// What is open on the accounts of a kind, by child and week: debits less credits, where they differ.
pub(in crate::savings) fn open_weeks(
    rx: &mut Rx<'_>,
    permit: &Permit,
    kind: AccountKind,
) -> Answer<Vec<(ChildId, Day, Option<ProviderNo>, i64)>> {
    if permit.target() != Target::Council {
        return Err(Fault::NotFound);
    }
    let side = |column: &str, sign: &str| {
        format!(
            "SELECT e.child_account_id AS about, e.week_end AS week_end, a.provider_id AS provider, {sign}e.pence AS pence \
             FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.{column} \
             WHERE a.kind = $1 AND e.week_end IS NOT NULL AND e.child_account_id IS NOT NULL"
        )
    };
    let sql = format!(
        "SELECT c.child_id AS child, t.week_end AS week_end, t.provider AS provider, CAST(SUM(t.pence) AS BIGINT) AS pence \
         FROM ({} UNION ALL {}) t JOIN ledger_accounts c ON c.id = t.about \
         GROUP BY c.child_id, t.week_end, t.provider HAVING SUM(t.pence) <> 0 ORDER BY 1, 2",
        side("debit_account_id", ""),
        side("credit_account_id", "-")
    );
    let rows: Vec<Row> = diesel::sql_query(sql).bind::<Text, _>(kind.as_str()).load(rx.db())?;
    Ok(rows.into_iter().map(|r| (r.child, r.week_end, r.provider, r.pence)).collect())
}

/// What the council has topped up of these children's weeks and not got back since.
pub(in crate::savings) fn topped_up(
    rx: &mut Rx<'_>,
    permit: &Permit,
    children: &[ChildId],
) -> Answer<HashMap<(ChildId, Day), i64>> {
    let mut found: HashMap<(ChildId, Day), i64> = HashMap::new();
    let top: Option<i32> = ledger_accounts::table
        .filter(ledger_accounts::code.eq(Account::TopUp.code()))
        .select(ledger_accounts::id)
        .first(rx.db())
        .optional()?;
    let Some(top) = top else { return Ok(found) };
    for some in children.chunks(AT_ONCE) {
        let mut of = ledger_entries::table
            .inner_join(ledger_accounts::table.on(ledger_entries::child_account_id.eq(ledger_accounts::id.nullable())))
            .filter(ledger_accounts::child_id.eq_any(some.iter().map(|c| Some(*c)).collect::<Vec<_>>()))
            .filter(ledger_entries::debit_account_id.eq(top).or(ledger_entries::credit_account_id.eq(top)))
            .filter(ledger_entries::week_end.is_not_null())
            .select((
                ledger_accounts::child_id,
                ledger_entries::week_end,
                ledger_entries::debit_account_id,
                ledger_entries::pence,
            ))
            .into_boxed();
        if let Some(only) = permit.child() {
            of = of.filter(ledger_accounts::child_id.eq(Some(only)));
        }
        let rows: Vec<(Option<ChildId>, Option<Day>, i32, i64)> = of.load(rx.db())?;
        for (child, week_end, debit, pence) in rows {
            let Some(week) = child.zip(week_end) else { continue };
            let sum = found.entry(week).or_default();
            *sum = sum.saturating_add(if debit == top { pence } else { -pence });
        }
    }
    found.retain(|_, pence| *pence > 0);
    Ok(found)
}

/// Whether an act was ever posted for a reason: so a job begins only after a person has.
pub(in crate::savings) fn was_done(rx: &mut Rx<'_>, kind: ActKind, reason: &str) -> Answer<bool> {
    let of = ledger_acts::table.filter(ledger_acts::kind.eq(kind)).filter(ledger_acts::reason.eq(reason));
    Ok(of.select(ledger_acts::id).first::<ActNo>(rx.db()).optional()?.is_some())
}
