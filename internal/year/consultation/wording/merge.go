package wording

import "strings"

// A Merged (bản ghép) is what bringing a change over to a newer text gives.
type Merged struct {
	Text  string
	Clean bool   // every change found its place and none meets another one
	Lost  []Edit // changes of the proposal that did not find their place, in offsets of the base
}

// Rebase brings the change from base to proposed over to current, a later version of base.
// A change that current holds already is not made twice. Changes that touch words which
// current changed too are left out and Clean is false; two insertions at one point are both
// kept, in the order current, proposed, and Clean is false as well: a person has to look.
func Rebase(base, proposed, current string) Merged {
	mine, theirs := Diff(base, proposed), Diff(base, current)
	m := Merged{Clean: true}
	var put []Edit // in offsets of current
	for _, e := range mine {
		state, shift := meet(base, e, theirs)
		switch state {
		case same:
		case overlap:
			m.Clean = false
			m.Lost = append(m.Lost, e)
		case beside:
			m.Clean = false
			fallthrough
		default:
			put = append(put, Edit{From: e.From + shift, To: e.To + shift, Text: e.Text})
		}
	}
	m.Text = Apply(current, put)
	return m
}

const (
	free = iota
	same
	beside
	overlap
)

// meet says how e stands to the other edits of the same base, and by how much its place has
// shifted. Two insertions with nothing but a space between stand beside each other: whose words come
// first is a matter for a person.
func meet(base string, e Edit, others []Edit) (state, shift int) {
	for _, o := range others {
		if o == e {
			return same, 0
		}
		point, other := e.From == e.To, o.From == o.To
		switch {
		case point && other && strings.TrimSpace(base[min(e.From, o.From):max(e.From, o.From)]) == "":
			state = beside
			if o.From <= e.From {
				shift += len(o.Text)
			}
			continue
		case point && !other && o.From < e.From && e.From < o.To, other && !point && e.From < o.From && o.From < e.To,
			!point && !other && e.From < o.To && o.From < e.To:
			return overlap, 0
		}
		if o.To <= e.From {
			shift += len(o.Text) - (o.To - o.From)
		}
	}
	return state, shift
}

// Find looks for words that were quoted from base in current, a later version of it: where
// they stand now, or ok false when they are gone. The words are followed through the
// difference; words that stand in current exactly once are found without a base too.
func Find(quoted, base, current string) (from, to int, ok bool) {
	if quoted == "" {
		return 0, 0, false
	}
	if i := strings.Index(base, quoted); i >= 0 {
		e := Edit{From: i, To: i + len(quoted)}
		if state, shift := meet(base, e, Diff(base, current)); state == free {
			return e.From + shift, e.To + shift, true
		}
	}
	if i := strings.Index(current, quoted); i >= 0 && strings.Count(current, quoted) == 1 {
		return i, i + len(quoted), true
	}
	return 0, 0, false
}

// Alike tells in percent how many words two texts have in common, whatever their order and
// capitals.
func Alike(a, b string) int {
	count := func(s string) (map[string]int, int) {
		m, n := map[string]int{}, 0
		for _, w := range Words(strings.ToLower(s)) {
			if r := []rune(w)[0]; letter(r) {
				m[w]++
				n++
			}
		}
		return m, n
	}
	x, n := count(a)
	y, k := count(b)
	if n+k == 0 {
		if strings.TrimSpace(a) == strings.TrimSpace(b) {
			return 100
		}
		return 0
	}
	both := 0
	for w, c := range x {
		both += min(c, y[w])
	}
	return 200 * both / (n + k)
}
