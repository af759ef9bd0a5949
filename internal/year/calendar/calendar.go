package calendar

import (
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
)

// A Mark (mốc của năm) is a day, or a stretch of days, of the year's calendar as one reader
// sees it.
type Mark struct {
	UID   string
	From  civil.Date
	To    civil.Date // last day of a stretch, zero for one day
	Text  string
	Href  string
	State State
	Due   bool       // somebody has to act by then
	Mine  bool       // the reader has to act, and has not yet
	Soft  bool       // passing it is not being late: nobody records that it was met
	Who   string     // who acts, "" for the reader
	Moved civil.Date // the working day to which a deadline on a day off moves
}

// DayName (thứ trong tuần) gives the message with the name of the day a mark begins on.
func (m Mark) DayName() string {
	return [7]string{"day.sun|Chủ nhật", "day.mon|Thứ hai", "day.tue|Thứ ba", "day.wed|Thứ tư", "day.thu|Thứ năm", "day.fri|Thứ sáu", "day.sat|Thứ bảy"}[m.From.Time().Weekday()]
}

// State (tình trạng của mốc) is where a mark stands on the day of reading.
type State string

const (
	Ahead State = ""     // chưa đến
	Done  State = "done" // xong
	Now   State = "now"  // đang diễn ra
	Late  State = "late" // quá hạn
	// Missed is a deadline of others that closed before all of them met it: nobody can any more.
	Missed State = "missed" // đã đóng, còn thiếu
)

// Over reports whether nothing more is to be done for a mark.
func (s State) Over() bool { return s == Done || s == Missed }

// Before words a deadline for a message to the units: until when, and which day off it fell on.
func Before(t func(string, ...fault.P) string, due civil.Date) string {
	day := Workday(due)
	s := t("remind.before|trước 17 giờ ngày {date}", fault.P{"date": day.VN()})
	if day != due {
		s += " (" + t("remind.dayoff|hạn {date} là ngày nghỉ", fault.P{"date": due.VN()}) + ")"
	}
	return s
}

// Workday gives the day itself, or the Monday after a Saturday or Sunday.
func Workday(d civil.Date) civil.Date {
	switch d.Time().Weekday() {
	case time.Saturday:
		return d.AddDays(2)
	case time.Sunday:
		return d.AddDays(1)
	}
	return d
}

func when(b bool, s State) State {
	if b {
		return s
	}
	return Ahead
}
