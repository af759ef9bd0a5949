package campaignweb

import (
	"net/http"
	"slices"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
	"thidua/internal/year/plan"
)

// A unitLine is one called unit in the table of a campaign.
type unitLine struct {
	Unit    org.Unit
	Join    *campaign.Join
	Aims    []string
	Late    bool   // joined after the day, or not at all although it has come
	Href    string // where the reader may record the join
	File    string // address of the evidence, "" when the reader may not see it
	Veiled  bool   // the bloc does not show the unit's words to this reader
	Entries int
}

type entryLine struct {
	campaign.Entry
	Who  string
	File string
}

type viewPage struct {
	ui.Page
	Bloc      org.Bloc
	C         campaign.Campaign
	Href      string
	Edit      bool
	Steps     []ui.Step
	Verbs     []campaign.Transition
	Called    []string // names, when not the whole bloc
	Targets   []plan.Target
	Basis     []document.Document
	Units     []unitLine
	Joined    int
	Entries   []entryLine
	Hidden    bool   // the work of some unit is not shown to this reader
	Veiled    int    // results of others whose words the bloc does not show to this reader
	Mine      string // code of the reader's unit when it may record something
	Join      string // where the reader's own unit joins, "" when it has or may not
	Record    bool
	Proposals int
	Given     []award.Award // what they led to
	Grades    []campaign.Finding
	Judged    map[campaign.Aspect]campaign.Judgement // the leader's own grades
	Field     string
	Missing   []string // what a draft lacks before launching
	Papers    []paperLine
	Reopened  bool // its final report was issued, and it runs again
}

// A paperLine is a paper of the bloc about the campaign: to be written, or in the register.
type paperLine struct {
	Kind  campaign.PaperKind
	Doc   *document.Outgoing // nil: not written yet
	Href  string
	Again bool // one was issued, and the campaign was summed up once more since
}

var viewView = ui.NewView[viewPage](files, "view.html")

func (h *handler) view(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.one(r)
	if err != nil {
		return err
	}
	p := viewPage{Page: ui.NewPage(w, r, "campaign.one|{name}", fault.P{"name": c.Name}), Bloc: b, C: c, Href: href(c), Edit: mayEdit(r, b.ID), Verbs: campaign.Verbs(c.State)}
	p.Steps = tracker(r, c)
	if err := h.parts(r, &p); err != nil {
		return err
	}
	if err := h.units(r, &p); err != nil {
		return err
	}
	if err := h.papers(r, &p); err != nil {
		return err
	}
	list, err := campaign.Proposals(r.Context(), h.s.DB(), c.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		if who.Can(r.Actor, who.ReadPlan, who.Object{Bloc: c.Bloc, Unit: x.Unit}) == nil {
			p.Proposals++
			given, err := h.given(r, c, x)
			if err != nil {
				return err
			}
			p.Given = append(p.Given, given...)
		}
	}
	if c.State == campaign.Draft {
		if e, ok := c.Ready().(*fault.Error); ok {
			for _, f := range e.Fields {
				p.Missing = append(p.Missing, r.T(f.Msg, f.Args))
			}
		}
		return viewView.Render(w, r, p)
	}
	ev, err := campaign.EvidenceOf(r.Context(), h.s.DB(), c, h.s.Today())
	if err != nil {
		return err
	}
	p.Grades = campaign.Assess(ev)
	if p.Judged, err = campaign.Judgements(r.Context(), h.s.DB(), c.ID); err != nil {
		return err
	}
	return viewView.Render(w, r, p)
}

// tracker shows where the campaign stands.
func tracker(r *web.Request, c campaign.Campaign) []ui.Step {
	var out []ui.Step
	at := slices.Index(campaign.States, c.State)
	for i, s := range campaign.States {
		if s == campaign.Reviewed && c.MidDue.IsZero() && c.State != campaign.Reviewed {
			continue // a short drive has no mid-term summary
		}
		st := ui.Step{Text: r.T(s.Label())}
		switch {
		case i < at:
			st.State = "done"
		case i == at:
			st.State = "now"
		}
		out = append(out, st)
	}
	return out
}

func (h *handler) parts(r *web.Request, p *viewPage) error {
	ctx, q := r.Context(), h.s.DB()
	for _, t := range p.C.Targets {
		tg, err := plan.TargetOf(ctx, q, t)
		if err != nil {
			return err
		}
		p.Targets = append(p.Targets, tg)
	}
	for _, d := range p.C.Basis {
		doc, err := document.Of(ctx, q, d)
		if err != nil {
			return err
		}
		p.Basis = append(p.Basis, doc)
	}
	if p.C.Field != "" {
		pl, err := plan.Of(ctx, q, p.C.Bloc, p.C.Year)
		if err != nil {
			return err
		}
		fields, err := plan.Fields(ctx, q, pl.ID)
		if err != nil {
			return err
		}
		for _, f := range fields {
			if f.Code == p.C.Field {
				p.Field = f.Name
			}
		}
	}
	return nil
}

