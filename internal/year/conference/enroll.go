package conference

import (
	"errors"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/year/org"
)

// A ListLine (dòng danh sách dán vào) is one line of a list of delegates that somebody pasted.
type ListLine struct {
	Delegate
	Line    int   // from 1
	Known   bool  // stands on the list already
	Problem error // why the line cannot be taken, nil when it can
}

// MaxListed is how many lines a pasted list may have.
const MaxListed = 500

// listColumns gives the fields of a list by what heads them.
var listColumns = map[string]int{"don vi": 0, "co quan": 0, "ten don vi": 0, "chuc vu": 1, "chuc danh": 1, "ho va ten": 2, "ho ten": 2, "ten": 2, "cap bac": 3, "danh xung": 3, "cap bac danh xung": 3, "cho ngoi": 4, "ghe": 4, "tu cach": 5, "tu cach du hop": 5}

const listFields = 6

// ReadList (đọc danh sách đại biểu) reads lines copied from a spreadsheet (columns between tabs) or typed with
// semicolons: unit, post, name, rank, seat, capacity, or what a first line with headings says. Blank lines and
// a running number in front are passed over. had is who stands on the list already.
func ReadList(text string, members []org.Member, had []Delegate) []ListLine {
	order := []int{0, 1, 2, 3, 4, 5}
	var list []ListLine
	for i, line := range strings.Split(strings.ReplaceAll(vi.NFC(text), "\r\n", "\n"), "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		cells := cellsOf(line)
		if at := heading(cells); len(list) == 0 && at != nil {
			order = at
			continue
		}
		var f [listFields]string
		if len(cells) > 1 && strings.Trim(cells[0], "0123456789.") == "" && order[0] == 0 && len(cells) > 2 { // a running number
			cells = cells[1:]
		}
		for k, c := range cells {
			if k < len(order) && order[k] >= 0 {
				f[order[k]] = tidy(c)
			}
		}
		x := ListLine{Line: i + 1, Delegate: Delegate{UnitName: f[0], Post: f[1], Name: f[2], Rank: f[3], Seat: f[4], Capacity: AsDelegate}}
		x.Problem = x.settle(f[5], members)
		x.Known = x.Problem == nil && (slices.ContainsFunc(had, x.same) || slices.ContainsFunc(list, func(o ListLine) bool { return x.same(o.Delegate) }))
		if list = append(list, x); len(list) > MaxListed {
			return list
		}
	}
	return list
}

func cellsOf(line string) []string {
	if strings.Contains(line, "\t") {
		return strings.Split(line, "\t")
	}
	return strings.Split(line, ";")
}

// heading gives the order of the columns when a line is their heading: at least unit and post.
func heading(cells []string) []int {
	var order []int
	found := map[int]bool{}
	for _, c := range cells {
		n, ok := listColumns[vi.Fold(c)]
		if !ok || found[n] {
			n = -1
		}
		found[n] = true
		order = append(order, n)
	}
	if !found[0] || !found[1] {
		return nil
	}
	return order
}

// settle finds the unit and the capacity of a line.
func (x *ListLine) settle(capacity string, members []org.Member) error {
	name := vi.Fold(x.UnitName)
	if from, ok := strings.CutPrefix(name, "khach"); ok && (from == "" || !letterStarts(from)) {
		if _, after, ok := strings.Cut(x.UnitName, ":"); ok {
			x.UnitName = tidy(after)
		}
		x.Capacity = AsGuest
	}
	switch c := vi.Fold(capacity); {
	case strings.HasPrefix(c, "khach"):
		x.Capacity = AsGuest
	case strings.HasPrefix(c, "chu tri"), strings.HasPrefix(c, "chu toa"):
		x.Capacity = AsChair
	case strings.HasPrefix(c, "thu ky"):
		x.Capacity = AsSecretary
	case c != "" && !strings.HasPrefix(c, "dai bieu"):
		return fault.New(fault.Invalid, "conference.list.capacity|Không rõ tư cách “{text}”. Ghi Đại biểu, Chủ trì, Thư ký hoặc Khách mời.", fault.P{"text": capacity})
	}
	for _, m := range members {
		if name != "" && (name == vi.Fold(m.Unit.Name) || name == vi.Fold(m.Unit.Short) || name == vi.Fold(m.Unit.Code)) {
			x.Unit, x.UnitName = m.Unit.ID, m.Unit.Short
		}
	}
	if x.Unit == 0 && x.Capacity != AsGuest {
		return fault.New(fault.Invalid, "conference.list.unit|Không có đơn vị “{text}” trong khối. Ghi tên như trong danh sách đơn vị, hoặc ghi “Khách: {text}” khi là khách mời.", fault.P{"text": x.UnitName})
	}
	d, err := x.Delegate.Clean()
	if f, ok := errors.AsType[*fault.Error](err); ok && len(f.Fields) > 0 {
		return fault.New(fault.Invalid, f.Fields[0].Msg, f.Fields[0].Args)
	}
	x.Delegate = d
	return err
}

func letterStarts(s string) bool { return s[0] >= 'a' && s[0] <= 'z' }

// same reports whether o is the delegate of the line.
func (x *ListLine) same(o Delegate) bool {
	return !o.Gone && o.Unit == x.Unit && vi.Fold(o.Post) == vi.Fold(x.Post) && vi.Fold(o.Name) == vi.Fold(x.Name) && (x.Unit != 0 || vi.Fold(o.UnitName) == vi.Fold(x.UnitName))
}
