package progress

import (
	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
)

// A Lock (khóa) says why a cell or text cannot be changed now, and who can unlock it.
type Lock struct {
	Why  string // message, the reason alone: "kỳ đã khóa ngày 20/06/2022"
	Args fault.P
	Who  string // message: "Thư ký Khối trưởng có thể mở lại"
}

// Fault gives the refusal that a locked cell answers.
func (l *Lock) Fault(kind fault.Kind) error {
	return fault.New(kind, "sub.locked|Số liệu này đã khóa: {reason}. {who}.",
		fault.P{"reason": fault.Text(l.Why, l.Args), "who": fault.Text(l.Who, nil)})
}

const (
	unlockLead    = "lock.lead|Thư ký Khối trưởng có thể mở lại hoặc gia hạn"
	unlockHead    = "lock.head|Thủ trưởng đơn vị hoặc Thư ký Khối trưởng có thể trả lại để sửa"
	unlockRecall  = "lock.recall|Cán bộ thi đua có thể thu hồi để sửa"
	unlockOfficer = "lock.officer|Cán bộ thi đua của đơn vị có thể sửa"
)

// LockOf tells why actor a may not change the figures and text of submission s now; nil
// when he may. o names the bloc and the unit.
func LockOf(p PeriodRow, s Submission, a who.Actor, o who.Object, today civil.Date) *Lock {
	if l := lockOfState(p, s, today); l != nil {
		return l
	}
	if who.Can(a, who.FillFigures, o) != nil {
		if !a.Of(o.Unit) {
			return &Lock{Why: "lock.unit|không thuộc đơn vị của bạn", Who: unlockOfficer}
		}
		return &Lock{Why: "lock.right|cần quyền Cán bộ thi đua của đơn vị", Who: unlockOfficer}
	}
	return nil
}

// lockOfState tells why nobody may change the figures and text now; nil when those who
// have the right may.
func lockOfState(p PeriodRow, s Submission, today civil.Date) *Lock {
	if l := periodLock(p, s, today); l != nil {
		return l
	}
	switch s.State {
	case Submitted:
		return &Lock{Why: "lock.submitted|đã trình Thủ trưởng ngày {date}", Args: fault.P{"date": civil.Of(s.SubmittedAt).VN()}, Who: unlockRecall}
	case Approved, Received:
		return &Lock{Why: "lock.approved|đã duyệt {date} – {name}", Args: fault.P{"date": civil.Of(s.ApprovedAt).VN(), "name": s.ApprovedBy}, Who: unlockHead}
	}
	return nil
}

// periodLock tells whether the period is closed for the unit. An extension keeps a locked
// period open for its unit until the extended day is over.
func periodLock(p PeriodRow, s Submission, today civil.Date) *Lock {
	if p.State != Locked {
		return nil
	}
	if !s.Due.IsZero() {
		if !s.Due.Before(today) {
			return nil
		}
		return &Lock{Why: "lock.expired|đã hết hạn {date}", Args: fault.P{"date": s.Due.VN()}, Who: unlockLead}
	}
	return &Lock{Why: "lock.period|kỳ đã khóa ngày {date}", Args: fault.P{"date": civil.Of(p.LockedAt).VN()}, Who: unlockLead}
}
