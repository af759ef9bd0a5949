package wording

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCite(t *testing.T) {
	const text = "Phong trào “Hòa giải  cơ sở” đạt 1.028 lượt; 12/12 đơn vị ký giao ước."
	for _, x := range []struct{ quoted, exact string }{
		{"đạt 1.028 lượt", "đạt 1.028 lượt"},
		{"phong trào \"hoà giải cơ sở\"", "Phong trào “Hòa giải  cơ sở"},
		{"… lượt, 12/12 đơn vị …", "lượt; 12/12 đơn vị"},
		{" đơn vị ký giao ước. ", "đơn vị ký giao ước."},
		{"đạt 1028 lượt", ""},
		{"đơn vị giao ước", ""},
		{"lượ", "lượ"}, // part of a word stands in the text as it is
		{"…", ""},
		{"", ""},
	} {
		if got, ok := Cite(x.quoted, text); got != x.exact || ok != (x.exact != "") {
			t.Errorf("Cite(%q) = %q, %v; want %q", x.quoted, got, ok, x.exact)
		}
	}
}

// What Cite gives stands in the text, and words cut out of a text are found however they
// are written.
func TestCiteProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[A-Za-zàáđƠươ0-9]{1,6}`), 1, 12).Draw(t, "words")
		sep := rapid.SampledFrom([]string{" ", "  ", ", ", " – ", "\n"})
		var b strings.Builder
		for i, w := range words {
			if i > 0 {
				b.WriteString(sep.Draw(t, "sep"))
			}
			b.WriteString(w)
		}
		i := rapid.IntRange(0, len(words)-1).Draw(t, "from")
		j := rapid.IntRange(i+1, len(words)).Draw(t, "to")
		quoted := strings.ToUpper(strings.Join(words[i:j], " "))
		got, ok := Cite(quoted, b.String())
		if !ok || !strings.Contains(b.String(), got) {
			t.Fatalf("Cite(%q, %q) = %q, %v", quoted, b.String(), got, ok)
		}
		if strings.Join(strings.FieldsFunc(strings.ToLower(got), func(r rune) bool { return !letter(r) }), " ") != strings.ToLower(quoted) {
			t.Fatalf("Cite(%q, %q) = %q", quoted, b.String(), got)
		}
	})
}
