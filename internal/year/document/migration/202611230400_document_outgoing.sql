-- Documents that the bloc issues itself (văn bản đi). An issued one has a row of the same id
-- in document_document, so that it is found, linked and read like every other document.
CREATE TABLE document_outgoing (
  id          BIGINT PRIMARY KEY,
  bloc        BIGINT NOT NULL REFERENCES org_bloc (id),
  kind        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  place       TEXT NOT NULL,
  receivers   TEXT NOT NULL,
  body        TEXT NOT NULL,
  copies      TEXT NOT NULL,
  under       TEXT NOT NULL,
  post        TEXT NOT NULL,
  signer      TEXT NOT NULL,
  secretary   TEXT NOT NULL,
  origin      TEXT NOT NULL,
  state       TEXT NOT NULL,
  year        BIGINT NOT NULL,
  series      TEXT NOT NULL,
  n           BIGINT NOT NULL,
  code        TEXT NOT NULL,
  day         TEXT NOT NULL,
  pdf         TEXT NOT NULL,
  docx        TEXT NOT NULL,
  signed      TEXT NOT NULL,
  signed_name TEXT NOT NULL,
  signed_how  TEXT NOT NULL,
  signed_day  TEXT NOT NULL,
  reason      TEXT NOT NULL,
  by_name     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX document_outgoing_bloc ON document_outgoing (bloc, state, year);
CREATE UNIQUE INDEX document_outgoing_origin ON document_outgoing (bloc, origin) WHERE origin <> '';
CREATE UNIQUE INDEX document_outgoing_number ON document_outgoing (bloc, year, series, n) WHERE n > 0;

-- How a bloc numbers its documents in a year: one series for all types, or one per type.
CREATE TABLE document_series (
  bloc    BIGINT NOT NULL REFERENCES org_bloc (id),
  year    BIGINT NOT NULL,
  split   BOOLEAN NOT NULL,
  field   TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (bloc, year)
);

-- The last number given in a series ('' or the type), changed in the transaction that gives it.
CREATE TABLE document_counter (
  bloc   BIGINT NOT NULL REFERENCES org_bloc (id),
  year   BIGINT NOT NULL,
  series TEXT NOT NULL,
  last   BIGINT NOT NULL,
  PRIMARY KEY (bloc, year, series)
);

-- Every number ever given, with what became of it: none is ever used twice or left out.
CREATE TABLE document_number (
  bloc     BIGINT NOT NULL REFERENCES org_bloc (id),
  year     BIGINT NOT NULL,
  series   TEXT NOT NULL,
  n        BIGINT NOT NULL,
  state    TEXT NOT NULL,
  day      TEXT NOT NULL,
  document BIGINT NOT NULL,
  reason   TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  PRIMARY KEY (bloc, year, series, n)
);

-- What a document has to do with another one. source may still be a draft.
CREATE TABLE document_link (
  source   BIGINT NOT NULL,
  relation TEXT NOT NULL,
  target   BIGINT NOT NULL REFERENCES document_document (id),
  PRIMARY KEY (source, relation, target)
);
CREATE INDEX document_link_target ON document_link (target);
