// Package progress holds what the units of a bloc report for a period (kỳ): figures
// against the targets of their plans, and text. Life of a submission:
//
//	nháp → đã trình Thủ trưởng → Thủ trưởng đã duyệt, đã gửi Khối trưởng → Khối trưởng đã nhận
//
// with "trả lại" (reason obligatory) from the head or from the bloc leader, and
// "thu hồi" by the officer before the head has decided; see Transitions, the one table
// that handlers, buttons, help texts and tests use.
//
// A cell is a figure, or "không truyền" (a reason, no figure: it counts as answered and
// is never summed), or empty. Zero is a figure. Warnings never stop a figure from being
// saved; a finding of grade Cao stops the submission, the others ask for a reason.
//
// Files are read by progress/reading; nothing is written before a person, or the
// command line with --commit, has confirmed, and then in one transaction.
package progress

import "embed"

// Migrations holds the tables of this capability.
//
//go:embed migration/*.sql
var Migrations embed.FS
