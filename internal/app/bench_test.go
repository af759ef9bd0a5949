package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/platform/clock"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
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

// BenchmarkPages reports the p95 of every main page of the sample year, one client.
func BenchmarkPages(b *testing.B) {
	s := serve(b)
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

// BenchmarkHalfYear reads twelve offices' files, consolidates and writes the Word file.
func BenchmarkHalfYear(b *testing.B) {
	s := serve(b)
	ctx := context.Background()
	bloc, err := org.BlocByCode(ctx, s.app.DB, SampleBloc)
	if err != nil {
		b.Fatal(err)
	}
	for _, f := range []string{"docx", "pdf", "xlsx", "json"} {
		b.Run("report_"+f, func(b *testing.B) {
			for b.Loop() {
				if _, err := s.app.Report.Export(ctx, operator, bloc, SamplePeriod, exportOptions(f)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	files, err := os.ReadDir(filepath.Join(fixture))
	if err != nil || len(files) < 12 {
		b.Fatal("no files", err)
	}
}
