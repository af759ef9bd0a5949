package revision

import (
	"archive/zip"
	"bytes"
	"fmt"
	"sort"
	"strings"
	"testing"
)

const (
	nsWord   = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsStrict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	typeBase = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	relBase  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	spaces   = `xmlns:w="` + nsWord + `" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"` +
		` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"` +
		` xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"` +
		` xmlns:v="urn:schemas-microsoft-com:vml"`
)

// parts makes the files of a .docx: body is what w:body holds, extra the other parts by the
// name of their root element.
func parts(body string, extra map[string]string) map[string]string {
	files := map[string]string{
		"_rels/.rels":       `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="` + relBase + `officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml": `<?xml version="1.0" encoding="UTF-8"?><w:document ` + spaces + `><w:body>` + body + `</w:body></w:document>`,
	}
	types := `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="` + typeBase + `document.main+xml"/></Types>`
	files["[Content_Types].xml"] = types
	rels := ""
	for name, in := range extra {
		root := strings.TrimRight(name, "0123456789")
		element, kind := "w:"+root, root
		switch root {
		case "commentsExtended":
			element = "w15:commentsEx"
		case "header":
			element = "w:hdr"
		case "footer":
			element = "w:ftr"
		}
		files["word/"+name+".xml"] = "<" + element + " " + spaces + ">" + in + "</" + element + ">"
		rels += `<Relationship Id="x` + name + `" Type="` + relBase + kind + `" Target="` + name + `.xml"/>`
	}
	files["word/_rels/document.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels + `</Relationships>`
	return files
}

func pack(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var names []string
	for n := range files {
		names = append(names, n)
	}
	sort.Strings(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		f, err := z.Create(n)
		if err == nil {
			_, err = f.Write([]byte(files[n]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readBody(t testing.TB, body string, extra map[string]string) *Document {
	t.Helper()
	d, err := Read(pack(t, parts(body, extra)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// short writes a change in one line.
func short(c Change) string {
	s := fmt.Sprintf("%s %s %s@%d+%d %q", c.Kind, c.Author, c.Date, c.Paragraph, c.Offset, c.Text)
	if c.Quoted != "" {
		s += fmt.Sprintf(" on %q", c.Quoted)
	}
	if c.To != c.Paragraph && (c.To != 0 || c.Kind == Move) {
		s += fmt.Sprintf(" to %d", c.To)
	}
	if c.Mark {
		s += " mark"
	}
	if c.Row {
		s += " row"
	}
	if c.Part != "" {
		s += " in " + c.Part
	}
	if c.Parent != "" {
		s += " under " + c.Parent
	}
	if c.Resolved {
		s += " done"
	}
	return s
}

// Shorthand for hand-written parts: a run, a deleted run, who did it when.
func r(s string) string  { return `<w:r><w:t xml:space="preserve">` + s + `</w:t></w:r>` }
func rd(s string) string { return `<w:r><w:delText xml:space="preserve">` + s + `</w:delText></w:r>` }
func by(author string, day int) string {
	return fmt.Sprintf(` w:id="%d" w:author="%s" w:date="2022-07-%02dT08:00:00Z"`, day*7, author, day)
}
func p(in ...string) string { return "<w:p>" + strings.Join(in, "") + "</w:p>" }
func tag(name, attrs string, in ...string) string {
	return "<w:" + name + attrs + ">" + strings.Join(in, "") + "</w:" + name + ">"
}

// pm is a paragraph whose mark carries a change.
func pm(mark string, in ...string) string {
	return "<w:p><w:pPr><w:rPr>" + mark + "</w:rPr></w:pPr>" + strings.Join(in, "") + "</w:p>"
}
