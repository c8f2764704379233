-- Who pays a run, benefit by benefit: the sums of its lines. Kept because a budget is measured against all runs of a
-- year, and adding up their lines at every month end would cost as much as the month end itself.
CREATE TABLE source_sum (
  run          INTEGER NOT NULL REFERENCES run,
  policy       TEXT NOT NULL,
  central_fen  INTEGER NOT NULL,
  province_fen INTEGER NOT NULL,
  city_fen     INTEGER NOT NULL,
  county_fen   INTEGER NOT NULL,
  PRIMARY KEY (run, policy)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER source_sum_no_update BEFORE UPDATE ON source_sum BEGIN SELECT RAISE(ABORT, 'source_sum is append-only'); END;
CREATE TRIGGER source_sum_no_delete BEFORE DELETE ON source_sum BEGIN SELECT RAISE(ABORT, 'source_sum is append-only'); END;
CREATE TRIGGER source_sum_no_replace BEFORE INSERT ON source_sum WHEN EXISTS (SELECT 1 FROM source_sum WHERE run = NEW.run AND policy = NEW.policy) BEGIN SELECT RAISE(ABORT, 'source_sum is append-only'); END;
