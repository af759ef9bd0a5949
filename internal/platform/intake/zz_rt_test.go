package intake

import ("testing";"os";"path/filepath";"strings";"fmt")

func TestRT(t *testing.T) {
	files, _ := filepath.Glob("/tmp/intk/rt/*.xlsx")
	for _, f := range files {
		d, _ := os.ReadFile(f)
		a := mustOpen(t, f, d)
		for _, ext := range []string{"xls", "ods"} {
			g := "/tmp/intk/rt/" + ext + "/" + strings.TrimSuffix(filepath.Base(f), ".xlsx") + "." + ext
			d, err := os.ReadFile(g)
			if err != nil { continue }
			b := mustOpen(t, g, d)
			n, diff := 0, 0
			for i, s := range a.Sheets {
				if len(b.Sheets[i].Merges) != len(s.Merges) || fmt.Sprint(b.Sheets[i].HiddenRows, b.Sheets[i].HiddenCols) != fmt.Sprint(s.HiddenRows, s.HiddenCols) || len(b.Sheets[i].Cells) != len(s.Cells) {
					t.Errorf("%s %s: merges %d %d hidden %v %v %v %v cells %d %d", g, s.Name, len(s.Merges), len(b.Sheets[i].Merges), s.HiddenRows, b.Sheets[i].HiddenRows, s.HiddenCols, b.Sheets[i].HiddenCols, len(s.Cells), len(b.Sheets[i].Cells))
				}
				for _, c := range s.Cells {
					o := cellAt(b, s.Name, c.At)
					if o == nil { t.Errorf("%s %s missing", g, c.At); continue }
					n++
					x, y := c, *o
					x.Format, y.Format = "", ""
					if x != y && diff < 5 { diff++; t.Errorf("%s %s:\n %+v\n %+v", g, c.At, c, *o) }
				}
			}
			t.Log(g, n)
		}
	}
}
