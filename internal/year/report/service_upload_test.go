package report_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/report"
)

// A report that the secretary wrote in Word from the system's own becomes the draft: what was left as it was keeps
// its links, what was written is text, nothing that was left out is proposed again. No second draft, no other hand.
func TestUpload(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		x := open(t, d)
		file, err := x.Export(x.ctx, x.lead, x.bloc, h1, report.Options{Format: report.DOCX})
		if err != nil {
			t.Fatal(err)
		}
		before, err := x.Open(x.ctx, x.lead, x.bloc, h1)
		if err != nil || before.Stored {
			t.Fatal(err)
		}
		gone := before.Draft.Paragraphs[2]
		text := before.Table.Plain(gone.Text)
		file = rezip(t, file, func(s string) string { return strings.Replace(s, text, "Đoạn do Thư ký tự viết.", 1) })
		if _, err := x.Upload(x.ctx, x.other, x.bloc, h1, "bao-cao.docx", file); !fault.Is(err, fault.Denied) {
			t.Fatalf("another unit: %v", err)
		}
		book, err := os.ReadFile("../../../examples/tand-so-lieu-6-thang-2022.xlsx")
		if err != nil {
			t.Fatal(err)
		}
		for name, bad := range map[string][]byte{"so-lieu.docx": book, "cut.docx": file[:len(file)/2], "TỐI MẬT.docx": file} {
			if _, err := x.Upload(x.ctx, x.lead, x.bloc, h1, name, bad); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		got, err := x.Upload(x.ctx, x.lead, x.bloc, h1, "bao-cao.docx", file)
		if err != nil {
			t.Fatal(err)
		}
		v, err := x.Open(x.ctx, x.lead, x.bloc, h1)
		if err != nil {
			t.Fatal(err)
		}
		own, linked := 0, 0
		for _, p := range v.Draft.Paragraphs {
			switch {
			case p.Key == "" && p.Text == "Đoạn do Thư ký tự viết." && !p.Removed:
				own++
			case p.Key != "" && !p.Removed:
				linked++
			case p.Key == gone.Key && !p.Removed:
				t.Error("what was written over stands in the draft")
			}
		}
		if !v.Stored || own != 1 || linked < 20 || linked != got.Linked || len(v.Changes) != 0 {
			t.Errorf("own %d, linked %d of %+v, %d proposed", own, linked, got, len(v.Changes))
		}
		if _, err := x.Upload(x.ctx, x.lead, x.bloc, h1, "bao-cao.docx", file); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second draft: %v", err)
		}
	})
}

func rezip(t *testing.T, file []byte, f func(string) string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	changed := false
	for _, x := range r.File {
		in, err := x.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		s := f(string(body))
		changed = changed || s != string(body)
		o, err := z.Create(x.Name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(o, s)
	}
	if err := z.Close(); err != nil || !changed {
		t.Fatalf("changed %v, %v", changed, err)
	}
	return out.Bytes()
}
