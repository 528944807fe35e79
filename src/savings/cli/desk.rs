//! `sayso savings …`: the savings desk's steps at the command line.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;
use tempfile::NamedTempFile;

use crate::access::Actor;
use crate::config::RuleFiles;
use crate::kernel::{Id, Pence, Refusal};
use crate::savings::Rules;
use crate::savings::actions::{first_week, foundation, policy, shortfall};
use crate::store::{Answer, Store};
use crate::wire::terminal::{failed, refuse};

/// The savings desk's steps.
#[derive(Debug, clap::Subcommand)]
pub enum DeskCommand {
    /// Show the open decisions of the savings policy, with what each way would cost this council
    Decisions {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Show the first week's steps: what is done and what is left; who qualifies, not yet, start unsure
    FirstWeek {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write the list for The Share Foundation of everybody who needs an account; from then on each is asked for
    FoundationReturn {
        /// Where to write the CSV file
        #[arg(long)]
        out: PathBuf,
    },
    /// Top up every week that is late from a provider: the council pays, the provider goes on owing it
    TopUp {
        /// Only show what would be topped up
        #[arg(long)]
        dry_run: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs a command. 0: done. 1: something is left to do. 2: nothing could be done.
pub async fn run(command: DeskCommand, store: &Store, files: &RuleFiles) -> ExitCode {
    let rules = match Rules::load(files) {
        Ok(rules) => rules,
        Err(say) => return refuse(&say),
    };
    let done = match command {
        DeskCommand::Decisions { json } => decisions(store, &rules, json).await,
        DeskCommand::FirstWeek { json } => steps(store, &rules, json).await,
        DeskCommand::FoundationReturn { out } => list(store, &rules, out).await,
        DeskCommand::TopUp { dry_run, json } => top_up(store, &rules, dry_run, json).await,
    };
    match done {
        Ok((page, is_whole)) => {
            print!("{page}");
            if is_whole { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(fault) => failed(&fault),
    }
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}

async fn decisions(store: &Store, rules: &Rules, json: bool) -> Answer<(String, bool)> {
    let page = policy::see_policy(store, rules, Actor::Operator).await?;
    if json {
        let settings: Vec<_> =
            page.settings.iter().map(|s| json!({"no": s.no, "about": s.about, "words": s.words})).collect();
        let value = json!({
            "policy": page.name, "source": page.source, "settings": settings, "decisions": page.decisions,
            "children": page.children, "left_out": page.left_out, "as_at": page.as_at, "signed": page.signed.len(),
        });
        return Ok((pretty(&value), page.is_signed()));
    }
    let mut out = format!(
        "Policy {}: {}\nFigures of {} children up to {}; {} left out, because nobody knows when their care began.\n",
        page.name, page.source, page.children, page.as_at, page.left_out
    );
    for open in &page.decisions {
        out.push_str(&format!("\n{}\n  Now: {}\n", open.decision.question(), open.now));
        for way in &open.ways {
            let figures = [
                way.in_all.map(|p| format!("£{} in all", Pence(p))),
                way.a_year.map(|p| format!("£{} a year", Pence(p))),
            ];
            let figures: Vec<String> = figures.into_iter().flatten().collect();
            out.push_str(&format!("  Or: {} ({}, {} children)\n", way.words, figures.join(", "), way.children));
        }
    }
    let names: Vec<&str> = page.signed.iter().map(|s| s.name.as_str()).collect();
    out.push_str(&match names.as_slice() {
        [] => "\nNobody has signed it yet: two people do, on the savings desk.\n".to_owned(),
        [one] => format!("\nSigned by {one}. A second person signs it, on the savings desk.\n"),
        all => format!("\nSigned by {}.\n", all.join(" and ")),
    });
    Ok((out, page.is_signed()))
}

async fn steps(store: &Store, rules: &Rules, json: bool) -> Answer<(String, bool)> {
    let seen = first_week::see_first_week(store, rules, Actor::Operator).await?;
    let is_whole = seen.steps.iter().all(|s| s.left == 0);
    let unsure: Vec<&str> = seen.unsure.iter().map(|(_, reference, _)| reference.as_str()).collect();
    if json {
        let steps: Vec<_> =
            seen.steps.iter().map(|s| json!({"step": s.step, "done": s.done, "left": s.left})).collect();
        let standings: serde_json::Map<String, serde_json::Value> =
            seen.standings.iter().map(|(s, n)| (s.to_string(), json!(n))).collect();
        let value = json!({
            "steps": steps, "standings": standings, "unsure": unsure, "unknown_urns": seen.unknown_urns,
            "unexplained_pence": seen.unexplained.0,
        });
        return Ok((pretty(&value), is_whole));
    }
    let mut out = String::new();
    for (n, step) in seen.steps.iter().enumerate() {
        out.push_str(&format!(
            "{}. {:<11} {:>5} done {:>5} left\n",
            n.saturating_add(1),
            step.step.as_str(),
            step.done,
            step.left
        ));
    }
    let standings: Vec<String> = seen.standings.iter().map(|(s, n)| format!("{s} {n}")).collect();
    out.push_str(&format!("Children: {}\n", standings.join(", ")));
    if !unsure.is_empty() {
        out.push_str(&format!("Start unsure: {}\n", unsure.join(", ")));
    }
    if !seen.unknown_urns.is_empty() {
        out.push_str(&format!(
            "In the care history and not in the provider register: URN {}\n",
            seen.unknown_urns.join(", ")
        ));
    }
    if seen.unexplained != Pence::ZERO {
        out.push_str(&format!("Unexplained at the start: £{}\n", seen.unexplained));
    }
    Ok((out, is_whole))
}

async fn list(store: &Store, rules: &Rules, out: PathBuf) -> Answer<(String, bool)> {
    let refused =
        |e: std::io::Error, say: &str| Refusal::invalid("not_written", "out", format!("{}: {e}. {say}", out.display()));
    // Before anybody counts as asked for, who would stand on a list that nobody has. Beside the file, for its owner alone.
    let folder = out.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = NamedTempFile::new_in(folder)
        .map_err(|e| refused(e, "Nobody was asked for. Name a file that can be written with --out."))?;
    let id = Id::at(store.clock().now());
    let children = foundation::ask_for_accounts(store, rules, Actor::Operator, id).await?;
    let text = foundation::foundation_return(store, rules, Actor::Operator, id).await?;
    file.write_all(text.as_bytes()).and_then(|()| file.persist(&out).map_err(|e| e.error)).map_err(|e| {
        refused(e, "The list was made all the same: save it from the desk: The first week, Ask for accounts.")
    })?;
    let say = format!(
        "{children} children are on the list. Fill in surname and residence: they are not kept here. Each counts as asked \
         for from today.\n"
    );
    Ok((say, true))
}

async fn top_up(store: &Store, rules: &Rules, dry: bool, json: bool) -> Answer<(String, bool)> {
    let done = shortfall::top_up(store, &rules.policy, Actor::Operator, dry).await?;
    if json {
        return Ok((pretty(&json!(done)), !dry || done.weeks == 0));
    }
    let verb = if dry { "would be topped up" } else { "topped up" };
    let mut out = format!("{} weeks {verb}: £{}.\n", done.weeks, Pence(done.pence));
    for owes in &done.providers {
        out.push_str(&format!(
            "  {}: {} weeks of {} children, £{}\n",
            owes.name,
            owes.weeks,
            owes.children,
            Pence(owes.missing_pence)
        ));
    }
    Ok((out, !dry || done.weeks == 0))
}
