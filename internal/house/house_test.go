package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "thidua/"

// A file is one parsed Go file of the tree.
type file struct {
	path string // from the root: "internal/year/plan/store.go"
	pkg  string // folder: "internal/year/plan"
	test bool
	ast  *ast.File
	fset *token.FileSet
	text string
}

// tree parses every Go file below the root once.
var tree = sync.OnceValues(func() ([]file, error) {
	var list []file
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if name := d.Name(); name == "testdata" || name == "proof" || (strings.HasPrefix(name, ".") && rel != ".") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(p, ".go") {
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		a, err := parser.ParseFile(fset, rel, b, parser.ParseComments)
		if err != nil {
			return err
		}
		list = append(list, file{rel, path.Dir(rel), strings.HasSuffix(rel, "_test.go"), a, fset, string(b)})
		return nil
	})
	return list, err
})

func files(t *testing.T) []file {
	t.Helper()
	l, err := tree()
	if err != nil {
		t.Fatal(err)
	}
	if len(l) < 30 {
		t.Fatalf("only %d Go files found: the test looks in the wrong place", len(l))
	}
	return l
}

// order reads the capabilities from internal/year/year.go, earliest first.
func order(t *testing.T) []string {
	t.Helper()
	for _, f := range files(t) {
		if f.path != "internal/year/year.go" {
			continue
		}
		var list []string
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if l, ok := n.(*ast.CompositeLit); ok {
				for _, e := range l.Elts {
					s, _ := strconv.Unquote(e.(*ast.BasicLit).Value)
					list = append(list, s)
				}
			}
			return true
		})
		return list
	}
	t.Fatal("internal/year/year.go not found")
	return nil
}

// place says where a package stands: its layer, its capability and whether it is a web package.
type place struct {
	layer int
	cap   string
	web   bool
	pure  bool // an engine room below a capability
}

func placeOf(pkg string) place {
	p := strings.Split(pkg, "/")
	if p[0] == "examples" {
		return place{layer: 0} // files only
	}
	if len(p) < 2 || p[0] != "internal" {
		return place{layer: 5}
	}
	switch p[1] {
	case "base":
		return place{layer: 0}
	case "platform":
		return place{layer: 1}
	case "year":
		if len(p) == 2 {
			return place{layer: 0}
		}
		c := p[2]
		if len(p) > 3 && p[3] == c+"web" {
			return place{layer: 3, cap: c, web: true}
		}
		return place{layer: 2, cap: c, pure: len(p) > 3}
	}
	return place{layer: 4}
}

// storage lists the platform packages that a capability may import, from store*.go and
// service*.go only.
var storage = []string{"db", "audit", "blob", "clock", "job", "docx", "xlsx", "pdf", "qr", "intake", "mail", "photo", "live", "search"}

// breach names the rule that an import breaks, "" for none. It is pure so that the rules
// themselves are tested.
func breach(order []string, from file, to string) string {
	a := placeOf(from.pkg)
	if !strings.HasPrefix(to, module) {
		if a.layer == 0 && strings.Contains(strings.Split(to, "/")[0], ".") && !strings.HasPrefix(to, "golang.org/x/text") && !from.test {
			return "base imports only the standard library and golang.org/x/text"
		}
		return ""
	}
	target := strings.TrimPrefix(to, module)
	b := placeOf(target)
	switch {
	case from.test && (a.layer >= 2 || b.layer <= 1):
		return "" // tests of capabilities may look at what they need
	case b.layer > a.layer:
		return "layer " + strconv.Itoa(a.layer) + " may not import layer " + strconv.Itoa(b.layer)
	case a.web && b.web && a.cap != b.cap:
		return "a web package imports no other web package"
	case a.layer == 2 && b.layer == 2 && a.cap != b.cap && slices.Index(order, b.cap) > slices.Index(order, a.cap):
		return a.cap + " imports " + b.cap + ": it comes later in the year"
	case a.pure && b.layer >= 1 && b.cap != a.cap:
		return "an engine room imports base only"
	case a.layer == 2 && b.layer == 1:
		what := strings.Split(strings.TrimPrefix(target, "internal/platform/"), "/")[0]
		name := path.Base(from.path)
		if !slices.Contains(storage, what) {
			return "a capability does not import platform/" + what
		}
		if !strings.HasPrefix(name, "store") && !strings.HasPrefix(name, "service") {
			return "only store*.go and service*.go import platform"
		}
	}
	return ""
}

