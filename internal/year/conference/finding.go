package conference

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// A FindingKind (loại kết luận) says what was found.
type FindingKind string

// The kinds of findings.
const (
	Shortcoming FindingKind = "shortcoming" // tồn tại, hạn chế
	NewTarget   FindingKind = "target"      // chỉ tiêu mới hoặc điều chỉnh, đề nghị cho một đơn vị
)

// A Finding (kết luận của hội nghị) is one result of the discussion: a shortcoming with its cause
// and what is done about it by whom and until when, or a target proposed for a unit.
type Finding struct {
	ID         FindingID
	Conference ID
	Kind       FindingKind
	Unit       id.Unit // whose shortcoming or target; 0: of the whole bloc
	Text       string
	Cause      string  // a name of the taxonomy, or words of its own
	Solution   string  // giải pháp; of a target: why
	Who        id.Unit // who does it; 0: the bloc's leader
	Due        civil.Date
	Source     string // where it was taken from: "progress/khoi-3/2022-H1/tand/2", "" when typed
	Gone       bool
	Version    int64
}

// FindingID names a finding.
type FindingID = id.Of[Finding]

// FindingObject names a finding on a trail and where a decision rests on it.
func FindingObject(f FindingID) string { return "finding/" + f.String() }

// Complete reports whether the finding says who does what until when.
func (f Finding) Complete() bool {
	return f.Solution != "" && !f.Due.IsZero() && (f.Kind == NewTarget || f.Cause != "")
}

// Clean trims and checks a finding as typed. Errors: Invalid with fields.
func (f Finding) Clean() (Finding, error) {
	f.Text, f.Cause, f.Solution = prose(f.Text), tidy(f.Cause), prose(f.Solution)
	e := fault.New(fault.Invalid, "conference.finding.invalid|Kết luận chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if f.Kind != Shortcoming && f.Kind != NewTarget {
		e.With("kind", "conference.finding.kind|Chọn tồn tại, hạn chế hoặc chỉ tiêu.")
	}
	if f.Text == "" {
		e.With("text", "conference.finding.text|Ghi tồn tại, hạn chế hoặc chỉ tiêu.")
	}
	if f.Kind == NewTarget && f.Unit == 0 {
		e.With("unit", "conference.finding.unit|Chọn đơn vị được đề nghị chỉ tiêu.")
	}
	for name, s := range map[string]string{"text": f.Text, "solution": f.Solution, "cause": f.Cause} {
		if len([]rune(s)) > maxText {
			e.With(name, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxText})
		}
	}
	if len(e.Fields) > 0 {
		slices.SortFunc(e.Fields, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
		return f, e
	}
	return f, nil
}

// usualCauses begin the taxonomy of a bloc; it is edited like any list.
var usualCauses = []string{
	"Chủ quan: nhận thức, trách nhiệm chưa đầy đủ", "Chủ quan: chỉ đạo, kiểm tra, đôn đốc chưa sát", "Chủ quan: phối hợp chưa chặt chẽ", "Chủ quan: chỉ tiêu xây dựng chưa sát thực tế",
	"Khách quan: thiếu nhân lực", "Khách quan: thiếu kinh phí, trang thiết bị", "Khách quan: quy định, hướng dẫn chưa thống nhất", "Khách quan: dịch bệnh, thiên tai", "Khách quan: khối lượng công việc tăng đột biến",
}

// CleanCauses reads a taxonomy as typed, one cause per line; none gives the usual one.
func CleanCauses(text string) []string {
	var list []string
	seen := map[string]bool{}
	for line := range strings.Lines(text) {
		s := tidy(line)
		if k := vi.Fold(s); s != "" && !seen[k] && len([]rune(s)) <= maxName && len(list) < 100 {
			seen[k] = true
			list = append(list, s)
		}
	}
	if len(list) == 0 {
		return slices.Clone(usualCauses)
	}
	return list
}

// points splits what a unit wrote into its points: one per line, marks in front left out.
func points(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if s := tidy(number.ReplaceAllString(line, "")); s != "" {
			list = append(list, s)
		}
	}
	return list
}

// Drawn gives the findings that a unit's own words suggest: every shortcoming it wrote, beside
// the cause that stands at the same place, or all its causes when they do not pair.
func Drawn(unit id.Unit, shortcomings, causes, source string) []Finding {
	short, why := points(shortcomings), points(causes)
	list := make([]Finding, 0, len(short))
	for i, s := range short {
		f := Finding{Kind: Shortcoming, Unit: unit, Who: unit, Text: s, Source: source + "/" + two(i+1)}
		switch {
		case len(why) == len(short):
			f.Cause = why[i]
		case len(why) > 0:
			f.Cause = strings.Join(why, " ")
		}
		list = append(list, f)
	}
	return list
}
