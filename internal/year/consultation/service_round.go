package consultation

import (
	"context"
	"slices"
	"strings"
	"time"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/report"
)

// A Call (thông báo lấy ý kiến) is what opening a round needs.
type Call struct {
	Stage Stage
	Due   civil.Date
	Note  string
}

// OpenRound (mở đợt lấy ý kiến) keeps the text of the draft as the next version, unless it is
// the newest version's already, and asks for remarks on it until a day. A round that is still
// open is closed by it.
func (s *Service) OpenRound(ctx context.Context, by who.Actor, at report.Place, c Call) (n RoundID, err error) {
	defer fault.Wrap(&err, "consultation.OpenRound(%s, %v)", at.Bloc.Code, at.Period)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return 0, err
	}
	f := fault.New(fault.Invalid, "consult.round.bad|Chưa mở được đợt lấy ý kiến. Sửa các mục nêu dưới đây.")
	if !slices.Contains(Stages, c.Stage) {
		f.With("stage", "consult.round.stage|Chọn giai đoạn lấy ý kiến")
	}
	if c.Due.IsZero() || c.Due.Before(s.Today()) {
		f.With("due", "consult.round.due|Hạn góp ý phải từ hôm nay trở đi, ví dụ {date}", fault.P{"date": s.Today().AddDays(5).VN()})
	}
	if len(f.Fields) > 0 {
		return 0, f
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { n, err = s.openRound(ctx, tx, by, at, c); return err })
	return n, err
}

func (s *Service) openRound(ctx context.Context, tx *db.Tx, by who.Actor, at report.Place, c Call) (RoundID, error) {
	k, err := Open(ctx, tx, at)
	if err != nil {
		return 0, err
	}
	if k.Draft.Frozen != "" {
		return 0, adopted()
	}
	now := s.db.Clock.Now()
	if last := k.Round(s.Today()); last.ID != 0 {
		if last.Stage == c.Stage && last.Due == c.Due && last.Note == strings.TrimSpace(c.Note) && k.Newest().Digest == Digest(k.Passages) {
			return last.ID, nil // the form was sent twice
		}
		if err := tx.ExecOne(ctx, qRoundSet, last.Due, now.UnixMilli(), last.ID, last.Rev); err != nil {
			return 0, err
		}
	}
	v, err := s.keep(ctx, tx, by, k, "", false)
	if err != nil {
		return 0, err
	}
	n := db.NewID[Round](tx)
	if _, err := tx.Exec(ctx, qRoundNew, n, k.Draft.ID, v.ID, string(c.Stage), c.Due, strings.TrimSpace(c.Note), by.Name, now.UnixMilli()); err != nil {
		return 0, err
	}
	return n, audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.round", On: object(at), Version: int64(v.No), After: map[string]string{"stage": string(c.Stage), "due": c.Due.String(), "digest": v.Digest}})
}

// keep stores the text of a desk as a version. The newest version is it when the text did not change.
func (s *Service) keep(ctx context.Context, tx *db.Tx, by who.Actor, k *Desk, note string, adopt bool) (Version, error) {
	digest := Digest(k.Passages)
	if last := k.Newest(); !adopt && last.ID != 0 && last.Digest == digest {
		return last, nil
	}
	v := Version{ID: db.NewID[Version](tx), Draft: k.Draft.ID, No: k.Newest().No + 1, Adopted: adopt, Note: note, Digest: digest, By: by.Name, At: s.db.Clock.Now(), Passages: k.Passages}
	return v, insertVersion(ctx, tx, v)
}

// Extend (gia hạn, đóng đợt) moves the deadline of a round, or closes it now.
func (s *Service) Extend(ctx context.Context, by who.Actor, at report.Place, n RoundID, due civil.Date, shut bool) (err error) {
	defer fault.Wrap(&err, "consultation.Extend(%v)", n)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return err
	}
	if !shut && (due.IsZero() || due.Before(s.Today())) {
		return fault.New(fault.Invalid, "consult.round.bad|Chưa mở được đợt lấy ý kiến. Sửa các mục nêu dưới đây.").
			With("newdue", "consult.round.due|Hạn góp ý phải từ hôm nay trở đi, ví dụ {date}", fault.P{"date": s.Today().AddDays(5).VN()})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := Open(ctx, tx, at)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(k.Rounds, func(r Round) bool { return r.ID == n })
		if i < 0 || i != len(k.Rounds)-1 {
			return fault.New(fault.Conflict, "consult.round.old|Chỉ gia hạn hoặc đóng được đợt mới nhất. Tải lại trang.")
		}
		r := k.Rounds[i]
		var closed time.Time
		at2 := int64(0)
		if shut {
			if !r.Closed.IsZero() {
				return nil
			}
			closed, due = s.db.Clock.Now(), r.Due
			at2 = closed.UnixMilli()
		} else if k.Draft.Frozen != "" {
			return adopted()
		}
		if err := tx.ExecOne(ctx, qRoundSet, due, at2, n, r.Rev); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.round.set", On: object(at), Before: r.Due.String(), After: map[string]any{"due": due.String(), "closed": shut}})
	})
}

func adopted() error {
	return fault.New(fault.Conflict, "consult.frozen|Báo cáo đã được thông qua, nội dung đã chốt. Khi Ban Thi đua - Khen thưởng tỉnh trả lại, hệ thống mở lần dự thảo mới.")
}
