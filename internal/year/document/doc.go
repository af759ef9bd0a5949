// Package document is the register of documents of a bloc (sổ văn bản): directives,
// resolutions and plans from above with the clauses that targets and tasks refer to, and
// the documents that the bloc issues itself.
//
// The unit that leads the bloc keeps the register; every member reads it. A number is
// unique per issuer and calendar year (Decree 30/2020/NĐ-CP, Article 15): entering one a
// second time is warned about, not refused, because two registers of one issuer exist.
// No file or text with a mark of secrecy is ever stored (FindMark).
//
// A document of the bloc is an Outgoing: a structured text (Parse) that the secretary
// edits, laid out as the Decree wants it (Outgoing.Paper), a draft until Issue gives it
// the next number of the bloc's own series. Numbers are never used twice and never left
// out (Number); the order of numbers is the order of dates (Fits). It is signed elsewhere;
// the signed PDF must extend the issued one byte for byte (CheckSigned). Links lead from a
// document to what it rests on, carries out or replaces, and back (Neighbours).
//
// Later stages draft their papers through Service.Draft, which shows how.
package document
