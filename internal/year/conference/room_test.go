package conference

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
)

var t0 = time.Date(2022, 7, 15, 8, 0, 0, 0, time.FixedZone("", 7*3600))

// hallOf gives a room of units × 2 delegates with the usual agenda, everybody in the hall when came.
func hallOf(units int, came bool) *Room {
	items := Template(Midyear)
	for i := range items {
		items[i].ID, items[i].Order = ItemID(i+1), i+1
	}
	var list []Delegate
	for i := range 2 * units {
		list = append(list, Delegate{ID: DelegateID(i + 1), No: i + 1, Unit: id.Unit(i/2 + 1), UnitName: fmt.Sprintf("ĐV %d", i/2+1), Post: fmt.Sprintf("Đại biểu %d", i+1), Capacity: AsDelegate})
	}
	r := NewRoom(Conference{ID: 1, Name: "Hội nghị sơ kết", Place: "Hội trường", Chair: "Phó Chánh Thanh tra", Secretary: "Cán bộ", Start: t0, Slot: 5 * time.Minute}, items, list, nil)
	if came {
		for _, d := range list {
			r.Apply(Event{Seq: r.Seq + 1, At: t0, Did: Arrived, Who: d.ID})
		}
	}
	return r
}

// act decides and applies, as the desk does.
func act(r *Room, a Act, at time.Time) (Event, error) {
	f, yes, err := r.Decide(a, at)
	if err != nil || !yes {
		return Event{}, err
	}
	e := Event{Seq: r.Seq + 1, At: at, Did: a.Did, Who: a.Who, Fact: f, By: "Chủ trì"}
	r.Apply(e)
	return e, nil
}

func must(t *testing.T, r *Room, a Act, at time.Time) Event {
	t.Helper()
	e, err := act(r, a, at)
	if err != nil || e.Seq == 0 {
		t.Fatalf("%s: %+v %v", a.Did, e, err)
	}
	return e
}

func running(t *testing.T) *Room {
	r := hallOf(3, true)
	must(t, r, Act{Did: Opened}, t0)
	must(t, r, Act{Did: Began, Fact: Fact{Item: 3}}, t0)
	return r
}

func order(r *Room) string {
	var s []string
	for _, q := range r.Speakers() {
		s = append(s, fmt.Sprint(int(q.Who)))
	}
	return strings.Join(s, " ")
}

// A unit that has not spoken comes first, when the chair wants; points of order always do.
func TestFairness(t *testing.T) {
	r := running(t)
	must(t, r, Act{Did: Asked, Who: 1}, t0)
	e := must(t, r, Act{Did: Called, Who: 1}, t0)
	must(t, r, Act{Did: Finished, Turn: e.Seq}, t0.Add(time.Minute))
	for _, d := range []DelegateID{2, 3, 5} { // 2 is of the unit that spoke
		must(t, r, Act{Did: Asked, Who: d}, t0)
	}
	if got := order(r); got != "3 5 2" {
		t.Errorf("fair order %s, want 3 5 2", got)
	}
	must(t, r, Act{Did: Fairly}, t0)
	if got := order(r); got != "2 3 5" {
		t.Errorf("order of asking %s, want 2 3 5", got)
	}
	must(t, r, Act{Did: Asked, Who: 6, Fact: Fact{Point: true}}, t0)
	if got := order(r); got != "6 2 3 5" {
		t.Errorf("a point of order does not come first: %s", got)
	}
	// Who waits raises a point of order and keeps the place; it is no speech of the unit.
	must(t, r, Act{Did: Asked, Who: 3, Fact: Fact{Point: true}}, t0)
	if got := order(r); got != "6 3 2 3 5" {
		t.Errorf("a point of order of one who waits: %s", got)
	}
	p := must(t, r, Act{Did: Called, Who: 3}, t0)
	must(t, r, Act{Did: Finished, Turn: p.Seq}, t0)
	must(t, r, Act{Did: Fairly, Fact: Fact{On: true}}, t0)
	if got := order(r); got != "6 3 5 2" {
		t.Errorf("after a point of order: %s", got)
	}
	must(t, r, Act{Did: Moved, Who: 2, Chair: true, Fact: Fact{Up: true}}, t0)
	if got := order(r); got != "6 3 2 5" || r.Fair {
		t.Errorf("moved by hand: %s, fair %v", got, r.Fair)
	}
	if n, wait := r.InQueue(2, t0); n != 3 || wait != 10*time.Minute {
		t.Errorf("place %d, %v", n, wait)
	}
}

