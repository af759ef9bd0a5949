package document

import (
	"bytes"
	"context"
	"embed"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service changes the register.
type Service struct {
	db    *db.DB
	files *blob.Store
}

// NewService makes the service; attachments go to files.
func NewService(d *db.DB, files *blob.Store) *Service { return &Service{d, files} }

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// MaxFile is the largest attachment in bytes.
const MaxFile = 20 << 20

// Create adds a document with its clauses to the register of its bloc.
func (s *Service) Create(ctx context.Context, by who.Actor, d Document, clauses []Clause) (_ ID, err error) {
	defer fault.Wrap(&err, "document.Create")
	if err := who.Can(by, who.EditPlan, who.Object{Bloc: d.Bloc}); err != nil {
		return 0, err
	}
	if d, clauses, err = check(d, clauses); err != nil {
		return 0, err
	}
	var added Document
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if added, err = sent(ctx, tx, d, clauses); err != nil || added.ID != 0 {
			return err
		}
		added, err = s.add(ctx, tx, by, d, clauses)
		return err
	})
	return added.ID, err
}

// sent finds the document that the same form made already: a form sent twice, because a
// button was pressed twice or an answer was lost, makes one document.
func sent(ctx context.Context, q db.Q, d Document, clauses []Clause) (Document, error) {
	list, err := Same(ctx, q, d)
	if err != nil {
		return Document{}, err
	}
	for _, x := range list {
		if x.Kind != d.Kind || x.Code != d.Code || x.Issuer != d.Issuer || x.Abstract != d.Abstract || x.Day != d.Day || x.Effective != d.Effective || x.Link != d.Link || x.File != d.File {
			continue
		}
		has, err := Clauses(ctx, q, x.ID)
		if err != nil {
			return Document{}, err
		}
		if slices.EqualFunc(has, clauses, func(a, b Clause) bool { return a.Label == b.Label && a.Text == b.Text }) {
			return x, nil
		}
	}
	return Document{}, nil
}

func check(d Document, clauses []Clause) (Document, []Clause, error) {
	d, err := d.Clean()
	if err != nil {
		return d, nil, err
	}
	if clauses, err = CleanClauses(clauses); err != nil {
		return d, nil, err
	}
	return d, clauses, CheckSecret(d, clauses)
}

func (s *Service) add(ctx context.Context, tx *db.Tx, by who.Actor, d Document, clauses []Clause) (Document, error) {
	d.ID, d.Version = db.NewID[Document](tx), 1
	if err := insert(ctx, tx, d); err != nil {
		return d, err
	}
	if err := saveClauses(ctx, tx, d.ID, nil, clauses); err != nil {
		return d, err
	}
	return d, audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.create", On: Object(d.ID), Version: 1, After: record{d, clauses}})
}

// record is what the audit log keeps of a document.
type record struct {
	Document Document
	Clauses  []Clause `json:",omitempty"`
}

// Object names a document in the audit log.
func Object(d ID) string { return "document/" + d.String() }

// Save changes a document. d.Version must be the version that was read. An empty File
// keeps the attachment.
func (s *Service) Save(ctx context.Context, by who.Actor, d Document, clauses []Clause) (err error) {
	defer fault.Wrap(&err, "document.Save(%v)", d.ID)
	if d, clauses, err = check(d, clauses); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := Of(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.EditPlan, who.Object{Bloc: was.Bloc}); err != nil {
			return err
		}
		return s.change(ctx, tx, by, was, d, clauses)
	})
}

func (s *Service) change(ctx context.Context, tx *db.Tx, by who.Actor, was, d Document, clauses []Clause) error {
	if err := typed(ctx, tx, was.ID); err != nil {
		return err
	}
	old, err := Clauses(ctx, tx, d.ID)
	if err != nil {
		return err
	}
	d.Bloc = was.Bloc
	if d.File == "" {
		d.File, d.FileName, d.FileSize = was.File, was.FileName, was.FileSize
	}
	if err := update(ctx, tx, was, d); err != nil {
		return err
	}
	if err := saveClauses(ctx, tx, d.ID, old, clauses); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.save", On: Object(d.ID), Version: d.Version + 1, Before: record{was, old}, After: record{d, clauses}})
}

