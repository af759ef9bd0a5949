-- The outbox of changes: the last sequence number of every topic that somebody may watch
-- (a conference, a draft). It grows in the transaction of the change.
CREATE TABLE live_topic (
  topic TEXT PRIMARY KEY,
  seq   BIGINT NOT NULL
);
