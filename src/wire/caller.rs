//! Who calls. The server's session layer recognises the cookie and puts the caller into the request; a handler asks for
//! the caller it needs. Without one the extractor refuses: a forgotten layer lets nobody in.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::access::Actor;
use crate::kernel::id::{AccountId, ChildId, SessionId, StaffId};
use crate::kernel::words::Role;
use crate::kernel::{Refusal, RefusalKind};
use crate::store::Fault;

/// A child with an unlocked session.
#[derive(Debug, Clone, Copy)]
pub struct ChildCaller {
    /// Who.
    pub child: ChildId,
    /// On which phone.
    pub account: AccountId,
    /// Whether a worker has confirmed that phone.
    pub confirmed: bool,
    /// By which session.
    pub session: SessionId,
}

impl ChildCaller {
    /// The child as an actor.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Child { child: self.child, account: self.account, confirmed: self.confirmed }
    }
}

/// A member of staff with a session.
#[derive(Debug, Clone, Copy)]
pub struct StaffCaller {
    /// Who.
    pub staff: StaffId,
    /// Employed as what.
    pub role: Role,
    /// By which session.
    pub session: SessionId,
}

impl StaffCaller {
    /// The member of staff as an actor.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor::Staff { staff: self.staff, role: self.role }
    }
}

impl FromRequest for ChildCaller {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(req.extensions().get::<Self>().copied().ok_or_else(sign_in))
    }
}

impl FromRequest for StaffCaller {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(req.extensions().get::<Self>().copied().ok_or_else(sign_in))
    }
}

/// Nobody is signed in, or the session is locked or over: the same answer for all three.
#[must_use]
pub fn sign_in() -> Fault {
    Refusal::of(RefusalKind::SignIn, "sign_in", "You are not signed in, or it is locked. Open it again.").into()
}
