//! The server's commands: `serve`, `migrate`, `check-config`, `backup`, `restore`, `rotate-keys`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

use super::{Options, backup, log, start};
use crate::config::{Council, Keys, RuleFiles, Settings};
use crate::identity::actions::first_administrator_link;
use crate::kernel::Clock;
use crate::kernel::words::Role;
use crate::notify::{self, Sender};
use crate::store::{Rx, Store, Vault};
use crate::wire::terminal::refuse;
use crate::{access, people};

/// What a settings file is called.
const SETTINGS: &str = "sayso.toml";

/// Where the settings and the data are.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The settings file [default: sayso.toml in the folder of --data where there is one, then here]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder with the database; wins over data.folder of the settings
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// The settings, the open database and the keys of one council.
pub struct Opened {
    /// The settings.
    pub settings: Settings,
    /// The database.
    pub store: Store,
    /// The keys.
    pub keys: Keys,
    /// Where what a dry run writes lies until it is over; gone with this, after the store is closed.
    _passing: Option<TempDir>,
}

impl Opened {
    /// The rule files: those of `data.rules_folder` first.
    #[must_use]
    pub fn rules(&self) -> RuleFiles {
        RuleFiles::new(self.settings.data.rules_folder.clone())
    }
}

impl Place {
    /// The settings file: the one that is named, else the data folder's own, else the one of the folder one is in.
    fn file(&self) -> PathBuf {
        let own = self.data.as_ref().map(|d| d.join(SETTINGS)).filter(|f| f.exists());
        self.config.clone().or(own).unwrap_or_else(|| SETTINGS.into())
    }

    /// Reads the settings; where no file is named and none is there, nothing is set: files can be loaded before a council
    /// has decided who answers at night. The database and the keys lie in the folder of `--data` then, or where one stands.
    ///
    /// # Errors
    /// In words, where a file is there and cannot be read.
    fn settings_or_none(&self) -> Result<Settings, String> {
        if self.config.is_some() || self.file().exists() {
            return self.settings();
        }
        let mut settings = Settings::none();
        if let Some(folder) = &self.data {
            settings.data.keys_file = folder.join(&settings.data.keys_file);
            settings.data.folder.clone_from(folder);
        }
        Ok(settings)
    }

    /// Reads the settings.
    ///
    /// # Errors
    /// In words: the file, the line and what to do.
    pub fn settings(&self) -> Result<Settings, String> {
        let mut settings = Settings::load(&self.file())?;
        if let Some(folder) = &self.data {
            settings.data.folder.clone_from(folder);
        }
        Ok(settings)
    }

    /// The rule files: those of `data.rules_folder` first, where there is a settings file.
    ///
    /// # Errors
    /// In words, where the settings file cannot be read.
    pub fn rules(&self) -> Result<RuleFiles, String> {
        Ok(RuleFiles::new(self.settings_or_none()?.data.rules_folder))
    }

    /// Opens everything, brings the tables up to date, and makes the keys file where there is none. Nobody else may have
    /// an SQLite file open then.
    ///
    /// # Errors
    /// In words.
    pub fn open(&self) -> Result<Opened, String> {
        open_by(self.settings()?, Store::open)
    }

    /// The same for one command, beside a server that may be running.
    ///
    /// # Errors
    /// In words.
    pub fn visit(&self) -> Result<Opened, String> {
        open_by(self.settings()?, Store::visit)
    }

    /// The same for loading files and what follows from them, which needs no settings.
    ///
    /// # Errors
    /// In words.
    pub fn visit_to_load(&self) -> Result<Opened, String> {
        let settings = self.settings_or_none()?;
        if !self.file().exists() && settings.data.database_url.is_none() {
            eprintln!("There are no settings here: the database is {}.", settings.data.url());
        }
        open_by(settings, Store::visit)
    }

    /// The same for a dry run: no keys file is made, and where there is no SQLite database yet, it is one that goes with
    /// the answer. A database that is there is brought up to date and left as it is.
    ///
    /// # Errors
    /// In words.
    pub fn visit_to_look(&self) -> Result<Opened, String> {
        let mut settings = self.settings_or_none()?;
        let passing = tempfile::tempdir().map_err(|e| {
            format!("A folder for the dry run could not be made: {e}. Name one that can be written to in TMPDIR.")
        })?;
        if settings.data.database_url.is_none() && !Path::new(&settings.data.url()).exists() {
            settings.data.folder = passing.path().to_owned();
        }
        if !settings.data.keys_file.exists() {
            settings.data.keys_file = passing.path().join("keys.toml");
        }
        let (keys, _) = Keys::load_or_make(&settings.data.keys_file)?;
        Ok(Opened { _passing: Some(passing), ..open_with(settings, keys, Store::visit)? })
    }
}

type OpenStore = fn(&str, Clock, Vault, Arc<Council>) -> Result<Store, String>;

fn open_by(settings: Settings, open: OpenStore) -> Result<Opened, String> {
    let file = settings.data.keys_file.clone();
    let (keys, made) = Keys::load_or_make(&file)?;
    if made {
        eprintln!(
            "A keys file was made: {}\nWithout it nobody can read a message ever again, and with it and the database \
             anybody can. Put a copy into the council's safe today, apart from the backups.",
            file.display()
        );
    }
    if settings.data.database_url.is_none() {
        let folder = &settings.data.folder;
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    open_with(settings, keys, open)
}

fn open_with(settings: Settings, keys: Keys, open: OpenStore) -> Result<Opened, String> {
    let council = Arc::new(settings.council.clone());
    let store = open(&settings.data.url(), Clock::system(), keys.vault.clone(), council)?;
    Ok(Opened { settings, store, keys, _passing: None })
}

/// `sayso serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// Address and port to listen on; wins over server.listen of the settings
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<String>,
}

