// Package catalog holds what the law knows by name: titles of emulation (danh hiệu thi đua)
// and forms of commendation (hình thức khen thưởng), each with its official code, the
// unit systems and dates for which it exists, and the base salary by date. All of it is
// data: a title is a row with a code, never a constant of the program.
//
// The rules about them are the rulebooks of the four regimes (bốn chế độ), one file for
// each unit system below books/; catalog/rulebook reads and evaluates them:
//
//	A  to 31/12/2023           Luật 15/2003, NĐ 91/2017, TT 12/2019
//	B  1/1/2024 – 30/6/2025    Luật 06/2022, NĐ 98/2023, TT 01/2024
//	C  1/7/2025 – 30/9/2026    Luật 06/2022, NĐ 152/2025, TT 15/2025
//	D  from 1/10/2026          Luật 06/2022 as amended by Luật 06/2026
//
// Every rule says its clause and how it was checked. What nobody has checked against the
// official text is shown as "chưa kiểm chứng" and never blocks. A province's or a sector's
// own book is one more file: With replaces the pack of the same id, or adds a system.
package catalog
