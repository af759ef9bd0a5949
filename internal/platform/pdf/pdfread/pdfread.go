// Package pdfread reads the words of a PDF file (đọc chữ trong tệp PDF), to look for marks in
// them: the letters of all pages as a reader sees them, in lines, the notes and stamps on them, the
// titles, what forms hold. Nothing of the file is run or fetched, time and memory are bounded, and a
// damaged or odd file gives what could be read of it.
package pdfread

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Text (chữ đọc được) is what could be read of a file.
type Text struct {
	Words   string   // in lines; a form feed ends each page, what belongs to no page comes last
	Pages   int      // pages that were found
	Blind   int      // pages that show what could not be read: scans, drawings, letters without a code
	Locked  bool     // the file is encrypted
	Partial bool     // something is damaged or beyond the limits
	Inside  [][]byte // files inside the file
}

// Whole reports whether all that the file shows was read.
func (t Text) Whole() bool { return t.Pages > 0 && t.Blind == 0 && !t.Locked && !t.Partial }

// Read reads a PDF file.
func Read(data []byte) (t Text) {
	var out strings.Builder
	defer func() {
		if p := recover(); p != nil { // whatever a file holds, nobody is kept from sending it
			t.Partial = true
		}
		t.Words = out.String()
	}()
	f := open(data)
	if t.Locked = f.locked; t.Locked {
		return t
	}
	f.resources()
	seen := map[*object]bool{}
	for _, o := range f.order {
		d, ok := o.value.(dict)
		if !ok || d["Type"] != name("Page") || seen[o] {
			continue
		}
		seen[o] = true
		t.Pages++
		if f.page(d, &out) {
			t.Blind++
		}
		out.WriteByte('\f')
	}
	for _, o := range f.order {
		f.rest(o, &t, &out)
		f.said(o.value, &out, 0)
	}
	t.Partial = t.Partial || f.partial
	return t
}

// resources notes every font under the name by which pages call it.
func (f *file) resources() {
	for _, o := range f.order {
		d, ok := o.value.(dict)
		if !ok {
			continue
		}
		for _, r := range []dict{d, f.dict(d["Resources"])} {
			for n, v := range f.dict(r["Font"]) {
				if x := f.font(v); x != nil && len(f.named) < 10_000 {
					f.named[n] = x
				}
			}
		}
	}
}

// page reads one page and reports whether something on it could not be read.
func (f *file) page(d dict, out *strings.Builder) (blind bool) {
	resources := dict(nil)
	for up, n := d, 0; up != nil && resources == nil && n < 50; up, n = f.dict(up["Parent"]), n+1 {
		resources = f.dict(up["Resources"])
	}
	var content bytes.Buffer
	parts, several := f.value(d["Contents"]).([]any)
	if !several {
		parts = []any{d["Contents"]}
	}
	for _, c := range parts {
		if o := f.at(c); o != nil {
			f.done[o] = true
			content.Write(f.bytes(o))
			content.WriteByte('\n')
		}
	}
	p := &page{shown: map[*object]bool{}, out: out}
	f.read(p, content.Bytes(), resources, unit, 0)
	p.flush()
	return p.blind()
}

// rest reads the streams that no page showed: stamps, notes, earlier versions, descriptions, files.
func (f *file) rest(o *object, t *Text, out *strings.Builder) {
	d, ok := o.value.(dict)
	if !ok || o.raw == nil || f.done[o] || d["Subtype"] == name("Image") || d["Type"] == name("ObjStm") || d["Type"] == name("XRef") {
		return
	}
	for _, k := range []string{"Length1", "Length2", "Length3", "FunctionType", "ShadingType", "PatternType", "N", "Alternate"} {
		if d[k] != nil && d["Resources"] == nil {
			return
		}
	}
	switch d["Subtype"] {
	case name("Type1C"), name("CIDFontType0C"), name("OpenType"):
		return
	}
	if d["Type"] == name("EmbeddedFile") {
		if b := f.bytes(o); len(t.Inside) < maxInside {
			t.Inside = append(t.Inside, b)
		} else {
			t.Partial = true
		}
		return
	}
	b := f.bytes(o)
	f.done[o] = true
	if x := bytes.TrimSpace(b); len(x) > 1 && x[0] == '<' && x[1] != '<' {
		out.WriteString(untagged(string(x)) + "\n")
		return
	}
	if !bytes.Contains(b, []byte("BT")) || bytes.Contains(b, []byte("begincmap")) {
		return
	}
	p := &page{shown: map[*object]bool{}, out: out}
	f.read(p, b, f.dict(d["Resources"]), unit, 0)
	p.flush()
}

// told are the keys whose strings people read: titles, notes, what is typed into forms.
var told = []string{"Title", "Subject", "Keywords", "Contents", "V", "DV", "ActualText", "Alt", "TU", "UF", "F", "Desc"}

// said writes the strings that a value holds for people.
func (f *file) said(v any, out *strings.Builder, depth int) {
	if depth > maxDepth || out.Len() > maxWords {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			f.said(x, out, depth+1)
		}
	case dict:
		for _, k := range told {
			if s, ok := f.value(v[k]).(chars); ok {
				fmt.Fprintln(out, plainText(s))
			}
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			f.said(v[k], out, depth+1)
		}
	}
}

// untagged gives the text of XML, an element a line.
func untagged(s string) string {
	var out strings.Builder
	for s != "" {
		text, rest, ok := strings.Cut(s, "<")
		if text = strings.TrimSpace(text); text != "" {
			out.WriteString(text + "\n")
		}
		if !ok {
			break
		}
		_, s, _ = strings.Cut(rest, ">")
	}
	return out.String()
}
