package intake

import (
	"io"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// odsBook reads an OpenDocument spreadsheet.
type odsBook struct {
	s       *scanner
	lim     Limits
	book    *sheet.Book
	fonts   map[string]string   // font face → family
	formats map[string]string   // data style → number format code
	styles  map[string]odsStyle // family + "/" + name
	cells   int
}

// odsStyle is what a style says about values; parent links to what it takes over.
type odsStyle struct {
	parent string
	data   string
	font   string
	struck int8 // 0 unset, 1 on, 2 off
	hidden bool // a table that is not displayed
}

// openODS reads content.xml, with the styles it shares from styles.xml.
func openODS(z *archive, lim Limits) (*sheet.Book, error) {
	if err := refuseODF(z); err != nil {
		return nil, err
	}
	o := &odsBook{lim: lim, book: &sheet.Book{Format: sheet.ODS}, fonts: map[string]string{}, formats: map[string]string{}, styles: map[string]odsStyle{}}
	for _, part := range []string{"styles.xml", "content.xml"} {
		s, err := z.part(part)
		if err != nil {
			return nil, err
		}
		if s == nil {
			continue
		}
		o.s = s
		if err := o.document(); err != nil {
			return nil, err
		}
	}
	return o.book, nil
}

// refuseODF turns away encrypted files, documents of other kinds, and macros.
func refuseODF(z *archive) error {
	if f := z.files["mimetype"]; f != nil && f.UncompressedSize64 < 256 {
		r, err := f.Open()
		if err != nil {
			return err
		}
		b, err := io.ReadAll(io.LimitReader(r, 256))
		if err != nil {
			return err
		}
		if m := string(b); strings.Contains(m, "opendocument") && !strings.Contains(m, "opendocument.spreadsheet") {
			return fault.New(fault.Invalid, "intake.odf|Tệp OpenDocument này không phải bảng tính. Mở bằng LibreOffice, chọn Lưu thành (Save As) dạng .docx hoặc .xlsx rồi tải lên.")
		}
	}
	for part := range z.files {
		macro := strings.HasPrefix(part, "basic/") && !strings.HasSuffix(part, "script-lc.xml") && !strings.HasSuffix(part, "script-lb.xml")
		if macro || strings.HasPrefix(part, "scripts/") {
			return macroRefused()
		}
	}
	s, err := z.part("META-INF/manifest.xml")
	for s != nil && err == nil {
		var t token
		if t, err = s.next(); t == tokEOF {
			break
		}
		if err == nil && t == tokStart && s.name == "encryption-data" {
			return passwordRefused()
		}
	}
	return err
}

// document walks through one part: styles first, then the tables.
func (o *odsBook) document() error {
	s := o.s
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		if t == tokEOF {
			return nil
		}
		if t != tokStart {
			continue
		}
		switch s.name {
		case "font-face":
			o.fonts[s.attr("name")] = strings.Trim(s.attr("font-family"), "'\" ")
		case "style", "default-style":
			err = o.readStyle()
		case "number-style", "percentage-style", "currency-style", "date-style", "time-style", "boolean-style", "text-style":
			err = o.readFormat(s.name)
		case "table":
			err = o.readTable()
		case "tracked-changes", "dde-links", "content-validations", "master-styles", "scripts", "forms", "database-ranges", "data-pilot-tables":
			err = s.skip()
		}
		if err != nil {
			return err
		}
	}
}

func (o *odsBook) readStyle() error {
	s := o.s
	key := s.attr("family") + "/" + s.attr("name")
	st := odsStyle{data: s.attr("data-style-name")}
	if p := s.attr("parent-style-name"); p != "" {
		st.parent = s.attr("family") + "/" + p
	} else if s.attr("name") != "" {
		st.parent = s.attr("family") + "/"
	}
	err := s.each(func(name string) error {
		switch name {
		case "text-properties":
			if st.font = s.attr("font-name"); st.font == "" {
				st.font = strings.Trim(s.attr("font-family"), "'\" ")
			}
			if v, ok := s.lookup("text-line-through-style"); ok {
				st.struck = toggle(v != "none")
			} else if v, ok := s.lookup("text-line-through-type"); ok {
				st.struck = toggle(v != "none")
			}
		case "table-properties":
			st.hidden = !s.flag("display", true)
		}
		return s.skip()
	})
	if len(o.styles) < maxNames {
		o.styles[key] = st
	}
	return err
}

