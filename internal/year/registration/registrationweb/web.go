// Package registrationweb shows registrations of titles and forms: the list of a unit with
// what the rules say of every line and why, lists from Excel, the head's decision, and the
// consolidated view of the bloc with its submission.
package registrationweb

import (
	"cmp"
	"embed"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
	"thidua/internal/year/org"
	"thidua/internal/year/registration"
)

//go:embed *.html
var files embed.FS

//go:embed registration.en.txt
var english string

type handler struct{ s *registration.Service }

// Slice gives the routes of registration.
func Slice(s *registration.Service) web.Slice {
	h := &handler{s}
	route := func(method, path, name string, p web.Policy, f web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Name: "registration." + name, Policy: p, Handler: f}
	}
	upload := route("POST", "/nhap-dang-ky/{year}", "list.send", web.Officers, h.send)
	upload.Upload = award.MaxList + 1<<20
	return web.Slice{Name: "registration", English: english,
		Menu: []web.MenuItem{{Path: "/dang-ky", Label: "nav.registration|Đăng ký", Order: 25, Show: func(a who.Actor) bool { return web.Insider.Allow(a) == nil }}},
		Routes: []web.Route{
			route("GET", "/dang-ky", "home", web.Insider, h.home),
			route("GET", "/dang-ky/{year}", "unit", web.Insider, h.unit),
			route("POST", "/dang-ky/{year}", "move", web.Insider, h.move),
			route("GET", "/dang-ky/{year}/them", "line.new", web.Officers, h.newLine),
			route("POST", "/dang-ky/{year}/them", "line.add", web.Officers, h.newLine),
			route("GET", "/dang-ky/{year}/so-lieu", "counts.form", web.Officers, h.counts),
			route("POST", "/dang-ky/{year}/so-lieu", "counts", web.Officers, h.counts),
			route("POST", "/dang-ky/{year}/chep", "copy", web.Officers, h.copyLast),
			route("GET", "/dang-ky/{year}/xuat/{format}", "export", web.Insider, h.export),
			route("GET", "/dong-dang-ky/{id}", "line", web.Insider, h.line),
			route("POST", "/dong-dang-ky/{id}", "line.save", web.Officers, h.line),
			route("POST", "/dong-dang-ky/{id}/bo", "line.drop", web.Officers, h.drop),
			route("GET", "/nhap-dang-ky/{year}", "list.new", web.Officers, h.sendForm),
			upload,
			route("GET", "/nhap-dang-ky/{year}/mau", "list.template", web.Officers, h.template),
			route("GET", "/danh-sach-dang-ky/{id}", "list.preview", web.Officers, h.preview),
			route("POST", "/danh-sach-dang-ky/{id}", "list.write", web.Officers, h.write),
			route("GET", "/danh-sach-dang-ky/{id}/tep", "list.marked", web.Officers, h.marked),
			route("GET", "/dang-ky-khoi/{year}", "bloc", web.Overview, h.bloc),
			route("POST", "/dang-ky-khoi/{year}", "bloc.do", web.Leaders, h.blocDo),
			route("GET", "/dang-ky-khoi/{year}/xuat/{format}", "bloc.export", web.Overview, h.blocExport),
		}}
}

// scope is where the reader stands: a bloc, a year and one unit.
type scope struct {
	org.Reader
	Year int
}

// in finds the scope of a request. A unit is always meant: for the whole bloc see bloc.go.
func (h *handler) in(r *web.Request) (s scope, err error) {
	if s.Year, err = strconv.Atoi(r.PathValue("year")); err != nil || s.Year < 2000 || s.Year > 2200 {
		return s, errPage
	}
	s.Reader, err = org.ReaderFor(r.Context(), h.s.DB(), r.Actor, who.ReadRegister, [2]string{r.FormValue("khoi"), r.FormValue("don-vi")}, h.s.Today())
	if err == nil && s.Unit.ID == 0 { // the leader's people work for their own unit too
		for _, m := range s.Members {
			if r.Actor.Of(m.Unit.ID) {
				s.Unit = m.Unit
			}
		}
	}
	return s, err
}

