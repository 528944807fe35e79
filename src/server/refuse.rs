//! What is answered where no room's handler was reached: a path, a query or a body that cannot be read, a method that a
//! path does not take, and everything that is not there. Always `application/problem+json`.

use actix_web::dev::ResourceDef;
use actix_web::error::{JsonPayloadError, PathError, QueryPayloadError};
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, error, web};
use utoipa::openapi::OpenApi;

use super::assets;
use super::door::Door;
use crate::wire::Problem;

/// The largest body that is read, in bytes.
pub(super) const BODY_BYTES_MAX: usize = 64 * 1024;

/// The paths that the app answers, each with its methods: to tell a wrong method from a wrong path.
pub(super) struct Known(Vec<(ResourceDef, Vec<Method>)>);

impl Known {
    /// What a document lists.
    pub(super) fn of(document: &OpenApi) -> Self {
        Self(document.paths.paths.iter().map(|(path, item)| (ResourceDef::new(path.as_str()), methods(item))).collect())
    }

    /// The methods of a path; none where it is not there.
    fn methods(&self, path: &str) -> Vec<&Method> {
        self.0.iter().filter(|(def, _)| def.is_match(path)).flat_map(|(_, methods)| methods).collect()
    }
}

fn methods(item: &utoipa::openapi::PathItem) -> Vec<Method> {
    let listed = [
        (item.get.is_some(), Method::GET),
        (item.put.is_some(), Method::PUT),
        (item.post.is_some(), Method::POST),
        (item.patch.is_some(), Method::PATCH),
        (item.delete.is_some(), Method::DELETE),
    ];
    listed.into_iter().filter(|(there, _)| *there).map(|(_, method)| method).collect()
}

/// The end of the road: a file of the app, a wrong method, or nothing.
pub(super) async fn anything_else(req: HttpRequest, door: web::Data<Door>) -> HttpResponse {
    let allowed = door.known.methods(req.path());
    if !allowed.is_empty() {
        return wrong_method(&allowed);
    }
    if assets::is_api(req.path()) {
        return Problem::not_found().respond();
    }
    assets::serve(&req)
}

fn wrong_method(allowed: &[&Method]) -> HttpResponse {
    let allow = allowed.iter().map(|m| m.as_str()).collect::<Vec<_>>().join(", ");
    let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", "This cannot be done here.");
    let mut answer = problem.respond();
    if let Ok(value) = header::HeaderValue::from_str(&allow) {
        answer.headers_mut().insert(header::ALLOW, value);
    }
    answer
}

/// Too large a body.
pub(super) fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "That is too much to send at once (64 KiB at the most).")
}

/// Too large a file.
pub(super) fn file_too_large() -> Problem {
    let say = "The file is larger than 32 MiB. Split it and give its parts.";
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", say)
}

/// How JSON bodies are read.
pub(super) fn json() -> web::JsonConfig {
    web::JsonConfig::default().limit(BODY_BYTES_MAX).error_handler(|e, _| as_error(e.to_string(), of_json(&e)))
}

/// How parts of a path are read: what does not fit is not there.
pub(super) fn path() -> web::PathConfig {
    web::PathConfig::default().error_handler(|e: PathError, _| as_error(e.to_string(), Problem::not_found()))
}

/// How queries are read.
pub(super) fn query() -> web::QueryConfig {
    web::QueryConfig::default().error_handler(|e, _| {
        let QueryPayloadError::Deserialize(cause) = &e else { return as_error(e.to_string(), unreadable("query")) };
        as_error(
            String::new(),
            wrong_shape(&cause.to_string(), "The address asks for something that is not known here."),
        )
    })
}

fn as_error(cause: String, problem: Problem) -> actix_web::Error {
    error::InternalError::from_response(cause, problem.respond()).into()
}

fn of_json(e: &JsonPayloadError) -> Problem {
    match e {
        JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => too_large(),
        JsonPayloadError::ContentType => {
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", "Send it as application/json.")
        }
        JsonPayloadError::Deserialize(cause)
            if cause.is_data() && !cause.to_string().starts_with("duplicate field") =>
        {
            wrong_shape(&cause.to_string(), "Something in it is missing, too much or of the wrong kind.")
        }
        _ => unreadable("body"),
    }
}

fn unreadable(what: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "unreadable", &format!("The {what} could not be read."))
}

/// A field that is not known or not there is named; a wrong value is not repeated.
fn wrong_shape(cause: &str, say: &str) -> Problem {
    let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "wrong_shape", say);
    problem.field = ["unknown field `", "missing field `"]
        .iter()
        .find_map(|start| cause.strip_prefix(start)?.split('`').next())
        .map(|name| name.chars().take(64).collect());
    problem
}
