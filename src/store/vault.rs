//! The keys. A child's words are sealed with that child's own key (AES-256-GCM); the child's key is sealed with the
//! council's master key, which is never in the database. A sealed text is bound to its child and its row: moved to
//! another, it does not open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit, Nonce};
use diesel::prelude::*;
use hmac::{Hmac, Mac};
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::fault::{Answer, Fault};
use super::schema::child_keys;
use super::tx::{Rx, Tx};
use crate::fixed;
use crate::kernel::id::{AnyId, ChildId};
use crate::kernel::text::Words;

/// Version 1 of a sealed text: this byte, a nonce of 12 bytes, the ciphertext, a tag of 16 bytes.
const SEALED_V1: u8 = 1;
/// Children's keys that are kept open at once.
const OPEN_KEYS_MAX: usize = 5_000;

/// Thirty-two secret bytes, wiped from memory when they go.
pub type Key = Zeroizing<[u8; 32]>;

/// Keeps the master keys and the pepper, and the children's keys that are in use.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    masters: Vec<(String, Key)>,
    pepper: Key,
    open: Mutex<HashMap<ChildId, ChildKey>>,
}

/// The key of one child's words.
#[derive(Clone)]
pub struct ChildKey {
    child: ChildId,
    cipher: Arc<Aes256Gcm>,
}

impl Vault {
    /// A vault with its master keys, the one in use first, and the pepper for PINs and codes.
    ///
    /// # Errors
    /// Where there is no master key.
    pub fn new(masters: Vec<Key>, pepper: Key) -> Result<Self, String> {
        if masters.is_empty() {
            return Err("There is no master key. Set one in the keys file: without it no message can be read.".into());
        }
        let masters = masters.into_iter().map(|k| (key_id(&k), k)).collect();
        Ok(Self(Arc::new(Inner { masters, pepper, open: Mutex::new(HashMap::new()) })))
    }

    /// A keyed hash of a code, a secret or a PIN: useless to whoever has the database but not the pepper.
    #[must_use]
    pub fn mac(&self, purpose: &str, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC takes a key of any length, so this cannot fail; the empty hash would match nothing.
        let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(self.0.pepper.as_slice()) else { return [0; 32] };
        mac.update(purpose.as_bytes());
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// Seals bytes with the master key in use, bound to `bound`; answers the key's id too.
    ///
    /// # Errors
    /// Where the machine has no randomness.
    pub fn wrap(&self, bound: &[u8], bytes: &[u8]) -> Answer<(Vec<u8>, String)> {
        let (id, key) = self.0.masters.first().ok_or_else(|| Fault::broken("no master key"))?;
        Ok((seal(&cipher(key), bound, bytes)?, id.clone()))
    }

    /// Opens what [`Self::wrap`] sealed, with whichever master key fits.
    ///
    /// # Errors
    /// Where none fits, or it was changed.
    pub fn unwrap(&self, bound: &[u8], sealed: &[u8]) -> Answer<Zeroizing<Vec<u8>>> {
        self.0
            .masters
            .iter()
            .find_map(|(_, key)| open(&cipher(key), bound, sealed).ok())
            .ok_or_else(|| Fault::broken("a sealed key does not open: is the right master key configured?"))
    }

    /// The id of the master key in use: the first eight hex digits of its hash.
    #[must_use]
    pub fn master_id(&self) -> &str {
        self.0.masters.first().map_or("", |(id, _)| id)
    }

    fn cached(&self, child: ChildId) -> Option<ChildKey> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner).get(&child).cloned()
    }

    pub(super) fn cache(&self, key: &ChildKey) {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= OPEN_KEYS_MAX {
            open.clear();
        }
        open.insert(key.child, key.clone());
    }

    fn unwrapped(&self, child: ChildId, wrapped: &[u8]) -> Answer<ChildKey> {
        let bytes = self.unwrap(child.bytes(), wrapped)?;
        let key: [u8; 32] =
            bytes.as_slice().try_into().map_err(|_| Fault::broken("a child's key has the wrong length"))?;
        Ok(ChildKey { child, cipher: Arc::new(cipher(&Zeroizing::new(key))) })
    }
}

