package docx

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"thidua/internal/base/paper"
)

// A look is the direct formatting of a line that no style covers: the boxes.
type look struct {
	style         string // paragraph style, "" for Box
	align         string // left, center, right, both
	size          int    // points, 0 = the style's
	bold, italic  bool
	before, after int // twips
	left, right   int // indents, twips
	first         int // first line indent, twips; negative hangs
	rule          bool
	frame         bool
	mark          string // run properties of the paragraph mark
}

// line writes one paragraph of plain text in the given look.
func (b *builder) line(text string, l look) {
	b.open(l)
	b.run(paper.Run{Text: text, Bold: l.bold, Italic: l.italic}, l.size)
	b.out.WriteString(`</w:p>`)
}

// open writes the start of a paragraph and its properties, in the order of the schema.
func (b *builder) open(l look) {
	style := l.style
	if style == "" {
		style = "Box"
	}
	b.out.WriteString(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>`)
	if b.keep {
		b.out.WriteString(`<w:keepNext/>`)
	}
	if b.brk {
		b.out.WriteString(`<w:pageBreakBefore/>`)
		b.brk = false
	}
	side := func(name string) string {
		return `<w:` + name + ` w:val="single" w:sz="6" w:space="1" w:color="000000"/>`
	}
	switch {
	case l.frame:
		b.out.WriteString(`<w:pBdr>` + side("top") + side("left") + side("bottom") + side("right") + `</w:pBdr>`)
	case l.rule:
		b.out.WriteString(`<w:pBdr>` + side("top") + `</w:pBdr>`)
	}
	switch {
	case l.rule:
		// Some twips before keep the rule off the descenders above; a thin exact line below it.
		b.out.WriteString(`<w:spacing w:before="60" w:after="0" w:line="60" w:lineRule="exact"/>`)
	case l.before != 0 || l.after != 0:
		fmt.Fprintf(&b.out, `<w:spacing w:before="%d" w:after="%d"/>`, l.before, l.after)
	}
	if l.left != 0 || l.right != 0 || l.first != 0 {
		fmt.Fprintf(&b.out, `<w:ind w:left="%d" w:right="%d"`, l.left, l.right)
		switch {
		case l.first > 0:
			fmt.Fprintf(&b.out, ` w:firstLine="%d"`, l.first)
		case l.first < 0:
			fmt.Fprintf(&b.out, ` w:hanging="%d"`, -l.first)
		}
		b.out.WriteString(`/>`)
	}
	if l.align != "" {
		b.out.WriteString(`<w:jc w:val="` + l.align + `"/>`)
	}
	b.out.WriteString(l.mark)
	b.out.WriteString(`</w:pPr>`)
}

// rule writes a rule of the given length in points, centred in a column of width twips.
func (b *builder) rule(length float64, width int) {
	side := max(0, (width-int(length*20))/2)
	b.open(look{rule: true, left: side, right: side})
	b.out.WriteString(`</w:p>`)
}

// runs writes runs with the given size in points (0 = the style's); bold is added to
// the runs' own style.
func (b *builder) runs(runs []paper.Run, size int, bold bool) {
	for _, r := range runs {
		r.Bold = r.Bold || bold
		name := ""
		if r.Source != "" {
			name = b.openMark("source", r.Source)
		}
		b.run(r, size)
		if name != "" {
			b.closeMark(name)
		}
		if r.Footnote != "" {
			b.notes = append(b.notes, note{text: r.Footnote})
			fmt.Fprintf(&b.out, `<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="%d"/></w:r>`, len(b.notes))
		}
	}
}

func (b *builder) run(r paper.Run, size int) {
	text := paper.Clean(r.Text)
	if text == "" {
		return
	}
	defer b.tracked(r)()
	tag := "t"
	if r.Deleted != nil && (!r.Moved || r.Inserted != nil) { // words that were moved away keep w:t
		tag = "delText"
	}
	b.out.WriteString(`<w:r>`)
	if r.Bold || r.Italic || size > 0 {
		b.out.WriteString(`<w:rPr>`)
		if r.Bold {
			b.out.WriteString(`<w:b/><w:bCs/>`)
		}
		if r.Italic {
			b.out.WriteString(`<w:i/><w:iCs/>`)
		}
		if size > 0 {
			fmt.Fprintf(&b.out, `<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, 2*size, 2*size)
		}
		b.out.WriteString(`</w:rPr>`)
	}
	for i, l := range strings.Split(text, "\n") {
		if i > 0 {
			b.out.WriteString(`<w:br/>`)
		}
		for j, t := range strings.Split(l, "\t") {
			if j > 0 {
				b.out.WriteString(`<w:tab/>`)
			}
			if t != "" {
				b.out.WriteString(`<w:` + tag + ` xml:space="preserve">` + escape(t) + `</w:` + tag + `>`)
			}
		}
	}
	b.out.WriteString(`</w:r>`)
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")

// escape gives text as XML character data; the text is already clean.
func escape(s string) string { return escaper.Replace(s) }

// A mark is a bookmark and the full id it stands for.
type mark struct{ name, kind, id string }

// MarkName gives the bookmark name of an id of kind "source" or "block": valid for Word
// (a letter, then letters, digits and "_", at most 40), the same in every document. The
// second and later places of one id add "_2", "_3"….
func MarkName(kind, id string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + id))
	return kind[:1] + "_" + hex.EncodeToString(sum[:12])
}

// openMark starts a bookmark and gives its name.
func (b *builder) openMark(kind, id string) string {
	name := MarkName(kind, id)
	b.seen[name]++
	if n := b.seen[name]; n > 1 {
		name += "_" + strconv.Itoa(n)
	}
	b.marks = append(b.marks, mark{name, kind, id})
	fmt.Fprintf(&b.out, `<w:bookmarkStart w:id="%d" w:name="%s"/>`, len(b.marks), name)
	return name
}

func (b *builder) closeMark(name string) {
	for i := len(b.marks) - 1; i >= 0; i-- {
		if b.marks[i].name == name {
			fmt.Fprintf(&b.out, `<w:bookmarkEnd w:id="%d"/>`, i+1)
			return
		}
	}
}
