package story

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"thidua/internal/app"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/web/webtest"
	"thidua/internal/platform/xlsx/xlsxtest"
)

// A world is one server with its clock and the people who use it.
type world struct {
	t       *testing.T
	app     *app.App
	data    string // folder
	clock   *clock.Hand
	server  *httptest.Server
	people  map[string]*http.Client
	now     *http.Client
	name    string
	answer  *http.Response
	body    string
	words   map[string]string // $NAME
	folders []string          // where files to upload are looked for
	saved   map[string][]byte // files that a step filled in
	group   *testing.T        // the test that lives as long as the world
	tab     *webtest.Page     // the tab of the world, a new one for every sixth visit
	visits  int
	took    [3]time.Duration // by the keyboard, paper and no scripts, over all visits
	log     record           // what the server wrote into its log
	again   *twice           // every form that is carried out is sent once more, nil: not
}

// open starts a server over a fresh database with the sample year: nine units have sent,
// three have not.
func open(t *testing.T, database string) *world {
	t.Helper()
	ctx := context.Background()
	w := &world{t: t, group: t, clock: clock.NewHand(app.SampleStart), people: map[string]*http.Client{}, words: map[string]string{},
		folders: []string{"testdata", "../../examples", "../app/demo/pictures"}, saved: map[string][]byte{}}
	w.data = t.TempDir()
	a, err := app.Open(ctx, app.Config{Data: w.data, DB: database, Demo: true, Clock: w.clock, Log: w.log.logger()})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.LoadSample(ctx); err != nil {
		t.Fatal(err)
	}
	h, err := a.Handler()
	if err != nil {
		t.Fatal(err)
	}
	w.app, w.server = a, httptest.NewServer(h)
	w.as("visitor")
	t.Cleanup(func() {
		a.Live.Close()
		w.server.Close()
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) as(name string) {
	w.name = name
	if c, ok := w.people[name]; ok {
		w.now = c
		return
	}
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	w.people[name], w.now = c, c
	if strings.HasPrefix(name, "visitor") { // "visitor-phone" is another browser without an account
		return
	}
	w.send("POST", "/dang-nhap", []string{"login=" + name, "password=" + app.SamplePassword})
	if w.answer.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("%s could not sign in: %d %s", name, w.answer.StatusCode, text(w.body))
	}
}

// send makes a request with the given form lines.
func (w *world) send(method, address string, form []string) {
	var body []byte
	kind := ""
	if method == "POST" {
		values, files := url.Values{}, map[string]string{}
		form = w.again.keyed(form)
		for _, l := range form {
			k, v, _ := strings.Cut(l, "=")
			if strings.HasPrefix(k, "@") {
				files[k[1:]] = v
			} else {
				values.Add(k, v)
			}
		}
		body, kind = []byte(values.Encode()), "application/x-www-form-urlencoded"
		if len(files) > 0 {
			body, kind = w.multipart(values, files)
		}
	}
	r, err := http.NewRequest(method, w.server.URL+address, bytes.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	after := w.again.before(w, r, body)
	if w.answer, err = w.now.Do(r); err != nil {
		w.t.Fatal(err)
	}
	defer w.answer.Body.Close()
	b, err := io.ReadAll(w.answer.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	w.body = string(b)
	after()
}

func (w *world) multipart(values url.Values, files map[string]string) ([]byte, string) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, list := range values {
		for _, v := range list {
			m.WriteField(k, v)
		}
	}
	for k, name := range files {
		data, err := w.saved[name], os.ErrNotExist
		if data != nil {
			err = nil
		}
		for _, dir := range w.folders {
			if err == nil {
				break
			}
			data, err = os.ReadFile(filepath.Join(dir, name))
		}
		if err != nil {
			w.t.Fatalf("no file %s in %v", name, w.folders)
		}
		f, _ := m.CreateFormFile(k, path.Base(name))
		f.Write(data)
	}
	m.Close()
	return b.Bytes(), m.FormDataContentType()
}

var (
	dropped = regexp.MustCompile(`(?s)<(script|style|head)\b.*?</(script|style|head)>`)
	tags    = regexp.MustCompile(`<[^>]*>`)
	spaces  = regexp.MustCompile(`[\s\x{a0}]+`)
)

// text gives a page as a reader sees it.
func text(page string) string {
	return strings.TrimSpace(spaces.ReplaceAllString(html.UnescapeString(tags.ReplaceAllString(dropped.ReplaceAllString(page, " "), "")), " "))
}

// word gives the text of a Word file.
func word(file string) (string, error) {
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		return "", err
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	return text(strings.ReplaceAll(string(b), "</w:p>", " </w:p>")), err
}

// play runs a script.
func (w *world) play(script string) {
	lines := strings.Split(script, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimRight(lines[i], " \r")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		var form []string
		n := i + 1
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "  ") {
			i++
			form = append(form, w.fill(strings.TrimSpace(lines[i])))
		}
		if err := w.step(w.fill(line), form); err != nil {
			w.t.Fatalf("line %d, %s as %s: %v\n%s → %d\n%.1500s", n, line, w.name, err, w.answer.Request.URL, w.answer.StatusCode, text(w.body))
		}
	}
}

// fill puts the kept words in; longer names first, for one may begin with another.
func (w *world) fill(s string) string {
	names := slices.SortedFunc(maps.Keys(w.words), func(a, b string) int { return len(b) - len(a) })
	for _, k := range names {
		s = strings.ReplaceAll(s, "$"+k, w.words[k])
	}
	return s
}

func (w *world) step(line string, form []string) error {
	verb, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch verb {
	case "on":
		t, err := time.ParseInLocation("2006-01-02 15:04", rest, clock.Zone)
		if err != nil {
			return err
		}
		if d := t.Sub(w.clock.Now()).Abs(); d > 12*time.Hour {
			clear(w.people) // another day: everybody signs in again
		}
		w.clock.Set(t)
	case "second-half": // the sample year goes on to December
		return w.app.LoadSecondHalf(context.Background(), w.clock.Set)
	case "tick":
		return w.app.Portal.Tick(context.Background())
	case "as":
		w.as(rest)
	case "GET", "POST":
		w.send(verb, rest, form)
	case "save": // the file that was answered, with what a person fills in
		cells := map[string]string{}
		for _, l := range form {
			k, v, _ := strings.Cut(l, "=")
			cells[k] = v
		}
		b, err := xlsxtest.Fill([]byte(w.body), cells)
		if err != nil {
			return err
		}
		w.saved[rest] = b
	case "status":
		if got := fmt.Sprint(w.answer.StatusCode); got != rest {
			return fmt.Errorf("status %s, want %s", got, rest)
		}
	case "to":
		got := w.answer.Header.Get("Location")
		if !regexp.MustCompile("^" + rest + "$").MatchString(got) {
			return fmt.Errorf("leads to %q, want %s", got, rest)
		}
	case "follow":
		to := w.answer.Header.Get("Location")
		if to == "" {
			return fmt.Errorf("the answer leads nowhere")
		}
		w.send("GET", strings.Split(to, "#")[0], nil)
	case "keep":
		name, pattern, _ := strings.Cut(rest, " ")
		m := regexp.MustCompile(pattern).FindStringSubmatch(w.answer.Header.Get("Location") + "\n" + w.body)
		if len(m) < 2 {
			return fmt.Errorf("%s is not there", pattern)
		}
		w.words[name] = m[1]
	case "redline":
		return w.redline(rest, form)
	case "question":
		m := asked.FindStringSubmatch(text(w.body))
		if m == nil {
			return fmt.Errorf("no question on the page")
		}
		w.words[rest] = fmt.Sprint(slices.Index(digits, strings.ToLower(m[1])) + slices.Index(digits, m[2]))
	case "picture":
		return w.picture(rest)
	case "backups": // the operator set up a folder for them, or none
		w.app.Backups = app.Backups{}
		if rest != "none" {
			w.app.Backups = app.Backups{Dir: filepath.Join(w.data, rest), Every: 24 * time.Hour, Keep: 14}
		}
	case "data": // a file of the data folder as an earlier day left it
		name, body, _ := strings.Cut(rest, " ")
		return os.WriteFile(filepath.Join(w.data, name), []byte(body), 0o600)
	case "body", "html", "word":
		return w.look(verb, rest)
	default:
		return fmt.Errorf("unknown step")
	}
	return nil
}

// digits are the words of the plain question that readers without scripts answer.
var (
	digits = []string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}
	asked  = regexp.MustCompile(`(?i)(một|hai|ba|bốn|năm|sáu|bảy|tám|chín) cộng (một|hai|ba|bốn|năm|sáu|bảy|tám|chín) bằng mấy`)
)

