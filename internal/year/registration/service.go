package registration

import (
	"context"
	"embed"
	"maps"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/award"
	"thidua/internal/year/catalog"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service fills, checks and moves registrations.
type Service struct {
	db      *db.DB
	Catalog *catalog.Service
	Desk    *award.Desk
	docs    *document.Service
}

// NewService makes the service.
func NewService(d *db.DB, c *catalog.Service, k *award.Desk, docs *document.Service) *Service {
	return &Service{d, c, k, docs}
}

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day by the clock of the house.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// Object names a registration in the audit log.
func (r Registration) Object() string {
	return "registration/" + r.Bloc.String() + "/" + itoa(r.Year) + "/" + r.Unit.String()
}

// Object names a round in the audit log.
func (r Round) Object() string { return "round/" + r.Bloc.String() + "/" + itoa(r.Year) }

// OpenRound (mở đợt đăng ký) opens the registration of a year, or changes its last day.
func (s *Service) OpenRound(ctx context.Context, by who.Actor, b id.Bloc, year int, due civil.Date) (err error) {
	defer fault.Wrap(&err, "registration.OpenRound")
	if err := who.Can(by, who.CollectLists, who.Object{Bloc: b}); err != nil {
		return err
	}
	if year < 2000 || year > 2200 {
		return fault.New(fault.Invalid, "reg.year|Năm {year} không hợp lý. Chọn năm thi đua.", fault.P{"year": year}).With("year", "reg.year|Năm {year} không hợp lý. Chọn năm thi đua.", fault.P{"year": year})
	}
	if due.IsZero() || due.Year < year-1 || due.Year > year+1 {
		return fault.New(fault.Invalid, "reg.due|Ghi hạn gửi bản đăng ký, ví dụ 28/02/{year}.", fault.P{"year": year}).With("due", "reg.due|Ghi hạn gửi bản đăng ký, ví dụ 28/02/{year}.", fault.P{"year": year})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := RoundOf(ctx, tx, b, year)
		if err != nil || r.Due == due {
			return err
		}
		if r.Version == 0 {
			if _, err := tx.Exec(ctx, qRoundInsert, b, year, due); err != nil {
				return err
			}
			return audit.Write(ctx, tx, audit.Entry{By: by, Did: "registration.open", On: r.Object(), Version: 1, After: fault.P{"due": due}})
		}
		if !r.Open() {
			return closed()
		}
		was := r.Due
		r.Due = due
		if err := saveRound(ctx, tx, r); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "registration.due", On: r.Object(), Version: r.Version + 1, Before: fault.P{"due": was}, After: fault.P{"due": due}})
	})
}

func closed() error {
	return fault.New(fault.Conflict, "reg.closed|Đợt đăng ký đã tổng hợp nên không sửa được nữa. Thư ký Khối trưởng có thể mở lại.")
}

// edit loads the registration of a place for a change of its lines, begins it when it is
// new, and asks whether it may be changed.
func (s *Service) edit(ctx context.Context, tx *db.Tx, by who.Actor, p Place) (r Registration, err error) {
	if err := who.Can(by, who.FillRegister, who.Object{Bloc: p.Bloc, Unit: p.Unit}); err != nil {
		return r, err
	}
	round, err := RoundOf(ctx, tx, p.Bloc, p.Year)
	if err != nil {
		return r, err
	}
	switch {
	case round.Version == 0:
		return r, fault.New(fault.Conflict, "reg.notopen|Khối trưởng chưa mở đợt đăng ký năm {year}.", fault.P{"year": p.Year})
	case !round.Open():
		return r, closed()
	}
	if r, err = Of(ctx, tx, p); err != nil {
		return r, err
	}
	if !r.State.Editable() {
		if r.State.IsSent() {
			return r, fault.New(fault.Conflict, "reg.locked.sent|Thủ trưởng đã duyệt và gửi Khối trưởng nên không sửa được. Xin mở lại ở cuối trang Đăng ký, ghi rõ cần sửa gì.")
		}
		return r, fault.New(fault.Conflict, "reg.locked|Bản đăng ký đang chờ Thủ trưởng nên không sửa được. Bấm Thu hồi ở trang Đăng ký rồi sửa.")
	}
	if r.Version == 0 {
		r.ID, r.Version = db.NewID[Registration](tx), 1
		if _, err := tx.Exec(ctx, qInsert, r.ID, p.Bloc, p.Year, p.Unit); err != nil {
			return r, err
		}
	}
	return r, nil
}

