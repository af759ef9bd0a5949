package consultation

import (
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/paper"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// PaperText (chữ trên giấy) gives a paragraph as a document prints it: large headings in
// capitals, list items behind a dash.
func PaperText(k report.Kind, text string) string {
	switch k {
	case report.Section:
		return paper.Upper(text)
	case report.Item:
		return paper.Plain(paper.ItemRuns(paper.T(text)))
	}
	return paper.Clean(text)
}

// span is a stretch of a tracked paragraph.
type span struct {
	text     string
	ins, del *paper.Mark
	moved    bool // ins, or del where there is none, moved the words with their paragraph
}

// retrack makes the words that a tracked paragraph shows those of text, as a change of m.
// Words that were inserted and go again leave no trace: they stand in neither text.
func retrack(list []span, text string, m *paper.Mark) []span {
	var shown strings.Builder
	for _, s := range list {
		if s.del == nil {
			shown.WriteString(s.text)
		}
	}
	edits := wording.Tidy(shown.String(), wording.Diff(shown.String(), text))
	var out []span
	at := 0
	put := func(until int) { // insertions up to a place of the text shown
		for len(edits) > 0 && edits[0].From == edits[0].To && edits[0].From <= until {
			out = append(out, span{text: edits[0].Text, ins: m})
			edits = edits[1:]
		}
	}
	for _, s := range list {
		if s.del != nil {
			out = append(out, s)
			continue
		}
		end := at + len(s.text)
		for at < end {
			put(at)
			next := end
			gone := false
			if len(edits) > 0 {
				switch e := &edits[0]; {
				case e.From > at:
					next = min(end, e.From)
				default:
					gone, next = true, min(end, e.To)
					e.From = next
				}
			}
			part := s
			part.text = shown.String()[at:next]
			if gone {
				part.del = m
			}
			if !gone || s.ins == nil || s.moved {
				out = append(out, part)
			}
			at = next
		}
	}
	put(at)
	return join(out)
}

// join puts neighbouring spans of one kind together.
func join(list []span) []span {
	var out []span
	for _, s := range list {
		if n := len(out); n > 0 && out[n-1].ins == s.ins && out[n-1].del == s.del && out[n-1].moved == s.moved {
			out[n-1].text += s.text
			continue
		}
		if s.text != "" {
			out = append(out, s)
		}
	}
	return out
}

// split makes a run begin at a place of the text shown and gives its number; what comments of the block
// speak of stays the same words.
func split(b *paper.Block, place int) int {
	at := 0
	for i, r := range b.Runs {
		if r.Deleted != nil {
			continue
		}
		if at == place {
			return i
		}
		if next := at + len(r.Text); place >= next {
			at = next
			continue
		}
		head := r
		head.Text = r.Text[:place-at]
		b.Runs[i].Text = r.Text[place-at:]
		b.Runs = slices.Insert(b.Runs, i, head)
		for n := range b.Comments {
			if c := &b.Comments[n]; c.To > i {
				c.To++
				if c.From > i {
					c.From++
				}
			}
		}
		return i + 1
	}
	return len(b.Runs)
}

// shown gives the text of a block with all changes accepted.
func shown(b *paper.Block) string {
	var s strings.Builder
	for _, r := range b.Runs {
		if r.Deleted == nil {
			s.WriteString(r.Text)
		}
	}
	return s.String()
}

// A Tracked (bản có dấu sửa đổi) is the text from one version to another with who changed
// what: rejecting all changes gives the one, accepting all gives the other.
type Tracked struct {
	Paragraphs []report.Paragraph // in the order of Blocks; the texts are not those to print
	Blocks     []paper.Block
}

// author gives the mark of a remark's author.
func (k *Desk) author(r Remark) *paper.Mark {
	name := r.Author
	if u := k.Unit(r.Unit); u != "" && !strings.Contains(name, u) {
		name += " (" + u + ")"
	}
	return &paper.Mark{Author: name, At: r.At}
}

// Track (đánh dấu sửa đổi) follows every paragraph from base to final through the changes
// that remarks made; what no remark explains is the secretary's.
//
// Changes made before the base was kept are part of it: ids grow with time.
func (k *Desk) Track(base Version, final []Passage, secretary paper.Mark) Tracked {
	since := *k
	since.Changes = slices.DeleteFunc(slices.Clone(k.Changes), func(c Change) bool { return int64(c.ID) < int64(base.ID) || c.Undone })
	return since.track(base.Passages, final, secretary)
}

func (k *Desk) track(base, final []Passage, secretary paper.Mark) Tracked {
	pos := map[report.ParagraphID]int{}
	for i, p := range base {
		pos[p.Para] = i
	}
	kept := inOrder(pos, final)
	marks := map[RemarkID]*paper.Mark{}
	for _, r := range k.Remarks {
		marks[r.ID] = k.author(r)
	}
	by := func(c Change) *paper.Mark {
		if m := marks[c.Remark]; m != nil {
			return m
		}
		return &secretary
	}
	var t Tracked
	add := func(p Passage, list []span, b paper.Block, id bool) {
		b.Raw = true
		if id {
			b.ID = p.Para.String()
		}
		for _, s := range list {
			b.Runs = append(b.Runs, paper.Run{Text: s.text, Inserted: s.ins, Deleted: s.del, Moved: s.moved, Italic: p.Kind == report.Fill})
		}
		t.Paragraphs = append(t.Paragraphs, report.Paragraph{ID: p.Para, Kind: p.Kind})
		t.Blocks = append(t.Blocks, b)
	}
	next := 0
	gone := func(until int) {
		for ; next < until; next++ {
			if p := base[next]; !kept[p.Para] {
				m := by(k.last(p.Para, Remove, Shift))
				_, stays := passageOf(final, p.Para)
				b := paper.Block{Deleted: m}
				if stays {
					b.Moved = moveName(p.Para)
				}
				add(p, []span{{text: PaperText(p.Kind, p.Text), del: m, moved: stays}}, b, !stays)
			}
		}
	}
	for _, p := range final {
		i, was := pos[p.Para]
		if was && kept[p.Para] {
			gone(i)
			next = max(next, i+1)
			list := []span{{text: PaperText(base[i].Kind, base[i].Text)}}
			add(p, k.follow(list, p, by, &secretary), paper.Block{}, true)
			continue
		}
		if was { // moved: the words go along, what was changed in them is tracked within
			m := by(k.last(p.Para, Remove, Shift))
			list := []span{{text: PaperText(base[i].Kind, base[i].Text), ins: m, moved: true}}
			add(p, k.follow(list, p, by, &secretary), paper.Block{Inserted: m, Moved: moveName(p.Para)}, true)
			continue
		}
		m := by(k.last(p.Para, Add, Shift))
		add(p, k.follow(nil, p, by, m), paper.Block{Inserted: m}, true)
	}
	gone(len(base))
	for i := range t.Blocks {
		if b := &t.Blocks[i]; b.ID != "" {
			k.comment(b, t.Paragraphs[i].ID)
		}
	}
	k.loose(&t)
	return t
}

// moveName names the move of a paragraph, for both of its ends.
func moveName(p report.ParagraphID) string { return "move_" + p.String() }

// last gives the last standing change of a paragraph that is of one of the kinds.
func (k *Desk) last(p report.ParagraphID, ops ...Op) (c Change) {
	for _, x := range k.Changes {
		if x.Para == p && slices.Contains(ops, x.Op) {
			c = x
		}
	}
	return c
}

// follow leads a paragraph from its old text through its changes to what it is now. rest is
// who wrote what no remark explains.
func (k *Desk) follow(list []span, p Passage, by func(Change) *paper.Mark, rest *paper.Mark) []span {
	for _, c := range k.Changes {
		if c.Para != p.Para || c.Op != Reword && c.Op != Add {
			continue
		}
		if c.Op == Reword {
			list = retrack(list, PaperText(p.Kind, c.Old), rest)
		}
		list = retrack(list, PaperText(p.Kind, c.New), by(c))
	}
	return retrack(list, PaperText(p.Kind, p.Text), rest)
}

// comment puts the remarks of a paragraph into its margin.
func (k *Desk) comment(b *paper.Block, para report.ParagraphID) {
	for _, r := range k.Remarks {
		if r.Para != para || r.Parent != 0 {
			continue
		}
		text := k.said(r)
		if text == "" {
			continue
		}
		if r.Place != "" {
			text = "[" + r.Place + "] " + text
		}
		c := paper.Comment{Mark: *k.author(r), Text: text, To: len(b.Runs), Replies: k.replies(r)}
		if i := strings.Index(shown(b), r.Quoted); i >= 0 && r.Quoted != "" {
			c.From = split(b, i)
			c.To = split(b, i+len(r.Quoted))
			for c.To > c.From+1 && b.Runs[c.To-1].Deleted != nil { // what went behind the words is not spoken of
				c.To--
			}
		}
		b.Comments = append(b.Comments, c)
	}
}

// loose puts remarks that stand at no paragraph of the file into the margin of its first one.
func (k *Desk) loose(t *Tracked) {
	at := map[report.ParagraphID]bool{}
	for i, b := range t.Blocks {
		if b.ID != "" {
			at[t.Paragraphs[i].ID] = true
		}
	}
	for _, r := range k.Remarks {
		if r.Parent != 0 || at[r.Para] || len(t.Blocks) == 0 {
			continue
		}
		text := k.said(r)
		if text == "" {
			continue
		}
		switch {
		case r.Place != "":
			text = "[" + r.Place + "] " + text
		case r.Base != "":
			text = "[Không còn đoạn: “" + r.Base + "”] " + text
		default:
			text = "[Góp ý chung] " + text
		}
		b := &t.Blocks[0]
		b.Comments = append(b.Comments, paper.Comment{Mark: *k.author(r), Text: text, To: len(b.Runs), Replies: k.replies(r)})
	}
}

// said gives what a remark says in the margin: nothing for a wording that was taken over
// without a word more, because the tracked change says it.
func (k *Desk) said(r Remark) string {
	var parts []string
	if len(r.Steps) > 0 && !applied(k.Changes, r.ID) {
		parts = append(parts, k.Wish(r))
	}
	if r.Quoted != "" && len(r.Steps) == 0 && !strings.Contains(r.Text, r.Quoted) {
		if p, ok := k.Passage(r.Para); !ok || !strings.Contains(p.Text, r.Quoted) {
			parts = append(parts, "Về câu chữ “"+r.Quoted+"”:")
		}
	}
	if r.Text != "" {
		parts = append(parts, r.Text)
	}
	if len(parts) == 0 && r.State != New && (r.Answer != "" || r.State == Partly) {
		parts = append(parts, k.Wish(r))
	}
	return strings.Join(parts, " ")
}

// Wish (câu chữ đề nghị) says in one sentence what a proposal asks for, and where.
func (k *Desk) Wish(r Remark) string {
	list := wishes(r, func(p report.ParagraphID) string {
		if p == 0 {
			return " ở đầu dự thảo"
		}
		if x, ok := k.Passage(p); ok {
			return " sau đoạn “" + start(x.Text) + "”"
		}
		return ""
	})
	return strings.Join(list, ". ")
}

// Wish (câu chữ đề nghị) says in one sentence what a proposal asks for.
func Wish(r Remark) string {
	return strings.Join(wishes(r, func(report.ParagraphID) string { return "" }), ". ")
}

// start gives the first words of a paragraph.
func start(s string) string {
	const most = 60
	if x := []rune(s); len(x) > most {
		return strings.TrimRight(string(x[:most]), " ,;") + "…"
	}
	return s
}

func wishes(r Remark, behind func(report.ParagraphID) string) []string {
	if s := splitOrJoined(r.Steps); s != "" {
		return []string{s}
	}
	var list []string
	for _, s := range r.Steps {
		switch s.Op {
		case Add:
			list = append(list, "Đề nghị thêm đoạn"+behind(s.After)+": “"+s.Text+"”")
		case Remove:
			list = append(list, "Đề nghị bỏ đoạn: “"+s.Base+"”")
		case Shift:
			list = append(list, "Đề nghị chuyển đoạn này"+to(behind(s.After)))
		default:
			list = append(list, reworded(s))
		}
	}
	return list
}

// splitOrJoined says that a paragraph is cut in two, or goes on with the next one, when that is all the steps do.
func splitOrJoined(steps []Step) string {
	if len(steps) != 2 || steps[0].Op != Reword {
		return ""
	}
	plain := func(s string) string { return strings.Join(strings.Fields(s), "") }
	a, b := steps[0], steps[1]
	switch {
	case b.Op == Add && b.After == a.Para && b.Text != "" && plain(a.Text)+plain(b.Text) == plain(a.Base):
		return "Đề nghị tách đoạn: từ “" + start(strings.TrimSpace(b.Text)) + "” thành đoạn riêng"
	case b.Op == Remove && b.Base != "" && plain(a.Base)+plain(b.Base) == plain(a.Text):
		return "Đề nghị nhập đoạn sau (“" + start(strings.TrimSpace(b.Base)) + "”) vào đoạn này"
	}
	return ""
}

// to says where something goes that behind says where it stands.
func to(place string) string {
	if rest, ok := strings.CutPrefix(place, " ở "); ok {
		return " lên " + rest
	}
	if place != "" {
		return " đến" + place
	}
	return ""
}

// reworded says what a step changes in a paragraph, without repeating the whole of it.
func reworded(s Step) string {
	edits := wording.Tidy(s.Base, wording.Diff(s.Base, s.Text))
	var list []string
	for _, e := range edits {
		old, new := strings.TrimSpace(s.Base[e.From:e.To]), strings.TrimSpace(e.Text)
		switch {
		case old == "" && new == "":
			continue
		case old == "":
			list = append(list, "thêm “"+new+"”"+behind(s.Base[:e.From]))
		case new == "":
			list = append(list, "bỏ “"+old+"”")
		default:
			list = append(list, "sửa “"+old+"” thành “"+new+"”")
		}
	}
	if len(list) == 0 {
		return "Đề nghị sửa khoảng trắng"
	}
	return "Đề nghị " + strings.Join(list, "; ")
}

// behind names the words before a place.
func behind(s string) string {
	w := strings.Fields(s)
	if len(w) == 0 {
		return " ở đầu đoạn"
	}
	return " sau “" + strings.Join(w[max(0, len(w)-3):], " ") + "”"
}

// replies gives what was said to a remark: replies of the Word file, then the secretary.
func (k *Desk) replies(r Remark) []paper.Comment {
	var list []paper.Comment
	for _, x := range k.Remarks {
		if x.Parent == r.ID {
			list = append(list, paper.Comment{Mark: *k.author(x), Text: x.Text})
		}
	}
	if r.State != New {
		text := fault.Text(r.State.Label(), nil)
		if r.Answer != "" {
			text += ": " + r.Answer
		}
		if r.Joined != 0 {
			if o, ok := k.Remark(r.Joined); ok {
				text += " (gộp vào góp ý số " + strconv.Itoa(o.No) + ")"
			}
		}
		list = append(list, paper.Comment{Mark: paper.Mark{Author: r.By, At: r.AnswerAt}, Text: text})
	}
	return list
}
