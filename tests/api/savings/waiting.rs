//! Rows that wait and what depends on them: what others paid by a row that a person places, and a row whose day nobody can
//! read.

use sayso::savings::actions::files::load;
use sayso::savings::actions::lists::list_queue;
use sayso::savings::actions::queue::Decide;
use sayso::savings::intake::FileKind;
use sayso::savings::queue::{Line, LineState};

use super::sample::{self, enter, given, import, policy, rows};
use super::workbook::workbook;
use super::*;

const STATEMENT: &str = "Statement as at,31/03/2026\n\
    TSF Ref,LA Ref,Type,Opening Value,Govt,LA,Stepladder,Other,Growth,Closing Value\n\
    TSF-100231,SC000123,JISA,0.00,200.00,260.00,0.00,20.00,0.00,480.00\n\
    TSF-100245,SC000245,JISA,0.00,0.00,250.00,150.00,0.00,0.00,400.00\n\
    TSF-777777,,JISA,0.00,200.00,260.00,0.00,5.00,0.00,465.00\n\
    TSF-888888,SC000999,JISA,0.00,200.00,0.00,0.00,0.00,0.00,200.00\n";

/// What others are known to have paid for a child in the tax year from April 2025.
async fn others(app: &TestApp, reference: &str) -> i64 {
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(o.pence), 0) AS BIGINT) AS n FROM other_contributions o JOIN children c ON c.id = o.child_id \
         WHERE c.reference = '{reference}' AND o.year_from = '2025-04-06'"
    );
    app.count(&sql).await
}

/// The row of a line of the file.
async fn row(app: &TestApp, nth: i32) -> Line {
    rows(app).await.into_iter().find(|l| l.nth == nth).unwrap()
}

async fn decide(app: &TestApp, nth: i32, what: Decide) -> Answer<Line> {
    let id = row(app, nth).await.id;
    sample::decide(app, id, what, "the fund wrote to us").await
}

