package consultation

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"thidua/internal/base/civil"
	"thidua/internal/base/paper"
	"thidua/internal/platform/docx"
	"thidua/internal/platform/docx/revision"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// The generator writes a Word file by hand, from what it decided to change: it shares no code
// with what reads files.

var (
	genWords  = strings.Fields("đơn vị trong Khối đã tổ chức phong trào thi đua đạt 92,4% kế hoạch với 12 cuộc họp, hoàn thành nhiệm vụ được giao; biểu dương tập thể cá nhân tiêu biểu theo Chỉ thị số 24/CT-UBND")
	genPeople = []string{"Đại biểu Sở Tư pháp", "Đại biểu <Lữ đoàn> & 198", "Thư ký"}
)

const genDate = "2022-07-08T08:15:00Z"

type genPiece struct {
	text     string
	ins, del string // author
}

type genPara struct {
	pieces  []genPiece
	ins     string // author who inserted the whole paragraph
	del     string
	mark    string // bookmark
	from    string // name of the move that took it away from here
	to      string // name of the move that brought it here
	mover   string // author of the move
	comment string // author; the whole paragraph is commented on
	about   string // text of the comment
}

type genChange struct{ kind, author, text string }

type genFile struct {
	*rand.Rand
	paras  []genPara
	wanted []genChange
	final  []string // texts when everything is accepted, as on paper
}

func (g *genFile) phrase(n int) string {
	var w []string
	for range n {
		w = append(w, genWords[g.IntN(len(genWords))])
	}
	return strings.Join(w, " ")
}

func (g *genFile) who() string { return genPeople[g.IntN(len(genPeople))] }

func onPaper(k report.Kind, s string) string {
	switch k {
	case report.Section:
		return strings.ToUpper(s)
	case report.Item:
		return "- " + s
	}
	return s
}

// generate decides what happens to each paragraph.
func (g *genFile) generate(list []Passage, marks bool) {
	free := true // the paragraph before was not touched as a whole
	for i, p := range list {
		text := onPaper(p.Kind, p.Text)
		q := genPara{pieces: []genPiece{{text: text}}}
		if marks {
			q.mark = docx.MarkName("block", p.Para.String())
		}
		words := strings.SplitAfter(text, " ")
		author := g.who()
		final := []string{text}
		from := 2 + g.IntN(max(1, len(words)-4))
		to := min(from+1+g.IntN(3), len(words)-1)
		before, mid, after := strings.Join(words[:from], ""), strings.Join(words[from:to], ""), strings.Join(words[to:], "")
		next := true
		switch what := g.IntN(11); {
		case what == 0: // words go
			q.pieces = []genPiece{{text: before}, {text: mid, del: author}, {text: after}}
			g.want("deletion", author, mid)
			final[0] = before + after
		case what == 1: // words come
			add := g.phrase(2) + " "
			q.pieces = []genPiece{{text: before}, {text: add, ins: author}, {text: mid + after}}
			g.want("insertion", author, add)
			final[0] = before + add + mid + after
		case what == 2: // words are replaced
			add := strings.ToUpper(g.phrase(2)) + " "
			q.pieces = []genPiece{{text: before}, {text: mid, del: author}, {text: add, ins: author}, {text: after}}
			g.want("deletion", author, mid)
			g.want("insertion", author, add)
			final[0] = before + add + after
		case what == 3: // two authors at two places
			other := genPeople[(slices.Index(genPeople, author)+1)%len(genPeople)]
			q.pieces = []genPiece{{text: words[0], del: author}, {text: strings.Join(words[1:], "")}, {text: " thêm cuối.", ins: other}}
			g.want("deletion", author, words[0])
			g.want("insertion", other, " thêm cuối.")
			final[0] = strings.Join(words[1:], "") + " thêm cuối."
			if p.Kind == report.Item { // its dash is no word of it
				q.pieces, g.wanted, final[0] = []genPiece{{text: text}}, g.wanted[:len(g.wanted)-2], text
			}
		case what == 4:
			q.comment, q.about = author, "Đề nghị làm rõ: "+g.phrase(4)
			g.want("comment", author, q.about)
		case what == 5 && free && i > 0 && i < len(list)-1: // the paragraph goes
			q.pieces[0].del, q.del = author, author
			g.want("deletion", author, text)
			final, next = nil, false
		case what == 6 && free && p.Kind == report.Body: // a paragraph comes behind it
			add := "Đoạn mới " + g.phrase(6) + "."
			g.paras = append(g.paras, q)
			q = genPara{pieces: []genPiece{{text: add, ins: author}}, ins: author}
			g.want("insertion", author, add)
			final, next = append(final, add), false
		}
		if q.ins != "" && i == len(list)-1 { // the file's last mark cannot be inserted
			q = g.paras[len(g.paras)-1]
			g.paras, g.wanted, final = g.paras[:len(g.paras)-1], g.wanted[:len(g.wanted)-1], final[:1]
		}
		if p.Kind == report.Section && len(final) > 0 { // a large heading always prints in capitals
			final[0] = strings.ToUpper(final[0])
		}
		g.paras = append(g.paras, q)
		g.final = append(g.final, final...)
		free = next
	}
}

