//! `demo-sign-ins.json`: what a script needs to sign in as anybody in the demonstration.

use std::path::Path;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The file's name in the demonstration's folder.
pub(super) const FILE: &str = "demo-sign-ins.json";

/// Everybody's sign-in. This file stands in no real council's folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SignIns {
    /// The address that the demonstration was last started at.
    pub(super) address: String,
    /// The council was made with.
    pub(super) seed: u64,
    /// How many children the council has.
    pub(super) council_children: usize,
    /// By how many milliseconds the demonstration's clock differs from the machine's (`--today`).
    pub(super) clock_shift_ms: i64,
    /// Staff: everybody who can sign in.
    pub(super) staff: Vec<StaffSignIn>,
    /// Children with a phone.
    pub(super) children: Vec<ChildSignIn>,
    /// An invitation that waits to be used.
    pub(super) invitation: Option<OpenInvitation>,
}

/// A member of staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct StaffSignIn {
    /// Employed as what.
    pub(super) role: String,
    /// Their name.
    pub(super) name: String,
    /// The council's own code.
    pub(super) code: String,
    /// Who, on the wire.
    pub(super) staff: Uuid,
    /// What they sign in with.
    pub(super) sign_in_name: String,
    /// Their password.
    pub(super) password: String,
}

/// A child on a phone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ChildSignIn {
    /// What the child is called.
    pub(super) name: String,
    /// Who, on the wire.
    pub(super) child: Uuid,
    /// The council's own id.
    pub(super) reference: String,
    /// How old.
    pub(super) age: u32,
    /// The child on that phone.
    pub(super) account: Uuid,
    /// Value of the cookie `__Host-device`.
    pub(super) device_secret: String,
    /// Their PIN.
    pub(super) pin: String,
    /// Whether a worker has confirmed the phone.
    pub(super) confirmed: bool,
    /// The child's threads, that of the story first.
    pub(super) threads: Vec<ThreadOf>,
    /// Which story the child is in.
    pub(super) story: String,
}

/// A thread.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ThreadOf {
    /// Of which post.
    pub(super) post: String,
    /// Its id.
    pub(super) thread: Uuid,
    /// Sign-in name of whoever holds the post; none where nobody does.
    pub(super) holder: Option<String>,
}

/// An invitation that nobody has used yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OpenInvitation {
    /// What the child is called.
    pub(super) name: String,
    /// Who, on the wire.
    pub(super) child: Uuid,
    /// How old.
    pub(super) age: u32,
    /// The code to type.
    pub(super) code: String,
    /// The link to open on a phone.
    pub(super) link: String,
    /// Until when, RFC 3339.
    pub(super) expires_at: String,
    /// The invitation's id.
    pub(super) invitation: Uuid,
    /// Sign-in name of the worker who made it and confirms the phone.
    pub(super) made_by: String,
}

impl SignIns {
    /// Reads the file of a folder; none where there is no demonstration in it.
    ///
    /// # Errors
    /// In words, where the file is there and cannot be read.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, String> {
        let file = folder.join(FILE);
        if !file.exists() {
            return Ok(None);
        }
        let say = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
        let text = std::fs::read_to_string(&file).map_err(|e| say(&e))?;
        serde_json::from_str(&text).map(Some).map_err(|e| say(&e))
    }

    /// Writes the file: whole or not at all, and only for this user's eyes.
    ///
    /// # Errors
    /// In words.
    pub(super) fn write(&self, folder: &Path) -> Result<(), String> {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        let (file, part) = (folder.join(FILE), folder.join(format!("{FILE}.part")));
        let say = |e: &dyn std::fmt::Display| format!("{}: {e}", file.display());
        let text = serde_json::to_string_pretty(self).map_err(|e| say(&e))?;
        let mut out = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&part)
            .map_err(|e| say(&e))?;
        out.write_all(text.as_bytes()).map_err(|e| say(&e))?;
        std::fs::rename(&part, &file).map_err(|e| say(&e))
    }

    /// What a person is told when the demonstration runs: the address and one sign-in for each role.
    pub(super) fn tell(&self) -> String {
        let mut say = format!("\nSayso is running: {}\n", self.address);
        if let Some(i) = &self.invitation {
            say += &format!(
                "\n  {}, {}, has a fresh invitation. Open on a phone (or here):\n    {}\n    code {}\n",
                i.name, i.age, i.link, i.code
            );
            say += &format!("    then, to confirm the phone, sign in as {} at {}/desk\n", i.made_by, self.address);
        }
        say += &format!("\n  Staff, at {}/desk\n", self.address);
        let mut told: Vec<&str> = Vec::new();
        for s in &self.staff {
            if !told.contains(&s.role.as_str()) {
                told.push(&s.role);
                say += &format!("    {:<24} {:<28} {}\n", s.role.replace('_', " "), s.sign_in_name, s.password);
            }
        }
        say + &format!(
            "\n  Everybody else, {} children with phones among them: {FILE}. Ctrl-C stops it.\n",
            self.children.len()
        )
    }
}
