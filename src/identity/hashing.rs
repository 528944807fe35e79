//! Argon2id, off the worker threads and at most two at once: each takes 19 MiB and some 20 ms, and a flood of sign-ins must
//! not take the machine.

use std::sync::LazyLock;
use std::time::Duration;

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{Semaphore, SemaphorePermit};
use zeroize::Zeroizing;

use super::token::random_bytes;
use crate::store::{Answer, Fault};

/// Memory in KiB, rounds and lanes: the OWASP minimum of 19 MiB, 2, 1.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);
/// How many may run at once.
const AT_ONCE: usize = 2;
/// How long one may wait for its turn.
const QUEUE_MAX: Duration = Duration::from_secs(2);

static GATE: Semaphore = Semaphore::const_new(AT_ONCE);

/// What no password has: checked where a name is unknown, so that the answer takes as long.
static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| derive(random_bytes().ok()?.as_slice()).ok());

/// Bytes of a password, or of a keyed hash of a PIN. Wiped from memory when they go.
pub type SecretBytes = Zeroizing<Vec<u8>>;

/// A verifier of a secret, in PHC text.
///
/// # Errors
/// Busy, where too many wait already.
pub async fn hash(secret: SecretBytes) -> Answer<String> {
    Turn::take().await?.hash(secret).await
}

/// Whether a secret fits a verifier. Without a verifier it takes as long and never fits.
///
/// # Errors
/// Busy, where too many wait already.
pub async fn fits(verifier: Option<String>, secret: SecretBytes) -> Answer<bool> {
    let check = move || {
        let known = verifier.is_some();
        let against = verifier.or_else(|| NOBODYS.clone());
        let right = against.is_some_and(|v| verify(&v, &secret));
        known && right
    };
    Turn::take().await?.run(check).await
}

/// A turn at the gate. Whoever has it may look once more whether the work is still wanted.
pub struct Turn(#[expect(dead_code, reason = "the turn lasts as long as the permit")] SemaphorePermit<'static>);

impl Turn {
    /// Waits for a turn.
    ///
    /// # Errors
    /// Busy, where too many wait already.
    pub async fn take() -> Answer<Self> {
        let turn = tokio::time::timeout(QUEUE_MAX, GATE.acquire()).await;
        turn.map_err(|_| Fault::busy())?.map(Self).map_err(|_| Fault::broken("the gate is closed"))
    }

    /// A verifier of a secret, in PHC text.
    ///
    /// # Errors
    /// Where the machine has no randomness.
    pub async fn hash(self, secret: SecretBytes) -> Answer<String> {
        self.run(move || derive(&secret)).await?
    }

    /// Runs `work` on a thread of its own. A caller who gives up does not free the turn: the work holds it.
    async fn run<T: Send + 'static>(self, work: impl FnOnce() -> T + Send + 'static) -> Answer<T> {
        let run = move || {
            let _turn = self;
            work()
        };
        tokio::task::spawn_blocking(run).await.map_err(|_| Fault::broken("hashing panicked"))
    }
}

fn argon2() -> Answer<Argon2<'static>> {
    let (memory, rounds, lanes) = COST;
    let params = Params::new(memory, rounds, lanes, None).map_err(|e| Fault::broken(format!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn derive(secret: &[u8]) -> Answer<String> {
    let salt = SaltString::encode_b64(random_bytes()?.get(..16).unwrap_or_default());
    let salt = salt.map_err(|e| Fault::broken(format!("argon2: {e}")))?;
    let hash = argon2()?.hash_password(secret, &salt).map_err(|e| Fault::broken(format!("argon2: {e}")))?;
    Ok(hash.to_string())
}

/// The costs stand in the verifier: one made with other costs still fits.
fn verify(verifier: &str, secret: &[u8]) -> bool {
    let (Ok(parsed), Ok(argon2)) = (PasswordHash::new(verifier), argon2()) else { return false };
    argon2.verify_password(secret, &parsed).is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn secret(text: &str) -> SecretBytes {
        Zeroizing::new(text.as_bytes().to_vec())
    }

    #[tokio::test]
    async fn a_verifier_fits_its_secret_and_no_other() {
        let verifier = hash(secret("a")).await.unwrap();
        assert!(verifier.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{verifier}");
        assert!(fits(Some(verifier.clone()), secret("a")).await.unwrap());
        assert!(!fits(Some(verifier), secret("b")).await.unwrap());
        assert!(!fits(None, secret("a")).await.unwrap());
    }
}