// readFormat writes a data style as a number format code.
func (o *odsBook) readFormat(kind string) error {
	s := o.s
	name := s.attr("name")
	var b strings.Builder
	err := s.each(func(part string) error {
		switch part {
		case "number", "fraction":
			if s.flag("grouping", false) {
				b.WriteString("#,##")
			}
			b.WriteString("0")
			if n := clamp(s.num("decimal-places", 0), 0, 20); n > 0 {
				b.WriteString("." + strings.Repeat("0", n))
			}
		case "scientific-number":
			b.WriteString("0.00E+00")
		case "text", "currency-symbol":
			t, err := s.inner()
			switch {
			case t == "%" && kind == "percentage-style", kind == "date-style", kind == "time-style":
				b.WriteString(t)
			case t != "":
				b.WriteString(`"` + strings.ReplaceAll(t, `"`, "") + `"`)
			}
			return err
		case "text-content":
			b.WriteString("@")
		default:
			b.WriteString(datePart(part, s.attr("style") == "long"))
		}
		return s.skip()
	})
	code := b.String()
	if kind == "percentage-style" && !strings.Contains(code, "%") {
		code += "%"
	}
	if kind == "number-style" && code == "0" && name == "N0" {
		code = ""
	}
	if len(o.formats) < maxNames {
		o.formats[name] = code
	}
	return err
}

func datePart(part string, long bool) string {
	short := map[string]string{"day": "d", "month": "m", "year": "yy", "hours": "h", "minutes": "m", "seconds": "s", "am-pm": "AM/PM", "day-of-week": "ddd"}[part]
	switch {
	case part == "year" && long:
		return "yyyy"
	case long && len(short) == 1:
		return short + short
	}
	return short
}

// style resolves a style with what it takes over.
func (o *odsBook) style(key string) odsStyle {
	st, ok := o.styles[key]
	for n, up := 0, st; ok && up.parent != "" && n < 20; n++ {
		if up, ok = o.styles[up.parent]; ok {
			if st.font == "" {
				st.font = up.font
			}
			if st.data == "" {
				st.data = up.data
			}
			if st.struck == 0 {
				st.struck = up.struck
			}
		}
	}
	if f, ok := o.fonts[st.font]; ok && f != "" {
		st.font = f
	}
	return st
}

// odsText is the text of a cell while it is read.
type odsText struct {
	paras  []string
	lives  []string // paras without their struck spans
	font   string   // of the first span, when text begins with one
	note   string
	struck int // runs struck through
	runs   int
}

func (t *odsText) String() string { return strings.Join(t.paras, "\n") }

// content reads what stands in a cell, keeping comments apart.
func (o *odsBook) content() (odsText, error) {
	var t odsText
	err := o.s.each(func(name string) error {
		switch name {
		case "p", "h":
			p := &odsPara{fresh: true, out: &t}
			err := o.paragraph(p, "")
			t.paras = append(t.paras, p.b.String())
			t.lives = append(t.lives, p.live.String())
			return err
		case "annotation":
			var note odsText
			err := o.s.each(func(name string) error {
				if name != "p" {
					return o.s.skip()
				}
				p := &odsPara{fresh: true, out: &note}
				err := o.paragraph(p, "")
				note.paras = append(note.paras, p.b.String())
				return err
			})
			t.note = note.String()
			return err
		}
		return o.s.skip()
	})
	return t, err
}

// odsPara is one paragraph: runs of white space count as one blank, none at its start.
type odsPara struct {
	b     strings.Builder
	live  strings.Builder // b without struck spans
	fresh bool            // the last thing was white space, or nothing
	out   *odsText
}

