//! `application/problem+json` (RFC 9457): the one place that turns faults into statuses.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoResponses, ToSchema};

use crate::kernel::{Refusal, RefusalKind};
use crate::store::Fault;

/// What went wrong, for a program and for a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// A short, stable word for programs.
    pub code: String,
    /// What is wrong and what to do, in a sentence.
    pub detail: String,
    /// The field that is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds to wait before trying again, where that helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_s: Option<u32>,
}

/// The problems that any operation may answer with.
#[derive(IntoResponses)]
pub enum Problems {
    /// The request could not be read.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(#[to_schema] Problem),
    /// Nobody is signed in, or the session is locked.
    #[response(status = 401, content_type = "application/problem+json")]
    SignIn(#[to_schema] Problem),
    /// Another site asked for it.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(#[to_schema] Problem),
    /// It is not there, or it is not yours.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Problem),
    /// It clashes with what is there.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(#[to_schema] Problem),
    /// Too large.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] Problem),
    /// The content type is not JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    WrongType(#[to_schema] Problem),
    /// A field is wrong.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(#[to_schema] Problem),
    /// Too many tries.
    #[response(status = 429, content_type = "application/problem+json")]
    Wait(#[to_schema] Problem),
    /// Something broke here.
    #[response(status = 500, content_type = "application/problem+json")]
    Broken(#[to_schema] Problem),
    /// Too busy, or stopping: nothing was stored.
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(#[to_schema] Problem),
    /// No room to store it: nothing was stored.
    #[response(status = 507, content_type = "application/problem+json")]
    Full(#[to_schema] Problem),
}

impl Problem {
    /// A problem of a status.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, detail: &str) -> Self {
        Self {
            kind: "about:blank".into(),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code: code.to_owned(),
            detail: detail.to_owned(),
            field: None,
            wait_s: None,
        }
    }

    /// The answer.
    #[must_use]
    pub fn respond(&self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = HttpResponse::build(status);
        if let Some(wait) = self.wait_s {
            answer.insert_header((header::RETRY_AFTER, wait.to_string()));
        }
        let body = serde_json::to_string(self).unwrap_or_default();
        answer.content_type("application/problem+json").body(body)
    }

    /// It is not there, or not yours: the same body for both.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    /// Something broke here. The cause is in the log and never in the answer.
    #[must_use]
    pub fn broken() -> Self {
        let say = "Something broke at our end. Nothing was lost on your side: try again in a moment.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", say)
    }
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Self {
        let (status, wait_s) = match refusal.kind {
            RefusalKind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, None),
            RefusalKind::Conflict => (StatusCode::CONFLICT, None),
            RefusalKind::SignIn => (StatusCode::UNAUTHORIZED, None),
            RefusalKind::Forbidden => (StatusCode::FORBIDDEN, None),
            RefusalKind::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, None),
            RefusalKind::Wait(s) => (StatusCode::TOO_MANY_REQUESTS, Some(s)),
            RefusalKind::Busy => (StatusCode::SERVICE_UNAVAILABLE, Some(1)),
            RefusalKind::Full => (StatusCode::INSUFFICIENT_STORAGE, None),
        };
        let mut problem = Self::new(status, refusal.code, &refusal.say);
        problem.field = refusal.field.map(str::to_owned);
        problem.wait_s = wait_s;
        problem
    }
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::NotFound | Fault::Denied(_) => Self::not_found(),
            Fault::Refused(refusal) => refusal.into(),
            Fault::Broken(_) => Self::broken(),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&Problem::from(self).detail)
    }
}

impl ResponseError for Fault {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(Problem::from(self).status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if let Self::Broken(cause) = self {
            tracing::error!(cause, "a request broke");
        }
        Problem::from(self).respond()
    }
}
