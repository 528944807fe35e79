-- What has happened, for one recipient: ids only. The live stream reads it, resumes from it, and forgets it after a week.
-- What is said most often stands first in a check: SQLite makes a list anew for every row it checks.
CREATE TABLE events (
  id BYTEA NOT NULL,
  recipient_kind TEXT NOT NULL CHECK (recipient_kind = 'staff' OR recipient_kind IN ('child', 'account')),
  recipient_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  thread_id BYTEA,
  subject_id BYTEA,
  at BIGINT NOT NULL,
  PRIMARY KEY (recipient_id, id)
);

-- Side effects that leave after the commit, at least once: a push, a staff e-mail.
CREATE TABLE outbox (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('push', 'staff_email')),
  recipient_kind TEXT NOT NULL CHECK (recipient_kind IN ('child', 'staff')),
  recipient_id BYTEA NOT NULL,
  thread_id BYTEA,
  subscription_id BYTEA,
  made_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  give_up_at BIGINT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  done_at BIGINT,
  outcome TEXT,
  natural_key TEXT NOT NULL UNIQUE
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL;
CREATE INDEX outbox_waiting_by_recipient ON outbox (recipient_id) WHERE done_at IS NULL;

-- Of two servers one runs each job.
CREATE TABLE leases (
  job TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  until BIGINT NOT NULL,
  last_run_at BIGINT
);

CREATE TABLE push_subscriptions (
  id BYTEA NOT NULL PRIMARY KEY,
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('child', 'staff')),
  owner_id BYTEA NOT NULL,
  account_id BYTEA REFERENCES device_accounts (id),
  session_id BYTEA NOT NULL,
  endpoint TEXT NOT NULL UNIQUE,
  made_at BIGINT NOT NULL
);
CREATE INDEX push_subscriptions_by_owner ON push_subscriptions (owner_id);

-- What a child or a member of staff chose about being told.
CREATE TABLE notice_choices (
  owner_id BYTEA NOT NULL PRIMARY KEY,
  owner_kind TEXT NOT NULL CHECK (owner_kind IN ('child', 'staff')),
  push BOOLEAN NOT NULL,
  push_text SMALLINT NOT NULL DEFAULT 1,
  quiet_from SMALLINT NOT NULL DEFAULT 21,
  quiet_until SMALLINT NOT NULL DEFAULT 7,
  asked_at BIGINT,
  language TEXT
);
