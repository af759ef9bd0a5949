package conference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/id"
)

// A Line (dòng biên bản) is one paragraph of the minutes with the events it is written from.
type Line struct {
	Text string
	From []int64   // numbers of events; none for what the invitation says
	Of   FindingID // the finding that it repeats, 0 for none
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// hour gives "08 giờ 05".
func hour(t time.Time) string { return two(t.Hour()) + " giờ " + two(t.Minute()) }

// moment gives "08 giờ 05, ngày 15 tháng 7 năm 2022".
func moment(t time.Time) string {
	d := civil.Of(t)
	day, month := two(d.Day), strconv.Itoa(int(d.Month))
	if d.Month < 3 {
		month = two(int(d.Month))
	}
	return fmt.Sprintf("%s, ngày %s tháng %s năm %d", hour(t), day, month, d.Year)
}

// spoken gives "4 phút 12 giây".
func spoken(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	switch {
	case s < 60:
		return strconv.Itoa(s) + " giây"
	case s%60 == 0:
		return strconv.Itoa(s/60) + " phút"
	}
	return strconv.Itoa(s/60) + " phút " + strconv.Itoa(s%60) + " giây"
}

// sentence ends s like one.
func sentence(s string) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\n", " "))
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?;:") {
		return s
	}
	return s + "."
}

// Write (soạn biên bản) writes the minutes of a meeting from its events, by form 1.9 of Decree
// 30/2020/NĐ-CP: no place and date in the head, the course of the meeting, the end.
func (r *Room) Write(events []Event, findings []Finding, unit func(id.Unit) string) []Line {
	w := &minutes{r: r, events: r.counted(events)}
	w.head()
	w.add("Nội dung (theo diễn biến cuộc họp):")
	n := w.items()
	n++
	w.add(strconv.Itoa(n) + ". Kết luận")
	w.conclude(findings, unit)
	for _, e := range w.events {
		if e.Did == Corrected {
			w.add("Đính chính: "+sentence(e.Fact.Text), e.Seq)
		}
	}
	if !r.Ended.IsZero() {
		w.add("Cuộc họp kết thúc vào "+moment(r.Ended)+".", w.last(Closed))
	}
	return w.lines
}

// counted leaves out what was undone.
func (r *Room) counted(events []Event) []Event {
	off := map[int64]bool{}
	for _, e := range events {
		if e.Did == Undone {
			off[e.Fact.Seq], off[e.Seq] = true, true
		}
	}
	return slices.DeleteFunc(slices.Clone(events), func(e Event) bool { return off[e.Seq] })
}

type minutes struct {
	r      *Room
	events []Event
	lines  []Line
}

func (w *minutes) add(text string, from ...int64) {
	from = slices.DeleteFunc(from, func(n int64) bool { return n == 0 })
	w.lines = append(w.lines, Line{Text: text, From: from})
}

func (w *minutes) last(d Did) int64 {
	for i := len(w.events) - 1; i >= 0; i-- {
		if w.events[i].Did == d {
			return w.events[i].Seq
		}
	}
	return 0
}

