package rulebook

import (
	"fmt"
	"maps"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// a gap is how many years of a title a condition lacks. It closes when titles are all that
// it lacks.
type gap struct {
	years  int
	closes bool
}

// gap gives what a condition lacks: the most of the parts joined by and, the least of those
// joined by or.
func (r *run) gap(c *cond) gap {
	switch c.op {
	case "and":
		a, b := r.gap(c.kids[0]), r.gap(c.kids[1])
		return gap{max(a.years, b.years), a.closes && b.closes}
	case "or":
		a, b := r.gap(c.kids[0]), r.gap(c.kids[1])
		if a.closes != b.closes {
			if a.closes {
				return a
			}
			return b
		}
		if a.years == 0 && !a.closes || b.years > 0 && b.years < a.years {
			return b
		}
		return a
	case "":
		if n := c.need; n != nil {
			return gap{r.short(n.title, n.offset, n.n), true}
		}
	}
	return gap{0, r.truth(c) == yes}
}

// short gives how many years of a title a row of n lacks.
func (r *run) short(title string, offset, n int) int {
	years := max(0, n-r.row(title, r.facts.Year+offset))
	if years == 0 && r.consecutive(title, r.facts.Year+offset) == 0 {
		return 1 // the row is long enough, but the year's own title is still to be won
	}
	return years
}

// row gives the years in a row up to year. While the year itself is still open, a row that
// reaches the year before goes on.
func (r *run) row(title string, year int) int {
	if n := r.consecutive(title, year); n > 0 || r.facts.closed() {
		return n
	}
	return r.consecutive(title, year-1)
}

// closed reports whether the dossier came in after the year asked: what was not won in it then
// is lost.
func (f *Facts) closed() bool { return !f.Received.IsZero() && f.Received.Year > f.Year }

// ahead is how many years an outlook looks ahead.
const ahead = 10

// outlook tells how many years are missing; the first year after the one asked in which the
// rule is met when the titles it asks for are won every year from now on, and nothing else comes
// to pass; and whether the year asked, not yet over, may still bring what is missing.
func (b *Book) outlook(x *Rule, r *run, a *Answer, names fault.P) {
	names["missing"] = r.gap(x.cond).years
	year := r.facts.Year
	f := *r.facts
	f.now = year
	next := newRun(&f, b.canon)
	next.gone, next.holes = map[string]bool{}, map[string]bool{}
	met := func(y int) bool {
		f.Year, next.Year, next.History, next.env.Initiatives = y, y, f.History, f.Initiatives
		next.memo = next.memo[:0]
		return next.truth(x.cond) == yes
	}
	win := func(y int) {
		for _, u := range x.uses {
			f.History = append(f.History, Held{Year: y, Title: u.title})
			next.titles = append(next.titles, b.canon(u.title))
		}
	}
	if f.History != nil {
		f.History = slices.Clip(slices.Clone(f.History))
	}
	if open := !f.closed(); open {
		if f.History != nil {
			win(year)
		}
		if f.Initiatives != nil {
			f.Initiatives = append(slices.Clip(f.Initiatives), Initiative{Year: year, Scope: "nation"})
		}
		if a.Within = met(year); !a.Within && len(next.holes) > 0 && next.truth(x.cond) == unsure {
			a.Result, r.holes = Unknown, next.holes // what the year may bring rests on a past that nobody recorded
			return
		}
		f.Initiatives = r.facts.Initiatives
	}
	if len(x.uses) == 0 || f.History == nil {
		return
	}
	for y := year + 1; y <= year+ahead; y++ {
		if win(y); met(y) {
			a.Earliest = &y
			if last := (civil.Date{Year: y, Month: 12, Day: 31}); !b.To.IsZero() && b.To.Before(last) {
				a.Until = b.To
			}
			return
		}
	}
}

// When (khi nào đạt) says in words when a refusal could turn: still within the year asked, or the first
// year after it; none when nobody can tell.
func (a Answer) When(year int) (list []Text) {
	if a.Within {
		list = append(list, Text{fmt.Sprintf("Năm %d chưa hết: còn đạt được nếu trong năm có đủ.", year), fmt.Sprintf("%d is not over: still possible if all comes within the year.", year)})
	}
	if a.Earliest == nil {
		return list
	}
	t := Text{fmt.Sprintf("Sớm nhất: năm %d.", *a.Earliest), fmt.Sprintf("Earliest: %d.", *a.Earliest)}
	if !a.Until.IsZero() {
		t.VI += fmt.Sprintf(" Bộ quy tắc này chỉ đến %s: năm %d xét theo bộ quy tắc sau.", a.Until.VN(), *a.Earliest)
		t.EN += fmt.Sprintf(" This rulebook ends on %s: a later one decides for %d.", a.Until.VN(), *a.Earliest)
	}
	return append(list, t)
}

// A Note (lưu ý về dữ kiện) is what is strange about facts that can be read.
type Note struct {
	Msg  string // "id|Vietnamese text"
	Args fault.P
}

// Notes (lưu ý về dữ kiện) says what of the facts no rule of the book can use as it is meant: a year of another
// book, a count that nothing reads, a title that nobody knows, no rule for the subject.
func (b *Book) Notes(title string, f Facts) (list []Note) {
	if b.Outside(f) {
		n := Note{"rules.note.outside|Bộ quy tắc này áp dụng từ {from} đến {to}. Năm {year} (tính cả ngày nhận hồ sơ) thuộc bộ khác: kết luận chỉ để tham khảo.", fault.P{"from": b.From.VN(), "to": b.To.VN(), "year": f.Year}}
		if b.To.IsZero() {
			n.Msg = "rules.note.before|Bộ quy tắc này áp dụng từ {from}. Năm {year} (tính cả ngày nhận hồ sơ) thuộc bộ khác: kết luận chỉ để tham khảo."
		}
		list = append(list, n)
	}
	for _, key := range slices.Sorted(maps.Keys(f.Counts)) {
		if !b.Knows(key) {
			list = append(list, Note{"rules.note.count|Không quy tắc nào của bộ này đọc số liệu {name}: số này không được tính.", fault.P{"name": key}})
		}
	}
	told := map[string]bool{}
	for _, h := range f.History {
		if b.opt.Titles != nil && b.opt.titles(Slug(h.Title)) == nil && !told[h.Title] {
			told[h.Title] = true
			list = append(list, Note{"rules.note.title|Danh mục không có danh hiệu, hình thức {title}: dòng đó không được tính.", fault.P{"title": h.Title}})
		}
	}
	if rules, ok := b.For(title, f.Subject); ok && f.Subject != "" {
		asked := slices.ContainsFunc(rules, func(x *Rule) bool { return x.When != "" && !x.general })
		if asked && !slices.ContainsFunc(rules, func(x *Rule) bool {
			return x.When != "" && !x.general && !x.aside(f.Subject, fitting(rules, f.Subject))
		}) {
			list = append(list, Note{"rules.note.none|Bộ này chưa có điều kiện nào của {title} cho đối tượng được hỏi: chưa kết luận được.", fault.P{"title": title}})
		}
	}
	return list
}

// Knows (biết số liệu) reports whether a count has a meaning: a rule of the book reads it, or the shipped books
// name it.
func (b *Book) Knows(key string) bool {
	return CountLabel(key).VI != key || b.counts[Slug(key)]
}

// Outside (ngoài thời gian áp dụng) reports whether the year and day of receipt of facts belong to another
// book: the law of the earlier of the two days decides, as where a book is chosen.
func (b *Book) Outside(f Facts) bool {
	if f.Year == 0 {
		return false
	}
	day := civil.Date{Year: f.Year, Month: 12, Day: 31}
	if !f.Received.IsZero() && f.Received.Before(day) {
		day = f.Received
	}
	return !b.Covers(day)
}
