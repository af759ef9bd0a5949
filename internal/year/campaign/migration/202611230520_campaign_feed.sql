-- The personal address of the calendar feed: one per user, only the hash of its token.
CREATE TABLE campaign_feed (
  usr   BIGINT PRIMARY KEY REFERENCES account_user (id),
  token TEXT NOT NULL UNIQUE,
  at    BIGINT NOT NULL
);
