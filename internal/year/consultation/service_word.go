package consultation

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/docx/revision"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// How a Word file that came back is read: its paragraphs as they were before any tracked
// change are matched with those of a version (bookmarks, then the same words, then similar
// words); each change and comment becomes a proposal or remark at its paragraph.

// A cluster is what was one paragraph before the tracked changes: one or more paragraphs of
// the file, whose marks between were inserted.
type cluster struct {
	at   []int // paragraphs of the file
	base string
	para int // index of the passage it is, -1 for none
	cell bool
}

// A fileReader reads one file against one version.
type fileReader struct {
	k        *Desk
	doc      *revision.Document
	from     string // who sent the file, or its hash
	version  Version
	clusters []cluster
	of       []int // cluster of each paragraph of the file
	taken    map[int]bool
}

// clustersOf gathers the paragraphs of a file.
func clustersOf(doc *revision.Document) (list []cluster, of []int) {
	of = make([]int, len(doc.Paragraphs))
	for i := 0; i < len(doc.Paragraphs); i++ {
		c := cluster{para: -1, cell: doc.Paragraphs[i].Cell}
		for {
			p := &doc.Paragraphs[i]
			c.at = append(c.at, i)
			c.base += p.Before
			of[i] = len(list)
			if !p.Split || i+1 >= len(doc.Paragraphs) || doc.Paragraphs[i+1].Cell != c.cell {
				break
			}
			i++
		}
		c.base = vi.NFC(c.base)
		list = append(list, c)
	}
	return list, of
}

// near is from how many common words in percent on two paragraphs are taken for the same one.
const near = 55

// match finds the passages of a version in the file and tells how many were found.
func (f *fileReader) match() int {
	f.taken = map[int]bool{}
	found := 0
	take := func(c *cluster, i int) {
		c.para, f.taken[i] = i, true
		found++
	}
	byMark := map[string]int{}
	byText := map[string][]int{}
	for i, p := range f.version.Passages {
		byMark[docx.MarkName("block", p.Para.String())] = i
		byText[PaperText(p.Kind, p.Text)] = append(byText[PaperText(p.Kind, p.Text)], i)
	}
	for n := range f.clusters {
		c := &f.clusters[n]
		if c.cell {
			continue
		}
		for _, at := range c.at {
			if p := f.doc.Paragraphs[at]; p.Before == "" && p.After != "" { // where a paragraph moves to: it stood where its words were before
				continue
			}
			for _, b := range f.doc.Paragraphs[at].Bookmarks {
				if i, ok := byMark[b]; ok && c.para < 0 && !f.taken[i] {
					take(c, i)
				}
			}
		}
	}
	for n := range f.clusters {
		c := &f.clusters[n]
		if c.cell || c.para >= 0 || strings.TrimSpace(c.base) == "" {
			continue
		}
		for _, i := range byText[c.base] {
			if !f.taken[i] {
				take(c, i)
				break
			}
		}
	}
	for n := range f.clusters {
		c := &f.clusters[n]
		if c.cell || c.para >= 0 || strings.TrimSpace(c.base) == "" {
			continue
		}
		best, at := near-1, -1
		for i, p := range f.version.Passages {
			if f.taken[i] {
				continue
			}
			if a := wording.Alike(c.base, PaperText(p.Kind, p.Text)); a > best {
				best, at = a, i
			}
		}
		if at >= 0 {
			take(c, at)
		}
	}
	return found
}

// passage gives the passage of a cluster.
func (f *fileReader) passage(n int) (Passage, bool) {
	if n < 0 || n >= len(f.clusters) || f.clusters[n].para < 0 {
		return Passage{}, false
	}
	return f.version.Passages[f.clusters[n].para], true
}

// before gives the paragraph of the draft behind which what stands at cluster n would come: the nearest
// one that stays, so that the answer to another remark does not take the place away.
func (f *fileReader) before(n int) report.ParagraphID {
	for n--; n >= 0; n-- {
		if p, ok := f.passage(n); ok && !f.leaves(n) {
			return p.Para
		}
	}
	return 0
}

// leaves reports whether the file takes all words of a cluster away.
func (f *fileReader) leaves(n int) bool {
	for _, i := range f.clusters[n].at {
		if strings.TrimSpace(f.doc.Paragraphs[i].After) != "" {
			return false
		}
	}
	return strings.TrimSpace(f.clusters[n].base) != ""
}

// offset gives the place of a change in the base of its cluster, in bytes.
func (f *fileReader) offset(paragraph, units int) int {
	c := f.clusters[f.of[paragraph]]
	at := 0
	for _, i := range c.at {
		if i == paragraph {
			break
		}
		at += len(vi.NFC(f.doc.Paragraphs[i].Before))
	}
	return min(at+byteOffset(f.doc.Paragraphs[paragraph].Before, units), len(c.base))
}

// byteOffset turns an offset in UTF-16 units of s into bytes of its NFC form.
func byteOffset(s string, units int) int {
	n := 0
	for i, r := range s {
		if n >= units {
			return len(vi.NFC(s[:i]))
		}
		if n++; r > 0xffff {
			n++
		}
	}
	return len(vi.NFC(s))
}

