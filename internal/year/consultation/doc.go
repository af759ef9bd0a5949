// Package consultation asks the units of a bloc what they think of the draft report (lấy ý
// kiến, góp ý dự thảo), lets the secretary answer, and adopts the text.
//
// The life of a report: the secretary writes the draft (package report) and opens a round
// (đợt lấy ý kiến) before, during or after the conference. Opening a round keeps the text as
// a version (lần 1, 2, …). Units remark: a comment, a proposed wording, a question, each at a
// paragraph and about quoted words; other units agree or not. The secretary resolves every
// remark (accepted, partly, explained); accepting a proposed wording changes the draft, also
// when the paragraph changed meanwhile, and asks to be looked at where changed words meet.
// Adoption (thông qua) freezes the text under its SHA-256: linked figures become the numbers
// they print at that moment. The adopted report goes to the provincial board, which receives
// it or returns it with reasons; returned, the draft opens again for the next version.
//
// Paragraphs keep the ids of package report for good, in Word files too (bookmarks). Word
// files that units edited come back as remarks: none lost, none invented, the same file
// twice changes nothing (service_word.go). A moved paragraph goes out as a move. The files are tried
// with LibreOffice, which opens, accepts, rejects, edits and saves them (libreoffice_test.go); they
// were not opened in Microsoft Word itself.
//
// What the conference calls:
//
//	Record(ctx, tx, by, at, Entry)   a remark, in the caller's transaction: who may edit the
//	                                 report records it for any unit (Via Oral) also when no
//	                                 round is open; others for their own unit (Via Phone)
//	Say(ctx, by, at, Entry)          the same in a transaction of its own
//	Open(ctx, q, at)                 the draft with its remarks, read in one go
//	Waiting(ctx, q, draft)           the remarks that nobody has resolved yet
//	Resolve, Adopt                   as on the pages
//
// Who may do what: members read (who.ReadReport) and remark for their unit (who.RemarkReport);
// the bloc leader's people open rounds, resolve and adopt (who.EditReport); the provincial
// board receives and returns (who.ReceiveReport).
package consultation
