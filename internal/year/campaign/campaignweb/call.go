package campaignweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/campaign"
	"thidua/internal/year/org"
)

// A callLine is one campaign of the province with how far the blocs are.
type callLine struct {
	campaign.Campaign
	Href         string
	Taken, Blocs int
}

type callsPage struct {
	ui.Page
	Year  string
	Years []ui.Option
	Lines []callLine
}

type callNewPage struct {
	ui.Page
	Year      int
	Form      form
	Errors    ui.Errors
	Kinds     []ui.Option
	Forms     []ui.Option
	Blocs     []choice
	Occasions []campaign.Occasion
}

// A blocLine is one bloc that the province called.
type blocLine struct {
	line
	Bloc    org.Bloc
	Mid     bool // summed up half-way
	Final   bool
	Overdue bool // not launched although the day has come
}

type callPage struct {
	ui.Page
	C              campaign.Campaign
	Href           string
	Lines          []blocLine
	Others         []choice // blocs that were not called
	Taken          int
	Joined, Called int
	Errors         ui.Errors
}

var (
	callsView   = ui.NewView[callsPage](files, "calls.html")
	callNewView = ui.NewView[callNewPage](files, "callnew.html", "blocpicks.html")
	callView    = ui.NewView[callPage](files, "call.html", "blocpicks.html")
)

func callHref(c campaign.CallID) string { return "/phong-trao-tinh/" + c.String() }

// calls lists the campaigns that the province launched in a year.
func (h *handler) calls(w http.ResponseWriter, r *web.Request) error {
	year := h.year(r)
	p := callsPage{Page: ui.NewPage(w, r, "campaign.calls|Phong trào tỉnh phát động năm {year}", fault.P{"year": year}), Year: strconv.Itoa(year)}
	list, err := h.s.Calls(r.Context(), r.Actor, year)
	if err != nil {
		return err
	}
	for _, c := range list {
		p.Lines = append(p.Lines, callLine{c.Text(), callHref(c.ID), c.Taken(), len(c.Blocs)})
	}
	years, err := campaign.CallYears(r.Context(), h.s.DB())
	if !slices.Contains(years, year) {
		years = append([]int{year}, years...)
	}
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	if err != nil {
		return err
	}
	return callsView.Render(w, r, p)
}

// blocChoices gives the blocs as boxes to tick; all of them when on is nil.
func (h *handler) blocChoices(r *web.Request, on []id.Bloc, without []id.Bloc) ([]choice, error) {
	list, err := org.Blocs(r.Context(), h.s.DB())
	var out []choice
	for _, b := range list {
		if !slices.Contains(without, b.ID) {
			out = append(out, choice{Value: b.ID.String(), Text: b.Name, On: slices.Contains(on, b.ID)})
		}
	}
	return out, err
}

// pickedBlocs reads the ticked blocs.
func pickedBlocs(r *web.Request) []id.Bloc {
	var out []id.Bloc
	for _, n := range ids[org.Bloc](r, "blocs") {
		out = append(out, id.Bloc(n))
	}
	return out
}

// callNew shows the form of a campaign for several blocs, and on POST makes it.
func (h *handler) callNew(w http.ResponseWriter, r *web.Request) error {
	f := form{Kind: string(campaign.Drive)}
	var picked []id.Bloc
	var refused error
	if r.Method == "POST" {
		f, picked = typed(r), pickedBlocs(r)
		f.Scope = string(campaign.Provinces)
		e := fault.New(fault.Invalid, "campaign.invalid|Phong trào chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
		c := f.read(e, campaign.Campaign{Year: h.year(r)})
		var call campaign.CallID
		if len(e.Fields) > 0 {
			_, err := c.Clean()
			refused = merge(e, err)
		} else if call, refused = h.s.Call(r.Context(), r.Actor, 0, c, picked); refused == nil {
			return web.See(w, r, callHref(call), "campaign.call.done|Đã gửi phong trào tới {n} Khối. Khối trưởng bổ sung chỉ tiêu rồi phát động.", fault.P{"n": len(picked)})
		}
	}
	year := h.year(r)
	p := callNewPage{Page: ui.NewPage(w, r, "campaign.call.new|Phát động tới nhiều Khối"), Year: year, Form: f, Kinds: labels(r, campaign.Kinds, campaign.Kind.Label), Forms: labels(r, campaign.Forms, campaign.Form.Label), Occasions: campaign.Occasions(year)}
	var err error
	if p.Blocs, err = h.blocChoices(r, picked, nil); err != nil {
		return err
	}
	if refused == nil {
		return callNewView.Render(w, r, p)
	}
	list, other := ui.Refused(r, refused, append([]string{"blocs"}, formNames...)...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return callNewView.RenderStatus(w, r, statusOf(refused), p)
}

// call shows how far each bloc is, and on POST calls more of them.
func (h *handler) call(w http.ResponseWriter, r *web.Request) error {
	ident, err := id.Parse[campaign.Call](r.PathValue("id"))
	if err != nil {
		return notFound().Because(err)
	}
	var refused error
	if r.Method == "POST" {
		picked := pickedBlocs(r)
		if _, refused = h.s.Call(r.Context(), r.Actor, ident, campaign.Campaign{}, picked); refused == nil {
			return web.See(w, r, callHref(ident), "campaign.call.done|Đã gửi phong trào tới {n} Khối. Khối trưởng bổ sung chỉ tiêu rồi phát động.", fault.P{"n": len(picked)})
		}
	}
	c, err := h.s.CallOf(r.Context(), r.Actor, ident)
	if err != nil {
		return err
	}
	p := callPage{Page: ui.NewPage(w, r, "document.one|{name}", fault.P{"name": c.Text().Name}), C: c.Text(), Href: callHref(ident), Taken: c.Taken()}
	var called []id.Bloc
	for _, x := range c.Blocs {
		called = append(called, x.Bloc)
		l, err := h.blocLine(r, x)
		if err != nil {
			return err
		}
		if x.State != campaign.Draft {
			p.Joined, p.Called = p.Joined+l.Joined, p.Called+l.Called
		}
		p.Lines = append(p.Lines, l)
	}
	if p.Others, err = h.blocChoices(r, nil, called); err != nil {
		return err
	}
	if refused == nil {
		return callView.Render(w, r, p)
	}
	list, other := ui.Refused(r, refused, "blocs", "name")
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return callView.RenderStatus(w, r, statusOf(refused), p)
}

func (h *handler) blocLine(r *web.Request, c campaign.Campaign) (l blocLine, err error) {
	if l.line, err = h.line(r, c); err != nil {
		return l, err
	}
	if l.Bloc, err = org.BlocOf(r.Context(), h.s.DB(), c.Bloc); err != nil {
		return l, err
	}
	entries, err := campaign.Entries(r.Context(), h.s.DB(), c.ID)
	for _, n := range entries {
		l.Mid = l.Mid || n.Unit == 0 && n.Stage == campaign.Mid
		l.Final = l.Final || n.Unit == 0 && n.Stage == campaign.Final
	}
	l.Overdue = c.State == campaign.Draft && c.Days.From.Before(h.s.Today())
	return l, err
}
