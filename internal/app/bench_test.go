package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/platform/clock"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

// served is the product with the sample year behind a real listener, and a client that
// is signed in as the secretary of the bloc leader.
type served struct {
	app    *App
	base   string
	client *http.Client
}

func serve(b *testing.B) *served {
	b.Helper()
	a, err := Open(context.Background(), Config{Data: b.TempDir(), Demo: true, Clock: clock.From(SampleStart)})
	if err != nil {
		b.Fatal(err)
	}
	if err := a.LoadSample(context.Background()); err != nil {
		b.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Serve(ctx, l) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
		if err := a.Close(); err != nil {
			b.Error(err)
		}
	})
	jar, _ := cookiejar.New(nil)
	s := &served{a, Address(l), &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 128, DisableCompression: true}}}
	s.post(b, "/dang-nhap", url.Values{"login": {officerLogin("thanh-tra")}, "password": {SamplePassword}})
	return s
}

func (s *served) post(b *testing.B, path string, form url.Values) {
	r, err := s.client.PostForm(s.base+path, form)
	if err != nil {
		b.Fatal(err)
	}
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
	if r.StatusCode >= 400 {
		b.Fatalf("POST %s: %d", path, r.StatusCode)
	}
}

func (s *served) get(b *testing.B, path string) []byte {
	r, err := s.client.Get(s.base + path)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != 200 {
		b.Fatalf("GET %s: %d %v", path, r.StatusCode, err)
	}
	return body
}

