//! `sayso savings weeks`: the weeks that are due for one history, with no database; `sayso accrue`; the desk's steps.

pub mod desk;
pub mod import;
pub mod setup;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use indicatif::ProgressBar;
use serde_json::json;

use super::Rules;
use super::accrual::{self, Accrued};
use super::history::HistoryFile;
use super::policy::Policy;
use super::weeks::{Week, qualifies_on, weeks};
use crate::access::Actor;
use crate::config::RuleFiles;
use crate::kernel::{Day, Pence};
use crate::people::foresight::Foresee;
use crate::store::{Fault, Store};
use crate::wire::terminal::refuse;

/// Looks at the weeks again after the council's files were loaded: what no longer stands as it was posted is raised, and said.
pub async fn look_again(store: &Store, files: &RuleFiles) {
    let Ok(rules) = Rules::load(files) else { return };
    match super::actions::changes::raise(store, &rules.policy).await {
        Ok(0) => {}
        Ok(n) => eprintln!(
            "Weeks of {n} children no longer stand as they were posted: look at Changed weeks on the savings desk."
        ),
        Err(_) => eprintln!(
            "Whether posted weeks still stand could not be looked at; the next run of the weekly job does it."
        ),
    }
}

/// Who says which weeks of savings a dry run of an import would change; nobody where the rules cannot be read.
#[must_use]
pub fn foresee(files: &RuleFiles) -> Option<Foresee> {
    let rules = Rules::load(files).ok()?;
    Some(super::actions::changes::foresee(rules.policy, Actor::Operator))
}

/// Savings: worked out without a database, and the savings desk's steps.
#[derive(Debug, clap::Subcommand)]
pub enum SavingsCommand {
    /// The desk's steps.
    #[command(flatten)]
    Desk(desk::DeskCommand),
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

/// `sayso accrue`
#[derive(Debug, clap::Args)]
pub struct AccrueArgs {
    /// The last day, included: a week is due once its last day has come
    #[arg(long)]
    through: Day,
    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Makes weeks due. Exit 0: done, whether or not there was anything to do; 2: nothing could be done.
pub async fn accrue(args: AccrueArgs, store: &Store, files: &RuleFiles) -> ExitCode {
    let rules = match Rules::load(files) {
        Ok(rules) => rules,
        Err(say) => return refuse(&say),
    };
    let watched = !args.json && std::io::stderr().is_terminal();
    let bar = if watched { ProgressBar::new(0) } else { ProgressBar::hidden() };
    let progress = |done: usize, all: usize| {
        bar.set_length(u64::try_from(all).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    };
    let done = accrual::accrue(store, Actor::Operator, rules.policy, args.through, progress).await;
    bar.finish_and_clear();
    match done {
        Ok(done) if args.json => println!("{}", serde_json::to_string_pretty(&done).unwrap_or_default()),
        Ok(done) => print!("{}", page(&done)),
        Err(Fault::Refused(refusal)) => return refuse(&refusal.say),
        Err(fault) => {
            tracing::error!(?fault, "an accrual broke");
            return refuse("Something broke. What was posted before stays; run it again. The log has the cause.");
        }
    }
    ExitCode::SUCCESS
}

fn page(done: &Accrued) -> String {
    let mut out = format!(
        "{} weeks became due for {} children looked at, up to {}: £{}, policy {}.\n",
        done.weeks,
        done.children,
        done.through,
        Pence(done.pence),
        done.policy
    );
    let mut list = |what: &str, of: &[String]| {
        if !of.is_empty() {
            out.push_str(&format!("{what} ({}): {}\n", of.len(), of.join(", ")));
        }
    };
    list("Weeks are unknown, a person decides", &done.unknown);
    list("Turn 18 before they qualify, a person decides", &done.late_entrants);
    let say = |d: &accrual::Difference| {
        let (posted, due) = (Pence(d.posted_pence), Pence(d.due_pence));
        format!("{} {}: £{posted} in the ledger, £{due} due, {}", d.reference, d.week_end, d.reason)
    };
    let differs: Vec<String> = done.differences.iter().map(say).collect();
    list("In the ledger and not due as it stands, nothing was changed", &differs);
    out
}

/// Runs a command that needs no database. Exit 0: done; 2: bad input, or a command that needs one.
#[must_use]
pub fn run(command: &SavingsCommand, files: &RuleFiles) -> ExitCode {
    let SavingsCommand::Weeks { history, policy, from, to, json } = command else { return ExitCode::from(2) };
    match list(history, policy.as_deref(), *from, *to, files) {
        Ok(answer) if *json => println!("{}", answer.json()),
        Ok(answer) => print!("{}", answer.page()),
        Err(say) => return refuse(&say),
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
