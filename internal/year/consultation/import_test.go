package consultation_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/year/consultation"
)

func (w *world) draftFile(no int) []byte {
	w.t.Helper()
	_, _, body, err := w.Download(w.ctx, w.lead, w.at, consultation.DraftPaper, no)
	must(w.t, err)
	return body
}

// edit changes the main part of a Word file as text.
func edit(t testing.TB, data []byte, old, new string) []byte {
	t.Helper()
	return rewrite(t, data, func(name string, body []byte) []byte {
		if name != "word/document.xml" {
			return body
		}
		if !bytes.Contains(body, []byte(old)) {
			t.Fatalf("no %q in the file", old)
		}
		return bytes.Replace(body, []byte(old), []byte(new), 1)
	})
}

func rewrite(t testing.TB, data []byte, f func(name string, body []byte) []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, x := range r.File {
		in, err := x.Open()
		must(t, err)
		body, err := io.ReadAll(in)
		must(t, err)
		if body = f(x.Name, body); body == nil {
			continue
		}
		o, err := z.Create(x.Name)
		must(t, err)
		o.Write(body)
	}
	must(t, z.Close())
	return out.Bytes()
}

const insDate = ` w:date="2022-07-08T08:15:00Z"`

// The same file twice changes nothing; a file that goes on from it brings only what is new.
func TestSameFileTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		p, q := w.body(0), w.body(1)
		first := edit(t, w.draftFile(1), p.Text+`</w:t></w:r>`, p.Text+`</w:t></w:r><w:ins w:id="900001" w:author="Đại biểu Sở Tư pháp"`+insDate+`><w:r><w:t> Thêm.</w:t></w:r></w:ins>`)
		n, r, err := w.Upload(w.ctx, w.lead, w.at, "gop-y.docx", first)
		must(t, err)
		if r.Count(consultation.Take) != 1 || r.Untracked() != 0 || len(w.desk().Remarks) != 0 {
			t.Fatalf("%+v", r)
		}
		_, err = w.Take(w.ctx, w.lead, w.at, n)
		must(t, err)
		k := w.desk()
		if len(k.Remarks) != 1 || k.Remarks[0].Para != p.Para || k.Remarks[0].Unit != w.stp.Unit() || k.Remarks[0].Via != consultation.Word {
			t.Fatalf("%+v", k.Remarks)
		}
		again, r, err := w.Upload(w.ctx, w.lead, w.at, "ten-khac.docx", first)
		must(t, err)
		if again != n || r.Count(consultation.Known) != 1 || r.Count(consultation.Take) != 0 {
			t.Fatalf("the same file again: %v, %+v", again == n, r.Lines)
		}
		_, err = w.Take(w.ctx, w.lead, w.at, n)
		must(t, err)
		more := edit(t, first, q.Text+`</w:t></w:r>`, q.Text+`</w:t></w:r><w:ins w:id="900002" w:author="Đại biểu TAND tỉnh"`+insDate+`><w:r><w:t> Nữa.</w:t></w:r></w:ins>`)
		n, r, err = w.Upload(w.ctx, w.lead, w.at, "gop-y.docx", more)
		must(t, err)
		if r.Count(consultation.Known) != 1 || r.Count(consultation.Take) != 1 {
			t.Fatalf("%+v", r.Lines)
		}
		_, err = w.Take(w.ctx, w.lead, w.at, n)
		must(t, err)
		if n := len(w.desk().Remarks); n != 2 {
			t.Fatalf("%d remarks", n)
		}
	})
}

// Two units that make the same edit without tracking are two voices; the same unit again is not.
func TestSameEditOfTwoUnits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		p, q := w.body(0), w.body(1)
		data := edit(t, w.draftFile(1), p.Text, p.Text+" Sửa không theo dõi.")
		data = edit(t, data, q.Text+`</w:t></w:r>`, q.Text+`</w:t></w:r><w:ins w:id="900001" w:author="Admin"><w:r><w:t> Không có ngày.</w:t></w:r></w:ins>`)
		send := func(by who.Actor, name string) *consultation.Reading {
			t.Helper()
			n, _, err := w.Upload(w.ctx, by, w.at, name, data)
			must(t, err)
			r, err := w.Take(w.ctx, by, w.at, n)
			must(t, err)
			return r
		}
		for i, by := range []who.Actor{w.tand, w.stp} {
			if r := send(by, "gop-y.docx"); r.Count(consultation.Take) != 2 {
				t.Fatalf("file %d: %+v", i, r.Lines)
			}
		}
		if r := send(w.tand, "gui-lai.docx"); r.Count(consultation.Known) != 2 {
			t.Fatalf("the same unit again: %+v", r.Lines)
		}
		var units []id.Unit
		for _, x := range w.desk().Remarks {
			units = append(units, x.Unit)
		}
		if a, b := w.tand.Unit(), w.stp.Unit(); !slices.Equal(units, []id.Unit{a, a, b, b}) {
			t.Fatalf("remarks of %v", units)
		}
	})
}

