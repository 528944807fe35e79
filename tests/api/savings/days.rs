//! LED-20: days are London's whatever the hour, instants are UTC, and years, birthdays and leap days fall where the law has
//! them.

use sayso::config::RuleFiles;
use sayso::kernel::At;
use sayso::savings::Rules;
use sayso::savings::accrual::accrue;

use super::led::visit;
use super::*;

fn at(instant: &str) -> At {
    chrono::DateTime::parse_from_rfc3339(instant).unwrap().with_timezone(&chrono::Utc).into()
}

on_both! {
    /// LED-20: both changes of the clocks, ends of months, the end of the tax year, the leap day.
    async fn today_is_londons_day_and_an_entry_keeps_its_instant(app) {
        for (instant, today) in [
            ("2024-02-29T23:59:59Z", "2024-02-29"), ("2024-03-01T00:00:00Z", "2024-03-01"),
            ("2026-03-28T23:59:59Z", "2026-03-28"), ("2026-03-29T00:00:00Z", "2026-03-29"),
            ("2026-03-29T22:59:59Z", "2026-03-29"), ("2026-03-29T23:00:00Z", "2026-03-30"),
            ("2026-04-05T22:59:59Z", "2026-04-05"), ("2026-04-05T23:00:00Z", "2026-04-06"),
            ("2026-06-30T22:59:59Z", "2026-06-30"), ("2026-06-30T23:00:00Z", "2026-07-01"),
            ("2026-10-24T22:59:59Z", "2026-10-24"), ("2026-10-24T23:00:00Z", "2026-10-25"),
            ("2026-10-25T23:59:59Z", "2026-10-25"), ("2026-10-26T00:00:00Z", "2026-10-26"),
            ("2026-11-30T23:59:59Z", "2026-11-30"), ("2026-12-31T23:59:59Z", "2026-12-31"),
        ] {
            let (store, actor, child) = (visit(app, at(instant)), bea(app), app.cast.amara);
            let post_on = |day: Day| {
                let key: AnyId = uuid::Uuid::new_v4().into();
                store.write(move |tx| {
                    let permit = may(tx, &actor, Action::KeepMoney, Target::Council)?;
                    let entry = Entry::new(EntryKind::Adjustment, Account::TopUp, Account::Child(child), Pence(1), day);
                    let act = Act { key, kind: ActKind::Other, policy: None, reason: None };
                    let receipt = ledger::post(tx, &permit, &act, &[entry.because("a day")])?;
                    tx.audit(&permit.entry(tx.now(), None))?;
                    Ok(Outcome::Done(receipt))
                })
            };
            let posted = post_on(d(today)).await.unwrap();
            assert_eq!(refused(post_on(d(today).succ_opt().unwrap()).await), "day_to_come", "{instant}");
            let no = posted.entries[0];
            let recorded = app.count(&format!("SELECT CAST(recorded_at AS BIGINT) AS n FROM ledger_entries WHERE id = {no}")).await;
            assert_eq!(recorded, at(instant).ms(), "{instant}");
        }
    }

    /// LED-20: a week is due when its Sunday has come in London: in summer an hour before it has in Greenwich.
    async fn a_week_is_due_from_londons_midnight_on_in_summer_and_in_winter(app) {
        let policy = Rules::load(&RuleFiles::default()).unwrap().policy;
        for (sunday, early, there) in [
            ("2026-07-05", "2026-07-04T22:59:59Z", "2026-07-04T23:00:00Z"),
            ("2026-10-25", "2026-10-24T22:59:59Z", "2026-10-24T23:00:00Z"),
            ("2026-11-01", "2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z"),
        ] {
            let run = async |instant: &str| accrue(&visit(app, at(instant)), Actor::Operator, policy.clone(), d(sunday), |_, _| {}).await;
            assert_eq!(refused(run(early).await), "day_to_come", "{sunday}");
            let done = run(there).await.unwrap();
            assert!(done.weeks > 0, "{sunday}");
            let last = format!("SELECT COUNT(*) AS n FROM ledger_entries WHERE week_end = '{sunday}'");
            assert_eq!(app.count(&last).await, 4, "{sunday}");
        }
    }

    /// LED-20, E10: born on 29 February, 18 on 1 March; that Sunday is no week any more. A day younger, and it is.
    async fn somebody_born_on_a_leap_day_is_eighteen_on_the_first_of_march(app) {
        app.execute("UPDATE children SET born_on = '2008-02-29' WHERE reference = 'C0001'").await;
        app.execute("UPDATE children SET born_on = '2008-03-02' WHERE reference = 'C0002'").await;
        super::due::run(app, "2026-04-30").await;
        for (reference, last) in [("C0001", "2026-02-22"), ("C0002", "2026-03-01")] {
            let of = format!(
                "SELECT COUNT(*) AS n FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.child_account_id JOIN children c ON c.id = a.child_id \
                 WHERE c.reference = '{reference}' AND e.week_end > '2026-02-15'"
            );
            let up_to = if last == "2026-02-22" { 1 } else { 2 };
            assert_eq!(app.count(&of).await, up_to, "{reference}: the last is {last}");
            assert_eq!(app.count(&format!("{of} AND e.week_end = '{last}'")).await, 1, "{reference}");
        }
    }

    /// LED-20: what the accounts accept on 5 April is the old year's, on 6 April the new one's.
    async fn the_limit_is_that_of_the_tax_year_in_which_the_account_accepts_it(app) {
        let child = app.cast.amara;
        super::desk::weeks(app, child, "2026-11-22", 4, 0).await;
        super::desk::open_account(app, child, "TSF-1", 899_000).await;
        let desk = app.browser(app.cast.bea).await;
        for (accepted, pays) in [("2027-04-05", "10.00"), ("2027-04-06", "20.00")] {
            let (run, _) = super::desk::propose(app, &desk, "2026-11-22", accepted, &[], &[]).await;
            let seen = desk.get(&format!("/v1/staff/money/pay-runs/{run}")).await.ok(200);
            assert_eq!(super::desk::pays(&seen, child), pays, "accepted on {accepted}");
            desk.post(&format!("/v1/staff/money/pay-runs/{run}/give-up"), Value::Null).await.ok(204);
        }
    }
}
