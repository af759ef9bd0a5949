package progress_test

import (
	"context"
	"io/fs"
	"os"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

const h1 = civil.Period("2022-H1")

var sources = []fs.FS{org.Migrations, document.Migrations, plan.Migrations, progress.Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

// kit is a bloc of twelve units with the plan of 2022 and its first half open.
type kit struct {
	*progress.Service
	t    testing.TB
	d    *db.DB
	bloc id.Bloc
}

func each(t *testing.T, f func(t *testing.T, k *kit)) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) { f(t, newKit(t, d)) })
}

func sqlite(t testing.TB) *kit { return newKit(t, dbtest.SQLite(t, sources)) }

func newKit(t testing.TB, d *db.DB) *kit {
	t.Helper()
	ctx := context.Background()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	s := progress.NewService(d, files)
	open := func(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) error {
		_, err := s.OpenPeriod(ctx, tx, by, b, p, due)
		return err
	}
	plans := plan.NewService(d, org.NewService(d), document.NewService(d, files), files, open)
	data, err := os.ReadFile("testdata/khoi-3-2022-h1/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plans.ImportJSON(ctx, system, data); err != nil {
		t.Fatal(err)
	}
	b, err := org.BlocByCode(ctx, d, "khoi-3")
	if err != nil {
		t.Fatal(err)
	}
	return &kit{s, t, d, b.ID}
}

func (k *kit) unit(code string) id.Unit {
	k.t.Helper()
	u, err := org.UnitByCode(context.Background(), k.d, code)
	if err != nil {
		k.t.Fatal(err)
	}
	return u.ID
}

func (k *kit) at(code string) progress.Place {
	return progress.Place{Bloc: k.bloc, Period: h1, Unit: k.unit(code)}
}

// actor holds role r in the unit; that of Thanh tra tỉnh leads the bloc.
func (k *kit) actor(code string, r who.Role) who.Actor {
	u := k.unit(code)
	return who.Actor{User: id.User(u) + 1, Name: string(r) + " – " + code, Via: "web", Posts: []who.Post{{Unit: u, Role: r}},
		Blocs: []who.Membership{{Bloc: k.bloc, Unit: u, Lead: code == "thanh-tra"}}}
}

func (k *kit) form(code string) *progress.Form {
	k.t.Helper()
	f, err := progress.FormOf(context.Background(), k.d, k.at(code))
	if err != nil {
		k.t.Fatal(err)
	}
	return f
}

// save types one cell at its present revision.
func (k *kit) save(unit, code, text string) progress.Result {
	k.t.Helper()
	e := progress.Edit{Code: code, Text: text, Rev: k.form(unit).Cell(code).Value.Rev}
	list, _, err := k.SaveCells(context.Background(), k.actor(unit, who.Officer), k.at(unit), []progress.Edit{e})
	if err != nil {
		k.t.Fatal(err)
	}
	return list[0]
}

// fill answers every cell with what is expected and writes every section.
func (k *kit) fill(unit string) {
	k.t.Helper()
	ctx, by, at, f := context.Background(), k.actor(unit, who.Officer), k.at(unit), k.form(unit)
	var edits []progress.Edit
	for _, c := range f.Cells {
		v := figure.FromInt(1)
		if c.Expected != nil {
			v = *c.Expected
		}
		if c.Kind == plan.Count {
			v = v.Round(0)
		}
		edits = append(edits, progress.Edit{Code: c.Code, Exact: true, Value: &v, Rev: c.Value.Rev})
	}
	list, _, err := k.SaveCells(ctx, by, at, edits)
	if err != nil {
		k.t.Fatal(err)
	}
	for _, r := range list {
		if r.Outcome != progress.Saved {
			k.t.Fatalf("%s: %s %s", r.Cell.Code, r.Outcome, r.Msg)
		}
	}
	for _, h := range progress.Headings() {
		if _, _, err := k.SaveText(ctx, by, at, h, "Nội dung "+string(h), f.Texts[h].Rev); err != nil {
			k.t.Fatal(err)
		}
	}
}

func (k *kit) move(unit string, by who.Actor, v progress.Verb, reason string) error {
	_, err := k.Move(context.Background(), by, k.at(unit), progress.Step{Verb: v, Version: k.form(unit).Submission.Version, Reason: reason,
		Signed: progress.Elsewhere{Number: "12/BC-STP", Day: civil.Date{Year: 2022, Month: 6, Day: 20}, Signer: "Giám đốc Sở", System: "giấy"}})
	return err
}
