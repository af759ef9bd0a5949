-- The plan of a bloc for a year, and under it the plans of its units.
-- unit 0 means: of the bloc, common to all units. Figures are ten-thousandths.
CREATE TABLE plan_plan (
  id        BIGINT PRIMARY KEY,
  bloc      BIGINT NOT NULL REFERENCES org_bloc (id),
  year      BIGINT NOT NULL,
  directive BIGINT REFERENCES document_document (id),
  note      TEXT NOT NULL,
  version   BIGINT NOT NULL,
  UNIQUE (bloc, year)
);

CREATE TABLE plan_field (
  id   BIGINT PRIMARY KEY,
  plan BIGINT NOT NULL REFERENCES plan_plan (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  ord  BIGINT NOT NULL,
  UNIQUE (plan, code)
);

CREATE TABLE plan_theme (
  id   BIGINT PRIMARY KEY,
  plan BIGINT NOT NULL REFERENCES plan_plan (id),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  ord  BIGINT NOT NULL,
  UNIQUE (plan, code)
);

CREATE TABLE plan_content (
  id              BIGINT PRIMARY KEY,
  plan            BIGINT NOT NULL REFERENCES plan_plan (id),
  unit            BIGINT NOT NULL,
  code            TEXT NOT NULL,
  body            TEXT NOT NULL,
  source_kind     TEXT NOT NULL,
  source_document BIGINT REFERENCES document_document (id),
  source_doc      TEXT NOT NULL,
  source_clause   TEXT NOT NULL,
  ord             BIGINT NOT NULL,
  version         BIGINT NOT NULL
);
CREATE INDEX plan_content_plan ON plan_content (plan, unit);

CREATE TABLE plan_target (
  id              BIGINT PRIMARY KEY,
  plan            BIGINT NOT NULL REFERENCES plan_plan (id),
  unit            BIGINT NOT NULL,
  code            TEXT NOT NULL,
  name            TEXT NOT NULL,
  measure         TEXT NOT NULL,
  kind            TEXT NOT NULL CHECK (kind IN ('count', 'percent', 'money', 'decimal', 'yesno')),
  direction       TEXT NOT NULL CHECK (direction IN ('higher', 'lower', 'equal')),
  field           TEXT NOT NULL,
  content         BIGINT REFERENCES plan_content (id),
  themes          TEXT NOT NULL,
  source_kind     TEXT NOT NULL,
  source_document BIGINT REFERENCES document_document (id),
  source_doc      TEXT NOT NULL,
  source_clause   TEXT NOT NULL,
  due             TEXT NOT NULL,
  ord             BIGINT NOT NULL,
  version         BIGINT NOT NULL,
  UNIQUE (plan, unit, code)
);

CREATE TABLE plan_goal (
  target  BIGINT NOT NULL REFERENCES plan_target (id),
  unit    BIGINT NOT NULL REFERENCES org_unit (id),
  year    BIGINT,
  half    BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (target, unit)
);

CREATE TABLE plan_measure (
  id      BIGINT PRIMARY KEY,
  plan    BIGINT NOT NULL REFERENCES plan_plan (id),
  unit    BIGINT NOT NULL,
  content BIGINT REFERENCES plan_content (id),
  target  BIGINT REFERENCES plan_target (id),
  body    TEXT NOT NULL,
  ord     BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX plan_measure_plan ON plan_measure (plan, unit);

CREATE TABLE plan_task (
  id              BIGINT PRIMARY KEY,
  plan            BIGINT NOT NULL REFERENCES plan_plan (id),
  unit            BIGINT NOT NULL REFERENCES org_unit (id),
  code            TEXT NOT NULL,
  body            TEXT NOT NULL,
  source_kind     TEXT NOT NULL,
  source_document BIGINT REFERENCES document_document (id),
  source_doc      TEXT NOT NULL,
  source_clause   TEXT NOT NULL,
  assigner        TEXT NOT NULL,
  head            TEXT NOT NULL,
  given           TEXT NOT NULL,
  due             TEXT NOT NULL,
  state           TEXT NOT NULL CHECK (state IN ('new', 'doing', 'done')),
  done_on         TEXT NOT NULL,
  evidence        TEXT NOT NULL,
  evidence_file   TEXT NOT NULL,
  evidence_name   TEXT NOT NULL,
  themes          TEXT NOT NULL,
  ord             BIGINT NOT NULL,
  version         BIGINT NOT NULL
);
CREATE INDEX plan_task_plan ON plan_task (plan, unit);
