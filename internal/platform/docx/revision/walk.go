package revision

import (
	"slices"
	"strings"

	"thidua/internal/base/fault"
)

// reader gathers what all parts of a file say.
type reader struct {
	z       *archive
	doc     *Document
	changes []*change
	anchors map[string]*anchor // of comments, by id
	notes   map[string]noteRef // by kind and id
	from    []*rangeMark
	to      []*rangeMark
	seq     int
	ranges  int
	boxes   int
	budget  int // bytes of change texts so far
	unread  int // paragraphs so far in branches that are not read
}

// noteRef is where a note is referred to.
type noteRef struct{ paragraph, seq int }

// box is what holds paragraphs: the body, a cell, a text box, a note.
type box struct {
	id   int
	last *para     // the paragraph just before, nil after a table
	bare []*change // changes that so far hold marks alone, up to the last paragraph
}

// context is what content stands in.
type context struct {
	tracks []track
	p      *para
	box    *box
	table  *tableFormat
}

// with gives the context within another change.
func (c *context) with(t ...track) *context {
	d := *c
	d.tracks = append(slices.Clip(c.tracks), t...)
	return &d
}

// walker reads one part.
type walker struct {
	r     *reader
	part  string // "" for the body
	at    int    // outside the body: the paragraph that refers here
	seq   int    // outside the body: the place among the changes
	paras int

	words    []byte // all text so far, a line end between paragraphs
	lastWord *para
	waiting  []*anchor // comment ranges that began between paragraphs
	current  *para     // the last paragraph begun

	begun []*anchor // comment ranges of this part

	onParagraph func(*para) // told of every paragraph, outside the body
}

// bodyBox is the number of the first box of a file: its body.
const bodyBox = 1

func (w *walker) newBox() *box {
	w.r.boxes++
	return &box{id: w.r.boxes}
}

func (r *reader) body(main string) error {
	root, err := r.z.part(main)
	if err != nil {
		return err
	}
	if root.space != word || root.name != "document" {
		return invalid("revision.notword|Đây không phải tệp Word (.docx). Gửi tệp .docx đã sửa với chế độ theo dõi thay đổi.")
	}
	body := root.child("body")
	if body == nil {
		return errXML
	}
	w := &walker{r: r}
	if err := w.walkAll(body, &context{box: w.newBox()}); err != nil {
		return err
	}
	w.closeAnchors()
	return nil
}

func (w *walker) walkAll(n *node, c *context) error {
	for _, k := range n.kids {
		if err := w.walk(k, c); err != nil {
			return err
		}
	}
	return nil
}

// walk reads one element of the content.
func (w *walker) walk(n *node, c *context) error {
	switch n.space {
	case word:
		return w.wordElement(n, c)
	case math:
		if n.name == "t" {
			return w.piece(c, string(n.text))
		}
		if n.name == "r" {
			return w.run(n, c)
		}
	case compat:
		if n.name == "AlternateContent" {
			return w.alternate(n, c)
		}
	}
	return w.walkAll(n, c)
}

// alternate reads one branch of several that say the same thing: the first with content.
func (w *walker) alternate(n *node, c *context) error {
	var best *node
	for _, k := range n.kids {
		if k.name != "Choice" && k.name != "Fallback" {
			continue
		}
		if best == nil {
			best = k
		}
		if k.holds(func(x *node) bool { return isText(x) || x.space == word && x.name == "p" }) {
			best = k
			break
		}
	}
	if best == nil {
		return nil
	}
	for _, k := range n.kids { // the paragraphs of the other branches have numbers all the same
		if k == best {
			if err := w.walkAll(best, c); err != nil {
				return err
			}
		} else if w.part == "" {
			w.r.unread += k.count(func(x *node) bool { return x.space == word && x.name == "p" })
		}
	}
	return nil
}

func (w *walker) wordElement(n *node, c *context) error {
	switch n.name {
	case "p":
		return w.paragraph(n, c)
	case "r":
		return w.run(n, c)
	case "ins":
		return w.walkAll(n, c.with(w.trackOf(n, ins)))
	case "del":
		return w.walkAll(n, c.with(w.trackOf(n, del)))
	case "moveFrom":
		return w.walkAll(n, c.with(w.trackOf(n, from)))
	case "moveTo":
		return w.walkAll(n, c.with(w.trackOf(n, to)))
	case "tbl":
		return w.table(n, c)
	case "tr":
		return w.row(n, c, "trPr")
	case "tc":
		d := *c
		d.box = w.newBox()
		return w.row(n, &d, "tcPr")
	case "txbxContent":
		d := *c
		d.box = w.newBox()
		return w.walkAll(n, &d)
	case "sectPr":
		return w.layout(n, c, max(Nowhere, len(w.r.doc.Paragraphs)-1))
	case "altChunk":
		return fault.New(fault.Invalid, "revision.altchunk|Tệp Word chèn nguyên một tài liệu khác (altChunk) nên không đọc được hết nội dung. Mở bằng Word, chọn Lưu thành (Save As) dạng .docx rồi gửi lại.")
	case "rt", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "instrText", "delInstrText":
		return nil // layout and the code of fields are no text
	case "numberingChange":
		_, err := w.format(n, c, w.here(c))
		return err
	}
	if done, err := w.marker(n, c); done || err != nil {
		return err
	}
	return w.character(n, c)
}

func (w *walker) here(c *context) int {
	if c.p != nil {
		return c.p.at
	}
	return w.at
}

