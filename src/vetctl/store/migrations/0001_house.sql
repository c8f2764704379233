-- The house: everything that is held. Facts are append-only versions: a row is added by one batch and may be
-- ended by a later one, never changed. Money is INTEGER fen, days are YYYY-MM-DD, months YYYY-MM.

CREATE TABLE setting (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE journal (
  seq       INTEGER PRIMARY KEY,
  at        TEXT NOT NULL,
  actor     TEXT NOT NULL,
  command   TEXT NOT NULL,
  arguments TEXT NOT NULL,
  facts     TEXT NOT NULL,
  digest    TEXT NOT NULL
) STRICT;

CREATE TABLE batch (
  batch       INTEGER PRIMARY KEY,
  register    TEXT NOT NULL,
  file_name   TEXT NOT NULL,
  file_sha256 TEXT NOT NULL,
  rows_sha256 TEXT NOT NULL,
  received_on TEXT NOT NULL CHECK (received_on GLOB '????-??-??'),
  actor       TEXT NOT NULL,
  rows_in     INTEGER NOT NULL CHECK (rows_in = accepted + held + rejected),
  accepted    INTEGER NOT NULL,
  held        INTEGER NOT NULL,
  rejected    INTEGER NOT NULL,
  unchanged   INTEGER NOT NULL CHECK (unchanged <= accepted),
  summary     TEXT NOT NULL
) STRICT;
CREATE INDEX batch_by_file ON batch (file_sha256);

CREATE TABLE batch_row (
  batch  INTEGER NOT NULL REFERENCES batch,
  sheet  TEXT NOT NULL,
  row_no INTEGER NOT NULL,
  state  TEXT NOT NULL CHECK (state IN ('held', 'rejected')),
  codes  TEXT NOT NULL,
  raw    TEXT NOT NULL,
  PRIMARY KEY (batch, sheet, row_no)
) STRICT, WITHOUT ROWID;

-- places -------------------------------------------------------------------------------------------------------

CREATE TABLE region (
  id          INTEGER PRIMARY KEY,
  region      TEXT NOT NULL,
  name        TEXT NOT NULL,
  level       TEXT NOT NULL CHECK (level IN ('county', 'township', 'village')),
  kind        TEXT NOT NULL CHECK (kind IN ('real', 'pseudo')),
  parent      TEXT,
  aliases     TEXT NOT NULL DEFAULT '',
  valid_from  TEXT,
  valid_to    TEXT,
  merged_into TEXT,
  added_by    INTEGER NOT NULL REFERENCES batch,
  sheet       TEXT,
  row_no      INTEGER,
  ended_by    INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX region_now_key ON region (region) WHERE ended_by IS NULL;

-- people -------------------------------------------------------------------------------------------------------

CREATE TABLE person (
  person   INTEGER PRIMARY KEY,
  id_no    TEXT NOT NULL UNIQUE,
  born_on  TEXT NOT NULL CHECK (born_on GLOB '????-??-??'),
  sex      TEXT NOT NULL CHECK (sex IN ('male', 'female')),
  added_by INTEGER NOT NULL REFERENCES batch
) STRICT;

CREATE TABLE profile (
  id       INTEGER PRIMARY KEY,
  person   INTEGER NOT NULL REFERENCES person,
  name     TEXT NOT NULL,
  township TEXT NOT NULL,
  village  TEXT NOT NULL DEFAULT '',
  hukou    TEXT CHECK (hukou IN ('rural', 'urban')),
  phone    TEXT NOT NULL DEFAULT '',
  note     TEXT NOT NULL DEFAULT '',
  added_by INTEGER NOT NULL REFERENCES batch,
  sheet    TEXT,
  row_no   INTEGER,
  ended_by INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX profile_now_key ON profile (person) WHERE ended_by IS NULL;

CREATE TABLE service (
  id             INTEGER PRIMARY KEY,
  person         INTEGER NOT NULL REFERENCES person,
  enlisted_on    TEXT NOT NULL,
  discharged_on  TEXT,
  conscript_from TEXT,
  conscript_to   TEXT,
  date_precision TEXT NOT NULL DEFAULT 'day' CHECK (date_precision IN ('day', 'month', 'year')),
  rural_at_discharge INTEGER CHECK (rural_at_discharge IN (0, 1)),
  draws_pension  INTEGER CHECK (draws_pension IN (0, 1)),
  source         TEXT NOT NULL DEFAULT '',
  added_by       INTEGER NOT NULL REFERENCES batch,
  sheet          TEXT,
  row_no         INTEGER,
  ended_by       INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX service_now_key ON service (person, enlisted_on) WHERE ended_by IS NULL;

CREATE TABLE account (
  id          INTEGER PRIMARY KEY,
  person      INTEGER NOT NULL REFERENCES person,
  number      TEXT NOT NULL,
  bank        TEXT NOT NULL DEFAULT '',
  holder_name TEXT NOT NULL,
  added_by    INTEGER NOT NULL REFERENCES batch,
  sheet       TEXT,
  row_no      INTEGER,
  ended_by    INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX account_now_key ON account (person) WHERE ended_by IS NULL;
CREATE INDEX account_by_number ON account (number);

-- entitlement --------------------------------------------------------------------------------------------------

CREATE TABLE enrolment (
  enrolment INTEGER PRIMARY KEY,
  person    INTEGER NOT NULL REFERENCES person,
  policy    TEXT NOT NULL,
  added_by  INTEGER NOT NULL REFERENCES batch,
  UNIQUE (person, policy)
) STRICT;

CREATE TABLE terms (
  id            INTEGER PRIMARY KEY,
  enrolment     INTEGER NOT NULL REFERENCES enrolment,
  from_month    TEXT NOT NULL CHECK (from_month GLOB '????-??'),
  category      TEXT NOT NULL,
  grade         INTEGER CHECK (grade BETWEEN 1 AND 10),
  nature        TEXT,
  approved_on   TEXT,
  start_month   TEXT,
  ends_on       TEXT,
  end_reason    TEXT,
  stated_years  TEXT,
  document      TEXT NOT NULL DEFAULT '',
  certificate   TEXT NOT NULL DEFAULT '',
  added_by      INTEGER NOT NULL REFERENCES batch,
  sheet         TEXT,
  row_no        INTEGER,
  ended_by      INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX terms_now_key ON terms (enrolment, from_month) WHERE ended_by IS NULL;

CREATE TABLE death (
  id            INTEGER PRIMARY KEY,
  person        INTEGER NOT NULL REFERENCES person,
  source        TEXT NOT NULL,
  died_on       TEXT NOT NULL,
  deregistered_on TEXT,
  added_by      INTEGER NOT NULL REFERENCES batch,
  sheet         TEXT,
  row_no        INTEGER,
  ended_by      INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX death_now_key ON death (person, source) WHERE ended_by IS NULL;

CREATE TABLE move (
  id           INTEGER PRIMARY KEY,
  person       INTEGER NOT NULL REFERENCES person,
  direction    TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  source       TEXT NOT NULL DEFAULT '',   -- whose list says so; empty: the bureau's own register
  moved_on     TEXT NOT NULL,
  place        TEXT NOT NULL DEFAULT '',
  paid_through TEXT,
  added_by     INTEGER NOT NULL REFERENCES batch,
  sheet        TEXT,
  row_no       INTEGER,
  ended_by     INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX move_now_key ON move (person, direction, source, moved_on) WHERE ended_by IS NULL;

CREATE TABLE suspension (
  id            INTEGER PRIMARY KEY,
  person        INTEGER NOT NULL REFERENCES person,
  kind          TEXT NOT NULL CHECK (kind IN ('suspend', 'hold')),
  policy        TEXT NOT NULL DEFAULT '',   -- the benefit it stands for; empty: all of the person's
  source        TEXT NOT NULL DEFAULT '',   -- whose list says so; empty: the bureau's own decision
  from_month    TEXT NOT NULL,
  resumed_month TEXT,
  reason        TEXT NOT NULL,
  review_on     TEXT,
  document      TEXT NOT NULL DEFAULT '',
  added_by      INTEGER NOT NULL REFERENCES batch,
  sheet         TEXT,
  row_no        INTEGER,
  ended_by      INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX suspension_now_key ON suspension (person, kind, policy, source, from_month) WHERE ended_by IS NULL;

CREATE TABLE confirmation (
  id           INTEGER PRIMARY KEY,
  person       INTEGER NOT NULL REFERENCES person,
  year         INTEGER NOT NULL,
  confirmed_on TEXT,
  noticed_on   TEXT,
  method       TEXT NOT NULL DEFAULT '',
  added_by     INTEGER NOT NULL REFERENCES batch,
  sheet        TEXT,
  row_no       INTEGER,
  ended_by     INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX confirmation_now_key ON confirmation (person, year) WHERE ended_by IS NULL;

CREATE TABLE standard (
  id             INTEGER PRIMARY KEY,
  policy         TEXT NOT NULL,
  key            TEXT NOT NULL,
  jurisdiction   TEXT NOT NULL CHECK (jurisdiction IN ('national', 'county')),
  mode           TEXT NOT NULL CHECK (mode IN ('absolute', 'increment')),
  effective_from TEXT NOT NULL CHECK (effective_from GLOB '????-??-??'),
  known_on       TEXT NOT NULL CHECK (known_on GLOB '????-??-??'),
  amount_fen     INTEGER NOT NULL CHECK (amount_fen > 0),
  per            TEXT NOT NULL CHECK (per IN ('year', 'month', 'once')),
  document       TEXT NOT NULL,
  mark           TEXT NOT NULL,
  added_by       INTEGER NOT NULL REFERENCES batch,
  sheet          TEXT,
  row_no         INTEGER,
  ended_by       INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX standard_now_key ON standard (policy, key, jurisdiction, effective_from) WHERE ended_by IS NULL;

-- stations and targets -----------------------------------------------------------------------------------------

CREATE TABLE station (
  id            INTEGER PRIMARY KEY,
  name          TEXT NOT NULL,
  level         TEXT NOT NULL CHECK (level IN ('county', 'township', 'village', 'enterprise')),
  township      TEXT NOT NULL DEFAULT '',
  village       TEXT NOT NULL DEFAULT '',
  region        TEXT NOT NULL DEFAULT '',
  credit_code   TEXT,
  ownership     TEXT CHECK (ownership IN ('private', 'state')),
  founded_on    TEXT NOT NULL,
  founding_document TEXT NOT NULL DEFAULT '',
  closed_on     TEXT,
  merged_into   TEXT,
  head          TEXT NOT NULL DEFAULT '',
  staff         INTEGER,
  area_m2       INTEGER,
  veterans      INTEGER,
  added_by      INTEGER NOT NULL REFERENCES batch,
  sheet         TEXT,
  row_no        INTEGER,
  ended_by      INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX station_now_key ON station (name, level) WHERE ended_by IS NULL;

CREATE TABLE honour (
  id          INTEGER PRIMARY KEY,
  station     TEXT NOT NULL,
  scheme      TEXT NOT NULL,
  batch_year  INTEGER NOT NULL,
  level       TEXT,
  document    TEXT NOT NULL DEFAULT '',
  awarded_on  TEXT,
  accepted_on TEXT,
  evidence_on TEXT,
  added_by    INTEGER NOT NULL REFERENCES batch,
  sheet       TEXT NOT NULL,
  row_no      INTEGER NOT NULL,
  ended_by    INTEGER REFERENCES batch
) STRICT;
-- No unique key on station, scheme and year: a claim made twice is kept and refused by name (registers 2.5).
CREATE INDEX honour_by_station ON honour (station, scheme, batch_year);

CREATE TABLE target (
  id         INTEGER PRIMARY KEY,
  indicator  TEXT NOT NULL,
  year       INTEGER NOT NULL,
  level      TEXT NOT NULL,
  value      INTEGER NOT NULL CHECK (value >= 0),
  document   TEXT NOT NULL DEFAULT '',
  decided_on TEXT NOT NULL,
  added_by   INTEGER NOT NULL REFERENCES batch,
  sheet      TEXT,
  row_no     INTEGER,
  ended_by   INTEGER REFERENCES batch
) STRICT;
CREATE UNIQUE INDEX target_now_key ON target (indicator, year, level, decided_on) WHERE ended_by IS NULL;

-- payments -----------------------------------------------------------------------------------------------------

CREATE TABLE run (
  run           INTEGER PRIMARY KEY,
  month         TEXT NOT NULL CHECK (month GLOB '????-??'),
  as_of         TEXT NOT NULL,
  prepared_by   TEXT NOT NULL,
  seen_batch    INTEGER NOT NULL,
  seen_event    INTEGER NOT NULL,
  parameters    TEXT NOT NULL,
  digest        TEXT NOT NULL,
  heads         INTEGER NOT NULL,
  line_count    INTEGER NOT NULL,
  regular_fen   INTEGER NOT NULL,
  arrears_fen   INTEGER NOT NULL,
  recovery_fen  INTEGER NOT NULL,
  set_off_fen   INTEGER NOT NULL,
  net_fen       INTEGER NOT NULL
) STRICT;

CREATE TABLE run_step (
  run    INTEGER NOT NULL REFERENCES run,
  step   TEXT NOT NULL CHECK (step IN ('drafted', 'reviewed', 'approved', 'exported', 'voided')),
  actor  TEXT NOT NULL,
  at     TEXT NOT NULL,
  digest TEXT NOT NULL,
  note   TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (run, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE line (
  line            INTEGER PRIMARY KEY,
  run             INTEGER NOT NULL REFERENCES run,
  month           TEXT NOT NULL,
  enrolment       INTEGER NOT NULL REFERENCES enrolment,
  component       TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('regular', 'arrears', 'recovery')),
  amount_fen      INTEGER NOT NULL CHECK (amount_fen <> 0 AND (amount_fen > 0) = (kind <> 'recovery')),
  due_fen         INTEGER NOT NULL CHECK (due_fen >= 0),
  paid_before_fen INTEGER NOT NULL,
  base_fen        INTEGER,
  per             TEXT,
  quantity_x100   INTEGER,
  share_bp        INTEGER,
  divisor         INTEGER NOT NULL DEFAULT 1 CHECK (divisor > 0),
  round_fen       INTEGER NOT NULL DEFAULT 1 CHECK (round_fen > 0),   -- rounded to whole multiples of this
  round_up        INTEGER NOT NULL DEFAULT 0 CHECK (round_up IN (0, 1)),
  standard        INTEGER REFERENCES standard,
  increment       INTEGER REFERENCES standard,
  terms           INTEGER REFERENCES terms,
  occasion        INTEGER REFERENCES occasion,
  central_fen     INTEGER NOT NULL DEFAULT 0,   -- who pays; the county pays the rest
  province_fen    INTEGER NOT NULL DEFAULT 0,
  city_fen        INTEGER NOT NULL DEFAULT 0,
  reason          TEXT NOT NULL DEFAULT '',
  CHECK (amount_fen = due_fen - paid_before_fen)
) STRICT;
CREATE UNIQUE INDEX line_key ON line (month, enrolment, component, run);
CREATE INDEX line_by_run ON line (run);
CREATE INDEX line_by_occasion ON line (occasion) WHERE occasion IS NOT NULL;

CREATE TABLE payout (
  run         INTEGER NOT NULL REFERENCES run,
  person      INTEGER NOT NULL REFERENCES person,
  gross_fen   INTEGER NOT NULL,
  set_off_fen INTEGER NOT NULL CHECK (set_off_fen >= 0),
  net_fen     INTEGER NOT NULL CHECK (net_fen >= 0),
  account     INTEGER REFERENCES account,
  PRIMARY KEY (run, person),
  CHECK (net_fen = 0 OR account IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- What a run added to a person's debt (recovery that could not be taken) or took off it (set-off).
CREATE TABLE owed (
  run         INTEGER NOT NULL REFERENCES run,
  person      INTEGER NOT NULL REFERENCES person,
  change_fen  INTEGER NOT NULL CHECK (change_fen <> 0),
  PRIMARY KEY (person, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE held (
  run       INTEGER NOT NULL REFERENCES run,
  enrolment INTEGER NOT NULL REFERENCES enrolment,
  month     TEXT NOT NULL,
  code      TEXT NOT NULL,
  detail    TEXT NOT NULL DEFAULT '',
  -- What is withheld of the month; of several reasons the first by code carries it. NULL: it cannot be worked out.
  amount_fen INTEGER CHECK (amount_fen >= 0),
  PRIMARY KEY (run, enrolment, month, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE bridge (
  run      INTEGER NOT NULL REFERENCES run,
  policy   TEXT NOT NULL,
  movement TEXT NOT NULL CHECK (movement IN ('before', 'new', 'resumed', 'stopped', 'died', 'now')),
  reason   TEXT NOT NULL DEFAULT '',
  heads    INTEGER NOT NULL,
  PRIMARY KEY (run, policy, movement, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE export (
  run       INTEGER NOT NULL REFERENCES run,
  kind      TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256    TEXT NOT NULL,
  rows      INTEGER NOT NULL,
  total_fen INTEGER NOT NULL,
  PRIMARY KEY (run, kind)
) STRICT, WITHOUT ROWID;

-- audit --------------------------------------------------------------------------------------------------------

CREATE TABLE audit_run (
  audit_run INTEGER PRIMARY KEY,
  at        TEXT NOT NULL,
  actor     TEXT NOT NULL,
  as_of     TEXT NOT NULL,
  checks    TEXT NOT NULL,
  findings  INTEGER NOT NULL
) STRICT;

CREATE TABLE finding (
  audit_run INTEGER NOT NULL REFERENCES audit_run,
  number    INTEGER NOT NULL,
  code      TEXT NOT NULL,
  severity  TEXT NOT NULL,
  subject   TEXT NOT NULL,
  detail    TEXT NOT NULL,
  amount_fen INTEGER,
  PRIMARY KEY (audit_run, number)
) STRICT, WITHOUT ROWID;
