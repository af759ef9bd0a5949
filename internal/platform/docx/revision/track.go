package revision

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// action is one of the ways in which the standard records a change of content.
type action byte

const (
	ins action = iota
	del
	from // moved away from here
	to   // moved to here
	form // format
)

// adds reports whether the content is absent before the change; removes, after it.
func (a action) adds() bool    { return a == ins || a == to }
func (a action) removes() bool { return a == del || a == from }

var kinds = map[action]Kind{ins: Insertion, del: Deletion, from: Move, to: Move, form: Format}

// key tells changes apart: neighbours with one key are one change.
type key struct {
	action       action
	author, date string
	move         int // the range of a move, 0 for none
}

// track is a change that content stands in.
type track struct {
	key
	row *rowText // the change is that of a whole row or cell
}

// rowText gathers what a tracked row holds that no change within it speaks of.
type rowText struct {
	strings.Builder
	first, last *para
	seq         int // the place of the first words
}

func (r *rowText) add(p *para, s string, seq int) {
	if s == "" {
		return
	}
	if r.last != p && r.Len() > 0 {
		r.WriteByte('\t')
	}
	if r.first == nil {
		r.first, r.seq = p, seq
	}
	r.last = p
	r.WriteString(s)
}

// change is a change being read.
type change struct {
	Change
	key
	seq   int
	buf   []byte
	marks int    // paragraph marks it holds
	bare  bool   // it began with a mark and has no words so far
	note  string // the note whose mark is all it holds so far
}

// para is a paragraph being read.
type para struct {
	at     int // its number, for changes
	index  int // its place in Document.Paragraphs, Nowhere outside the body
	before []byte
	after  []byte
	units  int       // UTF-16 units of before
	open   []*change // changes that the next run may go on with
	lead   []*change // bare marks of the paragraph before
	begun  bool      // has had content
	format *change   // change of the paragraph's own layout
}

// addParagraph begins a paragraph in box.
func (w *walker) addParagraph(c *context) (*para, error) {
	p := &para{at: w.at, index: Nowhere}
	if w.paras++; w.paras > maxParagraphs {
		return nil, tooMany()
	}
	if w.part == "" {
		d := w.r.doc
		p.index = len(d.Paragraphs)
		p.at = p.index
		q := Paragraph{Number: p.index + w.r.unread, next: Nowhere, box: c.box.id, Cell: c.box.id != bodyBox}
		for _, t := range c.tracks {
			q.Added = q.Added || t.action.adds()
			q.Removed = q.Removed || t.action.removes()
		}
		d.Paragraphs = append(d.Paragraphs, q)
		if last := c.box.last; last != nil {
			d.Paragraphs[last.index].next = p.index
		}
	}
	if c.box.last != nil {
		p.lead = c.box.bare
	}
	c.box.last, c.box.bare = p, nil
	w.anchorWaiting(p)
	return p, nil
}

// newChange begins a change in p.
func (w *walker) newChange(p *para, k key) (*change, error) {
	if len(w.r.changes) >= maxChanges {
		return nil, tooMany()
	}
	w.r.seq++
	c := &change{key: k, seq: w.r.seq, Change: Change{Kind: kinds[k.action], Author: k.author, Date: k.date, Part: w.part, Paragraph: w.at}}
	if w.seq > 0 {
		c.seq = w.seq
	}
	if p != nil {
		c.Paragraph, c.Offset = p.at, p.units
	}
	w.r.changes = append(w.r.changes, c)
	return c, nil
}

// piece takes a stretch of text, or with text "" a thing that is no text, such as a picture.
func (w *walker) piece(c *context, text string) error {
	p := c.p
	if p == nil {
		return nil // text outside of paragraphs is not part of the document
	}
	if len(c.tracks) > maxTracks {
		return errXML
	}
	added, removed := false, false
	for _, t := range c.tracks {
		added = added || t.action.adds()
		removed = removed || t.action.removes()
	}
	at := p.units
	if !added {
		p.before = append(p.before, text...)
		p.units += units(text)
	}
	if !removed {
		p.after = append(p.after, text...)
	}
	w.all(p, text)
	if text == "" && len(c.tracks) == 0 {
		return nil
	}
	var now []*change
	for i, t := range c.tracks {
		if t.row != nil {
			if !spoken(c.tracks, i) {
				w.r.seq++
				t.row.add(p, text, w.r.seq)
			}
			continue
		}
		k := w.ranged(t.key)
		x := find(now, k)
		if x != nil {
			continue // said twice
		}
		if x = find(p.open, k); x == nil {
			x = p.leading(k, at)
		}
		if x == nil {
			var err error
			if x, err = w.newChange(p, k); err != nil {
				return err
			}
			x.Offset = at
		}
		if w.r.budget += len(text); w.r.budget > maxText {
			return tooMany()
		}
		x.buf = append(x.buf, text...)
		if text != "" {
			x.bare = false
			x.note = ""
		}
		now = append(now, x)
	}
	p.open, p.lead, p.begun = now, nil, true
	return nil
}

