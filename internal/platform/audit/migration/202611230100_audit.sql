-- The audit log: one leaf per change, in the same transaction as the change.
-- seq is the position in the Merkle log; it is given when the log is integrated.
CREATE TABLE audit_leaf (
  id         BIGINT PRIMARY KEY,
  seq        BIGINT UNIQUE,
  at         BIGINT NOT NULL,
  actor      TEXT NOT NULL,
  action     TEXT NOT NULL,
  object     TEXT NOT NULL,
  version    BIGINT NOT NULL,
  commitment TEXT NOT NULL,
  hash       TEXT NOT NULL
);
CREATE INDEX audit_leaf_object ON audit_leaf (object, id);

-- What the leaf commits to. Erasing a row honours a request for deletion; the log stays valid.
CREATE TABLE audit_payload (
  leaf    BIGINT PRIMARY KEY REFERENCES audit_leaf (id),
  salt    TEXT NOT NULL,
  name    TEXT NOT NULL,
  via     TEXT NOT NULL,
  payload TEXT NOT NULL
);