on_both! {
    /// Section 6: the limit counts what others paid, whoever said whose the account is.
    async fn what_others_paid_counts_for_the_child_whom_a_person_chose_and_for_nobody_else(app) {
        let ids = enter(app).await;
        let receipt = import(app, FileKind::IsaStatement, STATEMENT.as_bytes()).await;
        assert_eq!((receipt.posted, receipt.set_aside), (1, 3), "{:?}", receipt.lines);
        assert_eq!((others(app, "SC000123").await, others(app, "SC000245").await), (22_000, 15_000), "the machine was sure of these two");
        let (kai, liam) = (ids["SC000456"], ids["SC000342"]);
        // A person places the unknown account: everything on its row is that child's.
        decide(app, 3, Decide::Accept(kai)).await.unwrap();
        assert_eq!((others(app, "SC000456").await, balance(app, Account::MemoIsa(kai)).await), (20_500, 26_000));
        // It was another's after all; and then nobody knows again.
        decide(app, 3, Decide::Reassign(liam)).await.unwrap();
        assert_eq!((others(app, "SC000456").await, others(app, "SC000342").await), (0, 20_500));
        assert_eq!((balance(app, Account::MemoIsa(kai)).await, balance(app, Account::MemoIsa(liam)).await), (0, 26_000));
        decide(app, 3, Decide::Undo).await.unwrap();
        assert_eq!((others(app, "SC000342").await, balance(app, Account::MemoIsa(liam)).await), (0, 0));
        decide(app, 3, Decide::Accept(kai)).await.unwrap();
        assert_eq!(others(app, "SC000456").await, 20_500);
        // Short of what was paid, and accepted as it is: what others paid was counted when it came, and is not counted twice.
        decide(app, 2, Decide::Park).await.unwrap();
        decide(app, 2, Decide::Undo).await.unwrap();
        assert_eq!(row(app, 2).await.child, Some(ids["SC000245"]), "to put a row off says nothing of whose it is");
        decide(app, 2, Decide::Accept(ids["SC000245"])).await.unwrap();
        assert_eq!(others(app, "SC000245").await, 15_000);
        decide(app, 2, Decide::Undo).await.unwrap();
        assert_eq!(others(app, "SC000245").await, 0);
        // Only the government has paid: there is nothing to confirm, and it counts.
        let entries = app.count("SELECT COUNT(*) AS n FROM ledger_entries").await;
        let placed = decide(app, 4, Decide::Accept(liam)).await.unwrap();
        assert_eq!((placed.state, others(app, "SC000342").await), (LineState::Posted, 20_000));
        decide(app, 4, Decide::Reassign(kai)).await.unwrap();
        assert_eq!((others(app, "SC000342").await, others(app, "SC000456").await), (0, 40_500));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, entries);
        decide(app, 4, Decide::Undo).await.unwrap();
        assert_eq!(others(app, "SC000456").await, 20_500, "row 3 is Kai's still");
    }

    /// Section 6, of a workbook whose pages have their columns in another order: each row keeps the headings of its own page.
    async fn what_others_paid_is_read_by_the_headings_of_its_own_page(app) {
        let ids = enter(app).await;
        let pages = workbook(&[
            ("Junior ISA", "Statement as at,31/03/2026\n\
                TSF Ref,LA Ref,Type,Opening Value,Govt,LA,Stepladder,Other,Growth,Closing Value\n\
                TSF-777777,,JISA,0.00,200.00,260.00,0.00,5.00,0.00,465.00"),
            ("Moved in", "TSF Ref,LA Ref,Type,Opening Value,LA,Growth,Other,Stepladder,Govt,Closing Value\n\
                TSF-888888,,JISA,0.00,260.00,3.00,7.00,0.00,0.00,270.00"),
        ]);
        let receipt = import(app, FileKind::IsaStatement, &pages).await;
        assert_eq!((receipt.posted, receipt.set_aside), (0, 2), "{:?}", receipt.lines);
        decide(app, 1, Decide::Accept(ids["SC000456"])).await.unwrap();
        decide(app, 2, Decide::Accept(ids["SC000342"])).await.unwrap();
        assert_eq!((others(app, "SC000456").await, others(app, "SC000342").await), (20_500, 700));
        let page = list_queue(&app.store, bea(app), Default::default()).await.unwrap();
        let second = page.lines.iter().find(|l| l.nth == 2).unwrap();
        let headings = page.files[&second.file].1.iter().map(|(heading, _)| heading.as_str());
        let cells: Vec<_> = headings.zip(second.raw.iter().map(String::as_str)).filter(|(_, cell)| !cell.is_empty()).collect();
        assert!(cells.contains(&("Growth", "3.00")) && cells.contains(&("Other", "7.00")), "{cells:?}");
    }

    /// Pages that do not agree on the unit are refused before anything is read as a hundred times what it is.
    async fn a_workbook_with_pounds_on_one_page_and_pence_on_another_is_refused(app) {
        enter(app).await;
        let pages = workbook(&[
            ("North", "Child ID,Child,From,To,Savings (£)\nSC000123,Amelia Smith,02/03/2026,08/03/2026,5.00"),
            ("South", "Child ID,Child,From,To,Savings (p)\nSC000342,Liam O’Connor,02/03/2026,08/03/2026,500"),
        ]);
        let file = given(FileKind::Provider, &pages);
        let read = load(&app.store, &policy(), Actor::Operator, file, Box::new(|_, _| {})).await;
        let Err(Fault::Refused(refusal)) = read else { panic!("it was read") };
        assert!(refusal.say.contains("\"South\"") && refusal.say.contains("in pence"), "{}", refusal.say);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_lines").await, 0);
    }

    /// LED-12, LED-13: a row of the council's own books without a day that can be read keeps every month of its file open until a
    /// person has decided about it.
    async fn a_row_of_the_books_whose_day_cannot_be_read_keeps_its_months_open(app) {
        enter(app).await;
        post(app, key(app), vec![week(app.cast.amara, "2026-08-30"), week(app.cast.amara, "2026-11-15")]).await.unwrap();
        let text = b"Date,Ref,Narrative,Debit,Credit,Balance\n\
            13/09/2026,J1,NOTHING MOVED,,0.00,0.00\nsome day,J2,SAVINGS JOURNAL,,7.50,7.50\n21/10/2026,J3,NOTHING MOVED,,0.00,7.50\n";
        let receipt = import(app, FileKind::Extract, text).await;
        assert_eq!((receipt.posted, receipt.set_aside, receipt.ignored), (0, 1, 2), "{:?}", receipt.lines);
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let months = desk.get("/v1/staff/money/months").await.ok(200);
        let unexplained = |first: &str| {
            let month = months["items"].as_array().unwrap().iter().find(|m| m["month"] == first).unwrap().clone();
            (month["unexplained"].clone(), month["unexplained_amount"].clone())
        };
        assert_eq!((unexplained("2026-09-01"), unexplained("2026-10-01")), ((json!(1), json!("7.50")), (json!(1), json!("7.50"))));
        assert_eq!(unexplained("2026-08-01"), (json!(0), json!("0.00")));
        let close = async |month: &str| {
            let path = format!("/v1/staff/money/months/proposals/{}", app.id());
            (desk.put(&path, json!({"month": month, "what": "close", "reason": null, "carry": null})).await, path)
        };
        for month in ["2026-09-01", "2026-10-01"] {
            let refusal = close(month).await.0.refused(409, "books_differ");
            assert!(refusal["detail"].as_str().unwrap().contains("£7.50"), "{}", refusal.text());
        }
        let page = desk.get("/v1/staff/money/tie-out?from=2026-10-01&to=2026-10-31").await.ok(200);
        assert_eq!(page["rows_unexplained"].as_array().unwrap().len(), 1, "{}", page.text());
        close("2026-08-01").await.0.ok(204);
        decide(app, 2, Decide::Reject).await.unwrap();
        let (asked, path) = close("2026-10-01").await;
        asked.ok(204);
        approver.post(&format!("{path}/confirm"), Value::Null).await.ok(204);
    }
}
