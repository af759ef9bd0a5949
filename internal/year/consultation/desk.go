package consultation

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// A Desk (bàn góp ý) is a draft report with everything that was said about it, as of one
// moment.
type Desk struct {
	report.Place
	Draft    report.DraftReport
	Table    *report.Table
	Passages []Passage // the text now
	Versions []Version // oldest first, without passages
	Rounds   []Round   // oldest first
	Remarks  []Remark  // in the order in which they came
	Marks    map[RemarkID][]Mark
	Changes  []Change
	Sent     []Submission // oldest first
}

// Round gives the round that takes remarks on a day, the zero Round when none does.
func (k *Desk) Round(day civil.Date) Round {
	for i := len(k.Rounds) - 1; i >= 0; i-- {
		if k.Rounds[i].Takes(day) {
			return k.Rounds[i]
		}
	}
	return Round{}
}

// Last gives the last round, the zero Round when there was none.
func (k *Desk) Last() Round {
	if len(k.Rounds) == 0 {
		return Round{}
	}
	return k.Rounds[len(k.Rounds)-1]
}

// Newest gives the newest version, the zero Version when there is none.
func (k *Desk) Newest() Version {
	if len(k.Versions) == 0 {
		return Version{}
	}
	return k.Versions[len(k.Versions)-1]
}

// Adopted gives the adopted version while the draft is frozen, the zero Version otherwise.
func (k *Desk) Adopted() Version {
	if v := k.Newest(); v.Adopted && k.Draft.Frozen != "" {
		return v
	}
	return Version{}
}

// Remark finds a remark.
func (k *Desk) Remark(n RemarkID) (Remark, bool) {
	for _, r := range k.Remarks {
		if r.ID == n {
			return r, true
		}
	}
	return Remark{}, false
}

// Unit gives the short name of a unit of the bloc, "" for others.
func (k *Desk) Unit(u id.Unit) string {
	for _, m := range k.Table.Members {
		if m.Unit.ID == u && u != 0 {
			return m.Unit.Short
		}
	}
	return ""
}

// Returned gives the last return by the board while the draft is open again, ID 0 for none.
func (k *Desk) Returned() Submission {
	if n := len(k.Sent); n > 0 && k.Draft.Frozen == "" {
		return k.Sent[n-1]
	}
	return Submission{}
}

// Waiting gives the remarks that nobody has resolved yet.
func (k *Desk) Waiting() []Remark {
	var list []Remark
	for _, r := range k.Remarks {
		if r.Waits() {
			list = append(list, r)
		}
	}
	return list
}

// Passage finds a paragraph of the text now.
func (k *Desk) Passage(p report.ParagraphID) (Passage, bool) { return passageOf(k.Passages, p) }

func passageOf(list []Passage, p report.ParagraphID) (Passage, bool) {
	for _, x := range list {
		if x.Para == p && p != 0 {
			return x, true
		}
	}
	return Passage{}, false
}

// Orphan reports whether a remark has no place in the text now: its paragraph is gone, or it
// never stood at one.
func (k *Desk) Orphan(r Remark) bool {
	_, ok := k.Passage(r.Para)
	return !ok
}

// Quote cuts the paragraph of a remark around its quoted words; ok is false when the words
// are not there any more.
func (k *Desk) Quote(r Remark) (before, quoted, after string, ok bool) {
	p, found := k.Passage(r.Para)
	if !found {
		return "", "", "", false
	}
	from, to, ok := wording.Find(r.Quoted, r.Base, p.Text)
	if !ok {
		return p.Text, "", "", false
	}
	return p.Text[:from], p.Text[from:to], p.Text[to:], true
}

// An Outcome (kết quả ghép) is what a step of a proposal gives on the text now.
type Outcome struct {
	Step  Step
	Now   string // the paragraph now
	Text  string // what it would become
	Found bool   // the paragraph is still there
	Clean bool   // nobody has to look: no words meet others that changed
}

// Weigh (ghép thử) tells what a proposal gives on the text now.
func (k *Desk) Weigh(r Remark) []Outcome {
	var list []Outcome
	for _, s := range r.Steps {
		p, found := k.Passage(s.Para)
		o := Outcome{Step: s, Now: p.Text, Found: found, Clean: found}
		switch s.Op {
		case Add:
			_, there := k.Passage(s.After)
			o.Found, o.Text = there || s.After == 0, s.Text
			o.Clean = o.Found
		case Reword:
			if found {
				m := wording.Rebase(s.Base, s.Text, p.Text)
				o.Text, o.Clean = m.Text, m.Clean && strings.TrimSpace(m.Text) != ""
			}
		case Remove:
			o.Clean = found && p.Text == s.Base
		case Shift:
			_, there := k.Passage(s.After)
			o.Found = found && (there || s.After == 0)
			o.Text, o.Clean = p.Text, o.Found
		}
		list = append(list, o)
	}
	return list
}

