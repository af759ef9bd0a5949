package plan

import (
	"context"
	"io/fs"
	"os"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

var sources = []fs.FS{org.Migrations, document.Migrations, Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

func service(t testing.TB, d *db.DB, open OpenPeriod) *Service {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	return NewService(d, org.NewService(d), document.NewService(d, files), files, open)
}

func fixture(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func imported(t testing.TB, d *db.DB) (*Service, Summary) {
	t.Helper()
	s := service(t, d, nil)
	sum, err := s.ImportJSON(context.Background(), system, fixture(t))
	if err != nil {
		t.Fatal(err)
	}
	return s, sum
}

func unitID(t testing.TB, q db.Q, code string) id.Unit {
	t.Helper()
	u, err := org.UnitByCode(context.Background(), q, code)
	if err != nil {
		t.Fatal(err)
	}
	return u.ID
}

// officer gives an actor of a unit; lead tells whether the unit leads the bloc.
func officer(b id.Bloc, u id.Unit, lead bool) who.Actor {
	return who.Actor{User: 7, Name: "Cán bộ TĐKT", Via: "web", Posts: []who.Post{{Unit: u, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: b, Unit: u, Lead: lead}}}
}

func val(s string) *figure.Value {
	v, err := figure.Parse(s)
	if err != nil {
		panic(err)
	}
	return &v
}

func isKind(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Fatalf("error %v, want kind %d", err, k)
	}
}

var _ = civil.Date{}
