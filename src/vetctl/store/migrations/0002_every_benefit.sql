-- What the benefits beyond the monthly ones need: dated rules, published yardsticks, occasions, institutions, and who pays.

-- A dated parameter of a benefit that is no amount: thresholds, multipliers, rates (value), chosen readings (word).
CREATE TABLE rule (
  id             INTEGER PRIMARY KEY,
  policy         TEXT NOT NULL,
  key            TEXT NOT NULL,
  effective_from TEXT NOT NULL CHECK (effective_from GLOB '????-??-??'),
  effective_to   TEXT CHECK (effective_to GLOB '????-??-??'),
  known_on       TEXT NOT NULL CHECK (known_on GLOB '????-??-??'),
  value          INTEGER,
  word           TEXT,
  document       TEXT NOT NULL,
  mark           TEXT NOT NULL,
  added_by       INTEGER NOT NULL REFERENCES batch,
  sheet          TEXT,
  row_no         INTEGER,
  ended_by       INTEGER REFERENCES batch,
  CHECK ((value IS NULL) <> (word IS NULL))
) STRICT;
CREATE UNIQUE INDEX rule_now_key ON rule (policy, key, effective_from) WHERE ended_by IS NULL;

-- What others publish and benefits are measured by: price indices (bp against the same month of the year before),
-- average wages, disposable incomes, minimum wages (fen). The period is a month or a year.
CREATE TABLE yardstick (
  id        INTEGER PRIMARY KEY,
  series    TEXT NOT NULL,
  period    TEXT NOT NULL CHECK (period GLOB '????' OR period GLOB '????-??'),
  value     INTEGER NOT NULL,
  unit      TEXT NOT NULL CHECK (unit IN ('fen', 'bp')),
  known_on  TEXT NOT NULL CHECK (known_on GLOB '????-??-??'),
  document  TEXT NOT NULL,
  mark      TEXT NOT NULL,
  added_by  INTEGER NOT NULL REFERENCES batch,
  sheet     TEXT,
  row_no    INTEGER,
  ended_by  INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX yardstick_now_key ON yardstick (series, period) WHERE ended_by IS NULL;

-- Who is paid instead of a person: a hospital settled with, the insurance office.
CREATE TABLE institution (
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL,
  kind           TEXT NOT NULL CHECK (kind IN ('hospital', 'insurance', 'other')),
  account        TEXT NOT NULL DEFAULT '',
  bank           TEXT NOT NULL DEFAULT '',
  holder_name    TEXT NOT NULL DEFAULT '',
  public         INTEGER CHECK (public IN (0, 1)),
  one_stop_since TEXT,
  added_by       INTEGER NOT NULL REFERENCES batch,
  sheet          TEXT,
  row_no         INTEGER,
  ended_by       INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX institution_now_key ON institution (name) WHERE ended_by IS NULL;

-- An event that gives rise to money once: a death, a discharge, an award, a hospital bill, a case of insurance, aid.
-- Rates are those of the day it happened; it is paid in the month it was decided. `about` is whom it concerns when
-- that is not who is paid (the deceased, the soldier). `facts` holds what only its benefit asks for, integers and words.
CREATE TABLE occasion (
  id          INTEGER PRIMARY KEY,
  enrolment   INTEGER NOT NULL REFERENCES enrolment,
  reference   TEXT NOT NULL CHECK (reference <> ''),
  happened_on TEXT NOT NULL CHECK (happened_on GLOB '????-??-??'),
  decided_on  TEXT CHECK (decided_on GLOB '????-??-??'),
  about       INTEGER REFERENCES person,
  category    TEXT NOT NULL DEFAULT '',
  institution TEXT NOT NULL DEFAULT '',
  facts       TEXT NOT NULL DEFAULT '{}' CHECK (facts GLOB '{*}'),
  document    TEXT NOT NULL DEFAULT '',
  added_by    INTEGER NOT NULL REFERENCES batch,
  sheet       TEXT,
  row_no      INTEGER,
  ended_by    INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX occasion_now_key ON occasion (enrolment, reference) WHERE ended_by IS NULL;
CREATE INDEX occasion_by_about ON occasion (about) WHERE about IS NOT NULL;

-- What of a line a higher level of government pays: a fixed sum, a share of the national rate, a share of the line.
-- What no row gives is the county's.
CREATE TABLE funding (
  id             INTEGER PRIMARY KEY,
  policy         TEXT NOT NULL,
  key            TEXT NOT NULL DEFAULT '',   -- category; empty: any
  source         TEXT NOT NULL CHECK (source IN ('central', 'province', 'city')),
  mode           TEXT NOT NULL CHECK (mode IN ('fixed', 'of-national', 'of-line')),
  amount_fen     INTEGER CHECK (amount_fen > 0),
  per            TEXT CHECK (per IN ('year', 'month', 'once')),
  share_bp       INTEGER CHECK (share_bp BETWEEN 1 AND 10000),
  round_fen      INTEGER NOT NULL DEFAULT 1 CHECK (round_fen > 0),
  effective_from TEXT NOT NULL CHECK (effective_from GLOB '????-??-??'),
  known_on       TEXT NOT NULL CHECK (known_on GLOB '????-??-??'),
  document       TEXT NOT NULL,
  mark           TEXT NOT NULL,
  added_by       INTEGER NOT NULL REFERENCES batch,
  sheet          TEXT,
  row_no         INTEGER,
  ended_by       INTEGER REFERENCES batch,
  CHECK ((mode = 'fixed') = (amount_fen IS NOT NULL AND per IS NOT NULL) AND (mode = 'fixed') = (share_bp IS NULL))
) STRICT;
CREATE UNIQUE INDEX funding_now_key ON funding (policy, key, source, effective_from) WHERE ended_by IS NULL;

-- Money that was promised for a year, by source, notice by notice; the empty policy is for all benefits together.
CREATE TABLE budget (
  id          INTEGER PRIMARY KEY,
  year        INTEGER NOT NULL,
  source      TEXT NOT NULL CHECK (source IN ('central', 'province', 'city', 'county')),
  policy      TEXT NOT NULL DEFAULT '',
  reference   TEXT NOT NULL,
  amount_fen  INTEGER NOT NULL,
  received_on TEXT NOT NULL CHECK (received_on GLOB '????-??-??'),
  added_by    INTEGER NOT NULL REFERENCES batch,
  sheet       TEXT,
  row_no      INTEGER,
  ended_by    INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX budget_now_key ON budget (year, source, policy, reference) WHERE ended_by IS NULL;

-- What a run pays to institutions. What they owe from earlier runs is brought forward; never less than nothing is paid.
CREATE TABLE remittance (
  run         INTEGER NOT NULL REFERENCES run,
  institution TEXT NOT NULL,
  gross_fen   INTEGER NOT NULL,
  brought_fen INTEGER NOT NULL CHECK (brought_fen <= 0),
  net_fen     INTEGER NOT NULL CHECK (net_fen >= 0),
  account     INTEGER REFERENCES institution,
  PRIMARY KEY (run, institution),
  CHECK (net_fen = max(gross_fen + brought_fen, 0)),
  CHECK (net_fen = 0 OR account IS NOT NULL)
) STRICT, WITHOUT ROWID;