// plain gives the words of a paragraph in the draft for its words on paper: without the dash
// of an item, and where nothing changed in the letters of the draft instead of capitals.
func plain(p Passage, paper string) string {
	shown := PaperText(p.Kind, p.Text)
	switch {
	case paper == shown:
		return p.Text
	case p.Kind == report.Section && utf8.RuneCountInString(shown) == utf8.RuneCountInString(p.Text):
		return lettersOf(p.Text, shown, paper)
	case p.Kind == report.Item && shown != p.Text:
		return strings.TrimPrefix(paper, "- ")
	}
	return paper
}

// lettersOf brings a change of the capitals over to the text as the draft writes it.
func lettersOf(text, capitals, changed string) string {
	runes := []rune(text)
	at := func(bytes int) int { return len(string(runes[:utf8.RuneCountInString(capitals[:bytes])])) }
	var list []wording.Edit
	for _, e := range wording.Diff(capitals, changed) {
		list = append(list, wording.Edit{From: at(e.From), To: at(e.To), Text: e.Text})
	}
	return wording.Apply(text, list)
}

// reword makes the step that turns a paragraph of the file into another text; line ends make
// new paragraphs of it.
func (f *fileReader) reword(p Passage, was, now string) []Step {
	lines := strings.Split(now, "\n")
	base := plain(p, was)
	var list []Step
	switch first := plain(p, lines[0]); {
	case strings.TrimSpace(first) == "" && len(lines) == 1:
		return []Step{{Op: Remove, Para: p.Para, Base: base}}
	case first != base:
		list = append(list, Step{Op: Reword, Para: p.Para, Base: base, Text: first})
	}
	kind := p.Kind
	if kind == report.Section || kind == report.Title {
		kind = report.Body
	}
	for _, l := range lines[1:] {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, addStep(p.Para, kind, l))
		}
	}
	return list
}

// addStep makes the step of a new paragraph; one with a dash is an item of a list.
func addStep(after report.ParagraphID, kind report.Kind, text string) Step {
	if rest, ok := strings.CutPrefix(text, "- "); ok {
		return Step{Op: Add, After: after, Kind: report.Item, Text: rest}
	}
	if kind == report.Item || !kind.Known() {
		kind = report.Body
	}
	return Step{Op: Add, After: after, Kind: kind, Text: text}
}

// ends tells which inserted paragraph marks belong to a change: behind its words, before
// them, or both.
func (f *fileReader) ends(c revision.Change) (lead, trail bool) {
	p := &f.doc.Paragraphs[c.Paragraph]
	if !c.Mark {
		return false, false
	}
	first := c.Paragraph == 0 || f.of[c.Paragraph-1] != f.of[c.Paragraph]
	trail = p.Split && strings.HasSuffix(vi.NFC(p.After), vi.NFC(c.Text))
	lead = !first && strings.HasPrefix(vi.NFC(p.After), vi.NFC(c.Text)) && !trail
	return lead, trail
}

// insertion gives the steps of inserted words.
func (f *fileReader) insertion(c revision.Change) (report.ParagraphID, string, []Step) {
	n := f.of[c.Paragraph]
	text := vi.NFC(c.Text)
	if strings.Trim(text, "\n") == "" {
		text = strings.Repeat("\n", max(1, len(text)))
	} else if lead, trail := f.ends(c); lead {
		text = "\n" + text
	} else if trail {
		text += "\n"
	}
	p, ok := f.passage(n)
	base := f.clusters[n].base
	if !ok {
		if strings.TrimSpace(text) == "" || f.clusters[n].cell {
			return 0, "", nil
		}
		after := f.before(n)
		return after, "", addSteps(after, text)
	}
	o := f.offset(c.Paragraph, c.Offset)
	switch {
	case o == 0 && strings.HasSuffix(text, "\n") && strings.TrimSpace(text) != "":
		after := f.before(n)
		return f.anchorOr(after, p.Para), "", addSteps(after, text)
	case o == len(base) && strings.HasPrefix(text, "\n") && strings.TrimSpace(text) != "":
		return p.Para, p.Text, addSteps(p.Para, text)
	}
	return p.Para, plain(p, base), f.reword(p, base, base[:o]+text+base[o:])
}

// anchorOr gives the paragraph at which a new one is shown: the one before, or at the
// beginning of the text the one behind.
func (f *fileReader) anchorOr(after, next report.ParagraphID) report.ParagraphID {
	if after == 0 {
		return next
	}
	return after
}

func addSteps(after report.ParagraphID, text string) []Step {
	var list []Step
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			list = append(list, addStep(after, report.Body, l))
		}
	}
	return list
}

