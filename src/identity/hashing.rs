//! Argon2id, off the worker threads and at most two at once: each takes 19 MiB and some 20 ms, and a flood of sign-ins must
//! not take the machine.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::{
    self, Decimal, Ident, Output, ParamsString, PasswordHash, PasswordHasher, PasswordVerifier, Salt, SaltString,
};
use argon2::{Algorithm, Argon2, Block, Params, Version};
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

/// The memory of hashes that are done, for the next: as much as may run at once. Given back each time, it would pile up in
/// the allocator's heaps, some 20 MiB for every thread that ever hashed.
static SPARE: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// Argon2id, in memory that is kept.
struct Kept;

impl PasswordHasher for Kept {
    type Params = Params;

    fn hash_password_customized<'a>(
        &self,
        secret: &[u8],
        algorithm: Option<Ident<'a>>,
        version: Option<Decimal>,
        params: Params,
        salt: impl Into<Salt<'a>>,
    ) -> password_hash::Result<PasswordHash<'a>> {
        let algorithm = algorithm.map(Algorithm::try_from).transpose()?.unwrap_or_default();
        let version = version.map(Version::try_from).transpose()?.unwrap_or_default();
        let argon2 = Argon2::new(algorithm, version, params);
        let (params, salt) = (argon2.params(), salt.into());
        let mut bytes = [0u8; Salt::MAX_LENGTH];
        let salt_bytes = salt.decode_b64(&mut bytes)?;
        let hash = Output::init_with(params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN), |out| {
            let fill = |memory: &mut [Block]| argon2.hash_password_into_with_memory(secret, salt_bytes, out, memory);
            Ok(in_spare_memory(params.block_count(), fill)?)
        })?;
        Ok(PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(params)?,
            salt: Some(salt),
            hash: Some(hash),
        })
    }
}

fn in_spare_memory<T>(blocks: usize, work: impl FnOnce(&mut [Block]) -> T) -> T {
    let spare = || SPARE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = spare().pop().unwrap_or_default();
    if memory.len() < blocks {
        memory.resize(blocks, Block::new());
    }
    let done = work(&mut memory);
    spare().push(memory);
    done
}

fn derive(secret: &[u8]) -> Answer<String> {
    let broken = |e: &dyn std::fmt::Display| Fault::broken(format!("argon2: {e}"));
    let (memory, rounds, lanes) = COST;
    let params = Params::new(memory, rounds, lanes, None).map_err(|e| broken(&e))?;
    let salt = SaltString::encode_b64(random_bytes()?.get(..16).unwrap_or_default()).map_err(|e| broken(&e))?;
    let hash = Kept.hash_password_customized(secret, None, None, params, &salt).map_err(|e| broken(&e))?;
    Ok(hash.to_string())
}

/// The costs stand in the verifier: one made with other costs still fits.
fn verify(verifier: &str, secret: &[u8]) -> bool {
    PasswordHash::new(verifier).is_ok_and(|parsed| Kept.verify_password(secret, &parsed).is_ok())
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

    #[tokio::test]
    async fn a_verifier_made_with_other_costs_or_elsewhere_still_fits() {
        for (memory, rounds, lanes) in [(16, 2, 1), (64, 3, 4), (20 * 1024, 2, 1)] {
            let argon2 =
                Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(memory, rounds, lanes, None).unwrap());
            let salt = SaltString::encode_b64(b"sixteen bytes...").unwrap();
            let elsewhere = argon2.hash_password(b"a", &salt).unwrap().to_string();
            assert!(fits(Some(elsewhere.clone()), secret("a")).await.unwrap());
            assert!(!fits(Some(elsewhere), secret("b")).await.unwrap());
        }
    }

    #[tokio::test]
    async fn memory_is_kept_for_as_many_as_may_run_at_once() {
        let all: Vec<_> = (0..6).map(|_| tokio::spawn(hash(secret("a")))).collect();
        for one in all {
            one.await.unwrap().unwrap();
        }
        let kept = SPARE.lock().unwrap().len();
        assert!((1..=AT_ONCE).contains(&kept), "{kept}");
    }
}
