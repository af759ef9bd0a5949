package award

import (
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

// An Award (khen thưởng đã tặng) is one title or form given to a person or a collective by
// a decision.
type Award struct {
	ID       ID
	Unit     id.Unit
	Subject  string // person, collective or household
	Name     string
	Born     int    // năm sinh, tells apart two persons of one name; 0 when not told
	Post     string // chức vụ, bộ phận
	Title    string // official code of the catalogue
	Year     int    // năm thành tích
	Mode     Mode
	Number   string // số, ký hiệu quyết định
	Day      civil.Date
	Decider  string // người, cơ quan quyết định
	Note     string // thành tích
	Revoked  string // why it was revoked and by which decision; "" while it stands
	Version  int64
	Origin   string // what asked for it: "registration/4f2"; "" when entered by hand
	UnitName string // only when read: short name of the unit
	UnitCode string
}

// ID names an award.
type ID = id.Of[Award]

// Mode (loại khen thưởng) is for what kind of achievement an award is given; the modes are
// the columns of the statistical form 0603 (TT 02/2023/TT-BNV).
type Mode string

// The seven modes.
const (
	Regular    Mode = "regular"    // thường xuyên, theo công trạng
	Themed     Mode = "themed"     // theo đợt, chuyên đề
	AdHoc      Mode = "adhoc"      // đột xuất
	Devotion   Mode = "devotion"   // cống hiến
	Seniority  Mode = "service"    // niên hạn
	External   Mode = "external"   // đối ngoại
	Resistance Mode = "resistance" // kháng chiến
)

// Modes gives every mode in the order of the form.
func Modes() []Mode {
	return []Mode{Regular, Themed, AdHoc, Devotion, Seniority, External, Resistance}
}

// Label gives the message with the name of the mode.
func (m Mode) Label() string {
	switch m {
	case Regular:
		return "award.m.regular|Thường xuyên (công trạng)"
	case Themed:
		return "award.m.themed|Theo đợt, chuyên đề"
	case AdHoc:
		return "award.m.adhoc|Đột xuất"
	case Devotion:
		return "award.m.devotion|Cống hiến"
	case Seniority:
		return "award.m.service|Niên hạn"
	case External:
		return "award.m.external|Đối ngoại"
	case Resistance:
		return "award.m.resistance|Kháng chiến"
	}
	return string(m)
}

// ModeOf reads a mode as lists write it; ok is false for what is none.
func ModeOf(s string) (Mode, bool) {
	if f := vi.Fold(s); f != "" {
		for _, m := range Modes() {
			if f == string(m) || f == vi.Fold(fault.Text(m.Label(), nil)) || slices.Contains(modeWords[m], f) {
				return m, true
			}
		}
		return "", false
	}
	return Regular, true
}

var modeWords = map[Mode][]string{
	Regular: {"thuong xuyen", "cong trang", "theo cong trang", "thuong xuyen hang nam", "hang nam"}, Themed: {"chuyen de", "theo dot", "dot", "theo chuyen de", "phong trao"},
	AdHoc: {"dot xuat", "khen dot xuat", "kip thoi"}, Devotion: {"cong hien"}, Seniority: {"nien han"}, External: {"doi ngoai"}, Resistance: {"khang chien"},
}

// SubjectLabel gives the message with the name of a kind of subject.
func SubjectLabel(s string) string {
	switch s {
	case roster.Collective:
		return "award.s.collective|Tập thể"
	case roster.Household:
		return "award.s.household|Hộ gia đình"
	}
	return "award.s.person|Cá nhân"
}

// Bounds of what is stored.
const (
	maxName   = 200
	maxNote   = 1000
	maxNumber = 60
	firstYear = 1945
	lastYear  = 2200
)

func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

// Clean trims and checks an award as typed. Errors: Invalid with fields.
func (a Award) Clean(c *catalog.Catalog, today civil.Date) (Award, error) {
	a.Name, a.Post, a.Number, a.Decider, a.Note = tidy(a.Name), tidy(a.Post), tidy(a.Number), tidy(a.Decider), tidy(a.Note)
	e := fault.New(fault.Invalid, "award.invalid|Khen thưởng chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if a.Subject != roster.Person && a.Subject != roster.Collective && a.Subject != roster.Household {
		e.With("subject", "award.subject|Chọn cá nhân, tập thể hoặc hộ gia đình.")
	}
	need(e, "name", a.Name, maxName, "award.name|Ghi họ và tên, hoặc tên tập thể.")
	if why := roster.CheckName(a.Subject, a.Name); a.Name != "" && why != "" {
		e.With("name", why, fault.P{"text": a.Name})
	}
	x, ok := c.Find(a.Title)
	switch {
	case !ok:
		e.With("title", "award.title|Chọn danh hiệu hoặc hình thức trong danh mục.")
	case a.Subject != "" && !slices.Contains(x.For, a.Subject):
		e.With("title", "award.for|{title} không tặng cho {subject}.", fault.P{"title": x.Name, "subject": strings.ToLower(fault.Text(SubjectLabel(a.Subject), nil))})
	default:
		a.Title = x.Code
	}
	if a.Year < firstYear || a.Year > lastYear {
		e.With("year", "award.year|Ghi năm thành tích, ví dụ 2021.")
	}
	if a.Born != 0 && (a.Born < 1900 || a.Born > a.Year-14 && a.Year != 0) {
		e.With("born", "award.born|Năm sinh {born} không hợp lý so với năm thành tích {year}.", fault.P{"born": a.Born, "year": a.Year})
	}
	if _, ok := ModeOf(string(a.Mode)); !ok || a.Mode == "" {
		e.With("mode", "award.mode|Chọn loại khen thưởng.")
	}
	need(e, "number", a.Number, maxNumber, "award.number|Ghi số, ký hiệu quyết định, ví dụ 105/QĐ-UBND.")
	if a.Number != "" {
		if n, err := vi.ParseDocNumber(a.Number); err != nil {
			e.With("number", "award.number.bad|“{text}” không phải số, ký hiệu quyết định. Ghi như 105/QĐ-UBND.", fault.P{"text": a.Number})
		} else {
			a.Number = n.String()
		}
	}
	switch {
	case a.Day.IsZero():
		e.With("day", "award.day|Ghi ngày quyết định, ví dụ 28/12/2021.")
	case today.Before(a.Day):
		e.With("day", "award.day.future|Ngày {day} chưa tới. Ghi ngày ký quyết định.", fault.P{"day": a.Day.VN()})
	case a.Day.Year < a.Year || a.Day.Year > a.Year+10:
		e.With("day", "award.day.year|Ngày quyết định {day} không hợp với năm thành tích {year}.", fault.P{"day": a.Day.VN(), "year": a.Year})
	}
	need(e, "decider", a.Decider, maxName, "award.decider|Ghi người hoặc cơ quan quyết định.")
	if len([]rune(a.Note)) > maxNote || len([]rune(a.Post)) > maxName {
		e.With("note", "award.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxNote})
	}
	if len(e.Fields) > 0 {
		return a, e
	}
	return a, nil
}

func need(e *fault.Error, field, s string, most int, empty string) {
	if s == "" {
		e.With(field, empty)
	} else if len([]rune(s)) > most {
		e.With(field, "award.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": most})
	}
}

// key gives what tells one award from another: a title is given once a year to one
// subject, a form once by one decision.
func (a Award) key(c *catalog.Catalog) string {
	k := strings.Join([]string{a.Unit.String(), a.Subject, roster.Key(a.Name), itoa(a.Born), rulebook.Slug(a.Title), itoa(a.Year)}, "|")
	if x, ok := c.Entry(a.Title); ok && x.Kind == catalog.KindForm {
		n, err := vi.ParseDocNumber(a.Number)
		if err != nil {
			return k + "|" + vi.Fold(a.Number)
		}
		return k + "|" + n.Key()
	}
	return k
}

// same reports whether two awards say the same in everything.
func (a Award) same(b Award) bool {
	a.ID, a.Version, a.Revoked, a.Origin, a.UnitName, a.UnitCode = b.ID, b.Version, b.Revoked, b.Origin, b.UnitName, b.UnitCode
	return a == b
}

// fold gives the text that is searched.
func (a Award) fold(c *catalog.Catalog) string {
	name := a.Title
	if x, ok := c.Entry(a.Title); ok {
		name += " " + x.Name
	}
	return " " + vi.Fold(strings.Join([]string{a.Name, a.Post, name, a.Number, a.Decider, a.Note}, " ")) + " "
}

func itoa(n int) string { return strconv.Itoa(n) }

// A Past (quá trình khen thưởng) holds what the subjects of one unit were given, to be read
// as facts.
type Past struct {
	byName map[string][]Award
}

// PastOf orders awards by subject; revoked ones do not count.
func PastOf(list []Award) Past {
	p, sizes := Past{map[string][]Award{}}, map[string]int{}
	names := map[[2]string]string{} // a name stands in many lines
	key := func(a Award) string {
		n := [2]string{a.Subject, a.Name}
		k, ok := names[n]
		if !ok {
			k = a.Subject + "|" + roster.Key(a.Name)
			names[n] = k
		}
		return k
	}
	for _, a := range list {
		if a.Revoked == "" {
			sizes[key(a)]++
		}
	}
	for _, a := range list {
		if a.Revoked != "" {
			continue
		}
		k := key(a)
		if p.byName[k] == nil {
			p.byName[k] = make([]Award, 0, sizes[k])
		}
		p.byName[k] = append(p.byName[k], a)
	}
	return p
}

// Of (của một người, một tập thể) gives what a subject was given. sure is false when several
// subjects bear the name and the year of birth does not tell which is meant: then the past
// is not known.
func (p Past) Of(subject, name string, born int) (list []Award, sure bool) {
	all := p.byName[subject+"|"+roster.Key(name)]
	if !slices.ContainsFunc(all, func(a Award) bool { return a.Born != 0 }) && born == 0 {
		return slices.Clip(all), true // no year of birth anywhere: one subject
	}
	years := map[int]bool{}
	for _, a := range all {
		years[a.Born] = true
		if a.Born == born || a.Born == 0 || born == 0 {
			list = append(list, a)
		}
	}
	named := len(years)
	if years[0] {
		named--
	}
	switch {
	case born == 0:
		return list, named <= 1
	case years[0]:
		return list, named == 0 || named == 1 && years[born]
	}
	return list, true
}

// Held gives awards as the facts that rules read.
func Held(list []Award) []rulebook.Held {
	h := make([]rulebook.Held, len(list))
	for i, a := range list {
		h[i] = rulebook.Held{Year: a.Year, Title: a.Title, Decision: a.Number}
	}
	return h
}
