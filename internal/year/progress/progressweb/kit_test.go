package progressweb_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
	"thidua/internal/year/progress/progressweb"
	"thidua/internal/year/review"
)

const h1 = civil.Period("2022-H1")

// site is a running server over the bloc of the sample plan.
type site struct {
	*httptest.Server
	t      *testing.T
	s      *progress.Service
	hand   *clock.Hand
	bloc   id.Bloc
	actors map[string]who.Actor
	log    bytes.Buffer
}

func open(t *testing.T) *site {
	t.Helper()
	ctx := context.Background()
	d := dbtest.SQLite(t, []fs.FS{org.Migrations, document.Migrations, plan.Migrations, progress.Migrations, review.Migrations})
	files, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { files.Close() })
	s := progress.NewService(d, files)
	plans := plan.NewService(d, org.NewService(d), document.NewService(d, files), files, func(ctx context.Context, tx *db.Tx, by who.Actor, b id.Bloc, p civil.Period, due civil.Date) error {
		_, err := s.OpenPeriod(ctx, tx, by, b, p, due)
		return err
	})
	data, err := os.ReadFile("../testdata/khoi-3-2022-h1/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plans.ImportJSON(ctx, who.Actor{System: true, Name: "test"}, data); err != nil {
		t.Fatal(err)
	}
	b, err := org.BlocByCode(ctx, d, "khoi-3")
	if err != nil {
		t.Fatal(err)
	}
	x := &site{t: t, s: s, hand: d.Clock.(*clock.Hand), bloc: b.ID, actors: map[string]who.Actor{"": who.Anonymous}}
	members, err := org.Members(ctx, d, b.ID, h1.To())
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range members {
		for j, role := range []who.Role{who.Officer, who.Head} {
			x.actors[string(role)+"@"+m.Unit.Code] = who.Actor{User: id.User(100 + 2*i + j), Name: string(role) + " " + m.Unit.Short, Via: "web", Posts: []who.Post{{Unit: m.Unit.ID, Role: role}},
				Blocs: []who.Membership{{Bloc: b.ID, Unit: m.Unit.ID, Lead: m.Lead}}}
		}
	}
	x.actors["board"] = who.Actor{User: 99, Name: "Ban", Via: "web", Posts: []who.Post{{Role: who.Board}}}
	slice := progressweb.Slice(s)
	catalog, err := msg.Load(slice.English)
	if err != nil {
		t.Fatal(err)
	}
	srv := web.New(web.Options{Slices: []web.Slice{slice, ui.Slice()}, Catalog: catalog, Clock: d.Clock, Log: slog.New(slog.NewTextHandler(&x.log, nil)),
		Actor: func(r *http.Request) (who.Actor, error) {
			c, err := r.Cookie("as")
			if err != nil {
				return who.Anonymous, nil
			}
			return x.actors[c.Value], nil
		},
		Fail: func(w http.ResponseWriter, r *web.Request, status int, err error) {
			w.WriteHeader(status)
			fmt.Fprintf(w, "<h1>%d</h1><p>%s</p>", status, r.ErrorText(err))
		}})
	x.Server = httptest.NewServer(srv)
	t.Cleanup(x.Close)
	t.Cleanup(func() {
		if t.Failed() && x.log.Len() > 0 {
			t.Log(x.log.String())
		}
	})
	return x
}

// answer is what came back.
type answer struct {
	t      *testing.T
	Status int
	Body   string
	To     string // Location
	Header http.Header
}

func (a answer) has(words ...string) answer {
	a.t.Helper()
	for _, w := range words {
		if !strings.Contains(a.Body, w) {
			a.t.Errorf("page does not hold %q:\n%s", w, text(a.Body))
		}
	}
	return a
}

func (a answer) hasNot(words ...string) answer {
	a.t.Helper()
	for _, w := range words {
		if strings.Contains(a.Body, w) {
			a.t.Errorf("page holds %q", w)
		}
	}
	return a
}

func (a answer) status(n int) answer {
	a.t.Helper()
	if a.Status != n {
		a.t.Fatalf("status %d, want %d:\n%s", a.Status, n, text(a.Body))
	}
	return a
}

var (
	tags   = regexp.MustCompile(`(?s)<[^>]*>`)
	spaces = regexp.MustCompile(`\s*\n\s*`)
)

func text(html string) string {
	if _, main, ok := strings.Cut(html, `<main`); ok {
		html, _, _ = strings.Cut(main, `</main>`)
	}
	return spaces.ReplaceAllString(tags.ReplaceAllString(html, "\n"), "\n")
}

func (x *site) do(as, method, path, contentType string, body io.Reader, header ...string) answer {
	x.t.Helper()
	r, err := http.NewRequest(method, x.URL+path, body)
	if err != nil {
		x.t.Fatal(err)
	}
	if len(header) == 0 || header[0] != "Cookie" {
		r.AddCookie(&http.Cookie{Name: "as", Value: as})
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := c.Do(r)
	if err != nil {
		x.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return answer{x.t, resp.StatusCode, string(b), resp.Header.Get("Location"), resp.Header}
}

func (x *site) get(as, path string) answer {
	x.t.Helper()
	return x.do(as, "GET", path, "", nil)
}

func (x *site) post(as, path string, kv ...string) answer {
	x.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		v.Add(kv[i], kv[i+1])
	}
	return x.do(as, "POST", path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()), "Accept", "application/json")
}

// send uploads a file.
func (x *site) send(as, path, name string, data []byte, kv ...string) answer {
	x.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(kv); i += 2 {
		m.WriteField(kv[i], kv[i+1])
	}
	if name != "" {
		f, err := m.CreateFormFile("file", name)
		if err != nil {
			x.t.Fatal(err)
		}
		f.Write(data)
	}
	m.Close()
	return x.do(as, "POST", path, m.FormDataContentType(), &b)
}

func (x *site) form(unit string) *progress.Form {
	x.t.Helper()
	u, err := org.UnitByCode(context.Background(), x.s.DB(), unit)
	if err != nil {
		x.t.Fatal(err)
	}
	f, err := progress.FormOf(context.Background(), x.s.DB(), progress.Place{Bloc: x.bloc, Period: h1, Unit: u.ID})
	if err != nil {
		x.t.Fatal(err)
	}
	return f
}

// fill answers everything of a unit through the pages, as a browser without scripts does.
func (x *site) fill(unit string) {
	x.t.Helper()
	as := "officer@" + unit
	var kv []string
	for _, c := range x.form(unit).Cells {
		v := figure.FromInt(1)
		if c.Expected != nil {
			v = *c.Expected
		}
		if c.Kind == plan.Count {
			v = v.Round(0)
		}
		kv = append(kv, "v."+c.Code, v.VN(), "rev."+c.Code, fmt.Sprint(c.Value.Rev))
	}
	x.post(as, "/nhap/2022-6t", kv...).status(303)
	kv = nil
	for _, h := range progress.Headings() {
		kv = append(kv, "t."+string(h), "Nội dung "+string(h), "rev."+string(h), fmt.Sprint(x.form(unit).Texts[h].Rev))
	}
	x.post(as, "/nhap/2022-6t/phan-loi", kv...).status(303)
	if d := x.form(unit).Done(); !d.Full() {
		x.t.Fatalf("filled: %+v", d)
	}
}

func (x *site) version(unit string) string { return fmt.Sprint(x.form(unit).Submission.Version) }

func itoa(n int64) string { return fmt.Sprint(n) }
