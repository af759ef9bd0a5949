package revision

import (
	"slices"
	"strings"
	"testing"
)

type construct struct {
	name          string
	body          string
	extra         map[string]string
	before, after string // paragraphs, with | between
	changes       []string
}

func check(t *testing.T, list []construct) {
	t.Helper()
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			d := readBody(t, c.body, c.extra)
			if got := strings.Join(d.RejectAll(), "|"); got != c.before {
				t.Errorf("all rejected %q, want %q", got, c.before)
			}
			if got := strings.Join(d.AcceptAll(), "|"); got != c.after {
				t.Errorf("all accepted %q, want %q", got, c.after)
			}
			var got []string
			for _, x := range d.Changes {
				got = append(got, short(x))
			}
			if g, w := strings.Join(got, "\n"), strings.Join(c.changes, "\n"); g != w {
				t.Errorf("changes\n%s\nwant\n%s", g, w)
			}
		})
	}
}

func TestRuns(t *testing.T) {
	check(t, []construct{
		{name: "neighbouring runs are one", body: p(r("a "), tag("ins", by("A", 1), r("b"), r("c")), tag("ins", by("A", 1), r("d")), r(" e")),
			before: "a  e", after: "a bcd e", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+2 "bcd"`}},
		{name: "another author, another day", body: p(tag("ins", by("A", 1), r("b")), tag("ins", by("B", 1), r("c")), tag("ins", by("B", 2), r("d"))),
			before: "", after: "bcd", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+0 "b"`, `insertion B 2022-07-01T08:00:00Z@0+0 "c"`, `insertion B 2022-07-02T08:00:00Z@0+0 "d"`}},
		{name: "plain text between", body: p(tag("del", by("A", 1), rd("x")), r("y"), tag("del", by("A", 1), rd("z"))),
			before: "xyz", after: "y", changes: []string{`deletion A 2022-07-01T08:00:00Z@0+0 "x"`, `deletion A 2022-07-01T08:00:00Z@0+2 "z"`}},
		{name: "a bookmark between does not part", body: p(tag("ins", by("A", 1), r("x")), `<w:bookmarkStart w:id="3" w:name="q"/><w:bookmarkEnd w:id="3"/>`, tag("ins", by("A", 1), r("y"))),
			before: "", after: "xy", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+0 "xy"`}},
		{name: "B deletes part of what A inserted", body: p(r("0"), tag("ins", by("A", 1), r("one "), tag("del", by("B", 2), rd("two")), r(" three"))),
			before: "0", after: "0one  three", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+1 "one two three"`, `deletion B 2022-07-02T08:00:00Z@0+1 "two"`}},
		{name: "ins within del", body: p(r("0"), tag("del", by("B", 2), rd("x"), tag("ins", by("A", 1), rd("y")), rd("z"))),
			before: "0xz", after: "0", changes: []string{`deletion B 2022-07-02T08:00:00Z@0+1 "xyz"`, `insertion A 2022-07-01T08:00:00Z@0+2 "y"`}},
		{name: "offsets count UTF-16", body: p(r("đ𝄞"), tag("ins", by("A", 1), r("x"))),
			before: "đ𝄞", after: "đ𝄞x", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+3 "x"`}},
		{name: "characters", body: p(`<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:sym w:font="Symbol" w:char="03B1"/><w:br w:type="page"/><w:cr/><w:softHyphen/></w:r>`),
			before: "a\tb\nc\u2011α\n\u00ad", after: "a\tb\nc\u2011α\n\u00ad"},
		{name: "format", body: p(r("a"), `<w:r><w:rPr><w:b/><w:rPrChange`+by("A", 1)+`><w:rPr><w:i/></w:rPr></w:rPrChange></w:rPr><w:t>b</w:t></w:r>`, `<w:r><w:rPr><w:rPrChange`+by("A", 1)+`><w:rPr/></w:rPrChange></w:rPr><w:t>c</w:t></w:r>`, r("d")),
			before: "abcd", after: "abcd", changes: []string{`format A 2022-07-01T08:00:00Z@0+1 "bc"`}},
		{name: "format within an insertion", body: p(tag("ins", by("A", 1), `<w:r><w:rPr><w:rPrChange`+by("B", 2)+`><w:rPr/></w:rPrChange></w:rPr><w:t>b</w:t></w:r>`, r("c"))),
			before: "", after: "bc", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+0 "bc"`, `format B 2022-07-02T08:00:00Z@0+0 "b"`}},
		{name: "old layout holds no change", body: p(`<w:r><w:rPr><w:rPrChange` + by("A", 1) + `><w:rPr><w:ins` + by("X", 9) + `/></w:rPr></w:rPrChange></w:rPr><w:t>b</w:t></w:r>`),
			before: "b", after: "b", changes: []string{`format A 2022-07-01T08:00:00Z@0+0 "b"`}},
		{name: "fields", body: p(r("x "), `<w:fldSimple w:instr="PAGE"><w:r><w:t>4</w:t></w:r></w:fldSimple>`, `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`, r("res"), `<w:r><w:fldChar w:fldCharType="end"/></w:r>`,
			tag("del", by("A", 1), `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:delInstrText>REF b</w:delInstrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`, rd("old"), `<w:r><w:fldChar w:fldCharType="end"/></w:r>`)),
			before: "x 4resold", after: "x 4res", changes: []string{`deletion A 2022-07-01T08:00:00Z@0+6 "old"`}},
		{name: "links, tags, controls", body: p(`<w:hyperlink w:anchor="q">`+r("a")+tag("ins", by("A", 1), r("b"))+`</w:hyperlink>`, `<w:smartTag w:element="e"><w:smartTagPr/>`+r("c")+`</w:smartTag>`, `<w:customXml w:element="e">`+r("d")+`</w:customXml>`,
			`<w:sdt><w:sdtPr><w:alias w:val="no"/></w:sdtPr><w:sdtContent>`+tag("ins", by("A", 1), r("e"))+`</w:sdtContent></w:sdt>`) + `<w:sdt><w:sdtContent>` + p(r("f")) + `</w:sdtContent></w:sdt>`,
			before: "acd|f", after: "abcde|f", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+1 "b"`, `insertion A 2022-07-01T08:00:00Z@0+3 "e"`}},
		{name: "formula", body: p(r("E="), `<m:oMath><m:r><m:t>mc</m:t></m:r><m:sSup><m:e><m:r><w:rPr><w:ins`+by("A", 1)+`/></w:rPr><m:t>2</m:t></m:r></m:e></m:sSup></m:oMath>`),
			before: "E=mc", after: "E=mc2", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+4 "2"`}},
		{name: "inserted picture", body: p(r("a"), tag("ins", by("A", 1), `<w:r><w:drawing/></w:r>`)),
			before: "a", after: "a", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+1 ""`}},
	})
}

func TestParagraphs(t *testing.T) {
	check(t, []construct{
		{name: "split", body: pm(`<w:ins`+by("A", 1)+`/>`, r("Hello ")) + p(r("world")),
			before: "Hello world", after: "Hello |world", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+6 "\n" mark`}},
		{name: "merge", body: pm(`<w:del`+by("A", 1)+`/>`, r("Hello ")) + p(r("world")),
			before: "Hello |world", after: "Hello world", changes: []string{`deletion A 2022-07-01T08:00:00Z@0+6 "\n" mark`}},
		{name: "new line typed at the end", body: pm(`<w:ins`+by("A", 1)+`/>`, r("one")) + p(tag("ins", by("A", 1), r("two"))) + p(r("three")),
			before: "one|three", after: "one|two|three", changes: []string{`insertion A 2022-07-01T08:00:00Z@1+0 "two" mark`}},
		{name: "two whole paragraphs", body: p(r("0")) + pm(`<w:ins`+by("A", 1)+`/>`, tag("ins", by("A", 1), r("one"))) + pm(`<w:ins`+by("A", 1)+`/>`, tag("ins", by("A", 1), r("two"))) + p(r("3")),
			before: "0|3", after: "0|one|two|3", changes: []string{`insertion A 2022-07-01T08:00:00Z@1+0 "one" mark`, `insertion A 2022-07-01T08:00:00Z@2+0 "two" mark`}},
		{name: "three empty lines", body: p(r("0")) + strings.Repeat(pm(`<w:ins`+by("A", 1)+`/>`), 3) + p(r("1")),
			before: "0|1", after: "0||||1", changes: []string{`insertion A 2022-07-01T08:00:00Z@1+0 "\n\n\n" mark`}},
		{name: "deleted across three", body: pm(`<w:del`+by("A", 1)+`/>`, r("a"), tag("del", by("A", 1), rd("b"))) + pm(`<w:del`+by("A", 1)+`/>`, tag("del", by("A", 1), rd("c"))) + p(tag("del", by("A", 1), rd("d")), r("e")),
			before: "ab|c|de", after: "ae", changes: []string{`deletion A 2022-07-01T08:00:00Z@0+1 "b" mark`, `deletion A 2022-07-01T08:00:00Z@1+0 "c" mark`, `deletion A 2022-07-01T08:00:00Z@2+0 "d"`}},
		{name: "mark inserted by A, deleted by B", body: pm(`<w:ins`+by("A", 1)+`/><w:del`+by("B", 2)+`/>`, r("a")) + p(r("b")),
			before: "ab", after: "ab", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+1 "\n" mark`, `deletion B 2022-07-02T08:00:00Z@0+1 "\n" mark`}},
		{name: "last paragraph inserted whole", body: p(r("a")) + pm(`<w:ins`+by("A", 1)+`/>`, tag("ins", by("A", 1), r("b"))) + `<w:sectPr/>`,
			before: "a", after: "a|b", changes: []string{`insertion A 2022-07-01T08:00:00Z@1+0 "b" mark`}},
		{name: "before a table", body: pm(`<w:del`+by("A", 1)+`/>`, tag("del", by("A", 1), rd("x"))) + `<w:tbl><w:tr><w:tc>` + p(r("c")) + `</w:tc></w:tr></w:tbl>` + p(),
			before: "x|c|", after: "c|", changes: []string{`deletion A 2022-07-01T08:00:00Z@0+0 "x" mark`}},
		{name: "a cell keeps one", body: `<w:tbl><w:tr><w:tc>` + pm(`<w:ins`+by("A", 1)+`/>`, tag("ins", by("A", 1), r("x"))) + `</w:tc></w:tr></w:tbl>` + p(r("z")),
			before: "|z", after: "x|z", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+0 "x" mark`}},
		{name: "layout", body: `<w:p><w:pPr><w:jc w:val="both"/><w:rPr><w:rPrChange` + by("A", 1) + `><w:rPr/></w:rPrChange></w:rPr><w:pPrChange` + by("A", 1) + `><w:pPr><w:numPr><w:ins` + by("X", 8) + `/></w:numPr></w:pPr></w:pPrChange></w:pPr>` + r("text") + `</w:p>`,
			before: "text", after: "text", changes: []string{`format A 2022-07-01T08:00:00Z@0+0 "text"`}},
		{name: "numbering", body: `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:ins` + by("A", 1) + `/></w:numPr></w:pPr>` + r("i") + `</w:p><w:p><w:pPr><w:numPr><w:numberingChange` + by("B", 2) + ` w:original="1."/></w:numPr></w:pPr>` + r("j") + `</w:p>`,
			before: "i|j", after: "i|j", changes: []string{`format A 2022-07-01T08:00:00Z@0+0 "i"`, `format B 2022-07-02T08:00:00Z@1+0 "j"`}},
		{name: "sections", body: `<w:p><w:pPr><w:sectPr><w:sectPrChange` + by("A", 1) + `/></w:sectPr></w:pPr>` + r("i") + `</w:p>` + p(r("j")) + `<w:sectPr><w:sectPrChange` + by("B", 2) + `/></w:sectPr>`,
			before: "i|j", after: "i|j", changes: []string{`format A 2022-07-01T08:00:00Z@0+0 ""`, `format B 2022-07-02T08:00:00Z@1+0 ""`}},
	})
}

