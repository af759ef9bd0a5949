package plan

import (
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/year/document"
)

// schema is the only format of plan.json there is so far.
const schema = "thidua-plan/1"

// ParseJSON reads a whole plan in the format thidua-plan/1 and checks it. Every error is
// told at once with its line and place. Optional keys: half and source and themes and
// content and measures_taken and deadline of targets, contents, measures_taken, tasks,
// themes, documents, clauses of the directive, deadline.
func ParseJSON(data []byte) (_ *File, err error) {
	defer fault.Wrap(&err, "plan.ParseJSON")
	if len(data) > maxFile {
		return nil, fault.New(fault.TooLarge, "plan.json.toolarge|Tệp kế hoạch lớn hơn {n} MB. Kiểm tra lại tệp.", fault.P{"n": maxFile >> 20})
	}
	bad := &findings{}
	n, err := readTree(data, bad)
	if err != nil {
		return nil, err
	}
	t := &tree{bad: bad}
	if n.kind == 'o' {
		if s := t.text(n, "schema"); s != schema {
			return nil, fault.New(fault.Invalid, "plan.json.schema|Tệp không phải kế hoạch theo mẫu {schema}. Chưa ghi gì. Kiểm tra khóa “schema” ở đầu tệp.", fault.P{"schema": schema})
		}
	}
	t.known(n, "schema", "bloc!", "year!", "period", "deadline", "directive", "documents", "fields!", "units!", "themes", "contents", "measures_taken",
		"common_targets", "own_targets", "tasks")
	if n.kind != 'o' {
		return nil, bad.err()
	}
	f := &File{Note: t.text(n, "note"), Year: t.whole(n, "year"), Due: t.date(n, "deadline"), Measures: t.texts(n, "measures_taken")}
	t.bloc(n, f)
	t.period(n, f)
	t.documents(n, f)
	t.lists(n, f)
	t.contents(n, f)
	for _, k := range t.each(n, "common_targets") {
		t.target(k, "", f)
	}
	if own := n.get("own_targets"); own != nil && own.kind == 'o' {
		for i, unit := range own.keys {
			for _, k := range t.each(&node{kind: 'o', keys: []string{"x"}, kids: []*node{own.kids[i]}}, "x") {
				t.target(k, unit, f)
			}
		}
	} else if own != nil && own.kind != 'z' {
		bad.add(own.at(), "plan.json.object|Chỗ này phải là một nhóm { … }.")
	}
	t.tasks(n, f)
	f.check(bad)
	return f, bad.err()
}

func (t *tree) bloc(n *node, f *File) {
	b := n.get("bloc")
	if b == nil || !t.known(b, "code!", "name!", "kind", "province", "symbol", "leader") {
		return
	}
	f.Bloc = FileBloc{At: b.at(), Code: t.text(b, "code"), Name: t.text(b, "name"), Kind: t.text(b, "kind"), Province: t.text(b, "province"),
		Symbol: t.text(b, "symbol"), Leader: t.text(b, "leader")}
}

func (t *tree) period(n *node, f *File) {
	p := n.get("period")
	if p == nil || p.kind == 'z' || !t.known(p, "code!", "name", "from", "to", "deadline") {
		return
	}
	code, err := civil.ParsePeriod(t.text(p, "code"))
	if err != nil {
		t.bad.add(p.at(), "plan.json.period|“{text}” không phải kỳ. Ghi như 2022-H1, 2022-Q1, 2022-9M hoặc 2022.", fault.P{"text": t.text(p, "code")})
		return
	}
	f.Period = code
	if d := t.date(p, "deadline"); !d.IsZero() {
		f.Due = d
	}
	from, to := t.date(p, "from"), t.date(p, "to")
	if (!from.IsZero() && from != code.From()) || (!to.IsZero() && to != code.To()) {
		t.bad.add(p.at(), "plan.json.span|Kỳ {period} phải từ {from} đến {to}. Sửa ngày hoặc mã kỳ.", fault.P{"period": string(code), "from": code.From().VN(), "to": code.To().VN()})
	}
}

