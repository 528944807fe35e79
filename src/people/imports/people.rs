//! `people.csv`: what children are called and how to reach them. What a worker has set here stays.

use std::collections::{BTreeMap, HashMap};

use crate::files::Tally;
use crate::files::receipt::{Difference, Receipt, RowRef};
use crate::kernel::id::ChildId;

use super::cells::Cells;
use super::known::{Child, Known, Writes};
use super::shapes::people as c;
use super::{Input, Plan, Wanted, reading, shapes};

static SHAPES: &[crate::files::Shape] = &[shapes::PEOPLE];

/// What a row says; none where the file does not have the column, or the cell is empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Card {
    known_as: Option<String>,
    first_language: Option<String>,
    interpreter: Option<bool>,
    former: Option<String>,
}

/// Compares the file with what is known.
pub(super) fn plan(inputs: &[Input], known: &Known, wanted: Wanted) -> Result<Plan, String> {
    let mut tally = Tally::default();
    let sheets = reading::read(inputs, SHAPES, &mut tally)?;
    let mut cards: BTreeMap<ChildId, Vec<(Card, RowRef)>> = BTreeMap::new();
    for sheet in &sheets {
        for (at, row) in sheet.rows() {
            let Some(mut cells) = Cells::open(&mut tally, at, row, sheet.table.shape) else { continue };
            if let Some((child, card)) = card(&mut cells, known) {
                cards.entry(child).or_default().push((card, at));
            }
        }
    }
    let mut receipt = Receipt { dry_run: wanted.dry_run, ..Receipt::default() };
    let mut writes = Writes::default();
    let mut taken: HashMap<String, ChildId> = HashMap::new();
    for (child, rows) in cards {
        let Some((card, at)) = one_of(rows, &mut tally) else { continue };
        let Some(before) = known.children.get(&child) else { continue };
        let (after, columns) = laid_over(before, &card, at, &mut tally);
        let former = card.former.filter(|f| !known.references.contains_key(f) && !taken.contains_key(f));
        if columns.is_empty() && former.is_none() {
            continue;
        }
        tally.changes(at);
        let mut columns = columns;
        if let Some(former) = former {
            taken.insert(former.clone(), child);
            writes.references_new.push((former, child));
            columns.push("former_child_id");
        }
        receipt.differs(Difference {
            what: "changed",
            table: shapes::PEOPLE.name,
            of: before.reference.clone(),
            on: None,
            columns,
        });
        if after != *before {
            writes.children_set.push(after);
        }
    }
    receipt.files = tally.receipts();
    receipt.differences.sort();
    Ok(Plan { writes, receipt })
}

fn card(cells: &mut Cells<'_>, known: &Known) -> Option<(ChildId, Card)> {
    let id = cells.id(c::CHILD)?;
    let Some(child) = known.references.get(&id).copied() else {
        cells.set_aside(c::CHILD, "No child is known by this id. Load the return first.");
        return None;
    };
    let known_as = text(cells, c::KNOWN_AS, 60);
    let first_language = text(cells, c::FIRST_LANGUAGE, 60);
    let interpreter = yes_or_no(cells);
    let former =
        cells.filled(c::FORMER_ID).map(|f| super::cells::without_decimals(f).0.to_owned()).filter(|f| *f != id);
    if former.as_ref().and_then(|f| known.references.get(f)).is_some_and(|other| *other != child) {
        cells.correct(
            c::FORMER_ID,
            "This id is another child's here: somebody must look at it. The two were not put together.",
        );
    }
    cells.take();
    Some((child, Card { known_as, first_language, interpreter, former }))
}

/// A cell as one line of text; what is longer or holds control characters is left out.
fn text(cells: &mut Cells<'_>, column: usize, max: usize) -> Option<String> {
    let text = cells.filled(column)?;
    let found = crate::people::accounts::one_line(text, 1, max);
    if found.is_none() {
        cells.correct(column, format!("This is longer than {max} characters or on several lines: it was left out."));
    }
    found
}

fn yes_or_no(cells: &mut Cells<'_>) -> Option<bool> {
    let text = cells.filled(c::INTERPRETER)?.to_lowercase();
    match text.as_str() {
        "yes" | "y" | "true" | "1" | "1.0" => Some(true),
        "no" | "n" | "false" | "0" | "0.0" => Some(false),
        _ => {
            cells.correct(c::INTERPRETER, "Write yes or no here: it was left out.");
            None
        }
    }
}

/// The one card that a child's rows say; none where they say different things.
fn one_of(mut rows: Vec<(Card, RowRef)>, tally: &mut Tally) -> Option<(Card, RowRef)> {
    rows.sort_by_key(|(_, at)| *at);
    let (first, at) = rows.first()?.clone();
    let line = tally.line(at);
    if rows.iter().any(|(card, _)| *card != first) {
        for (_, at) in rows {
            tally.set_aside(at, None, "Rows about this child say different things: none of them was taken.");
        }
        return None;
    }
    for (_, again) in rows.iter().skip(1) {
        tally.ignore(*again, format!("This row says the same as line {line}."));
    }
    Some((first, at))
}

/// A child with what the card says, except for what a worker has set here.
fn laid_over(before: &Child, card: &Card, at: RowRef, tally: &mut Tally) -> (Child, Vec<&'static str>) {
    let mut after = before.clone();
    let mut columns = Vec::new();
    let mut lay = |name: &'static str, differs: bool, set: &mut dyn FnMut()| {
        if differs && before.is_by_hand(name) {
            tally.correct(
                at,
                Some(name),
                "A worker has set this here, and the file says otherwise: the worker's was kept.",
            );
        } else if differs {
            set();
            columns.push(name);
        }
    };
    lay("known_as", card.known_as.is_some() && card.known_as != before.known_as, &mut || {
        after.known_as.clone_from(&card.known_as)
    });
    lay("first_language", card.first_language.is_some() && card.first_language != before.first_language, &mut || {
        after.first_language.clone_from(&card.first_language);
    });
    lay("interpreter", card.interpreter.is_some_and(|i| i != before.interpreter), &mut || {
        after.interpreter = card.interpreter.unwrap_or(before.interpreter)
    });
    (after, columns)
}