func TestMoves(t *testing.T) {
	fromStart := func(id, name string) string {
		return `<w:moveFromRangeStart w:id="` + id + `" w:name="` + name + `" w:author="A"/>`
	}
	toStart := func(id, name string) string {
		return `<w:moveToRangeStart w:id="` + id + `" w:name="` + name + `" w:author="A"/>`
	}
	check(t, []construct{
		{name: "within the text", body: p(r("a "), fromStart("1", "m1"), tag("moveFrom", by("A", 1), r("x "), r("y")), `<w:moveFromRangeEnd w:id="1"/>`) + p(r("b ")) + p(toStart("2", "m1"), tag("moveTo", by("A", 1), r("x y")), `<w:moveToRangeEnd w:id="2"/>`, r(" c")),
			before: "a x y|b | c", after: "a |b |x y c", changes: []string{`move A 2022-07-01T08:00:00Z@0+2 "x y" to 2`}},
		{name: "two whole paragraphs, upwards", body: toStart("2", "m1") + pm(`<w:moveTo`+by("A", 1)+`/>`, tag("moveTo", by("A", 1), r("x"))) + pm(`<w:moveTo`+by("A", 1)+`/>`, tag("moveTo", by("A", 1), r("y"))) + `<w:moveToRangeEnd w:id="2"/>` + p(r("b")) +
			fromStart("1", "m1") + pm(`<w:moveFrom`+by("A", 1)+`/>`, tag("moveFrom", by("A", 1), r("x"))) + pm(`<w:moveFrom`+by("A", 1)+`/>`, tag("moveFrom", by("A", 1), r("y"))) + `<w:moveFromRangeEnd w:id="1"/>` + p(r("c")),
			before: "b|x|y|c", after: "x|y|b|c", changes: []string{`move A 2022-07-01T08:00:00Z@3+0 "x\ny" to 0 mark`}},
		{name: "no ranges, paired by words", body: p(tag("moveFrom", by("A", 1), r("x")), r("b"), tag("moveTo", by("A", 1), r("x"))),
			before: "xb", after: "bx", changes: []string{`move A 2022-07-01T08:00:00Z@0+0 "x"`}},
		{name: "one end only", body: p(fromStart("1", "m1"), tag("moveFrom", by("A", 1), r("x")), `<w:moveFromRangeEnd w:id="1"/>`, r("b"), tag("moveTo", by("B", 1), r("z"))),
			before: "xb", after: "bz", changes: []string{`deletion A 2022-07-01T08:00:00Z@0+0 "x"`, `insertion B 2022-07-01T08:00:00Z@0+2 "z"`}},
		{name: "the same words moved twice", body: p(fromStart("1", "m"), tag("moveFrom", by("A", 1), r("x")), `<w:moveFromRangeEnd w:id="1"/>`, fromStart("3", "n"), tag("moveFrom", by("A", 1), r("x")), `<w:moveFromRangeEnd w:id="3"/>`) +
			p(toStart("4", "n"), tag("moveTo", by("A", 1), r("x")), `<w:moveToRangeEnd w:id="4"/>`) + p(toStart("2", "m"), tag("moveTo", by("A", 1), r("x")), `<w:moveToRangeEnd w:id="2"/>`),
			before: "xx||", after: "|x|x", changes: []string{`move A 2022-07-01T08:00:00Z@0+0 "x" to 2`, `move A 2022-07-01T08:00:00Z@0+1 "x" to 1`}},
		{name: "two moves of one name", body: p(fromStart("1", "m"), tag("moveFrom", by("A", 1), r("x")), `<w:moveFromRangeEnd w:id="1"/>`, fromStart("3", "m"), tag("moveFrom", by("A", 1), r("y")), `<w:moveFromRangeEnd w:id="3"/>`) +
			p(toStart("2", "m"), tag("moveTo", by("A", 1), r("x")), `<w:moveToRangeEnd w:id="2"/>`) + p(toStart("4", "m"), tag("moveTo", by("A", 1), r("y")), `<w:moveToRangeEnd w:id="4"/>`),
			before: "xy||", after: "|x|y", changes: []string{`move A 2022-07-01T08:00:00Z@0+0 "x" to 1`, `move A 2022-07-01T08:00:00Z@0+1 "y" to 2`}},
		{name: "ranges within, as LibreOffice writes", body: p(tag("moveFrom", by("A", 1), fromStart("1", "m"), r("xy"), `<w:moveFromRangeEnd w:id="1"/>`)) + p(tag("moveTo", by("A", 1), toStart("2", "m"), r("x"), tag("del", by("B", 2), rd("y")), `<w:moveToRangeEnd w:id="2"/>`)),
			before: "xy|", after: "|x", changes: []string{`move A 2022-07-01T08:00:00Z@0+0 "xy" to 1`, `deletion B 2022-07-02T08:00:00Z@1+0 "y"`}},
		{name: "whole, ranges end before the mark", body: pm(`<w:moveFrom`+by("A", 1)+`/>`, fromStart("1", "m"), tag("moveFrom", by("A", 1), r("x")), `<w:moveFromRangeEnd w:id="1"/>`) + p(r("b")) + pm(`<w:moveTo`+by("A", 1)+`/>`, toStart("2", "m"), tag("moveTo", by("A", 1), r("x")), `<w:moveToRangeEnd w:id="2"/>`) + p(r("c")),
			before: "x|b|c", after: "b|x|c", changes: []string{`move A 2022-07-01T08:00:00Z@0+0 "x" to 2 mark`}},
		{name: "edited after the move", body: p(fromStart("1", "m"), tag("moveFrom", by("A", 1), r("xy")), `<w:moveFromRangeEnd w:id="1"/>`) + p(toStart("2", "m"), tag("moveTo", by("A", 1), r("x"), tag("del", by("B", 2), rd("y"))), tag("ins", by("B", 2), r("z")), `<w:moveToRangeEnd w:id="2"/>`),
			before: "xy|", after: "|xz", changes: []string{`move A 2022-07-01T08:00:00Z@0+0 "xy" to 1`, `deletion B 2022-07-02T08:00:00Z@1+0 "y"`, `insertion B 2022-07-02T08:00:00Z@1+0 "z"`}},
	})
}