func TestClock(t *testing.T) {
	r := running(t)
	must(t, r, Act{Did: Asked, Who: 3}, t0)
	e := must(t, r, Act{Did: Called, Who: 3}, t0)
	must(t, r, Act{Did: Held, Turn: e.Seq}, t0.Add(time.Minute))
	if left := r.Turn.Left(t0.Add(time.Hour)); left != 4*time.Minute {
		t.Errorf("a clock that stands shows %v, want 4m", left)
	}
	must(t, r, Act{Did: Went, Turn: e.Seq}, t0.Add(time.Hour))
	must(t, r, Act{Did: Extended, Turn: e.Seq, Fact: Fact{Long: time.Minute}}, t0.Add(time.Hour))
	if left := r.Turn.Left(t0.Add(time.Hour + 6*time.Minute)); left != -time.Minute {
		t.Errorf("%v left, want -1m", left)
	}
	must(t, r, Act{Did: Finished, Turn: e.Seq}, t0.Add(time.Hour+2*time.Minute))
	if s := r.Shares(t0); s[len(s)-1].Spent != 3*time.Minute || s[0].Turns != 0 {
		t.Errorf("shares %+v", s)
	}
	if _, err := act(r, Act{Did: Finished, Turn: e.Seq}, t0); err != nil {
		t.Errorf("ended twice is ended once: %v", err)
	}
	must(t, r, Act{Did: Recalled, Turn: e.Seq}, t0.Add(2*time.Hour))
	if r.Turn == nil || r.Turn.Used != 3*time.Minute || len(r.Turns) != 0 {
		t.Errorf("called back: %+v", r.Turn)
	}
}

