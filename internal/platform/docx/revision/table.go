package revision

import (
	"strings"
)

// tableFormat joins the format changes of one table.
type tableFormat struct{ seen []*change }

// format records a change of layout that stands at a paragraph; within a table those of one
// author and date are one.
func (w *walker) format(n *node, c *context, at int) (*change, error) {
	t := w.trackOf(n, form)
	if c.table != nil {
		if x := find(c.table.seen, t.key); x != nil {
			return x, nil
		}
	}
	x, err := w.newChange(nil, t.key)
	if err != nil {
		return nil, err
	}
	x.Paragraph = at
	if c.table != nil && len(c.table.seen) < 64 {
		c.table.seen = append(c.table.seen, x)
	}
	return x, nil
}

// layout takes the changes recorded in the layout of a table, row, cell or section.
func (w *walker) layout(pr *node, c *context, at int) error {
	if w.part != "" {
		at = w.at
	}
	for _, k := range pr.kids {
		if k.name != "cellMerge" && !strings.HasSuffix(k.name, "PrChange") {
			continue
		}
		if _, err := w.format(k, c, at); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) table(n *node, outer *context) error {
	if last := outer.box.last; last != nil && last.index >= 0 {
		w.r.doc.Paragraphs[last.index].table = true
	}
	outer.box.last, outer.box.bare = nil, nil
	c := *outer
	c.table, c.p = &tableFormat{}, nil
	if pr := n.child("tblPr"); pr != nil {
		if err := w.layout(pr, &c, len(w.r.doc.Paragraphs)); err != nil {
			return err
		}
	}
	return w.walkAll(n, &c)
}

// row reads a table row or a cell, which may be inserted or deleted as a whole. What runs
// within it record stays with them; the row speaks only for the rest.
func (w *walker) row(n *node, c *context, layout string) error {
	first := len(w.r.doc.Paragraphs)
	var own []track
	for _, pr := range n.kids {
		if pr.name != layout && pr.name != "tblPrEx" {
			continue
		}
		if err := w.layout(pr, c, first); err != nil {
			return err
		}
		for _, k := range pr.kids {
			switch k.name {
			case "ins", "cellIns":
				own = append(own, w.trackOf(k, ins))
			case "del", "cellDel":
				own = append(own, w.trackOf(k, del))
			}
		}
	}
	for i := range own {
		own[i].row = &rowText{}
	}
	seen := len(w.r.changes)
	w.r.seq++
	seq := w.r.seq
	if err := w.walkAll(n, c.with(own...)); err != nil {
		return err
	}
	for _, t := range own {
		x, err := w.settleRow(t, seen)
		if err != nil {
			return err
		}
		if x == nil || w.part != "" {
			continue
		}
		x.Paragraph, x.seq = first, seq
		if t.row.first != nil {
			x.Paragraph, x.seq = t.row.first.at, t.row.seq
		}
	}
	return nil
}

// settleRow joins a tracked row to the changes within it, or makes it one of its own.
func (w *walker) settleRow(t track, seen int) (*change, error) {
	joined := false
	for _, x := range w.r.changes[seen:] {
		if x.key == t.key {
			x.Row, joined = true, true
		}
	}
	if joined && t.row.Len() == 0 {
		return nil, nil
	}
	x, err := w.newChange(nil, t.key)
	if err != nil {
		return nil, err
	}
	x.Row = true
	x.buf = []byte(t.row.String())
	w.r.budget += len(x.buf)
	return x, nil
}
