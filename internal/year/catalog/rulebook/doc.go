// Package rulebook evaluates the rules of the law as data (bộ quy tắc): one YAML file is one
// pack for one unit system, with rules of eligibility, quotas, dossiers, deciding
// authorities, votes and money. It is pure: the same facts and the same book give the same
// answer, for ever. It knows no clock, no database and no fraction that is not exact.
//
// Read reads a book strictly and reports every fault with file, line, rule and key.
// Book.Explain answers each rule that concerns a title: met, not met, or unknown, with the
// facts that were read, the clause, its mark and, where a year can be told, the earliest
// one. A Set holds the books of all regimes and chooses one by achievement year, date of
// receipt and unit system.
//
// Three answers, not two: an empty list is a fact ("none"), a missing key is not known. A
// rule that reads a missing fact answers unknown, never not met; it answers met only when
// what is missing cannot change that.
//
// A rule whose mark is not VERIFIED is shown as "chưa kiểm chứng" and never blocks; see
// Answer.Blocks.
package rulebook
