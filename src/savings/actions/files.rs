//! Load a file: read it, hold it against what is due, post what is exact, set the rest aside. One run is one transaction with
//! one audit entry: all of a file or nothing of it.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use crate::access::{Action, Actor, Target, may};
use crate::files::date::Order;
use crate::files::table::plain;
use crate::kernel::id::{ChildId, Id, LineId, MoneyFileId};
use crate::kernel::{Day, Refusal, RefusalKind};
use crate::savings::account::ProviderNo;
use crate::savings::actions::expected;
use crate::savings::file::{FileMade, NewLine, shown_name};
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::{Field, Profile};
use crate::savings::intake::rows::{self, Reading};
use crate::savings::matching::extract::Moving;
use crate::savings::matching::outcome::{Decision, FileReceipt, RowState};
use crate::savings::matching::person::id_key;
use crate::savings::policy::Policy;
use crate::savings::provider::name_key;
use crate::savings::store::files as stored;
use crate::savings::store::{exceptions, ledger as books};
use crate::savings::{provider_or_new, providers};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};
use crate::wire::terminal::Progress;

pub(super) mod came;
pub(super) mod others;
pub(super) mod post;
pub mod preview;
mod raise;
pub(super) mod weigh;

/// A file that somebody gives.
#[derive(Debug, Clone)]
pub struct Given {
    /// What kind.
    pub kind: FileKind,
    /// As it was named.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// The provider's name; needed for a provider's file and for nothing else.
    pub provider: Option<String>,
    /// Whether day or month comes first, where a person has said so.
    pub order: Option<Order>,
    /// What columns hold, where a person has said so: what, and its heading.
    pub columns: Vec<(Field, String)>,
    /// The hash of the file that was looked at before: another one is refused.
    pub sha256: Option<String>,
    /// Write nothing.
    pub dry_run: bool,
}

/// The sender of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Sender {
    /// The provider, where it is in the register.
    provider: Option<ProviderNo>,
    /// Its number at Ofsted.
    urn: Option<String>,
    /// Its name.
    name: String,
}

impl Sender {
    fn key(&self) -> String {
        self.provider.map(|p| p.to_string()).unwrap_or_default()
    }
}

/// What a run comes to, before it is written.
pub(super) struct Weighed {
    reading: Reading,
    decisions: Vec<Decision>,
    receipt: FileReceipt,
    sum_pence: i64,
    as_at: Option<Day>,
    /// Files and pay runs whose money an extract shows, by the row that shows it.
    shown: HashMap<u64, Moving>,
    /// What weeks had got before, and how many parts.
    claimed: HashMap<ChildId, BTreeMap<Day, (i64, i32)>>,
    /// Weeks that are due from this sender and that no row is for.
    missing: Vec<(ChildId, Day, i64)>,
}

/// Loads a file, or says what loading it would come to. The same file again is known and changes nothing.
///
/// # Errors
/// A refusal in words where it cannot be read (`file_unreadable`), or is another one than was looked at (`file_changed`).
pub async fn load(
    store: &Store,
    policy: &Policy,
    actor: Actor,
    given: Given,
    mut progress: Progress,
) -> Answer<FileReceipt> {
    let policy = policy.clone();
    if given.dry_run {
        return store
            .read_long(move |rx| {
                let permit = may(rx, &actor, Action::KeepMoney, Target::Council)?;
                let sender = locate_sender(rx, &given)?;
                let hash = hash(&given)?;
                let reading = parse(&given, &profile(rx, &given, &sender)?)?;
                if let Some(known) = known_file(rx, &given, &sender, &hash, &reading)? {
                    return Ok(FileReceipt { dry_run: true, ..known });
                }
                let weighed = weigh::weigh(rx, &permit, &policy, reading, &given, &sender)?;
                Ok(FileReceipt { dry_run: true, sha256: hash, ..weighed.receipt })
            })
            .await;
    }
    let (given, early) = store.read_long(move |rx| read_early(rx, &actor, given)).await?;
    store.write(move |tx| run(tx, &policy, &actor, &given, early, &mut progress)).await
}

/// A file that was read before anybody waits for the ledger, with the columns that it was read by.
struct Early {
    profile: Profile,
    reading: Reading,
}

