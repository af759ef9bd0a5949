package plan

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/base/vi"
	"thidua/internal/year/document"
)

// A File (tệp kế hoạch) is a whole plan as a file tells it, read from plan.json or from
// the workbook, checked, and not yet in the system. At fields hold the place in the file.
type File struct {
	Bloc      FileBloc
	Year      int
	Period    civil.Period // opened by the import, "" for none
	Due       civil.Date   // deadline of the period, zero for the default
	Note      string
	Directive string // number of the directive, "" for none
	Documents []FileDocument
	Fields    []Field
	Themes    []Theme
	Units     []FileUnit
	Contents  []FileContent
	Targets   []FileTarget
	Measures  []string // of the bloc, outside any content
	Tasks     []FileTask
	Within    bool // the file tells targets only: the bloc, its units and their order are those of the system
	Partial   bool // the file tells no order of fields, themes and contents, nor all their texts (the workbook)
}

// FileBloc (khối trong tệp kế hoạch) is the bloc as the file tells it.
type FileBloc struct{ At, Code, Name, Kind, Province, Symbol, Leader string }

// FileDocument (văn bản trong tệp kế hoạch) is a guiding document with its clauses.
type FileDocument struct {
	At      string
	Doc     document.Document
	Clauses []document.Clause
}

// FileUnit (đơn vị trong tệp kế hoạch) is a member unit.
type FileUnit struct {
	At, Code, Name, Short, Kind, Parent, Symbol string
	Order                                       int
}

// FileContent (nội dung trong tệp kế hoạch) is a content with its measures.
type FileContent struct {
	At, Unit, Code, Text string
	Source               Source
	Measures             []string
}

// FileTarget (chỉ tiêu trong tệp kế hoạch) is a target with the goals of the units.
type FileTarget struct {
	At       string
	Unit     string // "" = common
	Content  string // code or text of the content
	Target   Target
	Goals    []FileGoal
	Measures []string
}

// FileGoal (giá trị kế hoạch trong tệp) is what a unit plans.
type FileGoal struct {
	At, Unit string
	Goal     Goal
}

// FileTask (nhiệm vụ trong tệp kế hoạch) is an assigned task.
type FileTask struct {
	At, Unit string
	Task     Task
}

// Bounds of a file.
const (
	maxUnits   = 5000
	maxTargets = 200000
	maxTasks   = 50000
	maxErrors  = 200
	maxName    = 300
	maxText    = 1000
)

// findings collects what is wrong with a file, each with its place, so that everything
// is told at once.
type findings struct {
	list []fault.Field
	more int
}

func (f *findings) add(at, msg string, args ...fault.P) {
	if len(f.list) >= maxErrors {
		f.more++
		return
	}
	x := fault.Field{Name: at, Msg: msg}
	for _, a := range args {
		x.Args = a
	}
	f.list = append(f.list, x)
}

func (f *findings) err() error {
	if len(f.list) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "plan.file.bad|Tệp kế hoạch có {n} chỗ cần sửa. Chưa ghi gì vào hệ thống. Sửa các chỗ nêu dưới đây rồi nhập lại.", fault.P{"n": len(f.list) + f.more})
	e.Fields = f.list
	return e
}

var (
	slugRE = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	codeRE = regexp.MustCompile(`^[\pL\pN][\pL\pN._/-]{0,39}$`)
)

