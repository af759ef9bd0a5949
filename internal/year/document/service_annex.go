package document

import (
	"context"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
)

var (
	qAnnexes   = db.SQL("document.annexes", `SELECT id, document, ord, title, file, name, size, by_name, at FROM document_annex WHERE document = $1 ORDER BY ord, id`)
	qAnnexNew  = db.SQL("document.annex.new", `INSERT INTO document_annex (id, document, ord, title, file, name, size, by_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qAnnexMove = db.SQL("document.annex.move", `UPDATE document_annex SET ord = $2 WHERE id = $1`)
	qAnnexDrop = db.SQL("document.annex.drop", `DELETE FROM document_annex WHERE id = $1`)
	qAnnexAll  = db.SQL("document.annex.all", `DELETE FROM document_annex WHERE document = $1`)
)

// Annexes gives the files that go with a document of the bloc, in their order.
func Annexes(ctx context.Context, q db.Q, d ID) ([]Annex, error) {
	return db.All(ctx, q, qAnnexes, func(r db.Row) (a Annex, err error) {
		var at int64
		err = r.Scan(&a.ID, &a.Document, &a.Order, &a.Title, &a.File.Hash, &a.File.Name, &a.File.Size, &a.By, &at)
		a.At = moment(at)
		return a, err
	}, d)
}

// drafting loads a draft whose files may still change.
func (s *Service) drafting(ctx context.Context, q db.Q, by who.Actor, d ID) (Outgoing, []Annex, error) {
	o, err := s.own(ctx, q, by, d)
	if err != nil {
		return o, nil, err
	}
	if o.State != OutDraft {
		return o, nil, fault.New(fault.Conflict, "document.annex.issued|{name} đã ban hành nên tệp kèm theo không đổi được nữa. Ban hành một văn bản thay thế.", fault.P{"name": o.Name()})
	}
	list, err := Annexes(ctx, q, d)
	return o, list, err
}

// AddAnnex puts a file behind the others of a draft. The same file stands once: sent twice, it
// changes nothing. Errors: Invalid with the fields title and file; Conflict once it is issued.
func (s *Service) AddAnnex(ctx context.Context, by who.Actor, a Annex, up Upload) (err error) {
	defer fault.Wrap(&err, "document.AddAnnex(%v)", a.Document)
	if _, _, err := s.drafting(ctx, s.db, by, a.Document); err != nil {
		return err
	}
	if a.Title == "" {
		a.Title = up.Name
	}
	if a, err = a.Clean(); err != nil {
		return err
	}
	if up.Name == "" || len(up.Data) == 0 {
		return fault.New(fault.Invalid, "document.annex.file|Chọn tệp kèm theo.").With("file", "document.annex.file|Chọn tệp kèm theo.")
	}
	stored, err := Keep(ctx, s.files, up)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, list, err := s.drafting(ctx, tx, by, a.Document)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(list, func(x Annex) bool { return x.File.Hash == stored.Hash }); i >= 0 {
			if list[i].Title == a.Title {
				return nil // the form was sent twice
			}
			m, p := "document.annex.twice|Tệp này đã kèm theo với tên “{title}”. Bỏ tệp cũ trước, hoặc chọn tệp khác.", fault.P{"title": list[i].Title}
			return fault.New(fault.Invalid, m, p).With("file", m, p)
		}
		if len(list) >= MaxAnnexes {
			m, p := "document.annex.many|Một văn bản kèm không quá {n} tệp. Gộp bớt tệp rồi tải lại.", fault.P{"n": MaxAnnexes}
			return fault.New(fault.Invalid, m, p).With("file", m, p)
		}
		n := a
		n.ID, n.Order, n.File, n.By, n.At = db.NewID[Annex](tx), len(list)+1, stored, by.Name, s.db.Clock.Now()
		if _, err := tx.Exec(ctx, qAnnexNew, n.ID, n.Document, n.Order, n.Title, n.File.Hash, n.File.Name, n.File.Size, n.By, n.At.UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.annex.add", On: Object(n.Document), After: n})
	})
}

// MoveAnnex puts an annex of a draft one place up (by -1) or down (+1); at the end it stays.
func (s *Service) MoveAnnex(ctx context.Context, by who.Actor, d ID, a AnnexID, step int) (err error) {
	defer fault.Wrap(&err, "document.MoveAnnex(%v)", a)
	return s.arrange(ctx, by, d, a, "document.annex.move", func(list []Annex, i int) []Annex {
		if j := i + step; j >= 0 && j < len(list) {
			list[i], list[j] = list[j], list[i]
		}
		return list
	})
}

// DropAnnex takes an annex away from a draft.
func (s *Service) DropAnnex(ctx context.Context, by who.Actor, d ID, a AnnexID) (err error) {
	defer fault.Wrap(&err, "document.DropAnnex(%v)", a)
	return s.arrange(ctx, by, d, a, "document.annex.drop", func(list []Annex, i int) []Annex { return slices.Delete(list, i, i+1) })
}

// arrange stores the annexes of a draft as f leaves them, numbered anew.
func (s *Service) arrange(ctx context.Context, by who.Actor, d ID, a AnnexID, did string, f func([]Annex, int) []Annex) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, was, err := s.drafting(ctx, tx, by, d)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(was, func(x Annex) bool { return x.ID == a })
		if i < 0 {
			return fault.New(fault.NotFound, "document.annex.none|Tệp kèm theo này không còn. Tải lại trang để xem danh sách hiện tại.")
		}
		list := f(slices.Clone(was), i)
		if len(list) < len(was) {
			if err := tx.ExecOne(ctx, qAnnexDrop, a); err != nil {
				return err
			}
		}
		for n, x := range list {
			if x.Order != n+1 {
				if err := tx.ExecOne(ctx, qAnnexMove, x.ID, n+1); err != nil {
					return err
				}
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: did, On: Object(d), Before: was[i], After: map[string]int{"annexes": len(list)}})
	})
}

// AnnexFile gives the file of an annex by its number: of a draft to whoever may issue it, of
// an issued document to every member.
func (s *Service) AnnexFile(ctx context.Context, by who.Actor, d ID, no int) (_ Annex, data []byte, err error) {
	defer fault.Wrap(&err, "document.AnnexFile(%v, %d)", d, no)
	if _, err := s.Show(ctx, by, d); err != nil {
		return Annex{}, nil, err
	}
	list, err := Annexes(ctx, s.db, d)
	if err != nil {
		return Annex{}, nil, err
	}
	if no < 1 || no > len(list) {
		return Annex{}, nil, fault.New(fault.NotFound, "document.annex.none|Tệp kèm theo này không còn. Tải lại trang để xem danh sách hiện tại.")
	}
	data, err = s.files.Get(ctx, list[no-1].File.Hash)
	return list[no-1], data, err
}
