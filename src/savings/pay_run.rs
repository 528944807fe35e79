//! A payment of what is held into the children's own accounts. It cannot be taken back once it is there, so each child is
//! checked, and whoever approves is not who proposed. Pure.

use std::collections::HashMap;

use chrono::Duration;
use sha2::{Digest, Sha256};

use super::isa::{IsaRules, limit_year};
use super::policy::{LimitOverflow, Policy};
use super::register::AccountState;
use crate::kernel::calendar::attains_age;
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{At, Day, Pence, Refusal};

crate::words! {
    /// How far a run is.
    pub enum RunState {
        /// Worked out; waits for whoever approves.
        Proposed = "proposed",
        /// Approved as it stands.
        Approved = "approved",
        /// The schedule went out, and the children's money is on its way.
        Sent = "sent",
        /// It left the bank.
        Paid = "paid",
        /// Given up.
        Withdrawn = "withdrawn",
    }
}

crate::words! {
    /// Why a child is not paid, or not all.
    pub enum Block {
        /// Whoever proposed the run left the child out this time.
        LeftOut = "left_out",
        /// There is no account that can be paid into.
        NoAccount = "no_account",
        /// Somebody else manages the Child Trust Fund: the money would come back.
        ResponsibleAdult = "responsible_adult",
        /// The account's reference is not known.
        NoReference = "no_reference",
        /// Another child's line names the same account.
        Duplicate = "duplicate",
        /// A Child Trust Fund for a child whose birth date allows none.
        WrongType = "wrong_type",
        /// 18 already: nothing can be paid in any more.
        Eighteen = "eighteen",
        /// 18 soon: somebody must make sure that it is accepted in time.
        EighteenSoon = "eighteen_soon",
        /// Less than the account takes.
        BelowMinimum = "below_minimum",
        /// The year's limit leaves no room, or not for all.
        Limit = "limit",
    }
}

/// A child with something held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub child: ChildId,
    /// Day of birth.
    pub born_on: Day,
    /// What is held up to the cut-off.
    pub held: Pence,
    /// The child's own account.
    pub account: AccountState,
    /// Its reference.
    pub reference: Option<String>,
    /// What was paid in in the limit's year, by the council and by others.
    pub paid_in_year: Pence,
    /// Whether somebody has made sure that it is accepted before the 18th birthday.
    pub is_in_time: bool,
    /// Whether the child is left out this time.
    pub is_left_out: bool,
}

/// A child's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub child: ChildId,
    /// What is held.
    pub held: Pence,
    /// What is paid of it.
    pub pay: Pence,
    /// The account.
    pub account: AccountState,
    /// Its reference.
    pub reference: Option<String>,
    /// The first day of the year in which it counts.
    pub year_from: Option<Day>,
    /// Why not, or not all.
    pub block: Option<Block>,
    /// The same in words, for the desk.
    pub words: Option<String>,
    /// Whether somebody has made sure that it is accepted before the 18th birthday.
    pub is_in_time: bool,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its id.
    pub id: AnyId,
    /// What is held at the end of this day is paid.
    pub cut_off: Day,
    /// The day on which the accounts accept it: the limit's year goes by this.
    pub accepted_on: Day,
    /// How far it is.
    pub state: RunState,
    /// A hash of its lines.
    pub content: String,
    /// Who proposed it as it stands.
    pub proposed_by: StaffId,
    /// Who approved it as it stands.
    pub approved_by: Option<StaffId>,
    /// The hash of what was approved.
    pub approved_content: Option<String>,
    /// When it was proposed as it stands.
    pub proposed_at: At,
    /// When it was approved.
    pub approved_at: Option<At>,
    /// When it went out.
    pub sent_at: Option<At>,
    /// The day it left the bank.
    pub paid_on: Option<Day>,
    /// The schedule as it went out.
    pub schedule: Option<String>,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Run {
    /// What is paid in all.
    #[must_use]
    pub fn total(&self) -> Pence {
        Pence(self.lines.iter().map(|l| l.pay.0).fold(0, i64::saturating_add))
    }
}

