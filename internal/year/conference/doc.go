// Package conference is the meeting of a bloc (hội nghị của khối): launch, mid-year review,
// year-end review. It holds the invitation and the units' answers, delegates, agenda and
// papers, the meeting itself as it happens, and what comes out of it: findings with cause,
// solution, responsible unit and date, the minutes and the notice of conclusions.
//
// The meeting is a list of events (conference_event): somebody arrived, the chair called an
// item, a delegate asked to speak, a vote was opened. Each has a number without gaps, which
// is also the number of its change for the open pages (platform/live). What the hall looks
// like now, a Room, is made by going through the events in order: Room.Apply is pure, and so
// are the rules of what may happen next (Room.Decide). Undoing is an event too: it names the
// one that did not count. The minutes are written from the same events, so nothing is noted
// twice.
//
// Votes are rows of their own, because a thousand people press at the same second: one row
// per vote and delegate, and only the result becomes an event. All acts of one conference on
// one process pass one desk (db.Desk), which writes what waits in one transaction and
// answers after the commit. An act carries a key; the same key again is the same act.
//
// The unit that leads the bloc runs the meeting: its head or deputy chairs, its officer keeps
// the record. Delegates have no account. They come in with the code of their invitation,
// which ties their place to one phone. Remarks on the draft report belong to consultation; findings
// are read by review (Findings).
package conference
