package revision

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// space is a namespace that matters here; the transitional and the strict name of one are
// the same space.
type space byte

const (
	other space = iota
	word
	math
	compat
	word10 // paragraph ids of comments
	word12 // threads of comments
)

func spaceOf(uri string) space {
	switch uri {
	case "http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main":
		return word
	case "http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math":
		return math
	case "http://schemas.openxmlformats.org/markup-compatibility/2006":
		return compat
	case "http://schemas.microsoft.com/office/word/2010/wordml":
		return word10
	case "http://schemas.microsoft.com/office/word/2012/wordml":
		return word12
	}
	return other
}

// node is one element; of properties only what records a change is kept.
type node struct {
	space space
	name  string
	attrs []attribute
	kids  []*node
	text  []byte // of a leaf: its characters
}

type attribute struct {
	space       space
	name, value string
}

// attr gives the value of an attribute, whatever space it is in but preferring the element's
// own; "" when it is absent.
func (n *node) attr(name string) string {
	found := ""
	for _, a := range n.attrs {
		if a.name == name {
			if a.space == n.space {
				return a.value
			}
			found = a.value
		}
	}
	return found
}

// child gives the first child of a name, or nil.
func (n *node) child(name string) *node {
	for _, k := range n.kids {
		if k.name == name && k.space != math {
			return k
		}
	}
	return nil
}

// inner gives all text within n.
func (n *node) inner() string {
	if len(n.kids) == 0 {
		return string(n.text)
	}
	var b strings.Builder
	for _, k := range n.kids {
		b.WriteString(k.inner())
	}
	return b.String()
}

// holds reports whether n or anything in it satisfies f.
func (n *node) holds(f func(*node) bool) bool {
	if f(n) {
		return true
	}
	for _, k := range n.kids {
		if k.holds(f) {
			return true
		}
	}
	return false
}

// count tells how many nodes below and at n are such.
func (n *node) count(f func(*node) bool) (sum int) {
	if f(n) {
		sum = 1
	}
	for _, k := range n.kids {
		sum += k.count(f)
	}
	return sum
}

var (
	errXML = errors.New("xml is not well formed")
	errDTD = errors.New("xml carries a document type")
)

// parse reads one part into a tree. It knows no document types and no entities but the five
// of XML; count bounds the nodes of all parts together.
func parse(r io.Reader, count *int) (*node, error) {
	d := xml.NewDecoder(transform.NewReader(r, unicode.BOMOverride(transform.Nop)))
	d.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		switch strings.ToLower(charset) {
		case "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii":
			return in, nil // decoded by its byte order mark already
		}
		return nil, errXML
	}
	var root *node
	var stack []*node
	for {
		t, err := d.Token()
		if err == io.EOF && root != nil && len(stack) == 0 {
			return root, nil
		}
		if err != nil {
			if err == io.EOF {
				err = errXML
			}
			return nil, err
		}
		switch t := t.(type) {
		case xml.Directive:
			return nil, errDTD
		case xml.StartElement:
			if *count++; *count > maxNodes {
				return nil, tooMany()
			}
			if len(stack) >= maxDepth || root != nil && len(stack) == 0 {
				return nil, errXML
			}
			n := &node{space: spaceOf(t.Name.Space), name: t.Name.Local}
			if len(stack) == 0 {
				root = n
			} else if !keep(stack[len(stack)-1], n) {
				if err := skip(d, len(stack)); err != nil {
					return nil, err
				}
				continue
			} else {
				top := stack[len(stack)-1]
				top.kids = append(top.kids, n)
			}
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && !strings.HasPrefix(a.Name.Local, "rsid") {
					n.attrs = append(n.attrs, attribute{spaceOf(a.Name.Space), a.Name.Local, a.Value})
				}
			}
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				if n := stack[len(stack)-1]; isText(n) || n.space == other && len(n.kids) == 0 {
					n.text = append(n.text, t...)
				}
			}
		}
	}
}

// skip leaves the element that was just begun, keeping to the depth limit.
func skip(d *xml.Decoder, depth int) error {
	for open := 1; open > 0; {
		t, err := d.Token()
		switch t.(type) {
		case xml.Directive:
			return errDTD
		case xml.StartElement:
			if open++; depth+open > maxDepth {
				return errXML
			}
		case xml.EndElement:
			open--
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func isText(n *node) bool {
	return n.space == word && (n.name == "t" || n.name == "delText") || n.space == math && n.name == "t"
}

// properties are the elements whose children are layout; only records of changes in them
// are kept, and of those not the old layout they hold.
var properties = map[string]bool{
	"pPr": true, "rPr": true, "tblPr": true, "tblPrEx": true, "trPr": true, "tcPr": true, "sectPr": true,
	"numPr": true, "sdtPr": true, "sdtEndPr": true, "tblGrid": true, "customXmlPr": true, "smartTagPr": true,
}

var recorded = map[string]bool{
	"rPr": true, "sectPr": true, "numPr": true, "pStyle": true,
	"ins": true, "del": true, "moveFrom": true, "moveTo": true, "cellIns": true, "cellDel": true, "cellMerge": true,
	"rPrChange": true, "pPrChange": true, "tblPrChange": true, "tblPrExChange": true, "trPrChange": true, "tcPrChange": true,
	"sectPrChange": true, "numberingChange": true,
}

// keep decides whether child is worth a node.
func keep(parent, child *node) bool {
	switch {
	case parent.space == word && strings.HasSuffix(parent.name, "Change"):
		return false
	case parent.space == word && properties[parent.name]:
		return child.space == word && recorded[child.name]
	case child.space == math && strings.HasSuffix(child.name, "Pr"):
		return false
	}
	return true
}
