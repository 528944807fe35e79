//! Who leaves: 18 soon, 18 already (followed until 21, claimed or not), or out of care before 18 with something held. What is
//! to be done is said; what is done, a person decides. Pure.

use chrono::Duration;

use super::policy::{LeaverUnder18, Policy};
use super::register::AccountState;
use crate::kernel::calendar::attains_age;
use crate::kernel::id::{AnyId, ChildId, StaffId};
use crate::kernel::{At, Day, Pence};
use crate::people::Care;

/// Until this age somebody who has left is followed.
const FOLLOWED_UNTIL_AGE: i32 = 21;

crate::words! {
    /// How somebody leaves.
    pub enum LeaverKind {
        /// 18 soon.
        EighteenSoon = "eighteen_soon",
        /// 18 or over.
        Eighteen = "eighteen",
        /// Left care before 18.
        LeftCare = "left_care",
    }
}

crate::words! {
    /// What was decided.
    pub enum LeaverWhat {
        /// The young person, or whoever has parental responsibility, was told or asked.
        Contacted = "contacted",
        /// What is held goes into the child's account with the next run.
        PayToAccount = "pay_to_account",
        /// It is held until it is claimed.
        HoldForClaim = "hold_for_claim",
        /// The young person has claimed the account.
        Claimed = "claimed",
        /// What is held is paid to the young person's own bank account; a second person confirms.
        PaidDirect = "paid_direct",
    }
}

/// Something that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: AnyId,
    /// About whom.
    pub child: ChildId,
    /// What.
    pub what: LeaverWhat,
    /// On which day it happened.
    pub on: Day,
    /// In words.
    pub note: String,
    /// How much was paid direct.
    pub pence: Option<Pence>,
    /// Who decided.
    pub by: StaffId,
    /// When.
    pub at: At,
    /// Who confirmed a direct payment, and when.
    pub confirmed: Option<(StaffId, At)>,
}

/// How a child leaves on a day, and since (or from) when; none where the child does not.
#[must_use]
pub fn stands(care: &Care, policy: &Policy, today: Day) -> Option<(LeaverKind, Day)> {
    if care.died_on.is_some() {
        return None;
    }
    let eighteen = attains_age(care.born_on, 18);
    if today >= eighteen {
        return (today < attains_age(care.born_on, FOLLOWED_UNTIL_AGE)).then_some((LeaverKind::Eighteen, eighteen));
    }
    let last = care.episodes.iter().max_by_key(|e| (e.ended_on.is_none(), e.ended_on))?;
    match last.ended_on.filter(|u| *u <= today) {
        Some(left) => Some((LeaverKind::LeftCare, left)),
        None if today >= eighteen - Duration::days(i64::from(policy.desk.pre18_lookahead_days)) => {
            Some((LeaverKind::EighteenSoon, eighteen))
        }
        None => None,
    }
}

/// What is to be done, in words for the desk.
#[must_use]
pub fn to_do(
    kind: LeaverKind,
    day: Day,
    held: Pence,
    account: AccountState,
    last: Option<&Decision>,
    policy: &Policy,
) -> String {
    let open = account.is_open();
    let claimed = last.filter(|d| d.what == LeaverWhat::Claimed).map(|d| d.on);
    let day = day.format("%-d %B %Y");
    match (kind, held > Pence::ZERO) {
        (LeaverKind::EighteenSoon, true) if open => {
            format!("Pay the £{held:#} into the account in time: it must be accepted before {day}.")
        }
        (LeaverKind::EighteenSoon, true) => {
            format!(
                "No account takes it before {day}. Ask for one, or prepare a payment to the young person's own account."
            )
        }
        (LeaverKind::EighteenSoon, false) => {
            format!("Nothing is held. Tell the young person what is theirs from {day}.")
        }
        (LeaverKind::Eighteen, true) => {
            format!(
                "£{held:#} is still held, and the Junior ISA takes nothing since {day}. Pay it to the young person's own account: two people."
            )
        }
        (LeaverKind::Eighteen, false) => match claimed {
            Some(on) => format!("Claimed on {}. Nothing to do.", on.format("%-d %B %Y")),
            None if open => "Not claimed yet. Help to claim it, and ask again until 21.".to_owned(),
            None => "Nothing is held, and no account is known.".to_owned(),
        },
        (LeaverKind::LeftCare, true) => match (policy.desk.leaver_under_18, open) {
            (LeaverUnder18::PayToAccount, true) => {
                format!(
                    "Left on {day}. Pay the £{held:#} into the child's account with the next run, and tell The Share Foundation."
                )
            }
            (LeaverUnder18::ParentalResponsibilityHolder, _) => {
                format!("Left on {day}. Agree with whoever has parental responsibility where the £{held:#} goes.")
            }
            _ => format!("Left on {day}. Hold the £{held:#} for the claim, or ask for an account."),
        },
        (LeaverKind::LeftCare, false) => format!("Left on {day}. Nothing is held."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::RuleFiles;
    use crate::kernel::Id;

    fn care(born: &str, ended: Option<&str>) -> Care {
        use crate::people::codes::{LegalStatus, Placement, ReasonNew};
        let d = |s: &str| s.parse::<Day>().unwrap_or_default();
        Care {
            child: Id::at(At::from_ms(1_700_000_000_000)),
            reference: "C1".into(),
            further: vec![],
            known_as: None,
            born_on: d(born),
            known_from: None,
            is_complete: true,
            died_on: None,
            episodes: vec![crate::people::episode::Episode {
                started_on: d("2020-01-06"),
                ended_on: ended.map(d),
                reason_new: ReasonNew::ALL[0],
                legal_status: LegalStatus::ALL[0],
                placement: Placement::ALL[0],
                provider_kind: None,
                provider_urn: None,
                reason_ceased: None,
                reason_place_change: None,
            }],
        }
    }

    fn policy() -> Policy {
        let files = RuleFiles::default();
        Policy::parse(&files.text("savings/policy.toml").unwrap_or_default()).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn somebody_is_followed_from_half_a_year_before_18_until_21() {
        let stands = |born: &str, ended, day: &str| {
            super::stands(&care(born, ended), &policy(), day.parse().unwrap_or_default())
                .map(|(k, d)| (k, d.to_string()))
        };
        assert_eq!(stands("2008-06-19", None, "2025-12-20"), None);
        assert_eq!(stands("2008-06-19", None, "2025-12-21"), Some((LeaverKind::EighteenSoon, "2026-06-19".into())));
        assert_eq!(stands("2008-06-19", None, "2026-06-18"), Some((LeaverKind::EighteenSoon, "2026-06-19".into())));
        assert_eq!(stands("2008-06-19", None, "2026-06-19"), Some((LeaverKind::Eighteen, "2026-06-19".into())));
        assert_eq!(stands("2008-06-19", None, "2029-06-18"), Some((LeaverKind::Eighteen, "2026-06-19".into())));
        assert_eq!(stands("2008-06-19", None, "2029-06-19"), None);
        // E10: born on 29 February, 18 on 1 March.
        assert_eq!(stands("2008-02-29", None, "2026-02-28").map(|(k, _)| k), Some(LeaverKind::EighteenSoon));
        assert_eq!(stands("2008-02-29", None, "2026-03-01").map(|(k, _)| k), Some(LeaverKind::Eighteen));
        assert_eq!(
            stands("2012-01-01", Some("2026-01-05"), "2026-01-05"),
            Some((LeaverKind::LeftCare, "2026-01-05".into()))
        );
        assert_eq!(stands("2012-01-01", Some("2026-01-05"), "2026-01-04"), None);
    }
}
