-- "Was this week right?": what a child last said of the pocket money of a week. For the worker and the IRO; the savings desk
-- sees only that there is a question. handled_at: somebody has talked with the child.
CREATE TABLE pocket_answers (
  child_id BLOB NOT NULL REFERENCES children (id),
  week_end DATE NOT NULL,
  answer TEXT NOT NULL CHECK (answer IN ('yes', 'part', 'late', 'saving_it', 'did_not_get_it', 'not_sure')),
  said_at BIGINT NOT NULL,
  handled_at BIGINT,
  PRIMARY KEY (child_id, week_end)
);

-- What a child asks about their money: no words, those go into the thread with the worker.
CREATE TABLE money_queries (
  id BLOB NOT NULL PRIMARY KEY,
  child_id BLOB NOT NULL REFERENCES children (id),
  kind TEXT NOT NULL CHECK (kind IN ('looks_wrong', 'use_some')),
  week_end DATE,
  made_at BIGINT NOT NULL,
  closed_at BIGINT
);
CREATE INDEX money_queries_by_child ON money_queries (child_id);

-- What each holder had of a child's savings when the books were opened, and how sure that is. entry_id: where it was posted.
CREATE TABLE opening_balances (
  id INTEGER NOT NULL PRIMARY KEY,
  child_id BLOB NOT NULL REFERENCES children (id),
  holder TEXT NOT NULL CHECK (holder IN ('council', 'provider', 'carer', 'isa')),
  holder_name TEXT NOT NULL,
  provider_id INTEGER REFERENCES providers (id),
  pence BIGINT,
  surety TEXT NOT NULL CHECK (surety IN ('proved', 'told', 'unknown')),
  evidence TEXT NOT NULL,
  as_at_on DATE NOT NULL,
  entry_id INTEGER REFERENCES ledger_entries (id),
  recorded_at BIGINT NOT NULL,
  CHECK (surety = 'unknown' OR pence IS NOT NULL)
);
CREATE UNIQUE INDEX opening_balances_once ON opening_balances (child_id, holder, holder_name);