func (t *tree) documents(n *node, f *File) {
	if d := n.get("directive"); d != nil && d.kind != 'z' {
		if x, ok := t.document(d); ok {
			f.Documents, f.Directive = append(f.Documents, x), x.Doc.Code
			if x.Doc.Code == "" {
				t.bad.add(d.at(), "plan.json.missing|Thiếu khóa “{key}”.", fault.P{"key": "number"})
			}
		}
	}
	for _, d := range t.each(n, "documents") {
		if x, ok := t.document(d); ok {
			f.Documents = append(f.Documents, x)
		}
	}
}

func (t *tree) document(d *node) (x FileDocument, ok bool) {
	if !t.known(d, "number", "date", "effective", "issuer!", "subject!", "kind", "link", "clauses") {
		return x, false
	}
	x.At = d.at()
	x.Doc = document.Document{Code: t.text(d, "number"), Day: t.date(d, "date"), Effective: t.date(d, "effective"), Issuer: t.text(d, "issuer"),
		Abstract: t.text(d, "subject"), Kind: t.text(d, "kind"), Link: t.text(d, "link")}
	for _, c := range t.each(d, "clauses") {
		if t.known(c, "label!", "text") {
			x.Clauses = append(x.Clauses, document.Clause{Label: t.text(c, "label"), Text: t.text(c, "text")})
		}
	}
	return x, true
}

func (t *tree) lists(n *node, f *File) {
	for i, k := range t.each(n, "fields") {
		if t.known(k, "code!", "name!") {
			f.Fields = append(f.Fields, Field{Code: t.text(k, "code"), Name: t.text(k, "name"), Order: i + 1})
		}
	}
	for i, k := range t.each(n, "themes") {
		if t.known(k, "code!", "name!", "text") {
			f.Themes = append(f.Themes, Theme{Code: t.text(k, "code"), Name: t.text(k, "name"), Text: t.text(k, "text"), Order: i + 1})
		}
	}
	for i, k := range t.each(n, "units") {
		if !t.known(k, "order", "code!", "name!", "short", "kind", "parent", "symbol") {
			continue
		}
		u := FileUnit{At: k.at(), Code: t.text(k, "code"), Name: t.text(k, "name"), Short: t.text(k, "short"), Kind: t.text(k, "kind"),
			Parent: t.text(k, "parent"), Symbol: t.text(k, "symbol"), Order: t.whole(k, "order")}
		if u.Order == 0 {
			u.Order = i + 1
		}
		f.Units = append(f.Units, u)
	}
}

// source reads {"kind", "doc", "clause"} or the number of a document alone.
func (t *tree) source(n *node, key string) Source {
	k := n.get(key)
	if k == nil || k.kind == 'z' {
		return Source{}
	}
	if k.kind == 's' {
		return Source{Kind: ByDirective, Doc: tidy(k.text)}
	}
	if !t.known(k, "kind", "doc", "clause") {
		return Source{}
	}
	s := Source{Kind: SourceKind(t.text(k, "kind")), Doc: t.text(k, "doc"), Clause: t.text(k, "clause")}
	if s.Kind == NoSource && s.Doc != "" {
		s.Kind = ByDirective
	}
	if s.Kind != NoSource && s.Kind.Label() == NoSource.Label() {
		t.bad.add(k.at(), "plan.json.source|Không có nguồn giao “{kind}”. Dùng directive, sector, party, council, committee hoặc self.", fault.P{"kind": string(s.Kind)})
	}
	return s
}

func (t *tree) contents(n *node, f *File) {
	for _, k := range t.each(n, "contents") {
		if k.kind == 's' {
			f.Contents = append(f.Contents, FileContent{At: k.at(), Text: tidy(k.text)})
			continue
		}
		if !t.known(k, "code", "text!", "unit", "source", "measures_taken") {
			continue
		}
		f.Contents = append(f.Contents, FileContent{At: k.at(), Unit: t.text(k, "unit"), Code: t.text(k, "code"), Text: t.text(k, "text"),
			Source: t.source(k, "source"), Measures: t.texts(k, "measures_taken")})
	}
}

