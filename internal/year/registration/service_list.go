package registration

import (
	"context"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/sheet"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/org"
)

// An Import (danh sách đăng ký đã đọc) is what a list that was sent would write.
type Import struct {
	Sent    award.Sent
	Bloc    org.Bloc
	Unit    org.Unit
	List    *roster.List
	Book    *sheet.Book
	New     []Line
	Changed []Line // in the list already, with other facts or another post
	Known   int    // in the list already, word for word
}

// Good reports whether the list may be written.
func (m *Import) Good() bool { return len(m.List.Problems) == 0 }

// ReceiveList keeps a file with a list of a unit.
func (s *Service) ReceiveList(ctx context.Context, by who.Actor, p Place, name string, data []byte) (_ award.Sent, err error) {
	if err := who.Can(by, who.FillRegister, who.Object{Bloc: p.Bloc, Unit: p.Unit}); err != nil {
		return award.Sent{}, err
	}
	return s.Desk.Receive(ctx, by, award.Sent{Purpose: "registration", Bloc: p.Bloc, Unit: p.Unit, Year: p.Year, Name: name}, data)
}

// Preview (xem trước) reads a list that was sent and says what it would write.
func (s *Service) Preview(ctx context.Context, by who.Actor, l award.SentID) (_ *Import, err error) {
	defer fault.Wrap(&err, "registration.Preview(%v)", l)
	return s.preview(ctx, s.db, by, l)
}

func (s *Service) preview(ctx context.Context, q db.Q, by who.Actor, l award.SentID) (*Import, error) {
	sent, err := award.SentOf(ctx, q, l)
	if err != nil {
		return nil, err
	}
	if err := who.Can(by, who.FillRegister, who.Object{Bloc: sent.Bloc, Unit: sent.Unit}); err != nil {
		return nil, err
	}
	if sent.Purpose != "registration" {
		return nil, fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	m := &Import{Sent: sent}
	p := Place{sent.Bloc, sent.Year, sent.Unit}
	if m.Bloc, err = org.BlocOf(ctx, q, sent.Bloc); err != nil {
		return nil, err
	}
	if m.Unit, err = org.UnitOf(ctx, q, sent.Unit); err != nil {
		return nil, err
	}
	r, err := Of(ctx, q, p)
	if err != nil {
		return nil, err
	}
	have, err := Lines(ctx, q, r.ID)
	if err != nil {
		return nil, err
	}
	if m.Book, err = s.Desk.Open(ctx, sent); err != nil {
		return nil, err
	}
	if m.List, err = roster.Read(m.Book, Columns()); err != nil {
		return nil, err
	}
	c, system, err := s.rules(ctx, q, p)
	if err != nil {
		return nil, err
	}
	type at struct{ n, born int }
	known, seen, half := map[string]Line{}, map[string]int{}, map[string]at{} // half: by name and title, whatever the year of birth
	for _, o := range have {
		known[o.key()] = o
	}
	for _, row := range m.List.Rows {
		before := len(m.List.Problems)
		x := readLine(row, c, system, sent.Year)
		if !row.Told("subject", "name", "born", "title") {
			bare := x
			bare.Born = 0
			switch n, m := seen[x.key()], half[bare.key()]; {
			case n > 0:
				row.Bad("name", "award.list.again|Trùng với dòng {row}: cùng người (tập thể), danh hiệu và năm.", fault.P{"row": n})
			case m.n > 0 && (m.born == 0) != (x.Born == 0):
				row.Bad("born", "reg.list.born|Dòng {row} cùng họ tên, cùng danh hiệu và chỉ một dòng ghi năm sinh: ghi năm sinh ở cả hai dòng, hoặc bỏ một dòng nếu là một người.", fault.P{"row": m.n})
			}
			if seen[x.key()] == 0 {
				seen[x.key()] = row.N
			}
			if half[bare.key()].n == 0 {
				half[bare.key()] = at{row.N, x.Born}
			}
		}
		if len(m.List.Problems) > before {
			continue
		}
		switch o, ok := known[x.key()]; {
		case !ok:
			m.New = append(m.New, x)
		case same(o, x):
			m.Known++
		default:
			x.ID, x.Flag = o.ID, o.Flag
			m.Changed = append(m.Changed, x)
		}
	}
	return m, nil
}

// Commit (ghi danh sách) writes every line of a list, or none. Sent twice it writes once.
func (s *Service) Commit(ctx context.Context, by who.Actor, l award.SentID) (n int, err error) {
	defer fault.Wrap(&err, "registration.Commit(%v)", l)
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
		r, err := s.edit(ctx, tx, by, Place{m.Sent.Bloc, m.Sent.Year, m.Sent.Unit})
		if err != nil {
			return err
		}
		have, err := Lines(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if flagged(have) && (len(m.New) > 0 || slices.ContainsFunc(m.Changed, func(x Line) bool { return x.Flag == "" })) {
			return onlyFlagged()
		}
		if len(have)+len(m.New) > maxLines {
			return fault.New(fault.TooLarge, "reg.full|Danh sách đã có {n} dòng, là số nhiều nhất.", fault.P{"n": maxLines})
		}
		for _, x := range m.New {
			x.ID, x.Registration = db.NewID[Line](tx), r.ID
			if err := insertLine(ctx, tx, x); err != nil {
				return err
			}
		}
		for _, x := range m.Changed {
			if err := updateLine(ctx, tx, x); err != nil {
				return err
			}
		}
		n = len(m.New) + len(m.Changed)
		if err := s.Desk.Done(ctx, tx, m.Sent, n); err != nil {
			return err
		}
		return s.touched(ctx, tx, by, r, audit.Entry{Did: "registration.import", After: fault.P{"file": m.Sent.Name, "sha256": m.Sent.SHA256, "new": m.New, "changed": m.Changed}})
	})
	return n, err
}

// Marked gives a list back with its faults marked.
func (s *Service) Marked(ctx context.Context, by who.Actor, l award.SentID) (_ []byte, err error) {
	m, err := s.Preview(ctx, by, l)
	if err != nil {
		return nil, err
	}
	return s.Desk.Marked(m.Book, m.List)
}
