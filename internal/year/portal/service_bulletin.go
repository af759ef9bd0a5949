package portal

import (
	"context"
	"encoding/json"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
	"thidua/internal/year/report"
)

// ReleaseObject names the release of a period in the audit log.
func ReleaseObject(b id.Bloc, p civil.Period) string {
	return "release/" + b.String() + "/" + string(p)
}

// A Wish (nội dung định công bố) is what the secretary wants to tell of a period.
type Wish struct {
	Codes   []string // of common targets
	Ranking string   // as typed
	Note    string
	Version int64
}

// Offers gives what of a period may be released, with what was prepared so far. Errors:
// Denied, NotFound when the period was not opened.
func (s *Service) Offers(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period) (list []Offer, r Bulletin, err error) {
	defer fault.Wrap(&err, "portal.Offers(%v, %s)", b.ID, p)
	if err := who.Can(by, who.EditNews, who.Object{Bloc: b.ID}); err != nil {
		return nil, r, err
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		t, err := report.TableOf(ctx, tx, b, p)
		if err != nil {
			return err
		}
		list = offers(t)
		r, err = ReleaseOf(ctx, tx, b.ID, p)
		return err
	})
	return list, r, err
}

// PrepareRelease keeps what is to be released: the figures of the chosen targets as they are now, and
// the order of the units. What is released already stays as it is. Errors: Invalid with
// fields, Conflict.
func (s *Service) PrepareRelease(ctx context.Context, by who.Actor, b org.Bloc, p civil.Period, w Wish) (err error) {
	defer fault.Wrap(&err, "portal.PrepareRelease(%v, %s)", b.ID, p)
	if err := who.Can(by, who.EditNews, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	if w.Note = tidy(w.Note); len([]rune(w.Note)) > maxNote {
		return fault.New(fault.Invalid, "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxNote}).With("note", "portal.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxNote})
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		t, err := report.TableOf(ctx, tx, b, p)
		if err != nil {
			return err
		}
		x := Results{Units: len(t.Members), Note: w.Note}
		x.Sent, _ = t.Sent()
		x.Lines = released(offers(t), w.Codes)
		if x.Ranking, err = ReadRanking(w.Ranking, t.Members); err != nil {
			return err
		}
		was, err := ReleaseOf(ctx, tx, b.ID, p)
		if err != nil {
			return err
		}
		next := was
		next.Draft = x
		if was.Version == w.Version+1 && was.Draft.Same(x) {
			return nil // sent twice
		}
		tx.Unseen()
		return s.putRelease(ctx, tx, was, next, w.Version, audit.Entry{By: by, Did: "release.prepare"})
	})
}

// Announce shows what was prepared to the public. version is that of the page on which the
// head read it. Errors: Denied, Conflict.
func (s *Service) Announce(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, version int64) (err error) {
	defer fault.Wrap(&err, "portal.Announce(%v, %s)", b, p)
	if err := who.Can(by, who.ApproveNews, who.Object{Bloc: b}); err != nil {
		return err
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := ReleaseOf(ctx, tx, b, p)
		if err != nil {
			return err
		}
		if was.State == Released && was.Version == version+1 {
			return nil // pressed twice
		}
		if was.Draft.Empty() {
			return fault.New(fault.Conflict, "release.empty|Chưa có gì để công bố. Chọn chỉ tiêu hoặc ghi xếp hạng, lưu rồi công bố.")
		}
		next := was
		next.State, next.Shown, next.At, next.By, next.Note = Released, was.Draft, s.now(), by.Name, ""
		return s.putRelease(ctx, tx, was, next, version, audit.Entry{By: by, Did: "release.announce"})
	})
}

// Recall takes released results off the public pages, with a reason that the log keeps.
func (s *Service) Recall(ctx context.Context, by who.Actor, b id.Bloc, p civil.Period, version int64, why string) (err error) {
	defer fault.Wrap(&err, "portal.Recall(%v, %s)", b, p)
	if err := who.Can(by, who.ApproveNews, who.Object{Bloc: b}); err != nil {
		return err
	}
	if why = tidy(why); why == "" || len([]rune(why)) > maxNote {
		return fault.New(fault.Invalid, "portal.note.need|Ghi lý do.").With("why", "portal.note.need|Ghi lý do.")
	}
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		was, err := ReleaseOf(ctx, tx, b, p)
		if err != nil {
			return err
		}
		if was.State == Recalled && was.Version == version+1 {
			return nil
		}
		if was.State != Released {
			return fault.New(fault.Conflict, "release.not|Kết quả này chưa công bố. Tải lại trang để xem.")
		}
		next := was
		next.State, next.Shown, next.Note = Recalled, Results{}, why
		return s.putRelease(ctx, tx, was, next, version, audit.Entry{By: by, Did: "release.recall", Why: why})
	})
}

// putRelease writes x over was, with the leaf e of the log.
func (s *Service) putRelease(ctx context.Context, tx *db.Tx, was, x Bulletin, version int64, e audit.Entry) error {
	draft, err := json.Marshal(x.Draft)
	if err != nil {
		return err
	}
	shown, err := json.Marshal(x.Shown)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, qSaveRelease, x.Bloc, x.Period, x.State, string(draft), string(shown), x.Note, millis(x.At), x.By, version)
	if err != nil {
		return err
	}
	if n != 1 {
		return fault.New(fault.Conflict, "db.changed|Người khác vừa sửa mục này. Tải lại trang để xem bản mới, rồi làm lại.")
	}
	e.On, e.Version, e.Before, e.After = ReleaseObject(x.Bloc, x.Period), version+1, was, x
	return audit.Write(ctx, tx, e)
}
