package intake

import (
	"math/big"
	"strings"

	"thidua/internal/base/sheet"
)

const (
	maxBits    = 4096   // size of an exact fraction
	maxNesting = 60     // formulas that lead to formulas, and parentheses
	maxSteps   = 200000 // cells and operations looked at, per book
)

// Evaluate (tính công thức) works out the formulas of a book that carry no stored
// result, as files made by programs often do. It knows cell references, ranges, numbers,
// + - * / %, parentheses, comparisons, SUM, ROUND, AVERAGE, MIN, MAX and IF, and it
// reckons exactly. Blank cells count 0; a formula that meets text, an error, a cycle or
// anything it does not know stays Empty. A computed cell gets Kind Number and Num, while
// Cached stays false, so that the reader knows that the file did not say so. It returns
// how many cells were computed.
func Evaluate(b *sheet.Book) int {
	e := &evaluator{book: b, index: map[string]int{}, cells: map[place]*sheet.Cell{}, state: map[place]int{}}
	var todo []place
	for i := range b.Sheets {
		e.index[strings.ToLower(b.Sheets[i].Name)] = i
		for j := range b.Sheets[i].Cells {
			c := &b.Sheets[i].Cells[j]
			p := place{i, c.Row, c.Col}
			e.cells[p] = c
			if unsolved(c) {
				todo = append(todo, p)
			}
		}
	}
	done := 0
	for _, p := range todo {
		if e.compute(p) {
			done++
		}
	}
	return done
}

// place is a cell of the book.
type place struct{ sheet, row, col int }

type evaluator struct {
	book  *sheet.Book
	index map[string]int // sheets by lower-case name
	cells map[place]*sheet.Cell
	state map[place]int // 1 being computed, 2 failed
	depth int
	steps int
}

// unsolved reports a formula without any value.
func unsolved(c *sheet.Cell) bool {
	return c.Formula != "" && !c.Cached && c.Kind == sheet.Empty
}

// compute works out the formula at p and stores the result in its cell.
func (e *evaluator) compute(p place) bool {
	c := e.cells[p]
	if !unsolved(c) {
		return c.Kind == sheet.Number || c.Kind == sheet.Date
	}
	if e.state[p] != 0 || e.depth >= maxNesting || len(c.Formula) > 4096 {
		return false
	}
	e.state[p] = 1
	e.depth++
	f := &formula{e: e, at: p, s: c.Formula}
	v, ok := f.whole()
	e.depth--
	if !ok {
		e.state[p] = 2
		return false
	}
	num, ok := ratText(v)
	if !ok {
		e.state[p] = 2
		return false
	}
	c.Kind, c.Num = sheet.Number, num
	asDate(c, e.book.Date04)
	delete(e.state, p)
	return true
}

// value gives the number in a cell; blank tells that there is nothing in it.
func (e *evaluator) value(p place) (v *big.Rat, blank, ok bool) {
	if e.steps++; e.steps > maxSteps {
		return nil, false, false
	}
	c := e.cells[p]
	if c == nil || c.Kind == sheet.Empty && c.Formula == "" {
		return new(big.Rat), true, true
	}
	if unsolved(c) && !e.compute(p) {
		return nil, false, false
	}
	if c.Kind != sheet.Number && c.Kind != sheet.Date {
		return nil, false, false
	}
	v, ok = new(big.Rat).SetString(c.Num)
	return v, false, ok
}

// formula is one formula being read and reckoned at once, by descent.
type formula struct {
	e     *evaluator
	at    place
	s     string
	i     int
	depth int
}

func (f *formula) whole() (*big.Rat, bool) {
	v, ok := f.compare()
	f.blanks()
	return v, ok && f.i == len(f.s)
}

func (f *formula) blanks() {
	for f.i < len(f.s) && strings.IndexByte(" \t\r\n", f.s[f.i]) >= 0 {
		f.i++
	}
}

// take moves past tok when it comes next.
func (f *formula) take(tok string) bool {
	f.blanks()
	if strings.HasPrefix(f.s[f.i:], tok) {
		f.i += len(tok)
		return true
	}
	return false
}

