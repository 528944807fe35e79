-- An invitation: a locator to find it by, and a secret of which only a keyed hash is kept.
CREATE TABLE invitations (
  id BLOB NOT NULL PRIMARY KEY,
  child_id BLOB NOT NULL REFERENCES children (id),
  locator TEXT NOT NULL,
  secret_hash BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('screen', 'paper')),
  reason TEXT NOT NULL CHECK (reason IN ('first', 'new_phone', 'forgot_pin', 'second_device')),
  made_by BLOB,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  wrong_tries INTEGER NOT NULL DEFAULT 0,
  used_at BIGINT,
  account_id BLOB,
  ended_at BIGINT
);
CREATE INDEX invitations_by_locator ON invitations (locator);
CREATE INDEX invitations_by_child ON invitations (child_id);

-- A phone or a tablet. Several children may use one.
CREATE TABLE devices (
  id BLOB NOT NULL PRIMARY KEY,
  secret_hash BLOB NOT NULL UNIQUE,
  made_at BIGINT NOT NULL
);

-- One child on one device: its PIN, whether a worker has confirmed it, its lock.
CREATE TABLE device_accounts (
  id BLOB NOT NULL PRIMARY KEY,
  device_id BLOB NOT NULL REFERENCES devices (id),
  child_id BLOB NOT NULL REFERENCES children (id),
  picture TEXT NOT NULL,
  pin_verifier TEXT NOT NULL,
  local_key BLOB NOT NULL,
  three_words TEXT NOT NULL,
  lock_after_s INTEGER NOT NULL DEFAULT 60,
  made_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  confirmed_at BIGINT,
  confirmed_by BLOB,
  wrong_tries INTEGER NOT NULL DEFAULT 0,
  wait_until BIGINT,
  shut_at BIGINT,
  revoked_at BIGINT,
  revoked_by BLOB,
  revoke_reason TEXT,
  CHECK (revoked_at IS NULL OR revoke_reason IS NOT NULL)
);
CREATE INDEX device_accounts_by_device ON device_accounts (device_id);
-- On one device each child has one account in use, and a picture that no other account in use has.
CREATE UNIQUE INDEX device_accounts_one_per_child ON device_accounts (device_id, child_id) WHERE revoked_at IS NULL;
CREATE UNIQUE INDEX device_accounts_one_per_picture ON device_accounts (device_id, picture) WHERE revoked_at IS NULL;
CREATE INDEX device_accounts_by_child ON device_accounts (child_id);

CREATE TABLE staff_passwords (
  staff_id BLOB NOT NULL PRIMARY KEY REFERENCES staff (id),
  hash TEXT NOT NULL,
  set_at BIGINT NOT NULL
);

-- A link that works once: a first administrator, a new or a forgotten password.
CREATE TABLE one_time_links (
  token_hash BLOB NOT NULL PRIMARY KEY,
  staff_id BLOB REFERENCES staff (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('first_administrator', 'set_password')),
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);

-- staff_role is the role at sign-in: a session ends when the role has changed since.
CREATE TABLE sessions (
  id BLOB NOT NULL UNIQUE,
  token_hash BLOB NOT NULL PRIMARY KEY,
  account_id BLOB REFERENCES device_accounts (id),
  staff_id BLOB REFERENCES staff (id),
  staff_role TEXT,
  made_at BIGINT NOT NULL,
  proved_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  hidden_at BIGINT,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  CHECK ((account_id IS NULL) <> (staff_id IS NULL))
) WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_staff ON sessions (staff_id);

-- Tries that count against a limit, kept here so that a restart or a second server changes nothing.
CREATE TABLE try_counters (
  key TEXT NOT NULL PRIMARY KEY,
  tries INTEGER NOT NULL,
  window_started_at BIGINT NOT NULL,
  wait_until BIGINT
);
