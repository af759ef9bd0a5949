// Package registration is what units register at the start of the year: titles of emulation
// and forms of commendation for their people and collectives (đăng ký danh hiệu thi đua,
// hình thức khen thưởng).
//
// The officer of a unit fills the list, by form, by pasting or from a file; every line
// shows what the rules say of it, with the facts they read, the clause, and the earliest year
// in which it could be met. What was given before comes from the award list. The head
// approves and thereby sends; the bloc's leader receives, returns with reasons, consolidates
// and makes the submission (tờ trình). Only a verified rule that is not met and cannot be met
// within the year holds a sending up, and the head may go on with a reason.
//
// When a list is sent, what the rules said is kept with it: a later rulebook, catalogue or
// award changes nothing of it (Check, service_move.go). check.go is pure.
package registration
