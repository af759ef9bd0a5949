package report

import (
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/year/plan"
)

// A DraftReport (dự thảo báo cáo) is the bloc's report of one period while it is written.
type DraftReport struct {
	ID         DraftID
	Bloc       id.Bloc
	Period     civil.Period
	Number     string     // số, ký hiệu; "" while a draft
	Day        civil.Date // ngày ban hành; zero while a draft
	Post       string     // chức vụ người ký
	Signer     string
	Version    int64
	Frozen     string // digest of the adopted text; "" while it may be edited
	Paragraphs []Paragraph
}

// DraftID names a draft report.
type DraftID = id.Of[DraftReport]

// A Paragraph (đoạn) of a draft. Its id never changes and is never used again.
type Paragraph struct {
	ID      ParagraphID
	Key     string // key of the Part it was made from; "" when a person wrote it
	Kind    Kind
	Text    string // with links such as [[C03]]
	Auto    string // the text that the system wrote from the data, "" when a person wrote it
	Source  string // id of what it repeats ("text/…" for a unit's text) or was worked out from ("campaign/…"), "" for none
	From    string // file and paragraph that text came from, or what it was worked out from; "" for none
	Order   int64
	Rev     int64
	By      string
	At      time.Time
	Removed bool // deleted by a person: kept so that the system does not propose it again
}

// ParagraphID names a paragraph.
type ParagraphID = id.Of[Paragraph]

// Edited reports whether a person changed what the system wrote.
func (p Paragraph) Edited() bool { return p.Text != p.Auto }

// A Change (nguồn đã đổi) is a difference between a stored draft and what the data say
// now: a paragraph whose source changed, or one that is new.
type Change struct {
	Part      Part
	Paragraph ParagraphID // 0 for a new part
	After     ParagraphID // for a new part: where it belongs, 0 = at the beginning
}

// Compare (đối chiếu) finds what changed in the data since the draft was written. Linked
// figures are not changes: they always print today's value.
func Compare(stored []Paragraph, now []Part) []Change {
	byKey := map[string]Paragraph{}
	for _, p := range stored {
		if p.Key != "" {
			byKey[p.Key] = p
		}
	}
	var list []Change
	var after ParagraphID
	for _, part := range now {
		p, ok := byKey[part.Key]
		switch {
		case !ok:
			list = append(list, Change{Part: part, After: after})
		case p.Removed:
		case p.Auto != part.Text:
			list = append(list, Change{Part: part, Paragraph: p.ID})
		}
		if ok {
			after = p.ID
		}
	}
	return list
}

// paperCell prints one figure of a table with its source.
func (t *Table) paperCell(c *Cell, target plan.Target, unit string) paper.Cell {
	x := paper.Cell{Align: paper.Right}
	switch {
	case c.Withheld:
		x.Runs = paper.T("(kt)")
	case c.Value == nil:
		x.Runs = paper.T("–")
	default:
		x.Runs = []paper.Run{{Text: Show(target.Kind, *c.Value), Source: t.ValueID(unit, target.Code)}}
	}
	return x
}
