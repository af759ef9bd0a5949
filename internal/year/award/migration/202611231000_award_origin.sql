-- What asked for an award: "registration/4f2", "campaign/…", "rolemodel/…"; '' when it was entered by hand.
ALTER TABLE award_award ADD COLUMN origin TEXT NOT NULL DEFAULT '';
CREATE INDEX award_award_origin ON award_award (origin);
