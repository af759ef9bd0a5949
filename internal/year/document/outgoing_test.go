package document

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/paper"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/org"
)

var bloc3 = org.Bloc{ID: 3, Name: "Khối thi đua số 3", Kind: org.KindBloc, Province: "Đắk Lắk"}

func TestSymbols(t *testing.T) {
	for _, tt := range []struct {
		n           int
		kind, field string
		want        string
	}{{5, "KH", "TĐKT", "05/KH-KTĐ"}, {12, "CV", "TĐKT", "12/KTĐ-TĐKT"}, {7, "CV", "", "07/KTĐ"}, {120, "TTr", "", "120/TTr-KTĐ"}, {1, "QĐ", "", "01/QĐ-KTĐ"}} {
		if got := (Series{Field: tt.field}).Code(tt.n, tt.kind, bloc3.PaperSymbol()); got != tt.want {
			t.Errorf("%d %s: %s, want %s", tt.n, tt.kind, got, tt.want)
		}
	}
	if (Series{Split: true}).Key("KH") != "KH" || (Series{}).Key("KH") != "" {
		t.Error("keys of series")
	}
	for _, f := range []string{"a/", "-", "hai từ dài quá hai mươi ký tự"} {
		if _, err := (Series{Field: f}).Clean(); !fault.Is(err, fault.Invalid) {
			t.Errorf("field %q: %v", f, err)
		}
	}
}

func kinds(list []paper.Block) string {
	var s []string
	for _, b := range list {
		name := map[paper.BlockKind]string{paper.Para: "para", paper.Heading: "h", paper.Item: "item", paper.TableOf: "table", paper.Annex: "annex", paper.Basis: "basis", paper.PlainRow: "row"}[b.Kind]
		if b.Kind == paper.Heading {
			name += fmt.Sprint(b.Level)
		}
		s = append(s, name)
	}
	return strings.Join(s, " ")
}

func TestParse(t *testing.T) {
	text := `KHỐI TRƯỞNG KHỐI THI ĐUA SỐ 3
Căn cứ Chỉ thị số 24/CT-UBND ngày 28/12/2021 của UBND tỉnh;
Theo đề nghị của Thư ký Khối.
QUYẾT ĐỊNH:
Điều 1. Công nhận **12 đơn vị**.
I. MỤC ĐÍCH
1. Mục đích
2. Các đơn vị báo cáo trước ngày 15/6.
- Một mục;
a) Điểm a.
Căn cứ tình hình thực tế;
| TT | Đơn vị |
|---|---|
| 1 | Thanh tra \| tỉnh |
Hết
Phụ lục I. Danh sách
Chữ trong phụ lục`
	list := Parse(text)
	if got, want := kinds(list), "row basis basis row para h1 h2 para item para para table para annex para"; got != want {
		t.Fatalf("\n%s\n%s", got, want)
	}
	if r := list[4].Runs; !r[0].Bold || r[0].Text != "Điều 1." || !r[2].Bold || r[2].Text != "12 đơn vị" {
		t.Errorf("%+v", r)
	}
	if tb := list[11].Table; len(tb.Header) != 1 || len(tb.Rows) != 1 || paper.Plain(tb.Rows[0][1].Runs) != "Thanh tra | tỉnh" || !tb.Header[0][0].Bold {
		t.Errorf("%+v", tb)
	}
	if paper.Plain(list[12].Runs) != "Hết./." || paper.Plain(list[14].Runs) != "Chữ trong phụ lục" {
		t.Errorf("the end: %q %q", paper.Plain(list[12].Runs), paper.Plain(list[14].Runs))
	}
	if a := list[13]; a.Name != "Phụ lục I" || a.Title != "Danh sách" {
		t.Errorf("%+v", a)
	}
}

