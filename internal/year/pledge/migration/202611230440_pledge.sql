-- The pledge of a bloc for a year: its versions, what units add and say, who signed what.
CREATE TABLE pledge_pledge (
  id       BIGINT PRIMARY KEY,
  bloc     BIGINT NOT NULL REFERENCES org_bloc (id),
  year     BIGINT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('draft', 'open', 'signing', 'binding')),
  due      TEXT NOT NULL,
  no       BIGINT NOT NULL,
  bound_no BIGINT NOT NULL,
  bound    TEXT NOT NULL,
  version  BIGINT NOT NULL,
  UNIQUE (bloc, year)
);

-- hash: SHA-256 of body, which is the canonical text. pdf: the file printed for signing.
CREATE TABLE pledge_text (
  pledge  BIGINT NOT NULL REFERENCES pledge_pledge (id),
  no      BIGINT NOT NULL,
  source  TEXT NOT NULL,
  body    TEXT NOT NULL,
  hash    TEXT NOT NULL,
  why     TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  pdf     TEXT NOT NULL,
  fixed   TEXT NOT NULL,
  PRIMARY KEY (pledge, no)
);
CREATE INDEX pledge_text_hash ON pledge_text (hash);

CREATE TABLE pledge_party (
  pledge BIGINT NOT NULL REFERENCES pledge_pledge (id),
  no     BIGINT NOT NULL,
  unit   BIGINT NOT NULL REFERENCES org_unit (id),
  ord    BIGINT NOT NULL,
  name   TEXT NOT NULL,
  PRIMARY KEY (pledge, no, unit)
);

CREATE TABLE pledge_commitment (
  pledge  BIGINT NOT NULL REFERENCES pledge_pledge (id),
  unit    BIGINT NOT NULL REFERENCES org_unit (id),
  body    TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (pledge, unit)
);

CREATE TABLE pledge_remark (
  id      BIGINT PRIMARY KEY,
  pledge  BIGINT NOT NULL REFERENCES pledge_pledge (id),
  no      BIGINT NOT NULL,
  unit    BIGINT NOT NULL REFERENCES org_unit (id),
  body    TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  state   TEXT NOT NULL CHECK (state IN ('new', 'taken', 'explained')),
  answer  TEXT NOT NULL
);
CREATE INDEX pledge_remark_pledge ON pledge_remark (pledge, id);

CREATE TABLE pledge_signature (
  pledge    BIGINT NOT NULL REFERENCES pledge_pledge (id),
  no        BIGINT NOT NULL,
  unit      BIGINT NOT NULL REFERENCES org_unit (id),
  hash      TEXT NOT NULL,
  how       TEXT NOT NULL CHECK (how IN ('here', 'paper', 'system', 'token')),
  signer    TEXT NOT NULL,
  post      TEXT NOT NULL,
  authority TEXT NOT NULL,
  number    TEXT NOT NULL,
  day       TEXT NOT NULL,
  file      TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  ours      BOOLEAN NOT NULL,
  by_name   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (pledge, no, unit)
);
