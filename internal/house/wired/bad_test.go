package wired

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"thidua/internal/base/vi"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/web"
)

// collected gives the bad inputs that others have collected (proof/corpus), and which
// collections are missing.
func collected(t *testing.T) (list []badCase, missing []string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", "run", "./corpus")
	c.Dir = filepath.Join("..", "..", "..", "proof")
	c.Env = append(os.Environ(), "GOFLAGS=-mod=readonly")
	var said bytes.Buffer
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return nil, []string{fmt.Sprintf("all collections: %v: %s", err, said.String())}
	}
	d := json.NewDecoder(bytes.NewReader(out))
	for {
		var x badCase
		err := d.Decode(&x)
		if err == io.EOF {
			return list, missing
		}
		must(t, err)
		if x.Missing != "" {
			missing = append(missing, x.Source+": "+x.Missing)
			continue
		}
		list = append(list, x)
	}
}

// A bad run sends bad inputs to one server.
type badRun struct {
	t     *testing.T
	w     *world
	h     http.Handler
	addr  string // of the same server, over TCP
	doors []door
	forms []form
	// what came of it
	requests, stored, refused, odd int
	status                         map[int]int
	log                            *bytes.Buffer // what the server complains of
}

// A door is a route that takes a file, and who may go through it.
type door struct {
	route web.Route
	actor string
}

// A form is one that stands on a page, with its fields.
type form struct {
	page, action, actor string
	fields              url.Values
	text                []string // the fields that people write into
}

var (
	formRE  = regexp.MustCompile(`(?s)<form[^>]*method="post"[^>]*>.*?</form>`)
	actRE   = regexp.MustCompile(`action="([^"]*)"`)
	inputRE = regexp.MustCompile(`<(input|textarea|select|button)\b[^>]*>`)
	attrRE  = regexp.MustCompile(`\b(name|value|type)="([^"]*)"`)
	// What ends the session, or what the others need to go on, is left alone.
	// A date ends what the others need: there it is left out.
	endRE   = regexp.MustCompile(`ket-thuc|thoi-chuc|nhiem-ky|/roi$`)
	aloneRE = regexp.MustCompile(`dang-xuat|dang-nhap|mat-khau|phien|thiet-lap`)
)

// formsOf reads the forms of a page.
func formsOf(page, body, actor string) (list []form) {
	for _, text := range formRE.FindAllString(body, -1) {
		f := form{page: page, action: page, actor: actor, fields: url.Values{}}
		if m := actRE.FindStringSubmatch(text[:strings.Index(text, ">")]); m != nil && m[1] != "" {
			f.action = html.UnescapeString(m[1])
		}
		for _, m := range inputRE.FindAllStringSubmatch(text, -1) {
			at := map[string]string{}
			for _, a := range attrRE.FindAllStringSubmatch(m[0], -1) {
				at[a[1]] = html.UnescapeString(a[2])
			}
			if at["name"] == "" || at["type"] == "file" {
				continue
			}
			f.fields.Set(at["name"], at["value"])
			if m[1] == "textarea" || m[1] == "select" || m[1] == "input" && !slices.Contains([]string{"hidden", "checkbox", "radio", "submit"}, at["type"]) {
				f.text = append(f.text, at["name"])
			}
		}
		if len(f.text) > 0 && !aloneRE.MatchString(f.action) && strings.HasPrefix(f.action, "/") {
			list = append(list, f)
		}
	}
	return list
}

