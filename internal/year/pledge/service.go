package pledge

import (
	"context"
	"embed"
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/blob"
	"thidua/internal/platform/clock"
	"thidua/internal/platform/db"
	"thidua/internal/year/account"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// Migrations holds the tables of this package.
//
//go:embed migration/*.sql
var Migrations embed.FS

// A Service changes pledges.
type Service struct {
	db    *db.DB
	acts  *account.Service
	files *blob.Store
}

// NewService makes the service; acts proves once more who signs, scans go to files.
func NewService(d *db.DB, acts *account.Service, files *blob.Store) *Service {
	return &Service{d, acts, files}
}

// DB gives the database, for reading.
func (s *Service) DB() *db.DB { return s.db }

// Today gives the day of the server's clock.
func (s *Service) Today() civil.Date { return clock.Today(s.db.Clock) }

// Object names a pledge in the audit log.
func Object(p ID) string { return "pledge/" + p.String() }

func hidden() error {
	return fault.New(fault.NotFound, "who.notfound|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
}

// Read gives the pledge of a bloc and year to whoever may see it: a draft only to those who
// may edit it. Errors: NotFound.
func (s *Service) Read(ctx context.Context, by who.Actor, b id.Bloc, year int) (_ Pledge, err error) {
	defer fault.Wrap(&err, "pledge.Read(%d)", year)
	if err := who.Can(by, who.ReadPledge, who.Object{Bloc: b}); err != nil {
		return Pledge{}, err
	}
	p, err := Of(ctx, s.db, b, year)
	if err != nil {
		return p, err
	}
	if p.State == Draft && who.Can(by, who.EditPledge, who.Object{Bloc: b}) != nil {
		return Pledge{}, hidden()
	}
	return p, nil
}

// Begin makes the first draft of a year from the plan. A pledge that is there already is
// given back as it stands.
func (s *Service) Begin(ctx context.Context, by who.Actor, b id.Bloc, year int, due civil.Date) (p Pledge, err error) {
	defer fault.Wrap(&err, "pledge.Begin(%d)", year)
	if err := who.Can(by, who.EditPledge, who.Object{Bloc: b}); err != nil {
		return p, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		p, err = Of(ctx, tx, b, year)
		if err == nil || !fault.Is(err, fault.NotFound) {
			return err
		}
		g, err := s.ground(ctx, tx, b, year)
		if err != nil {
			return err
		}
		p = Pledge{ID: db.NewID[Pledge](tx), Bloc: b, Year: year, State: Draft, Due: due, No: 1, Version: 1}
		if _, err := tx.Exec(ctx, qInsert, p.ID, p.Bloc, p.Year, p.State, p.Due, p.No, p.BoundNo, p.Bound); err != nil {
			return err
		}
		t, parties, err := s.compose(ctx, tx, p, Build(g), nil)
		if err != nil {
			return err
		}
		t.By = by.Name
		if err := addText(ctx, tx, t, parties); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge.begin", On: Object(p.ID), Version: 1, After: record{p, &t}})
	})
	return p, err
}

// record is what the audit log keeps of a pledge.
type record struct {
	Pledge Pledge
	Text   *Text `json:",omitempty"`
}

// ground reads what a first draft is built from. Errors: Conflict without a plan.
func (s *Service) ground(ctx context.Context, q db.Q, b id.Bloc, year int) (g Ground, err error) {
	g.Year = year
	if g.Bloc, err = org.BlocOf(ctx, q, b); err != nil {
		return g, err
	}
	pl, err := plan.Of(ctx, q, b, year)
	if fault.Is(err, fault.NotFound) {
		return g, fault.New(fault.Conflict, "pledge.noplan|Năm {year} chưa có kế hoạch. Lập kế hoạch với nội dung, chỉ tiêu trước, rồi lập giao ước.", fault.P{"year": year})
	}
	if err != nil {
		return g, err
	}
	if pl.Directive != 0 {
		d, err := document.Of(ctx, q, pl.Directive)
		if err != nil {
			return g, err
		}
		g.Directive = &d
	}
	contents, err := plan.Contents(ctx, q, pl.ID)
	if err != nil {
		return g, err
	}
	g.Contents = slices.DeleteFunc(contents, func(c plan.Content) bool { return c.Unit != 0 })
	targets, err := plan.Targets(ctx, q, pl.ID)
	if err != nil {
		return g, err
	}
	g.Targets = slices.DeleteFunc(targets, func(t plan.Target) bool { return t.Unit != 0 })
	if g.Goals, err = plan.Goals(ctx, q, pl.ID); err != nil {
		return g, err
	}
	members, err := org.Members(ctx, q, b, dayIn(year, s.Today()))
	for _, m := range members {
		g.Units = append(g.Units, m.Unit.ID)
	}
	return g, err
}

// Differs tells where the text of a pledge has other figures than the plan has now; nothing
// when the year has no plan.
func (s *Service) Differs(ctx context.Context, p Pledge, source string) (_ []Difference, err error) {
	defer fault.Wrap(&err, "pledge.Differs(%v)", p.ID)
	g, err := s.ground(ctx, s.db, p.Bloc, p.Year)
	if fault.Is(err, fault.Conflict) {
		return nil, nil
	}
	return Differences(source, g), err
}

// dayIn gives today, or the nearest day of the year: members are those of the pledge's year.
func dayIn(year int, today civil.Date) civil.Date {
	switch {
	case today.Year < year:
		return civil.Date{Year: year, Month: 1, Day: 1}
	case today.Year > year:
		return civil.Date{Year: year, Month: 12, Day: 31}
	}
	return today
}

// compose makes the next version of a text, with the parties and the commitments of now.
func (s *Service) compose(ctx context.Context, tx *db.Tx, p Pledge, source string, commitments []Commitment) (Text, []Party, error) {
	b, err := org.BlocOf(ctx, tx, p.Bloc)
	if err != nil {
		return Text{}, nil, err
	}
	members, err := org.Members(ctx, tx, p.Bloc, dayIn(p.Year, clock.Today(tx.DB().Clock)))
	if err != nil {
		return Text{}, nil, err
	}
	h := Heading{Year: p.Year, Bloc: b.Name}
	for i, m := range members {
		h.Parties = append(h.Parties, Party{Unit: m.Unit.ID, Order: i + 1, Name: m.Unit.Name})
	}
	t := Text{Pledge: p.ID, No: p.No, Source: strings.TrimSpace(source) + "\n", Body: Canonical(h, source, commitments), At: tx.DB().Clock.Now()}
	t.Hash = Hash(t.Body)
	return t, h.Parties, nil
}

// editing loads a pledge for those who may edit it, in a state that allows new words.
func (s *Service) editing(ctx context.Context, tx *db.Tx, by who.Actor, pid ID) (Pledge, error) {
	p, err := ByID(ctx, tx, pid)
	if err != nil {
		return p, err
	}
	if err := who.Can(by, who.EditPledge, who.Object{Bloc: p.Bloc}); err != nil {
		return p, err
	}
	if p.State != Draft && p.State != Open {
		return p, fault.New(fault.Conflict, "pledge.fixed|Bản giao ước đã chốt để ký nên không sửa được lời. Chọn “Sửa đổi giao ước”, ghi lý do, rồi sửa; các đơn vị ký lại bản mới.")
	}
	return p, nil
}

// An Edit (lần sửa giao ước) is what the leader typed.
type Edit struct {
	Version int64 // of the pledge that was read
	Source  string
	Why     string // what changes, asked for once units have seen the text
	Due     civil.Date
}

// Save stores the words of the leader. A draft is overwritten; once the units have seen the
// text, every saving makes a version of its own. Commitments of the units come in with it.
func (s *Service) Save(ctx context.Context, by who.Actor, pid ID, e Edit) (err error) {
	defer fault.Wrap(&err, "pledge.Save(%v)", pid)
	if err := checkSource(e.Source); err != nil {
		return err
	}
	if err := document.CheckWords([]string{"nội dung giao ước", "lý do"}, e.Source, e.Why); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.editing(ctx, tx, by, pid)
		if err != nil {
			return err
		}
		was, err := TextOf(ctx, tx, pid, p.No)
		if err != nil {
			return err
		}
		commitments, err := Commitments(ctx, tx, pid)
		if err != nil {
			return err
		}
		n := p
		n.Version, n.Due = e.Version, e.Due
		t, parties, err := s.compose(ctx, tx, n, e.Source, commitments)
		if err != nil {
			return err
		}
		if t.Hash == was.Hash && t.Source == was.Source && n.Due == p.Due {
			return nil // nothing changes, or the form was sent twice
		}
		t.By = by.Name
		switch {
		case t.Hash == was.Hash && t.Source == was.Source: // only the deadline
		case p.State == Draft:
			if _, err := tx.Exec(ctx, qSetText, pid, t.No, t.Source, t.Body, t.Hash, t.By, t.At.UnixMilli()); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, qDropParties, pid, t.No); err != nil {
				return err
			}
			if err := addParties(ctx, tx, t, parties); err != nil {
				return err
			}
		default:
			if t.Why = tidyLines(e.Why); t.Why == "" {
				return fault.New(fault.Invalid, "pledge.invalid|Giao ước chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.").With("why", "pledge.needchange|Ghi bản này sửa gì, vì sao; các đơn vị đọc được.")
			}
			n.No++
			t.No = n.No
			if err := addText(ctx, tx, t, parties); err != nil {
				return err
			}
		}
		if err := update(ctx, tx, n); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge.save", On: Object(pid), Version: n.Version + 1, Before: record{p, &was}, After: record{n, &t}, Why: t.Why})
	})
}

