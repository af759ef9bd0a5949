package consultation

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/year/report"
)

// pieces reads "đạt {C01=92,4}%": text with figures.
func pieces(s string) []report.Piece {
	var list []report.Piece
	at := 0
	for _, m := range regexp.MustCompile(`\{(\w+)=([^}]*)\}`).FindAllStringSubmatchIndex(s, -1) {
		if m[0] > at {
			list = append(list, report.Piece{Text: s[at:m[0]]})
		}
		list = append(list, report.Piece{Text: s[m[4]:m[5]], Figure: &report.Figure{Token: s[m[2]:m[3]]}})
		at = m[1]
	}
	if at < len(s) {
		list = append(list, report.Piece{Text: s[at:]})
	}
	return list
}

func TestRelink(t *testing.T) {
	for _, c := range []struct{ was, now, want, lost string }{
		{"đạt {C01=92,4}% kế hoạch", "đã đạt 92,4% kế hoạch năm", "đã đạt [[C01]]% kế hoạch năm", ""},
		{"đạt {C01=92,4}% kế hoạch", "đạt 94,2% kế hoạch", "đạt 94,2% kế hoạch", "C01"},
		{"{C01=1} và {C02=2}", "1 và 3", "[[C01]] và 3", "C02"},
		{"có {n=12} đơn vị", "đơn vị", "đơn vị", "n"},
		{"{a=1}{b=2}", "12", "[[a]][[b]]", ""},
		{"{a=12} x", "mới 12 x", "mới [[a]] x", ""},
		{"x {a=12}", "x 12 mới", "x [[a]] mới", ""},
		{"không số", "có số", "có số", ""},
	} {
		got, lost := Relink(pieces(c.was), c.now)
		if got != c.want || strings.Join(lost, " ") != c.lost {
			t.Errorf("%q → %q: %q lost %v, want %q lost %q", c.was, c.now, got, lost, c.want, c.lost)
		}
	}
}

// Whatever is written, the linked text prints exactly what was written.
func TestRelinkPrintsWhatWasWritten(t *testing.T) {
	word := rapid.SampledFrom([]string{"a", "12", " ", "%", "1,5", "b", " "})
	rapid.Check(t, func(t *rapid.T) {
		var was []report.Piece
		values := map[string]string{}
		for i, w := range rapid.SliceOfN(word, 0, 12).Draw(t, "was") {
			p := report.Piece{Text: w}
			if rapid.Bool().Draw(t, "figure") {
				p.Figure = &report.Figure{Token: string(rune('A' + i))}
				values[p.Figure.Token] = w
			}
			was = append(was, p)
		}
		now := strings.Join(rapid.SliceOfN(word, 0, 12).Draw(t, "now"), "")
		linked, lost := Relink(was, now)
		printed := regexp.MustCompile(`\[\[(\w)\]\]`).ReplaceAllStringFunc(linked, func(s string) string { return values[s[2:3]] })
		if printed != now {
			t.Fatalf("%v → %q: %q prints %q", was, now, linked, printed)
		}
		for token := range values {
			if strings.Contains(linked, "[["+token+"]]") == slices.Contains(lost, token) {
				t.Fatalf("%s is kept and lost, or neither: %q %v", token, linked, lost)
			}
		}
	})
}

func TestWeigh(t *testing.T) {
	k := &Desk{Passages: []Passage{{Para: 1, Text: "Có 12 đơn vị gửi đúng hạn."}, {Para: 2, Text: "Hai."}}}
	for _, c := range []struct {
		step         Step
		text         string
		found, clean bool
	}{
		{Step{Op: Reword, Para: 1, Base: "Có 12 đơn vị gửi.", Text: "Có đủ 12 đơn vị gửi."}, "Có đủ 12 đơn vị gửi đúng hạn.", true, true},
		{Step{Op: Reword, Para: 1, Base: "Có 12 đơn vị gửi trễ.", Text: "Có 12 đơn vị gửi muộn."}, "Có 12 đơn vị gửi đúng hạn.", true, false},
		{Step{Op: Reword, Para: 9, Base: "x", Text: "y"}, "", false, false},
		{Step{Op: Reword, Para: 2, Base: "Hai.", Text: " "}, " ", true, false},
		{Step{Op: Remove, Para: 2, Base: "Hai."}, "", true, true},
		{Step{Op: Remove, Para: 2, Base: "Hai"}, "", true, false},
		{Step{Op: Add, After: 2, Text: "Ba."}, "Ba.", true, true},
		{Step{Op: Add, After: 9, Text: "Ba."}, "Ba.", false, false},
		{Step{Op: Shift, Para: 2, After: 0}, "Hai.", true, true},
		{Step{Op: Shift, Para: 2, After: 9}, "Hai.", false, false},
	} {
		o := k.Weigh(Remark{Steps: []Step{c.step}})[0]
		if o.Text != c.text || o.Found != c.found || o.Clean != c.clean {
			t.Errorf("%+v: %+v", c.step, o)
		}
	}
}

