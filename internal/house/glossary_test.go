package house

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write GLOSSARY.md anew")

// term finds the Vietnamese term in the first sentence of a doc comment:
// "A Pledge (giao ước thi đua) is what …".
var term = regexp.MustCompile(`^(?:A |An |The |Some )?(\w+) \(([^)]+)\) (.+)$`)

type entry struct{ vn, name, pkg, text string }

// vietnamese reports whether s holds a letter that only Vietnamese has among our languages.
func vietnamese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f })
}

// terms collects the types whose comment carries a Vietnamese term, and the types of the
// capabilities that lack one.
func terms(t *testing.T) (list []entry, without []string) {
	t.Helper()
	for _, f := range files(t) {
		p := placeOf(f.pkg)
		if f.test || p.web || (p.layer > 2 && p.cap == "") || strings.HasPrefix(f.pkg, "internal/house") {
			continue
		}
		for _, d := range f.ast.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range g.Specs {
				ts, ok := s.(*ast.TypeSpec)
				if !ok || !ts.Name.IsExported() {
					continue
				}
				doc := ts.Doc
				if doc == nil {
					doc = g.Doc
				}
				first, _, _ := strings.Cut(strings.ReplaceAll(doc.Text(), "\n", " "), ". ")
				m := term.FindStringSubmatch(strings.TrimSuffix(first, "."))
				if m != nil && m[1] == ts.Name.Name && (vietnamese(m[2]) || p.cap != "") {
					list = append(list, entry{m[2], ts.Name.Name, path.Base(f.pkg), strings.TrimSpace(m[3])})
				} else if p.cap != "" && !p.pure && domainType(ts) {
					without = append(without, f.path+": "+ts.Name.Name)
				}
			}
		}
	}
	slices.SortFunc(list, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.pkg, b.pkg), cmp.Compare(a.name, b.name))
	})
	return list, without
}

// domainType leaves out what is machinery: ids, services, functions and interfaces.
func domainType(ts *ast.TypeSpec) bool {
	n := ts.Name.Name
	if strings.HasSuffix(n, "ID") || n == "Service" || n == "Input" || n == "Options" {
		return false
	}
	switch ts.Type.(type) {
	case *ast.FuncType, *ast.InterfaceType:
		return false
	}
	return true
}

// TestGlossary keeps GLOSSARY.md equal to the doc comments; -update writes it anew.
func TestGlossary(t *testing.T) {
	list, _ := terms(t)
	var b strings.Builder
	b.WriteString("# Glossary\n\nMade from the doc comments by `make glossary`; a test keeps it up to date. One Vietnamese term, one English word.\n\n| Tiếng Việt | English | Code | |\n|---|---|---|---|\n")
	for _, e := range list {
		fmt.Fprintf(&b, "| %s | %s | `%s.%s` | %s |\n", e.vn, e.name, e.pkg, e.name, strings.ReplaceAll(e.text, "|", "/"))
	}
	file := filepath.Join("..", "..", "GLOSSARY.md")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(old) != b.String() {
		t.Error("GLOSSARY.md is not what the doc comments say: run make glossary")
	}
}

func TestDomainTypesCarryTheirTerm(t *testing.T) {
	_, without := terms(t)
	for _, w := range without {
		t.Errorf("%s has no Vietnamese term in its comment: // A %s (thuật ngữ) is …", w, w[strings.LastIndex(w, " ")+1:])
	}
}
