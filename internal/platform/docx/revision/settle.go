package revision

import (
	"slices"
	"strings"
)

// settleMoves joins the two ends of each move. An end without its other stays as what it
// is to the text: an insertion or a deletion.
func (r *reader) settleMoves() {
	out := map[int][]*change{} // by range
	in := map[int][]*change{}
	var looseOut, looseIn []*change
	for _, c := range r.changes {
		switch {
		case c.action == from && c.move > 0:
			out[c.move] = append(out[c.move], c)
		case c.action == to && c.move > 0:
			in[c.move] = append(in[c.move], c)
		case c.action == from:
			looseOut = append(looseOut, c)
		case c.action == to:
			looseIn = append(looseIn, c)
		}
	}
	byName := map[string][]int{} // the ranges words were moved to
	for _, m := range r.to {
		if m.name != "" && len(in[m.number]) > 0 {
			byName[m.name] = append(byName[m.name], m.number)
		}
	}
	gone := map[*change]bool{}
	for _, m := range r.from {
		a := out[m.number]
		if list := byName[m.name]; len(a) > 0 && len(list) > 0 {
			joinMove(a, in[list[0]], gone)
			byName[m.name] = list[1:]
			delete(out, m.number)
			delete(in, list[0])
		}
	}
	for _, m := range r.from {
		looseOut = append(looseOut, out[m.number]...)
	}
	for _, m := range r.to {
		looseIn = append(looseIn, in[m.number]...)
	}
	pairLoose(looseOut, looseIn, gone)
	r.changes = slices.DeleteFunc(r.changes, func(c *change) bool { return gone[c] })
}

// joinMove makes one change of the pieces of a move.
func joinMove(out, in []*change, gone map[*change]bool) {
	c := out[0]
	text := joinPieces(out)
	if text == "" {
		text = joinPieces(in)
	}
	for _, x := range slices.Concat(out, in) {
		c.marks += x.marks
		c.Mark, c.Row = c.Mark || x.Mark, c.Row || x.Row
		gone[x] = x != c
	}
	c.buf, c.To, c.ToOffset = []byte(text), in[0].Paragraph, in[0].Offset
}

func joinPieces(list []*change) string {
	var b strings.Builder
	for i, x := range list {
		if i > 0 && x.Paragraph != list[i-1].Paragraph && b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.Write(x.buf)
	}
	return b.String()
}

// pairLoose pairs moves that no range names, by author, date and words.
func pairLoose(out, in []*change, gone map[*change]bool) {
	type sign struct{ author, date, text string }
	of := func(c *change) sign { return sign{c.key.author, c.key.date, string(c.buf)} }
	waiting := map[sign][]*change{}
	for _, c := range in {
		waiting[of(c)] = append(waiting[of(c)], c)
	}
	for _, c := range out {
		list := waiting[of(c)]
		if len(list) == 0 || len(c.buf) == 0 {
			c.Kind = Deletion
			continue
		}
		joinMove([]*change{c}, list[:1], gone)
		waiting[of(c)] = list[1:]
	}
	for _, list := range waiting {
		for _, c := range list {
			c.Kind = Insertion
		}
	}
}

// settleMarks gives changes their texts; one that is only a paragraph mark reads as line end.
func (r *reader) settleMarks() {
	for _, c := range r.changes {
		if len(c.buf) == 0 && c.marks > 0 && c.note == "" {
			c.buf = []byte(strings.Repeat("\n", c.marks))
		}
		c.Text = string(c.buf)
		if c.Kind != Move {
			c.To, c.ToOffset = 0, 0
		}
	}
}

// settleNoteRefs drops the change that is no more than the reference to a note whose words
// the same change inserts or deletes.
func (r *reader) settleNoteRefs() {
	said := map[string][]key{}
	for _, c := range r.changes {
		if c.Part != "" && c.note != "" {
			said[c.note] = append(said[c.note], c.key)
		}
	}
	r.changes = slices.DeleteFunc(r.changes, func(c *change) bool {
		return c.Part == "" && c.note != "" && c.Text == "" && slices.Contains(said[c.note], c.key)
	})
}

// allNotes reads the footnotes and endnotes.
func (r *reader) allNotes(rels []relation) (err error) {
	if r.doc.Footnotes, err = r.partNotes(rels, "footnote"); err != nil {
		return err
	}
	r.doc.Endnotes, err = r.partNotes(rels, "endnote")
	return err
}

func (r *reader) partNotes(rels []relation, kind string) ([]Note, error) {
	root, err := r.z.firstOf(rels, kind+"s")
	if root == nil || err != nil {
		return nil, err
	}
	var list []Note
	for _, n := range root.kids {
		if t := n.attr("type"); n.name != kind || t != "" && t != "normal" {
			continue
		}
		id := kind + " " + n.attr("id")
		ref, ok := r.notes[id]
		if !ok {
			ref.paragraph = Nowhere
		}
		w := &walker{r: r, part: kind, at: ref.paragraph, seq: ref.seq}
		if !ok {
			w.seq = r.seq
		}
		seen := len(r.changes)
		before, after, err := w.texts(n)
		if err != nil {
			return nil, err
		}
		for _, c := range r.changes[seen:] {
			if c.action != form {
				c.note = id
			}
		}
		list = append(list, Note{ID: n.attr("id"), Before: before, After: after, Paragraph: ref.paragraph})
	}
	return list, nil
}

// texts reads a part of its own and gives its text before and after.
func (w *walker) texts(n *node) (before, after string, err error) {
	var list []*para
	c := &context{box: w.newBox()}
	w.onParagraph = func(p *para) { list = append(list, p) }
	if err := w.walkAll(n, c); err != nil {
		return "", "", err
	}
	w.closeAnchors()
	var b, a []string
	for _, p := range list {
		b, a = append(b, string(p.before)), append(a, string(p.after))
	}
	return strings.Join(b, "\n"), strings.Join(a, "\n"), nil
}

// margins reads headers and footers.
func (r *reader) margins(rels []relation) error {
	for _, rel := range rels {
		if rel.kind != "header" && rel.kind != "footer" {
			continue
		}
		root, err := r.z.part(rel.target)
		if err != nil {
			return err
		}
		if root == nil {
			continue
		}
		w := &walker{r: r, part: rel.kind, at: Nowhere}
		if _, _, err := w.texts(root); err != nil {
			return err
		}
	}
	return nil
}