/// Serves until the system asks it to stop, finishes what is under way, and ends.
pub async fn serve(place: &Place, args: Serve) -> ExitCode {
    log::start();
    tell(run(place, args).await)
}

async fn run(place: &Place, args: Serve) -> Result<(), String> {
    let settings = place.settings()?;
    settings.check()?;
    check_rules(&settings)?;
    let mut opened = open_by(settings, Store::open)?;
    check_people(&opened.store).await?;
    if let Some(listen) = args.listen {
        opened.settings.server.listen = listen;
    }
    greet_first_administrator(&opened).await?;
    let mut stop = signal(SignalKind::terminate()).map_err(|e| e.to_string())?;
    let sender = Arc::new(Sender::new(&opened.settings, &opened.keys.push_key)?);
    let running = start(Options { store: opened.store, settings: opened.settings, sender, jobs: true }).await?;
    tracing::info!(address = %running.addr, "serving");
    tokio::select! {
        _ = stop.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
    running.stop().await;
    tracing::info!("stopped");
    Ok(())
}

/// Prints, once, how the first system administrator comes in. There is no account that comes with Sayso.
async fn greet_first_administrator(opened: &Opened) -> Result<(), String> {
    let link = first_administrator_link(&opened.store, &opened.settings.server.origin, false).await;
    if let Some(link) = link.map_err(|fault| format!("{fault:?}"))? {
        eprintln!(
            "Nobody can sign in as system administrator yet. This link works once, for 30 minutes:\n{}\n\
             For another: sayso admin first-administrator",
            link.link.reveal()
        );
    }
    Ok(())
}

/// `sayso migrate`: brings the tables up to date and says so.
pub fn migrate(place: &Place) -> ExitCode {
    tell(place.open().map(|_| println!("The database is up to date.")))
}

/// `sayso check-config`: says what is missing before a child may be let in.
pub fn check_config(place: &Place) -> ExitCode {
    let checked = place.settings().and_then(|settings| {
        settings.check()?;
        check_rules(&settings)
    });
    tell(checked.map(|()| println!("The settings are complete.")))
}

/// `sayso backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not be there yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Writes a backup beside a running service and says what is in it.
pub fn backup(place: &Place, args: &Backup) -> ExitCode {
    let written = place.settings().and_then(|settings| {
        let passphrase = backup::passphrase(true)?;
        backup::write(&settings.data.url(), &args.file, &passphrase)
    });
    tell(
        written
            .map(|rows| println!("{}: {rows} rows. Try now and then whether it can be restored.", args.file.display())),
    )
}

/// `sayso restore`
#[derive(Debug, Args)]
pub struct Restore {
    /// A file that `sayso backup` wrote
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Restores a backup into an empty database and says what came back.
pub async fn restore(place: &Place, args: &Restore) -> ExitCode {
    tell(bring_back(place, args).await)
}

async fn bring_back(place: &Place, args: &Restore) -> Result<(), String> {
    let lines = backup::open(&args.file, &backup::passphrase(false)?)?;
    let opened = place.open()?;
    let restored = backup::restore(&opened.store, lines).await?;
    println!(
        "Restored: {} rows, {} children. Every session, open invitation and one-time link was ended: staff sign in again, and \
         children give their PIN. Allocations that ended after the backup was made must be ended again.",
        restored.rows, restored.children
    );
    Ok(())
}

/// `sayso rotate-keys`: seals every child's key with the first master key of the keys file.
pub async fn rotate_keys(place: &Place) -> ExitCode {
    let rotated = match place.open() {
        Ok(opened) => backup::rotate_keys(&opened.store).await,
        Err(say) => Err(say),
    };
    tell(rotated.map(|n| {
        println!(
            "{n} children's keys are sealed with the first master key now. Older ones can go once no backup needs them."
        )
    }))
}

fn check_rules(settings: &Settings) -> Result<(), String> {
    access::matrix::check()?;
    let rules = RuleFiles::new(settings.data.rules_folder.clone());
    notify::Help::load(&rules, &settings.council.night_number)?;
    people::holidays(&rules).map(|_| ())
}

/// The people whom the settings name must be there: somebody must get what nobody else has.
async fn check_people(store: &Store) -> Result<(), String> {
    let council = Arc::clone(store.council());
    let look = move |rx: &mut Rx<'_>| {
        let duty = people::accounts::find_by_code(rx, council.duty_owner())?;
        let lead = people::accounts::find_by_code(rx, &council.iro_lead)?;
        Ok((
            duty.is_some_and(|a| a.disabled_at.is_none()),
            lead.is_some_and(|a| a.disabled_at.is_none() && a.role == Role::IroLead),
        ))
    };
    let (duty, lead) = store.read(look).await.map_err(|fault| format!("{fault:?}"))?;
    let council = store.council();
    let mut say = Vec::new();
    if !duty {
        say.push(format!("council.duty_owner names {}, and nobody who works here has that code", council.duty_owner()));
    }
    if !lead {
        say.push(format!("council.iro_lead names {}, and no lead of the IRO service has that code", council.iro_lead));
    }
    if say.is_empty() {
        return Ok(());
    }
    let add = "Add them first: sayso import staff FILE, or sayso admin add-staff --code CODE …";
    Err(format!("Children cannot be let in yet:\n  {}\n{add}", say.join("\n  ")))
}

/// Says what went wrong, and answers with 2.
fn tell(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(say) => refuse(&say),
    }
}
