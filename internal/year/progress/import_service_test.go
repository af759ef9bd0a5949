package progress_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/year/progress"
)

const fixtures = "testdata/khoi-3-2022-h1/"

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(fixtures + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

type sampleTruth struct {
	Files []struct {
		File    string
		Units   []string
		Entries []struct {
			Unit, Target, Class string
			Expected, Answer    *figure.Value
		}
	}
}

// Every file of the sample goes through the command line's verb: what is certain is
// written as the truth says, questions stay empty, and with the answers of the units
// everything else follows. The second time nothing changes.
func TestImportFileRoundTrip(t *testing.T) {
	k := sqlite(t)
	ctx := context.Background()
	var truth sampleTruth
	if err := json.Unmarshal(fixture(t, "truth.json"), &truth); err != nil {
		t.Fatal(err)
	}
	if len(truth.Files) != 12 {
		t.Fatalf("%d files in the truth", len(truth.Files))
	}
	for _, file := range truth.Files {
		unit := file.Units[0]
		r := progress.FileRequest{Unit: unit, Period: h1, Name: file.File, Data: fixture(t, file.File)}
		dry, err := k.ImportFile(ctx, system, r)
		if err != nil {
			t.Errorf("%s: %v", file.File, err)
			continue
		}
		if d := k.form(unit).Done(); d.Cells != 0 || dry.Written != 0 {
			t.Errorf("%s: written without commit", file.File)
		}
		if len(dry.Rows) != len(file.Entries) {
			t.Errorf("%s: %d rows for %d targets", file.File, len(dry.Rows), len(file.Entries))
		}
		r.Commit = true
		first, err := k.ImportFile(ctx, system, r)
		if err != nil {
			t.Errorf("%s: %v", file.File, err)
			continue
		}
		f := k.form(unit)
		asks := map[string]bool{}
		for _, row := range first.Rows {
			v := f.Cell(row.Target).Value
			asks[row.Target] = row.Action == "ask"
			switch {
			case row.Action == "store" && (v.Value == nil || *v.Value != *row.Value || v.Source.At != row.At || v.Source.Raw != row.Raw || v.Source.File == "" || v.Source.SHA256 == ""):
				t.Errorf("%s %s: stored %+v, found %+v", file.File, row.Target, v, row)
			case row.Action != "store" && v.Answered():
				t.Errorf("%s %s: %s was written as %v", file.File, row.Target, row.Action, v.Value)
			}
		}
		r.Answers = map[string]*figure.Value{}
		for _, x := range file.Entries {
			v := f.Cell(x.Target).Value
			if v.Value != nil && (x.Expected == nil || *v.Value != *x.Expected) {
				t.Errorf("%s %s: silent %s, truth %v", file.File, x.Target, v.Value, x.Expected)
			}
			if asks[x.Target] {
				r.Answers[x.Target] = x.Answer
			}
		}
		second, err := k.ImportFile(ctx, system, r)
		if err != nil || len(second.Open) > 0 {
			t.Errorf("%s: open %v, %v", file.File, second.Open, err)
			continue
		}
		for code, want := range r.Answers {
			if v := k.form(unit).Cell(code).Value; want != nil && (v.Value == nil || *v.Value != *want) {
				t.Errorf("%s %s: answered %v, stored %v", file.File, code, want, v.Value)
			}
		}
		third, err := k.ImportFile(ctx, system, r)
		if err != nil || third.Written != 0 || third.Same == nil {
			t.Errorf("%s: the same file again wrote %d (same %v): %v", file.File, third.Written, third.Same != nil, err)
		}
	}
}

// Import, its record and its undoing on both engines; what was changed since is kept.
func TestImportAndUndo(t *testing.T) {
	each(t, func(t *testing.T, k *kit) {
		ctx, by, at := context.Background(), k.actor("so-tu-phap", who.Officer), k.at("so-tu-phap")
		if r := k.save("so-tu-phap", "C02", "70"); r.Outcome != progress.Saved {
			t.Fatal(r)
		}
		m, before, err := k.Preview(ctx, by, at, "05.csv", fixture(t, "05_sotuphap_6thang.csv"))
		if err != nil || before != nil {
			t.Fatal(before, err)
		}
		if _, err := k.Look(ctx, k.actor("cong-an", who.Officer), k.at("cong-an"), m.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another unit's import: %v", err)
		}
		l, err := k.Look(ctx, by, at, m.ID)
		if err != nil {
			t.Fatal(err)
		}
		open := l.Preview.Open()
		if len(open) != 1 || l.Preview.ToWrite() < 10 {
			t.Fatalf("open %v, to write %d", open, l.Preview.ToWrite())
		}
		if err := k.Decide(ctx, by, at, m.ID, progress.Answers{Values: map[string]*figure.Value{open[0]: fig("18.5")}, Skip: map[string]bool{"C01": true}}); err != nil {
			t.Fatal(err)
		}
		if _, err = k.Commit(ctx, by, at, m.ID, nil); err != nil {
			t.Fatal(err)
		}
		f := k.form("so-tu-phap")
		if c := f.Cell(open[0]).Value; c.Value == nil || c.Value.VN() != "18,5" || c.Source.At == "" || c.Source.File != "05.csv" {
			t.Errorf("answer: %+v", c)
		}
		if f.Cell("C01").Value.Answered() {
			t.Error("a skipped row was written")
		}
		if f.Cell("C02").Value.Value.VN() == "70" {
			t.Error("C02 was not replaced")
		}
		if _, err := k.Commit(ctx, by, at, m.ID, nil); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "đã nhập lúc") {
			t.Errorf("committed twice: %v", err)
		}
		changed := f.Cells[3].Code
		if r := k.save("so-tu-phap", changed, "9999"); r.Outcome != progress.Saved && r.Outcome != progress.Warned {
			t.Fatal(r)
		}
		kept, err := k.Undo(ctx, by, at, m.ID)
		if err != nil || len(kept) != 1 || kept[0] != changed {
			t.Fatalf("kept %v: %v", kept, err)
		}
		f = k.form("so-tu-phap")
		if v := f.Cell("C02").Value; v.Value.VN() != "70" || v.Source.Kind != progress.Typed {
			t.Errorf("C02 after undo: %+v", v)
		}
		if f.Cell(open[0]).Value.Answered() || f.Cell(changed).Value.Value.VN() != "9.999" {
			t.Errorf("after undo: %+v %+v", f.Cell(open[0]).Value, f.Cell(changed).Value)
		}
		if _, err := k.Undo(ctx, by, at, m.ID); !fault.Is(err, fault.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
		h, _ := audit.History(ctx, k.d, "value/khoi-3/2022-H1/so-tu-phap/C02", 10)
		if len(h) != 3 || h[0].Did != "progress.value.undo" || h[1].Did != "progress.value.import" {
			t.Errorf("history of C02: %v", h)
		}
	})
}

// What a person matched is remembered for the next file; "không truyền" is never overwritten.
func TestImportKeepsWithheld(t *testing.T) {
	k := sqlite(t)
	ctx, by, at := context.Background(), k.actor("so-tu-phap", who.Officer), k.at("so-tu-phap")
	if err := k.Withhold(ctx, by, at, "C02", 0, "mật"); err != nil {
		t.Fatal(err)
	}
	r := progress.FileRequest{Unit: "so-tu-phap", Period: h1, Name: "05.csv", Data: fixture(t, "05_sotuphap_6thang.csv"), Commit: true}
	if _, err := k.ImportFile(ctx, system, r); err != nil {
		t.Fatal(err)
	}
	if v := k.form("so-tu-phap").Cell("C02").Value; !v.Withheld || v.Value != nil {
		t.Errorf("overwritten: %+v", v)
	}
}

// Refusals leave nothing behind: neither a row nor a file.
func TestImportRefusals(t *testing.T) {
	k := sqlite(t)
	ctx := context.Background()
	data := fixture(t, "05_sotuphap_6thang.csv")
	r := progress.FileRequest{Unit: "so-tu-phap", Period: h1, Name: "05.csv", Data: data, Commit: true}
	with := func(f func(*progress.FileRequest)) progress.FileRequest { x := r; f(&x); return x }
	for name, c := range map[string]struct {
		r    progress.FileRequest
		by   who.Actor
		kind fault.Kind
	}{
		"unknown unit":      {with(func(x *progress.FileRequest) { x.Unit = "khong-co" }), system, fault.NotFound},
		"period not opened": {with(func(x *progress.FileRequest) { x.Period = "2022-H2" }), system, fault.NotFound},
		"damaged":           {with(func(x *progress.FileRequest) { x.Name, x.Data = "a.xlsx", []byte("PK\x03\x04rubbish") }), system, fault.Invalid},
		"mark in the name":  {with(func(x *progress.FileRequest) { x.Name = "BC MẬT 05.csv" }), system, fault.Invalid},
		"mark in the text":  {with(func(x *progress.FileRequest) { x.Data = append([]byte("TỐI MẬT\n"), data...) }), system, fault.Invalid},
		"unknown answer":    {with(func(x *progress.FileRequest) { x.Answers = map[string]*figure.Value{"Z9": nil} }), system, fault.Invalid},
		"no right":          {r, k.actor("cong-an", who.Officer), fault.Denied},
	} {
		if _, err := k.ImportFile(ctx, c.by, c.r); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := k.LockPeriod(ctx, k.actor("thanh-tra", who.Officer), k.bloc, h1); err != nil {
		t.Fatal(err)
	}
	if _, err := k.ImportFile(ctx, system, r); !fault.Is(err, fault.Conflict) {
		t.Errorf("closed period: %v", err)
	}
	if d := k.form("so-tu-phap").Done(); d.Cells != 0 {
		t.Errorf("%+v", d)
	}
	if list, err := progress.ImportsOf(ctx, k.d, k.form("so-tu-phap").Period.ID, k.unit("so-tu-phap"), 10); err != nil || len(list) != 0 {
		t.Errorf("%d imports: %v", len(list), err)
	}
}

// Prose of a .docx is offered section by section, taken over with its paragraph, and
// never replaces what somebody typed unless asked to.
func TestImportTexts(t *testing.T) {
	k := sqlite(t)
	ctx := context.Background()
	docs, _ := filepath.Glob(fixtures + "*.docx")
	taken := 0
	for _, d := range docs {
		name := filepath.Base(d)
		unit := map[string]string{"03_BC_6thang_VKSND.docx": "vksnd", "08_BDBP_bao_cao_so_ket.docx": "bdbp"}[name]
		if unit == "" {
			continue
		}
		res, err := k.ImportFile(ctx, system, progress.FileRequest{Unit: unit, Period: h1, Name: name, Data: fixture(t, name), Commit: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range res.Texts {
			x := k.form(unit).Texts[h]
			if x.Body == "" || !strings.HasPrefix(x.Source.At, "P") || x.Source.File != name {
				t.Errorf("%s %s: %+v", name, h, x)
			}
			taken++
		}
	}
	if taken == 0 {
		t.Error("no sample document holds a section that the reader knows")
	}
}
