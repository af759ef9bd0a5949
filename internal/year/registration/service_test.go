package registration

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/platform/intake"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog/rulebook"
)

func TestStatesHaveNamesAndWays(t *testing.T) {
	for _, s := range States() {
		if fault.Text(s.Label(), nil) == string(s) || fault.Text(s.Label(), nil) == "" {
			t.Errorf("%s has no name", s)
		}
		if !slices.ContainsFunc(Transitions(), func(x Transition) bool { return x.From == s }) {
			t.Errorf("no way out of %s", s)
		}
	}
	for _, x := range Transitions() {
		if (x.Verb == Return || x.Verb == Reject) != x.Reason {
			t.Errorf("%s from %s: reason %v", x.Verb, x.From, x.Reason)
		}
	}
}

// TestTheWholeWay plays a list from its first line to the submission, and asks at each step
// that nobody else may take it.
func TestTheWholeWay(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		w.given(1, "Nguyễn Văn A: CSTĐCS 2021")
		l := person("Nguyễn Văn A", "CSTĐ cấp tỉnh")
		l.Facts.Initiatives = []rulebook.Initiative{{Year: 2021, Scope: "province"}}
		n := w.add(1, l)
		if again := w.add(1, l); again != n {
			t.Error("the form sent twice adds two lines")
		}
		other := l
		other.Post = "Khác"
		if _, err := w.s.AddLine(ctx, w.as(1, who.Officer), w.at(1), other); !fault.Is(err, fault.Conflict) {
			t.Errorf("one person twice with one title: %v", err)
		}
		for i, by := range []who.Actor{w.as(0, who.Officer), w.as(2, who.Officer), w.as(1, who.Head), {User: 9, Posts: []who.Post{{Role: who.Board}}}} {
			if _, err := w.s.AddLine(ctx, by, w.at(1), person("Trần Văn B", "LĐTT")); err == nil {
				t.Errorf("stranger %d may fill", i)
			}
		}
		v := w.open(1)
		if v.Tally.Not != 1 || v.Rows[0].Result.Earliest != 2023 || v.Book.Pack != "A-civil" || len(v.Rows[0].Past) != 1 {
			t.Fatalf("%+v", v.Tally)
		}
		if err := w.step(1, w.as(1, who.Head), Approve, ""); !fault.Is(err, fault.Conflict) {
			t.Errorf("approved before it was submitted: %v", err)
		}
		w.must(w.step(1, w.as(1, who.Officer), Submit, ""))
		if _, err := w.s.AddLine(ctx, w.as(1, who.Officer), w.at(1), person("Trần Văn B", "LĐTT")); !fault.Is(err, fault.Conflict) {
			t.Errorf("changed after it was submitted: %v", err)
		}
		if err := w.step(1, w.as(1, who.Officer), Approve, "x"); !fault.Is(err, fault.Denied) {
			t.Errorf("the officer approves: %v", err)
		}
		if err := w.step(1, w.as(1, who.Head), Approve, ""); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "1 chỗ") {
			t.Errorf("a verified rule does not hold the sending up: %v", err)
		}
		r, _ := Of(ctx, d, w.at(1))
		if _, err := w.s.Move(ctx, w.as(1, who.Head), w.at(1), Step{Verb: Approve, Version: r.Version - 1, Reason: "x"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("approved another version than was read: %v", err)
		}
		w.must(w.step(1, w.as(1, who.Head), Approve, "Đơn vị vẫn đề nghị xét."))
		if v = w.open(1); !v.Frozen() || v.List.Despite == "" || v.Rows[0].Line.Check == nil {
			t.Errorf("not kept: %+v", v.List)
		}
		if err := w.step(1, w.as(0, who.Officer), Reject, " "); !fault.Is(err, fault.Invalid) {
			t.Errorf("returned without a reason: %v", err)
		}
		w.must(w.step(1, w.as(0, who.Officer), Receive, ""))
		round, _ := RoundOf(ctx, d, w.bloc, 2022)
		if err := w.s.Consolidate(ctx, w.as(1, who.Officer), w.bloc, 2022, round.Version); !fault.Is(err, fault.Denied) {
			t.Errorf("a member consolidates: %v", err)
		}
		for range 2 { // pressed twice
			w.must(w.s.Consolidate(ctx, w.as(0, who.Officer), w.bloc, 2022, round.Version))
		}
		if err := w.step(1, w.as(0, who.Officer), Reject, "Sửa"); !fault.Is(err, fault.Conflict) {
			t.Errorf("returned after the consolidation: %v", err)
		}
		round, _ = RoundOf(ctx, d, w.bloc, 2022)
		w.draftPaper(0)
		for _, f := range []string{"docx", "pdf", "xlsx"} {
			file, err := w.s.ExportBloc(ctx, w.as(0, who.Officer), w.bloc, 2022, f)
			if err != nil || len(file.Data) < 1000 {
				t.Errorf("%s: %d bytes, %v", f, len(file.Data), err)
			}
			if again, _ := w.s.ExportBloc(ctx, w.as(0, who.Officer), w.bloc, 2022, f); !bytes.Equal(file.Data, again.Data) {
				t.Errorf("%s: same input, other bytes", f)
			}
		}
		if _, err := w.s.ExportBloc(ctx, w.as(1, who.Officer), w.bloc, 2022, "xlsx"); !fault.Is(err, fault.Denied) {
			t.Errorf("a member reads the others' lists: %v", err)
		}
		if err := w.s.Reopen(ctx, w.as(0, who.Officer), w.bloc, 2022, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("opened again without a reason: %v", err)
		}
		w.must(w.s.Reopen(ctx, w.as(0, who.Officer), w.bloc, 2022, "Bổ sung đơn vị"))
		if round, _ = RoundOf(ctx, d, w.bloc, 2022); !round.Open() || round.Paper != 0 {
			t.Errorf("%+v", round)
		}
		if h, err := audit.History(ctx, d, w.open(1).List.Object(), 20); err != nil || len(h) != 4 {
			t.Errorf("%d leaves, %v", len(h), err)
		}
	})
}

