package portal

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// A Block (khối văn bản) is one paragraph, heading, list, quotation or photo of an article.
// Pages print it through templates, which escape every text: there is no HTML to clean.
type Block struct {
	Kind  string // "p", "h2", "h3", "ul", "ol", "quote", "photo"
	Spans []Piece
	Items [][]Block // of a list: the blocks of each item
	Inner []Block   // of a quotation
	Start int       // of an ordered list
	Photo int       // number of the photo
}

// A Piece (đoạn chữ) is a stretch of text of one look.
type Piece struct {
	Text         string
	Bold, Italic bool
	Break        bool   // a line ends here
	Link         string // "" for none
}

var marker = regexp.MustCompile(`(?i)^\[\s*(?:ảnh|anh|photo)\s+(\d{1,3})\s*\]$`)

// markerOf gives the number of the photo that a line stands for, 0 for none.
func markerOf(line string) int {
	m := marker.FindStringSubmatch(strings.TrimSpace(line))
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// Read reads the Markdown of an article. HTML in it is text like any other.
func Read(body string) []Block {
	src := []byte(body)
	doc := goldmark.DefaultParser().Parse(text.NewReader(src))
	return reader{src}.blocks(doc, 0)
}

type reader struct{ src []byte }

// maxDepth is how deep lists and quotations are followed; what lies deeper is plain text.
const maxDepth = 6

func (r reader) blocks(parent ast.Node, depth int) (list []Block) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if depth > maxDepth {
			list = append(list, Block{Kind: "p", Spans: []Piece{{Text: r.raw(n)}}})
			continue
		}
		switch n := n.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			b := Block{Kind: "p", Spans: r.spans(n, Piece{}, 0)}
			if p := markerOf(plain(b.Spans)); p > 0 {
				b = Block{Kind: "photo", Photo: p}
			}
			list = append(list, b)
		case *ast.Heading:
			b := Block{Kind: "h3", Spans: r.spans(n, Piece{}, 0)}
			if n.Level <= 2 {
				b.Kind = "h2"
			}
			list = append(list, b)
		case *ast.List:
			b := Block{Kind: "ul"}
			if n.IsOrdered() {
				b.Kind, b.Start = "ol", min(max(n.Start, 0), 1_000_000)
			}
			for i := n.FirstChild(); i != nil; i = i.NextSibling() {
				b.Items = append(b.Items, r.blocks(i, depth+1))
			}
			list = append(list, b)
		case *ast.Blockquote:
			list = append(list, Block{Kind: "quote", Inner: r.blocks(n, depth+1)})
		case *ast.ThematicBreak:
		default: // code and HTML: what was typed, as text
			if s := strings.TrimSpace(r.raw(n)); s != "" {
				list = append(list, Block{Kind: "p", Spans: []Piece{{Text: s}}})
			}
		}
	}
	return list
}

func (r reader) spans(parent ast.Node, look Piece, depth int) (list []Piece) {
	add := func(s string) {
		if s != "" {
			p := look
			p.Text = s
			list = append(list, p)
		}
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if depth > maxDepth {
			add(r.letters(n))
			continue
		}
		switch n := n.(type) {
		case *ast.Text:
			add(string(n.Segment.Value(r.src)))
			switch {
			case n.HardLineBreak():
				list = append(list, Piece{Break: true})
			case n.SoftLineBreak():
				add(" ")
			}
		case *ast.String:
			add(string(n.Value))
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				s := n.Segments.At(i)
				add(string(s.Value(r.src)))
			}
		case *ast.Emphasis:
			in := look
			if n.Level >= 2 {
				in.Bold = true
			} else {
				in.Italic = true
			}
			list = append(list, r.spans(n, in, depth+1)...)
		case *ast.Link:
			in := look
			in.Link = SafeLink(string(n.Destination))
			list = append(list, r.spans(n, in, depth+1)...)
		case *ast.AutoLink:
			p := look
			p.Text, p.Link = string(n.Label(r.src)), SafeLink(string(n.URL(r.src)))
			list = append(list, p)
		default: // images show their text, code its letters
			list = append(list, r.spans(n, look, depth+1)...)
		}
	}
	return list
}

// raw gives the source lines of a block and of what lies in it.
func (r reader) raw(n ast.Node) string {
	var b strings.Builder
	ast.Walk(n, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if in && n.Type() == ast.TypeBlock {
			for i := range n.Lines().Len() {
				s := n.Lines().At(i)
				b.Write(s.Value(r.src))
			}
			if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
				b.Write(h.ClosureLine.Value(r.src))
			}
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// letters gives the text below an inline node without its looks.
func (r reader) letters(n ast.Node) string {
	var b strings.Builder
	ast.Walk(n, func(n ast.Node, in bool) (ast.WalkStatus, error) {
		if t, ok := n.(*ast.Text); ok && in {
			b.Write(t.Segment.Value(r.src))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// plain gives the letters of pieces.
func plain(list []Piece) string {
	var b strings.Builder
	for _, p := range list {
		b.WriteString(p.Text)
	}
	return b.String()
}

// SafeLink gives an address that a page may link to: of the web or of this site; "" for any
// other.
func SafeLink(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1000 || strings.ContainsFunc(s, func(c rune) bool { return c <= ' ' || c == 0x7f || c == '\\' }) {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	switch {
	case (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
		return s
	case u.Scheme == "" && u.Host == "" && strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//"):
		return s
	}
	return ""
}

// PlainText gives the letters of an article, paragraph by paragraph, without photos.
func PlainText(blocks []Block) []string {
	var out []string
	for _, b := range blocks {
		switch b.Kind {
		case "photo":
		case "ul", "ol":
			for _, it := range b.Items {
				out = append(out, PlainText(it)...)
			}
		case "quote":
			out = append(out, PlainText(b.Inner)...)
		default:
			if s := strings.TrimSpace(plain(b.Spans)); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}
