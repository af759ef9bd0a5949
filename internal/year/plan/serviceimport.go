package plan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/db"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

// A Tally (số đếm) is what an import did, or would do, to one sort of thing.
type Tally struct{ Added, Changed, Same int }

func (t *Tally) count(added, changed bool) {
	switch {
	case added:
		t.Added++
	case changed:
		t.Changed++
	default:
		t.Same++
	}
}

// A Summary (tóm tắt lần nhập) tells what an import changes.
type Summary struct {
	Bloc     id.Bloc
	Code     string // of the bloc
	Name     string
	Year     int
	Period   civil.Period // opened, "" for none
	Note     string
	Units    Tally
	Docs     Tally
	Fields   Tally
	Themes   Tally
	Contents Tally
	Measures Tally
	Targets  Tally
	Goals    Tally
	Tasks    Tally
	Lines    []Line   // what changes, at most maxLines; additions are only counted
	Left     []string // targets in the system that the file does not have; they stay
	Kept     []Line   // what the file tells of the bloc and its units and the reader may not change
}

// A Line (dòng thay đổi) is one value that an import changes.
type Line struct{ What, From, To string }

const maxLines = 200

func (s *Summary) line(what, from, to string) {
	if len(s.Lines) < maxLines {
		s.Lines = append(s.Lines, Line{what, from, to})
	}
}

// Changes gives how many things are added or changed.
func (s Summary) Changes() int {
	n := 0
	for _, t := range []Tally{s.Units, s.Docs, s.Fields, s.Themes, s.Contents, s.Measures, s.Targets, s.Goals, s.Tasks} {
		n += t.Added + t.Changed
	}
	return n
}

// ImportJSON reads a whole plan in the format thidua-plan/1 and writes it: bloc, units,
// members, the leader's term of the year, directive, fields, targets, goals, contents,
// tasks; and opens the file's period. All or nothing; a second time changes nothing.
func (s *Service) ImportJSON(ctx context.Context, by who.Actor, data []byte) (Summary, error) {
	f, err := ParseJSON(data)
	if err != nil {
		return Summary{}, err
	}
	return s.Import(ctx, by, f)
}

// Import writes a plan file in one transaction.
func (s *Service) Import(ctx context.Context, by who.Actor, f *File) (sum Summary, err error) {
	defer fault.Wrap(&err, "plan.Import(%s, %d)", f.Bloc.Code, f.Year)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		sum, err = s.apply(ctx, tx, by, f)
		return err
	})
	return sum, err
}

var errPreview = errors.New("plan: preview, nothing is written")

// Preview tells what Import would change, and writes nothing.
func (s *Service) Preview(ctx context.Context, by who.Actor, f *File) (sum Summary, err error) {
	defer fault.Wrap(&err, "plan.Preview(%s, %d)", f.Bloc.Code, f.Year)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if sum, err = s.apply(ctx, tx, by, f); err != nil {
			return err
		}
		return errPreview
	})
	if errors.Is(err, errPreview) {
		err = nil
	}
	return sum, err
}

// an importing is one run of Import.
type importing struct {
	*Service
	tx    *db.Tx
	by    who.Actor
	f     *File
	sum   Summary
	plan  Plan
	keeps bool // the bloc and its units stay as they are
	units map[string]org.Unit
	docs  map[string]document.ID // by key of the number
	wrote bool
}

func (s *Service) apply(ctx context.Context, tx *db.Tx, by who.Actor, f *File) (Summary, error) {
	m := &importing{Service: s, tx: tx, by: by, f: f, units: map[string]org.Unit{}, docs: map[string]document.ID{}}
	m.sum = Summary{Code: f.Bloc.Code, Name: f.Bloc.Name, Year: f.Year, Period: f.Period, Note: f.Note}
	for _, step := range []func(context.Context) error{m.bloc, m.members, m.documents, m.head, m.lists, m.contents, m.targets, m.measures, m.tasks} {
		if err := step(ctx); err != nil {
			return m.sum, err
		}
	}
	if f.Period != "" && s.open != nil {
		if err := s.open(ctx, tx, by, m.plan.Bloc, f.Period, f.Due); err != nil {
			return m.sum, err
		}
	}
	if !m.wrote {
		return m.sum, nil
	}
	counts := m.sum
	counts.Left = nil
	return m.sum, audit.Write(ctx, tx, audit.Entry{By: by, Did: "plan.import", On: Object(f.Bloc.Code, f.Year), Version: m.plan.Version, After: counts})
}

