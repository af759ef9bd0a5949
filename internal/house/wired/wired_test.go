package wired

import (
	"flag"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"thidua/internal/app"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestQueries prepares every registered query on both engines: a wrong column or a word
// that one engine does not know fails here.
func TestQueries(t *testing.T) {
	qs := db.Queries()
	if len(qs) < 50 {
		t.Fatalf("only %d queries registered", len(qs))
	}
	names := map[string]bool{}
	variants := 0
	for _, q := range qs {
		if names[q.Name] {
			t.Errorf("two queries are named %s", q.Name)
		}
		names[q.Name] = true
		if q.Variant() {
			variants++
		}
		for _, why := range lint(q.Text(db.SQLite)) {
			t.Errorf("%s: %s", q.Name, why)
		}
	}
	if variants > 5 {
		t.Errorf("%d queries differ by engine, aim at 5 at most", variants)
	}
	dbtest.Each(t, app.Migrations()[1:], func(t *testing.T, d *db.DB) {
		for _, q := range qs {
			if err := d.Prepare(t.Context(), q); err != nil {
				t.Errorf("%s on %s: %v", q.Name, d.Engine, err)
			}
		}
	})
}

var traps = []struct {
	what *regexp.Regexp
	why  string
}{
	{regexp.MustCompile(`(?i)\bselect\s+\*`), "SELECT * hides which columns are read"},
	{regexp.MustCompile(`(?i)\bilike\b|\bnow\(\)|\bgreatest\(|\bleast\(|\bdatetime\(|\bjson_|->>`), "not in the portable subset"},
	{regexp.MustCompile(`(?i)\blower\(|\bupper\(`), "SQLite folds ASCII only: fold in Go"},
	{regexp.MustCompile(`(?i)\bcast\([^)]* as integer\)`), "rounds on one engine, truncates on the other"},
	{regexp.MustCompile(`(?i)\bfor update\b`), "use a version column"},
	{regexp.MustCompile(`(?i)\blike\b`), "LIKE only on a folded column"},
}

func lint(text string) (why []string) {
	for _, t := range traps {
		if m := t.what.FindStringIndex(text); m != nil {
			if strings.HasPrefix(t.why, "LIKE") && regexp.MustCompile(`(?i)fold\s+(not\s+)?like`).MatchString(text) {
				continue
			}
			why = append(why, t.why+": …"+text[m[0]:min(len(text), m[1]+20)])
		}
	}
	return why
}

func TestLint(t *testing.T) {
	for text, want := range map[string]int{
		"SELECT id FROM a WHERE fold LIKE $1": 0, "SELECT * FROM a": 1, "SELECT id FROM a WHERE name LIKE $1": 1,
		"SELECT lower(name) FROM a": 1, "SELECT id FROM a": 0, "SELECT CAST(x AS INTEGER) FROM a": 1,
	} {
		if got := len(lint(text)); got != want {
			t.Errorf("%s: %d findings, want %d", text, got, want)
		}
	}
}

// TestSchema compares the tables of both engines with one golden file: column names,
// nullability and keys must come out the same.
func TestSchema(t *testing.T) {
	file := filepath.Join("testdata", "schema.golden")
	dbtest.Each(t, app.Migrations()[1:], func(t *testing.T, d *db.DB) {
		got, err := d.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if *update && d.Engine == db.SQLite {
			os.MkdirAll("testdata", 0o755)
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("the schema on %s is not that of %s: %s", d.Engine, file, firstDifference(got, string(want)))
		}
	})
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return fmt.Sprintf("line %d: %q", i+1, x[i])
		}
	}
	return fmt.Sprintf("line %d is missing", len(x))
}

// open gives the product on a fresh SQLite database.
func open(t *testing.T, demo bool) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), app.Config{Data: t.TempDir(), Clock: clock.NewHand(dbtest.Start), Demo: demo})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// TestViews type-checks every page template against the type of its data.
func TestViews(t *testing.T) {
	if len(ui.Views()) < 20 {
		t.Fatalf("only %d views registered", len(ui.Views()))
	}
	for _, v := range ui.Views() {
		tpl, err := v.Template()
		if err != nil {
			t.Errorf("%s: %v", v.Name(), err)
			continue
		}
		if err := check(tpl, v.Data()); err != nil {
			t.Errorf("%s: %v", v.Name(), err)
		}
	}
}

