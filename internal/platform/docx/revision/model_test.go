package revision

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
)

// The model writes documents with tracked edits and knows what they say before and after,
// from how the edits were made, not from the file.

// edit is what was done to a stretch of text or to a paragraph mark.
type edit struct {
	ins, del int // author + 1, 0 for none
}

type stretch struct {
	text string
	edit
}

type block struct { // a paragraph, or a table when rows is set
	text []stretch
	mark edit
	rows []tableRow
}

type tableRow struct {
	edit
	cells [][]block
}

var (
	people = []string{"Đại biểu A", "Thư ký B", "C & D"}
	words  = strings.Fields("thi đua khen thưởng phong trào kế hoạch chỉ tiêu <5% & \"báo cáo\" 𝄞 71,2% Sở Tư pháp đơn_vị 'hoàn thành'")
)

const modelDate = "2022-07-08T08:15:00Z"

type maker struct {
	*rand.Rand
	id     int
	simple bool // only what LibreOffice 7.4 reads by the standard, too
}

func (m *maker) phrase() string {
	var list []string
	for range 1 + m.IntN(4) {
		list = append(list, words[m.IntN(len(words))])
	}
	return strings.Join(list, " ") + []string{"", " ", ". "}[m.IntN(3)]
}

func (m *maker) edit(odds int) (e edit) {
	switch m.IntN(odds) {
	case 0:
		e.ins = 1 + m.IntN(len(people))
	case 1:
		e.del = 1 + m.IntN(len(people))
	case 2:
		if m.IntN(3) == 0 && !m.simple {
			e = edit{1 + m.IntN(len(people)), 1 + m.IntN(len(people))}
		}
	}
	return e
}

// paragraphs makes n paragraphs; the mark of the last is never touched, as in word processors.
func (m *maker) paragraphs(n int) []block {
	list := make([]block, n)
	for i := range list {
		if m.IntN(6) == 0 { // inserted or deleted whole
			e := edit{ins: 1 + m.IntN(len(people))}
			if m.IntN(2) == 0 {
				e = edit{del: e.ins}
			}
			list[i].text = []stretch{{m.phrase(), e}}
			list[i].mark = e
		} else {
			for range m.IntN(5) {
				list[i].text = append(list[i].text, stretch{m.phrase(), m.edit(5)})
			}
			list[i].mark = m.edit(12)
			if m.simple {
				list[i].text = append(append([]stretch{{text: "Đ "}}, list[i].text...), stretch{text: " z"})
			}
		}
	}
	list[n-1].mark = edit{}
	return list
}

func (m *maker) document() []block {
	var list []block
	for range 1 + m.IntN(4) {
		list = append(list, m.paragraphs(1+m.IntN(6))...)
		if m.IntN(2) == 0 {
			var t block
			cols := 1 + m.IntN(3)
			for i := range 1 + m.IntN(3) {
				row := tableRow{}
				if i > 0 {
					row.edit = m.edit(8)
				}
				for range cols {
					row.cells = append(row.cells, m.paragraphs(1+m.IntN(2)))
				}
				if m.simple && row.edit != (edit{}) {
					for _, c := range row.cells {
						all(c, row.edit)
					}
				}
				t.rows = append(t.rows, row)
			}
			list = append(list, t)
		}
	}
	return append(list, m.paragraphs(1+m.IntN(3))...)
}

// all gives one edit to all text of the paragraphs.
func all(list []block, e edit) {
	for i, b := range list {
		for k := range b.text {
			b.text[k].edit = e
		}
		if list[i].mark = e; i == len(list)-1 {
			list[i].mark = edit{}
		}
	}
}

// expect lists the paragraphs of blocks with the edits that hide taken out.
func expect(list []block, hide func(edit) bool) (out []string) {
	line, open := "", false
	for _, b := range list {
		if b.rows != nil {
			for _, row := range b.rows {
				if hide(row.edit) {
					continue
				}
				for _, c := range row.cells {
					out = append(out, expect(c, hide)...)
				}
			}
			continue
		}
		for _, s := range b.text {
			if !hide(s.edit) {
				line += s.text
			}
		}
		if open = hide(b.mark); !open {
			out = append(out, line)
			line = ""
		}
	}
	return out
}

type found struct {
	kind, author, text string
	paragraph, offset  int
}

