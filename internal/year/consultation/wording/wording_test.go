package wording

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func show(list []Segment) string {
	var b strings.Builder
	for _, s := range list {
		switch s.Op {
		case -1:
			b.WriteString("[-" + s.Text + "]")
		case 1:
			b.WriteString("[+" + s.Text + "]")
		default:
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestCompare(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"đạt 92,4% kế hoạch", "đạt 94,2% kế hoạch", "đạt [-92,4][+94,2]% kế hoạch"},
		{"", "mới", "[+mới]"},
		{"cũ", "", "[-cũ]"},
		{"như nhau", "như nhau", "như nhau"},
		{"một hai ba bốn", "một bốn", "một [-hai ba ]bốn"},
		{"tổ chức 02 cuộc họp", "tổ chức 03 cuộc họp lớn", "tổ chức [-02][+03] cuộc họp[+ lớn]"},
		{"a b c d", "a x y d", "a [-b c][+x y] d"},
		{"1.234,5 đồng.", "1.234,6 đồng.", "[-1.234,5][+1.234,6] đồng."},
	} {
		if got := show(Compare(c.a, c.b)); got != c.want {
			t.Errorf("%q → %q: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestRebase(t *testing.T) {
	for _, c := range []struct {
		base, mine, now, want string
		clean                 bool
	}{
		{"a b c d", "a x c d", "a b c y", "a x c y", true},
		{"a b c d", "a x c d", "a z c d", "a z c d", false},         // the same word: somebody has to look
		{"a b c d", "a x c d", "a x c d", "a x c d", true},          // there already
		{"a b c d", "a b c d e", "a b c d f", "a b c d f e", false}, // both add at one point
		{"tuần tra bảo vệ", "tuần tra song phương bảo vệ", "tuần tra, kiểm soát bảo vệ", "tuần tra, kiểm soát song phương bảo vệ", false}, // at one point but for a space
		{"a b c d", "a c d", "a b c d e", "a c d e", true},                 // a word goes
		{"một hai ba", "một ba", "không một hai ba", "không một ba", true}, // shifted
		{"một hai ba", "một hai bốn ba", "hai ba", "hai bốn ba", true},
		{"một hai ba", "một HAI ba BỐN", "một 2 ba", "một 2 ba BỐN", false}, // what has a place is kept
	} {
		m := Rebase(c.base, c.mine, c.now)
		if m.Text != c.want || m.Clean != c.clean {
			t.Errorf("%q → %q onto %q: %q clean %v, want %q %v", c.base, c.mine, c.now, m.Text, m.Clean, c.want, c.clean)
		}
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		quoted, base, now, want string
		ok                      bool
	}{
		{"12 đơn vị", "Có 12 đơn vị gửi.", "Đến nay, có đủ 12 đơn vị gửi.", "12 đơn vị", true},
		{"12 đơn vị", "Có 12 đơn vị gửi.", "Có 11 đơn vị gửi.", "", false},
		{"tốt", "rất tốt và tốt", "tốt", "tốt", true},
		{"", "a", "a", "", false},
	} {
		from, to, ok := Find(c.quoted, c.base, c.now)
		if ok != c.ok || ok && c.now[from:to] != c.want {
			t.Errorf("%q in %q: %v %d..%d", c.quoted, c.now, ok, from, to)
		}
	}
}

func TestAlike(t *testing.T) {
	if n := Alike("Đề nghị bổ sung kết quả", "đề nghị bổ sung kết quả."); n != 100 {
		t.Errorf("the same words: %d", n)
	}
	if n := Alike("một hai", "ba bốn"); n != 0 {
		t.Errorf("other words: %d", n)
	}
}

var sentence = rapid.Custom(func(t *rapid.T) string {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"đạt", "92,4", "%", " ", " ", "kết", "quả", "e\u0301", ".", "\n", "12", "1.000", ",", "  "}), 0, 30).Draw(t, "words")
	return strings.Join(words, "")
})

// Applying a difference gives the other text, whatever the texts.
func TestDiffGivesTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := sentence.Draw(t, "a"), sentence.Draw(t, "b")
		d := Diff(a, b)
		if got := Apply(a, d); got != b {
			t.Fatalf("%q → %q gives %q by %v", a, b, got, d)
		}
		if got := Apply(a, Tidy(a, d)); got != b {
			t.Fatalf("tidied: %q", got)
		}
		if strings.Join(Words(a), "") != a {
			t.Fatalf("words of %q", a)
		}
		if m := Rebase(a, b, a); m.Text != b || !m.Clean {
			t.Fatalf("onto an unchanged text: %q", m.Text)
		}
		if m := Rebase(a, a, b); m.Text != b || !m.Clean {
			t.Fatalf("nothing proposed: %q", m.Text)
		}
		if m := Rebase(a, b, b); m.Text != b || !m.Clean {
			t.Fatalf("made already: %q", m.Text)
		}
	})
}

func FuzzDiff(f *testing.F) {
	f.Add("a b", "b a")
	f.Fuzz(func(t *testing.T, a, b string) {
		if got := Apply(a, Diff(a, b)); got != b {
			t.Fatalf("%q → %q gives %q", a, b, got)
		}
	})
}
