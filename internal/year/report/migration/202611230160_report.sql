-- The draft report of a period and its paragraphs. Paragraph ids are never used again.
CREATE TABLE report_draft (
  id      BIGINT PRIMARY KEY,
  bloc    BIGINT NOT NULL REFERENCES org_bloc (id),
  period  TEXT NOT NULL,
  number  TEXT NOT NULL,
  day     TEXT NOT NULL,
  post    TEXT NOT NULL,
  signer  TEXT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (bloc, period)
);

CREATE TABLE report_paragraph (
  id      BIGINT PRIMARY KEY,
  draft   BIGINT NOT NULL REFERENCES report_draft (id),
  key     TEXT NOT NULL,
  kind    TEXT NOT NULL,
  body    TEXT NOT NULL,
  auto    TEXT NOT NULL,
  source  TEXT NOT NULL,
  came    TEXT NOT NULL,
  pos     BIGINT NOT NULL,
  rev     BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  removed BOOLEAN NOT NULL
);
CREATE INDEX report_paragraph_draft ON report_paragraph (draft, pos);
