//! What somebody chose about being told.

use diesel::prelude::*;

use crate::fixed;
use crate::kernel::At;
use crate::kernel::id::AnyId;
use crate::people::choices::{CHILD, Choices};
use crate::store::schema::notice_choices;
use crate::store::{Answer, Rx, Tx};

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = notice_choices, treat_none_as_null = true)]
struct Row {
    owner_id: AnyId,
    owner_kind: String,
    push: bool,
    push_text: i16,
    quiet_from: i16,
    quiet_until: i16,
    asked_at: Option<At>,
    language: Option<String>,
}

/// What somebody chose; what holds without a choice where they chose nothing.
pub fn find(rx: &mut Rx<'_>, owner_kind: &str, owner: AnyId) -> Answer<Choices> {
    let row: Option<Row> =
        crate::each_db!(rx.db(), c => fixed!(notice_choices::table.find(owner)).get_result(c)).optional()?;
    Ok(match row {
        Some(r) => Choices {
            push: r.push,
            push_text: r.push_text,
            quiet_from: r.quiet_from,
            quiet_until: r.quiet_until,
            asked_at: r.asked_at,
            language: r.language,
        },
        None if owner_kind == CHILD => Choices::of_child(),
        None => Choices::of_staff(),
    })
}

/// Keeps what somebody chose.
pub fn put(tx: &mut Tx<'_>, owner_kind: &str, owner: AnyId, choices: &Choices) -> Answer<()> {
    let row = Row {
        owner_id: owner,
        owner_kind: owner_kind.to_owned(),
        push: choices.push,
        push_text: choices.push_text,
        quiet_from: choices.quiet_from,
        quiet_until: choices.quiet_until,
        asked_at: choices.asked_at,
        language: choices.language.clone(),
    };
    crate::each_db!(tx.db(), c => diesel::insert_into(notice_choices::table)
        .values(&row)
        .on_conflict(notice_choices::owner_id)
        .do_update()
        .set(&row)
        .execute(c))?;
    Ok(())
}