func (h *handler) units(r *web.Request, p *viewPage) error {
	ctx, q, c := r.Context(), h.s.DB(), p.C
	members, err := org.Members(ctx, q, c.Bloc, c.Days.From)
	if err != nil {
		return err
	}
	joins, err := campaign.Joins(ctx, q, c.ID)
	if err != nil {
		return err
	}
	entries, err := campaign.Entries(ctx, q, c.ID)
	if err != nil {
		return err
	}
	names, veiled := map[id.Unit]string{}, map[id.Unit]bool{}
	targets, err := plan.AllTargets(ctx, q, c.Bloc, c.Year)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	for _, m := range members {
		u := m.Unit
		names[u.ID], veiled[u.ID] = u.Short, !campaign.ReadsWords(r.Actor, p.Bloc, u)
		if !c.Calls(u.ID) {
			continue
		}
		if len(c.Units) > 0 {
			p.Called = append(p.Called, u.Short)
		}
		l := unitLine{Unit: u, Late: !c.JoinDue.IsZero() && c.JoinDue.Before(h.s.Today()) && c.State.Running()}
		mine := who.Can(r.Actor, who.JoinCampaign, who.Object{Bloc: c.Bloc, Unit: u.ID}) == nil
		if mine && c.State.Running() {
			l.Href, p.Mine, p.Record = p.Href+"/huong-ung?don-vi="+u.Code, u.Code, true
			if own(r, c.Bloc) == u.ID && !slices.ContainsFunc(joins, func(j campaign.Join) bool { return j.Unit == u.ID }) {
				p.Join = l.Href
			}
		}
		see := who.Can(r.Actor, who.ReadPlan, who.Object{Bloc: c.Bloc, Unit: u.ID}) == nil
		for i := range joins {
			j := joins[i]
			if j.Unit != u.ID {
				continue
			}
			p.Joined++
			l.Join, l.Late = &j, !j.OnTime(c)
			if l.Veiled = veiled[u.ID]; l.Veiled {
				p.Hidden = true
				j.Slogan, j.Plan, j.By = "", "", ""
				continue
			}
			if j.File.Hash != "" && see {
				l.File = p.Href + "/tep/" + j.File.Hash
			}
			for _, t := range targets[u.ID] {
				if slices.Contains(j.Targets, t.ID) {
					l.Aims = append(l.Aims, t.Code)
				}
			}
		}
		for _, n := range entries {
			if n.Unit == u.ID {
				l.Entries++
			}
		}
		p.Units = append(p.Units, l)
	}
	for _, n := range entries {
		if hidden, member := veiled[n.Unit]; n.Unit != 0 && (hidden || !member && who.Can(r.Actor, who.ReadPlan, who.Object{Bloc: c.Bloc, Unit: n.Unit}) != nil) {
			p.Veiled++
			continue
		}
		l := entryLine{Entry: n, Who: names[n.Unit]}
		if n.Unit == 0 {
			l.Who = p.Bloc.Name
		}
		if n.File.Hash != "" && (n.Unit == 0 || who.Can(r.Actor, who.ReadPlan, who.Object{Bloc: c.Bloc, Unit: n.Unit}) == nil) {
			l.File = p.Href + "/tep/" + n.File.Hash
		}
		p.Entries = append(p.Entries, l)
	}
	p.Record = p.Record || p.Edit && c.State.Running()
	return nil
}

// papers lists, for the leader, the papers that may be written now and those that were.
func (h *handler) papers(r *web.Request, p *viewPage) error {
	if !p.Edit {
		return nil
	}
	sheet, err := campaign.SheetOf(r.Context(), h.s.DB(), p.C)
	if err != nil {
		return err
	}
	for _, k := range sheet.Papers() {
		had, err := campaign.WrittenPapers(r.Context(), h.s.DB(), p.C, k)
		if err != nil {
			return err
		}
		p.Reopened = p.Reopened || k == campaign.FinalPaper && p.C.State.Running() && len(had) > 0 && had[len(had)-1].State != document.OutDraft
		for i := range had {
			p.Papers = append(p.Papers, paperLine{Kind: k, Doc: &had[i], Href: document.Path(had[i].ID)})
		}
		if n := len(had); n == 0 || sheet.Later(k, had[n-1]) {
			p.Papers = append(p.Papers, paperLine{Kind: k, Again: n > 0})
		}
	}
	return nil
}

// compose writes a paper into the register and leads to it.
func (h *handler) compose(w http.ResponseWriter, r *web.Request) error {
	c, _, err := h.edits(r)
	if err != nil {
		return err
	}
	doc, err := h.s.Compose(r.Context(), r.Actor, c.ID, campaign.PaperKind(r.PostFormValue("loai")))
	if err != nil {
		return err
	}
	return web.See(w, r, document.Path(doc), "campaign.composed|Đã soạn dự thảo từ dữ liệu đã ghi. Đọc lại, sửa rồi ban hành.")
}

func (h *handler) file(w http.ResponseWriter, r *web.Request) error {
	c, _, err := h.one(r)
	if err != nil {
		return err
	}
	f, data, err := h.s.File(r.Context(), r.Actor, c.ID, r.PathValue("hash"))
	if err != nil {
		return err
	}
	r.Concerns(c.Bloc, 0)
	return web.Download(w, f.Name, "application/octet-stream", data)
}

func (h *handler) paper(w http.ResponseWriter, r *web.Request) error {
	c, _, err := h.one(r)
	if err != nil {
		return err
	}
	format := r.PathValue("format")
	data, err := h.s.Paper(r.Context(), r.Actor, c.ID, format)
	if err != nil {
		return err
	}
	kind := "application/pdf"
	if format == "docx" {
		kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	r.Concerns(c.Bloc, 0)
	return web.Download(w, "ke-hoach-phat-dong-"+c.ID.String()+"."+format, kind, data)
}
