-- What went out stays as it went out: asked for again, the schedule is the same, letter for letter. seen_in_line: the row of
-- the council's ledger extract that shows the money leaving.
ALTER TABLE pay_runs ADD COLUMN schedule TEXT;
ALTER TABLE pay_runs ADD COLUMN seen_in_line BYTEA;

-- Somebody has made sure that it is accepted before the 18th birthday.
ALTER TABLE pay_run_lines ADD COLUMN is_in_time BOOLEAN NOT NULL DEFAULT FALSE;

-- A correction names the entry that was wrong and the day it went wrong, also on the page of the child whose it was.
ALTER TABLE ledger_entries ADD COLUMN cites_id INTEGER REFERENCES ledger_entries (id);
ALTER TABLE ledger_entries ADD COLUMN wrong_on DATE;

-- How many rows still waited when closing the month was proposed: they are carried over with a reason, no more than these.
ALTER TABLE ledger_period_acts ADD COLUMN carried INTEGER;

-- What was decided about the savings of somebody who has left care or is 18. Only paid_direct moves money, and only once a
-- second person has confirmed it.
CREATE TABLE leaver_decisions (
  id BYTEA NOT NULL PRIMARY KEY,
  child_id BYTEA NOT NULL REFERENCES children (id),
  what TEXT NOT NULL CHECK (what IN ('contacted', 'pay_to_account', 'hold_for_claim', 'claimed', 'paid_direct')),
  on_day DATE NOT NULL,
  note TEXT NOT NULL,
  pence BIGINT CHECK (pence > 0),
  decided_by BYTEA NOT NULL REFERENCES staff (id),
  decided_at BIGINT NOT NULL,
  confirmed_by BYTEA REFERENCES staff (id),
  confirmed_at BIGINT,
  CHECK (confirmed_by <> decided_by),
  CHECK ((what = 'paid_direct') = (pence IS NOT NULL))
);
CREATE INDEX leaver_decisions_by_child ON leaver_decisions (child_id);
