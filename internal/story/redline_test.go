package story

import (
	"archive/zip"
	"bytes"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// A redline is what a reviewer does to a Word file with Track Changes on. It writes the parts of the file as
// text, and shares no code with what reads them.
type redline struct {
	author string
	body   string
	notes  []string
	ids    int
}

const redlineDate = ` w:date="2022-07-12T08:15:00Z"`

// redline turns the last answer, a Word file, into the file that a reviewer sends back:
//
//	redline NAME AUTHOR
//	  insert=words of the file|words put behind them
//	  delete=words of the file
//	  replace=words of the file|words put in their place
//	  comment=words of the file|what is said about them
func (w *world) redline(rest string, lines []string) error {
	name, author, _ := strings.Cut(rest, " ")
	parts, order, err := unzip(w.body)
	if err != nil {
		return err
	}
	r := &redline{author: author, body: parts["word/document.xml"], ids: 700000}
	for _, l := range lines {
		if err := r.edit(l); err != nil {
			return err
		}
	}
	parts["word/document.xml"] = r.body
	if len(r.notes) > 0 {
		if parts["word/comments.xml"] != "" {
			return fmt.Errorf("the file has comments already")
		}
		order = append(order, "word/comments.xml")
		parts["word/comments.xml"] = `<?xml version="1.0" encoding="UTF-8"?><w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">` + strings.Join(r.notes, "") + `</w:comments>`
		parts["[Content_Types].xml"] = strings.Replace(parts["[Content_Types].xml"], `</Types>`, `<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/></Types>`, 1)
		parts["word/_rels/document.xml.rels"] = strings.Replace(parts["word/_rels/document.xml.rels"], `</Relationships>`, `<Relationship Id="rIdNotes" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>`, 1)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, n := range order {
		f, err := z.Create(n)
		if err != nil {
			return err
		}
		io.WriteString(f, parts[n])
	}
	if err := z.Close(); err != nil {
		return err
	}
	dir := w.group.TempDir()
	w.folders = append(w.folders, dir)
	return os.WriteFile(filepath.Join(dir, name), out.Bytes(), 0o600)
}

func unzip(file string) (parts map[string]string, order []string, err error) {
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, nil, err
	}
	parts = map[string]string{}
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			return nil, nil, err
		}
		b, err := io.ReadAll(in)
		if err != nil {
			return nil, nil, err
		}
		parts[f.Name] = string(b)
		order = append(order, f.Name)
	}
	return parts, order, nil
}

func (r *redline) attrs() string {
	r.ids++
	return fmt.Sprintf(` w:id="%d" w:author="%s"`, r.ids, html.EscapeString(r.author)) + redlineDate
}

// edit does one thing at the first place where the words stand.
func (r *redline) edit(line string) error {
	what, rest, _ := strings.Cut(line, "=")
	old, add, _ := strings.Cut(rest, "|")
	old, add = html.EscapeString(old), html.EscapeString(add)
	at := strings.Index(r.body, old)
	if at < 0 {
		return fmt.Errorf("%q does not stand in one run of the file", old)
	}
	open := strings.LastIndex(r.body[:at], "<w:t")
	run := strings.LastIndex(r.body[:at], "<w:r>")
	if open < run || run < 0 || strings.Contains(r.body[open:at], "</w:t>") {
		return fmt.Errorf("%q is not text of a run", old)
	}
	props := r.body[run+len("<w:r>") : open]
	piece := func(tag, s string) string {
		return `<w:r>` + props + `<w:` + tag + ` xml:space="preserve">` + s + `</w:` + tag + `></w:r>`
	}
	text := r.body[open+strings.Index(r.body[open:], ">")+1:]
	text = text[:strings.Index(text, "</w:t>")]
	end := strings.Index(r.body[at:], "</w:r>") + at + len("</w:r>")
	before, after, _ := strings.Cut(text, old)
	var mid string
	switch what {
	case "insert":
		mid = piece("t", old) + `<w:ins` + r.attrs() + `>` + piece("t", add) + `</w:ins>`
	case "delete":
		mid = `<w:del` + r.attrs() + `>` + piece("delText", old) + `</w:del>`
	case "replace":
		mid = `<w:del` + r.attrs() + `>` + piece("delText", old) + `</w:del><w:ins` + r.attrs() + `>` + piece("t", add) + `</w:ins>`
	case "comment":
		n := len(r.notes)
		mid = fmt.Sprintf(`<w:commentRangeStart w:id="%d"/>%s<w:commentRangeEnd w:id="%d"/><w:r><w:commentReference w:id="%d"/></w:r>`, n, piece("t", old), n, n)
		r.notes = append(r.notes, fmt.Sprintf(`<w:comment w:id="%d" w:author="%s"%s><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:comment>`, n, html.EscapeString(r.author), redlineDate, add))
	default:
		return fmt.Errorf("no such edit: %s", what)
	}
	if before != "" {
		mid = piece("t", before) + mid
	}
	if after != "" {
		mid += piece("t", after)
	}
	r.body = r.body[:run] + mid + r.body[end:]
	return nil
}

// picture draws a photo to upload.
func (w *world) picture(name string) error {
	img := image.NewRGBA(image.Rect(0, 0, 640, 420))
	for y := range 420 {
		for x := range 640 {
			img.Set(x, y, color.RGBA{uint8(60 + x/5), uint8(90 + y/4), uint8(120 + (x+y)/12), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		return err
	}
	dir := w.group.TempDir()
	w.folders = append(w.folders, dir)
	return os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600)
}
