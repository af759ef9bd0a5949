package consultation

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"thidua/internal/platform/docx/revision"
)

// Comments stand at the words they speak of, however many a paragraph has and wherever the words end.
func TestCommentsStandAtTheirWords(t *testing.T) {
	k := genDesk(rand.New(rand.NewPCG(3, 4)), 3)
	p := &k.Passages[1]
	p.Text = "Sáu tháng đầu năm các đơn vị đã hoàn thành 12 chỉ tiêu trên 20 chỉ tiêu được giao."
	p.Linked = p.Text
	base := Version{No: 1, Passages: slices.Clone(k.Passages)}
	quotes := []string{"các đơn vị đã", "12 chỉ tiêu", "Sáu tháng", "12 chỉ tiêu trên 20", "được giao.", p.Text, "tháng"}
	at := time.Date(2022, 7, 8, 8, 0, 0, 0, time.UTC)
	var said []string
	for i, q := range quotes {
		said = append(said, "Ý kiến về "+q)
		k.Remarks = append(k.Remarks, Remark{ID: RemarkID(i + 1), No: i + 1, Draft: k.Draft.ID, Para: p.Para, Kind: Comment, Quoted: q, Text: "Ý kiến về " + q, Author: "Sở Tư pháp", At: at, State: New})
	}
	// A change behind the second quotation: the words that went are not spoken of.
	k.Remarks = append(k.Remarks, Remark{ID: 50, No: 50, Draft: k.Draft.ID, Para: p.Para, Kind: Wording, Author: "TAND tỉnh", At: at, State: Accepted,
		Steps: []Step{{Op: Reword, Para: p.Para, Base: p.Text, Text: p.Text}}})
	was := p.Text
	p.Text = "Sáu tháng đầu năm các đơn vị đã hoàn thành tốt 12 chỉ tiêu trên 20 chỉ tiêu được giao."
	quotes[5] = "" // these words stand no longer: the whole paragraph
	k.Changes = append(k.Changes, Change{ID: 9, Remark: 50, Op: Reword, Para: p.Para, Old: was, New: p.Text})
	doc := readAll(t, file(t, k.TrackedDocument(base, k.Passages)))
	got := 0
	for _, c := range doc.Changes {
		if c.Kind != revision.Comment {
			continue
		}
		i := slices.IndexFunc(said, func(s string) bool { return s == c.Text })
		if i < 0 {
			t.Fatalf("a comment that nobody made: %q", c.Text)
		}
		want := quotes[i]
		if want == "" {
			want = p.Text
		}
		if got++; c.Quoted != want {
			t.Errorf("%q stands at %q, want %q", c.Text, c.Quoted, want)
		}
	}
	if got != len(quotes) {
		t.Errorf("%d comments, want %d", got, len(quotes))
	}
	if all := doc.AcceptAll(); !slices.Contains(all, p.Text) {
		t.Errorf("accepting all gives %q", all)
	}
}
