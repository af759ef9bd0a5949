package wired

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/org"
	"thidua/internal/year/pledge"
	"thidua/internal/year/registration"
)

// lists gives the unit of o an award, a list of awards that was sent, a registration with a
// line that waits for the bloc's leader, and a list for it.
func (w *world) lists(ctx context.Context, b org.Bloc, u id.Unit, o object, m map[string]string) {
	w.t.Helper()
	system := who.Actor{Name: "test", Via: "cli", System: true}
	a, err := w.a.Award.Create(ctx, system, award.Award{Unit: u, Subject: roster.Person, Name: "Người " + o.unit + " " + canary(o.unit), Title: "LĐTT", Year: 2021, Mode: award.Regular, Number: "5/QĐ-X",
		Day: civil.Date{Year: 2021, Month: 12, Day: 28}, Decider: "Thủ trưởng"})
	must(w.t, err)
	sent, err := w.a.Award.Receive(ctx, system, b.ID, u, canary(o.unit)+".csv", []byte("Họ và tên;Danh hiệu;Năm;Số quyết định;Ngày quyết định;Người quyết định\n"+canary(o.unit)+";LĐTT;2020;5/QĐ-X;28/12/2020;Thủ trưởng\n"))
	must(w.t, err)
	must(w.t, w.a.Registration.OpenRound(ctx, system, b.ID, 2022, civil.Date{Year: 2022, Month: 7, Day: 15}))
	at := registration.Place{Bloc: b.ID, Year: 2022, Unit: u}
	line, err := w.a.Registration.AddLine(ctx, system, at, registration.Line{Subject: roster.Person, Name: "Người " + canary(o.unit), Title: "LĐTT"})
	must(w.t, err)
	list, err := w.a.Registration.ReceiveList(ctx, system, at, canary(o.unit)+".csv", []byte("Họ và tên;Danh hiệu\nNgười khác "+canary(o.unit)+";LĐTT\n"))
	must(w.t, err)
	m["/khen-thuong/"], m["/nhap-khen-thuong/"], m["/dong-dang-ky/"], m["/danh-sach-dang-ky/"] = a.String(), sent.ID.String(), line.String(), list.ID.String()
}

// deed gives the bloc of o a pledge of 2022 that the units sign. Whoever
// holds its hash may verify it, so that page is no secret of the bloc.
func (w *world) deed(ctx context.Context, b org.Bloc) {
	w.t.Helper()
	system := who.Actor{Name: "test", Via: "cli", System: true}
	p, err := w.a.Pledge.Begin(ctx, system, b.ID, 2022, civil.Date{})
	must(w.t, err)
	for _, v := range []struct {
		from pledge.State
		verb pledge.Verb
	}{{pledge.Draft, pledge.Circulate}, {pledge.Open, pledge.Fix}} {
		if p, err = pledge.ByID(ctx, w.a.DB, p.ID); err == nil && p.State == v.from {
			must(w.t, w.a.Pledge.Move(ctx, system, p.ID, pledge.Step{Verb: v.verb, Version: p.Version}))
		}
		must(w.t, err)
	}
}