// marker takes the elements that mark a place and hold nothing.
func (w *walker) marker(n *node, c *context) (bool, error) {
	switch n.name {
	case "commentRangeStart":
		w.beginComment(n.attr("id"), c.p)
	case "commentRangeEnd":
		w.endComment(n.attr("id"))
	case "commentReference":
		w.referComment(n.attr("id"), c)
	case "moveFromRangeStart":
		return true, w.openRange(&w.r.from, n)
	case "moveToRangeStart":
		return true, w.openRange(&w.r.to, n)
	case "moveFromRangeEnd":
		closeRange(w.r.from, n.attr("id"))
	case "moveToRangeEnd":
		closeRange(w.r.to, n.attr("id"))
	case "bookmarkStart":
		if c.p != nil && c.p.index >= 0 {
			q := &w.r.doc.Paragraphs[c.p.index]
			q.Bookmarks = append(q.Bookmarks, n.attr("name"))
		}
	default:
		return false, nil
	}
	return true, nil
}

// character takes what a run holds.
func (w *walker) character(n *node, c *context) error {
	switch n.name {
	case "t", "delText":
		return w.piece(c, string(n.text))
	case "tab", "ptab":
		return w.piece(c, "\t")
	case "cr":
		return w.piece(c, "\n")
	case "br":
		if t := n.attr("type"); t == "page" || t == "column" {
			return w.piece(c, "")
		}
		return w.piece(c, "\n")
	case "noBreakHyphen":
		return w.piece(c, "\u2011")
	case "softHyphen":
		return w.piece(c, "\u00ad")
	case "sym":
		return w.piece(c, symbol(n))
	case "footnoteReference", "endnoteReference":
		return w.noteReference(n, c)
	case "fldChar":
		if n.attr("fldCharType") == "begin" {
			if err := w.piece(c, ""); err != nil {
				return err
			}
		}
	case "drawing", "pict", "object", "fldSimple":
		if n.holds(isText) {
			break // its words speak for it
		}
		if err := w.piece(c, ""); err != nil {
			return err
		}
	}
	return w.walkAll(n, c)
}

func (w *walker) noteReference(n *node, c *context) error {
	if err := w.piece(c, ""); err != nil || c.p == nil {
		return err
	}
	id := strings.TrimSuffix(n.name, "Reference") + " " + n.attr("id")
	w.r.seq++
	if _, twice := w.r.notes[id]; !twice {
		w.r.notes[id] = noteRef{c.p.at, w.r.seq}
	}
	for _, x := range c.p.open {
		if len(x.buf) == 0 {
			x.note = id
		}
	}
	return nil
}

// run reads a run; its own layout may be changed, and in formulas the run itself may carry
// the record of its insertion.
func (w *walker) run(n *node, c *context) error {
	if pr := n.child("rPr"); pr != nil {
		if t := w.markTracks(pr); len(t) > 0 {
			c = c.with(t...)
		}
	}
	return w.walkAll(n, c)
}

// markTracks reads the changes recorded in the layout of a run or of a paragraph mark.
func (w *walker) markTracks(pr *node) []track {
	var list []track
	for _, k := range pr.kids[:min(len(pr.kids), maxTracks)] {
		switch k.name {
		case "ins":
			list = append(list, w.trackOf(k, ins))
		case "del":
			list = append(list, w.trackOf(k, del))
		case "moveFrom":
			list = append(list, w.trackOf(k, from))
		case "moveTo":
			list = append(list, w.trackOf(k, to))
		case "rPrChange":
			list = append(list, w.trackOf(k, form))
		}
	}
	return list
}

func (w *walker) paragraph(n *node, outer *context) error {
	p, err := w.addParagraph(outer)
	if err != nil {
		return err
	}
	c := *outer
	c.p = p
	pr := n.child("pPr")
	if pr != nil {
		if err := w.paragraphLayout(pr, &c); err != nil {
			return err
		}
	}
	if err := w.walkAll(n, &c); err != nil {
		return err
	}
	if pr != nil {
		if mark := pr.child("rPr"); mark != nil {
			for _, t := range w.markTracks(mark) {
				if err := w.mark(&c, t); err != nil {
					return err
				}
			}
		}
		if sect := pr.child("sectPr"); sect != nil {
			if err := w.layout(sect, &c, p.at); err != nil {
				return err
			}
		}
	}
	if p.format != nil && len(p.format.buf) == 0 {
		p.format.buf = p.after
		if len(p.after) == 0 {
			p.format.buf = p.before
		}
		if w.r.budget += len(p.format.buf); w.r.budget > maxText {
			return tooMany()
		}
	}
	if p.index >= 0 {
		q := &w.r.doc.Paragraphs[p.index]
		q.Before, q.After = string(p.before), string(p.after)
	}
	return nil
}

// paragraphLayout takes the changes of a paragraph's layout and numbering.
func (w *walker) paragraphLayout(pr *node, c *context) error {
	take := func(k *node) error {
		t := w.trackOf(k, form)
		if c.p.format != nil && c.p.format.key == t.key {
			return nil
		}
		x, err := w.newChange(c.p, t.key)
		c.p.format = x
		return err
	}
	for _, k := range pr.kids {
		switch k.name {
		case "pStyle":
			if c.p.index >= 0 {
				w.r.doc.Paragraphs[c.p.index].Style = k.attr("val")
			}
		case "pPrChange", "numberingChange":
			if err := take(k); err != nil {
				return err
			}
		case "numPr":
			for _, x := range k.kids {
				if err := take(x); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
