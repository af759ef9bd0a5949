// Package pdf writes a paper.Document as a PDF file in the layout of Nghị định
// 30/2020/NĐ-CP, the same as platform/docx gives in Word. It sets the text itself: lines,
// pages, tables that repeat their header, footnotes. The same Document gives the same
// bytes.
//
// The letters are those of Liberation Serif, which has the widths of Times New Roman
// and all Vietnamese letters; each file carries the part of the font it uses. The fonts
// are parsed once in a process.
package pdf

import (
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strings"
	"sync"

	"thidua/internal/base/fault"
	"thidua/internal/base/paper"
)

//go:embed font/*.ttf.gz
var fontFiles embed.FS

// fontFile gives the file of a font, which is embedded packed: it makes half of it.
func fontFile(name string) ([]byte, error) {
	packed, err := fontFiles.Open("font/" + name + ".gz")
	if err != nil {
		return nil, err
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// faces gives regular, bold, italic and bold italic, in this order.
var faces = sync.OnceValues(func() (fs [4]*face, err error) {
	for i, n := range [4]string{"Regular", "Bold", "Italic", "BoldItalic"} {
		b, err := fontFile("LiberationSerif-" + n + ".ttf")
		if err != nil {
			return fs, err
		}
		if fs[i], err = parseFace("LiberationSerif-"+n, b); err != nil {
			return fs, err
		}
	}
	return fs, nil
})

// Write writes d to w.
func Write(w io.Writer, d *paper.Document) (err error) {
	defer fault.Wrap(&err, "pdf.Write")
	// No text may stop the program: a fault of the layout becomes an error.
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("pdf: %v", e)
		}
	}()
	f, err := newFile()
	if err != nil {
		return err
	}
	f.title = strings.Join(strings.Fields(d.PropTitle()), " ")
	f.author = strings.Join(paper.Lines(d.Issuer), " ")
	f.created = d.Created
	s := &setter{f: f, doc: d}
	s.document()
	if s.err != nil {
		return s.err
	}
	_, err = w.Write(f.bytes())
	return err
}
