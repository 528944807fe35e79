DROP TABLE leaver_decisions;
ALTER TABLE ledger_period_acts DROP COLUMN carried;
ALTER TABLE ledger_entries DROP COLUMN wrong_on;
ALTER TABLE ledger_entries DROP COLUMN cites_id;
ALTER TABLE pay_run_lines DROP COLUMN is_in_time;
ALTER TABLE pay_runs DROP COLUMN seen_in_line;
ALTER TABLE pay_runs DROP COLUMN schedule;
