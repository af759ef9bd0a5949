-- Identities of a single sign-on that open an account.
CREATE TABLE account_link (
  id      BIGINT PRIMARY KEY,
  issuer  TEXT NOT NULL,
  subject TEXT NOT NULL,
  holder  BIGINT NOT NULL REFERENCES account_user (id),
  name    TEXT NOT NULL,
  since   BIGINT NOT NULL,
  UNIQUE (issuer, subject)
);
CREATE INDEX account_link_holder ON account_link (holder);
