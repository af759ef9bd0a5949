package org

import (
	"errors"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

func day(s string) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseISO(s)
	if err != nil {
		panic(err)
	}
	return d
}

func span(from, to string) Span { return Span{day(from), day(to)} }

func TestSpan(t *testing.T) {
	year := span("2022-01-01", "2022-12-31")
	for d, want := range map[string]bool{"2021-12-31": false, "2022-01-01": true, "2022-07-19": true, "2022-12-31": true, "2023-01-01": false} {
		if got := year.Has(day(d)); got != want {
			t.Errorf("2022 has %s: %v", d, got)
		}
	}
	for _, c := range []struct {
		a, b             Span
		overlaps, covers bool
	}{
		{year, span("2023-01-01", "2023-12-31"), false, false}, // rotation: the day after
		{year, span("2022-12-31", "2023-12-31"), true, false},
		{year, span("2021-01-01", "2021-12-31"), false, false},
		{year, span("2021-01-01", "2022-01-01"), true, false},
		{year, span("2022-01-01", "2022-12-31"), true, true},
		{year, span("2022-03-01", "2022-03-01"), true, true},
		{year, span("2022-03-01", ""), true, false},
		{span("2022-01-01", ""), span("2030-01-01", ""), true, true},
		{span("2022-01-01", ""), span("2021-12-31", "2021-12-31"), false, false},
		{span("2022-01-01", ""), span("2021-01-01", ""), true, false},
	} {
		if got := c.a.Overlaps(c.b); got != c.overlaps || c.b.Overlaps(c.a) != got {
			t.Errorf("%v and %v overlap: %v", c.a.VN(), c.b.VN(), got)
		}
		if got := c.a.Covers(c.b); got != c.covers {
			t.Errorf("%v covers %v: %v", c.a.VN(), c.b.VN(), got)
		}
	}
}

func TestSpanCheck(t *testing.T) {
	for _, c := range []struct {
		s     Span
		field string
	}{
		{span("2022-01-01", "2022-12-31"), ""}, {span("2022-01-01", ""), ""}, {span("2022-01-01", "2022-01-01"), ""},
		{span("", ""), "from"}, {span("2022-01-02", "2022-01-01"), "to"}, {span("0022-01-01", ""), "from"},
		{Span{civil.Date{Year: 2022, Month: 2, Day: 30}, civil.Date{}}, "from"}, {Span{day("2022-01-01"), civil.Date{Year: 2022, Month: 13, Day: 1}}, "to"},
	} {
		err := c.s.check()
		e, _ := errors.AsType[*fault.Error](err)
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%v: %v", c.s, err)
		case c.field != "" && (e == nil || len(e.Fields) != 1 || e.Fields[0].Name != c.field):
			t.Errorf("%v: %v, want a message at %s", c.s, err, c.field)
		}
	}
}

func TestJoinRule(t *testing.T) {
	have := []Membership{{ID: 1, Bloc: 1, Unit: 1, Order: 3, Span: span("2020-01-01", "2021-12-31")}, {ID: 2, Bloc: 2, Unit: 1, Order: 1, Span: span("2020-01-01", "")}}
	for name, c := range map[string]struct {
		m    Membership
		old  MembershipID
		want fault.Kind
		ok   bool
	}{
		"again later":      {Membership{Bloc: 1, Unit: 1, Order: 1, Span: span("2022-01-01", "")}, 0, 0, true},
		"covered":          {Membership{Bloc: 1, Unit: 1, Order: 4, Span: span("2021-01-01", "2021-12-31")}, 1, 0, true},
		"one day too many": {Membership{Bloc: 1, Unit: 1, Order: 1, Span: span("2021-12-31", "")}, 0, fault.Conflict, false},
		"around":           {Membership{Bloc: 1, Unit: 1, Order: 1, Span: span("2019-01-01", "2023-01-01")}, 0, fault.Conflict, false},
		"another unit":     {Membership{Bloc: 1, Unit: 2, Order: 1, Span: span("2021-12-31", "")}, 0, 0, true},
		"another bloc":     {Membership{Bloc: 3, Unit: 1, Order: 1, Span: span("2021-12-31", "")}, 0, 0, true},
		"no order":         {Membership{Bloc: 1, Unit: 2, Order: 0, Span: span("2021-12-31", "")}, 0, fault.Invalid, false},
		"backwards":        {Membership{Bloc: 1, Unit: 2, Order: 1, Span: span("2021-12-31", "2021-12-30")}, 0, fault.Invalid, false},
	} {
		old, err := join(have, c.m)
		if (err == nil) != c.ok || (err != nil && fault.KindOf(err) != c.want) {
			t.Errorf("%s: %v", name, err)
		}
		if (old != nil) != (c.old != 0) || (old != nil && old.ID != c.old) {
			t.Errorf("%s: old %v, want %v", name, old, c.old)
		}
	}
}