func TestRefusals(t *testing.T) {
	r := hallOf(2, true)
	for name, c := range map[string]struct {
		before func(*Room)
		a      Act
		want   string
	}{
		"ask before the opening": {nil, Act{Did: Asked, Who: 1}, "chưa khai mạc"},
		"ask at a plain item":    {func(r *Room) { must(t, r, Act{Did: Opened}, t0); must(t, r, Act{Did: Began, Fact: Fact{Item: 1}}, t0) }, Act{Did: Asked, Who: 1}, "không thảo luận"},
		"ask a closed list": {func(r *Room) {
			must(t, r, Act{Did: Opened}, t0)
			must(t, r, Act{Did: Began, Fact: Fact{Item: 3}}, t0)
			must(t, r, Act{Did: Locked}, t0)
		}, Act{Did: Asked, Who: 1}, "khóa danh sách"},
		"absent asks":         {func(r *Room) { must(t, r, Act{Did: Opened}, t0); must(t, r, Act{Did: Left, Who: 1}, t0) }, Act{Did: Asked, Who: 1, Fact: Fact{Point: true}}, "Điểm danh trước"},
		"item by an old page": {func(r *Room) { must(t, r, Act{Did: Opened}, t0); must(t, r, Act{Did: Began, Fact: Fact{Item: 1}}, t0) }, Act{Did: Began, From: 0, Fact: Fact{Item: 2}}, "vừa chuyển sang"},
		"two call at once":    {func(r *Room) { must(t, r, Act{Did: Opened}, t0); must(t, r, Act{Did: Called, Who: 1}, t0) }, Act{Did: Called, Who: 2}, "vừa chuyển sang"},
		"item during a vote": {func(r *Room) {
			must(t, r, Act{Did: Opened}, t0)
			must(t, r, Act{Did: PollOpen, Fact: Fact{Text: "x"}}, t0)
		}, Act{Did: Began, Fact: Fact{Item: 2}}, "Đóng biểu quyết"},
		"more hands than people": {func(r *Room) {
			must(t, r, Act{Did: Opened}, t0)
			must(t, r, Act{Did: PollOpen, Fact: Fact{Text: "x"}}, t0)
		},
			Act{Did: PollDone, Fact: Fact{Poll: 6, Result: &Count{For: 5}}}, "nhiều hơn 4"},
		"after the end": {func(r *Room) { must(t, r, Act{Did: Opened}, t0); must(t, r, Act{Did: Closed}, t0) }, Act{Did: Noted, Fact: Fact{Text: "x"}}, "đã bế mạc"},
		"empty note":    {func(r *Room) { must(t, r, Act{Did: Opened}, t0) }, Act{Did: Noted, Fact: Fact{Text: "  "}}, "Ghi nội dung"},
		"nobody":        {nil, Act{Did: Arrived, Who: 99}, "Không có đại biểu"},
	} {
		x := r.Clone()
		if c.before != nil {
			c.before(x)
		}
		if _, err := act(x, c.a, t0); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	x := hallOf(2, true)
	must(t, x, Act{Did: Opened}, t0)
	e := must(t, x, Act{Did: PollOpen, Fact: Fact{Text: "Thông qua", Named: true}}, t0)
	if err := x.MayVote(1, e.Seq); err != nil {
		t.Error(err)
	}
	if err := x.MayVote(1, e.Seq+1); !fault.Is(err, fault.Conflict) {
		t.Errorf("a vote that is not open: %v", err)
	}
	must(t, x, Act{Did: Left, Who: 1}, t0)
	if err := x.MayVote(1, e.Seq); !fault.Is(err, fault.Conflict) {
		t.Errorf("who left votes: %v", err)
	}
}

// Who has voted and goes home is counted; the chair can close the vote.
func TestVoteOfWhoLeft(t *testing.T) {
	x := hallOf(2, true)
	must(t, x, Act{Did: Opened}, t0)
	e := must(t, x, Act{Did: PollOpen, Fact: Fact{Text: "Thông qua"}}, t0)
	must(t, x, Act{Did: Left, Who: 1}, t0)
	must(t, x, Act{Did: PollDone, Fact: Fact{Poll: e.Seq, Result: &Count{For: 4}}}, t0) // hands were counted before
	if s := x.Steps[len(x.Steps)-2:]; s[0].Did != PollOpen || s[1].Did != PollDone {
		t.Errorf("closing a vote cannot be taken back: %+v", s)
	}
	if n := x.Polls[0].Result; n.Present != 4 {
		t.Errorf("%d entitled, want the 4 who were there", n.Present)
	}
	e = must(t, x, Act{Did: PollOpen, Fact: Fact{Text: "Thông qua", Named: true}}, t0)
	votes := []Vote{{Who: 2, Poll: e.Seq}, {Who: 3, Poll: e.Seq}, {Who: 4, Poll: e.Seq}}
	must(t, x, Act{Did: Left, Who: 2}, t0)
	if n := x.entitled(votes); n != 3 {
		t.Errorf("%d entitled, want the two who are here and the one who answered and left", n)
	}
	if _, err := act(x, Act{Did: PollDone, Fact: Fact{Poll: e.Seq, Result: &Count{For: 4, Present: 3}}}, t0); !fault.Is(err, fault.Invalid) {
		t.Errorf("more votes than delegates: %v", err)
	}
	must(t, x, Act{Did: PollDone, Fact: Fact{Poll: e.Seq, Result: &Count{For: 3, Present: 3}}}, t0)
}

// Delegates check themselves in when the meeting is near; who runs it may at any time.
func TestCheckInOpens(t *testing.T) {
	r := hallOf(1, false)
	early := t0.Add(-near - time.Minute)
	if _, err := act(r, Act{Did: Arrived, Who: 1}, early); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "Điểm danh mở từ") {
		t.Errorf("days before: %v", err)
	}
	must(t, r, Act{Did: Arrived, Who: 1, Chair: true}, early)
	must(t, r, Act{Did: Arrived, Who: 2}, t0.Add(-near))
	r = hallOf(1, false)
	must(t, r, Act{Did: Opened}, early) // it was brought forward
	must(t, r, Act{Did: Arrived, Who: 1}, early)
}

// Who speaks and leaves has spoken; once the conference is closed nothing is taken back.
func TestLeavingAndClosingEnd(t *testing.T) {
	r := running(t)
	must(t, r, Act{Did: Asked, Who: 3}, t0)
	must(t, r, Act{Did: Called, Who: 3}, t0)
	must(t, r, Act{Did: Left, Who: 3}, t0.Add(2*time.Minute))
	if r.Turn != nil || len(r.Turns) != 1 || r.Turns[0].Used != 2*time.Minute {
		t.Errorf("the turn of who left: %+v, %+v", r.Turn, r.Turns)
	}
	must(t, r, Act{Did: Closed}, t0.Add(time.Hour))
	if len(r.Steps) != 0 {
		t.Errorf("after the closing %d steps can be taken back", len(r.Steps))
	}
}

