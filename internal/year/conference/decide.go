package conference

import (
	"slices"
	"time"

	"thidua/internal/base/fault"
)

// An Act (việc muốn làm) is what somebody wants to happen. Decide says whether it may.
type Act struct {
	Did   Did
	Who   DelegateID
	Fact  Fact
	Chair bool   // done by the chair or the secretary; else by the delegate Who
	By    string // name of who acts, for the log
	Key   string // the same key again is the same act; "" for acts that cannot double
	Turn  int64  // the turn, vote or item that the page showed: number of its event
	From  ItemID // the item that the page showed
}

var errOver = fault.New(fault.Conflict, "conference.over|Hội nghị đã bế mạc. Diễn biến giữ nguyên; ghi đính chính thành dòng mới.")

// errOverPhone tells a delegate where what was to be said can still go.
var errOverPhone = fault.New(fault.Conflict, "conference.over.phone|Hội nghị đã bế mạc nên không nhận thêm ở đây. Gửi góp ý ở trang Dự thảo báo cáo của đơn vị, hoặc đưa cho thư ký Hội nghị.")

func stale(r *Room, what string) error {
	return fault.New(fault.Conflict, "chair.other|{name} vừa chuyển sang {field}. Xem lại rồi bấm tiếp.", fault.P{"name": r.Last.By, "field": what})
}

// Decide looks whether an act may happen in the room now. It returns what the event will
// say, and false when the act changes nothing: a delegate who asks twice asked once. Refusals
// are faults of kind Invalid, Conflict or Denied.
func (r *Room) Decide(a Act, now time.Time) (Fact, bool, error) {
	f := a.Fact
	if r.State == Over && a.Did != Corrected && a.Did != Pictured && a.Did != Listed {
		if a.Did == Closed || a.Did == Left {
			return f, false, nil
		}
		if !a.Chair {
			return f, false, errOverPhone
		}
		return f, false, errOver
	}
	if a.Who != 0 {
		if d := r.Delegate(a.Who); d.ID == 0 || d.Gone {
			return f, false, fault.New(fault.NotFound, "conference.delegate.none|Không có đại biểu này trong danh sách. Hỏi thư ký hội nghị.")
		}
	}
	switch a.Did {
	case Arrived, Left, Asked, Withdrew:
		return r.decideDelegate(a, now)
	case Called, Held, Went, Extended, Finished, Recalled, Moved:
		return r.decideTurn(a)
	case Opened, Closed, Broke, Resumed, Began:
		return r.decideCourse(a)
	case PollOpen, PollDone:
		return r.decidePoll(a)
	case Undone:
		if n := len(r.Steps); n == 0 || r.Steps[n-1].Seq != f.Seq {
			return f, false, fault.New(fault.Conflict, "conference.undo.not|Việc này không còn hoàn tác được: đã có việc khác sau đó.")
		}
		return f, true, nil
	case Locked, Unlocked:
		return f, r.Locked != (a.Did == Locked), nil
	case Fairly:
		return f, r.Fair != f.On, nil
	case Showed:
		if !slices.Contains([]string{"auto", "item", "speaker", "vote", "welcome"}, f.Text) {
			return f, false, fault.New(fault.Invalid, "conference.show|Chọn nội dung màn chiếu trong danh sách.")
		}
		return f, r.Show != f.Text, nil
	case Noted, Remarked, Corrected:
		f.Text = prose(f.Text)
		if f.Text == "" && a.Did == Remarked {
			return f, false, fault.New(fault.Invalid, "conference.remark.empty|Nhập nội dung góp ý rồi gửi lại.").With("text", "conference.remark.empty|Nhập nội dung góp ý rồi gửi lại.")
		}
		if f.Text == "" {
			return f, false, fault.New(fault.Invalid, "conference.note.empty|Ghi nội dung rồi bấm Ghi.").With("text", "conference.note.empty|Ghi nội dung rồi bấm Ghi.")
		}
		if len([]rune(f.Text)) > maxText {
			return f, false, fault.New(fault.Invalid, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxText}).With("text", "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxText})
		}
		return f, true, nil
	}
	return f, true, nil
}

// near is how long before the planned time delegates check themselves in.
const near = 3 * time.Hour

// Near reports whether delegates may check themselves in: the meeting begins soon or has begun.
func (r *Room) Near(now time.Time) bool {
	return r.State != Waiting || !now.Before(r.CheckIn())
}

// CheckIn gives when delegates may begin to check themselves in.
func (r *Room) CheckIn() time.Time { return r.Start.Add(-near) }

