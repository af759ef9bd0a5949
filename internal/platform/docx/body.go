package docx

import (
	"fmt"

	"thidua/internal/base/paper"
)

// blocks writes the blocks of one part. When keepLast is set, the last paragraph stays
// on the page of the signature below it.
func (b *builder) blocks(list []paper.Block, keepLast bool) {
	for i := range list {
		blk := &list[i]
		b.keep = blk.Kind == paper.Heading || blk.Kind == paper.PlainRow ||
			(keepLast && i == len(list)-1 && blk.Kind != paper.TableOf)
		b.block(blk)
		b.keep = false
	}
}

func (b *builder) block(blk *paper.Block) {
	switch blk.Kind {
	case paper.NewPage:
		b.brk = true
	case paper.TableOf:
		if blk.Table == nil {
			return
		}
		if b.brk {
			b.line("", look{style: "Tiny"})
		}
		name := ""
		if blk.ID != "" {
			name = b.openMark("block", blk.ID)
		}
		b.table(blk.Table)
		if name != "" {
			b.closeMark(name)
		}
		b.line("", look{size: 4})
	case paper.PictureOf:
		b.picture(blk)
	case paper.Heading:
		level := min(max(blk.Level, 1), 3)
		runs := blk.Runs
		if level == 1 && !blk.Raw {
			runs = upper(runs)
		}
		b.paragraph(blk, runs, fmt.Sprintf("Heading%d", level))
	case paper.Item:
		runs := blk.Runs
		if !blk.Raw {
			runs = paper.ItemRuns(runs)
		}
		b.paragraph(blk, runs, "BodyText")
	case paper.Note:
		b.paragraph(blk, blk.Runs, "TableNote")
	case paper.Basis:
		b.paragraph(blk, blk.Runs, "Basis")
	case paper.PlainRow:
		b.paragraph(blk, blk.Runs, "Centered")
	default:
		b.paragraph(blk, blk.Runs, "BodyText")
	}
}

// paragraph writes runs in a style, inside the bookmark of the block.
func (b *builder) paragraph(blk *paper.Block, runs []paper.Run, style string) {
	b.open(look{style: style, mark: b.paragraphMark(blk)})
	end := b.movedRange(blk)
	name := ""
	if blk.ID != "" {
		name = b.openMark("block", blk.ID)
	}
	b.commented(runs, blk.Comments)
	if name != "" {
		b.closeMark(name)
	}
	b.out.WriteString(`</w:p>` + end)
}

func upper(runs []paper.Run) []paper.Run {
	out := append([]paper.Run(nil), runs...)
	for i := range out {
		out[i].Text = paper.Upper(out[i].Text)
	}
	return out
}

// annexHead writes the name and the title of an appendix.
func (b *builder) annexHead(a *paper.Block) {
	b.keep = true
	defer func() { b.keep = false }()
	name := ""
	if a.ID != "" {
		name = b.openMark("block", a.ID)
	}
	for _, l := range paper.Lines(a.Name) {
		b.line(l, look{style: "AnnexName"})
	}
	for _, l := range paper.Lines(paper.Upper(a.Title)) {
		b.line(l, look{style: "AnnexTitle"})
	}
	if len(a.Runs) > 0 {
		b.open(look{style: "AnnexNote"})
		b.runs(a.Runs, 0, false)
		b.out.WriteString(`</w:p>`)
	}
	if name != "" {
		b.closeMark(name)
	}
	b.line("", look{size: 6})
}

// table writes a table with single borders. Header rows repeat on each page and no row
// is cut by the end of a page.
func (b *builder) table(t *paper.Table) {
	cols := t.Columns()
	if cols == 0 {
		return
	}
	widths := t.Shares(b.width)
	b.out.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>`)
	fmt.Fprintf(&b.out, `<w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/>`, b.width)
	b.out.WriteString(`<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		fmt.Fprintf(&b.out, `<w:gridCol w:w="%d"/>`, w)
	}
	b.out.WriteString(`</w:tblGrid>`)
	size := t.Size
	if size == 0 {
		size = paper.SizeTable
	}
	g := grid{widths: widths, size: size, rows: len(t.Header) + len(t.Rows)}
	b.keep = true
	b.gridRows(paper.Grid(t.Header, cols), &g, true)
	b.keep = false
	b.gridRows(paper.Grid(t.Rows, cols), &g, false)
	if g.rows == 0 {
		b.gridRows(paper.Grid([][]paper.Cell{{}}, cols), &g, false)
	}
	b.out.WriteString(`</w:tbl>`)
}

type grid struct {
	widths []int
	size   int
	rows   int
}

// gridRows writes rows; a cell over several rows goes on as empty merged cells.
func (b *builder) gridRows(rows [][]paper.Placed, g *grid, head bool) {
	var open []paper.Placed // cells that reach below the row they began in
	for r, row := range rows {
		b.out.WriteString(`<w:tr><w:trPr><w:cantSplit/>`)
		if head {
			b.out.WriteString(`<w:tblHeader/>`)
		}
		b.out.WriteString(`</w:trPr>`)
		next := 0
		for c := 0; c < len(g.widths); {
			if next < len(row) && row[next].Col == c {
				p := row[next]
				next++
				b.gridCell(p, g, head, false)
				if p.Rows > 1 {
					open = append(open, p)
				}
				c += p.Cols
				continue
			}
			c += b.goOn(open, r, c, g, head)
		}
		b.out.WriteString(`</w:tr>`)
	}
}

// goOn writes the continuation in row r of the cell that began above at column c, and
// gives the columns it covers.
func (b *builder) goOn(open []paper.Placed, r, c int, g *grid, head bool) int {
	for _, p := range open {
		if p.Col == c && r < p.Row+p.Rows {
			b.gridCell(p, g, head, true)
			return p.Cols
		}
	}
	return 1
}

func (b *builder) gridCell(p paper.Placed, g *grid, head, below bool) {
	w := 0
	for _, x := range g.widths[p.Col : p.Col+p.Cols] {
		w += x
	}
	fmt.Fprintf(&b.out, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, w)
	if p.Cols > 1 {
		fmt.Fprintf(&b.out, `<w:gridSpan w:val="%d"/>`, p.Cols)
	}
	switch {
	case below:
		b.out.WriteString(`<w:vMerge/>`)
	case p.Rows > 1:
		b.out.WriteString(`<w:vMerge w:val="restart"/>`)
	}
	b.out.WriteString(`<w:vAlign w:val="center"/></w:tcPr>`)
	align := [...]string{"left", "center", "right"}[min(max(int(p.Cell.Align), 0), 2)]
	if head {
		align = "center"
	}
	b.open(look{style: "TableText", align: align})
	if !below {
		b.runs(p.Cell.Runs, g.size, head || p.Cell.Bold)
	}
	b.out.WriteString(`</w:p></w:tc>`)
}