func newBadRun(t *testing.T, w *world) *badRun {
	r := &badRun{t: t, w: w, status: map[int]int{}, log: &bytes.Buffer{}}
	w.base.Options.Log = slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelError}))
	r.h = w.server(nil)
	s := httptest.NewServer(r.h)
	t.Cleanup(s.Close)
	r.addr = s.Listener.Addr().String()
	seen := map[string]bool{}
	for _, rt := range w.base.Routes() {
		for _, actor := range []string{"secretary-a", "officer-c", "head-a", "board", "admin"} {
			if rt.Method == "POST" && rt.Upload > 0 && rt.Policy.Name != "public" {
				if cell, _ := w.do(r.h, actor, "POST", w.path(rt, objects[0])); !denied(cell) {
					r.doors = append(r.doors, door{rt, actor})
					break
				}
			}
			if rt.Method != "GET" {
				continue
			}
			path := w.path(rt, objects[0])
			if _, body := w.do(r.h, actor, "GET", path); strings.Contains(body, `method="post"`) {
				for _, f := range formsOf(path, body, actor) {
					if k := f.action + strings.Join(f.text, " "); !seen[k] {
						seen[k] = true
						r.forms = append(r.forms, f)
					}
				}
			}
		}
	}
	return r
}

// said gives what the server has complained of since the last time.
func (r *badRun) said() string {
	defer r.log.Reset()
	return r.log.String()
}

// send makes a request as an actor and demands that the server itself does not fail.
func (r *badRun) send(c badCase, actor string, q *http.Request) *http.Response {
	r.t.Helper()
	if k := r.w.tokens[actor]; k != "" {
		q.AddCookie(&http.Cookie{Name: r.w.a.Account.Sessions().Cookie.Name, Value: k})
	}
	rec := httptest.NewRecorder()
	r.h.ServeHTTP(rec, q)
	r.requests++
	r.status[rec.Code]++
	if rec.Code >= 500 {
		r.t.Errorf("%s %s: %s %.100s as %s gives %d: %s", c.Source, c.Name, q.Method, q.URL, actor, rec.Code, r.said())
	}
	return rec.Result()
}

func (r *badRun) post(c badCase, actor, path string, v url.Values) *http.Response {
	q := httptest.NewRequestWithContext(r.t.Context(), "POST", path, strings.NewReader(v.Encode()))
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r.send(c, actor, q)
}

var abstractRE = regexp.MustCompile(`(?s)<textarea[^>]*name="abstract"[^>]*>(.*?)</textarea>`)

// text puts a text into every field of one form of the house, and into a document: there it
// comes back as it was, legible, composed and with single spaces, or is refused in words.
func (r *badRun) text(n int, c badCase) {
	r.t.Helper()
	if f := r.forms[n%len(r.forms)]; !endRE.MatchString(f.action) || !bytes.ContainsAny(c.Text, "0123456789") {
		v := url.Values{}
		for k, list := range f.fields {
			v[k] = list
		}
		for _, name := range f.text {
			v.Set(name, string(c.Text))
		}
		r.post(c, f.actor, f.action, v)
	}
	res := r.post(c, "secretary-a", "/van-ban/moi?khoi=k1", url.Values{"khoi": {"k1"}, "kind": {"CV"}, "issuer": {"Sở Nội vụ"}, "abstract": {string(c.Text)}, "twice": {"1"}})
	want := strings.Join(strings.Fields(vi.NFC(strings.ReplaceAll(strings.ToValidUTF8(string(c.Text), "\ufffd"), "\x00", ""))), " ")
	if res.StatusCode != http.StatusSeeOther {
		r.refused++
		if want != "" && utf8.RuneCountInString(want) <= 300 {
			r.t.Errorf("%s %s: %.200q is refused with %d", c.Source, c.Name, want, res.StatusCode)
		}
		return
	}
	r.stored++
	to := res.Header.Get("Location")
	q := httptest.NewRequestWithContext(r.t.Context(), "GET", to+"/sua", nil)
	body, err := io.ReadAll(r.send(c, "secretary-a", q).Body)
	must(r.t, err)
	m := abstractRE.FindSubmatch(body)
	if m == nil {
		r.t.Errorf("%s %s: %s shows no field", c.Source, c.Name, to)
	} else if got := html.UnescapeString(strings.TrimPrefix(string(m[1]), "\n")); got != want { // a browser drops the first line break of a textarea
		r.t.Errorf("%s %s: stored %.200q, comes back %.200q", c.Source, c.Name, want, got)
	}
	if strings.ContainsAny(want, "<") && len(want) > 12 && bytes.Contains(body, []byte(want)) {
		r.t.Errorf("%s %s: %.100q stands in the page as it is", c.Source, c.Name, want)
	}
}

