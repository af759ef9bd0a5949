package activity

import (
	"bytes"
	"context"
	"embed"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service does the verbs of this capability.
type Service struct {
	db    *db.DB
	files *blob.Store
}

// NewService makes the service; evidence goes to files.
func NewService(d *db.DB, files *blob.Store) *Service { return &Service{d, files} }

// DB gives the database, for reads.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day of the house.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// InTx runs f in one write transaction.
func (s *Service) InTx(ctx context.Context, f func(tx *db.Tx) error) error { return s.db.Write(ctx, f) }

// Object names an activity in the audit log.
func Object(a ID) string { return "activity/" + a.String() }

// check is Clean with what only the database knows: the unit belongs to the bloc, and the
// document stands in its register.
func (s *Service) check(ctx context.Context, q db.Q, a Activity) (Activity, error) {
	a, err := a.Clean(s.Today())
	if err != nil {
		return a, err
	}
	if m, line := document.FindMark(a.Title + "\n" + a.Body); m != "" {
		return a, document.Marked(m, fault.Fill("dòng {n}", fault.P{"n": line}))
	}
	members, err := org.Members(ctx, q, a.Bloc, a.Day)
	if err != nil {
		return a, err
	}
	if !slices.ContainsFunc(members, func(m org.Member) bool { return m.Unit.ID == a.Unit }) {
		return a, fault.New(fault.Invalid, "activity.unit|Đơn vị chưa thuộc Khối vào ngày {day}. Kiểm tra lại ngày.", fault.P{"day": a.Day.VN()}).With("day", "activity.unit|Đơn vị chưa thuộc Khối vào ngày {day}. Kiểm tra lại ngày.", fault.P{"day": a.Day.VN()})
	}
	if a.Document != 0 {
		d, err := document.Of(ctx, q, a.Document)
		if err != nil {
			return a, err
		}
		if d.Bloc != a.Bloc {
			return a, fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
		}
	}
	return a, nil
}

// same reports whether two activities say the same.
func (a Activity) same(b Activity) bool {
	a.ID, a.By, a.At, a.Version = b.ID, b.By, b.At, b.Version
	return a == b
}

// Report (ghi hoạt động) stores an activity of a unit. The same form sent twice makes one.
func (s *Service) Report(ctx context.Context, tx *db.Tx, by who.Actor, a Activity) (_ Activity, err error) {
	defer fault.Wrap(&err, "activity.Report")
	if err := who.Can(by, who.ReportActivity, who.Object{Bloc: a.Bloc, Unit: a.Unit}); err != nil {
		return a, err
	}
	if a, err = s.check(ctx, tx, a); err != nil {
		return a, err
	}
	list, err := OfUnit(ctx, tx, a.Bloc, a.Unit, a.Day, a.Day)
	if err != nil {
		return a, err
	}
	if i := slices.IndexFunc(list, a.same); i >= 0 {
		return list[i], nil
	}
	a.ID, a.By, a.At, a.Version = db.NewID[Activity](tx), by.Name, s.db.Clock.Now(), 1
	if _, err := tx.Exec(ctx, qNew, a.ID, a.Bloc, a.Unit, string(a.Kind), a.Title, ref(a.Document), a.Day, a.Place, a.Expected, a.Present, a.Body, a.By, a.At.UnixMilli()); err != nil {
		return a, err
	}
	return a, audit.Write(ctx, tx, audit.Entry{By: by, Did: "activity.report", On: Object(a.ID), Version: 1, After: a})
}

func (s *Service) own(ctx context.Context, q db.Q, by who.Actor, a ID) (Activity, error) {
	was, err := Of(ctx, q, a)
	if err != nil {
		return was, err
	}
	return was, who.Can(by, who.ReportActivity, who.Object{Bloc: was.Bloc, Unit: was.Unit})
}

// Save changes an activity. a.Version must be the version read.
func (s *Service) Save(ctx context.Context, tx *db.Tx, by who.Actor, a Activity) (err error) {
	defer fault.Wrap(&err, "activity.Save(%v)", a.ID)
	was, err := s.own(ctx, tx, by, a.ID)
	if err != nil {
		return err
	}
	a.Bloc, a.Unit = was.Bloc, was.Unit
	if a, err = s.check(ctx, tx, a); err != nil {
		return err
	}
	if a.same(was) {
		return nil
	}
	if err := tx.ExecOne(ctx, qSave, a.ID, a.Version, string(a.Kind), a.Title, ref(a.Document), a.Day, a.Place, a.Expected, a.Present, a.Body, by.Name, s.db.Clock.Now().UnixMilli()); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "activity.save", On: Object(a.ID), Version: a.Version + 1, Before: was, After: a})
}

