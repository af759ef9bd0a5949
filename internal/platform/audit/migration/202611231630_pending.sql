-- Leaves that wait for their place in the log: all of a leaf in one row of one narrow table, so that a
-- change writes one page more and not fifteen. They move to the other tables when they get their place.
-- payload is '' when it was erased.
CREATE TABLE audit_pending (
  id         BIGINT PRIMARY KEY,
  object     TEXT NOT NULL,
  at         BIGINT NOT NULL,
  actor      TEXT NOT NULL,
  action     TEXT NOT NULL,
  version    BIGINT NOT NULL,
  commitment TEXT NOT NULL,
  rowsum     TEXT NOT NULL,
  hash       TEXT NOT NULL,
  salt       TEXT NOT NULL,
  payload    TEXT NOT NULL,
  rowsalt    TEXT NOT NULL,
  body       TEXT NOT NULL
);
INSERT INTO audit_pending (id, object, at, actor, action, version, commitment, rowsum, hash, salt, payload, rowsalt, body)
SELECT l.id, l.object, l.at, l.actor, l.action, l.version, l.commitment, l.rowsum, l.hash, COALESCE(p.salt, ''), COALESCE(p.payload, ''), COALESCE(r.salt, ''), COALESCE(r.body, '')
FROM audit_leaf l LEFT JOIN audit_payload p ON p.leaf = l.id LEFT JOIN audit_rows r ON r.leaf = l.id WHERE l.seq IS NULL ORDER BY l.id;
DELETE FROM audit_rows WHERE leaf IN (SELECT id FROM audit_pending);
DELETE FROM audit_payload WHERE leaf IN (SELECT id FROM audit_pending);
DELETE FROM audit_leaf WHERE seq IS NULL;
DROP INDEX audit_leaf_pending;
