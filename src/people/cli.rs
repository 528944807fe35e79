//! `sayso import …`: load the council's files.

mod paths;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;

use super::actions::import::{foresee_import, import};
use super::foresight::Foresee;
use super::imports::{Kind, Wanted};
use crate::access::Actor;
use crate::files::receipt::Receipt;
use crate::store::Store;
use crate::wire::terminal::{failed, progress, refuse};
use clap::{Args, Subcommand};

/// How `sayso import` runs, whatever is loaded.
#[derive(Debug, Clone, Copy, Args)]
pub struct ImportHow {
    /// Write nothing; show what would change
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Print the receipt as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Take away what the files no longer have inside their own period (otherwise it is shown and kept)
    #[arg(long, global = true)]
    pub confirm_removals: bool,
}

/// The council's files.
#[derive(Debug, Subcommand)]
pub enum CouncilFiles {
    /// The yearly return (SSDA903) of one or several years: CSV files, XML files, or folders with them
    ///
    /// Tables are found by their header rows, whatever the files are called. Postcodes, ethnicity, category of need and
    /// scores are not kept. The same files twice change nothing.
    Ssda903 {
        /// Files or folders
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
    /// What children are called: child_id, known_as, first_language, interpreter
    People {
        /// The CSV file
        #[arg(required = true, value_name = "FILE")]
        paths: Vec<PathBuf>,
    },
    /// Who works here: staff_id, name, role, team, team_name, service, email, swe_number, manager_id, sign_in_name, work_days, about
    Staff {
        /// The CSV file
        #[arg(required = true, value_name = "FILE")]
        paths: Vec<PathBuf>,
    },
    /// Who holds which post: child_id, staff_id, post, from, to
    Allocations {
        /// The CSV file
        #[arg(required = true, value_name = "FILE")]
        paths: Vec<PathBuf>,
    },
    /// Care leavers older than the return: child_id, dob, start, end, legal_status, placement, provider, reason_new, reason_ceased
    History {
        /// The CSV file
        #[arg(required = true, value_name = "FILE")]
        paths: Vec<PathBuf>,
    },
}

impl CouncilFiles {
    fn kind(&self) -> Kind {
        match self {
            Self::Ssda903 { .. } => Kind::Ssda903,
            Self::People { .. } => Kind::People,
            Self::Staff { .. } => Kind::Staff,
            Self::Allocations { .. } => Kind::Allocations,
            Self::History { .. } => Kind::History,
        }
    }

    fn paths(&self) -> &[PathBuf] {
        match self {
            Self::Ssda903 { paths }
            | Self::People { paths }
            | Self::Staff { paths }
            | Self::Allocations { paths }
            | Self::History { paths } => paths,
        }
    }
}

/// Loads the files and says what became of every row. 0: done, and nobody need look. 1: rows were set aside, something is
/// absent, or (dry run) something would change. 2: a file could not be read, and nothing was written. A dry run asks `foresee`
/// what would come of it.
pub async fn run(what: &CouncilFiles, args: ImportHow, store: &Store, foresee: Option<Foresee>) -> ExitCode {
    let inputs = match paths::read(what.paths()) {
        Ok(inputs) => inputs,
        Err(say) => return refuse(&say),
    };
    let wanted = Wanted { dry_run: args.dry_run, confirm_removals: args.confirm_removals };
    let done = match foresee.filter(|_| args.dry_run) {
        Some(foresee) => foresee_import(store, Actor::Operator, what.kind(), inputs, wanted, foresee).await,
        None => import(store, Actor::Operator, what.kind(), inputs, wanted, progress(args.json)).await,
    };
    match done {
        Ok(receipt) => {
            if args.json {
                println!("{}", serde_json::to_string_pretty(&receipt).unwrap_or_default());
            } else {
                print!("{}", report::text(&receipt));
            }
            exit(&receipt)
        }
        Err(fault) => failed(&fault),
    }
}

fn exit(receipt: &Receipt) -> ExitCode {
    let differs = receipt.dry_run && receipt.changes_something();
    if differs || receipt.wants_looking_at() { ExitCode::from(1) } else { ExitCode::SUCCESS }
}