// TestWhatWasSentStays: a later rulebook, award or catalogue changes nothing of a list that
// was sent; a draft follows at once.
func TestWhatWasSentStays(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		for i := range 2 {
			w.given(i, "Trần Thị B: LĐTT 2021")
			for _, l := range append(people(20, "LĐTT", 0), people(3, "CSTĐCS", 0)...) {
				w.add(i, l)
			}
		}
		w.send(1, "")
		before := w.open(1)
		if before.Quotas.Findings[0].Over != 0 {
			t.Fatalf("15 %% of 20 is 3: %+v", before.Quotas.Findings[0])
		}
		_, text, err := w.books.Source(ctx, d, "A-civil")
		w.must(err)
		changed := strings.Replace(text, `{max_pct: 1500, base: "lđtt"`, `{max_pct: 500, base: "lđtt"`, 1)
		if changed == text {
			t.Fatal("the book has no such quota")
		}
		_, err = w.books.Load(ctx, system, "tinh-ta.yaml", changed, "Quyết định của tỉnh")
		w.must(err)
		w.given(1, "Người aa: CSTĐCS 2020 2021")
		after := w.open(1)
		if toJSON(after.Quotas) != toJSON(before.Quotas) {
			t.Errorf("the kept quotas changed: %+v", after.Quotas)
		}
		for i := range after.Rows {
			if toJSON(after.Rows[i].Result) != toJSON(before.Rows[i].Result) {
				t.Errorf("the kept result of %s changed", after.Rows[i].Name)
			}
		}
		if after.Quotas.Book.N != 0 {
			t.Error("the kept result names the new book")
		}
		draft := w.open(0)
		if f := draft.Quotas.Findings[0]; f.Over != 2 || draft.Book.N != 1 || draft.Book.Day.IsZero() {
			t.Errorf("the draft does not follow the new book: over %d, %+v", f.Over, draft.Book)
		}
		loads, _ := w.books.Current(ctx, d)
		l, _ := loads.LoadedAs("A-civil")
		_, err = w.books.Withdraw(ctx, system, l.ID, "Nạp nhầm")
		w.must(err)
		if f := w.open(0).Quotas.Findings[0]; f.Over != 0 {
			t.Errorf("the withdrawn book still counts: over %d", f.Over)
		}
	})
}

