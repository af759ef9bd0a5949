-- Packets for units on closed networks: what went out, and what came back.
CREATE TABLE progress_packet (
  id          BIGINT PRIMARY KEY,
  period      BIGINT NOT NULL REFERENCES progress_period (id),
  unit        BIGINT NOT NULL REFERENCES org_unit (id),
  serial      BIGINT NOT NULL,
  code        TEXT NOT NULL UNIQUE,
  stamp       TEXT NOT NULL,
  base        TEXT NOT NULL,
  by_name     TEXT NOT NULL,
  by_user     BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  returned_at BIGINT NOT NULL,
  returned_by TEXT NOT NULL,
  import      BIGINT NOT NULL,
  written     BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  UNIQUE (period, unit, serial)
);

-- What an import must know about the packet that it reads; '' for any other file.
ALTER TABLE progress_import ADD COLUMN packet TEXT NOT NULL DEFAULT '';