// Drop deletes an activity that was entered by mistake, with its evidence.
func (s *Service) Drop(ctx context.Context, tx *db.Tx, by who.Actor, a ID, version int64) (err error) {
	defer fault.Wrap(&err, "activity.Drop(%v)", a)
	was, err := s.own(ctx, tx, by, a)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qFilesDrop, a); err != nil {
		return err
	}
	if err := tx.ExecOne(ctx, qDrop, a, version); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "activity.drop", On: Object(a), Version: version, Before: was})
}

// MaxFile is the largest file of evidence in bytes.
const MaxFile = document.MaxFile

// Attach adds a file of evidence, as document.Fit gives it.
func (s *Service) Attach(ctx context.Context, by who.Actor, f File, data []byte) (err error) {
	defer fault.Wrap(&err, "activity.Attach(%v)", f.Activity)
	if _, err := s.own(ctx, s.db, by, f.Activity); err != nil {
		return err
	}
	switch {
	case len(data) == 0:
		return fault.New(fault.Invalid, "activity.file.empty|Tệp {name} trống. Chọn tệp khác.", fault.P{"name": f.Name}).With("file", "activity.file.empty|Tệp {name} trống. Chọn tệp khác.", fault.P{"name": f.Name})
	case len(data) > MaxFile:
		return fault.New(fault.TooLarge, "web.413|Tệp lớn hơn {n} MB. Chia nhỏ hoặc nén ảnh rồi tải lại.", fault.P{"n": MaxFile >> 20})
	}
	fit, err := document.Fit(f.Name, data)
	if err != nil {
		return err
	}
	if f.SHA256, err = s.files.Put(ctx, bytes.NewReader(fit.Data)); err != nil {
		return err
	}
	f.Size, f.Unread = int64(len(fit.Data)), fit.Unread
	return s.db.Write(ctx, func(tx *db.Tx) error {
		list, err := Files(ctx, tx, f.Activity)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(list, func(x File) bool { return x.SHA256 == f.SHA256 && x.Name == f.Name }) {
			return nil // the form was sent twice
		}
		if _, err := tx.Exec(ctx, qFileNew, db.NewID[File](tx), f.Activity, f.SHA256, f.Name, f.Size); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "activity.attach", On: Object(f.Activity), After: f})
	})
}

// Detach takes a file of evidence away.
func (s *Service) Detach(ctx context.Context, tx *db.Tx, by who.Actor, a ID, f FileID) (err error) {
	defer fault.Wrap(&err, "activity.Detach(%v)", a)
	if _, err := s.own(ctx, tx, by, a); err != nil {
		return err
	}
	if err := tx.ExecOne(ctx, qFileDrop, f, a); err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "activity.detach", On: Object(a), Before: f.String()})
}

// Evidence gives a file to whoever may read the activity.
func (s *Service) Evidence(ctx context.Context, by who.Actor, a ID, f FileID) (x File, _ []byte, err error) {
	defer fault.Wrap(&err, "activity.Evidence(%v)", a)
	was, err := Of(ctx, s.db, a)
	if err != nil {
		return x, nil, err
	}
	if err := who.Can(by, who.ReadActivity, who.Object{Bloc: was.Bloc, Unit: was.Unit}); err != nil {
		return x, nil, err
	}
	list, err := Files(ctx, s.db, a)
	if err != nil {
		return x, nil, err
	}
	i := slices.IndexFunc(list, func(o File) bool { return o.ID == f })
	if i < 0 {
		return x, nil, fault.New(fault.NotFound, "db.none|Không tìm thấy mục này. Có thể đã bị xóa hoặc đường dẫn chưa đúng.")
	}
	b, err := s.files.Get(ctx, list[i].SHA256)
	return list[i], b, err
}