func (p *odsPara) put(text, font string, struck bool) {
	before := p.b.Len()
	for _, r := range text {
		if r == ' ' || r == '\t' || r == '\n' || r == '\r' {
			if !p.fresh {
				p.b.WriteByte(' ')
			}
			p.fresh = true
			continue
		}
		p.b.WriteRune(r)
		p.fresh = false
	}
	if !struck {
		p.live.WriteString(p.b.String()[before:])
	}
	if strings.TrimSpace(text) != "" {
		if p.out.runs == 0 {
			p.out.font = font
		}
		p.out.runs++
		if struck {
			p.out.struck++
		}
	}
}

// blank adds white space that has an element of its own.
func (p *odsPara) blank(s string, st odsStyle) {
	p.b.WriteString(s)
	if st.struck != 1 {
		p.live.WriteString(s)
	}
}

// paragraph reads text with its spans up to the end of the current element.
func (o *odsBook) paragraph(p *odsPara, span string) error {
	s := o.s
	var st odsStyle
	if span != "" {
		st = o.style("text/" + span)
	}
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t {
		case tokEnd, tokEOF:
			return nil
		case tokText:
			p.put(s.chars(), st.font, st.struck == 1)
			continue
		}
		switch s.name {
		case "span":
			name := s.attr("style-name")
			if name == "" {
				name = span
			}
			err = o.paragraph(p, name)
		case "a", "ruby", "ruby-base", "meta", "meta-field", "date", "time", "sheet-name", "title", "page-number", "file-name", "author-name":
			err = o.paragraph(p, span)
		case "s":
			p.blank(strings.Repeat(" ", clamp(s.num("c", 1), 1, 1000)), st)
			p.fresh = false
			err = s.skip()
		case "tab":
			p.blank("\t", st)
			p.fresh = true
			err = s.skip()
		case "line-break":
			p.blank("\n", st)
			p.fresh = true
			err = s.skip()
		default:
			err = s.skip()
		}
		if err != nil {
			return err
		}
	}
}

// openFormula rewrites an OpenFormula ("of:=SUM([.D7:.E7];1)") the way workbooks write
// it ("SUM(D7:E7,1)").
func openFormula(f string) string {
	if i := strings.Index(f, ":="); i >= 0 && i < 8 {
		f = f[i+1:]
	}
	f = strings.TrimPrefix(f, "=")
	var b strings.Builder
	for i := 0; i < len(f); i++ {
		switch c := f[i]; c {
		case '"':
			j := strings.IndexByte(f[i+1:], '"')
			if j < 0 {
				b.WriteString(f[i:])
				return b.String()
			}
			b.WriteString(f[i : i+j+2])
			i += j + 1
		case '[':
			j := strings.IndexByte(f[i:], ']')
			if j < 0 {
				b.WriteString(f[i:])
				return b.String()
			}
			b.WriteString(bracketRef(f[i+1 : i+j]))
			i += j
		case ';':
			b.WriteByte(',')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// bracketRef rewrites ".D7", ".D7:.E9" or "$'Bieu 1'.D7:.E9".
func bracketRef(ref string) string {
	from, to, isRange := ref, "", false
	if i := strings.LastIndexByte(ref, ':'); i >= 0 {
		from, to, isRange = ref[:i], ref[i+1:], true
	}
	dot := strings.LastIndexByte(from, '.')
	if dot < 0 {
		return ref
	}
	out := from[dot+1:]
	if name := strings.TrimPrefix(from[:dot], "$"); name != "" {
		out = name + "!" + out
	}
	if isRange {
		out += ":" + to[strings.LastIndexByte(to, '.')+1:]
	}
	return out
}

// isoDuration turns "PT10H30M00S" into a fraction of a day and a clock text.
func isoDuration(c *sheet.Cell, v string) bool {
	rest, ok := strings.CutPrefix(v, "PT")
	if !ok {
		return false
	}
	total := int64(0)
	for _, u := range []struct {
		unit string
		secs int64
	}{{"H", 3600}, {"M", 60}, {"S", 1}} {
		n, after, ok := strings.Cut(rest, u.unit)
		if !ok {
			continue
		}
		n, _, _ = strings.Cut(strings.ReplaceAll(n, ",", "."), ".")
		k, err := strconv.ParseInt(n, 10, 32)
		if err != nil || k < 0 {
			return false
		}
		total, rest = total+k*u.secs, after
	}
	return rest == "" && clockCell(c, total)
}
