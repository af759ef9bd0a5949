package conference

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"thidua/internal/base/fault"
	"thidua/internal/year/org"
)

// A list copied from a spreadsheet or typed is read as it was meant; what is not clear is named by its line.
func TestReadList(t *testing.T) {
	members := []org.Member{{Unit: org.Unit{ID: 1, Code: "tand", Name: "Tòa án nhân dân tỉnh", Short: "TAND tỉnh"}}, {Unit: org.Unit{ID: 2, Code: "lu-doan-198", Name: "Lữ đoàn Đặc công 198", Short: "Lữ đoàn 198"}}}
	had := []Delegate{{ID: 9, Unit: 1, UnitName: "TAND tỉnh", Post: "Phó Chánh án"}}
	for _, c := range []struct{ name, text, want string }{
		{"typed", "TAND tỉnh; Chánh án; Ông A; ; A1\nlu-doan-198; Chính ủy;; Đại tá", "1 u1 Chánh án/Ông A//A1 delegate | 2 u2 Chính ủy//Đại tá/ delegate"},
		{"from a spreadsheet with headings in another order", "STT\tHọ và tên\tĐơn vị\tChức vụ\tTư cách\r\n1\tBà B\tTÒA ÁN NHÂN DÂN TỈNH\tThư ký tòa\tthư ký\r\n", "2 u1 Thư ký tòa/Bà B// secretary"},
		{"running numbers without headings", "1.\tTAND tỉnh\tChánh án\n\n2.\tLữ đoàn 198\tChính ủy", "1 u1 Chánh án/// delegate | 3 u2 Chính ủy/// delegate"},
		{"a guest", "Khách: Ban TĐKT tỉnh; Chuyên viên", "1 u0 Chuyên viên/// guest from Ban TĐKT tỉnh"},
		{"known, and twice in the list", "TAND tỉnh; phó  chánh án\nTAND tỉnh; Chánh án\nTAND huyện; Chánh án\nTAND tỉnh;Chánh án", "1 u1 phó chánh án/// delegate known | 2 u1 Chánh án/// delegate | 3 conference.list.unit | 4 u1 Chánh án/// delegate known"},
		{"no post", "TAND tỉnh", "1 conference.post.empty"},
		{"an unknown capacity", "TAND tỉnh;Chánh án;;;;vua", "1 conference.list.capacity"},
		{"nothing", " \n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var have []string
			for _, x := range ReadList(c.text, members, had) {
				s := fmt.Sprintf("%d u%d %s/%s/%s/%s %s", x.Line, int64(x.Unit), x.Post, x.Name, x.Rank, x.Seat, x.Capacity)
				if x.Capacity == AsGuest {
					s += " from " + x.UnitName
				}
				if x.Known {
					s += " known"
				}
				if f, ok := errors.AsType[*fault.Error](x.Problem); ok {
					id, _, _ := strings.Cut(f.Msg, "|")
					s = fmt.Sprintf("%d %s", x.Line, id)
				}
				have = append(have, s)
			}
			if got := strings.Join(have, " | "); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
		})
	}
	var many strings.Builder
	for i := range MaxListed + 50 {
		fmt.Fprintf(&many, "TAND tỉnh; Cán bộ %d\n", i)
	}
	if n := len(ReadList(many.String(), members, nil)); n != MaxListed+1 {
		t.Errorf("%d lines are read of a list without end", n)
	}
}
