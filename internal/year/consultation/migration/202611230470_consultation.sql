-- Versions (lần dự thảo) of a draft report with their text as it stood.
CREATE TABLE consultation_version (
  id      BIGINT PRIMARY KEY,
  draft   BIGINT NOT NULL REFERENCES report_draft (id),
  num     BIGINT NOT NULL,
  adopted BOOLEAN NOT NULL,
  note    TEXT NOT NULL,
  digest  TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  UNIQUE (draft, num)
);

-- Paragraphs of a version: linked holds links to figures, body what they printed.
CREATE TABLE consultation_passage (
  version BIGINT NOT NULL REFERENCES consultation_version (id),
  pos     BIGINT NOT NULL,
  para    BIGINT NOT NULL,
  kind    TEXT NOT NULL,
  linked  TEXT NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (version, pos)
);

-- Rounds of consultation (đợt lấy ý kiến) with their deadlines.
CREATE TABLE consultation_round (
  id      BIGINT PRIMARY KEY,
  draft   BIGINT NOT NULL REFERENCES report_draft (id),
  version BIGINT NOT NULL REFERENCES consultation_version (id),
  stage   TEXT NOT NULL,
  due     TEXT NOT NULL,
  note    TEXT NOT NULL,
  closed  BIGINT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  rev     BIGINT NOT NULL
);
CREATE INDEX consultation_round_draft ON consultation_round (draft, id);

-- Remarks (góp ý). print names a remark for good: what is sent or read twice is one remark.
CREATE TABLE consultation_remark (
  id          BIGINT PRIMARY KEY,
  draft       BIGINT NOT NULL REFERENCES report_draft (id),
  num         BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  para        BIGINT NOT NULL,
  place       TEXT NOT NULL,
  kind        TEXT NOT NULL,
  quoted      TEXT NOT NULL,
  base        TEXT NOT NULL,
  body        TEXT NOT NULL,
  steps       TEXT NOT NULL,
  unit        BIGINT NOT NULL,
  author      TEXT NOT NULL,
  via         TEXT NOT NULL,
  source      TEXT NOT NULL,
  print       TEXT NOT NULL,
  parent      BIGINT NOT NULL,
  joined      BIGINT NOT NULL,
  state       TEXT NOT NULL,
  answer      TEXT NOT NULL,
  answered_by TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  by_name     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  rev         BIGINT NOT NULL,
  UNIQUE (draft, print),
  UNIQUE (draft, num)
);
CREATE INDEX consultation_remark_para ON consultation_remark (draft, para, id);

-- What units say of the remarks of others: one mark per unit.
CREATE TABLE consultation_mark (
  remark  BIGINT NOT NULL REFERENCES consultation_remark (id),
  unit    BIGINT NOT NULL REFERENCES org_unit (id),
  agrees  BOOLEAN NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (remark, unit)
);

-- What resolutions did to the text, in their order; author and said_at are those of the remark.
CREATE TABLE consultation_change (
  id      BIGINT PRIMARY KEY,
  draft   BIGINT NOT NULL REFERENCES report_draft (id),
  remark  BIGINT NOT NULL REFERENCES consultation_remark (id),
  op      TEXT NOT NULL,
  para    BIGINT NOT NULL,
  after   BIGINT NOT NULL,
  old     TEXT NOT NULL,
  new     TEXT NOT NULL,
  undone  BOOLEAN NOT NULL
);
CREATE INDEX consultation_change_draft ON consultation_change (draft, id);

-- Word files that came back, kept as they came.
CREATE TABLE consultation_file (
  id      BIGINT PRIMARY KEY,
  draft   BIGINT NOT NULL REFERENCES report_draft (id),
  name    TEXT NOT NULL,
  file    TEXT NOT NULL,
  size    BIGINT NOT NULL,
  unit    BIGINT NOT NULL,
  taken   BOOLEAN NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  UNIQUE (draft, file, unit)
);

-- Adopted reports on their way to the provincial board.
CREATE TABLE consultation_submission (
  id          BIGINT PRIMARY KEY,
  bloc        BIGINT NOT NULL REFERENCES org_bloc (id),
  version     BIGINT NOT NULL UNIQUE REFERENCES consultation_version (id),
  state       TEXT NOT NULL,
  receipt     TEXT NOT NULL,
  reason      TEXT NOT NULL,
  sent_by     TEXT NOT NULL,
  sent_at     BIGINT NOT NULL,
  answered_by TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  rev         BIGINT NOT NULL
);
CREATE INDEX consultation_submission_bloc ON consultation_submission (bloc, id);
