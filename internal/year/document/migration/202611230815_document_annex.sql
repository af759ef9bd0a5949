-- Files that go with a document of the bloc (tệp kèm theo), in their order.
CREATE TABLE document_annex (
  id       BIGINT PRIMARY KEY,
  document BIGINT NOT NULL REFERENCES document_outgoing (id),
  ord      BIGINT NOT NULL,
  title    TEXT NOT NULL,
  file     TEXT NOT NULL,
  name     TEXT NOT NULL,
  size     BIGINT NOT NULL,
  by_name  TEXT NOT NULL,
  at       BIGINT NOT NULL
);
CREATE INDEX document_annex_document ON document_annex (document, ord);
CREATE INDEX document_document_issuer ON document_document (bloc, issuer_key, day);