// The file with all remarks comes back: what it held when it went out is known, what a unit added to it is new,
// though its author has the name of one who spoke before.
func TestAllRemarksComeBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		p, q := w.body(0), w.body(1)
		n := w.wish(w.tand, p, p.Text+" Thêm một câu.")
		w.say(w.stp, consultation.Entry{Para: q.Para, Kind: consultation.Question, Quoted: strings.Fields(q.Text)[0], Text: "Số liệu đến ngày nào?"})
		w.resolve(n, consultation.Accepted, "")
		_, err := w.Say(w.ctx, w.lead, w.at, consultation.Entry{Kind: consultation.Comment, Text: "Cần ngắn hơn.", Author: "Đại diện TAND tỉnh", Unit: w.tand.Unit()})
		must(t, err)
		_, _, data, err := w.Download(w.ctx, w.lead, w.at, consultation.TrackedPaper, 0)
		must(t, err)
		r, err := w.Preview(w.ctx, w.stp, w.at, data)
		must(t, err)
		if r.Tracked < 3 || r.Count(consultation.Take) != 0 || r.Untracked() != 0 {
			t.Fatalf("the file as it went out: %+v", r.Lines)
		}
		author := ""
		for _, l := range r.Lines {
			if l.Sources[0].Kind == "insertion" {
				author = l.Sources[0].Author
			}
		}
		w.clock.Set(w.clock.Now().Add(2 * time.Minute))
		w.say(w.tand, consultation.Entry{Para: q.Para, Kind: consultation.Comment, Text: "Đến sau khi tệp đã gửi đi."})
		data = edit(t, data, `<w:body>`, `<w:body><w:p><w:pPr><w:rPr><w:ins w:id="900001" w:author="`+author+`" w:date="`+w.clock.Now().UTC().Format(time.RFC3339)+`"/></w:rPr></w:pPr><w:ins w:id="900002" w:author="`+author+`" w:date="`+w.clock.Now().UTC().Format(time.RFC3339)+`"><w:r><w:t>Câu của người đã góp ý trước.</w:t></w:r></w:ins></w:p>`)
		r, err = w.Preview(w.ctx, w.tand, w.at, data)
		must(t, err)
		if r.Count(consultation.Take) != 1 || !strings.Contains(r.Lines[0].Sources[0].Text, "góp ý trước") {
			t.Fatalf("what was added to it: %+v", r.Lines)
		}
	})
}

// A unit's own file brings remarks of that unit; the file of another unit is not shown.
func TestFilesOfUnits(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		p := w.body(0)
		data := edit(t, w.draftFile(0), p.Text, p.Text+" Sửa khi chưa bật theo dõi.")
		_, _, err := w.Upload(w.ctx, w.tand, w.at, "x.docx", data)
		must(t, err)
		files, err := consultation.Files(w.ctx, w.DB(), w.desk().Draft.ID)
		must(t, err)
		_, err = w.Take(w.ctx, w.tand, w.at, files[0].ID)
		refused(t, err, "consult.noround")
		w.round()
		if _, _, err := w.Stored(w.ctx, w.stp, w.at, files[0].ID); !fault.Is(err, fault.NotFound) {
			t.Fatalf("another unit's file: %v", err)
		}
		r, err := w.Take(w.ctx, w.tand, w.at, files[0].ID)
		must(t, err)
		if r.Untracked() != 1 || len(r.Lines) != 1 {
			t.Fatalf("%+v", r.Lines)
		}
		x := w.desk().Remarks[0]
		if x.Unit != w.tand.Unit() || x.Para != p.Para || x.Steps[0].Text != p.Text+" Sửa khi chưa bật theo dõi." {
			t.Fatalf("%+v", x)
		}
	})
}

