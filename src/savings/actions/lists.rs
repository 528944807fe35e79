//! What the desk looks at: files, rows, exceptions' rows. Each look is written down.

use std::collections::HashMap;

use crate::access::{Action, Actor, Permit, Target, may};
use crate::kernel::id::{ChildId, MoneyFileId, StaffId};
use crate::people;
use crate::savings::account::ProviderNo;
use crate::savings::actions::faces;
use crate::savings::intake::columns::Field;
use crate::savings::matching::outcome::FileReceipt;
use crate::savings::providers;
use crate::savings::queue::{Face, FileFace, Line, Waiting};
use crate::savings::store::queue::{self as rows, PAGE, Wanted};
use crate::store::{Answer, Fault, Outcome, Rx, Store, Tx};

/// Names that a page shows.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Children.
    pub children: HashMap<ChildId, Face>,
    /// Providers.
    pub providers: HashMap<ProviderNo, String>,
    /// Staff.
    pub staff: HashMap<StaffId, String>,
}

impl Names {
    /// The names of providers and staff; children's are added by whoever needs them.
    pub(super) fn of(rx: &mut Rx<'_>, staff: impl Iterator<Item = StaffId>) -> Answer<Self> {
        let mut ids: Vec<StaffId> = staff.collect();
        ids.sort_unstable();
        ids.dedup();
        Ok(Self {
            children: HashMap::new(),
            providers: providers(rx)?.into_iter().map(|p| (p.no, p.name)).collect(),
            staff: people::staff_many(rx, &ids)?.into_iter().map(|(id, f)| (id, f.name)).collect(),
        })
    }
}

/// Lists files, the newest first, with names. The look is written down.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_files(store: &Store, actor: Actor) -> Answer<(Vec<FileFace>, Names)> {
    looked(store, actor, |tx, permit| {
        let files = rows::files(tx, permit, None)?;
        let names = Names::of(tx, files.iter().filter_map(|f| f.loaded_by))?;
        Ok((files, names))
    })
    .await
}

/// The receipt of a file that is in, as it was when it came.
///
/// # Errors
/// [`Fault::NotFound`] where there is none, and to everybody but the savings desk.
pub async fn read_receipt(store: &Store, actor: Actor, id: MoneyFileId) -> Answer<(FileFace, FileReceipt, Names)> {
    looked(store, actor, move |tx, permit| {
        let file = rows::files(tx, permit, Some(id))?.pop().ok_or(Fault::NotFound)?;
        let names = Names::of(tx, file.loaded_by.into_iter())?;
        Ok((file, rows::receipt(tx, permit, id)?, names))
    })
    .await
}

/// A file's headings, each with what it was read as.
pub type Headings = Vec<(String, Option<Field>)>;

/// A page of rows with everything that stands beside them.
#[derive(Debug, Clone)]
pub struct QueuePage {
    /// The rows.
    pub lines: Vec<Line>,
    /// Whether there may be more.
    pub has_more: bool,
    /// The files that they are of: name, headings.
    pub files: HashMap<MoneyFileId, (String, Headings)>,
    /// How many rows stand so in all, by what is wrong and by sender.
    pub waiting: Vec<Waiting>,
    /// Names.
    pub names: Names,
}

/// A page of rows, with names, headings and how many there are in all.
///
/// # Errors
/// [`Fault::NotFound`] to everybody but the savings desk.
pub async fn list_queue(store: &Store, actor: Actor, wanted: Wanted) -> Answer<QueuePage> {
    looked(store, actor, move |tx, permit| {
        let lines = rows::lines(tx, permit, &wanted)?;
        let mut names = Names::of(tx, lines.iter().filter_map(|l| l.decided_by))?;
        names.children = faces::of_lines(tx, permit, &lines)?;
        let files = rows::headings(tx, permit, lines.iter().map(|l| l.file))?;
        let has_more = i64::try_from(lines.len()).unwrap_or(0) >= PAGE;
        Ok(QueuePage { has_more, files, waiting: rows::waiting(tx, permit, wanted.state, wanted.file)?, names, lines })
    })
    .await
}

async fn looked<T: Send + 'static>(
    store: &Store,
    actor: Actor,
    read: impl FnOnce(&mut Tx<'_>, &Permit) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    store
        .write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
            let found = read(tx, &permit)?;
            tx.audit(&permit.entry(tx.now(), Some("looked")))?;
            Ok(Outcome::Done(found))
        })
        .await
}
