-- The register of guiding documents (sổ văn bản chỉ đạo) of each bloc.
-- fold: folded words between spaces, for search. num: number without leading zeros and signs.
CREATE TABLE document_document (
  id         BIGINT PRIMARY KEY,
  bloc       BIGINT NOT NULL REFERENCES org_bloc (id),
  kind       TEXT NOT NULL,
  code       TEXT NOT NULL,
  num        TEXT NOT NULL,
  issuer     TEXT NOT NULL,
  issuer_key TEXT NOT NULL,
  abstract   TEXT NOT NULL,
  day        TEXT NOT NULL,
  year       BIGINT NOT NULL,
  effective  TEXT NOT NULL,
  link       TEXT NOT NULL,
  file       TEXT NOT NULL,
  file_name  TEXT NOT NULL,
  file_size  BIGINT NOT NULL,
  fold       TEXT NOT NULL,
  version    BIGINT NOT NULL
);
CREATE INDEX document_document_day ON document_document (bloc, day, id);
CREATE INDEX document_document_num ON document_document (bloc, num, day, id);

CREATE TABLE document_clause (
  id        BIGINT PRIMARY KEY,
  document  BIGINT NOT NULL REFERENCES document_document (id),
  label     TEXT NOT NULL,
  label_key TEXT NOT NULL,
  body      TEXT NOT NULL,
  ord       BIGINT NOT NULL,
  UNIQUE (document, label_key)
);

-- How many documents a bloc has per year and how often its register changed (rev), kept in
-- the transaction that changes it and spread over shards, so that writers do not wait for
-- one row.
CREATE TABLE document_count (
  bloc  BIGINT NOT NULL REFERENCES org_bloc (id),
  year  BIGINT NOT NULL,
  shard BIGINT NOT NULL,
  n     BIGINT NOT NULL,
  rev   BIGINT NOT NULL,
  PRIMARY KEY (bloc, year, shard)
);
