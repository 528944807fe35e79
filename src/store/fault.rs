//! How a transaction can end other than well.

use diesel::result::{DatabaseErrorKind, Error as DbError};

use super::audit::Entry;
use crate::kernel::{Refusal, RefusalKind};

/// What every read and write answers.
pub type Answer<T> = Result<T, Fault>;

/// Why there is no answer.
#[derive(Debug)]
pub enum Fault {
    /// It is not there, or not yours: the same answer for both.
    NotFound,
    /// The access rules said no. The store writes the entry down and answers [`Fault::NotFound`].
    Denied(Box<Entry>),
    /// It cannot be done, for a reason that the person is told.
    Refused(Refusal),
    /// Something broke. The cause goes to the log, never to the person.
    Broken(String),
}

impl Fault {
    /// Something broke, for this cause.
    #[must_use]
    pub fn broken(cause: impl Into<String>) -> Self {
        Self::Broken(cause.into())
    }

    /// The server is too busy to store it just now.
    #[must_use]
    pub fn busy() -> Self {
        Self::Refused(Refusal::of(
            RefusalKind::Busy,
            "busy",
            "The service is busy. Nothing was lost: try again in a moment.",
        ))
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<DbError> for Fault {
    /// Never quotes a value: the database's own text may hold one, so only its kind is kept where it is known.
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::NotFound,
            DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                Self::Broken(format!("a unique key was there already: {}", info.constraint_name().unwrap_or("unnamed")))
            }
            DbError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => Self::busy(),
            DbError::DatabaseError(_, info) => from_text(info.message()),
            DbError::DeserializationError(e) => Self::Broken(format!("a stored value could not be read: {e}")),
            other => Self::Broken(format!("database: {other}")),
        }
    }
}

/// Busy and full disks arrive from SQLite as text only.
fn from_text(text: &str) -> Fault {
    if text.contains("disk is full") || text.contains("No space left") {
        let say = "It is not sent yet: the service has no room left. It is kept on your phone and tried again.";
        return Fault::Refused(Refusal::of(RefusalKind::Full, "no_room", say));
    }
    if text.contains("locked") || text.contains("deadlock") {
        return Fault::busy();
    }
    Fault::Broken(format!("database: {text}"))
}

/// Whether an insert failed because its key was there already.
#[must_use]
pub fn is_duplicate(error: &DbError) -> bool {
    matches!(error, DbError::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
}
