-- Conferences of a bloc. Times are milliseconds. The events of a conference are numbered
-- without gaps by live_topic ('conference/ID'), in the transaction that writes them.
CREATE TABLE conference_conference (
  id        BIGINT PRIMARY KEY,
  bloc      BIGINT NOT NULL REFERENCES org_bloc (id),
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL,
  period    TEXT NOT NULL,
  start_at  BIGINT NOT NULL,
  place     TEXT NOT NULL,
  chair     TEXT NOT NULL,
  secretary TEXT NOT NULL,
  code      TEXT NOT NULL UNIQUE,
  slot      BIGINT NOT NULL,
  due       TEXT NOT NULL,
  version   BIGINT NOT NULL
);
CREATE INDEX conference_conference_bloc ON conference_conference (bloc, start_at);

CREATE TABLE conference_item (
  id         BIGINT PRIMARY KEY,
  conference BIGINT NOT NULL REFERENCES conference_conference (id),
  ord        BIGINT NOT NULL,
  title      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  presenter  TEXT NOT NULL,
  minutes    BIGINT NOT NULL
);
CREATE INDEX conference_item_of ON conference_item (conference, ord);

-- unit is 0 for guests from elsewhere.
CREATE TABLE conference_delegate (
  id         BIGINT PRIMARY KEY,
  conference BIGINT NOT NULL REFERENCES conference_conference (id),
  no         BIGINT NOT NULL,
  unit       BIGINT NOT NULL,
  unit_name  TEXT NOT NULL,
  rank       TEXT NOT NULL,
  name       TEXT NOT NULL,
  post       TEXT NOT NULL,
  capacity   TEXT NOT NULL,
  seat       TEXT NOT NULL,
  gone       BOOLEAN NOT NULL,
  UNIQUE (conference, no)
);

-- How delegates and screens come in: the code on the invitation, and the SHA-256 of the token of the
-- phone that used it. No backup carries these rows.
CREATE TABLE conference_pass (
  delegate   BIGINT PRIMARY KEY,
  conference BIGINT NOT NULL,
  code       TEXT NOT NULL,
  token      TEXT NOT NULL,
  used_at    BIGINT NOT NULL,
  UNIQUE (conference, code)
);
CREATE INDEX conference_pass_token ON conference_pass (token);

CREATE TABLE conference_screen (
  conference BIGINT PRIMARY KEY,
  token      TEXT NOT NULL UNIQUE
);

CREATE TABLE conference_reply (
  conference BIGINT NOT NULL REFERENCES conference_conference (id),
  unit       BIGINT NOT NULL REFERENCES org_unit (id),
  coming     BOOLEAN NOT NULL,
  reason     TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (conference, unit)
);

CREATE TABLE conference_paper (
  id         BIGINT PRIMARY KEY,
  conference BIGINT NOT NULL REFERENCES conference_conference (id),
  item       BIGINT NOT NULL,
  name       TEXT NOT NULL,
  file       TEXT NOT NULL,
  size       BIGINT NOT NULL
);
CREATE INDEX conference_paper_of ON conference_paper (conference, id);

CREATE TABLE conference_event (
  conference BIGINT NOT NULL REFERENCES conference_conference (id),
  seq        BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  did        TEXT NOT NULL,
  who        BIGINT NOT NULL,
  fact       TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  act_key    TEXT NOT NULL,
  PRIMARY KEY (conference, seq)
);
CREATE UNIQUE INDEX conference_event_key ON conference_event (conference, act_key) WHERE act_key <> '';

CREATE TABLE conference_vote (
  conference BIGINT NOT NULL REFERENCES conference_conference (id),
  poll       BIGINT NOT NULL,
  delegate   BIGINT NOT NULL,
  choice     TEXT NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (conference, poll, delegate)
);
