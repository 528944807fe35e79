//! Settings: read from one TOML file and a few environment variables, checked before anything starts. Settings that
//! would leave a child without an answer at night refuse to start, in words.

mod keys;
mod rules;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::kernel::words::Post;

pub use keys::Keys;
pub use rules::RuleFiles;

/// Everything that a council sets for its server.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The council: names and numbers that children are shown, and who is there when nobody else is.
    pub council: Council,
    /// Where the server listens and what it is called.
    #[serde(default)]
    pub server: Server,
    /// Where the data is.
    #[serde(default)]
    pub data: Data,
    /// Staff e-mail.
    #[serde(default)]
    pub mail: Mail,
    /// Web Push.
    #[serde(default)]
    pub push: Push,
}

/// The council's own names, numbers and people.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    /// The council's name, as children know it.
    pub name: String,
    /// The number that a person answers at night: the Emergency Duty Team.
    #[serde(default)]
    pub night_number: String,
    /// Staff code of whoever gets what has no holder and no manager.
    #[serde(default)]
    duty_owner: String,
    /// Staff code of the lead of the IRO service.
    #[serde(default)]
    pub iro_lead: String,
    /// Who helps a child to be heard, independent of the council.
    #[serde(default)]
    pub advocacy: Contact,
    /// Where a child complains.
    #[serde(default)]
    pub complaints: Contact,
    /// Each post: its team when nobody holds it, and when its messages are read.
    #[serde(default)]
    posts: BTreeMap<String, PostSettings>,
}

/// A name and how to reach it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What it is called.
    #[serde(default)]
    pub name: String,
    /// A telephone number.
    #[serde(default)]
    pub phone: String,
    /// An e-mail address.
    #[serde(default)]
    pub email: String,
}

/// One post.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostSettings {
    /// Code of the team that answers when nobody holds the post.
    pub team: String,
    /// When the team reads messages on a working day, from: minutes after midnight as `09:00`.
    #[serde(default = "nine")]
    pub reads_from: String,
    /// Until when.
    #[serde(default = "five")]
    pub reads_until: String,
}

fn nine() -> String {
    "09:00".into()
}

fn five() -> String {
    "17:00".into()
}

/// Where the server listens.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port.
    pub listen: String,
    /// The origin that phones know it by: `https://sayso.example.gov.uk`. Requests from any other origin are refused.
    pub origin: String,
    /// Networks of the reverse proxies whose word about the client's address counts.
    pub trusted_proxies: Vec<ipnet::IpNet>,
    /// Worker threads; none means one per core.
    pub threads: Option<usize>,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: "127.0.0.1:8080".into(), origin: String::new(), trusted_proxies: vec![], threads: None }
    }
}

/// Where the data is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Data {
    /// The folder of the SQLite file, used where there is no `DATABASE_URL`.
    pub folder: PathBuf,
    /// `postgres://…`; the environment variable `DATABASE_URL` wins.
    pub database_url: Option<String>,
    /// The file with the master keys, the pepper and the push key. Not in the data folder, and not in its backups.
    pub keys_file: PathBuf,
    /// A folder whose files replace the rule files of the same name.
    pub rules_folder: Option<PathBuf>,
}

impl Default for Data {
    fn default() -> Self {
        Self { folder: "data".into(), database_url: None, keys_file: "sayso-keys.toml".into(), rules_folder: None }
    }
}

impl Data {
    /// The address of the database: PostgreSQL's, or the file in the data folder.
    #[must_use]
    pub fn url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| self.folder.join("sayso.db").to_string_lossy().into_owned())
    }
}

/// Staff e-mail: one content-free line in the morning.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// `smtps://user:password@host`, or `smtp://host` inside the council's network.
    pub smtp: Option<String>,
    /// A folder that e-mails are written to instead.
    pub folder: Option<PathBuf>,
    /// The sender's address.
    pub from: String,
}

/// Web Push.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Push {
    /// Whom a push service may write to: `mailto:…`.
    pub subject: String,
    /// Push services beside Apple's, Google's, Mozilla's and Microsoft's.
    pub further_hosts: Vec<String>,
    /// Lets a push go to this machine itself, for tests.
    pub allow_loopback: bool,
}

impl Council {
    /// A council for tests and the demonstration: everything set.
    #[must_use]
    pub fn named(name: &str, duty_owner: &str, iro_lead: &str, teams: &[(Post, &str)]) -> Self {
        let post = |(p, team): &(Post, &str)| {
            let settings = PostSettings { team: (*team).to_owned(), reads_from: nine(), reads_until: five() };
            (p.as_str().to_owned(), settings)
        };
        Self {
            name: name.to_owned(),
            night_number: "023 8023 3344".into(),
            duty_owner: duty_owner.to_owned(),
            iro_lead: iro_lead.to_owned(),
            advocacy: Contact { name: "NYAS".into(), phone: "0808 808 1001".into(), email: String::new() },
            complaints: Contact { name: "Complaints team".into(), phone: "023 8083 3000".into(), email: String::new() },
            posts: teams.iter().map(post).collect(),
        }
    }

    /// Code of the team that answers for a post that nobody holds.
    #[must_use]
    pub fn default_team(&self, post: Post) -> Option<&str> {
        self.posts.get(post.as_str()).map(|p| p.team.as_str())
    }

    /// When a post's team reads messages on a working day, in minutes after midnight.
    #[must_use]
    pub fn hours(&self, post: Post) -> (u32, u32) {
        let of = |pick: fn(&PostSettings) -> &String, or: u32| {
            self.posts.get(post.as_str()).and_then(|p| minutes(pick(p))).unwrap_or(or)
        };
        (of(|p| &p.reads_from, 9 * 60), of(|p| &p.reads_until, 17 * 60))
    }

