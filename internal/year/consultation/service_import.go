package consultation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/paper"
	"thidua/internal/base/vi"
	"thidua/internal/platform/docx/revision"
	"thidua/internal/year/consultation/wording"
)

// MaxFile is the largest Word file in bytes.
const MaxFile = revision.MaxFile

// Action (sẽ làm gì) is what importing does with a change of a file.
type Action string

// The actions.
const (
	Take  Action = "new"    // becomes a remark
	Known Action = "same"   // is a remark already
	Skip  Action = "format" // a change of format alone makes no remark
)

// A Source (chỗ trong tệp) is a change or comment as the file holds it.
type Source struct {
	Kind, Author, Date, Text string
	Paragraph                int // of those that are read
	Quoted                   string
	Number                   int // from 0 over all w:p of the body, -1 outside of it
}

// A Line (dòng xem trước) is what a file says at one place, and the remark it becomes. A word
// that replaces another is one line of two changes.
type Line struct {
	Sources   []Source
	Untracked bool // found by comparison: the file does not track it
	Action    Action
	Remark    Remark
	ReplyTo   string // print of the remark it replies to
	Fit       string // "clean", "look", "gone" or "" when nothing is to be changed
	No        int    // position of the paragraph in the text now, 0 for none

	spot *spot // where in the file words came or went, nil for anything else
	row  bool  // cells of a table row that came or went
}

// A spot is the place of inserted or deleted words in a cluster.
type spot struct {
	cluster int
	wording.Edit
}

// A Reading (kết quả đọc tệp) is what a Word file would bring.
type Reading struct {
	File    File
	Version Version // the version that the file was made from; No 0 = the text now
	Older   bool    // a newer version was sent round since
	Found   int     // paragraphs of it that the file holds
	Of      int
	Lines   []Line
	Tracked int // changes and comments of the file
	Mute    int // comments that the file refers to and whose words it lacks
}

// Count gives how many lines have an action.
func (r *Reading) Count(a Action) (n int) {
	for _, l := range r.Lines {
		if l.Action == a {
			n++
		}
	}
	return n
}

// Untracked counts what was found by comparison.
func (r *Reading) Untracked() (n int) {
	for _, l := range r.Lines {
		if l.Untracked {
			n++
		}
	}
	return n
}

// Interpret (đọc tệp góp ý) reads a Word file against the versions of a desk: pure but for
// opening the file.
//
// from is who sends it, or its hash when that is not known: what carries no author or no date is that sender's
// own. What a file with all remarks held when it went out is known.
func (k *Desk) Interpret(data []byte, versions []Version, from string) (*Reading, error) {
	doc, err := revision.Read(data)
	if err != nil {
		return nil, err
	}
	if d := doc.Properties[propDraft]; d != "" && d != k.Draft.ID.String() && k.Draft.ID != 0 {
		return nil, fault.New(fault.Invalid, "consult.otherdraft|Tệp này là dự thảo của một báo cáo khác, không phải Báo cáo {period} của {bloc}. Chọn đúng kỳ báo cáo rồi tải lại.",
			fault.P{"period": k.Period.Name(), "bloc": k.Bloc.Name})
	}
	f := k.best(doc, from, append(slices.Clone(versions), Version{Draft: k.Draft.ID, Passages: k.Passages}))
	found := f.match()
	if of := len(f.version.Passages); found == 0 || found*100 < of*least {
		return nil, fault.New(fault.Invalid, "consult.notours|Tệp này không giống dự thảo Báo cáo {period} của {bloc}: chỉ nhận ra {n}/{m} đoạn. Tải dự thảo từ hệ thống, góp ý vào tệp đó rồi gửi lại.",
			fault.P{"period": k.Period.Name(), "bloc": k.Bloc.Name, "n": found, "m": of})
	}
	r := &Reading{Version: f.version, Found: found, Of: len(f.version.Passages), Tracked: len(doc.Changes), Mute: doc.Mute, Older: f.version.No != 0 && f.version.No < k.Newest().No}
	f.read(r)
	f.untracked(r)
	for i := range r.Lines {
		k.settle(&r.Lines[i])
	}
	return r, nil
}

// least is the share in percent of the paragraphs that a file must hold to be our draft.
const least = 30

