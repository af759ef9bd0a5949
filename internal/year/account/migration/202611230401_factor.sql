-- The second factor of a user: the secret shared with the authenticator, and the last time
-- step that was used, so that no code opens twice.
CREATE TABLE account_factor (
  holder BIGINT PRIMARY KEY REFERENCES account_user (id),
  secret TEXT NOT NULL,
  since  BIGINT NOT NULL,
  step   BIGINT NOT NULL
);

-- Recovery codes, hashed; a code that was used is removed.
CREATE TABLE account_recovery (
  holder BIGINT NOT NULL REFERENCES account_user (id),
  code   TEXT NOT NULL,
  PRIMARY KEY (holder, code)
);

-- Links by which a user sets the first password, or a new one; hashed, used once.
CREATE TABLE account_invite (
  holder BIGINT PRIMARY KEY REFERENCES account_user (id),
  token  TEXT NOT NULL UNIQUE,
  until  BIGINT NOT NULL
);

-- Settings of signing in: 'factor' holds the roles that need a second factor.
CREATE TABLE account_setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