func TestOnlyMarkedLinesMayChange(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	ctx, w := t.Context(), newWorld(t, d)
	a, b := w.add(1, person("Nguyễn Văn A", "LĐTT")), w.add(1, person("Trần Thị B", "LĐTT"))
	w.send(1, "")
	w.must(w.step(1, w.as(0, who.Officer), Reject, "Ghi rõ chức vụ", b))
	by, v := w.as(1, who.Officer), w.open(1)
	if v.Tally.Flagged != 1 || v.List.State != Returned || v.Frozen() {
		t.Fatalf("%+v", v.List)
	}
	save := func(n LineID, version int64) error {
		l, _ := LineOf(ctx, d, n)
		l.Post = "Chuyên viên"
		return w.s.SaveLine(ctx, by, l, version)
	}
	if err := save(a, v.List.Version); !fault.Is(err, fault.Conflict) {
		t.Errorf("an unmarked line is changed: %v", err)
	}
	if _, err := w.s.AddLine(ctx, by, w.at(1), person("Lê Văn C", "LĐTT")); !fault.Is(err, fault.Conflict) {
		t.Errorf("a line is added: %v", err)
	}
	if _, err := w.s.DropLine(ctx, by, a); !fault.Is(err, fault.Conflict) {
		t.Errorf("an unmarked line is dropped: %v", err)
	}
	if err := save(b, v.List.Version-1); !fault.Is(err, fault.Conflict) {
		t.Errorf("an old version is taken: %v", err)
	}
	w.must(save(b, v.List.Version))
	w.must(w.step(1, by, Submit, ""))
	if v = w.open(1); v.Tally.Flagged != 0 {
		t.Error("the marks stay after the submission")
	}
}

func TestCopyOfLastYear(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	ctx, w := t.Context(), newWorld(t, d)
	w.must(w.s.OpenRound(ctx, w.as(0, who.Officer), w.bloc, 2023, day("2023-02-28")))
	w.add(1, person("Nguyễn Văn A", "LĐTT"))
	next := Place{w.bloc, 2023, w.unit[1]}
	for want := range 2 {
		n, err := w.s.CopyLast(ctx, w.as(1, who.Officer), next)
		if err != nil || n != 1-want {
			t.Errorf("%d lines, %v", n, err)
		}
	}
	if _, err := w.s.CopyLast(ctx, w.as(1, who.Officer), w.at(1)); err != nil { // nothing the year before
		t.Error(err)
	}
}

func TestNothingIsOpenBeforeTheLeaderOpensIt(t *testing.T) {
	d := dbtest.SQLite(t, sources)
	w := newWorld(t, d)
	p := w.at(1)
	p.Year = 2021
	if _, err := w.s.AddLine(t.Context(), w.as(1, who.Officer), p, person("Nguyễn Văn A", "LĐTT")); !fault.Is(err, fault.Conflict) {
		t.Errorf("filled before it is open: %v", err)
	}
	if err := w.s.OpenRound(t.Context(), w.as(1, who.Officer), w.bloc, 2021, day("2021-02-28")); !fault.Is(err, fault.Denied) {
		t.Errorf("a member opens it: %v", err)
	}
}

// TestNumbersThatNoRuleReads are refused by name, on every way in; what is meant is named.
func TestNumbersThatNoRuleReads(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t, sources))
	ctx, by := t.Context(), w.as(1, who.Officer)
	for _, c := range []struct{ key, says string }{{"Số người bậy", "Không quy tắc nào đọc số liệu “Số người bậy”"}, {"lđttt", "Có phải “Số Lao động tiên tiến”"}, {"Số bàn ghế trong phòng", ""}} {
		if err := w.s.SaveCounts(ctx, by, w.at(1), map[string]int{c.key: 10}); !fault.Is(err, fault.Invalid) || !strings.Contains(fmt.Sprint(err), c.says) {
			t.Errorf("numbers of the unit, %s: %v", c.key, err)
		}
		l := Line{Subject: roster.Collective, Name: "Phòng 1", Title: "TTLĐTT", Facts: Declared{Counts: map[string]int{c.key: 10}}}
		if _, err := w.s.AddLine(ctx, by, w.at(1), l); !fault.Is(err, fault.Invalid) {
			t.Errorf("a line, %s: %v", c.key, err)
		}
	}
	for _, key := range []string{"strength", "lđtt", "cstđcs_proposed", "co_tinh_standard", "months_worked"} {
		if err := w.s.SaveCounts(ctx, by, w.at(1), map[string]int{key: 10}); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// TestHalfNamedTwins: the same name and title with and without a year of birth is asked about; two
// years of birth are two people, and "1980.0" of a spreadsheet is a year.
func TestHalfNamedTwins(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t, sources))
	for _, c := range []struct {
		lines string
		at    string
	}{
		{"Lê Y;;LĐTT\nLê Y;1980;LĐTT", "B3"},
		{"Lê Y;1980;LĐTT\nLê Y;;LĐTT", "B3"},
		{"Lê Y;1980;LĐTT\nLê Y;1981;LĐTT", ""},
		{"Lê Y;1980.0;LĐTT\nLê Y;1980;CSTĐCS", ""},
		{"Lê Y;1980.0;LĐTT\nLê Y;1980;LĐTT", "A3"},
		{"Lê Y;;LĐTT\nLê Y;;LĐTT", "A3"},
	} {
		sent, err := w.s.ReceiveList(t.Context(), w.as(1, who.Officer), w.at(1), "dan.csv", []byte("Họ và tên;Năm sinh;Danh hiệu\n"+c.lines+"\n"))
		w.must(err)
		m, err := w.s.Preview(t.Context(), w.as(1, who.Officer), sent.ID)
		w.must(err)
		at := ""
		for _, p := range m.List.Problems {
			at += p.At
		}
		if at != c.at || len(m.List.Rows) != 2 {
			t.Errorf("%q: faults at %q, want %q", c.lines, at, c.at)
		}
	}
}

