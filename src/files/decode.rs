//! Bytes → text: UTF-8 with or without a byte-order mark, UTF-16 as Excel writes it, otherwise Windows-1252.

use encoding_rs::{Encoding, UTF_8, UTF_16LE, WINDOWS_1252};

/// The text of a file, its lines ended by `\n` alone.
///
/// # Errors
/// In words, where the bytes are no text.
pub fn text(bytes: &[u8]) -> Result<String, String> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Err("This is a spreadsheet or a zip file. Save it as CSV and give that.".into());
    }
    let (encoding, start) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let (text, broken) = encoding.decode_without_bom_handling(bytes.get(start..).unwrap_or_default());
    if broken {
        return Err(format!("The file says it is {} but is not.", encoding.name()));
    }
    if text.contains('\0') {
        return Err("The file holds bytes that are no text. Save it as CSV or XML and give that.".into());
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// The encoding of a file without a byte-order mark: what an XML document says of itself, UTF-8 where that fits, else
/// Windows-1252.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if bytes.get(1) == Some(&0) && bytes.get(3) == Some(&0) {
        return UTF_16LE;
    }
    let fits_utf8 = std::str::from_utf8(bytes).is_ok();
    let said = declared(bytes).filter(|e| *e != UTF_8 || fits_utf8);
    said.unwrap_or(if fits_utf8 { UTF_8 } else { WINDOWS_1252 })
}

/// The encoding in `<?xml … encoding="…"?>`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = String::from_utf8_lossy(head);
    let head = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let after = head.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = after.get(1..)?.split(quote).next()?;
    // A document that says UTF-16 and has no byte-order mark was read as bytes here, so it is not UTF-16.
    Encoding::for_label(label.as_bytes()).filter(|e| e.is_ascii_compatible())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_column() {
        assert_eq!(text(b"\xEF\xBB\xBFCHILD,DOB\r\n1,2\r\n"), Ok("CHILD,DOB\n1,2\n".into()));
    }

    #[test]
    fn what_is_not_utf_8_is_read_as_windows_1252() {
        assert_eq!(text(b"known_as\nZo\xEB \x80\n"), Ok("known_as\nZoë €\n".into()));
    }

    #[test]
    fn utf_16_as_excel_writes_it_is_read() {
        let bytes: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain("A\tB\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(text(&bytes), Ok("A\tB\n".into()));
        assert_eq!(text(bytes.get(2..).unwrap_or_default()), Ok("A\tB\n".into()));
    }

    #[test]
    fn an_xml_document_is_read_in_the_encoding_it_names_unless_it_is_utf_8_after_all() {
        assert_eq!(text(b"<?xml version='1.0' encoding='iso-8859-1'?><A>\xEB</A>").map(|t| t.contains('ë')), Ok(true));
        assert_eq!(text(b"<?xml version='1.0' encoding=\"utf-8\"?><A>\xEB</A>").map(|t| t.contains('ë')), Ok(true));
    }

    #[test]
    fn a_spreadsheet_is_refused_in_words() {
        assert!(text(b"PK\x03\x04rest").is_err());
    }
}
