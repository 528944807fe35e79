-- Money: who collects it, whose account it goes to, and the ledger. Pence are whole and positive; integer keys, because a
-- council has millions of entries. Ids of the ledger are given without gaps, one posting after the other.

-- Whoever provides placements and collects savings at source. name_key: the name as it is compared.
CREATE TABLE providers (
  id INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  urn TEXT UNIQUE,
  contact TEXT,
  recorded_at BIGINT NOT NULL
);

-- How a provider pays, from a day on, and on which day of the month its file is due.
CREATE TABLE provider_terms (
  provider_id INTEGER NOT NULL REFERENCES providers (id),
  starts_on DATE NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('net_of_invoice', 'remits_cash', 'pays_jisa', 'council_budget', 'carer_holds')),
  due_day SMALLINT CHECK (due_day BETWEEN 1 AND 31),
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (provider_id, starts_on)
);

-- What was asked of a provider, and what it said.
CREATE TABLE provider_chases (
  id BLOB NOT NULL PRIMARY KEY,
  provider_id INTEGER NOT NULL REFERENCES providers (id),
  month_on DATE NOT NULL,
  note TEXT NOT NULL,
  said_by BLOB REFERENCES staff (id),
  said_at BIGINT NOT NULL
);
CREATE INDEX provider_chases_by_provider ON provider_chases (provider_id);

-- The accounts register: where a child's savings go at the end. reference: The Share Foundation's own.
CREATE TABLE savings_accounts (
  child_id BLOB NOT NULL PRIMARY KEY REFERENCES children (id),
  state TEXT NOT NULL CHECK (state IN ('junior_isa', 'child_trust_fund', 'ctf_with_responsible_adult', 'asked_for', 'missing', 'not_eligible', 'unknown')),
  reference TEXT UNIQUE,
  held_with TEXT,
  asked_on DATE,
  opened_on DATE,
  source TEXT NOT NULL,
  recorded_at BIGINT NOT NULL
);

-- The last number given of each kind. Whoever posts holds its one row, so that postings come one after the other.
CREATE TABLE ledger_head (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  last_act INTEGER NOT NULL,
  last_account INTEGER NOT NULL,
  last_entry INTEGER NOT NULL
);

-- One act of posting: a run, an import, a correction. key: whoever makes it gives it, so that a second try is the first:
-- its entries are first_entry to last_entry. A run that goes in chunks has others between its own, and says neither.
CREATE TABLE ledger_acts (
  id INTEGER NOT NULL PRIMARY KEY,
  act_key BLOB NOT NULL UNIQUE,
  fingerprint BLOB NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('accrual', 'opening', 'import', 'match', 'correction', 'pay_run', 'statement', 'leaver', 'other')),
  actor_kind TEXT NOT NULL,
  actor_id BLOB,
  policy TEXT,
  reason TEXT,
  recorded_at BIGINT NOT NULL,
  first_entry INTEGER,
  last_entry INTEGER,
  CHECK ((first_entry IS NULL) = (last_entry IS NULL))
);

-- An account, by its code: liability:child:… · receivable:provider:… · bank:savings-code … balance_pence is the sum of its
-- entries on its own side (a debt's is what is owed), kept with every posting; where floored it is never below nothing.
CREATE TABLE ledger_accounts (
  id INTEGER NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  child_id BLOB REFERENCES children (id),
  provider_id INTEGER REFERENCES providers (id),
  floored BOOLEAN NOT NULL,
  balance_pence BIGINT NOT NULL DEFAULT 0,
  CHECK (NOT floored OR balance_pence >= 0)
);
CREATE INDEX ledger_accounts_by_child ON ledger_accounts (child_id);

-- The ledger. child_account_id: the child (by the number of their account) whom the entry is about, whichever accounts it
-- moves. nth is 0 for the accrual of a week and the entry's own number for all else, so that a week accrues once for good.
-- Nearly every entry is an accrual: the checks ask for that first, because SQLite makes a list anew for every row it checks.
CREATE TABLE ledger_entries (
  id INTEGER NOT NULL PRIMARY KEY,
  act_id INTEGER NOT NULL REFERENCES ledger_acts (id),
  debit_account_id INTEGER NOT NULL REFERENCES ledger_accounts (id),
  credit_account_id INTEGER NOT NULL REFERENCES ledger_accounts (id),
  pence BIGINT NOT NULL CHECK (pence > 0),
  kind TEXT NOT NULL CHECK (kind = 'accrual' OR kind IN ('receipt', 'top_up', 'surplus', 'opening', 'unexplained', 'pay_out', 'bank_out', 'statement', 'leaver', 'reversal', 'adjustment', 'wrong_child', 'write_off')),
  child_account_id INTEGER REFERENCES ledger_accounts (id),
  week_end DATE,
  effective_on DATE NOT NULL,
  recorded_at BIGINT NOT NULL,
  reverses_id INTEGER REFERENCES ledger_entries (id),
  reason TEXT,
  nth INTEGER NOT NULL,
  CHECK (debit_account_id <> credit_account_id),
  CHECK ((kind = 'accrual') = (nth = 0)),
  CHECK (kind <> 'accrual' OR (week_end IS NOT NULL AND child_account_id IS NOT NULL)),
  CHECK ((kind = 'reversal') = (reverses_id IS NOT NULL)),
  CHECK (kind = 'accrual' OR reason IS NOT NULL OR kind NOT IN ('reversal', 'adjustment', 'wrong_child', 'write_off'))
);
CREATE UNIQUE INDEX ledger_entries_one_accrual ON ledger_entries (child_account_id, week_end, nth);
CREATE UNIQUE INDEX ledger_entries_one_reversal ON ledger_entries (reverses_id) WHERE reverses_id IS NOT NULL;

-- Months are closed, and opened again, by two people. The last one that was confirmed counts.
CREATE TABLE ledger_period_acts (
  id BLOB NOT NULL PRIMARY KEY,
  month_on DATE NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('close', 'reopen')),
  reason TEXT,
  proposed_by BLOB NOT NULL REFERENCES staff (id),
  proposed_at BIGINT NOT NULL,
  confirmed_by BLOB REFERENCES staff (id),
  confirmed_at BIGINT,
  CHECK (confirmed_by <> proposed_by)
);
CREATE INDEX ledger_period_acts_by_month ON ledger_period_acts (month_on);

CREATE TRIGGER ledger_entries_no_update BEFORE UPDATE ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'ledger_entries is append-only: a mistake is reversed by an entry of its own');
END;
CREATE TRIGGER ledger_entries_no_delete BEFORE DELETE ON ledger_entries
BEGIN
  SELECT RAISE(ABORT, 'ledger_entries is append-only: a mistake is reversed by an entry of its own');
END;
CREATE TRIGGER ledger_acts_no_update BEFORE UPDATE ON ledger_acts
BEGIN
  SELECT RAISE(ABORT, 'ledger_acts is append-only');
END;
CREATE TRIGGER ledger_acts_no_delete BEFORE DELETE ON ledger_acts
BEGIN
  SELECT RAISE(ABORT, 'ledger_acts is append-only');
END;
CREATE TRIGGER ledger_accounts_only_balance BEFORE UPDATE OF id, code, kind, child_id, provider_id, floored ON ledger_accounts
BEGIN
  SELECT RAISE(ABORT, 'ledger_accounts: only a balance changes');
END;
CREATE TRIGGER ledger_accounts_no_delete BEFORE DELETE ON ledger_accounts
BEGIN
  SELECT RAISE(ABORT, 'ledger_accounts: an account stays');
END;
