//! A history as a council makes one, with time going by: entries of earlier days, months that are closed and opened again,
//! undoings; against a model that knows nothing of how the books are kept. At any moment they say what was so on any day, and
//! what was known of it at any instant.

use std::collections::{BTreeSet, HashMap, HashSet};

use sayso::kernel::At;
use sayso::kernel::calendar::london_day;
use sayso::savings::period::{Ask, PeriodAct, confirm, propose};

use super::*;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn upto(&mut self, n: u64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 20) % n) as i64
    }
}

struct Written {
    debit: Account,
    credit: Account,
    pence: i64,
    on: Day,
    at: At,
    is_undoing: bool,
    is_undone: bool,
}

#[derive(Default)]
struct Model {
    written: Vec<Written>,
    closed: BTreeSet<Day>,
    due: HashSet<(ChildId, Day)>,
    /// What was possible, and what was not, by what was tried.
    tried: HashMap<&'static str, (u32, u32)>,
}

fn month(day: Day) -> Day {
    use chrono::Datelike;
    day.with_day(1).unwrap()
}

impl Model {
    /// What the council owes a child by the entries up to a day that were written by an instant.
    fn owed(&self, child: ChildId, on: Day, at: At) -> i64 {
        let account = Account::Child(child);
        let counts = self.written.iter().filter(|w| w.on <= on && w.at <= at);
        counts
            .map(|w| {
                if w.credit == account {
                    w.pence
                } else if w.debit == account {
                    -w.pence
                } else {
                    0
                }
            })
            .sum()
    }

    fn now(&self, account: Account) -> i64 {
        self.written
            .iter()
            .map(|w| {
                if w.credit == account {
                    w.pence
                } else if w.debit == account {
                    -w.pence
                } else {
                    0
                }
            })
            .sum()
    }

    /// Whether it can be written, and if so writes it.
    fn write(&mut self, (debit, credit): (Account, Account), pence: i64, on: Day, at: At, is_undoing: bool) -> bool {
        let would_be_short = matches!(debit, Account::Child(_)) && self.now(debit) < pence;
        if pence <= 0 || self.closed.contains(&month(on)) || would_be_short {
            return false;
        }
        self.written.push(Written { debit, credit, pence, on, at, is_undoing, is_undone: false });
        true
    }

    fn note(&mut self, what: &'static str, was_possible: bool) {
        let of = self.tried.entry(what).or_default();
        *if was_possible { &mut of.0 } else { &mut of.1 } += 1;
    }
}

async fn step(app: &TestApp, dice: &mut Dice, model: &mut Model) {
    let children = [app.cast.amara, app.cast.bilal, app.cast.chidi];
    let (now, today) = (app.clock.now(), london_day(app.clock.now()));
    let child = children[dice.upto(3) as usize];
    let on = today - chrono::Duration::days(dice.upto(150));
    match dice.upto(12) {
        0..=3 => {
            let pence = dice.upto(1_600) - 600;
            let owed = Account::Child(child);
            let (debit, credit) = if pence > 0 { (Account::TopUp, owed) } else { (owed, Account::TopUp) };
            let possible = model.write((debit, credit), pence.abs(), on, now, false);
            let entry = Entry::new(EntryKind::Adjustment, debit, credit, Pence(pence.abs()), on).because("put right");
            let done = post(app, key(app), vec![entry]).await;
            assert_eq!(done.is_ok(), possible, "{child} {pence} on {on}: {done:?}");
            model.note("adjust", possible);
        }
        4..=5 => {
            let end = d("2026-11-22") - chrono::Duration::weeks(dice.upto(25));
            let is_new = !model.due.contains(&(child, end));
            let possible =
                is_new && model.write((Account::CouncilSavings, Account::Child(child)), 500, end, now, false);
            if possible {
                model.due.insert((child, end));
            }
            let done = post(
                app,
                key(app),
                vec![Entry { effective_on: end, week_end: Some(end), ..week(child, "2026-11-22") }],
            )
            .await;
            assert_eq!(done.is_ok(), possible, "{child} week to {end}: {done:?}");
            model.note("week", possible);
        }
        6 => {
            let Some(n) = model.written.len().checked_sub(1 + dice.upto(30) as usize) else { return };
            let old = &model.written[n];
            let (may, sides, pence) = (!old.is_undoing && !old.is_undone, (old.credit, old.debit), old.pence);
            let possible = may && model.write(sides, pence, on, now, true);
            if possible {
                model.written[n].is_undone = true;
            }
            let done = reverse(app, key(app), n as i32 + 1, &on.to_string(), "wrong").await;
            assert_eq!(done.is_ok(), possible, "undo {n} on {on}: {done:?}");
            model.note("undo", possible);
        }
        7 => {
            let (id, of) = (key(app), month(on));
            let what = if dice.upto(3) == 0 { PeriodAct::Reopen } else { PeriodAct::Close };
            let possible = of < month(today) && model.closed.contains(&of) == (what == PeriodAct::Reopen);
            let ask = Ask { id, month: of, what, reason: Some("asked".into()), carry: None };
            let asked = propose(&app.store, bea(app), ask).await;
            assert_eq!(asked.is_ok(), possible, "{what} {of}: {asked:?}");
            if possible {
                confirm(&app.store, fin(app), id).await.unwrap();
                if what == PeriodAct::Close {
                    model.closed.insert(of)
                } else {
                    model.closed.remove(&of)
                };
            }
            model.note("month", possible);
        }
        8 => app.clock.advance((1 + dice.upto(40)) * HOUR),
        _ => {
            let known = At::from_ms(now.ms() - dice.upto(40) * 20 * HOUR);
            let actor = bea(app);
            let read = app.store.read(move |rx| {
                let permit = may(rx, &actor, Action::ReadMoney, Target::Child(child))?;
                let account = Account::Child(child);
                let whenever = ledger::balance_as_at(rx, &permit, account, on, None)?.0;
                Ok((
                    whenever,
                    ledger::balance_as_at(rx, &permit, account, on, Some(known))?.0,
                    ledger::balance(rx, &permit, account)?.0,
                ))
            });
            let expected = (model.owed(child, on, now), model.owed(child, on, known), model.now(Account::Child(child)));
            assert_eq!(read.await.unwrap(), expected, "{child} at {on}, as known at {}", known.rfc3339());
        }
    }
}

on_both! {
    /// LED-01, section 2: effective and recorded days, closed months, "as at" and "as known at".
    async fn a_history_reads_on_any_day_and_at_any_instant_as_a_simple_model_has_it(app) {
        let mut model = Model::default();
        for seed in [0x5eed_0001_u64, 0x5eed_0002, 0x5eed_0003] {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            for _ in 0..220 {
                step(app, &mut dice, &mut model).await;
            }
        }
        println!("{:?}", model.tried);
        for (what, (done, refused)) in &model.tried {
            assert!(*done >= 3 && *refused >= 3, "{what}: {done} were possible, {refused} were not");
        }
        assert_eq!(app.count("SELECT COUNT(*) AS n FROM ledger_entries").await, model.written.len() as i64);
        let debits = app.count("SELECT CAST(SUM(CASE WHEN a.id = e.debit_account_id THEN e.pence ELSE -e.pence END) AS BIGINT) AS n \
            FROM ledger_entries e JOIN ledger_accounts a ON a.id IN (e.debit_account_id, e.credit_account_id)").await;
        assert_eq!(debits, 0, "debits are credits");
    }
}