func (s scope) place() registration.Place {
	return registration.Place{Bloc: s.Bloc.ID, Year: s.Year, Unit: s.Unit.ID}
}

// Query keeps bloc and unit in links.
func (s scope) Query() string { return "?khoi=" + s.Bloc.Code + "&don-vi=" + s.Unit.Code }

// To gives an address of the unit's registration.
func (s scope) To(path string) string { return "/dang-ky/" + strconv.Itoa(s.Year) + path + s.Query() }

// ToSend gives the address for lists from Excel.
func (s scope) ToSend(path string) string {
	return "/nhap-dang-ky/" + strconv.Itoa(s.Year) + path + s.Query()
}

// ToBloc gives the address of the consolidated view.
func (s scope) ToBloc() string {
	return "/dang-ky-khoi/" + strconv.Itoa(s.Year) + "?khoi=" + s.Bloc.Code
}

// YearText gives the year without a thousands separator.
func (s scope) YearText() string { return strconv.Itoa(s.Year) }

var errPage = fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")

// home leads to the registration of this year, or to the newest one.
func (h *handler) home(w http.ResponseWriter, r *web.Request) error {
	rd, err := org.ReaderFor(r.Context(), h.s.DB(), r.Actor, who.ReadRegister, [2]string{r.FormValue("khoi"), r.FormValue("don-vi")}, h.s.Today())
	if err != nil {
		return err
	}
	year := h.s.Today().Year
	rounds, err := registration.Rounds(r.Context(), h.s.DB(), rd.Bloc.ID)
	if err != nil {
		return err
	}
	if len(rounds) > 0 && rounds[0].Year < year {
		year = rounds[0].Year
	}
	s := scope{rd, year}
	to := s.To("")
	if rd.Unit.ID == 0 {
		to = s.ToBloc()
	}
	http.Redirect(w, r.Request, to, http.StatusSeeOther)
	return nil
}

// say gives a text in the reader's language.
func say(r *web.Request, t rulebook.Text) string {
	if r.Lang == msg.EN {
		return t.EN
	}
	return t.VI
}

// proofs draws findings.
func proofs(r *web.Request, list []registration.Finding) (out []ui.Proof) {
	for _, f := range list {
		p := ui.Proof{Kind: tagOf(f.Result, false), Result: r.T(f.Result.Label()), Title: r.T(rulebook.KindLabel(f.Kind)) + ": " + f.Title, Text: say(r, f.Why), Gives: say(r, rulebook.Text{VI: f.Gives, EN: cmp.Or(f.GivesEN, f.Gives)}), Basis: say(r, rulebook.Text{VI: f.Basis, EN: cmp.Or(f.BasisEN, f.Basis)}), Checked: f.Checked}
		if f.Kind != rulebook.Eligibility && f.Kind != rulebook.Quota {
			p.Kind, p.Result, p.Text = "plain", r.T("reg.info|Để biết"), ""
		}
		if f.Kind == rulebook.Quota && f.Result == rulebook.Met {
			p.Text = r.T("reg.quota.met|Đề nghị {n}, trong tỷ lệ cho phép.", fault.P{"n": f.Proposed})
		}
		if f.Higher > 0 {
			p.Text = strings.TrimRight(p.Text, ".") + ". " + r.T("reg.quota.higher|Trong số đề nghị có {n} người đăng ký danh hiệu cao hơn.", fault.P{"n": f.Higher})
		}
		if strings.HasPrefix(strings.ToLower(f.Title), strings.ToLower(r.T(rulebook.KindLabel(f.Kind)))) {
			p.Title = f.Title
		}
		if f.Possible {
			p.Kind, p.Result = "warn", r.T("reg.possible|Có thể đạt trong năm {year}", fault.P{"year": f.Earliest})
		} else if f.Earliest > 0 {
			p.Earliest = r.T("rule.earliest|Sớm nhất: năm {year}.", fault.P{"year": f.Earliest})
			if !f.Until.IsZero() {
				p.Earliest += " " + r.T("rule.until|Bộ quy tắc này chỉ đến {day}: năm {year} xét theo bộ quy tắc sau.", fault.P{"day": f.Until.VN(), "year": f.Earliest})
			}
		}
		if f.Blocks {
			p.Result = r.T("reg.holdup|Chưa đạt, giữ lại khi gửi")
		}
		for _, x := range f.Facts {
			p.Facts = append(p.Facts, ui.ProofFact{Name: say(r, x.Name), Value: say(r, x.Value)})
		}
		out = append(out, p)
	}
	return out
}

