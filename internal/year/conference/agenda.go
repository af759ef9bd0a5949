package conference

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/fault"
)

// Template gives the usual agenda of a kind of conference, to begin with.
func Template(k Kind) []Item {
	lists := map[Kind][]Item{
		Launch: {
			{Title: "Chào cờ, tuyên bố lý do, giới thiệu đại biểu", Kind: Plain, By: "Thư ký Khối", Minutes: 10},
			{Title: "Báo cáo kết quả năm trước, phương hướng năm nay", Kind: Plain, By: "Khối trưởng", Minutes: 20},
			{Title: "Thảo luận chương trình, chỉ tiêu thi đua", Kind: Discuss, By: "Chủ trì", Minutes: 60},
			{Title: "Biểu quyết chương trình, chỉ tiêu", Kind: Decide, By: "Chủ trì", Minutes: 10},
			{Title: "Ký giao ước thi đua", Kind: Plain, By: "Thủ trưởng các đơn vị", Minutes: 20},
			{Title: "Phát biểu của Ban Thi đua - Khen thưởng tỉnh", Kind: Plain, By: "Ban TĐKT tỉnh", Minutes: 10},
			{Title: "Kết luận", Kind: Plain, By: "Chủ trì", Minutes: 10},
		},
		Midyear: {
			{Title: "Chào cờ, tuyên bố lý do, giới thiệu đại biểu", Kind: Plain, By: "Thư ký Khối", Minutes: 10},
			{Title: "Trình bày Dự thảo Báo cáo sơ kết", Kind: Plain, By: "Khối phó", Minutes: 20},
			{Title: "Thảo luận kết quả, tồn tại, nguyên nhân, giải pháp; góp ý Dự thảo Báo cáo", Kind: Discuss, By: "Chủ trì", Minutes: 75},
			{Title: "Nghỉ giải lao", Kind: Pause, Minutes: 15},
			{Title: "Phát biểu của Ban Thi đua - Khen thưởng tỉnh", Kind: Plain, By: "Ban TĐKT tỉnh", Minutes: 10},
			{Title: "Biểu quyết nhiệm vụ, chỉ tiêu 6 tháng cuối năm", Kind: Decide, By: "Chủ trì", Minutes: 15},
			{Title: "Kết luận", Kind: Plain, By: "Chủ trì", Minutes: 10},
		},
		Final: {
			{Title: "Chào cờ, tuyên bố lý do, giới thiệu đại biểu", Kind: Plain, By: "Thư ký Khối", Minutes: 10},
			{Title: "Trình bày Dự thảo Báo cáo tổng kết và kết quả chấm điểm", Kind: Plain, By: "Khối phó", Minutes: 25},
			{Title: "Thảo luận", Kind: Discuss, By: "Chủ trì", Minutes: 60},
			{Title: "Bỏ phiếu suy tôn (theo phiếu của Tổ kiểm phiếu)", Kind: Decide, By: "Tổ kiểm phiếu", Minutes: 30},
			{Title: "Nghỉ giải lao", Kind: Pause, Minutes: 15},
			{Title: "Bầu Khối trưởng, Khối phó năm sau", Kind: Decide, By: "Chủ trì", Minutes: 15},
			{Title: "Kết luận, bàn giao", Kind: Plain, By: "Chủ trì", Minutes: 15},
		},
	}
	return lists[k]
}

var (
	clockAt  = regexp.MustCompile(`^\s*(\d{1,2})\s*[:hHgG]\s*(\d{2})?\s*[-–:.)]?\s*`)
	lengthAt = regexp.MustCompile(`\(?\b(\d{1,3})\s*(?:phút|'|ph)\)?\s*$`)
	number   = regexp.MustCompile(`^\s*(?:[-–•+*]|\d{1,2}[.)]|[IVX]{1,4}[.)])\s+`)
)