// context of a unit: its rules.
func (s *Service) rules(ctx context.Context, q db.Q, p Place) (*catalog.Catalog, string, error) {
	c, err := s.Catalog.Current(ctx, q)
	if err != nil {
		return nil, "", err
	}
	u, err := org.UnitOf(ctx, q, p.Unit)
	if err != nil {
		return nil, "", err
	}
	return c, c.System(string(u.Kind)), nil
}

// AddLine (thêm dòng) adds a line to the list of a unit. The same form sent twice adds one.
func (s *Service) AddLine(ctx context.Context, by who.Actor, p Place, l Line) (_ LineID, err error) {
	defer fault.Wrap(&err, "registration.AddLine")
	var made LineID
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := s.edit(ctx, tx, by, p)
		if err != nil {
			return err
		}
		c, system, err := s.rules(ctx, tx, p)
		if err != nil {
			return err
		}
		n, err := l.Clean(c, system, p.Year)
		if err != nil {
			return err
		}
		n.Registration = r.ID
		lines, err := Lines(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if len(lines) >= maxLines {
			return fault.New(fault.TooLarge, "reg.full|Danh sách đã có {n} dòng, là số nhiều nhất.", fault.P{"n": maxLines})
		}
		if i := slices.IndexFunc(lines, func(o Line) bool { return o.key() == n.key() }); i >= 0 {
			if made = lines[i].ID; same(lines[i], n) {
				return nil
			}
			return twice(n)
		}
		if flagged(lines) {
			return onlyFlagged()
		}
		n.ID = db.NewID[Line](tx)
		made = n.ID
		if err := insertLine(ctx, tx, n); err != nil {
			return err
		}
		return s.touched(ctx, tx, by, r, audit.Entry{Did: "registration.add", After: n})
	})
	return made, err
}

// same reports whether two lines say the same.
func same(a, b Line) bool {
	return a.key() == b.key() && a.Post == b.Post && toJSON(a.Facts) == toJSON(b.Facts)
}

// flagged reports whether the bloc's leader asked to correct single lines: then only those
// may be changed.
func flagged(lines []Line) bool {
	return slices.ContainsFunc(lines, func(l Line) bool { return l.Flag != "" })
}

func onlyFlagged() error {
	return fault.New(fault.Conflict, "reg.flagged|Khối trưởng chỉ trả lại các dòng được đánh dấu. Chỉ sửa hoặc bỏ các dòng đó.")
}

// touched saves the new version of a registration with its audit leaf.
func (s *Service) touched(ctx context.Context, tx *db.Tx, by who.Actor, r Registration, e audit.Entry) error {
	if err := saveList(ctx, tx, r); err != nil {
		return err
	}
	e.By, e.On, e.Version = by, r.Object(), r.Version+1
	return audit.Write(ctx, tx, e)
}

// line loads a line for a change.
func (s *Service) line(ctx context.Context, tx *db.Tx, by who.Actor, n LineID) (Line, Registration, error) {
	l, err := LineOf(ctx, tx, n)
	if err != nil {
		return l, Registration{}, err
	}
	r, err := ByID(ctx, tx, l.Registration)
	if err != nil {
		return l, r, err
	}
	if r, err = s.edit(ctx, tx, by, Place{r.Bloc, r.Year, r.Unit}); err != nil {
		return l, r, err
	}
	lines, err := Lines(ctx, tx, r.ID)
	if err == nil && flagged(lines) && l.Flag == "" {
		err = onlyFlagged()
	}
	return l, r, err
}

// SaveLine (sửa dòng) changes a line. version must be that of the registration that was read.
func (s *Service) SaveLine(ctx context.Context, by who.Actor, l Line, version int64) (err error) {
	defer fault.Wrap(&err, "registration.SaveLine(%v)", l.ID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, r, err := s.line(ctx, tx, by, l.ID)
		if err != nil {
			return err
		}
		c, system, err := s.rules(ctx, tx, Place{r.Bloc, r.Year, r.Unit})
		if err != nil {
			return err
		}
		n, err := l.Clean(c, system, r.Year)
		if err != nil {
			return err
		}
		n.Registration, n.Flag = was.Registration, was.Flag
		if same(was, n) && was.Name == n.Name {
			return nil
		}
		if r.Version != version {
			return changed()
		}
		if err := updateLine(ctx, tx, n); err != nil {
			return err
		}
		return s.touched(ctx, tx, by, r, audit.Entry{Did: "registration.line", Before: was, After: n})
	})
}

