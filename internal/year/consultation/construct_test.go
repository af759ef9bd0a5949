package consultation

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"thidua/internal/year/report"
)

// constructs are parts of Word files written by hand, as the standard defines them: P1, P2, … stand for plain
// paragraphs of the draft, T1, T2, … for their words.
var constructs = []struct {
	name, body, notes string
	extra             map[string]string
	want              []string // kind of remark, paragraph, what it says or the steps
	accepted          string   // the paragraphs when all is accepted, "" = as they were
}{
	{name: "a paragraph is split",
		body:     `P1<w:p><w:pPr><w:rPr><w:ins w:id="1" w:author="A"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">Hai một. </w:t></w:r></w:p><w:p><w:r><w:t>Hai hai.</w:t></w:r></w:p>P3P4`,
		want:     []string{`wording 2 reword "Hai một. " + add "Hai hai."`},
		accepted: "T1|Hai một. |Hai hai.|T3|T4"},
	{name: "two paragraphs are joined",
		body:     `P1<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr><w:r><w:t>T2</w:t></w:r></w:p>P3P4`,
		want:     []string{`wording 2 reword "T2T3" + remove 3`},
		accepted: "T1|T2T3|T4"},
	{name: "a paragraph is taken out and another put in its place",
		body: `P1<w:p><w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr><w:del w:id="2" w:author="A"><w:r><w:delText>T2</w:delText></w:r></w:del></w:p>` +
			`<w:p><w:pPr><w:rPr><w:ins w:id="3" w:author="A"/></w:rPr></w:pPr><w:ins w:id="4" w:author="A"><w:r><w:t>Đoạn thay.</w:t></w:r></w:ins></w:p>P3P4`,
		want:     []string{`wording 2 remove 2`, `wording 1 add "Đoạn thay."`},
		accepted: "T1|Đoạn thay.|T3|T4"},
	{name: "words in a footnote",
		body:  `P1<w:p><w:r><w:t>T2</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>P3P4`,
		extra: map[string]string{"footnotes": `<w:footnote w:id="2"><w:p><w:r><w:t xml:space="preserve">Nguồn: </w:t></w:r><w:ins w:id="1" w:author="A"><w:r><w:t>Sở Tư pháp</w:t></w:r></w:ins></w:p></w:footnote>`},
		want:  []string{`comment 2 Thêm: “Sở Tư pháp” [chú thích cuối trang]`}},
	{name: "a row and words of a table between two paragraphs",
		body: `P1P2<w:tbl><w:tr><w:tc><w:p><w:r><w:t xml:space="preserve">Có </w:t></w:r><w:del w:id="1" w:author="A"><w:r><w:delText>12</w:delText></w:r></w:del></w:p></w:tc></w:tr>` +
			`<w:tr><w:trPr><w:ins w:id="2" w:author="A"/></w:trPr><w:tc><w:p><w:r><w:t>Dòng mới</w:t></w:r></w:p></w:tc></w:tr></w:tbl>P3P4`,
		want: []string{`comment 2 Bỏ: “12” [ô bảng 3 của tệp: “Có 12”]`, `comment 2 Thêm vào bảng: “Dòng mới” [ô bảng 4 của tệp: “Dòng mới”]`}},
	{name: "a row of a table is taken out: one remark, not one for each cell",
		body: `P1P2<w:tbl><w:tr><w:trPr><w:del w:id="1" w:author="A"/></w:trPr><w:tc><w:p><w:del w:id="2" w:author="A"><w:r><w:delText>1</w:delText></w:r></w:del></w:p></w:tc>` +
			`<w:tc><w:p><w:del w:id="3" w:author="A"><w:r><w:delText>Vụ án</w:delText></w:r></w:del></w:p></w:tc><w:tc><w:p><w:del w:id="4" w:author="A"><w:r><w:delText>120</w:delText></w:r></w:del></w:p></w:tc></w:tr>` +
			`<w:tr><w:tc><w:p><w:r><w:t>2</w:t></w:r></w:p></w:tc><w:tc><w:p><w:del w:id="5" w:author="A"><w:r><w:delText>Vụ việc</w:delText></w:r></w:del></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>P3P4`,
		want: []string{`comment 2 Bỏ khỏi bảng: “1 | Vụ án | 120” [ô bảng 3 của tệp: “1”]`, `comment 2 Bỏ: “Vụ việc” [ô bảng 7 của tệp: “Vụ việc”]`}},
	{name: "the head of the page",
		body:  `P1P2P3P4`,
		extra: map[string]string{"hdr": `<w:p><w:ins w:id="1" w:author="A"><w:r><w:t>MẬT MÃ</w:t></w:r></w:ins></w:p>`},
		want:  []string{`comment 0 Thêm: “MẬT MÃ” [đầu trang]`}},
	{name: "layout alone makes no remark",
		body: `P1<w:p><w:pPr><w:jc w:val="center"/><w:pPrChange w:id="1" w:author="A"><w:pPr/></w:pPrChange></w:pPr><w:r><w:rPr><w:b/><w:rPrChange w:id="2" w:author="A"><w:rPr/></w:rPrChange></w:rPr><w:t>T2</w:t></w:r></w:p>P3P4`},
	{name: "a reply goes with its comment",
		body:  `P1<w:p><w:commentRangeStart w:id="0"/><w:commentRangeStart w:id="1"/><w:r><w:t>T2</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>P3P4`,
		notes: `<w:comment w:id="0" w:author="A"><w:p w14:paraId="0000000A" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:r><w:t>Nêu rõ hơn.</w:t></w:r></w:p></w:comment><w:comment w:id="1" w:author="B"><w:p w14:paraId="0000000B" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w:r><w:t>Đồng ý.</w:t></w:r></w:p></w:comment>`,
		extra: map[string]string{"commentsEx": `0000000B>0000000A`},
		want:  []string{`comment 2 Nêu rõ hơn. on “T2”`, `comment 2 Đồng ý. on “T2” (reply)`}},
	{name: "a comment on the line of an item, its sign with it",
		body:  `P1P2P3<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>- Bốn là</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:r><w:t xml:space="preserve"> đoạn cuối.</w:t></w:r></w:p>`,
		notes: `<w:comment w:id="0" w:author="A"><w:p><w:r><w:t>Sao lại cuối?</w:t></w:r></w:p></w:comment>`,
		want:  []string{`question 4 Sao lại cuối? on “Bốn là”`}},
	{name: "a comment that goes on into the next paragraphs",
		body: `P1<w:p><w:r><w:t xml:space="preserve">Hai một. </w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:t>Hai hai.</w:t></w:r></w:p>P3` +
			`<w:p><w:r><w:t>T4</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`,
		notes: `<w:comment w:id="0" w:author="A"><w:p><w:r><w:t>Gộp lại.</w:t></w:r></w:p></w:comment>`,
		want:  []string{`comment 2 Gộp lại. on “Hai hai.”`}},
}

