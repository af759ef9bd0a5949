package award

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/intake"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/org"
)

var (
	sources = []fs.FS{org.Migrations, catalog.Migrations, Migrations}
	system  = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}
)

type world struct {
	t    *testing.T
	s    *Service
	bloc id.Bloc
	unit [2]id.Unit
}

func newWorld(t *testing.T, d *db.DB) *world {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	w := &world{t: t, s: NewService(d, catalog.NewService(d), NewDesk(d, files))}
	o := org.NewService(d)
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		b, err := o.SaveBloc(t.Context(), tx, system, org.Bloc{Code: "k1", Name: "Khối 1", Kind: org.KindBloc, Province: "Đắk Lắk", Peers: org.PeersOwn})
		if err != nil {
			return err
		}
		w.bloc = b.ID
		for i, name := range []string{"Sở Tư pháp", "Thanh tra tỉnh"} {
			u, err := o.SaveUnit(t.Context(), tx, system, org.Unit{Code: fmt.Sprintf("u%d", i), Name: name, Short: name, Kind: org.Civil})
			if err != nil {
				return err
			}
			w.unit[i] = u.ID
			if err := o.Join(t.Context(), tx, system, org.Membership{Bloc: b.ID, Unit: u.ID, Span: org.Span{From: civil.Date{Year: 2000, Month: 1, Day: 1}}, Order: i + 1}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) officer(i int) who.Actor {
	return who.Actor{User: id.User(i + 1), Name: "Cán bộ", Via: "web", Posts: []who.Post{{Unit: w.unit[i], Role: who.Officer}}, Blocs: []who.Membership{{Bloc: w.bloc, Unit: w.unit[i]}}}
}

func day(s string) civil.Date { d, _ := civil.ParseISO(s); return d }

func (w *world) award() Award {
	return Award{Unit: w.unit[0], Subject: roster.Person, Name: "Nguyễn Văn A", Title: "CSTĐCS", Year: 2021, Mode: Regular, Number: "15/QĐ-STP", Day: day("2021-12-28"), Decider: "Giám đốc Sở"}
}

func TestRegister(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		a := w.award()
		n, err := w.s.Create(ctx, w.officer(0), a)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := w.s.Create(ctx, w.officer(0), a); err != nil || again != n {
			t.Errorf("the form sent twice: %v beside %v, %v", again, n, err)
		}
		b := a
		b.Name, b.Number = "nguyễn  văn a", "16/QĐ-STP"
		if _, err := w.s.Create(ctx, w.officer(0), b); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "15/QĐ-STP") {
			t.Errorf("one title twice in a year: %v", err)
		}
		for i, by := range []who.Actor{w.officer(1), {User: 9, Posts: []who.Post{{Unit: w.unit[0], Role: who.Head}}}, who.Anonymous} {
			x := a
			x.Year, x.Day = 2020, day("2020-12-28")
			if _, err := w.s.Create(ctx, by, x); !fault.Is(err, fault.Denied) {
				t.Errorf("stranger %d may enter: %v", i, err)
			}
		}
		got, err := Of(ctx, d, n)
		if err != nil {
			t.Fatal(err)
		}
		got.Post = "Trưởng phòng"
		if err := w.s.Save(ctx, w.officer(0), got); err != nil {
			t.Fatal(err)
		}
		if err := w.s.Save(ctx, w.officer(0), got); !fault.Is(err, fault.Conflict) {
			t.Errorf("the old version is taken: %v", err)
		}
		for q, want := range map[string]int{"": 1, "nguyen a": 1, "chien si thi dua": 1, "15/QĐ-STP": 1, "zzz": 0} {
			if list, n, err := List(ctx, d, w.bloc, day("2022-07-05"), Filter{Query: q}); err != nil || n != want || len(list) != want {
				t.Errorf("%q: %d, %v", q, n, err)
			}
		}
		if err := w.s.Revoke(ctx, w.officer(0), n, 2, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("revoked without a reason: %v", err)
		}
		if err := w.s.Revoke(ctx, w.officer(0), n, 2, "ghi nhầm"); err != nil {
			t.Fatal(err)
		}
		if list, err := OfUnit(ctx, d, w.unit[0]); err != nil || len(list) != 1 || list[0].Revoked == "" {
			t.Errorf("a revoked award is gone: %v %v", list, err)
		} else if past, _ := PastOf(list).Of(roster.Person, "Nguyễn Văn A", 0); len(past) != 0 {
			t.Error("a revoked award counts")
		}
		if given, err := Given(ctx, d, w.bloc, day("2022-07-05"), day("2021-01-01"), day("2021-12-31")); err != nil || len(given) != 0 {
			t.Errorf("a revoked award is counted: %v %v", given, err)
		}
		if _, err := w.s.Create(ctx, w.officer(0), a); err != nil {
			t.Errorf("entering it anew after the revocation: %v", err)
		}
	})
}

