-- The movement of a bloc: campaigns, how units joined, what was reported and proposed.
-- Lists of words (slogans, contents, criteria) hold one item per line.
CREATE TABLE campaign_campaign (
  id          BIGINT PRIMARY KEY,
  bloc        BIGINT NOT NULL REFERENCES org_bloc (id),
  year        BIGINT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('regular', 'drive', 'themed')),
  scope       TEXT NOT NULL CHECK (scope IN ('nation', 'province', 'bloc')),
  name        TEXT NOT NULL,
  name_key    TEXT NOT NULL,
  theme       TEXT NOT NULL,
  slogans     TEXT NOT NULL,
  contents    TEXT NOT NULL,
  criteria    TEXT NOT NULL,
  from_day    TEXT NOT NULL,
  to_day      TEXT NOT NULL,
  join_due    TEXT NOT NULL,
  mid_due     TEXT NOT NULL,
  final_due   TEXT NOT NULL,
  occasion    TEXT NOT NULL,
  form        TEXT NOT NULL,
  field       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('draft', 'launched', 'midterm', 'final', 'closed')),
  launched    TEXT NOT NULL,
  launch_note TEXT NOT NULL,
  origin      TEXT NOT NULL,
  version     BIGINT NOT NULL,
  UNIQUE (bloc, year, name_key)
);

CREATE TABLE campaign_unit (
  campaign BIGINT NOT NULL REFERENCES campaign_campaign (id),
  unit     BIGINT NOT NULL REFERENCES org_unit (id),
  PRIMARY KEY (campaign, unit)
);

CREATE TABLE campaign_target (
  campaign BIGINT NOT NULL REFERENCES campaign_campaign (id),
  target   BIGINT NOT NULL REFERENCES plan_target (id),
  ord      BIGINT NOT NULL,
  PRIMARY KEY (campaign, target)
);

CREATE TABLE campaign_basis (
  campaign BIGINT NOT NULL REFERENCES campaign_campaign (id),
  document BIGINT NOT NULL REFERENCES document_document (id),
  ord      BIGINT NOT NULL,
  PRIMARY KEY (campaign, document)
);

CREATE TABLE campaign_join (
  campaign  BIGINT NOT NULL REFERENCES campaign_campaign (id),
  unit      BIGINT NOT NULL REFERENCES org_unit (id),
  day       TEXT NOT NULL,
  form      TEXT NOT NULL,
  slogan    TEXT NOT NULL,
  body      TEXT NOT NULL,
  file      TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  by_name   TEXT NOT NULL,
  at        BIGINT NOT NULL,
  version   BIGINT NOT NULL,
  PRIMARY KEY (campaign, unit)
);

CREATE TABLE campaign_join_target (
  campaign BIGINT NOT NULL REFERENCES campaign_campaign (id),
  unit     BIGINT NOT NULL REFERENCES org_unit (id),
  target   BIGINT NOT NULL REFERENCES plan_target (id),
  PRIMARY KEY (campaign, unit, target)
);

-- unit 0 means: of the bloc.
CREATE TABLE campaign_entry (
  id        BIGINT PRIMARY KEY,
  campaign  BIGINT NOT NULL REFERENCES campaign_campaign (id),
  unit      BIGINT NOT NULL,
  stage     TEXT NOT NULL CHECK (stage IN ('progress', 'midterm', 'final')),
  day       TEXT NOT NULL,
  body      TEXT NOT NULL,
  file      TEXT NOT NULL,
  file_name TEXT NOT NULL,
  file_size BIGINT NOT NULL,
  by_name   TEXT NOT NULL,
  at        BIGINT NOT NULL
);
CREATE INDEX campaign_entry_campaign ON campaign_entry (campaign, day);

CREATE TABLE campaign_proposal (
  id       BIGINT PRIMARY KEY,
  campaign BIGINT NOT NULL REFERENCES campaign_campaign (id),
  unit     BIGINT NOT NULL REFERENCES org_unit (id),
  subject  TEXT NOT NULL CHECK (subject IN ('collective', 'person', 'household')),
  name     TEXT NOT NULL,
  name_key TEXT NOT NULL,
  form     TEXT NOT NULL,
  merit    TEXT NOT NULL,
  answer   TEXT NOT NULL CHECK (answer IN ('waiting', 'agreed', 'declined')),
  why      TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  version  BIGINT NOT NULL,
  UNIQUE (campaign, unit, subject, name_key)
);

CREATE TABLE campaign_judgement (
  campaign BIGINT NOT NULL REFERENCES campaign_campaign (id),
  aspect   TEXT NOT NULL,
  grade    TEXT NOT NULL,
  note     TEXT NOT NULL,
  by_name  TEXT NOT NULL,
  at       BIGINT NOT NULL,
  version  BIGINT NOT NULL,
  PRIMARY KEY (campaign, aspect)
);
