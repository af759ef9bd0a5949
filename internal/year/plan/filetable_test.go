package plan

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
	"thidua/internal/platform/db/dbtest"
	"thidua/internal/year/org"
)

// table makes a sheet of rows "a|b|c"; a cell that is a plain number is one.
func table(rows ...string) *sheet.Book {
	s := sheet.Sheet{Name: "Bieu 1", Rows: len(rows)}
	for i, row := range rows {
		for j, text := range strings.Split(row, "|") {
			c := sheet.Cell{Row: i + 1, Col: j + 1, At: sheet.A1(i+1, j+1), Kind: sheet.Text, Text: text}
			if _, err := strconv.ParseFloat(text, 64); err == nil {
				c.Kind, c.Num = sheet.Number, text
			}
			if text != "" {
				s.Cells = append(s.Cells, c)
			}
			s.Cols = max(s.Cols, j+1)
		}
	}
	return &sheet.Book{Sheets: []sheet.Sheet{s}}
}

func frame(goals string) Frame {
	in := Frame{Bloc: org.Bloc{Code: "k", Name: "Khối k"}, Year: 2022, Goals: goals}
	for _, code := range []string{"tand", "stp"} {
		in.Members = append(in.Members, org.Member{Unit: org.Unit{Code: code, Name: "Đơn vị " + code, Short: strings.ToUpper(code)}})
	}
	return in
}

var officeTable = []string{
	"UBND TỈNH", "BIỂU CHỈ TIÊU THI ĐUA NĂM 2022",
	"TT|Chỉ tiêu, nhiệm vụ|ĐVT|Kế hoạch||Thực hiện",
	"|||Năm|6 tháng|6 tháng",
	"I|Công tác chuyên môn",
	"1|1. Tỷ lệ hồ sơ đúng hạn|%|98|98|99",
	"2|Số cuộc thanh tra|cuộc|12|6|7",
	"|- Trong đó: đột xuất|cuộc|2|1|1",
	"II|Xây dựng Đảng",
	"3|Số vụ vi phạm, kỷ luật|vụ|0||0",
	"4|Tiết kiệm chi|triệu đồng|khoảng 50||25",
	"5|Tổ chức phát động|Đạt/Không đạt|Đạt||Đạt",
	"|Tổng cộng|cuộc|99",
}

