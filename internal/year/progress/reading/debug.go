package reading

import "fmt"

func DebugDump(req Request) {
	req.Targets = prepare(req.Targets)
	lx := newLexicon(req.Targets)
	enc := legacyOf(req.Book)
	f := &finder{lx: lx, units: newUnits(req.Unit, req.Others), mem: req.Memory, hits: map[string]hit{}, roles: map[string]role{}}
	texts := decodeProse(req.Book, enc)
	file := fileSpan(req.Book, texts)
	fmt.Printf("legacy %q file span %+v\nunits %v\n", enc, file, f.units.forms)
	for i := range req.Book.Sheets {
		g := f.orient(newGrid(req.Book, i, enc))
		fmt.Printf("SHEET %q hidden %v rows %d cols %d turned %v\n", req.Book.Sheets[i].Name, req.Book.Sheets[i].Hidden, g.rows, g.cols, g.turned)
		fmt.Println("  heads", f.heads(g))
		for _, t := range f.tables(g) {
			fmt.Printf("  TABLE h %d-%d r %d-%d c %d-%d label %d attr %d unit %d\n", t.h1, t.h2, t.r1, t.r2, t.c1, t.c2, t.labelCol, t.attrCol, t.unitCol)
			for _, c := range t.cols {
				fmt.Printf("     col %d %q role %q span %+v unit %d hidden %v\n", c.col, c.head, c.role, c.span, c.unit, c.hidden)
			}
		}
		w := &walker{f: f, g: g, period: req.Period, file: file, plans: map[planKey]*cell{}}
		w.walk()
		fmt.Println("  units", w.units)
		for _, r := range w.rows {
			fmt.Printf("  ROW %d %q measure %q res %d parts %d fit %d foreign %v strange %v owned %v old %v hidden %v sub %v total %v\n", r.row, r.label, r.measure, len(r.results), len(r.parts), r.fit, r.foreign, r.strange, r.owned, r.old, r.hidden, r.sub, r.total)
		}
	}
}