// Ensure finds the document with the number, issuer and year of d in the register, or
// adds it; what is there already is changed only where d says something else. It is for
// imports, inside their transaction. changed tells whether anything was written.
func (s *Service) Ensure(ctx context.Context, tx *db.Tx, by who.Actor, d Document, clauses []Clause) (_ Document, added, changed bool, err error) {
	defer fault.Wrap(&err, "document.Ensure(%s)", d.Code)
	if err := who.Can(by, who.EditPlan, who.Object{Bloc: d.Bloc}); err != nil {
		return d, false, false, err
	}
	if d, clauses, err = check(d, clauses); err != nil {
		return d, false, false, err
	}
	same, err := Same(ctx, tx, d)
	if err != nil {
		return d, false, false, err
	}
	if len(same) == 0 {
		d, err = s.add(ctx, tx, by, d, clauses)
		return d, true, true, err
	}
	was := same[0]
	if own, err := isOutgoing(ctx, tx, was.ID); err != nil || own {
		return was, false, false, err
	}
	old, err := Clauses(ctx, tx, was.ID)
	if err != nil {
		return d, false, false, err
	}
	d.ID, d.Version, d.File, d.FileName, d.FileSize = was.ID, was.Version, was.File, was.FileName, was.FileSize
	d.Code = was.Code
	if d.Effective.IsZero() {
		d.Effective = was.Effective
	}
	if d.Link == "" {
		d.Link = was.Link
	}
	if len(clauses) == 0 {
		clauses = old
	}
	if d == was && sameClauses(old, clauses) {
		return was, false, false, nil
	}
	err = s.change(ctx, tx, by, was, d, clauses)
	d.Version++
	return d, false, true, err
}

// typed refuses to touch, in the register, a document that the bloc issued itself.
func typed(ctx context.Context, q db.Q, d ID) error {
	own, err := isOutgoing(ctx, q, d)
	if err == nil && own {
		return fault.New(fault.Conflict, "document.own|Văn bản này do Khối ban hành nên không sửa, xóa trong sổ. Mở văn bản để thu hồi, hoặc ban hành văn bản thay thế.")
	}
	return err
}

func sameClauses(a, b []Clause) bool {
	return slices.EqualFunc(a, b, func(x, y Clause) bool { return x.Label == y.Label && x.Text == y.Text && x.Order == y.Order })
}

// Remove deletes a document that nothing refers to.
func (s *Service) Remove(ctx context.Context, by who.Actor, d ID, version int64) (err error) {
	defer fault.Wrap(&err, "document.Remove(%v)", d)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := Of(ctx, tx, d)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.EditPlan, who.Object{Bloc: was.Bloc}); err != nil {
			return err
		}
		if err := typed(ctx, tx, d); err != nil {
			return err
		}
		clauses, err := Clauses(ctx, tx, d)
		if err != nil {
			return err
		}
		if err := saveClauses(ctx, tx, d, clauses, nil); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qLinkAll, d); err != nil {
			return err
		}
		if err := tx.ExecOne(ctx, qDelete, d, version); err != nil {
			if db.IsReferenced(err) { // rows of a later stage refer to it
				return fault.New(fault.Conflict, "document.used|Kế hoạch, chỉ tiêu, nhiệm vụ hoặc văn bản khác đang dẫn tới văn bản này nên không xóa được. Sửa các chỗ đó trước.").Because(err)
			}
			return err
		}
		if _, err := tx.Exec(ctx, qAddCount, was.Bloc, was.Year(), shard(d), -1); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "document.remove", On: Object(d), Version: version, Before: record{was, clauses}})
	})
}

// Attach stores a file for a document that is then created or saved with what is returned: the bytes
// are durable before any row names them. What Fit refuses is not stored.
func (s *Service) Attach(ctx context.Context, by who.Actor, b id.Bloc, name string, data []byte) (_ Stored, err error) {
	defer fault.Wrap(&err, "document.Attach")
	if err := who.Can(by, who.EditPlan, who.Object{Bloc: b}); err != nil {
		return Stored{}, err
	}
	f, err := Fit(name, data)
	if err != nil {
		return Stored{}, err
	}
	hash, err := s.files.Put(ctx, bytes.NewReader(f.Data))
	return Stored{Hash: hash, Name: name, Size: int64(len(f.Data)), Unread: f.Unread}, err
}

// File gives the attachment of a document to whoever may read its bloc.
func (s *Service) File(ctx context.Context, by who.Actor, d ID) (_ Document, _ []byte, err error) {
	defer fault.Wrap(&err, "document.File(%v)", d)
	doc, err := Of(ctx, s.db, d)
	if err != nil {
		return doc, nil, err
	}
	if err := who.Can(by, who.ReadBloc, who.Object{Bloc: doc.Bloc}); err != nil {
		return doc, nil, err
	}
	if doc.File == "" {
		return doc, nil, fault.New(fault.NotFound, "document.nofile|Văn bản này chưa có tệp đính kèm.")
	}
	b, err := s.files.Get(ctx, doc.File)
	return doc, b, err
}
