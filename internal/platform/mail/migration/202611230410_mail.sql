-- Letters on their way. A letter is written in the transaction of the change that causes it,
-- and leaves by itself; once it is gone or given up its recipient and text are erased after
-- some days. uniq: the same key is queued once.
CREATE TABLE mail_letter (
  id          BIGINT PRIMARY KEY,
  at          BIGINT NOT NULL,
  uniq        TEXT NOT NULL UNIQUE,
  purpose     TEXT NOT NULL,
  recipient   TEXT NOT NULL,
  name        TEXT NOT NULL,
  subject     TEXT NOT NULL,
  body        TEXT NOT NULL,
  unsubscribe TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
  tries       BIGINT NOT NULL,
  due         BIGINT NOT NULL,
  error       TEXT NOT NULL,
  done        BIGINT NOT NULL
);
CREATE INDEX mail_letter_due ON mail_letter (state, due, id);
CREATE INDEX mail_letter_at ON mail_letter (at, id);
