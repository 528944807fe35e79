//! Who calls. The server's session layer recognises the cookie and puts the caller into the request; a handler asks for
//! the caller it needs. Without one the extractor refuses: a forgotten layer lets nobody in.

use std::fmt;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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

/// The network that a call came from, for limits that are wide on purpose (a whole council may share one): an IPv4
/// address, or the first 64 bits of an IPv6 address. The session layer sets it, from the connection or from the word of a
/// proxy that the configuration trusts; without it the connection's own address counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(v4) => Self(IpAddr::V4(v4)),
            IpAddr::V6(v6) => Self(IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64))),
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromRequest for Network {
    type Error = Fault;
    type Future = Ready<Result<Self, Fault>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let peer = || Self::of(req.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |a| a.ip()));
        ready(Ok(req.extensions().get::<Self>().copied().unwrap_or_else(peer)))
    }
}

/// Nobody is signed in, or the session is locked or over: the same answer for all three.
#[must_use]
pub fn sign_in() -> Fault {
    Refusal::of(RefusalKind::SignIn, "sign_in", "You are not signed in, or it is locked. Open it again.").into()
}
