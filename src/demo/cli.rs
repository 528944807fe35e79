//! `sayso demo`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use crate::kernel::Day;
use crate::server::log;
use crate::wire::terminal::refuse;

use super::council::FULL;
use super::start::{Wanted, start};

/// `sayso demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Address and port to listen on
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    listen: String,
    /// How many children and care leavers the council has: 495 of 810 are in care
    #[arg(long, value_name = "N", default_value_t = FULL, value_parser = children)]
    children: usize,
    /// Another council: the same number makes the same one
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The day it is in the demonstration, as 2026-11-22; today where it is not given
    #[arg(long, value_name = "DATE")]
    today: Option<Day>,
}

fn children(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if (12..=20_000).contains(&n) => Ok(n),
        _ => Err("give a number from 12 to 20000".into()),
    }
}

/// Makes the council the first time, serves it, and ends when the system asks it to.
pub async fn run(folder: Option<PathBuf>, args: Demo) -> ExitCode {
    log::start();
    let folder = folder.unwrap_or_else(|| PathBuf::from("demo-data"));
    match serve(&folder, &args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(say) => refuse(&say),
    }
}

async fn serve(folder: &Path, args: &Demo) -> Result<(), String> {
    let Demo { listen, children, seed, today } = args;
    let wanted = Wanted { listen, folder, children: *children, seed: *seed, today: *today };
    let mut stop = signal(SignalKind::terminate()).map_err(|e| e.to_string())?;
    let (signs, running) = tokio::select! {
        started = start(&wanted) => started?,
        _ = stop.recv() => return Ok(()),
        _ = tokio::signal::ctrl_c() => return Ok(()),
    };
    println!("{}", signs.tell());
    tokio::select! {
        _ = stop.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    running.stop().await;
    Ok(())
}
