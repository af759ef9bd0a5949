package campaignweb

import (
	"net/http"
	"slices"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A form is what the reader types, kept as typed when something is wrong.
type form struct {
	Kind, Scope, Name, Theme, Occasion, Slogans, Contents, Criteria string
	From, To, Join, Mid, Final, Form, Field, Reason, Version        string
}

var formNames = []string{"kind", "scope", "name", "theme", "occasion", "slogans", "contents", "criteria", "from", "to", "join", "mid", "final", "form", "reason", "targets", "basis", "units"}

// A choice is a box to tick.
type choice struct {
	Value, Text, Hint string
	On                bool
}

type editPage struct {
	ui.Page
	Bloc      org.Bloc
	Year      int
	C         campaign.Campaign
	Form      form
	Errors    ui.Errors
	Kinds     []ui.Option
	Scopes    []ui.Option
	Forms     []ui.Option
	Fields    []ui.Option
	Targets   []choice
	Basis     []choice
	Units     []choice
	Occasions []campaign.Occasion
	Locked    bool // launched: what it is and when it began stay
	Called    bool // the province launched it: what it said stays
}

var editView = ui.NewView[editPage](files, "edit.html")

func (h *handler) create(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.EditCampaign, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	c := campaign.Campaign{Bloc: b.ID, Year: h.year(r), Kind: campaign.Drive, Scope: campaign.Blocs}
	if list, err := campaign.List(r.Context(), h.s.DB(), b.ID, c.Year); err != nil {
		return err
	} else if len(list) == 0 { // the year begins with its regular campaign
		c.Kind = campaign.Regular
	}
	return h.form(w, r, b, c)
}

func (h *handler) edit(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.edits(r)
	if err != nil {
		return err
	}
	return h.form(w, r, b, c)
}

// form shows the form, and on POST saves it: a new campaign when c has no id.
func (h *handler) form(w http.ResponseWriter, r *web.Request, b org.Bloc, c campaign.Campaign) error {
	was := c
	f := show(c)
	if r.Method == "GET" {
		return h.showForm(w, r, b, c, f, nil)
	}
	f = typed(r)
	e := fault.New(fault.Invalid, "campaign.invalid|Phong trào chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	c = f.read(e, c)
	c.Targets, c.Basis = ids[plan.Target](r, "targets"), ids[document.Document](r, "basis")
	c.Units = units(r)
	c.Version = version(r)
	_, err := c.Clean()
	if was.ID != 0 && was.State != campaign.Draft { // these stay, whatever was sent
		c.Kind, c.Scope, c.Days.From = was.Kind, was.Scope, was.Days.From
		_, err = c.Clean()
	}
	if was.Called() {
		c.Name, c.Theme, c.Occasion, c.Kind, c.Scope, c.Days = was.Name, was.Theme, was.Occasion, was.Kind, was.Scope, was.Days
		_, err = c.Clean()
	}
	err = merge(e, err)
	if err == nil {
		if c.ID == 0 {
			c.ID, err = h.s.Propose(r.Context(), r.Actor, c)
		} else {
			err = h.s.Save(r.Context(), r.Actor, c)
		}
	}
	if err == nil {
		return web.See(w, r, href(c), "campaign.saved|Đã lưu {name}.", fault.P{"name": c.Name})
	}
	return h.showForm(w, r, b, c, f, err)
}

func (h *handler) showForm(w http.ResponseWriter, r *web.Request, b org.Bloc, c campaign.Campaign, f form, refused error) error {
	title := ui.NewPage(w, r, "campaign.new|Thêm phong trào")
	if c.ID != 0 {
		title = ui.NewPage(w, r, "campaign.edit|Sửa {name}", fault.P{"name": c.Name})
	}
	p := editPage{Page: title, Bloc: b, Year: c.Year, C: c, Form: f, Locked: c.ID != 0 && c.State != campaign.Draft, Called: c.Called(),
		Kinds: labels(r, campaign.Kinds, campaign.Kind.Label), Scopes: labels(r, campaign.Scopes, campaign.Scope.Label), Forms: labels(r, campaign.Forms, campaign.Form.Label),
		Occasions: campaign.Occasions(c.Year)}
	if err := h.choices(r, &p, c); err != nil {
		return err
	}
	if refused == nil {
		return editView.Render(w, r, p)
	}
	list, other := ui.Refused(r, refused, formNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return editView.RenderStatus(w, r, statusOf(refused), p)
}

// choices fills the boxes: targets and fields of the plan, documents, units.
func (h *handler) choices(r *web.Request, p *editPage, c campaign.Campaign) error {
	ctx, q := r.Context(), h.s.DB()
	pl, err := plan.Of(ctx, q, c.Bloc, c.Year)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil {
		fields, err := plan.Fields(ctx, q, pl.ID)
		if err != nil {
			return err
		}
		for _, f := range fields {
			p.Fields = append(p.Fields, ui.Option{Value: f.Code, Text: f.Name})
		}
		targets, err := plan.Targets(ctx, q, pl.ID)
		if err != nil {
			return err
		}
		for _, t := range targets {
			if t.Unit == 0 {
				p.Targets = append(p.Targets, choice{Value: t.ID.String(), Text: t.Code + ". " + t.Name, Hint: t.Measure, On: slices.Contains(c.Targets, t.ID)})
			}
		}
	}
	docs, _, err := document.List(ctx, q, c.Bloc, document.Filter{})
	if err != nil {
		return err
	}
	for _, d := range docs {
		p.Basis = append(p.Basis, choice{Value: d.ID.String(), Text: d.Name(), Hint: d.Abstract, On: slices.Contains(c.Basis, d.ID)})
	}
	day := c.Days.From
	if day.IsZero() {
		day = h.s.Today()
	}
	members, err := org.Members(ctx, q, c.Bloc, day)
	for _, m := range members {
		p.Units = append(p.Units, choice{Value: m.Unit.ID.String(), Text: m.Unit.Name, On: len(c.Units) > 0 && slices.Contains(c.Units, m.Unit.ID)})
	}
	return err
}

// show writes a campaign into the form.
func show(c campaign.Campaign) form {
	return form{Kind: string(c.Kind), Scope: string(c.Scope), Name: c.Name, Theme: c.Theme, Occasion: c.Occasion, Slogans: strings.Join(c.Slogans, "\n"),
		Contents: strings.Join(c.Contents, "\n"), Criteria: strings.Join(c.Criteria, "\n"), From: c.Days.From.VN(), To: c.Days.To.VN(), Join: c.JoinDue.VN(),
		Mid: c.MidDue.VN(), Final: c.FinalDue.VN(), Form: string(c.Form), Field: c.Field, Reason: c.Reason, Version: showVersion(c.Version)}
}

func typed(r *web.Request) form {
	v := r.PostFormValue
	return form{Kind: v("kind"), Scope: v("scope"), Name: v("name"), Theme: v("theme"), Occasion: v("occasion"), Slogans: v("slogans"), Contents: v("contents"), Criteria: v("criteria"),
		From: v("from"), To: v("to"), Join: v("join"), Mid: v("mid"), Final: v("final"), Form: v("form"), Field: v("field"), Reason: v("reason"), Version: v("version")}
}

// read turns what was typed into the campaign c.
func (f form) read(e *fault.Error, c campaign.Campaign) campaign.Campaign {
	c.Kind, c.Scope, c.Name, c.Theme, c.Occasion = campaign.Kind(f.Kind), campaign.Scope(f.Scope), f.Name, f.Theme, f.Occasion
	c.Slogans, c.Contents, c.Criteria = strings.Split(f.Slogans, "\n"), strings.Split(f.Contents, "\n"), strings.Split(f.Criteria, "\n")
	c.Form, c.Field, c.Reason = campaign.Form(f.Form), f.Field, f.Reason
	c.Days = campaign.Span{From: readDate(e, "from", f.From), To: readDate(e, "to", f.To)}
	c.JoinDue, c.MidDue, c.FinalDue = readDate(e, "join", f.Join), readDate(e, "mid", f.Mid), readDate(e, "final", f.Final)
	return c
}

// ids reads the ticked boxes of a name; broken ones become an id that does not exist.
func ids[T any](r *web.Request, name string) []id.Of[T] {
	var out []id.Of[T]
	for _, s := range r.PostForm[name] {
		n, err := id.Parse[T](s)
		if err != nil {
			n = -1
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

func units(r *web.Request) []id.Unit {
	var out []id.Unit
	for _, n := range ids[campaign.Campaign](r, "units") {
		out = append(out, id.Unit(n))
	}
	return out
}
