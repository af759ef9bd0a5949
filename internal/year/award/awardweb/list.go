package awardweb

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/catalog"
	"thidua/internal/year/org"
)

// A line is one award as the list shows it.
type line struct {
	award.Award
	TitleName, ModeName, SubjectName string
}

type listPage struct {
	ui.Page
	scope
	Filter   award.Filter
	Unit     string // code chosen in the filter
	Year     string
	Years    []ui.Option
	Titles   []ui.Option
	Modes    []ui.Option
	Subjects []ui.Option
	Regimes  []ui.Option
	Deciders []ui.Option
	From, To string // as typed
	Errors   ui.Errors
	More     bool // a filter of the second row is set
	Grant    int  // requests that wait for their decision
	List     []line
	Total    int
	Any      bool
	Export   string
	Pager    ui.Pager
	Covered  award.Coverage // of the list of the reader's unit
	Own      string         // code of that unit; "" for none
	OwnName  string
	Since    string // years as typed
	Until    string
}

var listView = ui.NewView[listPage](files, "list.html")

// day reads one day of the filter; what is no day is a message.
func (p *listPage) day(r *web.Request, key string) (text string, d civil.Date) {
	if text = strings.TrimSpace(r.URL.Query().Get(key)); text == "" {
		return text, d
	}
	d, err := civil.ParseVN(text)
	if err != nil && p != nil {
		p.Errors.Add(key, r.T("award.notday|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": text}))
	}
	return text, d
}

// filter reads the filter of the address. What it cannot read is noted in p, unless p is nil.
func (h *handler) filter(r *web.Request, s scope, c *catalog.Catalog, p *listPage) award.Filter {
	v := r.URL.Query()
	f := award.Filter{Unit: s.Unit.ID, Year: number(v.Get("nam")), Title: v.Get("danh-hieu"), Mode: award.Mode(v.Get("loai")), Subject: v.Get("doi-tuong"),
		Query: strings.TrimSpace(v.Get("q")), Page: max(number(v.Get("trang")), 1)}
	f.Page = min(f.Page, 1<<20)
	f.Decider = v.Get("nguoi")
	from, first := p.day(r, "tu")
	to, last := p.day(r, "den")
	f.From, f.To = first, last
	if p != nil {
		p.From, p.To = from, to
	}
	for _, x := range award.Regimes(c) {
		if x.Key == v.Get("che-do") {
			f.Regime = x
		}
	}
	if q := []rune(f.Query); len(q) > 200 {
		f.Query = string(q[:200])
	}
	return f
}

func (h *handler) list(w http.ResponseWriter, r *web.Request) error {
	p, err := h.listPage(w, r)
	if err != nil {
		return err
	}
	return listView.Render(w, r, p)
}

// cover states which years the list of a unit covers.
func (h *handler) cover(w http.ResponseWriter, r *web.Request) error {
	s, err := h.keeper(r)
	if err != nil {
		return err
	}
	since, until := strings.TrimSpace(r.PostFormValue("since")), strings.TrimSpace(r.PostFormValue("until"))
	c := award.Coverage{From: number(since), To: number(until)}
	if c.From == 0 && since != "" || c.To == 0 && until != "" || (since == "") != (until == "") {
		c = award.Coverage{From: max(c.From, 1), To: max(c.To, 1)} // not two years: named by the service
	}
	if err = h.s.Cover(r.Context(), r.Actor, s.Unit.ID, c); err == nil {
		return web.See(w, r, "/khen-thuong"+s.Query(), "award.coverage.saved|Đã ghi. Kết quả kiểm tra đăng ký tính lại theo các năm này.")
	}
	list, other := ui.Refused(r, err, "since", "until")
	if other != nil {
		return other
	}
	p, perr := h.listPage(w, r)
	if perr != nil {
		return perr
	}
	p.Errors, p.Error, p.Since, p.Until = list, "x", since, until
	return listView.RenderStatus(w, r, http.StatusUnprocessableEntity, p)
}

