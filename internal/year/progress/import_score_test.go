package progress_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/figure"
	"thidua/internal/base/sheet"
	"thidua/internal/base/vi"
	"thidua/internal/platform/intake"
	"thidua/internal/year/progress/reading"
)

type planDoc struct {
	Year   int
	Period struct{ Code string }
	Units  []struct{ Code, Name, Short string }
	Common []planTarget            `json:"common_targets"`
	Own    map[string][]planTarget `json:"own_targets"`
}

type planTarget struct {
	Code, Name, Measure, Type, Direction string
	Plan, Half, Last                     json.RawMessage
}

type truthDoc struct{ Files []truthFile }

type truthFile struct {
	File    string
	Units   []string
	Entries []truthEntry
	Extra   []extraRow `json:"extra_rows"`
}

// An extraRow is a place whose figures are no target's value: never a source.
type extraRow struct {
	Unit  string
	Where struct {
		Sheet, Cell     string
		Table, Row, Col int
		Paragraph       string `json:"paragraph_contains"`
	}
}

// covers reports that the finding was taken from the place.
func (x extraRow) covers(f reading.Finding, unit string, book *sheet.Book) bool {
	w := x.Where
	switch {
	case x.Unit != "" && x.Unit != unit || f.At == "":
		return false
	case w.Table > 0:
		return f.At == fmt.Sprintf("T%dR%dC%d", w.Table, w.Row, w.Col)
	case w.Paragraph != "":
		for _, p := range book.Prose {
			if p.At == f.At && strings.Contains(vi.NFC(p.Text), vi.NFC(w.Paragraph)) && !strings.Contains(f.Raw, " ") {
				return strings.Contains(w.Paragraph, f.Raw)
			}
		}
		return false
	}
	if w.Sheet != "" && w.Sheet != f.Sheet {
		return false
	}
	from, to, ranged := strings.Cut(w.Cell, ":")
	if !ranged {
		return f.At == from
	}
	for _, s := range book.Sheets {
		for _, c := range s.Cells {
			if s.Name == f.Sheet && c.At == f.At {
				return inBlock(c.Row, c.Col, from, to)
			}
		}
	}
	return false
}

// inBlock reports that the place lies in the block from … to.
func inBlock(row, col int, from, to string) bool {
	place := func(a string) (r, c int) {
		for _, b := range a {
			if b >= 'A' && b <= 'Z' {
				c = c*26 + int(b-'A') + 1
			} else if b >= '0' && b <= '9' {
				r = r*10 + int(b-'0')
			}
		}
		return r, c
	}
	r1, c1 := place(from)
	r2, c2 := place(to)
	return row >= r1 && row <= r2 && col >= c1 && col <= c2
}

type truthEntry struct {
	Unit, Target, Class, Reason string
	Expected                    *figure.Value
	Candidates                  []*figure.Value
	Answer                      *figure.Value
	Raw                         any
}

// value reads a plan that is one number, or a number per unit.
func value(raw json.RawMessage, unit string) *figure.Value {
	var v *figure.Value
	if json.Unmarshal(raw, &v) == nil {
		return v
	}
	var m map[string]*figure.Value
	if json.Unmarshal(raw, &m) == nil {
		return m[unit]
	}
	return nil
}

func (p planDoc) request(t *testing.T, unit string) reading.Request {
	t.Helper()
	req := reading.Request{Period: civil.Period(p.Period.Code)}
	for _, u := range p.Units {
		x := reading.Unit{Code: u.Code, Name: u.Name, Short: u.Short}
		req.Others = append(req.Others, x)
		if u.Code == unit {
			req.Unit = x
		}
	}
	for _, x := range append(append([]planTarget{}, p.Common...), p.Own[unit]...) {
		req.Targets = append(req.Targets, reading.Target{Code: x.Code, Name: x.Name, Measure: x.Measure, Kind: reading.Kind(x.Type),
			Direction: x.Direction, Plan: value(x.Plan, unit), Half: value(x.Half, unit), Last: value(x.Last, unit)})
	}
	return req
}