func (w *minutes) head() {
	r := w.r
	if r.Begun.IsZero() {
		w.add("Thời gian bắt đầu: [giờ, ngày].")
	} else {
		w.add("Thời gian bắt đầu: "+moment(r.Begun)+".", w.last(Opened))
	}
	w.add("Địa điểm: " + sentence(r.Place))
	var came []int64
	here := map[DelegateID]bool{}
	for _, e := range w.events {
		if e.Did == Arrived {
			here[e.Who] = true
			came = append(came, e.Seq)
		}
	}
	type group struct {
		name string
		in   []string
	}
	var groups []group
	var guests, absent []string
	at := map[id.Unit]int{}
	present, all := 0, 0
	for _, d := range r.Delegates {
		switch {
		case d.Gone:
			continue
		case !d.Votes():
			if here[d.ID] {
				guests = append(guests, joined(strings.TrimSpace(d.Rank+" "+d.Name), d.Post, d.UnitName))
			}
			continue
		}
		if _, ok := at[d.Unit]; !ok {
			at[d.Unit] = len(groups)
			groups = append(groups, group{name: d.UnitName})
		}
		all++
		if here[d.ID] {
			present++
			g := &groups[at[d.Unit]]
			g.in = append(g.in, joined(strings.TrimSpace(d.Rank+" "+d.Name), d.Post))
		}
	}
	units := 0
	for _, g := range groups {
		if len(g.in) > 0 {
			units++
		} else {
			absent = append(absent, g.name)
		}
	}
	w.add(fmt.Sprintf("Thành phần tham dự: %d/%d đại biểu của %d/%d đơn vị thành viên:", present, all, units, len(groups)), came...)
	for _, g := range groups {
		if len(g.in) > 0 {
			w.add("- " + g.name + ": " + sentence(strings.Join(g.in, "; ")))
		}
	}
	if len(guests) > 0 {
		w.add("Khách mời: " + sentence(strings.Join(guests, "; ")))
	}
	if len(absent) > 0 {
		w.add("Vắng: " + sentence(strings.Join(absent, "; ")))
	}
	w.late()
	w.add("Chủ trì (chủ tọa): " + sentence(r.Chair))
	w.add("Thư ký (người ghi biên bản): " + sentence(r.Secretary))
}

// late names who came after the opening and who left before the end, with the time.
func (w *minutes) late() {
	if w.r.Begun.IsZero() {
		return
	}
	var came, left []string
	var cameFrom, leftFrom []int64
	first, gone := map[DelegateID]bool{}, map[DelegateID]Event{}
	for _, e := range w.events {
		switch e.Did {
		case Arrived:
			delete(gone, e.Who)
			if !first[e.Who] && e.At.After(w.r.Begun) {
				came, cameFrom = append(came, w.r.Delegate(e.Who).Title()+" ("+hour(e.At)+")"), append(cameFrom, e.Seq)
			}
			first[e.Who] = true
		case Left:
			gone[e.Who] = e
		}
	}
	for _, e := range w.events {
		if g, ok := gone[e.Who]; ok && g.Seq == e.Seq && e.At.After(w.r.Begun) {
			left, leftFrom = append(left, w.r.Delegate(e.Who).Title()+" ("+hour(e.At)+")"), append(leftFrom, e.Seq)
		}
	}
	if len(came) > 0 {
		w.add("Đến sau khi khai mạc: "+sentence(strings.Join(came, "; ")), cameFrom...)
	}
	if len(left) > 0 {
		w.add("Về trước khi bế mạc: "+sentence(strings.Join(left, "; ")), leftFrom...)
	}
}

// items writes the course of the meeting, item by item, and gives how many there were.
func (w *minutes) items() int {
	n, open := 0, false
	var turn, before *Turn // who speaks; who spoke last
	for _, e := range w.events {
		switch e.Did {
		case Began:
			if s, ok := w.r.Times[e.Fact.Item]; ok && s.Begin.Equal(e.At) {
				n++
				w.add(strconv.Itoa(n)+". "+w.title(e.Fact.Item), e.Seq)
				w.presented(e)
			} else {
				w.add("Hội nghị trở lại mục: "+sentence(w.title(e.Fact.Item)), e.Seq)
			}
			open = true
		case Broke:
			w.add("Nghỉ giải lao lúc "+hour(e.At)+".", e.Seq)
		case Resumed:
			w.add("Họp lại lúc "+hour(e.At)+".", e.Seq)
		case Called:
			if turn = w.turn(e); turn != nil {
				w.add(fmt.Sprintf("- %s phát biểu (%s, %s).", w.r.Delegate(turn.Who).Title(), hour(turn.Began), spoken(turn.Used)), e.Seq)
				before = turn
			}
		case Recalled:
			turn = before
		case Finished:
			turn = nil
		case Left:
			if turn != nil && turn.Who == e.Who {
				turn = nil
			}
		case Noted:
			w.said(e, turn, "", open)
		case Remarked:
			w.said(e, turn, "góp ý Dự thảo Báo cáo", open)
		case PollDone:
			w.poll(e)
		}
	}
	return n
}

