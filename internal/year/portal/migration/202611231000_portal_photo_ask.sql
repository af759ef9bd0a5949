-- What each unit answered for a photo that shows its people: '' not yet.
CREATE TABLE portal_photo_ask (
  photo   BIGINT NOT NULL REFERENCES portal_photo (id),
  unit    BIGINT NOT NULL,
  answer  TEXT NOT NULL CHECK (answer IN ('', 'yes', 'no')),
  by_name TEXT NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (photo, unit)
);
CREATE INDEX portal_photo_ask_unit ON portal_photo_ask (unit, answer);
INSERT INTO portal_photo_ask (photo, unit, answer, by_name, at) SELECT id, unit, CASE WHEN agreed THEN 'yes' ELSE '' END, agreed_by, agreed_at FROM portal_photo WHERE unit <> 0;
ALTER TABLE portal_photo DROP COLUMN unit;
ALTER TABLE portal_photo DROP COLUMN agreed;
ALTER TABLE portal_photo DROP COLUMN agreed_by;
ALTER TABLE portal_photo DROP COLUMN agreed_at;

-- The role model that became of what a reader told, 0 for none.
ALTER TABLE portal_suggestion ADD COLUMN model BIGINT NOT NULL DEFAULT 0;