// Whatever is typed, no letter is lost, and TableText reads back as it was written.
func TestParseLosesNothing(t *testing.T) {
	word := rapid.StringMatching(`[a-zđêô|*\-.;:0-9 ]{1,20}`)
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" \n|*\\-.;:/", r) {
				return -1
			}
			return r
		}, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.OneOf(word, rapid.SampledFrom([]string{"I. PHẦN", "1. Mục", "- mục", "QUYẾT ĐỊNH:", "Căn cứ x;", "Điều 2. x"})), 0, 12).Draw(t, "lines")
		text := strings.Join(lines, "\n")
		var got strings.Builder
		for _, b := range Parse(text) {
			got.WriteString(b.Name + b.Title + paper.Plain(b.Runs))
			if b.Table != nil {
				for _, r := range append(b.Table.Header, b.Table.Rows...) {
					for _, c := range r {
						got.WriteString(paper.Plain(c.Runs))
					}
				}
			}
		}
		if letters(got.String()) != letters(text) {
			t.Fatalf("%q became %q", text, got.String())
		}
		cells := rapid.SliceOfN(rapid.StringMatching(`[a-zđ|]{0,9}`), 2, 5).Draw(t, "cells")
		head := make([]string, len(cells))
		for i := range head {
			head[i] = "h"
		}
		tb := Parse(TableText(head, [][]string{cells}))[0].Table
		for i, c := range cells {
			if got := paper.Plain(tb.Rows[0][i].Runs); got != c {
				t.Fatalf("cell %q reads back as %q", c, got)
			}
		}
	})
}

func TestFormsAndAuthority(t *testing.T) {
	for _, k := range OutKinds {
		o, err := Form(k, bloc3).Clean()
		if k == "QĐ" || k == "CV" || err != nil {
			o.Subject = "Về việc thi đua"
			if o, err = o.Clean(); err != nil {
				t.Errorf("%s: the form itself is refused: %v", k, err)
			}
		}
		if err := o.Ready(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: an empty form may be issued", k)
		}
		for _, s := range []*string{&o.Subject, &o.To, &o.Body, &o.CC, &o.Secretary, &o.Signer} {
			*s = blank.ReplaceAllString(*s, "đã điền")
		}
		if err := o.Ready(); err != nil {
			t.Errorf("%s: filled in and still refused: %v", k, err)
		}
		d := o.Paper(bloc3, Series{Field: "TĐKT"})
		if (d.Kind == "") != (k == "CV") || d.Minutes != (k == "BB") || (d.DateLine() == "") != (k == "BB") || d.Draft == "" {
			t.Errorf("%s: %+v", k, d)
		}
	}
	for u, want := range map[Under]string{UnderTM: "TM. KHỐI THI ĐUA|KHỐI TRƯỞNG|CHÁNH THANH TRA TỈNH", UnderKT: "KT. KHỐI TRƯỞNG|KHỐI PHÓ|CHÁNH THANH TRA TỈNH",
		UnderTL: "TL. KHỐI TRƯỞNG|CHÁNH THANH TRA TỈNH", UnderTUQ: "TUQ. KHỐI TRƯỞNG|CHÁNH THANH TRA TỈNH", UnderQ: "TM. KHỐI THI ĐUA|Q. KHỐI TRƯỞNG|CHÁNH THANH TRA TỈNH", UnderNone: "CHỦ TỌA"} {
		if got := strings.Join((Outgoing{Under: u, Post: "Chánh Thanh tra tỉnh"}).Authority(bloc3), "|"); got != want {
			t.Errorf("%s: %s, want %s", u, got, want)
		}
	}
	if got := strings.Join((Outgoing{Under: UnderTM}).Authority(org.Bloc{Kind: org.KindCluster}), "|"); got != "TM. CỤM THI ĐUA|CỤM TRƯỞNG" {
		t.Error(got)
	}
	for _, o := range []Outgoing{{Kind: "KH", Subject: "x"}, {Kind: "KH", Body: "x"}, {Kind: "CT", Subject: "x", Body: "x"}, {Kind: "KH", Subject: "x", Body: "TUYỆT MẬT"}, {Kind: "KH", Subject: "x", Body: strings.Repeat("a\n", maxLines+9) + "b"}} {
		if _, err := o.Clean(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+.60v is taken", o)
		}
	}
}

