-- The key that seals one child's words, itself sealed by the council's master key.
CREATE TABLE child_keys (
  child_id BLOB NOT NULL PRIMARY KEY REFERENCES children (id),
  wrapped BLOB NOT NULL,
  master_key_id TEXT NOT NULL,
  made_at BIGINT NOT NULL
) WITHOUT ROWID;

-- One thread per child and post, for the whole care journey. ask_id is the ask that the thread shows: the open one, or the
-- last that was answered. greeted_by is the holder whose hello is there.
CREATE TABLE threads (
  id BLOB NOT NULL PRIMARY KEY,
  child_id BLOB NOT NULL REFERENCES children (id),
  post TEXT NOT NULL CHECK (post IN ('social_worker', 'iro', 'personal_adviser')),
  opened_at BIGINT NOT NULL,
  last_seq BIGINT NOT NULL DEFAULT 0,
  plan_message_id BLOB,
  ask_id BLOB,
  greeted_by BLOB,
  UNIQUE (child_id, post)
) WITHOUT ROWID;

-- The words, sealed (version, nonce, ciphertext, tag). Never changed: what happens to a message later stands beside it.
-- What is said most often stands first in a check: SQLite makes a list anew for every row it checks.
CREATE TABLE messages (
  id BLOB NOT NULL PRIMARY KEY,
  thread_id BLOB NOT NULL REFERENCES threads (id),
  child_id BLOB NOT NULL REFERENCES children (id),
  seq BIGINT NOT NULL,
  author_kind TEXT NOT NULL CHECK (author_kind = 'child' OR author_kind IN ('staff', 'system')),
  author_id BLOB,
  account_id BLOB,
  written_down_by BLOB,
  channel TEXT NOT NULL CHECK (channel = 'app' OR channel IN ('text', 'call', 'visit', 'letter')),
  kind TEXT CHECK (kind = 'chat' OR kind IN ('decision', 'worry', 'good_news')),
  purpose TEXT NOT NULL DEFAULT 'message' CHECK (purpose = 'message' OR purpose IN ('hello', 'goodbye', 'quick_reply', 'outcome', 'notice')),
  in_reply_to BLOB,
  written_with TEXT,
  language TEXT,
  body BLOB NOT NULL,
  fingerprint BLOB NOT NULL,
  device_confirmed BOOLEAN NOT NULL DEFAULT TRUE,
  said_at BIGINT NOT NULL,
  phone_at BIGINT,
  received_at BIGINT NOT NULL,
  UNIQUE (thread_id, seq)
);

-- A worker has seen a message: shown to the child in words. The child's reading is never kept.
CREATE TABLE message_sights (
  message_id BLOB NOT NULL REFERENCES messages (id),
  staff_id BLOB NOT NULL REFERENCES staff (id),
  thread_id BLOB NOT NULL REFERENCES threads (id),
  seq BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (message_id, staff_id)
);
CREATE INDEX message_sights_by_thread ON message_sights (thread_id, seq);

-- Hidden from the child's phone: by the child (it stays in the file), or sealed because it was sent to the wrong child.
CREATE TABLE message_hidings (
  message_id BLOB NOT NULL PRIMARY KEY REFERENCES messages (id),
  thread_id BLOB NOT NULL REFERENCES threads (id),
  seq BIGINT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('by_child', 'wrong_child')),
  hidden_by BLOB,
  hidden_at BIGINT NOT NULL
);
CREATE INDEX message_hidings_by_thread ON message_hidings (thread_id, seq);

CREATE TABLE message_topics (
  message_id BLOB NOT NULL REFERENCES messages (id),
  thread_id BLOB NOT NULL REFERENCES threads (id),
  seq BIGINT NOT NULL,
  topic TEXT NOT NULL,
  set_by TEXT NOT NULL CHECK (set_by IN ('child', 'staff')),
  set_at BIGINT NOT NULL,
  PRIMARY KEY (message_id, topic)
);
CREATE INDEX message_topics_by_thread ON message_topics (thread_id, seq);

-- A reply promise: what was asked, by when the child should hear back, and how it ended. One open ask per thread.
-- reopened_at: the child said that the answer was not right, it went to the wrong child, or the decision did not come.
CREATE TABLE asks (
  id BLOB NOT NULL PRIMARY KEY,
  thread_id BLOB NOT NULL REFERENCES threads (id),
  child_id BLOB NOT NULL REFERENCES children (id),
  opened_by_message BLOB NOT NULL REFERENCES messages (id),
  first_seq BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('chat', 'decision', 'worry', 'good_news')),
  opened_at BIGINT NOT NULL,
  answer_by DATE NOT NULL,
  first_answer_by DATE NOT NULL,
  passed_on_at BIGINT,
  passed_on_to BLOB,
  closed_at BIGINT,
  closed_by BLOB,
  closed_how TEXT CHECK (closed_how IN ('message', 'call', 'visit', 'decided', 'decision_pending')),
  outcome BLOB,
  decided_by TEXT,
  decision_on DATE,
  child_says TEXT CHECK (child_says IN ('right', 'not_right')),
  child_said_at BIGINT,
  reopened_at BIGINT
);
CREATE UNIQUE INDEX asks_one_open ON asks (thread_id) WHERE closed_at IS NULL;
CREATE INDEX asks_open_by_day ON asks (answer_by) WHERE closed_at IS NULL;
CREATE INDEX asks_by_thread ON asks (thread_id);

-- What the next worker should know, written by the one who leaves; never shown to the child.
CREATE TABLE handover_notes (
  id BLOB NOT NULL PRIMARY KEY,
  thread_id BLOB NOT NULL REFERENCES threads (id),
  child_id BLOB NOT NULL REFERENCES children (id),
  written_by BLOB NOT NULL REFERENCES staff (id),
  written_at BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX handover_notes_by_thread ON handover_notes (thread_id);

-- Something a person must do: about a child, for a post, a team's manager or one member of staff.
CREATE TABLE tasks (
  id BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  child_id BLOB REFERENCES children (id),
  post TEXT,
  staff_id BLOB REFERENCES staff (id),
  team_id BLOB REFERENCES teams (id),
  subject_id BLOB,
  made_at BIGINT NOT NULL,
  done_at BIGINT,
  done_by BLOB,
  natural_key TEXT NOT NULL UNIQUE
);
CREATE INDEX tasks_by_child ON tasks (child_id);

CREATE TRIGGER messages_no_update BEFORE UPDATE ON messages
BEGIN
  SELECT RAISE(ABORT, 'messages is append-only: staff and children add words, nobody changes them');
END;

CREATE TRIGGER messages_no_delete BEFORE DELETE ON messages
BEGIN
  SELECT RAISE(ABORT, 'messages is append-only: staff and children add words, nobody changes them');
END;
