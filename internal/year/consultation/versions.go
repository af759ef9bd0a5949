package consultation

import (
	"thidua/internal/year/consultation/wording"
	"thidua/internal/year/report"
)

// A Difference (khác biệt) says how a paragraph of two versions differs.
type Difference string

// The differences.
const (
	Same    Difference = "same"
	Edited  Difference = "edited"
	Added   Difference = "added"
	Removed Difference = "removed"
	Moved   Difference = "moved"
)

// A Row (dòng so sánh) sets a paragraph of two versions side by side.
type Row struct {
	Change    Difference
	Old, New  *Passage // nil where the paragraph is not there
	Segments  []wording.Segment
	OldNo, No int // positions, from 1
}

// CompareVersions (so sánh hai lần) lists the paragraphs of both versions in the order of the
// new one; what went stands where it stood.
func CompareVersions(old, new []Passage) []Row {
	at := map[report.ParagraphID]int{}
	for i, p := range old {
		at[p.Para] = i
	}
	in := map[report.ParagraphID]bool{}
	for _, p := range new {
		in[p.Para] = true
	}
	kept := inOrder(at, new)
	var list []Row
	next := 0
	gone := func(until int) {
		for ; next < until; next++ {
			if !in[old[next].Para] {
				list = append(list, Row{Change: Removed, Old: &old[next], OldNo: next + 1, Segments: wording.Compare(old[next].Text, "")})
			}
		}
	}
	for i := range new {
		p := &new[i]
		j, was := at[p.Para]
		if was && kept[p.Para] {
			gone(j)
			next = max(next, j+1)
		}
		r := Row{Change: Added, New: p, No: i + 1}
		if was {
			r.Old, r.OldNo = &old[j], j+1
			switch {
			case old[j].Text != p.Text || old[j].Kind != p.Kind:
				r.Change = Edited
			case !kept[p.Para]:
				r.Change = Moved
			default:
				r.Change = Same
			}
			r.Segments = wording.Compare(old[j].Text, p.Text)
		} else {
			r.Segments = wording.Compare("", p.Text)
		}
		list = append(list, r)
	}
	gone(len(old))
	return list
}

// inOrder gives the paragraphs of new that keep their order: a longest run of growing old
// positions.
func inOrder(at map[report.ParagraphID]int, new []Passage) map[report.ParagraphID]bool {
	var tails []int // index in new of the last of the best run of each length
	before := make([]int, len(new))
	for i, p := range new {
		j, ok := at[p.Para]
		if !ok {
			continue
		}
		n := 0
		for n < len(tails) && at[new[tails[n]].Para] < j {
			n++
		}
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	kept := map[report.ParagraphID]bool{}
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = before[i] {
			kept[new[i].Para] = true
		}
	}
	return kept
}
