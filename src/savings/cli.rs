//! `sayso savings weeks`: the weeks that are due for one history. No database.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::history::HistoryFile;
use super::policy::Policy;
use super::weeks::{Week, qualifies_on, weeks};
use crate::config::RuleFiles;
use crate::kernel::{Day, Pence};

/// Savings, worked out without a database.
#[derive(Debug, clap::Subcommand)]
pub enum SavingsCommand {
    /// List every week of a care history: whether it counts, how much, and why.
    Weeks {
        /// A JSON file: dob and episodes (start, end or null, legal_status, placement, provider); an end is exclusive.
        #[arg(long)]
        history: PathBuf,
        /// A policy file; the council's own where it is left out.
        #[arg(long)]
        policy: Option<PathBuf>,
        /// The first day, included.
        #[arg(long)]
        from: Day,
        /// The last day, included.
        #[arg(long)]
        to: Day,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Runs a command. Exit 0: done; 2: bad input.
#[must_use]
pub fn run(command: &SavingsCommand, files: &RuleFiles) -> ExitCode {
    let SavingsCommand::Weeks { history, policy, from, to, json } = command;
    match list(history, policy.as_deref(), *from, *to, files) {
        Ok(answer) if *json => println!("{}", answer.json()),
        Ok(answer) => print!("{}", answer.page()),
        Err(say) => {
            eprintln!("{say}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

struct Listed {
    weeks: Vec<Week>,
    total: Pence,
    qualifies_on: Option<Day>,
    policy: String,
}

fn list(history: &Path, policy: Option<&Path>, from: Day, to: Day, files: &RuleFiles) -> Result<Listed, String> {
    if to < from {
        return Err("--to is before --from. Swap the two.".into());
    }
    let read = |file: &Path| std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()));
    let policy_text = policy.map_or_else(|| files.text("savings/policy.toml"), read)?;
    let policy = Policy::parse(&policy_text)?;
    let file: HistoryFile = serde_json::from_str(&read(history)?).map_err(|e| format!("{}: {e}", history.display()))?;
    let history = file.read().map_err(|e| format!("{}: {e}", history.display()))?;
    let weeks = weeks(&history, &policy, from, to).map_err(|e| e.say)?;
    let total = weeks.iter().try_fold(Pence::ZERO, |sum, w| sum.checked_add(w.pence)).ok_or("The sum is too large.")?;
    let qualifies_on = qualifies_on(&history, &policy, to);
    Ok(Listed { weeks, total, qualifies_on, policy: policy.name })
}

impl Listed {
    fn json(&self) -> serde_json::Value {
        let week = |w: &Week| json!({"week_end": w.week_end, "pence": w.pence.0, "counts": w.counts, "reason": w.reason.words()});
        json!({
            "weeks": self.weeks.iter().map(week).collect::<Vec<_>>(), "total_pence": self.total.0,
            "qualifies_on": self.qualifies_on, "policy": self.policy,
        })
    }

    fn page(&self) -> String {
        let line = |w: &Week| format!("{}  {:>8}  {}\n", w.week_end, w.pence.to_string(), w.reason.words());
        let total = format!("Total £{}, policy {}\n", self.total, self.policy);
        self.weeks.iter().map(line).chain([total]).collect()
    }
}
