// Package document is the register of guiding documents of a bloc (sổ văn bản chỉ đạo):
// directives, resolutions and plans from above, with the clauses that targets and tasks
// refer to and the file itself.
//
// The unit that leads the bloc keeps the register; every member reads it. A number is
// unique per issuer and calendar year (Decree 30/2020/NĐ-CP, Article 15): entering one a
// second time is warned about, not refused, because two registers of one issuer exist.
// No file or text with a mark of secrecy is ever stored (FindMark). Documents that the
// bloc issues itself, with number series, come with the movement.
package document