// The one big button leads through the whole meeting.
func TestPilot(t *testing.T) {
	r := hallOf(2, true)
	var did []string
	at := t0
	asked := false
	for range 40 {
		at = at.Add(time.Minute)
		item, _ := r.Current()
		if item.Kind == Discuss && !asked {
			asked = true
			must(t, r, Act{Did: Asked, Who: 1}, at)
			must(t, r, Act{Did: Asked, Who: 3}, at)
		}
		n := r.Pilot(at)
		did = append(did, string(n.Did))
		if n.Did == "" {
			break
		}
		a := Act{Did: n.Did, Who: n.Who, Turn: n.Turn, From: r.Item, Fact: Fact{Item: n.Item.ID, Poll: n.Turn}}
		if n.Did == PollOpen {
			a.Fact = Fact{Text: n.Item.Title}
		}
		if n.Did == PollDone {
			a.Fact.Result = &Count{For: 4}
		}
		must(t, r, a, at)
	}
	want := "open item item item call finish call finish item item item poll result item close "
	if got := strings.Join(did, " "); got != want {
		t.Errorf("the pilot went\n%s, want\n%s", got, want)
	}
	if r.State != Over || !r.Polls[0].Result.Passed() {
		t.Errorf("state %s, polls %+v", r.State, r.Polls)
	}
}

// Undoing an act leaves the room as if it had not happened, whatever happened: the fold of all
// events with the undoing equals the fold without both.
func TestUndo(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		base := hallOf(3, true)
		r := base.Clone()
		var events []Event
		at := t0
		for range rapid.IntRange(1, 30).Draw(rt, "acts") {
			at = at.Add(time.Duration(rapid.IntRange(1, 90).Draw(rt, "pause")) * time.Second)
			a := Act{Did: rapid.SampledFrom([]Did{Opened, Began, Asked, Called, Held, Went, Finished, Moved, Locked, Unlocked, Fairly, Broke, Resumed, Noted, Left, Arrived, Showed, PollOpen, PollDone, Closed}).Draw(rt, "did"),
				Who: DelegateID(rapid.IntRange(1, 6).Draw(rt, "who")), From: r.Item, Chair: true, Fact: Fact{Text: rapid.SampledFrom([]string{"item", "auto"}).Draw(rt, "text"), On: rapid.Bool().Draw(rt, "on"), Item: ItemID(rapid.IntRange(1, 7).Draw(rt, "item"))}}
			if r.Turn != nil {
				a.Turn = r.Turn.Seq
			}
			if r.Poll != nil {
				a.Fact.Poll = r.Poll.Seq
			}
			if a.Did == PollDone {
				a.Fact.Result = &Count{For: 1}
			}
			if e, err := act(r, a, at); err == nil && e.Seq > 0 {
				events = append(events, e)
			}
		}
		if len(r.Steps) == 0 {
			return
		}
		last := r.Steps[len(r.Steps)-1].Seq
		var without []Event
		for _, e := range events {
			if e.Seq != last {
				without = append(without, e)
			}
		}
		a, b := base.Clone(), base.Clone()
		a.Fold(append(events[:len(events):len(events)], Event{Seq: r.Seq + 1, At: at, Did: Undone, Fact: Fact{Seq: last}}))
		b.Fold(without)
		a.Seq, b.Seq = 0, 0
		if x, y := show(a), show(b); x != y {
			rt.Fatalf("undone:\n%s\nnever done:\n%s", x, y)
		}
	})
}

func show(r *Room) string {
	s := fmt.Sprintf("%s %v %v %v %v %v %s %v %v", r.State, r.Item, r.Times, r.Present, r.Queue, r.Turns, r.Show, r.Locked, r.Fair)
	if r.Turn != nil {
		s += fmt.Sprintf(" %+v", *r.Turn)
	}
	if r.Poll != nil {
		s += fmt.Sprintf(" %+v", *r.Poll)
	}
	return s + fmt.Sprint(len(r.Polls))
}

