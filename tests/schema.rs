//! Two migration folders, one schema: both are run, and the live tables are compared with each other and with what the
//! code believes (`src/store/schema.rs`). Needs `TEST_POSTGRES_URL` (scripts/test starts one).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop")]
#![allow(missing_docs, reason = "a test's name is its sentence")]

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use sayso::store::Db;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// A column: its type in diesel's words, and whether it may be empty.
type Column = (String, bool);
/// Columns by table and name.
type Tables = BTreeMap<String, BTreeMap<String, Column>>;

/// A database that goes when the test ends.
struct Fresh {
    db: Option<Db>,
    _folder: tempfile::TempDir,
    drop: Option<(String, String)>,
}

impl Fresh {
    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut db = Db::open(&folder.path().join("s.db").to_string_lossy()).unwrap();
        db.setup().unwrap();
        Self { db: Some(db), _folder: folder, drop: None }
    }

    fn postgres(name: &str) -> Self {
        let admin =
            std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL is not set: scripts/test starts a PostgreSQL");
        let name = format!("sayso_schema_{name}_{}", std::process::id());
        Db::open(&admin).unwrap().batch(&format!("CREATE DATABASE {name}")).unwrap();
        let url = format!("{}/{name}", admin.rsplit_once('/').unwrap().0);
        let mut db = Db::open(&url).unwrap();
        db.setup().unwrap();
        Self { db: Some(db), _folder: tempfile::tempdir().unwrap(), drop: Some((admin, name)) }
    }

    fn both(name: &str) -> [Self; 2] {
        [Self::sqlite(), Self::postgres(name)]
    }

    fn db(&mut self) -> &mut Db {
        self.db.as_mut().unwrap()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        self.db = None;
        if let Some((admin, name)) = &self.drop
            && let Ok(mut db) = Db::open(admin)
        {
            let _ = db.batch(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    a: String,
    #[diesel(sql_type = Text)]
    b: String,
    #[diesel(sql_type = Nullable<Text>)]
    c: Option<String>,
    #[diesel(sql_type = Bool)]
    is: bool,
}

fn ask(db: &mut Db, sqlite: &str, postgres: &str) -> Vec<Found> {
    let sql = if matches!(db, Db::Sqlite(_)) { sqlite } else { postgres };
    diesel::sql_query(sql).load(db).unwrap()
}

fn tables(db: &mut Db) -> Tables {
    let rows = ask(
        db,
        "SELECT m.name AS a, p.name AS b, p.type AS c, p.\"notnull\" = 0 AS \"is\" FROM sqlite_master m \
         JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
        "SELECT c.table_name::text AS a, c.column_name::text AS b, c.data_type::text AS c, c.is_nullable = 'YES' AS \"is\" \
         FROM information_schema.columns c WHERE c.table_schema = 'public'",
    );
    let mut found = Tables::new();
    for row in rows.into_iter().filter(|r| !r.a.starts_with("__diesel")) {
        let kind = diesel_word(&row.c.unwrap());
        found.entry(row.a).or_default().insert(row.b, (kind, row.is));
    }
    found
}

/// The type in diesel's words. A type that is not of this list is none that both databases have.
fn diesel_word(kind: &str) -> String {
    let word = match kind.to_lowercase().as_str() {
        "blob" | "bytea" => "Binary",
        "text" => "Text",
        "bigint" => "BigInt",
        "integer" => "Integer",
        "smallint" => "SmallInt",
        "boolean" => "Bool",
        "date" => "Date",
        other => panic!("the type {other} is not one that both databases share"),
    };
    word.to_owned()
}

/// Keys to other tables, as `child.column → parent`.
fn references(db: &mut Db) -> BTreeSet<String> {
    let rows = ask(
        db,
        "SELECT m.name AS a, f.\"from\" AS b, f.\"table\" AS c, 1 AS \"is\" FROM sqlite_master m \
         JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
        "SELECT k.table_name::text AS a, k.column_name::text AS b, u.table_name::text AS c, TRUE AS \"is\" \
         FROM information_schema.table_constraints t \
         JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name) \
         JOIN information_schema.constraint_column_usage u USING (constraint_schema, constraint_name) \
         WHERE t.constraint_type = 'FOREIGN KEY'",
    );
    rows.into_iter().map(|r| format!("{}.{} → {}", r.a, r.b, r.c.unwrap())).collect()
}

/// Indexes, those behind keys and UNIQUE too, as `table (columns)` with whether they are unique.
fn indexes(db: &mut Db) -> BTreeSet<String> {
    let rows = ask(
        db,
        "SELECT m.name AS a, (SELECT GROUP_CONCAT(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) AS b, \
         NULL AS c, i.\"unique\" AS \"is\" FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' \
         UNION ALL SELECT m.name, p.name, NULL, 1 FROM sqlite_master m JOIN pragma_table_info(m.name) p \
         WHERE m.type = 'table' AND p.type = 'INTEGER' AND p.pk = 1 \
         AND (SELECT COUNT(*) FROM pragma_table_info(m.name) k WHERE k.pk > 0) = 1",
        "SELECT t.relname::text AS a, (SELECT STRING_AGG(a.attname::text, ', ' ORDER BY k.nr) \
         FROM UNNEST(i.indkey::int2[]) WITH ORDINALITY AS k(col, nr) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.col) AS b, \
         NULL::text AS c, i.indisunique AS \"is\" \
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace AND n.nspname = 'public'",
    );
    let rows = rows.into_iter().filter(|r| !r.a.starts_with("__diesel"));
    rows.map(|r| format!("{}{} ({})", if r.is { "unique " } else { "" }, r.a, r.b)).collect()
}

#[track_caller]
fn same<T: Ord + std::fmt::Debug>(what: &str, sqlite: &BTreeSet<T>, postgres: &BTreeSet<T>) {
    let only_sqlite: Vec<_> = sqlite.difference(postgres).collect();
    let only_postgres: Vec<_> = postgres.difference(sqlite).collect();
    assert!(
        only_sqlite.is_empty() && only_postgres.is_empty(),
        "{what}: only SQLite {only_sqlite:#?}, only PostgreSQL {only_postgres:#?}"
    );
}

fn flat(tables: &Tables) -> BTreeSet<String> {
    let column = |t: &String, (c, (kind, empty)): (&String, &Column)| {
        format!("{t}.{c}: {kind}{}", if *empty { ", may be empty" } else { "" })
    };
    tables.iter().flat_map(|(t, columns)| columns.iter().map(move |c| column(t, c))).collect()
}

/// What the code believes: diesel's `table!` macros.
fn believed() -> BTreeSet<String> {
    let text = include_str!("../src/store/schema.rs");
    let mut found = BTreeSet::new();
    for table in text.split("diesel::table! {").skip(1) {
        let body = table.split("\n}").next().unwrap();
        let name = body.split_whitespace().next().unwrap();
        for line in body.lines().filter_map(|l| l.trim().strip_suffix(',')) {
            let (column, kind) = line.split_once(" -> ").unwrap();
            let inner = kind.strip_prefix("Nullable<").and_then(|k| k.strip_suffix('>'));
            found.insert(format!(
                "{name}.{column}: {}{}",
                inner.unwrap_or(kind),
                if inner.is_some() { ", may be empty" } else { "" }
            ));
        }
    }
    found
}

#[test]
fn both_databases_have_the_same_tables_columns_keys_and_indexes() {
    let [mut sqlite, mut postgres] = Fresh::both("parity");
    sqlite.db().migrate().unwrap();
    postgres.db().migrate().unwrap();
    let (a, b) = (tables(sqlite.db()), tables(postgres.db()));
    assert!(a.len() > 25, "only {} tables", a.len());
    same("columns", &flat(&a), &flat(&b));
    same("keys to other tables", &references(sqlite.db()), &references(postgres.db()));
    // SQLite keeps no index of its own for a rowid table's INTEGER key: `indexes` counts that key as one.
    same("indexes", &indexes(sqlite.db()), &indexes(postgres.db()));
}

#[test]
fn the_code_believes_what_the_tables_are() {
    let mut sqlite = Fresh::sqlite();
    sqlite.db().migrate().unwrap();
    let live = flat(&tables(sqlite.db()));
    let believed = believed();
    let missing: Vec<_> = live.difference(&believed).collect();
    let invented: Vec<_> = believed.difference(&live).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "not in schema.rs: {missing:#?}, not in the database: {invented:#?}"
    );
}

#[test]
fn every_step_can_be_taken_back_and_again() {
    for mut fresh in Fresh::both("steps") {
        let up = |db: &mut Db| match db {
            Db::Sqlite(c) => c.run_pending_migrations(SQLITE).unwrap().len(),
            Db::Postgres(c) => c.run_pending_migrations(POSTGRES).unwrap().len(),
        };
        let down = |db: &mut Db| match db {
            Db::Sqlite(c) => c.revert_all_migrations(SQLITE).unwrap().len(),
            Db::Postgres(c) => c.revert_all_migrations(POSTGRES).unwrap().len(),
        };
        let steps = up(fresh.db());
        let before = (flat(&tables(fresh.db())), indexes(fresh.db()));
        assert_eq!(down(fresh.db()), steps);
        assert_eq!(tables(fresh.db()).len(), 0);
        assert_eq!(up(fresh.db()), steps);
        assert_eq!((flat(&tables(fresh.db())), indexes(fresh.db())), before);
    }
}

/// The sixteen bytes of an id, as the database writes them.
fn id(db: &Db, n: u8) -> String {
    let hex = format!("{n:032x}");
    if matches!(db, Db::Sqlite(_)) { format!("x'{hex}'") } else { format!("'\\x{hex}'") }
}

#[test]
fn the_audit_and_the_messages_can_only_be_added_to() {
    for mut fresh in Fresh::both("append") {
        let db = fresh.db();
        db.migrate().unwrap();
        let [child, thread, message, entry] = [1, 2, 3, 4].map(|n| id(db, n));
        for sql in [
            format!(
                "INSERT INTO children (id, reference, born_on, created_at, changed_at) VALUES ({child}, 'R', '2012-01-01', 1, 1)"
            ),
            format!("INSERT INTO threads (id, child_id, post, opened_at) VALUES ({thread}, {child}, 'iro', 1)"),
            format!(
                "INSERT INTO messages (id, thread_id, child_id, seq, author_kind, channel, body, fingerprint, said_at, received_at) \
                 VALUES ({message}, {thread}, {child}, 1, 'child', 'app', {child}, {child}, 1, 1)"
            ),
            format!(
                "INSERT INTO audit_entries (id, at, actor_kind, relation, action, resource, decision) \
                 VALUES ({entry}, 1, 'job', 'job', 'escalate', 'council', 'allowed')"
            ),
        ] {
            db.batch(&sql).unwrap();
        }
        for table in ["messages", "audit_entries"] {
            for sql in [
                format!("UPDATE {table} SET id = id"),
                format!("DELETE FROM {table}"),
                format!("DELETE FROM {table} WHERE 1 = 0 OR id = id"),
            ] {
                let refused = db.batch(&sql).expect_err(&sql).to_string();
                assert!(refused.contains("append-only"), "{sql}: {refused}");
            }
            let count = ask(
                db,
                &format!("SELECT '' AS a, '' AS b, NULL AS c, COUNT(*) = 1 AS \"is\" FROM {table}"),
                &format!("SELECT '' AS a, '' AS b, NULL::text AS c, COUNT(*) = 1 AS \"is\" FROM {table}"),
            );
            assert!(count[0].is, "{table} lost its row");
        }
    }
}

#[test]
fn a_postgresql_table_of_the_audit_cannot_be_emptied_at_once_either() {
    let mut fresh = Fresh::postgres("truncate");
    fresh.db().migrate().unwrap();
    for table in ["messages", "audit_entries"] {
        let refused = fresh.db().batch(&format!("TRUNCATE {table} CASCADE")).expect_err(table).to_string();
        assert!(refused.contains("append-only"), "{table}: {refused}");
    }
}

#[test]
fn priv_12_no_column_holds_where_a_child_lives_or_goes_to_school() {
    let mut sqlite = Fresh::sqlite();
    sqlite.db().migrate().unwrap();
    const NEVER: [&str; 14] = [
        "address",
        "postcode",
        "school",
        "street",
        "town",
        "lat",
        "lon",
        "latitude",
        "longitude",
        "easting",
        "northing",
        "uprn",
        "coordinates",
        "geo",
    ];
    for (table, columns) in tables(sqlite.db()) {
        for column in columns.keys() {
            let said: Vec<_> = column.split('_').filter(|w| NEVER.contains(w)).collect();
            assert!(said.is_empty(), "{table}.{column} holds what Sayso does not keep: {said:?}");
        }
    }
}
