-- The submission is a document of the bloc's register, which gives it number, day and signer.
-- ask: a unit's request to open its list again, with the leader's answer, as JSON; '' for none.
ALTER TABLE registration_round ADD COLUMN paper BIGINT NOT NULL DEFAULT 0;
ALTER TABLE registration_round DROP COLUMN number;
ALTER TABLE registration_round DROP COLUMN day;
ALTER TABLE registration_round DROP COLUMN signer;
ALTER TABLE registration_round DROP COLUMN post;
ALTER TABLE registration_list ADD COLUMN ask TEXT NOT NULL DEFAULT '';
