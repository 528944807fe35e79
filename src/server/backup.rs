//! `sayso backup FILE` and `sayso restore FILE`: everything in the database, consistent while the service runs, encrypted
//! with a passphrase (age, scrypt). The keys file is not in it: neither half opens a message without the other.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use age::secrecy::{ExposeSecret, SecretString};
use age::stream::StreamReader;
use age::{DecryptError, Decryptor, Encryptor, scrypt};
use zeroize::Zeroizing;

use crate::access::{self, Action, Actor, Target};
use crate::config;
use crate::store::backup::{self, Restored};
use crate::store::{Fault, Outcome, Store};

/// The shortest passphrase that is taken, in characters.
const PASSPHRASE_CHARS_MIN: usize = 12;
/// The most work that a passphrase may cost when it is read, as a power of two: some minutes on a slow machine.
const WORK_MAX: u8 = 22;

/// What a backup is locked with.
pub struct Passphrase {
    text: SecretString,
    work: Option<u8>,
}

impl Passphrase {
    /// A passphrase that costs whoever guesses about a second a guess.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: SecretString::from(text.to_owned()), work: None }
    }

    /// The same with so much work (a power of two) in place of a second's: for tests, which have no second.
    #[must_use]
    pub fn with_work(self, power: u8) -> Self {
        Self { work: Some(power), ..self }
    }

    fn long_enough(&self) -> Result<(), String> {
        let short = self.text.expose_secret().chars().count() < PASSPHRASE_CHARS_MIN;
        if short {
            Err(format!("The passphrase is too short: {PASSPHRASE_CHARS_MIN} characters at least."))
        } else {
            Ok(())
        }
    }

    fn seal(&self) -> Result<Encryptor, String> {
        let mut key = scrypt::Recipient::new(self.text.clone());
        if let Some(power) = self.work {
            key.set_work_factor(power);
        }
        let key: &dyn age::Recipient = &key;
        Encryptor::with_recipients(std::iter::once(key)).map_err(|e| e.to_string())
    }
}

/// Writes a backup of the database at `url` to `file`, which must not be there yet; answers how many rows.
///
/// # Errors
/// In words; nothing half-written is left under that name.
pub fn write(url: &str, file: &Path, passphrase: &Passphrase) -> Result<u64, String> {
    passphrase.long_enough()?;
    if file.exists() {
        return Err(format!("{} is there already. Give the backup another name.", file.display()));
    }
    let say = |e: std::io::Error| format!("{}: {e}", file.display());
    let mut part = file.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let written = (|| {
        let out = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(part).map_err(say)?;
        let mut out = BufWriter::new(passphrase.seal()?.wrap_output(BufWriter::new(out)).map_err(say)?);
        let rows = backup::dump(url, &mut out).map_err(|f| as_words(&f))?;
        let out = out.into_inner().map_err(|e| e.to_string())?.finish().map_err(say)?;
        out.into_inner().map_err(|e| e.to_string())?.sync_all().map_err(say)?;
        fs::rename(part, file).map_err(say)?;
        Ok(rows)
    })();
    if written.is_err() {
        let _ = fs::remove_file(part);
    }
    written
}

/// Opens a backup: its lines, still to be read.
///
/// # Errors
/// In words: what the file is instead, or that the passphrase does not fit.
pub fn open(file: &Path, passphrase: &Passphrase) -> Result<BufReader<StreamReader<BufReader<File>>>, String> {
    let mut sealed = BufReader::new(File::open(file).map_err(|e| format!("{}: {e}", file.display()))?);
    what_is_it(&mut sealed, file)?;
    let sealed = Decryptor::new_buffered(sealed).map_err(|e| cannot_open(&e))?;
    let mut key = scrypt::Identity::new(passphrase.text.clone());
    key.set_max_work_factor(WORK_MAX);
    let key: &dyn age::Identity = &key;
    let lines = sealed.decrypt(std::iter::once(key)).map_err(|e| cannot_open(&e))?;
    Ok(BufReader::new(lines))
}

/// What a command says of a fault.
fn as_words(fault: &Fault) -> String {
    match fault {
        Fault::Refused(refusal) => refusal.say.clone(),
        Fault::Broken(cause) => format!("It broke: {cause}"),
        Fault::NotFound | Fault::Denied(_) => "It is not there.".into(),
    }
}