var (
	families = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng"}
	middles  = []string{"Văn", "Thị", "Đức", "Minh", "Ngọc"}
	given    = []string{"An", "Bình", "Dũng", "Hà", "Lan"}
)

// goodRow makes the n-th row of a list, no two alike.
func goodRow(n int, r *rand.Rand) []string {
	k := n / 40 % 125
	row := []string{families[k/25] + " " + middles[k/5%5] + " " + given[k%5], "Cá nhân", fmt.Sprint(1960 + n%40), "Chuyên viên", []string{"LĐTT", "CSTĐCS", "Lao động tiên tiến", "cstđ cấp tỉnh"}[r.IntN(4)],
		[]string{"", "2021: HTXSNV", "2020: HTTNV; 2021: HTXSNV", "2021 - hoàn thành tốt nhiệm vụ"}[r.IntN(4)], []string{"", "không", "2021: cơ sở", "2020, 2021: cấp tỉnh"}[r.IntN(4)],
		[]string{"", "không", "2019: khiển trách"}[r.IntN(3)], []string{"", "Tổng số người = 41"}[r.IntN(2)], []string{"", "2019: CSTĐCS, 12/QĐ-STP", "không"}[r.IntN(3)]}
	return row
}

// wrong are ways to spoil the cell of a column.
var wrong = map[int][]string{0: {"", "Nguyễn 2", "A / B", "123", "#REF!"}, 1: {"Ai đó", "Khách mời"}, 2: {"19x0", "1850", "2020"}, 4: {"", "Xuất sắc", "TTLĐXS", "ĐVQT"}, 5: {"giỏi", "2021: giỏi", "HTXSNV", "1021: HTTNV"},
	6: {"có", "2021: huyện", "hai sáng kiến"}, 7: {"2020: phê bình", "khiển trách", "có"}, 8: {"41", "Tổng số người", "lđtt = nhiều", "lđtt = -1", "Số người bậy = 10", "Tổng số người = 10; lđtt = 50"},
	9: {"CSTĐCS 2019", "2019: CSTĐCS", "2019: CSTDXX, 12/QĐ-STP", "2031: LĐTT, 1/QĐ-X"}}

