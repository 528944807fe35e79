//! The first week: the accounts register and the opening balances.

use sayso::savings::Rules;
use sayso::savings::actions::setup::{AgainstCode, import_accounts, import_openings};
use sayso::savings::setup::SetupReceipt;

use super::*;

fn rules() -> Rules {
    Rules::load(&sayso::config::RuleFiles::default()).unwrap()
}

async fn accounts(app: &TestApp, file: &str, dry: bool) -> SetupReceipt {
    import_accounts(&app.store, &rules(), Actor::Operator, file.as_bytes().to_vec(), dry).await.unwrap()
}

async fn openings(app: &TestApp, file: &str, code: Option<i64>, owner: Option<&str>) -> Answer<SetupReceipt> {
    let against = AgainstCode { code: code.map(Pence), owner: owner.map(str::to_owned) };
    import_openings(&app.store, &rules(), Actor::Operator, file.as_bytes().to_vec(), against, false).await
}

fn adds_up(r: &SetupReceipt) -> bool {
    r.rows_read == r.posted + r.unchanged + r.set_aside + r.ignored
}

const ACCOUNTS: &str = "child_id,state,reference,asked_on\n\
    C0001,junior_isa,TSF-1,\nC0002,asked_for,,2026-10-01\nC0003,junior_isa,TSF-1,\nC0004,ctf,TSF-9,\n\
    C0005,child_trust_fund,TSF-5,\nC9999,unknown,,\n,,,\nC0002,missing,,\nC0003,what,,\n";

const OPENINGS: &str = "Child ID;Holder;Holder name;Amount;Surety;Evidence;As at\n\
    C0001;council;;£1,120.50;proved;ledger 2025;31/03/2026\n\
    C0001;carer;FC1;312.00;told;telephone;2026-03-31\n\
    C0001;isa;TSF;480.00;proved;statement;2026-03-31\n\
    C0002;provider;Oak Tree Fostering;65.00;told;letter;2026-03-31\n\
    C0003;carer;FC2;40.00;proved;bank statement;2026-03-31\n\
    C0005;council;;;unknown;;2026-03-31\n\
    C0005;provider;;5.00;told;;2026-03-31\n\
    C0009;council;;7.00;proved;x;2026-03-31\n";

on_both! {
    async fn the_accounts_register_is_taken_row_by_row_and_once(app) {
        let dry = accounts(app, ACCOUNTS, true).await;
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_accounts").await, 0);
        let done = accounts(app, ACCOUNTS, false).await;
        assert!(adds_up(&done) && adds_up(&dry));
        assert_eq!((done.posted, dry.posted), (3, 3), "{:?}", done.lines);
        assert_eq!((done.rows_read, done.set_aside, done.ignored), (9, 5, 1), "{:?}", done.lines);
        assert_eq!(done.missing, ["C0003", "C0005"], "in care, and no line was taken");
        let again = accounts(app, ACCOUNTS, false).await;
        assert_eq!((again.posted, again.unchanged), (0, 3));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE detail = 'accounts_register'").await, 1);
    }

    async fn opening_balances_are_owed_where_somebody_answers_for_them(app) {
        let done = openings(app, OPENINGS, Some(112_050), None).await.unwrap();
        assert!(adds_up(&done));
        assert_eq!((done.rows_read, done.posted, done.set_aside), (8, 6, 2), "{:?}", done.lines);
        assert_eq!((done.posted_pence, done.set_aside_pence), (112_050 + 6_500 + 4_000, 1_200));
        assert_eq!((done.council_pence, done.unexplained_pence), (Some(112_050), Some(0)));
        assert_eq!(balance(app, Account::Child(app.cast.amara)).await, 112_050, "what a carer only told of waits");
        assert_eq!(balance(app, Account::MemoIsa(app.cast.amara)).await, 48_000);
        assert_eq!(balance(app, Account::Child(app.cast.chidi)).await, 6_500);
        assert_eq!(balance(app, Account::Carer(app.cast.bilal)).await, 4_000);
        assert_eq!(balance(app, Account::Bank).await, 112_050);
        let again = openings(app, OPENINGS, Some(112_050), None).await.unwrap();
        assert_eq!((again.posted, again.unchanged, again.posted_pence), (0, 6, 0));
        assert_eq!(balance(app, Account::Bank).await, 112_050);
    }

    async fn what_the_code_says_otherwise_is_owned_by_somebody_or_nothing_is_posted(app) {
        assert_eq!(refused(openings(app, OPENINGS, Some(120_000), None).await), "code_differs");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, 0);
        let done = openings(app, OPENINGS, Some(120_000), Some("BEA")).await.unwrap();
        assert_eq!(done.unexplained_pence, Some(7_950));
        assert_eq!(balance(app, Account::Bank).await, 120_000);
        assert_eq!(balance(app, Account::Unexplained).await, 7_950);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries WHERE reason LIKE '%BEA'").await, 1);
        let again = openings(app, OPENINGS, Some(120_000), Some("BEA")).await.unwrap();
        assert_eq!((again.posted, again.unexplained_pence), (0, Some(7_950)));
        assert_eq!(balance(app, Account::Bank).await, 120_000);
    }

    async fn weeks_that_an_opening_balance_stands_for_are_not_due_again(app) {
        openings(app, OPENINGS, None, None).await.unwrap();
        super::due::run(app, "2026-11-22").await;
        // After 31 March 2026: 34 Sundays from 5 April to 22 November.
        assert_eq!(balance(app, Account::Child(app.cast.amara)).await, 112_050 + 34 * 500);
        let late = "child_id,holder,amount,surety,evidence,as_at\nC0002,council,5.00,proved,x,2026-06-30\n";
        let done = openings(app, late, None, None).await.unwrap();
        assert_eq!((done.posted, done.set_aside), (0, 1), "{:?}", done.lines);
    }
}
