-- Who works for the council, and who is looked after by it. No address, postcode, school or coordinates: what is not
-- held cannot leak. Instants are unix milliseconds UTC; days are DATE.
CREATE TABLE teams (
  id BYTEA NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  service TEXT NOT NULL CHECK (service IN ('children', 'iro', 'leaving_care', 'participation', 'business', 'finance', 'systems'))
);

-- by_hand: the columns that somebody has set here, so that no file sets them back in silence.
CREATE TABLE staff (
  id BYTEA NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('social_worker', 'iro', 'iro_lead', 'personal_adviser', 'team_manager', 'business_administrator', 'finance_approver', 'participation_worker', 'system_administrator')),
  team_id BYTEA REFERENCES teams (id),
  email TEXT,
  swe_number TEXT UNIQUE,
  sign_in_name TEXT UNIQUE,
  work_days TEXT NOT NULL DEFAULT 'mon,tue,wed,thu,fri',
  about TEXT,
  by_hand TEXT NOT NULL DEFAULT '',
  disabled_at BIGINT
);

-- Who manages a team, from when to when: half-open, by server instants.
CREATE TABLE team_managers (
  id BYTEA NOT NULL PRIMARY KEY,
  team_id BYTEA NOT NULL REFERENCES teams (id),
  staff_id BYTEA NOT NULL REFERENCES staff (id),
  access_from BIGINT NOT NULL,
  access_until BIGINT
);
CREATE INDEX team_managers_by_staff ON team_managers (staff_id);
CREATE INDEX team_managers_by_team ON team_managers (team_id);

-- year_ending (here and below): the newest return, by the year of its last 31 March, that the row was taken from.
CREATE TABLE children (
  id BYTEA NOT NULL PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE,
  known_as TEXT,
  born_on DATE NOT NULL,
  first_language TEXT,
  interpreter BOOLEAN NOT NULL DEFAULT FALSE,
  unaccompanied_until DATE,
  history_known_from DATE,
  history_complete BOOLEAN NOT NULL DEFAULT FALSE,
  died_on DATE,
  messages_stopped_at BIGINT,
  messages_resumed_at BIGINT,
  by_hand TEXT NOT NULL DEFAULT '',
  year_ending SMALLINT,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);

-- Other ids that the council's files used for the same child (ids change between years).
CREATE TABLE child_references (
  reference TEXT NOT NULL PRIMARY KEY,
  child_id BYTEA NOT NULL REFERENCES children (id)
);

CREATE TABLE care_episodes (
  id BYTEA NOT NULL PRIMARY KEY,
  child_id BYTEA NOT NULL REFERENCES children (id),
  started_on DATE NOT NULL,
  ended_on DATE,
  reason_new TEXT NOT NULL,
  legal_status TEXT NOT NULL,
  placement TEXT NOT NULL,
  provider_kind TEXT,
  provider_urn TEXT,
  reason_ceased TEXT,
  reason_place_change TEXT,
  source TEXT NOT NULL CHECK (source IN ('ssda903', 'history', 'person')),
  year_ending SMALLINT,
  changed_at BIGINT NOT NULL,
  UNIQUE (child_id, started_on)
);

CREATE TABLE reviews (
  child_id BYTEA NOT NULL REFERENCES children (id),
  held_on DATE NOT NULL,
  participation TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('ssda903', 'person')),
  PRIMARY KEY (child_id, held_on)
);

-- From the return's care-leaver table: whether the council was in touch, per year of the return.
CREATE TABLE leaver_contacts (
  child_id BYTEA NOT NULL REFERENCES children (id),
  year_ending SMALLINT NOT NULL,
  in_touch TEXT NOT NULL,
  PRIMARY KEY (child_id, year_ending)
);

-- One run of an import: its receipt is kept whole.
CREATE TABLE import_runs (
  id BYTEA NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  ran_at BIGINT NOT NULL,
  actor TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  receipt TEXT NOT NULL
);
