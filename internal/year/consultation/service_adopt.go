package consultation

import (
	"context"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/report"
)

func parsePara(s string) (report.ParagraphID, error) {
	if s == "" || s == "0" {
		return 0, nil
	}
	return id.Parse[report.Paragraph](s)
}

// An Adoption (thông qua báo cáo) is what the secretary confirms when the report is adopted.
type Adoption struct {
	Note   string // where and by whom: "Hội nghị sơ kết ngày 14/7/2022"
	Digest string // of the text that was shown; "" does not compare
	Anyway bool   // adopt although figures are missing or places are still to be written
}

// Gaps (chỗ còn thiếu) tells what a text still lacks: links without a figure, and places that
// are to be written.
func (k *Desk) Gaps() (figures, blanks int) {
	for _, p := range k.Passages {
		if p.Kind == report.Fill {
			blanks++
		}
		for _, x := range k.Table.Pieces(p.Linked) {
			if x.Figure != nil && x.Figure.Missing {
				figures++
			}
		}
	}
	return figures, blanks
}

// Adopt (thông qua) freezes the text of the draft: it is kept as a version under its digest,
// figures become what they print now, and nothing can be changed any more. Every remark must
// have been resolved.
func (s *Service) Adopt(ctx context.Context, by who.Actor, at report.Place, a Adoption) (v Version, err error) {
	defer fault.Wrap(&err, "consultation.Adopt(%s, %v)", at.Bloc.Code, at.Period)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return v, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error { v, err = s.adopt(ctx, tx, by, at, a); return err })
	return v, err
}

func (s *Service) adopt(ctx context.Context, tx *db.Tx, by who.Actor, at report.Place, a Adoption) (Version, error) {
	k, err := Open(ctx, tx, at)
	if err != nil {
		return Version{}, err
	}
	if v := k.Adopted(); v.ID != 0 {
		if v.Digest == a.Digest {
			return v, nil // the form was sent twice
		}
		return v, adopted()
	}
	figures, blanks := k.Gaps()
	digest := Digest(k.Passages)
	switch n := len(k.Waiting()); {
	case n > 0:
		return Version{}, fault.New(fault.Conflict, "consult.adopt.open|Còn {n} góp ý chưa xử lý. Xử lý hết các góp ý rồi thông qua.", fault.P{"n": n})
	case a.Digest != "" && a.Digest != digest:
		return Version{}, fault.New(fault.Conflict, "consult.adopt.changed|Dự thảo vừa thay đổi so với bản bạn đang xem. Xem lại bản dưới đây rồi thông qua.")
	case (figures > 0 || blanks > 0) && !a.Anyway:
		return Version{}, fault.New(fault.Conflict, "consult.adopt.gaps|Còn {n} số liệu chưa có và {m} chỗ chưa viết. Bổ sung, hoặc đánh dấu đồng ý thông qua khi còn thiếu.", fault.P{"n": figures, "m": blanks})
	case len(k.Passages) == 0:
		return Version{}, fault.New(fault.Conflict, "consult.adopt.empty|Dự thảo chưa có đoạn nào. Soạn dự thảo trước.")
	}
	if r := k.Last(); r.ID != 0 && r.Closed.IsZero() {
		if err := tx.ExecOne(ctx, qRoundSet, r.Due, s.db.Clock.Now().UnixMilli(), r.ID, r.Rev); err != nil {
			return Version{}, err
		}
	}
	v, err := s.keep(ctx, tx, by, k, strings.TrimSpace(a.Note), true)
	if err != nil {
		return v, err
	}
	texts := map[report.ParagraphID]string{}
	for _, p := range k.Passages {
		texts[p.Para] = p.Text
	}
	if err := s.report.Freeze(ctx, tx, by, at, texts, v.Digest); err != nil {
		return v, err
	}
	return v, audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.adopt", On: object(at), Version: int64(v.No), Why: v.Note, After: v.Digest})
}

// Send (gửi báo cáo) sends the adopted report to the provincial board.
func (s *Service) Send(ctx context.Context, by who.Actor, at report.Place) (n SubmissionID, err error) {
	defer fault.Wrap(&err, "consultation.Send(%s, %v)", at.Bloc.Code, at.Period)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		k, err := Open(ctx, tx, at)
		if err != nil {
			return err
		}
		v := k.Adopted()
		if v.ID == 0 {
			return fault.New(fault.Conflict, "consult.send.draft|Báo cáo chưa được thông qua. Thông qua trước rồi gửi.")
		}
		for _, x := range k.Sent {
			if x.Version == v.ID {
				n = x.ID
				return nil // sent already
			}
		}
		n = db.NewID[Submission](tx)
		if _, err := tx.Exec(ctx, qSentNew, n, at.Bloc.ID, v.ID, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.send", On: object(at), Version: int64(v.No), After: v.Digest})
	})
	return n, err
}

// Receive (tiếp nhận) gives the receipt of the provincial board for a report, under a number
// that counts through the year.
func (s *Service) Receive(ctx context.Context, by who.Actor, n SubmissionID, rev int64) (err error) {
	defer fault.Wrap(&err, "consultation.Receive(%v)", n)
	if err := who.Can(by, who.ReceiveReport, who.Object{}); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := SubmissionOf(ctx, tx, n)
		if err != nil {
			return err
		}
		if x.State == Received {
			return nil
		}
		all, err := Submissions(ctx, tx)
		if err != nil {
			return err
		}
		now, top := s.db.Clock.Now(), 0
		suffix := "/" + strconv.Itoa(s.Today().Year) + "/TN-BC"
		for _, o := range all {
			if num, ok := strings.CutSuffix(o.Receipt, suffix); ok {
				if i, err := strconv.Atoi(num); err == nil {
					top = max(top, i)
				}
			}
		}
		receipt := strconv.Itoa(top+1) + suffix
		if err := tx.ExecOne(ctx, qSentAnswer, string(Received), receipt, "", by.Name, now.UnixMilli(), n, string(Sent), rev); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.receive", On: "submission/" + n.String(), Version: rev + 1, After: receipt})
	})
}

// Return (trả lại) gives a report back to the bloc with reasons: its draft opens again, with
// its links to figures, for the next version.
func (s *Service) Return(ctx context.Context, by who.Actor, n SubmissionID, rev int64, reason string) (err error) {
	defer fault.Wrap(&err, "consultation.Return(%v)", n)
	if err := who.Can(by, who.ReceiveReport, who.Object{}); err != nil {
		return err
	}
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.New(fault.Invalid, "consult.return.reason|Ghi lý do trả lại để Khối trưởng biết cần sửa gì.").With("reason", "consult.return.reason|Ghi lý do trả lại để Khối trưởng biết cần sửa gì.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := SubmissionOf(ctx, tx, n)
		if err != nil {
			return err
		}
		if x.State == Returned && x.Reason == reason {
			return nil
		}
		v, err := VersionOf(ctx, tx, x.Version)
		if err != nil {
			return err
		}
		at, err := placeOf(ctx, tx, v.Draft)
		if err != nil {
			return err
		}
		if err := tx.ExecOne(ctx, qSentAnswer, string(Returned), "", reason, by.Name, s.db.Clock.Now().UnixMilli(), n, string(Sent), rev); err != nil {
			return err
		}
		texts := map[report.ParagraphID]string{}
		for _, p := range v.Passages {
			texts[p.Para] = p.Linked
		}
		if err := s.report.Thaw(ctx, tx, by, at, texts); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "consultation.return", On: "submission/" + n.String(), Version: rev + 1, Why: reason})
	})
}
