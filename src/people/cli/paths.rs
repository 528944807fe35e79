//! Reads files, and the CSV and XML files of folders.

use std::path::{Path, PathBuf};

use crate::people::imports::Input;

/// Folders within folders are followed no deeper than this.
const DEPTH_MAX: usize = 8;

/// Reads everything, in the order of names.
///
/// # Errors
/// In words: the path that cannot be read.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Input>, String> {
    let mut inputs = Vec::new();
    for path in paths {
        if path.is_dir() {
            let mut files = Vec::new();
            walk(path, 0, &mut files)?;
            files.sort();
            for file in files {
                inputs.push(input(&file, false)?);
            }
        } else {
            inputs.push(input(path, true)?);
        }
    }
    Ok(inputs)
}

fn input(path: &Path, named: bool) -> Result<Input, String> {
    let bytes = std::fs::read(path).map_err(|e| say(path, &e))?;
    Ok(Input { file: path.display().to_string(), bytes, named })
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), String> {
    for entry in std::fs::read_dir(folder).map_err(|e| say(folder, &e))? {
        let path = entry.map_err(|e| say(folder, &e))?.path();
        let hidden = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(['.', '~']));
        if hidden {
            continue;
        }
        if path.is_dir() {
            if depth < DEPTH_MAX {
                walk(&path, depth + 1, files)?;
            }
        } else if is_table(&path) {
            files.push(path);
        }
    }
    Ok(())
}

/// Files that may hold a table; of a spreadsheet the receipt says that it was not read.
fn is_table(path: &Path) -> bool {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    extension.is_some_and(|e| matches!(e.as_str(), "csv" | "tsv" | "txt" | "xml" | "xlsx" | "xls" | "ods" | "zip"))
}

fn say(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}
