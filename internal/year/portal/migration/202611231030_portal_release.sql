-- Results of a period: draft is what is being prepared, body what was released and nothing else.
CREATE TABLE portal_release (
  bloc    BIGINT NOT NULL REFERENCES org_bloc (id),
  period  TEXT NOT NULL,
  state   TEXT NOT NULL CHECK (state IN ('draft', 'released', 'withdrawn')),
  draft   TEXT NOT NULL,
  body    TEXT NOT NULL,
  note    TEXT NOT NULL,
  at      BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (bloc, period)
);

