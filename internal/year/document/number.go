package document

import (
	"fmt"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// Series (dãy số) says how a bloc numbers its documents in a calendar year: the bloc that
// uses the seal of its leader has series of its own (Decree 30/2020/NĐ-CP, Annex I, part
// I, II.3), one for all types or one for each type (Article 15).
type Series struct {
	Bloc    id.Bloc
	Year    int
	Split   bool   // one series for each type
	Field   string // ends the symbol of a công văn: "TĐKT" in "12/KTĐ-TĐKT"
	Version int64  // 0: nobody has set it
}

// DefaultField ends the symbol of a công văn when nothing else is set.
const DefaultField = "TĐKT"

// Key gives the name of the series that a type takes its numbers from.
func (s Series) Key(kind string) string {
	if s.Split {
		return kind
	}
	return ""
}

// Code writes a number with its symbol, "05/KH-KTĐ"; a công văn has no type: "12/KTĐ-TĐKT".
// symbol is that of the bloc's papers. Numbers below 10 get a leading zero.
func (s Series) Code(n int, kind, symbol string) string {
	return fmt.Sprintf("%02d/%s", n, s.Symbol(kind, symbol))
}

// Symbol gives what follows the number: "KH-KTĐ".
func (s Series) Symbol(kind, symbol string) string {
	if kind == "CV" {
		if s.Field == "" {
			return symbol
		}
		return symbol + "-" + s.Field
	}
	return kind + "-" + symbol
}

// Clean checks the settings of a series. Errors: Invalid with fields.
func (s Series) Clean() (Series, error) {
	s.Field = strings.ReplaceAll(tidy(s.Field), " ", "")
	if s.Field != "" {
		if _, err := vi.ParseDocNumber("1/KTĐ-" + s.Field); err != nil || len([]rune(s.Field)) > 20 {
			return s, fault.New(fault.Invalid, "document.field|“{text}” không dùng được trong ký hiệu công văn. Ghi chữ viết tắt như TĐKT.", fault.P{"text": s.Field}).
				With("field", "document.field|“{text}” không dùng được trong ký hiệu công văn. Ghi chữ viết tắt như TĐKT.", fault.P{"text": s.Field})
		}
	}
	return s, nil
}

// A Number (số đã cấp) is one number of a series with what became of it.
type Number struct {
	Bloc     id.Bloc
	Year     int
	Series   string
	N        int
	State    NumberState
	Day      civil.Date
	Document ID // of a used number
	Reason   string
	By       string
	At       time.Time
}

// NumberState (tình trạng số) says what became of a number.
type NumberState string

// The states of a number. No number goes back to being free.
const (
	NumberUsed     NumberState = "used"     // đã dùng
	NumberReserved NumberState = "reserved" // giữ chỗ
	NumberVoid     NumberState = "void"     // đã hủy
	NumberOutside  NumberState = "outside"  // đã cấp ngoài hệ thống
)

// Label gives the state in words.
func (s NumberState) Label() string {
	switch s {
	case NumberUsed:
		return "document.n.used|Đã dùng"
	case NumberReserved:
		return "document.n.reserved|Giữ chỗ"
	case NumberVoid:
		return "document.n.void|Đã hủy, không dùng lại"
	}
	return "document.n.outside|Đã cấp trên sổ giấy"
}

// Closed refuses the next number of a year that is over: the series ended with its last day
// (Nghị định 30/2020/NĐ-CP, Điều 15). A number that was reserved in it, with a reason, may
// still be used. Errors: Invalid with a field.
func Closed(day, today civil.Date) error {
	if day.Year >= today.Year {
		return nil
	}
	const m = "document.yearover|Dãy số năm {year} đã hết ngày 31/12/{year}. Ghi ngày của năm nay, hoặc chọn một số đã giữ chỗ trong năm {year}."
	p := fault.P{"year": day.Year}
	return fault.New(fault.Invalid, m, p).With("day", m, p)
}

// Fits reports whether number n of a series may bear the date day: numbers follow the
// order of issue (Decree 30/2020/NĐ-CP, Article 15), so the date lies between those of the
// used numbers around it. given holds the numbers of the series in their order. Errors:
// Conflict.
func Fits(given []Number, n int, day, today civil.Date) error {
	if today.Before(day) {
		return fault.New(fault.Invalid, "document.future|Ngày ban hành {day} chưa tới. Ghi ngày hôm nay hoặc trước đó.", fault.P{"day": day.VN()}).
			With("day", "document.future|Ngày ban hành {day} chưa tới. Ghi ngày hôm nay hoặc trước đó.", fault.P{"day": day.VN()})
	}
	for _, g := range given {
		if g.State != NumberUsed || g.N == n {
			continue
		}
		if g.N < n && day.Before(g.Day) {
			return outOfOrder("document.order.before|Số {n} đã ban hành ngày {day}; số sau không thể mang ngày trước đó. Ghi ngày {day} hoặc sau đó, hoặc dùng một số giữ chỗ.", g)
		}
		if g.N > n && g.Day.Before(day) {
			return outOfOrder("document.order.after|Số {n} đã ban hành ngày {day}; số trước không thể mang ngày sau đó. Ghi ngày {day} hoặc trước đó.", g)
		}
	}
	return nil
}

func outOfOrder(m string, g Number) error {
	p := fault.P{"n": g.N, "day": g.Day.VN()}
	return fault.New(fault.Conflict, m, p).With("day", m, p)
}