func TestImports(t *testing.T) {
	o := order(t)
	for _, f := range files(t) {
		if strings.HasPrefix(f.pkg, "internal/house") || strings.HasPrefix(f.pkg, "internal/story") {
			continue
		}
		for _, i := range f.ast.Imports {
			to, _ := strconv.Unquote(i.Path.Value)
			if why := breach(o, f, to); why != "" {
				t.Errorf("%s imports %s: %s", f.path, to, why)
			}
		}
	}
}

func TestImportRules(t *testing.T) {
	o := []string{"org", "plan", "progress"}
	for _, c := range []struct {
		from, to string
		bad      bool
	}{
		{"internal/year/plan/store.go", "thidua/internal/year/org", false},
		{"internal/year/org/store.go", "thidua/internal/year/plan", true},
		{"internal/year/plan/plan.go", "thidua/internal/platform/db", true},
		{"internal/year/plan/store.go", "thidua/internal/platform/db", false},
		{"internal/year/plan/store.go", "thidua/internal/platform/web", true},
		{"internal/year/plan/service.go", "thidua/internal/year/plan/planweb", true},
		{"internal/year/plan/planweb/web.go", "thidua/internal/year/progress", false},
		{"internal/year/plan/planweb/web.go", "thidua/internal/year/progress/progressweb", true},
		{"internal/year/progress/reading/read.go", "thidua/internal/year/plan", true},
		{"internal/year/progress/reading/read.go", "thidua/internal/base/vi", false},
		{"internal/platform/db/db.go", "thidua/internal/year/org", true},
		{"internal/base/vi/fold.go", "github.com/a/b", true},
		{"internal/base/vi/fold.go", "golang.org/x/text/unicode/norm", false},
		{"internal/base/vi/fold.go", "thidua/internal/platform/db", true},
		{"internal/app/app.go", "thidua/internal/year/plan/planweb", false},
		{"internal/app/app.go", "thidua/cmd/thidua", true},
	} {
		f := file{path: c.from, pkg: path.Dir(c.from)}
		if why := breach(o, f, c.to); (why != "") != c.bad {
			t.Errorf("%s imports %s: %q, want a breach: %v", c.from, c.to, why, c.bad)
		}
	}
}

// onlyHere names the single place of an external module.
var onlyHere = map[string][]string{
	"github.com/jackc/pgx/v5":       {"internal/platform/db"},
	"modernc.org/sqlite":            {"internal/platform/db"},
	"golang.org/x/crypto/argon2":    {"internal/year/account"},
	"github.com/alexedwards/scs":    {"internal/year/account"},
	"github.com/expr-lang/expr":     {"internal/year/catalog/rulebook"},
	"go.yaml.in/yaml/v3":            {"internal/year/catalog"},
	"github.com/klauspost":          {"internal/app"},
	"github.com/wneessen/go-mail":   {"internal/platform/mail"},
	"golang.org/x/image":            {"internal/platform/photo"},
	"github.com/yuin/goldmark":      {"internal/year/portal"},
	"github.com/arran4/golang-ical": {"internal/platform/ics"},
	"github.com/chromedp":           {"internal/platform/web/webtest"},
	"golang.org/x/mod":              {"internal/platform/audit"},
	"golang.org/x/sys":              {"internal/platform/db"},
	"filippo.io/age":                {"internal/platform/backup"},
}

func TestExternalModulesInOnePlace(t *testing.T) {
	for _, f := range files(t) {
		for _, i := range f.ast.Imports {
			to, _ := strconv.Unquote(i.Path.Value)
			for mod, where := range onlyHere {
				if strings.HasPrefix(to, mod) && !f.test && !slices.ContainsFunc(where, func(w string) bool { return f.pkg == w || strings.HasPrefix(f.pkg, w+"/") }) {
					t.Errorf("%s imports %s: only %v may", f.path, to, where)
				}
			}
		}
	}
}

// TestFolders checks that every capability folder is in year.Order and the other way round.
func TestFolders(t *testing.T) {
	o := order(t)
	found := map[string]bool{}
	for _, f := range files(t) {
		if c := placeOf(f.pkg).cap; c != "" {
			found[c] = true
		}
	}
	for c := range found {
		if !slices.Contains(o, c) {
			t.Errorf("internal/year/%s is missing in year.Order", c)
		}
	}
	for i, c := range o {
		if slices.Index(o, c) != i {
			t.Errorf("year.Order lists %s twice", c)
		}
		if !found[c] {
			t.Errorf("year.Order lists %s, but there is no such folder", c)
		}
	}
}