/// The lines of everybody who has something held, in the order of their ids.
///
/// # Errors
/// Where the limit of the year is not entered.
pub fn lines(all: &[Candidate], isa: &IsaRules, policy: &Policy, accepted_on: Day) -> Result<Vec<Line>, Refusal> {
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for reference in all.iter().filter_map(|c| c.reference.as_deref()) {
        let n = uses.entry(reference).or_default();
        *n = n.saturating_add(1);
    }
    let is_twice = |c: &Candidate| c.reference.as_deref().is_some_and(|r| uses.get(r).is_some_and(|n| *n > 1));
    let mut sorted: Vec<&Candidate> = all.iter().filter(|c| c.held > Pence::ZERO).collect();
    sorted.sort_by_key(|c| c.child);
    sorted.into_iter().map(|c| line(c, is_twice(c), isa, policy, accepted_on)).collect()
}

fn line(c: &Candidate, is_twice: bool, isa: &IsaRules, policy: &Policy, on: Day) -> Result<Line, Refusal> {
    let mut line = Line {
        child: c.child,
        held: c.held,
        pay: Pence::ZERO,
        account: c.account,
        reference: c.reference.clone(),
        year_from: None,
        block: None,
        words: None,
        is_in_time: c.is_in_time,
    };
    let stop = stops(c, is_twice, isa, policy, on);
    if let Some((block, words)) = stop {
        (line.block, line.words) = (Some(block), Some(words));
        return Ok(line);
    }
    let year = limit_year(c.account, c.born_on, on);
    line.year_from = Some(year.from);
    let room = isa.limit_on(on)?.0.saturating_sub(c.paid_in_year.0).max(0);
    line.pay = Pence(c.held.0.min(room));
    if line.pay < c.held {
        let rest = Pence(c.held.0.saturating_sub(line.pay.0));
        let until = year.until.map_or_else(String::new, |u| u.format(" until %-d %B %Y").to_string());
        let words = match policy.desk.limit_overflow {
            LimitOverflow::Hold => {
                format!("the year's limit leaves room for £{:#}: £{rest:#} is held{until}", line.pay)
            }
            LimitOverflow::Direct => format!("the year's limit leaves room for £{:#}: £{rest:#} goes direct", line.pay),
        };
        (line.block, line.words) = (Some(Block::Limit), Some(words));
    }
    if line.pay.0 < policy.desk.min_contribution_pence {
        let least = Pence(policy.desk.min_contribution_pence);
        if line.block.is_none() {
            line.block = Some(Block::BelowMinimum);
            line.words = Some(format!("less than £{least:#}, the least that the account takes: held"));
        }
        line.pay = Pence::ZERO;
    }
    Ok(line)
}

/// What keeps a child from being paid at all.
fn stops(c: &Candidate, is_twice: bool, isa: &IsaRules, policy: &Policy, on: Day) -> Option<(Block, String)> {
    if c.is_left_out {
        return Some((Block::LeftOut, "left out of this run by whoever proposed it: held".into()));
    }
    let eighteen = attains_age(c.born_on, 18);
    let soon = eighteen - Duration::days(i64::from(policy.desk.pre18_last_pay_days));
    if on >= eighteen {
        let say = "18 by then: nothing can be paid in any more, it goes to the young person's own account";
        return Some((Block::Eighteen, say.into()));
    }
    match c.account {
        AccountState::CtfWithResponsibleAdult => {
            let say = "somebody else manages the Child Trust Fund: what is paid in comes back";
            return Some((Block::ResponsibleAdult, say.into()));
        }
        AccountState::JuniorIsa | AccountState::ChildTrustFund => {}
        other => return Some((Block::NoAccount, format!("no account to pay into ({other}): held"))),
    }
    if c.account == AccountState::ChildTrustFund && !isa.is_ctf_age(c.born_on) {
        let say = "the register says Child Trust Fund, and by the birth date there can be none: check the register";
        return Some((Block::WrongType, say.into()));
    }
    if c.reference.is_none() {
        return Some((Block::NoReference, "the account's reference is not in the register: held".into()));
    }
    if is_twice {
        let say = "another child has the same account reference: check the register before anybody is paid";
        return Some((Block::Duplicate, say.into()));
    }
    if on > soon && !c.is_in_time {
        let say = format!("18 on {eighteen}: make sure that it is accepted before, and say so, or pay it direct");
        return Some((Block::EighteenSoon, say));
    }
    None
}

