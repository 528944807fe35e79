//! The app as a table of files, built from `web/src` when this crate is built and embedded in the binary.
//!
//! `/` and every other page of the child's app is `index.html`; `/desk` and below is `desk.html`.

/// One file of the app.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Its address, with the leading slash: `/assets/index-abc.js`.
    pub path: &'static str,
    /// Its `Content-Type`.
    pub mime: &'static str,
    /// A tag of its content, in quotes as the header wants it. Each encoding of a file needs a tag of its own.
    pub etag: &'static str,
    /// Whether the name carries a hash of the content, so that it may be kept for ever.
    pub immutable: bool,
    /// The bytes.
    pub raw: &'static [u8],
    /// The bytes, compressed with brotli, where that makes them fewer.
    pub br: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The file at an address, with or without its leading slash.
#[must_use]
pub fn find(path: &str) -> Option<&'static Asset> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let at = ASSETS.binary_search_by(|asset| asset.path.get(1..).unwrap_or("").cmp(path)).ok()?;
    ASSETS.get(at)
}

/// Every file, in the order of the addresses.
#[must_use]
pub fn all() -> &'static [Asset] {
    ASSETS
}

#[cfg(test)]
mod tests {
    use super::{all, find};

    #[test]
    fn every_file_is_found_by_its_address() {
        assert!(all().iter().all(|asset| find(asset.path).is_some_and(|found| found.path == asset.path)));
        assert!(find("/index.html").is_some() && find("index.html").is_some() && find("/desk.html").is_some());
        assert!(find("/no-such-file").is_none() && find("").is_none());
    }
}
