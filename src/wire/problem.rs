//! `application/problem+json` (RFC 9457): the one place that turns faults into statuses.

use std::collections::BTreeMap;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};
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

/// The problems that any operation may answer with: `responses((status = 200, …), Problems)`.
pub struct Problems;

/// Status, the response's name in the document, what it means.
const PROBLEMS: [(u16, &str, &str); 13] = [
    (400, "Unreadable", "The request could not be read."),
    (401, "SignIn", "Nobody is signed in, or the session is locked."),
    (403, "OtherSite", "Another site asked for it."),
    (404, "NotThere", "It is not there, or it is not yours: the same answer for both."),
    (405, "WrongMethod", "This path does not take that method."),
    (409, "Clash", "It clashes with what is there."),
    (413, "TooLarge", "Too large."),
    (415, "WrongType", "The content type is not JSON."),
    (422, "Invalid", "A field is wrong."),
    (429, "Wait", "Too many tries."),
    (500, "Broken", "Something broke here."),
    (503, "Busy", "Too busy, or stopping: nothing was stored."),
    (507, "Full", "No room to store it: nothing was stored."),
];

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let named = |(status, name, _): (u16, &str, &str)| (status.to_string(), Ref::from_response_name(name).into());
        PROBLEMS.into_iter().map(named).collect()
    }
}

impl Problems {
    /// The named responses, once for the whole document.
    #[must_use]
    pub fn components() -> Vec<(String, RefOr<Response>)> {
        let each = |(_, name, say): (u16, &str, &str)| {
            let content = Content::new(Some(Ref::from_schema_name("Problem")));
            let response = ResponseBuilder::new().description(say).content("application/problem+json", content).build();
            (name.to_owned(), response.into())
        };
        PROBLEMS.into_iter().map(each).collect()
    }
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