    /// Staff code of the duty owner.
    #[must_use]
    pub fn duty_owner(&self) -> &str {
        &self.duty_owner
    }

    /// Whether a staff code is the duty owner's.
    #[must_use]
    pub fn duty_owner_is(&self, code: Option<&str>) -> bool {
        !self.duty_owner.is_empty() && code == Some(self.duty_owner.as_str())
    }

    /// What is missing before a child may be let in, each with what to set.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut say = Vec::new();
        let mut need = |there: bool, what: &str| {
            if !there {
                say.push(what.to_owned());
            }
        };
        need(!self.name.trim().is_empty(), "council.name: the council's name as children know it");
        need(
            self.night_number.chars().filter(char::is_ascii_digit).count() >= 3,
            "council.night_number: the number that a person answers at night",
        );
        need(!self.duty_owner.is_empty(), "council.duty_owner: staff code of whoever gets what nobody else has");
        need(!self.iro_lead.is_empty(), "council.iro_lead: staff code of the lead of the IRO service");
        need(
            !self.advocacy.name.is_empty() && !self.advocacy.phone.is_empty(),
            "council.advocacy: name and phone of the advocacy service",
        );
        need(
            !self.complaints.name.is_empty() && !self.complaints.phone.is_empty(),
            "council.complaints: name and phone for complaints",
        );
        for post in Post::ALL {
            let set = self.posts.get(post.as_str());
            need(
                set.is_some_and(|p| !p.team.is_empty()),
                &format!("council.posts.{post}.team: code of the team that answers when nobody holds the post"),
            );
            let read = set.is_none_or(|p| minutes(&p.reads_from).is_some() && minutes(&p.reads_until).is_some());
            need(read, &format!("council.posts.{post}: reads_from and reads_until as 09:00"));
        }
        say
    }
}

/// Reads `09:30` as minutes after midnight.
fn minutes(text: &str) -> Option<u32> {
    let (h, m) = text.split_once(':')?;
    let (h, m) = (h.parse::<u32>().ok()?, m.parse::<u32>().ok()?);
    (h < 24 && m < 60).then_some(h * 60 + m)
}

impl Settings {
    /// Reads the settings file and the environment (`DATABASE_URL`).
    ///
    /// # Errors
    /// In words: the file, the line and what to do.
    pub fn load(file: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(file)
            .map_err(|e| format!("{}: {e}. Give the settings file with --config.", file.display()))?;
        let settings: Self = toml::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?;
        Ok(settings.with_environment())
    }

    /// Nothing set but what the environment says: enough to load files, and never to let a child in.
    #[must_use]
    pub fn none() -> Self {
        Self::default().with_environment()
    }

    fn with_environment(mut self) -> Self {
        if let Some(url) = database_url() {
            self.data.database_url = Some(url);
        }
        self
    }

    /// What must be set before `serve` lets a child in.
    ///
    /// # Errors
    /// Every missing or unsafe setting, a line each.
    pub fn check(&self) -> Result<(), String> {
        let mut say = self.council.missing();
        if !self.server.origin.starts_with("https://") && !is_local(&self.server.origin) {
            say.push("server.origin: the address phones use, beginning with https://".into());
        }
        if self.mail.from.is_empty() && (self.mail.smtp.is_some() || self.mail.folder.is_some()) {
            say.push("mail.from: the sender's address of staff e-mails".into());
        }
        if say.is_empty() {
            Ok(())
        } else {
            Err(format!("Settings to add before children can be let in:\n  {}", say.join("\n  ")))
        }
    }
}

fn is_local(origin: &str) -> bool {
    ["http://127.0.0.1", "http://localhost"].iter().any(|l| origin.starts_with(l))
}

/// The database's address from the environment, where one is set.
#[must_use]
pub fn database_url() -> Option<String> {
    std::env::var("DATABASE_URL").ok().filter(|u| !u.is_empty())
}

/// What to log, from the environment variable `SAYSO_LOG`; `info` where it is not set.
#[must_use]
pub fn log_filter() -> String {
    std::env::var("SAYSO_LOG").unwrap_or_else(|_| "info".into())
}

/// Whether to log as JSON: where the environment variable `SAYSO_LOG_FORMAT` is `json`.
#[must_use]
pub fn log_as_json() -> bool {
    std::env::var("SAYSO_LOG_FORMAT").is_ok_and(|f| f == "json")
}

/// The passphrase of a backup, from the environment variable `SAYSO_BACKUP_PASSPHRASE`.
#[must_use]
pub fn backup_passphrase() -> Option<String> {
    std::env::var("SAYSO_BACKUP_PASSPHRASE").ok().filter(|p| !p.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_council_without_a_night_number_may_not_let_children_in() {
        let teams = [(Post::SocialWorker, "CP1"), (Post::Iro, "IRO"), (Post::PersonalAdviser, "LC1")];
        let mut council = Council::named("Testshire", "D1", "L1", &teams);
        assert_eq!(council.missing(), Vec::<String>::new());
        council.night_number.clear();
        assert_eq!(council.missing().len(), 1);
    }

    #[test]
    fn the_example_settings_are_complete() {
        let example = include_str!("../scripts/sayso.example.toml");
        let settings = toml::from_str::<Settings>(example).map_err(|e| e.to_string());
        assert_eq!(settings.and_then(|s| s.check()), Ok(()));
    }
}