fn what_is_it(sealed: &mut impl BufRead, file: &Path) -> Result<(), String> {
    let start = sealed.fill_buf().map_err(|e| format!("{}: {e}", file.display()))?;
    if start.starts_with(b"SQLite format 3\0") {
        return Err(format!(
            "{} is a copied database file, not a backup. While the service runs, the newest messages are not in the .db file \
             but in the -wal file beside it: a copy of the .db alone has lost them. Make a backup with: sayso backup FILE",
            file.display()
        ));
    }
    if !start.starts_with(b"age-encryption.org/") {
        return Err(format!("{} is not a backup made by: sayso backup FILE", file.display()));
    }
    Ok(())
}

fn cannot_open(e: &DecryptError) -> String {
    match e {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            "The passphrase does not fit, or the backup is damaged. Nothing was restored.".into()
        }
        _ => format!("The backup is damaged and was not restored: {e}"),
    }
}

/// Restores a backup into an empty database, all of it or nothing, and ends every session and open invitation in it.
///
/// # Errors
/// In words: see [`backup::load`].
pub async fn restore(store: &Store, lines: impl BufRead + Send + 'static) -> Result<Restored, String> {
    let restored = store.write(move |tx| {
        let permit = access::may(tx, &Actor::Operator, Action::KeepSystem, Target::Council)?;
        let restored = backup::load(tx, lines)?;
        backup::end_what_was_open(tx)?;
        tx.audit(&permit.entry(tx.now(), Some("restored")))?;
        Ok(Outcome::Done(restored))
    });
    restored.await.map_err(|f| as_words(&f))
}

/// The passphrase, from the environment or from whoever sits at the terminal (twice where it is a new one).
///
/// # Errors
/// In words, where there is neither.
pub fn passphrase(is_new: bool) -> Result<Passphrase, String> {
    if let Some(set) = config::backup_passphrase() {
        return Ok(Passphrase::new(&set));
    }
    let none = |_| "Set SAYSO_BACKUP_PASSPHRASE, or run this at a terminal to be asked for the passphrase.".to_owned();
    let mut terminal = OpenOptions::new().read(true).write(true).open("/dev/tty").map_err(none)?;
    let first = ask(&mut terminal, "Passphrase of the backup: ")?;
    if is_new && *ask(&mut terminal, "The same again: ")? != *first {
        return Err("The two were not the same.".into());
    }
    Ok(Passphrase::new(&first))
}

fn ask(terminal: &mut File, question: &str) -> Result<Zeroizing<String>, String> {
    let say = |e: std::io::Error| format!("the terminal: {e}");
    terminal.write_all(question.as_bytes()).map_err(say)?;
    echo(false);
    let mut line = Zeroizing::new(Vec::new());
    let mut byte = [0u8; 1];
    let read = loop {
        match terminal.read(&mut byte) {
            Ok(0) => break Ok(()),
            Ok(_) if byte == *b"\n" => break Ok(()),
            Ok(_) => line.extend_from_slice(&byte),
            Err(e) => break Err(e),
        }
    };
    echo(true);
    let _ = terminal.write_all(b"\n");
    read.map_err(say)?;
    let text = String::from_utf8(line.to_vec()).map_err(|_| "The passphrase is not text.".to_owned())?;
    Ok(Zeroizing::new(text))
}

/// Lets the terminal show what is typed, or not. Where there is no `stty` it is shown.
fn echo(on: bool) {
    let how = if on { "echo" } else { "-echo" };
    let _ = Command::new("stty").args(["-F", "/dev/tty", how]).stdin(Stdio::null()).status();
}

/// Seals every child's key anew with the master key in use; answers how many.
///
/// # Errors
/// In words, where one does not open: then none is changed.
pub async fn rotate_keys(store: &Store) -> Result<usize, String> {
    let rotated = store.write(|tx| {
        let permit = access::may(tx, &Actor::Operator, Action::KeepSystem, Target::Council)?;
        let changed = crate::store::vault::rewrap_all(tx)?;
        if changed == 0 {
            return Ok(Outcome::Unchanged(0));
        }
        tx.audit(&permit.entry(tx.now(), Some("rotated_keys")))?;
        Ok(Outcome::Done(changed))
    });
    rotated.await.map_err(|f| as_words(&f))
}
