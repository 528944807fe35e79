//! What a ledger of money must withstand, where no other file shows it: a server that came again, an act of another day, two
//! at one row, a thousand children, amounts past every edge.

use std::sync::Arc;

use sayso::config::RuleFiles;
use sayso::kernel::id::AccountId;
use sayso::kernel::{At, Clock};
use sayso::savings::Rules;
use sayso::savings::actions::child_money::see_own_money;
use sayso::store::Store;

use super::sample::{A, enter};
use super::uploads::oak;
use super::*;

/// The same database as another program opens it, at another time.
pub fn visit(app: &TestApp, at: At) -> Store {
    Store::visit(app.database_url(), Clock::frozen(at), vault(7), Arc::new(council())).unwrap()
}

fn adjust(child: ChildId, amount: &str) -> Value {
    json!({"what": "adjust", "child": child.uuid(), "amount": amount, "reason": "a week was missed"})
}

on_both! {
    /// LED-03: after the program was started anew, and thirty days later, the same act is still the same act.
    async fn an_act_is_known_again_by_a_program_that_was_started_a_month_later(app) {
        let (key, child) = (key(app), app.cast.amara);
        let entries = vec![week(child, "2026-11-15"), week(child, "2026-11-22")];
        let first = post(app, key, entries.clone()).await.unwrap();
        let actor = bea(app);
        for days in [0, 30, 400] {
            let later = visit(app, app.clock.now().plus(days * DAY));
            let entries = entries.clone();
            let again = later.write(move |tx| {
                let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
                let act = Act { key, kind: ActKind::Other, policy: None, reason: None };
                let receipt = ledger::post(tx, &permit, &act, &entries)?;
                tx.audit(&permit.entry(tx.now(), None))?;
                Ok(Outcome::Done(receipt))
            });
            let again = again.await.unwrap();
            assert_eq!((again.act, &again.entries, again.already), (first.act, &first.entries, true), "{days} days later");
        }
        assert_eq!(balance(app, Account::Child(child)).await, 1_000);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, 2);
    }

    /// LED-06: a correction that is sent from two tabs, ten times at once, over HTTP.
    async fn a_correction_that_is_sent_ten_times_at_once_is_posted_once_and_answered_alike(app) {
        let child = app.cast.amara;
        let (one, other) = (app.browser(app.cast.bea).await, app.browser(app.cast.bea).await);
        let path = format!("/v1/staff/money/corrections/{}", app.id());
        let tries = (0..10).map(|n| if n % 2 == 0 { &one } else { &other }.put(&path, adjust(child, "5.00")));
        let answers = futures_util::future::join_all(tries).await;
        assert!(answers.iter().all(|a| a.status == 200), "{:?}", answers.iter().map(Reply::text).collect::<Vec<_>>());
        assert!(answers.iter().all(|a| a["entries"] == answers[0]["entries"]));
        assert_eq!(answers.iter().filter(|a| a["already"] == false).count(), 1);
        assert_eq!(balance(app, Account::Child(child)).await, 500);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, 1);
    }

    /// LED-07: of two at one row one wins; the other is told by whom and when it was decided.
    async fn of_two_people_at_one_row_the_other_is_told_who_decided_and_when(app) {
        let ids = enter(app).await;
        let (bea, fin) = (app.browser(app.cast.bea).await, app.browser(app.cast.fin).await);
        let about = json!({"kind": "provider_file", "provider": oak(app, &bea).await});
        bea.upload("/v1/staff/money/files", &about, "june.csv", A).await.ok(200);
        let page = bea.get("/v1/staff/money/queue").await.ok(200);
        let line = page["items"].as_array().unwrap().iter().find(|l| l["code"] == "X05").unwrap()["line"].as_str().unwrap().to_owned();
        let decide = |who: &'_ StaffBrowser, child: &str| {
            let path = format!("/v1/staff/money/lines/{line}/decisions/{}", app.id());
            let body = json!({"what": "accept", "child": ids[child].uuid(), "reason": "as the provider says"});
            let request = who.request(reqwest::Method::PUT, &path).header("content-type", "application/json").body(body.to_string());
            async move { Reply::read(request.send().await.unwrap()).await }
        };
        let (a, b) = tokio::join!(decide(&bea, "SC000342"), decide(&fin, "SC000456"));
        let (winner, loser) = if a.status == 200 { ("Bea Lunt", b) } else { ("Fin Cross", a) };
        let lost = loser.refused(409, "line_decided");
        let words = lost["detail"].as_str().unwrap();
        assert!(words.contains(winner) && words.contains("24 November 2026 at 10:00"), "{words}");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM savings_lines WHERE decided_by IS NOT NULL").await, 1);
        let to_both = "SELECT COUNT(DISTINCT child_id) AS n FROM savings_claims c WHERE c.line_id IN (SELECT id FROM savings_lines WHERE decided_by IS NOT NULL)";
        assert_eq!(app.count(to_both).await, 1, "it is one child's");
    }

    /// LED-15: of a thousand children none sees a penny of another's, nor does anybody who opens one child's page.
    async fn of_a_thousand_children_each_sees_their_own_and_nobody_elses(app) {
        let children = super::many::enter(&app.store, 1_000, "2024-01-01").await;
        // Each has an amount and a number of entries that nobody else has next to them.
        let own = |nth: usize| 1_001 + nth as i64;
        let mut entries = Vec::new();
        for (nth, child) in children.iter().enumerate() {
            let opening = Entry::new(EntryKind::Opening, Account::Bank, Account::Child(*child), Pence(own(nth) - 500), d("2026-11-20"));
            entries.push(opening.about(*child));
            entries.push(week(*child, "2026-11-22"));
        }
        post(app, key(app), entries).await.unwrap();
        let (rules, desk) = (Rules::load(&RuleFiles::default()).unwrap(), app.browser(app.cast.bea).await);
        for (nth, child) in children.iter().enumerate() {
            let (actor, id) = (bea(app), *child);
            let read = app.store.read(move |rx| {
                let permit = may(rx, &actor, Action::ReadMoney, Target::Child(id))?;
                Ok((ledger::balance(rx, &permit, Account::Child(id))?.0, ledger::entries_of(rx, &permit)?))
            });
            let (held, found) = read.await.unwrap();
            assert_eq!(held, own(nth));
            assert_eq!(found.len(), 2);
            assert!(found.iter().all(|e| e.entry.child == Some(id)));
            if nth % 20 != 0 {
                continue;
            }
            let account: AccountId = app.id().into();
            let seen = see_own_money(&app.store, &rules, Actor::Child { child: id, account, confirmed: true }).await.unwrap();
            assert_eq!(seen.held.0, own(nth));
            let page = desk.get(&format!("/v1/staff/children/{id}/money")).await.ok(200);
            assert_eq!(page["held"], Pence(own(nth)).to_string());
            let text = page.text();
            assert!(children.iter().all(|other| *other == id || !text.contains(&other.to_string())), "{nth}");
        }
        // The export: one line for each child, with their own amount.
        let list = desk.get("/v1/staff/money/children.csv").await.ok(200).text();
        for nth in 0..children.len() {
            let reference = super::many::reference(nth);
            let line = list.lines().find(|l| l.starts_with(&format!("{reference},"))).unwrap_or_else(|| panic!("no {reference}"));
            assert!(line.contains(&format!(",{},", Pence(own(nth)))), "{line}");
        }
    }

    /// LED-17: amounts past every edge, as somebody may send them.
    async fn an_amount_past_the_edge_is_refused_over_http_and_nothing_is_posted(app) {
        let bea = app.browser(app.cast.bea).await;
        for amount in [
            "92233720368547758.07", "92233720368547758.08", "-92233720368547758.08", "-92233720368547758.09",
            "184467440737095516.15", "10000000000000.00", "1000000000000000", "1e15", "0.001", "NaN", "inf", "0", "-0",
            "99999999999999999999999999999999999999999999999999",
        ] {
            let path = format!("/v1/staff/money/corrections/{}", app.id());
            let reply = bea.put(&path, adjust(app.cast.amara, amount)).await;
            assert_eq!(reply.status, 422, "{amount}: {}", reply.text());
            assert!(["amount_unreadable", "amount_out_of_range"].contains(&reply["code"].as_str().unwrap()), "{amount}: {}", reply.text());
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, 0);
    }
}
