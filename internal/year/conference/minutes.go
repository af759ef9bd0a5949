package conference

import (
	"fmt"
	"maps"
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

// A Record (hồ sơ cuộc họp) is what the minutes of a meeting are written from, besides the room.
type Record struct {
	Events   []Event
	Findings []Finding
	Unit     func(id.Unit) string // short name
	Replies  map[id.Unit]Reply    // to the invitation
	Votes    map[int64][]Vote     // of named votes, by the number of the vote
}

// Write (soạn biên bản) writes the minutes of a meeting from its events, by form 1.9 of Decree
// 30/2020/NĐ-CP: no place and date in the head, the course of the meeting, the end.
func (r *Room) Write(x Record) []Line {
	w := &minutes{r: r, events: r.counted(x.Events), rec: x}
	w.head()
	w.add("Nội dung (theo diễn biến cuộc họp):")
	n := w.items()
	n++
	w.add(strconv.Itoa(n) + ". Kết luận")
	w.conclude(x.Findings, x.Unit)
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

	rec Record
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
		unit id.Unit
		name string
		in   []string
	}
	var groups []group
	var guests, absent []string
	at := map[id.Unit]int{}
	present, all := 0, 0
	for _, d := range r.Delegates {
		switch {
		case d.Gone && !here[d.ID]: // who was struck later had come all the same
			continue
		case d.Capacity == AsGuest || d.Unit == 0:
			if here[d.ID] {
				guests = append(guests, joined(strings.TrimSpace(d.Rank+" "+d.Name), d.Post, d.UnitName))
			}
			continue
		}
		if _, ok := at[d.Unit]; !ok {
			at[d.Unit] = len(groups)
			groups = append(groups, group{unit: d.Unit, name: d.UnitName})
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
			absent = append(absent, w.away(g.name, g.unit))
		}
	}
	ofUnits := len(groups)
	for _, u := range slices.Sorted(maps.Keys(w.rec.Replies)) {
		if _, ok := at[u]; !ok && !w.rec.Replies[u].Coming {
			absent, ofUnits = append(absent, w.away(w.rec.Unit(u), u)), ofUnits+1
		}
	}
	w.add(fmt.Sprintf("Thành phần tham dự: %d/%d đại biểu của %d/%d đơn vị thành viên:", present, all, units, ofUnits), came...)
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

// away names a unit that did not come, with the reason that it gave.
func (w *minutes) away(name string, u id.Unit) string {
	if x := w.rec.Replies[u]; !x.Coming && x.Reason != "" {
		return name + " (" + x.Reason + ")"
	}
	return name
}

// late names who came after the opening and who left before the end, with the time.
func (w *minutes) late() {
	if w.r.Begun.IsZero() {
		return
	}
	var came, left []string
	var cameFrom, leftFrom []int64
	began := w.r.Begun.Truncate(time.Minute) // who came in the minute of the opening was there
	first, gone := map[DelegateID]bool{}, map[DelegateID]Event{}
	for _, e := range w.events {
		switch e.Did {
		case Arrived:
			delete(gone, e.Who)
			if !first[e.Who] && e.At.Truncate(time.Minute).After(began) {
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
		end, silent := "Thông qua", ""
		if !c.Passed() {
			end = "Chưa thông qua"
		}
		if n := c.Silent(); n > 0 {
			silent = fmt.Sprintf(", %d không biểu quyết", n)
		}
		w.add(fmt.Sprintf("Biểu quyết %s: %s Kết quả: %d/%d đại biểu có mặt đồng ý, %d không đồng ý, %d không có ý kiến%s. %s.", how, sentence(p.Text), c.For, c.Present, c.Against, c.Abstain, silent, end), p.Seq, e.Seq)
		w.byName(p)
		if p.Wording != "" {
			w.add("Nội dung biểu quyết: "+sentence(p.Wording), p.Seq)
		}
	}
}

// byName says who answered what in a named vote.
func (w *minutes) byName(p Poll) {
	for _, c := range []struct {
		choice Choice
		words  string
	}{{For, "đồng ý"}, {Against, "không đồng ý"}, {Abstain, "không có ý kiến"}} {
		var names []string
		for _, v := range w.rec.Votes[p.Seq] {
			if v.Choice == c.choice {
				names = append(names, w.r.Delegate(v.Who).Title())
			}
		}
		if len(names) > 0 {
			w.add("+ Ghi tên, "+c.words+": "+sentence(strings.Join(names, "; ")), p.Seq)
		}
	}
}
