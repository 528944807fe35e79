//! `sayso import accounts` and `sayso import opening-balances`: the files of the first week.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::access::Actor;
use crate::config::RuleFiles;
use crate::kernel::Pence;
use crate::savings::Rules;
use crate::savings::actions::foundation::take_acknowledgement;
use crate::savings::actions::providers::import_providers;
use crate::savings::actions::setup::{AgainstCode, import_accounts, import_openings};
use crate::savings::setup::SetupReceipt;
use crate::store::{Answer, Store};
use crate::wire::terminal::{failed, refuse};

/// The files of the savings desk's first week.
#[derive(Debug, clap::Subcommand)]
pub enum SetupFiles {
    /// Where children's savings go: child_id, state, reference, held_with, asked_on, opened_on
    ///
    /// state is one of junior_isa, child_trust_fund, ctf_with_responsible_adult, asked_for, missing, not_eligible, unknown.
    Accounts {
        /// The CSV file
        #[arg(value_name = "FILE")]
        path: PathBuf,
    },
    /// The provider register: name, urn, contact, how, from, due_day
    ///
    /// how is one of net_of_invoice, remits_cash, pays_jisa, council_budget, carer_holds. Providers are found by name.
    Providers {
        /// The CSV file
        #[arg(value_name = "FILE")]
        path: PathBuf,
    },
    /// What The Share Foundation answered: la_ref, outcome (accepted, opened, refused), tsf_ref, reason, opened_on
    FoundationAcknowledgement {
        /// The CSV file
        #[arg(value_name = "FILE")]
        path: PathBuf,
    },
    /// What each holder had when the books were opened: child_id, holder, holder_name, amount, surety, evidence, as_at
    ///
    /// holder is one of council, provider, carer, isa; surety one of proved, told, unknown. What the council holds must come
    /// to the savings code, or somebody owns the difference: it is never forced.
    OpeningBalances {
        /// The CSV file
        #[arg(value_name = "FILE")]
        path: PathBuf,
        /// The balance of the savings code, in pounds: 12345.67
        #[arg(long)]
        savings_code: Option<Pence>,
        /// The staff code of who finds out about what nobody can explain
        #[arg(long)]
        unexplained_owner: Option<String>,
    },
}

/// Loads a file. 0: done. 1: rows were set aside, or a dry run would change something. 2: it could not be read, or what is
/// held is not what the code says; then nothing was written.
pub async fn run(what: SetupFiles, dry: bool, json: bool, store: &Store, files: &RuleFiles) -> ExitCode {
    let rules = match Rules::load(files) {
        Ok(rules) => rules,
        Err(say) => return refuse(&say),
    };
    let done = match what {
        SetupFiles::Accounts { path } => match read(&path) {
            Ok(bytes) => import_accounts(store, &rules, Actor::Operator, bytes, dry).await,
            Err(say) => return refuse(&say),
        },
        SetupFiles::Providers { path } => match read(&path) {
            Ok(bytes) => import_providers(store, Actor::Operator, bytes, dry).await,
            Err(say) => return refuse(&say),
        },
        SetupFiles::FoundationAcknowledgement { path } => match read(&path) {
            Ok(bytes) => take_acknowledgement(store, Actor::Operator, bytes, dry).await,
            Err(say) => return refuse(&say),
        },
        SetupFiles::OpeningBalances { path, savings_code, unexplained_owner } => match read(&path) {
            Ok(bytes) => {
                let against = AgainstCode { code: savings_code, owner: unexplained_owner };
                import_openings(store, &rules, Actor::Operator, bytes, against, dry).await
            }
            Err(say) => return refuse(&say),
        },
    };
    tell(done, json)
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn tell(done: Answer<SetupReceipt>, json: bool) -> ExitCode {
    let receipt = match done {
        Ok(receipt) => receipt,
        Err(fault) => return failed(&fault),
    };
    if json {
        println!("{}", serde_json::to_string_pretty(&receipt).unwrap_or_default());
    } else {
        print!("{}", page(&receipt));
    }
    let differs = receipt.dry_run && receipt.posted > 0;
    if receipt.set_aside > 0 || differs { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn page(r: &SetupReceipt) -> String {
    let verb = if r.dry_run { "would be taken" } else { "taken" };
    let mut out = format!(
        "{} rows: {} {verb}, {} so already, {} set aside, {} ignored. £{} posted, £{} set aside.\n",
        r.rows_read,
        r.posted,
        r.unchanged,
        r.set_aside,
        r.ignored,
        Pence(r.posted_pence),
        Pence(r.set_aside_pence)
    );
    for line in r.lines.iter().filter(|l| l.state == "set_aside") {
        out.push_str(&format!("  line {}: {}\n", line.line, line.reason.as_deref().unwrap_or_default()));
    }
    match (r.council_pence, r.savings_code_pence, r.unexplained_pence) {
        (Some(held), Some(code), Some(rest)) => out.push_str(&format!(
            "The council holds £{} for children; the savings code says £{}; unexplained £{}.\n",
            Pence(held),
            Pence(code),
            Pence(rest)
        )),
        (Some(held), ..) => out.push_str(&format!(
            "The council holds £{} for children. It was not compared with the savings code (--savings-code).\n",
            Pence(held)
        )),
        _ => {}
    }
    if !r.missing.is_empty() {
        out.push_str(&format!("Children in care without a line ({}): {}\n", r.missing.len(), r.missing.join(", ")));
    }
    out
}