func TestParseAgenda(t *testing.T) {
	list, err := ParseAgenda("08:00 - Chào cờ, tuyên bố lý do\n08h10: Trình bày Dự thảo Báo cáo | Khối phó\n1. Thảo luận\tChủ trì\t75 phút\n\n- Nghỉ giải lao (15 phút)\nIV. Biểu quyết nhiệm vụ | 10 phút\n")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range list {
		got = append(got, fmt.Sprintf("%s/%s/%s/%d", x.Title, x.By, x.Kind, x.Minutes))
	}
	want := "Chào cờ, tuyên bố lý do//plain/10; Trình bày Dự thảo Báo cáo/Khối phó/plain/0; Thảo luận/Chủ trì/discuss/75; Nghỉ giải lao//pause/15; Biểu quyết nhiệm vụ//decide/10"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("%s\nwant\n%s", s, want)
	}
	for _, k := range Kinds() {
		again, err := ParseAgenda(WriteAgenda(Template(k)))
		if err != nil || WriteAgenda(again) != WriteAgenda(Template(k)) {
			t.Errorf("%s does not come back as it was written: %v", k, err)
		}
	}
	if _, err := ParseAgenda(strings.Repeat("Mục\n", maxItems+1)); !fault.Is(err, fault.Invalid) {
		t.Errorf("too many items: %v", err)
	}
}

func TestGate(t *testing.T) {
	g, now := NewGate(), t0
	for i := range 7 {
		if here, all := g.Wrong(now, "a", 1); here != i+1 || all != i+1 {
			t.Errorf("wrong code %d counts as %d here, %d in all", i+1, here, all)
		}
	}
	if here, all := g.Wrong(now, "b", 1); here != 1 || all != 8 {
		t.Errorf("the first of another address counts as %d here, %d in all", here, all)
	}
	if here, all := g.Wrong(now, "b", 2); here != 2 || all != 1 {
		t.Errorf("the first of another conference counts as %d here, %d in all", here, all)
	}
	if here, _ := g.Wrong(now.Add(gateTime), "a", 1); here != 1 {
		t.Errorf("after a minute it counts as %d", here)
	}
	for i := range 2 * maxInGate {
		g.Wrong(now, fmt.Sprint(i), 1)
	}
	if len(g.wrong) > maxInGate {
		t.Errorf("%d addresses are remembered", len(g.wrong))
	}
}

func TestCodes(t *testing.T) {
	if got := Typed(" 3f-7k o0"); got != "3F7KO0" {
		t.Errorf("%q", got)
	}
	if got := (Pass{Code: "3F7KA2BCD"}).Slip(); got != "3F7-KA2-BCD" || Typed(got) != "3F7KA2BCD" {
		t.Errorf("on the slip %q", got)
	}
	seen := map[string]bool{}
	for range 2000 {
		c := newCode(passLen)
		if len(c) != passLen || strings.ContainsAny(c, "01ILO") || seen[c] {
			t.Fatalf("code %q", c)
		}
		seen[c] = true
	}
}

