package org

import (
	"regexp"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
)

// BlocKind (loại khối, cụm) tells a bloc from a cluster (loại: khối hay cụm).
type BlocKind string

const (
	KindBloc    BlocKind = "bloc"    // khối thi đua
	KindCluster BlocKind = "cluster" // cụm thi đua
)

// LeaderTitle gives what the leading unit is called: Khối trưởng or Cụm trưởng.
func (k BlocKind) LeaderTitle() string {
	if k == KindCluster {
		return "Cụm trưởng"
	}
	return "Khối trưởng"
}

// Peers (phạm vi xem lẫn nhau) is what the members of a bloc see of each other's figures (phạm vi xem lẫn nhau).
type Peers string

const (
	PeersOwn    Peers = "own"    // chỉ số liệu của đơn vị mình
	PeersTotals Peers = "totals" // thêm số tổng hợp của Khối
	PeersTable  Peers = "table"  // thêm bảng của từng đơn vị
)

// Armed (số liệu lực lượng vũ trang) is what peers see of the armed units of a bloc, where they see those of each unit.
type Armed string

const (
	ArmedClosed Armed = "closed" // không đơn vị nào khác xem
	ArmedSame   Armed = "same"   // như đơn vị khác
)

// Shown (thời điểm xem) is from when on peers see what a unit reported.
type Shown string

const (
	ShownReceived Shown = "received" // sau khi Khối trưởng nhận
	ShownAlways   Shown = "always"   // ngay khi nhập
)

// A Bloc (khối thi đua) is a group of like units that emulate each other for a year.
type Bloc struct {
	ID       id.Bloc
	Code     string // "khoi-3": in addresses
	Name     string // "Khối thi đua số 3"
	Kind     BlocKind
	Province string
	Peers    Peers
	Armed    Armed
	Shown    Shown
	Texts    bool   // peers see the text too, of the units whose figures they see
	Symbol   string // symbol suffix of its papers (ký hiệu): "KTĐ"
	Version  int64
}

// Shows reports whether members see of each other what a unit of kind k plans and, once it
// may be shown, reports. Armed units are left out unless the bloc decided otherwise.
func (b Bloc) Shows(k UnitKind) bool {
	return b.Peers == PeersTable && (b.Armed == ArmedSame || !k.Armed())
}

// PaperSymbol gives the end of the symbol of the bloc's own papers: KTĐ for a khối, CTĐ
// for a cụm, unless the bloc has set another.
func (b Bloc) PaperSymbol() string {
	switch {
	case b.Symbol != "":
		return b.Symbol
	case b.Kind == KindCluster:
		return "CTĐ"
	}
	return "KTĐ"
}

// UnitKind (loại đơn vị) is the branch a unit belongs to (loại đơn vị).
type UnitKind string

// The kinds of units; the list is closed, so that a misspelling is noticed.
const (
	Civil      UnitKind = "civil"      // sở, ban, ngành
	Party      UnitKind = "party"      // cơ quan đảng
	Union      UnitKind = "union"      // Mặt trận, đoàn thể
	Court      UnitKind = "court"      // tòa án
	Procuracy  UnitKind = "procuracy"  // viện kiểm sát
	Police     UnitKind = "police"     // công an
	Military   UnitKind = "military"   // quân đội, biên phòng
	Prison     UnitKind = "prison"     // trại giam
	Enterprise UnitKind = "enterprise" // doanh nghiệp
	School     UnitKind = "school"     // trường, đơn vị sự nghiệp
	Commune    UnitKind = "commune"    // xã, phường; trước 2025 cả huyện
)

// UnitKinds gives every kind in the order of forms.
func UnitKinds() []UnitKind {
	return []UnitKind{Civil, Party, Union, Court, Procuracy, Police, Military, Prison, Enterprise, School, Commune}
}

// Armed reports whether the unit belongs to the armed forces (lực lượng vũ trang) or to
// another service whose figures are handled with care.
func (k UnitKind) Armed() bool { return k == Police || k == Military || k == Prison }

