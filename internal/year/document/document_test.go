package document

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/org"
)

var sources = []fs.FS{org.Migrations, Migrations}

var system = who.Actor{Name: "Dòng lệnh", Via: "cli", System: true}

func service(t testing.TB, d *db.DB) (*Service, id.Bloc) {
	t.Helper()
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	var b org.Bloc
	err = d.Write(context.Background(), func(tx *db.Tx) error {
		b, err = org.NewService(d).SaveBloc(context.Background(), tx, system, org.Bloc{Code: "khoi-3", Name: "Khối thi đua số 3", Kind: org.KindBloc, Province: "Đắk Lắk", Peers: org.PeersOwn})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return NewService(d, files), b.ID
}

func iso(s string) civil.Date { d, _ := civil.ParseISO(s); return d }

func TestCleanAndKind(t *testing.T) {
	tests := []struct {
		in, code, kind string
		bad            string // field
	}{
		{"Số: 24/CT-UBND", "24/CT-UBND", "CT", ""},
		{"05-CT/TW", "05-CT/TW", "CT", ""},
		{"1486/SNV-TĐKT", "1486/SNV-TĐKT", "CV", ""},
		{"30/2020/NĐ-CP", "30/2020/NĐ-CP", "NĐ", ""},
		{"12 / UBND – VX", "12/UBND-VX", "CV", ""},
		{"", "", "", ""},
		{"hai tư", "hai tư", "", "code"},
	}
	for _, tt := range tests {
		d, err := Document{Code: tt.in, Issuer: " UBND  tỉnh ", Abstract: "Về thi đua"}.Clean()
		if tt.bad != "" {
			if e, ok := err.(*fault.Error); !ok || e.Fields[0].Name != tt.bad {
				t.Errorf("%q: %v", tt.in, err)
			}
			continue
		}
		if err != nil || d.Code != tt.code || d.Kind != tt.kind || d.Issuer != "UBND tỉnh" {
			t.Errorf("%q: %+v %v", tt.in, d, err)
		}
	}
	for _, d := range []Document{{Abstract: "x"}, {Issuer: "x"}, {Issuer: "x", Abstract: "x", Kind: "XX"}, {Issuer: "x", Abstract: "x", Link: "javascript:1"},
		{Issuer: "x", Abstract: "x", Day: iso("2022-02-01"), Effective: iso("2022-01-01")}, {Issuer: "x", Abstract: strings.Repeat("a", 2000)}, {Issuer: "x", Abstract: "x", Day: iso("1821-01-01")}} {
		if _, err := d.Clean(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v is taken", d)
		}
	}
	if len(Kinds) < 27 {
		t.Error("the 27 types of Decree 30 are not all there")
	}
}

func TestFindMark(t *testing.T) {
	for text, want := range map[string]string{
		"BÁO CÁO\nMẬT\n": "MẬT", "  [ TỐI MẬT ] ": "TỐI MẬT", "Tuyệt mật": "TUYỆT MẬT", "Độ mật: mật": "MẬT", "Mức độ mật: Tối mật.": "TỐI MẬT",
		"Công văn TUYỆT MẬT số 5": "TUYỆT MẬT", "MA\u0302\u0323T": "MẬT", // decomposed
		"Luật Bảo vệ bí mật nhà nước": "", "BẢO VỆ BÍ MẬT NHÀ NƯỚC": "", "bảo mật dữ liệu": "", "mật ong rừng": "", "Công tác cơ yếu, mật mã": "", "mặt trận": "",
	} {
		if got, _ := FindMark(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for name, want := range map[string]string{"bao cao (TỐI MẬT).docx": "TỐI MẬT", "toi-mat_05.pdf": "TỐI MẬT", "MẬT-24.pdf": "MẬT", "Tuyệt mật.docx": "TUYỆT MẬT",
		"bao-mat.docx": "", "BẢO MẬT.pdf": "", "Mặt trận.docx": "", "ong mật.xlsx": ""} {
		if got := FindMarkInName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestRegister(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, b := service(t, d)
		one := Document{Bloc: b, Code: "24/CT-UBND", Issuer: "UBND tỉnh Đắk Lắk", Abstract: "Phát động thi đua năm 2022", Day: iso("2021-12-28")}
		n, err := s.Create(ctx, system, one, []Clause{{Label: "điểm 1", Text: "Một"}, {Label: "điểm 2", Text: "Hai"}})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.Create(ctx, system, one, []Clause{{Label: "điểm 1", Text: "Một"}, {Label: "điểm 2", Text: "Hai"}}); err != nil || again != n {
			t.Errorf("the form sent twice made %v beside %v, %v", again, n, err)
		}
		if _, err := s.Create(ctx, system, Document{Bloc: b, Code: "05-CT/TW", Issuer: "Bộ Chính trị", Abstract: "Học tập 100% theo Bác", Day: iso("2016-05-15")}, nil); err != nil {
			t.Fatal(err)
		}
		same, err := Same(ctx, d, Document{Bloc: b, Code: "024/CT-UBND", Issuer: "UBND TỈNH ĐẮK LẮK", Day: iso("2021-01-01")})
		if err != nil || len(same) != 1 {
			t.Errorf("repeat is not noticed: %v %v", same, err)
		}
		for _, other := range []Document{{Code: "24/CT-UBND", Issuer: "UBND tỉnh Gia Lai", Day: iso("2021-01-01")}, {Code: "24/CT-UBND", Issuer: "UBND tỉnh Đắk Lắk", Day: iso("2022-01-01")}, {Code: "24/KH-UBND", Issuer: "UBND tỉnh Đắk Lắk", Day: iso("2021-01-01")}} {
			other.Bloc = b
			if same, err := Same(ctx, d, other); err != nil || len(same) != 0 {
				t.Errorf("%+v: %v %v", other, same, err)
			}
		}
		for q, want := range map[string]int{"": 2, "24": 1, "phat dong": 1, "PHÁT ĐỘ": 1, "dong": 1, "ong": 0, "thi dua 2022": 1, "bac hoc": 1, "100%": 1, "%": 1, "_": 2, "chi thi": 2, "24/CT-UBND": 1, "zzz": 0} {
			list, n, err := List(ctx, d, b, Filter{Query: q})
			if err != nil || n != want || len(list) != want {
				t.Errorf("query %q: %d of %d, want %d, %v", q, len(list), n, want, err)
			}
		}
		if _, n, _ := List(ctx, d, b, Filter{Year: 2021}); n != 1 {
			t.Errorf("year: %d", n)
		}
		if _, n, _ := List(ctx, d, b, Filter{Kind: "CT", Year: 2016, Query: "hoc"}); n != 1 {
			t.Errorf("all filters: %d", n)
		}
		if _, n, _ := List(ctx, d, b, Filter{Query: "thi", Page: 9}); n != 2 {
			t.Errorf("total beyond the end: %d", n)
		}
		doc, err := Of(ctx, d, n)
		if err != nil {
			t.Fatal(err)
		}
		doc.Day, doc.Abstract = iso("2022-01-02"), "Đổi"
		if err := s.Save(ctx, system, doc, []Clause{{Label: "Điểm 2", Text: "Hai mới"}, {Label: "điểm 3"}}); err != nil {
			t.Fatal(err)
		}
		if err := s.Save(ctx, system, doc, nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("the old version is taken: %v", err)
		}
		clauses, err := Clauses(ctx, d, n)
		if err != nil || len(clauses) != 2 || clauses[0].Text != "Hai mới" {
			t.Errorf("%v %v", clauses, err)
		}
		counts, err := Counts(ctx, d, b)
		if err != nil || fmt.Sprint(counts.Years) != "[{2022 1} {2016 1}]" || counts.Rev == 0 {
			t.Errorf("counts %v %v", counts, err)
		}
		if h, err := audit.History(ctx, d, Object(n), 9); err != nil || len(h) != 2 {
			t.Errorf("%d leaves %v", len(h), err)
		}
		if err := s.Remove(ctx, system, n, 2); err != nil {
			t.Fatal(err)
		}
		if _, total, err := List(ctx, d, b, Filter{}); err != nil || total != 1 {
			t.Errorf("total %d %v", total, err)
		}
	})
}

func TestRightsAndSecrets(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	ctx := context.Background()
	s, b := service(t, d)
	member := who.Actor{User: 1, Posts: []who.Post{{Unit: 5, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: b, Unit: 5}}}
	ok := Document{Bloc: b, Code: "1/KH-UBND", Issuer: "UBND", Abstract: "x"}
	if _, err := s.Create(ctx, member, ok, nil); !fault.Is(err, fault.Denied) {
		t.Errorf("a member writes: %v", err)
	}
	if _, err := s.Attach(ctx, member, b, "a.txt", []byte("x")); !fault.Is(err, fault.Denied) {
		t.Errorf("a member uploads: %v", err)
	}
	secret := ok
	secret.Abstract = "Kế hoạch TỐI MẬT"
	if _, err := s.Create(ctx, system, secret, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Không lưu gì") {
		t.Errorf("%v", err)
	}
	if _, err := s.Attach(ctx, system, b, "kh.txt", []byte("KẾ HOẠCH\nMẬT\n")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "dòng 2") {
		t.Errorf("%v", err)
	}
	if _, n, _ := List(ctx, d, b, Filter{}); n != 0 {
		t.Errorf("%d documents stored", n)
	}
	if _, err := s.Attach(ctx, system, b, "big.bin", make([]byte, MaxFile+1)); !fault.Is(err, fault.TooLarge) {
		t.Error(err)
	}
}

func fill(b *testing.B, d *db.DB, s *Service, bloc id.Bloc, n int) {
	b.Helper()
	for i := 0; i < n; i += 250 {
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			for j := i; j < min(i+250, n); j++ {
				x, _ := Document{Bloc: bloc, Code: fmt.Sprintf("%d/KH-UBND", j+1), Issuer: "UBND tỉnh", Abstract: fmt.Sprintf("Kế hoạch số %d về phong trào thi đua của tỉnh", j), Day: civil.Date{Year: 2018 + j%5, Month: 1, Day: 1}.AddDays(j % 360)}.Clean()
				if _, err := s.add(context.Background(), tx, system, x, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkListPage reads a page of 50 of 10,000 documents with the total.
func BenchmarkListPage(b *testing.B) {
	d := dbtest.SQLite(b, sources)
	s, bloc := service(b, d)
	fill(b, d, s, bloc, 10000)
	for name, f := range map[string]Filter{"all": {}, "page100": {Page: 100}, "search": {Query: "ke hoach 99"}, "year": {Year: 2020}} {
		b.Run(name, func(b *testing.B) {
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					list, total, err := List(context.Background(), d, bloc, f)
					if err != nil || len(list) == 0 || total == 0 {
						b.Error(len(list), total, err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
		})
	}
}

// BenchmarkCreate adds documents durably, with their leaves, from 64 callers.
func BenchmarkCreate(b *testing.B) {
	for name, open := range map[string]func(testing.TB, []fs.FS) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			d := open(b, sources)
			s, bloc := service(b, d)
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					if _, err := s.Create(context.Background(), system, Document{Bloc: bloc, Code: fmt.Sprintf("%d/KH-UBND", i%999999+1), Issuer: "UBND tỉnh", Abstract: "Kế hoạch phong trào thi đua", Day: civil.Date{Year: 2022, Month: 3, Day: 4}}, nil); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
		})
	}
}