// entitled counts who is in the hall and who answered a vote and left.
func (r *Room) entitled(list []Vote) int {
	n := r.voters()
	for _, v := range list {
		if !r.Present[v.Who].Here() {
			n++
		}
	}
	return n
}

// decideDelegate looks at what delegates do themselves, or the secretary for them.
func (r *Room) decideDelegate(a Act, now time.Time) (Fact, bool, error) {
	f, here := a.Fact, r.Present[a.Who].Here()
	f.On = a.Chair
	queued := slices.ContainsFunc(r.Queue, func(q Entry) bool { return q.Who == a.Who })
	twice := slices.ContainsFunc(r.Queue, func(q Entry) bool { return q.Who == a.Who && q.Point == f.Point })
	switch a.Did {
	case Arrived:
		if !a.Chair && !r.Near(now) {
			return f, false, fault.New(fault.Conflict, "conference.early|Điểm danh mở từ {time}. Đến Hội nghị mới điểm danh; tài liệu xem được ngay.", fault.P{"time": r.CheckIn().Format("15:04 02/01/2006")})
		}
		return f, !here, nil
	case Left:
		return f, here, nil
	case Withdrew:
		return f, queued, nil
	}
	f.Text = tidy(f.Text)
	if len([]rune(f.Text)) > maxName {
		f.Text = string([]rune(f.Text)[:maxName])
	}
	item, _ := r.Current()
	switch {
	case twice: // who waits to speak may raise a point of order all the same, and keeps the place
		return f, false, nil
	case !here:
		return f, false, fault.New(fault.Conflict, "conference.absent|Điểm danh trước, rồi đăng ký phát biểu.")
	case r.State != Running:
		return f, false, fault.New(fault.Conflict, "conference.notrunning|Hội nghị chưa khai mạc hoặc đang giải lao. Đăng ký khi họp tiếp.")
	case r.Turn != nil && r.Turn.Who == a.Who:
		return f, false, nil
	case f.Point || a.Chair:
		return f, true, nil
	case r.Locked:
		return f, false, fault.New(fault.Conflict, "speak.locked.full|Chủ trì đã khóa danh sách phát biểu. Bạn có thể gửi góp ý bằng chữ.")
	case item.Kind != Discuss:
		return f, false, fault.New(fault.Conflict, "conference.nodiscussion|Mục này không thảo luận. Chọn “Đề nghị ngay” nếu cần nói về cách điều hành.")
	}
	return f, true, nil
}

// decideTurn looks at what the chair does with speakers.
func (r *Room) decideTurn(a Act) (Fact, bool, error) {
	f := a.Fact
	switch a.Did {
	case Moved:
		return f, slices.ContainsFunc(r.Queue, func(q Entry) bool { return q.Who == a.Who }), nil
	case Called:
		if r.Turn != nil {
			if r.Turn.Who == a.Who {
				return f, false, nil
			}
			return f, false, stale(r, r.Delegate(r.Turn.Who).Short())
		}
		if r.State != Running {
			return f, false, fault.New(fault.Conflict, "conference.call.notrunning|Hội nghị chưa họp. Bấm “Khai mạc” hoặc “Họp lại” trước.")
		}
		if !r.Present[a.Who].Here() {
			return f, false, fault.New(fault.Conflict, "conference.call.absent|{name} chưa điểm danh hoặc đã về. Điểm danh trước rồi mời.", fault.P{"name": r.Delegate(a.Who).Short()})
		}
		if f.Long <= 0 {
			f.Long = r.Slot
		}
		return f, true, nil
	case Recalled:
		if len(r.Turns) == 0 || r.Turns[len(r.Turns)-1].Seq != a.Turn {
			return f, false, stale(r, "lượt khác")
		}
		return f, r.Turn == nil, nil
	}
	if r.Turn == nil || r.Turn.Seq != a.Turn {
		if a.Did == Finished && slices.ContainsFunc(r.Turns, func(t Turn) bool { return t.Seq == a.Turn }) {
			return f, false, nil // ended already: pressed twice, or by the other one
		}
		return f, false, stale(r, "lượt khác")
	}
	switch a.Did {
	case Held:
		return f, !r.Turn.Since.IsZero(), nil
	case Went:
		return f, r.Turn.Since.IsZero(), nil
	case Extended:
		if f.Long <= 0 || f.Long > 30*time.Minute {
			f.Long = time.Minute
		}
	}
	return f, true, nil
}

