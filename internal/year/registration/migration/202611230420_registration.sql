-- Registration of titles and forms (đăng ký danh hiệu, hình thức): one round per bloc and
-- year, one list per unit, its lines. counts, facts, quotas and checked are JSON; checked and
-- quotas are what the rules said when the list was sent, '' before.
CREATE TABLE registration_round (
  bloc      BIGINT NOT NULL REFERENCES org_bloc (id),
  year      BIGINT NOT NULL,
  due       TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  closed_by TEXT NOT NULL,
  number    TEXT NOT NULL,
  day       TEXT NOT NULL,
  signer    TEXT NOT NULL,
  post      TEXT NOT NULL,
  version   BIGINT NOT NULL,
  PRIMARY KEY (bloc, year)
);

CREATE TABLE registration_list (
  id           BIGINT PRIMARY KEY,
  bloc         BIGINT NOT NULL REFERENCES org_bloc (id),
  year         BIGINT NOT NULL,
  unit         BIGINT NOT NULL REFERENCES org_unit (id),
  state        TEXT NOT NULL,
  counts       TEXT NOT NULL,
  submitted_by TEXT NOT NULL,
  submitted_at BIGINT NOT NULL,
  sent_by      TEXT NOT NULL,
  sent_at      BIGINT NOT NULL,
  received     TEXT NOT NULL,
  reason       TEXT NOT NULL,
  returned_by  TEXT NOT NULL,
  despite      TEXT NOT NULL,
  quotas       TEXT NOT NULL,
  version      BIGINT NOT NULL,
  UNIQUE (bloc, year, unit)
);

CREATE TABLE registration_line (
  id      BIGINT PRIMARY KEY,
  list    BIGINT NOT NULL REFERENCES registration_list (id),
  subject TEXT NOT NULL,
  name    TEXT NOT NULL,
  born    BIGINT NOT NULL,
  post    TEXT NOT NULL,
  title   TEXT NOT NULL,
  facts   TEXT NOT NULL,
  flag    TEXT NOT NULL,
  checked TEXT NOT NULL,
  lkey    TEXT NOT NULL,
  sort    TEXT NOT NULL,
  UNIQUE (list, lkey)
);
CREATE INDEX registration_line_sort ON registration_line (list, sort, id);
