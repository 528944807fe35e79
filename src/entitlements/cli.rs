//! `sayso rights`: one case worked out, a file of cases checked, what is past its day of review. No database.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use serde_json::json;

use super::case::{self, Case, CaseFile};
use super::checks::Check;
use super::milestones;
use super::offers::{Assessment, assess};
use super::rules::Rules;
use super::verdict::{differences, if_other_born, next_change};
use crate::config::RuleFiles;
use crate::kernel::Day;
use crate::wire::terminal::refuse;

/// What a young person has a right to, worked out from dates.
#[derive(Debug, clap::Subcommand)]
pub enum RightsCommand {
    /// Work out one case: the class, every entitlement, what comes when, and why.
    Assess {
        /// A JSON file: dob, episodes, periods, flags.
        #[arg(long)]
        case: PathBuf,
        /// The day to ask about; the case's own `as_of` where it is left out.
        #[arg(long)]
        as_of: Option<Day>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Run a file of cases with expected answers, print each difference; the last line is "N of M agree".
    Check {
        /// A JSON file with `vectors`.
        file: PathBuf,
    },
    /// List amounts and local items that are past their day of review, or that nobody has signed off.
    Review {
        /// The day to ask about; today where it is left out.
        #[arg(long)]
        as_of: Option<Day>,
    },
}

/// Runs a command. Exit 0: done, or all agree; 1: differences, or something to review; 2: bad input.
#[must_use]
pub fn run(command: &RightsCommand, files: &RuleFiles, today: Day) -> ExitCode {
    let done = Rules::load(files).and_then(|rules| match command {
        RightsCommand::Assess { case, as_of, json } => assess_one(case, *as_of, *json, &rules, today),
        RightsCommand::Check { file } => check(file, &rules),
        RightsCommand::Review { as_of } => Ok(review(&rules, as_of.unwrap_or(today))),
    });
    done.unwrap_or_else(|say| refuse(&say))
}

fn read<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T, String> {
    let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    case::read(&text).map_err(|say| format!("{}: {say}", file.display()))
}

fn assess_one(file: &Path, as_of: Option<Day>, as_json: bool, rules: &Rules, today: Day) -> Result<ExitCode, String> {
    let case: Case = read(file)?;
    let day = as_of.or(case.as_of).unwrap_or(today);
    case.check().and_then(|()| case.check_day(day)).map_err(|say| format!("{}: {say}", file.display()))?;
    let facts = case.facts();
    let said = assess(&facts, day, rules);
    if as_json {
        let all = milestones::ahead(&facts, day, &said);
        let milestones = all.iter().map(|m| (m.name.to_owned(), json!(m.on))).collect::<serde_json::Map<_, _>>();
        let mut answer = answer(&said, &milestones, rules);
        if let (Some(class), Some(fields)) = (if_other_born(&facts, day, rules), answer.as_object_mut()) {
            fields.insert("if_alternative_dob".into(), json!({"leaving_care_class": class}));
        }
        println!("{answer}");
    } else {
        print!("{}", page(&said, day, rules));
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(
    said: &Assessment<'_>,
    milestones: &serde_json::Map<String, serde_json::Value>,
    rules: &Rules,
) -> serde_json::Value {
    let offers = said.offers.iter().map(|o| {
        json!({
            "id": o.entitlement.id, "state": o.state, "on": o.on, "until": o.until,
            "amount_pence": o.amount.map(|v| v.value.pence.0), "amount_being_checked": o.amount_being_checked,
            "being_checked": o.being_checked, "why": o.why,
        })
    });
    json!({
        "class": said.standing.class, "certainty": said.standing.certainty, "age_years": said.standing.age,
        "nights_since_14": said.standing.count.nights, "days_since_14": said.standing.count.days,
        "nights_since_14_including_short_breaks": said.standing.count.nights_with_breaks,
        "near_line": said.standing.near_line, "checks": said.standing.checks,
        "human_check": !said.standing.checks.is_empty(),
        "entitlements": offers.collect::<Vec<_>>(),
        "next_change": next_change(said).map(|(class, on)| json!({"class": class, "on": on})),
        "needs_assessment_complete_by": said.assessment_due,
        "milestones": milestones, "unknowns": said.unknowns, "ruleset": rules.version,
    })
}

fn page(said: &Assessment<'_>, day: Day, rules: &Rules) -> String {
    let s = &said.standing;
    let mut out = format!(
        "On {day}: {} ({}), age {}, {} nights and {} days in care since 14. Rules {}.\n",
        s.class, s.certainty, s.age, s.count.nights, s.count.days, rules.version
    );
    let checks = s.checks.iter().map(Check::to_string).collect::<Vec<_>>();
    if !checks.is_empty() {
        out.push_str(&format!("A person should look: {}\n", checks.join(", ")));
    }
    for o in &said.offers {
        let when = o.on.map(|d| format!(" {d}")).unwrap_or_default();
        let amount = o.amount.map(|v| format!("  £{}", v.value.pence)).unwrap_or_default();
        out.push_str(&format!("  {:<16}{when:<12}{}{amount}\n", o.state.as_str(), o.entitlement.title));
    }
    out
}

fn check(file: &Path, rules: &Rules) -> Result<ExitCode, String> {
    let cases: CaseFile = read(file)?;
    cases.check().map_err(|say| format!("{}: {say}", file.display()))?;
    let mut agree = 0;
    for case in &cases.vectors {
        let Some(day) = case.as_of else { continue };
        let lines = differences(case, day, rules);
        agree += usize::from(lines.is_empty());
        lines.iter().for_each(|l| println!("{l}"));
    }
    println!("{agree} of {} agree", cases.vectors.len());
    Ok(if agree == cases.vectors.len() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn review(rules: &Rules, day: Day) -> ExitCode {
    let lines = rules.past_review(day);
    lines.iter().for_each(|l| println!("{l}"));
    if lines.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