// The record of a meeting gives these minutes.
func TestMinutes(t *testing.T) {
	r := hallOf(3, false)
	var events []Event
	do := func(a Act, min int) Event {
		t.Helper()
		e := must(t, r, a, t0.Add(time.Duration(min)*time.Minute))
		e.Fact.On = a.Chair
		events = append(events, e)
		return e
	}
	for _, d := range []DelegateID{1, 3} {
		do(Act{Did: Arrived, Who: d}, -10)
	}
	do(Act{Did: Opened}, 2)
	do(Act{Did: Arrived, Who: 4}, 2) // in the minute of the opening: not late
	do(Act{Did: Began, Fact: Fact{Item: 2}}, 3)
	do(Act{Did: Began, From: 2, Fact: Fact{Item: 3}}, 20)
	do(Act{Did: Asked, Who: 3}, 21)
	e := do(Act{Did: Called, Who: 3}, 22)
	do(Act{Did: Remarked, Fact: Fact{Text: "Bổ sung kết quả diễn tập"}}, 23)
	do(Act{Did: Finished, Turn: e.Seq}, 26)
	do(Act{Did: Recalled, Turn: e.Seq}, 26)
	do(Act{Did: Noted, Fact: Fact{Text: "Nói thêm về kinh phí"}}, 26)
	do(Act{Did: Finished, Turn: e.Seq}, 27)
	do(Act{Did: Arrived, Who: 2}, 27)
	do(Act{Did: Left, Who: 1}, 28)
	wrong := do(Act{Did: Noted, Fact: Fact{Text: "Ghi nhầm"}}, 27)
	events = append(events, Event{Seq: r.Seq + 1, At: t0, Did: Undone, Fact: Fact{Seq: wrong.Seq}})
	r.Seq++
	p := do(Act{Did: PollOpen, Fact: Fact{Text: "Thông qua chỉ tiêu"}}, 30)
	do(Act{Did: PollDone, Fact: Fact{Poll: p.Seq, Result: &Count{For: 2}}}, 31)
	q := do(Act{Did: PollOpen, Fact: Fact{Text: "Nhân sự đoàn kiểm tra", Named: true}}, 32)
	do(Act{Did: PollDone, Fact: Fact{Poll: q.Seq, Result: &Count{For: 1, Against: 1, Present: 3}}}, 33)
	do(Act{Did: Closed}, 100)
	findings := []Finding{{Kind: Shortcoming, Text: "Toàn Khối chưa đều", Solution: "Giao ban hằng tháng"}, {Kind: Shortcoming, Unit: 2, Who: 2, Text: "Tỷ lệ hòa giải thấp", Cause: "Thiếu người", Solution: "Bổ sung hòa giải viên"}}
	votes := map[int64][]Vote{q.Seq: {{Poll: q.Seq, Who: 3, Choice: For}, {Poll: q.Seq, Who: 4, Choice: Against}}}
	replies := map[id.Unit]Reply{3: {Unit: 3, Reason: "Bận diễn tập"}, 4: {Unit: 4}, 5: {Unit: 5, Coming: true}}
	lines := r.Write(Record{Events: events, Findings: findings, Unit: func(u id.Unit) string { return fmt.Sprintf("ĐV %d", u) }, Replies: replies, Votes: votes})
	text := Body(lines)
	for _, want := range []string{
		"Thời gian bắt đầu: 08 giờ 02, ngày 15 tháng 7 năm 2022.", "Thành phần tham dự: 4/6 đại biểu của 2/4 đơn vị thành viên:", "Vắng: ĐV 3 (Bận diễn tập); ĐV 4.", "Đến sau khi khai mạc: Đại biểu 2, ĐV 1 (08 giờ 27).", "Về trước khi bế mạc: Đại biểu 1, ĐV 1 (08 giờ 28).",
		"+ Đại biểu 3 – ĐV 2: Nói thêm về kinh phí.", "1. Trình bày Dự thảo Báo cáo sơ kết",
		"- Đại biểu 3, ĐV 2 phát biểu (08 giờ 22, 5 phút).", "+ Đại biểu 3 – ĐV 2 góp ý Dự thảo Báo cáo: Bổ sung kết quả diễn tập.", "2/3 đại biểu có mặt đồng ý, 0 không đồng ý, 0 không có ý kiến, 1 không biểu quyết. Thông qua.",
		"1 không đồng ý, 0 không có ý kiến, 1 không biểu quyết.", "+ Ghi tên, đồng ý: Đại biểu 3, ĐV 2.", "+ Ghi tên, không đồng ý: Đại biểu 4, ĐV 2.",
		"- Toàn Khối chưa đều. Giải pháp: Giao ban hằng tháng. Khối trưởng thực hiện.",
		"3. Kết luận", "- ĐV 2: Tỷ lệ hòa giải thấp. Nguyên nhân: Thiếu người. Giải pháp: Bổ sung hòa giải viên. ĐV 2 thực hiện.", "Cuộc họp kết thúc vào 09 giờ 40, ngày 15 tháng 7 năm 2022.",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the minutes lack %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "Ghi nhầm") {
		t.Error("what was undone stands in the minutes")
	}
	for _, l := range lines {
		if strings.HasPrefix(l.Text, "- Đại biểu 3") && (len(l.From) != 1 || l.From[0] != e.Seq) {
			t.Errorf("%q rests on %v, want %d", l.Text, l.From, e.Seq)
		}
	}
}

func TestDrawn(t *testing.T) {
	list := Drawn(7, "- Tỷ lệ thấp\n- Báo cáo chậm\n", "1. Thiếu người\n2. Phối hợp chưa tốt", "s")
	if len(list) != 2 || list[1].Text != "Báo cáo chậm" || list[1].Cause != "Phối hợp chưa tốt" || list[1].Who != 7 {
		t.Errorf("%+v", list)
	}
	if list = Drawn(7, "Một\nHai", "Chung", "s"); list[0].Cause != "Chung" || list[1].Cause != "Chung" {
		t.Errorf("%+v", list)
	}
}
