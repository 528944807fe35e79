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
use sayso::server::cli::{self, Opened, Place};
use sayso::wire::terminal::refuse;

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
    let opened = if how.dry_run { place.visit_to_look() } else { place.visit_to_load() };
    with_store(opened, async move |Opened { store, .. }, rules| match what {
        ImportWhat::Council(what) => {
            let code = sayso::people::cli::run(&what, how, store, sayso::savings::cli::foresee(rules)).await;
            if !how.dry_run {
                sayso::savings::cli::look_again(store, rules).await;
            }
            code
        }
        ImportWhat::Setup(what) => sayso::savings::cli::setup::run(what, how.dry_run, how.json, store, rules).await,
        ImportWhat::Money(what) => {
            sayso::savings::cli::import::run(what.into_run(how.dry_run, how.json), store, rules).await
        }
    })
    .await
}

fn main() -> ExitCode {
    let Cli { place, command } = Cli::parse();
    let Ok(runtime) = tokio::runtime::Runtime::new() else {
        return refuse("The machine gave no threads.");
    };
    runtime.block_on(async {
        match command {
            Command::Serve(args) => cli::serve(&place, args).await,
            Command::Demo(args) => sayso::demo::cli::run(place.data, args).await,
            Command::Migrate => cli::migrate(&place),
            Command::CheckConfig => cli::check_config(&place),
            Command::Import(args) => import(&place, args).await,
            Command::Accrue(args) => {
                with_store(place.visit_to_load(), async |opened, rules| {
                    sayso::savings::cli::accrue(args, &opened.store, rules).await
                })
                .await
            }
            Command::Admin(command) => {
                with_store(place.visit(), async |opened, _| {
                    sayso::identity::cli::run(command, &opened.store, &opened.settings).await
                })
                .await
            }
            Command::Savings(SavingsCommand::Desk(command)) => {
                with_store(place.visit_to_load(), async |opened, rules| {
                    sayso::savings::cli::desk::run(command, &opened.store, rules).await
                })
                .await
            }
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

/// Runs a command on what was opened for it, with the council's own rules where it has some.
async fn with_store(
    opened: Result<Opened, String>,
    run: impl AsyncFnOnce(&Opened, &RuleFiles) -> ExitCode,
) -> ExitCode {
    match opened {
        Ok(opened) => run(&opened, &opened.rules()).await,
        Err(say) => refuse(&say),
    }
}

/// Runs a command that needs rules and no database: the council's own where a settings file says so.
fn with_rules(place: &Place, run: impl FnOnce(&RuleFiles) -> ExitCode) -> ExitCode {
    place.rules().map_or_else(|say| refuse(&say), |rules| run(&rules))
}
