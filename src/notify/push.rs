//! Sends an empty push: no body, the same headers whatever happened, so that nobody on the way can tell one from another.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, StatusCode, Url, header};
use web_push::{PartialVapidSignatureBuilder, SubscriptionInfo, VapidSignatureBuilder};

use super::endpoint::{Services, is_public};
use crate::config;
use crate::kernel::At;
use crate::kernel::clock::HOUR;

/// How long a push service keeps a push for a phone that is off, in seconds: a day.
const TTL_S: &str = "86400";
/// The one topic: a later push takes the place of one that was not delivered yet (RFC 8030, 5.4).
const TOPIC: &str = "sayso";
/// How long a push service may take for its whole answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How long it may take to be reached.
const REACHED_WITHIN: Duration = Duration::from_secs(5);
/// How much of an answer is read, in bytes; the rest is never fetched.
const ANSWER_BYTES_MAX: usize = 16 * 1024;
/// How long one signature serves for one push service. The service accepts it for longer.
const SIGNED_FOR: i64 = HOUR;

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// The push service has it.
    Accepted,
    /// The phone is no longer subscribed.
    Gone,
    /// It did not work this time.
    Failed,
}

/// Sends pushes, signed with the council's key (VAPID, RFC 8292).
pub struct Push {
    services: Services,
    subject: String,
    key: PartialVapidSignatureBuilder,
    client: Client,
    signed: Mutex<HashMap<String, (String, At)>>,
}

impl Push {
    /// Makes a sender of pushes from the settings and the private key, base64url.
    ///
    /// # Errors
    /// In words: a key that is none.
    pub fn new(settings: &config::Settings, push_key: &str) -> Result<Self, String> {
        let wrong = |_| "keys file: push_key must be a P-256 private key, 32 bytes in base64url".to_owned();
        let key = VapidSignatureBuilder::from_base64_no_sub(push_key).map_err(wrong)?;
        let services = Services {
            further: settings.push.further_hosts.iter().map(|h| h.to_ascii_lowercase()).collect(),
            allow_loopback: settings.push.allow_loopback,
        };
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(ANSWER_WITHIN)
            .connect_timeout(REACHED_WITHIN)
            .https_only(!services.allow_loopback)
            .no_proxy()
            .dns_resolver(Arc::new(PublicNames { allow_loopback: services.allow_loopback }))
            .build()
            .map_err(|e| format!("The sender of pushes could not be made: {e}"))?;
        Ok(Self { services, subject: subject(settings), key, client, signed: Mutex::default() })
    }

    /// The public key that browsers subscribe with, base64url.
    #[must_use]
    pub fn public_key(&self) -> String {
        BASE64URL.encode(self.key.clone().get_public_key())
    }

    /// Which push services are taken.
    #[must_use]
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// Sends one empty push. The address is held against the list again: the settings may have changed.
    pub async fn post(&self, endpoint: &str, now: At) -> Posted {
        let Ok(url) = self.services.parse(endpoint) else { return Posted::Gone };
        let Some(signature) = self.signature(&url, now) else { return Posted::Failed };
        let answer = self
            .client
            .post(url)
            .header("TTL", TTL_S)
            .header("Urgency", "normal")
            .header("Topic", TOPIC)
            .header(header::AUTHORIZATION, signature)
            .header(header::CONTENT_LENGTH, 0)
            .send()
            .await;
        match answer {
            Ok(answer) => read(answer).await,
            Err(e) => {
                tracing::warn!(
                    timeout = e.is_timeout(),
                    connect = e.is_connect(),
                    "a push service could not be reached"
                );
                Posted::Failed
            }
        }
    }

    /// The signature for a push service: the same one for an hour, so that pushes do not differ by it.
    fn signature(&self, url: &Url, now: At) -> Option<String> {
        let origin = url.origin().ascii_serialization();
        let mut signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((signature, made)) = signed.get(&origin)
            && (0..SIGNED_FOR).contains(&now.since(*made))
        {
            return Some(signature.clone());
        }
        let info = SubscriptionInfo::new(url.as_str(), "", "");
        let mut builder = self.key.clone().add_sub_info(&info);
        builder.add_claim("aud", origin.as_str());
        builder.add_claim("sub", self.subject.as_str());
        let made = builder.build().map_err(|_| tracing::error!("a push could not be signed")).ok()?;
        let signature = format!("vapid t={}, k={}", made.auth_t, BASE64URL.encode(made.auth_k));
        signed.insert(origin, (signature.clone(), now));
        Some(signature)
    }
}

/// Whom a push service may write to: as set, or the sender of staff e-mails, or the app's own address.
fn subject(settings: &config::Settings) -> String {
    match (settings.push.subject.as_str(), settings.mail.from.as_str()) {
        ("", "") => settings.server.origin.clone(),
        ("", from) => format!("mailto:{from}"),
        (subject, _) => subject.to_owned(),
    }
}

/// Reads an answer, at most so much of it, and says what it means.
async fn read(mut answer: Response) -> Posted {
    let status = answer.status();
    let mut bytes = 0;
    while let Ok(Some(chunk)) = answer.chunk().await {
        bytes += chunk.len();
        if bytes > ANSWER_BYTES_MAX {
            break;
        }
    }
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Posted::Gone,
        s if s.is_success() => Posted::Accepted,
        s => {
            tracing::warn!(status = s.as_u16(), "a push service did not take a push");
            Posted::Failed
        }
    }
}

/// Resolves names to public addresses only. The connection goes to what was looked at here and to nothing else, so a
/// name that points elsewhere a moment later changes nothing.
struct PublicNames {
    allow_loopback: bool,
}

impl Resolve for PublicNames {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_loopback = self.allow_loopback;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> =
                found.filter(|a| is_public(a.ip()) || (allow_loopback && a.ip().is_loopback())).collect();
            if public.is_empty() {
                return Err("the name has no public address".into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}
