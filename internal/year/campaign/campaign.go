package campaign

import (
	"slices"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/vi"
	"thidua/internal/year/document"
	"thidua/internal/year/plan"
)

// A Campaign (phong trào thi đua) is organised emulation with a theme, a time and aims:
// the movement of a whole year, or a drive.
type Campaign struct {
	ID         ID
	Bloc       id.Bloc
	Year       int
	Kind       Kind
	Scope      Scope
	Name       string
	Theme      string   // chủ đề
	Slogans    []string // khẩu hiệu
	Contents   []string // nội dung
	Criteria   []string // tiêu chí xét khen
	Days       Span
	JoinDue    civil.Date // by when units launch it inside
	MidDue     civil.Date // mid-term summary, zero for none
	FinalDue   civil.Date // final summary
	Occasion   string     // what it is held for, "" for none
	Form       Form       // how it is launched
	Field      string     // lĩnh vực, code of the plan's field; "" when it serves no single one
	Reason     string     // why now: the weak field, the urgent task
	State      State
	Launched   civil.Date // zero until it is
	LaunchNote string     // number of the launching paper, place, who spoke
	Origin     string     // what proposed it ("review/…"), "" when a person wrote it
	Units      []id.Unit  // who is called; none means every member
	Targets    []plan.TargetID
	Basis      []document.ID
	Version    int64
}

// ID names a campaign.
type ID = id.Of[Campaign]

// A Span (thời gian phong trào) is the first and the last day of a campaign.
type Span struct{ From, To civil.Date }

// Kind (loại phong trào) tells the movement of the year from its drives.
type Kind string

const (
	Regular Kind = "regular" // thi đua thường xuyên
	Drive   Kind = "drive"   // đợt thi đua
	Themed  Kind = "themed"  // thi đua theo chuyên đề
)

// Kinds holds every kind in the order of forms.
var Kinds = []Kind{Regular, Drive, Themed}

// Label gives the name shown to people, as a message.
func (k Kind) Label() string {
	return map[Kind]string{Regular: "campaign.kind.regular|Thi đua thường xuyên", Drive: "campaign.kind.drive|Đợt thi đua", Themed: "campaign.kind.themed|Thi đua theo chuyên đề"}[k]
}

// Scope (phạm vi phát động) says who launches a campaign, as the statistics of the
// movement ask (Thông tư 02/2023/TT-BNV, biểu 0601).
type Scope string

const (
	Nation    Scope = "nation"   // toàn quốc
	Provinces Scope = "province" // bộ, ngành, tỉnh
	Blocs     Scope = "bloc"     // cụm, khối
)

// Scopes holds every scope in the order of forms.
var Scopes = []Scope{Blocs, Provinces, Nation}

// Label gives the name shown to people, as a message.
func (s Scope) Label() string {
	return map[Scope]string{Nation: "campaign.scope.nation|Trung ương phát động", Provinces: "campaign.scope.province|Tỉnh phát động", Blocs: "campaign.scope.bloc|Khối phát động"}[s]
}

// Form (hình thức phát động) is how a campaign is launched.
type Form string

const (
	Meeting Form = "meeting" // hội nghị, lễ phát động
	Paper   Form = "paper"   // văn bản
	Online  Form = "online"  // trực tuyến
	Mixed   Form = "mixed"   // kết hợp
)

// Forms holds every form in the order of forms.
var Forms = []Form{Meeting, Paper, Online, Mixed}

// Label gives the name shown to people, as a message.
func (f Form) Label() string {
	return map[Form]string{Meeting: "campaign.form.meeting|Hội nghị, lễ phát động", Paper: "campaign.form.paper|Bằng văn bản", Online: "campaign.form.online|Trực tuyến", Mixed: "campaign.form.mixed|Kết hợp nhiều hình thức"}[f]
}

// Vietnamese gives the Vietnamese words of a label, for papers.
func Vietnamese(label string) string {
	if label == "" {
		return ""
	}
	return fault.Text(label, nil)
}

// Length (thời hạn) is the duration class of biểu 0601.
type Length string

