//! A dry run of the council's files says which weeks of savings they would change, week by week, and writes nothing.

use sayso::config::RuleFiles;
use sayso::files::receipt::Receipt;
use sayso::people::actions::import::{foresee_import, import};
use sayso::people::imports::{Input, Kind, Wanted};
use sayso::savings::Rules;
use sayso::savings::actions::changes;

use super::*;

const HEADER: &str = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB";
const EPISODES: &str = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN";

/// Amara has lived with her parents since 1 June 2026, under the order; she was born when `born` says.
fn files(born: &str) -> Vec<Input> {
    let file = |name: &str, header: &str, rows: &[String]| Input {
        file: name.to_owned(),
        bytes: format!("{header}\n{}\n", rows.join("\n")).into_bytes(),
        named: true,
    };
    let episodes = ["C0001,01/03/2024,S,C2,N1,U6,PR1,01/06/2026,X1,CARPL,,,", "C0001,01/06/2026,P,C2,N1,P1,PR0,,,,,,"];
    vec![
        file("header.csv", HEADER, &[format!("C0001,2,{born},WBRI,A1,,")]),
        file("episodes.csv", EPISODES, &episodes.map(str::to_owned)),
    ]
}

async fn dry(app: &TestApp, files: Vec<Input>) -> Receipt {
    let rules = Rules::load(&RuleFiles::default()).unwrap();
    let foresee = changes::foresee(rules.policy, Actor::Operator);
    foresee_import(&app.store, Actor::Operator, Kind::Ssda903, files, Wanted::default(), foresee).await.unwrap()
}

/// Everything that an import or a posting could have written.
async fn written(app: &TestApp) -> Vec<i64> {
    let mut all = Vec::new();
    for table in
        ["children", "care_episodes", "import_runs", "audit_entries", "ledger_entries", "savings_exceptions", "tasks"]
    {
        all.push(app.count(&format!("SELECT COUNT(*) AS n FROM {table}")).await);
    }
    all
}

on_both! {
    /// Section 2: a retroactive change is previewed week by week before it is saved, where it comes in a file too.
    async fn a_dry_run_says_which_weeks_would_change_and_why_and_writes_nothing(app) {
        app.outbox_may_hold(9);
        super::due::run(app, "2026-11-22").await;
        let before = written(app).await;
        let receipt = dry(app, files("04/05/2011")).await;
        assert!(receipt.dry_run);
        let weeks = receipt.savings_weeks.clone().unwrap();
        // 25 Sundays from 7 June to 22 November 2026.
        assert_eq!((weeks.len(), weeks[0].week_end.as_str(), weeks[24].week_end.as_str()), (25, "2026-06-07", "2026-11-22"), "{weeks:?}");
        for w in &weeks {
            assert_eq!((w.of.as_str(), w.posted_pence, w.due_now_pence, w.due_then_pence), ("C0001", 500, 500, 0));
            assert!(w.reason.starts_with("paused"), "{}", w.reason);
        }
        assert_eq!(written(app).await, before, "a dry run writes nothing");
        let json = serde_json::to_value(&receipt).unwrap();
        assert_eq!(json["savings_weeks"][0]["due_then_pence"], 0);

        // Saved, exactly these weeks differ; said again, the files change nothing more.
        import(&app.store, Actor::Operator, Kind::Ssda903, files("04/05/2011"), Wanted::default(), Box::new(|_, _| {})).await.unwrap();
        let rules = Rules::load(&RuleFiles::default()).unwrap();
        let found = changes::list(&app.store, &rules, bea(app)).await.unwrap();
        let found: Vec<String> = found.iter().flat_map(|c| &c.weeks).map(|w| w.week_end.to_string()).collect();
        assert_eq!(found, weeks.into_iter().map(|w| w.week_end).collect::<Vec<_>>());
        assert_eq!(dry(app, files("04/05/2011")).await.savings_weeks, None);
        // Eighteen before the move, by another birth date: ten of the weeks before it would not count either.
        let other = dry(app, files("25/03/2008")).await.savings_weeks.unwrap();
        let last: Vec<_> = other.iter().filter(|w| w.due_now_pence == 500).map(|w| w.week_end.as_str()).collect();
        assert_eq!((last.len(), last[0], last[9]), (10, "2026-03-29", "2026-05-31"), "{other:?}");
        assert!(last.iter().all(|day| *day < "2026-06-07"), "what differs already is not said again");
    }

    async fn before_the_books_are_open_nobody_looks(app) {
        app.outbox_may_hold(9);
        assert_eq!(dry(app, files("04/05/2011")).await.savings_weeks, None);
    }
}
