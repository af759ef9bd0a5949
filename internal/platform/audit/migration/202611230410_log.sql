-- rowsum is the SHA-256 of the list of rows that the leaf's transaction left behind.
ALTER TABLE audit_leaf ADD COLUMN rowsum TEXT NOT NULL DEFAULT '';

-- Leaves that have no place in the log yet.
CREATE INDEX audit_leaf_pending ON audit_leaf (id) WHERE seq IS NULL;

-- The rows that a transaction left behind: one line each with table, key and digest.
CREATE TABLE audit_rows (
  leaf BIGINT PRIMARY KEY REFERENCES audit_leaf (id),
  salt TEXT NOT NULL,
  body TEXT NOT NULL
);

-- Inner nodes of the Merkle tree, every eighth level; the leaves stand in audit_leaf.
CREATE TABLE audit_node (
  level BIGINT NOT NULL,
  n     BIGINT NOT NULL,
  hash  TEXT NOT NULL,
  PRIMARY KEY (level, n)
);

-- What was signed: size and root of the tree, numbered without a gap.
CREATE TABLE audit_checkpoint (
  n    BIGINT PRIMARY KEY,
  size BIGINT NOT NULL,
  note TEXT NOT NULL
);

-- The tables whose rows are bound to the log, and the keys that may sign it.
CREATE TABLE audit_table (
  name  TEXT PRIMARY KEY,
  since BIGINT NOT NULL
);
CREATE TABLE audit_signer (
  vkey  TEXT PRIMARY KEY,
  since BIGINT NOT NULL
);
