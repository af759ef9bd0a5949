-- The digest of the text that was adopted; "" while the draft may be edited.
ALTER TABLE report_draft ADD COLUMN frozen TEXT NOT NULL DEFAULT '';
