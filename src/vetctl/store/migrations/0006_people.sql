-- Who is who: numbers that were superseded, people found to be one person, and what was decided of possible duplicates.
-- `event` is the number of the journal entry that a row belongs to.

-- An identity number is superseded, never edited: the old one is kept here and still finds its person.
CREATE TABLE former_number (
  former    INTEGER PRIMARY KEY,
  person    INTEGER NOT NULL REFERENCES person,
  number    TEXT NOT NULL,
  born_on   TEXT NOT NULL,   -- what the old number said
  sex       TEXT NOT NULL,
  successor TEXT NOT NULL CHECK (successor <> number),
  reason    TEXT NOT NULL CHECK (reason <> ''),
  actor     TEXT NOT NULL,
  at        TEXT NOT NULL,
  event     INTEGER NOT NULL
) STRICT;
CREATE INDEX former_number_by_person ON former_number (person);

-- Two entries that were one person. What was paid stays where it was paid; both numbers find the survivor. The batch
-- names the facts that moved.
CREATE TABLE merged (
  absorbed INTEGER PRIMARY KEY REFERENCES person,
  survivor INTEGER NOT NULL REFERENCES person CHECK (survivor <> absorbed),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  actor    TEXT NOT NULL,
  at       TEXT NOT NULL,
  batch    INTEGER NOT NULL REFERENCES batch,
  event    INTEGER NOT NULL
) STRICT;

-- Whether two identity numbers belong to one person, as somebody decided; the newest decision counts. Numbers, not
-- people: the second may stand in a row that waits.
CREATE TABLE duplicate_decision (
  decision INTEGER PRIMARY KEY,
  one      TEXT NOT NULL,
  other    TEXT NOT NULL CHECK (one < other),
  said     TEXT NOT NULL CHECK (said IN ('same', 'different')),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  actor    TEXT NOT NULL,
  at       TEXT NOT NULL,
  event    INTEGER NOT NULL
) STRICT;
CREATE INDEX duplicate_decision_by_pair ON duplicate_decision (one, other);

CREATE TRIGGER former_number_no_update BEFORE UPDATE ON former_number BEGIN SELECT RAISE(ABORT, 'former_number is append-only'); END;
CREATE TRIGGER former_number_no_delete BEFORE DELETE ON former_number BEGIN SELECT RAISE(ABORT, 'former_number is append-only'); END;
CREATE TRIGGER former_number_no_replace BEFORE INSERT ON former_number WHEN EXISTS (SELECT 1 FROM former_number WHERE former = NEW.former) BEGIN SELECT RAISE(ABORT, 'former_number is append-only'); END;
CREATE TRIGGER merged_no_update BEFORE UPDATE ON merged BEGIN SELECT RAISE(ABORT, 'merged is append-only'); END;
CREATE TRIGGER merged_no_delete BEFORE DELETE ON merged BEGIN SELECT RAISE(ABORT, 'merged is append-only'); END;
CREATE TRIGGER merged_no_replace BEFORE INSERT ON merged WHEN EXISTS (SELECT 1 FROM merged WHERE absorbed = NEW.absorbed) BEGIN SELECT RAISE(ABORT, 'merged is append-only'); END;
CREATE TRIGGER duplicate_decision_no_update BEFORE UPDATE ON duplicate_decision BEGIN SELECT RAISE(ABORT, 'duplicate_decision is append-only'); END;
CREATE TRIGGER duplicate_decision_no_delete BEFORE DELETE ON duplicate_decision BEGIN SELECT RAISE(ABORT, 'duplicate_decision is append-only'); END;
CREATE TRIGGER duplicate_decision_no_replace BEFORE INSERT ON duplicate_decision WHEN EXISTS (SELECT 1 FROM duplicate_decision WHERE decision = NEW.decision) BEGIN SELECT RAISE(ABORT, 'duplicate_decision is append-only'); END;

-- A person's number, and the birth and sex it states, change only when the newest former number of the person says from
-- what to what. Another person's number is never taken (UPDATE OR REPLACE would delete that person).
DROP TRIGGER person_no_update;
CREATE TRIGGER person_only_renumbered BEFORE UPDATE ON person
WHEN NOT (NEW.person IS OLD.person AND NEW.added_by IS OLD.added_by AND NEW.id_no IS NOT OLD.id_no
          AND NOT EXISTS (SELECT 1 FROM person p WHERE p.id_no = NEW.id_no)
          AND EXISTS (SELECT 1 FROM former_number f
                      WHERE f.person = OLD.person AND f.number = OLD.id_no AND f.successor = NEW.id_no
                        AND f.born_on = OLD.born_on AND f.sex = OLD.sex
                        AND f.former = (SELECT MAX(n.former) FROM former_number n WHERE n.person = OLD.person)))
BEGIN SELECT RAISE(ABORT, 'person: a number is superseded, never edited'); END;
