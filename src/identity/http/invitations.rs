//! Invitations, for workers.

use actix_web::{HttpResponse, Responder, delete, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Items;
use crate::config::Settings;
use crate::identity::actions::invite::{self, Invite, Invited};
use crate::identity::phone::{InvitationKind, InvitationReason, InvitationState};
use crate::kernel::id::AccountId;
use crate::kernel::words::Post;
use crate::store::{Fault, Store};
use crate::wire::{Problems, StaffCaller};

/// A wish for an invitation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MakeInvitation {
    /// Its id: a UUIDv7 made by whoever asks.
    invitation: Uuid,
    /// On a screen (15 minutes) or on paper (72 hours).
    kind: InvitationKind,
    /// Why.
    reason: InvitationReason,
}

/// An invitation that has just been made. Its code is shown this once.
#[derive(Serialize, ToSchema)]
struct NewInvitation {
    /// Its id.
    invitation: Uuid,
    /// The code: `ABC-DEFG234`.
    code: String,
    /// The link, with the code in its fragment.
    link: String,
    /// The link as a QR code: an `<svg>` element.
    qr_svg: String,
    /// Until when it can be used.
    expires_at: String,
}

impl From<Invited> for NewInvitation {
    fn from(i: Invited) -> Self {
        Self {
            invitation: i.id.uuid(),
            code: i.code.reveal().to_owned(),
            link: i.link.reveal().to_owned(),
            qr_svg: i.qr_svg.reveal().to_owned(),
            expires_at: i.expires_at.rfc3339(),
        }
    }
}

/// An invitation afterwards.
#[derive(Serialize, ToSchema)]
struct InvitationItem {
    /// Its id.
    invitation: Uuid,
    /// On a screen or on paper.
    kind: InvitationKind,
    /// Why.
    reason: InvitationReason,
    /// When it was made.
    made_at: String,
    /// Until when it can be used.
    expires_at: String,
    /// What has become of it.
    state: InvitationState,
    /// The phone that came in by it.
    account: Option<Uuid>,
    /// The three words on that phone's screen, until it is confirmed.
    three_words: Option<Vec<String>>,
    /// Whether that phone has been confirmed.
    confirmed: bool,
}

impl From<invite::Seen> for InvitationItem {
    fn from(s: invite::Seen) -> Self {
        Self {
            invitation: s.id.uuid(),
            kind: s.kind,
            reason: s.reason,
            made_at: s.made_at.rfc3339(),
            expires_at: s.expires_at.rfc3339(),
            state: s.state,
            account: s.account.map(AccountId::uuid),
            three_words: s.three_words,
            confirmed: s.confirmed,
        }
    }
}

/// For which post to print invitations.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InviteCaseload {
    /// The post that one holds or covers.
    post: Post,
}

/// An invitation on paper for one child of a caseload.
#[derive(Serialize, ToSchema)]
struct InvitationSlip {
    /// Whose.
    child: Uuid,
    /// What the child is called.
    known_as: Option<String>,
    /// The code.
    code: String,
    /// The link, with the code in its fragment.
    link: String,
    /// The link as a QR code: an `<svg>` element.
    qr_svg: String,
    /// Until when it can be used.
    expires_at: String,
}

/// Makes an invitation.
///
/// The code is shown this once and kept as a keyed hash only.
#[utoipa::path(operation_id = "invite_child", tag = "identity", security(("staff" = [])), request_body = MakeInvitation,
    responses((status = 201, body = NewInvitation), Problems))]
#[post("/v1/staff/children/{child}/invitations")]
pub async fn invite_child(
    store: web::Data<Store>,
    settings: web::Data<Settings>,
    caller: StaffCaller,
    child: web::Path<Uuid>,
    body: web::Json<MakeInvitation>,
) -> Result<impl Responder, Fault> {
    let wanted =
        Invite { id: body.invitation.into(), child: child.into_inner().into(), kind: body.kind, reason: body.reason };
    let invited = invite::invite_child(&store, &settings.server.origin, caller.actor(), wanted).await?;
    Ok(HttpResponse::Created().json(NewInvitation::from(invited)))
}

/// Lists a child's latest invitations.
///
/// With what has become of each; codes are never shown again.
#[utoipa::path(operation_id = "list_invitations", tag = "identity", security(("staff" = [])),
    responses((status = 200, body = inline(Items<InvitationItem>)), Problems))]
#[get("/v1/staff/children/{child}/invitations")]
pub async fn list_invitations(
    store: web::Data<Store>,
    caller: StaffCaller,
    child: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    let seen = invite::list_invitations(&store, caller.actor(), child.into_inner().into()).await?;
    Ok(web::Json(Items { items: seen.into_iter().map(InvitationItem::from).collect() }))
}

/// Ends an invitation.
///
/// Its code can no longer be used.
#[utoipa::path(operation_id = "end_invitation", tag = "identity", security(("staff" = [])),
    responses((status = 204, description = "It is ended."), Problems))]
#[delete("/v1/staff/invitations/{invitation}")]
pub async fn end_invitation(
    store: web::Data<Store>,
    caller: StaffCaller,
    invitation: web::Path<Uuid>,
) -> Result<impl Responder, Fault> {
    invite::end_invitation(&store, caller.actor(), invitation.into_inner().into()).await?;
    Ok(HttpResponse::NoContent())
}

/// Makes invitations on paper for a whole caseload.
///
/// For those children of one's own caseload who have no phone in use: at most 50, first those for whom none is open yet.
#[utoipa::path(operation_id = "invite_caseload", tag = "identity", security(("staff" = [])), request_body = InviteCaseload,
    responses((status = 201, body = inline(Items<InvitationSlip>)), Problems))]
#[post("/v1/staff/invitations/caseload")]
pub async fn invite_caseload(
    store: web::Data<Store>,
    settings: web::Data<Settings>,
    caller: StaffCaller,
    body: web::Json<InviteCaseload>,
) -> Result<impl Responder, Fault> {
    let slips = invite::invite_caseload(&store, &settings.server.origin, caller.actor(), body.post).await?;
    let items = slips.into_iter().map(|slip| {
        let NewInvitation { code, link, qr_svg, expires_at, .. } = slip.invited.into();
        InvitationSlip { child: slip.child.uuid(), known_as: slip.known_as, code, link, qr_svg, expires_at }
    });
    Ok(HttpResponse::Created().json(Items { items: items.collect() }))
}
