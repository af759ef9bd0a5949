-- Blocs (khối, cụm), units, memberships and terms. Dates are ISO text; until = '' is open.
CREATE TABLE org_bloc (
  id       BIGINT PRIMARY KEY,
  code     TEXT NOT NULL UNIQUE,
  name     TEXT NOT NULL,
  kind     TEXT NOT NULL CHECK (kind IN ('bloc', 'cluster')),
  province TEXT NOT NULL,
  peers    TEXT NOT NULL CHECK (peers IN ('own', 'totals', 'table')),
  symbol   TEXT NOT NULL,
  sort     TEXT NOT NULL,
  version  BIGINT NOT NULL
);

CREATE TABLE org_unit (
  id      BIGINT PRIMARY KEY,
  code    TEXT NOT NULL UNIQUE,
  name    TEXT NOT NULL,
  short   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  parent  TEXT NOT NULL,
  symbol  TEXT NOT NULL,
  fold    TEXT NOT NULL,
  sort    TEXT NOT NULL
);
CREATE INDEX org_unit_sort ON org_unit (sort);

-- What a unit was called from a day on; the first row has since = ''.
CREATE TABLE org_unit_name (
  unit  BIGINT NOT NULL REFERENCES org_unit (id),
  since TEXT NOT NULL,
  name  TEXT NOT NULL,
  short TEXT NOT NULL,
  basis TEXT NOT NULL,
  PRIMARY KEY (unit, since)
);

CREATE TABLE org_membership (
  id    BIGINT PRIMARY KEY,
  bloc  BIGINT NOT NULL REFERENCES org_bloc (id),
  unit  BIGINT NOT NULL REFERENCES org_unit (id),
  place BIGINT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL
);
CREATE INDEX org_membership_bloc ON org_membership (bloc, since);
CREATE INDEX org_membership_unit ON org_membership (unit, since);

CREATE TABLE org_term (
  id    BIGINT PRIMARY KEY,
  bloc  BIGINT NOT NULL REFERENCES org_bloc (id),
  unit  BIGINT NOT NULL REFERENCES org_unit (id),
  kind  TEXT NOT NULL CHECK (kind IN ('lead', 'deputy')),
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  basis TEXT NOT NULL
);
CREATE INDEX org_term_bloc ON org_term (bloc, since);
