//! The log: one line per event, as text or as JSON, ids only. Whatever somebody typed cannot forge a second line.

use std::io::{self, Write};

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config;

/// Starts writing the log to the standard error. What and how is set by `SAYSO_LOG` and `SAYSO_LOG_FORMAT`.
pub fn start() {
    let filter = EnvFilter::try_new(config::log_filter()).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt::layer().with_writer(OneLine).with_ansi(false).with_target(true);
    let lines = if config::log_as_json() { lines.json().boxed() } else { lines.boxed() };
    let lines = lines.with_filter(filter).with_filter(tracing_subscriber::filter::filter_fn(is_ours_or_short));
    if tracing_subscriber::registry().with(lines).try_init().is_err() {
        tracing::debug!("the log was started already");
    }
}

/// Only Sayso itself may say more than `info`, whatever was asked for: the libraries print addresses and bodies then, as they
/// came, and what a child typed may stand in them.
fn is_ours_or_short(of: &Metadata<'_>) -> bool {
    of.target().starts_with("sayso") || *of.level() <= Level::INFO
}

/// Writes each event as one line: control characters inside it are spelled out.
struct OneLine;

impl<'a> MakeWriter<'a> for OneLine {
    type Writer = Escaping<io::Stderr>;

    fn make_writer(&'a self) -> Self::Writer {
        Escaping(io::stderr())
    }
}

struct Escaping<W>(W);

impl<W: Write> Write for Escaping<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        self.0.write_all(one_line(&String::from_utf8_lossy(event)).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// An event's text with every control character but the last line end spelled out.
fn one_line(event: &str) -> String {
    let (text, end) = event.strip_suffix('\n').map_or((event, ""), |t| (t, "\n"));
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let mut out = String::with_capacity(event.len());
    for c in text.chars() {
        if breaks(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out + end
}

#[cfg(test)]
mod tests {
    use super::one_line;

    // AUD-09
    #[test]
    fn nobody_can_forge_a_second_line_of_the_log() {
        let forged = "agent=x\r\n2026 INFO all is well\x1b[2J\u{85}\u{2028}\n";
        let line = one_line(forged);
        assert_eq!(line.lines().count(), 1);
        assert!(!line.trim_end_matches('\n').chars().any(char::is_control));
    }
}
