//! The secrets: the master keys, the pepper, the key that signs pushes. In a file of their own, never in the database.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD as BASE64, URL_SAFE_NO_PAD as BASE64URL};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::store::Vault;
use crate::store::vault::{Key, fresh_key};

/// The secrets that are kept outside the database.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysFile {
    /// Base64, 32 bytes each; the one in use first, older ones after it.
    master_keys: Vec<String>,
    /// Base64, 32 bytes: bound into PINs and codes. Changing it makes every phone enrol anew.
    pepper: String,
    /// Base64url: the private key that signs pushes.
    push_key: String,
}

/// The secrets, read and checked.
pub struct Keys {
    /// The master keys and the pepper.
    pub vault: Vault,
    /// The private key that signs pushes, base64url.
    pub push_key: Zeroizing<String>,
}

impl Keys {
    /// Reads the keys file; makes one with fresh keys where there is none, and says so through the second value.
    ///
    /// # Errors
    /// In words: which key is missing or has the wrong length.
    pub fn load_or_make(file: &Path) -> Result<(Self, bool), String> {
        let made = !file.exists();
        if made {
            write_private(file, &fresh_keys_file()?)?;
        }
        let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let keys: KeysFile = toml::from_str(&text).map_err(|e| format!("{}: {}", file.display(), e.message()))?;
        let masters = keys.master_keys.iter().map(|k| read_key(k, "master_keys")).collect::<Result<Vec<_>, _>>()?;
        let vault = Vault::new(masters, read_key(&keys.pepper, "pepper")?)?;
        Ok((Self { vault, push_key: Zeroizing::new(keys.push_key) }, made))
    }
}

fn read_key(text: &str, name: &str) -> Result<Key, String> {
    let wrong = || format!("keys file: {name} must be 32 bytes in base64");
    let bytes = Zeroizing::new(BASE64.decode(text).map_err(|_| wrong())?);
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| wrong())?;
    Ok(Zeroizing::new(key))
}

fn fresh_keys_file() -> Result<String, String> {
    let master = BASE64.encode(fresh_key()?.as_slice());
    let pepper = BASE64.encode(fresh_key()?.as_slice());
    let push = BASE64URL.encode(fresh_key()?.as_slice());
    Ok(format!(
        "# Sayso's keys. Whoever has this file and the database can read every message; without this file nobody can,\n\
         # ever again. Keep a copy in the council's safe, apart from the backups of the data.\n\
         master_keys = [\"{master}\"]\npepper = \"{pepper}\"\npush_key = \"{push}\"\n"
    ))
}

fn write_private(file: &Path, text: &str) -> Result<(), String> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let say = |e: std::io::Error| format!("{}: {e}", file.display());
    if let Some(folder) = file.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(say)?;
    }
    let mut out = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(say)?;
    out.write_all(text.as_bytes()).map_err(say)
}
