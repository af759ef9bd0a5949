package intake

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"thidua/internal/base/sheet"
)

// unknownFormula stands for a formula that is there but cannot be written out.
const unknownFormula = "…"

// xlsFunctions are the functions written out, with the number of arguments of those
// that always have the same.
var xlsFunctions = map[int]struct {
	name string
	args int
}{
	0: {"COUNT", 1}, 1: {"IF", 3}, 4: {"SUM", 1}, 5: {"AVERAGE", 1}, 6: {"MIN", 1}, 7: {"MAX", 1}, 24: {"ABS", 1}, 25: {"INT", 1},
	27: {"ROUND", 2}, 36: {"AND", 1}, 37: {"OR", 1}, 38: {"NOT", 1}, 169: {"COUNTA", 1}, 183: {"PRODUCT", 1}, 212: {"ROUNDUP", 2},
	213: {"ROUNDDOWN", 2}, 221: {"TODAY", 0}, 345: {"SUMIF", 3}, 346: {"COUNTIF", 2}, 480: {"IFERROR", 2},
}

var xlsOperators = map[byte]string{
	3: "+", 4: "-", 5: "*", 6: "/", 7: "^", 8: "&", 9: "<", 10: "<=", 11: "=", 12: ">=", 13: ">", 14: "<>",
}

// formulaText writes out the tokens of the formula at row, col, or gives "…" for those
// it does not know: links to other sheets, rare functions.
func formulaText(b []byte, old bool, row, col int) string {
	d := &decompiler{b: b, old: old, row: row, col: col}
	for len(d.b) > 0 {
		if !d.token() || len(d.stack) > 256 {
			return unknownFormula
		}
	}
	if len(d.stack) != 1 || d.stack[0] == "" {
		return unknownFormula
	}
	return clean(d.stack[0])
}

type decompiler struct {
	b     []byte
	old   bool
	row   int // of the cell, 1-based, for references that count from it
	col   int
	stack []string
}

// take gives the next n bytes, or nil when fewer are left.
func (d *decompiler) take(n int) []byte {
	if n > len(d.b) {
		d.b = nil
		return nil
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decompiler) push(s string) bool {
	d.stack = append(d.stack, s)
	return len(s) <= 8192
}

// pop takes n operands off the stack.
func (d *decompiler) pop(n int) ([]string, bool) {
	if n < 0 || n > len(d.stack) {
		return nil, false
	}
	out := append([]string(nil), d.stack[len(d.stack)-n:]...)
	d.stack = d.stack[:len(d.stack)-n]
	return out, true
}

func (d *decompiler) token() bool {
	t := d.take(1)[0]
	if op, ok := xlsOperators[t]; ok {
		p, ok := d.pop(2)
		return ok && d.push(p[0]+op+p[1])
	}
	if t >= 0x60 {
		t -= 0x40
	} else if t >= 0x40 {
		t -= 0x20
	}
	le := binary.LittleEndian
	switch t {
	case 0x12, 0x13, 0x14, 0x15:
		return d.unary(t)
	case 0x17:
		return d.text()
	case 0x19:
		return d.attribute()
	case 0x1D:
		v := d.take(1)
		return v != nil && d.push(map[bool]string{true: "TRUE", false: "FALSE"}[v[0] != 0])
	case 0x1E:
		v := d.take(2)
		return v != nil && d.push(strconv.Itoa(int(le.Uint16(v))))
	case 0x1F:
		v := d.take(8)
		if v == nil {
			return false
		}
		num, ok := fromDouble(math.Float64frombits(le.Uint64(v)))
		return ok && d.push(num)
	case 0x21:
		v := d.take(2)
		if v == nil {
			return false
		}
		f, ok := xlsFunctions[int(le.Uint16(v))]
		return ok && d.call(f.name, f.args)
	case 0x22:
		v := d.take(3)
		if v == nil {
			return false
		}
		f, ok := xlsFunctions[int(le.Uint16(v[1:])&0x7FFF)]
		return ok && d.call(f.name, int(v[0]&0x7F))
	case 0x24, 0x2C:
		ref, ok := d.reference(1, t == 0x2C)
		return ok && d.push(ref[0])
	case 0x25, 0x2D:
		ref, ok := d.reference(2, t == 0x2D)
		return ok && d.push(ref[0]+":"+ref[1])
	}
	return false
}

func (d *decompiler) unary(t byte) bool {
	p, ok := d.pop(1)
	if !ok {
		return false
	}
	switch t {
	case 0x12:
		return d.push("+" + p[0])
	case 0x13:
		return d.push("-" + p[0])
	case 0x14:
		return d.push(p[0] + "%")
	}
	return d.push("(" + p[0] + ")")
}

func (d *decompiler) call(name string, args int) bool {
	p, ok := d.pop(args)
	return ok && d.push(name+"("+strings.Join(p, ",")+")")
}

// attribute handles the hints between tokens: SUM of one argument, jumps, blanks.
func (d *decompiler) attribute() bool {
	v := d.take(3)
	if v == nil {
		return false
	}
	n := int(binary.LittleEndian.Uint16(v[1:]))
	switch {
	case v[0]&0x10 != 0:
		return d.call("SUM", 1)
	case v[0]&0x04 != 0:
		return d.take(2*(n+1)) != nil
	}
	return true
}

func (d *decompiler) text() bool {
	v := d.take(1)
	if v == nil {
		return false
	}
	n := int(v[0])
	if !d.old {
		flag := d.take(1)
		if flag == nil {
			return false
		}
		if flag[0]&1 != 0 {
			b := d.take(2 * n)
			if b == nil && n > 0 {
				return false
			}
			units := make([]uint16, n)
			for i := range units {
				units[i] = binary.LittleEndian.Uint16(b[2*i:])
			}
			return d.push(`"` + strings.ReplaceAll(utf16Text16(units), `"`, `""`) + `"`)
		}
	}
	b := d.take(n)
	if b == nil && n > 0 {
		return false
	}
	r := make([]rune, n)
	for i := range r {
		r[i] = rune(b[i])
	}
	return d.push(`"` + strings.ReplaceAll(string(r), `"`, `""`) + `"`)
}

// reference reads the rows, then the columns, of n corners; in a shared formula the
// relative ones count from the cell.
func (d *decompiler) reference(n int, shared bool) ([]string, bool) {
	le := binary.LittleEndian
	var rows, cols, flags [2]int
	for i := range n {
		v := d.take(2)
		if v == nil {
			return nil, false
		}
		rows[i] = int(le.Uint16(v))
	}
	for i := range n {
		if d.old {
			v := d.take(1)
			if v == nil {
				return nil, false
			}
			cols[i], flags[i], rows[i] = int(v[0]), rows[i], rows[i]&0x3FFF
			continue
		}
		v := d.take(2)
		if v == nil {
			return nil, false
		}
		flags[i] = int(le.Uint16(v))
		cols[i] = flags[i] & 0xFF
	}
	out := make([]string, n)
	for i := range n {
		if shared && flags[i]&0x8000 != 0 {
			rows[i] = (d.row - 1 + rows[i]) & 0xFFFF
		}
		if shared && flags[i]&0x4000 != 0 {
			cols[i] = (d.col - 1 + cols[i]) & 0xFF
		}
		row, col := strconv.Itoa(rows[i]+1), sheet.ColName(cols[i]+1)
		if flags[i]&0x8000 == 0 {
			row = "$" + row
		}
		if flags[i]&0x4000 == 0 {
			col = "$" + col
		}
		out[i] = col + row
	}
	return out, true
}