// BenchmarkListPage is an HTML list of 50 out of 10,000 documents with the total, signed
// in, over HTTP with many clients. The bar: 3,000/s.
func BenchmarkListPage(b *testing.B) {
	s := serve(b)
	ctx := context.Background()
	bloc, err := org.BlocByCode(ctx, s.app.DB, SampleBloc)
	if err != nil {
		b.Fatal(err)
	}
	for i := range 10000 {
		d := document.Document{Bloc: bloc.ID, Kind: "CV", Code: fmt.Sprintf("%d/SNV-TĐKT", i+1), Issuer: "Sở Nội vụ", Abstract: fmt.Sprintf("Hướng dẫn công tác thi đua số %d", i), Day: civil.Date{Year: 2022, Month: 1, Day: 1}.AddDays(i % 180)}
		if _, err := s.app.Document.Create(ctx, operator, d, nil); err != nil {
			b.Fatal(err)
		}
	}
	if body := s.get(b, "/van-ban"); !bytes.Contains(body, []byte("10.00")) {
		b.Fatal("the list does not tell the total")
	}
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.get(b, "/van-ban")
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// BenchmarkCreate is a durable create with its audit leaf over HTTP at 64 clients. The
// bar: 4,000/s.
func BenchmarkCreate(b *testing.B) {
	s := serve(b)
	var n atomic.Int64
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		c := &http.Client{Jar: s.client.Jar, Transport: s.client.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		for pb.Next() {
			i := n.Add(1)
			r, err := c.PostForm(s.base+"/van-ban/moi", url.Values{"kind": {"CV"}, "code": {fmt.Sprintf("%d/SNV-TĐKT", i)}, "issuer": {"Sở Nội vụ"}, "abstract": {"Hướng dẫn công tác thi đua"}, "day": {"03/02/2022"}})
			if err != nil {
				b.Fatal(err)
			}
			body, _ := io.ReadAll(r.Body)
			r.Body.Close()
			if r.StatusCode != http.StatusSeeOther {
				b.Fatalf("create: %d %.2000s", r.StatusCode, body)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "creates/s")
}

// earlier gives the sample bloc four earlier years with the same plan and the figures of
// its common targets.
func earlier(b *testing.B, a *App) {
	b.Helper()
	ctx := context.Background()
	body, err := sampleFiles.ReadFile("demo/plan.json")
	if err != nil {
		b.Fatal(err)
	}
	bloc, err := org.BlocByCode(ctx, a.DB, SampleBloc)
	if err != nil {
		b.Fatal(err)
	}
	v := figure.FromInt(57)
	for year := 2018; year < 2022; year++ {
		old := strings.NewReplacer("2022", strconv.Itoa(year), "2021", strconv.Itoa(year-1)).Replace(string(body))
		if _, err := a.Plan.ImportJSON(ctx, operator, []byte(old)); err != nil {
			b.Fatal(err)
		}
		period, err := civil.ParsePeriod(fmt.Sprintf("%d-H1", year))
		if err != nil {
			b.Fatal(err)
		}
		members, err := org.Members(ctx, a.DB, bloc.ID, period.To())
		if err != nil || len(members) != 12 {
			b.Fatal(len(members), err)
		}
		var edits []progress.Edit
		for i := range 11 { // the last of the twelve is yes or no
			edits = append(edits, progress.Edit{Code: fmt.Sprintf("C%02d", i+1), Value: &v, Exact: true, Source: progress.Source{Kind: progress.Typed}})
		}
		for _, m := range members {
			if _, _, err := a.Progress.SaveCells(ctx, operator, progress.Place{Bloc: bloc.ID, Period: period, Unit: m.Unit.ID}, edits); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkPages reports the p95 of every main page at 12 units with five years of data,
// one client. The bar: 50 ms.
func BenchmarkPages(b *testing.B) {
	s := serve(b)
	earlier(b, s.app)
	for _, p := range []string{"/viec", "/nhap/2022-6t", "/tong-hop/2022-6t", "/tong-hop/2022-6t/bang", "/du-thao/2022-6t", "/ke-hoach", "/van-ban", "/khoi/khoi-3"} {
		b.Run(strings.ReplaceAll(strings.Trim(p, "/"), "/", "_"), func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				t := time.Now()
				s.get(b, p)
				took = append(took, time.Since(t))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}

// large fills a fresh database with a bloc of n units that all report 40 common targets.
func large(b *testing.B, n int) (*App, org.Bloc) {
	b.Helper()
	ctx := context.Background()
	a, err := Open(ctx, Config{Data: b.TempDir(), Clock: clock.From(SampleStart)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	type unit struct {
		Order             int
		Code, Name, Short string
		Kind              string
	}
	type target struct {
		Code, Name, Measure, Type, Direction, Field string
		Plan                                        map[string]int
	}
	var units []unit
	for i := range n {
		units = append(units, unit{i + 1, fmt.Sprintf("dv-%d", i+1), fmt.Sprintf("Đơn vị số %d", i+1), fmt.Sprintf("ĐV %d", i+1), "civil"})
	}
	var targets []target
	for k := range 40 {
		goals := map[string]int{}
		for _, u := range units {
			goals[u.Code] = 100
		}
		targets = append(targets, target{fmt.Sprintf("C%02d", k+1), fmt.Sprintf("Số cuộc kiểm tra chuyên đề thứ %d", k+1), "cuộc", "count", "higher", "f", goals})
	}
	lower := func(v any) any { // the file's keys are written small
		body, err := json.Marshal(v)
		if err != nil {
			b.Fatal(err)
		}
		for _, k := range []string{"Order", "Code", "Name", "Short", "Kind", "Measure", "Type", "Direction", "Field", "Plan"} {
			body = bytes.ReplaceAll(body, []byte(`"`+k+`":`), []byte(`"`+strings.ToLower(k)+`":`))
		}
		return json.RawMessage(body)
	}
	file, err := json.Marshal(map[string]any{"schema": "thidua-plan/1", "year": 2022,
		"bloc":   map[string]string{"code": "khoi-lon", "name": "Khối lớn", "province": "Đắk Lắk", "leader": "dv-1"},
		"period": map[string]string{"code": "2022-H1", "name": "6 tháng đầu năm 2022", "from": "2022-01-01", "to": "2022-06-30"},
		"fields": []map[string]string{{"code": "f", "name": "Chuyên môn"}}, "units": lower(units), "common_targets": lower(targets)})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := a.Plan.ImportJSON(ctx, operator, file); err != nil {
		b.Fatal(err)
	}
	bloc, err := org.BlocByCode(ctx, a.DB, "khoi-lon")
	if err != nil {
		b.Fatal(err)
	}
	members, err := org.Members(ctx, a.DB, bloc.ID, SamplePeriod.To())
	if err != nil {
		b.Fatal(err)
	}
	v := figure.FromInt(57)
	for _, m := range members {
		var edits []progress.Edit
		for _, t := range targets {
			edits = append(edits, progress.Edit{Code: t.Code, Value: &v, Exact: true, Source: progress.Source{Kind: progress.Typed}})
		}
		if _, _, err := a.Progress.SaveCells(ctx, operator, progress.Place{Bloc: bloc.ID, Period: SamplePeriod, Unit: m.Unit.ID}, edits); err != nil {
			b.Fatal(err)
		}
	}
	return a, bloc
}

// BenchmarkReport consolidates a bloc and writes its files: 12 and 1,000 units with 40
// targets. The bars: 150 ms and 3 s for the Word file.
func BenchmarkReport(b *testing.B) {
	for _, n := range []int{12, 1000} {
		a, bloc := large(b, n)
		for _, f := range []string{"docx", "pdf", "xlsx", "json"} {
			b.Run(fmt.Sprintf("%dx40/%s", n, f), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if _, err := a.Report.Export(context.Background(), operator, bloc, SamplePeriod, exportOptions(f)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkImportWorkbook opens, reads and previews one office's workbook. The bar: 100 ms.
func BenchmarkImportWorkbook(b *testing.B) {
	a, err := Open(context.Background(), Config{Data: b.TempDir(), Clock: clock.From(SampleStart)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	plan, err := os.ReadFile(filepath.Join(fixture, "plan.json"))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := a.Plan.ImportJSON(context.Background(), operator, plan); err != nil {
		b.Fatal(err)
	}
	for unit, name := range map[string]string{"thanh-tra": "01_ThanhTra_BieuSoLieu_6T2022.xlsx", "trai-giam-dak-tan": "02_TrGiamDakTan_SoLieu.xls", "vksnd": "03_BC_6thang_VKSND.docx", "trai-giam-dak-trung": "10_DakTrung_6thang.ods"} {
		data, err := os.ReadFile(filepath.Join(fixture, name))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(filepath.Ext(name)[1:], func(b *testing.B) {
			for b.Loop() {
				if _, err := a.Progress.ImportFile(context.Background(), operator, progress.FileRequest{Unit: unit, Period: SamplePeriod, Name: name, Data: data}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