// decideCourse looks at opening, closing, breaks and items.
func (r *Room) decideCourse(a Act) (Fact, bool, error) {
	f := a.Fact
	if r.Poll != nil && a.Did != Opened {
		return f, false, fault.New(fault.Conflict, "conference.pollopen|Đang biểu quyết. Đóng biểu quyết trước.")
	}
	switch a.Did {
	case Opened:
		return f, r.State == Waiting, nil
	case Closed:
		if r.State == Waiting {
			return f, false, fault.New(fault.Conflict, "conference.close.early|Hội nghị chưa khai mạc nên chưa bế mạc được.")
		}
		return f, true, nil
	case Broke:
		return f, r.State == Running, nil
	case Resumed:
		return f, r.State == Resting, nil
	}
	if r.State == Waiting {
		return f, false, fault.New(fault.Conflict, "conference.item.early|Bấm “Khai mạc” trước khi vào chương trình.")
	}
	if !slices.ContainsFunc(r.Items, func(x Item) bool { return x.ID == f.Item }) {
		return f, false, fault.New(fault.NotFound, "conference.item.none|Mục này không còn trong chương trình. Tải lại trang.")
	}
	if r.Item == f.Item {
		return f, false, nil
	}
	if a.From != r.Item {
		cur, _ := r.Current()
		return f, false, stale(r, cur.Title)
	}
	return f, true, nil
}

// decidePoll looks at opening and closing a vote.
func (r *Room) decidePoll(a Act) (Fact, bool, error) {
	f := a.Fact
	if a.Did == PollOpen {
		f.Text, f.Wording = tidy(f.Text), prose(f.Wording)
		switch {
		case r.Poll != nil:
			return f, false, stale(r, r.Poll.Text)
		case r.State != Running:
			return f, false, fault.New(fault.Conflict, "conference.call.notrunning|Hội nghị chưa họp. Bấm “Khai mạc” hoặc “Họp lại” trước.")
		case f.Text == "":
			return f, false, fault.New(fault.Invalid, "conference.poll.empty|Ghi nội dung biểu quyết.").With("polltext", "conference.poll.empty|Ghi nội dung biểu quyết.")
		case len([]rune(f.Text)) > maxName || len([]rune(f.Wording)) > maxText:
			return f, false, fault.New(fault.Invalid, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxName}).With("polltext", "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxName})
		}
		return f, true, nil
	}
	if r.Poll == nil || r.Poll.Seq != f.Poll {
		if slices.ContainsFunc(r.Polls, func(p Poll) bool { return p.Seq == f.Poll }) {
			return f, false, nil
		}
		return f, false, stale(r, "biểu quyết khác")
	}
	c := f.Result
	if c == nil {
		return f, false, fault.New(fault.Invalid, "conference.poll.count|Ghi số người đồng ý, không đồng ý, không có ý kiến.")
	}
	voters := max(r.voters(), r.Poll.Here) // who raised a hand and went home was there when it opened
	if r.Poll.Named {
		voters = max(r.voters(), c.Present) // who is here, and who answered and left: counted from the votes
	}
	c.Present = voters
	if c.For < 0 || c.Against < 0 || c.Abstain < 0 || c.For+c.Against+c.Abstain > voters {
		return f, false, fault.New(fault.Invalid, "conference.poll.sum|Tổng số ý kiến {n} nhiều hơn {m} đại biểu có mặt. Đếm lại.", fault.P{"n": c.For + c.Against + c.Abstain, "m": voters}).
			With("for", "conference.poll.sum|Tổng số ý kiến {n} nhiều hơn {m} đại biểu có mặt. Đếm lại.", fault.P{"n": c.For + c.Against + c.Abstain, "m": voters})
	}
	return f, true, nil
}

func (r *Room) voters() int {
	n, _, _, _ := r.Here()
	return n
}

// MayVote says whether a delegate may answer the vote that is open.
func (r *Room) MayVote(d DelegateID, poll int64) error {
	switch {
	case r.Poll == nil || r.Poll.Seq != poll || !r.Poll.Named:
		return fault.New(fault.Conflict, "conference.vote.closed|Biểu quyết này đã đóng. Ý kiến gửi sau không được tính.")
	case !r.Delegate(d).Votes():
		return fault.New(fault.Conflict, "conference.vote.guest|Khách mời không biểu quyết.")
	case !r.Present[d].Here():
		return fault.New(fault.Conflict, "conference.vote.absent|Điểm danh trước, rồi biểu quyết.")
	}
	return nil
}