// Remove deletes a draft that no unit has seen.
func (s *Service) Remove(ctx context.Context, by who.Actor, pid ID, version int64) (err error) {
	defer fault.Wrap(&err, "pledge.Remove(%v)", pid)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.editing(ctx, tx, by, pid)
		if err != nil {
			return err
		}
		if p.State != Draft {
			return fault.New(fault.Conflict, "pledge.noremove|Giao ước đã gửi các đơn vị nên không xóa được. Sửa lời rồi lưu thành bản mới.")
		}
		for no := 1; no <= p.No; no++ {
			if _, err := tx.Exec(ctx, qDropParties, pid, no); err != nil {
				return err
			}
		}
		for _, q := range []*db.Query{qDropText, qDropCommits} {
			if _, err := tx.Exec(ctx, q, pid); err != nil {
				return err
			}
		}
		if err := tx.ExecOne(ctx, qDelete, pid, version); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge.remove", On: Object(pid), Version: version, Before: record{Pledge: p}})
	})
}

// A Step (lần chuyển của giao ước) is what the leader wants to do to a pledge.
type Step struct {
	Verb    Verb
	Version int64
	Why     string
	Due     civil.Date // of remarks, then of signing; zero keeps it
	Site    string     // scheme and host under which the printed code leads to this register
}

