-- Forms that were carried out, by the hash of their key, sender and content: the same form
-- sent again does nothing. Rows go after three days.
CREATE TABLE once_form (
  form TEXT PRIMARY KEY,
  at   BIGINT NOT NULL
);
CREATE INDEX once_form_at ON once_form (at);