func TestAppointRule(t *testing.T) {
	members := []Membership{
		{Bloc: 1, Unit: 1, Span: span("2020-01-01", "")}, {Bloc: 1, Unit: 2, Span: span("2020-01-01", "2023-06-30")}, {Bloc: 2, Unit: 3, Span: span("2020-01-01", "")},
	}
	terms := []Term{{ID: 1, Bloc: 1, Unit: 1, Kind: Lead, Span: span("2022-01-01", "2022-12-31")}, {ID: 2, Bloc: 1, Unit: 2, Kind: Deputy, Span: span("2022-01-01", "2022-12-31")}}
	name := func(u id.Unit) string { return "ĐV " + u.String() }
	for what, c := range map[string]struct {
		t    Term
		same bool
		want string // part of the message, "" for allowed
	}{
		"rotation":           {Term{Bloc: 1, Unit: 2, Kind: Lead, Span: span("2023-01-01", "2023-06-30")}, false, ""},
		"the same again":     {Term{Bloc: 1, Unit: 1, Kind: Lead, Span: span("2022-01-01", "2022-12-31")}, true, ""},
		"two on one day":     {Term{Bloc: 1, Unit: 2, Kind: Lead, Span: span("2022-12-31", "2023-06-30")}, false, "ĐV 1 đang là Khối trưởng (01/01/2022 – 31/12/2022)"},
		"lead and deputy":    {Term{Bloc: 1, Unit: 1, Kind: Deputy, Span: span("2022-06-01", "2022-12-31")}, false, "hai vai trò"},
		"deputy after":       {Term{Bloc: 1, Unit: 1, Kind: Deputy, Span: span("2023-01-01", "2023-12-31")}, false, ""},
		"a second deputy":    {Term{Bloc: 1, Unit: 2, Kind: Deputy, Span: span("2023-01-01", "2023-02-01")}, false, ""},
		"not a member":       {Term{Bloc: 1, Unit: 3, Kind: Lead, Span: span("2023-01-01", "2023-12-31")}, false, "không là thành viên suốt"},
		"member not so long": {Term{Bloc: 1, Unit: 2, Kind: Lead, Span: span("2023-01-01", "2023-12-31")}, false, "không là thành viên suốt"},
		"open, not so long":  {Term{Bloc: 1, Unit: 2, Kind: Lead, Span: span("2023-01-01", "")}, false, "không là thành viên suốt"},
		"other bloc":         {Term{Bloc: 2, Unit: 3, Kind: Lead, Span: span("2022-01-01", "2022-12-31")}, false, ""},
		"no such office":     {Term{Bloc: 1, Unit: 1, Kind: "king", Span: span("2024-01-01", "2024-12-31")}, false, "Chọn Khối trưởng"},
	} {
		same, err := appoint(members, terms, c.t, name)
		if same != c.same || (err == nil) != (c.want == "") || (err != nil && !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: same %v, %v", what, same, err)
		}
	}
}

func TestLeaveRule(t *testing.T) {
	have := []Membership{{ID: 1, Bloc: 1, Unit: 1, Span: span("2020-01-01", "")}}
	terms := []Term{{Bloc: 1, Unit: 1, Kind: Lead, Span: span("2022-01-01", "2022-12-31")}}
	for d, ok := range map[string]bool{"2022-12-31": true, "2023-05-01": true, "2022-12-30": false, "2021-05-01": false, "2019-12-31": false} {
		m, err := leave(have, terms, 1, 1, day(d))
		if (err == nil) != ok || (ok && m.To != day(d)) {
			t.Errorf("leaving on %s: %v %v", d, m, err)
		}
	}
	if have[0].To != day("") {
		t.Error("the rule changed what it was given")
	}
}

func TestClean(t *testing.T) {
	b := Bloc{Code: "khoi-3", Name: "  Khối   thi đua số 3 "}
	if err := b.clean(); err != nil || b.Name != "Khối thi đua số 3" || b.Peers != PeersOwn || b.Kind != KindBloc {
		t.Errorf("%+v %v", b, err)
	}
	for _, bad := range []Bloc{{Code: "Khối 3", Name: "x"}, {Code: "k", Name: ""}, {Code: "k", Name: "x", Peers: "all"}, {Code: "k", Name: "x", Kind: "herd"}, {Code: "-k", Name: "x"}, {Code: strings.Repeat("k", 61), Name: "x"}} {
		if err := bad.clean(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	for _, bad := range []Unit{{Code: "a/b", Name: "x"}, {Code: "a", Name: " "}, {Code: "a", Name: "x", Kind: "navy"}} {
		if err := bad.clean(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if !Prison.Armed() || !Police.Armed() || !Military.Armed() || Court.Armed() || Civil.Armed() {
		t.Error("armed forces")
	}
}
