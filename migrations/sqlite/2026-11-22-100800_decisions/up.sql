-- What a person decided about a row, under an id made at the desk: asked again it is done once. One decision may be about many
-- rows. nth: of its row's. fingerprint: of what was asked, so that an id is not used for something else. is_done: false where the row was left.
CREATE TABLE savings_decisions (
  id BLOB NOT NULL,
  line_id BLOB NOT NULL REFERENCES savings_lines (id),
  nth INTEGER NOT NULL,
  what TEXT NOT NULL,
  reason TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  is_done BOOLEAN NOT NULL,
  made_by BLOB REFERENCES staff (id),
  made_at BIGINT NOT NULL,
  PRIMARY KEY (id, line_id)
);
CREATE UNIQUE INDEX savings_decisions_by_line ON savings_decisions (line_id, nth);

-- The headings of a file as they stand, each with what it was read as: [["Our ref", "their_ref"], ["Fee", null]].
ALTER TABLE savings_files ADD COLUMN headings TEXT NOT NULL DEFAULT '[]';
