package rulebook

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// A Set (các chế độ) holds the books of all regimes and unit systems.
type Set struct{ books []*Book }

// NewSet joins books. A book with the pack id of an earlier one takes its place: so a
// province's own version replaces the one that came with the program. Two packs of one
// system that overlap, and a gap between two, are refused.
func NewSet(books ...*Book) (*Set, error) {
	s := &Set{}
	for _, b := range books {
		if i := slices.IndexFunc(s.books, func(o *Book) bool { return o.Pack == b.Pack }); i >= 0 {
			s.books[i] = b
		} else {
			s.books = append(s.books, b)
		}
	}
	slices.SortStableFunc(s.books, func(a, b *Book) int {
		if c := strings.Compare(a.System, b.System); c != 0 {
			return c
		}
		return strings.Compare(a.From.String(), b.From.String())
	})
	var found Problems
	for i := 1; i < len(s.books); i++ {
		a, b := s.books[i-1], s.books[i]
		if a.System != b.System {
			continue
		}
		p := Problem{File: b.File, Line: 1, Key: "effective", Args: fault.P{"a": a.Pack, "b": b.Pack, "system": a.System}}
		switch {
		case a.To.IsZero() || !a.To.Before(b.From):
			p.Msg = "rules.set.overlap|gói {a} và gói {b} của hệ {system} chồng ngày lên nhau: sửa from, to."
		case a.To.AddDays(1) != b.From:
			p.Msg = "rules.set.gap|giữa gói {a} và gói {b} của hệ {system} có ngày không thuộc gói nào: sửa from, to."
		default:
			continue
		}
		found = append(found, p)
	}
	if len(found) > 0 {
		return nil, found
	}
	return s, nil
}

// With (thêm bộ quy tắc) gives a set that also holds books; s stays as it is.
func (s *Set) With(books ...*Book) (*Set, error) {
	return NewSet(slices.Concat(s.books, books)...)
}

// Books gives all books, by system and date.
func (s *Set) Books() []*Book { return slices.Clone(s.books) }

// Pack (tìm gói) gives the book of a pack id.
func (s *Set) Pack(id string) (*Book, bool) {
	i := slices.IndexFunc(s.books, func(b *Book) bool { return b.Pack == id })
	if i < 0 {
		return nil, false
	}
	return s.books[i], true
}

// Choose (chọn chế độ) gives the book of a unit system for an achievement of a year and a
// dossier received on a day. The earlier of two counts: the pack in force at the end of the
// achievement year, and the pack in force on the day of receipt. So an achievement is
// judged by the law under which it was won, and a dossier that is already in goes on under
// the law of its day. A zero day means not yet received.
func (s *Set) Choose(system string, year int, received civil.Date) (*Book, error) {
	day := civil.Date{Year: year, Month: 12, Day: 31}
	if !received.IsZero() && received.Before(day) {
		day = received
	}
	known := false
	for _, b := range s.books {
		if b.System == system {
			if known = true; b.Covers(day) {
				return b, nil
			}
		}
	}
	if !known {
		return nil, fault.New(fault.NotFound, "rules.set.system|Chưa có bộ quy tắc nào cho hệ {system}. Nạp tệp của ngành hoặc chọn hệ khác.", fault.P{"system": system})
	}
	return nil, fault.New(fault.NotFound, "rules.set.none|Chưa có bộ quy tắc của hệ {system} cho năm {year} (ngày {day}). Nạp thêm gói cho thời gian này.",
		fault.P{"system": system, "year": year, "day": day.VN()})
}
