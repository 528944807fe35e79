//! Sends the one e-mail that staff get: that something waits in the inbox, and nothing of what.

use std::path::PathBuf;

use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config;
use crate::kernel::id::AnyId;

/// The subject of the e-mail.
pub const SUBJECT: &str = "You have an item in the Sayso inbox";
/// The whole text of the e-mail: no name, no number, no link.
pub const TEXT: &str = "You have an item in the Sayso inbox.\n\nOpen Sayso the way you usually do.\n";

/// How e-mails leave.
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// Sends staff e-mails.
pub struct Mail {
    from: Mailbox,
    way: Way,
}

impl Mail {
    /// Makes a sender of e-mails; none where neither a mail server nor a folder is set.
    ///
    /// # Errors
    /// In words: which setting cannot be read.
    pub fn new(settings: &config::Mail) -> Result<Option<Self>, String> {
        let way = match (&settings.smtp, &settings.folder) {
            (Some(url), _) => Way::Smtp(smtp(url)?),
            (None, Some(folder)) => Way::Folder(folder.clone()),
            (None, None) => return Ok(None),
        };
        let from = settings
            .from
            .parse()
            .map_err(|_| "mail.from: give an e-mail address, as sayso@council.gov.uk".to_owned())?;
        Ok(Some(Self { from, way }))
    }

    /// Sends one e-mail. A second try of the same letter has the same message id and, in a folder, the same file.
    ///
    /// # Errors
    /// In words for the log, without the address.
    pub async fn post(&self, letter: AnyId, to: &str) -> Result<(), String> {
        let to: Mailbox = to.parse().map_err(|_| "an address of staff is none".to_owned())?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(SUBJECT)
            .message_id(Some(format!("<{letter}@{}>", self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(TEXT.to_owned())
            .map_err(|e| format!("an e-mail could not be written: {e}"))?;
        match &self.way {
            Way::Smtp(server) => server.send(message).await.map(|_| ()).map_err(|e| format!("the mail server: {e}")),
            Way::Folder(folder) => write(folder.clone(), letter, message.formatted()).await,
        }
    }
}

fn smtp(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
        .map_err(|_| "mail.smtp: give it as smtps://user:password@host".to_owned())?;
    Ok(builder.timeout(Some(std::time::Duration::from_secs(20))).build())
}

async fn write(folder: PathBuf, letter: AnyId, bytes: Vec<u8>) -> Result<(), String> {
    let written = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{letter}.eml")), bytes)
    });
    written
        .await
        .map_err(|_| "writing an e-mail panicked".to_owned())?
        .map_err(|e| format!("the folder for e-mails: {e}"))
}
