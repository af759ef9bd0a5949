package awardweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/catalog"
)

// grantSize is how many requests a page of the form shows.
const grantSize = 100

// A grantLine is one request that waits for its decision.
type grantLine struct {
	award.Candidate
	N             int
	Unit, From    string
	Picked        bool
	Titles        []ui.Option
	Chosen        string // title
	Subjects      []ui.Option
	ChosenSubject string
}

type grantPage struct {
	ui.Page
	scope
	Number, Day, Decider string
	Source, Wanted, One  string // what narrows the list
	Sources, Titles      []ui.Option
	Lines                []grantLine
	All                  bool
	Pager                ui.Pager
	Errors               ui.Errors
	Any                  bool
}

var grantView = ui.NewView[grantPage](files, "grant.html")

// granter is the scope of whoever enters decisions: the leader's people and the board for
// every unit of the bloc, an officer for the own one.
func (h *handler) granter(r *web.Request) (s scope, err error) {
	if s, err = h.in(r); err != nil {
		return s, err
	}
	return s, who.Can(r.Actor, who.GrantAwards, who.Object{Bloc: s.Bloc.ID, Unit: s.Unit.ID})
}

// ToGrant gives the address of the form, with what narrows its list.
func (p grantPage) ToGrant() string {
	return "/khen-thuong/theo-quyet-dinh" + p.Query() + "&nguon=" + p.Source + "&danh-hieu=" + p.Wanted + "&de-nghi=" + p.One + "&trang=" + strconv.Itoa(p.Pager.Page)
}

func (h *handler) grantPage(w http.ResponseWriter, r *web.Request) (p grantPage, err error) {
	s, err := h.granter(r)
	if err != nil {
		return p, err
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return p, err
	}
	list, err := h.s.Waiting(r.Context(), r.Actor, s.Bloc.ID, s.Unit.ID)
	if err != nil {
		return p, err
	}
	q := r.URL.Query()
	p = grantPage{Page: ui.NewPage(w, r, "award.grant.title|Ghi quyết định khen thưởng"), scope: s, Source: q.Get("nguon"), Wanted: q.Get("danh-hieu"), One: q.Get("de-nghi"), Any: len(list) > 0}
	sources, titles := map[string]bool{}, map[string]bool{}
	for _, x := range list {
		kind, _, _ := strings.Cut(x.Origin, "/")
		if !sources[kind] {
			sources[kind] = true
			p.Sources = append(p.Sources, ui.Option{Value: kind, Text: r.T(sourceName(kind))})
		}
		if x.Title != "" && !titles[x.Title] {
			titles[x.Title] = true
			p.Titles = append(p.Titles, ui.Option{Value: x.Title, Text: label(c, x.Title)})
		}
	}
	list = slices.DeleteFunc(list, func(x award.Candidate) bool {
		return p.Source != "" && !strings.HasPrefix(x.Origin, p.Source+"/") || p.Wanted != "" && x.Title != p.Wanted || p.One != "" && x.Origin != p.One // a request leads here for itself
	})
	page := min(max(number(q.Get("trang")), 1), max(1, (len(list)+grantSize-1)/grantSize))
	p.Pager = ui.Pager{Page: page, Pages: (len(list) + grantSize - 1) / grantSize, Total: len(list), Base: "/khen-thuong/theo-quyet-dinh" + s.Query() + "&nguon=" + p.Source + "&danh-hieu=" + p.Wanted + "&trang="}
	from := (page - 1) * grantSize
	names := map[string]string{}
	for _, m := range s.Members {
		names[m.Unit.ID.String()] = m.Unit.Short
	}
	for i, x := range list[from:min(len(list), from+grantSize)] {
		l := grantLine{Candidate: x, N: i, Unit: names[x.Unit.String()], From: r.T(x.Of, x.Args), Chosen: x.Title, ChosenSubject: x.Subject, Titles: titlesFor(c, x.Subject)}
		if x.Subject == "" {
			l.Subjects = subjectOptions(r)
		}
		p.Lines = append(p.Lines, l)
	}
	if len(list) == 1 { // led here by one request: it is the one
		p.Lines[0].Picked, p.Number = true, list[0].Number
		if !list[0].Day.IsZero() {
			p.Day = list[0].Day.VN()
		}
	}
	return p, nil
}

