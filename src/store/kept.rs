//! Statements that the connection prepares once and keeps. Diesel prepares an UPDATE and every statement written as text
//! anew each time, because it cannot know that their text is always the same; with a message that is a third of the work.

use diesel::backend::Backend;
use diesel::deserialize;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::row::NamedRow;

/// A statement whose text is one of a few, whatever its values: it is kept under its text. Not for text that is made from
/// values or from lists of any length: each would be kept for as long as the connection lives.
///
/// To be asked for rows (`load`, `get_result`), where there are none for [`NoRow`]: `execute` hands diesel a reference to
/// the statement, and a reference does not say that it may be kept.
#[derive(Debug, Clone, Copy)]
pub struct Kept<Q>(pub Q);

impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, DB> QueryFragment<DB> for Kept<Q>
where
    DB: Backend,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _backend: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}

impl<Q, Conn> RunQueryDsl<Conn> for Kept<Q> {}

/// The row of a statement, written as text, that answers none.
#[derive(Debug, Clone, Copy)]
pub struct NoRow;

impl<DB: Backend> QueryableByName<DB> for NoRow {
    fn build<'a>(_row: &impl NamedRow<'a, DB>) -> deserialize::Result<Self> {
        Ok(Self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use diesel::connection::InstrumentationEvent;

    use super::*;

    diesel::table! {
        jars (id) {
            id -> Integer,
            label -> Text,
        }
    }

    #[test]
    fn text_and_updates_are_prepared_once_and_kept() {
        let mut db = SqliteConnection::establish(":memory:").unwrap();
        diesel::sql_query("CREATE TABLE jars (id INTEGER NOT NULL PRIMARY KEY, label TEXT NOT NULL)")
            .execute(&mut db)
            .unwrap();
        let kept = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&kept);
        db.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        for n in 1..=3 {
            let put = diesel::sql_query("INSERT INTO jars VALUES ($1, $2)")
                .bind::<diesel::sql_types::Integer, _>(n)
                .bind::<diesel::sql_types::Text, _>("red");
            assert!(Kept(put).load::<NoRow>(&mut db).unwrap().is_empty());
            let paint = diesel::update(jars::table.find(n)).set(jars::label.eq("blue")).returning(jars::id);
            assert_eq!(Kept(paint).load::<i32>(&mut db).unwrap(), [n]);
        }
        assert_eq!(kept.load(Ordering::Relaxed), 2);
    }
}
