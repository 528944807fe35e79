//! `sayso import provider-file | isa-statement | carer-declaration | ledger-extract`.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::access::Actor;
use crate::config::RuleFiles;
use crate::files::date::Order;
use crate::files::sheet::BYTES_MAX;
use crate::savings::actions::files::{Given, load};
use crate::savings::intake::FileKind;
use crate::savings::intake::columns::Field;
use crate::savings::matching::code::Code;
use crate::savings::matching::outcome::{FileReceipt, RowState};
use crate::savings::policy::Policy;
use crate::store::{Fault, Store};
use crate::wire::terminal::{failed, progress, refuse};

/// A file of money.
#[derive(Debug, Clone, clap::Args)]
pub struct MoneyFile {
    /// The file: CSV (any delimiter, UTF-8, UTF-16 or Windows-1252) or XLSX, up to 32 MiB
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which of day and month comes first, where the file does not show it
    #[arg(long, value_name = "ORDER", value_parser = order)]
    dates: Option<Order>,
    /// What a column holds, where its heading does not say: amount="Heading"; remembered for this sender
    #[arg(long, value_name = "FIELD=HEADING", value_parser = column)]
    column: Vec<(Field, String)>,
}

/// Files of savings.
#[derive(Debug, Clone, clap::Subcommand)]
pub enum MoneyFiles {
    /// A provider's schedule of fees with savings at source: rows are matched to the weeks that are due
    ///
    /// Exact rows are posted, all others are set aside with a code and a reason. The same file again changes nothing.
    ProviderFile {
        /// The file, and how it is read
        #[command(flatten)]
        file: MoneyFile,
        /// Whose it is; a provider that is not in the register is added
        #[arg(long, value_name = "NAME")]
        provider: String,
    },
    /// A statement of Junior ISAs and Child Trust Funds: what was paid in is confirmed, never market values
    IsaStatement {
        /// The file, and how it is read
        #[command(flatten)]
        file: MoneyFile,
    },
    /// What a carer declares of pocket money and savings: never posted, every row is looked at
    CarerDeclaration {
        /// The file, and how it is read
        #[command(flatten)]
        file: MoneyFile,
    },
    /// An extract of the council's ledger or bank for the savings code
    LedgerExtract {
        /// The file, and how it is read
        #[command(flatten)]
        file: MoneyFile,
    },
}

impl MoneyFiles {
    /// The run that is asked for.
    #[must_use]
    pub fn into_run(self, dry_run: bool, json: bool) -> Run {
        let (kind, file, provider) = match self {
            Self::ProviderFile { file, provider } => (FileKind::Provider, file, Some(provider)),
            Self::IsaStatement { file } => (FileKind::IsaStatement, file, None),
            Self::CarerDeclaration { file } => (FileKind::Declaration, file, None),
            Self::LedgerExtract { file } => (FileKind::Extract, file, None),
        };
        Run { kind, file, provider, dry_run, json }
    }
}

fn order(text: &str) -> Result<Order, String> {
    match text.to_lowercase().as_str() {
        "dmy" => Ok(Order::DayFirst),
        "mdy" => Ok(Order::MonthFirst),
        _ => Err("say dmy (31/12/2024) or mdy (12/31/2024)".into()),
    }
}

fn column(text: &str) -> Result<(Field, String), String> {
    let (field, heading) = text.split_once('=').ok_or("write it as amount=\"Savings deducted\"")?;
    Ok((field.trim().parse()?, heading.trim().trim_matches('"').to_owned()))
}

/// What is loaded, and how.
#[derive(Debug, Clone)]
pub struct Run {
    /// What kind.
    pub kind: FileKind,
    /// The file.
    pub file: MoneyFile,
    /// The provider's name.
    pub provider: Option<String>,
    /// Write nothing.
    pub dry_run: bool,
    /// Print JSON.
    pub json: bool,
}

/// Loads a file and says what became of every row. 0: done. 1: rows were set aside, or a printed total is not the sum of its
/// rows. 2: it could not be read, and nothing was written.
pub async fn run(run: Run, store: &Store, rules: &RuleFiles) -> ExitCode {
    let given = match given(&run) {
        Ok(given) => given,
        Err(say) => return refuse(&say),
    };
    let policy = match rules.text("savings/policy.toml").and_then(|text| Policy::parse(&text)) {
        Ok(policy) => policy,
        Err(say) => return refuse(&say),
    };
    match load(store, &policy, Actor::Operator, given, progress(run.json)).await {
        Ok(receipt) => {
            if run.json {
                println!("{}", serde_json::to_string_pretty(&receipt).unwrap_or_default());
            } else {
                print!("{}", page(&receipt));
            }
            if receipt.wants_looking_at() { ExitCode::from(1) } else { ExitCode::SUCCESS }
        }
        Err(Fault::Refused(refusal)) if refusal.code == "file_unreadable" => {
            refuse(&format!("{} (--column amount=\"Heading\" says what a column holds.)", refusal.say))
        }
        Err(fault) => failed(&fault),
    }
}

fn given(run: &Run) -> Result<Given, String> {
    let path = &run.file.file;
    let say = |e: std::io::Error| format!("{}: {e}", path.display());
    let size = std::fs::metadata(path).map_err(say)?.len();
    if size > u64::try_from(BYTES_MAX).unwrap_or(u64::MAX) {
        return Err(format!("{}: larger than 32 MiB. Split it and give its parts.", path.display()));
    }
    Ok(Given {
        kind: run.kind,
        name: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        bytes: std::fs::read(path).map_err(say)?,
        provider: run.provider.clone(),
        order: run.file.dates,
        columns: run.file.column.clone(),
        sha256: None,
        dry_run: run.dry_run,
    })
}

/// The receipt for somebody to read.
fn page(receipt: &FileReceipt) -> String {
    let mut out = String::new();
    let pounds = |p: i64| crate::kernel::Pence(p).to_string();
    let _ = writeln!(
        out,
        "{} rows read: {} posted (£{}), {} set aside (£{}), {} ignored",
        receipt.rows_read,
        receipt.posted,
        pounds(receipt.posted_pence),
        receipt.set_aside,
        pounds(receipt.set_aside_pence),
        receipt.ignored
    );
    for c in &receipt.columns {
        let printed = c.printed_pence.map_or("no printed total".into(), |p| format!("printed total £{}", pounds(p)));
        let _ = writeln!(out, "  {}: rows £{}, {printed}", c.column, pounds(c.sum_pence));
    }
    for note in &receipt.notes {
        let _ = writeln!(out, "  {note}");
    }
    for l in receipt.lines.iter().filter(|l| l.state != RowState::Ignored) {
        let amount = l.pence.map_or_else(|| "?".into(), pounds);
        let code = l.code.map_or("", |c| c.as_str());
        let sure = if l.child_is_sure { "" } else { "?" };
        let child = l.child.as_deref().unwrap_or("-");
        let _ = writeln!(out, "  {:>4} {:<9} {code:<4} {child}{sure} £{amount}: {}", l.line, l.state, l.reason);
    }
    if receipt.lines.iter().any(|l| l.code == Some(Code::AskDates)) {
        let _ = writeln!(out, "  Which of day and month comes first: --dates dmy or --dates mdy.");
    }
    if receipt.dry_run {
        let _ = writeln!(out, "Nothing was written: this was a dry run.");
    }
    out
}
