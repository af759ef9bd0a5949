package intake

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
)

// xlsxBook is what the sheets of a workbook share.
type xlsxBook struct {
	z       *archive
	lim     Limits
	book    *sheet.Book
	strings []richText
	styles  []cellStyle
	cells   int
}

// richText is a string of the workbook with the look of its first run.
type richText struct {
	text   string
	font   string // "" when the cell's own font holds
	struck bool   // every run with text is struck through
	live   string // the text without its struck runs, when only some are
	own    bool   // each run with text has a look of its own: the cell's does not count
}

// cellStyle is what a cell's style says about its value.
type cellStyle struct {
	format string
	font   string
	struck bool
}

type xlsxSheetRef struct {
	name, id string
	hidden   bool
}

// openXLSX reads a workbook whose main part is main.
func openXLSX(z *archive, main string, lim Limits) (*sheet.Book, error) {
	x := &xlsxBook{z: z, lim: lim, book: &sheet.Book{Format: sheet.XLSX}}
	rels, err := z.relations(main)
	if err != nil {
		return nil, err
	}
	refs, err := x.readWorkbook(main)
	if err != nil {
		return nil, err
	}
	if err := x.readStyles(partOr(z, byKind(rels, "styles"), "xl/styles.xml")); err != nil {
		return nil, err
	}
	if err := x.readStrings(partOr(z, byKind(rels, "sharedStrings"), "xl/sharedStrings.xml")); err != nil {
		return nil, err
	}
	for i, ref := range refs {
		part := "xl/worksheets/sheet" + strconv.Itoa(i+1) + ".xml"
		if r, ok := rels[ref.id]; ok {
			if r.kind == "xlMacrosheet" || r.kind == "xlIntlMacrosheet" {
				return nil, macroRefused()
			}
			if r.kind != "worksheet" {
				continue // a chart sheet holds no cells of its own
			}
			part = r.target
		}
		if err := x.readSheet(part, ref); err != nil {
			return nil, err
		}
	}
	return x.book, nil
}

func partOr(z *archive, name, def string) string {
	if name != "" && z.has(name) {
		return name
	}
	return def
}

func (x *xlsxBook) readWorkbook(main string) (refs []xlsxSheetRef, err error) {
	s, err := x.z.part(main)
	if err != nil {
		return nil, err
	}
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		if t == tokEOF {
			return refs, nil
		}
		if t != tokStart {
			continue
		}
		switch s.name {
		case "workbookPr":
			x.book.Date04 = s.flag("date1904", false)
		case "sheet":
			if len(refs) >= x.lim.Sheets {
				return nil, tooManySheets(x.lim.Sheets)
			}
			state := s.attr("state")
			refs = append(refs, xlsxSheetRef{s.attr("name"), s.attr("id"), state == "hidden" || state == "veryHidden"})
		case "AlternateContent", "extLst":
			if err := s.skip(); err != nil {
				return nil, err
			}
		}
	}
}

func (x *xlsxBook) readStrings(part string) error {
	s, err := x.z.part(part)
	if s == nil || err != nil {
		return err
	}
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		if t == tokEOF {
			return nil
		}
		if t == tokStart && s.name == "si" {
			rt, err := readRich(s)
			if err != nil {
				return err
			}
			if len(x.strings) >= 4*x.lim.Cells {
				return fault.New(fault.TooLarge, "intake.cells|Tệp có hơn {n} ô có dữ liệu. Chỉ giữ lại trang số liệu cần nộp, lưu lại rồi tải lên.", fault.P{"n": x.lim.Cells})
			}
			x.strings = append(x.strings, rt)
		}
	}
}

