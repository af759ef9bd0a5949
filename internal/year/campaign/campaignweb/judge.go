package campaignweb

import (
	"net/http"
	"slices"
	"sync"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/campaign"
	"thidua/internal/year/catalog"
	"thidua/internal/year/org"
)

type aspectLine struct {
	campaign.Finding
	Checks []checkLine
	Grade  string // computed, in words
	Own    campaign.Judgement
	Value  string // of the form
	Note   string
	Field  string // name of the note in the form
	Pick   string // name of the grade in the form
}

type checkLine struct{ State, Text string }

type qualityPage struct {
	ui.Page
	Bloc    org.Bloc
	C       campaign.Campaign
	Href    string
	Edit    bool
	Errors  ui.Errors
	Aspects []aspectLine
	Grades  []ui.Option
}

var qualityView = ui.NewView[qualityPage](files, "quality.html")

// quality shows how the evaluation is computed, and stores the leader's own.
func (h *handler) quality(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.one(r)
	if err != nil {
		return err
	}
	if c.State == campaign.Draft {
		return notFound()
	}
	ev, err := campaign.EvidenceOf(r.Context(), h.s.DB(), c, h.s.Today())
	if err != nil {
		return err
	}
	own, err := campaign.Judgements(r.Context(), h.s.DB(), c.ID)
	if err != nil {
		return err
	}
	p := qualityPage{Page: ui.NewPage(w, r, "campaign.quality.title|Đánh giá: {name}", fault.P{"name": c.Name}), Bloc: b, C: c, Href: href(c), Edit: mayEdit(r, b.ID) && c.State != campaign.Closed,
		Grades: labels(r, campaign.Grades, campaign.Grade.Label)}
	for _, f := range campaign.Assess(ev) {
		j := own[f.Aspect]
		l := aspectLine{Finding: f, Grade: r.T(f.Grade.Label()), Own: j, Value: string(j.Grade), Note: j.Note, Field: "note." + string(f.Aspect), Pick: "grade." + string(f.Aspect)}
		for _, k := range f.Checks {
			l.Checks = append(l.Checks, checkLine{State: stateOf(k), Text: r.T(k.Msg, k.Args)})
		}
		p.Aspects = append(p.Aspects, l)
	}
	if r.Method == "GET" {
		return qualityView.Render(w, r, p)
	}
	var list []campaign.Judgement
	var names []string
	for i := range p.Aspects {
		l := &p.Aspects[i]
		l.Value, l.Note = r.PostFormValue(l.Pick), r.PostFormValue(l.Field)
		list = append(list, campaign.Judgement{Aspect: l.Aspect, Grade: campaign.Grade(l.Value), Note: l.Note})
		names = append(names, l.Pick, l.Field)
	}
	err = h.s.Judge(r.Context(), r.Actor, c.ID, list)
	if err == nil {
		return web.See(w, r, p.Href+"/danh-gia", "campaign.judged|Đã ghi đánh giá.")
	}
	errs, other := ui.Refused(r, err, names...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = errs, "x"
	return qualityView.RenderStatus(w, r, statusOf(err), p)
}

func stateOf(k campaign.Check) string {
	switch {
	case k.Open:
		return "open"
	case k.Met:
		return "yes"
	}
	return "no"
}

type rewardLine struct {
	campaign.Proposal
	Unit    string
	Version string
	Given   []award.Award // what the proposal led to
}

type rewardsPage struct {
	ui.Page
	Bloc     org.Bloc
	C        campaign.Campaign
	Href     string
	Edit     bool
	Mine     bool
	Unit     org.Unit
	Errors   ui.Errors
	Lines    []rewardLine
	Subjects []ui.Option
	Forms    []ui.Option
	Subject  string
	Name     string
	Form     string
	Merit    string
	Wrong    string // the proposal whose answer was refused
	Why      string
}

var rewardsView = ui.NewView[rewardsPage](files, "rewards.html")

// rewards lists the proposals that the reader may see, takes a new one from a unit and the
// bloc's answers.
func (h *handler) rewards(w http.ResponseWriter, r *web.Request) error {
	c, b, err := h.one(r)
	if err != nil {
		return err
	}
	if c.State == campaign.Draft {
		return notFound()
	}
	p, err := h.rewardsPage(w, r, c, b)
	if err != nil || r.Method == "GET" {
		if err != nil {
			return err
		}
		return rewardsView.Render(w, r, p)
	}
	message := "campaign.answered|Đã ghi ý kiến về đề nghị."
	if n, perr := id.Parse[campaign.Proposal](r.PostFormValue("proposal")); r.PostFormValue("proposal") != "" {
		if perr != nil {
			return notFound().Because(perr)
		}
		p.Wrong, p.Why = n.String(), r.PostFormValue("why")
		err = h.s.Answer(r.Context(), r.Actor, n, campaign.Answer(r.PostFormValue("answer")), version(r), p.Why)
	} else {
		u, uerr := h.unit(r, b.ID)
		if uerr != nil {
			return uerr
		}
		message = "campaign.rewarded|Đã gửi đề nghị khen thưởng."
		p.Subject, p.Name, p.Form, p.Merit = r.PostFormValue("subject"), r.PostFormValue("name"), r.PostFormValue("form"), r.PostFormValue("merit")
		err = h.s.ProposeReward(r.Context(), r.Actor, campaign.Proposal{Campaign: c.ID, Unit: u.ID, Subject: campaign.Subject(p.Subject), Name: p.Name, Form: p.Form, Merit: p.Merit})
	}
	if err == nil {
		return web.See(w, r, p.Href+"/de-nghi", message)
	}
	names := []string{"subject", "name", "form", "merit"}
	if p.Wrong != "" {
		names = []string{"why"}
	}
	list, other := ui.Refused(r, err, names...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return rewardsView.RenderStatus(w, r, statusOf(err), p)
}

func (h *handler) rewardsPage(w http.ResponseWriter, r *web.Request, c campaign.Campaign, b org.Bloc) (rewardsPage, error) {
	p := rewardsPage{Page: ui.NewPage(w, r, "campaign.rewards.title|Đề nghị khen thưởng: {name}", fault.P{"name": c.Name}), Bloc: b, C: c, Href: href(c), Edit: mayEdit(r, b.ID) && c.State != campaign.Closed,
		Subjects: labels(r, campaign.Subjects, campaign.Subject.Label), Subject: string(campaign.Collective)}
	u, err := h.unit(r, b.ID)
	p.Unit, p.Mine = u, err == nil && c.Calls(u.ID) && (c.State.Running() || c.State == campaign.Summarised)
	list, err := campaign.Proposals(r.Context(), h.s.DB(), c.ID)
	if err != nil {
		return p, err
	}
	members, err := org.Members(r.Context(), h.s.DB(), c.Bloc, c.Days.From)
	if err != nil {
		return p, err
	}
	for _, x := range list {
		if who.Can(r.Actor, who.ReadPlan, who.Object{Bloc: c.Bloc, Unit: x.Unit}) != nil {
			continue
		}
		l := rewardLine{Proposal: x, Version: showVersion(x.Version)}
		for _, m := range members {
			if m.Unit.ID == x.Unit {
				l.Unit = m.Unit.Short
			}
		}
		if l.Given, err = h.given(r, c, x); err != nil {
			return p, err
		}
		p.Lines = append(p.Lines, l)
	}
	p.Forms, err = forms(c.Year)
	return p, err
}

// given gives the awards that a proposal led to, for whoever may read them.
func (h *handler) given(r *web.Request, c campaign.Campaign, x campaign.Proposal) ([]award.Award, error) {
	if who.Can(r.Actor, who.ReadAwards, who.Object{Bloc: c.Bloc, Unit: x.Unit}) != nil {
		return nil, nil
	}
	return award.ByOrigin(r.Context(), h.s.DB(), x.Origin())
}

// names is the catalogue, read once in a process.
var names = sync.OnceValues(catalog.LoadNames)

// forms gives the forms of commendation that the law names in a year, for a select.
func forms(year int) ([]ui.Option, error) {
	cat, err := names()
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, f := range cat.Entries() {
		if f.Kind == "form" && f.ValidIn(year) && !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == f.Name }) {
			out = append(out, ui.Option{Value: f.Name, Text: f.Name})
		}
	}
	return out, nil
}
