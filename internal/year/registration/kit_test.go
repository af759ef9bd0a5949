package registration

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/year/account"
	"thidua/internal/year/award"
	"thidua/internal/year/catalog"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

var (
	sources = []fs.FS{org.Migrations, account.Migrations, catalog.Migrations, document.Migrations, plan.Migrations, award.Migrations, Migrations}
	system  = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}
)

// A world is a bloc of three units: the first leads, the third is the army's.
type world struct {
	t     testing.TB
	d     *db.DB
	s     *Service
	a     *award.Service
	books *catalog.Service
	bloc  id.Bloc
	unit  [3]id.Unit
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	books, desk := catalog.NewService(d), award.NewDesk(d, files)
	w := &world{t: t, d: d, s: NewService(d, books, desk, document.NewService(d, files)), a: award.NewService(d, books, desk), books: books}
	o := org.NewService(d)
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		b, err := o.SaveBloc(t.Context(), tx, system, org.Bloc{Code: "k1", Name: "Khối thi đua số 1", Kind: org.KindBloc, Province: "Đắk Lắk", Peers: org.PeersOwn})
		if err != nil {
			return err
		}
		w.bloc = b.ID
		from := civil.Date{Year: 2000, Month: 1, Day: 1}
		for i, name := range []string{"Thanh tra tỉnh", "Sở Tư pháp", "Lữ đoàn"} {
			u, err := o.SaveUnit(t.Context(), tx, system, org.Unit{Code: fmt.Sprintf("u%d", i), Name: name, Short: name, Kind: []org.UnitKind{org.Civil, org.Civil, org.Military}[i]})
			if err != nil {
				return err
			}
			w.unit[i] = u.ID
			if err := o.Join(t.Context(), tx, system, org.Membership{Bloc: b.ID, Unit: u.ID, Span: org.Span{From: from}, Order: i + 1}); err != nil {
				return err
			}
		}
		return o.Appoint(t.Context(), tx, system, org.Term{Bloc: b.ID, Unit: w.unit[0], Kind: org.Lead, Span: org.Span{From: from, To: civil.Date{Year: 2200, Month: 1, Day: 1}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.must(w.s.OpenRound(t.Context(), w.as(0, who.Officer), w.bloc, 2022, day("2022-02-28")))
	return w
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) as(i int, r who.Role) who.Actor {
	return who.Actor{User: id.User(i + 1), Name: "Cán bộ " + string(r), Via: "web", Posts: []who.Post{{Unit: w.unit[i], Role: r}}, Blocs: []who.Membership{{Bloc: w.bloc, Unit: w.unit[i], Lead: i == 0}}}
}

func (w *world) at(i int) Place { return Place{w.bloc, 2022, w.unit[i]} }

func day(s string) civil.Date { d, _ := civil.ParseISO(s); return d }

// given enters awards: "Nguyễn Văn A: CSTĐCS 2020 2021".
func (w *world) given(i int, lines ...string) {
	w.t.Helper()
	for n, l := range lines {
		name, rest, _ := strings.Cut(l, ": ")
		f := strings.Fields(rest)
		for _, y := range f[1:] {
			var year int
			fmt.Sscan(y, &year)
			x, _ := catalogue(w.t).Find(f[0])
			_, err := w.a.Create(w.t.Context(), system, award.Award{Unit: w.unit[i], Subject: x.For[0], Name: name, Title: f[0], Year: year, Mode: award.Regular,
				Number: fmt.Sprintf("%d/QĐ-X", n+1), Day: civil.Date{Year: year, Month: 12, Day: 28}, Decider: "Thủ trưởng"})
			w.must(err)
		}
	}
	w.must(w.a.Cover(w.t.Context(), system, w.unit[i], award.Coverage{From: 1990, To: 2021}))
}

func (w *world) add(i int, l Line) LineID {
	w.t.Helper()
	n, err := w.s.AddLine(w.t.Context(), w.as(i, who.Officer), w.at(i), l)
	w.must(err)
	return n
}

func (w *world) open(i int) *View {
	w.t.Helper()
	v, err := w.s.Open(w.t.Context(), w.as(i, who.Officer), w.at(i))
	w.must(err)
	return v
}

func (w *world) step(i int, by who.Actor, v Verb, reason string, flags ...LineID) error {
	w.t.Helper()
	r, err := Of(w.t.Context(), w.d, w.at(i))
	w.must(err)
	_, err = w.s.Move(w.t.Context(), by, w.at(i), Step{Verb: v, Version: r.Version, Reason: reason, Flags: flags})
	return err
}

// send takes a list to the bloc's leader.
func (w *world) send(i int, reason string) {
	w.t.Helper()
	w.must(w.step(i, w.as(i, who.Officer), Submit, ""))
	w.must(w.step(i, w.as(i, who.Head), Approve, reason))
}
