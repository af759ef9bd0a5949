package intake

import (
	"fmt"
	"strconv"
	"strings"

	"thidua/internal/base/sheet"
)

// docxTable is one table being read.
type docxTable struct {
	grid
	row  int
	open map[int]*sheet.Range // vertical merges by grid column
	all  []*sheet.Range
}

// table reads a w:tbl into a sheet. Its number is given at its start, so nested tables
// follow the one they stand in.
func (d *docxBook) table() error {
	if len(d.tables) >= d.lim.Sheets {
		return tooManySheets(d.lim.Sheets)
	}
	t := &docxTable{open: map[int]*sheet.Range{}}
	t.lim, t.cells = &d.lim, &d.cells
	d.tables = append(d.tables, &t.grid)
	t.Table, t.After = len(d.tables), d.body
	t.Name = "T" + strconv.Itoa(t.Table)
	if err := d.rows(t); err != nil {
		return err
	}
	for _, r := range t.all {
		t.merge(*r)
	}
	t.Rows = max(t.Rows, min(t.row, d.lim.Rows))
	return nil
}

func (d *docxBook) rows(t *docxTable) error {
	return d.s.each(func(name string) error {
		switch name {
		case "tr":
			t.row++
			return d.tableRow(t)
		case "sdt", "sdtContent", "customXml", "ins", "moveTo":
			return d.rows(t)
		}
		return d.s.skip()
	})
}

// docxRow is the state within one row.
type docxRow struct {
	gone bool // deleted with changes tracked
	tc   int  // cells so far
	col  int  // grid columns taken so far
}

func (d *docxBook) tableRow(t *docxTable) error {
	r := &docxRow{}
	return d.rowParts(t, r)
}

func (d *docxBook) rowParts(t *docxTable, r *docxRow) error {
	return d.s.each(func(name string) error {
		switch name {
		case "trPr":
			return d.s.each(func(name string) error {
				switch name {
				case "gridBefore":
					r.col = clamp(d.s.num("val", 0), 0, 1000)
				case "del":
					r.gone = true
				case "hidden":
					if d.s.flag("val", true) {
						t.hideRow(t.row)
					}
				}
				return d.s.skip()
			})
		case "tc":
			r.tc++
			return d.tableCell(t, r)
		case "sdt", "sdtContent", "customXml":
			return d.rowParts(t, r)
		}
		return d.s.skip()
	})
}

// cellProps are the properties of a table cell that place it.
type cellProps struct {
	span             int
	vMerge, hMerge   string // "", "restart", "continue"
	gone             bool
	texts, numbers   []string
	lives            []string // texts without their struck runs
	font             string
	anyText, allDead bool
	anyDead          bool
}

func (d *docxBook) tableCell(t *docxTable, r *docxRow) error {
	c := cellProps{span: 1, allDead: true}
	err := d.s.each(func(name string) error {
		if name == "tcPr" {
			return d.readCellProps(&c)
		}
		return d.block(name, func(p *para) error {
			c.texts = append(c.texts, p.String())
			c.lives = append(c.lives, p.with(p.live.String()))
			c.anyDead = c.anyDead || p.anyDead
			if p.number != "" {
				c.numbers = append(c.numbers, p.number)
			}
			if c.font == "" {
				c.font = p.font
			}
			if p.anyText {
				c.anyText, c.allDead = true, c.allDead && p.allDead
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	return d.place(t, r, &c)
}

func (d *docxBook) readCellProps(c *cellProps) error {
	return d.s.each(func(name string) error {
		switch name {
		case "gridSpan":
			c.span = clamp(d.s.num("val", 1), 1, 1000)
		case "vMerge":
			c.vMerge = mergeState(d.s.attr("val"))
		case "hMerge":
			c.hMerge = mergeState(d.s.attr("val"))
		case "cellDel":
			c.gone = true
		}
		return d.s.skip()
	})
}

func mergeState(val string) string {
	if val == "restart" {
		return val
	}
	return "continue"
}

// place puts the cell on the grid and follows the merges it belongs to.
func (d *docxBook) place(t *docxTable, r *docxRow, c *cellProps) error {
	col := r.col + 1
	r.col += c.span
	if r.col > 1<<16 {
		return errXML
	}
	here := sheet.Range{Row1: t.row, Col1: col, Row2: t.row, Col2: col + c.span - 1}
	continued := false
	if open := t.open[col]; c.vMerge == "continue" && open != nil {
		open.Row2, continued = t.row, true
	} else if c.hMerge == "continue" && len(t.all) > 0 && t.all[len(t.all)-1].Row2 == t.row {
		t.all[len(t.all)-1].Col2, continued = here.Col2, true
	} else if delete(t.open, col); c.vMerge == "restart" || c.hMerge == "restart" || c.span > 1 {
		if len(t.all) < maxMerges {
			t.all = append(t.all, &here)
		}
		if c.vMerge == "restart" {
			t.open[col] = &here
		}
	}
	t.Cols = max(t.Cols, min(here.Col2, d.lim.Cols))
	if continued || c.gone || r.gone {
		return nil // Word shows nothing of it
	}
	text := strings.Join(c.texts, "\n")
	if strings.TrimSpace(text) == "" && len(c.numbers) > 0 {
		text = strings.Join(c.numbers, "\n") // an automatic number is all there is
	}
	if strings.Trim(text, "\n") == "" {
		return nil
	}
	cell := sheet.Cell{
		Row: t.row, Col: col, At: fmt.Sprintf("T%dR%dC%d", t.Table, t.row, r.tc),
		Kind: sheet.Text, Text: text, Font: c.font, Struck: c.anyText && c.allDead,
	}
	if live := strings.Trim(strings.Join(c.lives, "\n"), "\n"); c.anyDead && !cell.Struck && strings.TrimSpace(live) != "" {
		cell.Text, cell.StruckText = live, text
	}
	return t.add(cell)
}

func clamp(n, lo, hi int) int { return max(lo, min(n, hi)) }
