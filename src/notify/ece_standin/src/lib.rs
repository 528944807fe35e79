//! Stands in for the crate `ece` that `web-push` depends on.
//!
//! Sayso's pushes are empty (safety rule: nothing on a lock screen, nothing at a push service), so there is never
//! anything to encrypt. The real crate would bring OpenSSL into every build. This one holds no cryptography at all:
//! whoever tries to encrypt with it is refused.

/// Why nothing was encrypted: this build sends empty pushes only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error;

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("push payloads are not supported: Sayso sends empty pushes only")
    }
}

impl std::error::Error for Error {}

/// The result of an encryption that never happens.
pub type Result<T> = std::result::Result<T, Error>;

/// Refuses: a push of Sayso's carries no payload.
///
/// # Errors
/// Always [`Error`].
pub fn encrypt(_remote_public: &[u8], _remote_auth: &[u8], _data: &[u8]) -> Result<Vec<u8>> {
    Err(Error)
}

/// The older `aesgcm` scheme, refused likewise.
pub mod legacy {
    /// A block that cannot exist, because nothing is ever encrypted.
    #[derive(Debug)]
    pub struct AesGcmEncryptedBlock(std::convert::Infallible);

    impl AesGcmEncryptedBlock {
        /// Never called: no block exists.
        pub fn headers(&self, _vapid_public: Option<&[u8]>) -> Vec<(&'static str, String)> {
            match self.0 {}
        }

        /// Never called: no block exists.
        pub fn body(&self) -> String {
            match self.0 {}
        }
    }

    /// Refuses: a push of Sayso's carries no payload.
    ///
    /// # Errors
    /// Always [`super::Error`].
    pub fn encrypt_aesgcm(
        _remote_public: &[u8],
        _remote_auth: &[u8],
        _data: &[u8],
    ) -> super::Result<AesGcmEncryptedBlock> {
        Err(super::Error)
    }
}
