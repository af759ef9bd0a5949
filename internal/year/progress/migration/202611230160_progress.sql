-- Periods, values, texts, submissions, imports of the emulation year.
CREATE TABLE progress_period (
  id        BIGINT PRIMARY KEY,
  bloc      BIGINT NOT NULL REFERENCES org_bloc (id),
  period    TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('open', 'locked')),
  opens     TEXT NOT NULL,
  due       TEXT NOT NULL,
  locked_at BIGINT NOT NULL,
  locked_by TEXT NOT NULL,
  version   BIGINT NOT NULL,
  UNIQUE (bloc, period)
);

-- One row per cell: a figure, or "not transmitted" with its reason, or emptied again.
CREATE TABLE progress_value (
  period   BIGINT NOT NULL REFERENCES progress_period (id),
  unit     BIGINT NOT NULL REFERENCES org_unit (id),
  target   BIGINT NOT NULL REFERENCES plan_target (id),
  code     TEXT NOT NULL,
  value    BIGINT,
  withheld BOOLEAN NOT NULL,
  reason   TEXT NOT NULL,
  kind     TEXT NOT NULL,
  file     TEXT NOT NULL,
  sha256   TEXT NOT NULL,
  place    TEXT NOT NULL,
  raw      TEXT NOT NULL,
  import   BIGINT NOT NULL,
  by_name  TEXT NOT NULL,
  by_user  BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  rev      BIGINT NOT NULL,
  PRIMARY KEY (period, unit, target),
  CHECK (NOT withheld OR (value IS NULL AND reason <> ''))
);

CREATE TABLE progress_text (
  period  BIGINT NOT NULL REFERENCES progress_period (id),
  unit    BIGINT NOT NULL REFERENCES org_unit (id),
  heading TEXT NOT NULL,
  body    TEXT NOT NULL,
  kind    TEXT NOT NULL,
  file    TEXT NOT NULL,
  sha256  TEXT NOT NULL,
  place   TEXT NOT NULL,
  raw     TEXT NOT NULL,
  import  BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  by_user BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  rev     BIGINT NOT NULL,
  PRIMARY KEY (period, unit, heading)
);

CREATE TABLE progress_recommendation (
  id          BIGINT PRIMARY KEY,
  period      BIGINT NOT NULL REFERENCES progress_period (id),
  unit        BIGINT NOT NULL REFERENCES org_unit (id),
  ord         BIGINT NOT NULL,
  body        TEXT NOT NULL,
  addressee   TEXT NOT NULL,
  day         TEXT NOT NULL,
  due         TEXT NOT NULL,
  answer      TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  answered_on TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')),
  version     BIGINT NOT NULL
);
CREATE INDEX progress_recommendation_period ON progress_recommendation (period, unit, ord);

CREATE TABLE progress_submission (
  period        BIGINT NOT NULL REFERENCES progress_period (id),
  unit          BIGINT NOT NULL REFERENCES org_unit (id),
  state         TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'received', 'returned')),
  due           TEXT NOT NULL,
  submitted_at  BIGINT NOT NULL,
  submitted_by  TEXT NOT NULL,
  approved_at   BIGINT NOT NULL,
  approved_by   TEXT NOT NULL,
  received_at   BIGINT NOT NULL,
  received_by   TEXT NOT NULL,
  return_reason TEXT NOT NULL,
  returned_by   TEXT NOT NULL,
  returned_at   BIGINT NOT NULL,
  else_number   TEXT NOT NULL,
  else_day      TEXT NOT NULL,
  else_signer   TEXT NOT NULL,
  else_system   TEXT NOT NULL,
  else_file     TEXT NOT NULL,
  else_name     TEXT NOT NULL,
  version       BIGINT NOT NULL,
  PRIMARY KEY (period, unit)
);

-- A file that was read: what was found, what was answered, what it wrote and what stood there before.
CREATE TABLE progress_import (
  id         BIGINT PRIMARY KEY,
  period     BIGINT NOT NULL REFERENCES progress_period (id),
  unit       BIGINT NOT NULL REFERENCES org_unit (id),
  kind       TEXT NOT NULL,
  file       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('pending', 'written', 'undone', 'cancelled')),
  findings   TEXT NOT NULL,
  answers    TEXT NOT NULL,
  before     TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  by_user    BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  written_at BIGINT NOT NULL,
  written    BIGINT NOT NULL,
  version    BIGINT NOT NULL
);
CREATE INDEX progress_import_file ON progress_import (period, unit, sha256);

-- The confirmed mapping of a unit's files: evidence for names, never for values.
CREATE TABLE progress_memory (
  bloc   BIGINT NOT NULL REFERENCES org_bloc (id),
  unit   BIGINT NOT NULL REFERENCES org_unit (id),
  memory TEXT NOT NULL,
  PRIMARY KEY (bloc, unit)
);