/// Reads a file without holding anything: only posting it holds the ledger.
fn read_early(rx: &mut Rx<'_>, actor: &Actor, given: Given) -> Answer<(Given, Early)> {
    let _ = may(rx, actor, Action::KeepMoney, Target::Council)?;
    hash(&given)?;
    let sender = locate_sender(rx, &given)?;
    let profile = profile(rx, &given, &sender)?;
    let reading = parse(&given, &profile)?;
    Ok((given, Early { profile, reading }))
}

fn run(
    tx: &mut Tx<'_>,
    policy: &Policy,
    actor: &Actor,
    given: &Given,
    early: Early,
    progress: &mut Progress,
) -> Answer<Outcome<FileReceipt>> {
    let permit = may(tx, actor, Action::KeepMoney, Target::Council)?;
    let hash = hash(given)?;
    // Whoever posts holds the ledger's head: two runs never weigh the same weeks at once.
    books::claim(tx)?;
    let mut sender = locate_sender(tx, given)?;
    let profile = profile(tx, given, &sender)?;
    // Somebody may have taught it other columns in between.
    let reading = if early.profile == profile { early.reading } else { parse(given, &profile)? };
    if let Some(known) = known_file(tx, given, &sender, &hash, &reading)? {
        return Ok(Outcome::Unchanged(known));
    }
    let mut weighed = weigh::weigh(tx, &permit, policy, reading, given, &sender)?;
    if given.kind == FileKind::Provider && sender.provider.is_none() {
        sender.provider = Some(provider_or_new(tx, &permit, &sender.name)?);
        weighed.receipt.notes.push("This provider was not in the register and was added.".into());
    }
    weighed.receipt.sha256.clone_from(&hash);
    let id: MoneyFileId = Id::at(tx.now());
    weighed.receipt.file = Some(id.uuid());
    let file = file_of(id, given, &sender, &weighed, hash)?;
    let lines = lines_of(tx, &weighed.decisions)?;
    let all = lines.len();
    let mut done = 0;
    stored::insert_file(tx, &permit, &file)?;
    stored::insert_lines(tx, &permit, &file, &lines, &mut |rows| {
        done += rows;
        progress(done, all);
    })?;
    post::post(tx, &permit, policy, &file, &lines, &weighed)?;
    exceptions::raise(tx, &permit, &raise::of(&file, &lines, &weighed))?;
    expected::arrived(tx, &permit, &file)?;
    stored::learn(tx, &permit, given.kind, &file.sender, &weighed.reading.profile)?;
    tx.audit(&permit.entry(tx.now(), Some(given.kind.as_str())))?;
    Ok(Outcome::Done(weighed.receipt))
}

fn hash(given: &Given) -> Answer<String> {
    let hash: String = Sha256::digest(&given.bytes).iter().map(|b| format!("{b:02x}")).collect();
    if given.sha256.as_ref().is_some_and(|h| *h != hash) {
        let say = "This is not the file that was looked at: it has changed since. Look at it again first.";
        return Err(Refusal::conflict("file_changed", say).into());
    }
    Ok(hash)
}

/// The sender by name: as it stands in the register, or the only one whose name begins so.
fn locate_sender(rx: &mut Rx<'_>, given: &Given) -> Answer<Sender> {
    if given.kind != FileKind::Provider {
        return Ok(Sender::default());
    }
    let name = given.provider.as_deref().map(str::trim).unwrap_or_default();
    let key = name_key(name);
    if key.is_empty() {
        let say = "Say whose file this is: the provider's name.";
        return Err(Refusal::invalid("provider_missing", "provider", say).into());
    }
    let all = providers(rx)?;
    let same = all.iter().find(|p| name_key(&p.name) == key);
    let begins: Vec<_> = all.iter().filter(|p| begins_so(&name_key(&p.name), &key)).collect();
    let found = same.or(match begins.as_slice() {
        [one] => Some(*one),
        _ => None,
    });
    Ok(match found {
        Some(p) => Sender { provider: Some(p.no), urn: p.urn.clone(), name: p.name.clone() },
        None => Sender { provider: None, urn: None, name: name.to_owned() },
    })
}

fn begins_so(a: &str, b: &str) -> bool {
    let whole_words = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '));
    whole_words(a, b) || whole_words(b, a)
}