// Duration gives how long the campaign lasts, in the classes of the statistics.
func (c Campaign) Duration() Length {
	switch days := c.Days.From.DaysUntil(c.Days.To) + 1; {
	case days < 365:
		return "campaign.length.0|Dưới 1 năm"
	case days <= 366:
		return "campaign.length.1|1 năm"
	case days < 3*365:
		return "campaign.length.2|Từ 1 đến dưới 3 năm"
	case days < 5*365:
		return "campaign.length.3|Từ 3 đến dưới 5 năm"
	}
	return "campaign.length.5|Từ 5 năm trở lên"
}

// Calls reports whether the campaign calls on a unit.
func (c Campaign) Calls(u id.Unit) bool { return len(c.Units) == 0 || slices.Contains(c.Units, u) }

// Bounds of what is stored.
const (
	maxName  = 300
	maxLines = 40
	maxLine  = 1000
	maxText  = 8000
)

// Clean trims and checks a campaign as typed. Errors: Invalid with fields.
func (c Campaign) Clean() (Campaign, error) {
	c.Name, c.Theme, c.Occasion, c.LaunchNote = tidy(c.Name), tidy(c.Theme), tidy(c.Occasion), tidy(c.LaunchNote)
	c.Reason = tidyLines(c.Reason)
	c.Slogans, c.Contents, c.Criteria = lines(c.Slogans), lines(c.Contents), lines(c.Criteria)
	e := fault.New(fault.Invalid, "campaign.invalid|Phong trào chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if c.Name == "" {
		e.With("name", "campaign.name|Ghi tên phong trào, ví dụ: Thi đua chào mừng Quốc khánh 2/9.")
	}
	for _, f := range []struct {
		name, text string
		most       int
	}{{"name", c.Name, maxName}, {"theme", c.Theme, maxName}, {"occasion", c.Occasion, maxName}, {"note", c.LaunchNote, maxLine}, {"reason", c.Reason, maxText}} {
		if len([]rune(f.text)) > f.most {
			e.With(f.name, "campaign.long|Dài quá {n} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": f.most})
		}
	}
	for name, list := range map[string][]string{"slogans": c.Slogans, "contents": c.Contents, "criteria": c.Criteria} {
		if len(list) > maxLines || slices.ContainsFunc(list, func(s string) bool { return len([]rune(s)) > maxLine }) {
			e.With(name, "campaign.lines|Nhiều quá {n} dòng, hoặc có dòng quá {m} ký tự. Rút gọn rồi lưu lại.", fault.P{"n": maxLines, "m": maxLine})
		}
	}
	if !slices.Contains(Kinds, c.Kind) {
		e.With("kind", "campaign.kind|Chọn loại phong trào.")
	}
	if !slices.Contains(Scopes, c.Scope) {
		e.With("scope", "campaign.scope|Chọn cấp phát động.")
	}
	if c.Form != "" && !slices.Contains(Forms, c.Form) {
		e.With("form", "campaign.form|Chọn hình thức phát động trong danh sách.")
	}
	c.dates(e)
	slices.SortFunc(e.Fields, func(a, b fault.Field) int { return slices.Index(fieldOrder, a.Name) - slices.Index(fieldOrder, b.Name) })
	if len(e.Fields) > 0 {
		return c, e
	}
	return c, nil
}

// fieldOrder is the order of the form, so that messages come in reading order.
var fieldOrder = []string{"kind", "scope", "name", "theme", "occasion", "slogans", "contents", "criteria", "from", "to", "join", "mid", "final", "form", "reason", "note"}

