//! What a child chose about being told, for the phone that has just been opened. `notify` writes it and keeps its rules.

use diesel::prelude::*;

use crate::access::Permit;
use crate::kernel::At;
use crate::store::schema::notice_choices;
use crate::store::{Answer, Fault, Rx};

/// What a child chose; none of it where they chose nothing.
#[derive(Debug, Clone, Queryable)]
pub struct Chosen {
    pub push: bool,
    pub push_text: i16,
    pub quiet_from: i16,
    pub quiet_until: i16,
    pub asked_at: Option<At>,
    pub language: Option<String>,
}

/// What the permit's child chose.
pub fn find(rx: &mut Rx<'_>, permit: &Permit) -> Answer<Option<Chosen>> {
    let child = permit.child().ok_or(Fault::NotFound)?;
    Ok(notice_choices::table
        .filter(notice_choices::owner_kind.eq("child"))
        .filter(notice_choices::owner_id.eq(child.of::<crate::kernel::id::AnyKind>()))
        .select((
            notice_choices::push,
            notice_choices::push_text,
            notice_choices::quiet_from,
            notice_choices::quiet_until,
            notice_choices::asked_at,
            notice_choices::language,
        ))
        .first(rx.db())
        .optional()?)
}
