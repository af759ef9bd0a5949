-- What can be found: made of the rows of other tables, and made anew at any time.
-- unit 0: for the whole bloc; else for that unit, the leader of the bloc and the board.
CREATE TABLE search_entry (
  id    BIGINT PRIMARY KEY,
  grp   TEXT NOT NULL,
  ref   TEXT NOT NULL,
  bloc  BIGINT NOT NULL,
  unit  BIGINT NOT NULL,
  kind  TEXT NOT NULL,
  title TEXT NOT NULL,
  hint  TEXT NOT NULL,
  href  TEXT NOT NULL,
  fold  TEXT NOT NULL,
  UNIQUE (grp, ref)
);

CREATE TABLE search_token (
  token TEXT NOT NULL,
  bloc  BIGINT NOT NULL,
  entry BIGINT NOT NULL,
  PRIMARY KEY (token, bloc, entry)
);

CREATE TABLE search_word (
  token TEXT PRIMARY KEY
);

CREATE TABLE search_mark (
  grp   TEXT PRIMARY KEY,
  stamp TEXT NOT NULL
);