/// The receipt of this very file, if it was loaded before: nothing in it is new.
fn known_file(
    rx: &mut Rx<'_>,
    given: &Given,
    sender: &Sender,
    hash: &str,
    reading: &Reading,
) -> Answer<Option<FileReceipt>> {
    if given.kind == FileKind::Provider && sender.provider.is_none() {
        return Ok(None);
    }
    let Some((id, _)) = stored::receipt_of(rx, given.kind, &sender.key(), hash)? else { return Ok(None) };
    let decisions: Vec<Decision> =
        reading.rows.iter().map(|r| Decision::of(r).ignored("This very file was in before.")).collect();
    let mut receipt = FileReceipt::new(&decisions, weigh::main_column(reading).printed_pence);
    receipt.known_file = true;
    receipt.file = Some(id.uuid());
    receipt.known_rows = receipt.rows_read;
    receipt.sha256 = hash.to_owned();
    receipt.notes.push("This very file was loaded before: nothing in it is new.".into());
    Ok(Some(receipt))
}

/// What is known of the sender's columns, and what a person says of them.
fn profile(rx: &mut Rx<'_>, given: &Given, sender: &Sender) -> Answer<Profile> {
    let mut profile = match (given.kind, sender.provider) {
        (FileKind::Provider, None) => Profile::new(),
        _ => stored::profile(rx, given.kind, &sender.key())?,
    };
    for (field, heading) in &given.columns {
        profile.retain(|_, f| f != field);
        profile.insert(plain(heading), *field);
    }
    Ok(profile)
}

/// Reads the file by these columns.
fn parse(given: &Given, profile: &Profile) -> Answer<Reading> {
    let read = rows::read(given.kind, &given.bytes, profile, given.order);
    Ok(read.map_err(|say| Refusal::of(RefusalKind::Invalid, "file_unreadable", say))?)
}

fn file_of(id: MoneyFileId, given: &Given, sender: &Sender, weighed: &Weighed, sha256: String) -> Answer<FileMade> {
    let days = weighed.decisions.iter().filter_map(|d| d.days);
    let days = days.reduce(|(a, b), (from, to)| (a.min(from), b.max(to)));
    let invoices = weighed.reading.above.iter().filter(|c| is_invoice(c)).map(|c| id_key(c));
    let words = std::iter::once(id_key(&name_key(&sender.name))).chain(invoices).filter(|w| w.len() >= 4);
    let receipt = serde_json::to_string(&weighed.receipt)
        .map_err(|e| Fault::broken(format!("a receipt could not be written: {e}")))?;
    Ok(FileMade {
        id,
        kind: given.kind,
        provider: sender.provider,
        sender: sender.key(),
        name: shown_name(&given.name),
        sha256,
        days,
        as_at: weighed.as_at,
        sum_pence: weighed.sum_pence,
        printed_pence: weighed.receipt.printed_total_pence,
        words: words.collect::<Vec<_>>().join("\n"),
        receipt,
        headings: serde_json::to_string(&weighed.reading.headings)
            .map_err(|e| Fault::broken(format!("headings could not be written: {e}")))?,
    })
}

/// Whether a cell above the table looks like the number of an invoice.
fn is_invoice(cell: &str) -> bool {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let is_one_word = !cell.contains(' ') && cell.len() >= 6 && cell.len() <= 40;
    is_one_word && digits >= 3 && cell.chars().any(char::is_alphabetic) && !cell.contains(['@', '£'])
}

/// The rows that are kept: those that wait or are posted.
fn lines_of(tx: &Tx<'_>, decisions: &[Decision]) -> Answer<Vec<NewLine>> {
    let json = |e: serde_json::Error| Fault::broken(format!("a row could not be written: {e}"));
    let kept = decisions.iter().filter(|d| d.state != RowState::Ignored);
    kept.map(|d| {
        let suggestions: Vec<_> = d
            .suggestions
            .iter()
            .map(|s| serde_json::json!({"child": s.child.uuid(), "score": s.score, "reasons": s.reasons}))
            .collect();
        let id: LineId = Id::at(tx.now());
        Ok(NewLine {
            id,
            raw: serde_json::to_string(&d.raw).map_err(json)?,
            content: d.content.clone(),
            suggestions: serde_json::to_string(&suggestions).map_err(json)?,
            decision: d.clone(),
        })
    })
    .collect()
}
