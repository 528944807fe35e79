//! Statements that the connection prepares once and keeps. Diesel prepares an UPDATE and every statement written as text
//! anew each time, because it cannot know that their text is always the same; with a message that is a third of the work.

use std::any::TypeId;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use diesel::backend::Backend;
use diesel::connection::Connection;
use diesel::deserialize;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::Error;
use diesel::row::NamedRow;
use diesel::sql_types::Untyped;

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

/// A statement of one place in the code, whose text is the same whatever its values: made by [`fixed!`](crate::fixed). It is
/// kept under its place, so that its text is written once and not for every run to look it up by. With a message that was a
/// fifth of the work.
///
/// Not for lists of any length, nor for an insert in which an empty value leaves its column out. A build with debug
/// assertions, as the tests are, writes the text each time and refuses a second one.
#[derive(Debug, Clone, Copy)]
pub struct Fixed<P, Q> {
    statement: Q,
    place: PhantomData<P>,
}

/// Makes a statement a [`Fixed`](crate::store::kept::Fixed) one of this place in the code.
#[macro_export]
macro_rules! fixed {
    ($statement:expr) => {{
        struct Place;
        $crate::store::kept::Fixed::<Place, _>::at_place($statement)
    }};
}

impl<P: 'static, Q> Fixed<P, Q> {
    /// The statement of the place that `P` stands for. Use [`fixed!`](crate::fixed), which makes a `P` for each.
    pub const fn at_place(statement: Q) -> Self {
        Self { statement, place: PhantomData }
    }

    /// Runs it; answers how many rows it changed.
    ///
    /// # Errors
    /// The database's own.
    pub fn execute<C>(self, connection: &mut C) -> QueryResult<usize>
    where
        C: Connection,
        C::Backend: Default + 'static,
        <C::Backend as Backend>::QueryBuilder: Default,
        Q: QueryFragment<C::Backend>,
    {
        self.refuse_another_text(&C::Backend::default())?;
        RunQueryDsl::execute(self, connection)
    }

    /// The same for a statement that answers no rows, to be asked for rows of [`NoRow`]: half the looking over of
    /// [`Self::execute`], where nobody asks how many rows it changed.
    pub fn silent(self) -> Silent<P, Q> {
        Silent(self)
    }

    fn refuse_another_text<DB>(&self, backend: &DB) -> QueryResult<()>
    where
        DB: Backend + 'static,
        DB::QueryBuilder: Default,
        Q: QueryFragment<DB>,
    {
        use diesel::query_builder::QueryBuilder;
        static FIRST: Mutex<Option<HashMap<(TypeId, TypeId), String>>> = Mutex::new(None);
        if !cfg!(debug_assertions) {
            return Ok(());
        }
        let mut text = DB::QueryBuilder::default();
        self.statement.to_sql(&mut text, backend)?;
        let text = text.finish();
        let mut first = FIRST.lock().unwrap_or_else(PoisonError::into_inner);
        let places = first.get_or_insert_default();
        let known = places.entry((TypeId::of::<P>(), TypeId::of::<DB>())).or_insert_with(|| text.clone());
        if *known == text {
            Ok(())
        } else {
            Err(Error::QueryBuilderError(format!("not a fixed statement: {known} | {text}").into()))
        }
    }
}

impl<P: 'static, Q> QueryId for Fixed<P, Q> {
    type QueryId = Fixed<P, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<P, Q: Query> Query for Fixed<P, Q> {
    type SqlType = Q::SqlType;
}

impl<P, Q, DB> QueryFragment<DB> for Fixed<P, Q>
where
    P: 'static,
    DB: Backend + 'static,
    DB::QueryBuilder: Default,
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.statement.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, backend: &DB) -> QueryResult<bool> {
        self.refuse_another_text(backend).map(|()| true)
    }
}

impl<P, Q, Conn> RunQueryDsl<Conn> for Fixed<P, Q> {}

/// A [`Fixed`] statement that answers no rows.
#[derive(Debug, Clone, Copy)]
pub struct Silent<P, Q>(Fixed<P, Q>);

impl<P: 'static, Q> QueryId for Silent<P, Q> {
    type QueryId = Fixed<P, ()>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<P, Q> Query for Silent<P, Q> {
    type SqlType = Untyped;
}

impl<P, Q, DB> QueryFragment<DB> for Silent<P, Q>
where
    DB: Backend,
    Fixed<P, Q>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, backend: &DB) -> QueryResult<bool> {
        self.0.is_safe_to_cache_prepared(backend)
    }
}

impl<P, Q, Conn> RunQueryDsl<Conn> for Silent<P, Q> {}

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

    #[test]
    fn a_fixed_statement_is_prepared_once_and_may_have_one_text_only() {
        let mut db = SqliteConnection::establish(":memory:").unwrap();
        diesel::sql_query("CREATE TABLE jars (id INTEGER NOT NULL PRIMARY KEY, label TEXT NOT NULL DEFAULT 'plain')")
            .execute(&mut db)
            .unwrap();
        let kept = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&kept);
        db.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        });
        let put = |db: &mut SqliteConnection, n: i32, label: Option<&str>| {
            let row = (jars::id.eq(n), label.map(|l| jars::label.eq(l.to_owned())));
            crate::fixed!(diesel::insert_into(jars::table).values(row)).execute(db)
        };
        for n in 1..=3 {
            assert_eq!(put(&mut db, n, Some("red")).unwrap(), 1);
            let label: String =
                crate::fixed!(jars::table.filter(jars::id.eq(n)).select(jars::label)).get_result(&mut db).unwrap();
            assert_eq!(label, "red");
        }
        assert_eq!(kept.load(Ordering::Relaxed), 2);
        for n in 5..=6 {
            let row = (jars::id.eq(n), jars::label.eq("blue"));
            let put = crate::fixed!(diesel::insert_into(jars::table).values(row)).silent();
            assert!(put.load::<NoRow>(&mut db).unwrap().is_empty());
        }
        assert_eq!(jars::table.filter(jars::label.eq("blue")).count().get_result::<i64>(&mut db).unwrap(), 2);
        // The insert, the look and the silent insert; the count is asked for once and kept too.
        assert_eq!(kept.load(Ordering::Relaxed), 4);
        // Without a label the text leaves the column out: what was kept would be given one value too few.
        assert!(put(&mut db, 4, None).unwrap_err().to_string().contains("not a fixed statement"));
    }
}