// TestConstructs: each construct becomes what it means, at its paragraph, and nothing else.
func TestConstructs(t *testing.T) {
	for _, c := range constructs {
		t.Run(c.name, func(t *testing.T) {
			k := genDesk(rand.New(rand.NewPCG(5, 6)), 0)

			var pairs []string
			for i, s := range []string{"Một đoạn thứ nhất của dự thảo.", "Hai một. Hai hai.", "Ba là đoạn thứ ba của dự thảo.", "Bốn là đoạn cuối."} {
				kind := report.Body
				if i == 3 {
					kind = report.Item
				}
				k.Passages = append(k.Passages, Passage{Para: report.ParagraphID(i + 1), Kind: kind, Linked: s, Text: s})
				s = PaperText(kind, s)
				pairs = append(pairs, fmt.Sprint("P", i+1), `<w:p><w:r><w:t>`+s+`</w:t></w:r></w:p>`, fmt.Sprint("T", i+1), s)
			}
			text := strings.NewReplacer(pairs...)
			base := Version{No: 1, Passages: slices.Clone(k.Passages)}
			got, err := k.Interpret(pack(t, text.Replace(c.body), c.notes, nil, c.extra), []Version{base}, "")
			if err != nil {
				t.Fatal(err)
			}
			var have, want []string
			for _, l := range got.Lines {
				if l.Untracked {
					t.Errorf("invented: %+v", l)
				}
				if l.Action != Skip {
					have = append(have, told(l))
				}
			}
			for _, s := range c.want {
				want = append(want, text.Replace(s))
			}
			if !slices.Equal(have, want) {
				t.Fatalf("read\n%s\nwant\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
			}
			got.Lines = slices.DeleteFunc(got.Lines, func(l Line) bool { return l.Action == Skip })
			takeAll(t, k, got)
			after := "T1|T2|T3|T4"
			if c.accepted != "" {
				after = c.accepted
			}
			if now := strings.Join(papers(k.Passages), "|"); now != text.Replace(after) {
				t.Fatalf("accepted %s, want %s", now, text.Replace(after))
			}
			k.checkTracked(t, base, c.name)
		})
	}
}

// told says in a line what a line of a file became.
func told(l Line) string {
	x := l.Remark
	s := fmt.Sprintf("%s %d", x.Kind, int64(x.Para))
	var steps []string
	for _, st := range x.Steps {
		switch st.Op {
		case Remove:
			steps = append(steps, fmt.Sprintf("remove %d", int64(st.Para)))
		default:
			steps = append(steps, fmt.Sprintf("%s %q", st.Op, st.Text))
		}
	}
	if len(steps) > 0 {
		s += " " + strings.Join(steps, " + ")
	}
	if x.Text != "" {
		s += " " + x.Text
	}
	if x.Quoted != "" {
		s += " on “" + x.Quoted + "”"
	}
	if x.Place != "" {
		s += " [" + x.Place + "]"
	}
	if l.ReplyTo != "" {
		s += " (reply)"
	}
	return s
}
