package intake

import (
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// docxBook reads a document: its tables as sheets, the rest as prose.
type docxBook struct {
	z      *archive
	s      *scanner
	lim    Limits
	book   *sheet.Book
	styles map[string]docStyle
	theme  map[string]string // "minor", "major" → font
	nums   *numbering
	tables []*grid
	cells  int
	paras  int // paragraphs anywhere
	body   int // paragraphs under the body

	styleDef *string // id of the default paragraph style, once looked up
}

// openDOCX reads a document whose main part is main.
func openDOCX(z *archive, main string, lim Limits) (*sheet.Book, error) {
	d := &docxBook{z: z, lim: lim, book: &sheet.Book{Format: sheet.DOCX}, theme: map[string]string{}}
	rels, err := z.relations(main)
	if err != nil {
		return nil, err
	}
	if err := d.readTheme(byKind(rels, "theme")); err != nil {
		return nil, err
	}
	if err := d.readStyles(byKind(rels, "styles")); err != nil {
		return nil, err
	}
	if err := d.readNumbering(byKind(rels, "numbering")); err != nil {
		return nil, err
	}
	if d.s, err = z.part(main); err != nil {
		return nil, err
	}
	for {
		t, err := d.s.next()
		if err != nil {
			return nil, err
		}
		if t == tokEOF {
			break
		}
		if t == tokStart && d.s.name == "body" {
			if err := d.blocks(d.addProse); err != nil {
				return nil, err
			}
		} else if t == tokStart && d.s.name != "document" {
			if err := d.s.skip(); err != nil {
				return nil, err
			}
		}
	}
	for _, g := range d.tables {
		d.book.Sheets = append(d.book.Sheets, g.finish())
	}
	return d.book, nil
}

// addProse takes a paragraph of the body.
func (d *docxBook) addProse(p *para) error {
	d.body++
	d.book.Prose = append(d.book.Prose, sheet.Paragraph{
		N: d.body, At: "P" + strconv.Itoa(d.body), Text: p.String(), Level: p.level,
		Bold: p.anyText && p.allBold, Font: p.font, Number: p.number,
	})
	return nil
}

// blocks reads paragraphs and tables up to the end of the current element and gives the
// paragraphs to sink; tables become sheets of their own.
func (d *docxBook) blocks(sink func(*para) error) error {
	return d.s.each(func(name string) error { return d.block(name, sink) })
}

func (d *docxBook) block(name string, sink func(*para) error) error {
	switch name {
	case "p":
		p, err := d.paragraph()
		if err != nil {
			return err
		}
		return sink(p)
	case "tbl":
		return d.table()
	case "sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag":
		return d.blocks(sink)
	case "AlternateContent":
		return d.alternate(func(name string) error { return d.block(name, sink) })
	case "altChunk":
		return fault.New(fault.Invalid, "intake.altchunk|Tệp Word chèn nguyên một tài liệu khác (altChunk) nên không đọc được hết nội dung. Mở bằng Word, lưu lại dạng .docx rồi tải lên.")
	}
	return d.s.skip()
}

// alternate reads the first branch of mc:AlternateContent and leaves out the others,
// which say the same for older programs.
func (d *docxBook) alternate(child func(name string) error) error {
	taken := false
	return d.s.each(func(name string) error {
		if taken || name != "Choice" && name != "Fallback" {
			return d.s.skip()
		}
		taken = true
		return d.s.each(child)
	})
}

// para is a paragraph being read.
type para struct {
	text    strings.Builder
	live    strings.Builder // text without its struck runs
	boxes   []string        // texts of text boxes anchored here
	style   string
	level   int
	number  string
	font    string
	anyText bool
	allBold bool
	allDead bool // every run with text is struck through
	anyDead bool // some run with text is
}

// String gives the text, then that of the text boxes anchored in the paragraph.
func (p *para) String() string { return p.with(p.text.String()) }

// with joins t with the texts of the boxes.
func (p *para) with(t string) string {
	for _, b := range p.boxes {
		if t != "" {
			t += "\n"
		}
		t += b
	}
	return t
}

func (d *docxBook) paragraph() (*para, error) {
	if d.paras++; d.paras > d.lim.Paragraphs {
		return nil, fault.New(fault.TooLarge, "intake.paragraphs|Tệp Word có hơn {n} đoạn văn. Chỉ giữ lại phần số liệu cần nộp, lưu lại rồi tải lên.", fault.P{"n": d.lim.Paragraphs})
	}
	p := &para{allBold: true, allDead: true}
	props := paraProps{outline: -1, numID: -1, level: -1}
	started := false
	start := func() {
		if !started {
			started = true
			d.begin(p, props)
		}
	}
	err := d.s.each(func(name string) error {
		if name == "pPr" {
			var err error
			props, err = d.readParaProps()
			return err
		}
		start()
		return d.inline(name, p)
	})
	start()
	return p, err
}

// begin settles heading level and list number of a paragraph.
func (d *docxBook) begin(p *para, props paraProps) {
	if props.style == "" {
		props.style = d.defaultStyle()
	}
	p.style = props.style
	st := d.style(props.style)
	if props.outline < 0 {
		props.outline = st.outline
	}
	if props.outline >= 0 && props.outline < 9 {
		p.level = props.outline + 1
	}
	if props.numID < 0 {
		props.numID = st.numID
	}
	if props.level < 0 {
		props.level = st.numLevel
	}
	if props.numID > 0 {
		p.number = d.nums.next(props.numID, max(props.level, 0), props.style)
	}
}

// inline reads one child of a paragraph.
func (d *docxBook) inline(name string, p *para) error {
	child := func(name string) error { return d.inline(name, p) }
	switch name {
	case "r":
		return d.run(p, runProps{})
	case "hyperlink", "ins", "moveTo", "smartTag", "fldSimple", "customXml", "dir", "bdo", "sdt", "sdtContent":
		return d.s.each(child)
	case "oMath", "oMathPara":
		return d.math(p)
	case "AlternateContent":
		return d.alternate(child)
	}
	return d.s.skip() // deletions, bookmarks, properties
}

// math takes the characters of a formula in order.
func (d *docxBook) math(p *para) error {
	return d.s.each(func(name string) error {
		switch {
		case name == "r":
			return d.run(p, runProps{})
		case name == "del" || name == "moveFrom" || strings.HasSuffix(name, "Pr"):
			return d.s.skip()
		}
		return d.math(p)
	})
}

// run reads one run of text.
func (d *docxBook) run(p *para, props runProps) error {
	return d.s.each(func(name string) error { return d.runChild(name, p, &props) })
}

func (d *docxBook) runChild(name string, p *para, props *runProps) error {
	switch name {
	case "rPr":
		got, err := d.readRunProps()
		*props = got.over(*props)
		return err
	case "t":
		t, err := d.s.inner()
		d.put(p, *props, t)
		return err
	case "tab", "ptab":
		d.put(p, *props, "\t")
	case "br", "cr":
		d.put(p, *props, "\n")
	case "noBreakHyphen":
		d.put(p, *props, "-")
	case "sym":
		d.put(p, *props, symbol(d.s.attr("char"), d.s.attr("font")))
	case "AlternateContent":
		return d.alternate(func(name string) error { return d.runChild(name, p, props) })
	case "ruby", "rubyBase":
		return d.s.each(func(name string) error { return d.runChild(name, p, props) })
	case "r":
		return d.run(p, *props)
	case "drawing", "pict", "object":
		return d.boxes(p)
	}
	return d.s.skip()
}

// boxes looks for text boxes within a drawing.
func (d *docxBook) boxes(p *para) error {
	return d.s.each(func(name string) error {
		switch name {
		case "txbxContent":
			return d.blocks(func(in *para) error {
				if t := in.String(); t != "" {
					p.boxes = append(p.boxes, t)
				}
				return nil
			})
		case "AlternateContent":
			return d.alternate(func(name string) error {
				if name == "txbxContent" {
					return d.s.skip()
				}
				return d.boxes(p)
			})
		}
		return d.boxes(p)
	})
}

// put adds text to the paragraph unless it is hidden.
func (d *docxBook) put(p *para, props runProps, text string) {
	char := d.style(props.style).run
	all := props.over(char).over(d.style(p.style).run).over(d.style(docDefaults).run)
	if all.hidden == 1 || text == "" {
		return
	}
	p.text.WriteString(text)
	if all.struck != 1 {
		p.live.WriteString(text)
	}
	if p.font == "" {
		p.font = all.font
	}
	if strings.TrimSpace(text) != "" {
		p.anyText = true
		p.allBold = p.allBold && all.bold == 1
		p.allDead = p.allDead && all.struck == 1
		p.anyDead = p.anyDead || all.struck == 1
	}
}

// symbols are the signs that Word takes from Symbol and Wingdings, which have no code
// point of their own.
var symbols = map[string]string{
	"f0b7": "•", "f0a7": "▪", "f0d8": "➢", "f0fc": "✓", "f0fe": "☑", "f0fd": "☒", "f0a8": "☐", "f06f": "☐",
	"f0fb": "✗", "f078": "☒", "f0e0": "→", "f0b3": "≥", "f0a3": "≤", "f0b4": "×", "f0b1": "±", "f0b0": "°", "f02d": "-", "f076": "❖", "f071": "❑", "f09f": "•",
}

func symbol(code, _ string) string {
	code = strings.ToLower(code)
	if s, ok := symbols[code]; ok {
		return s
	}
	n, err := strconv.ParseInt(code, 16, 32)
	if err != nil || n < 32 || n >= 0xd800 && n < 0xe000 || n > 0xffff {
		return ""
	}
	if n >= 0xf020 && n <= 0xf07e {
		n -= 0xf000
	}
	return string(rune(n))
}
