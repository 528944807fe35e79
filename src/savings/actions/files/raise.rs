//! The exceptions that a file raises: one for each row that waits, for the file as a whole, for every child whose weeks have
//! no row.

use std::collections::BTreeMap;

use super::Weighed;
use crate::kernel::Day;
use crate::kernel::id::ChildId;
use crate::savings::file::{FileMade, NewException, NewLine};
use crate::savings::matching::code::Code;
use crate::savings::matching::outcome::RowState;

/// Every exception of a file.
pub(super) fn of(file: &FileMade, lines: &[NewLine], weighed: &Weighed) -> Vec<NewException> {
    let mut raised: Vec<NewException> = lines.iter().filter_map(|l| of_line(file, l)).collect();
    for (code, says) in weighed.receipt.codes.iter().zip(&weighed.receipt.notes) {
        raised.push(NewException {
            code: *code,
            child: None,
            provider: file.provider,
            file: Some(file.id),
            line: None,
            on: file.days.map(|(_, to)| to),
            says: says.clone(),
            pence: None,
            key: format!("file:{}:{code}", file.id),
        });
    }
    let mut by_child: BTreeMap<ChildId, Vec<(Day, i64)>> = BTreeMap::new();
    for (child, week_end, pence) in &weighed.missing {
        by_child.entry(*child).or_default().push((*week_end, *pence));
    }
    raised.extend(by_child.into_iter().filter_map(|(child, weeks)| missing(file, child, &weeks)));
    raised
}

fn of_line(file: &FileMade, line: &NewLine) -> Option<NewException> {
    let d = &line.decision;
    let code = d.code.filter(|_| d.state == RowState::SetAside)?;
    Some(NewException {
        code,
        child: d.child,
        provider: file.provider,
        file: Some(file.id),
        line: Some(line.id),
        on: d.days.map(|(_, to)| to),
        says: d.reason.clone(),
        pence: d.pence,
        key: format!("line:{}", line.id),
    })
}

fn missing(file: &FileMade, child: ChildId, weeks: &[(Day, i64)]) -> Option<NewException> {
    let (first, _) = weeks.first()?;
    let (last, _) = weeks.last()?;
    Some(NewException {
        code: Code::X01,
        child: Some(child),
        provider: file.provider,
        file: Some(file.id),
        line: None,
        on: Some(*last),
        says: format!("{} weeks up to {} are due and have no deduction.", weeks.len(), last.format("%-d %B %Y")),
        pence: Some(weeks.iter().map(|(_, p)| p).sum()),
        key: format!("X01:{child}:{first}:{last}"),
    })
}
