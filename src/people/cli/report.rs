//! A receipt for somebody to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::files::receipt::{Difference, FileReceipt, Receipt, WeekForeseen};
use crate::kernel::Pence;

/// How many lines or children are named before the rest is only counted.
const NAMED_MAX: usize = 8;

/// The receipt as text.
#[must_use]
pub fn text(receipt: &Receipt) -> String {
    let mut out = String::new();
    for file in &receipt.files {
        of_file(&mut out, file);
    }
    differences(&mut out, &receipt.differences);
    let c = receipt.changes;
    let verb = if receipt.dry_run { "would be" } else { "were" };
    let _ = writeln!(
        out,
        "\n{} {verb} added, {} changed, {} removed; {} are missing from the files and kept.",
        c.added, c.changed, c.removed, c.absent
    );
    if let Some(weeks) = &receipt.savings_weeks {
        savings_weeks(&mut out, weeks);
    }
    if receipt.dry_run {
        let _ = writeln!(out, "Nothing was written: this was a dry run.");
    } else if !receipt.changes_something() {
        let _ = writeln!(out, "Nothing was written: the files say what is known already.");
    }
    if c.absent > 0 {
        let _ = writeln!(out, "What is missing stays. To take it away, run this again with --confirm-removals.");
    }
    out
}

/// The weeks of savings that would change: how many for each reason, of how many children, by how much.
fn savings_weeks(out: &mut String, weeks: &[WeekForeseen]) {
    if weeks.is_empty() {
        let _ = writeln!(out, "No week of savings would change.");
        return;
    }
    let change = |w: &WeekForeseen| w.due_then_pence.saturating_sub(w.due_now_pence);
    let children: BTreeSet<&str> = weeks.iter().map(|w| w.of.as_str()).collect();
    let sum = weeks.iter().map(change).fold(0, i64::saturating_add);
    let _ = writeln!(
        out,
        "{} weeks of savings of {} children would change, by £{} in all:",
        weeks.len(),
        children.len(),
        Pence(sum)
    );
    let mut by_reason: BTreeMap<&str, (usize, i64, BTreeSet<&str>)> = BTreeMap::new();
    for w in weeks {
        let of = by_reason.entry(&w.reason).or_default();
        *of = (of.0 + 1, of.1.saturating_add(change(w)), std::mem::take(&mut of.2));
        of.2.insert(&w.of);
    }
    for (reason, (n, pence, of)) in by_reason {
        let of: Vec<&str> = of.into_iter().collect();
        let _ = writeln!(out, "  {n} × {reason}: £{} ({})", Pence(pence), named(&of));
    }
}

fn of_file(out: &mut String, f: &FileReceipt) {
    let _ = writeln!(out, "{} ({}): {} rows", f.file, f.table, f.rows_read);
    let _ = writeln!(
        out,
        "  {} taken, {} corrected, {} set aside, {} ignored; {} were so already",
        f.taken, f.corrected, f.set_aside, f.ignored, f.unchanged
    );
    let mut by_text: BTreeMap<(&str, &str), Vec<u64>> = BTreeMap::new();
    for p in &f.problems {
        by_text.entry((p.column.unwrap_or_default(), &p.problem)).or_default().extend(p.line);
    }
    let mut ordered: Vec<_> = by_text.into_iter().collect();
    ordered.sort_by_key(|(_, lines)| lines.first().copied());
    for ((column, problem), lines) in ordered {
        let place = match (lines.len(), column) {
            (0, _) => String::new(),
            (1, "") => format!("line {}: ", named(&lines)),
            (_, "") => format!("lines {}: ", named(&lines)),
            (1, column) => format!("line {}, {column}: ", named(&lines)),
            (_, column) => format!("lines {}, {column}: ", named(&lines)),
        };
        let _ = writeln!(out, "    {place}{problem}");
    }
}

fn named<T: ToString>(all: &[T]) -> String {
    let some: Vec<String> = all.iter().take(NAMED_MAX).map(ToString::to_string).collect();
    match all.len().checked_sub(NAMED_MAX) {
        Some(more) if more > 0 => format!("{} and {more} more", some.join(", ")),
        _ => some.join(", "),
    }
}

fn differences(out: &mut String, all: &[Difference]) {
    let mut by_kind: BTreeMap<(&str, &str, String), Vec<String>> = BTreeMap::new();
    for d in all {
        let on = d.on.as_ref().map(|on| format!(" ({on})")).unwrap_or_default();
        by_kind.entry((d.what, d.table, d.columns.join(", "))).or_default().push(format!("{}{on}", d.of));
    }
    for ((what, table, columns), of) in by_kind {
        let columns = if columns.is_empty() { String::new() } else { format!(" [{columns}]") };
        let _ = writeln!(out, "{table} {what}{columns}: {}", named(&of));
    }
}