// Object names a plan in the audit log.
func Object(bloc string, year int) string { return fmt.Sprintf("plan/%s/%d", bloc, year) }

// TargetObject names a target in the audit log.
func TargetObject(bloc string, year int, code string) string {
	return fmt.Sprintf("target/%s/%d/%s", bloc, year, code)
}

func (m *importing) bloc(ctx context.Context) error {
	b := org.Bloc{Code: m.f.Bloc.Code, Name: m.f.Bloc.Name, Kind: org.BlocKind(m.f.Bloc.Kind), Province: m.f.Bloc.Province, Symbol: m.f.Bloc.Symbol}
	old, err := org.BlocByCode(ctx, m.tx, b.Code)
	m.keeps = m.f.Within || who.Can(m.by, who.ManageBloc, who.Object{Bloc: old.ID}) != nil
	switch {
	case err == nil && m.keeps:
		m.sum.Bloc, m.plan.Bloc, m.sum.Name = old.ID, old.ID, old.Name
		if b.Name != old.Name {
			m.kept(old.Name, b.Name)
		}
		if b.Province != "" && b.Province != old.Province {
			m.kept(old.Province, b.Province)
		}
		return who.Can(m.by, who.EditPlan, who.Object{Bloc: old.ID})
	case fault.Is(err, fault.NotFound) && m.keeps:
		return fault.New(fault.Denied, "plan.file.nobloc|Tệp ghi Khối mã “{code}”, hệ thống không có Khối này. Tải mẫu của Khối mình, chép số liệu vào mẫu rồi nhập lại.", fault.P{"code": b.Code})
	case err == nil:
		if err := who.Can(m.by, who.EditPlan, who.Object{Bloc: old.ID}); err != nil {
			return err
		}
		b.Kind, b.Province, b.Symbol = cmp.Or(b.Kind, old.Kind), cmp.Or(b.Province, old.Province), cmp.Or(b.Symbol, old.Symbol)
		b.Peers, b.Armed, b.Shown, b.Texts = old.Peers, old.Armed, old.Shown, old.Texts
	case !fault.Is(err, fault.NotFound):
		return err
	default:
		if err := who.Can(m.by, who.ManageBloc, who.Object{}); err != nil {
			return err
		}
		b.Kind, b.Peers = cmp.Or(b.Kind, org.KindBloc), org.PeersOwn
	}
	b, err = m.org.SaveBloc(ctx, m.tx, m.by, b)
	m.sum.Bloc, m.plan.Bloc = b.ID, b.ID
	return err
}

// firstLast gives the days between which a year lies.
func firstLast(year int) (first, last civil.Date) {
	return civil.Date{Year: year, Month: 1, Day: 1}, civil.Date{Year: year, Month: 12, Day: 31}
}

func (m *importing) members(ctx context.Context) error {
	have, err := org.Memberships(ctx, m.tx, m.plan.Bloc)
	if err != nil {
		return err
	}
	byUnit := map[id.Unit][]org.Membership{}
	for _, x := range have {
		byUnit[x.Unit] = append(byUnit[x.Unit], x)
	}
	all, err := org.Units(ctx, m.tx)
	if err != nil {
		return err
	}
	known := map[string]org.Unit{}
	for _, u := range all {
		known[u.Code] = u
	}
	for _, fu := range m.f.Units {
		old, there := known[fu.Code]
		if m.keeps {
			if err := m.keep(fu, old, there, byUnit[old.ID]); err != nil {
				return err
			}
			continue
		}
		u := org.Unit{Code: fu.Code, Name: fu.Name, Short: cmp.Or(fu.Short, old.Short, fu.Name), Kind: cmp.Or(org.UnitKind(fu.Kind), old.Kind, org.Civil),
			Parent: cmp.Or(fu.Parent, old.Parent), Symbol: cmp.Or(fu.Symbol, old.Symbol)}
		if u.ID = old.ID; !there || u != old {
			if u, err = m.org.SaveUnit(ctx, m.tx, m.by, u); err != nil {
				return at(fu.At, err)
			}
		}
		joined, err := m.join(ctx, byUnit[u.ID], u.ID, fu.Order)
		if err != nil {
			return at(fu.At, err)
		}
		m.sum.Units.count(!there, joined || u != old)
		if there && u != old {
			m.sum.line(fu.Code, old.Name, u.Name)
		}
		m.units[fu.Code] = u
	}
	if m.keeps {
		return nil
	}
	return m.lead(ctx)
}

