// Package calendar holds the days of the emulation year (lịch năm): everything that has a
// day or a deadline, read from the stages of the year for one reader, and the letters that
// remind of deadlines.
//
// A mark is worked out anew for every reader from what is recorded, with that reader's
// rights; nothing is stored but what was reminded. remind.go says, purely, when a deadline
// asks for a letter; Tick writes at most one letter a day to a person, and each step of a
// deadline once, however many processes run it.
package calendar
