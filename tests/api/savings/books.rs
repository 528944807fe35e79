//! The ledger: posted once, never changed, never below nothing, closed by two people.

use sayso::savings::period::{Ask, PeriodAct, confirm, propose};

use super::*;

on_both! {
    // LED-03, LED-06
    async fn an_act_is_posted_once_however_often_it_is_sent(app) {
        let (key, child) = (key(app), app.cast.amara);
        let entries = vec![week(child, "2026-11-15"), week(child, "2026-11-22")];
        let first = post(app, key, entries.clone()).await.unwrap();
        assert!(!first.already);
        for _ in 0..10 {
            let again = post(app, key, entries.clone()).await.unwrap();
            assert_eq!((again.act, &again.entries, again.already), (first.act, &first.entries, true));
        }
        assert_eq!(balance(app, Account::Child(child)).await, 1000);
        assert_eq!(balance(app, Account::CouncilSavings).await, 1000);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, 2);
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM audit_entries WHERE action = 'keep_money'").await, 1);
    }

    // LED-03
    async fn the_same_act_sent_a_hundred_times_at_once_is_posted_once(app) {
        let (key, child) = (key(app), app.cast.amara);
        let tries = (0..100).map(|_| post(app, key, vec![week(child, "2026-11-22")]));
        let answers = futures_util::future::join_all(tries).await;
        assert_eq!(answers.iter().filter(|a| a.as_ref().is_ok_and(|r| !r.already)).count(), 1);
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(balance(app, Account::Child(child)).await, 500);
    }

    // LED-04
    async fn another_act_under_the_same_key_is_refused(app) {
        let key = key(app);
        post(app, key, vec![week(app.cast.amara, "2026-11-22")]).await.unwrap();
        assert_eq!(refused(post(app, key, vec![week(app.cast.bilal, "2026-11-22")]).await), "act_differs");
        assert_eq!(balance(app, Account::Child(app.cast.bilal)).await, 0);
    }

    async fn a_week_is_due_once_for_good_even_after_it_was_undone(app) {
        let child = app.cast.amara;
        let first = post(app, key(app), vec![week(child, "2026-11-22")]).await.unwrap();
        assert_eq!(refused(post(app, key(app), vec![week(child, "2026-11-22")]).await), "week_due_already");
        let twice = vec![week(child, "2026-11-15"), week(child, "2026-11-15")];
        assert_eq!(refused(post(app, key(app), twice).await), "week_due_already");
        reverse(app, key(app), first.entries[0], "2026-11-24", "entered for the wrong week").await.unwrap();
        assert_eq!(balance(app, Account::Child(child)).await, 0);
        assert_eq!(refused(post(app, key(app), vec![week(child, "2026-11-22")]).await), "week_due_already");
        let again = reverse(app, key(app), first.entries[0], "2026-11-24", "once more").await;
        assert_eq!(refused(again), "undone_already");
        let undoing = app.count("SELECT CAST(id AS BIGINT) AS n FROM ledger_entries WHERE kind = 'reversal'").await;
        let undone = reverse(app, key(app), undoing as i32, "2026-11-24", "undo the undoing").await;
        assert_eq!(refused(undone), "is_a_reversal");
    }

    // LED-10
    async fn both_the_mistake_and_its_undoing_stay_and_are_shown(app) {
        let child = app.cast.amara;
        let first = post(app, key(app), vec![week(child, "2026-11-22")]).await.unwrap();
        reverse(app, key(app), first.entries[0], "2026-11-24", "not in care that week").await.unwrap();
        let actor = bea(app);
        let read = app.store.read(move |rx| {
            let permit = may(rx, &actor, Action::ReadMoney, Target::Child(child))?;
            ledger::entries_of(rx, &permit)
        });
        let entries = read.await.unwrap();
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].reversed_by, Some(entries[1].no));
        assert_eq!(entries[1].entry.reverses, Some(entries[0].no));
        assert_eq!(entries[1].entry.reason.as_deref(), Some("not in care that week"));
    }

    async fn what_is_owed_to_a_child_never_falls_below_nothing(app) {
        let child = app.cast.amara;
        post(app, key(app), vec![week(child, "2026-11-22")]).await.unwrap();
        let out = Entry::new(EntryKind::PayOut, Account::Child(child), Account::InTransit, Pence(501), d("2026-11-24"));
        assert_eq!(refused(post(app, key(app), vec![out.clone()]).await), "balance_below_nothing");
        post(app, key(app), vec![Entry { pence: Pence(500), ..out }]).await.unwrap();
        assert_eq!(balance(app, Account::InTransit).await, 500);
        let too_much = Entry::new(EntryKind::BankOut, Account::InTransit, Account::Bank, Pence(501), d("2026-11-24"));
        assert_eq!(refused(post(app, key(app), vec![too_much]).await), "balance_below_nothing");
        let past_the_code = app.store.upkeep(move |tx| {
            Ok(diesel::RunQueryDsl::execute(
                diesel::sql_query("UPDATE ledger_accounts SET balance_pence = -1 WHERE kind = 'liability_child'"),
                tx.db(),
            )?)
        });
        assert!(past_the_code.await.is_err(), "the database itself keeps the floor");
    }

    // LED-09, LED-17
    async fn an_entry_without_reason_of_a_day_to_come_or_of_no_sane_amount_is_refused(app) {
        let on = d("2026-11-24");
        let child = app.cast.amara;
        let fix = Entry::new(EntryKind::Adjustment, Account::TopUp, Account::Child(child), Pence(500), on);
        assert_eq!(refused(post(app, key(app), vec![fix.clone()]).await), "reason_missing");
        assert_eq!(refused(post(app, key(app), vec![fix.clone().because("  ")]).await), "reason_missing");
        let fix = fix.because("two weeks were missed");
        let future = Entry { effective_on: d("2026-11-25"), ..fix.clone() };
        assert_eq!(refused(post(app, key(app), vec![future]).await), "day_to_come");
        for pence in [0, -500, i64::MIN, i64::MAX, 1_000_000_000_000_000] {
            let odd = Entry { pence: Pence(pence), ..fix.clone() };
            assert_eq!(refused(post(app, key(app), vec![odd]).await), "amount_out_of_range", "{pence}");
        }
        let two = Entry { credit: Account::Child(app.cast.bilal), debit: Account::Child(child), ..fix.clone() };
        assert_eq!(refused(post(app, key(app), vec![two]).await), "two_children");
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, 0);
        post(app, key(app), vec![fix]).await.unwrap();
    }

    // LED-02
    async fn nothing_in_the_ledger_can_be_changed_or_taken_away(app) {
        post(app, key(app), vec![week(app.cast.amara, "2026-11-22")]).await.unwrap();
        for sql in [
            "UPDATE ledger_entries SET pence = 1",
            "DELETE FROM ledger_entries",
            "UPDATE ledger_acts SET kind = 'other'",
            "DELETE FROM ledger_acts",
            "DELETE FROM ledger_accounts",
            "UPDATE ledger_accounts SET code = 'mine'",
        ] {
            let run = app.store.upkeep(move |tx| Ok(diesel::RunQueryDsl::execute(diesel::sql_query(sql), tx.db())?));
            let Err(Fault::Broken(cause)) = run.await else { panic!("{sql} was let through") };
            assert!(cause.contains("append-only") || cause.contains("ledger_accounts:"), "{sql}: {cause}");
        }
    }

    // LED-09
    async fn a_month_is_closed_by_two_people_and_then_takes_nothing(app) {
        let (id, october) = (key(app), d("2026-10-01"));
        let close = Ask { id, month: october, what: PeriodAct::Close, reason: None, carry: None };
        propose(&app.store, bea(app), close.clone()).await.unwrap();
        assert!(matches!(confirm(&app.store, bea(app), id).await, Err(Fault::NotFound)), "who proposes is no approver");
        let child = app.cast.amara;
        post(app, key(app), vec![week(child, "2026-10-04")]).await.unwrap();
        confirm(&app.store, fin(app), id).await.unwrap();
        confirm(&app.store, fin(app), id).await.unwrap();
        let late = post(app, key(app), vec![week(child, "2026-10-11")]).await;
        let Err(Fault::Refused(refusal)) = late else { panic!("{late:?}") };
        assert_eq!(refusal.code, "month_closed");
        assert!(refusal.say.contains("2026-11-01"), "the first open day is offered: {}", refusal.say);
        let offered = Entry { effective_on: d("2026-11-01"), ..week(child, "2026-10-11") };
        post(app, key(app), vec![offered]).await.unwrap();
        let again = key(app);
        let reopen = Ask { id: again, what: PeriodAct::Reopen, ..close.clone() };
        assert_eq!(refused(propose(&app.store, fin(app), reopen.clone()).await), "reason_missing");
        propose(&app.store, fin(app), Ask { reason: Some("a file came late".into()), ..reopen }).await.unwrap();
        assert_eq!(refused(confirm(&app.store, fin(app), again).await), "two_people");
        let early = Ask { id: key(app), month: d("2026-11-10"), ..close };
        assert_eq!(refused(propose(&app.store, bea(app), early).await), "month_not_over");
    }

    async fn a_balance_is_known_as_at_a_day_and_as_known_at_an_instant(app) {
        let child = app.cast.amara;
        post(app, key(app), vec![week(child, "2026-11-01"), week(child, "2026-11-15")]).await.unwrap();
        let before = app.clock.now();
        app.clock.advance(DAY);
        post(app, key(app), vec![week(child, "2026-11-08")]).await.unwrap();
        let actor = bea(app);
        let ask = |on: &'static str, known| {
            app.store.read(move |rx| {
                let permit = may(rx, &actor, Action::ReadMoney, Target::Child(child))?;
                Ok(ledger::balance_as_at(rx, &permit, Account::Child(child), d(on), known)?.0)
            })
        };
        assert_eq!(ask("2026-11-08", None).await.unwrap(), 1000);
        assert_eq!(ask("2026-11-08", Some(before)).await.unwrap(), 500);
        assert_eq!(ask("2026-11-22", None).await.unwrap(), 1500);
    }

    // LED-15
    async fn a_permit_for_one_child_reads_and_posts_nothing_of_another(app) {
        let (amara, bilal) = (app.cast.amara, app.cast.bilal);
        let posted = post(app, key(app), vec![week(bilal, "2026-11-22")]).await.unwrap();
        let (actor, no) = (bea(app), posted.entries[0]);
        let read = app.store.read(move |rx| {
            let permit = may(rx, &actor, Action::ReadMoney, Target::Child(amara))?;
            assert!(ledger::entries_of(rx, &permit)?.is_empty());
            assert!(ledger::weeks_due(rx, &permit, &[])?.is_empty());
            assert!(ledger::weeks_due(rx, &permit, &[bilal])?.is_empty());
            assert!(matches!(ledger::entry(rx, &permit, no), Err(Fault::NotFound)));
            assert!(matches!(ledger::balance(rx, &permit, Account::Child(bilal)), Err(Fault::NotFound)));
            Ok(())
        });
        read.await.unwrap();
        let actor = bea(app);
        let write = app.store.write(move |tx| {
            let permit = may(tx, &actor, Action::KeepMoney, Target::Child(amara))?;
            let act = Act { key: Id::at(tx.now()), kind: ActKind::Other, policy: None, reason: None };
            ledger::post(tx, &permit, &act, &[week(bilal, "2026-11-15")])?;
            tx.audit(&permit.entry(tx.now(), None))?;
            Ok(Outcome::Done(()))
        });
        assert!(matches!(write.await, Err(Fault::NotFound)));
    }

    async fn nobody_but_the_office_keeps_the_money(app) {
        let cast = app.cast;
        for (staff, role) in [
            (cast.sam, Role::SocialWorker), (cast.ivy, Role::Iro), (cast.maya, Role::TeamManager),
            (cast.paz, Role::ParticipationWorker), (cast.sys, Role::SystemAdministrator),
        ] {
            let actor = Actor::Staff { staff, role };
            let tried = app.store.read(move |rx| may(rx, &actor, Action::KeepMoney, Target::Council).map(|_| ()));
            assert!(matches!(tried.await, Err(Fault::NotFound)), "{role}");
        }
    }
}
