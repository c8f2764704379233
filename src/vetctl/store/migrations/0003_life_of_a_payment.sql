-- From the bank file to the closed month, and what is owed back. `event` is the number of the journal entry that a row
-- belongs to; a run knows up to which event it has seen (run.seen_event).

-- What the bank said of one payment; later answers may follow (a return after success).
CREATE TABLE bank_answer (
  answer      INTEGER PRIMARY KEY,
  run         INTEGER NOT NULL REFERENCES run,
  person      INTEGER REFERENCES person,
  institution TEXT,
  outcome     TEXT NOT NULL CHECK (outcome IN ('paid', 'failed', 'returned')),
  amount_fen  INTEGER NOT NULL CHECK (amount_fen > 0),
  answered_on TEXT NOT NULL CHECK (answered_on GLOB '????-??-??'),
  reason_code TEXT NOT NULL DEFAULT '',
  reason      TEXT NOT NULL DEFAULT '',
  file_name   TEXT NOT NULL,
  file_sha256 TEXT NOT NULL,
  row_no      INTEGER NOT NULL,
  event       INTEGER NOT NULL,
  account_wrong INTEGER CHECK (account_wrong IN (0, 1)),   -- whether the reason says so; NULL: its words do not tell
  CHECK ((person IS NULL) <> (institution IS NULL))
) STRICT;
CREATE INDEX bank_answer_by_run ON bank_answer (run, person);

-- Lines whose money came back or never left: they no longer count as paid, so that the next run pays them again, once.
CREATE TABLE returned_line (
  line   INTEGER PRIMARY KEY REFERENCES line,
  answer INTEGER NOT NULL REFERENCES bank_answer
) STRICT;

-- Months closed, and opened again by somebody else; the newest entry of a month counts.
CREATE TABLE closing (
  closing      INTEGER PRIMARY KEY,
  month        TEXT NOT NULL CHECK (month GLOB '????-??'),
  step         TEXT NOT NULL CHECK (step IN ('closed', 'reopened')),
  actor        TEXT NOT NULL,
  at           TEXT NOT NULL,
  reason       TEXT NOT NULL DEFAULT '',
  sent_fen     INTEGER NOT NULL,
  returned_fen INTEGER NOT NULL,
  event        INTEGER NOT NULL
) STRICT;
CREATE INDEX closing_by_month ON closing (month);

-- A clerk's word on what somebody else's list says of a person: confirmed or refused, with a reason. `evidence` names
-- the fact by what it says (death:person:source:day), so that a later list that says something else asks again. The
-- newest verdict counts.
CREATE TABLE verdict (
  verdict  INTEGER PRIMARY KEY,
  person   INTEGER NOT NULL REFERENCES person,
  evidence TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('confirmed', 'refused')),
  reason   TEXT NOT NULL CHECK (reason <> ''),
  actor    TEXT NOT NULL,
  at       TEXT NOT NULL,
  event    INTEGER NOT NULL
) STRICT;
CREATE INDEX verdict_by_evidence ON verdict (evidence);

-- A hold passed once: good for the run of one month, then gone by itself.
CREATE TABLE bypass (
  bypass INTEGER PRIMARY KEY,
  person INTEGER NOT NULL REFERENCES person,
  policy TEXT NOT NULL DEFAULT '',
  month  TEXT NOT NULL CHECK (month GLOB '????-??'),
  reason TEXT NOT NULL CHECK (reason <> ''),
  actor  TEXT NOT NULL,
  at     TEXT NOT NULL,
  event  INTEGER NOT NULL
) STRICT;
CREATE INDEX bypass_by_person ON bypass (person, month);

-- Debts settled outside the runs: paid back by hand, or written off with an approver's name.
CREATE TABLE debt_entry (
  entry      INTEGER PRIMARY KEY,
  person     INTEGER NOT NULL REFERENCES person,
  kind       TEXT NOT NULL CHECK (kind IN ('repaid', 'written-off')),
  amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
  entered_on TEXT NOT NULL CHECK (entered_on GLOB '????-??-??'),
  document   TEXT NOT NULL CHECK (document <> ''),
  actor      TEXT NOT NULL,
  approver   TEXT NOT NULL DEFAULT '',
  at         TEXT NOT NULL,
  event      INTEGER NOT NULL,
  CHECK (kind = 'repaid' OR (approver <> '' AND approver <> actor))
) STRICT;
CREATE INDEX debt_entry_by_person ON debt_entry (person);

-- How much a month's set-off may take from a person, as agreed; the newest agreement counts, 0 takes nothing.
CREATE TABLE instalment (
  instalment INTEGER PRIMARY KEY,
  person     INTEGER NOT NULL REFERENCES person,
  from_month TEXT NOT NULL CHECK (from_month GLOB '????-??'),
  most_fen   INTEGER CHECK (most_fen >= 0),
  document   TEXT NOT NULL CHECK (document <> ''),
  actor      TEXT NOT NULL,
  at         TEXT NOT NULL,
  event      INTEGER NOT NULL
) STRICT;
CREATE INDEX instalment_by_person ON instalment (person);

-- What one person's payment settled of another's debt: the funeral sum, of what was overpaid after the death. Below zero
-- when that payment turned out too high: the debt is the other's again.
CREATE TABLE settled_for (
  run        INTEGER NOT NULL REFERENCES run,
  payee      INTEGER NOT NULL REFERENCES person,
  debtor     INTEGER NOT NULL REFERENCES person,
  amount_fen INTEGER NOT NULL CHECK (amount_fen <> 0),
  PRIMARY KEY (run, payee, debtor)
) STRICT, WITHOUT ROWID;