func TestTableOfAnOffice(t *testing.T) {
	got, err := ParseTable(table(officeTable...), frame(Everyone))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, x := range got.Targets {
		plan := "-"
		if len(x.Goals) == 2 {
			plan = x.Goals[0].Goal.Year.VN()
		}
		lines = append(lines, strings.Join([]string{x.Target.Code, x.Target.Name, x.Target.Measure, string(x.Target.Kind), string(x.Target.Direction), x.Target.Field, plan}, " | "))
	}
	want := `C01 | Tỷ lệ hồ sơ đúng hạn | % | percent | higher | cong-tac-chuyen-mon | 98
C02 | Số cuộc thanh tra | cuộc | count | higher | cong-tac-chuyen-mon | 12
C03 | Số vụ vi phạm, kỷ luật | vụ | count | lower | xay-dung-dang | 0
C04 | Tiết kiệm chi | triệu đồng | money | higher | xay-dung-dang | -
C05 | Tổ chức phát động | Đạt/Không đạt | yesno | higher | xay-dung-dang | 1`
	if s := strings.Join(lines, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	if len(got.Left) != 1 || got.Left[0].Text != "khoảng 50" || !strings.HasSuffix(got.Left[0].At, "D11") {
		t.Errorf("left empty: %+v", got.Left)
	}
	// Without the word whose the column is, no value is taken.
	if got, err = ParseTable(table(officeTable...), frame("")); err != nil || len(got.Targets[0].Goals) != 0 {
		t.Errorf("%v %v", got.Targets[0].Goals, err)
	}
	if got, err = ParseTable(table(officeTable...), frame("stp")); err != nil || len(got.Targets[0].Goals) != 1 || got.Targets[0].Goals[0].Unit != "stp" {
		t.Errorf("%v %v", got.Targets[0].Goals, err)
	}
	// Targets of the sender itself belong to it, and to nobody as long as it is not named.
	own := append(officeTable[:len(officeTable)-1:len(officeTable)-1], "TT|Chỉ tiêu, nhiệm vụ|ĐVT|Kế hoạch", "B|Chỉ tiêu riêng của ngành", "1|Số kiến nghị phòng ngừa vi phạm|kiến nghị|4")
	if got, err = ParseTable(table(own...), frame("stp")); err != nil || len(got.Targets) != 6 || got.Targets[5].Unit != "stp" || got.Targets[5].Target.Direction != Higher {
		t.Errorf("%+v %v", got.Targets, err)
	}
	if got, err = ParseTable(table(own...), frame(Everyone)); err != nil || len(got.Targets) != 5 || len(got.Left) != 2 {
		t.Errorf("%+v %v", got.Left, err)
	}
	// A column of a unit is its own, whatever the other column is said to be.
	got, err = ParseTable(table("Tiêu chí|Đơn vị tính|TAND|Đơn vị stp", "Số cuộc họp|cuộc|5|"), frame(Everyone))
	if err != nil || len(got.Targets) != 1 || len(got.Targets[0].Goals) != 1 || got.Targets[0].Goals[0].Unit != "tand" {
		t.Errorf("%+v %v", got.Targets, err)
	}
	_, err = ParseTable(table("Họ và tên|Chức vụ", "x|y"), frame(""))
	if e, ok := errors.AsType[*fault.Error](err); !ok || len(e.Fields) != 1 || !strings.Contains(e.Fields[0].Msg, "plan.table.none") {
		t.Errorf("no table: %v", err)
	}
}

// TestTableIsWrittenOnce imports a table as the leader's officer, and once more: nothing new;
// an officer who may not change units imports a whole file of which only names differ.
func TestTableIsWrittenOnce(t *testing.T) {
	ctx := context.Background()
	d := dbtest.SQLite(t, sources)
	s, sum := imported(t, d)
	b, err := org.BlocOf(ctx, d, sum.Bloc)
	if err != nil {
		t.Fatal(err)
	}
	members, err := org.Members(ctx, d, b.ID, civil.Date{Year: 2022, Month: 7, Day: 1})
	if err != nil {
		t.Fatal(err)
	}
	var lead = officer(b.ID, members[0].Unit.ID, true)
	read := func() Summary {
		t.Helper()
		p, err := Of(ctx, d, b.ID, 2022)
		if err != nil {
			t.Fatal(err)
		}
		in := Frame{Bloc: b, Year: 2022, Members: members, Goals: Everyone}
		if in.Targets, err = Targets(ctx, d, p.ID); err != nil {
			t.Fatal(err)
		}
		if in.Fields, err = Fields(ctx, d, p.ID); err != nil {
			t.Fatal(err)
		}
		f, err := ParseTable(table(officeTable...), in)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Import(ctx, lead, f.File)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := read(); got.Targets.Added != 5 || got.Units.Changed+got.Units.Added != 0 || got.Goals.Added == 0 {
		t.Errorf("%+v", got)
	}
	if got := read(); got.Changes() != 0 {
		t.Errorf("a second time: %+v", got)
	}
	data := strings.Replace(string(fixture(t)), b.Name, "Khối khác tên", 1)
	got, err := s.ImportJSON(ctx, lead, []byte(data))
	if err != nil || len(got.Kept) != 1 || got.Kept[0].From != b.Name {
		t.Errorf("another name of the bloc: %+v %v", got.Kept, err)
	}
	if b2, _ := org.BlocOf(ctx, d, b.ID); b2 != b {
		t.Error("the bloc was changed by one who may not")
	}
}

func TestTableNeverFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []string
		cell := rapid.SampledFrom([]string{"Chỉ tiêu", "ĐVT", "%", "", "12", "I. A", "KH năm", "TAND", "Mã", "C01", "x", "trong đó", "Đạt"})
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			rows = append(rows, strings.Join(rapid.SliceOfN(cell, 1, 6).Draw(t, "row"), "|"))
		}
		got, err := ParseTable(table(rows...), frame(Everyone))
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		for _, x := range got.Targets {
			if err == nil && len(x.Target.Problems()) > 0 {
				t.Fatalf("%+v", x)
			}
		}
	})
}