// check finds what the shape of a file cannot tell: codes that repeat or lead nowhere,
// goals that do not fit their kind.
func (f *File) check(bad *findings) {
	slug := func(at, code, what string) {
		if !slugRE.MatchString(code) || len(code) > 63 {
			bad.add(at, "plan.file.slug|Mã {what} “{code}” không hợp lệ. Dùng chữ thường không dấu, số và gạch nối, ví dụ so-tu-phap.", fault.P{"what": what, "code": code})
		}
	}
	if f.Bloc.At == "" { // told by whoever read the file
		return
	}
	slug(f.Bloc.At, f.Bloc.Code, "Khối")
	if f.Bloc.Name == "" {
		bad.add(f.Bloc.At, "plan.file.blocname|Thiếu tên Khối. Ghi tên Khối, ví dụ Khối thi đua số 3.")
	}
	if f.Year < 2000 || f.Year > 2200 {
		bad.add("year", "plan.file.year|Năm {n} không hợp lý. Ghi năm của kế hoạch, ví dụ 2022.", fault.P{"n": f.Year})
	}
	if f.Period != "" && f.Period.Year() != f.Year {
		bad.add("period", "plan.file.period|Kỳ {period} không thuộc năm {year}. Sửa kỳ hoặc năm.", fault.P{"period": string(f.Period), "year": f.Year})
	}
	units := map[string]bool{}
	for _, u := range f.Units {
		slug(u.At, u.Code, "đơn vị")
		if units[u.Code] {
			bad.add(u.At, "plan.file.twice|Mã “{code}” ghi hai lần. Mỗi mã chỉ dùng một lần.", fault.P{"code": u.Code})
		}
		units[u.Code] = true
		if u.Name == "" {
			bad.add(u.At, "plan.file.unitname|Đơn vị “{code}” thiếu tên. Ghi tên đầy đủ của đơn vị.", fault.P{"code": u.Code})
		}
	}
	if len(f.Units) == 0 {
		bad.add("units", "plan.file.nounits|Tệp không có đơn vị nào. Ghi các đơn vị thành viên của Khối.")
	}
	if len(f.Units) > maxUnits || len(f.Targets) > maxTargets || len(f.Tasks) > maxTasks {
		bad.add("units", "plan.file.toomany|Tệp có quá nhiều đơn vị, chỉ tiêu hoặc nhiệm vụ. Chia kế hoạch thành nhiều Khối.")
	}
	if f.Bloc.Leader != "" && !units[f.Bloc.Leader] {
		unknownUnit(bad, f.Bloc.At, f.Bloc.Leader)
	}
	f.checkDocuments(bad)
	f.checkTargets(bad, units)
	twice := map[string]bool{}
	for i := range f.Tasks {
		t := &f.Tasks[i]
		f.checkTask(bad, t, units)
		k := t.Unit + "\x00" + cmp.Or(t.Task.Code, " "+vi.Fold(t.Task.Text))
		if twice[k] {
			bad.add(t.At, "plan.file.twice|Mã “{code}” ghi hai lần. Mỗi mã chỉ dùng một lần.", fault.P{"code": cmp.Or(t.Task.Code, t.Task.Text)})
		}
		twice[k] = true
	}
}

func unknownUnit(bad *findings, at, code string) {
	bad.add(at, "plan.file.unit|Không có đơn vị mã “{code}” trong danh sách đơn vị của tệp. Sửa mã hoặc thêm đơn vị.", fault.P{"code": code})
}

func (f *File) checkDocuments(bad *findings) {
	for i, d := range f.Documents {
		clean, err := d.Doc.Clean()
		if err == nil {
			d.Clauses, err = document.CleanClauses(d.Clauses)
		}
		if err == nil {
			err = document.CheckSecret(clean, d.Clauses)
		}
		if e, ok := err.(*fault.Error); ok {
			if len(e.Fields) == 0 {
				bad.add(d.At, e.Msg, e.Args)
			}
			for _, x := range e.Fields {
				bad.add(d.At, x.Msg, x.Args)
			}
			continue
		}
		f.Documents[i].Doc, f.Documents[i].Clauses = clean, d.Clauses
	}
}

