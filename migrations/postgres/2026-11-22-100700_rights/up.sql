-- Rights: facts that staff enter, what a young person asked for, letters, and what this council has signed off.

-- A fact as somebody entered it. Never changed: what is entered later counts. body: the value, sealed with the child's key.
-- agreed_on: the day on which the young person said yes to its being used on their own screen, where they must be asked.
CREATE TABLE right_facts (
  id BYTEA NOT NULL PRIMARY KEY,
  child_id BYTEA NOT NULL REFERENCES children (id),
  kind TEXT NOT NULL,
  body BYTEA NOT NULL,
  source TEXT NOT NULL,
  checked_on DATE NOT NULL,
  agreed_on DATE,
  entered_by BYTEA NOT NULL REFERENCES staff (id),
  entered_at BIGINT NOT NULL
);
CREATE INDEX right_facts_by_child ON right_facts (child_id, entered_at);

-- What a young person asked for, in a message of a thread.
CREATE TABLE right_requests (
  id BYTEA NOT NULL PRIMARY KEY,
  child_id BYTEA NOT NULL REFERENCES children (id),
  item TEXT NOT NULL,
  thread_id BYTEA NOT NULL REFERENCES threads (id),
  message_id BYTEA NOT NULL,
  asked_on DATE NOT NULL,
  asked_at BIGINT NOT NULL
);
CREATE INDEX right_requests_by_child ON right_requests (child_id, asked_at);

-- What came of it, step by step. Never changed: the last step is how it stands. body: the reason, sealed.
CREATE TABLE right_request_steps (
  id BYTEA NOT NULL PRIMARY KEY,
  request_id BYTEA NOT NULL REFERENCES right_requests (id),
  child_id BYTEA NOT NULL REFERENCES children (id),
  state TEXT NOT NULL CHECK (state IN ('deciding', 'yes', 'no', 'done')),
  decided_by TEXT,
  decide_on DATE,
  body BYTEA,
  said_by BYTEA NOT NULL REFERENCES staff (id),
  said_at BIGINT NOT NULL
);
CREATE INDEX right_request_steps_by_request ON right_request_steps (request_id, said_at);
CREATE INDEX right_request_steps_by_child ON right_request_steps (child_id);

-- A letter that confirms a status, as a named adult signed it. body: its words, sealed.
CREATE TABLE right_letters (
  id BYTEA NOT NULL PRIMARY KEY,
  child_id BYTEA NOT NULL REFERENCES children (id),
  body BYTEA NOT NULL,
  ruleset TEXT NOT NULL,
  signed_by BYTEA NOT NULL REFERENCES staff (id),
  signed_on DATE NOT NULL,
  signed_at BIGINT NOT NULL
);
CREATE INDEX right_letters_by_child ON right_letters (child_id, signed_at);

-- Somebody of the council says that a local item is so. It counts when two people have said the same.
CREATE TABLE right_sign_offs (
  id BYTEA NOT NULL PRIMARY KEY,
  item TEXT NOT NULL,
  owner TEXT NOT NULL,
  source TEXT NOT NULL,
  review_by DATE NOT NULL,
  signed_by BYTEA NOT NULL REFERENCES staff (id),
  signed_at BIGINT NOT NULL
);
CREATE INDEX right_sign_offs_by_item ON right_sign_offs (item, signed_at);

CREATE FUNCTION rights_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$;
CREATE TRIGGER right_facts_no_change BEFORE UPDATE OR DELETE ON right_facts FOR EACH ROW EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_facts_no_truncate BEFORE TRUNCATE ON right_facts FOR EACH STATEMENT EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_requests_no_change BEFORE UPDATE OR DELETE ON right_requests FOR EACH ROW EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_requests_no_truncate BEFORE TRUNCATE ON right_requests FOR EACH STATEMENT EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_request_steps_no_change BEFORE UPDATE OR DELETE ON right_request_steps FOR EACH ROW EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_request_steps_no_truncate BEFORE TRUNCATE ON right_request_steps FOR EACH STATEMENT EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_letters_no_change BEFORE UPDATE OR DELETE ON right_letters FOR EACH ROW EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_letters_no_truncate BEFORE TRUNCATE ON right_letters FOR EACH STATEMENT EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_sign_offs_no_change BEFORE UPDATE OR DELETE ON right_sign_offs FOR EACH ROW EXECUTE FUNCTION rights_append_only();
CREATE TRIGGER right_sign_offs_no_truncate BEFORE TRUNCATE ON right_sign_offs FOR EACH STATEMENT EXECUTE FUNCTION rights_append_only();
