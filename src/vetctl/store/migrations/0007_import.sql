-- What imports leave beside the facts: headings learnt from senders, and batches undone. Append-only, as everything.

-- What a sender's heading means; sender '' is everybody. The newest row of a sender, register and heading counts; field ''
-- says that the column is known and not kept.
CREATE TABLE heading_alias (
  alias    INTEGER PRIMARY KEY,
  sender   TEXT NOT NULL DEFAULT '',
  register TEXT NOT NULL,
  heading  TEXT NOT NULL CHECK (heading <> ''),
  field    TEXT NOT NULL,
  actor    TEXT NOT NULL,
  at       TEXT NOT NULL,
  event    INTEGER NOT NULL
) STRICT;
CREATE INDEX heading_alias_by_sender ON heading_alias (sender, register);

CREATE TRIGGER heading_alias_no_update BEFORE UPDATE ON heading_alias BEGIN SELECT RAISE(ABORT, 'heading_alias is append-only'); END;
CREATE TRIGGER heading_alias_no_delete BEFORE DELETE ON heading_alias BEGIN SELECT RAISE(ABORT, 'heading_alias is append-only'); END;
CREATE TRIGGER heading_alias_no_replace BEFORE INSERT ON heading_alias WHEN EXISTS (SELECT 1 FROM heading_alias WHERE alias = NEW.alias) BEGIN SELECT RAISE(ABORT, 'heading_alias is append-only'); END;

-- A batch taken back by a later one, which ended what it had added and put back what it had ended. Once only.
CREATE TABLE undone (
  batch     INTEGER PRIMARY KEY REFERENCES batch,
  undone_by INTEGER NOT NULL UNIQUE REFERENCES batch,
  reason    TEXT NOT NULL CHECK (reason <> '')
) STRICT;

CREATE TRIGGER undone_no_update BEFORE UPDATE ON undone BEGIN SELECT RAISE(ABORT, 'undone is append-only'); END;
CREATE TRIGGER undone_no_delete BEFORE DELETE ON undone BEGIN SELECT RAISE(ABORT, 'undone is append-only'); END;
CREATE TRIGGER undone_no_replace BEFORE INSERT ON undone WHEN EXISTS (SELECT 1 FROM undone WHERE batch = NEW.batch OR undone_by = NEW.undone_by) BEGIN SELECT RAISE(ABORT, 'undone is append-only'); END;

-- A fact that was put back: the version that had been ended, and the one that holds in its place.
CREATE TABLE put_back (
  fact     TEXT NOT NULL,
  original INTEGER NOT NULL,
  copy     INTEGER NOT NULL CHECK (copy <> original),
  PRIMARY KEY (fact, original),
  UNIQUE (fact, copy)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER put_back_no_update BEFORE UPDATE ON put_back BEGIN SELECT RAISE(ABORT, 'put_back is append-only'); END;
CREATE TRIGGER put_back_no_delete BEFORE DELETE ON put_back BEGIN SELECT RAISE(ABORT, 'put_back is append-only'); END;
CREATE TRIGGER put_back_no_replace BEFORE INSERT ON put_back WHEN EXISTS (SELECT 1 FROM put_back WHERE fact = NEW.fact AND original = NEW.original) OR EXISTS (SELECT 1 FROM put_back WHERE fact = NEW.fact AND copy = NEW.copy) BEGIN SELECT RAISE(ABORT, 'put_back is append-only'); END;

-- A row that was given back for correction, and the batch that took it in corrected. `file_sha256`, `sheet` and `row_no` say
-- where the row stood first, as its hidden mark says; `key` is what it was taken in as.
CREATE TABLE answered_row (
  answer      INTEGER PRIMARY KEY,
  file_sha256 TEXT NOT NULL,
  sheet       TEXT NOT NULL,
  row_no      INTEGER NOT NULL,
  key         TEXT NOT NULL,
  batch       INTEGER NOT NULL REFERENCES batch,
  UNIQUE (file_sha256, sheet, row_no, key, batch)
) STRICT;

CREATE TRIGGER answered_row_no_update BEFORE UPDATE ON answered_row BEGIN SELECT RAISE(ABORT, 'answered_row is append-only'); END;
CREATE TRIGGER answered_row_no_delete BEFORE DELETE ON answered_row BEGIN SELECT RAISE(ABORT, 'answered_row is append-only'); END;
CREATE TRIGGER answered_row_no_replace BEFORE INSERT ON answered_row WHEN (NEW.answer > 0 AND EXISTS (SELECT 1 FROM answered_row WHERE answer = NEW.answer)) OR EXISTS (SELECT 1 FROM answered_row WHERE file_sha256 = NEW.file_sha256 AND sheet = NEW.sheet AND row_no = NEW.row_no AND key = NEW.key AND batch = NEW.batch) BEGIN SELECT RAISE(ABORT, 'answered_row is append-only'); END;
