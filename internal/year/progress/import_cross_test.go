package progress_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
	"thidua/internal/platform/intake"
	"thidua/internal/year/progress/reading"
)

// TestImportCross reads every file for units that it does not name and for the next
// year: nothing may be stored without a question.
func TestImportCross(t *testing.T) {
	dirs, _ := filepath.Glob("testdata/offices/*")
	for _, dir := range append(dirs, "testdata/khoi-3-2022-h1") {
		if _, err := os.Stat(filepath.Join(dir, "truth.json")); err != nil {
			continue
		}
		var p planDoc
		var truth truthDoc
		load(t, filepath.Join(dir, "plan.json"), &p)
		load(t, filepath.Join(dir, "truth.json"), &truth)
		for _, f := range truth.Files {
			data, err := os.ReadFile(filepath.Join(dir, f.File))
			if err != nil {
				t.Fatal(err)
			}
			book, err := intake.Open(f.File, data, intake.Default)
			if err != nil {
				t.Fatalf("%s: %v", f.File, err)
			}
			intake.Evaluate(book)
			text, dated := everything(book)
			mine := strings.Join(f.Units, " ")
			for _, u := range p.Units {
				if strings.Contains(mine, u.Code) || strings.Contains(text, vi.Fold(u.Short)) || strings.Contains(text, vi.Fold(u.Name)) || !named(text, p, f.Units) {
					continue
				}
				req := p.request(t, u.Code)
				req.Book = book
				silent(t, f.File+" read for "+u.Code, req)
			}
			if dated[fmt.Sprint(p.Year)] {
				req := p.request(t, f.Units[0])
				req.Book = book
				req.Period = civil.Period(fmt.Sprintf("%d-H1", p.Year+1))
				silent(t, f.File+" read for "+string(req.Period), req)
			}
		}
	}
}

// named reports that the file says whose it is.
func named(text string, p planDoc, units []string) bool {
	for _, u := range p.Units {
		if u.Code == units[0] && (strings.Contains(text, vi.Fold(u.Short)) || strings.Contains(text, vi.Fold(u.Name))) {
			return true
		}
	}
	return false
}

func silent(t *testing.T, what string, req reading.Request) {
	t.Helper()
	n := 0
	var first reading.Finding
	for _, x := range reading.Read(req).Findings {
		if x.Action == reading.Store {
			if n == 0 {
				first = x
			}
			n++
		}
	}
	if n > 0 {
		t.Errorf("%s: %d values stored, such as %s from %s %q", what, n, first.Target, first.Place(), first.Label)
	}
}

// everything gives the folded text of a book and the years that it names.
func everything(b *sheet.Book) (string, map[string]bool) {
	var w strings.Builder
	for _, s := range b.Sheets {
		w.WriteString(vi.Fold(s.Name) + " | ")
		for _, c := range s.Cells {
			w.WriteString(vi.Fold(vi.DecodeLegacy(c.Text, vi.DetectLegacy(c.Text, c.Font), c.Font)) + " | ")
		}
	}
	for _, p := range b.Prose {
		w.WriteString(vi.Fold(p.Text) + " | ")
	}
	years := map[string]bool{}
	for _, f := range strings.Fields(w.String()) {
		years[f] = true
	}
	return " " + w.String(), years
}