func (g *genFile) want(kind, author, text string) {
	g.wanted = append(g.wanted, genChange{kind, author, text})
}

func (g *genFile) bytes(t testing.TB, props map[string]string) []byte {
	t.Helper()
	esc := html.EscapeString
	id := 0
	attr := func(author string) string {
		id++
		return fmt.Sprintf(`w:id="%d" w:author="%s" w:date="%s"`, id, esc(author), genDate)
	}
	var body, notes strings.Builder
	talk := 0
	for _, p := range g.paras {
		body.WriteString(`<w:p><w:pPr>`)
		if p.ins != "" {
			body.WriteString(`<w:rPr><w:ins ` + attr(p.ins) + `/></w:rPr>`)
		}
		if p.del != "" {
			body.WriteString(`<w:rPr><w:del ` + attr(p.del) + `/></w:rPr>`)
		}
		end := ""
		if p.from+p.to != "" {
			side := map[bool]string{true: "moveFrom", false: "moveTo"}[p.from != ""]
			body.WriteString(`<w:rPr><w:` + side + ` ` + attr(p.mover) + `/></w:rPr></w:pPr>`)
			fmt.Fprintf(&body, `<w:%sRangeStart %s w:name="%s"/>`, side, attr(p.mover), p.from+p.to)
			end = fmt.Sprintf(`<w:%sRangeEnd w:id="%d"/>`, side, id)
		} else {
			body.WriteString(`</w:pPr>`)
		}
		if p.mark != "" {
			id++
			fmt.Fprintf(&body, `<w:bookmarkStart w:id="%d" w:name="%s"/><w:bookmarkEnd w:id="%d"/>`, id, p.mark, id)
		}
		if p.comment != "" {
			fmt.Fprintf(&body, `<w:commentRangeStart w:id="%d"/>`, talk)
			fmt.Fprintf(&notes, `<w:comment w:id="%d" w:author="%s" w:date="%s"><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:comment>`, talk, esc(p.comment), genDate, esc(p.about))
		}
		for _, x := range p.pieces {
			switch {
			case p.from != "":
				fmt.Fprintf(&body, `<w:moveFrom %s><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:moveFrom>`, attr(p.mover), esc(x.text))
			case p.to != "":
				fmt.Fprintf(&body, `<w:moveTo %s><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:moveTo>`, attr(p.mover), esc(x.text))
			case x.ins != "":
				fmt.Fprintf(&body, `<w:ins %s><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:ins>`, attr(x.ins), esc(x.text))
			case x.del != "":
				fmt.Fprintf(&body, `<w:del %s><w:r><w:delText xml:space="preserve">%s</w:delText></w:r></w:del>`, attr(x.del), esc(x.text))
			default:
				fmt.Fprintf(&body, `<w:r><w:t xml:space="preserve">%s</w:t></w:r>`, esc(x.text))
			}
		}
		if p.comment != "" {
			fmt.Fprintf(&body, `<w:commentRangeEnd w:id="%d"/><w:r><w:commentReference w:id="%d"/></w:r>`, talk, talk)
			talk++
		}
		body.WriteString(`</w:p>` + end)
	}
	return pack(t, body.String(), notes.String(), props, nil)
}

