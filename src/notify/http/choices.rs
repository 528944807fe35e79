//! What somebody chooses about being told.

use actix_web::{Responder, get, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::At;
use crate::notify::{self, actions};
use crate::people::Choices;
use crate::store::{Fault, Store};
use crate::wire::{ChildCaller, Problems, StaffCaller};

/// What somebody chose about being told.
#[derive(Serialize, ToSchema)]
struct NoticeChoices {
    /// The language of the app.
    language: Option<String>,
    /// Whether to push.
    push: bool,
    /// Which of the fixed texts the phone shows: 1, 2 or 3.
    push_text: i16,
    /// The hour, London time, from which nothing is pushed.
    quiet_from: i16,
    /// The hour at which what waited is pushed.
    quiet_until: i16,
    /// Whether the app may ask for pushes now: no for thirty days after “not now”.
    ask_push: bool,
}

impl NoticeChoices {
    fn of(c: &Choices, now: At) -> Self {
        Self {
            language: c.language.clone(),
            push: c.push,
            push_text: c.push_text,
            quiet_from: c.quiet_from,
            quiet_until: c.quiet_until,
            ask_push: c.may_ask(now),
        }
    }
}

/// What somebody chooses about being told.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetNoticeChoices {
    /// The language of the app, as `en` or `ckb`; null for the phone's own.
    language: Option<String>,
    /// Whether to push.
    push: bool,
    /// Which of the fixed texts the phone shows.
    #[schema(minimum = 1, maximum = 3)]
    push_text: i16,
    /// The hour, London time, from which nothing is pushed.
    #[schema(minimum = 0, maximum = 23)]
    quiet_from: i16,
    /// The hour at which what waited is pushed; equal to `quiet_from` for no quiet hours.
    #[schema(minimum = 0, maximum = 23)]
    quiet_until: i16,
}

impl From<SetNoticeChoices> for actions::SetChoices {
    fn from(s: SetNoticeChoices) -> Self {
        Self {
            push: s.push,
            push_text: s.push_text,
            quiet_from: s.quiet_from,
            quiet_until: s.quiet_until,
            language: s.language,
        }
    }
}

/// Keeps how a child wants to be told.
///
/// Language, whether and with which fixed text to push, and the quiet hours.
#[utoipa::path(operation_id = "set_child_choices", tag = "notify", security(("child" = [])), request_body = SetNoticeChoices,
    responses((status = 200, body = NoticeChoices), Problems))]
#[put("/v1/child/choices")]
pub async fn set_child_choices(
    store: web::Data<Store>,
    who: ChildCaller,
    set: web::Json<SetNoticeChoices>,
) -> Result<impl Responder, Fault> {
    let kept = actions::set_choices(&store, who.actor(), set.into_inner().into()).await?;
    Ok::<_, Fault>(web::Json(NoticeChoices::of(&kept, store.clock().now())))
}

/// Answers how a member of staff wants to be told.
///
/// Pushes are on until somebody turns them off.
#[utoipa::path(operation_id = "get_staff_choices", tag = "notify", security(("staff" = [])),
    responses((status = 200, body = NoticeChoices), Problems))]
#[get("/v1/staff/choices")]
pub async fn get_staff_choices(store: web::Data<Store>, who: StaffCaller) -> Result<impl Responder, Fault> {
    let kept = store.read(move |rx| notify::choices_of_staff(rx, who.staff)).await?;
    Ok::<_, Fault>(web::Json(NoticeChoices::of(&kept, store.clock().now())))
}

/// Keeps how a member of staff wants to be told.
///
/// The content-free e-mail in the morning comes all the same.
#[utoipa::path(operation_id = "set_staff_choices", tag = "notify", security(("staff" = [])), request_body = SetNoticeChoices,
    responses((status = 200, body = NoticeChoices), Problems))]
#[put("/v1/staff/choices")]
pub async fn set_staff_choices(
    store: web::Data<Store>,
    who: StaffCaller,
    set: web::Json<SetNoticeChoices>,
) -> Result<impl Responder, Fault> {
    let kept = actions::set_choices(&store, who.actor(), set.into_inner().into()).await?;
    Ok::<_, Fault>(web::Json(NoticeChoices::of(&kept, store.clock().now())))
}