// deletion gives the steps of deleted words; ok is false when they do not stand in the text
// before, because somebody else had inserted them.
func (f *fileReader) deletion(c revision.Change) (_ report.ParagraphID, base string, steps []Step, ok bool) {
	n := f.of[c.Paragraph]
	p, found := f.passage(n)
	if !found {
		return 0, "", nil, false
	}
	base = f.clusters[n].base
	text := strings.Trim(vi.NFC(c.Text), "\n")
	o := f.offset(c.Paragraph, c.Offset)
	if !strings.HasPrefix(base[o:], text) {
		return p.Para, plain(p, base), nil, false
	}
	left := base[:o] + base[o+len(text):]
	joined := c.Mark && f.doc.Paragraphs[c.Paragraph].Joined && o+len(text) == len(base)
	if strings.TrimSpace(left) == "" {
		return p.Para, plain(p, base), []Step{{Op: Remove, Para: p.Para, Base: plain(p, base)}}, true
	}
	if !joined {
		return p.Para, plain(p, base), f.reword(p, base, left), true
	}
	next, ok := f.passage(n + 1)
	if !ok {
		if text == "" {
			return p.Para, plain(p, base), nil, false
		}
		return p.Para, plain(p, base), f.reword(p, base, left), true
	}
	tail := f.clusters[n+1].base
	if next.Kind == report.Item {
		tail = strings.TrimPrefix(tail, "- ")
	}
	steps = f.reword(p, base, left+tail)
	return p.Para, plain(p, base), append(steps, Step{Op: Remove, Para: next.Para, Base: plain(next, f.clusters[n+1].base)}), true
}

// move gives the steps of words that were moved: whole paragraphs, or words within the text.
func (f *fileReader) move(c revision.Change) (_ report.ParagraphID, base string, steps []Step, ok bool) {
	from, to := f.of[c.Paragraph], f.of[c.To]
	p, found := f.passage(from)
	if !found {
		return 0, "", nil, false
	}
	base = f.clusters[from].base
	after := f.before(to)
	lines := slices.DeleteFunc(strings.Split(vi.NFC(c.Text), "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
	whole := len(lines) > 0
	for i, l := range lines {
		q, there := f.passage(from + i)
		if !there || strings.TrimSpace(f.clusters[from+i].base) != strings.TrimSpace(l) {
			whole = false
			break
		}
		step := Step{Op: Shift, Para: q.Para, After: after}
		after = q.Para
		steps = append(steps, step)
	}
	if whole {
		return p.Para, plain(p, base), steps, true
	}
	text := vi.NFC(c.Text)
	o := f.offset(c.Paragraph, c.Offset)
	if !strings.HasPrefix(base[o:], text) {
		return p.Para, plain(p, base), nil, false
	}
	left := base[:o] + base[o+len(text):]
	d := f.offset(c.To, c.ToOffset)
	if from == to {
		if d > o {
			d = max(o, d-len(text))
		}
		return p.Para, plain(p, base), f.reword(p, base, left[:d]+text+left[d:]), true
	}
	steps = f.reword(p, base, left)
	if q, there := f.passage(to); there {
		dest := f.clusters[to].base
		steps = append(steps, f.reword(q, dest, dest[:d]+text+dest[d:])...)
	} else {
		steps = append(steps, addSteps(f.before(to), text)...)
	}
	return p.Para, plain(p, base), steps, true
}

// near gives the paragraph of the draft at which something stands that is no part of its words: a
// footnote at the paragraph that refers to it, a table at the paragraph before it; 0 before the first
// and behind the last paragraph of the draft, and for the margins of the page.
func (f *fileReader) near(c revision.Change) report.ParagraphID {
	if c.Paragraph < 0 || c.Paragraph >= len(f.of) || c.Part == "header" || c.Part == "footer" {
		return 0
	}
	n := f.of[c.Paragraph]
	if p, ok := f.passage(n); ok {
		return p.Para
	}
	for last := len(f.clusters) - 1; last > n; last-- {
		if _, ok := f.passage(last); ok {
			return f.before(n)
		}
	}
	return 0
}

// place names in words where something stands that no paragraph of the draft holds.
func (f *fileReader) place(c revision.Change) string {
	switch c.Part {
	case "footnote", "endnote":
		return "chú thích cuối trang"
	case "header":
		return "đầu trang"
	case "footer":
		return "chân trang"
	}
	if c.Paragraph < 0 || c.Paragraph >= len(f.doc.Paragraphs) {
		return "ngoài phần lời của báo cáo"
	}
	what := "đoạn"
	if f.doc.Paragraphs[c.Paragraph].Cell {
		what = "ô bảng"
	}
	text := []rune(strings.TrimSpace(f.doc.Paragraphs[c.Paragraph].Before))
	if len(text) == 0 {
		text = []rune(strings.TrimSpace(f.doc.Paragraphs[c.Paragraph].After))
	}
	if len(text) > 80 {
		text = append(text[:80], '…')
	}
	return what + " " + strconv.Itoa(c.Paragraph+1) + " của tệp: “" + string(text) + "”"
}

// unitOf finds the unit that an author's name speaks of.
func (k *Desk) unitOf(author string) id.Unit {
	name := " " + vi.Fold(author) + " "
	best, size := id.Unit(0), 0
	for _, m := range k.Table.Members {
		for _, s := range []string{m.Unit.Name, m.Unit.Short} {
			if w := vi.Fold(s); len(w) > size && strings.Contains(name, " "+w+" ") {
				best, size = m.Unit.ID, len(w)
			}
		}
	}
	return best
}
