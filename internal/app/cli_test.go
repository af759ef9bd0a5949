package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/report"
)

const fixture = "../year/progress/testdata/khoi-3-2022-h1"

// truthFile is what the fixture says about one office's file.
type truthFile struct {
	File    string
	Units   []string
	Entries []struct {
		Unit, Target, Class string
		Expected, Answer    *float64
	}
}

func truth(t *testing.T) []truthFile {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(fixture, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d struct{ Files []truthFile }
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Files) != 12 {
		t.Fatalf("%d files in the fixture, want 12", len(d.Files))
	}
	return d.Files
}

// call runs one command and gives its exit code and what it printed.
func call(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Main(context.Background(), args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func must(t *testing.T, want int, args ...string) string {
	t.Helper()
	code, out, errOut := call(t, args...)
	if code != want {
		t.Fatalf("thidua %s: exit %d, want %d\n%s%s", strings.Join(args, " "), code, want, out, errOut)
	}
	return out
}

// TestHalfYear plays the main job on the command line on both engines: plan in, twelve
// offices' files in with the answers they give, report out; every number of the report
// equals an independent sum over the truth.
func TestHalfYear(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { halfYear(t) })
	t.Run("postgres", func(t *testing.T) { halfYear(t, "--db", dbtest.PostgresURL(t)) })
}

func halfYear(t *testing.T, database ...string) {
	dir := t.TempDir()
	where := append([]string{"--data", filepath.Join(dir, "data")}, database...)
	run := func(want int, args ...string) string {
		t.Helper()
		return must(t, want, append(args, where...)...)
	}
	run(0, "import", "plan", filepath.Join(fixture, "plan.json"))
	run(0, "import", "plan", filepath.Join(fixture, "plan.json")) // a second time changes nothing
	want := map[string]map[string]float64{}                       // unit → target → value
	for _, f := range truth(t) {
		unit := f.Units[0]
		answers := map[string]*float64{}
		want[unit] = map[string]float64{}
		for _, e := range f.Entries {
			switch v := e.Expected; {
			case v != nil:
				want[unit][e.Target] = *v
			case e.Answer != nil:
				answers[e.Target] = e.Answer
				want[unit][e.Target] = *e.Answer
			}
		}
		b, err := json.Marshal(answers)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "answers.json")
		if err := os.WriteFile(file, b, 0o644); err != nil {
			t.Fatal(err)
		}
		call := []string{"import", "figures", "--unit", unit, "--period", "2022-H1", filepath.Join(fixture, f.File), "--answers", file, "--json"}
		run(0, call...)
		run(0, append(call, "--commit")...)
		run(0, append(call, "--commit")...) // the same file again changes nothing
	}
	checkReport(t, dir, want, run)
}

func checkReport(t *testing.T, dir string, want map[string]map[string]float64, run func(int, ...string) string) {
	t.Helper()
	for _, format := range []string{"json", "docx", "pdf", "xlsx"} {
		a, b := filepath.Join(dir, "a."+format), filepath.Join(dir, "b."+format)
		run(0, "report", "--bloc", "khoi-3", "--period", "2022-H1", "--out", a)
		run(0, "report", "--bloc", "khoi-3", "--period", "2022-H1", "--out", b)
		x, _ := os.ReadFile(a)
		y, _ := os.ReadFile(b)
		if len(x) == 0 || !bytes.Equal(x, y) {
			t.Errorf("two runs give different .%s files (%d and %d bytes)", format, len(x), len(y))
		}
	}
	body, err := os.ReadFile(filepath.Join(dir, "a.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Rows []struct {
			Target, Unit string
			Value        *float64
			Source       *struct{ File, SHA256, At string }
		}
		Totals []struct {
			Target, Kind string
			Value        *float64
			N            int
		}
	}
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatal(err)
	}
	sums, ns := map[string]float64{}, map[string]int{}
	for _, x := range r.Rows {
		v, ok := want[x.Unit][x.Target]
		if ok != (x.Value != nil) || (ok && math.Abs(v-*x.Value) > 0.005) {
			t.Errorf("%s/%s is %v in the report, want %v %v", x.Unit, x.Target, show(x.Value), v, ok)
		}
		if x.Value != nil && (x.Source == nil || x.Source.File == "" || len(x.Source.SHA256) != 64 || (x.Source.At == "" && want[x.Unit][x.Target] != 0 && x.Source.File == "")) {
			t.Errorf("%s/%s has no source: %+v", x.Unit, x.Target, x.Source)
		}
		if ok {
			sums[x.Target] += v
			ns[x.Target]++
		}
	}
	if len(r.Rows) != 195 || len(r.Totals) != 12 {
		t.Errorf("%d rows and %d totals, want 195 and 12", len(r.Rows), len(r.Totals))
	}
	for _, x := range r.Totals {
		sum := sums[x.Target]
		if x.Kind == "mean" {
			sum /= float64(ns[x.Target])
		}
		if x.Value == nil || math.Abs(*x.Value-sum) > 0.005 || x.N != ns[x.Target] {
			t.Errorf("total of %s is %v over %d, an independent %s gives %v over %d", x.Target, show(x.Value), x.N, x.Kind, sum, ns[x.Target])
		}
	}
}

func show(v *float64) string {
	if v == nil {
		return "none"
	}
	return fmt.Sprint(*v)
}

