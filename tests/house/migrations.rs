//! Every step of the tables is there for both databases, both ways.

use std::collections::BTreeSet;
use std::path::Path;

use crate::Breach;

pub fn check(home: &Path) -> Vec<Breach> {
    let steps = |database: &str| -> BTreeSet<String> {
        let folder = home.join("migrations").join(database);
        let names = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().file_name().to_string_lossy().into_owned());
        names.collect()
    };
    let (sqlite, postgres) = (steps("sqlite"), steps("postgres"));
    let mut breaches: Vec<_> =
        sqlite.symmetric_difference(&postgres).map(|s| format!("{s} is there for one database only")).collect();
    for (database, step) in sqlite.iter().map(|s| ("sqlite", s)).chain(postgres.iter().map(|s| ("postgres", s))) {
        for way in ["up.sql", "down.sql"] {
            if !home.join("migrations").join(database).join(step).join(way).is_file() {
                breaches.push(format!("{database}/{step} has no {way}"));
            }
        }
    }
    breaches
}

#[test]
fn a_step_for_one_database_only_is_a_breach() {
    let home = tempfile::tempdir().unwrap();
    for step in ["sqlite/1_a", "sqlite/2_b", "postgres/1_a"] {
        let folder = home.path().join("migrations").join(step);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("up.sql"), "").unwrap();
        std::fs::write(folder.join("down.sql"), "").unwrap();
    }
    assert_eq!(check(home.path()), ["2_b is there for one database only"]);
    std::fs::remove_file(home.path().join("migrations/sqlite/1_a/down.sql")).unwrap();
    assert_eq!(check(home.path()).len(), 2);
}