func TestTables(t *testing.T) {
	cell := func(pr string, in ...string) string {
		return `<w:tc><w:tcPr>` + pr + `</w:tcPr>` + strings.Join(in, "") + `</w:tc>`
	}
	row := func(pr string, in ...string) string {
		return `<w:tr><w:trPr>` + pr + `</w:trPr>` + strings.Join(in, "") + `</w:tr>`
	}
	plain := row("", cell("", p(r("a"))), cell("", p(r("b"))))
	insA := `<w:ins` + by("A", 1) + `/>`
	check(t, []construct{
		{name: "row inserted, cells silent", body: tag("tbl", "", plain, row(insA, cell("", p(r("c")), p(r("d"))), cell("", p(r("e"))))) + p(),
			before: "a|b|", after: "a|b|c|d|e|", changes: []string{`insertion A 2022-07-01T08:00:00Z@2+0 "c\td\te" row`}},
		{name: "row inserted, cells say it", body: tag("tbl", "", plain, row(insA, cell("", pm(insA, tag("ins", by("A", 1), r("c")))), cell("", pm(insA)))) + p(),
			before: "a|b|", after: "a|b|c||", changes: []string{`insertion A 2022-07-01T08:00:00Z@2+0 "c" mark row`}},
		{name: "empty row inserted", body: tag("tbl", "", plain, row(insA, cell("", pm(insA)), cell("", pm(insA)))) + p(),
			before: "a|b|", after: "a|b|||", changes: []string{`insertion A 2022-07-01T08:00:00Z@2+0 "" row`}},
		{name: "row deleted", body: tag("tbl", "", plain, row(`<w:del`+by("B", 2)+`/>`, cell("", p(tag("del", by("B", 2), rd("c")))), cell("", p(r("d"))))) + p(),
			before: "a|b|c|d|", after: "a|b|", changes: []string{`deletion B 2022-07-02T08:00:00Z@2+0 "c" row`, `deletion B 2022-07-02T08:00:00Z@3+0 "d" row`}},
		{name: "cells", body: tag("tbl", "", row("", cell(`<w:cellDel`+by("A", 1)+`/>`, p(r("a"))), cell(`<w:cellIns`+by("B", 2)+`/>`, p(r("b"))), cell(`<w:cellMerge`+by("C", 3)+`/>`, p(r("c"))))) + p(),
			before: "a|c|", after: "b|c|", changes: []string{`deletion A 2022-07-01T08:00:00Z@0+0 "a" row`, `insertion B 2022-07-02T08:00:00Z@1+0 "b" row`, `format C 2022-07-03T08:00:00Z@2+0 ""`}},
		{name: "layout of one table is one", body: p(r("0")) + tag("tbl", "", `<w:tblPr><w:tblPrChange`+by("A", 1)+`/></w:tblPr>`, row(`<w:trPrChange`+by("A", 1)+`/>`, cell(`<w:tcPrChange`+by("A", 1)+`/>`, p(r("a"))), cell(`<w:tcPrChange`+by("B", 1)+`/>`, p(r("b"))))) + p(),
			before: "0|a|b|", after: "0|a|b|", changes: []string{`format A 2022-07-01T08:00:00Z@1+0 ""`, `format B 2022-07-01T08:00:00Z@2+0 ""`}},
		{name: "table in a cell", body: tag("tbl", "", row("", cell("", tag("tbl", "", plain), p(tag("ins", by("A", 1), r("z")))))) + p(r("y")),
			before: "a|b||y", after: "a|b|z|y", changes: []string{`insertion A 2022-07-01T08:00:00Z@2+0 "z"`}},
	})
}

