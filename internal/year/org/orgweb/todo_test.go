package orgweb

import (
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/year/org"
)

func term(u id.Unit, k org.TermKind, from, to string) org.Term {
	day := func(s string) (d civil.Date) {
		d, _ = civil.ParseVN(s)
		return d
	}
	return org.Term{Unit: u, Kind: k, Span: org.Span{From: day(from), To: day(to)}}
}

// Terms in a row of one unit are one leadership; deputies do not count.
func TestPassing(t *testing.T) {
	list := []org.Term{
		term(3, org.Lead, "01/01/2020", "31/12/2020"), term(1, org.Lead, "01/01/2021", "31/12/2021"), term(1, org.Lead, "01/01/2022", "31/12/2022"),
		term(9, org.Deputy, "01/01/2023", "31/12/2023"), term(2, org.Lead, "01/01/2023", "31/12/2023"),
	}
	for _, x := range []struct {
		unit          id.Unit
		today         string
		from, to      string
		before, after id.Unit
	}{
		{1, "05/12/2021", "01/01/2021", "31/12/2022", 3, 2},
		{2, "05/12/2022", "01/01/2023", "31/12/2023", 1, 0},
		{2, "05/01/2023", "01/01/2023", "31/12/2023", 1, 0},
		{9, "05/01/2023", "", "", 0, 0},
		{1, "05/01/2023", "", "", 0, 0},
	} {
		today, _ := civil.ParseVN(x.today)
		p, ok := passingOf(list, x.unit, today)
		if ok != (x.from != "") {
			t.Errorf("unit %v on %s: %v", x.unit, x.today, ok)
			continue
		}
		if ok && (p.mine.From.VN() != x.from || p.mine.To.VN() != x.to || p.before.Unit != x.before || p.after.Unit != x.after) {
			t.Errorf("unit %v on %s: %+v", x.unit, x.today, p)
		}
	}
}

// The form of a new term offers days that are free.
func TestNextTerm(t *testing.T) {
	today, _ := civil.ParseVN("05/12/2022")
	for _, x := range []struct {
		list []org.Term
		from string
		to   string
	}{
		{nil, "01/01/2022", "31/12/2022"},
		{[]org.Term{term(1, org.Lead, "01/01/2020", "31/12/2020")}, "01/01/2022", "31/12/2022"},
		{[]org.Term{term(1, org.Lead, "01/01/2022", "31/12/2022"), term(2, org.Deputy, "01/01/2023", "31/12/2023")}, "01/01/2023", "31/12/2023"},
		{[]org.Term{term(1, org.Lead, "01/01/2022", "30/06/2022")}, "01/07/2022", "31/12/2022"},
	} {
		if s := nextTerm(x.list, today); s.From.VN() != x.from || s.To.VN() != x.to {
			t.Errorf("%v: %s", x.list, s.VN())
		}
	}
}
