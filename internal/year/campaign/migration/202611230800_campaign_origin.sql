-- Campaigns are found by what made them, across the blocs too.
CREATE INDEX campaign_campaign_origin ON campaign_campaign (origin);
