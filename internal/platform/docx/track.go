package docx

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"thidua/internal/base/paper"
)

// A comment is one of the file, under its number.
type comment struct {
	paper.Mark
	text   string
	parent int // number of what it replies to, -1 for none
}

// attrs writes what an element says of who changed and when. Ids start beyond those of
// bookmarks, so that no two elements share one.
func (b *builder) attrs(m *paper.Mark) string {
	b.edits++
	s := fmt.Sprintf(` w:id="%d" w:author="%s"`, 100000+b.edits, escape(oneLine(m.Author)))
	if !m.At.IsZero() {
		s += ` w:date="` + m.At.UTC().Format(time.RFC3339) + `"`
	}
	return s
}

func oneLine(s string) string { return strings.Join(strings.Fields(paper.Clean(s)), " ") }

// tracked opens the elements of a tracked run and gives what closes them.
func (b *builder) tracked(r paper.Run) (end func()) {
	tail := ""
	if r.Inserted != nil {
		name := "ins"
		if r.Moved {
			name = "moveTo"
		}
		b.out.WriteString(`<w:` + name + b.attrs(r.Inserted) + `>`)
		tail = `</w:` + name + `>`
	}
	if r.Deleted != nil {
		name := "del"
		if r.Moved && r.Inserted == nil {
			name = "moveFrom"
		}
		b.out.WriteString(`<w:` + name + b.attrs(r.Deleted) + `>`)
		tail = `</w:` + name + `>` + tail
	}
	return func() { b.out.WriteString(tail) }
}

// movedRange opens the range of a moved paragraph, within it, and gives what closes it behind it.
func (b *builder) movedRange(blk *paper.Block) (end string) {
	name, m := "moveTo", blk.Inserted
	if blk.Deleted != nil {
		name, m = "moveFrom", blk.Deleted
	}
	if blk.Moved == "" || m == nil {
		return ""
	}
	b.out.WriteString(`<w:` + name + `RangeStart` + b.attrs(m) + ` w:name="` + escape(oneLine(blk.Moved)) + `"/>`)
	return fmt.Sprintf(`<w:%sRangeEnd w:id="%d"/>`, name, 100000+b.edits)
}

// paragraphMark gives the run properties of the mark of a tracked paragraph.
func (b *builder) paragraphMark(blk *paper.Block) string {
	s, in, out := "", "ins", "del"
	if blk.Moved != "" {
		in, out = "moveTo", "moveFrom"
	}
	if blk.Inserted != nil {
		s += `<w:` + in + b.attrs(blk.Inserted) + `/>`
	}
	if blk.Deleted != nil {
		s += `<w:` + out + b.attrs(blk.Deleted) + `/>`
	}
	if s == "" {
		return ""
	}
	return `<w:rPr>` + s + `</w:rPr>`
}

// commented writes runs with the ranges of their comments.
func (b *builder) commented(runs []paper.Run, list []paper.Comment) {
	if len(list) == 0 {
		b.runs(runs, 0, false)
		return
	}
	first := make([]int, len(list)) // number of each comment; its replies follow it
	for i, c := range list {
		first[i] = len(b.talk)
		b.talk = append(b.talk, comment{c.Mark, c.Text, -1})
		for _, r := range c.Replies {
			b.talk = append(b.talk, comment{r.Mark, r.Text, first[i]})
		}
	}
	for at := 0; at <= len(runs); at++ {
		for i, c := range list {
			if to := min(max(c.To, c.From), len(runs)); to == at && c.From < at {
				b.closeComment(first[i], len(c.Replies))
			}
		}
		for i, c := range list {
			if min(c.From, len(runs)) != at {
				continue
			}
			for k := range 1 + len(c.Replies) {
				fmt.Fprintf(&b.out, `<w:commentRangeStart w:id="%d"/>`, first[i]+k)
			}
			if c.To <= c.From || c.From >= len(runs) {
				b.closeComment(first[i], len(c.Replies))
			}
		}
		if at < len(runs) {
			b.runs(runs[at:at+1], 0, false)
		}
	}
}

func (b *builder) closeComment(n, replies int) {
	for k := range 1 + replies {
		fmt.Fprintf(&b.out, `<w:commentRangeEnd w:id="%d"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="%d"/></w:r>`, n+k, n+k)
	}
}

const (
	w14 = `xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"`
	w15 = `xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"`
)

// paraID names the last paragraph of a comment, by which replies find what they reply to.
func paraID(n int) string { return fmt.Sprintf("%08X", 0x10000000+n) }

func (b *builder) comments() []byte {
	var s bytes.Buffer
	s.WriteString(xmlHead + `<w:comments ` + wordNS + ` ` + w14 + `>`)
	for n, c := range b.talk {
		date := ""
		if !c.At.IsZero() {
			date = ` w:date="` + c.At.UTC().Format(time.RFC3339) + `"`
		}
		fmt.Fprintf(&s, `<w:comment w:id="%d" w:author="%s"%s w:initials="%s">`, n, escape(oneLine(c.Author)), date, escape(initials(c.Author)))
		lines := paper.Lines(c.text)
		if len(lines) == 0 {
			lines = []string{""}
		}
		for i, l := range lines {
			id := ""
			if i == len(lines)-1 {
				id = ` w14:paraId="` + paraID(n) + `"`
			}
			s.WriteString(`<w:p` + id + `><w:pPr><w:pStyle w:val="CommentText"/></w:pPr>`)
			if i == 0 {
				s.WriteString(`<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:annotationRef/></w:r>`)
			}
			s.WriteString(`<w:r><w:t xml:space="preserve">` + escape(paper.Clean(l)) + `</w:t></w:r></w:p>`)
		}
		s.WriteString(`</w:comment>`)
	}
	s.WriteString(`</w:comments>`)
	return s.Bytes()
}

func (b *builder) commentsExtended() []byte {
	var s bytes.Buffer
	s.WriteString(xmlHead + `<w15:commentsEx ` + w15 + `>`)
	for n, c := range b.talk {
		parent := ""
		if c.parent >= 0 {
			parent = ` w15:paraIdParent="` + paraID(c.parent) + `"`
		}
		s.WriteString(`<w15:commentEx w15:paraId="` + paraID(n) + `"` + parent + ` w15:done="0"/>`)
	}
	s.WriteString(`</w15:commentsEx>`)
	return s.Bytes()
}

// initials gives the first letters of the words of a name.
func initials(name string) string {
	out := ""
	for _, w := range strings.Fields(paper.Clean(name)) {
		if r := []rune(w); len(out) < 12 {
			out += strings.ToUpper(string(r[0]))
		}
	}
	return out
}

func (b *builder) properties() []byte {
	var s bytes.Buffer
	s.WriteString(xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`)
	for i, p := range b.doc.Properties {
		fmt.Fprintf(&s, `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s"><vt:lpwstr>%s</vt:lpwstr></property>`, i+2, escape(oneLine(p[0])), escape(oneLine(p[1])))
	}
	s.WriteString(`</Properties>`)
	return s.Bytes()
}
