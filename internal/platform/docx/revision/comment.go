package revision

import (
	"strings"
)

// anchor is the place of a comment.
type anchor struct {
	paragraph, until int
	offset, seq      int
	start            int // in the words of the part, -1 before the range has begun
	refer            int // the words up to the reference or the end
	last             int // the paragraph there
	began, ended     bool
	referred, told   bool // the text refers to it; the file holds its words
	quoted           string
	owner            *walker
}

// all keeps the words of the part, for what comments quote.
func (w *walker) all(p *para, text string) {
	if text == "" {
		return
	}
	if w.lastWord != p && len(w.words) > 0 {
		w.words = append(w.words, '\n')
	}
	w.lastWord = p
	w.words = append(w.words, text...)
}

func (w *walker) anchorOf(id string) *anchor {
	a := w.r.anchors[id]
	if a == nil {
		a = &anchor{paragraph: Nowhere, until: Nowhere, refer: -1, owner: w}
		w.r.seq++
		if a.seq = w.r.seq; w.seq > 0 {
			a.seq = w.seq
		}
		w.r.anchors[id] = a
	}
	return a
}

// place puts an anchor at the end of what p holds so far.
func (a *anchor) place(p *para) {
	if a.paragraph == Nowhere {
		a.paragraph, a.until, a.offset = p.at, p.at, p.units
	}
}

func (w *walker) beginComment(id string, p *para) {
	a := w.anchorOf(id)
	if a.began {
		return
	}
	a.began, a.start, a.owner = true, len(w.words), w
	w.begun = append(w.begun, a)
	if p == nil {
		w.waiting = append(w.waiting, a)
		return
	}
	a.place(p)
}

// anchorWaiting puts the ranges that began between paragraphs at the start of p.
func (w *walker) anchorWaiting(p *para) {
	for _, a := range w.waiting {
		a.place(p)
	}
	w.waiting = w.waiting[:0]
	w.current = p
	if w.onParagraph != nil {
		w.onParagraph(p)
	}
}

func (w *walker) endComment(id string) {
	a := w.r.anchors[id]
	if a == nil || !a.began || a.ended || a.owner != w {
		return
	}
	a.refer = len(w.words)
	if w.lastWord != nil {
		a.last = w.lastWord.at
	}
	w.finish(a)
}

// finish ends the range of a comment.
func (w *walker) finish(a *anchor) {
	a.ended = true
	end := max(a.start, a.refer)
	if w.r.budget += end - a.start; w.r.budget > maxText {
		return // read refuses the file
	}
	a.quoted = strings.Trim(string(w.words[a.start:end]), "\n")
	if a.quoted != "" {
		a.until = max(a.until, a.last)
	}
}

func (w *walker) referComment(id string, c *context) {
	a := w.anchorOf(id)
	a.referred = true
	if a.refer < 0 {
		a.refer, a.last = len(w.words), w.here(c)
	}
	if c.p != nil {
		a.place(c.p)
	}
}

// closeAnchors ends the ranges that the part began and never ended: at the reference if
// there is one.
func (w *walker) closeAnchors() {
	for _, a := range w.waiting {
		if w.current != nil {
			a.place(w.current)
		}
	}
	for _, a := range w.begun {
		if !a.ended {
			w.finish(a)
		}
	}
}

// thread is what commentsExtended says of a comment.
type thread struct {
	parent string // paragraph id of the comment replied to
	done   bool
}

func (r *reader) threads(rels []relation) (map[string]thread, error) {
	root, err := r.z.firstOf(rels, "commentsExtended")
	if root == nil || err != nil {
		return nil, err
	}
	list := map[string]thread{}
	for _, n := range root.kids {
		if id := strings.ToUpper(n.attr("paraId")); n.name == "commentEx" && id != "" {
			list[id] = thread{strings.ToUpper(n.attr("paraIdParent")), onOff(n.attr("done")) && n.attr("done") != ""}
		}
	}
	return list, nil
}

// comments reads what the comments say and puts them among the changes.
func (r *reader) comments(rels []relation) error {
	root, err := r.z.firstOf(rels, "comments")
	if root == nil || err != nil {
		return err
	}
	threads, err := r.threads(rels)
	if err != nil {
		return err
	}
	type entry struct {
		*change
		parent string
	}
	var list []entry
	byPara := map[string]*change{}
	for _, n := range root.kids {
		if n.name != "comment" {
			continue
		}
		c, keys, err := r.comment(n)
		if err != nil {
			return err
		}
		e := entry{change: c}
		for _, k := range keys {
			byPara[k] = c
		}
		// The thread is kept by the last paragraph of a comment.
		for i := len(keys) - 1; i >= 0; i-- {
			if t, ok := threads[keys[i]]; ok {
				e.parent, c.Resolved = t.parent, t.done
				break
			}
		}
		list = append(list, e)
	}
	for _, e := range list {
		p := byPara[e.parent]
		if e.parent == "" || p == nil || p == e.change {
			continue
		}
		e.Kind, e.Parent = Reply, p.ID
		if e.Paragraph == Nowhere {
			e.Paragraph, e.To, e.Offset, e.Part = p.Paragraph, p.To, p.Offset, p.Part
		}
		if e.Quoted == "" {
			e.Quoted = p.Quoted
			r.budget += len(e.Quoted)
		}
		e.seq = p.seq
	}
	return nil
}

// comment reads one comment and the ids of its paragraphs.
func (r *reader) comment(n *node) (*change, []string, error) {
	w := &walker{r: r, part: "comment", at: Nowhere}
	seen := len(r.changes)
	_, text, err := w.texts(n)
	if err != nil {
		return nil, nil, err
	}
	r.changes = r.changes[:seen] // how a comment was written is not a change of the document
	r.seq++
	c := &change{seq: r.seq, Change: Change{
		Kind: Comment, Author: strings.TrimSpace(n.attr("author")), Date: strings.TrimSpace(n.attr("date")),
		Text: text, ID: n.attr("id"), Paragraph: Nowhere, To: Nowhere,
	}}
	if a := r.anchors[c.ID]; a != nil {
		a.told = true
		c.Paragraph, c.To, c.Offset, c.Quoted, c.seq, c.Part = a.paragraph, a.until, a.offset, a.quoted, a.seq, a.owner.part
	}
	r.changes = append(r.changes, c)
	var ids []string
	for _, p := range n.kids {
		if p.name != "p" {
			continue
		}
		for _, x := range p.attrs {
			if x.space == word10 && x.name == "paraId" {
				ids = append(ids, strings.ToUpper(x.value))
			}
		}
	}
	return c, ids, nil
}