// kept notes what the file tells otherwise than the system, and what stays.
func (m *importing) kept(have, told string) {
	if len(m.sum.Kept) < maxLines && !m.f.Within {
		m.sum.Kept = append(m.sum.Kept, Line{From: have, To: told})
	}
}

// keep takes a unit as it stands in the system: who may not change units imports targets for
// those that are members in the year.
func (m *importing) keep(fu FileUnit, old org.Unit, there bool, stays []org.Membership) error {
	year := org.Span{}
	year.From, year.To = firstLast(m.f.Year)
	if !there || !slices.ContainsFunc(stays, func(x org.Membership) bool { return x.Overlaps(year) }) {
		return fault.New(fault.Invalid, "plan.file.newunit|{place}: đơn vị “{name}” chưa là thành viên của Khối trong năm {year}. Ban Thi đua - Khen thưởng tỉnh hoặc người quản trị thêm đơn vị trước, rồi nhập lại tệp.",
			fault.P{"place": fu.At, "name": cmp.Or(fu.Name, fu.Code), "year": m.f.Year})
	}
	if fu.Name != "" && fu.Name != old.Name {
		m.kept(old.Name, fu.Name)
	}
	m.sum.Units.count(false, false)
	m.units[fu.Code] = old
	return nil
}

// join makes the unit a member for the year unless it is one in the whole of it.
func (m *importing) join(ctx context.Context, have []org.Membership, u id.Unit, order int) (bool, error) {
	span := org.Span{}
	span.From, span.To = firstLast(m.f.Year)
	until := civil.Date{}
	for _, x := range have {
		if x.Covers(span) {
			if x.Order == order {
				return false, nil
			}
			return true, m.org.Join(ctx, m.tx, m.by, org.Membership{Bloc: m.plan.Bloc, Unit: u, Order: order, Span: org.Span{From: span.From, To: span.To}})
		}
		if span.From.Before(x.From) && (until.IsZero() || x.From.Before(until)) {
			until = x.From
		}
	}
	if !until.IsZero() {
		until = until.AddDays(-1)
	}
	return true, m.org.Join(ctx, m.tx, m.by, org.Membership{Bloc: m.plan.Bloc, Unit: u, Order: order, Span: org.Span{From: span.From, To: until}})
}

// lead appoints the file's leader for the year unless it has a term in it already.
func (m *importing) lead(ctx context.Context) error {
	if m.f.Bloc.Leader == "" {
		return nil
	}
	terms, err := org.Terms(ctx, m.tx, m.plan.Bloc)
	if err != nil {
		return err
	}
	span := org.Span{}
	span.From, span.To = firstLast(m.f.Year)
	u := m.units[m.f.Bloc.Leader]
	for _, t := range terms {
		if t.Unit == u.ID && t.Kind == org.Lead && t.Overlaps(span) {
			return nil
		}
	}
	return at(m.f.Bloc.At, m.org.Appoint(ctx, m.tx, m.by, org.Term{Bloc: m.plan.Bloc, Unit: u.ID, Kind: org.Lead, Span: org.Span{From: span.From, To: span.To}, Basis: m.f.Directive}))
}

// at puts the place in the file before a refusal.
func at(place string, err error) error {
	if e, ok := errors.AsType[*fault.Error](err); ok && e.Kind != fault.Internal {
		return fault.New(e.Kind, "plan.file.at|{place}: {why}", fault.P{"place": place, "why": fault.Text(e.Msg, e.Args)}).Because(err)
	}
	return err
}

