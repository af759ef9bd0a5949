-- Articles. slug and month make the public address once the article is out; fold is searched.
CREATE TABLE portal_article (
  id        BIGINT PRIMARY KEY,
  bloc      BIGINT NOT NULL REFERENCES org_bloc (id),
  unit      BIGINT NOT NULL REFERENCES org_unit (id),
  slug      TEXT NOT NULL,
  month     TEXT NOT NULL,
  overline  TEXT NOT NULL,
  title     TEXT NOT NULL,
  lead      TEXT NOT NULL,
  body      TEXT NOT NULL,
  source    TEXT NOT NULL,
  author    TEXT NOT NULL,
  agency    TEXT NOT NULL,
  copyright TEXT NOT NULL,
  tags      TEXT NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('draft', 'edited', 'approved', 'scheduled', 'published', 'corrected', 'withdrawn')),
  publish   BIGINT NOT NULL,
  published BIGINT NOT NULL,
  changed   BIGINT NOT NULL,
  note      TEXT NOT NULL,
  noted     BIGINT NOT NULL,
  comments  BOOLEAN NOT NULL,
  until     BIGINT NOT NULL,
  origin    TEXT NOT NULL,
  fold      TEXT NOT NULL,
  version   BIGINT NOT NULL
);
CREATE UNIQUE INDEX portal_article_slug ON portal_article (month, slug) WHERE slug <> '';
CREATE UNIQUE INDEX portal_article_origin ON portal_article (bloc, origin) WHERE origin <> '';
CREATE INDEX portal_article_out ON portal_article (state, published, id);
CREATE INDEX portal_article_bloc ON portal_article (bloc, changed, id);

CREATE TABLE portal_link (
  article BIGINT NOT NULL REFERENCES portal_article (id),
  ord     BIGINT NOT NULL,
  kind    TEXT NOT NULL,
  ref     TEXT NOT NULL,
  label   TEXT NOT NULL,
  PRIMARY KEY (article, ord)
);

CREATE TABLE portal_photo (
  id        BIGINT PRIMARY KEY,
  article   BIGINT NOT NULL REFERENCES portal_article (id),
  no        BIGINT NOT NULL,
  name      TEXT NOT NULL,
  caption   TEXT NOT NULL,
  alt       TEXT NOT NULL,
  credit    TEXT NOT NULL,
  place     TEXT NOT NULL,
  focus     TEXT NOT NULL,
  faces     BOOLEAN NOT NULL,
  unit      BIGINT NOT NULL,
  agreed    BOOLEAN NOT NULL,
  agreed_by TEXT NOT NULL,
  agreed_at BIGINT NOT NULL,
  version   BIGINT NOT NULL,
  UNIQUE (article, no)
);

CREATE TABLE portal_photo_file (
  photo  BIGINT NOT NULL REFERENCES portal_photo (id),
  width  BIGINT NOT NULL,
  height BIGINT NOT NULL,
  file   TEXT NOT NULL,
  PRIMARY KEY (photo, width)
);
CREATE INDEX portal_photo_file_hash ON portal_photo_file (file);

-- What an article said after each step.
CREATE TABLE portal_version (
  article BIGINT NOT NULL REFERENCES portal_article (id),
  n       BIGINT NOT NULL,
  at      BIGINT NOT NULL,
  name    TEXT NOT NULL,
  did     TEXT NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (article, n)
);

-- Comments of readers. same: one article, one author, one text is one comment. crowd: one text
-- of many authors. Name, email and address are erased after the bloc's term.
CREATE TABLE portal_comment (
  id       BIGINT PRIMARY KEY,
  article  BIGINT NOT NULL REFERENCES portal_article (id),
  bloc     BIGINT NOT NULL REFERENCES org_bloc (id),
  name     TEXT NOT NULL,
  email    TEXT NOT NULL,
  body     TEXT NOT NULL,
  lang     TEXT NOT NULL,
  state    TEXT NOT NULL CHECK (state IN ('unconfirmed', 'pending', 'shown', 'hidden', 'removed')),
  reason   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  decided  BIGINT NOT NULL,
  reply    TEXT NOT NULL,
  reply_by TEXT NOT NULL,
  reply_at BIGINT NOT NULL,
  reports  BIGINT NOT NULL,
  clock    BIGINT NOT NULL,
  erased   BIGINT NOT NULL,
  address  TEXT NOT NULL,
  same     TEXT NOT NULL UNIQUE,
  crowd    TEXT NOT NULL,
  trace    TEXT NOT NULL,
  tries    BIGINT NOT NULL,
  version  BIGINT NOT NULL
);
CREATE INDEX portal_comment_article ON portal_comment (article, state, at, id);
CREATE INDEX portal_comment_queue ON portal_comment (bloc, state, at, id);
CREATE INDEX portal_comment_email ON portal_comment (bloc, email);
CREATE INDEX portal_comment_crowd ON portal_comment (bloc, crowd, state);

CREATE TABLE portal_report (
  id      BIGINT PRIMARY KEY,
  comment BIGINT NOT NULL REFERENCES portal_comment (id),
  at      BIGINT NOT NULL,
  who     TEXT NOT NULL,
  reason  TEXT NOT NULL,
  done    BIGINT NOT NULL,
  UNIQUE (comment, who)
);

-- Answers of the verification field that counted already.
CREATE TABLE portal_spent (
  id    TEXT PRIMARY KEY,
  until BIGINT NOT NULL
);
CREATE INDEX portal_spent_until ON portal_spent (until);

CREATE TABLE portal_secret (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE portal_setting (
  bloc    BIGINT PRIMARY KEY REFERENCES org_bloc (id),
  body    TEXT NOT NULL,
  version BIGINT NOT NULL
);

-- Documents of the register that the public may read.
CREATE TABLE portal_document (
  document BIGINT PRIMARY KEY REFERENCES document_document (id),
  bloc     BIGINT NOT NULL REFERENCES org_bloc (id),
  at       BIGINT NOT NULL
);

-- Good people and good deeds that readers tell of.
CREATE TABLE portal_suggestion (
  id     BIGINT PRIMARY KEY,
  bloc   BIGINT NOT NULL REFERENCES org_bloc (id),
  at     BIGINT NOT NULL,
  name   TEXT NOT NULL,
  email  TEXT NOT NULL,
  person TEXT NOT NULL,
  place  TEXT NOT NULL,
  deed   TEXT NOT NULL,
  state  TEXT NOT NULL CHECK (state IN ('new', 'taken', 'refused')),
  same   TEXT NOT NULL UNIQUE,
  erased BIGINT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX portal_suggestion_queue ON portal_suggestion (bloc, state, at, id);

CREATE TABLE portal_subscriber (
  id    BIGINT PRIMARY KEY,
  bloc  BIGINT NOT NULL REFERENCES org_bloc (id),
  email TEXT NOT NULL,
  lang  TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('unconfirmed', 'active')),
  at    BIGINT NOT NULL,
  last  BIGINT NOT NULL,
  UNIQUE (bloc, email)
);