// best chooses the version that a file was made from: the one that most paragraphs of the
// file before its changes repeat; the one that the file names when it is as good.
func (k *Desk) best(doc *revision.Document, from string, versions []Version) *fileReader {
	clusters, of := clustersOf(doc)
	texts := map[string]int{}
	for _, c := range clusters {
		texts[c.base]++
	}
	named, _ := strconv.Atoi(doc.Properties[propVersion])
	best, score := versions[len(versions)-1], -1
	for i := len(versions) - 1; i >= 0; i-- {
		n := 0
		for _, p := range versions[i].Passages {
			if texts[PaperText(p.Kind, p.Text)] > 0 {
				n += 2
			}
		}
		if doc.Properties[propVersion] != "" && versions[i].No == named {
			n++
		}
		if n > score {
			best, score = versions[i], n
		}
	}
	return &fileReader{k: k, doc: doc, from: from, version: best, clusters: clusters, of: of}
}

// read turns every change and comment of the file into lines.
func (f *fileReader) read(r *Reading) {
	seen := map[string]int{}
	prints := map[string]string{} // of comments, by their id in the file
	ours := f.k.sent(f.doc.Properties[propHolds])
	for _, c := range f.doc.Changes {
		src := Source{string(c.Kind), c.Author, c.Date, c.Text, c.Paragraph, c.Quoted, f.doc.Number(c.Paragraph)}
		if c.Kind == revision.Format {
			r.Lines = append(r.Lines, Line{Sources: []Source{src}, Action: Skip})
			continue
		}
		x := f.remark(c)
		at := f.spotOf(c, x)
		if n := len(r.Lines); n > 0 && f.replaces(&r.Lines[n-1], c, at) {
			l := &r.Lines[n-1]
			l.Sources = append(l.Sources, src)
			continue
		}
		where := x.Para.String() + x.Place
		if f.rowOf(r, c) {
			l := &r.Lines[len(r.Lines)-1]
			l.Sources, l.Remark.Print = append(l.Sources, src), printOf(l.Remark.Print, c.Text)
			l.Remark.Text = strings.TrimSuffix(l.Remark.Text, "”") + " | " + strings.TrimSpace(strings.ReplaceAll(vi.NFC(c.Text), "\n", " ")) + "”"
			continue
		}
		key := strings.Join([]string{string(c.Kind), c.Author, c.Date, c.Text, c.Quoted, where}, "\x00")
		seen[key]++
		parts := []string{"word", string(c.Kind), c.Author, c.Date, c.Text, c.Quoted, where, strconv.Itoa(seen[key])}
		if c.Author == "" || c.Date == "" { // nothing in it tells two senders apart
			parts = append(parts, f.from)
		}
		x.Print = printOf(parts...)
		if c.Kind == revision.Comment || c.Kind == revision.Reply {
			prints[c.ID] = x.Print
		}
		l := Line{Sources: []Source{src}, Action: Take, Remark: x, spot: at, row: c.Row && c.Part == ""}
		if ours[mark{tidyName(c.Author), minute(c.Date)}] {
			l.Action = Known
		}
		if c.Kind == revision.Reply && prints[c.Parent] != "" {
			l.ReplyTo = prints[c.Parent]
		}
		r.Lines = append(r.Lines, l)
	}
}

// A mark is who changed something and when, to the minute: some programs keep no seconds.
type mark struct{ author, minute string }

func minute(date string) string { return date[:min(len(date), len("2006-01-02T15:04"))] }

