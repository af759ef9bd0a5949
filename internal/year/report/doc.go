// Package report turns the figures and texts of a period into the bloc's consolidated
// table (bảng tổng hợp) and its report (báo cáo của Khối).
//
// The table is computed anew from what units entered; nothing is typed twice. The draft
// report is a list of paragraphs that the secretary may rewrite freely. A figure inside a
// paragraph is a link such as [[C03]] or [[C03/tand]]: it prints today's value, carries its
// provenance, and is never a number that somebody copied. Paragraphs that the system wrote
// remember what they were made from, so that a changed source shows.
//
// Who may do what: the bloc leader's people write the draft (who.EditReport); members and
// the provincial board read it (who.ReadReport, who.ReadTotals).
package report
