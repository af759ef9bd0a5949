package document

import (
	"context"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

// blocOf gives the bloc of a document, be it a draft or one of the register.
func blocOf(ctx context.Context, q db.Q, d ID) (id.Bloc, Outgoing, error) {
	o, err := OutgoingOf(ctx, q, d)
	if err == nil || !fault.Is(err, fault.NotFound) {
		return o.Bloc, o, err
	}
	doc, err := Of(ctx, q, d)
	return doc.Bloc, Outgoing{}, err
}

// Connect (nối hai văn bản) says what one document has to do with another of the same bloc.
// A replacement takes effect when the document that replaces is issued.
func (s *Service) Connect(ctx context.Context, tx *db.Tx, by who.Actor, l Link) (err error) {
	defer fault.Wrap(&err, "document.Connect(%v, %s, %v)", l.Source, l.Relation, l.Target)
	b, o, err := blocOf(ctx, tx, l.Source)
	if err != nil {
		return err
	}
	if err := who.Can(by, who.EditPlan, who.Object{Bloc: b}); err != nil {
		return err
	}
	o.Bloc = b
	if err := s.link(ctx, tx, o, l); err != nil {
		return err
	}
	if l.Relation == Replaces && o.State.InForce() {
		if err := s.replace(ctx, tx, by, o.ID); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.link", On: Object(l.Source), After: l})
}

// link stores a link after the rules: both ends in one bloc, not to itself, not both ways.
func (s *Service) link(ctx context.Context, tx *db.Tx, o Outgoing, l Link) error {
	bad := func(m string, p ...fault.P) error { return fault.New(fault.Invalid, m, p...).With("code", m, p...) }
	if !l.Relation.Known() {
		return fault.New(fault.Invalid, "document.relation|Chọn quan hệ giữa hai văn bản.").With("relation", "document.relation|Chọn quan hệ giữa hai văn bản.")
	}
	target, err := Of(ctx, tx, l.Target)
	if err != nil {
		return err
	}
	if target.Bloc != o.Bloc {
		return fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	}
	if l.Source == l.Target {
		return bad("document.link.self|Văn bản không liên kết với chính nó. Ghi số của văn bản khác.")
	}
	back, err := Neighbours(ctx, tx, l.Target)
	if err != nil {
		return err
	}
	for _, n := range back {
		if n.Out && n.Link.Relation == l.Relation && n.Link.Target == l.Source {
			return bad("document.link.circle|{name} đã ghi quan hệ này theo chiều ngược lại. Bỏ liên kết ở văn bản đó trước.", fault.P{"name": target.Name()})
		}
	}
	_, err = tx.Exec(ctx, qLinkNew, l.Source, string(l.Relation), l.Target)
	return err
}

// Disconnect takes a link away. The replacement by an issued document stays.
func (s *Service) Disconnect(ctx context.Context, tx *db.Tx, by who.Actor, l Link) (err error) {
	defer fault.Wrap(&err, "document.Disconnect(%v, %s, %v)", l.Source, l.Relation, l.Target)
	b, o, err := blocOf(ctx, tx, l.Source)
	if err != nil {
		return err
	}
	if err := who.Can(by, who.EditPlan, who.Object{Bloc: b}); err != nil {
		return err
	}
	if l.Relation == Replaces && o.ID != 0 && o.State != OutDraft {
		return fault.New(fault.Conflict, "document.link.stays|Văn bản thay thế đã ban hành nên liên kết này không bỏ được.")
	}
	if _, err := tx.Exec(ctx, qLinkDrop, l.Source, string(l.Relation), l.Target); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.unlink", On: Object(l.Source), Before: l})
}