func changed() error {
	return fault.New(fault.Conflict, "reg.changed|Danh sách vừa được sửa ở nơi khác. Tải lại trang để xem bản mới rồi làm lại.")
}

// DropLine (bỏ dòng) takes a line out of the list.
func (s *Service) DropLine(ctx context.Context, by who.Actor, n LineID) (r Registration, err error) {
	defer fault.Wrap(&err, "registration.DropLine(%v)", n)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var l Line
		var err error
		if l, r, err = s.line(ctx, tx, by, n); err != nil {
			return err
		}
		if err := tx.ExecOne(ctx, qLineDelete, n); err != nil {
			return err
		}
		return s.touched(ctx, tx, by, r, audit.Entry{Did: "registration.drop", Before: l})
	})
	return r, err
}

// SaveCounts (ghi số liệu của đơn vị) keeps the numbers that quotas and collectives need.
func (s *Service) SaveCounts(ctx context.Context, by who.Actor, p Place, counts map[string]int) (err error) {
	defer fault.Wrap(&err, "registration.SaveCounts")
	for k, n := range counts {
		if n < 0 || n > 1_000_000_000 || k == "" || len(k) > 60 || len(counts) > 60 {
			return fault.New(fault.Invalid, "facts.count|“{text}”: ghi tên rồi số nguyên, ví dụ “Tổng số người = 41”.", fault.P{"text": k}).With("counts", "facts.count|“{text}”: ghi tên rồi số nguyên, ví dụ “Tổng số người = 41”.", fault.P{"text": k})
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := s.edit(ctx, tx, by, p)
		if err != nil {
			return err
		}
		c, system, err := s.rules(ctx, tx, p)
		if err != nil {
			return err
		}
		if bad := known(c, system, p.Year, counts); bad != nil {
			return bad.With("counts", bad.Msg, bad.Args)
		}
		was := r.Counts
		if maps.Equal(was, counts) {
			return s.begun(ctx, tx, by, r)
		}
		r.Counts = counts
		return s.touched(ctx, tx, by, r, audit.Entry{Did: "registration.counts", Before: was, After: counts})
	})
}

// begun writes the leaf of a registration that edit has just made and nothing else changed.
func (s *Service) begun(ctx context.Context, tx *db.Tx, by who.Actor, r Registration) error {
	if r.Version > 1 {
		return nil
	}
	return audit.Write(ctx, tx, audit.Entry{By: by, Did: "registration.begin", On: r.Object(), Version: 1})
}

// CopyLast (chép danh sách năm trước) takes over the persons and collectives of last year's
// list; facts that belong to a year are left out. It answers how many lines it added.
func (s *Service) CopyLast(ctx context.Context, by who.Actor, p Place) (n int, err error) {
	defer fault.Wrap(&err, "registration.CopyLast")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n = 0
		r, err := s.edit(ctx, tx, by, p)
		if err != nil {
			return err
		}
		last, err := Of(ctx, tx, Place{p.Bloc, p.Year - 1, p.Unit})
		if err != nil {
			return err
		}
		have, err := Lines(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if flagged(have) {
			return onlyFlagged()
		}
		c, system, err := s.rules(ctx, tx, p)
		if err != nil {
			return err
		}
		lines, err := Lines(ctx, tx, last.ID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			l.Registration, l.Check, l.Flag = r.ID, nil, ""
			l.Facts.Counts = nil
			if _, err := l.Clean(c, system, p.Year); err != nil || slices.ContainsFunc(have, func(o Line) bool { return o.key() == l.key() }) {
				continue
			}
			l.ID = db.NewID[Line](tx)
			if err := insertLine(ctx, tx, l); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return s.begun(ctx, tx, by, r)
		}
		return s.touched(ctx, tx, by, r, audit.Entry{Did: "registration.copy", After: fault.P{"n": n, "year": p.Year - 1}})
	})
	return n, err
}
