// Package figure holds Value, the exact number of a result, a plan or a share.
// There are no floats in the house: sums do not depend on order, and what was typed
// is what is printed.
package figure

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Scale is the number of decimals a Value keeps.
const Scale = 4

const unit = 10000

// A Value (số liệu) is a decimal number with four decimals, held as ten-thousandths.
// Range ±922 337 203 685 477.5807.
type Value int64

// Max is the largest Value.
const Max = Value(math.MaxInt64)

// ErrRange says that a number does not fit into a Value.
var ErrRange = errors.New("figure: out of range")

// ErrSyntax says that a text is not a plain decimal.
var ErrSyntax = errors.New("figure: not a number")

// FromInt gives the Value of a whole number. It panics when n is out of range.
func FromInt(n int64) Value {
	if n > math.MaxInt64/unit || n < math.MinInt64/unit {
		panic(ErrRange)
	}
	return Value(n * unit)
}

// Parse reads a plain decimal as files and programs write it: optional sign, digits,
// optional point and digits, optional exponent ("-1234.5", "1e-3"). It rounds half
// away from zero to four decimals. Numbers as people write them (1.234,5) are read by
// vi.ParseNumber. Errors: ErrSyntax, ErrRange.
func Parse(s string) (Value, error) {
	if s == "" || len(s) > 64 || strings.ContainsAny(s, "xXpP_/ iInN") {
		return 0, ErrSyntax
	}
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 40 || e < -400 {
			return 0, ErrRange
		}
		if e < -60 {
			return 0, nil
		}
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return 0, ErrSyntax
	}
	return FromRat(r)
}

// FromRat rounds r half away from zero to four decimals.
func FromRat(r *big.Rat) (Value, error) {
	n := new(big.Int).Mul(r.Num(), big.NewInt(unit))
	d := r.Denom()
	neg := n.Sign() < 0
	n.Abs(n)
	n.Mul(n, big.NewInt(2)).Add(n, d)
	n.Quo(n, new(big.Int).Mul(d, big.NewInt(2)))
	if neg {
		n.Neg(n)
	}
	if !n.IsInt64() {
		return 0, ErrRange
	}
	return Value(n.Int64()), nil
}

// Rat gives v as an exact fraction.
func (v Value) Rat() *big.Rat { return big.NewRat(int64(v), unit) }

// Add gives v + w, or ErrRange.
func (v Value) Add(w Value) (Value, error) {
	s := v + w
	if (w > 0 && s < v) || (w < 0 && s > v) {
		return 0, ErrRange
	}
	return s, nil
}

// Share gives v as a percentage of w, rounded to four decimals. ok is false when w is 0.
func (v Value) Share(w Value) (p Value, ok bool) {
	if w == 0 {
		return 0, false
	}
	p, err := FromRat(new(big.Rat).Mul(big.NewRat(int64(v), int64(w)), big.NewRat(100, 1)))
	return p, err == nil
}

// DivInt gives v / n rounded half away from zero. n must not be 0.
func (v Value) DivInt(n int64) Value {
	r, _ := FromRat(new(big.Rat).SetFrac(big.NewInt(int64(v)), new(big.Int).Mul(big.NewInt(unit), big.NewInt(n))))
	return r
}

// Mul gives v × num/den rounded half away from zero, or ErrRange.
func (v Value) Mul(num, den int64) (Value, error) {
	return FromRat(new(big.Rat).Mul(v.Rat(), big.NewRat(num, den)))
}

// Round gives v rounded half away from zero to the given decimals (0…4).
func (v Value) Round(decimals int) Value {
	step := Value(1)
	for i := decimals; i < Scale; i++ {
		step *= 10
	}
	half := step / 2
	if v < 0 {
		return (v - half) / step * step
	}
	return (v + half) / step * step
}

// IsWhole reports whether v has no decimals.
func (v Value) IsWhole() bool { return v%unit == 0 }

// Int gives the whole part of v.
func (v Value) Int() int64 { return int64(v / unit) }

// String gives the plain decimal without trailing zeros: "-1234.5".
func (v Value) String() string {
	i, f, neg := v.split()
	s := i
	if f != "" {
		s += "." + f
	}
	if neg {
		s = "-" + s
	}
	return s
}

// VN gives the number as Vietnamese papers write it: "1.234,5", without trailing zeros.
func (v Value) VN() string {
	i, f, neg := v.split()
	var b strings.Builder
	if neg {
		b.WriteByte('-')
	}
	for k := 0; k < len(i); k++ {
		if k > 0 && (len(i)-k)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteByte(i[k])
	}
	if f != "" {
		b.WriteByte(',')
		b.WriteString(f)
	}
	return b.String()
}

// VNFixed gives the number as Vietnamese papers write it, rounded to exactly the
// given decimals: Value(95.75).VNFixed(1) = "95,8".
func (v Value) VNFixed(decimals int) string {
	s := v.Round(decimals).VN()
	if decimals == 0 {
		return s
	}
	_, f, ok := strings.Cut(s, ",")
	if !ok {
		s += ","
	}
	return s + strings.Repeat("0", decimals-len(f))
}

func (v Value) split() (whole, frac string, neg bool) {
	u := uint64(v)
	if v < 0 {
		neg = true
		u = -u
	}
	whole = strconv.FormatUint(u/unit, 10)
	if r := u % unit; r != 0 {
		frac = strings.TrimRight(fmt.Sprintf("%04d", r), "0")
	}
	return whole, frac, neg
}

// MarshalJSON writes v as a plain JSON number.
func (v Value) MarshalJSON() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalJSON reads a JSON number.
func (v *Value) UnmarshalJSON(b []byte) error {
	x, err := Parse(string(b))
	if err != nil {
		return err
	}
	*v = x
	return nil
}

// Value implements driver.Valuer: the database holds ten-thousandths as BIGINT.
func (v Value) Value() (driver.Value, error) { return int64(v), nil }

// Scan implements sql.Scanner.
func (v *Value) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("figure: cannot scan %T", src)
	}
	*v = Value(n)
	return nil
}
