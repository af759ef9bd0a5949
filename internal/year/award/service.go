package award

import (
	"context"
	"embed"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/sheet"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/org"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service keeps the list of commendations.
type Service struct {
	db      *db.DB
	Catalog *catalog.Service
	Desk    *Desk
	sources []Source
}

// NewService makes the service.
func NewService(d *db.DB, c *catalog.Service, k *Desk) *Service {
	return &Service{db: d, Catalog: c, Desk: k}
}

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day by the clock of the house.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// Object names an award in the audit log.
func Object(a ID) string { return "award/" + a.String() }

func (s *Service) may(by who.Actor, act who.Action, u id.Unit) error {
	return who.Can(by, act, who.Object{Unit: u})
}

// Create (ghi khen thưởng) adds an award to the list. The same form sent twice adds one.
func (s *Service) Create(ctx context.Context, by who.Actor, a Award) (_ ID, err error) {
	defer fault.Wrap(&err, "award.Create")
	if err := s.may(by, who.KeepAwards, a.Unit); err != nil {
		return 0, err
	}
	var made ID
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := s.Catalog.Current(ctx, tx)
		if err != nil {
			return err
		}
		n, err := a.Clean(c, s.Today())
		if err != nil {
			return err
		}
		old, found, err := byKey(ctx, tx, n.key(c))
		if err != nil {
			return err
		}
		if found {
			if n.same(old) {
				made = old.ID
				return nil
			}
			return twice(c, old)
		}
		n.ID, n.Version = db.NewID[Award](tx), 1
		made = n.ID
		if err := insert(ctx, tx, c, n); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "award.create", On: Object(n.ID), Version: 1, After: n})
	})
	return made, err
}

const twiceText = "award.twice|{name} đã được tặng {title} năm {year} theo Quyết định {number} ngày {day}. Mỗi thành tích chỉ khen một lần (nguyên tắc của Luật Thi đua, khen thưởng). Kiểm tra lại năm, số quyết định."

func twice(c *catalog.Catalog, old Award) error {
	return fault.New(fault.Conflict, twiceText, twiceArgs(c, old)).With("title", twiceText, twiceArgs(c, old))
}

func twiceArgs(c *catalog.Catalog, old Award) fault.P {
	title := old.Title
	if x, ok := c.Entry(old.Title); ok {
		title = x.Name
	}
	return fault.P{"name": old.Name, "title": title, "year": old.Year, "number": old.Number, "day": old.Day.VN()}
}

// Save changes an award. a.Version must be the version that was read; its unit stays.
func (s *Service) Save(ctx context.Context, by who.Actor, a Award) (err error) {
	defer fault.Wrap(&err, "award.Save(%v)", a.ID)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := Of(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		if err := s.may(by, who.KeepAwards, was.Unit); err != nil {
			return err
		}
		if was.Revoked != "" {
			return revoked()
		}
		c, err := s.Catalog.Current(ctx, tx)
		if err != nil {
			return err
		}
		n := a
		n.Unit, n.Origin = was.Unit, was.Origin
		if n, err = n.Clean(c, s.Today()); err != nil {
			return err
		}
		if old, found, err := byKey(ctx, tx, n.key(c)); err != nil {
			return err
		} else if found && old.ID != n.ID {
			return twice(c, old)
		}
		if err := update(ctx, tx, c, n); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "award.save", On: Object(n.ID), Version: n.Version + 1, Before: was, After: n})
	})
}

func revoked() error {
	return fault.New(fault.Conflict, "award.isrevoked|Khen thưởng này đã bị hủy bỏ nên không sửa được. Nếu hủy nhầm, ghi lại như một khen thưởng mới.")
}

// Revoke (hủy bỏ khen thưởng) takes an award back: it stays in the list with the reason and
// the decision, and counts no more.
func (s *Service) Revoke(ctx context.Context, by who.Actor, a ID, version int64, why string) (err error) {
	defer fault.Wrap(&err, "award.Revoke(%v)", a)
	why = tidy(why)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := Of(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := s.may(by, who.KeepAwards, was.Unit); err != nil {
			return err
		}
		if why == "" || len([]rune(why)) > maxNote {
			const text = "award.revoke.why|Ghi lý do và số quyết định hủy bỏ (hoặc “ghi nhầm”)."
			return fault.New(fault.Invalid, text).With("why", text)
		}
		if was.Revoked == why {
			return nil // sent twice
		}
		if was.Revoked != "" {
			return revoked()
		}
		if err := tx.ExecOne(ctx, qRevoke, a, version, why, "x"+a.String()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "award.revoke", On: Object(a), Version: version + 1, Before: was, Why: why})
	})
}

// An Import (danh sách khen thưởng đã đọc) is what a list that was sent would write.
type Import struct {
	Sent  Sent
	Bloc  org.Bloc
	List  *roster.List
	Book  *sheet.Book
	New   []Award // what would be added
	Known int     // lines that stand in the register already
}

// Receive keeps a list of commendations of a unit, or of the units of a bloc (unit 0).
func (s *Service) Receive(ctx context.Context, by who.Actor, b id.Bloc, u id.Unit, name string, data []byte) (_ Sent, err error) {
	if err := s.may(by, who.KeepAwards, u); err != nil {
		return Sent{}, err
	}
	return s.Desk.Receive(ctx, by, Sent{Purpose: "award", Bloc: b, Unit: u, Name: name}, data)
}

// Preview (xem trước) reads a list that was sent and says what it would write.
func (s *Service) Preview(ctx context.Context, by who.Actor, l SentID) (_ *Import, err error) {
	defer fault.Wrap(&err, "award.Preview(%v)", l)
	return s.preview(ctx, s.db, by, l)
}