// pack makes a Word file of its body and its comments.
func pack(t testing.TB, body, notes string, props, extra map[string]string) []byte {
	t.Helper()
	const ns = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	const rel = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	parts := map[string]string{
		"[Content_Types].xml":          `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":                  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="` + rel + `custom-properties" Target="docProps/custom.xml"/></Relationships>`,
		"word/_rels/document.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + rel + `comments" Target="comments.xml"/></Relationships>`,
		"word/document.xml":            `<w:document ` + ns + `><w:body>` + body + `<w:sectPr/></w:body></w:document>`,
		"word/comments.xml":            `<w:comments ` + ns + `>` + notes + `</w:comments>`,
	}
	custom := `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`
	for k, v := range props {
		custom += `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="` + k + `"><vt:lpwstr>` + v + `</vt:lpwstr></property>`
	}
	parts["docProps/custom.xml"] = custom + `</Properties>`
	if ex, ok := extra["commentsEx"]; ok { // "child>parent"
		child, parent, _ := strings.Cut(ex, ">")
		parts["word/commentsEx.xml"] = `<w15:commentsEx xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"><w15:commentEx w15:paraId="` + parent + `" w15:done="0"/><w15:commentEx w15:paraId="` + child + `" w15:paraIdParent="` + parent + `" w15:done="0"/></w15:commentsEx>`
		parts["word/_rels/document.xml.rels"] = strings.Replace(parts["word/_rels/document.xml.rels"], `</Relationships>`, `<Relationship Id="r-ex" Type="http://schemas.microsoft.com/office/2011/relationships/commentsExtended" Target="commentsEx.xml"/></Relationships>`, 1)
	}
	for name, text := range extra {
		if name == "commentsEx" {
			continue
		} // more parts, which the main part relates to by their kind
		parts["word/"+name+".xml"] = `<w:` + name + ` ` + ns + `>` + text + `</w:` + name + `>`
		parts["word/_rels/document.xml.rels"] = strings.Replace(parts["word/_rels/document.xml.rels"], `</Relationships>`, `<Relationship Id="r-`+name+`" Type="`+rel+map[string]string{"footnotes": "footnotes", "hdr": "header"}[name]+`" Target="`+name+`.xml"/></Relationships>`, 1)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// genDesk makes a draft of n paragraphs.
func genDesk(r *rand.Rand, n int) *Desk {
	g := &genFile{Rand: r}
	k := &Desk{Place: report.Place{Bloc: org.Bloc{Name: "Khối thi đua số 3", Code: "khoi-3", Province: "Đắk Lắk"}, Period: civil.Period("2022-H1")}, Marks: map[RemarkID][]Mark{}}
	k.Table = report.Consolidate(report.Input{Bloc: k.Bloc, Period: k.Period})
	k.Draft.ID = 77
	kinds := []report.Kind{report.Body, report.Body, report.Body, report.Item, report.Title}
	for i := range n {
		p := Passage{Para: report.ParagraphID(i + 1), Kind: kinds[r.IntN(len(kinds))], Text: fmt.Sprintf("Đoạn %d. %s.", i+1, g.phrase(14+r.IntN(20)))}
		if i == 0 {
			p.Kind = report.Section
		}
		p.Linked = p.Text
		k.Passages = append(k.Passages, p)
	}
	return k
}

// takeAll makes the remarks of a reading part of a desk and accepts them one after the other.
func takeAll(t testing.TB, k *Desk, r *Reading) {
	t.Helper()
	id, change := RemarkID(1000), ChangeID(5000)
	for _, l := range r.Lines {
		id++
		x := l.Remark
		x.ID, x.No = id, int(id)
		k.Remarks = append(k.Remarks, x)
		list := k.Weigh(x)
		if !Clean(list) {
			t.Fatalf("remark needs a look: %+v on %+v", x, list)
		}
		for _, o := range list {
			change++
			c := Change{ID: change, Remark: id, Op: o.Step.Op, Para: o.Step.Para, After: o.Step.After, Old: o.Now, New: o.Text}
			i := slices.IndexFunc(k.Passages, func(p Passage) bool { return p.Para == c.Para })
			switch c.Op {
			case Reword:
				k.Passages[i].Text = o.Text
			case Remove:
				k.Passages = slices.Delete(slices.Clone(k.Passages), i, i+1)
			case Add:
				c.Para = report.ParagraphID(10000 + change)
				at := slices.IndexFunc(k.Passages, func(p Passage) bool { return p.Para == c.After })
				k.Passages = slices.Insert(slices.Clone(k.Passages), at+1, Passage{Para: c.Para, Kind: o.Step.Kind, Text: o.Text})
			case Shift:
				p := k.Passages[i]
				k.Passages = slices.Delete(slices.Clone(k.Passages), i, i+1)
				at := slices.IndexFunc(k.Passages, func(p Passage) bool { return p.Para == c.After })
				k.Passages = slices.Insert(k.Passages, at+1, p)
			}
			k.Changes = append(k.Changes, c)
		}
		k.Remarks[len(k.Remarks)-1].State = Accepted
	}
}

func papers(list []Passage) []string {
	var out []string
	for _, p := range list {
		out = append(out, PaperText(p.Kind, p.Text))
	}
	return out
}

// TestGeneratedEdits: no change and no comment of a file is lost and none is invented; all
// accepted give the text expected; and the file that goes out leads back to the base when all
// is rejected and to the adopted text when all is accepted.
func TestGeneratedEdits(t *testing.T) {
	edits := 0
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 7))
		k := genDesk(r, 8+r.IntN(12))
		base := Version{No: 1, Passages: slices.Clone(k.Passages)}
		g := &genFile{Rand: r}
		g.generate(k.Passages, seed%3 != 0) // a third of the files lost their bookmarks
		got, err := k.Interpret(g.bytes(t, nil), []Version{base}, "")
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var have []genChange
		for _, l := range got.Lines {
			if l.Untracked || l.Remark.Para == 0 || l.Remark.Place != "" {
				t.Fatalf("seed %d: invented or misplaced: %+v", seed, l)
			}
			for _, s := range l.Sources {
				have = append(have, genChange{s.Kind, s.Author, strings.TrimSuffix(s.Text, "\n")})
			}
		}
		if !slices.Equal(have, g.wanted) {
			t.Fatalf("seed %d: read\n%q\nwant\n%q", seed, have, g.wanted)
		}
		edits += len(have)
		takeAll(t, k, got)
		if now := papers(k.Passages); !slices.Equal(now, g.final) {
			t.Fatalf("seed %d: accepted\n%s\nwant\n%s", seed, strings.Join(now, "\n"), strings.Join(g.final, "\n"))
		}
		k.checkTracked(t, base, fmt.Sprintf("seed %d", seed))
	}
	if edits < 200 {
		t.Fatalf("only %d edits", edits)
	}
	t.Logf("%d edits in 120 files", edits)
}