impl ChildKey {
    /// Seals words for the row `row` of this child.
    ///
    /// # Errors
    /// Where the machine has no randomness.
    pub fn seal(&self, row: AnyId, words: &Words) -> Answer<Vec<u8>> {
        seal(&self.cipher, &bound(self.child, row), words.reveal().as_bytes())
    }

    /// Opens the words of the row `row` of this child.
    ///
    /// # Errors
    /// Where they were sealed for another child or row, or changed.
    pub fn open(&self, row: AnyId, sealed: &[u8]) -> Answer<Words> {
        let mut bytes = open(&self.cipher, &bound(self.child, row), sealed)?;
        String::from_utf8(std::mem::take(&mut bytes))
            .map(Words::stored)
            .map_err(|_| Fault::broken("a sealed text is not text"))
    }
}

/// The key of a child's words.
///
/// # Errors
/// Where the child has none yet, or it does not open.
pub fn child_key(rx: &mut Rx<'_>, child: ChildId) -> Answer<ChildKey> {
    let vault = rx.vault();
    if let Some(key) = vault.cached(child) {
        return Ok(key);
    }
    stored_key(rx, child)?.ok_or(Fault::NotFound)
}

fn stored_key(rx: &mut Rx<'_>, child: ChildId) -> Answer<Option<ChildKey>> {
    let of = child_keys::table.find(child).select(child_keys::wrapped);
    let wrapped: Option<Vec<u8>> = crate::each_db!(rx.db(), c => fixed!(of).get_result(c)).optional()?;
    let Some(wrapped) = wrapped else { return Ok(None) };
    let key = rx.vault().unwrapped(child, &wrapped)?;
    rx.keep_key(&key);
    Ok(Some(key))
}

/// The key of a child's words, made if there is none yet.
///
/// # Errors
/// The database's own; where the machine has no randomness.
pub fn child_key_or_new(tx: &mut Tx<'_>, child: ChildId) -> Answer<ChildKey> {
    let vault = tx.vault();
    if let Some(key) = vault.cached(child) {
        return Ok(key);
    }
    if let Some(key) = stored_key(tx, child)? {
        return Ok(key);
    }
    let mut fresh = Zeroizing::new([0u8; 32]);
    OsRng.try_fill_bytes(fresh.as_mut_slice()).map_err(|e| Fault::broken(format!("no randomness: {e}")))?;
    let (wrapped, master) = vault.wrap(child.bytes(), fresh.as_slice())?;
    let now = tx.now();
    let row = (
        child_keys::child_id.eq(child),
        child_keys::wrapped.eq(wrapped),
        child_keys::master_key_id.eq(master),
        child_keys::made_at.eq(now),
    );
    crate::each_db!(tx.db(), c => diesel::insert_into(child_keys::table)
        .values(&row)
        .on_conflict(child_keys::child_id)
        .do_nothing()
        .execute(c))?;
    // Read back: another transaction may have been first.
    stored_key(tx, child)?.ok_or_else(|| Fault::broken("a child's key was not stored"))
}

/// Seals every child's key anew with the master key in use; answers how many were changed.
///
/// # Errors
/// Where one does not open with any configured master key: then none is changed.
pub fn rewrap_all(tx: &mut Tx<'_>) -> Answer<usize> {
    let vault = tx.vault();
    let stale: Vec<(ChildId, Vec<u8>)> = child_keys::table
        .filter(child_keys::master_key_id.ne(vault.master_id().to_owned()))
        .select((child_keys::child_id, child_keys::wrapped))
        .load(tx.db())?;
    for (child, wrapped) in &stale {
        let bytes = vault.unwrap(child.bytes(), wrapped)?;
        let (fresh, master) = vault.wrap(child.bytes(), &bytes)?;
        diesel::update(child_keys::table.find(child))
            .set((child_keys::wrapped.eq(fresh), child_keys::master_key_id.eq(master)))
            .execute(tx.db())?;
    }
    Ok(stale.len())
}

