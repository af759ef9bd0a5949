package house

import (
	"bufio"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	maxFile   = 500
	maxFunc   = 100
	maxParams = 6
)

// exceptions names what may be longer, with the reason.
var exceptions = map[string]string{}

func TestSizes(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue
		}
		if n := strings.Count(f.text, "\n"); n > maxFile && exceptions[f.path] == "" {
			t.Errorf("%s has %d lines, limit %d: is it one subject?", f.path, n, maxFile)
		}
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			name := f.path + ":" + fn.Name.Name
			if n := f.fset.Position(fn.End()).Line - f.fset.Position(fn.Pos()).Line + 1; n > maxFunc && exceptions[name] == "" {
				t.Errorf("%s has %d lines, limit %d", name, n, maxFunc)
			}
			params := 0
			for _, p := range fn.Type.Params.List {
				params += max(1, len(p.Names))
			}
			if params > 0 && isContext(fn.Type.Params.List[0]) {
				params--
			}
			if params > maxParams && exceptions[name] == "" {
				t.Errorf("%s takes %d parameters after the context, limit %d", name, params, maxParams)
			}
		}
	}
}

func isContext(f *ast.Field) bool {
	s, ok := f.Type.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "Context"
}

func TestComments(t *testing.T) {
	documented := map[string]bool{}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		documented[f.pkg] = documented[f.pkg] || f.ast.Doc != nil
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) && !selfExplaining[d.Name.Name] {
					t.Errorf("%s: %s has no comment", f.path, d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && ts.Doc == nil && d.Doc == nil && ts.Comment == nil {
						t.Errorf("%s: type %s has no comment", f.path, ts.Name.Name)
					}
				}
			}
		}
	}
	for pkg, ok := range documented {
		if !ok {
			t.Errorf("package %s has no package comment", pkg)
		}
	}
}

// selfExplaining are methods whose meaning the standard library fixes.
var selfExplaining = map[string]bool{"Error": true, "Unwrap": true, "String": true, "Len": true, "Less": true, "Swap": true,
	"MarshalJSON": true, "UnmarshalJSON": true, "MarshalText": true, "UnmarshalText": true, "Scan": true, "Value": true, "Write": true, "Read": true, "Close": true, "Now": true}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	x := d.Recv.List[0].Type
	for {
		switch y := x.(type) {
		case *ast.StarExpr:
			x = y.X
		case *ast.IndexExpr:
			x = y.X
		case *ast.Ident:
			return y.IsExported()
		default:
			return true
		}
	}
}

// banned are words that code may not hold, with the only folders where they may stand.
var banned = []struct {
	what  *regexp.Regexp
	where []string
	why   string
}{
	{regexp.MustCompile(`\btime\.(Now|Since|Until)\(`), []string{"internal/platform/clock"}, "the time comes from platform/clock"},
	{regexp.MustCompile(`template\.(HTML|JS|CSS|URL|HTMLAttr)\b`), nil, "templates escape everything"},
	{regexp.MustCompile(`http\.(HandleFunc|Handle)\(`), nil, "a route is registered only with its policy"},
	{regexp.MustCompile(`\bfloat(32|64)\b`), []string{"internal/platform/intake", "internal/platform/pdf", "internal/platform/docx", "internal/platform/xlsx", "internal/platform/clock", "internal/year/progress/reading", "internal/base/vi", "internal/base/paper", "internal/year/account", "internal/platform/edge"}, "figures are exact: base/figure"},
	{regexp.MustCompile("regexp\\.(Must)?Compile(POSIX)?\\([^`\"]"), nil, "patterns are constants: none is built from what people type"},
	{regexp.MustCompile(`^(import|\t)\s*(\w+ )?"(C|unsafe)"`), nil, "no cgo, no unsafe"},
	{regexp.MustCompile(`InsecureSkipVerify`), nil, "certificates are always looked at"},
	{regexp.MustCompile(`"(net/http/pprof|expvar)"`), nil, "no page for debugging"},
	{regexp.MustCompile(`"math/rand(/v2)?"`), []string{"internal/platform/db"}, "what nobody may guess comes from crypto/rand"}, // there: how long a transaction waits before it tries again
	{regexp.MustCompile(`^func init\(\)`), nil, "nothing registers itself"},
	{regexp.MustCompile(`//nolint|lint:ignore$`), nil, "an ignored finding has a reason"},
}

func TestBannedWords(t *testing.T) {
	for _, f := range files(t) {
		if f.test || strings.HasPrefix(f.pkg, "internal/house") {
			continue
		}
		sc := bufio.NewScanner(strings.NewReader(f.text))
		sc.Buffer(nil, 1<<20)
		for n := 1; sc.Scan(); n++ {
			line, _, _ := strings.Cut(sc.Text(), "// ")
			for _, b := range banned {
				if b.what.MatchString(line) && !slices.ContainsFunc(b.where, func(w string) bool { return strings.HasPrefix(f.pkg+"/", w+"/") || strings.HasSuffix(f.pkg, "test") }) && !strings.HasSuffix(f.pkg, "test") {
					t.Errorf("%s:%d: %s: %s", f.path, n, strings.TrimSpace(line), b.why)
				}
			}
		}
	}
}

var todo = regexp.MustCompile(`(TODO|FIXME|XXX)(\([^)]+\))?`)

func TestTodoHasOwner(t *testing.T) {
	for _, f := range files(t) {
		if strings.HasPrefix(f.pkg, "internal/house") {
			continue
		}
		for _, m := range todo.FindAllStringSubmatch(f.text, -1) {
			if m[2] == "" {
				t.Errorf("%s: a %s without owner or issue in brackets", f.path, m[1])
			}
		}
	}
}

// TestDependencies asks for one line per direct requirement in docs/dependencies.md.
func TestDependencies(t *testing.T) {
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "dependencies.md"))
	if err != nil {
		t.Fatal(err)
	}
	direct := 0
	for line := range strings.Lines(string(mod)) {
		f := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(f) < 2 || !strings.Contains(f[0], ".") || !strings.HasPrefix(f[1], "v") || strings.Contains(line, "// indirect") {
			continue
		}
		direct++
		if !strings.Contains(string(doc), "`"+f[0]+"`") {
			t.Errorf("docs/dependencies.md has no line for %s", f[0])
		}
	}
	if direct == 0 {
		t.Error("no direct requirement found: the test reads go.mod wrongly")
	}
	t.Logf("%d direct requirements (look again above 30)", direct)
}

// queryAfterMark finds a whole query that a template puts behind its own question mark.
var queryAfterMark = regexp.MustCompile(`\?\{\{-?\s*\$?\.?\$?(q|Query)\s*-?\}\}`)

// TestQueriesOfLinks holds that no template writes "?" before a query it is given: there
// html/template takes the whole for one value and writes = and & as %3d and %26, and the
// link loses the bloc and the year.
func TestQueriesOfLinks(t *testing.T) {
	for _, bad := range []string{`href="/a?{{.Query}}"`, `href="/a?{{$.Query}}"`, `href="/a?{{$q}}&amp;b=1"`} {
		if !queryAfterMark.MatchString(bad) {
			t.Errorf("%s would pass", bad)
		}
	}
	n := 0
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".html" {
			return err
		}
		n++
		text, err := os.ReadFile(path)
		if m := queryAfterMark.Find(text); m != nil {
			t.Errorf("%s: %s; let the query begin with its own question mark", path, m)
		}
		return err
	})
	if err != nil || n < 50 {
		t.Errorf("%d templates read: %v", n, err)
	}
}
