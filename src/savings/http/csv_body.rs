//! A file as the body of a request, up to 32 MiB.

use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::{HttpResponse, web};

use crate::kernel::{Refusal, RefusalKind};
use crate::store::{Answer, Fault};

/// The largest file that is taken over the network, in bytes.
const FILE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Reads the whole body.
///
/// # Errors
/// Refused where it is larger than 32 MiB, or broke off.
pub(super) async fn file(body: web::Payload) -> Answer<Vec<u8>> {
    let too_large = || {
        let say = "The file is larger than 32 MiB. Split it, or load it at the command line.";
        Fault::from(Refusal::of(RefusalKind::TooLarge, "too_large", say))
    };
    match body.to_bytes_limited(FILE_BYTES_MAX).await {
        Ok(Ok(bytes)) => Ok(bytes.to_vec()),
        Ok(Err(_)) => Err(Refusal::invalid("file_unreadable", "file", "The file broke off. Send it again.").into()),
        Err(_) => Err(too_large()),
    }
}

/// A CSV file to be saved under a name.
pub(super) fn csv(name: &str, text: String) -> HttpResponse {
    let named = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name.to_owned())],
    };
    HttpResponse::Ok().content_type("text/csv; charset=utf-8").insert_header(named).body(text)
}
