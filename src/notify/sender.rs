//! Everything that leaves the house: pushes and staff e-mails.

use super::mail::Mail;
use super::push::Push;
use crate::config::Settings;

/// Sends what the outbox holds.
pub struct Sender {
    /// Pushes.
    pub push: Push,
    /// Staff e-mails; none where no mail server is set.
    pub mail: Option<Mail>,
}

impl Sender {
    /// Makes the senders from the settings and the private key that signs pushes (base64url).
    ///
    /// # Errors
    /// In words: which setting or key cannot be used.
    pub fn new(settings: &Settings, push_key: &str) -> Result<Self, String> {
        Ok(Self { push: Push::new(settings, push_key)?, mail: Mail::new(&settings.mail)? })
    }
}