// edits lists the changes of text in the paragraphs, stretches of one author joined.
func edits(list []block, n *int, added bool) (out []found) {
	for _, b := range list {
		if b.rows != nil {
			for _, row := range b.rows {
				for _, c := range row.cells {
					out = append(out, edits(c, n, added || row.ins > 0)...)
				}
			}
			continue
		}
		for _, kind := range []string{"insertion", "deletion"} {
			at, run, who := 0, -1, 0
			for _, s := range b.text {
				by := s.ins
				if kind == "deletion" {
					by = s.del
				}
				switch {
				case by == 0:
					run = -1
				case run >= 0 && by == who:
					out[run].text += s.text
				default:
					out = append(out, found{kind, people[by-1], s.text, *n, at})
					run, who = len(out)-1, by
				}
				if s.ins == 0 && !added {
					at += len(utf16.Encode([]rune(s.text)))
				}
			}
		}
		*n++
	}
	return out
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")

func (m *maker) by(n int) string {
	m.id++
	return fmt.Sprintf(` w:id="%d" w:author="%s" w:date="%s"`, m.id, escape.Replace(people[n-1]), modelDate)
}

// xml writes blocks as a word processor might: runs cut anywhere, noise between them.
func (m *maker) xml(list []block) string {
	var b strings.Builder
	for _, x := range list {
		if x.rows != nil {
			b.WriteString("<w:tbl><w:tblPr><w:tblW w:w=\"0\" w:type=\"auto\"/></w:tblPr><w:tblGrid>" + strings.Repeat(`<w:gridCol w:w="2000"/>`, len(x.rows[0].cells)) + "</w:tblGrid>")
			for _, row := range x.rows {
				b.WriteString("<w:tr><w:trPr>" + m.marks(row.edit) + "</w:trPr>")
				for _, c := range row.cells {
					b.WriteString("<w:tc><w:tcPr><w:tcW w:w=\"2000\" w:type=\"dxa\"/></w:tcPr>" + m.xml(c) + "</w:tc>")
				}
				b.WriteString("</w:tr>")
			}
			b.WriteString("</w:tbl>")
			continue
		}
		b.WriteString("<w:p>")
		if k := m.marks(x.mark); k != "" {
			b.WriteString("<w:pPr><w:jc w:val=\"both\"/><w:rPr>" + k + "<w:b/></w:rPr></w:pPr>")
		}
		for _, s := range x.text {
			b.WriteString(m.stretch(s))
		}
		b.WriteString("</w:p>")
	}
	return b.String()
}

func (m *maker) marks(e edit) (s string) {
	if e.ins > 0 {
		s += "<w:ins" + m.by(e.ins) + "/>"
	}
	if e.del > 0 {
		s += "<w:del" + m.by(e.del) + "/>"
	}
	return s
}

func (m *maker) stretch(s stretch) string {
	name := "w:t"
	if s.del > 0 {
		name = "w:delText"
	}
	var out strings.Builder
	for rest := []rune(s.text); len(rest) > 0; {
		n := 1 + m.IntN(len(rest))
		run := "<w:r><w:rPr><w:b/><w:sz w:val=\"28\"/></w:rPr><" + name + ` xml:space="preserve">` + escape.Replace(string(rest[:n])) + "</" + name + "></w:r>"
		if s.del > 0 {
			run = "<w:del" + m.by(s.del) + ">" + run + "</w:del>"
		}
		if s.ins > 0 {
			run = "<w:ins" + m.by(s.ins) + ">" + run + "</w:ins>"
		}
		if m.IntN(5) == 0 {
			m.id++
			run = fmt.Sprintf(`<w:bookmarkStart w:id="%d" w:name="b%d"/>%s<w:bookmarkEnd w:id="%d"/>`, m.id, m.id, run, m.id)
		}
		out.WriteString(run)
		rest = rest[n:]
	}
	return out.String()
}

func makeModel(seed uint64, simple bool) ([]block, string) {
	m := &maker{rand.New(rand.NewPCG(seed, 5)), 0, simple}
	list := m.document()
	return list, m.xml(list)
}

// TestModel compares many generated documents with what their model says.
func TestModel(t *testing.T) {
	total := 0
	for seed := range uint64(400) {
		list, body := makeModel(seed, false)
		d := readBody(t, body, nil)
		same(t, fmt.Sprintf("seed %d rejected", seed), d.RejectAll(), expect(list, func(e edit) bool { return e.ins > 0 }))
		same(t, fmt.Sprintf("seed %d accepted", seed), d.AcceptAll(), expect(list, func(e edit) bool { return e.del > 0 }))
		n := 0
		want := map[found]int{}
		for _, f := range edits(list, &n, false) {
			want[f]++
			total++
		}
		for _, c := range d.Changes {
			f := found{string(c.Kind), c.Author, c.Text, c.Paragraph, c.Offset}
			if want[f]--; want[f] < 0 && strings.Trim(c.Text, "\n") != "" && !c.Row {
				t.Errorf("seed %d: invented %+v", seed, c)
			}
			if c.Date != modelDate {
				t.Errorf("seed %d: date %q", seed, c.Date)
			}
		}
		for f, n := range want {
			if n > 0 {
				t.Errorf("seed %d: lost %+v", seed, f)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, body)
		}
	}
	if total < 5000 {
		t.Errorf("only %d edits were made", total)
	}
}
