package report

import (
	"context"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/org"
)

// A Place (báo cáo của khối, kỳ) names a report: bloc and period.
type Place struct {
	Bloc   org.Bloc
	Period civil.Period
}

// writable gives the draft of a place when its text may still be changed.
func writable(ctx context.Context, q db.Q, at Place) (DraftReport, error) {
	d, err := DraftOf(ctx, q, at.Bloc.ID, at.Period)
	if err == nil && d.Frozen != "" {
		err = fault.New(fault.Conflict, "report.frozen|Báo cáo đã được thông qua, nội dung đã chốt nên không sửa được. Khi Ban Thi đua - Khen thưởng tỉnh trả lại, hệ thống mở lần dự thảo mới.")
	}
	return d, err
}

// The verbs below are for later stages of the year, inside their transactions. They ask
// who.EditReport like the others.

// Reword (sửa câu chữ) gives a paragraph another text.
func (s *Service) Reword(ctx context.Context, tx *db.Tx, by who.Actor, at Place, para ParagraphID, text string) (err error) {
	defer fault.Wrap(&err, "report.Reword(%v)", para)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return err
	}
	if text, err = clean(text); err != nil {
		return err
	}
	return s.editIn(ctx, tx, by, at, mark{"report.save", para, 0}, func(_ DraftReport, x *Paragraph) error { x.Text = text; return nil })
}

// Insert (thêm đoạn) puts a new paragraph after another one (0: at the beginning).
func (s *Service) Insert(ctx context.Context, tx *db.Tx, by who.Actor, at Place, after ParagraphID, e Edit) (_ ParagraphID, err error) {
	defer fault.Wrap(&err, "report.Insert(%v)", after)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return 0, err
	}
	if e.Text, err = clean(e.Text); err != nil {
		return 0, err
	}
	d, err := writable(ctx, tx, at)
	if err != nil {
		return 0, err
	}
	x := Paragraph{Kind: e.Kind, Text: e.Text}
	if !x.Kind.Known() {
		x.Kind = Body
	}
	if x.Order, err = between(d, after); err != nil {
		return 0, err
	}
	n, err := s.insert(ctx, tx, by, d.ID, x)
	if err != nil {
		return 0, err
	}
	return n, audit.Write(ctx, tx, audit.Entry{By: by, Did: "report.add", On: object(at.Bloc, at.Period) + "/" + n.String(), After: trace(x)})
}

// Withdraw (bỏ đoạn) takes a paragraph out of the draft, or with removed false brings it back.
func (s *Service) Withdraw(ctx context.Context, tx *db.Tx, by who.Actor, at Place, para ParagraphID, removed bool) (err error) {
	defer fault.Wrap(&err, "report.Withdraw(%v)", para)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return err
	}
	did := "report.remove"
	if !removed {
		did = "report.restore"
	}
	return s.editIn(ctx, tx, by, at, mark{did, para, 0}, func(_ DraftReport, x *Paragraph) error { x.Removed = removed; return nil })
}

// Shift (chuyển chỗ đoạn) puts a paragraph behind another one (0: at the beginning).
func (s *Service) Shift(ctx context.Context, tx *db.Tx, by who.Actor, at Place, para, after ParagraphID) (err error) {
	defer fault.Wrap(&err, "report.Shift(%v, %v)", para, after)
	if err := who.Can(by, who.EditReport, who.Object{Bloc: at.Bloc.ID}); err != nil {
		return err
	}
	return s.editIn(ctx, tx, by, at, mark{"report.move", para, 0}, func(d DraftReport, x *Paragraph) (err error) {
		x.Order, err = between(d, after)
		return err
	})
}

// Freeze (chốt nội dung) closes the text of a draft under its digest: every paragraph gets
// the text given for it, in which figures are words and no links any more.
func (s *Service) Freeze(ctx context.Context, tx *db.Tx, by who.Actor, at Place, texts map[ParagraphID]string, digest string) (err error) {
	defer fault.Wrap(&err, "report.Freeze")
	return s.retext(ctx, tx, by, at, texts, digest)
}

// Thaw (mở lại nội dung) opens a frozen draft again and gives its paragraphs the texts with
// links that they had.
func (s *Service) Thaw(ctx context.Context, tx *db.Tx, by who.Actor, at Place, texts map[ParagraphID]string) (err error) {
	defer fault.Wrap(&err, "report.Thaw")
	return s.retext(ctx, tx, by, at, texts, "")
}

// retext sets all texts and the digest; a draft with a digest is opened, one without closed.
// Whether the actor may is asked by the stage that adopts and returns reports.
func (s *Service) retext(ctx context.Context, tx *db.Tx, by who.Actor, at Place, texts map[ParagraphID]string, digest string) error {
	d, err := DraftOf(ctx, tx, at.Bloc.ID, at.Period)
	if err != nil {
		return err
	}
	if (d.Frozen == "") == (digest == "") {
		return fault.New(fault.Conflict, "db.changed|Người khác vừa sửa mục này. Tải lại trang để xem bản mới, rồi làm lại.")
	}
	for _, x := range d.Paragraphs {
		t, ok := texts[x.ID]
		if !ok || t == x.Text {
			continue
		}
		if err := tx.ExecOne(ctx, qParaSave, string(x.Kind), t, x.Auto, x.Source, x.From, x.Order, x.Removed, by.Name, s.db.Clock.Now().UnixMilli(), x.ID, x.Rev); err != nil {
			return err
		}
	}
	if err := tx.ExecOne(ctx, qFreeze, digest, d.ID, d.Frozen); err != nil {
		return err
	}
	did := "report.freeze"
	if digest == "" {
		did = "report.thaw"
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: object(at.Bloc, at.Period), Version: d.Version + 1, Before: d.Frozen, After: digest})
}
