package intake

import (
	"strconv"
	"strings"
)

// numbering works out the automatic numbers of lists, which stand nowhere in the text.
type numbering struct {
	abstracts map[int]*abstractNum
	nums      map[int]*listNum
}

// abstractNum is a list definition with its running counters.
type abstractNum struct {
	levels [9]numLevel
	count  [9]int
	live   [9]bool // the counter has been started
	link   string  // style that holds the real definition
}

type numLevel struct {
	start     int
	format    string
	text      string
	noRestart bool
	legal     bool // all numbers decimal
	style     string
}

// listNum is a list in use: a definition with its overrides.
type listNum struct {
	abstract int
	starts   map[int]int
	levels   map[int]numLevel
	used     bool
}

func (d *docxBook) readNumbering(part string) error {
	d.nums = &numbering{abstracts: map[int]*abstractNum{}, nums: map[int]*listNum{}}
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
		if t != tokStart || len(d.nums.nums)+len(d.nums.abstracts) > maxNames {
			continue
		}
		switch s.name {
		case "abstractNum":
			err = d.nums.readAbstract(s)
		case "num":
			err = d.nums.readNum(s)
		}
		if err != nil {
			return err
		}
	}
	for _, n := range d.nums.nums {
		// A definition may only name the style whose list it is.
		if a := d.nums.abstracts[n.abstract]; a != nil && a.link != "" {
			if real := d.nums.nums[d.style(a.link).numID]; real != nil {
				n.abstract = real.abstract
			}
		}
	}
	return nil
}

func (n *numbering) readAbstract(s *scanner) error {
	a := &abstractNum{}
	for i := range a.levels {
		a.levels[i] = numLevel{start: 1, format: "decimal"}
	}
	n.abstracts[s.num("abstractNumId", -1)] = a
	return s.each(func(name string) error {
		switch name {
		case "numStyleLink":
			a.link = s.attr("val")
		case "lvl":
			i := clamp(s.num("ilvl", 0), 0, 8)
			l, err := readLevel(s)
			a.levels[i] = l
			return err
		}
		return s.skip()
	})
}

func readLevel(s *scanner) (numLevel, error) {
	l := numLevel{start: 0, format: "decimal"}
	err := s.each(func(name string) error {
		switch name {
		case "start":
			l.start = clamp(s.num("val", 0), 0, 1<<20)
		case "numFmt":
			l.format = s.attr("val")
		case "lvlText":
			l.text = s.attr("val")
		case "lvlRestart":
			l.noRestart = s.num("val", 1) == 0
		case "isLgl":
			l.legal = s.flag("val", true)
		case "pStyle":
			l.style = s.attr("val")
		case "AlternateContent":
			// numFmt in a newer form, with a plain one as the fallback.
			return s.each(func(branch string) error {
				return s.each(func(name string) error {
					if name == "numFmt" && branch == "Fallback" {
						l.format = s.attr("val")
					}
					return s.skip()
				})
			})
		}
		return s.skip()
	})
	return l, err
}

func (n *numbering) readNum(s *scanner) error {
	l := &listNum{abstract: -1, starts: map[int]int{}, levels: map[int]numLevel{}}
	n.nums[s.num("numId", -1)] = l
	return s.each(func(name string) error {
		switch name {
		case "abstractNumId":
			l.abstract = s.num("val", -1)
		case "lvlOverride":
			i := clamp(s.num("ilvl", 0), 0, 8)
			return s.each(func(name string) error {
				switch name {
				case "startOverride":
					l.starts[i] = clamp(s.num("val", 1), 0, 1<<20)
				case "lvl":
					lvl, err := readLevel(s)
					l.levels[i] = lvl
					return err
				}
				return s.skip()
			})
		}
		return s.skip()
	})
}

// next counts one paragraph of list id and gives its number as shown. A paragraph that
// has the list from its style stands on the level bound to that style.
func (n *numbering) next(id, level int, style string) string {
	l := n.nums[id]
	if l == nil {
		return ""
	}
	a := n.abstracts[l.abstract]
	if a == nil {
		return ""
	}
	if level == 0 && style != "" {
		for i := range a.levels {
			if a.levels[i].style == style {
				level = i
			}
		}
	}
	at := func(i int) numLevel {
		if o, ok := l.levels[i]; ok {
			return o
		}
		return a.levels[i]
	}
	if !l.used {
		l.used = true
		for i := range l.starts {
			a.live[i] = false
		}
	}
	begin := func(i int) {
		a.count[i], a.live[i] = at(i).start, true
		if v, ok := l.starts[i]; ok {
			a.count[i] = v
		}
	}
	for i := range level {
		if !a.live[i] {
			begin(i)
		}
	}
	if a.live[level] {
		a.count[level]++
	} else {
		begin(level)
	}
	for i := level + 1; i < len(a.live); i++ {
		if !at(i).noRestart {
			a.live[i] = false
		}
	}
	lvl := at(level)
	if lvl.format == "bullet" {
		return bullet(lvl.text)
	}
	var b strings.Builder
	for i := 0; i < len(lvl.text) && i < 64; i++ {
		if lvl.text[i] == '%' && i+1 < len(lvl.text) && lvl.text[i+1] >= '1' && lvl.text[i+1] <= '9' {
			k := int(lvl.text[i+1] - '1')
			f := at(k).format
			if lvl.legal {
				f = "decimal"
			}
			b.WriteString(ordinal(a.count[k], f))
			i++
			continue
		}
		b.WriteByte(lvl.text[i])
	}
	return clean(b.String())
}

func bullet(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r >= 0xf000 && r <= 0xf0ff {
			b.WriteString(symbol(strconv.FormatInt(int64(r), 16), ""))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// ordinal writes n in a number format of Word.
func ordinal(n int, format string) string {
	switch format {
	case "none":
		return ""
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "lowerLetter", "upperLetter":
		if n < 1 || n > 26*30 {
			break
		}
		s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		if format == "upperLetter" {
			return strings.ToUpper(s)
		}
		return s
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	}
	return strconv.Itoa(n)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		v int
		s string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for n >= r.v {
			b.WriteString(r.s)
			n -= r.v
		}
	}
	return b.String()
}
