-- What was reminded: one row for a person, a deadline and a step before or after it.
CREATE TABLE calendar_reminded (
  holder BIGINT NOT NULL REFERENCES account_user (id),
  mark   TEXT NOT NULL,
  due    TEXT NOT NULL,
  step   BIGINT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (holder, mark, due, step)
);