func TestFits(t *testing.T) {
	given := []Number{{N: 3, State: NumberUsed, Day: iso("2022-03-10")}, {N: 4, State: NumberReserved}, {N: 6, State: NumberUsed, Day: iso("2022-04-01")}}
	today := iso("2022-07-05")
	for _, tt := range []struct {
		n   int
		day string
		ok  bool
	}{{4, "2022-03-10", true}, {4, "2022-03-09", false}, {4, "2022-04-01", true}, {4, "2022-04-02", false}, {7, "2022-04-01", true}, {7, "2022-03-31", false}, {7, "2022-07-05", true}, {7, "2022-07-06", false}, {1, "2022-03-11", false}} {
		if err := Fits(given, tt.n, iso(tt.day), today); (err == nil) != tt.ok {
			t.Errorf("%d on %s: %v", tt.n, tt.day, err)
		}
	}
}

// pdfSigned puts an update with a signature behind a file, as signing programs do.
func pdfSigned(ours []byte, extra, after string) []byte {
	const hole = "<00ff00ff>"
	tail := "\nendobj\nxref\n0 1\ntrailer<</Prev 1>>\nstartxref\n9\n%%EOF\n"
	build := func(a, b, c int) []byte {
		return fmt.Appendf(nil, "%s\n%s99 0 obj\n<</Type/Sig/ByteRange [0 %08d %08d %08d]/Contents %s>>%s", ours, extra, a, b, c, hole, tail)
	}
	x := build(0, 0, 0)
	at := bytes.LastIndex(x, []byte(hole))
	return append(build(at, at+len(hole), len(x)-at-len(hole)), after...)
}

