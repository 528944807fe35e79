//! What a young person asked for, and what comes of it: asked → being decided, by whom and when → yes, or no with a
//! reason → done. Pure.

use crate::kernel::id::{AnyId, ChildId, MessageId, RequestId, StaffId, ThreadId};
use crate::kernel::text::Words;
use crate::kernel::{At, Day, Refusal};

crate::words! {
    /// How a request stands.
    pub enum RequestState {
        /// Asked for; nobody has said anything yet.
        Asked = "asked",
        /// Somebody decides, by a day.
        Deciding = "deciding",
        /// Yes.
        Yes = "yes",
        /// No, with a reason.
        No = "no",
        /// Yes, and it has been given.
        Done = "done",
    }
}

/// In how many days a request without a step, or past its day, is late.
pub const ANSWER_DAYS: i64 = 7;

/// A step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its id: the id of the message that tells the young person.
    pub id: AnyId,
    /// To which state.
    pub state: RequestState,
    /// Who decides, or who decided.
    pub decided_by: Option<String>,
    /// By which day it is decided.
    pub decide_on: Option<Day>,
    /// What was said: the reason of a no.
    pub said: Option<Words>,
    /// Who wrote the step down.
    pub by: StaffId,
    /// When.
    pub at: At,
}

/// A request with its steps, the oldest first.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// Whose.
    pub child: ChildId,
    /// For which entitlement.
    pub item: String,
    /// In which thread.
    pub thread: ThreadId,
    /// By which message.
    pub message: MessageId,
    /// On which day.
    pub asked_on: Day,
    /// What came of it.
    pub steps: Vec<Step>,
}

impl Request {
    /// How it stands.
    #[must_use]
    pub fn state(&self) -> RequestState {
        self.steps.last().map_or(RequestState::Asked, |s| s.state)
    }

    /// Whether it is still to be answered.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state(), RequestState::Asked | RequestState::Deciding)
    }

    /// By when somebody must act: the day that was named, or a week after it was asked.
    #[must_use]
    pub fn due_on(&self) -> Option<Day> {
        match (self.state(), self.steps.last().and_then(|s| s.decide_on)) {
            (RequestState::Deciding, Some(day)) => Some(day),
            (RequestState::Asked | RequestState::Deciding, _) => {
                self.asked_on.checked_add_signed(chrono::Duration::days(ANSWER_DAYS))
            }
            _ => None,
        }
    }
}

/// The next step, as it is sent.
#[derive(Debug, Clone)]
pub struct NextStep {
    /// The id of the message that tells the young person.
    pub message: MessageId,
    /// To which state.
    pub state: RequestState,
    /// Who decides, or who decided.
    pub decided_by: Option<String>,
    /// By which day.
    pub decide_on: Option<Day>,
    /// What the young person reads.
    pub said: Words,
}

/// Whether a step may follow on a state: a no needs a reason and who decided, a decision to come needs who and when.
///
/// # Errors
/// The field that is missing, or `request_closed`.
pub fn check(from: RequestState, next: &NextStep, today: Day) -> Result<(), Refusal> {
    let open = matches!(from, RequestState::Asked | RequestState::Deciding);
    // A no can be looked at again; a yes becomes done.
    let follows = match next.state {
        RequestState::Asked => false,
        RequestState::Deciding => open || from == RequestState::No,
        RequestState::Yes | RequestState::No => open,
        RequestState::Done => from == RequestState::Yes,
    };
    if !follows {
        return Err(Refusal::conflict("request_closed", "That step does not follow on where this request stands."));
    }
    let named = next.decided_by.as_deref().is_some_and(|n| !n.trim().is_empty() && n.chars().count() <= 200);
    if matches!(next.state, RequestState::Deciding | RequestState::No) && !named {
        return Err(Refusal::invalid("decided_by_missing", "decided_by", "Say who decides, or who decided."));
    }
    match next.decide_on {
        None if next.state == RequestState::Deciding => {
            Err(Refusal::invalid("decide_on_missing", "decide_on", "Say by which day it is decided."))
        }
        Some(day) if day < today => {
            Err(Refusal::invalid("decide_on_past", "decide_on", "Choose today or a later day."))
        }
        Some(_) if next.state != RequestState::Deciding => {
            Err(Refusal::invalid("decide_on_unasked", "decide_on", "Only a decision to come has a day."))
        }
        _ => Ok(()),
    }
}
