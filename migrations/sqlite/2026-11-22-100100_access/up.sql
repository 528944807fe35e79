-- Who holds which post for which child. starts_on/ends_on are the council's days; access_from/access_until are the
-- server instants that count: a back-dated import gives access only from when it was recorded.
CREATE TABLE allocations (
  id BLOB NOT NULL PRIMARY KEY,
  child_id BLOB NOT NULL REFERENCES children (id),
  staff_id BLOB NOT NULL REFERENCES staff (id),
  post TEXT NOT NULL CHECK (post IN ('social_worker', 'iro', 'personal_adviser')),
  starts_on DATE NOT NULL,
  ends_on DATE,
  access_from BIGINT NOT NULL,
  access_until BIGINT,
  reason_ended TEXT,
  recorded_at BIGINT NOT NULL,
  end_recorded_at BIGINT,
  source TEXT NOT NULL CHECK (source IN ('ssda903', 'allocations', 'person')),
  UNIQUE (child_id, staff_id, post, starts_on, recorded_at)
);
CREATE INDEX allocations_by_child ON allocations (child_id, post);
CREATE INDEX allocations_by_staff ON allocations (staff_id);

-- A worker is away and somebody covers: half-open instants, a one-day leave is midnight to midnight in London.
CREATE TABLE absences (
  id BLOB NOT NULL PRIMARY KEY,
  staff_id BLOB NOT NULL REFERENCES staff (id),
  cover_id BLOB REFERENCES staff (id),
  away_from BIGINT NOT NULL,
  away_until BIGINT NOT NULL,
  back_on DATE NOT NULL,
  recorded_at BIGINT NOT NULL,
  cancelled_at BIGINT,
  CHECK (away_from < away_until)
);
CREATE INDEX absences_by_staff ON absences (staff_id);
CREATE INDEX absences_by_cover ON absences (cover_id);

-- Every act on a child's record, every staff read of a child's content, and every refusal. Append-only.
-- What is said most often stands first in a check: SQLite makes a list anew for every row it checks.
CREATE TABLE audit_entries (
  id BLOB NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL CHECK (actor_kind = 'child' OR actor_kind = 'staff' OR actor_kind IN ('operator', 'job', 'stranger')),
  actor_id BLOB,
  role TEXT,
  relation TEXT NOT NULL,
  allocation_id BLOB,
  action TEXT NOT NULL,
  resource TEXT NOT NULL,
  resource_id BLOB,
  child_id BLOB,
  decision TEXT NOT NULL CHECK (decision IN ('allowed', 'refused')),
  detail TEXT
) WITHOUT ROWID;
-- "Who has looked" and "what did this worker look at" are asked of staff alone: the acts of children, the most, need no index.
CREATE INDEX audit_entries_by_child ON audit_entries (child_id, at) WHERE actor_kind = 'staff';
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, at) WHERE actor_kind = 'staff';

CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'audit_entries is append-only: a wrong entry is answered by a further one');
END;

CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
BEGIN
  SELECT RAISE(ABORT, 'audit_entries is append-only: a wrong entry is answered by a further one');
END;