// titlesFor gives what may be given to a kind of subject; everything when that is not told.
func titlesFor(c *catalog.Catalog, subject string) []ui.Option {
	var list []ui.Option
	for _, e := range c.Entries() {
		if subject == "" || slices.Contains(e.For, subject) {
			list = append(list, ui.Option{Value: e.Code, Text: e.Name + " (" + e.Code + ")"})
		}
	}
	return list
}

// sourceName gives the message with the name of what asks for awards.
func sourceName(kind string) string {
	switch kind {
	case "registration":
		return "award.from.registration|Bản đăng ký đã tổng hợp"
	case "campaign":
		return "award.from.campaign|Đề nghị theo phong trào"
	}
	return "award.from.timely|Đề nghị khen kịp thời"
}

// grant shows what waits for a decision, and enters what a decision names.
func (h *handler) grant(w http.ResponseWriter, r *web.Request) error {
	p, err := h.grantPage(w, r)
	if err != nil {
		return err
	}
	if r.Method == "GET" {
		return grantView.Render(w, r, p)
	}
	v := r.PostFormValue
	p.Number, p.Day, p.Decider, p.All = v("number"), v("day"), v("decider"), v("tat-ca") != ""
	d := award.Decision{Number: p.Number, Decider: p.Decider}
	errs := fault.New(fault.Invalid, "award.grant.invalid|Chưa ghi được quyết định. Sửa các mục nêu dưới đây rồi lưu lại.")
	if t := strings.TrimSpace(p.Day); t != "" {
		if d.Day, err = civil.ParseVN(t); err != nil {
			errs.With("day", "award.notday|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": t})
		}
	}
	picks := p.picked(r)
	err = joined(errs, func() error { _, e := d.Clean(); return e })
	if err == nil {
		var n int
		if n, err = h.s.Grant(r.Context(), r.Actor, p.Bloc.ID, d, picks); err == nil {
			return web.See(w, r, "/khen-thuong"+p.Query()+"&q="+strings.ReplaceAll(d.Number, "/", "%2F"), "award.granted|Đã ghi {n} khen thưởng theo Quyết định {number} vào sổ.", fault.P{"n": n, "number": d.Number})
		}
	}
	list, other := ui.Refused(r, err, "number", "day", "decider", "chon")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return grantView.RenderStatus(w, r, status(err), p)
}

// picked reads which lines were ticked, with what each is given. A line says its origin
// itself, so that a list that changed meanwhile moves no tick to another person.
func (p *grantPage) picked(r *web.Request) (picks []award.Pick) {
	ticked := r.PostForm["chon"]
	title := func(origin string) string { return r.PostFormValue("danh-hieu:" + origin) }
	known := map[string]bool{}
	for i := range p.Lines {
		l := &p.Lines[i]
		known[l.Origin] = true
		l.Picked = slices.Contains(ticked, l.Origin)
		if t := title(l.Origin); t != "" {
			l.Chosen = t
		}
		if s := r.PostFormValue("doi-tuong:" + l.Origin); s != "" {
			l.ChosenSubject = s
		}
		if l.Picked || p.All {
			picks = append(picks, award.Pick{Origin: l.Origin, Title: l.Chosen, Subject: l.ChosenSubject})
		}
	}
	for _, origin := range ticked { // entered meanwhile: the same again changes nothing
		if !known[origin] {
			picks = append(picks, award.Pick{Origin: origin, Title: title(origin), Subject: r.PostFormValue("doi-tuong:" + origin)})
		}
	}
	return picks
}
