package registration

import (
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

const maxAsk = 1000

// AskReopen (xin mở lại) asks the bloc's leader to give a list that was sent back for
// correction. The same form sent twice asks once.
func (s *Service) AskReopen(ctx context.Context, by who.Actor, p Place, why string) (err error) {
	defer fault.Wrap(&err, "registration.AskReopen")
	if err := who.Can(by, who.AskList, who.Object{Bloc: p.Bloc, Unit: p.Unit}); err != nil {
		return err
	}
	if why = tidy(why); why == "" || len([]rune(why)) > maxAsk {
		const text = "reg.ask.why|Ghi lý do xin mở lại: cần sửa gì, ở dòng nào (không quá {n} ký tự)."
		return fault.New(fault.Invalid, text, fault.P{"n": maxAsk}).With("why", text, fault.P{"n": maxAsk})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := Of(ctx, tx, p)
		if err != nil {
			return err
		}
		switch {
		case !r.State.IsSent():
			return fault.New(fault.Conflict, "reg.ask.notsent|Bản đăng ký chưa gửi Khối trưởng nên chưa cần xin mở lại: đơn vị tự sửa hoặc thu hồi được.")
		case r.Ask.Open() && r.Ask.Why == why:
			return nil
		case r.Ask.Open():
			return fault.New(fault.Conflict, "reg.ask.waits|Đơn vị đã xin mở lại và đang chờ Khối trưởng trả lời.")
		}
		r.Ask = &Ask{Why: why, By: by.Name, At: s.db.Clock.Now()}
		return s.touched(ctx, tx, by, r, audit.Entry{Did: "registration.ask", Why: why})
	})
}

// An AskAnswer (trả lời xin mở lại) is what the leader says to a unit that asked.
type AskAnswer struct {
	Version int64 // of the registration that was read
	Agree   bool
	Text    string // obligatory when it is refused
}

// AnswerAsk (trả lời xin mở lại) gives the list back to the unit, or says why not. A list of a
// round that is consolidated is given back after the round was opened again.
func (s *Service) AnswerAsk(ctx context.Context, by who.Actor, p Place, a AskAnswer) (err error) {
	defer fault.Wrap(&err, "registration.AnswerAsk")
	if err := who.Can(by, who.CollectLists, who.Object{Bloc: p.Bloc}); err != nil {
		return err
	}
	if a.Text = tidy(a.Text); a.Text == "" && !a.Agree || len([]rune(a.Text)) > maxAsk {
		const text = "reg.ask.answer|Ghi lý do không mở lại để đơn vị biết (không quá {n} ký tự)."
		return fault.New(fault.Invalid, text, fault.P{"n": maxAsk}).With("answer", text, fault.P{"n": maxAsk})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := Of(ctx, tx, p)
		if err != nil {
			return err
		}
		if r.Ask != nil && r.Ask.AnsweredBy == by.Name && r.Ask.Answer == a.Text && r.Version == a.Version+1 {
			return nil // sent twice
		}
		if !r.Ask.Open() || r.Version != a.Version {
			return changed()
		}
		ask := *r.Ask
		ask.Answer, ask.AnsweredBy = a.Text, by.Name
		did := "registration.refuse"
		if a.Agree {
			did = "registration.giveback"
			if err := s.giveBackAsked(ctx, tx, by, &r); err != nil {
				return err
			}
		}
		r.Ask = &ask
		return s.touched(ctx, tx, by, r, audit.Entry{Did: did, Before: r.Ask.Why, Why: a.Text})
	})
}

// giveBackAsked opens the whole list of a unit that asked for it.
func (s *Service) giveBackAsked(ctx context.Context, tx *db.Tx, by who.Actor, r *Registration) error {
	round, err := RoundOf(ctx, tx, r.Bloc, r.Year)
	if err != nil {
		return err
	}
	if !round.Open() {
		return fault.New(fault.Conflict, "reg.ask.closed|Đợt đăng ký đã tổng hợp. Mở lại đợt ở trang tổng hợp trước, rồi trả lại bản này cho đơn vị.")
	}
	r.State, r.Reason, r.ReturnedBy = Returned, r.Ask.Why, by.Name
	return s.giveBack(ctx, tx, r, nil)
}
