package intake

import (
	"math/big"
	"strings"

	"thidua/internal/base/sheet"
)

// block is a reference: one cell or a range of a sheet.
type block struct {
	sheet.Range
	sheet int
}

// function takes the name of a function and its "(", or nothing.
func (f *formula) function() string {
	i := f.i
	for i < len(f.s) && (f.s[i]|0x20 >= 'a' && f.s[i]|0x20 <= 'z') {
		i++
	}
	if i == f.i || i >= len(f.s) || f.s[i] != '(' {
		return ""
	}
	name := strings.ToUpper(f.s[f.i:i])
	f.i = i + 1
	return name
}

func (f *formula) call(name string) (*big.Rat, bool) {
	switch name {
	case "IF":
		return f.ifThen()
	case "ROUND":
		return f.round()
	case "SUM", "AVERAGE", "MIN", "MAX":
		vals, ok := f.values()
		if !ok {
			return nil, false
		}
		return reduce(name, vals)
	}
	return nil, false
}

// reduce folds the numbers that a function was given; blanks are not among them.
func reduce(name string, vals []*big.Rat) (*big.Rat, bool) {
	out := new(big.Rat)
	if len(vals) == 0 {
		return out, name != "AVERAGE"
	}
	if name == "MIN" || name == "MAX" {
		out = vals[0]
	}
	for _, v := range vals {
		switch {
		case name == "MIN" && v.Cmp(out) < 0, name == "MAX" && v.Cmp(out) > 0:
			out = v
		case name == "SUM" || name == "AVERAGE":
			out.Add(out, v)
			if out.Num().BitLen()+out.Denom().BitLen() > maxBits {
				return nil, false
			}
		}
	}
	if name == "AVERAGE" {
		out.Quo(out, big.NewRat(int64(len(vals)), 1))
	}
	return out, true
}

// separator takes the sign between arguments.
func (f *formula) separator() bool { return f.take(",") || f.take(";") }

// values reads the arguments of a function up to ")": ranges and expressions.
func (f *formula) values() ([]*big.Rat, bool) {
	var out []*big.Rat
	for {
		f.blanks()
		start := f.i
		if r, ok := f.reference(); ok && f.atArgEnd() {
			vals, ok := f.e.block(r)
			if !ok {
				return nil, false
			}
			out = append(out, vals...)
		} else {
			f.i = start
			v, ok := f.compare()
			if !ok {
				return nil, false
			}
			out = append(out, v)
		}
		if f.take(")") {
			return out, true
		}
		if !f.separator() {
			return nil, false
		}
	}
}

func (f *formula) atArgEnd() bool {
	f.blanks()
	return f.i < len(f.s) && strings.IndexByte(",;)", f.s[f.i]) >= 0
}

// block gives the numbers within a reference; text in it makes the whole fail, since a
// figure typed as text would silently be left out of a sum.
func (e *evaluator) block(r block) ([]*big.Rat, bool) {
	s := &e.book.Sheets[r.sheet]
	r.Row2, r.Col2 = min(r.Row2, s.Rows), min(r.Col2, s.Cols)
	var out []*big.Rat
	for row := r.Row1; row <= r.Row2; row++ {
		for col := r.Col1; col <= r.Col2; col++ {
			v, blank, ok := e.value(place{r.sheet, row, col})
			if !ok {
				return nil, false
			}
			if !blank {
				out = append(out, v)
			}
		}
	}
	return out, true
}

// ifThen reckons IF(test, then, else). The branch not taken is passed over unread, so
// that it may hold text.
func (f *formula) ifThen() (*big.Rat, bool) {
	test, ok := f.compare()
	if !ok || !f.separator() {
		return nil, false
	}
	if test.Sign() == 0 {
		if !f.pass() || !f.separator() {
			return nil, false
		}
		v, ok := f.compare()
		return v, ok && f.take(")")
	}
	v, ok := f.compare()
	if !ok {
		return nil, false
	}
	if f.separator() && !f.pass() {
		return nil, false
	}
	return v, f.take(")")
}

// pass moves over one argument without reckoning it.
func (f *formula) pass() bool {
	depth, quote := 0, byte(0)
	for ; f.i < len(f.s); f.i++ {
		c := f.s[f.i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '(':
			depth++
		case depth == 0 && (c == ')' || c == ',' || c == ';'):
			return true
		case c == ')':
			depth--
		}
	}
	return false
}

