package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var namedTest = regexp.MustCompile("`(internal/[a-z/]+) (Test[A-Za-z0-9]+)`")

// TestThreats asks that every row T1 to T14 of docs/security/README.md is there and names tests that exist.
func TestThreats(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "docs", "security", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests := testsOf(t)
	rows := 0
	for line := range strings.Lines(string(b)) {
		if !regexp.MustCompile(`^\| T\d+ \|`).MatchString(line) {
			continue
		}
		rows++
		names := namedTest.FindAllStringSubmatch(line, -1)
		if len(names) == 0 && !strings.Contains(line, "no secret ballots") {
			t.Errorf("no test: %s", line)
		}
		for _, m := range names {
			if !tests[m[1]+" "+m[2]] {
				t.Errorf("%s %s does not exist", m[1], m[2])
			}
		}
	}
	if rows != 14 {
		t.Errorf("%d rows, want 14", rows)
	}
}

// hidden are the characters that make text read otherwise than it runs.
var hidden = regexp.MustCompile(`[\x{202a}-\x{202e}\x{2066}-\x{2069}\x{200e}\x{200f}]`)

// TestHiddenText: no file of ours holds a character that turns the direction of text about.
func TestHiddenText(t *testing.T) {
	n := 0
	err := filepath.WalkDir(filepath.Join("..", ".."), func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == ".git" || d.Name() == "dist" || d.Name() == "testdata" || d.Name() == "node_modules" {
				return filepath.SkipDir
			}
			return nil
		}
		switch filepath.Ext(p) {
		case ".go", ".html", ".js", ".css", ".md", ".sh", ".sql", ".mod":
		default:
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		n++
		if m := hidden.Find(b); m != nil {
			t.Errorf("%s holds %q", p, m)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 500 {
		t.Errorf("only %d files: this test looks in the wrong place", n)
	}
	if !hidden.MatchString("a\u202eb") {
		t.Error("the test does not know such a character")
	}
}
