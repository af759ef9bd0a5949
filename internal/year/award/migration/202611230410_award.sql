-- The list of commendations (sổ khen thưởng). nkey: the name as it is compared; ukey: what
-- may stand only once; fold: folded words between spaces, for search.
CREATE TABLE award_award (
  id      BIGINT PRIMARY KEY,
  unit    BIGINT NOT NULL REFERENCES org_unit (id),
  subject TEXT NOT NULL,
  name    TEXT NOT NULL,
  nkey    TEXT NOT NULL,
  born    BIGINT NOT NULL,
  post    TEXT NOT NULL,
  title   TEXT NOT NULL,
  year    BIGINT NOT NULL,
  mode    TEXT NOT NULL,
  number  TEXT NOT NULL,
  day     TEXT NOT NULL,
  decider TEXT NOT NULL,
  note    TEXT NOT NULL,
  revoked TEXT NOT NULL,
  ukey    TEXT NOT NULL UNIQUE,
  sort    TEXT NOT NULL,
  fold    TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX award_award_unit ON award_award (unit, year, sort, id);
CREATE INDEX award_award_name ON award_award (unit, nkey, year);

-- Lists that were sent (danh sách gửi lên) and wait for their sender's word, or were written.
-- purpose: award or registration; unit 0: each line names its unit.
CREATE TABLE award_list (
  id      BIGINT PRIMARY KEY,
  purpose TEXT NOT NULL,
  bloc    BIGINT NOT NULL REFERENCES org_bloc (id),
  unit    BIGINT NOT NULL,
  year    BIGINT NOT NULL,
  name    TEXT NOT NULL,
  sha256  TEXT NOT NULL,
  sent_by TEXT NOT NULL,
  at      BIGINT NOT NULL,
  done_at BIGINT NOT NULL,
  n       BIGINT NOT NULL
);
CREATE INDEX award_list_of ON award_list (purpose, bloc, unit, year, sha256);
