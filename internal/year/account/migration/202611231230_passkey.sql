-- Passkeys (WebAuthn) as a second factor: what their owner calls them, and the public part.
CREATE TABLE account_passkey (
  id         BIGINT PRIMARY KEY,
  holder     BIGINT NOT NULL REFERENCES account_user (id),
  credential TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  public     TEXT NOT NULL,
  since      BIGINT NOT NULL,
  used       BIGINT NOT NULL
);
CREATE INDEX account_passkey_holder ON account_passkey (holder);