// Known reports whether k is one of UnitKinds.
func (k UnitKind) Known() bool {
	for _, x := range UnitKinds() {
		if x == k {
			return true
		}
	}
	return false
}

// A Unit (đơn vị) is an agency, regiment, court or company that emulates as a whole.
type Unit struct {
	ID     id.Unit
	Code   string // "so-tu-phap"
	Name   string
	Short  string // stored, unique inside a bloc; never made by rule
	Kind   UnitKind
	Parent string // cơ quan chủ quản: "Bộ Tư lệnh Đặc công"
	Symbol string // symbol of its papers: "STP"
}

// A Member (đơn vị thành viên) is a unit in a bloc on a certain day.
type Member struct {
	Unit   Unit
	Order  int  // protocol order (thứ tự)
	Lead   bool // Khối trưởng on that day
	Deputy bool // Khối phó on that day
}

// A Span (khoảng thời gian) is a stretch of days, both ends included; To zero is open.
type Span struct{ From, To civil.Date }

// Has reports whether day lies in the span.
func (s Span) Has(day civil.Date) bool {
	return !day.Before(s.From) && (s.To.IsZero() || !s.To.Before(day))
}

// Overlaps reports whether s and t share a day.
func (s Span) Overlaps(t Span) bool {
	return (s.To.IsZero() || !s.To.Before(t.From)) && (t.To.IsZero() || !t.To.Before(s.From))
}

// Covers reports whether every day of t is a day of s.
func (s Span) Covers(t Span) bool {
	return !t.From.Before(s.From) && (s.To.IsZero() || (!t.To.IsZero() && !s.To.Before(t.To)))
}

// VN gives "01/01/2022 – 31/12/2022", or "01/01/2022 – …" when open.
func (s Span) VN() string {
	if s.To.IsZero() {
		return s.From.VN() + " – …"
	}
	return s.From.VN() + " – " + s.To.VN()
}

