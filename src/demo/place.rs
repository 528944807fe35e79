//! The demonstration's folder: its settings and keys, in the form that every other command takes
//! (`sayso --config DIR/sayso.toml serve`), and what is in it.

use std::path::{Path, PathBuf};

use super::workforce::{DUTY_OWNER, DUTY_TEAM, IRO_LEAD, IRO_TEAM, LEAVING_CARE_TEAM};
use crate::config::Settings;

/// The files in the demonstration's folder.
#[derive(Debug, Clone)]
pub(super) struct Place {
    folder: PathBuf,
}

impl Place {
    /// The folder, made where it is not there yet.
    ///
    /// # Errors
    /// In words.
    pub(super) fn make(folder: &Path) -> Result<Self, String> {
        let say = |e: std::io::Error| format!("{}: {e}", folder.display());
        std::fs::create_dir_all(folder).map_err(say)?;
        Ok(Self { folder: folder.canonicalize().map_err(say)? })
    }

    /// The folder itself.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The keys. A council keeps them elsewhere.
    pub(super) fn keys(&self) -> PathBuf {
        self.folder.join("keys.toml")
    }

    /// Today's extract of the council's systems.
    pub(super) fn files(&self) -> PathBuf {
        self.folder.join("council-files")
    }

    /// An extract five weeks older, with which the council began.
    pub(super) fn files_before(&self) -> PathBuf {
        self.folder.join("council-files-before")
    }

    /// Files of savings that nobody has loaded yet.
    pub(super) fn files_waiting(&self) -> PathBuf {
        self.folder.join("files-waiting")
    }

    /// Reads the settings, written on the first start.
    ///
    /// # Errors
    /// In words.
    pub(super) fn settings(&self) -> Result<Settings, String> {
        let file = self.folder.join("sayso.toml");
        if !file.exists() {
            std::fs::write(&file, self.text()).map_err(|e| format!("{}: {e}", file.display()))?;
        }
        let mut settings = Settings::load(&file)?;
        // The demonstration is one machine and one folder, whatever the environment says.
        settings.data.database_url = None;
        Ok(settings)
    }

    /// Forgets a demonstration that was not finished.
    ///
    /// # Errors
    /// In words.
    pub(super) fn clear(&self) -> Result<(), String> {
        for name in ["sayso.db", "sayso.db-wal", "sayso.db-shm"] {
            let file = self.folder.join(name);
            if file.exists() {
                std::fs::remove_file(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            }
        }
        Ok(())
    }

    /// The settings of the synthetic council. Its telephone numbers are among those kept free for drama.
    fn text(&self) -> String {
        let folder = toml::Value::String(self.folder.to_string_lossy().into_owned());
        let mails = toml::Value::String(self.folder.join("mails").to_string_lossy().into_owned());
        let keys = toml::Value::String(self.keys().to_string_lossy().into_owned());
        format!(
            r#"# The demonstration's council. Nothing in it exists.
[council]
name = "Harbourshire"
night_number = "01632 960123"
duty_owner = "{DUTY_OWNER}"
iro_lead = "{IRO_LEAD}"
advocacy = {{ name = "Harbourshire Young Advocates", phone = "0808 157 0142", email = "advocates@example.invalid" }}
complaints = {{ name = "Complaints team", phone = "01632 960177", email = "complaints@example.invalid" }}

[council.posts.social_worker]
team = "{DUTY_TEAM}"

[council.posts.iro]
team = "{IRO_TEAM}"

[council.posts.personal_adviser]
team = "{LEAVING_CARE_TEAM}"

[data]
folder = {folder}
keys_file = {keys}

[mail]
folder = {mails}
from = "sayso@example.invalid"

[push]
subject = "mailto:sayso@example.invalid"
"#
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]
    use super::*;

    #[test]
    fn the_settings_of_the_demonstration_lack_nothing_that_a_council_must_set() {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = Place::make(folder.path()).unwrap().settings().unwrap();
        settings.server.origin = "http://localhost:8080".into();
        assert_eq!(settings.check(), Ok(()));
    }
}
