//! Pay runs, corrections, and the four-child proof of a year.

use sayso::savings::Rules;
use sayso::savings::actions::corrections::{Correction, correct};
use sayso::savings::actions::pay_runs::{Propose, Sent, approve, mark_paid, propose, send, withdraw};
use sayso::savings::pay_run::{Block, Run, RunState};

use super::desk::{open_account, weeks};
use super::*;

fn rules() -> Rules {
    Rules::load(&sayso::config::RuleFiles::default()).unwrap()
}

async fn run(app: &TestApp, cut_off: &str, accepted_on: &str, leave_out: Vec<ChildId>, in_time: Vec<ChildId>) -> Run {
    let ask = Propose { id: key(app), cut_off: d(cut_off), accepted_on: d(accepted_on), leave_out, in_time };
    propose(&app.store, &rules(), bea(app), ask).await.unwrap()
}

fn pays(run: &Run, child: ChildId) -> i64 {
    run.lines.iter().find(|l| l.child == child).map_or(0, |l| l.pay.0)
}

on_both! {
    // facts, "Year-end run proof": A 260 of 260, B 15 of 15, C (18 in June) 55 of 55 before the birthday, D 150 of 265.
    // Accrued 595 = paid 480 + held 115; collected 590 + topped up 5 = 595.
    async fn the_year_ends_with_what_was_due_paid_or_held(app) {
        let (a, b, c, late) = (app.cast.bilal, app.cast.chidi, app.cast.eve, app.cast.amara);
        app.execute("UPDATE children SET born_on = '2008-06-19' WHERE reference = 'C0005'").await;
        weeks(app, a, "2026-11-22", 52, 0).await;
        weeks(app, b, "2026-11-22", 3, 0).await;
        weeks(app, c, "2026-06-14", 11, 0).await;
        weeks(app, late, "2026-11-22", 53, 1).await;
        for (child, reference, others) in [(a, "TSF-1", 0), (b, "TSF-2", 0), (c, "TSF-3", 0), (late, "TSF-4", 885_000)] {
            open_account(app, child, reference, others).await;
        }
        let june = run(app, "2026-06-14", "2026-06-16", vec![a, b, late], vec![c]).await;
        assert_eq!((june.total().0, pays(&june, c)), (5_500, 5_500));
        assert_eq!(june.lines.iter().filter(|l| l.block == Some(Block::LeftOut)).count(), 2);
        approve(&app.store, &rules(), fin(app), june.id, june.content.clone()).await.unwrap();
        assert!(matches!(send(&app.store, &rules(), bea(app), june.id).await.unwrap(), Sent::Schedule(_, Pence(5_500))));
        mark_paid(&app.store, bea(app), june.id, key(app), d("2026-06-17")).await.unwrap();

        let year = run(app, "2026-11-22", "2026-11-30", vec![], vec![]).await;
        assert_eq!([a, b, c, late].map(|child| pays(&year, child)), [26_000, 1_500, 0, 15_000]);
        let held = year.lines.iter().find(|l| l.child == late).unwrap();
        assert_eq!(held.block, Some(Block::Limit));
        assert!(held.words.as_ref().unwrap().contains("£115.00"), "{held:?}");
        approve(&app.store, &rules(), fin(app), year.id, year.content.clone()).await.unwrap();
        let Sent::Schedule(text, total) = send(&app.store, &rules(), bea(app), year.id).await.unwrap() else { panic!() };
        assert_eq!(total, Pence(42_500));
        let trailer = text.lines().last().unwrap().to_owned();
        assert!(trailer.starts_with("trailer,3,425.00,"), "{trailer}");
        assert_eq!(balance(app, Account::InTransit).await, 42_500);
        let again = send(&app.store, &rules(), bea(app), year.id).await.unwrap();
        assert_eq!(again, Sent::Schedule(text, total), "sent once more, nothing moves");
        assert_eq!(balance(app, Account::InTransit).await, 42_500);
        for _ in 0..2 {
            mark_paid(&app.store, bea(app), year.id, key(app), d("2026-11-24")).await.unwrap();
        }
        assert_eq!(balance(app, Account::InTransit).await, 0);
        let mut sum = 0;
        for child in [a, b, c, late] {
            sum += balance(app, Account::Child(child)).await;
        }
        assert_eq!(sum, 11_500, "accrued 595 = paid 480 + held 115");
        assert_eq!(balance(app, Account::TopUp).await, 500);
        assert_eq!(balance(app, Account::Provider(None)).await, 0, "collected 590 + topped up 5 = 595");
        assert_eq!(balance(app, Account::Bank).await, 59_000 - 48_000);
    }

    // LED-08
    async fn nobody_approves_their_own_run_or_one_that_changed(app) {
        let child = app.cast.amara;
        weeks(app, child, "2026-11-22", 4, 0).await;
        open_account(app, child, "TSF-1", 0).await;
        let first = run(app, "2026-11-22", "2026-11-30", vec![], vec![]).await;
        let tried = approve(&app.store, &rules(), bea(app), first.id, first.content.clone()).await;
        assert!(matches!(tried, Err(Fault::NotFound)), "who is no finance approver approves nothing");
        let other = run_by_fin(app, &first).await;
        assert_eq!(other.content, first.content);
        let tried = approve(&app.store, &rules(), fin(app), first.id, first.content.clone()).await;
        assert_eq!(refused(tried), "two_people", "who works it out anew is who proposes it");
        let ask = ask_again(&first);
        let mine = propose(&app.store, &rules(), bea(app), ask).await.unwrap();
        let tried = approve(&app.store, &rules(), fin(app), mine.id, "seen something else".into()).await;
        assert_eq!(refused(tried), "run_changed");
        assert_eq!(refused(send(&app.store, &rules(), bea(app), mine.id).await), "not_approved");
        approve(&app.store, &rules(), fin(app), mine.id, mine.content.clone()).await.unwrap();
        approve(&app.store, &rules(), fin(app), mine.id, mine.content.clone()).await.unwrap();
        let more = Correction::Adjust(child, Pence(-500), None);
        correct(&app.store, bea(app), key(app), more, "a week too many".into()).await.unwrap();
        let sent = send(&app.store, &rules(), bea(app), mine.id).await;
        // The adjustment counts from today, after the cut-off: what is held now is less, so the run changed.
        assert_eq!(sent.unwrap(), Sent::ApprovalGone);
        assert_eq!(balance(app, Account::InTransit).await, 0);
        assert_eq!(refused(send(&app.store, &rules(), bea(app), mine.id).await), "not_approved");
    }

    async fn one_run_waits_at_a_time_and_a_child_is_paid_once(app) {
        let child = app.cast.amara;
        weeks(app, child, "2026-11-22", 4, 0).await;
        open_account(app, child, "TSF-1", 0).await;
        let first = run(app, "2026-11-22", "2026-11-30", vec![], vec![]).await;
        let ask = Propose { id: key(app), ..ask_again(&first) };
        assert_eq!(refused(propose(&app.store, &rules(), bea(app), ask).await), "run_under_way");
        approve(&app.store, &rules(), fin(app), first.id, first.content.clone()).await.unwrap();
        send(&app.store, &rules(), bea(app), first.id).await.unwrap();
        assert_eq!(refused(withdraw(&app.store, bea(app), first.id).await), "run_gone_out");
        let second = run(app, "2026-11-22", "2026-11-30", vec![], vec![]).await;
        assert!(second.lines.is_empty(), "nothing is held any more: {second:?}");
        withdraw(&app.store, bea(app), second.id).await.unwrap();
    }

    async fn books_that_do_not_add_up_are_not_approved(app) {
        let child = app.cast.amara;
        open_account(app, child, "TSF-1", 0).await;
        let from = Account::Provider(None);
        let due = |end: &str| Entry::new(EntryKind::Accrual, from, Account::Child(child), Pence(500), d(end)).for_week(d(end));
        post(app, key(app), vec![due("2026-11-15"), due("2026-11-22")]).await.unwrap();
        let run = run(app, "2026-11-22", "2026-11-30", vec![], vec![]).await;
        let tried = approve(&app.store, &rules(), fin(app), run.id, run.content.clone()).await;
        let Err(Fault::Refused(refusal)) = tried else { panic!("{tried:?}") };
        assert_eq!(refusal.code, "books_do_not_add_up");
        assert!(refusal.say.contains("£10.00 owed by others"), "{}", refusal.say);
    }

    // E27: 21.43 put down to the wrong twin.
    async fn what_was_put_down_to_the_wrong_child_moves_by_two_linked_entries(app) {
        let (wrong, right) = (app.cast.amara, app.cast.chidi);
        let opening = Entry::new(EntryKind::Opening, Account::Bank, Account::Child(wrong), Pence(2_143), d("2026-11-20"));
        post(app, key(app), vec![opening]).await.unwrap();
        let id = key(app);
        let what = Correction::WrongChild { from: wrong, to: right, pence: Pence(2_143), council_pays: false, entry: None, wrong_on: None };
        let why = "line 4 of the October file names SC000802".to_owned();
        let done = correct(&app.store, bea(app), id, what.clone(), why.clone()).await.unwrap();
        assert_eq!(done.entries.len(), 2);
        assert!(correct(&app.store, bea(app), id, what.clone(), why.clone()).await.unwrap().already);
        assert_eq!((balance(app, Account::Child(wrong)).await, balance(app, Account::Child(right)).await), (0, 2_143));
        assert_eq!(balance(app, Account::Suspense).await, 0);
        let paid = correct(&app.store, bea(app), key(app), what, why.clone()).await;
        assert_eq!(refused(paid), "paid_to_the_wrong_child");
        let council = Correction::WrongChild { from: wrong, to: right, pence: Pence(2_143), council_pays: true, entry: None, wrong_on: None };
        correct(&app.store, bea(app), key(app), council, why).await.unwrap();
        assert_eq!(balance(app, Account::CouncilSavings).await, 2_143);
    }

    // LED-09, LED-11
    async fn corrections_need_a_reason_and_many_by_one_person_need_another(app) {
        let fix = Correction::Adjust(app.cast.amara, Pence(500), Some(d("2026-11-15")));
        let without = correct(&app.store, bea(app), key(app), fix.clone(), " ".into()).await;
        assert_eq!(refused(without), "reason_missing");
        for _ in 0..20 {
            correct(&app.store, bea(app), key(app), fix.clone(), "missed".into()).await.unwrap();
        }
        let one_more = correct(&app.store, bea(app), key(app), fix.clone(), "missed".into()).await;
        assert_eq!(refused(one_more), "too_many_corrections");
        correct(&app.store, fin(app), key(app), fix.clone(), "looked".into()).await.unwrap();
        app.clock.advance(DAY);
        correct(&app.store, bea(app), key(app), fix, "missed".into()).await.unwrap();
    }
}

fn ask_again(run: &Run) -> Propose {
    assert_eq!(run.state, RunState::Proposed);
    Propose { id: run.id, cut_off: run.cut_off, accepted_on: run.accepted_on, leave_out: vec![], in_time: vec![] }
}

async fn run_by_fin(app: &TestApp, run: &Run) -> Run {
    propose(&app.store, &rules(), fin(app), ask_again(run)).await.unwrap()
}