// TestGeneratedMoves: paragraphs that were moved come back as moves and nothing else, accepting gives
// the order expected, and the file that goes out holds them as moves again. Others were reworded
// or taken away in the same file.
func TestGeneratedMoves(t *testing.T) {
	moves := 0
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 23))
		k := genDesk(r, 9+r.IntN(10))
		base := Version{No: 1, Passages: slices.Clone(k.Passages)}
		g := &genFile{Rand: r}
		texts := papers(k.Passages)
		order := make([]int, 0, len(texts)) // of the texts when all is accepted
		for i := range texts {
			order = append(order, i)
		}
		to := map[int][]int{} // behind which paragraph which ones arrive
		gone := map[int]bool{}
		for range 1 + r.IntN(3) {
			a, b := 1+r.IntN(len(texts)-1), r.IntN(len(texts)-1)
			if gone[a] || a == b || b == a-1 || len(to[b]) > 0 || gone[b] || len(to[a]) > 0 || gone[b+1] || gone[a-1] || gone[min(a+1, len(texts)-1)] || len(to[a-1]) > 0 {
				continue
			}
			gone[a], to[b] = true, []int{a}
			order = slices.DeleteFunc(order, func(i int) bool { return i == a })
			order = slices.Insert(order, slices.Index(order, b)+1, a)
		}
		if gone[len(texts)-1] { // the file's last paragraph stays
			continue
		}
		for i, text := range texts {
			q := genPara{pieces: []genPiece{{text: text}}, mark: docx.MarkName("block", k.Passages[i].Para.String())}
			if gone[i] {
				q.from, q.mover = fmt.Sprintf("move%d", i), g.who()
				g.want("move", q.mover, text)
			}
			g.paras = append(g.paras, q)
			for _, a := range to[i] {
				moves++
				g.paras = append(g.paras, genPara{pieces: []genPiece{{text: texts[a]}}, to: fmt.Sprintf("move%d", a), mover: "x"})
			}
		}
		for i := range g.paras { // both ends have one author
			for _, q := range g.paras {
				if q.from != "" && q.from == g.paras[i].to {
					g.paras[i].mover = q.mover
				}
			}
		}
		for _, i := range order {
			g.final = append(g.final, texts[i])
		}
		got, err := k.Interpret(g.bytes(t, nil), []Version{base}, "")
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		var have []genChange
		for _, l := range got.Lines {
			if l.Untracked || l.Remark.Place != "" {
				t.Fatalf("seed %d: invented: %+v", seed, l)
			}
			for _, s := range l.Sources {
				have = append(have, genChange{s.Kind, s.Author, s.Text})
			}
		}
		if !slices.Equal(have, g.wanted) {
			t.Fatalf("seed %d: read\n%q\nwant\n%q", seed, have, g.wanted)
		}
		takeAll(t, k, got)
		if now := papers(k.Passages); !slices.Equal(now, g.final) {
			t.Fatalf("seed %d: accepted\n%s\nwant\n%s", seed, strings.Join(now, "\n"), strings.Join(g.final, "\n"))
		}
		if n := len(k.Passages); seed%2 == 0 && k.Passages[n-2].Kind == report.Body { // and a word of a paragraph, moved or not, changes afterwards
			k.Passages[n-2].Text += " Thêm."
		}
		data := k.checkTracked(t, base, fmt.Sprintf("seed %d", seed))
		out := map[revision.Kind]int{}
		for _, c := range readAll(t, data).Changes {
			out[c.Kind]++
		}
		if out[revision.Move] != len(have) || out[revision.Deletion] > 0 {
			t.Fatalf("seed %d: %d moves go out as %v", seed, len(have), out)
		}
	}
	if moves < 40 {
		t.Fatalf("only %d moves", moves)
	}
	t.Logf("%d moves", moves)
}

