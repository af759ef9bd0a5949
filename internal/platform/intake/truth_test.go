package intake

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/base/sheet"
)

const fixtures = "../../year/progress/testdata/khoi-3-2022-h1"

type truthPlace struct {
	Sheet, Cell       string
	LabelCell         string `json:"label_cell"`
	Table, Row, Col   int
	LabelCol          int `json:"label_col"`
	Formula           string
	Raw               json.RawMessage
	ParagraphContains string `json:"paragraph_contains"`
	Also              []truthPlace
	LabelRaw          string `json:"label_raw"`
}

type truthFile struct {
	File    string
	Entries []struct {
		Target string
		Raw    json.RawMessage
		Where  *truthPlace
	}
	ExtraRows []struct {
		Where truthPlace
		Raw   json.RawMessage
	} `json:"extra_rows"`
}

// locate finds the cell a place of the truth names; nil when the cell is empty.
func (p truthPlace) locate(b *sheet.Book) *sheet.Cell {
	at, name := p.Cell, p.Sheet
	if p.Table > 0 {
		at, name = fmt.Sprintf("T%dR%dC%d", p.Table, p.Row, p.Col), fmt.Sprintf("T%d", p.Table)
	}
	return cellAt(b, name, at)
}

func cellAt(b *sheet.Book, name, at string) *sheet.Cell {
	for i := range b.Sheets {
		if b.Sheets[i].Name != name {
			continue
		}
		for j := range b.Sheets[i].Cells {
			if c := &b.Sheets[i].Cells[j]; c.At == at {
				return c
			}
		}
	}
	return nil
}

// same reports whether the cell holds what the truth says: number equal, text equal,
// null for nothing.
func same(c *sheet.Cell, raw json.RawMessage) error {
	var want any
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&want); err != nil {
		return err
	}
	switch w := want.(type) {
	case nil:
		if c != nil && c.Kind != sheet.Empty {
			return fmt.Errorf("want nothing, have %+v", *c)
		}
	case json.Number:
		if n, _ := decimal(w.String()); c == nil || c.Kind != sheet.Number || c.Num != n {
			return fmt.Errorf("want number %s, have %+v", w, c)
		}
	case string:
		if w == "" && c == nil {
			return nil
		}
		if c == nil || c.Kind != sheet.Text && c.Kind != sheet.Date || c.Text != w {
			return fmt.Errorf("want %q, have %+v", w, c)
		}
	default:
		return fmt.Errorf("odd truth %v", w)
	}
	return nil
}

// Every entry of the truth with a place is found there, as the file has it.
func TestTruth(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(fixtures, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth struct{ Files []truthFile }
	if err := json.Unmarshal(data, &truth); err != nil {
		t.Fatal(err)
	}
	if len(truth.Files) != 12 {
		t.Fatalf("%d files", len(truth.Files))
	}
	checked := 0
	for _, f := range truth.Files {
		t.Run(f.File, func(t *testing.T) {
			b := openFixture(t, f.File)
			for _, e := range f.Entries {
				if e.Where == nil {
					continue
				}
				checked++
				c := e.Where.locate(b)
				if err := same(c, e.Raw); err != nil {
					t.Errorf("%s at %+v: %v", e.Target, *e.Where, err)
				}
				if e.Where.Formula != "" && (c == nil || c.Formula != e.Where.Formula || c.Cached) {
					t.Errorf("%s: formula: %+v", e.Target, c)
				}
				label := truthPlace{Sheet: e.Where.Sheet, Cell: e.Where.LabelCell, Table: e.Where.Table, Row: e.Where.Row, Col: e.Where.LabelCol}
				if l := label.locate(b); l == nil || strings.TrimSpace(l.Text) == "" {
					t.Errorf("%s: no label at %+v", e.Target, label)
				}
				for _, a := range e.Where.Also {
					checkAlso(t, b, *e.Where, a)
				}
			}
			for _, x := range f.ExtraRows {
				if x.Raw != nil && (x.Where.Cell != "" || x.Where.Table > 0) {
					if err := same(x.Where.locate(b), x.Raw); err != nil {
						t.Errorf("extra row %+v: %v", x.Where, err)
					}
				}
			}
		})
	}
	if checked < 180 {
		t.Errorf("only %d entries with a place", checked)
	}
}

func checkAlso(t *testing.T, b *sheet.Book, main, a truthPlace) {
	t.Helper()
	if a.ParagraphContains != "" {
		for _, p := range b.Prose {
			if strings.Contains(p.Text, a.ParagraphContains) {
				return
			}
		}
		t.Errorf("prose lacks %q", a.ParagraphContains)
		return
	}
	if a.Cell == "" || a.Raw == nil {
		return
	}
	if a.Sheet == "" {
		a.Sheet = main.Sheet
	}
	if err := same(a.locate(b), a.Raw); err != nil {
		t.Errorf("also %+v: %v", a, err)
	}
}

func openFixture(t testing.TB, name string) *sheet.Book {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtures, name))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Open(name, data, Default)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}
