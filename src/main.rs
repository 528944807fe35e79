//! `sayso`: parses the command line and hands on to a room.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use sayso::config::RuleFiles;
use sayso::demo::cli::Demo;
use sayso::entitlements::cli::RightsCommand;
use sayso::identity::cli::AdminCommand;
use sayso::kernel::Clock;
use sayso::kernel::calendar::london_day;
use sayso::people::cli::{CouncilFiles, ImportHow};
use sayso::savings::cli::import::MoneyFiles;
use sayso::savings::cli::setup::SetupFiles;
use sayso::savings::cli::{AccrueArgs, SavingsCommand};
use sayso::server::cli::{self, Place};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Children in care say what they think, and are answered.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service
    ///
    /// Refuses to start, in words, while the council's night number, duty owner, IRO lead, advocacy or complaints contact
    /// is missing: a child must never write into nothing. Stops on SIGTERM: finishes what is under way, then ends.
    Serve(cli::Serve),
    /// Try it: makes a synthetic council in a folder of its own (demo-data, or --data) and serves it
    ///
    /// Writes the files that a council would give, imports them, lets its people talk for four weeks, and prints the
    /// address and a sign-in for each role. A second start keeps what is there. Nobody in it exists.
    Demo(Demo),
    /// Bring the database's tables up to date (serve does it too)
    Migrate,
    /// Say what is missing in the settings before children can be let in
    CheckConfig,
    /// Load files: the yearly return, people, staff, allocations, history; what comes of savings
    ///
    /// Ends with 0 when all is done, with 1 when rows were set aside, something is absent, or a dry run found differences,
    /// and with 2 when a file could not be read; then nothing was written.
    Import(Import),
    /// Make savings weeks due, up to a day: what the policy says of every child's care history goes into the ledger
    ///
    /// Run again, nothing is posted twice; cut off, the next run does the rest. Weeks that nobody can know are listed for a
    /// person. Once it was run, the service does it by itself every week.
    Accrue(AccrueArgs),
    /// Accounts of staff: add, invite to set a password, disable; the first administrator
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Write an encrypted backup while the service runs
    ///
    /// The passphrase comes from SAYSO_BACKUP_PASSPHRASE or is asked for. The keys file is not in the backup: keep a copy
    /// of it elsewhere. Without either of the two, no message can be read again.
    Backup(cli::Backup),
    /// Restore a backup into an empty database, SQLite or PostgreSQL
    ///
    /// All of it or nothing. Every session and open invitation in it is ended.
    Restore(cli::Restore),
    /// Seal every child's key with the first master key of the keys file
    ///
    /// To change the master key: put a new one first in master_keys of the keys file (32 bytes in base64: head -c 32
    /// /dev/urandom | base64), keep the old one after it, stop the service, run this, start the service.
    RotateKeys,
    /// Work out what a young person has a right to, from dates; needs no database
    #[command(subcommand)]
    Rights(RightsCommand),
    /// Savings: weeks of one care history (needs no database); open decisions, the first week, topping up
    #[command(subcommand)]
    Savings(SavingsCommand),
}

#[derive(clap::Args)]
struct Import {
    #[command(subcommand)]
    what: ImportWhat,
    #[command(flatten)]
    how: ImportHow,
}

#[derive(Subcommand)]
enum ImportWhat {
    #[command(flatten)]
    Council(CouncilFiles),
    #[command(flatten)]
    Setup(SetupFiles),
    #[command(flatten)]
    Money(MoneyFiles),
}

async fn import(place: &Place, Import { what, how }: Import) -> ExitCode {
    let opened = if how.dry_run { place.visit_to_look() } else { place.visit_to_load().map(|o| (o, None)) };
    let ((opened, _until_said), rules) = match opened.and_then(|o| Ok((o, place.rules()?))) {
        Ok(opened) => opened,
        Err(say) => {
            eprintln!("{say}");
            return ExitCode::from(2);
        }
    };
    match what {
        ImportWhat::Council(what) => {
            let code = sayso::people::cli::run(&what, how, &opened.store, sayso::savings::cli::foresee(&rules)).await;
            if !how.dry_run {
                sayso::savings::cli::look_again(&opened.store, &rules).await;
            }
            code
        }
        ImportWhat::Setup(what) => {
            sayso::savings::cli::setup::run(what, how.dry_run, how.json, &opened.store, &rules).await
        }
        ImportWhat::Money(what) => {
            let run = what.into_run(how.dry_run, how.json);
            sayso::savings::cli::import::run(run, &opened.store, &rules).await
        }
    }
}

fn main() -> ExitCode {
    let Cli { place, command } = Cli::parse();
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        eprintln!("The machine gave no threads.");
        return ExitCode::from(2);
    };
    runtime.block_on(async {
        match command {
            Command::Serve(args) => cli::serve(&place, args).await,
            Command::Demo(args) => sayso::demo::cli::run(place.data, args).await,
            Command::Migrate => cli::migrate(&place),
            Command::CheckConfig => cli::check_config(&place),
            Command::Import(args) => import(&place, args).await,
            Command::Accrue(args) => match place.visit_to_load() {
                Ok(opened) => {
                    let files = RuleFiles::new(opened.settings.data.rules_folder.clone());
                    sayso::savings::cli::accrue(args, &opened.store, &files).await
                }
                Err(say) => {
                    eprintln!("{say}");
                    ExitCode::from(2)
                }
            },
            Command::Admin(command) => match place.visit() {
                Ok(opened) => sayso::identity::cli::run(command, &opened.store, &opened.settings).await,
                Err(say) => {
                    eprintln!("{say}");
                    ExitCode::from(2)
                }
            },
            Command::Savings(SavingsCommand::Desk(command)) => match place.visit_to_load() {
                Ok(opened) => {
                    let files = RuleFiles::new(opened.settings.data.rules_folder.clone());
                    sayso::savings::cli::desk::run(command, &opened.store, &files).await
                }
                Err(say) => {
                    eprintln!("{say}");
                    ExitCode::from(2)
                }
            },
            Command::Savings(command) => with_rules(&place, |rules| sayso::savings::cli::run(&command, rules)),
            Command::Backup(args) => cli::backup(&place, &args),
            Command::Restore(args) => cli::restore(&place, &args).await,
            Command::RotateKeys => cli::rotate_keys(&place).await,
            Command::Rights(command) => {
                let today = london_day(Clock::system().now());
                with_rules(&place, |rules| sayso::entitlements::cli::run(&command, rules, today))
            }
        }
    })
}

/// Runs a command that needs rules and no database: the council's own where a settings file says so.
fn with_rules(place: &Place, run: impl FnOnce(&RuleFiles) -> ExitCode) -> ExitCode {
    place.rules().map_or_else(
        |say| {
            eprintln!("{say}");
            ExitCode::from(2)
        },
        |rules| run(&rules),
    )
}
