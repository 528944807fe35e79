//! The picture that a phone's camera reads.

use qrcode::render::svg::Color;
use qrcode::{EcLevel, QrCode};

use crate::store::{Answer, Fault};

/// A link as a QR code: an `<svg>` element without a prologue, to stand in a page.
///
/// # Errors
/// Where the link is too long for one.
pub fn svg(link: &str) -> Answer<String> {
    let code =
        QrCode::with_error_correction_level(link, EcLevel::M).map_err(|e| Fault::broken(format!("QR code: {e}")))?;
    let drawn = code.render::<Color<'_>>().min_dimensions(240, 240).quiet_zone(true).build();
    Ok(drawn.find("<svg").and_then(|at| drawn.get(at..)).unwrap_or(&drawn).to_owned())
}