func (w *minutes) title(i ItemID) string {
	for _, x := range w.r.Items {
		if x.ID == i {
			return x.Title
		}
	}
	return "[mục chương trình]"
}

func (w *minutes) presented(e Event) {
	for _, x := range w.r.Items {
		if x.ID == e.Fact.Item && x.By != "" && x.Kind == Plain {
			w.add(x.By+" trình bày, từ "+hour(e.At)+".", e.Seq)
		}
	}
}

func (w *minutes) turn(e Event) *Turn {
	for i := range w.r.Turns {
		if w.r.Turns[i].Seq == e.Seq {
			return &w.r.Turns[i]
		}
	}
	return nil
}

// said writes a note or a remark, with who said it.
func (w *minutes) said(e Event, turn *Turn, what string, _ bool) {
	who := ""
	switch {
	case e.Who != 0:
		who = w.r.Delegate(e.Who).Short()
	case turn != nil:
		who = w.r.Delegate(turn.Who).Short()
	}
	text := sentence(e.Fact.Text)
	if e.Fact.Where != "" {
		text = "(" + e.Fact.Where + ") " + text
	}
	switch {
	case who != "" && what != "":
		w.add("+ "+who+" "+what+": "+text, e.Seq)
	case what != "":
		w.add("+ Ý kiến "+what+": "+text, e.Seq)
	case who != "":
		w.add("+ "+who+": "+text, e.Seq)
	default:
		w.add("- "+text, e.Seq)
	}
}

func (w *minutes) poll(e Event) {
	for _, p := range w.r.Polls {
		if p.Result == nil || !p.Closed.Equal(e.At) || p.Seq != e.Fact.Poll {
			continue
		}
		c := p.Result
		how := "bằng hình thức giơ tay"
		if p.Named {
			how = "bằng hình thức ghi tên"
		}
		end := "Thông qua"
		if !c.Passed() {
			end = "Chưa thông qua"
		}
		w.add(fmt.Sprintf("Biểu quyết %s: %s Kết quả: %d/%d đại biểu có mặt đồng ý, %d không đồng ý, %d không có ý kiến. %s.", how, sentence(p.Text), c.For, c.Present, c.Against, c.Abstain, end), p.Seq, e.Seq)
		if p.Wording != "" {
			w.add("Nội dung biểu quyết: "+sentence(p.Wording), p.Seq)
		}
	}
}

func (w *minutes) conclude(findings []Finding, unit func(id.Unit) string) {
	n := len(w.lines)
	for _, p := range w.r.Polls {
		if p.Result != nil && p.Result.Passed() {
			w.add("- Hội nghị thống nhất: "+sentence(p.Text), p.Seq)
		}
	}
	for _, f := range findings {
		if f.Gone {
			continue
		}
		w.lines = append(w.lines, Line{Text: "- " + f.words(unit), Of: f.ID})
	}
	if len(w.lines) == n {
		w.add("[kết luận của chủ tọa].")
	}
}

// words gives a finding as one item of a list.
func (f Finding) words(unit func(id.Unit) string) string {
	s := sentence(f.Text)
	if u := unit(f.Unit); u != "" {
		s = u + ": " + s
	}
	if f.Kind == NewTarget {
		s = "Chỉ tiêu đề nghị, " + s
	}
	if f.Cause != "" {
		s += " Nguyên nhân: " + sentence(f.Cause)
	}
	if f.Solution != "" {
		s += " Giải pháp: " + sentence(f.Solution)
	}
	who := unit(f.Who)
	switch {
	case who != "" && !f.Due.IsZero():
		s += " " + who + " thực hiện, xong trước ngày " + f.Due.VN() + "."
	case !f.Due.IsZero():
		s += " Xong trước ngày " + f.Due.VN() + "."
	}
	return s
}

// Body joins lines as the text of a document.
func Body(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.Text + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}

// Concluded gives what the notice of conclusions says, each line with the vote or the finding it comes from.
func (r *Room) Concluded(findings []Finding, unit func(id.Unit) string) []Line {
	w := &minutes{r: r}
	w.conclude(findings, unit)
	return w.lines
}

