package conference

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"sync"
	"time"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/db"
	"thidua/internal/platform/live"
	"thidua/internal/year/consultation"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service does the verbs of this capability.
type Service struct {
	db       *db.DB
	files    *blob.Store
	hub      *live.Hub
	register *document.Service
	consult  *consultation.Service
	halls    sync.Map // ID → *hall
	codes    sync.Map // code → Conference
	gate     *Gate
}

// NewService makes the service; files keeps papers and photos, hub tells open pages, and
// minutes are issued through register; remarks on the draft report go to consult.
func NewService(d *db.DB, files *blob.Store, hub *live.Hub, register *document.Service, consult *consultation.Service) *Service {
	return &Service{db: d, files: files, hub: hub, register: register, consult: consult, gate: NewGate()}
}

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Now gives the time of the house.
func (s *Service) Now() time.Time { return s.db.Clock.Now() }

// record is what the audit log keeps of a conference.
type record struct {
	Conference Conference
	Items      []Item `json:",omitempty"`
}

// Create plans a conference of a bloc with its agenda.
func (s *Service) Create(ctx context.Context, by who.Actor, c Conference, items []Item) (_ ID, err error) {
	defer fault.Wrap(&err, "conference.Create")
	if err := who.Can(by, who.RunConference, who.Object{Bloc: c.Bloc}); err != nil {
		return 0, err
	}
	if c, err = c.Clean(); err != nil {
		return 0, err
	}
	c.Code = newCode(codeLen)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		have, err := List(ctx, tx, c.Bloc)
		if err != nil {
			return err
		}
		for _, x := range have { // the same form sent twice
			if x.Kind == c.Kind && x.Start.Equal(c.Start) && vi.Fold(x.Name) == vi.Fold(c.Name) {
				c.ID = x.ID
				return nil
			}
		}
		c.ID, c.Version = db.NewID[Conference](tx), 1
		if _, err := tx.Exec(ctx, qNew, c.ID, c.Bloc, string(c.Kind), c.Name, string(c.Period), millis(c.Start), c.Place, c.Chair, c.Secretary, c.Code, c.Slot.Milliseconds(), c.Due); err != nil {
			return err
		}
		list, err := s.putItems(ctx, tx, c.ID, nil, items, nil)
		if err != nil {
			return err
		}
		if err := s.listed(ctx, tx, c.ID, by); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.create", On: Object(c.ID), Version: 1, After: record{c, list}})
	})
	return c.ID, err
}

// Save changes a conference and its agenda. Items that began already stay, by name.
func (s *Service) Save(ctx context.Context, by who.Actor, c Conference, items []Item) (err error) {
	defer fault.Wrap(&err, "conference.Save(%v)", c.ID)
	if c, err = c.Clean(); err != nil {
		return err
	}
	return s.change(ctx, by, c.ID, func(tx *db.Tx, was Conference) error {
		r, err := loadRoom(ctx, tx, c.ID, nil)
		if err != nil {
			return err
		}
		if err := tx.ExecOne(ctx, qSave, c.ID, c.Version, string(c.Kind), c.Name, string(c.Period), millis(c.Start), c.Place, c.Chair, c.Secretary, c.Slot.Milliseconds(), c.Due); err != nil {
			return err
		}
		list, err := s.putItems(ctx, tx, c.ID, r.Items, items, r.Times)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.save", On: Object(c.ID), Version: c.Version + 1, Before: record{was, r.Items}, After: record{c, list}})
	})
}

// errNothing ends a change that finds everything as it should be.
var errNothing = errors.New("nothing to change")

// change runs f in a transaction of someone who may run the conference, and tells open pages
// that its lists changed.
func (s *Service) change(ctx context.Context, by who.Actor, c ID, f func(tx *db.Tx, was Conference) error) error {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		was, err := Of(ctx, tx, c)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.RunConference, who.Object{Bloc: was.Bloc}); err != nil {
			return err
		}
		if err := f(tx, was); errors.Is(err, errNothing) {
			return nil
		} else if err != nil {
			return err
		}
		return s.listed(ctx, tx, c, by)
	})
	if err == nil {
		s.changed(c)
	}
	return err
}

// listed writes the event that lists changed; every change of them ends with it.
func (s *Service) listed(ctx context.Context, tx *db.Tx, c ID, by who.Actor) error {
	seq, err := live.Grow(ctx, tx, Topic(c), 1)
	if err != nil {
		return err
	}
	return insertEvent(ctx, tx, c, Event{Seq: seq, At: tx.DB().Clock.Now(), Did: Listed, By: by.Name})
}

