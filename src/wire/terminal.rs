//! How a command ends, and what it shows while it runs: 0 is done, 1 is something to look at, 2 is refused or broken.

use std::io::IsTerminal;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use crate::store::Fault;

/// Tells how far a run is: rows written, of so many.
pub type Progress = Box<dyn FnMut(usize, usize) + Send>;

/// Says why a command did nothing; the exit code is 2.
#[must_use]
pub fn refuse(say: &str) -> ExitCode {
    eprintln!("{say}");
    ExitCode::from(2)
}

/// Ends a command whose action failed: in the refusal's own words, or with its cause in the log alone. The exit code is 2.
#[must_use]
pub fn failed(fault: &Fault) -> ExitCode {
    match fault {
        Fault::Refused(refusal) => refuse(&refusal.say),
        _ => {
            if let Fault::Broken(cause) = fault {
                tracing::error!(cause, "a command broke");
            }
            refuse("Something broke, and nothing was written. The log has the cause.")
        }
    }
}

/// A bar where a person watches; nothing where a program reads (`json`, or no terminal).
#[must_use]
pub fn progress(json: bool) -> Progress {
    if json || !std::io::stderr().is_terminal() {
        return Box::new(|_, _| {});
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} rows written")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(0).with_style(style);
    Box::new(move |done, all| {
        bar.set_length(u64::try_from(all).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
        if done >= all {
            bar.finish_and_clear();
        }
    })
}
