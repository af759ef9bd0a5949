package progress

import (
	"context"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
)

// A Step (lần chuyển bước) is what an actor wants to do to a submission.
type Step struct {
	Verb    Verb
	Version int64 // of the submission that the actor has read
	Reason  string
	Signed  Elsewhere // for Sign
}

type subJSON struct {
	State  State      `json:"state"`
	Due    civil.Date `json:"due,omitzero"`
	Number string     `json:"number,omitempty"`
	Day    civil.Date `json:"day,omitzero"`
	Signer string     `json:"signer,omitempty"`
	System string     `json:"system,omitempty"`
	File   string     `json:"file,omitempty"`
	Unread bool       `json:"unread,omitempty"` // the words of the file could not be read
	Packet string     `json:"packet,omitempty"` // the unit's figures came with it, and the bloc leader's side recorded the signature

	// What was submitted or decided upon, so that its proof is about the content.
	Figures map[string]string  `json:"figures,omitempty"`
	Texts   map[Heading]string `json:"texts,omitempty"`
}

func subNote(s Submission) subJSON {
	e := s.Elsewhere
	return subJSON{State: s.State, Due: s.Due, Number: e.Number, Day: e.Day, Signer: e.Signer, System: e.System, File: e.File, Unread: e.Unread}
}

// withContent adds the figures and the text of the form.
func (n subJSON) withContent(f *Form) subJSON {
	n.Figures, n.Texts = map[string]string{}, map[Heading]string{}
	for _, c := range f.Cells {
		switch v := c.Value; {
		case v.Withheld:
			n.Figures[c.Code] = "không truyền"
		case v.Value != nil:
			n.Figures[c.Code] = v.Value.VN()
		}
	}
	for h, t := range f.Texts {
		if t.Body != "" {
			n.Texts[h] = t.Body
		}
	}
	return n
}

// Move takes a submission one step on (trình, duyệt, trả lại, nhận …) as the transition
// table allows. The head decides about exactly the version that was read: when it has
// changed meanwhile the answer is Conflict.
func (s *Service) Move(ctx context.Context, by who.Actor, at Place, st Step) (sub Submission, err error) {
	defer fault.Wrap(&err, "progress.Move(%s)", st.Verb)
	st.Reason = strings.TrimSpace(vi.NFC(st.Reason))
	if err := who.Can(by, who.ReadFigures, at.object()); err != nil {
		return sub, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := FormOf(ctx, tx, at)
		if err != nil {
			return err
		}
		sub, err = s.move(ctx, tx, by, f, st)
		return err
	})
	return sub, err
}

func (s *Service) move(ctx context.Context, tx *db.Tx, by who.Actor, f *Form, st Step) (Submission, error) {
	old := f.Submission
	t, err := old.State.Step(st.Verb, st.Reason)
	if allowed := t.Allowed(by, f.Object()); allowed != nil && t.Verb != "" {
		return old, allowed
	}
	if old.Version != st.Version {
		return old, changedSince(old)
	}
	if err != nil {
		return old, err
	}
	if l := periodLock(f.Period, old, s.Today()); l != nil && !byLeadOnly(t) {
		return old, l.Fault(fault.Conflict)
	}
	carried := ""
	if st.Verb == Vouch {
		if carried, err = s.broughtBack(ctx, tx, f, st.Signed); err != nil {
			return old, err
		}
	}
	if t.Full {
		if err := blocked(f.Issues()); err != nil {
			return old, err
		}
	}
	sub, err := s.apply(f, by, t, st)
	if err != nil {
		return old, err
	}
	ok, err := saveSub(ctx, tx, old, sub)
	if err != nil {
		return old, err
	}
	if !ok {
		return old, changedSince(old)
	}
	sub.Version = old.Version + 1
	f.Submission = sub
	after := subNote(sub)
	if st.Verb == Submit || st.Verb == Approve || st.Verb == Sign || st.Verb == Vouch {
		after = after.withContent(f)
	}
	after.Packet = carried
	return sub, audit.Write(ctx, tx, audit.Entry{By: by, Did: "progress." + string(st.Verb), On: f.SubmissionObject(), Version: sub.Version,
		Before: subNote(old), After: after, Why: st.Reason})
}

// byLeadOnly reports whether the step is left to the bloc leader's side after the period was
// closed: it may still receive and send back.
func byLeadOnly(t Transition) bool { return t.Verb == Receive || t.Verb == Reject }

// blocked refuses a submission that is incomplete or holds findings without a reason.
func blocked(issues []Issue) error {
	e := fault.New(fault.Invalid, "sub.blocked|Chưa trình được: còn {n} chỗ cần nhập, cần sửa hoặc cần ghi lý do. Xem danh sách ở trang Kiểm tra số liệu.")
	n := 0
	for _, i := range issues {
		if !i.Blocks() {
			continue
		}
		n++
		name := i.Code
		if name == "" {
			name = string(i.Heading)
		}
		e.With(name, i.Msg, i.Args)
	}
	if n == 0 {
		return nil
	}
	e.Args = fault.P{"n": n}
	return e
}