// A file made from an older version is brought over to the text now.
func TestOlderVersion(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		p, q := w.body(0), w.body(1)
		old := w.draftFile(1)
		n := w.wish(w.tand, p, p.Text+" Mới.")
		w.resolve(n, consultation.Accepted, "")
		must(t, w.report.Remove(w.ctx, w.lead, w.at.Bloc, h1, q.Para, 0))
		_, err := w.OpenRound(w.ctx, w.lead, w.at, consultation.Call{Stage: consultation.During, Due: w.Today().AddDays(5)})
		must(t, err)
		head := strings.Fields(p.Text)[0]
		data := edit(t, old, p.Text, `</w:t></w:r><w:ins w:id="900001" w:author="A"`+insDate+`><w:r><w:t xml:space="preserve">Trước </w:t></w:r></w:ins><w:r><w:t>`+p.Text)
		data = edit(t, data, q.Text+`</w:t></w:r>`, q.Text+`</w:t></w:r><w:ins w:id="900002" w:author="A"`+insDate+`><w:r><w:t> Sau.</w:t></w:r></w:ins>`)
		r, err := w.Preview(w.ctx, w.lead, w.at, data)
		must(t, err)
		if !r.Older || r.Version.No != 1 || r.Untracked() != 0 || len(r.Lines) != 2 || r.Lines[0].Fit != "clean" || r.Lines[1].Fit != "gone" {
			t.Fatalf("%+v", r)
		}
		if o := w.desk().Weigh(r.Lines[0].Remark); o[0].Text != "Trước "+head+strings.TrimPrefix(p.Text, head)+" Mới." {
			t.Fatalf("%q", o[0].Text)
		}
	})
}

// What cannot be taken is refused with a sentence, and nothing is kept.
func TestBadFiles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		good := w.draftFile(1)
		other, err := os.ReadFile("../../platform/docx/revision/testdata/02_du-thao-bao-cao_gop-y.docx")
		must(t, err)
		for name, c := range map[string]struct {
			data []byte
			msg  string
		}{
			"empty": {nil, "revision.empty"},
			"cut":   {good[:len(good)/2], "revision.damaged"},
			"text":  {[]byte("xin chào"), "revision.damaged"},
			"macro": {rewrite(t, good, func(n string, b []byte) []byte {
				return bytes.ReplaceAll(b, []byte("wordprocessingml.document.main+xml"), []byte("ms-word.document.macroEnabled.main+xml"))
			}), "revision.macro"},
			"no part":  {rewrite(t, good, func(n string, b []byte) []byte { return map[bool][]byte{true: nil, false: b}[n == "word/document.xml"] }), "revision.damaged"},
			"xml":      {edit(t, good, "</w:body>", "<"), "revision.damaged"},
			"not ours": {other, "consult.notours"},
			"other one": {rewrite(t, good, func(n string, b []byte) []byte {
				return bytes.ReplaceAll(b, []byte(w.desk().Draft.ID.String()+"</vt:lpwstr>"), []byte("1a</vt:lpwstr>"))
			}), "consult.otherdraft"},
		} {
			_, _, err := w.Upload(w.ctx, w.lead, w.at, name+".docx", c.data)
			t.Log(name)
			refused(t, err, c.msg)
		}
		_, _, err = w.Upload(w.ctx, w.lead, w.at, "tối mật.docx", good)
		if !fault.Is(err, fault.Invalid) {
			t.Fatalf("a marked name: %v", err)
		}
		files, err := consultation.Files(w.ctx, w.DB(), w.desk().Draft.ID)
		must(t, err)
		if len(files) != 0 || len(w.desk().Remarks) != 0 {
			t.Fatal("something was kept")
		}
	})
}

// The papers open, and the tracked one says who wished what.
func TestPapers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.round()
		p, q := w.body(0), w.body(1)
		n := w.wish(w.tand, p, p.Text+" Thêm của TAND.")
		m := w.wish(w.stp, q, "Viết lại hẳn.")
		w.resolve(n, consultation.Accepted, "")
		w.resolve(m, consultation.Explained, "Giữ nguyên vì đã thống nhất.")
		for _, c := range []struct {
			paper consultation.Paper
			part  string
			want  []string
		}{
			{consultation.TrackedPaper, "word/document.xml", []string{"<w:ins ", "Thêm của TAND.", "commentRangeStart"}},
			{consultation.TrackedPaper, "word/comments.xml", []string{"Giữ nguyên vì đã thống nhất.", "Viết lại hẳn"}},
			{consultation.TablePaper, "word/document.xml", []string{"BẢNG TỔNG HỢP", "Giữ nguyên vì đã thống nhất.", "tiếp thu 1"}},
			{consultation.SheetPaper, "xl/sharedStrings.xml", []string{"Giữ nguyên vì đã thống nhất."}},
			{consultation.DraftPaper, "docProps/custom.xml", []string{w.desk().Draft.ID.String()}},
		} {
			_, _, data, err := w.Download(w.ctx, w.tand, w.at, c.paper, 0)
			must(t, err)
			found := false
			rewrite(t, data, func(name string, b []byte) []byte {
				if name == c.part {
					found = true
					for _, s := range c.want {
						if !bytes.Contains(b, []byte(s)) {
							t.Errorf("%s: no %q in %s", c.paper, s, name)
						}
					}
				}
				return b
			})
			if !found {
				t.Errorf("%s: no part %s", c.paper, c.part)
			}
		}
	})
}