func TestClean(t *testing.T) {
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{unit: [2]id.Unit{1, 2}}
	for field, change := range map[string]func(*Award){
		"name": func(a *Award) { a.Name = "Nguyễn 2" }, "title": func(a *Award) { a.Title = "TTLĐXS" }, "year": func(a *Award) { a.Year = 22 }, "born": func(a *Award) { a.Born = 2020 },
		"mode": func(a *Award) { a.Mode = "x" }, "number": func(a *Award) { a.Number = "mười lăm" }, "day": func(a *Award) { a.Day = day("2019-01-01") }, "decider": func(a *Award) { a.Decider = " " }, "subject": func(a *Award) { a.Subject = "" },
	} {
		a := w.award()
		change(&a)
		_, err := a.Clean(c, civil.Date{Year: 2026, Month: 12, Day: 31})
		e, ok := err.(*fault.Error)
		if !ok || e.Fields[0].Name != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	late := w.award()
	late.Day = day("2026-12-31")
	late.Year = 2026
	if _, err := late.Clean(c, late.Day); err != nil {
		t.Errorf("decided today: %v", err)
	}
	if _, err := late.Clean(c, day("2026-12-30")); err == nil {
		t.Error("a decision that nobody has signed yet is taken")
	}
	for _, name := range []string{"#REF!", "#N/A", "#VALUE!"} {
		a := w.award()
		a.Name = name
		if _, err := a.Clean(c, late.Day); err == nil {
			t.Errorf("%s is taken for a name", name)
		}
	}
	if a, err := w.award().Clean(c, civil.Date{Year: 2026, Month: 12, Day: 31}); err != nil || a.Title != "CSTĐCS" {
		t.Errorf("a good one: %v", err)
	}
	long := w.award()
	long.Title = "Chiến sĩ thi đua cấp tỉnh"
	if a, err := long.Clean(c, civil.Date{Year: 2026, Month: 12, Day: 31}); err != nil || a.Title != "CSTĐ cấp tỉnh" {
		t.Errorf("the name in full: %q %v", a.Title, err)
	}
}

func TestPastTellsNamesakesApart(t *testing.T) {
	a := func(born, year int) Award {
		return Award{Subject: roster.Person, Name: "Nguyễn Văn A", Born: born, Title: "LĐTT", Year: year}
	}
	for _, c := range []struct {
		name string
		list []Award
		born int
		n    int
		sure bool
	}{
		{"nothing", nil, 0, 0, true},
		{"one, no years", []Award{a(0, 2020), a(0, 2021)}, 0, 2, true},
		{"one with year, asked without", []Award{a(1980, 2020)}, 0, 1, true},
		{"two namesakes, asked without", []Award{a(1980, 2020), a(1990, 2021)}, 0, 2, false},
		{"two namesakes, asked with", []Award{a(1980, 2020), a(1990, 2021)}, 1990, 1, true},
		{"asked with, one entry without", []Award{a(0, 2020), a(1990, 2021)}, 1990, 2, true},
		{"asked with, the entry without may be the other's", []Award{a(0, 2020), a(1990, 2021), a(1980, 2021)}, 1990, 2, false},
	} {
		list, sure := PastOf(c.list).Of(roster.Person, "nguyễn văn a", c.born)
		if len(list) != c.n || sure != c.sure {
			t.Errorf("%s: %d, %v", c.name, len(list), sure)
		}
	}
}

// workbook makes a list with the template's columns.
func workbook(t *testing.T, rows [][]string) []byte {
	t.Helper()
	s := xlsx.Sheet{Name: "Danh sách", Title: []string{"SỞ TƯ PHÁP", "Danh sách khen thưởng"}, Header: [][]xlsx.Cell{{}}}
	for _, c := range Columns(false) {
		s.Header[0] = append(s.Header[0], xlsx.Text(c.Name))
	}
	for _, r := range rows {
		var line []xlsx.Cell
		for i, x := range r {
			if v, err := figure.Parse(x); err == nil && i == 5 {
				line = append(line, xlsx.Num(v))
				continue
			}
			line = append(line, xlsx.Text(x))
		}
		s.Rows = append(s.Rows, line)
	}
	var b bytes.Buffer
	if err := xlsx.Write(&b, &xlsx.Book{Sheets: []xlsx.Sheet{s}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestListIsWrittenWholeOrNotAtAll(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		good := []string{"Nguyễn Văn A", "Cá nhân", "1980", "Trưởng phòng", "CSTĐCS", "2021", "", "15/QĐ-STP", "28/12/2021", "Giám đốc Sở", ""}
		team := []string{"Phòng Một", "", "", "", "TTLĐXS", "2021", "thường xuyên", "105/QĐ-UBND", "15/02/2022", "Chủ tịch UBND tỉnh", ""}
		bad := []string{"Trần Thị B", "Cá nhân", "1980", "", "Không có", "2021", "", "x", "30/02/2021", "", ""}
		l, err := w.s.Receive(ctx, w.officer(0), w.bloc, w.unit[0], "a.xlsx", workbook(t, [][]string{good, team, bad}))
		if err != nil {
			t.Fatal(err)
		}
		m, err := w.s.Preview(ctx, w.officer(0), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		var at []string
		for _, p := range m.List.Problems {
			at = append(at, p.At)
		}
		if s := strings.Join(at, " "); s != "E7 J7 I7 H7" {
			t.Errorf("wrong cells: %s", s)
		}
		if _, err := w.s.Commit(ctx, w.officer(0), l.ID); !fault.Is(err, fault.Invalid) {
			t.Errorf("a list with faults is written: %v", err)
		}
		if list, _ := OfUnit(ctx, d, w.unit[0]); len(list) != 0 {
			t.Fatalf("%d lines of a refused list", len(list))
		}
		w.marked(l)
		l, err = w.s.Receive(ctx, w.officer(0), w.bloc, w.unit[0], "a.xlsx", workbook(t, [][]string{good, team}))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.s.Preview(ctx, w.officer(1), l.ID); !fault.Is(err, fault.Denied) {
			t.Errorf("another unit's officer reads the list: %v", err)
		}
		for range 2 { // pressed twice
			if n, err := w.s.Commit(ctx, w.officer(0), l.ID); err != nil || n != 2 {
				t.Fatalf("%d %v", n, err)
			}
		}
		if list, _ := OfUnit(ctx, d, w.unit[0]); len(list) != 2 {
			t.Errorf("%d lines", len(list))
		}
		l, err = w.s.Receive(ctx, w.officer(0), w.bloc, w.unit[0], PastedName, []byte("Họ và tên\tDanh hiệu\tNăm\tSố quyết định\tNgày quyết định\tNgười quyết định\tNăm sinh\tChức vụ\nNguyễn Văn A\tCSTĐCS\t2021\t15/QĐ-STP\t28/12/2021\tGiám đốc Sở\t1980\tTrưởng phòng\n"))
		if err != nil {
			t.Fatal(err)
		}
		if m, err := w.s.Preview(ctx, w.officer(0), l.ID); err != nil || m.Known != 1 || len(m.New) != 0 || !m.Good() {
			t.Errorf("pasted again: %+v %v", m, err)
		}
	})
}

// marked asks for the workbook with the faults: every cell in its place, the wrong ones
// commented, the reasons beside the line.
func (w *world) marked(l Sent) {
	w.t.Helper()
	data, err := w.s.Marked(context.Background(), w.officer(0), l.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	b, err := intake.Open("x.xlsx", data, intake.Default)
	if err != nil {
		w.t.Fatal(err)
	}
	notes, texts := map[string]string{}, map[string]string{}
	for _, c := range b.Sheets[0].Cells {
		notes[c.At], texts[c.At] = c.Note, c.Text
	}
	if texts["A5"] != "Nguyễn Văn A" || texts["E7"] != "Không có" || !strings.Contains(notes["E7"], "Danh mục không có") || notes["E5"] != "" || !strings.Contains(texts["L7"], "Ngày quyết định: “30/02/2021”") || texts["L4"] != "Cần sửa" || texts["L5"] != "" {
		w.t.Errorf("marked: %q %q %q", texts, notes["E7"], notes["E5"])
	}
}

func TestBoardNamesTheUnitInEachLine(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	w := newWorld(t, d)
	board := who.Actor{User: 5, Posts: []who.Post{{Role: who.Board}}}
	text := "Họ và tên\tĐơn vị\tDanh hiệu\tNăm\tSố quyết định\tNgày quyết định\tNgười quyết định\nNguyễn Văn A\tThanh tra tỉnh\tLĐTT\t2021\t1/QĐ-X\t28/12/2021\tThủ trưởng\nTrần Thị B\tSở Lạ\tLĐTT\t2021\t1/QĐ-X\t28/12/2021\tThủ trưởng\n"
	l, err := w.s.Receive(t.Context(), board, w.bloc, 0, PastedName, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	m, err := w.s.Preview(t.Context(), board, l.ID)
	if err != nil || len(m.New) != 1 || m.New[0].Unit != w.unit[1] || len(m.List.Problems) != 1 || m.List.Problems[0].At != "B3" {
		t.Fatalf("%+v %v", m, err)
	}
	if _, err := w.s.Receive(t.Context(), w.officer(0), w.bloc, 0, PastedName, []byte(text)); !fault.Is(err, fault.Denied) {
		t.Errorf("an officer enters for every unit: %v", err)
	}
}