// Conclusions (thông báo kết luận) gives the text of the notice of conclusions. table writes rows as a
// table of the document.
func (r *Room) Conclusions(bloc string, findings []Finding, unit func(id.Unit) string, table func(head []string, rows [][]string) string) string {
	var b strings.Builder
	day := r.Start
	if !r.Begun.IsZero() {
		day = r.Begun
	}
	fmt.Fprintf(&b, "Ngày %s, %s tổ chức %s. Sau khi nghe báo cáo và ý kiến thảo luận của các đại biểu, %s kết luận như sau:\n", civil.Of(day).VN(), bloc, lower(r.Name), r.Chair)
	n := 0
	part := func(title string) {
		n++
		fmt.Fprintf(&b, "%d. %s\n", n, title)
	}
	if len(r.Polls) > 0 {
		part("Nội dung đã biểu quyết")
		for _, p := range r.Polls {
			if p.Result == nil {
				continue
			}
			end := "thông qua"
			if !p.Result.Passed() {
				end = "chưa thông qua"
			}
			fmt.Fprintf(&b, "- %s: %s (%d/%d đại biểu có mặt đồng ý).\n", strings.TrimRight(p.Text, "."), end, p.Result.For, p.Result.Present)
		}
	}
	for _, k := range []FindingKind{Shortcoming, NewTarget} {
		var rows [][]string
		for _, f := range findings {
			if f.Kind != k || f.Gone {
				continue
			}
			due := ""
			if !f.Due.IsZero() {
				due = f.Due.VN()
			}
			row := []string{strconv.Itoa(len(rows) + 1), unit(f.Unit), f.Text, f.Cause, f.Solution, unit(f.Who), due}
			if k == NewTarget {
				row = []string{strconv.Itoa(len(rows) + 1), unit(f.Unit), f.Text, f.Solution, due}
			}
			rows = append(rows, row)
		}
		switch {
		case len(rows) == 0:
		case k == Shortcoming:
			part("Tồn tại, hạn chế, nguyên nhân và giải pháp")
			b.WriteString(table([]string{"TT", "Đơn vị", "Tồn tại, hạn chế", "Nguyên nhân", "Giải pháp", "Thực hiện", "Thời hạn"}, rows) + "\n")
		default:
			part("Chỉ tiêu mới, chỉ tiêu điều chỉnh")
			b.WriteString(table([]string{"TT", "Đơn vị", "Chỉ tiêu", "Lý do", "Thời hạn"}, rows) + "\n")
		}
	}
	if n == 0 {
		b.WriteString("1. [kết luận thứ nhất].\n")
	}
	b.WriteString("Đề nghị các đơn vị thành viên triển khai thực hiện; thư ký theo dõi, báo cáo kết quả tại kỳ họp sau.")
	return b.String()
}

func lower(s string) string {
	r := []rune(s)
	if len(r) > 1 && strings.ToLower(string(r[1])) == string(r[1]) {
		return strings.ToLower(string(r[0])) + string(r[1:])
	}
	return s
}

// Invitation gives the text of the letter of invitation (giấy mời, form 1.7).
func (r *Room) Invitation(bloc string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s trân trọng kính mời: Thủ trưởng và cán bộ phụ trách thi đua, khen thưởng các đơn vị thành viên.\n", bloc)
	fmt.Fprintf(&b, "Tới dự: %s.\nChủ trì: %s.\nThời gian: %s.\nĐịa điểm: %s.\n", r.Name, r.Chair, moment(r.Start), r.Place)
	if len(r.Items) > 0 {
		b.WriteString("Nội dung chương trình:\n")
		for _, x := range r.Items {
			b.WriteString("- " + sentence(x.Title) + "\n")
		}
	}
	if !r.Due.IsZero() {
		fmt.Fprintf(&b, "Đề nghị các đơn vị xác nhận và cử đại biểu trước ngày %s. ", r.Due.VN())
	}
	b.WriteString("Đại biểu vào họp bằng mã trên phiếu kèm theo.")
	return b.String()
}