func check(tpl *template.Template, data reflect.Type) error {
	return templatecheck.CheckHTML(tpl.Lookup("layout.html"), reflect.New(data).Elem().Interface())
}

// message finds "id|Vietnamese text" in Go code and templates. The id is ASCII with dots.
var message = regexp.MustCompile("[\"`]([a-z][a-z0-9]*(?:\\.[a-zA-Z0-9_-]+)+)\\|([^\"`]+)[\"`]")

// said collects every message of the product with the places where it stands.
func said(t *testing.T) map[string]map[string][]string {
	t.Helper()
	all := map[string]map[string][]string{}
	root := filepath.Join("..", "..", "..")
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(p, "_test.go") || strings.Contains(p, "testdata") {
			return err
		}
		if ext := filepath.Ext(p); ext != ".go" && ext != ".html" {
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for _, m := range message.FindAllStringSubmatch(string(b), -1) {
			if all[m[1]] == nil {
				all[m[1]] = map[string][]string{}
			}
			rel, _ := filepath.Rel(root, p)
			all[m[1]][m[2]] = append(all[m[1]][m[2]], rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var parameter = regexp.MustCompile(`\{[a-z0-9]+\}`)

// consoleOnly are messages that only the command line says, which speaks Vietnamese.
var consoleOnly = regexp.MustCompile(`^(cli|rules|revision)\.`)

// TestMessages asks that every message has an English text with the same parameters, that
// one id has one Vietnamese text, and that no English text is left over.
func TestMessages(t *testing.T) {
	a := open(t, true)
	srv, err := a.Web()
	if err != nil {
		t.Fatal(err)
	}
	english := srv.Catalog.IDs()
	all := said(t)
	for id, texts := range all {
		if len(texts) > 1 {
			t.Errorf("%s has %d Vietnamese texts: %v", id, len(texts), texts)
		}
		if consoleOnly.MatchString(id) {
			continue
		}
		for vi, where := range texts {
			if !slices.Contains(english, id) {
				t.Errorf("%s (%s) has no English text: %s", id, where[0], vi)
				continue
			}
			en := srv.Catalog.T(msg.EN, id+"|", nil)
			if got, want := params(en), params(vi); !slices.Equal(got, want) {
				t.Errorf("%s: parameters %v in English, %v in Vietnamese", id, got, want)
			}
		}
	}
	for _, id := range english {
		if all[id] == nil && !regexp.MustCompile(`^(err\.titleprefix)$`).MatchString(id) {
			t.Errorf("%s has an English text but is said nowhere", id)
		}
	}
}

func params(s string) []string {
	list := parameter.FindAllString(s, -1)
	slices.Sort(list)
	return slices.Compact(list)
}

// law finds citations in comments: // law: <document> Điều <n> … or Phụ lục ….
var law = regexp.MustCompile(`//\s*law:\s*(.+)`)

// TestLaw asks that every citation in the code resolves to a line in docs/law.
func TestLaw(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	var docs strings.Builder
	files, _ := filepath.Glob(filepath.Join(root, "docs", "law", "*.md"))
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		docs.Write(b)
	}
	article := regexp.MustCompile(`(Điều \d+|Phụ lục [IVX]+)`)
	filepath.WalkDir(filepath.Join(root, "internal"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".go" || strings.Contains(p, filepath.Join("house", "wired")) {
			return err
		}
		b, _ := os.ReadFile(p)
		for _, m := range law.FindAllStringSubmatch(string(b), -1) {
			at := article.FindString(m[1])
			doc := strings.TrimSpace(strings.SplitN(m[1], at, 2)[0])
			found := false
			for line := range strings.Lines(docs.String()) {
				found = found || (at != "" && strings.Contains(line, strings.TrimRight(doc, ", ")) && strings.Contains(line, at))
			}
			if !found {
				t.Errorf("%s cites %q, which has no line in docs/law", p, m[1])
			}
		}
		return nil
	})
}