/// A fresh key from the machine's randomness.
///
/// # Errors
/// Where there is none.
pub fn fresh_key() -> Result<Key, String> {
    let mut key = Zeroizing::new([0u8; 32]);
    OsRng.try_fill_bytes(key.as_mut_slice()).map_err(|e| format!("The machine has no randomness: {e}"))?;
    Ok(key)
}

fn cipher(key: &Key) -> Aes256Gcm {
    Aes256Gcm::new(key.as_slice().into())
}

fn key_id(key: &Key) -> String {
    Sha256::digest(key.as_slice()).iter().take(4).map(|b| format!("{b:02x}")).collect()
}

fn bound(child: ChildId, row: AnyId) -> Vec<u8> {
    [child.bytes().as_slice(), row.bytes().as_slice()].concat()
}

fn seal(cipher: &Aes256Gcm, bound: &[u8], plain: &[u8]) -> Answer<Vec<u8>> {
    let mut nonce = [0u8; 12];
    OsRng.try_fill_bytes(&mut nonce).map_err(|e| Fault::broken(format!("no randomness: {e}")))?;
    let sealed = cipher
        .encrypt(Nonce::from_slice(&nonce), Payload { msg: plain, aad: bound })
        .map_err(|_| Fault::broken("sealing failed"))?;
    let mut out = Vec::with_capacity(1 + nonce.len() + sealed.len());
    out.push(SEALED_V1);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(&sealed);
    Ok(out)
}

fn open(cipher: &Aes256Gcm, bound: &[u8], sealed: &[u8]) -> Answer<Zeroizing<Vec<u8>>> {
    let broken = || Fault::broken("a sealed text does not open");
    let (&[SEALED_V1], rest) =
        sealed.split_at_checked(1).and_then(|(v, r)| Some((<&[u8; 1]>::try_from(v).ok()?, r))).ok_or_else(broken)?
    else {
        return Err(broken());
    };
    let (nonce, ciphertext) = rest.split_at_checked(12).ok_or_else(broken)?;
    cipher
        .decrypt(Nonce::from_slice(nonce), Payload { msg: ciphertext, aad: bound })
        .map(Zeroizing::new)
        .map_err(|_| broken())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{At, Id};

    fn vault() -> Vault {
        Vault::new(vec![Zeroizing::new([7; 32])], Zeroizing::new([9; 32])).unwrap_or_else(|e| unreachable!("{e}"))
    }

    #[test]
    fn words_sealed_for_one_child_do_not_open_for_another() {
        let key = Arc::new(cipher(&Zeroizing::new([1; 32])));
        let (a, b): (ChildId, ChildId) = (Id::at(At::from_ms(1)), Id::at(At::from_ms(2)));
        let row: AnyId = Id::at(At::from_ms(3));
        let sealed = ChildKey { child: a, cipher: key.clone() }.seal(row, &Words::stored("hello".into()));
        let sealed = sealed.unwrap_or_else(|f| unreachable!("{f:?}"));
        assert!(ChildKey { child: b, cipher: key.clone() }.open(row, &sealed).is_err());
        let read = ChildKey { child: a, cipher: key }.open(row, &sealed);
        assert_eq!(read.map(Words::into_revealed).ok().as_deref(), Some("hello"));
    }

    #[test]
    fn a_sealed_key_with_one_bit_changed_does_not_open() {
        let (mut sealed, _) = vault().wrap(b"x", b"secret").unwrap_or_else(|f| unreachable!("{f:?}"));
        if let Some(last) = sealed.last_mut() {
            *last ^= 1;
        }
        assert!(vault().unwrap(b"x", &sealed).is_err());
    }
}
