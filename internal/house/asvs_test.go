package house

import (
	"encoding/csv"
	"go/ast"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// chapters are how many requirements of level 2 each chapter of ASVS 5.0.0 has; without V9
// (self-contained tokens) and V17 (WebRTC), of which the product has nothing.
var chapters = map[string]int{"V1": 27, "V2": 11, "V3": 19, "V4": 10, "V5": 9, "V6": 35, "V7": 18, "V8": 7, "V10": 29, "V11": 14, "V12": 9, "V13": 13, "V14": 9, "V15": 13, "V16": 16}

var requirement = regexp.MustCompile(`^V\d+\.\d+\.\d+$`)

// asvsFaults names what is wrong with the table. exists tells whether a test ("package
// TestName") or a document ("docs/x.md#part") is there.
func asvsFaults(rows [][]string, exists func(string) bool) (list []string) {
	count, seen := map[string]int{}, map[string]bool{}
	for _, r := range rows {
		id, state, how, proof := r[0], r[2], r[3], r[4]
		chapter, _, _ := strings.Cut(id, ".")
		count[chapter]++
		switch {
		case !requirement.MatchString(id) || seen[id]:
			list = append(list, id+": no requirement, or twice")
		case len(how) < 10:
			list = append(list, id+": says not how, or why not")
		case state == "met" || state == "partly":
			if proof == "" {
				list = append(list, id+": names neither test nor document")
			}
			for _, p := range strings.Split(proof, ";") {
				if proof != "" && !exists(p) {
					list = append(list, id+": "+p+" does not exist")
				}
			}
		case state != "n/a" && state != "unmet":
			list = append(list, id+": state "+state)
		}
		seen[id] = true
	}
	for c, n := range chapters {
		if count[c] != n {
			list = append(list, c+": wrong number of lines")
		}
	}
	return list
}

// testsOf lists every test of the house as "internal/package TestName".
func testsOf(t *testing.T) map[string]bool {
	t.Helper()
	tests := map[string]bool{}
	for _, f := range files(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && f.test && fn.Recv == nil {
				tests[f.pkg+" "+fn.Name.Name] = true
			}
		}
	}
	return tests
}

// TestASVS checks docs/security/asvs.csv: every requirement of the level, and every test and
// document that it names.
func TestASVS(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "security", "asvs.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	tests := testsOf(t)
	exists := func(p string) bool {
		if strings.Contains(p, " ") {
			return tests[p]
		}
		name, part, _ := strings.Cut(p, "#")
		text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
		return err == nil && (part == "" || strings.Contains(string(text), "\n## "+part+"\n"))
	}
	rows = rows[1:]
	for _, f := range asvsFaults(rows, exists) {
		t.Error(f)
	}
	if n := len(rows); n != 239 {
		t.Errorf("%d lines, want 239", n)
	}
	states := map[string]int{}
	for _, r := range rows {
		states[r[2]]++
	}
	t.Logf("%v", states)

	// the test itself: each fault is found
	for name, c := range map[string]struct {
		change func(r []string)
		want   int
	}{
		"a test that is not there":     {func(r []string) { r[4] = "internal/house TestNothing" }, 1},
		"a document that is not there": {func(r []string) { r[4] = "docs/nothing.md" }, 1},
		"a part that is not there":     {func(r []string) { r[4] = "docs/security/README.md#nothing" }, 1},
		"neither":                      {func(r []string) { r[4] = "" }, 1},
		"no words":                     {func(r []string) { r[3] = "" }, 1},
		"another state":                {func(r []string) { r[2] = "maybe" }, 1},
		"a missing requirement":        {func(r []string) { r[0] = "V99.1.1" }, 1},
	} {
		changed := make([][]string, len(rows))
		for i, r := range rows {
			changed[i] = append([]string(nil), r...)
		}
		c.change(changed[0])
		if got := asvsFaults(changed, exists); len(got) != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
