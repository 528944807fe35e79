-- The first week of the savings desk, and what stays of it.

-- Somebody of the council has signed the policy with its open decisions as they stood on the page. It counts when two people
-- have signed the same. content: a hash of what they read; page: the figures that stood beside it on that day.
CREATE TABLE savings_signings (
  id BYTEA NOT NULL PRIMARY KEY,
  policy TEXT NOT NULL,
  content TEXT NOT NULL,
  page TEXT NOT NULL,
  signed_by BYTEA NOT NULL REFERENCES staff (id),
  signed_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX savings_signings_once ON savings_signings (content, signed_by);

-- What a carer holds of a child's own, as it was declared. owner: who asks for it, the carer's supervising social worker or
-- whoever holds that post. No column leads to another carer: it goes to the council or is given up by decision.
CREATE TABLE carer_savings (
  id BYTEA NOT NULL PRIMARY KEY,
  child_id BYTEA NOT NULL REFERENCES children (id),
  carer TEXT NOT NULL,
  owner TEXT,
  pence BIGINT,
  declared_on DATE NOT NULL,
  source TEXT NOT NULL,
  opening_id INTEGER UNIQUE REFERENCES opening_balances (id),
  recorded_by BYTEA REFERENCES staff (id),
  recorded_at BIGINT NOT NULL
);
CREATE INDEX carer_savings_by_child ON carer_savings (child_id);

-- What became of it, step by step. Never changed. entry_id: where it stands in the ledger.
CREATE TABLE carer_savings_steps (
  id BYTEA NOT NULL PRIMARY KEY,
  carer_savings_id BYTEA NOT NULL REFERENCES carer_savings (id),
  child_id BYTEA NOT NULL REFERENCES children (id),
  step TEXT NOT NULL CHECK (step IN ('confirmed', 'received', 'made_good', 'written_off')),
  pence BIGINT NOT NULL CHECK (pence >= 0),
  says TEXT NOT NULL,
  entry_id INTEGER REFERENCES ledger_entries (id),
  said_by BYTEA REFERENCES staff (id),
  said_at BIGINT NOT NULL
);
CREATE INDEX carer_savings_steps_by_holding ON carer_savings_steps (carer_savings_id);
CREATE INDEX carer_savings_steps_by_child ON carer_savings_steps (child_id);

-- Lists of children for whom The Share Foundation was asked to open an account.
CREATE TABLE foundation_returns (
  id BYTEA NOT NULL PRIMARY KEY,
  made_by BYTEA REFERENCES staff (id),
  made_at BIGINT NOT NULL
);

-- A child on such a list, and what was answered.
CREATE TABLE foundation_return_lines (
  return_id BYTEA NOT NULL REFERENCES foundation_returns (id),
  child_id BYTEA NOT NULL REFERENCES children (id),
  answer TEXT CHECK (answer IN ('accepted', 'opened', 'refused')),
  reason TEXT,
  answered_at BIGINT,
  PRIMARY KEY (return_id, child_id)
);
CREATE INDEX foundation_return_lines_by_child ON foundation_return_lines (child_id);

-- Other money that is a child's and not counted here. body: the note, sealed with the child's key.
CREATE TABLE other_money (
  id BYTEA NOT NULL PRIMARY KEY,
  child_id BYTEA NOT NULL REFERENCES children (id),
  kind TEXT NOT NULL CHECK (kind IN ('compensation', 'inheritance', 'disability', 'other')),
  body BYTEA NOT NULL,
  set_by BYTEA NOT NULL REFERENCES staff (id),
  set_at BIGINT NOT NULL,
  ended_by BYTEA REFERENCES staff (id),
  ended_at BIGINT
);
CREATE INDEX other_money_by_child ON other_money (child_id);
