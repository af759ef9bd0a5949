package campaignweb

import (
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/campaign"
	"thidua/internal/year/org"
)

type line struct {
	campaign.Campaign
	Href   string
	Tag    string // kind of the status tag
	Joined int
	Called int
	Mine   string // what the reader's unit has to do, "" for nothing
}

type listPage struct {
	ui.Page
	Bloc  org.Bloc
	Edit  bool
	Year  string
	Years []ui.Option
	Lines []line
}

var listView = ui.NewView[listPage](files, "list.html")

func (h *handler) list(w http.ResponseWriter, r *web.Request) error {
	ctx := r.Context()
	b, err := bloc(ctx, h.s.DB(), r)
	if err != nil {
		return err
	}
	year := h.year(r)
	p := listPage{Page: ui.NewPage(w, r, "campaign.title|Phong trào thi đua năm {year}", fault.P{"year": year}), Bloc: b, Edit: mayEdit(r, b.ID), Year: strconv.Itoa(year)}
	years, err := campaign.Years(ctx, h.s.DB(), b.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(years, year) {
		years = append([]int{year}, years...)
	}
	for _, y := range years {
		p.Years = append(p.Years, ui.Option{Value: strconv.Itoa(y), Text: strconv.Itoa(y)})
	}
	list, err := h.s.Visible(ctx, r.Actor, b.ID, year)
	if err != nil {
		return err
	}
	for _, c := range list {
		l, err := h.line(r, c)
		if err != nil {
			return err
		}
		p.Lines = append(p.Lines, l)
	}
	return listView.Render(w, r, p)
}

func (h *handler) line(r *web.Request, c campaign.Campaign) (line, error) {
	l := line{Campaign: c, Href: href(c), Tag: tagOf(c, h.s.Today())}
	members, err := org.Members(r.Context(), h.s.DB(), c.Bloc, c.Days.From)
	if err != nil {
		return l, err
	}
	joins, err := campaign.Joins(r.Context(), h.s.DB(), c.ID)
	if err != nil {
		return l, err
	}
	mine := own(r, c.Bloc)
	for _, m := range members {
		if !c.Calls(m.Unit.ID) {
			continue
		}
		l.Called++
		joined := slices.ContainsFunc(joins, func(j campaign.Join) bool { return j.Unit == m.Unit.ID })
		if joined {
			l.Joined++
		} else if m.Unit.ID == mine && c.State.Running() {
			l.Mine = href(c) + "/huong-ung"
		}
	}
	return l, nil
}

// own gives the reader's unit in a bloc, 0 for none.
func own(r *web.Request, b id.Bloc) id.Unit {
	for _, m := range r.Actor.Blocs {
		if m.Bloc == b {
			return m.Unit
		}
	}
	return 0
}

// tagOf gives the kind of the status tag: late when a summary is overdue.
func tagOf(c campaign.Campaign, today civil.Date) string {
	late := func(d civil.Date) bool { return !d.IsZero() && d.Before(today) }
	switch {
	case c.State == campaign.Draft && c.Days.From.Before(today),
		c.State == campaign.Open && late(c.MidDue), c.State.Running() && late(c.FinalDue):
		return "warn"
	case c.State == campaign.Draft:
		return "todo"
	case c.State.Running():
		return "info"
	case c.State == campaign.Summarised:
		return "ok"
	}
	return "plain"
}