func (w *world) look(what, rest string) error {
	s := w.body
	switch what {
	case "body":
		s = text(s)
	case "word":
		var err error
		if s, err = word(s); err != nil {
			return err
		}
	}
	how, want, _ := strings.Cut(rest, " ")
	if has := strings.Contains(s, want); has != (how == "contains") {
		return fmt.Errorf("%s %s %q: not so", what, how, want)
	}
	return nil
}

// TestStories plays every story on both engines; on SQLite every form that is carried out is
// sent once more, and nothing may be doubled. A story is a folder of chapters, played in
// the order of their names in one world: what a chapter did, the next one finds.
func TestStories(t *testing.T) {
	list, err := filepath.Glob("testdata/*/*.txt")
	if err != nil || len(list) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	stories := map[string][]string{}
	for _, file := range list {
		stories[filepath.Base(filepath.Dir(file))] = append(stories[filepath.Base(filepath.Dir(file))], file)
	}
	for name, chapters := range stories {
		t.Run(name+"/sqlite", func(t *testing.T) { open(t, "").sendTwice().tell(t, chapters) })
		t.Run(name+"/postgres", func(t *testing.T) { open(t, dbtest.PostgresURL(t)).tell(t, chapters) })
	}
}

// tell plays chapters; after one that failed the next ones have no ground to stand on.
func (w *world) tell(t *testing.T, chapters []string) {
	for _, file := range chapters {
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) { w.t = t; w.play(string(script)) }) {
			return
		}
	}
	t.Run("trace", w.bothWays)
	if w.again != nil {
		t.Run("once", w.again.look)
	}
}