func TestBoxes(t *testing.T) {
	box := `<w:txbxContent>` + p(r("in "), tag("ins", by("A", 1), r("box"))) + `</w:txbxContent>`
	both := `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>` + box + `</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>` + box + `</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
	check(t, []construct{
		{name: "counted once", body: p(r("a"), both, r("b")) + p(r("c"), tag("ins", by("A", 1), r("d"))),
			before: "ab|in |c", after: "ab|in box|cd", changes: []string{`insertion A 2022-07-01T08:00:00Z@1+3 "box"`, `insertion A 2022-07-01T08:00:00Z@2+1 "d"`}},
		{name: "the first branch with content", body: p(`<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:t>new</w:t></mc:Choice><mc:Fallback><w:t>old</w:t></mc:Fallback></mc:AlternateContent></w:r>`),
			before: "new", after: "new"},
		{name: "empty choice", body: p(`<w:r><mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback><w:t>f</w:t></mc:Fallback></mc:AlternateContent></w:r>`),
			before: "f", after: "f"},
		{name: "inserted box", body: p(r("a"), tag("ins", by("A", 1), `<w:r><w:pict><v:textbox><w:txbxContent>`+p(r("x"))+`</w:txbxContent></v:textbox></w:pict></w:r>`)),
			before: "a", after: "a|x", changes: []string{`insertion A 2022-07-01T08:00:00Z@1+0 "x"`}},
	})
}

// TestNumbers: a paragraph's number counts every w:p below w:body, those of a branch that is not read as well.
func TestNumbers(t *testing.T) {
	box := `<w:txbxContent>` + p(r("in")) + p(r("side")) + `</w:txbxContent>`
	both := `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>` + box + `</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>` + box + `</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
	late := `<w:r><mc:AlternateContent><mc:Choice Requires="wps"/><mc:Fallback><w:pict><v:textbox>` + box + `</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`
	d := readBody(t, p(r("a"), both)+p(r("b"), late)+p(tag("ins", by("A", 1), r("c"))), nil)
	var got []int
	for _, x := range d.Paragraphs {
		got = append(got, x.Number)
	}
	if want := []int{0, 1, 2, 5, 6, 7, 8}; !slices.Equal(got, want) || d.Number(d.Changes[0].Paragraph) != 8 || d.Number(Nowhere) != Nowhere {
		t.Errorf("numbers %v, want %v; %+v", got, want, d.Changes)
	}
}

