//! Takes the council's files in, through the same import as `sayso import`.

use std::path::{Path, PathBuf};

use crate::access::Actor;
use crate::files::receipt::Receipt;
use crate::people::actions::import;
use crate::people::imports::{Input, Kind, Wanted};
use crate::store::Store;

use super::files::CouncilFiles;
use super::town::say;

/// Imports an extract: staff, the return, older histories, names, allocations. Answers each receipt.
///
/// # Errors
/// In words, where a file cannot be read.
pub(super) async fn take_in(store: &Store, files: &CouncilFiles) -> Result<Vec<Receipt>, String> {
    let mut of_the_return = Vec::new();
    for year in &files.years {
        of_the_return.extend(within(year)?);
    }
    let runs = [
        (Kind::Staff, vec![files.staff.clone()]),
        (Kind::Ssda903, of_the_return),
        (Kind::History, vec![files.history.clone()]),
        (Kind::People, vec![files.people.clone()]),
        (Kind::Allocations, vec![files.allocations.clone()]),
    ];
    let mut receipts = Vec::new();
    for (kind, paths) in runs {
        let inputs = paths.iter().map(|p| input(p)).collect::<Result<Vec<_>, String>>()?;
        let done = import(store, Actor::Operator, kind, inputs, Wanted::default(), Box::new(|_, _| {})).await;
        receipts.push(done.map_err(say)?);
    }
    Ok(receipts)
}

fn within(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let wrong = |e: std::io::Error| format!("{}: {e}", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(wrong)? {
        found.push(entry.map_err(wrong)?.path());
    }
    found.sort();
    Ok(found)
}

fn input(path: &Path) -> Result<Input, String> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(Input { file: path.to_string_lossy().into_owned(), bytes, named: true })
}
