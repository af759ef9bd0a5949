-- What units do to teach and to carry out guiding documents.
CREATE TABLE activity_activity (
  id       BIGINT PRIMARY KEY,
  bloc     BIGINT NOT NULL REFERENCES org_bloc (id),
  unit     BIGINT NOT NULL REFERENCES org_unit (id),
  kind     TEXT NOT NULL,
  title    TEXT NOT NULL,
  document BIGINT REFERENCES document_document (id),
  day      TEXT NOT NULL,
  place    TEXT NOT NULL,
  expected BIGINT NOT NULL,
  present  BIGINT NOT NULL,
  body     TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  version  BIGINT NOT NULL
);
CREATE INDEX activity_activity_bloc ON activity_activity (bloc, unit, day, id);

CREATE TABLE activity_file (
  id       BIGINT PRIMARY KEY,
  activity BIGINT NOT NULL REFERENCES activity_activity (id),
  sha256   TEXT NOT NULL,
  name     TEXT NOT NULL,
  size     BIGINT NOT NULL
);
CREATE INDEX activity_file_activity ON activity_file (activity, id);
