//! What chosen cases read, word for word: the young person's sentences and the reasons that staff see, each as a file.
//! `UPDATE=1 cargo test --test rights golden` writes them anew; the difference is then looked at like any other change.

use std::fmt::Write as _;
use std::path::Path;

use sayso::entitlements::case::Case;
use sayso::entitlements::milestones;
use sayso::entitlements::offers::{Assessment, assess};
use sayso::entitlements::page::{Page, page};
use sayso::entitlements::rules::Rules;
use sayso::entitlements::verdict::next_change;
use sayso::kernel::Day;

/// One of every class, and every kind of answer that is hard to hear.
const CHOSEN: &[&str] = &[
    "EV01", "EV03", "EV04", "EV05", "EV09", "EV13", "EV15", "EV17", "EV30", "EV35", "EV37", "EV39", "EV43", "EV45",
    "EV49", "EV51", "EV55", "EV63", "EV67", "B12", "B15", "B18", "B26", "B27", "B36", "B40", "M08", "M18b", "M20",
];

fn told(case: &Case, as_of: Day, rules: &Rules) -> String {
    let facts = case.facts();
    let said = assess(&facts, as_of, rules);
    let shown = page(&facts, as_of, &said, rules);
    let mut out = format!("{} on {as_of}\n\n", case.id);
    child(&mut out, &shown);
    staff(&mut out, &said);
    out.push_str("\n# Days\n");
    for m in milestones::ahead(&facts, as_of, &said) {
        writeln!(out, "{} {}", m.on, m.name).unwrap();
    }
    out
}

fn child(out: &mut String, page: &Page<'_>) {
    writeln!(out, "# What the young person reads\n{}", page.why).unwrap();
    for check in &page.checks {
        writeln!(out, "! {check}").unwrap();
    }
    if let Some(now) = page.what_now {
        writeln!(out, "> {now}").unwrap();
    }
    writeln!(out, "First: {}", page.first.join(", ")).unwrap();
    if let Some((words, on)) = &page.nearest {
        writeln!(out, "Next: {words}, {on}").unwrap();
    }
    for i in &page.items {
        let amount = i.amount_words.as_deref().map(|a| format!(" {a}")).unwrap_or_default();
        let why =
            i.why.strip_prefix(&page.why).filter(|w| !w.is_empty()).map(|w| format!(" Why:{w}")).unwrap_or_default();
        writeln!(out, "- [{}] {}: {}{amount}{why}", i.group, i.entitlement.id, i.state_words).unwrap();
    }
}

fn staff(out: &mut String, said: &Assessment<'_>) {
    let s = &said.standing;
    let next = next_change(said).map(|(class, on)| format!("; {class} from {on}")).unwrap_or_default();
    writeln!(out, "\n# What staff read\n{} ({}), nights alone: {}{next}", s.class, s.certainty, s.certain_class)
        .unwrap();
    for o in &said.offers {
        let steps = o.why.iter().map(|step| match step.cite() {
            Some(cite) => format!("{} {} ({cite})", step.rule(), step.found()),
            None => format!("{} {}", step.rule(), step.found()),
        });
        writeln!(out, "- {}: {}", o.entitlement.id, steps.collect::<Vec<_>>().join(" | ")).unwrap();
    }
}

#[test]
fn explanations_read_as_they_were_agreed() {
    let rules = super::rules();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rights/golden");
    let update = std::env::var_os("UPDATE").is_some();
    let all = super::all_cases();
    let mut differ = Vec::new();
    for id in CHOSEN {
        let case = all.iter().find(|c| c.id == *id).unwrap_or_else(|| panic!("no case {id}"));
        let found = told(case, case.as_of.unwrap(), &rules);
        let file = folder.join(format!("{id}.txt"));
        if update {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&file, &found).unwrap();
        } else {
            let agreed = std::fs::read_to_string(&file).unwrap_or_default();
            let other = agreed.lines().zip(found.lines()).find(|(a, b)| a != b);
            if agreed != found {
                let (agreed, found) = other.unwrap_or(("its length", "another length"));
                differ.push(format!("{id}: agreed “{agreed}”, found “{found}”"));
            }
        }
    }
    assert!(differ.is_empty(), "UPDATE=1 writes them anew:\n{}", differ.join("\n"));
}