var comparisons = []struct {
	op   string
	test func(cmp int) bool
}{
	{"<=", func(c int) bool { return c <= 0 }}, {">=", func(c int) bool { return c >= 0 }},
	{"<>", func(c int) bool { return c != 0 }}, {"=", func(c int) bool { return c == 0 }},
	{"<", func(c int) bool { return c < 0 }}, {">", func(c int) bool { return c > 0 }},
}

// compare reads a sum, compared with another one or not; a comparison gives 1 or 0.
func (f *formula) compare() (*big.Rat, bool) {
	a, ok := f.sum()
	if !ok {
		return nil, false
	}
	for _, c := range comparisons {
		if f.take(c.op) {
			b, ok := f.sum()
			if !ok {
				return nil, false
			}
			if c.test(a.Cmp(b)) {
				return big.NewRat(1, 1), true
			}
			return new(big.Rat), true
		}
	}
	return a, true
}

func (f *formula) sum() (*big.Rat, bool) {
	a, ok := f.product()
	for ok {
		op := f.oneOf("+-")
		if op == 0 {
			return a, true
		}
		var b *big.Rat
		if b, ok = f.product(); ok {
			a, ok = f.apply(op, a, b)
		}
	}
	return nil, false
}

func (f *formula) product() (*big.Rat, bool) {
	a, ok := f.unary()
	for ok {
		op := f.oneOf("*/")
		if op == 0 {
			return a, true
		}
		var b *big.Rat
		if b, ok = f.unary(); ok {
			a, ok = f.apply(op, a, b)
		}
	}
	return nil, false
}

// oneOf takes one of the characters in set, or gives 0.
func (f *formula) oneOf(set string) byte {
	f.blanks()
	if f.i < len(f.s) && strings.IndexByte(set, f.s[f.i]) >= 0 {
		f.i++
		return f.s[f.i-1]
	}
	return 0
}

func (f *formula) apply(op byte, a, b *big.Rat) (*big.Rat, bool) {
	f.e.steps++
	if a.Num().BitLen()+a.Denom().BitLen() > maxBits || b.Num().BitLen()+b.Denom().BitLen() > maxBits {
		return nil, false
	}
	r := new(big.Rat)
	switch op {
	case '+':
		return r.Add(a, b), true
	case '-':
		return r.Sub(a, b), true
	case '*':
		return r.Mul(a, b), true
	}
	if b.Sign() == 0 {
		return nil, false
	}
	return r.Quo(a, b), true
}

func (f *formula) unary() (*big.Rat, bool) {
	if f.depth++; f.depth > maxNesting {
		return nil, false
	}
	defer func() { f.depth-- }()
	switch f.oneOf("+-") {
	case '+':
		return f.unary()
	case '-':
		v, ok := f.unary()
		if !ok {
			return nil, false
		}
		return new(big.Rat).Neg(v), true
	}
	v, ok := f.atom()
	for ok && f.take("%") {
		v, ok = f.apply('/', v, big.NewRat(100, 1))
	}
	return v, ok
}

func (f *formula) atom() (*big.Rat, bool) {
	if f.take("(") {
		v, ok := f.compare()
		return v, ok && f.take(")")
	}
	f.blanks()
	if f.i < len(f.s) && (f.s[f.i] >= '0' && f.s[f.i] <= '9' || f.s[f.i] == '.') {
		return f.number()
	}
	if name := f.function(); name != "" {
		return f.call(name)
	}
	r, ok := f.reference()
	if !ok || r.Row1 != r.Row2 || r.Col1 != r.Col2 {
		return nil, false
	}
	v, _, ok := f.e.value(place{r.sheet, r.Row1, r.Col1})
	return v, ok
}

func (f *formula) number() (*big.Rat, bool) {
	start := f.i
	for f.i < len(f.s) && (f.s[f.i] >= '0' && f.s[f.i] <= '9' || f.s[f.i] == '.') {
		f.i++
	}
	if f.i < len(f.s) && f.s[f.i]|0x20 == 'e' {
		j := f.i + 1
		if j < len(f.s) && (f.s[j] == '+' || f.s[j] == '-') {
			j++
		}
		for ; j < len(f.s) && f.s[j] >= '0' && f.s[j] <= '9'; j++ {
			f.i = j + 1
		}
	}
	d, ok := decimal(f.s[start:f.i])
	if !ok {
		return nil, false
	}
	return new(big.Rat).SetString(d)
}