// putItems makes items the agenda. An item keeps its identity by its title, so that what was
// said at it stays with it; one that began cannot be dropped.
func (s *Service) putItems(ctx context.Context, tx *db.Tx, c ID, was, items []Item, times map[ItemID]Stretch) ([]Item, error) {
	left := map[string][]Item{}
	for _, x := range was {
		left[vi.Fold(x.Title)] = append(left[vi.Fold(x.Title)], x)
	}
	list := make([]Item, 0, len(items))
	for i, x := range items {
		k := vi.Fold(x.Title)
		if old := left[k]; len(old) > 0 {
			x.ID, left[k] = old[0].ID, old[1:]
		} else {
			x.ID = db.NewID[Item](tx)
		}
		x.Order = i + 1
		list = append(list, x)
	}
	for _, old := range left {
		for _, x := range old {
			if !times[x.ID].Begin.IsZero() {
				return nil, fault.New(fault.Conflict, "conference.item.begun|Mục “{name}” đã diễn ra nên không bỏ và không đổi tên được.", fault.P{"name": x.Title}).
					With("agenda", "conference.item.begun|Mục “{name}” đã diễn ra nên không bỏ và không đổi tên được.", fault.P{"name": x.Title})
			}
			if _, err := tx.Exec(ctx, qItemDrop, x.ID, c); err != nil {
				return nil, err
			}
		}
	}
	for _, x := range list {
		if _, err := tx.Exec(ctx, qItemPut, x.ID, c, x.Order, x.Title, string(x.Kind), x.By, x.Minutes); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// SaveDelegate adds a delegate (d.ID zero) or changes one. A unit names its own; who runs the
// conference names everybody.
func (s *Service) SaveDelegate(ctx context.Context, by who.Actor, c ID, d Delegate) (_ Delegate, err error) {
	defer fault.Wrap(&err, "conference.SaveDelegate(%v)", c)
	if d, err = d.Clean(); err != nil {
		return d, err
	}
	code, typed := newCode(passLen), d
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		d = typed // this closure may run again
		conf, list, err := s.mayName(ctx, tx, by, c, d)
		if err != nil {
			return err
		}
		var was *Delegate
		for i, x := range list {
			switch {
			case x.ID == d.ID:
				was = &list[i]
				d.No, d.Unit = x.No, x.Unit
			case d.ID == 0 && !x.Gone && x.Unit == d.Unit && x.Post == d.Post && x.Name == d.Name && x.Rank == d.Rank && x.UnitName == d.UnitName:
				d = x // the same form sent twice
				return nil
			}
		}
		if d.Unit != 0 {
			u, err := org.UnitOn(ctx, tx, d.Unit, clockDay(conf.Start))
			if err != nil {
				return err
			}
			d.UnitName = u.Short
		}
		if was == nil {
			if len(list) >= MaxDelegates {
				return fault.New(fault.Conflict, "conference.full|Danh sách đã có {n} đại biểu.", fault.P{"n": MaxDelegates})
			}
			last, err := db.One(ctx, tx, qLastNo, db.Scalar[int], c)
			if err != nil {
				return err
			}
			d.ID, d.No = db.NewID[Delegate](tx), last+1
			if _, err := tx.Exec(ctx, qPassNew, d.ID, c, code); err != nil {
				return err
			}
		}
		if err := putDelegate(ctx, tx, c, d); err != nil {
			return err
		}
		if err := s.listed(ctx, tx, c, by); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.delegate", On: Object(c), Before: was, After: d})
	})
	if err == nil {
		s.changed(c)
	}
	return d, err
}

func putDelegate(ctx context.Context, tx *db.Tx, c ID, d Delegate) error {
	_, err := tx.Exec(ctx, qDelegatePut, d.ID, c, d.No, d.Unit, d.UnitName, d.Rank, d.Name, d.Post, string(d.Capacity), d.Seat, d.Gone)
	return err
}

// mayName looks whether the actor may name delegate d, and gives who is on the list.
func (s *Service) mayName(ctx context.Context, tx *db.Tx, by who.Actor, c ID, d Delegate) (Conference, []Delegate, error) {
	conf, err := Of(ctx, tx, c)
	if err != nil {
		return conf, nil, err
	}
	list, err := Delegates(ctx, tx, c)
	if err != nil {
		return conf, nil, err
	}
	unit := d.Unit
	if d.ID != 0 {
		unit = 0
		for _, x := range list {
			if x.ID == d.ID {
				unit = x.Unit
			}
		}
	}
	if err := who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}); err == nil {
		if d.ID != 0 || d.Unit == 0 {
			return conf, list, nil
		}
		return conf, list, memberOf(ctx, tx, conf, unit)
	}
	if err := who.Can(by, who.AnswerInvitation, who.Object{Bloc: conf.Bloc, Unit: unit}); err != nil {
		return conf, nil, err
	}
	if d.Capacity != AsDelegate {
		return conf, nil, fault.New(fault.Denied, "conference.capacity.lead|Chỉ thư ký hội nghị đổi tư cách dự họp. Đơn vị cử đại biểu.")
	}
	return conf, list, memberOf(ctx, tx, conf, unit)
}