func TestCheckSigned(t *testing.T) {
	ours := []byte("%PDF-1.7\n" + strings.Repeat("x", 3000) + "\n4 0 obj\n<</Type/Page/Contents 5 0 R>>\nendobj\n5 0 obj\n<<>>\nendobj\n%%EOF\n")
	edited := bytes.Clone(ours)
	edited[2000] = 'y'
	for name, tt := range map[string]struct {
		file []byte
		want string // part of the message id, "" when taken
	}{
		"signed":                  {pdfSigned(ours, "4 0 obj\n<</Type/Page/Contents 5 0 R/Annots[98 0 R]>>\nendobj\n", ""), ""},
		"signed twice":            {pdfSigned(pdfSigned(ours, "", ""), "", ""), ""},
		"not signed":              {ours, "same"},
		"only appended":           {append(bytes.Clone(ours), "\n% nothing\n"...), "sign.none"},
		"edited and signed":       {pdfSigned(edited, "", ""), "sign.changed"},
		"cut":                     {ours[:2500], "sign.changed"},
		"another file":            {pdfSigned([]byte("%PDF-1.4\nanother"), "", ""), "sign.notours"},
		"a picture":               {[]byte("\xff\xd8jpeg"), "sign.nopdf"},
		"added after":             {pdfSigned(ours, "", "\n% later\n"), "sign.after"},
		"page text rewritten":     {pdfSigned(ours, "5 0 obj\n<<>>\nendobj\n", ""), "sign.rewritten"},
		"page points elsewhere":   {pdfSigned(ours, "4 0 obj\n<</Type/Page/Contents 77 0 R>>\nendobj\n", ""), "sign.rewritten"},
		"page of several streams": {pdfSigned(ours, "4 0 obj\n<</Type/Page/Contents[5 0 R 77 0 R]>>\nendobj\n", ""), "sign.rewritten"},
	} {
		err := CheckSigned(ours, tt.file)
		e, _ := err.(*fault.Error)
		if (err == nil) != (tt.want == "") || e != nil && !strings.Contains(strings.SplitN(e.Msg, "|", 2)[0], tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzCheckSigned(f *testing.F) {
	ours := []byte("%PDF-1.7\n" + strings.Repeat("x", 1500) + "/Contents 5 0 R %%EOF\n")
	f.Add(pdfSigned(ours, "", "")[len(ours):])
	f.Fuzz(func(t *testing.T, added []byte) {
		if err := CheckSigned(ours, append(bytes.Clone(ours), added...)); err == nil && !bytes.Contains(added, []byte("/ByteRange")) {
			t.Fatal("taken without a signature")
		}
		if CheckSigned(ours, added) == nil && !bytes.HasPrefix(added, ours) {
			t.Fatal("a file that is not ours is taken")
		}
	})
}

// draft stores a draft that is ready to be issued.
func draft(t testing.TB, s *Service, b id.Bloc, kind, subject string, links ...Link) Outgoing {
	t.Helper()
	o := Outgoing{Bloc: b, Kind: kind, Subject: subject, Body: "I. NỘI DUNG\nMột hai ba", CC: "Lưu: VT", To: "UBND tỉnh", Secretary: "Thư ký", Under: UnderTM}
	err := s.InTx(context.Background(), func(tx *db.Tx) (err error) {
		o, err = s.Draft(context.Background(), tx, system, o, links...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func issue(s *Service, order IssueOrder) (o Outgoing, err error) {
	err = s.InTx(context.Background(), func(tx *db.Tx) (err error) { o, err = s.Issue(context.Background(), tx, system, order); return err })
	return o, err
}

// Numbers have no gap and no double, whoever asks at the same time; the defence is the
// counter's row, changed in the transaction that gives the number.
func TestNumbersUnderPressure(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, b := service(t, d)
		year := s.Today().Year
		const n, papers = 1000, 24
		var wg sync.WaitGroup
		errs := make(chan error, n)
		gate := make(chan struct{}, 32)
		for range n - papers {
			wg.Go(func() {
				gate <- struct{}{}
				defer func() { <-gate }()
				errs <- s.InTx(ctx, func(tx *db.Tx) error {
					_, err := s.Reserve(ctx, tx, system, NumberRequest{Bloc: b, Year: year, Kind: "KH", N: 1, Reason: "thử"})
					return err
				})
			})
		}
		for i := range papers {
			o := draft(t, s, b, OutKinds[i%len(OutKinds)], fmt.Sprintf("Văn bản %d", i))
			wg.Go(func() { _, err := issue(s, IssueOrder{Document: o.ID, Version: 1}); errs <- err })
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
		list, err := Numbers(ctx, d, b, year)
		if err != nil || len(list) != n {
			t.Fatalf("%d numbers, %v", len(list), err)
		}
		used := 0
		for i, x := range list {
			if x.N != i+1 {
				t.Fatalf("number %d stands at place %d: a gap or a double", x.N, i+1)
			}
			if x.State == NumberUsed {
				used++
			}
		}
		if used != papers {
			t.Errorf("%d numbers used, want %d", used, papers)
		}
	})
}

func TestLifeOfADocument(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, b := service(t, d)
		in := func(f func(tx *db.Tx) error) error { return s.InTx(ctx, f) }
		ct, err := s.Create(ctx, system, Document{Bloc: b, Code: "24/CT-UBND", Issuer: "UBND tỉnh", Abstract: "Phát động", Day: iso("2021-12-28")}, nil)
		if err != nil {
			t.Fatal(err)
		}
		today := s.Today()
		first := draft(t, s, b, "KH", "Kế hoạch thi đua", Link{Relation: BasedOn, Target: ct})
		if again := draft(t, s, b, "KH", "Kế hoạch thi đua"); again.ID != first.ID {
			t.Error("the form sent twice makes two drafts")
		}
		if _, n, _ := List(ctx, d, b, Filter{Query: "ke hoach thi dua"}); n != 0 {
			t.Error("a draft stands in the register")
		}
		if err := in(func(tx *db.Tx) error {
			return s.TakeOver(ctx, tx, system, NumberRequest{Bloc: b, Year: today.Year, Kind: "KH", N: 4})
		}); err != nil {
			t.Fatal(err)
		}
		o, err := issue(s, IssueOrder{Document: first.ID, Version: first.Version})
		if err != nil || o.Code != "05/KH-KTĐ" || o.State != OutIssued || o.Day != today {
			t.Fatalf("%+v %v", o, err)
		}
		if again, err := issue(s, IssueOrder{Document: first.ID, Version: first.Version}); err != nil || again.Code != o.Code {
			t.Errorf("the order given twice: %+v %v", again, err)
		}
		if _, err := issue(s, IssueOrder{Document: first.ID, Version: 7}); !fault.Is(err, fault.Conflict) {
			t.Errorf("issued again: %v", err)
		}
		list, n, err := List(ctx, d, b, Filter{Query: "05/KH-KTĐ thi dua"})
		if err != nil || n != 1 || list[0].Issuer != "Khối thi đua số 3" || list[0].File != o.PDF {
			t.Fatalf("%+v %d %v", list, n, err)
		}
		near, err := Neighbours(ctx, d, ct)
		if err != nil || len(near) != 1 || near[0].Out || near[0].Doc.ID != o.ID {
			t.Errorf("from the directive: %+v %v", near, err)
		}
		o.Body = "khác"
		for what, err := range map[string]error{
			"redraft":  in(func(tx *db.Tx) error { return s.Redraft(ctx, tx, system, o) }),
			"drop":     in(func(tx *db.Tx) error { return s.Drop(ctx, tx, system, o.ID, o.Version) }),
			"register": s.Save(ctx, system, list[0], nil),
			"remove":   s.Remove(ctx, system, o.ID, 1),
			"dangling": s.Remove(ctx, system, ct, 1),
		} {
			if !fault.Is(err, fault.Conflict) {
				t.Errorf("%s of an issued document: %v", what, err)
			}
		}
		signedLife(t, s, o)
		// A document that replaces another, and one that is withdrawn.
		second := draft(t, s, b, "KH", "Kế hoạch mới", Link{Relation: Replaces, Target: o.ID})
		if x, _ := OutgoingOf(ctx, d, o.ID); x.State != OutSigned {
			t.Error("a draft replaces already")
		}
		two, err := issue(s, IssueOrder{Document: second.ID, Version: 1})
		if err != nil || two.Code != "06/KH-KTĐ" {
			t.Fatalf("%+v %v", two, err)
		}
		if x, _ := OutgoingOf(ctx, d, o.ID); x.State != OutReplaced {
			t.Errorf("replaced: %s", x.State)
		}
		if err := in(func(tx *db.Tx) error { return s.Connect(ctx, tx, system, Link{o.ID, Replaces, two.ID}) }); !fault.Is(err, fault.Invalid) {
			t.Errorf("a circle: %v", err)
		}
		if err := in(func(tx *db.Tx) error { return s.Withdraw(ctx, tx, system, two.ID, two.Version, " ") }); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		for range 2 {
			if err := in(func(tx *db.Tx) error { return s.Withdraw(ctx, tx, system, two.ID, two.Version, "Sai chỉ tiêu") }); err != nil {
				t.Error(err)
			}
		}
		lost, err := Lost(ctx, d, b)
		if err != nil || lost[two.ID] != OutWithdrawn || lost[o.ID] != OutReplaced {
			t.Errorf("%v %v", lost, err)
		}
	})
}

// signedLife uploads what may come back from signing.
func signedLife(t *testing.T, s *Service, o Outgoing) {
	t.Helper()
	ctx := context.Background()
	name, ours, err := s.Fetch(ctx, system, o.ID, CopyPDF)
	if err != nil || name != "05-kh-ktd.pdf" || !bytes.HasPrefix(ours, []byte("%PDF-")) {
		t.Fatalf("%s %v", name, err)
	}
	o, err = OutgoingOf(ctx, s.DB(), o.ID)
	if err != nil {
		t.Fatal(err)
	}
	up := func(data []byte, scan bool) error {
		_, err := s.KeepSigned(ctx, system, SignedFile{Document: o.ID, Version: o.Version, Name: "da-ky.pdf", Data: data, Scan: scan})
		return err
	}
	if err := up(ours, false); !fault.Is(err, fault.Invalid) {
		t.Errorf("not signed: %v", err)
	}
	edited := bytes.Clone(ours)
	edited[len(edited)/2] ^= 1
	if err := up(pdfSigned(edited, "", ""), false); !fault.Is(err, fault.Invalid) {
		t.Errorf("edited: %v", err)
	}
	signed := pdfSigned(ours, "", "")
	for range 2 {
		if err := up(signed, false); err != nil {
			t.Fatal(err)
		}
	}
	if _, got, err := s.Fetch(ctx, system, o.ID, CopySigned); err != nil || !bytes.Equal(got, signed) {
		t.Errorf("signed file: %v", err)
	}
	if _, got, err := s.Fetch(ctx, system, o.ID, CopyPDF); err != nil || !bytes.Equal(got, ours) {
		t.Errorf("the issued bytes are gone: %v", err)
	}
	if doc, err := Of(ctx, s.DB(), o.ID); err != nil || doc.FileName != "da-ky.pdf" {
		t.Errorf("%+v %v", doc, err)
	}
}

func TestNumbersAndSettings(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s, b := service(t, d)
		year := s.Today().Year
		in := func(f func(tx *db.Tx) error) error { return s.InTx(ctx, f) }
		set := func(x Series) error { return in(func(tx *db.Tx) error { return s.SetSeries(ctx, tx, system, x) }) }
		if err := set(Series{Bloc: b, Year: year, Split: true, Field: "VP"}); err != nil {
			t.Fatal(err)
		}
		req := func(n int, why string) NumberRequest {
			return NumberRequest{Bloc: b, Year: year, Kind: "KH", N: n, Reason: why}
		}
		if err := in(func(tx *db.Tx) error {
			_, err := s.Reserve(ctx, tx, system, req(2, "Ký tay tại hội nghị"))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		tb, err := issue(s, IssueOrder{Document: draft(t, s, b, "TB", "Một").ID, Version: 1})
		if err != nil || tb.Code != "01/TB-KTĐ" {
			t.Errorf("another type has its own series: %+v %v", tb.Code, err)
		}
		if err := set(Series{Bloc: b, Year: year, Split: false, Version: 1}); !fault.Is(err, fault.Conflict) {
			t.Errorf("series cut after numbers were given: %v", err)
		}
		if err := set(Series{Bloc: b, Year: year + 1, Split: false}); err != nil {
			t.Errorf("another year: %v", err)
		}
		three, err := issue(s, IssueOrder{Document: draft(t, s, b, "KH", "Ba").ID, Version: 1})
		if err != nil || three.Code != "03/KH-KTĐ" {
			t.Errorf("%s %v", three.Code, err)
		}
		one := draft(t, s, b, "KH", "Giữ chỗ")
		if _, err := issue(s, IssueOrder{Document: one.ID, Version: 1, Number: 9}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a number nobody reserved: %v", err)
		}
		got, err := issue(s, IssueOrder{Document: one.ID, Version: 1, Number: 1})
		if err != nil || got.Code != "01/KH-KTĐ" {
			t.Errorf("reserved: %s %v", got.Code, err)
		}
		if err := in(func(tx *db.Tx) error { return s.VoidNumber(ctx, tx, system, req(1, "Không dùng")) }); !fault.Is(err, fault.Conflict) {
			t.Errorf("a used number is voided: %v", err)
		}
		if err := in(func(tx *db.Tx) error { return s.VoidNumber(ctx, tx, system, req(2, "Không dùng")) }); err != nil {
			t.Error(err)
		}
		if _, err := issue(s, IssueOrder{Document: draft(t, s, b, "KH", "Dùng số hủy").ID, Version: 1, Number: 2}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a void number is used: %v", err)
		}
		// The refused orders took no number.
		if n, err := LastNumber(ctx, d, b, year, "KH"); err != nil || n != 3 {
			t.Errorf("last %d %v", n, err)
		}
		// A number typed into the register by hand is not given a second time.
		if _, err := s.Create(ctx, system, Document{Bloc: b, Code: "04/KH-KTĐ", Issuer: "Khối thi đua số 3", Abstract: "Ghi tay", Day: s.Today()}, nil); err != nil {
			t.Fatal(err)
		}
		if _, err := issue(s, IssueOrder{Document: draft(t, s, b, "KH", "Trùng").ID, Version: 1}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a number of the paper register is given again: %v", err)
		}
		var states []string
		list, err := Numbers(ctx, d, b, year)
		for _, x := range list {
			states = append(states, fmt.Sprint(x.Series, x.N, x.State))
		}
		if want := "KH1used KH2void KH3used TB1used"; err != nil || strings.Join(states, " ") != want {
			t.Errorf("%v, want %s: %v", states, want, err)
		}
	})
}

// The series of a year ends with the year: a document gets a number of an earlier year only
// when somebody reserved it there, and said why.
func TestSeriesOfAYearThatIsOver(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	ctx := context.Background()
	s, b := service(t, d)
	last := civil.Date{Year: s.Today().Year - 1, Month: 12, Day: 31}
	late := draft(t, s, b, "TB", "Viết năm trước")
	_, err := issue(s, IssueOrder{Document: late.ID, Version: 1, Day: last})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "đã giữ chỗ trong năm") {
		t.Errorf("the next number of last year: %v", err)
	}
	if n, err := LastNumber(ctx, d, b, last.Year, ""); err != nil || n != 0 {
		t.Errorf("the refusal took number %d: %v", n, err)
	}
	if err := s.InTx(ctx, func(tx *db.Tx) error {
		_, err := s.Reserve(ctx, tx, system, NumberRequest{Bloc: b, Year: last.Year, Kind: "TB", N: 1, Reason: "Đã ký giấy ngày 31/12"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if o, err := issue(s, IssueOrder{Document: late.ID, Version: 1, Day: last, Number: 1}); err != nil || o.Code != "01/TB-KTĐ" || o.Day != last {
		t.Errorf("%s %v %v", o.Code, o.Day, err)
	}
}

func TestWhoMayIssue(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	ctx := context.Background()
	s, b := service(t, d)
	member := who.Actor{User: 1, Posts: []who.Post{{Unit: 5, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: b, Unit: 5}}}
	other := who.Actor{User: 2, Posts: []who.Post{{Unit: 6, Role: who.Officer}}, Blocs: []who.Membership{{Bloc: b + 1, Unit: 6, Lead: true}}}
	o := draft(t, s, b, "KH", "Một")
	if _, err := s.Show(ctx, member, o.ID); !fault.Is(err, fault.Denied) {
		t.Errorf("a member sees a draft: %v", err)
	}
	for name, by := range map[string]who.Actor{"member": member, "other": other} {
		for what, f := range map[string]func(tx *db.Tx) error{
			"draft":   func(tx *db.Tx) error { _, err := s.Draft(ctx, tx, by, o); return err },
			"redraft": func(tx *db.Tx) error { return s.Redraft(ctx, tx, by, o) },
			"drop":    func(tx *db.Tx) error { return s.Drop(ctx, tx, by, o.ID, 1) },
			"issue": func(tx *db.Tx) error {
				_, err := s.Issue(ctx, tx, by, IssueOrder{Document: o.ID, Version: 1})
				return err
			},
			"withdraw": func(tx *db.Tx) error { return s.Withdraw(ctx, tx, by, o.ID, 1, "x") },
			"series":   func(tx *db.Tx) error { return s.SetSeries(ctx, tx, by, Series{Bloc: b, Year: 2022}) },
			"reserve": func(tx *db.Tx) error {
				_, err := s.Reserve(ctx, tx, by, NumberRequest{Bloc: b, Year: 2022, Kind: "KH", N: 1, Reason: "x"})
				return err
			},
			"link": func(tx *db.Tx) error { return s.Connect(ctx, tx, by, Link{o.ID, BasedOn, o.ID}) },
		} {
			if err := s.InTx(ctx, f); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s does %s: %v", name, what, err)
			}
		}
	}
	if _, err := issue(s, IssueOrder{Document: o.ID, Version: 1, Day: civil.Date{}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Fetch(ctx, member, o.ID, CopyDOCX); err != nil {
		t.Errorf("a member reads an issued document: %v", err)
	}
	if _, _, err := s.Fetch(ctx, other, o.ID, CopyPDF); !fault.Is(err, fault.NotFound) {
		t.Errorf("another bloc reads it: %v", err)
	}
}