func tidyName(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

// top gives the number of the last remark.
func (k *Desk) top() (n int) {
	for _, r := range k.Remarks {
		n = max(n, r.No)
	}
	return n
}

// sent gives the marks that a file with all remarks held when it went out, from what the file says of itself:
// they come back with it and say nothing new.
func (k *Desk) sent(holds string) map[mark]bool {
	list := map[mark]bool{}
	no, at, ok := strings.Cut(holds, " ")
	last, err := strconv.Atoi(no)
	if !ok || err != nil {
		return list
	}
	put := func(m paper.Mark) {
		date := ""
		if !m.At.IsZero() {
			date = m.At.UTC().Format(time.RFC3339)
		}
		list[mark{tidyName(m.Author), minute(date)}] = true
	}
	list[mark{theSecretary, at}] = true
	for _, r := range k.Remarks {
		if r.No > last {
			continue
		}
		put(*k.author(r))
		if r.State != New {
			put(paper.Mark{Author: r.By, At: r.AnswerAt})
		}
	}
	return list
}

// rowOf reports whether a change is one more cell of the table rows that the line before takes away or adds.
func (f *fileReader) rowOf(r *Reading, c revision.Change) bool {
	n := len(r.Lines)
	if n == 0 || !c.Row || c.Part != "" || r.Lines[n-1].spot != nil || len(r.Lines[n-1].Remark.Steps) > 0 {
		return false
	}
	last := r.Lines[n-1].Sources[len(r.Lines[n-1].Sources)-1]
	return last.Kind == string(c.Kind) && last.Author == c.Author && last.Date == c.Date && r.Lines[n-1].row && c.Paragraph >= 0 && c.Paragraph == last.Paragraph+1
}

// replaces reports whether a change goes with the line before as one: words put where the
// same author took words out.
func (f *fileReader) replaces(l *Line, c revision.Change, at *spot) bool {
	if l.spot == nil || at == nil || len(l.Sources) != 1 {
		return false
	}
	s, a := l.Sources[0], l.spot
	pair := s.Kind == string(revision.Deletion) && c.Kind == revision.Insertion || s.Kind == string(revision.Insertion) && c.Kind == revision.Deletion
	if !pair || s.Author != c.Author || s.Date != c.Date || a.cluster != at.cluster || a.To != at.From && a.From != at.From && a.From != at.To {
		return false
	}
	whole := wording.Edit{From: min(a.From, at.From), To: max(a.To, at.To), Text: a.Text + at.Text}
	p, _ := f.passage(at.cluster)
	base := f.clusters[at.cluster].base
	l.Remark.Steps = f.reword(p, base, wording.Apply(base, []wording.Edit{whole}))
	return len(l.Remark.Steps) > 0
}

// spotOf gives the place of words that came or went within one paragraph.
func (f *fileReader) spotOf(c revision.Change, x Remark) *spot {
	if c.Part != "" || c.Mark || len(x.Steps) != 1 || x.Steps[0].Op == Add || x.Steps[0].Op == Shift || strings.Contains(c.Text, "\n") {
		return nil
	}
	at := &spot{cluster: f.of[c.Paragraph]}
	at.From = f.offset(c.Paragraph, c.Offset)
	at.To = at.From
	switch c.Kind {
	case revision.Insertion:
		at.Text = vi.NFC(c.Text)
	case revision.Deletion:
		at.To += len(vi.NFC(c.Text))
	default:
		return nil
	}
	return at
}

// remark makes a remark of a change or comment.
func (f *fileReader) remark(c revision.Change) Remark {
	x := Remark{Draft: f.k.Draft.ID, Version: f.version.No, Kind: Wording, Author: strings.TrimSpace(vi.NFC(c.Author)), Via: Word, State: New, Rev: 1, At: when(c.Date)}
	text := vi.NFC(c.Text)
	inBody := c.Part == "" && c.Paragraph >= 0 && c.Paragraph < len(f.doc.Paragraphs)
	var ok bool
	switch {
	case !inBody || c.Row:
	case c.Kind == revision.Insertion:
		x.Para, x.Base, x.Steps = f.insertion(c)
		ok = len(x.Steps) > 0
	case c.Kind == revision.Deletion:
		x.Para, x.Base, x.Steps, ok = f.deletion(c)
	case c.Kind == revision.Move && c.To >= 0 && c.To < len(f.doc.Paragraphs):
		x.Para, x.Base, x.Steps, ok = f.move(c)
	case c.Kind == revision.Comment || c.Kind == revision.Reply:
		n := f.of[c.Paragraph]
		p, found := f.passage(n)
		x.Kind, x.Text, x.Quoted, ok = Comment, text, vi.NFC(strings.TrimSpace(c.Quoted)), found
		if found {
			x.Para, x.Base = p.Para, plain(p, f.clusters[n].base)
			// The paper sets a sign before some paragraphs, and a comment may go on into the next ones.
			first, _, _ := strings.Cut(x.Quoted, "\n")
			if exact, ok := cite(first, x.Base, p.Text); ok {
				x.Quoted = exact
			}
			if strings.HasSuffix(strings.TrimSpace(text), "?") {
				x.Kind = Question
			}
		}
	}
	if !ok {
		f.unplaced(&x, c, text)
	}
	return x
}

// unplaced makes a remark in words of what cannot be a step of a proposal.
func (f *fileReader) unplaced(x *Remark, c revision.Change, text string) {
	x.Steps = nil
	if x.Para == 0 {
		x.Place, x.Para = f.place(c), f.near(c)
	}
	if c.Kind == revision.Comment || c.Kind == revision.Reply {
		x.Kind, x.Text, x.Quoted = Comment, text, vi.NFC(strings.TrimSpace(c.Quoted))
		return
	}
	x.Kind = Comment
	shown := strings.ReplaceAll(text, "\n", "¶")
	switch {
	case c.Row && c.Kind == revision.Insertion:
		x.Text = "Thêm vào bảng: “" + strings.TrimSpace(strings.ReplaceAll(text, "\n", " ")) + "”"
		return
	case c.Row && c.Kind == revision.Deletion:
		x.Text = "Bỏ khỏi bảng: “" + strings.TrimSpace(strings.ReplaceAll(text, "\n", " ")) + "”"
		return
	}
	switch c.Kind {
	case revision.Insertion:
		x.Text = "Thêm: “" + shown + "”"
	case revision.Deletion:
		x.Text = "Bỏ: “" + shown + "”"
	default:
		x.Text = "Chuyển chỗ: “" + shown + "”"
	}
}

// when reads the date of a change; the zero time when there is none.
func when(s string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}

// untracked finds what the file changed without tracking: words that differ from the version
// it was made from, paragraphs that are missing or new.
func (f *fileReader) untracked(r *Reading) {
	add := func(x Remark, s Source) {
		x.Draft, x.Version, x.Kind, x.Via, x.State, x.Rev = f.k.Draft.ID, f.version.No, Wording, Word, New, 1
		x.Print = printOf("untracked", f.from, x.Para.String(), s.Text, x.Base, stepsKey(x.Steps))
		s.Kind, s.Author = "untracked", ""
		r.Lines = append(r.Lines, Line{Sources: []Source{s}, Untracked: true, Action: Take, Remark: x})
	}
	first, last := -1, -1
	for n, c := range f.clusters {
		if c.para >= 0 {
			if first < 0 {
				first = n
			}
			last = n
		}
	}
	for n := first; n >= 0 && n < len(f.clusters); n++ {
		c := f.clusters[n]
		if n > last && c.cell { // the signature begins
			break
		}
		p, ok := f.passage(n)
		switch shown := PaperText(p.Kind, p.Text); {
		case ok && c.base != shown && strings.TrimSpace(c.base) != "":
			add(Remark{Para: p.Para, Base: p.Text, Steps: f.reword(p, shown, c.base)}, Source{Text: c.base, Paragraph: c.at[0]})
		case ok && c.base != shown:
			add(Remark{Para: p.Para, Base: p.Text, Steps: []Step{{Op: Remove, Para: p.Para, Base: p.Text}}}, Source{Text: p.Text, Paragraph: c.at[0]})
		case !ok && !c.cell && strings.TrimSpace(c.base) != "":
			after := f.before(n)
			add(Remark{Para: after, Steps: addSteps(after, c.base)}, Source{Text: c.base, Paragraph: c.at[0]})
		}
	}
	for i, p := range f.version.Passages {
		if !f.taken[i] {
			add(Remark{Para: p.Para, Base: p.Text, Steps: []Step{{Op: Remove, Para: p.Para, Base: p.Text}}}, Source{Text: p.Text, Paragraph: revision.Nowhere})
		}
	}
}

func stepsKey(list []Step) string {
	s := ""
	for _, x := range list {
		s += string(x.Op) + x.Text + "\x00"
	}
	return s
}

// settle tells where a line stands in the text now.
func (k *Desk) settle(l *Line) {
	if l.Action == Skip {
		return
	}
	if slices.ContainsFunc(k.Remarks, func(x Remark) bool { return x.Print == l.Remark.Print }) {
		l.Action = Known
	}
	for i, p := range k.Passages {
		if p.Para == l.Remark.Para {
			l.No = i + 1
		}
	}
	list := k.Weigh(l.Remark)
	switch {
	case l.Remark.Place != "" && l.Remark.Para == 0: // it never stood at a paragraph
	case l.No == 0:
		l.Fit = "gone"
	case len(list) == 0:
	case Clean(list):
		l.Fit = "clean"
	default:
		l.Fit = "look"
	}
}