// file sends a file through a door, under the names of each kind.
func (r *badRun) file(n int, c badCase) {
	names := []string{"bao-cao.xlsx", "bao-cao.docx", "bao-cao.csv", "anh.jpg", "ban-ky.pdf", "../../../tmp/thidua-bad.xlsx", "bo.yaml", "a\u202eexe.ods", "x.xls"}
	for i := range 3 {
		d := r.doors[(3*n+i)%len(r.doors)]
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		h := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename=%q`, names[(n+i)%len(names)])}, "Content-Type": {"application/octet-stream"}}
		if p, err := m.CreatePart(h); err == nil {
			p.Write(c.File)
		}
		for _, f := range []string{"khoi", "title", "number", "day", "note", "version"} {
			m.WriteField(f, map[string]string{"khoi": "k1", "day": "01/07/2022", "version": "1"}[f])
		}
		m.Close()
		q := httptest.NewRequestWithContext(r.t.Context(), "POST", r.w.path(d.route, objects[0]), &b)
		q.Header.Set("Content-Type", m.FormDataContentType())
		begun := time.Now()
		r.send(c, d.actor, q)
		if took := time.Since(begun); took > 20*time.Second {
			r.t.Errorf("%s %s: %s takes %v", c.Source, c.Name, d.route.Path, took)
		}
	}
}

// request sends a request as it is over TCP. 501 and 505 are answers of HTTP itself to a
// transfer encoding and a version that do not exist; they are counted apart.
func (r *badRun) request(c badCase) {
	conn, err := net.Dial("tcp", r.addr)
	must(r.t, err)
	defer conn.Close()
	must(r.t, conn.SetDeadline(time.Now().Add(20*time.Second)))
	raw := c.Raw
	if raw == nil {
		var b bytes.Buffer
		fmt.Fprintf(&b, "%s %s %s\r\n", first(c.Method, "GET"), first(c.URI, "/"), first(c.Proto, "HTTP/1.1"))
		host := false
		for _, k := range slices.Sorted(mapKeys(c.Header)) {
			if strings.EqualFold(k, "content-length") || strings.EqualFold(k, "connection") {
				continue
			}
			host = host || strings.EqualFold(k, "host")
			fmt.Fprintf(&b, "%s: %s\r\n", k, c.Header[k])
		}
		if !host {
			b.WriteString("Host: x.test\r\n")
		}
		if len(c.Body) > 0 || c.Method == "POST" {
			fmt.Fprintf(&b, "Content-Length: %d\r\n", len(c.Body))
		}
		b.WriteString("Connection: close\r\n\r\n")
		b.Write(c.Body)
		raw = b.Bytes()
	}
	conn.Write(raw)
	conn.(*net.TCPConn).CloseWrite()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	r.requests++
	if err != nil {
		r.status[0]++ // cut off without an answer
		return
	}
	defer res.Body.Close()
	r.status[res.StatusCode]++
	switch {
	case res.StatusCode == http.StatusNotImplemented || res.StatusCode == http.StatusHTTPVersionNotSupported:
		r.odd++
	case res.StatusCode >= 500:
		r.t.Errorf("%s %s: %.200q gives %d: %s", c.Source, c.Name, raw, res.StatusCode, r.said())
	}
}

func mapKeys(m map[string]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// carried gives the text that a collected request carries, for fields.
func carried(c badCase) []byte {
	s := c.URI
	if _, q, ok := strings.Cut(c.URI, "?"); ok {
		s = q
	}
	if u, err := url.QueryUnescape(s); err == nil {
		s = u
	}
	s += " " + string(c.Body)
	for _, k := range []string{"Cookie", "User-Agent", "Referer"} {
		if v := c.Header[k]; v != "" && v != "OWASP CRS test agent" {
			s += " " + v
		}
	}
	if len(s) > 900 {
		s = s[:900]
	}
	return []byte(s)
}

// tree lists what lies in a folder.
func tree(t *testing.T, dir string) (list []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil {
			list = append(list, p)
		}
		return nil
	}))
	return list
}

// TestBadInput sends what others have collected and what we make ourselves to every form and
// every upload of the house: the server never fails, nothing is written outside the data
// folder, and text that is taken comes back as it was. The whole count is for the gate.
func TestBadInput(t *testing.T) {
	others, missing := collected(t)
	gate := os.Getenv("THIDUA_GATE") != ""
	for _, m := range missing {
		t.Logf("not proven: %s", m)
	}
	seed := uint64(time.Now().UnixNano())
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			url := map[string]func() string{"sqlite": func() string { return "" }, "postgres": func() string { return dbtest.PostgresURL(t) }}[engine]()
			outside := t.TempDir() // after the database server has its folder, which its own account must reach
			t.Setenv("TMPDIR", outside)
			w := newWorldOn(t, url)
			r := newBadRun(t, w)
			if len(r.doors) < 10 || len(r.forms) < 40 {
				t.Fatalf("only %d uploads and %d forms: the test looks in the wrong place", len(r.doors), len(r.forms))
			}
			all := append(slices.Clone(others), ownCases(seed, r.good())...)
			step := 1
			if !gate {
				step = max(1, len(all)/70)
			}
			here, err := os.Getwd()
			must(t, err)
			before := tree(t, here)
			count := map[string]int{}
			n := 0
			for i := int(seed % uint64(step)); i < len(all); i += step {
				c := all[i]
				n++
				count[c.Source]++
				switch {
				case c.File != nil:
					r.file(n, c)
				case c.Method != "" || c.Raw != nil || c.URI != "":
					r.request(c)
					c.Text = carried(c)
					r.text(n, c)
				default:
					r.text(n, c)
				}
			}
			for _, p := range tree(t, outside)[1:] {
				t.Errorf("left outside the data folder: %s", p)
			}
			if after := tree(t, here); !slices.Equal(before, after) {
				t.Errorf("the folder of the program has changed")
			}
			for _, p := range []string{"/tmp/thidua-bad", "/tmp/thidua-bad.xlsx", filepath.Join(w.dir, "..", "thidua-bad")} {
				if _, err := os.Lstat(p); err == nil {
					t.Errorf("written outside the data folder: %s", p)
				}
			}
			t.Logf("seed %d: %d of %d bad inputs %v: %d requests to %d forms and %d uploads, %d texts stored and read back, %d refused, %d times 501 or 505 of HTTP itself; answers %v", seed, n, len(all), count, r.requests, len(r.forms), len(r.doors), r.stored, r.refused, r.odd, r.status)
			if gate && (n < 9000 || len(missing) > 0) {
				t.Errorf("%d bad inputs, %d collections missing", n, len(missing))
			}
			if r.stored == 0 || r.requests < n {
				t.Error("the test proves nothing")
			}
		})
	}
}

// good gives good files of the house, to be spoilt: those that its own pages hand out.
func (r *badRun) good() (list [][]byte) {
	for _, rt := range r.w.base.Routes() {
		if rt.Method != "GET" {
			continue
		}
		rec := httptest.NewRecorder()
		q := httptest.NewRequestWithContext(r.t.Context(), "GET", r.w.path(rt, objects[0]), nil)
		q.AddCookie(&http.Cookie{Name: r.w.a.Account.Sessions().Cookie.Name, Value: r.w.tokens["secretary-a"]})
		r.h.ServeHTTP(rec, q)
		if t := rec.Header().Get("Content-Type"); rec.Code == http.StatusOK && (strings.Contains(t, "openxml") || strings.Contains(t, "pdf") || strings.Contains(t, "csv") || strings.Contains(t, "opendocument")) && rec.Body.Len() > 100 {
			list = append(list, rec.Body.Bytes())
		}
	}
	if len(list) == 0 {
		r.t.Fatal("no page hands out a file")
	}
	return list
}