func (f *File) checkTargets(bad *findings, units map[string]bool) {
	fields, themes := map[string]bool{}, map[string]bool{}
	for i, x := range f.Fields {
		if x.Code == "" || x.Name == "" || fields[x.Code] {
			bad.add(fmt.Sprintf("fields[%d]", i), "plan.file.field1|Lĩnh vực “{code}” thiếu mã, thiếu tên hoặc ghi hai lần.", fault.P{"code": x.Code})
		}
		fields[x.Code] = true
	}
	for i, x := range f.Themes {
		if !codeRE.MatchString(x.Code) || x.Name == "" || themes[x.Code] {
			bad.add(fmt.Sprintf("themes[%d]", i), "plan.file.theme1|Chủ đề “{code}” thiếu mã, thiếu tên hoặc ghi hai lần.", fault.P{"code": x.Code})
		}
		themes[x.Code] = true
	}
	twice := map[string]bool{}
	for _, c := range f.Contents {
		if c.Text == "" {
			bad.add(c.At, "plan.file.content0|Nội dung thi đua chưa có lời. Ghi nội dung hoặc bỏ dòng này.")
		}
		if c.Unit != "" && !units[c.Unit] {
			unknownUnit(bad, c.At, c.Unit)
		}
		k := c.Unit + "\x00" + cmp.Or(c.Code, " "+vi.Fold(c.Text))
		if twice[k] {
			bad.add(c.At, "plan.file.twice|Mã “{code}” ghi hai lần. Mỗi mã chỉ dùng một lần.", fault.P{"code": cmp.Or(c.Code, c.Text)})
		}
		twice[k] = true
	}
	common := map[string]bool{}
	for _, t := range f.Targets {
		if t.Unit == "" {
			common[t.Target.Code] = true
		}
	}
	seen := map[string]bool{}
	for _, t := range f.Targets {
		k := t.Unit + "\x00" + t.Target.Code
		if seen[k] || (t.Unit != "" && common[t.Target.Code]) {
			bad.add(t.At, "plan.file.twice|Mã “{code}” ghi hai lần. Mỗi mã chỉ dùng một lần.", fault.P{"code": t.Target.Code})
		}
		seen[k] = true
		if t.Unit != "" && !units[t.Unit] {
			unknownUnit(bad, t.At, t.Unit)
		}
		if !fields[t.Target.Field] {
			bad.add(t.At, "plan.file.field|Không có lĩnh vực mã “{code}”. Sửa mã hoặc thêm vào danh sách lĩnh vực.", fault.P{"code": t.Target.Field})
		}
		for _, x := range t.Target.Themes {
			if !themes[x] {
				bad.add(t.At, "plan.file.theme|Không có chủ đề mã “{code}”. Sửa mã hoặc thêm vào danh sách chủ đề.", fault.P{"code": x})
			}
		}
		for _, p := range t.Target.Problems() {
			bad.add(t.At, p.Msg, p.Args)
		}
		f.checkGoals(bad, t, units)
	}
}

func (f *File) checkGoals(bad *findings, t FileTarget, units map[string]bool) {
	seen := map[string]bool{}
	for _, g := range t.Goals {
		switch {
		case !units[g.Unit]:
			unknownUnit(bad, g.At, g.Unit)
		case seen[g.Unit]:
			bad.add(g.At, "plan.file.twice|Mã “{code}” ghi hai lần. Mỗi mã chỉ dùng một lần.", fault.P{"code": g.Unit})
		}
		seen[g.Unit] = true
		for _, p := range t.Target.GoalProblems(g.Goal) {
			bad.add(g.At, p.Msg, p.Args)
		}
	}
}

func (f *File) checkTask(bad *findings, t *FileTask, units map[string]bool) {
	if !units[t.Unit] {
		unknownUnit(bad, t.At, t.Unit)
	}
	for _, p := range t.Task.Problems() {
		bad.add(t.At, p.Msg, p.Args)
	}
	for _, x := range t.Task.Themes {
		if !slices.ContainsFunc(f.Themes, func(y Theme) bool { return y.Code == x }) {
			bad.add(t.At, "plan.file.theme|Không có chủ đề mã “{code}”. Sửa mã hoặc thêm vào danh sách chủ đề.", fault.P{"code": x})
		}
	}
}