// TestFiveThousandWithThreeHundredFaults: every planted fault is found in one pass, at its
// cell, and none is invented.
func TestFiveThousandWithThreeHundredFaults(t *testing.T) {
	const rows, faults, repeats = 5000, 300, 20
	d := dbtest.SQLite(t, sources)
	w := newWorld(t, d)
	r := rand.New(rand.NewPCG(11, 13))
	table := make([][]string, rows)
	for i := range table {
		table[i] = goodRow(i, r)
	}
	want := map[string]bool{}
	spoiled := map[int]bool{}
	for len(want) < faults-repeats {
		i, col := r.IntN(rows), []int{0, 1, 2, 4, 5, 6, 7, 8, 9}[r.IntN(9)]
		at := sheet.A1(i+5, col+1)
		if want[at] || col == 4 && want[sheet.A1(i+5, 2)] || col == 1 && want[sheet.A1(i+5, 5)] {
			continue // a title can be wrong only for a subject that is told
		}
		want[at], spoiled[i] = true, true
		table[i][col] = wrong[col][r.IntN(len(wrong[col]))]
	}
	for len(want) < faults { // the same person with the same title once more, further down
		i, j := r.IntN(rows/2), rows/2+r.IntN(rows/2)
		if spoiled[i] || spoiled[j] {
			continue
		}
		table[j], spoiled[j] = slices.Clone(table[i]), true
		want[sheet.A1(j+5, 1)] = true
	}
	s := xlsx.Sheet{Name: "Đăng ký", Title: []string{"SỞ TƯ PHÁP", "DANH SÁCH ĐĂNG KÝ"}, Header: [][]xlsx.Cell{{}}}
	for _, c := range Columns() {
		s.Header[0] = append(s.Header[0], xlsx.Text(c.Name))
	}
	for _, row := range table {
		var line []xlsx.Cell
		for _, x := range row {
			line = append(line, xlsx.Text(x))
		}
		s.Rows = append(s.Rows, line)
	}
	var file bytes.Buffer
	w.must(xlsx.Write(&file, &xlsx.Book{Sheets: []xlsx.Sheet{s}}))
	l, err := w.s.ReceiveList(t.Context(), w.as(1, who.Officer), w.at(1), "danh-sach.xlsx", file.Bytes())
	w.must(err)
	m, err := w.s.Preview(t.Context(), w.as(1, who.Officer), l.ID)
	w.must(err)
	got := map[string]int{}
	for _, p := range m.List.Problems {
		got[p.At]++
		if !want[p.At] {
			t.Errorf("invented at %s (%s): %s", p.At, table[p.Row-5][p.Col-1], fault.Text(p.Msg, p.Args))
		}
	}
	for at := range want {
		if got[at] != 1 {
			t.Errorf("the fault at %s is told %d times", at, got[at])
		}
	}
	if len(m.List.Rows) != rows || len(m.List.Problems) != faults {
		t.Errorf("%d rows, %d problems", len(m.List.Rows), len(m.List.Problems))
	}
	if _, err := w.s.Commit(t.Context(), w.as(1, who.Officer), l.ID); !fault.Is(err, fault.Invalid) {
		t.Errorf("written all the same: %v", err)
	}
	data, err := w.s.Marked(t.Context(), w.as(1, who.Officer), l.ID)
	w.must(err)
	back, err := intake.Open("x.xlsx", data, intake.Default)
	w.must(err)
	notes := 0
	for _, c := range back.Sheets[0].Cells {
		if c.Note != "" && c.Row > 4 {
			notes++
			if !want[c.At] {
				t.Errorf("a mark at %s", c.At)
			}
		}
	}
	if notes < faults-60 { // a mark on an empty cell may be a cell without content
		t.Errorf("%d marks", notes)
	}
	t.Logf("%d rows, %d planted faults, %d found, %d cells marked", rows, faults, len(m.List.Problems), notes)
}

func TestListUpdatesWhatIsThere(t *testing.T) {
	dbtest.Each(t, sources, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), newWorld(t, d)
		w.add(1, Line{Subject: roster.Person, Name: "Nguyễn Văn A", Title: "LĐTT"})
		text := "Họ và tên\tDanh hiệu\tXếp loại\nnguyễn văn a\tLĐTT\t2021: HTTNV\nTrần Thị B\tCSTĐCS\t\n"
		l, err := w.s.ReceiveList(ctx, w.as(1, who.Officer), w.at(1), award.PastedName, []byte(text))
		w.must(err)
		for range 2 {
			if n, err := w.s.Commit(ctx, w.as(1, who.Officer), l.ID); err != nil || n != 2 {
				t.Fatalf("%d %v", n, err)
			}
		}
		v := w.open(1)
		if len(v.Rows) != 2 || v.Rows[0].Facts.Rating["2021"] != "HTTNV" {
			t.Errorf("%+v", v.Rows)
		}
		if _, err := w.s.Preview(ctx, w.as(2, who.Officer), l.ID); !fault.Is(err, fault.Denied) {
			t.Errorf("another unit's officer reads the list: %v", err)
		}
	})
}