// TestMute: comments whose words are not in the file are counted, however they were lost.
func TestMute(t *testing.T) {
	at := func(id string) string { return `<w:r><w:commentReference w:id="` + id + `"/></w:r>` }
	body := p(r("a"), at("0")) + p(`<w:commentRangeStart w:id="1"/>`, r("b"), `<w:commentRangeEnd w:id="1"/>`, at("1")) + p(`<w:commentRangeStart w:id="7"/>`, r("c"))
	words := `<w:comment w:id="0" w:author="C">` + p(r("q")) + `</w:comment>`
	for name, x := range map[string]struct {
		extra map[string]string
		mute  int
	}{"no part": {nil, 2}, "one of two": {map[string]string{"comments": words}, 1}, "all": {map[string]string{"comments": words + strings.Replace(words, `"0"`, `"1"`, 1)}, 0}} {
		if d := readBody(t, body, x.extra); d.Mute != x.mute {
			t.Errorf("%s: %d, want %d", name, d.Mute, x.mute)
		}
	}
}

func TestOtherParts(t *testing.T) {
	note := func(id string, in ...string) string {
		return `<w:footnote w:id="` + id + `">` + strings.Join(in, "") + `</w:footnote>`
	}
	check(t, []construct{
		{name: "footnotes", body: p(r("a")) + p(r("b"), `<w:r><w:footnoteReference w:id="2"/></w:r>`, tag("ins", by("A", 1), r("c"))),
			extra:  map[string]string{"footnotes": `<w:footnote w:type="separator" w:id="0">` + p() + `</w:footnote>` + note("2", p(r("note "), tag("del", by("B", 2), rd("old"))))},
			before: "a|b", after: "a|bc", changes: []string{`deletion B 2022-07-02T08:00:00Z@1+5 "old" in footnote`, `insertion A 2022-07-01T08:00:00Z@1+1 "c"`}},
		{name: "inserted footnote is one change", body: p(r("b"), tag("ins", by("A", 1), `<w:r><w:footnoteReference w:id="2"/></w:r>`)),
			extra:  map[string]string{"footnotes": note("2", p(tag("ins", by("A", 1), r("words"))))},
			before: "b", after: "b", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+0 "words" in footnote`}},
		{name: "inserted reference, silent words", body: p(r("b"), tag("ins", by("A", 1), `<w:r><w:endnoteReference w:id="2"/></w:r>`)),
			extra:  map[string]string{"endnotes": `<w:endnote w:id="2">` + p(r("words")) + `</w:endnote>`},
			before: "b", after: "b", changes: []string{`insertion A 2022-07-01T08:00:00Z@0+1 ""`}},
		{name: "header and footer", body: p(r("b")), extra: map[string]string{"header2": p(tag("ins", by("A", 1), r("h"))), "footer1": p(tag("del", by("B", 1), rd("f")))},
			before: "b", after: "b", changes: []string{`deletion B 2022-07-01T08:00:00Z@-1+0 "f" in footer`, `insertion A 2022-07-01T08:00:00Z@-1+0 "h" in header`}},
	})
	d := readBody(t, p(r("b"), `<w:r><w:endnoteReference w:id="7"/></w:r>`), map[string]string{"endnotes": `<w:endnote w:id="7">` + p(r("x"), tag("ins", by("A", 1), r("y"))) + p(r("z")) + `</w:endnote>`})
	if len(d.Endnotes) != 1 || d.Endnotes[0] != (Note{"7", "x\nz", "xy\nz", 0}) {
		t.Errorf("endnotes %+v", d.Endnotes)
	}
}

func TestComments(t *testing.T) {
	com := func(id, author, para string, in ...string) string {
		return `<w:comment w:id="` + id + `" w:author="` + author + `" w:date="d"><w:p w14:paraId="` + para + `">` + strings.Join(in, "") + `</w:p></w:comment>`
	}
	start := func(id string) string { return `<w:commentRangeStart w:id="` + id + `"/>` }
	end := func(id string) string {
		return `<w:commentRangeEnd w:id="` + id + `"/><w:r><w:commentReference w:id="` + id + `"/></w:r>`
	}
	check(t, []construct{
		{name: "words with tracked ones", body: p(r("a "), start("0"), r("b"), tag("ins", by("A", 1), r("c")), tag("del", by("A", 1), rd("d")), end("0"), r(" e")),
			extra:  map[string]string{"comments": com("0", "C", "1", r("one "), r("two"))},
			before: "a bd e", after: "a bc e", changes: []string{`comment C d@0+2 "one two" on "bcd"`, `insertion A 2022-07-01T08:00:00Z@0+3 "c"`, `deletion A 2022-07-01T08:00:00Z@0+3 "d"`}},
		{name: "thread", body: p(start("0"), start("1"), start("2"), r("a"), end("0"), end("1"), end("2")) + p(start("5"), r("z"), end("5")),
			extra: map[string]string{"comments": com("0", "C", "00A1", r("q")) + com("1", "D", "00a2", r("r")) + com("2", "E", "00A3", r("s")) + com("5", "F", "00A5", r("t")),
				"commentsExtended": `<w15:commentEx w15:paraId="00A1" w15:done="1"/><w15:commentEx w15:paraId="00A2" w15:paraIdParent="00A1" w15:done="1"/><w15:commentEx w15:paraId="00A3" w15:paraIdParent="00A2" w15:done="0"/><w15:commentEx w15:paraId="00A5"/>`},
			before: "a|z", after: "a|z", changes: []string{`comment C d@0+0 "q" on "a" done`, `reply D d@0+0 "r" on "a" under 0 done`, `reply E d@0+0 "s" on "a" under 1`, `comment F d@1+0 "t" on "z"`}},
		{name: "reply without a range", body: p(r("x"), start("0"), r("a"), end("0")),
			extra:  map[string]string{"comments": com("0", "C", "A1", r("q")) + com("1", "D", "A2", r("r")), "commentsExtended": `<w15:commentEx w15:paraId="A2" w15:paraIdParent="A1"/>`},
			before: "xa", after: "xa", changes: []string{`comment C d@0+1 "q" on "a"`, `reply D d@0+1 "r" on "a" under 0`}},
		{name: "over paragraphs", body: p(r("a"), start("0"), r("b")) + tag("tbl", "", `<w:tr><w:tc>`, p(r("c")), `</w:tc></w:tr>`) + p(r("d"), end("0"), r("e")),
			extra:  map[string]string{"comments": com("0", "C", "1", r("q"))},
			before: "ab|c|de", after: "ab|c|de", changes: []string{`comment C d@0+1 "q" on "b\nc\nd" to 2`}},
		{name: "range between paragraphs", body: p(r("a")) + start("0") + p(r("b")) + `<w:commentRangeEnd w:id="0"/>` + p(r("c"), `<w:r><w:commentReference w:id="0"/></w:r>`),
			extra:  map[string]string{"comments": com("0", "C", "1", r("q"))},
			before: "a|b|c", after: "a|b|c", changes: []string{`comment C d@1+0 "q" on "b"`}},
		{name: "point, nothing, no end", body: p(r("ab"), `<w:r><w:commentReference w:id="0"/></w:r>`) + p(start("2"), r("c"), `<w:r><w:commentReference w:id="2"/></w:r>`, r("d")) + p(start("3"), r("e")),
			extra:  map[string]string{"comments": com("0", "C", "1", r("q")) + com("1", "D", "2", r("lost")) + com("2", "E", "3", r("s")) + com("3", "F", "4", r("t"))},
			before: "ab|cd|e", after: "ab|cd|e", changes: []string{`comment C d@0+2 "q"`, `comment E d@1+0 "s" on "c"`, `comment F d@2+0 "t"`, `comment D d@-1+0 "lost"`}},
		{name: "several paragraphs in a comment", body: p(start("0"), r("a"), end("0")),
			extra:  map[string]string{"comments": `<w:comment w:id="0" w:author="C" w:date="d">` + p(r("one")) + p(tag("ins", by("X", 1), r("two")), tag("del", by("X", 1), rd("three"))) + `</w:comment>`},
			before: "a", after: "a", changes: []string{`comment C d@0+0 "one\ntwo" on "a"`}},
		{name: "in a footnote", body: p(r("a")) + p(r("b"), `<w:r><w:footnoteReference w:id="2"/></w:r>`),
			extra:  map[string]string{"comments": com("0", "C", "1", r("q")), "footnotes": `<w:footnote w:id="2">` + p(start("0"), r("n"), end("0")) + `</w:footnote>`},
			before: "a|b", after: "a|b", changes: []string{`comment C d@1+0 "q" on "n" in footnote`}},
	})
}

// TestNames reads the same document in the strict namespace and under other prefixes.
func TestNames(t *testing.T) {
	body := p(r("a"), tag("ins", by("A", 1), r("b")), tag("del", by("B", 2), rd("c")))
	for name, change := range map[string]func(string) string{
		"strict": func(s string) string { return strings.ReplaceAll(s, nsWord, nsStrict) },
		"prefix": func(s string) string {
			return strings.NewReplacer("<w:", "<x:", "</w:", "</x:", " w:", " x:", "xmlns:w=", "xmlns:x=").Replace(s)
		},
		"default": func(s string) string {
			return strings.NewReplacer("<w:", "<", "</w:", "</", "xmlns:w=", `xmlns:w="`+nsWord+`" xmlns=`).Replace(s)
		},
		"UTF-16": func(s string) string {
			out := []byte{0xff, 0xfe}
			for _, c := range strings.Replace(s, "UTF-8", "UTF-16", 1) {
				out = append(out, byte(c), byte(c>>8))
			}
			return string(out)
		},
	} {
		files := parts(body, nil)
		files["word/document.xml"] = change(files["word/document.xml"])
		if name == "strict" {
			files["_rels/.rels"] = strings.ReplaceAll(files["_rels/.rels"], "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
		}
		d, err := Read(pack(t, files))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(d.Changes) != 2 || d.Paragraphs[0].Before != "ac" || d.Paragraphs[0].After != "ab" {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

// TestRecognition reads what tells whose draft a file is.
func TestRecognition(t *testing.T) {
	files := parts(`<w:p><w:pPr><w:pStyle w:val="Muc1"/></w:pPr><w:bookmarkStart w:id="1" w:name="doan-7"/>`+r("a")+`</w:p>`, map[string]string{"settings": `<w:trackRevisions/>`})
	files["_rels/.rels"] = strings.Replace(files["_rels/.rels"], "</Relationships>", `<Relationship Id="r9" Type="`+relBase+`custom-properties" Target="docProps/custom.xml"/></Relationships>`, 1)
	files["docProps/custom.xml"] = `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property pid="2" name="thidua"><vt:lpwstr>r1/v2</vt:lpwstr></property></Properties>`
	d, err := Read(pack(t, files))
	if err != nil {
		t.Fatal(err)
	}
	q := d.Paragraphs[0]
	if !d.Tracking || d.Properties["thidua"] != "r1/v2" || q.Style != "Muc1" || len(q.Bookmarks) != 1 || q.Bookmarks[0] != "doan-7" {
		t.Errorf("%+v", d)
	}
}
