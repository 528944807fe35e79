//! What a file says of who holds a post → the allocation that follows. Access counts from when it was recorded, however
//! far back the file reaches; an end in the past ends it now. An allocation that is over is never opened again: a
//! correction is a new row.

pub use crate::access::allocation::{ENDED_HERE, HANDED_OVER};
use crate::files::Tally;
use crate::files::receipt::{Difference, Receipt, RowRef};
use crate::kernel::calendar::london_midnight;
use crate::kernel::id::{ChildId, Id, StaffId};
use crate::kernel::words::Post;
use crate::kernel::{At, Day};
use crate::people::episode::Source;

use super::Now;
use super::known::{Known, KnownAllocation, Writes};

/// Why an allocation ended, where a file no longer has it and that was confirmed.
pub const ABSENT: &str = "absent";

/// What a row says.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Where it stands.
    pub at: RowRef,
    /// The child.
    pub child: ChildId,
    /// The council's own id of the child.
    pub reference: String,
    /// Who holds the post.
    pub staff: StaffId,
    /// Which post.
    pub post: Post,
    /// From this day.
    pub starts_on: Day,
    /// To this day, which is no longer in it.
    pub ends_on: Option<Day>,
    /// Why it ended.
    pub reason: Option<String>,
    /// Which file says it.
    pub source: Source,
    /// What the table is called.
    pub table: &'static str,
}

/// Works out what a row changes.
pub fn allocate(wish: Wish, known: &Known, now: Now, writes: &mut Writes, receipt: &mut Receipt, tally: &mut Tally) {
    let theirs = known.allocations.get(&wish.child).map_or(&[][..], Vec::as_slice);
    let same_post = |a: &&KnownAllocation| a.staff == wish.staff && a.post == wish.post;
    let same = theirs.iter().rfind(|a| same_post(a) && a.starts_on == wish.starts_on);
    // Somebody was quicker here than the file: the same member of staff holds the post already, from a day in the row.
    let made_here = || {
        theirs
            .iter()
            .rfind(|a| same_post(a) && a.source == Source::Person && is_open(a, now.at) && within(a.starts_on, &wish))
    };
    let Some(old) = same.or_else(made_here) else {
        differs(&wish, "added", vec![], receipt);
        tally.changes(wish.at);
        writes.allocations_new.push(fresh(&wish, now));
        return;
    };
    if old.ends_on == wish.ends_on && (old.reason_ended == wish.reason || wish.reason.is_none()) {
        return;
    }
    let by_hand = matches!(old.reason_ended.as_deref(), Some(ENDED_HERE | HANDED_OVER));
    if by_hand && wish.ends_on.is_none_or(|e| old.ends_on.is_some_and(|o| e > o)) {
        tally.correct(wish.at, None, "A manager ended this allocation here: it stays ended, whatever the file says.");
        return;
    }
    if by_hand && wish.ends_on == old.ends_on {
        return;
    }
    let over = old.access_until.is_some_and(|u| u <= now.at);
    let goes_on = wish.ends_on.is_none_or(|e| london_midnight(e) > now.at);
    if over && goes_on {
        differs(&wish, "changed", vec!["to"], receipt);
        writes.allocations_new.push(fresh(&wish, now));
    } else {
        let columns = if old.ends_on == wish.ends_on { vec!["reason"] } else { vec!["to"] };
        differs(&wish, "changed", columns, receipt);
        writes.allocations_set.push(ended(old, &wish, now));
    }
    tally.changes(wish.at);
}

/// Ends an allocation that a file no longer has.
pub fn end_absent(old: &KnownAllocation, now: Now) -> KnownAllocation {
    let until = old.access_until.map_or(now.at, |u| u.min(now.at));
    let ends_on = Some(old.ends_on.map_or(now.today, |e| e.min(now.today)).max(old.starts_on));
    let reason_ended = Some(ABSENT.to_owned());
    KnownAllocation { ends_on, access_until: Some(until), reason_ended, end_recorded_at: Some(now.at), ..old.clone() }
}

/// Whether an allocation gives access now or will.
#[must_use]
pub fn is_open(a: &KnownAllocation, now: At) -> bool {
    a.access_until.is_none_or(|u| u > now)
}

fn within(day: Day, wish: &Wish) -> bool {
    day >= wish.starts_on && wish.ends_on.is_none_or(|e| day <= e)
}

fn differs(wish: &Wish, what: &'static str, columns: Vec<&'static str>, receipt: &mut Receipt) {
    receipt.differs(Difference {
        what,
        table: wish.table,
        of: wish.reference.clone(),
        on: Some(wish.starts_on.to_string()),
        columns,
    });
}

fn fresh(wish: &Wish, now: Now) -> KnownAllocation {
    let access_from = london_midnight(wish.starts_on).max(now.at);
    KnownAllocation {
        id: Id::at(now.at),
        child: wish.child,
        staff: wish.staff,
        post: wish.post,
        starts_on: wish.starts_on,
        ends_on: wish.ends_on,
        access_from,
        access_until: wish.ends_on.map(|e| london_midnight(e).max(access_from)),
        reason_ended: wish.reason.clone(),
        recorded_at: now.at,
        end_recorded_at: wish.ends_on.map(|_| now.at),
        source: wish.source,
    }
}

/// An allocation with the end that a row gives it. One that is over keeps the instant at which it was over.
fn ended(old: &KnownAllocation, wish: &Wish, now: Now) -> KnownAllocation {
    let access_until = match (old.access_until, wish.ends_on) {
        (Some(over), _) if over <= now.at => Some(over),
        (_, None) => None,
        (_, Some(end)) => Some(london_midnight(end).max(now.at)),
    };
    let end_recorded_at = wish.ends_on.map(|_| now.at);
    KnownAllocation {
        ends_on: wish.ends_on,
        access_until,
        reason_ended: wish.reason.clone(),
        end_recorded_at,
        ..old.clone()
    }
}
