// Corpus writes the bad inputs that others have collected, one a line as JSON, for the test
// TestBadInput of internal/house/wired. The collections are test data of Go modules and of
// npm packages (see fetch.sh); none of them is part of the product.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	coraza "github.com/corazawaf/coraza-coreruleset/v4/tests"
	"go.yaml.in/yaml/v3"
)

// A Case is one bad input: a text for a field, a file for an upload, or a whole request.
type Case struct {
	Source string            `json:"source"`
	Name   string            `json:"name"`
	Text   []byte            `json:"text,omitempty"`
	File   []byte            `json:"file,omitempty"`
	Method string            `json:"method,omitempty"`
	URI    string            `json:"uri,omitempty"`
	Proto  string            `json:"proto,omitempty"`
	Header map[string]string `json:"header,omitempty"`
	Body   []byte            `json:"body,omitempty"`
	Raw    []byte            `json:"raw,omitempty"` // the whole request as it goes over the wire
	// Missing says that a collection is not there, and why.
	Missing string `json:"missing,omitempty"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	e := json.NewEncoder(out)
	put := func(c Case) {
		if err := e.Encode(c); err != nil {
			panic(err)
		}
	}
	for _, one := range []struct {
		name string
		read func(put func(Case)) error
	}{
		{"coraza-coreruleset", requests}, {"libinjection-go", injections}, {"bluemonday", sanitized}, {"blns", naughty}, {"xss-filters", seeds},
		{"excelize", workbooks}, {"mammoth", documents}, {"archive/zip", zips},
	} {
		if err := one.read(func(c Case) { c.Source = one.name; put(c) }); err != nil {
			put(Case{Source: one.name, Missing: err.Error()})
		}
	}
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

type corazaFile struct {
	Tests []struct {
		ID     int `yaml:"test_id"`
		Stages []struct {
			Input struct {
				Method  string            `yaml:"method"`
				URI     string            `yaml:"uri"`
				Version string            `yaml:"version"`
				Data    string            `yaml:"data"`
				Encoded string            `yaml:"encoded_request"`
				Headers map[string]string `yaml:"headers"`
			} `yaml:"input"`
		} `yaml:"stages"`
	} `yaml:"tests"`
}

func requests(put func(Case)) error {
	return fs.WalkDir(coraza.FS, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".yaml") {
			return err
		}
		b, err := fs.ReadFile(coraza.FS, p)
		if err != nil {
			return err
		}
		var f corazaFile
		if err := yaml.Unmarshal(b, &f); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		for _, t := range f.Tests {
			for i, s := range t.Stages {
				in := s.Input
				c := Case{Name: fmt.Sprintf("%s %d.%d", strings.TrimSuffix(filepath.Base(p), ".yaml"), t.ID, i), Method: in.Method, URI: in.URI, Proto: in.Version, Header: in.Headers, Body: []byte(in.Data)}
				if in.Encoded != "" {
					raw, err := base64.StdEncoding.DecodeString(in.Encoded)
					if err != nil {
						return fmt.Errorf("%s: %w", p, err)
					}
					c.Raw = raw
				}
				put(c)
			}
		}
		return nil
	})
}

// module gives the folder of a module that go.mod names, and brings it when it is not here.
func module(path string) (string, error) {
	b, err := exec.Command("go", "mod", "download", "-json", path).Output()
	if err != nil {
		return "", fmt.Errorf("go mod download %s: %w", path, err)
	}
	var m struct{ Dir string }
	if err := json.Unmarshal(b, &m); err != nil || m.Dir == "" {
		return "", fmt.Errorf("go mod download %s: %s", path, b)
	}
	return m.Dir, nil
}

func injections(put func(Case)) error {
	dir, err := module("github.com/corazawaf/libinjection-go")
	if err != nil {
		return err
	}
	list, err := filepath.Glob(filepath.Join(dir, "tests", "*"))
	if err != nil {
		return err
	}
	for _, f := range list {
		b, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		_, in, ok := strings.Cut(string(b), "--INPUT--\n")
		in, _, _ = strings.Cut(in, "\n--EXPECTED--")
		if ok {
			put(Case{Name: filepath.Base(f), Text: []byte(in)})
		}
	}
	return nil
}

// sanitized gives the inputs that stand in the table of bluemonday's own test.
func sanitized(put func(Case)) error {
	dir, err := module("github.com/microcosm-cc/bluemonday")
	if err != nil {
		return err
	}
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, "sanitize_test.go"), nil, 0)
	if err != nil {
		return err
	}
	n := 0
	ast.Inspect(f, func(x ast.Node) bool {
		kv, ok := x.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		if k, ok := kv.Key.(*ast.Ident); !ok || k.Name != "in" {
			return true
		}
		if s, ok := text(kv.Value); ok {
			n++
			put(Case{Name: strconv.Itoa(n), Text: []byte(s)})
		}
		return true
	})
	return nil
}

// text gives the value of a constant text.
func text(x ast.Expr) (string, bool) {
	switch x := x.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(x.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		a, aok := text(x.X)
		b, bok := text(x.Y)
		return a + b, aok && bok && x.Op == token.ADD
	}
	return "", false
}

// fetched gives a file of an npm package that fetch.sh has brought.
func fetched(path string) (string, error) {
	p := filepath.Join("dist", "corpora", filepath.FromSlash(path))
	if _, err := os.Stat(p); err != nil {
		return "", fmt.Errorf("%s is not there: run proof/corpus/fetch.sh", path)
	}
	return p, nil
}

func naughty(put func(Case)) error {
	p, err := fetched("blns/resources/blns.base64.json")
	if err != nil {
		return err
	}
	b, err := os.ReadFile(p)
	if err != nil {
		return err
	}
	var list []string
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	for i, s := range list {
		t, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			return err
		}
		put(Case{Name: strconv.Itoa(i), Text: t})
	}
	return nil
}

func seeds(put func(Case)) error {
	p, err := fetched("xss-filters/tests/fuzz/bin/seed.xss")
	if err != nil {
		return err
	}
	b, err := os.ReadFile(p)
	if err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			n++
			put(Case{Name: strconv.Itoa(n), Text: []byte(line)})
		}
	}
	return nil
}

func filesOf(put func(Case), list []string) error {
	for _, f := range list {
		st, err := os.Stat(f)
		if err != nil {
			return err
		}
		if st.IsDir() {
			continue
		}
		b, err := os.ReadFile(f)
		if err != nil {
			return err
		}
		put(Case{Name: filepath.Base(f), File: b})
	}
	return nil
}

func workbooks(put func(Case)) error {
	dir, err := module("github.com/xuri/excelize/v2")
	if err != nil {
		return err
	}
	list, err := filepath.Glob(filepath.Join(dir, "test", "*"))
	if err != nil {
		return err
	}
	more, err := filepath.Glob(filepath.Join(dir, "test", "images", "*"))
	if err != nil {
		return err
	}
	return filesOf(put, append(list, more...))
}

func documents(put func(Case)) error {
	dir, err := fetched("mammoth/test/test-data")
	if err != nil {
		return err
	}
	list, err := filepath.Glob(filepath.Join(dir, "*.docx"))
	if err != nil {
		return err
	}
	return filesOf(put, list)
}

func zips(put func(Case)) error {
	b, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	list, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(b)), "src", "archive", "zip", "testdata", "*"))
	if err != nil {
		return err
	}
	return filesOf(put, list)
}
