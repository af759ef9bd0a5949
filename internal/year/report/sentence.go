package report

import (
	"fmt"
	"slices"
	"strings"

	"thidua/internal/base/id"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

// Kind (loại đoạn) is what a paragraph of the draft is.
type Kind string

const (
	Section Kind = "section" // I. mục lớn
	Title   Kind = "title"   // 1. mục nhỏ
	Body    Kind = "body"    // đoạn văn
	Item    Kind = "item"    // gạch đầu dòng
	Fill    Kind = "fill"    // chỗ trống để Thư ký viết
)

// A Part (đoạn sinh từ dữ liệu) is a paragraph as the system writes it from the data.
// Key stays the same when the data change, so that a stored paragraph finds its source.
type Part struct {
	Key    string
	Kind   Kind
	Text   string
	Source string // id of the unit's text it repeats, "text/khoi-3/2022-H1/tand/results", or of what it was worked out from, "campaign/…"; "" for none
	From   string // where that came from: "08_bao_cao.docx, đoạn P17", "giao ước năm 2022, bản số 2"; "" for none
}

// Quoted reports whether a source names words of a unit, not a record that the sentence was
// worked out from.
func Quoted(source string) bool { return strings.HasPrefix(source, "text/") }

// Facts (dữ kiện) are what the report is written from, beside the table.
type Facts struct {
	Table           *Table
	Documents       []document.Document // guiding documents of the year
	Contents        []plan.Content      // of the bloc
	Tasks           []plan.Task
	Texts           map[id.Unit]map[progress.Heading]progress.Text
	Recommendations []progress.Recommendation
	Merit           Merit    // commendations and registrations
	Launches        []Launch // campaigns that ran in the period
	Deed            *Deed    // the pledge of the year, nil for none
}

// Compose (soạn) writes the bloc's report from the data: sections, sentences with linked
// figures, the units' own words under their names, and blanks where only a person can
// write. It is pure: the same facts give the same parts.
func Compose(f Facts) []Part {
	w := &writer{f: f, t: f.Table}
	w.direction()
	w.results()
	w.movement()
	w.shortcomings()
	w.next()
	w.recommendations()
	unique(w.parts)
	return w.parts
}

// unique numbers the parts that share a key (contents with the same words), so that a
// stored paragraph is compared with its own part and with no other.
func unique(parts []Part) {
	seen := map[string]int{}
	for i := range parts {
		k := parts[i].Key
		if seen[k]++; seen[k] > 1 {
			parts[i].Key = fmt.Sprintf("%s#%d", k, seen[k])
		}
	}
}

type writer struct {
	f     Facts
	t     *Table
	parts []Part
	title int
}

func (w *writer) section(key, text string) { w.title = 0; w.add(key, Section, text) }
func (w *writer) heading(key, text string) {
	w.title++
	w.add(key, Title, fmt.Sprintf("%d. %s", w.title, text))
}
func (w *writer) add(key string, k Kind, format string, args ...any) {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	w.parts = append(w.parts, Part{Key: key, Kind: k, Text: format})
}

// direction: chỉ đạo, phát động.
func (w *writer) direction() {
	w.section("s1", "I. CÔNG TÁC CHỈ ĐẠO, TỔ CHỨC PHONG TRÀO THI ĐUA")
	own := 0
	for _, rows := range w.t.Own {
		own += len(rows)
	}
	intro := fmt.Sprintf("%s có [[units]] đơn vị thành viên.", w.t.Bloc.Name)
	if lead := w.lead(); lead != "" {
		intro = fmt.Sprintf("%s có [[units]] đơn vị thành viên, do %s làm Khối trưởng.", w.t.Bloc.Name, lead)
	}
	w.add("s1/units", Body, "%s", intro)
	for _, d := range w.f.Documents {
		w.add("s1/doc", Body, "Thực hiện %s của %s về %s, Khối và các đơn vị đã xây dựng kế hoạch, tổ chức phát động thi đua sát với nhiệm vụ của từng cơ quan, đơn vị.",
			cite(d), d.Issuer, lowerFirst(d.Abstract))
		break // the directive that launches the year; the others are cited below
	}
	if len(w.f.Documents) > 1 {
		var cites []string
		for _, d := range w.f.Documents[1:] {
			cites = append(cites, cite(d))
		}
		w.add("s1/docs", Body, "Phong trào thi đua được gắn với việc thực hiện %s.", joinVN(cites))
	}
	if len(w.t.Rows) > 0 {
		w.add("s1/plan", Body, "Kế hoạch thi đua năm %d của Khối có %d chỉ tiêu chung; các đơn vị đặt thêm %d chỉ tiêu riêng theo đặc thù của ngành.", w.t.Period.Year(), len(w.t.Rows), own)
	}
	if len(w.f.Contents) > 0 {
		w.add("s1/contents", Body, "Nội dung thi đua của Khối tập trung vào:")
		for i, c := range w.f.Contents {
			end := ";"
			if i == len(w.f.Contents)-1 {
				end = "."
			}
			key := c.Code
			if key == "" { // typed by hand: contents of an import have codes
				key = c.ID.String()
			}
			w.add("s1/content/"+key, Item, "%s", strings.TrimRight(c.Text, ".; ")+end)
		}
	}
	w.launches()
	for _, r := range w.t.Rows {
		if r.Total.Kind == Met && r.Total.N > 0 {
			c := r.Target.Code
			w.add("s1/yes/"+c, Body, "%s: [[%s]]/[[units]] đơn vị đã thực hiện.", r.Target.Name, c)
		}
	}
	w.registrations()
}

// results: kết quả.
func (w *writer) results() {
	w.section("s2", "II. KẾT QUẢ "+upper(w.t.Period.Name()))
	w.heading("s2/sent", "Tình hình báo cáo")
	w.add("s2/sent/n", Body, "Đến thời điểm tổng hợp, [[sent]]/[[units]] đơn vị đã gửi báo cáo %s.", w.t.Period.Name())
	if _, missing := w.t.Sent(); len(missing) > 0 {
		w.add("s2/sent/missing", Body, "Còn [[missing]] đơn vị chưa gửi: %s. Số liệu đã nhập của các đơn vị này (nếu có) vẫn được tính và được ghi chú dưới biểu.", w.names(missing))
	}
	w.heading("s2/fields", "Kết quả theo lĩnh vực")
	for _, f := range w.t.Fields {
		w.field(f)
	}
	w.standing()
	w.merge("s2/text", "Kết quả nổi bật của các đơn vị", progress.Results)
	w.commendation()
}

func (w *writer) field(f plan.Field) {
	first := true
	for i := range w.t.Rows {
		r := &w.t.Rows[i]
		if r.Target.Field != f.Code || r.Total.Kind == Met || r.Total.N == 0 {
			continue
		}
		if first {
			w.add("s2/field/"+f.Code, Title, "%s", "Lĩnh vực "+lowerFirst(f.Name))
			first = false
		}
		w.add("s2/row/"+r.Target.Code, Body, "%s", rowSentence(r))
	}
}

// rowSentence puts the figure of one common target into words, by its kind.
func rowSentence(r *Row) string {
	c := r.Target.Code
	var b strings.Builder
	b.WriteString(r.Target.Name)
	switch r.Total.Kind {
	case Sum:
		verb := "đạt"
		if r.Target.Direction == plan.Lower {
			verb = "có"
		}
		fmt.Fprintf(&b, ": toàn Khối %s [[%s]] %s", verb, c, r.Target.Measure)
		if r.Total.Share != nil && r.Target.Direction != plan.Lower {
			fmt.Fprintf(&b, ", bằng [[%s/%%]]%% mức kế hoạch của kỳ", c)
		}
		fmt.Fprintf(&b, " ([[%s/n]] đơn vị có số liệu)", c)
	default:
		unit := r.Target.Measure
		if unit != "%" {
			unit = " " + unit
		}
		fmt.Fprintf(&b, ": bình quân [[%s]]%s, thấp nhất [[%s/min]]%s, cao nhất [[%s/max]]%s ([[%s/n]] đơn vị có số liệu)", c, unit, c, unit, c, unit, c)
	}
	if r.Total.Compared > 0 {
		fmt.Fprintf(&b, "; [[%s/met]] đơn vị đạt mức kế hoạch", c)
	}
	b.WriteString(".")
	return b.String()
}

// standing: đơn vị đạt cao, đơn vị còn thấp, by the share of compared targets that are met.
func (w *writer) standing() {
	type unit struct{ m, met, of int }
	var list []unit
	for m, s := range w.t.Standing {
		if s.Compared > 0 {
			list = append(list, unit{m, s.Met, s.Compared})
		}
	}
	if len(list) < 3 {
		return
	}
	slices.SortStableFunc(list, func(a, b unit) int { return b.met*a.of - a.met*b.of })
	say := func(l []unit) string {
		var s []string
		for _, u := range l {
			s = append(s, fmt.Sprintf("%s (%d/%d chỉ tiêu)", w.t.Members[u.m].Unit.Short, u.met, u.of))
		}
		return joinVN(s)
	}
	k := min(3, len(list)/2)
	w.heading("s2/standing", "Mức độ đạt chỉ tiêu của các đơn vị")
	w.add("s2/standing/high", Body, "Các đơn vị có tỷ lệ chỉ tiêu đạt mức kế hoạch của kỳ cao: %s.", say(list[:k]))
	w.add("s2/standing/low", Body, "Các đơn vị còn nhiều chỉ tiêu chưa đạt mức kế hoạch của kỳ: %s.", say(list[len(list)-k:]))
}

// merge puts the units' own words under their names.
func (w *writer) merge(key, title string, h progress.Heading) {
	started := false
	for _, m := range w.t.Members {
		tx := w.f.Texts[m.Unit.ID][h]
		paras := lines(tx.Body)
		if len(paras) == 0 {
			continue
		}
		if !started {
			w.heading(key, title)
			started = true
		}
		src := "text/" + w.t.Bloc.Code + "/" + string(w.t.Period) + "/" + m.Unit.Code + "/" + string(h)
		for i, p := range paras {
			text, kind := p, Body
			if i == 0 {
				text, kind = m.Unit.Short+": "+p, Item
			}
			w.parts = append(w.parts, Part{Key: fmt.Sprintf("%s/%s/%d", key, m.Unit.Code, i+1), Kind: kind, Text: escape(text), Source: src, From: from(tx.Source)})
		}
	}
}

// shortcomings: tồn tại, hạn chế; nguyên nhân.
func (w *writer) shortcomings() {
	w.section("s3", "III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN")
	var weak []string
	for i := range w.t.Rows {
		r := &w.t.Rows[i]
		if r.Total.Compared > 0 && 2*r.Total.Met < r.Total.Compared {
			weak = append(weak, fmt.Sprintf("%s (mới có [[%s/met]] đơn vị đạt mức kế hoạch của kỳ)", lowerFirst(r.Target.Name), r.Target.Code))
		}
	}
	if len(weak) > 0 {
		w.add("s3/weak", Body, "Một số chỉ tiêu chung còn thấp so với mức kế hoạch của kỳ:")
		for i, s := range weak {
			w.add(fmt.Sprintf("s3/weak/%d", i+1), Item, "%s;", upperFirst(s))
		}
	}
	if late := w.lateTasks(); len(late) > 0 {
		w.add("s3/tasks", Body, "Nhiệm vụ được giao đã đến hạn trong kỳ nhưng chưa hoàn thành:")
		for i, l := range late {
			w.add(fmt.Sprintf("s3/task/%d", i+1), Item, "%s;", l)
		}
	}
	w.merge("s3/text", "Tồn tại, hạn chế do các đơn vị nêu", progress.Shortcomings)
	w.merge("s3/cause", "Nguyên nhân", progress.Causes)
	w.add("s3/fill", Fill, "(Thư ký bổ sung đánh giá chung của Khối về tồn tại, hạn chế và nguyên nhân.)")
}

// lateTasks are those that were due by the end of the period and are not done. The day of
// printing does not matter: the same data give the same report.
func (w *writer) lateTasks() []string {
	var s []string
	for _, m := range w.t.Members {
		for _, k := range w.f.Tasks {
			if k.Unit == m.Unit.ID && k.Stand(w.t.Period.To().AddDays(1)) == plan.TaskOverdue {
				s = append(s, fmt.Sprintf("%s (%s, hạn %s)", upperFirst(strings.TrimRight(k.Text, ". ;")), m.Unit.Short, k.Due.VN()))
			}
		}
	}
	return s
}

// next: phương hướng, nhiệm vụ.
func (w *writer) next() {
	w.section("s4", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ "+upper(following(w.t.Period)))
	w.add("s4/fill", Fill, "(Thư ký bổ sung nhiệm vụ trọng tâm, nhiệm vụ cấp bách và lĩnh vực cần phát động thi đua sau khi Hội nghị thống nhất.)")
	open := 0
	for _, k := range w.f.Tasks {
		if k.State != plan.TaskDone {
			open++
		}
	}
	if open > 0 {
		w.add("s4/tasks", Body, "Tiếp tục thực hiện %d nhiệm vụ được giao chưa hoàn thành, gắn với trách nhiệm của thủ trưởng từng cơ quan, đơn vị.", open)
	}
	w.merge("s4/text", "Phương hướng của các đơn vị", progress.Direction)
}

// recommendations: kiến nghị, đề xuất.
func (w *writer) recommendations() {
	w.section("s5", "V. KIẾN NGHỊ, ĐỀ XUẤT")
	n := 0
	for _, m := range w.t.Members {
		k := 0
		for _, r := range w.f.Recommendations {
			if r.Unit != m.Unit.ID || r.State == progress.Withdrawn {
				continue
			}
			n++
			k++
			to := ""
			if r.Addressee != "" {
				to = " (kính gửi " + r.Addressee + ")"
			}
			w.add(fmt.Sprintf("s5/%s/%d", m.Unit.Code, k), Item, "%s", m.Unit.Short+to+": "+escape(r.Body))
		}
	}
	if n == 0 {
		w.add("s5/none", Fill, "(Chưa có kiến nghị, đề xuất. Thư ký bổ sung hoặc xóa mục này.)")
	}
	w.add("s5/end", Body, "Trên đây là báo cáo %s của %s./.", w.t.Period.Name(), w.t.Bloc.Name)
}

func (w *writer) lead() string {
	for _, m := range w.t.Members {
		if m.Lead {
			return m.Unit.Name
		}
	}
	return ""
}

func (w *writer) names(members []int) string {
	var s []string
	for _, m := range members {
		s = append(s, w.t.Members[m].Unit.Short)
	}
	return joinVN(s)
}