func load(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

type tally struct{ silent, wrong, asked, missed, easy, needless, files, buttons, questions int }

// score reads one file for one unit and compares with the truth.
func score(t *testing.T, dir string, p planDoc, unit string, in truthFile, sum *tally) {
	file := in.File
	var entries []truthEntry
	for _, e := range in.Entries {
		if e.Unit == unit {
			entries = append(entries, e)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, file))
	if err != nil {
		t.Error(err)
		return
	}
	book, err := intake.Open(file, data, intake.Default)
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return
	}
	intake.Evaluate(book)
	req := p.request(t, unit)
	req.Book = book
	res := reading.Read(req)
	if len(res.Findings) != len(req.Targets) {
		t.Fatalf("%s: %d findings for %d targets", file, len(res.Findings), len(req.Targets))
	}
	by := map[string]reading.Finding{}
	for _, f := range res.Findings {
		by[f.Target] = f
		for _, x := range in.Extra {
			if f.Action == reading.Store && x.covers(f, unit, book) {
				sum.wrong++
				t.Errorf("%s %s/%s: %s taken from %s, which is no target's place", file, unit, f.Target, f.Raw, f.Place())
			}
		}
	}
	needless := 0
	for _, e := range entries {
		f := by[e.Target]
		say := func(what string) {
			var cs []string
			for _, c := range f.Candidates {
				if c.Value == nil {
					cs = append(cs, "nil")
				} else {
					cs = append(cs, c.Value.String())
				}
			}
			v := "nil"
			if f.Value != nil {
				v = f.Value.String()
			}
			exp, ans := "nil", "nil"
			if e.Expected != nil {
				exp = e.Expected.String()
			}
			if e.Answer != nil {
				ans = e.Answer.String()
			}
			t.Logf("%s %s/%s %s: %s; got %s %s (%s) %s cands %v raw %q label %q expected %s answer %s truth raw %v | %s | %s", what, file, unit, e.Target, e.Class, f.Action, v, f.Reason, f.Place(), cs, f.Raw, f.Label, exp, ans, e.Raw, e.Reason, f.Text())
		}
		easy := e.Class == "plain" || e.Class == "needs-normalising"
		if easy {
			sum.easy++
		}
		switch {
		case f.Action == reading.Store && (e.Expected == nil || f.Value == nil || math.Abs(float64(*f.Value-*e.Expected)) > 50):
			sum.wrong++
			say("WRONG SILENT")
			t.Errorf("%s %s/%s: a silent wrong value", file, unit, e.Target)
		case f.Action == reading.Store:
			sum.silent++
		case easy && f.Action == reading.Ask:
			sum.asked++
			needless++
			say("asked")
		case easy:
			sum.missed++
			say("missed")
		case e.Class == "missing":
			if f.Action == reading.Ask {
				needless++
				say("asked (missing)")
			}
		case f.Action != reading.Ask:
			say("NOT REPORTED")
			t.Errorf("%s %s/%s: %s cell is not asked about", file, unit, e.Target, e.Class)
		default:
			sum.questions++
			stands := false
			for _, c := range e.Candidates {
				if c != nil && e.Answer != nil && *c == *e.Answer || c == nil && e.Answer == nil {
					stands = true
				}
			}
			has := false
			for _, c := range f.Candidates {
				if c.Value != nil && e.Answer != nil && *c.Value == *e.Answer || c.Value == nil && e.Answer == nil {
					has = true
				}
			}
			if stands && !has {
				say("NO BUTTON")
				t.Errorf("%s %s/%s: the answer stands in the file but is no button", file, unit, e.Target)
			}
			if stands && has {
				sum.buttons++
			}
		}
	}
	sum.files++
	sum.needless += needless
	t.Logf("%-48s %-22s needless questions %d", file, unit, needless)
}

// TestImportScore scores the reader on every set of files under testdata, as the
// fixture's README says: no silent wrong value, and few needless questions.
func TestImportScore(t *testing.T) {
	var dirs []string
	_ = filepath.WalkDir("testdata", func(path string, d os.DirEntry, err error) error {
		if err == nil && d.Name() == "truth.json" {
			if _, e := os.Stat(filepath.Join(filepath.Dir(path), "plan.json")); e == nil {
				dirs = append(dirs, filepath.Dir(path))
			}
		}
		return nil
	})
	if len(dirs) == 0 {
		t.Fatal("no set of files under testdata")
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			var p planDoc
			var truth truthDoc
			load(t, filepath.Join(dir, "plan.json"), &p)
			load(t, filepath.Join(dir, "truth.json"), &truth)
			var sum tally
			for _, f := range truth.Files {
				for _, u := range f.Units {
					score(t, dir, p, u, f, &sum)
				}
			}
			share := 0.0
			if sum.easy > 0 {
				share = 100 * float64(sum.silent) / float64(sum.easy)
			}
			t.Logf("correct silent %d of %d (%.1f %%), wrong silent %d, asked %d, missed %d, needless questions per file %.2f, right questions %d (%d with the answer as a button)",
				sum.silent, sum.easy, share, sum.wrong, sum.asked, sum.missed, float64(sum.needless)/float64(max(1, sum.files)), sum.questions, sum.buttons)
			floor := 85.0
			if strings.HasPrefix(filepath.Base(dir), "khoi-3") {
				floor = 95
			}
			if share < floor {
				t.Errorf("only %.1f %% right without a question, floor %.0f %%", share, floor)
			}
			if sum.files > 0 && float64(sum.needless)/float64(sum.files) > 2 {
				t.Errorf("%.2f needless questions per file", float64(sum.needless)/float64(sum.files))
			}
		})
	}
}
