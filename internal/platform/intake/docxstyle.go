package intake

import (
	"strings"
)

// docDefaults is the key of the document's defaults among the styles.
const docDefaults = "\x00defaults"

// docStyle is a style with what it inherits.
type docStyle struct {
	basedOn  string
	run      runProps
	outline  int // 0-based outline level, -1 for none
	numID    int
	numLevel int
	isDef    bool // the default paragraph style
}

// runProps are the properties of a run that concern reading: 0 unset, 1 on, 2 off.
type runProps struct {
	style                string
	font                 string
	bold, struck, hidden int8
}

// over lays p over base.
func (p runProps) over(base runProps) runProps {
	if p.style == "" {
		p.style = base.style
	}
	if p.font == "" {
		p.font = base.font
	}
	if p.bold == 0 {
		p.bold = base.bold
	}
	if p.struck == 0 {
		p.struck = base.struck
	}
	if p.hidden == 0 {
		p.hidden = base.hidden
	}
	return p
}

// paraProps are the properties of a paragraph; -1 for unset numbers.
type paraProps struct {
	style                 string
	outline, numID, level int
}

func toggle(on bool) int8 {
	if on {
		return 1
	}
	return 2
}

func (d *docxBook) readRunProps() (p runProps, err error) { return readRunProps(d.s, d.theme) }

func readRunProps(s *scanner, theme map[string]string) (p runProps, err error) {
	err = s.each(func(name string) error {
		switch name {
		case "rStyle":
			p.style = s.attr("val")
		case "rFonts":
			p.font = s.attr("ascii")
			if p.font == "" {
				p.font = s.attr("hAnsi")
			}
			if t := s.attr("asciiTheme"); len(t) >= 5 && theme[t[:5]] != "" {
				p.font = theme[t[:5]]
			}
			if p.font == "" {
				p.font = s.attr("cs")
			}
		case "b":
			p.bold = toggle(s.flag("val", true))
		case "strike", "dstrike":
			if p.struck != 1 {
				p.struck = toggle(s.flag("val", true))
			}
		case "vanish":
			p.hidden = toggle(s.flag("val", true))
		}
		return s.skip()
	})
	return p, err
}

func (d *docxBook) readParaProps() (paraProps, error) { return readParaProps(d.s) }

func readParaProps(s *scanner) (paraProps, error) {
	p := paraProps{outline: -1, numID: -1, level: -1}
	err := s.each(func(name string) error {
		switch name {
		case "pStyle":
			p.style = s.attr("val")
		case "outlineLvl":
			p.outline = s.num("val", -1)
		case "numPr":
			return s.each(func(name string) error {
				switch name {
				case "numId":
					p.numID = s.num("val", -1)
				case "ilvl":
					p.level = clamp(s.num("val", 0), 0, 8)
				}
				return s.skip()
			})
		}
		return s.skip()
	})
	return p, err
}

// readStyles reads the style part and resolves inheritance.
func (d *docxBook) readStyles(part string) error {
	d.styles = map[string]docStyle{}
	s, err := d.z.part(part)
	if s == nil || err != nil {
		return err
	}
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		if t == tokEOF {
			break
		}
		if t != tokStart {
			continue
		}
		switch s.name {
		case "rPrDefault":
			err = s.each(func(name string) error {
				if name != "rPr" {
					return s.skip()
				}
				run, err := readRunProps(s, d.theme)
				d.styles[docDefaults] = docStyle{run: run, outline: -1, numID: -1, numLevel: -1}
				return err
			})
		case "style":
			err = d.readStyle(s)
		}
		if err != nil {
			return err
		}
	}
	resolved := make(map[string]docStyle, len(d.styles))
	for id := range d.styles {
		resolved[id] = d.inherit(id, 0)
	}
	d.styles = resolved
	return nil
}

func (d *docxBook) readStyle(s *scanner) error {
	st := docStyle{outline: -1, numID: -1, numLevel: -1}
	id := s.attr("styleId")
	st.isDef = s.attr("type") == "paragraph" && s.flag("default", false)
	heading := -1
	err := s.each(func(name string) (err error) {
		switch name {
		case "name":
			if n, ok := strings.CutPrefix(strings.ToLower(s.attr("val")), "heading "); ok && len(n) == 1 && n[0] >= '1' && n[0] <= '9' {
				heading = int(n[0] - '1')
			}
		case "basedOn":
			st.basedOn = s.attr("val")
		case "rPr":
			st.run, err = readRunProps(s, d.theme)
			return err
		case "pPr":
			p, err := readParaProps(s)
			st.outline, st.numID, st.numLevel = p.outline, p.numID, p.level
			return err
		}
		return s.skip()
	})
	if st.outline < 0 {
		st.outline = heading
	}
	st.run.style = ""
	if _, twice := d.styles[id]; !twice && id != "" && len(d.styles) < maxNames {
		d.styles[id] = st
	}
	return err
}

// inherit gives style id with what it takes from those it is based on.
func (d *docxBook) inherit(id string, depth int) docStyle {
	st, ok := d.styles[id]
	if !ok || depth > 20 {
		return docStyle{outline: -1, numID: -1, numLevel: -1}
	}
	if st.basedOn == "" {
		return st
	}
	base := d.inherit(st.basedOn, depth+1)
	st.run = st.run.over(base.run)
	if st.outline < 0 {
		st.outline = base.outline
	}
	if st.numID < 0 {
		st.numID = base.numID
	}
	if st.numLevel < 0 {
		st.numLevel = base.numLevel
	}
	return st
}

func (d *docxBook) style(id string) docStyle {
	if st, ok := d.styles[id]; ok && id != "" {
		return st
	}
	return docStyle{outline: -1, numID: -1, numLevel: -1}
}

// defaultStyle gives the id of the style of paragraphs that name none.
func (d *docxBook) defaultStyle() string {
	if d.styleDef == nil {
		id := ""
		for k, st := range d.styles {
			if st.isDef && (id == "" || k < id) {
				id = k
			}
		}
		d.styleDef = &id
	}
	return *d.styleDef
}

// readTheme takes the two fonts that styles name indirectly.
func (d *docxBook) readTheme(part string) error {
	s, err := d.z.part(part)
	if s == nil || err != nil {
		return err
	}
	which := ""
	for {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch {
		case t == tokEOF:
			return nil
		case t == tokStart && (s.name == "minorFont" || s.name == "majorFont"):
			which = s.name[:5]
		case t == tokEnd && (s.name == "minorFont" || s.name == "majorFont"):
			which = ""
		case t == tokStart && s.name == "latin" && which != "":
			d.theme[which] = s.attr("typeface")
		}
	}
}
