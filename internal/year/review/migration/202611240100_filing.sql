-- How many days after the end of a period the bloc's report is due at the provincial board.
ALTER TABLE review_setting ADD COLUMN filing BIGINT NOT NULL DEFAULT 30;