// dates checks the days of a campaign against each other, every one of them: whoever mends
// what is named is not refused a second time.
func (c Campaign) dates(e *fault.Error) {
	d := c.Days
	if d.From.IsZero() {
		e.With("from", "campaign.from|Ghi ngày bắt đầu, ví dụ 01/07/2022.")
	}
	switch {
	case d.To.IsZero():
		e.With("to", "campaign.to|Ghi ngày kết thúc, ví dụ 02/09/2022.")
	case d.To.Before(d.From):
		e.With("to", "campaign.order|Ngày kết thúc {to} trước ngày bắt đầu {from}. Kiểm tra lại hai ngày.", fault.P{"from": d.From.VN(), "to": d.To.VN()})
	case d.From.Year > c.Year || d.To.Year < c.Year:
		e.With("from", "campaign.year|Thời gian này không có ngày nào thuộc năm {year}. Kiểm tra lại năm.", fault.P{"year": c.Year})
	}
	known := !d.From.IsZero() && !d.To.IsZero() && !d.To.Before(d.From) // the span itself will do
	for _, x := range []struct {
		name   string
		day    civil.Date
		within bool // the final summary comes after the end
	}{{"join", c.JoinDue, true}, {"mid", c.MidDue, true}, {"final", c.FinalDue, false}} {
		switch {
		case x.day.IsZero():
		case x.day.Before(d.From):
			e.With(x.name, "campaign.due|Hạn {day} trước ngày bắt đầu {from}. Kiểm tra lại hạn.", fault.P{"day": x.day.VN(), "from": d.From.VN()})
		case x.within && known && d.To.Before(x.day):
			e.With(x.name, "campaign.dueafter|Hạn {day} sau ngày kết thúc {to}. Kiểm tra lại hạn.", fault.P{"day": x.day.VN(), "to": d.To.VN()})
		case x.name == "final" && !c.MidDue.IsZero() && x.day.Before(c.MidDue):
			e.With("final", "campaign.finalfirst|Hạn tổng kết {final} trước hạn sơ kết {mid}. Kiểm tra lại hai hạn.", fault.P{"final": c.FinalDue.VN(), "mid": c.MidDue.VN()})
		}
	}
}

// Ready tells what a draft lacks before it can be launched. Errors: Invalid with fields.
func (c Campaign) Ready() error {
	e := fault.New(fault.Invalid, "campaign.notready|Chưa phát động được: phong trào còn thiếu các mục nêu dưới đây.")
	if len(c.Slogans) == 0 {
		e.With("slogans", "campaign.needslogan|Ghi ít nhất một khẩu hiệu.")
	}
	if len(c.Contents) == 0 {
		e.With("contents", "campaign.needcontent|Ghi ít nhất một nội dung thi đua.")
	}
	if len(c.Targets) == 0 && len(c.Criteria) == 0 {
		e.With("targets", "campaign.needaim|Chọn ít nhất một chỉ tiêu của kế hoạch, hoặc ghi tiêu chí xét khen.")
	}
	if c.FinalDue.IsZero() {
		e.With("final", "campaign.needfinal|Ghi hạn tổng kết.")
	}
	if len(e.Fields) > 0 {
		return e
	}
	return nil
}

// same reports whether two campaigns say the same, so that a form sent twice makes one.
func (c Campaign) same(o Campaign) bool {
	return c.Kind == o.Kind && c.Scope == o.Scope && c.Name == o.Name && c.Theme == o.Theme && slices.Equal(c.Slogans, o.Slogans) &&
		slices.Equal(c.Contents, o.Contents) && slices.Equal(c.Criteria, o.Criteria) && c.Days == o.Days && c.JoinDue == o.JoinDue && c.MidDue == o.MidDue &&
		c.FinalDue == o.FinalDue && c.Occasion == o.Occasion && c.Form == o.Form && c.Field == o.Field && c.Reason == o.Reason && c.Origin == o.Origin
}

func tidy(s string) string { return strings.Join(strings.Fields(vi.NFC(s)), " ") }

// tidyLines composes s, makes every run of spaces inside a line one and drops empty lines.
func tidyLines(s string) string { return strings.Join(lines(strings.Split(s, "\n")), "\n") }

func lines(list []string) []string {
	var out []string
	for _, l := range list {
		if l = tidy(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

func join(list []string) string { return strings.Join(list, "\n") }

// foldName is the key by which two campaigns of a year have the same name.
func foldName(c Campaign) string { return vi.Fold(c.Name) }

func lowerLabel(s State) string { return strings.ToLower(Vietnamese(s.Label())) }
