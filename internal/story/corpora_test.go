package story

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A hostile text and the list that it comes from.
type hostile struct{ from, text string }

// The lists that are test data of Go modules; proof/go.mod says which versions.
const (
	crsModule        = "github.com/corazawaf/coraza-coreruleset/v4"
	injectionModule  = "github.com/corazawaf/libinjection-go"
	bluemondayModule = "github.com/microcosm-cc/bluemonday"
)

// corpora gives every text of the lists once. Without the modules the run in full fails; a
// plain one goes on with the lists that lie here and says so.
func corpora(t *testing.T, full bool) (list []hostile) {
	t.Helper()
	seen := map[string]bool{}
	add := func(from string, texts []string) {
		n := 0
		for _, s := range texts {
			if strings.TrimSpace(s) != "" && !seen[s] && len(s) < 20000 {
				seen[s] = true
				list = append(list, hostile{from, s})
				n++
			}
		}
		if n == 0 {
			t.Errorf("the list %s is empty", from)
		}
		t.Logf("%-12s %d texts", from, n)
	}
	add("own", vectors())
	var coded, plain []string
	if err := json.Unmarshal(kept(t, "blns.base64.json", "7971a543c5e289c42a045ce9c29a2c244a29b9339e43b1262bf8f37be63d5c2b"), &coded); err != nil {
		t.Fatal(err)
	}
	for _, s := range coded {
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		plain = append(plain, string(b))
	}
	add("blns", plain)
	add("xss-filters", strings.Split(string(kept(t, "xss-filters.seed.xss", "1d00c4750c2e407e86ae4485adb1213672bfc2241aa4b938b1e399ca57cf6564")), "\n"))
	dirs, err := moduleDirs(crsModule, injectionModule, bluemondayModule)
	if err != nil {
		if full {
			t.Fatalf("not proven: the lists of the modules are not here: %v", err)
		}
		t.Logf("not proven: the lists of the modules are not here, only the others are tried: %v", err)
		return list
	}
	add("crs", ruleSet(t, filepath.Join(dirs[crsModule], "tests")))
	var in []string
	files, err := filepath.Glob(filepath.Join(dirs[injectionModule], "tests", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		_, s, _ := strings.Cut(string(b), "--INPUT--\n")
		s, _, _ = strings.Cut(s, "\n--EXPECTED--")
		in = append(in, s)
	}
	add("libinjection", append(in, literals(t, filepath.Join(dirs[injectionModule], "xss_test.go"))...))
	add("bluemonday", literals(t, filepath.Join(dirs[bluemondayModule], "sanitize_test.go")))
	return list
}

// kept reads a list that lies in testdata and checks that nobody touched it.
func kept(t *testing.T, name, sum string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "corpora", name))
	if err != nil {
		t.Fatal(err)
	}
	if h := sha256.Sum256(b); hex.EncodeToString(h[:]) != sum {
		t.Fatalf("%s is not the file of its README", name)
	}
	return b
}

// moduleDirs gives the folders of modules, fetched when they are not here. The go command
// checks them against proof/go.sum.
func moduleDirs(modules ...string) (map[string]string, error) {
	c := exec.Command("go", append([]string{"mod", "download", "-json"}, modules...)...)
	c.Dir = "../../proof"
	c.Env = append(os.Environ(), "GOFLAGS=")
	out, err := c.Output()
	if err != nil {
		return nil, err
	}
	dirs := map[string]string{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var m struct{ Path, Dir string }
		if err := d.Decode(&m); err != nil {
			return nil, err
		}
		dirs[m.Path] = m.Dir
	}
	return dirs, nil
}

// ruleSet gives what the tests of the rules against cross-site scripting send: values of the query
// and of the body, headers, cookies, and file names in the address.
func ruleSet(t *testing.T, dir string) (out []string) {
	t.Helper()
	type test struct {
		Tests []struct {
			Stages []struct {
				Input struct {
					URI     string
					Data    string
					Headers map[string]string
				}
			}
		}
	}
	values := func(s string) {
		v, _ := url.ParseQuery(strings.ReplaceAll(s, ";", "%3B"))
		for k, list := range v {
			out = append(append(out, k), list...)
		}
	}
	err := filepath.WalkDir(filepath.Join(dir, "REQUEST-941-APPLICATION-ATTACK-XSS"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		var f test
		if err := yaml.Unmarshal(b, &f); err != nil {
			return err
		}
		for _, x := range f.Tests {
			for _, s := range x.Stages {
				path, query, _ := strings.Cut(s.Input.URI, "?")
				if p, err := url.PathUnescape(path); err == nil {
					out = append(out, strings.TrimPrefix(p, "/get"))
				}
				values(query)
				values(s.Input.Data)
				out = append(out, s.Input.Data)
				for _, k := range []string{"Cookie", "Referer", "User-Agent", "Request-Filename", "X-Filename"} {
					out = append(out, s.Input.Headers[k])
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// literals gives the texts in the Go source of a test.
func literals(t *testing.T, file string) (out []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			if s, err := strconv.Unquote(l.Value); err == nil {
				out = append(out, s)
			}
		}
		return true
	})
	return out
}

// TestCorpora tells what the lists hold.
func TestCorpora(t *testing.T) {
	if n := len(corpora(t, false)); n < 900 {
		t.Errorf("%d texts in all", n)
	}
}
