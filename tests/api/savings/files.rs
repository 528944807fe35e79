//! Files that come in: the three samples, the same once more, and what a person decides about the rest.

use sayso::access::Actor;
use sayso::savings::account::Account;
use sayso::savings::actions::decide::decide_lines;
use sayso::savings::actions::files::load;
use sayso::savings::actions::queue::{Decide, Many, Share};
use sayso::savings::intake::FileKind;
use sayso::savings::matching::code::Code;
use sayso::savings::matching::outcome::RowState;
use sayso::savings::queue::{Line, LineState};

use super::sample::{self, A, B, C, enter, given, import, policy, rows, sums};
use super::{balance, bea, key, refused};
use crate::harness::*;

async fn waiting(app: &TestApp) -> Vec<Line> {
    let mut lines = rows(app).await;
    lines.retain(|l| l.state == LineState::SetAside);
    lines
}

async fn decide(app: &TestApp, line: &Line, what: Decide) -> sayso::store::Answer<Line> {
    sample::decide(app, line.id, what, "as the provider says").await
}

on_both! {
    async fn the_providers_schedule_posts_three_rows_and_the_same_file_again_posts_none(app) {
        enter(app).await;
        let receipt = import(app, FileKind::Provider, A).await;
        assert_eq!(sums(&receipt), (3, 4, 2, 6429, 4143));
        assert_eq!(receipt.printed_total_pence, Some(10_572));
        assert_eq!(balance(app, Account::Bank).await, 6429);
        assert_eq!(app.count("SELECT CAST(SUM(pence) AS BIGINT) AS n FROM savings_claims").await, 6429);
        let exceptions = app.count("SELECT COUNT(*) AS n FROM savings_exceptions").await;
        let again = import(app, FileKind::Provider, A).await;
        assert_eq!(sums(&again), (0, 0, 9, 0, 0));
        assert!(again.known_file && !again.wants_looking_at());
        // The same rows in another file, and one more: only that one is new.
        let text = String::from_utf8(A.to_vec()).unwrap();
        let more = text.replace("8,BO", "").replacen(",,,,,,,,TOTAL", "8,BO-0342,,Liam O’Connor,17-Nov-10,12-Jan-22,1-Jul-24,31-Jul-24,31,840,3600,5,22.14,3577,\r\n,,,,,,,,TOTAL", 1);
        let resent = import(app, FileKind::Provider, more.as_bytes()).await;
        assert_eq!((resent.posted, resent.set_aside, resent.known_rows), (0, 1, 7));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_exceptions").await, exceptions + 2, "the row, and X11");
        assert_eq!(balance(app, Account::Bank).await, 6429);
    }

    async fn eighty_four_pounds_twenty_nine_are_posted_once_a_person_has_confirmed_three_rows(app) {
        let ids = enter(app).await;
        import(app, FileKind::Provider, A).await;
        let lines = waiting(app).await;
        let by = |nth: i32| lines.iter().find(|l| l.nth == nth).unwrap().clone();
        for (nth, child) in [(2, "SC000342"), (3, "SC000456"), (7, "SC000789")] {
            decide(app, &by(nth), Decide::Accept(ids[child])).await.unwrap();
        }
        assert_eq!(balance(app, Account::Bank).await, 8429);
        assert_eq!(refused(decide(app, &by(2), Decide::Accept(ids["SC000342"])).await), "line_decided");
        decide(app, &by(6), Decide::Reject).await.unwrap();
        assert_eq!(waiting(app).await.len(), 0);
        // What was accepted can be undone, and is somebody else's then.
        let undone = decide(app, &by(2), Decide::Undo).await.unwrap();
        assert_eq!(undone.state, LineState::SetAside);
        assert_eq!(balance(app, Account::Bank).await, 8429 - 2143);
        decide(app, &by(3), Decide::Reassign(ids["SC000342"])).await.unwrap();
        assert_eq!(balance(app, Account::Bank).await, 8429 - 2143);
        decide(app, &by(3), Decide::Undo).await.unwrap();
        // The provider's own reference names the child from now on.
        let july = "Our Ref,Child Name,DOB,From,To,Savings deducted\nBO-0381,\"Khan, A\",09/09/2014,01/07/2024,31/07/2024,22.14\n\
            BO-0342,Liam O'Connor,17/11/2010,01/07/2024,31/07/2024,22.14\n";
        decide(app, &by(2), Decide::Accept(ids["SC000342"])).await.unwrap();
        let receipt = import(app, FileKind::Provider, july.as_bytes()).await;
        assert_eq!((receipt.lines[0].state, receipt.lines[0].code), (RowState::SetAside, Some(Code::X06)), "twins");
        assert_eq!((receipt.lines[1].state, receipt.lines[1].child.as_deref()), (RowState::Posted, Some("SC000342")));
    }

    async fn a_split_adds_up_and_many_rows_are_decided_at_once(app) {
        let ids = enter(app).await;
        import(app, FileKind::Provider, A).await;
        let lines = waiting(app).await;
        let liam = lines.iter().find(|l| l.nth == 2).unwrap();
        let parts = |a, b| vec![Share { child: ids["SC000342"], pence: a }, Share { child: ids["SC000456"], pence: b }];
        assert_eq!(refused(decide(app, liam, Decide::Split(parts(1000, 1000))).await), "parts_differ");
        decide(app, liam, Decide::Split(parts(1500, 643))).await.unwrap();
        assert_eq!(balance(app, Account::Bank).await, 6429 + 2143);
        let all = lines.iter().map(|l| l.id).collect();
        let many = Many::AcceptSuggested;
        let left = decide_lines(&app.store, &policy(), bea(app), key(app), all, many, String::new()).await.unwrap();
        assert_eq!(left.len(), 3, "decided already, a second deduction, a correction");
        assert_eq!(balance(app, Account::Bank).await, 6429 + 2143 + 1357);
    }

    async fn a_statement_confirms_what_was_paid_and_a_declaration_posts_nothing(app) {
        let ids = enter(app).await;
        let before = balance(app, Account::Bank).await;
        let receipt = import(app, FileKind::IsaStatement, B).await;
        assert_eq!(sums(&receipt), (4, 2, 2, 59_000, 51_500));
        assert_eq!(receipt.printed_total_pence, Some(110_500));
        let codes: Vec<_> = receipt.lines.iter().filter_map(|l| l.code.map(|c| (l.line, c))).collect();
        assert_eq!(codes, [(2, Code::X18), (7, Code::X17)]);
        assert_eq!(balance(app, Account::MemoIsa(ids["SC000123"])).await, 26_000);
        let receipt = import(app, FileKind::Declaration, C).await;
        assert_eq!(sums(&receipt), (0, 9, 2, 0, 10_500));
        assert_eq!((receipt.printed_total_pence, receipt.codes.as_slice()), (Some(11_000), &[Code::X11][..]));
        assert_eq!(receipt.columns[1].sum_pence, 5_000);
        assert_eq!(balance(app, Account::Bank).await, before);
        let first = waiting(app).await.into_iter().find(|l| l.kind == FileKind::Declaration).unwrap();
        assert_eq!(refused(decide(app, &first, Decide::Accept(ids["SC000123"])).await), "never_posted");
    }

    /// INP-20: beside the command too.
    async fn a_dry_run_writes_nothing_and_a_file_that_changed_is_refused(app) {
        enter(app).await;
        let mut dry = given(FileKind::Provider, A);
        dry.dry_run = true;
        let seen = load(&app.store, &policy(), Actor::Operator, dry, Box::new(|_, _| {})).await.unwrap();
        assert_eq!(sums(&seen), (3, 4, 2, 6429, 4143));
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_lines").await, 0);
        let mut other = given(FileKind::Provider, &[A, b"\r\n"].concat());
        other.sha256 = Some(seen.sha256.clone());
        assert_eq!(refused(load(&app.store, &policy(), Actor::Operator, other, Box::new(|_, _| {})).await), "file_changed");
        let nobody = load(&app.store, &policy(), Actor::Staff { staff: app.cast.sam, role: sayso::kernel::words::Role::SocialWorker }, given(FileKind::Provider, A), Box::new(|_, _| {})).await;
        assert!(nobody.is_err());
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_lines").await, 0);
    }

    async fn files_that_cannot_be_read_are_refused_in_words_and_write_nothing(app) {
        enter(app).await;
        for bytes in [&b""[..], b"hello", b"PK\x03\x04", b"a,b\n1,2\n", b"Child ID,Savings,JISA\n1,2,3\n"] {
            let answer = load(&app.store, &policy(), Actor::Operator, given(FileKind::Provider, bytes), Box::new(|_, _| {})).await;
            assert_eq!(refused(answer), "file_unreadable");
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_files").await, 0);
    }
}
