-- What comes out of a conference. unit and who are 0 for the whole bloc and its leader.
CREATE TABLE conference_finding (
  id         BIGINT PRIMARY KEY,
  conference BIGINT NOT NULL REFERENCES conference_conference (id),
  kind       TEXT NOT NULL,
  unit       BIGINT NOT NULL,
  body       TEXT NOT NULL,
  cause      TEXT NOT NULL,
  solution   TEXT NOT NULL,
  who        BIGINT NOT NULL,
  due        TEXT NOT NULL,
  source     TEXT NOT NULL,
  gone       BOOLEAN NOT NULL,
  version    BIGINT NOT NULL
);
CREATE INDEX conference_finding_of ON conference_finding (conference, id);

-- The taxonomy of causes of a bloc, one per line.
CREATE TABLE conference_causes (
  bloc  BIGINT PRIMARY KEY REFERENCES org_bloc (id),
  names TEXT NOT NULL
);

-- Photos of the meeting: two renditions by content hash; shown holds delegates' ids.
CREATE TABLE conference_photo (
  id         BIGINT PRIMARY KEY,
  conference BIGINT NOT NULL REFERENCES conference_conference (id),
  at         BIGINT NOT NULL,
  caption    TEXT NOT NULL,
  shown      TEXT NOT NULL,
  small      TEXT NOT NULL,
  large      TEXT NOT NULL,
  width      BIGINT NOT NULL,
  height     BIGINT NOT NULL,
  by_name    TEXT NOT NULL
);
CREATE INDEX conference_photo_of ON conference_photo (conference, id);
