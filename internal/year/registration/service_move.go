package registration

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// A Step (bước) is a verb with what it needs.
type Step struct {
	Verb    Verb
	Version int64 // of the registration that was read
	Reason  string
	Flags   []LineID // Reject: the lines to correct; none = the whole list
}

// Move (chuyển bước) takes a registration one step on. Approving sends it to the bloc's
// leader: what the rules say on that day is then kept with every line.
func (s *Service) Move(ctx context.Context, by who.Actor, p Place, st Step) (_ Registration, err error) {
	defer fault.Wrap(&err, "registration.Move(%s)", st.Verb)
	st.Reason = tidy(st.Reason)
	if len([]rune(st.Reason)) > 2000 {
		return Registration{}, fault.New(fault.Invalid, "award.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": 2000}).With("reason", "award.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": 2000})
	}
	var r Registration
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := Of(ctx, tx, p)
		if err != nil {
			return err
		}
		t, err := was.State.step(st.Verb, st.Reason)
		if t.Who != "" {
			if err := who.Can(by, t.Who, who.Object{Bloc: p.Bloc, Unit: p.Unit}); err != nil {
				return err
			}
		} else if err := who.Can(by, who.ReadRegister, who.Object{Bloc: p.Bloc, Unit: p.Unit}); err != nil {
			return err
		}
		if err != nil {
			return err
		}
		round, err := RoundOf(ctx, tx, p.Bloc, p.Year)
		if err != nil {
			return err
		}
		if !round.Open() {
			return closed()
		}
		if was.Version != st.Version {
			return changed()
		}
		r = was
		r.State = t.To
		if err := s.act(ctx, tx, by, &r, st); err != nil {
			return err
		}
		if err := saveList(ctx, tx, r); err != nil {
			return err
		}
		r.Version++
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "registration." + string(st.Verb), On: r.Object(), Version: r.Version,
			Before: fault.P{"state": was.State}, After: fault.P{"state": r.State, "quotas": r.Quotas}, Why: st.Reason})
	})
	return r, err
}