// Move takes a pledge one step on. Fixing prints the file that is signed.
func (s *Service) Move(ctx context.Context, by who.Actor, pid ID, st Step) (err error) {
	defer fault.Wrap(&err, "pledge.Move(%v, %s)", pid, st.Verb)
	printed := ""
	if st.Verb == Fix {
		if printed, err = s.print(ctx, by, pid, st.Site); err != nil {
			return err
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := ByID(ctx, tx, pid)
		if err != nil {
			return err
		}
		if err := who.Can(by, who.EditPledge, who.Object{Bloc: p.Bloc}); err != nil {
			return err
		}
		t, err := p.step(st.Verb, st.Why)
		if err != nil {
			return err
		}
		n := p
		n.State, n.Version = t.To, st.Version
		if !st.Due.IsZero() {
			n.Due = st.Due
		}
		var after any = n
		switch st.Verb {
		case Fix:
			if err := s.fixable(ctx, tx, p); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, qFixText, pid, p.No, printed, clock.Today(tx.DB().Clock)); err != nil {
				return err
			}
			bound, err := complete(ctx, tx, &n)
			if err != nil {
				return err
			}
			if bound { // the same text was signed by all before
				n.State = Binding
			}
			after = n
		case Revise:
			if err := document.CheckWords([]string{"lý do"}, st.Why); err != nil {
				return err
			}
			if after, err = s.reopen(ctx, tx, by, &n, tidyLines(st.Why)); err != nil {
				return err
			}
		}
		if err := update(ctx, tx, n); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by, Did: "pledge." + string(st.Verb), On: Object(pid), Version: n.Version + 1, Before: p, After: after, Why: tidyLines(st.Why)})
	})
}

