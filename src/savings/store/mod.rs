//! The SQL of this room. What touches a child's rows takes a permit; a permit for one child reads and posts that child's
//! rows only, one for the council (the savings desk, a job, an import) everybody's.

pub(super) mod accruals;
pub(super) mod arrivals;
pub(super) mod carers;
pub(super) mod decisions;
pub(super) mod exceptions;
pub(super) mod files;
pub(super) mod foundation;
pub(super) mod leavers;
pub(super) mod ledger;
pub(super) mod openings;
pub(super) mod others;
pub(super) mod pay_runs;
pub(super) mod periods;
pub(super) mod pocket;
pub(super) mod providers;
pub(super) mod queue;
pub(super) mod reading;
pub(super) mod register;
pub(super) mod short;
pub(super) mod signings;
pub(super) mod tie_out;
pub(super) mod today;

use super::account::AccountKind;
use super::carer::CarerStep;
use super::entry::{ActKind, EntryKind};
use super::foundation::AckAnswer;
use super::intake::FileKind;
use super::intake::columns::Field;
use super::leaver::LeaverWhat;
use super::matching::code::Code;
use super::opening::{Holder, Surety};
use super::other_money::OtherKind;
use super::pay_run::{Block, RunState};
use super::period::PeriodAct;
use super::pocket::{PocketAnswer, QueryKind};
use super::provider::How;
use super::queue::{ExceptionState, LineState};
use super::register::AccountState;

crate::text_column!(
    Block,
    RunState,
    AccountKind,
    ActKind,
    EntryKind,
    How,
    AccountState,
    PeriodAct,
    Holder,
    Surety,
    PocketAnswer,
    QueryKind,
    FileKind,
    Field,
    Code,
    LeaverWhat,
    LineState,
    ExceptionState,
    CarerStep,
    AckAnswer,
    OtherKind
);