func (s *Service) preview(ctx context.Context, q db.Q, by who.Actor, l SentID) (*Import, error) {
	sent, err := SentOf(ctx, q, l)
	if err != nil {
		return nil, err
	}
	if err := who.Can(by, who.KeepAwards, who.Object{Bloc: sent.Bloc, Unit: sent.Unit}); err != nil {
		return nil, err
	}
	if sent.Purpose != "award" {
		return nil, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	m := &Import{Sent: sent}
	if m.Bloc, err = org.BlocOf(ctx, q, sent.Bloc); err != nil {
		return nil, err
	}
	c, err := s.Catalog.Current(ctx, q)
	if err != nil {
		return nil, err
	}
	members, err := org.Members(ctx, q, sent.Bloc, s.Today())
	if err != nil {
		return nil, err
	}
	if m.Book, err = s.Desk.Open(ctx, sent); err != nil {
		return nil, err
	}
	if m.List, err = roster.Read(m.Book, Columns(sent.Unit == 0)); err != nil {
		return nil, err
	}
	return m, m.fill(ctx, q, c, members, s.Today())
}

// fill reads every line and compares it with the register and with the lines above it.
func (m *Import) fill(ctx context.Context, q db.Q, c *catalog.Catalog, members []org.Member, today civil.Date) error {
	cols := Columns(m.Sent.Unit == 0)
	have := map[id.Unit]map[string]Award{}
	lines := map[string]int{}
	for _, r := range m.List.Rows {
		before := len(m.List.Problems)
		a := Award{Unit: m.Sent.Unit}
		if a.Unit == 0 {
			var ok bool
			if a.Unit, ok = unitOf(r.Text("unit"), members); !ok {
				r.Bad("unit", "award.list.unit|Khối không có đơn vị “{text}”. Ghi tên, tên ngắn hoặc mã của đơn vị.", fault.P{"text": r.Text("unit")})
			}
		}
		a = readAward(r, c, a)
		told := map[string]bool{}
		for _, p := range m.List.Problems[before:] {
			told[keyOfColumn(cols, p.Column)] = true
		}
		a = cleanRow(r, c, a, today, told)
		k := a.key(c)
		if !r.Told("unit", "subject", "name", "born", "title", "year", "number") {
			if n := lines[k]; n > 0 {
				r.Bad("name", "award.list.again|Trùng với dòng {row}: cùng người (tập thể), danh hiệu và năm.", fault.P{"row": n})
			} else {
				lines[k] = r.N
			}
		}
		if len(m.List.Problems) > before || a.Unit == 0 {
			continue
		}
		if have[a.Unit] == nil {
			list, err := OfUnit(ctx, q, a.Unit)
			if err != nil {
				return err
			}
			have[a.Unit] = map[string]Award{}
			for _, o := range list {
				if o.Revoked == "" {
					have[a.Unit][o.key(c)] = o
				}
			}
		}
		if old, ok := have[a.Unit][k]; ok {
			if !a.same(old) {
				r.Bad("title", twiceText, twiceArgs(c, old))
			} else {
				m.Known++
			}
			continue
		}
		m.New = append(m.New, a)
	}
	return nil
}

// Good reports whether the list may be written.
func (m *Import) Good() bool { return len(m.List.Problems) == 0 }

// Commit (ghi danh sách) writes every line of a list, or none. Sent twice it writes once.
func (s *Service) Commit(ctx context.Context, by who.Actor, l SentID) (n int, err error) {
	defer fault.Wrap(&err, "award.Commit(%v)", l)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := s.preview(ctx, tx, by, l)
		if err != nil {
			return err
		}
		if !m.Sent.Done.IsZero() {
			n = m.Sent.N
			return nil
		}
		if !m.Good() {
			return fault.New(fault.Invalid, "award.list.bad|Còn {n} ô cần sửa nên chưa ghi dòng nào. Sửa trong tệp rồi gửi lại.", fault.P{"n": len(m.List.Problems)})
		}
		c, err := s.Catalog.Current(ctx, tx)
		if err != nil {
			return err
		}
		for i := range m.New {
			m.New[i].ID, m.New[i].Version = db.NewID[Award](tx), 1
			if err := insert(ctx, tx, c, m.New[i]); err != nil {
				return err
			}
			if err := audit.Write(ctx, tx, audit.Entry{By: by, Did: "award.create", On: Object(m.New[i].ID), Version: 1, After: m.New[i], Why: "nhập từ " + strings.TrimSuffix(m.Sent.Name, ".csv")}); err != nil {
				return err
			}
		}
		n = len(m.New)
		if err := s.Desk.Done(ctx, tx, m.Sent, n); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "award.list.write", On: "list/" + l.String(), After: fault.P{"n": n, "sha256": m.Sent.SHA256}})
	})
	return n, err
}

// Marked gives a list back with its faults marked.
func (s *Service) Marked(ctx context.Context, by who.Actor, l SentID) (_ []byte, err error) {
	m, err := s.Preview(ctx, by, l)
	if err != nil {
		return nil, err
	}
	return s.Desk.Marked(m.Book, m.List)
}

// Export (xuất sổ) gives the awards that pass a filter as a workbook.
func (s *Service) Export(ctx context.Context, by who.Actor, rd org.Reader, f Filter) (_ []byte, err error) {
	defer fault.Wrap(&err, "award.Export")
	if err := who.Can(by, who.ReadAwards, who.Object{Bloc: rd.Bloc.ID, Unit: rd.Unit.ID}); err != nil {
		return nil, err
	}
	f.All = true
	list, _, err := List(ctx, s.db, rd.Bloc.ID, s.Today(), f)
	if err != nil {
		return nil, err
	}
	c, err := s.Catalog.Current(ctx, s.db)
	if err != nil {
		return nil, err
	}
	return s.Desk.book(c, rd, list)
}