// Problems tells what is wrong with a target as written, by field.
func (t Target) Problems() []fault.Field {
	var l []fault.Field
	if !codeRE.MatchString(t.Code) {
		l = append(l, fault.Field{Name: "code", Msg: "plan.target.code|Mã chỉ tiêu “{code}” không hợp lệ. Dùng chữ, số, dấu chấm và gạch nối, ví dụ C01 hoặc TTR.1.", Args: fault.P{"code": t.Code}})
	}
	if t.Name == "" || len([]rune(t.Name)) > maxName {
		l = append(l, fault.Field{Name: "name", Msg: "plan.target.name|Ghi tên chỉ tiêu, không quá {n} ký tự.", Args: fault.P{"n": maxName}})
	}
	if t.Measure == "" || len([]rune(t.Measure)) > 60 {
		l = append(l, fault.Field{Name: "measure", Msg: "plan.target.measure|Ghi đơn vị tính của chỉ tiêu, ví dụ %, cuộc, triệu đồng."})
	}
	if !slices.Contains(Kinds, t.Kind) {
		l = append(l, fault.Field{Name: "kind", Msg: "plan.target.kind|Không có kiểu chỉ tiêu “{kind}”. Dùng count, percent, money, decimal hoặc yesno.", Args: fault.P{"kind": string(t.Kind)}})
	}
	if !slices.Contains(Directions, t.Direction) {
		l = append(l, fault.Field{Name: "direction", Msg: "plan.target.direction|Không có chiều “{direction}”. Dùng higher, lower hoặc equal.", Args: fault.P{"direction": string(t.Direction)}})
	}
	return l
}

// GoalProblems tells why a planned value does not fit the kind of the target: a negative
// count, a part of a case, a yes/no that is neither.
func (t Target) GoalProblems(g Goal) []fault.Field {
	var l []fault.Field
	for name, v := range map[string]*figure.Value{"year": g.Year, "half": g.Half} {
		if v == nil {
			continue
		}
		switch {
		case *v < 0 && t.Kind != Decimal:
			l = append(l, fault.Field{Name: name, Msg: "plan.goal.negative|Kế hoạch của {code} là {v}, không thể âm.", Args: fault.P{"code": t.Code, "v": v.VN()}})
		case t.Kind == YesNo && *v != 0 && *v != figure.FromInt(1):
			l = append(l, fault.Field{Name: name, Msg: "plan.goal.yesno|Kế hoạch của {code} là {v}; chỉ tiêu Đạt/Không đạt chỉ nhận 1 hoặc 0.", Args: fault.P{"code": t.Code, "v": v.VN()}})
		case t.Kind == Count && !v.IsWhole():
			l = append(l, fault.Field{Name: name, Msg: "plan.goal.whole|Kế hoạch của {code} là {v}; chỉ tiêu đếm phải là số nguyên.", Args: fault.P{"code": t.Code, "v": v.VN()}})
		}
	}
	if g.Year != nil && g.Half != nil && t.Kind.Adds() && *g.Half > *g.Year {
		l = append(l, fault.Field{Name: "half", Msg: "plan.goal.half|Kế hoạch 6 tháng của {code} ({h}) lớn hơn cả năm ({v}). Kiểm tra lại hai số.", Args: fault.P{"code": t.Code, "h": g.Half.VN(), "v": g.Year.VN()}})
	}
	return l
}

// Problems tells what is wrong with a task as written, by field.
func (t Task) Problems() []fault.Field {
	var l []fault.Field
	if t.Text == "" || len([]rune(t.Text)) > maxText {
		l = append(l, fault.Field{Name: "text", Msg: "plan.task.text|Ghi nhiệm vụ, không quá {n} ký tự.", Args: fault.P{"n": maxText}})
	}
	if t.State != TaskNew && t.State != TaskDoing && t.State != TaskDone {
		l = append(l, fault.Field{Name: "state", Msg: "plan.task.state|Không có tình trạng “{state}”. Dùng chưa bắt đầu, đang làm hoặc đã xong.", Args: fault.P{"state": string(t.State)}})
	}
	if !t.Given.IsZero() && !t.Due.IsZero() && t.Due.Before(t.Given) {
		l = append(l, fault.Field{Name: "due", Msg: "plan.task.due|Hạn {due} trước ngày giao {given}. Kiểm tra lại hai ngày.", Args: fault.P{"due": t.Due.VN(), "given": t.Given.VN()}})
	}
	if len([]rune(t.Head)) > maxName || len([]rune(t.Assigner)) > maxName || len([]rune(t.Evidence)) > 4*maxText {
		l = append(l, fault.Field{Name: "evidence", Msg: "plan.task.long|Minh chứng, người giao hoặc chức vụ quá dài. Rút gọn rồi lưu lại."})
	}
	return l
}

// tidy composes s and makes every run of spaces one.
func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }
