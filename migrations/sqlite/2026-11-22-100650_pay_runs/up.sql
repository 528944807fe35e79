-- A payment of what is held into the children's own accounts. content: a hash of its lines, so that whoever approves
-- approves these and no others; approved_content is empty again as soon as a line changes.
CREATE TABLE pay_runs (
  id BLOB NOT NULL PRIMARY KEY,
  cut_off_on DATE NOT NULL,
  accepted_on DATE NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'sent', 'paid', 'withdrawn')),
  content TEXT NOT NULL,
  proposed_by BLOB NOT NULL REFERENCES staff (id),
  proposed_at BIGINT NOT NULL,
  approved_by BLOB REFERENCES staff (id),
  approved_at BIGINT,
  approved_content TEXT,
  sent_at BIGINT,
  paid_on DATE,
  CHECK (approved_by <> proposed_by)
);

-- A child's line: what is held up to the cut-off, what is paid of it, and why not all.
CREATE TABLE pay_run_lines (
  run_id BLOB NOT NULL REFERENCES pay_runs (id),
  child_id BLOB NOT NULL REFERENCES children (id),
  held_pence BIGINT NOT NULL CHECK (held_pence >= 0),
  pay_pence BIGINT NOT NULL CHECK (pay_pence >= 0),
  account TEXT NOT NULL,
  reference TEXT,
  year_from DATE,
  block TEXT,
  words TEXT,
  PRIMARY KEY (run_id, child_id),
  CHECK (pay_pence <= held_pence)
);
CREATE INDEX pay_run_lines_by_child ON pay_run_lines (child_id);

-- What others have paid into a child's account in a year, as a statement shows: it uses up the limit.
CREATE TABLE other_contributions (
  child_id BLOB NOT NULL REFERENCES children (id),
  year_from DATE NOT NULL,
  pence BIGINT NOT NULL CHECK (pence >= 0),
  source TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (child_id, year_from)
);
