package progress_test

import (
	"os"
	"path/filepath"
	"testing"
	"fmt"

	"thidua/internal/base/civil"
	"thidua/internal/platform/intake"
	"thidua/internal/year/progress/reading"
)

func TestCross(t *testing.T) {
	dirs, _ := filepath.Glob("testdata/offices/*")
	dirs = append(dirs, "testdata/khoi-3-2022-h1")
	for _, dir := range dirs {
		if _, err := os.Stat(dir + "/truth.json"); err != nil { continue }
		var p planDoc
		var truth truthDoc
		load(t, filepath.Join(dir, "plan.json"), &p)
		load(t, filepath.Join(dir, "truth.json"), &truth)
		for _, f := range truth.Files {
			data, _ := os.ReadFile(filepath.Join(dir, f.File))
			book, err := intake.Open(f.File, data, intake.Default)
			if err != nil { continue }
			intake.Evaluate(book)
			mine := map[string]bool{}
			for _, u := range f.Units { mine[u] = true }
			for _, u := range p.Units {
				if mine[u.Code] { continue }
				req := p.request(t, u.Code); req.Book = book
				n := 0
				ex := ""
				for _, x := range reading.Read(req).Findings { if x.Action == reading.Store { n++; ex = x.Target + " " + x.Place() + " " + x.Label } }
				if n > 0 { fmt.Printf("UNIT %s as %s: %d stored, %s\n", f.File, u.Code, n, ex) }
			}
			for _, per := range []string{fmt.Sprint(p.Year+1) + "-H1", fmt.Sprint(p.Year) + "-Q1", fmt.Sprint(p.Year) + "-9M", fmt.Sprint(p.Year) + "-H2", fmt.Sprint(p.Year) + "-H1", fmt.Sprint(p.Year)} {
				if per == p.Period.Code { continue }
				req := p.request(t, f.Units[0]); req.Book = book; req.Period = civil.Period(per)
				n := 0
				ex := ""
				for _, x := range reading.Read(req).Findings { if x.Action == reading.Store { n++; ex = x.Target + " " + x.Place() + " " + x.Label } }
				if n > 0 { fmt.Printf("PERIOD %s as %s: %d stored, %s\n", f.File, per, n, ex) }
			}
		}
	}
}
