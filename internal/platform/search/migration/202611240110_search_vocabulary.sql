-- The words of each bloc: a beginning such as "24" has few words in one bloc, however many
-- there are in all.
CREATE TABLE search_vocabulary (
  bloc  BIGINT NOT NULL,
  token TEXT NOT NULL,
  PRIMARY KEY (bloc, token)
);
INSERT INTO search_vocabulary (bloc, token) SELECT DISTINCT bloc, token FROM search_token;