func (t *tree) target(k *node, unit string, f *File) {
	if !t.known(k, "code!", "name!", "measure!", "type!", "direction!", "field!", "plan", "half", "source", "deadline", "content", "themes", "measures_taken") {
		return
	}
	x := FileTarget{At: k.at(), Unit: unit, Content: t.text(k, "content"), Measures: t.texts(k, "measures_taken")}
	x.Target = Target{Code: t.text(k, "code"), Name: t.text(k, "name"), Measure: t.text(k, "measure"), Kind: Kind(t.text(k, "type")),
		Direction: Direction(t.text(k, "direction")), Field: t.text(k, "field"), Themes: t.texts(k, "themes"), Source: t.source(k, "source"),
		Due: t.date(k, "deadline"), Order: len(f.Targets) + 1}
	if unit != "" {
		if k.get("plan") != nil || k.get("half") != nil {
			x.Goals = []FileGoal{{At: k.at(), Unit: unit, Goal: Goal{t.number(k.get("plan")), t.number(k.get("half"))}}}
		}
		f.Targets = append(f.Targets, x)
		return
	}
	at := map[string]int{}
	for _, key := range []string{"plan", "half"} {
		m := k.get(key)
		if m == nil || m.kind == 'z' {
			continue
		}
		if m.kind != 'o' {
			t.bad.add(m.at(), "plan.json.perunit|Kế hoạch của chỉ tiêu chung phải ghi theo từng đơn vị, mỗi dòng một mã đơn vị và một số.")
			continue
		}
		for i, u := range m.keys {
			j, ok := at[u]
			if !ok {
				j = len(x.Goals)
				at[u] = j
				x.Goals = append(x.Goals, FileGoal{At: m.kids[i].at(), Unit: u})
			}
			if v := t.number(m.kids[i]); key == "plan" {
				x.Goals[j].Goal.Year = v
			} else {
				x.Goals[j].Goal.Half = v
			}
		}
	}
	f.Targets = append(f.Targets, x)
}

// taskStates maps what files write to the states.
var taskStates = map[string]TaskState{"": TaskNew, "new": TaskNew, "doing": TaskDoing, "done": TaskDone,
	"chưa bắt đầu": TaskNew, "đang làm": TaskDoing, "đã xong": TaskDone, "quá hạn": TaskDoing, "đang thực hiện": TaskDoing, "hoàn thành": TaskDone}

func stateOf(s string) TaskState {
	if x, ok := taskStates[strings.ToLower(s)]; ok {
		return x
	}
	return TaskState(s)
}

func (t *tree) tasks(n *node, f *File) {
	k := n.get("tasks")
	if k != nil && k.kind == 'o' {
		for i, unit := range k.keys {
			for _, x := range t.each(&node{kind: 'o', keys: []string{"x"}, kids: []*node{k.kids[i]}}, "x") {
				t.task(x, unit, f)
			}
		}
		return
	}
	for _, x := range t.each(n, "tasks") {
		t.task(x, "", f)
	}
}

func (t *tree) task(k *node, unit string, f *File) {
	if !t.known(k, "code", "text!", "unit", "source", "assigner", "head", "date", "deadline", "status", "done", "evidence", "themes") {
		return
	}
	x := FileTask{At: k.at(), Unit: unit}
	if u := t.text(k, "unit"); u != "" {
		x.Unit = u
	}
	x.Task = Task{Code: t.text(k, "code"), Text: t.text(k, "text"), Source: t.source(k, "source"), Assigner: t.text(k, "assigner"), Head: t.text(k, "head"),
		Given: t.date(k, "date"), Due: t.date(k, "deadline"), State: stateOf(t.text(k, "status")), DoneOn: t.date(k, "done"),
		Evidence: t.text(k, "evidence"), Themes: t.texts(k, "themes"), Order: len(f.Tasks) + 1}
	f.Tasks = append(f.Tasks, x)
}