func (h *handler) listPage(w http.ResponseWriter, r *web.Request) (p listPage, err error) {
	s, err := h.in(r)
	if err != nil {
		return p, err
	}
	ctx, q := r.Context(), h.s.DB()
	c, err := h.s.Catalog.Current(ctx, q)
	if err != nil {
		return p, err
	}
	p = listPage{Page: ui.NewPage(w, r, "award.register|Sổ khen thưởng"), scope: s, Titles: titleOptions(c), Modes: modeOptions(r), Subjects: subjectOptions(r)}
	p.Filter = h.filter(r, s, c, &p)
	p.More = p.From != "" || p.To != "" || p.Filter.Decider != "" || p.Filter.Regime.Key != ""
	if len(p.Errors) > 0 {
		p.Error = "x"
	}
	if k, err := h.keeper(r); err == nil {
		p.Keep = true
		if k.Unit.ID != 0 {
			if p.Covered, err = award.CoverageOf(ctx, q, k.Unit.ID); err != nil {
				return p, err
			}
			if p.Own, p.OwnName = k.Unit.Code, k.Unit.Short; p.Covered.Told() {
				p.Since, p.Until = strconv.Itoa(p.Covered.From), strconv.Itoa(p.Covered.To)
			}
		}
	}
	if who.Can(r.Actor, who.GrantAwards, who.Object{Bloc: s.Bloc.ID, Unit: s.Unit.ID}) == nil {
		wait, err := h.s.Waiting(ctx, r.Actor, s.Bloc.ID, s.Unit.ID)
		if err != nil {
			return p, err
		}
		p.Grant = len(wait)
	}
	for _, x := range award.Regimes(c) {
		p.Regimes = append(p.Regimes, ui.Option{Value: x.Key, Text: r.T(x.Label())})
	}
	deciders, err := award.Deciders(ctx, q, s.Bloc.ID, h.s.Today(), s.Reader.Unit.ID)
	if err != nil {
		return p, err
	}
	for _, x := range deciders {
		p.Deciders = append(p.Deciders, ui.Option{Value: x, Text: x})
	}
	years, err := award.Years(ctx, q, s.Bloc.ID, h.s.Today(), s.Reader.Unit.ID)
	if err != nil {
		return p, err
	}
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	p.Any = len(years) > 0
	if p.Filter.Year > 0 {
		p.Year = strconv.Itoa(p.Filter.Year)
	}
	p.Unit = s.Reader.Unit.Code
	list, total, err := award.List(ctx, q, s.Bloc.ID, h.s.Today(), p.Filter)
	if err != nil {
		return p, err
	}
	for _, a := range list {
		p.List = append(p.List, line{a, label(c, a.Title), r.T(a.Mode.Label()), r.T(award.SubjectLabel(a.Subject))})
	}
	keep := url.Values{}
	for _, k := range []string{"khoi", "don-vi", "nam", "danh-hieu", "loai", "doi-tuong", "q", "tu", "den", "nguoi", "che-do"} {
		if x := r.URL.Query().Get(k); x != "" {
			keep.Set(k, x)
		}
	}
	p.Total, p.Export = total, "/khen-thuong/xuat?"+keep.Encode()
	keep.Del("trang")
	base := keep.Encode()
	if base != "" {
		base += "&"
	}
	p.Pager = ui.Pager{Page: p.Filter.Page, Pages: (total + award.PageSize - 1) / award.PageSize, Total: total, Base: "/khen-thuong?" + base + "trang="}
	return p, nil
}

func (h *handler) export(w http.ResponseWriter, r *web.Request) error {
	s, err := h.in(r)
	if err != nil {
		return err
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return err
	}
	data, err := h.s.Export(r.Context(), r.Actor, s.Reader, h.filter(r, s, c, nil))
	if err != nil {
		return err
	}
	r.Concerns(s.Bloc.ID, s.Unit.ID)
	return web.Download(w, "so-khen-thuong.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", data)
}