// act does what a step does beside changing the state.
func (s *Service) act(ctx context.Context, tx *db.Tx, by who.Actor, r *Registration, st Step) error {
	now := s.db.Clock.Now()
	switch st.Verb {
	case Submit:
		lines, err := Lines(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if len(lines) == 0 {
			return fault.New(fault.Invalid, "reg.empty|Danh sách chưa có dòng nào nên chưa trình được. Thêm người, tập thể rồi trình.")
		}
		r.SubmittedBy, r.SubmittedAt, r.Reason, r.ReturnedBy, r.Ask = by.Name, now, "", "", nil
		return clearFlags(ctx, tx, lines)
	case Recall:
		r.SubmittedBy = ""
	case Approve:
		return s.send(ctx, tx, by, r, st.Reason)
	case Return, Reject:
		r.Reason, r.ReturnedBy = st.Reason, by.Name
		return s.giveBack(ctx, tx, r, st.Flags)
	}
	return nil
}

func clearFlags(ctx context.Context, tx *db.Tx, lines []Line) error {
	for _, l := range lines {
		if l.Flag != "" {
			if err := tx.ExecOne(ctx, qLineFlag, l.ID, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// send keeps what the rules say today with every line. A verified rule that is not met and
// cannot be met within the year holds it up, unless the head gives a reason.
func (s *Service) send(ctx context.Context, tx *db.Tx, by who.Actor, r *Registration, reason string) error {
	r.Received = s.Today()
	r.State = Submitted // the live answers, not recorded ones
	v, err := s.view(ctx, tx, *r)
	if err != nil {
		return err
	}
	r.State = Sent
	if n, _ := v.Holding(); n > 0 && reason == "" {
		const text = "reg.holds|Còn {n} chỗ chưa đạt quy tắc đã kiểm chứng (xem các dòng, tỷ lệ đánh dấu “giữ lại”). Trả lại để sửa, hoặc ghi lý do để vẫn gửi."
		return fault.New(fault.Invalid, text, fault.P{"n": n}).With("reason", text, fault.P{"n": n})
	}
	for _, row := range v.Rows {
		if err := tx.ExecOne(ctx, qLineCheck, row.ID, toJSON(row.Result)); err != nil {
			return err
		}
	}
	r.Quotas, r.Despite, r.SentBy, r.SentAt = &v.Quotas, reason, by.Name, s.db.Clock.Now()
	return nil
}

// giveBack opens a list again: the lines of flags, or all of it.
func (s *Service) giveBack(ctx context.Context, tx *db.Tx, r *Registration, flags []LineID) error {
	lines, err := Lines(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	want := map[LineID]bool{}
	for _, f := range flags {
		want[f] = true
	}
	for _, l := range lines {
		if want[l.ID] {
			delete(want, l.ID)
			if err := tx.ExecOne(ctx, qLineFlag, l.ID, r.Reason); err != nil {
				return err
			}
		}
	}
	if len(want) > 0 {
		return changed()
	}
	if r.Ask.Open() { // who gets the list back needs not ask for it
		ask := *r.Ask
		ask.Answer, ask.AnsweredBy = r.Reason, r.ReturnedBy
		r.Ask = &ask
	}
	r.Quotas, r.Received = nil, civil.Date{}
	return nil
}

// Consolidate (tổng hợp) closes the round: every list that was sent counts as received, and
// nothing may change until the leader opens it again with a reason.
func (s *Service) Consolidate(ctx context.Context, by who.Actor, b id.Bloc, year int, version int64) (err error) {
	defer fault.Wrap(&err, "registration.Consolidate")
	if err := who.Can(by, who.CollectLists, who.Object{Bloc: b}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := RoundOf(ctx, tx, b, year)
		if err != nil {
			return err
		}
		switch {
		case r.Version == 0:
			return fault.New(fault.Conflict, "reg.notopen|Khối trưởng chưa mở đợt đăng ký năm {year}.", fault.P{"year": year})
		case !r.Open():
			return nil // pressed twice
		case r.Version != version:
			return changed()
		}
		all, err := OfBloc(ctx, tx, b, year)
		if err != nil {
			return err
		}
		n := 0
		for _, x := range all {
			if !x.State.IsSent() {
				continue
			}
			n++
			if x.State == Received {
				continue
			}
			x.State = Received
			if err := saveList(ctx, tx, x); err != nil {
				return err
			}
			if err := audit.Write(ctx, tx, audit.Entry{By: by, Did: "registration.receive", On: x.Object(), Version: x.Version + 1, Before: fault.P{"state": Sent}, After: fault.P{"state": Received}}); err != nil {
				return err
			}
		}
		if n == 0 {
			return fault.New(fault.Invalid, "reg.nothing|Chưa có đơn vị nào gửi bản đăng ký nên chưa tổng hợp được.")
		}
		r.Closed, r.By = s.db.Clock.Now(), by.Name
		if err := saveRound(ctx, tx, r); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "registration.consolidate", On: r.Object(), Version: r.Version + 1, After: fault.P{"units": n}})
	})
}

// Reopen (mở lại đợt) lets units change and send again; a reason is obligatory. A submission
// that is still a draft goes; one that was issued stays in the register, and the next one
// replaces it.
func (s *Service) Reopen(ctx context.Context, by who.Actor, b id.Bloc, year int, why string) (err error) {
	defer fault.Wrap(&err, "registration.Reopen")
	if err := who.Can(by, who.CollectLists, who.Object{Bloc: b}); err != nil {
		return err
	}
	if why = tidy(why); why == "" || len([]rune(why)) > 1000 {
		return fault.New(fault.Invalid, "reg.reopen.why|Ghi lý do mở lại đợt đăng ký.").With("reason", "reg.reopen.why|Ghi lý do mở lại đợt đăng ký.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := RoundOf(ctx, tx, b, year)
		if err != nil || r.Version == 0 || r.Open() {
			return err
		}
		was := r
		r.Closed, r.By = moment(0), ""
		if err := s.giveUp(ctx, tx, by, &r); err != nil {
			return err
		}
		if err := saveRound(ctx, tx, r); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "registration.reopen", On: r.Object(), Version: r.Version + 1, Before: was, After: r, Why: why})
	})
}