func changedSince(s Submission) error {
	at := s.SubmittedAt
	for _, t := range []time.Time{s.ApprovedAt, s.ReceivedAt, s.ReturnedAt} {
		if t.After(at) {
			at = t
		}
	}
	if at.IsZero() {
		return fault.New(fault.Conflict, "head.recalled|Nội dung vừa được thu hồi để sửa. Tải lại trang, xem chỗ khác rồi quyết định.")
	}
	return fault.New(fault.Conflict, "head.changed|Nội dung vừa được sửa lúc {time}. Xem chỗ khác rồi quyết định.", fault.P{"time": at.Format("15:04")})
}

// apply gives the submission after the step.
func (s *Service) apply(f *Form, by who.Actor, t Transition, st Step) (Submission, error) {
	sub, now := f.Submission, s.Now()
	sub.Period, sub.Unit, sub.State = f.Period.ID, f.Unit.ID, t.To
	switch st.Verb {
	case Submit:
		sub.SubmittedAt, sub.SubmittedBy = now, by.Name
		sub.ApprovedAt, sub.ApprovedBy, sub.ReceivedAt, sub.ReceivedBy, sub.Elsewhere = time.Time{}, "", time.Time{}, "", Elsewhere{}
	case Recall:
		sub.SubmittedAt, sub.SubmittedBy = time.Time{}, ""
	case Approve:
		sub.ApprovedAt, sub.ApprovedBy, sub.Elsewhere = now, by.Name, Elsewhere{}
	case Sign, Vouch:
		e, err := s.elsewhere(st.Signed)
		if err != nil {
			return sub, err
		}
		if sub.SubmittedAt.IsZero() {
			sub.SubmittedAt, sub.SubmittedBy = now, by.Name
		}
		sub.ApprovedAt, sub.ApprovedBy, sub.Elsewhere = now, e.Signer, e
	case Receive:
		sub.ReceivedAt, sub.ReceivedBy = now, by.Name
	case Return, Reject:
		sub.ReturnReason, sub.ReturnedBy, sub.ReturnedAt = st.Reason, by.Name, now
		sub.ApprovedAt, sub.ApprovedBy, sub.ReceivedAt, sub.ReceivedBy = time.Time{}, "", time.Time{}, ""
	}
	return sub, nil
}

// elsewhere checks what was recorded about a signature outside this system.
func (s *Service) elsewhere(e Elsewhere) (Elsewhere, error) {
	e.Number, e.Signer, e.System = strings.TrimSpace(vi.NFC(e.Number)), strings.TrimSpace(vi.NFC(e.Signer)), strings.TrimSpace(vi.NFC(e.System))
	f := fault.New(fault.Invalid, "sign.incomplete|Ghi đủ số, ngày ký và người ký.")
	if e.Number == "" {
		f.With("number", "sign.number|Nhập số, ký hiệu, ví dụ 12/BC-STP.")
	} else if _, err := vi.ParseDocNumber(e.Number); err != nil {
		f.With("number", "sign.number.bad|Số, ký hiệu viết như 12/BC-STP.")
	}
	if !e.Day.Valid() {
		f.With("day", "sign.day|Ngày ký phải là ngày, ví dụ 19/07/2022.")
	} else if s.Today().Before(e.Day) {
		f.With("day", "sign.future|Ngày ký không được sau hôm nay.")
	}
	if e.Signer == "" {
		f.With("signer", "sign.signer|Nhập người ký, ví dụ Giám đốc Sở.")
	}
	if len(f.Fields) > 0 {
		return e, f
	}
	return e, nil
}

// Attach stores the signed file and gives its hash.
func (s *Service) Attach(ctx context.Context, name string, data []byte) (document.Stored, error) {
	return document.Keep(ctx, s.files, document.Upload{Name: name, Data: data})
}

// Attached gives the bytes of a stored file.
func (s *Service) Attached(ctx context.Context, hash string) ([]byte, error) {
	return s.files.Get(ctx, hash)
}

// Extend gives one unit a later deadline (gia hạn). It also opens a locked period for
// that unit until the day is over.
func (s *Service) Extend(ctx context.Context, by who.Actor, at Place, due civil.Date, reason string) (err error) {
	defer fault.Wrap(&err, "progress.Extend")
	if err := who.Can(by, who.ReceiveUnit, at.object()); err != nil {
		return err
	}
	if !due.Valid() || due.Before(s.Today()) {
		const m = "extend.day|Hạn mới phải là một ngày từ hôm nay trở đi, ví dụ 25/06/2022."
		return fault.New(fault.Invalid, m).With("due", m)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := FormOf(ctx, tx, at)
		if err != nil {
			return err
		}
		old := f.Submission
		sub := old
		sub.Due = due
		ok, err := saveSub(ctx, tx, old, sub)
		if err != nil {
			return err
		}
		if !ok {
			return changedSince(old)
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "progress.extend", On: f.SubmissionObject(), Version: old.Version + 1,
			Before: subNote(old), After: subNote(sub), Why: strings.TrimSpace(vi.NFC(reason))})
	})
}
