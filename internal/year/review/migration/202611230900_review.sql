-- What a bloc calls slow and weak; what it expects when.
CREATE TABLE review_setting (
  bloc    BIGINT PRIMARY KEY REFERENCES org_bloc (id),
  bin1    BIGINT NOT NULL,
  bin2    BIGINT NOT NULL,
  bin3    BIGINT NOT NULL,
  bin4    BIGINT NOT NULL,
  units   BIGINT NOT NULL,
  fall    BIGINT NOT NULL,
  version BIGINT NOT NULL
);

-- unit 0: every unit. value counts for its period only; period '' with the other modes.
CREATE TABLE review_expectation (
  target  BIGINT NOT NULL REFERENCES plan_target (id),
  unit    BIGINT NOT NULL,
  period  TEXT NOT NULL,
  mode    TEXT NOT NULL CHECK (mode IN ('linear', 'seasonal', 'hand')),
  q1      BIGINT NOT NULL,
  q2      BIGINT NOT NULL,
  q3      BIGINT NOT NULL,
  value   BIGINT,
  version BIGINT NOT NULL,
  PRIMARY KEY (target, unit, period)
);

-- An assigned task that was singled out, with what it rests on.
CREATE TABLE review_urgent (
  id         BIGINT PRIMARY KEY,
  task       BIGINT NOT NULL UNIQUE REFERENCES plan_task (id),
  bloc       BIGINT NOT NULL REFERENCES org_bloc (id),
  period     TEXT NOT NULL,
  basis_kind TEXT NOT NULL,
  basis_ref  TEXT NOT NULL,
  basis_text TEXT NOT NULL,
  field      TEXT NOT NULL,
  target     TEXT NOT NULL,
  by_name    TEXT NOT NULL,
  at         BIGINT NOT NULL
);
CREATE INDEX review_urgent_bloc ON review_urgent (bloc, period);

CREATE TABLE review_reminder (
  urgent  BIGINT NOT NULL REFERENCES review_urgent (id),
  day     TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (urgent, day)
);

-- A change of a planned value: proposed, then approved or refused; the old value stays here.
CREATE TABLE review_adjustment (
  id         BIGINT PRIMARY KEY,
  plan       BIGINT NOT NULL REFERENCES plan_plan (id),
  target     BIGINT NOT NULL REFERENCES plan_target (id),
  unit       BIGINT NOT NULL REFERENCES org_unit (id),
  old_year   BIGINT,
  old_half   BIGINT,
  new_year   BIGINT,
  new_half   BIGINT,
  reason     TEXT NOT NULL,
  basis_ref  TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('proposed', 'approved', 'refused', 'withdrawn')),
  by_name    TEXT NOT NULL,
  by_user    BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at BIGINT NOT NULL,
  note       TEXT NOT NULL,
  version    BIGINT NOT NULL
);
CREATE INDEX review_adjustment_plan ON review_adjustment (plan, unit);
CREATE INDEX review_adjustment_target ON review_adjustment (target, unit);