type viewPage struct {
	ui.Page
	Award  line
	Keep   bool
	Born   string
	From   string // page of what asked for it; "" when entered by hand
	FromOf string // its name
	Past   []line
	Events []ui.Event
	Errors ui.Errors
	Why    string
	Wrong  string // who decides instead, when the decider named is of another level
}

var viewView = ui.NewView[viewPage](files, "view.html")

func (h *handler) view(w http.ResponseWriter, r *web.Request) error {
	p, err := h.viewPage(w, r)
	if err != nil {
		return err
	}
	return viewView.Render(w, r, p)
}

func (h *handler) viewPage(w http.ResponseWriter, r *web.Request) (p viewPage, err error) {
	a, _, err := h.one(r)
	if err != nil {
		return p, err
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return p, err
	}
	p = viewPage{Page: ui.NewPage(w, r, "award.one|{name}", fault.P{"name": a.Name}), Award: line{a, label(c, a.Title), r.T(a.Mode.Label()), r.T(award.SubjectLabel(a.Subject))},
		Keep: who.Can(r.Actor, who.KeepAwards, who.Object{Unit: a.Unit}) == nil}
	if a.Born > 0 {
		p.Born = strconv.Itoa(a.Born)
	}
	u, err := org.UnitOf(r.Context(), h.s.DB(), a.Unit)
	if err != nil {
		return p, err
	}
	p.Wrong = wrongAuthority(r, c, u, a)
	if p.From, p.FromOf, err = h.origin(r, a.Origin); err != nil {
		return p, err
	}
	past, err := award.SameSubject(r.Context(), h.s.DB(), a)
	if err != nil {
		return p, err
	}
	for _, x := range past {
		p.Past = append(p.Past, line{x, label(c, x.Title), r.T(x.Mode.Label()), ""})
	}
	lines, err := audit.History(r.Context(), h.s.DB(), award.Object(a.ID), 20)
	for _, l := range lines {
		p.Events = append(p.Events, ui.Event{At: l.At, Who: l.Name, Text: did(r, l.Did)})
	}
	return p, err
}

// origin leads to what asked for an award.
func (h *handler) origin(r *web.Request, from string) (page, name string, err error) {
	kind, n, ok := strings.Cut(from, "/")
	if !ok {
		return "", "", nil
	}
	name = r.T(sourceName(kind))
	switch kind {
	case "registration":
		return "/dong-dang-ky/" + n, name, nil
	case "rolemodel":
		return "/khen-kip-thoi/" + n, name, nil
	}
	p, err := id.Parse[campaign.Proposal](n)
	if err != nil {
		return "", name, err
	}
	x, err := campaign.ProposalOf(r.Context(), h.s.DB(), p)
	return "/phong-trao/" + x.Campaign.String() + "/de-nghi", name, err
}

func did(r *web.Request, act string) string {
	switch act {
	case "award.create":
		return r.T("award.did.create|ghi vào sổ")
	case "award.grant":
		return r.T("award.did.grant|ghi vào sổ theo đề nghị")
	case "award.save":
		return r.T("award.did.save|sửa")
	case "award.revoke":
		return r.T("award.did.revoke|hủy bỏ")
	}
	return act
}

func (h *handler) revoke(w http.ResponseWriter, r *web.Request) error {
	p, err := h.viewPage(w, r)
	if err != nil {
		return err
	}
	err = h.s.Revoke(r.Context(), r.Actor, p.Award.ID, int64(number(r.PostFormValue("version"))), r.PostFormValue("why"))
	if err == nil {
		return web.See(w, r, "/khen-thuong/"+p.Award.ID.String(), "award.revoked.done|Đã ghi việc hủy bỏ. Khen thưởng này không còn được tính.")
	}
	list, other := ui.Refused(r, err, "why")
	if other != nil {
		return other
	}
	p.Errors, p.Error, p.Why = list, "x", r.PostFormValue("why")
	return viewView.RenderStatus(w, r, status(err), p)
}