func file(t testing.TB, d *paper.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readAll(t testing.TB, data []byte) *revision.Document {
	t.Helper()
	d, err := revision.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// checkTracked reads the tracked file back.
func (k *Desk) checkTracked(t testing.TB, base Version, name string) []byte {
	t.Helper()
	data := file(t, k.TrackedDocument(base, k.Passages))
	d := readAll(t, data)
	was := readAll(t, file(t, k.DraftDocument(base))).AcceptAll()
	now := readAll(t, file(t, k.DraftDocument(Version{Passages: k.Passages}))).AcceptAll()
	if got := d.RejectAll(); !slices.Equal(got, was) {
		t.Fatalf("%s: rejecting all gives\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(was, "\n"))
	}
	if got := d.AcceptAll(); !slices.Equal(got, now) {
		t.Fatalf("%s: accepting all gives\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(now, "\n"))
	}
	back, err := k.Interpret(data, []Version{base}, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range back.Lines {
		if l.Action == Take {
			t.Fatalf("%s: what went out comes back as new: %+v", name, l)
		}
	}
	return data
}

// BenchmarkMerge reads twelve edited Word files of a report of twenty pages and finds the
// remarks of each.
func BenchmarkMerge(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	k := genDesk(r, 260) // some 20 pages of the fixture's kind
	base := Version{No: 1, Passages: slices.Clone(k.Passages)}
	var files [][]byte
	edits := 0
	for range 12 {
		g := &genFile{Rand: r}
		g.generate(k.Passages, true)
		files = append(files, g.bytes(b, nil))
		edits += len(g.wanted)
	}
	b.ResetTimer()
	for b.Loop() {
		found := 0
		for _, f := range files {
			got, err := k.Interpret(f, []Version{base}, "")
			if err != nil {
				b.Fatal(err)
			}
			for _, l := range got.Lines {
				found += len(l.Sources)
			}
		}
		if found != edits {
			b.Fatalf("%d of %d edits", found, edits)
		}
	}
	b.ReportMetric(float64(edits), "edits")
}

// TestFixture reads the reviewed draft against the draft it was made from, which is not a file
// of ours and has no bookmarks of ours: 12 insertions, 8 deletions and 9 comments, each once.
func TestFixture(t *testing.T) {
	load := func(name string) []byte {
		data, err := os.ReadFile("../../platform/docx/revision/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	k := genDesk(rand.New(rand.NewPCG(3, 4)), 0)
	texts := map[int]report.ParagraphID{}
	for i, p := range readAll(t, load("01_du-thao-bao-cao.docx")).Paragraphs {
		if !p.Cell && strings.TrimSpace(p.Before) != "" {
			texts[i] = report.ParagraphID(i + 1)
			k.Passages = append(k.Passages, Passage{Para: texts[i], Kind: report.Body, Linked: p.Before, Text: p.Before})
		}
	}
	got, err := k.Interpret(load("02_du-thao-bao-cao_gop-y.docx"), nil, "")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, l := range got.Lines {
		for _, s := range l.Sources {
			count[s.Kind]++
		}
		if l.Remark.Para == 0 && l.Remark.Place == "" {
			t.Errorf("nowhere: %+v", l)
		}
	}
	if count["insertion"] != 12 || count["deletion"] != 8 || count["comment"] != 9 || len(count) != 3 {
		t.Fatalf("%v", count)
	}
	for _, l := range got.Lines {
		if len(l.Remark.Steps) > 0 && !Clean(k.Weigh(l.Remark)) {
			t.Errorf("needs a look: %+v", l.Remark)
		}
	}
}
