//! Children's cards, who holds and covers what, tasks, and the council's files, over HTTP and on both databases.

mod cards;
mod changes;
mod imports;
mod posts;

pub use crate::harness::*;
pub use crate::voice::{answer, mark, message, move_to, reply, say, thread_with, tick, with, words};

const ENTRIES: &str = "SELECT COUNT(*) AS n FROM audit_entries WHERE decision = 'allowed'";

/// Whether a member of staff may read a child's card now.
async fn sees(browser: &StaffBrowser, child: sayso::kernel::id::ChildId) -> bool {
    match browser.get(&format!("/v1/staff/children/{child}")).await.status {
        200 => true,
        404 => false,
        other => panic!("{other}"),
    }
}