// memberOf asks that a unit belongs to the bloc on the day of the conference.
func memberOf(ctx context.Context, q db.Q, c Conference, u id.Unit) error {
	members, err := org.Members(ctx, q, c.Bloc, clockDay(c.Start))
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Unit.ID == u {
			return nil
		}
	}
	return fault.New(fault.NotFound, "conference.notmember|Đơn vị này không thuộc khối vào ngày họp.")
}

// Strike takes a delegate off the list; what was said stays, and the phone is let out.
func (s *Service) Strike(ctx context.Context, by who.Actor, c ID, d DelegateID) (err error) {
	defer fault.Wrap(&err, "conference.Strike(%v)", c)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, list, err := s.mayName(ctx, tx, by, c, Delegate{ID: d, Capacity: AsDelegate})
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.ID != d || x.Gone {
				continue
			}
			was := x
			x.Gone = true
			if err := putDelegate(ctx, tx, c, x); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, qPassRelease, d, newCode(passLen)); err != nil {
				return err
			}
			if err := s.listed(ctx, tx, c, by); err != nil {
				return err
			}
			return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.delegate.strike", On: Object(c), Before: was, After: x})
		}
		return nil
	})
	if err == nil {
		s.changed(c)
	}
	return err
}

// Answer records what a unit says to its invitation.
func (s *Service) Answer(ctx context.Context, by who.Actor, c ID, a Reply) (err error) {
	defer fault.Wrap(&err, "conference.Answer(%v)", c)
	a.Reason = tidy(a.Reason)
	if !a.Coming && a.Reason == "" {
		return fault.New(fault.Invalid, "conference.reply.reason|Ghi lý do không dự để Khối trưởng biết.").With("reason", "conference.reply.reason|Ghi lý do không dự để Khối trưởng biết.")
	}
	if len([]rune(a.Reason)) > maxName {
		return fault.New(fault.Invalid, "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxName}).With("reason", "document.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxName})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		conf, err := Of(ctx, tx, c)
		if err != nil {
			return err
		}
		if who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}) != nil {
			if err := who.Can(by, who.AnswerInvitation, who.Object{Bloc: conf.Bloc, Unit: a.Unit}); err != nil {
				return err
			}
		}
		if err := memberOf(ctx, tx, conf, a.Unit); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, qReplyPut, c, a.Unit, a.Coming, a.Reason, by.Name, tx.DB().Clock.Now().UnixMilli()); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.reply", On: Object(c), After: a})
	})
}

// AddPaper attaches a file to the conference or to one of its items, as document.Fit gives it.
func (s *Service) AddPaper(ctx context.Context, by who.Actor, c ID, p Paper, data []byte) (err error) {
	defer fault.Wrap(&err, "conference.AddPaper(%v)", c)
	conf, err := Of(ctx, s.db, c)
	if err != nil {
		return err
	}
	if err := who.Can(by, who.RunConference, who.Object{Bloc: conf.Bloc}); err != nil {
		return err
	}
	kept, err := s.register.Attach(ctx, by, conf.Bloc, p.Name, data)
	if err != nil {
		return err
	}
	p.File, p.Size, p.Unread = kept.Hash, kept.Size, kept.Unread
	return s.change(ctx, by, c, func(tx *db.Tx, _ Conference) error {
		have, err := Papers(ctx, tx, c)
		if err != nil {
			return err
		}
		p.ID = db.NewID[Paper](tx)
		for _, x := range have {
			if x.File == p.File && x.Item == p.Item {
				return errNothing // the same file sent twice
			}
		}
		if _, err := tx.Exec(ctx, qPaperNew, p.ID, c, p.Item, p.Name, p.File, p.Size); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.paper", On: Object(c), After: p})
	})
}

// RemovePaper takes a paper off the conference.
func (s *Service) RemovePaper(ctx context.Context, by who.Actor, c ID, p PaperID) (err error) {
	defer fault.Wrap(&err, "conference.RemovePaper(%v)", c)
	return s.change(ctx, by, c, func(tx *db.Tx, _ Conference) error {
		if _, err := tx.Exec(ctx, qPaperDrop, p, c); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "conference.paper.remove", On: Object(c), Before: p.String()})
	})
}

// PaperFile gives the bytes of a paper; who asks was looked at by the caller: a member of the
// bloc, or a delegate of the conference.
func (s *Service) PaperFile(ctx context.Context, c ID, p PaperID) (Paper, []byte, error) {
	list, err := Papers(ctx, s.db, c)
	if err != nil {
		return Paper{}, nil, err
	}
	for _, x := range list {
		if x.ID == p {
			b, err := s.files.Get(ctx, x.File)
			return x, bytes.Clone(b), err
		}
	}
	return Paper{}, nil, fault.New(fault.NotFound, "conference.paper.none|Tài liệu này không còn.")
}