func (m *importing) documents(ctx context.Context) error {
	for _, d := range m.f.Documents {
		d.Doc.Bloc = m.plan.Bloc
		doc, added, changed, err := m.Service.docs.Ensure(ctx, m.tx, m.by, d.Doc, d.Clauses)
		if err != nil {
			return at(d.At, err)
		}
		m.wrote = m.wrote || changed
		m.sum.Docs.count(added, changed)
		if n, err := vi.ParseDocNumber(doc.Code); err == nil {
			m.docs[n.Key()] = doc.ID
		}
	}
	return nil
}

// source finds the document a source cites in the file or in the register.
func (m *importing) source(ctx context.Context, s Source) (Source, error) {
	n, err := vi.ParseDocNumber(s.Doc)
	if err != nil {
		return s, nil
	}
	s.Doc = n.String()
	d, ok := m.docs[n.Key()]
	if !ok {
		list, err := document.ByNumber(ctx, m.tx, m.plan.Bloc, s.Doc)
		if err != nil {
			return s, err
		}
		if len(list) > 0 {
			d = list[len(list)-1].ID
		}
		m.docs[n.Key()] = d
	}
	s.Document = d
	return s, nil
}

// head finds or makes the plan itself.
func (m *importing) head(ctx context.Context) error {
	p := Plan{Bloc: m.plan.Bloc, Year: m.f.Year, Note: m.f.Note}
	if n, err := vi.ParseDocNumber(m.f.Directive); err == nil {
		p.Directive = m.docs[n.Key()]
	}
	old, err := Of(ctx, m.tx, p.Bloc, p.Year)
	if fault.Is(err, fault.NotFound) {
		p.ID, p.Version = db.NewID[Plan](m.tx), 1
		m.plan, m.wrote = p, true
		_, err = m.tx.Exec(ctx, qPlanAdd, p.ID, p.Bloc, p.Year, or(p.Directive), p.Note)
		return err
	}
	if err != nil {
		return err
	}
	p.ID, p.Version, p.Directive, p.Note = old.ID, old.Version, cmp.Or(p.Directive, old.Directive), cmp.Or(p.Note, old.Note)
	if m.plan = p; p == old {
		return nil
	}
	m.wrote = true
	m.plan.Version++
	return m.tx.ExecOne(ctx, qPlanSet, p.ID, p.Version, or(p.Directive), p.Note)
}

func (m *importing) lists(ctx context.Context) error {
	fields, err := Fields(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	was := map[string]Field{}
	for _, f := range fields {
		was[f.Code] = f
	}
	for _, f := range m.f.Fields {
		old, there := was[f.Code]
		if m.f.Partial {
			f.Order = orderOf(there, old.Order, len(fields)+f.Order)
		}
		changed := !there || old.Name != f.Name || old.Order != f.Order
		m.sum.Fields.count(!there, changed)
		if !changed {
			continue
		}
		m.wrote = true
		if _, err := m.tx.Exec(ctx, qFieldPut, db.NewID[Field](m.tx), m.plan.ID, f.Code, f.Name, f.Order); err != nil {
			return err
		}
	}
	themes, err := Themes(ctx, m.tx, m.plan.ID)
	if err != nil {
		return err
	}
	wasT := map[string]Theme{}
	for _, t := range themes {
		wasT[t.Code] = t
	}
	for _, t := range m.f.Themes {
		old, there := wasT[t.Code]
		if t.ID = old.ID; m.f.Partial {
			t.Text, t.Order = cmp.Or(t.Text, old.Text), orderOf(there, old.Order, len(themes)+t.Order)
		}
		m.sum.Themes.count(!there, t != old)
		if t == old {
			continue
		}
		m.wrote = true
		if _, err := m.tx.Exec(ctx, qThemePut, db.NewID[Theme](m.tx), m.plan.ID, t.Code, t.Name, t.Text, t.Order); err != nil {
			return err
		}
	}
	return nil
}

// orderOf keeps the place of what is there already.
func orderOf(there bool, old, next int) int {
	if there {
		return old
	}
	return next
}