// spoken reports whether a change of content says what the row change tracks[i] says.
func spoken(tracks []track, i int) bool {
	for _, t := range tracks {
		if t.row == nil && (t.action.adds() && tracks[i].action.adds() || t.action.removes() && tracks[i].action.removes()) {
			return true
		}
	}
	return false
}

// ofRow reports whether a whole row or cell carries the change k of its author, which then
// says it for the marks in it.
func ofRow(tracks []track, k key) bool {
	for _, t := range tracks {
		if t.row != nil && t.action == k.action && t.author == k.author {
			return true
		}
	}
	return false
}

func find(list []*change, k key) *change {
	for _, c := range list {
		if c.key == k {
			return c
		}
	}
	return nil
}

// findMark finds the change that a paragraph mark belongs to; the range of a move may have
// ended before the mark.
func findMark(list []*change, k key) *change {
	for _, c := range list {
		if c.action == k.action && c.key.author == k.author && c.key.date == k.date {
			return c
		}
	}
	return nil
}

// leading takes over the change that the mark of the paragraph before began.
func (p *para) leading(k key, at int) *change {
	if p.begun {
		return nil
	}
	x := find(p.lead, k)
	if x != nil {
		x.Paragraph, x.Offset = p.at, at
	}
	return x
}

// mark takes a tracked paragraph mark: it belongs to the change that ends or begins there.
func (w *walker) mark(c *context, t track) error {
	p := c.p
	if p.index >= 0 {
		q := &w.r.doc.Paragraphs[p.index]
		q.Split = q.Split || t.action.adds()
		q.Joined = q.Joined || t.action.removes()
	}
	x := findMark(p.open, t.key)
	if x == nil && !p.begun {
		x = findMark(p.lead, t.key)
	}
	if x == nil && t.action == form {
		if p.format != nil && p.format.key == t.key {
			return nil
		}
		var err error
		p.format, err = w.newChange(p, t.key)
		return err
	}
	if x == nil {
		if ofRow(c.tracks, t.key) {
			return nil
		}
		var err error
		if x, err = w.newChange(p, t.key); err != nil {
			return err
		}
		x.bare = true
	}
	x.marks++
	x.Mark = true
	if x.bare {
		c.box.bare = append(c.box.bare, x)
	}
	return nil
}

// trackOf reads author and date of the element that records a change.
func (w *walker) trackOf(n *node, a action) track {
	return track{key: w.ranged(key{action: a, author: strings.TrimSpace(n.attr("author")), date: strings.TrimSpace(n.attr("date"))})}
}

// ranged adds to the key of a move the range it stands in, which may begin before the
// element of the move or, in the files of LibreOffice, within it.
func (w *walker) ranged(k key) key {
	switch {
	case k.move > 0:
	case k.action == from:
		k.move = w.innermost(w.r.from)
	case k.action == to:
		k.move = w.innermost(w.r.to)
	}
	return k
}

// rangeMark is the range of a move between its two markers.
type rangeMark struct {
	id, name string
	number   int // counted from 1 over all ranges of the file
	open     bool
}

func (w *walker) innermost(list []*rangeMark) int {
	for i := len(list) - 1; i >= 0 && i >= len(list)-64; i-- {
		if list[i].open {
			return list[i].number
		}
	}
	return 0
}

func (w *walker) openRange(list *[]*rangeMark, n *node) error {
	if w.r.ranges++; w.r.ranges > maxChanges {
		return tooMany()
	}
	*list = append(*list, &rangeMark{id: n.attr("id"), name: n.attr("name"), number: w.r.ranges, open: true})
	return nil
}

func closeRange(list []*rangeMark, id string) {
	for i := len(list) - 1; i >= 0 && i >= len(list)-64; i-- {
		if list[i].open && list[i].id == id {
			list[i].open = false
			return
		}
	}
}

// units counts the UTF-16 units of s.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff && r != utf8.RuneError {
			n++
		}
	}
	return n
}

// symbol gives the character of a w:sym.
func symbol(n *node) string {
	v, err := strconv.ParseUint(n.attr("char"), 16, 32)
	if err != nil || v == 0 || !utf8.ValidRune(rune(v)) {
		return ""
	}
	return string(rune(v))
}