// readRich reads a string item: plain text or runs, leaving out phonetic hints.
func readRich(s *scanner) (richText, error) {
	var rt richText
	var b, live strings.Builder
	first, allStruck, anyStruck, own := true, true, false, true
	err := s.each(func(name string) error {
		switch name {
		case "t":
			t, err := s.inner()
			b.WriteString(t)
			live.WriteString(t)
			return err
		case "r":
			text, font, struck, styled, err := readRun(s)
			if text != "" {
				if first {
					rt.font, first = font, false
				}
				allStruck = allStruck && struck
				anyStruck = anyStruck || struck
				own = own && styled
			}
			b.WriteString(text)
			if !struck {
				live.WriteString(text)
			}
			return err
		}
		return s.skip()
	})
	rt.text, rt.struck = unescapeX(b.String()), !first && allStruck
	rt.own = !first && own
	if anyStruck {
		rt.live = unescapeX(live.String())
		rt.struck = strings.TrimSpace(rt.live) == ""
	}
	return rt, err
}

// readRun reads one run; styled says that it has properties.
func readRun(s *scanner) (text, font string, struck, styled bool, err error) {
	err = s.each(func(name string) error {
		switch name {
		case "t":
			t, err := s.inner()
			text += t
			return err
		case "rPr":
			styled = true
			return s.each(func(name string) error {
				switch name {
				case "rFont":
					font = s.attr("val")
				case "strike":
					struck = s.flag("val", true)
				}
				return s.skip()
			})
		}
		return s.skip()
	})
	return text, font, struck, styled, err
}

// unescapeX undoes the _xHHHH_ escapes by which workbooks store control characters.
func unescapeX(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var units []uint16
	var b strings.Builder
	flush := func() {
		for i := 0; i < len(units); i++ {
			u := rune(units[i])
			if utf16.IsSurrogate(u) {
				if i+1 < len(units) {
					if r := utf16.DecodeRune(u, rune(units[i+1])); r != 0xFFFD {
						b.WriteRune(r)
						i++
					}
				}
				continue
			}
			if u == '\r' {
				continue
			}
			if u != 0 {
				b.WriteRune(u)
			}
		}
		units = units[:0]
	}
	for i := 0; i < len(s); {
		if s[i] == '_' && i+6 < len(s) && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(s[i+2:i+6], 16, 16); err == nil {
				units = append(units, uint16(n))
				i += 7
				continue
			}
		}
		flush()
		b.WriteByte(s[i])
		i++
	}
	flush()
	return b.String()
}

// readStyles resolves the cell formats to what concerns values: number format and font.
func (x *xlsxBook) readStyles(part string) error {
	s, err := x.z.part(part)
	if s == nil || err != nil {
		return err
	}
	formats := map[int]string{}
	var fonts []cellStyle
	var inXfs bool
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		if t == tokEOF {
			return nil
		}
		if t == tokEnd && s.name == "cellXfs" {
			inXfs = false
		}
		if t != tokStart {
			continue
		}
		switch s.name {
		case "numFmt":
			formats[s.num("numFmtId", -1)] = s.attr("formatCode")
		case "font":
			f, err := readFont(s)
			if err != nil {
				return err
			}
			fonts = append(fonts, f)
		case "cellXfs":
			inXfs = true
		case "dxfs", "extLst":
			if err := s.skip(); err != nil {
				return err
			}
		case "xf":
			if inXfs {
				x.styles = append(x.styles, style(s, formats, fonts))
			}
		}
	}
}

func style(s *scanner, formats map[int]string, fonts []cellStyle) cellStyle {
	var st cellStyle
	if f := s.num("fontId", -1); f >= 0 && f < len(fonts) {
		st = fonts[f]
	}
	id := s.num("numFmtId", 0)
	code, ok := formats[id]
	if !ok {
		code = builtinFormat(id)
	}
	if !strings.EqualFold(code, "general") {
		st.format = code
	}
	return st
}

func readFont(s *scanner) (f cellStyle, err error) {
	err = s.each(func(name string) error {
		switch name {
		case "name":
			f.font = s.attr("val")
		case "strike":
			f.struck = s.flag("val", true)
		}
		return s.skip()
	})
	return f, err
}