// Unlinks gives the figures with a source that proposals would overwrite with words of their
// own, as "9 (C03)": from then on they do not follow their source.
func (k *Desk) Unlinks(list []Outcome) []string {
	var gone []string
	for _, o := range list {
		p, ok := k.Passage(o.Step.Para)
		if !ok || o.Step.Op != Reword {
			continue
		}
		pieces := k.Table.Pieces(p.Linked)
		_, lost := Relink(pieces, o.Text)
		for _, x := range pieces {
			if x.Figure != nil && slices.Contains(lost, x.Figure.Token) {
				gone = append(gone, x.Text+" ("+x.Figure.Token+")")
			}
		}
	}
	return gone
}

// Clean reports whether every step found its place and meets no other change.
func Clean(list []Outcome) bool {
	for _, o := range list {
		if !o.Clean {
			return false
		}
	}
	return true
}

// Similar gives the open remarks at the same paragraph that say much the same as r, or wish
// the same words: the secretary may merge them.
func (k *Desk) Similar(r Remark) []Remark {
	var list []Remark
	for _, x := range k.Remarks {
		if x.ID == r.ID || !x.Waits() || x.Para != r.Para || x.Kind != r.Kind {
			continue
		}
		switch {
		case len(x.Steps) > 0 && len(r.Steps) > 0:
			if len(x.Steps) == 1 && len(r.Steps) == 1 && x.Steps[0].Op == r.Steps[0].Op && x.Steps[0].Text == r.Steps[0].Text {
				list = append(list, x)
			}
		case wording.Alike(x.Text, r.Text) >= alike:
			list = append(list, x)
		}
	}
	return list
}

// alike is from how many common words in percent on two comments are offered for merging.
const alike = 60

// Agreeing counts the marks of a remark.
func (k *Desk) Agreeing(r RemarkID) (yes, no int) {
	for _, m := range k.Marks[r] {
		if m.Agrees {
			yes++
		} else {
			no++
		}
	}
	return yes, no
}

// MarkOf gives what a unit said of a remark: "", "yes" or "no".
func (k *Desk) MarkOf(r RemarkID, u id.Unit) string {
	for _, m := range k.Marks[r] {
		if m.Unit == u {
			if m.Agrees {
				return "yes"
			}
			return "no"
		}
	}
	return ""
}

// Relink gives a text that a person wrote as a text with links: where a figure of the old
// paragraph still stands untouched, its link stays. lost are the links of figures that the
// new text changes or leaves out.
func Relink(pieces []report.Piece, text string) (linked string, lost []string) {
	var old strings.Builder
	for _, p := range pieces {
		old.WriteString(p.Text)
	}
	edits := wording.Diff(old.String(), text)
	var b strings.Builder
	at, next := 0, 0
	for _, p := range pieces {
		end := at + len(p.Text)
		touched := false
		for _, e := range edits {
			if e.From < end && e.To > at || e.From == e.To && at < e.From && e.From < end {
				touched = true
			}
		}
		if p.Figure != nil && !touched {
			for ; next < len(edits) && edits[next].From <= at && edits[next].To <= at; next++ {
				b.WriteString(edits[next].Text)
			}
			b.WriteString("[[" + p.Figure.Token + "]]")
			at = end
			continue
		}
		if p.Figure != nil {
			lost = append(lost, p.Figure.Token)
		}
		cut := at
		for ; next < len(edits) && edits[next].From < end; next++ {
			e := edits[next]
			if e.From > cut {
				b.WriteString(old.String()[cut:e.From])
			}
			b.WriteString(e.Text)
			cut = max(cut, e.To)
			if e.To > end {
				next++
				break
			}
		}
		if cut < end {
			b.WriteString(old.String()[cut:end])
		}
		at = end
		if cut > end { // the edit goes on in the pieces that follow: they lose what it covers
			edits = append(edits[:next:next], append([]wording.Edit{{From: end, To: cut}}, edits[next:]...)...)
		}
	}
	for ; next < len(edits); next++ {
		b.WriteString(edits[next].Text)
	}
	return b.String(), lost
}

// A FigureChange (số liệu đã đổi) is a linked figure that prints something else now than in a
// version.
type FigureChange struct {
	No       int // paragraph, from 1
	Source   string
	Old, New string // what the paragraph printed around it
}

// FigureChanges compares the linked figures of paragraphs whose words did not change.
func (k *Desk) FigureChanges(old []Passage) []FigureChange {
	var list []FigureChange
	for i, p := range k.Passages {
		o, ok := passageOf(old, p.Para)
		if !ok || o.Linked != p.Linked || o.Text == p.Text {
			continue
		}
		at := 0
		for _, x := range k.Table.Pieces(p.Linked) {
			end := at + len(x.Text)
			if x.Figure != nil {
				for _, e := range wording.Diff(p.Text, o.Text) {
					if e.From < end && e.To > at {
						list = append(list, FigureChange{No: i + 1, Source: x.Figure.ID, Old: e.Text, New: x.Text})
						break
					}
				}
			}
			at = end
		}
	}
	return list
}