// check refuses spans that are no stretch of days.
func (s Span) check() error {
	e := fault.New(fault.Invalid, "org.span|Sửa ngày bắt đầu và ngày kết thúc.")
	if !s.From.Valid() {
		e.With("from", "org.span.from|Nhập ngày bắt đầu, ví dụ 01/01/2022")
	} else if s.From.Year < 1945 || s.From.Year > 2200 {
		e.With("from", "org.span.year|Năm của ngày bắt đầu phải từ 1945 đến 2200")
	}
	if !s.To.IsZero() && (!s.To.Valid() || s.To.Year > 2200) {
		e.With("to", "org.span.to|Nhập ngày kết thúc, ví dụ 31/12/2022, hoặc để trống nếu chưa kết thúc")
	} else if !s.To.IsZero() && s.To.Before(s.From) {
		e.With("to", "org.span.order|Ngày kết thúc không được trước ngày bắt đầu")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// A Membership (tư cách thành viên) is a unit's stay in a bloc.
type Membership struct {
	ID    MembershipID
	Bloc  id.Bloc
	Unit  id.Unit
	Order int
	Span
}

// MembershipID names a membership.
type MembershipID = id.Of[Membership]

// TermKind (vai trò trong Khối) is what a unit is appointed to (vai trò trong Khối).
type TermKind string

const (
	Lead   TermKind = "lead"   // Khối trưởng, Cụm trưởng
	Deputy TermKind = "deputy" // Khối phó, Cụm phó
)

// A Term (nhiệm kỳ) is the time in which a unit leads a bloc or stands in.
type Term struct {
	ID    TermID
	Bloc  id.Bloc
	Unit  id.Unit
	Kind  TermKind
	Basis string // the decision: "24/QĐ-UBND ngày 05/01/2022"
	Span
}

// TermID names a term.
type TermID = id.Of[Term]

// join decides what joining m means beside the unit's memberships of that bloc: nothing
// new when one of them already covers it (then old is it), a new membership otherwise. An
// overlap that does not cover is refused.
func join(have []Membership, m Membership) (old *Membership, err error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	if m.Order < 1 || m.Order > 9999 {
		return nil, fault.New(fault.Invalid, "org.order|Sửa thứ tự của đơn vị.").With("order", "org.order.range|Thứ tự phải là số từ 1 đến 9999")
	}
	for i, h := range have {
		if h.Unit != m.Unit || h.Bloc != m.Bloc {
			continue
		}
		if h.Covers(m.Span) {
			return &have[i], nil
		}
		if h.Overlaps(m.Span) {
			return nil, fault.New(fault.Conflict, "org.join.overlap|Đơn vị đã là thành viên trong thời gian {span}. Chọn khoảng ngày không trùng, hoặc kết thúc lần tham gia trước.", fault.P{"span": h.VN()}).
				With("from", "org.join.overlap.field|Trùng với lần tham gia {span}", fault.P{"span": h.VN()})
		}
	}
	return nil, nil
}

// appoint checks a new term against the bloc's memberships and terms: the unit must be a
// member all the time, one unit leads at a time, and no unit leads and stands in at once.
// same is true when exactly this term stands already.
func appoint(members []Membership, terms []Term, t Term, name func(id.Unit) string) (same bool, err error) {
	if err := t.check(); err != nil {
		return false, err
	}
	if t.Kind != Lead && t.Kind != Deputy {
		return false, fault.New(fault.Invalid, "org.term.kind|Chọn Khối trưởng hoặc Khối phó.").With("kind", "org.term.kind|Chọn Khối trưởng hoặc Khối phó.")
	}
	for _, o := range terms {
		if o.Bloc == t.Bloc && o.Unit == t.Unit && o.Kind == t.Kind && o.Span == t.Span {
			return true, nil
		}
	}
	if err := staysMember(members, t, name); err != nil {
		return false, err
	}
	for _, o := range terms {
		if o.Bloc != t.Bloc || !o.Overlaps(t.Span) {
			continue
		}
		p := fault.P{"unit": name(o.Unit), "span": o.VN()}
		switch {
		case o.Kind == Lead && t.Kind == Lead:
			return false, fault.New(fault.Conflict, "org.term.lead|{unit} đang là Khối trưởng ({span}). Mỗi ngày chỉ một đơn vị đứng đầu: kết thúc nhiệm kỳ đó trước, hoặc chọn ngày khác.", p).
				With("from", "org.term.lead.field|Trùng nhiệm kỳ của {unit} {span}", p)
		case o.Unit == t.Unit:
			return false, fault.New(fault.Conflict, "org.term.both|{unit} đã có nhiệm kỳ ({span}). Một đơn vị không giữ hai vai trò cùng lúc: chọn ngày khác.", p).
				With("unit", "org.term.both.field|Đã có nhiệm kỳ {span}", p)
		}
	}
	return false, nil
}

func staysMember(members []Membership, t Term, name func(id.Unit) string) error {
	for _, m := range members {
		if m.Bloc == t.Bloc && m.Unit == t.Unit && m.Covers(t.Span) {
			return nil
		}
	}
	p := fault.P{"unit": name(t.Unit), "span": t.VN()}
	return fault.New(fault.Invalid, "org.term.member|{unit} không là thành viên suốt thời gian {span}. Thêm đơn vị vào Khối, hoặc đặt ngày nằm trong thời gian tham gia.", p).
		With("unit", "org.term.member.field|Đơn vị này không ở trong Khối suốt thời gian {span}. Đặt ngày của nhiệm kỳ nằm trong thời gian tham gia.", p)
}

// leave gives the membership that ends on day last; it refuses when no membership runs
// then or when a term of the unit would outlast it.
func leave(have []Membership, terms []Term, b id.Bloc, u id.Unit, last civil.Date) (Membership, error) {
	for _, m := range have {
		if m.Bloc != b || m.Unit != u || !m.Has(last) {
			continue
		}
		m.To = last
		for _, t := range terms {
			if t.Bloc == b && t.Unit == u && !t.From.Before(m.From) && !m.Covers(t.Span) {
				return m, fault.New(fault.Conflict, "org.leave.term|Đơn vị còn nhiệm kỳ ({span}). Kết thúc nhiệm kỳ trước, rồi cho đơn vị rời Khối.", fault.P{"span": t.VN()}).
					With("to", "org.leave.term.field|Còn nhiệm kỳ {span}", fault.P{"span": t.VN()})
			}
		}
		return m, nil
	}
	return Membership{}, fault.New(fault.Invalid, "org.leave.none|Ngày đó đơn vị không là thành viên. Chọn ngày trong thời gian tham gia.").
		With("to", "org.leave.none|Ngày đó đơn vị không là thành viên. Chọn ngày trong thời gian tham gia.")
}

var codeShape = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func checkCode(e *fault.Error, code string) {
	if len(code) > 60 || !codeShape.MatchString(code) {
		e.With("code", "org.code|Mã chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ so-tu-phap")
	}
}

func checkText(e *fault.Error, field, s string, most int) {
	if n := len([]rune(s)); n == 0 || n > most {
		e.With(field, "org.text|Nhập từ 1 đến {n} ký tự", fault.P{"n": most})
	}
}

// clean brings the bloc into the form in which it is stored and checks it.
func (b *Bloc) clean() error {
	b.Name, b.Province, b.Symbol = tidy(b.Name), tidy(b.Province), tidy(b.Symbol)
	if b.Kind == "" {
		b.Kind = KindBloc
	}
	if b.Peers == "" {
		b.Peers = PeersOwn
	}
	if b.Armed == "" {
		b.Armed = ArmedClosed
	}
	if b.Shown == "" {
		b.Shown = ShownReceived
	}
	e := fault.New(fault.Invalid, "org.bloc.bad|Khối chưa lưu được. Sửa các mục được đánh dấu.")
	checkCode(e, b.Code)
	checkText(e, "name", b.Name, 200)
	if len([]rune(b.Province)) > 100 {
		e.With("province", "org.text|Nhập từ 1 đến {n} ký tự", fault.P{"n": 100})
	}
	if len([]rune(b.Symbol)) > 20 {
		e.With("symbol", "org.text|Nhập từ 1 đến {n} ký tự", fault.P{"n": 20})
	}
	if b.Kind != KindBloc && b.Kind != KindCluster {
		e.With("kind", "org.kind|Chọn khối hoặc cụm")
	}
	if b.Peers != PeersOwn && b.Peers != PeersTotals && b.Peers != PeersTable {
		e.With("peers", "org.peers|Chọn phạm vi xem lẫn nhau")
	}
	if b.Armed != ArmedClosed && b.Armed != ArmedSame {
		e.With("armed", "org.peers|Chọn phạm vi xem lẫn nhau")
	}
	if b.Shown != ShownReceived && b.Shown != ShownAlways {
		e.With("shown", "org.peers|Chọn phạm vi xem lẫn nhau")
	}
	return orNil(e)
}

// clean brings the unit into the form in which it is stored and checks it.
func (u *Unit) clean() error {
	u.Name, u.Short, u.Parent, u.Symbol = tidy(u.Name), tidy(u.Short), tidy(u.Parent), tidy(u.Symbol)
	if u.Short == "" {
		u.Short = u.Name
	}
	if u.Kind == "" {
		u.Kind = Civil
	}
	e := fault.New(fault.Invalid, "org.unit.bad|Đơn vị {code} chưa lưu được. Sửa các mục được đánh dấu.", fault.P{"code": u.Code})
	checkCode(e, u.Code)
	checkText(e, "name", u.Name, 200)
	checkText(e, "short", u.Short, 100)
	if !u.Kind.Known() {
		e.With("kind", "org.unit.kind|Không có loại đơn vị “{kind}”. Dùng một loại trong danh sách.", fault.P{"kind": string(u.Kind)})
	}
	return orNil(e)
}

// tidy composes the text and makes every run of spaces one space.
func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

func orNil(e *fault.Error) error {
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}