// round reckons ROUND(x, n) as the office programs do: half away from zero.
func (f *formula) round() (*big.Rat, bool) {
	x, ok := f.compare()
	if !ok || !f.separator() {
		return nil, false
	}
	n, ok := f.compare()
	if !ok || !f.take(")") || !n.IsInt() || !n.Num().IsInt64() {
		return nil, false
	}
	d := n.Num().Int64()
	if d > 30 || d < -30 {
		return nil, false
	}
	scale := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(max(d, -d)), nil))
	if d < 0 {
		scale.Inv(scale)
	}
	v := new(big.Rat).Mul(new(big.Rat).Abs(x), scale)
	v.Add(v, big.NewRat(1, 2))
	out := new(big.Rat).SetInt(new(big.Int).Quo(v.Num(), v.Denom()))
	out.Quo(out, scale)
	if x.Sign() < 0 {
		out.Neg(out)
	}
	return out, true
}

// reference reads "D12", "$D$12:E14" or "'Bieu 1'!D12".
func (f *formula) reference() (block, bool) {
	f.blanks()
	out := block{sheet: f.at.sheet}
	if i := sheetPrefix(f.s[f.i:]); i > 0 {
		name := f.s[f.i : f.i+i]
		f.i += i + 1
		n, ok := f.sheetNamed(name)
		if !ok {
			return out, false
		}
		out.sheet = n
	}
	i := f.i
	for i < len(f.s) && (f.s[i] == '$' || f.s[i] == ':' || f.s[i] >= '0' && f.s[i] <= '9' || f.s[i]|0x20 >= 'a' && f.s[i]|0x20 <= 'z') {
		i++
	}
	r, ok := parseRange(f.s[f.i:i])
	if !ok {
		return out, false
	}
	f.i = i
	out.Range = r
	return out, true
}

// sheetPrefix gives the length of a sheet name that ends in "!", 0 for none.
func sheetPrefix(s string) int {
	if strings.HasPrefix(s, "'") {
		for i := 1; i+1 < len(s); i++ {
			if s[i] == '\'' {
				if s[i+1] == '\'' {
					i++
					continue
				}
				if s[i+1] == '!' {
					return i + 1
				}
				return 0
			}
		}
		return 0
	}
	i := strings.IndexByte(s, '!')
	if i <= 0 || strings.ContainsAny(s[:i], " +-*/(),;:<>=%\"'[]") {
		return 0
	}
	return i
}

func (f *formula) sheetNamed(name string) (int, bool) {
	if n := len(name); n >= 2 && name[0] == '\'' && name[n-1] == '\'' {
		name = strings.ReplaceAll(name[1:n-1], "''", "'")
	}
	n, ok := f.e.index[strings.ToLower(name)]
	return n, ok
}

// shiftFormula moves the relative references of a shared formula.
func shiftFormula(text string, rows, cols int) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"' || c == '\'':
			j := strings.IndexByte(text[i+1:], c)
			if j < 0 {
				b.WriteString(text[i:])
				return b.String()
			}
			b.WriteString(text[i : i+j+2])
			i += j + 2
		case c == '$' || wordByte(c):
			j := i
			for j < len(text) && (text[j] == '$' || wordByte(text[j])) {
				j++
			}
			word := text[i:j]
			if j < len(text) && (text[j] == '(' || text[j] == '!') {
				b.WriteString(word)
			} else {
				b.WriteString(shiftRef(word, rows, cols))
			}
			i = j
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '.' || c >= 0x80
}

func shiftRef(ref string, rows, cols int) string {
	row, col, ok := parseA1(ref)
	if !ok {
		return ref
	}
	colAbs := strings.HasPrefix(ref, "$")
	rowAbs := strings.LastIndexByte(ref, '$') > 0
	if !rowAbs {
		row += rows
	}
	if !colAbs {
		col += cols
	}
	if row < 1 || col < 1 {
		return "#REF!"
	}
	letters, digits := sheet.ColName(col), strings.TrimPrefix(sheet.A1(row, col), sheet.ColName(col))
	if colAbs {
		letters = "$" + letters
	}
	if rowAbs {
		digits = "$" + digits
	}
	return letters + digits
}