// fixable refuses to fix a text that lacks commitments made since, or whose parties are no
// longer the members of the bloc.
func (s *Service) fixable(ctx context.Context, tx *db.Tx, p Pledge) error {
	was, err := TextOf(ctx, tx, p.ID, p.No)
	if err != nil {
		return err
	}
	commitments, err := Commitments(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	now, _, err := s.compose(ctx, tx, p, was.Source, commitments)
	if err != nil {
		return err
	}
	if now.Hash != was.Hash {
		return fault.New(fault.Conflict, "pledge.behind|Từ bản số {no}, cam kết của đơn vị hoặc danh sách đơn vị đã thay đổi. Lưu một bản mới có các thay đổi đó, để các đơn vị xem, rồi chốt.", fault.P{"no": p.No})
	}
	return nil
}

// reopen makes the version that an amendment works on: the fixed text stays as it is.
func (s *Service) reopen(ctx context.Context, tx *db.Tx, by who.Actor, n *Pledge, why string) (any, error) {
	was, err := TextOf(ctx, tx, n.ID, n.No)
	if err != nil {
		return nil, err
	}
	commitments, err := Commitments(ctx, tx, n.ID)
	if err != nil {
		return nil, err
	}
	n.No++
	t, parties, err := s.compose(ctx, tx, *n, was.Source, commitments)
	if err != nil {
		return nil, err
	}
	t.By, t.Why = by.Name, why
	return record{*n, &t}, addText(ctx, tx, t, parties)
}

// complete reports whether every party of the current version has signed its hash; then the
// pledge binds from today.
func complete(ctx context.Context, tx *db.Tx, p *Pledge) (bool, error) {
	t, err := TextOf(ctx, tx, p.ID, p.No)
	if err != nil {
		return false, err
	}
	parties, err := Parties(ctx, tx, p.ID, p.No)
	if err != nil {
		return false, err
	}
	list, err := Signatures(ctx, tx, p.ID)
	if err != nil {
		return false, err
	}
	if _, signed := Matrix(parties, list, t.Hash); signed < len(parties) || len(parties) == 0 {
		return false, nil
	}
	p.BoundNo, p.Bound = p.No, clock.Today(tx.DB().Clock)
	return true, nil
}

// AmendTarget (sửa chỉ tiêu trong giao ước) puts what the plan says now about a common target
// into a new version of the text, to be signed again: called when a target is adjusted in the
// middle of the year. A text that says so already is left alone. It gives the version's number.
func (s *Service) AmendTarget(ctx context.Context, by who.Actor, b id.Bloc, year int, code, why string) (no int, err error) {
	defer fault.Wrap(&err, "pledge.AmendTarget(%d, %s)", year, code)
	if err := who.Can(by, who.EditPledge, who.Object{Bloc: b}); err != nil {
		return 0, err
	}
	p, err := Of(ctx, s.db, b, year)
	if err != nil {
		return 0, err
	}
	g, err := s.ground(ctx, s.db, b, year)
	if err != nil {
		return 0, err
	}
	i := slices.IndexFunc(g.Targets, func(t plan.Target) bool { return t.Code == code })
	if i < 0 {
		return 0, fault.New(fault.NotFound, "pledge.notarget|Kế hoạch năm {year} không có chỉ tiêu chung {code}.", fault.P{"year": year, "code": code})
	}
	line := TargetLine(g.Targets[i], g.Goals, g.Units)
	t, err := TextOf(ctx, s.db, p.ID, p.No)
	if err != nil {
		return 0, err
	}
	source := ReplaceTarget(t.Source, code, line)
	if tidyLines(source) == tidyLines(t.Source) {
		return p.No, nil
	}
	if p.State == Signing || p.State == Binding {
		if err := s.Move(ctx, by, p.ID, Step{Verb: Revise, Version: p.Version, Why: why}); err != nil {
			return 0, err
		}
		if p, err = ByID(ctx, s.db, p.ID); err != nil {
			return 0, err
		}
	}
	if err := s.Save(ctx, by, p.ID, Edit{Version: p.Version, Source: source, Why: why, Due: p.Due}); err != nil {
		return 0, err
	}
	p, err = ByID(ctx, s.db, p.ID)
	return p.No, err
}
