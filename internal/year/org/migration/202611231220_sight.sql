-- What members see of each other beyond the figures: the careful choice stands first.
ALTER TABLE org_bloc ADD COLUMN armed TEXT NOT NULL DEFAULT 'closed';
ALTER TABLE org_bloc ADD COLUMN shown TEXT NOT NULL DEFAULT 'received';
ALTER TABLE org_bloc ADD COLUMN texts BOOLEAN NOT NULL DEFAULT FALSE;
