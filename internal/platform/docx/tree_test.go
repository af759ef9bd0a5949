package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"thidua/internal/base/paper"
)

// A node is one XML element, read by encoding/xml alone.
type node struct {
	name string
	attr map[string]string
	kids []*node
	text string
}

func parse(t testing.TB, data []byte) *node {
	t.Helper()
	root := &node{}
	stack := []*node{root}
	for dec := xml.NewDecoder(bytes.NewReader(data)); ; {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%.400s", err, data)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			n := &node{name: e.Name.Local, attr: map[string]string{}}
			for _, a := range e.Attr {
				n.attr[a.Name.Local] = a.Value
			}
			top := stack[len(stack)-1]
			top.kids = append(top.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			stack[len(stack)-1].text += string(e)
		}
	}
	return root.kids[0]
}

func (n *node) walk(f func(*node)) {
	f(n)
	for _, k := range n.kids {
		k.walk(f)
	}
}

func (n *node) all(name string) (out []*node) {
	n.walk(func(k *node) {
		if k.name == name {
			out = append(out, k)
		}
	})
	return out
}

// kid gives the first child of that name, or an empty node.
func (n *node) kid(name string) *node {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return &node{attr: map[string]string{}}
}

func (n *node) has(name string) bool { return len(n.all(name)) > 0 }

// content gives the text of w:t, w:br and w:tab below n.
func (n *node) content() string {
	var b strings.Builder
	n.walk(func(k *node) {
		switch k.name {
		case "t":
			b.WriteString(k.text)
		case "br":
			b.WriteByte('\n')
		case "tab":
			b.WriteByte('\t')
		}
	})
	return b.String()
}

// open writes d and reads every part.
func open(t testing.TB, d *paper.Document) map[string][]byte {
	t.Helper()
	var w bytes.Buffer
	if err := Write(&w, d); err != nil {
		t.Fatal(err)
	}
	zr, err := zip.NewReader(bytes.NewReader(w.Bytes()), int64(w.Len()))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = data
	}
	return parts
}

func document(t testing.TB, d *paper.Document) *node {
	return parse(t, open(t, d)["word/document.xml"])
}