// ParseAgenda reads an agenda that was typed or pasted from Word: one item per line, "08:00 Tiêu
// đề | người trình bày | 20 phút"; times, numbers and dashes in front are understood, and
// tabs count as bars. The length of an item without one is the distance to the next time.
func ParseAgenda(text string) ([]Item, error) {
	var list []Item
	var at []int // minute of the day, -1 for none
	for line := range strings.Lines(text) {
		s := strings.TrimSpace(line)
		if s == "" {
			continue
		}
		when := -1
		if m := clockAt.FindStringSubmatch(s); m != nil {
			h, _ := strconv.Atoi(m[1])
			min, _ := strconv.Atoi(m[2])
			if h < 24 && min < 60 {
				when, s = h*60+min, s[len(m[0]):]
			}
		}
		s = number.ReplaceAllString(s, "")
		x := Item{Order: len(list) + 1}
		parts := strings.FieldsFunc(s, func(r rune) bool { return r == '|' || r == '\t' })
		for i := range parts {
			parts[i] = tidy(parts[i])
		}
		for i := len(parts) - 1; i > 0; i-- {
			if m := lengthAt.FindStringSubmatch(parts[i]); m != nil && len(m[0]) == len(parts[i]) {
				x.Minutes, _ = strconv.Atoi(m[1])
				parts = append(parts[:i], parts[i+1:]...)
			}
		}
		if len(parts) == 0 || parts[0] == "" {
			continue
		}
		if m := lengthAt.FindStringSubmatch(parts[0]); m != nil && x.Minutes == 0 && len(m[0]) < len(parts[0]) {
			x.Minutes, _ = strconv.Atoi(m[1])
			parts[0] = strings.TrimSpace(strings.TrimSuffix(parts[0], m[0]))
		}
		x.Title = parts[0]
		if len(parts) > 1 {
			x.By = strings.Join(parts[1:], ", ")
		}
		if len([]rune(x.Title)) > maxName || len([]rune(x.By)) > maxName {
			return nil, agendaFault("conference.agenda.long|Mục {n} của chương trình dài quá. Rút gọn còn dưới 200 ký tự.", x.Order)
		}
		x.Kind = kindOf(x.Title)
		list, at = append(list, x), append(at, when)
	}
	if len(list) > maxItems {
		return nil, agendaFault("conference.agenda.many|Chương trình có hơn {n} mục. Gộp bớt rồi lưu lại.", maxItems)
	}
	for i := range list {
		if list[i].Minutes == 0 && i+1 < len(list) && at[i] >= 0 && at[i+1] > at[i] {
			list[i].Minutes = at[i+1] - at[i]
		}
		list[i].Minutes = min(max(list[i].Minutes, 0), 600)
	}
	return list, nil
}

func agendaFault(msg string, n int) error {
	return fault.New(fault.Invalid, msg, fault.P{"n": n}).With("agenda", msg, fault.P{"n": n})
}

// kindOf guesses how an item is run from the words that agendas use.
func kindOf(title string) ItemKind {
	s := strings.ToLower(title)
	for _, x := range []struct {
		word string
		kind ItemKind
	}{{"giải lao", Pause}, {"nghỉ", Pause}, {"biểu quyết", Decide}, {"bỏ phiếu", Decide}, {"bầu ", Decide}, {"thảo luận", Discuss}, {"góp ý", Discuss}, {"tham luận", Discuss}, {"trao đổi", Discuss}} {
		if strings.Contains(s, x.word) {
			return x.kind
		}
	}
	return Plain
}

// WriteAgenda gives an agenda as it is typed.
func WriteAgenda(list []Item) string {
	var b strings.Builder
	for _, x := range list {
		b.WriteString(x.Title)
		if x.By != "" {
			b.WriteString(" | " + x.By)
		}
		if x.Minutes > 0 {
			b.WriteString(" | " + strconv.Itoa(x.Minutes) + " phút")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Planned gives when each item begins by the plan.
func Planned(start time.Time, list []Item) []time.Time {
	at := make([]time.Time, len(list))
	for i, x := range list {
		at[i] = start
		start = start.Add(time.Duration(x.Minutes) * time.Minute)
	}
	return at
}
