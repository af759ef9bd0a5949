package progressweb

import (
	"net/http"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

type recLine struct {
	progress.RecommendationLine
	Kind, State string
	Href        string
}

type recsPage struct {
	ui.Page
	Bloc    org.Bloc
	Name    string
	Slug    string
	Lines   []recLine
	Open    int
	Periods []ui.Option
	Filter  string
	Filters []ui.Option
	Query   string
}

type recPage struct {
	ui.Page
	Errors                          ui.Errors
	Bloc                            org.Bloc
	Line                            recLine
	Addressee, Due, Answer, By, Day string
	Slug                            string
}

var (
	recsView = ui.NewView[recsPage](files, "recs.html")
	recView  = ui.NewView[recPage](files, "rec.html")
)

// recs lists the recommendations of a period with their answers.
func (p *pages) recs(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	if s.Period == "" {
		row, ok, err := p.current(r, s.Bloc.ID)
		if err != nil {
			return err
		}
		if !ok {
			return p.noPeriod(w, r, "rec.title|Kiến nghị, đề xuất", s.Bloc)
		}
		s.Period = row.Period
	}
	list, err := p.s.Recommendations(r.Context(), r.Actor, s.Bloc.ID, s.Period)
	if err != nil {
		return err
	}
	page := recsPage{Page: ui.NewPage(w, r, "rec.title|Kiến nghị, đề xuất"), Bloc: s.Bloc, Name: r.Period(s.Period), Slug: s.Period.Slug(), Filter: r.URL.Query().Get("loc"), Query: s.Query}
	page.Filters = []ui.Option{{Value: "", Text: r.T("filter.all|tất cả")}, {Value: "open", Text: r.T("rec.open|Chưa trả lời")}, {Value: "answered", Text: r.T("rec.answered|Đã trả lời")}}
	manage := who.Can(r.Actor, who.ReceiveUnit, who.Object{Bloc: s.Bloc.ID}) == nil
	for _, x := range list {
		if x.State == progress.Unanswered {
			page.Open++
		}
		if page.Filter == "" || page.Filter == string(x.State) {
			page.Lines = append(page.Lines, p.recLine(r, x, manage))
		}
	}
	all, err := progress.Periods(r.Context(), p.s.DB(), s.Bloc.ID)
	for _, x := range all {
		page.Periods = append(page.Periods, ui.Option{Value: x.Period.Slug(), Text: r.Period(x.Period)})
	}
	if err != nil {
		return err
	}
	return recsView.Render(w, r, page)
}

func (p *pages) recLine(r *web.Request, x progress.RecommendationLine, manage bool) recLine {
	l := recLine{RecommendationLine: x, Kind: "todo", State: r.T(x.State.Label())}
	switch {
	case x.State == progress.Answered:
		l.Kind = "plain"
	case x.State == progress.Withdrawn:
		l.Kind = "off"
	case !x.Due.IsZero() && x.Due.Before(p.s.Today()):
		l.Kind, l.State = "bad", r.T("task.overdue|Quá hạn {n} ngày", fault.P{"n": x.Due.DaysUntil(p.s.Today())})
	}
	if manage {
		l.Href = "/kien-nghi/" + x.ID.String()
	}
	return l
}

// findRec loads one recommendation of the reader's bloc.
func (p *pages) findRec(r *web.Request) (recPage, progress.Recommendation, error) {
	i, err := id.Parse[progress.Recommendation](r.PathValue("id"))
	if err != nil {
		return recPage{}, progress.Recommendation{}, errPage
	}
	x, bloc, err := p.s.Recommendation(r.Context(), r.Actor, i)
	if err != nil {
		return recPage{}, x.Recommendation, err
	}
	page := recPage{Bloc: bloc, Line: p.recLine(r, x, true), Addressee: x.Addressee, Due: x.Due.VN(), Answer: x.Answer, By: x.AnsweredBy, Day: x.AnsweredOn.VN()}
	return page, x.Recommendation, nil
}

func (p *pages) rec(w http.ResponseWriter, r *web.Request) error {
	page, _, err := p.findRec(r)
	if err != nil {
		return err
	}
	page.Page = ui.NewPage(w, r, "rec.one|Kiến nghị của {unit}", fault.P{"unit": page.Line.Member.Unit.Short})
	return recView.Render(w, r, page)
}

// recSave records addressee, deadline and answer.
func (p *pages) recSave(w http.ResponseWriter, r *web.Request) error {
	page, x, err := p.findRec(r)
	if err != nil {
		return err
	}
	page.Page = ui.NewPage(w, r, "rec.one|Kiến nghị của {unit}", fault.P{"unit": page.Line.Member.Unit.Short})
	page.Addressee, page.Due, page.Answer, page.By, page.Day = r.PostFormValue("addressee"), r.PostFormValue("due"), r.PostFormValue("answer"), r.PostFormValue("by"), r.PostFormValue("day")
	day := func(name, text string) civil.Date {
		if text == "" {
			return civil.Date{}
		}
		d, err := civil.ParseVN(text)
		if err != nil {
			page.Errors.Add(name, r.T("date.bad|{field} phải là ngày, ví dụ 19/07/2022", fault.P{"field": map[string]string{"due": r.T("rec.due|Hạn trả lời"), "day": r.T("rec.day|Ngày trả lời")}[name]}))
		}
		return d
	}
	reply := progress.Reply{Addressee: page.Addressee, Due: day("due", page.Due), Answer: page.Answer, By: page.By, On: day("day", page.Day)}
	if len(page.Errors) > 0 {
		page.Error = "x"
		return recView.RenderStatus(w, r, http.StatusUnprocessableEntity, page)
	}
	if err := p.s.Answer(r.Context(), r.Actor, x.ID, formInt(r, "version"), reply); fault.Is(err, fault.Conflict) {
		page.Error = "x"
		page.Errors.AddAt("main", r.ErrorText(err))
		return recView.RenderStatus(w, r, http.StatusConflict, page)
	} else if err != nil {
		return err
	}
	return web.See(w, r, "/kien-nghi", "act.saved|Đã lưu.")
}
