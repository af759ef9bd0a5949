-- Rulebooks that a province or a sector loaded (bộ quy tắc đã nạp). Nothing is overwritten:
-- each load is a row of its own, a withdrawn one stays with its reason.
CREATE TABLE catalog_book (
  id           BIGINT PRIMARY KEY,
  pack         TEXT NOT NULL,
  n            BIGINT NOT NULL,
  title        TEXT NOT NULL,
  system       TEXT NOT NULL,
  name         TEXT NOT NULL,
  body         TEXT NOT NULL,
  digest       TEXT NOT NULL,
  why          TEXT NOT NULL,
  loaded_at    BIGINT NOT NULL,
  loaded_by    TEXT NOT NULL,
  withdrawn_at BIGINT NOT NULL,
  withdrawn_by TEXT NOT NULL,
  withdrawn    TEXT NOT NULL,
  UNIQUE (pack, n)
);
