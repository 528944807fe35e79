//! What may stand in files that others make, and in files that others open.

use rust_decimal::Decimal;
use sayso::savings::intake::FileKind;
use sayso::savings::matching::code::Code;
use sayso::savings::matching::outcome::{FileReceipt, RowState};

use super::sample::{OAK, enter, import};
use super::*;

const HEADER: &str = "LA Child ID,Child Name,DOB,From,To,Savings Deducted\n";

async fn provider(app: &TestApp, rows: &str) -> FileReceipt {
    import(app, FileKind::Provider, format!("{HEADER}{rows}").as_bytes()).await
}

/// Everything that is in the ledger beside what the sample began with.
async fn entries(app: &TestApp) -> i64 {
    app.count("SELECT COUNT(*) AS n FROM ledger_entries").await
}

/// A cell for an SQL statement.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A good row in UTF-16, little end first, with its mark.
fn utf16(text: &str) -> Vec<u8> {
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

on_both! {
    /// INP-13: whatever its letters and lines are made of, a file is read or refused in words; half of one is never taken.
    async fn a_file_of_any_make_is_read_or_refused_in_words(app) {
        enter(app).await;
        let row = |from: &str, to: &str| format!("SC000123,Amelia Smith,03/02/2013,{from},{to},5.00");
        let text = |from: &str, to: &str| format!("{HEADER}{}\n", row(from, to));
        let weeks = [("2024-06-03", "2024-06-09"), ("2024-06-10", "2024-06-16"), ("2024-06-17", "2024-06-23"), ("2024-06-24", "2024-06-30")];
        let [a, b, c, e] = weeks.map(|(from, to)| text(from, to));
        let good: Vec<Vec<u8>> = vec![
            [b"\xef\xbb\xbf".as_slice(), a.as_bytes()].concat(),
            utf16(&b),
            c.replace('\n', "\r").into_bytes(),
            // A no-break space as Windows writes it.
            e.bytes().map(|b| if b == b' ' { 0xa0 } else { b }).collect(),
        ];
        for (n, bytes) in good.iter().enumerate() {
            let receipt = import(app, FileKind::Provider, bytes).await;
            assert_eq!((receipt.posted, receipt.set_aside), (1, 0), "file {n}: {:?}", receipt.lines);
        }
        assert_eq!(balance(app, Account::Bank).await, 2_000);
        let before = entries(app).await;
        let wide = format!("{}\n{}\n", "Savings Deducted,".repeat(1_000_000), "5.00,".repeat(1_000_000));
        let begun = std::time::Instant::now();
        for (what, bytes) in [
            ("a quotation mark that is never closed", format!("{HEADER}\"SC000123,Amelia Smith,03/02/2013,2024-07-01,2024-07-07,5.00\n").into_bytes()),
            ("a NUL in a row", format!("{HEADER}SC000123,Amelia\0 Smith,03/02/2013,2024-07-01,2024-07-07,5.0\00\n").into_bytes()),
            ("a million columns", wide.into_bytes()),
            ("a ragged row", format!("{HEADER}SC000123,5.00\n").into_bytes()),
            ("a row with too much", format!("{HEADER}{},and,more,and,more\n", row("2024-07-01", "2024-07-07").replace("5.00", "x")).into_bytes()),
            ("no text at all", vec![0; 10_000]),
            ("half of a workbook", b"PK\x03\x04 and no more".to_vec()),
        ] {
            let given = super::sample::given(FileKind::Provider, &bytes);
            let answer = sayso::savings::actions::files::load(&app.store, &super::sample::policy(), Actor::Operator, given, Box::new(|_, _| {})).await;
            match answer {
                Ok(receipt) => {
                    assert_eq!(receipt.rows_read, receipt.set_aside + receipt.ignored, "{what}: {:?}", receipt.lines);
                    assert!(receipt.lines.iter().all(|l| !l.reason.is_empty()), "{what}");
                }
                Err(Fault::Refused(r)) => assert!(r.code == "file_unreadable" && r.say.len() > 20, "{what}: {}", r.say),
                Err(other) => panic!("{what}: {other:?}"),
            }
            assert_eq!(entries(app).await, before, "{what}: nothing was posted");
            println!("{what}: {:?}", begun.elapsed());
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    /// LED-17, INP-14: an amount is read to the penny or not at all.
    async fn an_amount_is_exact_pence_or_it_waits_for_a_person(app) {
        enter(app).await;
        let before = entries(app).await;
        let odd = ["1e3", "10.005", "∞", "١٢", "1000000000000.01", "99999999999999999999", "5 or 10", "£1,23.00", "0x10", "NaN", "--5", "5.0.0"];
        let row = |(week, cell): (usize, &&str)| {
            let from = d("2024-06-17") + chrono::Duration::weeks(week as i64);
            format!("SC000123,Amelia Smith,03/02/2013,{from},{},\"{cell}\"\n", from + chrono::Duration::days(6))
        };
        let receipt = provider(app, &odd.iter().enumerate().map(row).collect::<String>()).await;
        assert_eq!((receipt.posted, receipt.set_aside), (0, odd.len() as u64), "{:?}", receipt.lines);
        for line in &receipt.lines {
            assert_eq!((line.code, line.pence), (Some(Code::Unreadable), None), "{line:?}");
        }
        assert_eq!(entries(app).await, before, "nothing was rounded, nothing was posted");
        let plain = [("£5", 500), ("5.00", 500), ("\u{a0}£5.00 ", 500), ("5,00", 500), ("500p", 500), ("1,234.56", 123_456), ("(5.00)", -500), ("-0", 0)];
        let cells: Vec<&str> = plain.iter().map(|(c, _)| *c).collect();
        let read = provider(app, &cells.iter().enumerate().map(row).collect::<String>()).await;
        let pence: Vec<_> = read.lines.iter().map(|l| l.pence).collect();
        assert_eq!(pence, plain.iter().map(|(_, p)| Some(*p)).collect::<Vec<_>>());
    }

    /// INP-15, INP-17: whatever a child, a provider or an account is called, no list that leaves the desk holds a formula, and
    /// figures stay figures.
    async fn no_list_that_is_opened_in_a_spreadsheet_holds_a_formula(app) {
        let ids = enter(app).await;
        let evil = ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2+3", "|calc", " =1+1", "\"=1+1", "\t=1+1"];
        for (child, name) in ids.values().zip(evil.iter().cycle()) {
            app.execute(&format!("UPDATE children SET known_as = {} WHERE reference = {}", quoted(name), quoted(of(&ids, *child)))).await;
        }
        app.execute(&format!("UPDATE providers SET name = {}", quoted("=HYPERLINK(\"http://x\",\"y\")"))).await;
        app.execute(&format!("UPDATE savings_accounts SET reference = {} WHERE reference = 'TSF-100231'", quoted("@TSF|1"))).await;
        app.execute(&format!("UPDATE children SET reference = {} WHERE reference = 'SC000123'", quoted("=SC000123"))).await;
        super::desk::weeks(app, ids["SC000123"], "2026-11-22", 4, 0).await;
        let (desk, approver) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let (run, content) = super::desk::propose(app, &desk, "2026-11-22", "2026-11-30", &[], &[]).await;
        approver.post(&format!("/v1/staff/money/pay-runs/{run}/approve"), json!({"content": content})).await.ok(204);
        desk.post(&format!("/v1/staff/money/pay-runs/{run}/send"), Value::Null).await.ok(200);
        super::due::run(app, "2026-11-22").await;
        let number = super::uploads::first_provider(&desk).await;
        let mut made_safe = 0;
        for list in [
            "children.csv".into(), "accrual.csv?on=2026-11-22".into(), "forecast.csv".into(), "gaps.csv".into(),
            format!("pay-runs/{run}/schedule.csv"), format!("providers/{number}/letter.csv"),
        ] {
            let text = desk.get(&format!("/v1/staff/money/{list}")).await.ok(200).text();
            let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            for cell in rows.records().flat_map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()) {
                let bare = cell.trim_start_matches([' ', '"', '\'', '\t', '\r', '\n', '\0']);
                if bare.starts_with(['=', '+', '-', '@', '|']) && cell.parse::<Decimal>().is_err() {
                    assert!(cell.starts_with('\''), "{list}: {cell:?}");
                    made_safe += 1;
                }
            }
        }
        assert!(made_safe >= evil.len(), "only {made_safe} cells were of that kind");
    }

    /// INP-16: a formula in a file is text, is shown as it stands, and its row is looked at by a person.
    async fn a_formula_that_comes_in_is_text_and_its_row_waits(app) {
        enter(app).await;
        let before = entries(app).await;
        let evil = ["=HYPERLINK(\"\"http://x\"\",\"\"y\"\")", "=cmd|'/c calc'!A0", "@SUM(A1:A9)", "+cmd|'/c calc'!A0", "=1+4"];
        let mut rows = String::new();
        for cell in evil {
            rows += &format!("SC000123,\"{cell}\",03/02/2013,03/06/2024,09/06/2024,5.00\n");
            rows += &format!("SC000123,Amelia Smith,03/02/2013,03/06/2024,09/06/2024,\"{cell}\"\n");
        }
        let receipt = provider(app, &rows).await;
        assert_eq!((receipt.posted, receipt.set_aside), (0, 2 * evil.len() as u64), "{:?}", receipt.lines);
        assert!(receipt.lines.iter().all(|l| l.code == Some(Code::Unreadable)), "{:?}", receipt.lines);
        assert_eq!(entries(app).await, before);
        let page = app.browser(app.cast.bea).await.get("/v1/staff/money/queue").await.ok(200);
        let raw: Vec<&str> = page["items"].as_array().unwrap().iter().flat_map(|l| l["raw"].as_array().unwrap()).filter_map(Value::as_str).collect();
        for cell in evil {
            let cell = cell.replace("\"\"", "\"");
            assert!(raw.contains(&cell.as_str()), "{cell} is shown as it stands");
        }
    }

    /// INP-18: unknown, another council's, gone elsewhere, under another's name: all wait, nothing is posted, and it adds up.
    async fn rows_of_nobody_of_another_council_and_under_another_name_wait_and_add_up(app) {
        enter(app).await;
        let before = entries(app).await;
        let receipt = provider(app, "SC009999,Nobody Known,01/01/2013,03/06/2024,09/06/2024,5.00\n\
            HC000123,Amelia Smythe,04/02/2013,03/06/2024,09/06/2024,5.01\n\
            SC000123,Liam O'Connor,17/11/2010,03/06/2024,09/06/2024,5.02\n\
            SC000123,Amelia Smith,17/11/2010,03/06/2024,09/06/2024,5.03\n\
            SC000789,Ellis Brown,21/03/2009,03/06/2024,09/06/2024,5.04\n\
            ,Khan,09/09/2014,03/06/2024,09/06/2024,5.05\n").await;
        let said: Vec<_> = receipt.lines.iter().map(|l| (l.state, l.code)).collect();
        assert!(said.iter().all(|(state, code)| *state == RowState::SetAside && code.is_some()), "{said:?}");
        assert_eq!(receipt.rows_read, receipt.posted + receipt.set_aside + receipt.ignored);
        assert_eq!((receipt.posted_pence, receipt.set_aside_pence), (0, 3_015));
        assert_eq!((said[2].1, said[3].1), (Some(Code::X07), Some(Code::X07)));
        // A statement with an account that nobody has, and one whose fund reference and id are of two children.
        let text = "TSF Ref,LA Ref,Type,Opening Value,LA,Growth,Closing Value\n\
            TSF-999999,SC009999,JISA,0.00,260.00,0.00,260.00\nTSF-100231,SC000245,JISA,0.00,260.00,0.00,260.00\n";
        let receipt = import(app, FileKind::IsaStatement, text.as_bytes()).await;
        assert_eq!((receipt.posted, receipt.set_aside, receipt.set_aside_pence), (0, 2, 52_000), "{:?}", receipt.lines);
        assert_eq!(receipt.lines[1].code, Some(Code::X07));
        assert_eq!(entries(app).await, before, "nothing was posted");
    }

    /// INP-19: the same file again, under another name, and in part: each row counts as often as it stands there.
    async fn a_file_again_or_in_part_adds_only_what_is_new_and_equal_rows_are_kept(app) {
        enter(app).await;
        let row = |from: &str, to: &str| format!("SC000123,Amelia Smith,03/02/2013,{from},{to},5.00\n");
        let first = row("2024-06-03", "2024-06-09") + &row("2024-06-10", "2024-06-16");
        let done = provider(app, &first).await;
        assert_eq!((done.posted, done.posted_pence), (2, 1_000), "{:?}", done.lines);
        let mut renamed = super::sample::given(FileKind::Provider, format!("{HEADER}{first}").as_bytes());
        renamed.name = "another-name.csv".into();
        let again = sayso::savings::actions::files::load(&app.store, &super::sample::policy(), Actor::Operator, renamed, Box::new(|_, _| {})).await.unwrap();
        assert_eq!((again.posted, again.set_aside, again.known_file), (0, 0, true));
        let overlap = provider(app, &(row("2024-06-10", "2024-06-16") + &row("2024-06-17", "2024-06-23"))).await;
        assert_eq!((overlap.posted, overlap.known_rows, overlap.set_aside), (1, 1, 0), "{:?}", overlap.lines);
        // Two equal rows in one file: the second is no copy to be thrown away, a person looks at it.
        let twice = row("2024-06-24", "2024-06-30").repeat(2);
        let both = provider(app, &twice).await;
        assert_eq!((both.posted, both.set_aside, both.ignored), (1, 1, 0), "{:?}", both.lines);
        // In a later file there are three of them: two are known, one is new.
        let thrice = provider(app, &row("2024-06-24", "2024-06-30").repeat(3)).await;
        assert_eq!((thrice.known_rows, thrice.posted + thrice.set_aside), (2, 1), "{:?}", thrice.lines);
        assert_eq!(balance(app, Account::Bank).await, 2_000);
        let kept = "SELECT COUNT(*) AS n FROM savings_lines WHERE from_on = '2024-06-24'";
        assert_eq!(app.count(kept).await, 3);
        assert_eq!(app.count(&format!("SELECT COUNT(*) AS n FROM providers WHERE name = {}", quoted(OAK))).await, 1);
    }
}

fn of<'a>(ids: &std::collections::BTreeMap<&'a str, ChildId>, child: ChildId) -> &'a str {
    ids.iter().find(|(_, c)| **c == child).unwrap().0
}
