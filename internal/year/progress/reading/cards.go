package reading

import (
	"strings"

	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
)

// A card is one target written as lines of a key and a value:
//
//	Chỉ tiêu 1: | Tỷ lệ chuyên cần của học sinh
//	Kế hoạch năm: | 99 | %
//	Kết quả quý I: | 99,8 | %
type card struct {
	name, measure *cell
	row           int
	values        map[string]*cell
	hidden        bool
}

// shape is the text of a key without its number.
func shape(x *cell) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, x.fold)), " ")
}

// cards turns a sheet of cards into a table of one line per target; other grids are
// given back as they are.
func (f *finder) cards(g *grid) *grid {
	for c := 1; c <= min(g.cols, 3); c++ {
		if keys := f.cardKeys(g, c); keys != nil {
			if list := f.cardList(g, c, keys); len(list) > 0 && !f.besides(g) {
				return pivot(g, list, keys)
			}
		}
	}
	return g
}

// besides reports one row with headings for names and for results: an ordinary table.
func (f *finder) besides(g *grid) bool {
	for r := 1; r <= g.rows; r++ {
		label, result := false, false
		for c := 1; c <= g.cols; c++ {
			if x := g.at(r, c); x.isText() {
				switch f.role(x.text) {
				case roleLabel:
					label = true
				case roleResult:
					s, _ := f.hit(x)
					result = result || s < 0.5
				}
			}
		}
		if label && result {
			return true
		}
	}
	return false
}

// cardKeys gives the keys that come back in column c with what they say, in order; nil
// unless a plan or a result is among them at least three times.
func (f *finder) cardKeys(g *grid, c int) []*cell {
	n, first := map[string]int{}, map[string]*cell{}
	var order []string
	for r := 1; r <= g.rows; r++ {
		x := g.at(r, c)
		if !x.isText() || len(strings.Fields(x.fold)) > 8 {
			continue
		}
		switch f.role(keyText(x)) {
		case rolePlan, roleResult, roleLast, roleRatio, roleNote, roleMeasure:
		default:
			continue
		}
		if s, _ := f.hit(x); s >= 0.6 {
			continue
		}
		k := x.fold // "quý I" and "quý II" stay two keys
		if n[k]++; n[k] == 1 {
			first[k] = x
			order = append(order, k)
		}
	}
	var keys []*cell
	results := 0
	for _, k := range order {
		if n[k] < 3 {
			continue
		}
		keys = append(keys, first[k])
		if f.role(keyText(first[k])) == roleResult {
			results++
		}
	}
	if results == 0 {
		return nil
	}
	return keys
}

func keyText(x *cell) string {
	return strings.TrimSpace(subMark.ReplaceAllString(strings.TrimRight(x.text, " :."), ""))
}

// cardList reads the cards; none when a line of a key holds more than a value, its unit
// of measure and a note, or when too few of them name a target.
func (f *finder) cardList(g *grid, c int, keys []*cell) []card {
	known := map[string]bool{}
	for _, k := range keys {
		known[k.fold] = true
	}
	var out []card
	var cur *card
	hits, begun, other := 0, false, false
	for r := 1; r <= g.rows; r++ {
		x := g.at(r, c)
		var right []*cell
		for k := c + 1; k <= g.cols; k++ {
			if y := g.at(r, k); y != nil && y.text != "" {
				right = append(right, y)
			}
		}
		switch {
		case x == nil || x.text == "":
			if len(right) > 0 {
				cur = nil
			}
		case known[x.fold]:
			if len(right) > 3 {
				return nil
			}
			if cur == nil {
				continue
			}
			if cur.values[x.fold] != nil || other {
				return nil // a key twice on one card, or the cards of another unit or period
			}
			begun = true
			v := &cell{Cell: &sheet.Cell{Kind: sheet.Text, At: sheet.A1(r, c+1)}, row: r, col: c + 1}
			if len(right) > 0 && right[0].col == c+1 {
				v = right[0]
			} else if len(right) > 0 && !isMeasure(right[0].fold) {
				v = right[0]
			}
			cur.values[x.fold] = v
			if f.role(keyText(x)) == roleMeasure {
				cur.measure = v
			}
			for _, y := range right {
				if y != v && isMeasure(y.fold) && cur.measure == nil {
					cur.measure = y
				}
			}
			cur.hidden = cur.hidden || x.hidden(g) || v.hidden(g)
		default:
			name := x
			s, _ := f.hit(x)
			if len(right) > 0 && right[0].isText() {
				if s2, _ := f.hit(right[0]); s2 > s || len(shape(x)) <= 12 {
					name, s = right[0], s2
				}
			}
			if s < 0.6 && begun && (f.units.named(x.text) >= 0 || parseSpan(x.text).any) {
				other, cur = true, nil
				continue
			}
			if cur != nil && len(cur.values) == 0 && s < 0.5 {
				continue // a line between the name and the figures
			}
			if s >= 0.6 {
				hits++
			}
			out = append(out, card{name: name, row: r, values: map[string]*cell{}})
			cur = &out[len(out)-1]
		}
	}
	full := out[:0]
	for _, k := range out {
		if len(k.values) > 0 && k.name.isText() {
			full = append(full, k)
		}
	}
	if hits < 3 || len(full) < 3 {
		return nil
	}
	return full
}

// pivot writes the lines before the first card, headings, then a line per card. The
// cells keep the addresses that they have in the file.
func pivot(g *grid, list []card, keys []*cell) *grid {
	out := &grid{name: g.name, title: g.title, cells: map[pos]*cell{}, merge: map[pos]sheet.Range{}, hidRow: map[int]bool{}, hidCol: map[int]bool{}}
	first := list[0].row
	for _, x := range g.list {
		if x.row < first {
			out.add(x)
			out.hidRow[x.row] = g.hidRow[x.row]
		}
	}
	head := func(r, c int, text string) {
		out.add(&cell{Cell: &sheet.Cell{Kind: sheet.Text, Text: text}, row: r, col: c, text: text, fold: vi.Fold(text)})
	}
	put := func(r, c int, x *cell) {
		if x != nil {
			y := *x
			y.row, y.col = r, c
			out.add(&y)
		}
	}
	head(first, 1, "Chỉ tiêu")
	head(first, 2, "Đơn vị tính")
	for i, k := range keys {
		head(first, 3+i, keyText(k))
	}
	for n, k := range list {
		r := first + 1 + n
		out.hidRow[r] = k.hidden
		put(r, 1, k.name)
		put(r, 2, k.measure)
		for i, key := range keys {
			put(r, 3+i, k.values[key.fold])
		}
	}
	return out
}