func tagOf(v rulebook.Result, possible bool) string {
	switch {
	case v == rulebook.Met:
		return "ok"
	case v == rulebook.NotMet && !possible:
		return "bad"
	}
	return "warn"
}

// verdict gives the words of a line's result.
func verdict(r *web.Request, c registration.Check, year int) string {
	switch {
	case c.Verdict == rulebook.NotMet && c.Possible:
		return r.T("reg.possible|Có thể đạt trong năm {year}", fault.P{"year": year})
	case c.Verdict == rulebook.NotMet && !c.Until.IsZero():
		return r.T("reg.earliest.later|Chưa đạt, sớm nhất {year} (theo bộ quy tắc sau)", fault.P{"year": c.Earliest})
	case c.Verdict == rulebook.NotMet && c.Earliest > 0:
		return r.T("reg.earliest|Chưa đạt, sớm nhất {year}", fault.P{"year": c.Earliest})
	case c.Verdict == rulebook.NotMet:
		return r.T(rulebook.NotMet.Label())
	case c.Verdict == rulebook.Met:
		return r.T(rulebook.Met.Label())
	}
	return r.T(rulebook.Unknown.Label())
}

// bookText says by which book and on which day.
func bookText(r *web.Request, v catalog.Version, q registration.Quotas, frozen bool) string {
	if v.Pack == "" {
		return ""
	}
	text := r.T("catalog.v.shipped|{title}, bản đi kèm phần mềm", fault.P{"title": v.Title})
	if v.N > 0 {
		text = r.T("catalog.v.loaded|{title}, bản nạp lần {n} ngày {day}", fault.P{"title": v.Title, "n": v.N, "day": v.Day.VN()})
	}
	if frozen {
		return r.T("reg.book.frozen|Kết quả đã ghi ngày {day}, theo bộ quy tắc: {text}", fault.P{"day": q.Day.VN(), "text": text})
	}
	return r.T("reg.book.live|Kiểm tra theo bộ quy tắc: {text}", fault.P{"text": text})
}

func titleOptions(c *catalog.Catalog, system string, year int) []ui.Option {
	var list []ui.Option
	for _, e := range c.Offered(system, "", year) {
		list = append(list, ui.Option{Value: e.Code, Text: e.Name + " (" + e.Code + ")"})
	}
	return list
}

func subjectOptions(r *web.Request) []ui.Option {
	var list []ui.Option
	for _, s := range []string{roster.Person, roster.Collective, roster.Household} {
		list = append(list, ui.Option{Value: s, Text: r.T(award.SubjectLabel(s))})
	}
	return list
}

func label(c *catalog.Catalog, code string) string {
	if x, ok := c.Entry(code); ok {
		return x.Name
	}
	return code
}

func lineID(r *web.Request) (registration.LineID, error) {
	n, err := id.Parse[registration.Line](r.PathValue("id"))
	if err != nil {
		return 0, errPage
	}
	return n, nil
}

func asFault(err error) *fault.Error {
	e, _ := errors.AsType[*fault.Error](err)
	return e
}

func number(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }

func status(err error) int {
	if s := web.Status(err); s != http.StatusInternalServerError {
		return s
	}
	return http.StatusUnprocessableEntity
}