func TestDigestTellsTextsApart(t *testing.T) {
	seen := map[string]bool{}
	for _, list := range [][]Passage{{}, {{Text: "a"}}, {{Text: "b"}}, {{Kind: report.Title, Text: "a"}}, {{Text: "a"}, {Text: "b"}}, {{Text: "a\n\tb"}}, {{Text: `a\n` + "\tb"}}} {
		d := Digest(list)
		if seen[d] || len(d) != 64 {
			t.Errorf("%v: %s", list, d)
		}
		seen[d] = true
	}
}

// A proposal that overwrites a figure with a source says so; one that leaves it alone does not.
func TestUnlinks(t *testing.T) {
	k := genDesk(rand.New(rand.NewPCG(5, 6)), 0)
	k.Passages = []Passage{{Para: 1, Kind: report.Body, Linked: "Khối có [[units]] đơn vị.", Text: "Khối có 12 đơn vị."}}
	k.Passages[0].Text = plainOf(k, k.Passages[0].Linked)
	text := k.Passages[0].Text
	for to, want := range map[string]int{strings.Replace(text, "đơn vị", "cơ quan", 1): 0, "Khối có 99 đơn vị.": 1} {
		r := Remark{Kind: Wording, Para: 1, Base: text, Steps: []Step{{Op: Reword, Para: 1, Base: text, Text: to}}}
		if got := k.Unlinks(k.Weigh(r)); len(got) != want {
			t.Errorf("%q → %q: %v, want %d", text, to, got, want)
		}
	}
}

// What a proposal asks for names the place.
func TestWishNamesThePlace(t *testing.T) {
	k := genDesk(rand.New(rand.NewPCG(5, 6)), 0)
	k.Passages = []Passage{{Para: 1, Kind: report.Body, Text: "Một đoạn."}, {Para: 2, Kind: report.Body, Text: "Hai."}}
	for _, x := range []struct {
		step Step
		want string
	}{
		{Step{Op: Shift, Para: 2, After: 1}, "Đề nghị chuyển đoạn này đến sau đoạn “Một đoạn.”"},
		{Step{Op: Shift, Para: 2}, "Đề nghị chuyển đoạn này lên đầu dự thảo"},
		{Step{Op: Add, After: 2, Text: "Ba."}, "Đề nghị thêm đoạn sau đoạn “Hai.”: “Ba.”"},
		{Step{Op: Add, Text: "Ba."}, "Đề nghị thêm đoạn ở đầu dự thảo: “Ba.”"},
	} {
		if got := k.Wish(Remark{Steps: []Step{x.step}}); got != x.want {
			t.Errorf("%q, want %q", got, x.want)
		}
	}
}

func TestWishOfSplitAndJoin(t *testing.T) {
	split := Remark{Steps: []Step{{Op: Reword, Para: 1, Base: "Một câu. Hai câu.", Text: "Một câu. "}, {Op: Add, After: 1, Text: "Hai câu."}}}
	join := Remark{Steps: []Step{{Op: Reword, Para: 1, Base: "Một câu.", Text: "Một câu. Hai câu."}, {Op: Remove, Para: 2, Base: "Hai câu."}}}
	other := Remark{Steps: []Step{{Op: Reword, Para: 1, Base: "Một câu.", Text: "Một."}, {Op: Add, After: 1, Text: "Hai câu."}}}
	for want, r := range map[string]Remark{"Đề nghị tách đoạn: từ “Hai câu.” thành đoạn riêng": split, "Đề nghị nhập đoạn sau (“Hai câu.”) vào đoạn này": join} {
		if got := Wish(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := Wish(other); !strings.Contains(got, "Đề nghị thêm đoạn") {
		t.Errorf("more than a split: %q", got)
	}
}

// The table shows the part of a long paragraph that is changed, cut between words.
func TestAround(t *testing.T) {
	long := strings.Repeat("một hai ba bốn ", 40)
	at := strings.Index(long[300:], "ba") + 300
	for _, at := range []int{0, at, len(long) - 5} {
		got := around(long, at)
		in := strings.Trim(got, "…")
		if n := len([]rune(got)); n > 152 || n < 40 || !strings.Contains(" "+long, " "+in) || at > 0 && !strings.HasPrefix(got, "…") {
			t.Errorf("at %d: %q", at, got)
		}
		for _, w := range strings.Fields(in) {
			if !strings.Contains("một hai ba bốn", w) || len(w) < 2 {
				t.Errorf("at %d: a cut word %q", at, w)
			}
		}
	}
	if got := around("ngắn", 0); got != "ngắn" {
		t.Errorf("%q", got)
	}
}

func plainOf(k *Desk, linked string) string {
	var b strings.Builder
	for _, p := range k.Table.Pieces(linked) {
		b.WriteString(p.Text)
	}
	return b.String()
}
