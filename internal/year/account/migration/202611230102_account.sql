-- Who may sign in, what they hold, and where they are signed in.
CREATE TABLE account_user (
  id       BIGINT PRIMARY KEY,
  login    TEXT NOT NULL UNIQUE,
  name     TEXT NOT NULL,
  hash     TEXT NOT NULL,
  disabled BOOLEAN NOT NULL,
  fold     TEXT NOT NULL,
  sort     TEXT NOT NULL,
  version  BIGINT NOT NULL
);
CREATE INDEX account_user_sort ON account_user (sort);

-- A post has dates; until = '' is open. Posts of the board and of administrators have no unit.
CREATE TABLE account_post (
  id     BIGINT PRIMARY KEY,
  holder BIGINT NOT NULL REFERENCES account_user (id),
  unit   BIGINT REFERENCES org_unit (id),
  role   TEXT NOT NULL CHECK (role IN ('officer', 'head', 'board', 'admin')),
  title  TEXT NOT NULL,
  since  TEXT NOT NULL,
  until  TEXT NOT NULL
);
CREATE INDEX account_post_holder ON account_post (holder);

-- token is the SHA-256 of the cookie's value, so that a copy of the database opens no session.
CREATE TABLE account_session (
  token   TEXT PRIMARY KEY,
  holder  BIGINT NOT NULL,
  data    BYTEA NOT NULL,
  agent   TEXT NOT NULL,
  started BIGINT NOT NULL,
  seen    BIGINT NOT NULL
);
CREATE INDEX account_session_holder ON account_session (holder);
CREATE INDEX account_session_seen ON account_session (seen);

-- Browsers that signed in before: they keep a lane of their own when strangers guess.
CREATE TABLE account_device (
  token  TEXT PRIMARY KEY,
  holder BIGINT NOT NULL REFERENCES account_user (id),
  seen   BIGINT NOT NULL
);
CREATE INDEX account_device_holder ON account_device (holder, seen);
