-- Files that came in: whose, what was in them, what became of every row. sender: the provider's number, or nothing where a
-- kind of file has one sender only. sum_pence: the sum of its rows; words: by which the council's ledger may name it.
CREATE TABLE savings_files (
  id BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('provider_file', 'isa_statement', 'carer_declaration', 'ledger_extract')),
  provider_id INTEGER REFERENCES providers (id),
  sender TEXT NOT NULL,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  loaded_at BIGINT NOT NULL,
  loaded_by BLOB REFERENCES staff (id),
  from_on DATE,
  to_on DATE,
  as_at_on DATE,
  sum_pence BIGINT NOT NULL,
  printed_pence BIGINT,
  words TEXT NOT NULL,
  seen_in_line BLOB,
  receipt TEXT NOT NULL
);
CREATE UNIQUE INDEX savings_files_once ON savings_files (kind, sender, sha256);
CREATE INDEX savings_files_by_provider ON savings_files (provider_id);

-- What a sender's columns hold, learned from its first file and set right by a person.
CREATE TABLE savings_profiles (
  kind TEXT NOT NULL,
  sender TEXT NOT NULL,
  heading TEXT NOT NULL,
  field TEXT NOT NULL,
  PRIMARY KEY (kind, sender, heading)
);

-- Whom a person chose for a provider's own reference.
CREATE TABLE savings_refs (
  provider_id INTEGER NOT NULL REFERENCES providers (id),
  ref_key TEXT NOT NULL,
  child_id BLOB NOT NULL REFERENCES children (id),
  chosen_by BLOB REFERENCES staff (id),
  chosen_at BIGINT NOT NULL,
  PRIMARY KEY (provider_id, ref_key)
);

-- A row of a file that says something: as it stands (raw) beside what was read. content: a hash of what it says; the same
-- content may come several times, so that its count matters and not its look. extra_entry_id: what it has beyond its weeks, or
-- what a statement confirms.
CREATE TABLE savings_lines (
  id BLOB NOT NULL PRIMARY KEY,
  file_id BLOB NOT NULL REFERENCES savings_files (id),
  kind TEXT NOT NULL,
  sender TEXT NOT NULL,
  nth INTEGER NOT NULL,
  file_line BIGINT NOT NULL,
  raw TEXT NOT NULL,
  content TEXT NOT NULL,
  occurrence INTEGER NOT NULL,
  their_ref TEXT,
  state TEXT NOT NULL CHECK (state IN ('posted', 'set_aside', 'parked', 'rejected')),
  code TEXT,
  reason TEXT NOT NULL,
  child_id BLOB REFERENCES children (id),
  suggestions TEXT NOT NULL,
  from_on DATE,
  to_on DATE,
  pence BIGINT,
  expected_pence BIGINT NOT NULL,
  surplus_pence BIGINT NOT NULL,
  extra_entry_id INTEGER REFERENCES ledger_entries (id),
  decided_by BLOB REFERENCES staff (id),
  decided_at BIGINT,
  CHECK (state <> 'posted' OR pence IS NOT NULL)
);
CREATE UNIQUE INDEX savings_lines_once ON savings_lines (file_id, nth);
CREATE INDEX savings_lines_by_content ON savings_lines (kind, sender, content);
CREATE INDEX savings_lines_by_state ON savings_lines (state);
CREATE INDEX savings_lines_by_child ON savings_lines (child_id);

-- A part of a row for one week of a child. part: the how-manieth claim on that week; two claims at once are one too many.
CREATE TABLE savings_claims (
  id BLOB NOT NULL PRIMARY KEY,
  line_id BLOB NOT NULL REFERENCES savings_lines (id),
  child_id BLOB NOT NULL REFERENCES children (id),
  week_end DATE NOT NULL,
  part INTEGER NOT NULL,
  pence BIGINT NOT NULL CHECK (pence <> 0),
  entry_id INTEGER REFERENCES ledger_entries (id),
  made_at BIGINT NOT NULL,
  undone_at BIGINT
);
CREATE UNIQUE INDEX savings_claims_one_to_one ON savings_claims (child_id, week_end, part) WHERE undone_at IS NULL;
CREATE UNIQUE INDEX savings_claims_once_per_line ON savings_claims (line_id, child_id, week_end) WHERE undone_at IS NULL;
CREATE INDEX savings_claims_by_line ON savings_claims (line_id);

-- What a person must look at. natural_key: of what it is about, so that loading a file again neither doubles nor closes it.
CREATE TABLE savings_exceptions (
  id BLOB NOT NULL PRIMARY KEY,
  code TEXT NOT NULL,
  child_id BLOB REFERENCES children (id),
  provider_id INTEGER REFERENCES providers (id),
  file_id BLOB REFERENCES savings_files (id),
  line_id BLOB REFERENCES savings_lines (id),
  about_on DATE,
  says TEXT NOT NULL,
  pence BIGINT,
  raised_at BIGINT NOT NULL,
  owner_id BLOB REFERENCES staff (id),
  state TEXT NOT NULL CHECK (state IN ('open', 'resolved')),
  resolved_at BIGINT,
  resolved_by BLOB REFERENCES staff (id),
  resolution TEXT,
  natural_key TEXT NOT NULL UNIQUE,
  CHECK (state <> 'resolved' OR resolution IS NOT NULL)
);
CREATE INDEX savings_exceptions_by_state ON savings_exceptions (state, code);
CREATE INDEX savings_exceptions_by_line ON savings_exceptions (line_id);
CREATE INDEX savings_exceptions_by_child ON savings_exceptions (child_id);

CREATE TABLE savings_exception_notes (
  id BLOB NOT NULL PRIMARY KEY,
  exception_id BLOB NOT NULL REFERENCES savings_exceptions (id),
  said_by BLOB REFERENCES staff (id),
  said_at BIGINT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX savings_exception_notes_by_exception ON savings_exception_notes (exception_id);
