-- From which to which year the list of a unit holds everything that its people and collectives
-- were given; no row, or 0, where nobody has said so.
CREATE TABLE award_coverage (
  unit    BIGINT PRIMARY KEY REFERENCES org_unit (id),
  since   BIGINT NOT NULL,
  until   BIGINT NOT NULL,
  version BIGINT NOT NULL
);