/// A hash of what would be paid: to whom, where, how much, in which year.
#[must_use]
pub fn content(cut_off: Day, accepted_on: Day, lines: &[Line]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{cut_off} {accepted_on}"));
    for l in lines {
        hash.update(format!("|{} {} {} {} {:?} {:?}", l.child, l.held, l.pay, l.account, l.reference, l.block));
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RuleFiles;
    use crate::kernel::Id;

    fn d(s: &str) -> Day {
        s.parse().unwrap_or_default()
    }

    fn of(held: i64, account: AccountState, born: &str, paid: i64) -> Candidate {
        Candidate {
            child: Id::at(At::from_ms(1_700_000_000_000)),
            born_on: d(born),
            held: Pence(held),
            account,
            reference: Some(format!("TSF-{held}-{born}")),
            paid_in_year: Pence(paid),
            is_in_time: false,
            is_left_out: false,
        }
    }

    fn one(c: &Candidate, on: &str) -> Line {
        let files = RuleFiles::default();
        let isa = IsaRules::parse(&files.text("isa.toml").unwrap_or_default()).unwrap_or_else(|e| panic!("{e}"));
        let policy =
            Policy::parse(&files.text("savings/policy.toml").unwrap_or_default()).unwrap_or_else(|e| panic!("{e}"));
        let found = lines(std::slice::from_ref(c), &isa, &policy, d(on));
        found.unwrap_or_else(|e| panic!("{e}")).pop().unwrap_or_else(|| panic!("no line"))
    }

    #[test]
    fn e21_the_limit_leaves_room_for_150_and_115_is_held_to_6_april() {
        let line = one(&of(26_500, AccountState::JuniorIsa, "2012-01-01", 885_000), "2026-11-30");
        assert_eq!((line.pay, line.block), (Pence(15_000), Some(Block::Limit)));
        assert!(line.words.is_some_and(|w| w.contains("115.00") && w.contains("6 April 2027")));
    }

    #[test]
    fn e25_a_single_week_is_below_what_the_account_takes() {
        let line = one(&of(500, AccountState::JuniorIsa, "2012-01-01", 0), "2026-03-10");
        assert_eq!((line.pay, line.block), (Pence::ZERO, Some(Block::BelowMinimum)));
    }

    #[test]
    fn every_block_keeps_the_money() {
        use AccountState as A;
        for (account, block) in [
            (A::Unknown, Block::NoAccount),
            (A::Missing, Block::NoAccount),
            (A::AskedFor, Block::NoAccount),
            (A::NotEligible, Block::NoAccount),
            (A::CtfWithResponsibleAdult, Block::ResponsibleAdult),
            (A::ChildTrustFund, Block::WrongType),
        ] {
            let line = one(&of(26_000, account, "2012-01-01", 0), "2026-03-10");
            assert_eq!((line.pay, line.block), (Pence::ZERO, Some(block)), "{account}");
            assert!(line.words.is_some_and(|w| !w.is_empty()));
        }
        let unnamed = Candidate { reference: None, ..of(26_000, A::JuniorIsa, "2012-01-01", 0) };
        assert_eq!(one(&unnamed, "2026-03-10").block, Some(Block::NoReference));
        let grown = of(26_000, A::JuniorIsa, "2008-06-19", 0);
        assert_eq!(one(&grown, "2026-06-19").block, Some(Block::Eighteen));
        assert_eq!(one(&grown, "2026-06-16").block, Some(Block::EighteenSoon));
        assert_eq!(one(&grown, "2026-05-20").block, None);
        let sure = Candidate { is_in_time: true, ..grown };
        assert_eq!((one(&sure, "2026-06-18").block, one(&sure, "2026-06-18").pay), (None, Pence(26_000)));
        assert_eq!(one(&sure, "2026-06-19").block, Some(Block::Eighteen));
    }

    #[test]
    fn two_children_with_one_account_are_both_stopped() {
        let files = RuleFiles::default();
        let isa = IsaRules::parse(&files.text("isa.toml").unwrap_or_default()).unwrap_or_else(|e| panic!("{e}"));
        let policy =
            Policy::parse(&files.text("savings/policy.toml").unwrap_or_default()).unwrap_or_else(|e| panic!("{e}"));
        let a = of(26_000, AccountState::JuniorIsa, "2012-01-01", 0);
        let b = Candidate { child: Id::at(At::from_ms(1_700_000_000_001)), ..a.clone() };
        let found = lines(&[a, b], &isa, &policy, d("2026-03-10")).unwrap_or_default();
        assert!(found.len() == 2 && found.iter().all(|l| l.block == Some(Block::Duplicate) && l.pay == Pence::ZERO));
    }
}
