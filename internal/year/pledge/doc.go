// Package pledge holds the emulation pledge of a bloc for a year (giao ước thi đua): one
// canonical text that the head of every member unit signs.
//
// The leader drafts the text from the contents and targets of the plan, the units remark on
// it and add commitments of their own, each round makes a version, and the last version is
// fixed for signing. What is signed is the SHA-256 of the canonical text (Canonical): whoever
// holds the text file can compute it. A head signs here, after proving once more who they
// are, or the unit records a signature given elsewhere, with the signed file. The pledge
// binds when every party has signed the same hash. An amendment makes a new version: older
// signatures stay on record, no longer match, and are asked for again; the version that binds
// stays in force until then.
//
// Life: draft → open (góp ý) → signing → binding, and back to open with a reason; see
// transitions. The leader edits (who.EditPledge); officers and heads remark, commit and record
// (who.RemarkPledge); heads sign (who.SignPledge); members and the board read. A draft is the
// leader's alone. Anybody may ask whether a hash is a pledge of this register and who signed.
package pledge
