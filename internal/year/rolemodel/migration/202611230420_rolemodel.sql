-- Role models (điển hình tiên tiến) of the units of a bloc, from a hint to a model that
-- others apply. Names are shown as consent allows.
CREATE TABLE rolemodel_model (
  id          BIGINT PRIMARY KEY,
  bloc        BIGINT NOT NULL REFERENCES org_bloc (id),
  unit        BIGINT NOT NULL REFERENCES org_unit (id),
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  post        TEXT NOT NULL,
  title       TEXT NOT NULL,
  field       TEXT NOT NULL,
  source      TEXT NOT NULL,
  source_text TEXT NOT NULL,
  source_link TEXT NOT NULL,
  stage       TEXT NOT NULL,
  plan        TEXT NOT NULL,
  mentor      TEXT NOT NULL,
  from_day    TEXT NOT NULL,
  to_day      TEXT NOT NULL,
  story       TEXT NOT NULL,
  lesson      TEXT NOT NULL,
  name_ok     TEXT NOT NULL,
  face_ok     TEXT NOT NULL,
  consent_by  TEXT NOT NULL,
  seen        TEXT NOT NULL,
  why         TEXT NOT NULL,
  by_name     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX rolemodel_model_bloc ON rolemodel_model (bloc, unit, id);

-- Every step to a stage: the numbers of a period are counted from here.
CREATE TABLE rolemodel_step (
  model   BIGINT NOT NULL REFERENCES rolemodel_model (id),
  stage   TEXT NOT NULL,
  day     TEXT NOT NULL,
  note    TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (model, stage)
);

CREATE TABLE rolemodel_milestone (
  id    BIGINT PRIMARY KEY,
  model BIGINT NOT NULL REFERENCES rolemodel_model (id),
  body  TEXT NOT NULL,
  due   TEXT NOT NULL,
  done  TEXT NOT NULL
);
CREATE INDEX rolemodel_milestone_model ON rolemodel_milestone (model, due, id);

CREATE TABLE rolemodel_photo (
  id      BIGINT PRIMARY KEY,
  model   BIGINT NOT NULL REFERENCES rolemodel_model (id),
  large   TEXT NOT NULL,
  small   TEXT NOT NULL,
  width   BIGINT NOT NULL,
  height  BIGINT NOT NULL,
  caption TEXT NOT NULL,
  faces   BOOLEAN NOT NULL
);
CREATE INDEX rolemodel_photo_model ON rolemodel_photo (model, id);

-- Other units that applied what a model showed.
CREATE TABLE rolemodel_applied (
  model   BIGINT NOT NULL REFERENCES rolemodel_model (id),
  unit    BIGINT NOT NULL REFERENCES org_unit (id),
  day     TEXT NOT NULL,
  result  TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (model, unit)
);

-- Timely commendation proposed by units (khen thưởng kịp thời).
CREATE TABLE rolemodel_proposal (
  id          BIGINT PRIMARY KEY,
  bloc        BIGINT NOT NULL REFERENCES org_bloc (id),
  unit        BIGINT NOT NULL REFERENCES org_unit (id),
  model       BIGINT NOT NULL,
  who         TEXT NOT NULL,
  deed        TEXT NOT NULL,
  form        TEXT NOT NULL,
  level       TEXT NOT NULL,
  day         TEXT NOT NULL,
  state       TEXT NOT NULL,
  decision    TEXT NOT NULL,
  decided_day TEXT NOT NULL,
  note        TEXT NOT NULL,
  by_name     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX rolemodel_proposal_bloc ON rolemodel_proposal (bloc, unit, day, id);