// TestExitCodes: wrong calls, unreadable files, open questions, refusals.
func TestExitCodes(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	bad := filepath.Join(t.TempDir(), "bad.xlsx")
	if err := os.WriteFile(bad, []byte("PK\x03\x04 nothing"), 0o644); err != nil {
		t.Fatal(err)
	}
	must(t, 0, "import", "plan", filepath.Join(fixture, "plan.json"), "--data", data)
	file := filepath.Join(fixture, "07-THADS-thi-dua-6-thang.xlsx")
	for _, c := range []struct {
		code int
		args string
	}{
		{64, ""}, {0, "help"}, {64, "dance"}, {64, "import"}, {64, "import songs"}, {0, "version"},
		{64, "import figures --unit tand --period 2022-H1 --data DATA"},
		{64, "import figures --unit tand --period 2022-13 FILE --data DATA"},
		{64, "import figures --unit cuc-thads --period 2022-H1 FILE"},
		{64, "report --bloc khoi-3 --period 2022-H1 --out x.doc --data DATA"},
		{2, "import figures --unit nobody --period 2022-H1 FILE --data DATA"},
		{2, "import figures --unit cuc-thads --period 2022-H1 BAD --data DATA --commit"},
		{2, "import figures --unit cuc-thads --period 2022-H1 missing.xlsx --data DATA"},
		{2, "import plan BAD --data DATA"},
		{2, "report --bloc khoi-9 --period 2022-H1 --out x.docx --data DATA"},
		{0, "import figures --unit cuc-thads --period 2022-H1 FILE --data DATA"},
		{3, "import figures --unit cuc-thads --period 2022-H1 FILE --data DATA --commit"},
	} {
		var args []string
		for _, a := range strings.Fields(c.args) {
			args = append(args, map[string]string{"DATA": data, "FILE": file, "BAD": bad}[a])
			if args[len(args)-1] == "" {
				args[len(args)-1] = a
			}
		}
		code, out, errOut := call(t, args...)
		if code != c.code {
			t.Errorf("thidua %s: exit %d, want %d\n%s%s", c.args, code, c.code, out, errOut)
		}
		if code != 0 && strings.TrimSpace(out+errOut) == "" {
			t.Errorf("thidua %s: exit %d without a word", c.args, code)
		}
		if strings.Contains(errOut, "goroutine ") {
			t.Errorf("thidua %s: a stack trace", c.args)
		}
	}
}

// TestSampleYear loads the sample year: nine units have sent, three have not, and loading
// again changes nothing.
func TestSampleYear(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, 0, "demo", "--load-only", "--data", data)
	must(t, 0, "demo", "--load-only", "--data", data)
	out := filepath.Join(t.TempDir(), "r.json")
	said := must(t, 0, "report", "--bloc", SampleBloc, "--period", string(SamplePeriod), "--out", out, "--data", data)
	for _, u := range []string{"TAND tỉnh", "Cục THADS tỉnh", "Công an tỉnh"} {
		if !strings.Contains(said, u) {
			t.Errorf("the report does not say that %s has not sent: %s", u, said)
		}
	}
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		NotSent []string `json:"not_sent"`
		Units   []string
	}
	if err := json.Unmarshal(b, &r); err != nil || len(r.Units) != 12 || len(r.NotSent) != 3 {
		t.Errorf("%d units, not sent %v (%v), want 12 and three", len(r.Units), r.NotSent, err)
	}
}

// TestSampleGoesOn: what the command line does to a sample year happens in that year, and the
// sample year opens afterwards.
func TestSampleGoesOn(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, 0, "demo", "--load-only", "--data", data)
	must(t, exitOpen, "import", "figures", filepath.Join("..", "..", "examples", "tand-so-lieu-6-thang-2022.xlsx"), "--bloc", SampleBloc, "--period", string(SamplePeriod), "--unit", "tand", "--commit", "--data", data)
	must(t, 0, "demo", "--load-only", "--data", data)
}

// TestSampleHalfLoaded: a loading that was cut off is told, not taken for a sample year.
func TestSampleHalfLoaded(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	ctx := context.Background()
	a, err := Open(ctx, Config{Data: data, Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.sampleStep(ctx, sampleBegin); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	must(t, exitRefused, "demo", "--load-only", "--data", data)
}

// TestSlipsOfTheHand: a mistyped folder is not made, an answer to no question is told, and
// the bloc can be named.
func TestSlipsOfTheHand(t *testing.T) {
	dir := t.TempDir()
	none, data := filepath.Join(dir, "none"), filepath.Join(dir, "data")
	must(t, 0, "import", "plan", filepath.Join(fixture, "plan.json"), "--data", data)
	file := filepath.Join(fixture, "03_BC_6thang_VKSND.docx")
	must(t, exitInput, "import", "figures", "--unit", "vksnd", "--period", "2022-H1", file, "--data", none)
	must(t, exitInput, "report", "--bloc", "khoi-3", "--period", "2022-H1", "--out", filepath.Join(dir, "r.json"), "--data", none)
	if _, err := os.Stat(none); !os.IsNotExist(err) {
		t.Errorf("the mistyped folder was made: %v", err)
	}
	answers := filepath.Join(dir, "a.json")
	write := func(s string) {
		if err := os.WriteFile(answers, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	call3 := func(bloc string) (int, string) {
		code, _, errOut := call(t, "import", "figures", "--unit", "vksnd", "--bloc", bloc, "--period", "2022-H1", file, "--data", data, "--answers", answers)
		return code, errOut
	}
	write(`{"C01": 5}`)
	if code, said := call3("khoi-3"); code != 0 || !strings.Contains(said, "C01") {
		t.Errorf("an answer to no question: exit %d, %q", code, said)
	}
	if code, said := call3("khoi-9"); code != exitInput || said == "" {
		t.Errorf("another bloc: exit %d, %q", code, said)
	}
	write(`{"C01": 5} {"C02": 6}`)
	if code, _ := call3("khoi-3"); code != exitInput {
		t.Errorf("two JSON values: exit %d", code)
	}
}

func exportOptions(format string) report.Options {
	return report.Options{Format: report.Format(format)}
}
