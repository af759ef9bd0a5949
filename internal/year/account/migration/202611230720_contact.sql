-- How letters reach a user: an address, the language of letters, and whether reminders are
-- wanted. stop is the word in the link by which one press ends reminders.
CREATE TABLE account_contact (
  holder    BIGINT PRIMARY KEY REFERENCES account_user (id),
  email     TEXT NOT NULL,
  lang      TEXT NOT NULL CHECK (lang IN ('vi', 'en')),
  reminders BOOLEAN NOT NULL,
  stop      TEXT NOT NULL UNIQUE
);

-- An address that its owner has not confirmed yet; the token is hashed.
CREATE TABLE account_contact_ask (
  holder BIGINT PRIMARY KEY REFERENCES account_user (id),
  email  TEXT NOT NULL,
  token  TEXT NOT NULL UNIQUE,
  until  BIGINT NOT NULL
);
