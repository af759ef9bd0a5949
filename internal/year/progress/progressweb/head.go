package progressweb

import (
	"net/http"
	"net/url"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/org"
	"thidua/internal/year/progress"
)

// A card is one report that waits for the head.
type card struct {
	Title, Meta  string
	Met, All     int
	LastMet      string
	Weak         int
	Changes      int
	Withheld     int
	Href, Full   string
	Post, Signed string
	Version      int64
	Unit, Slug   string
}

type headPage struct {
	ui.Page
	Cards   []card
	Year    []ui.TodoItem // what other stages ask
	More    int
	Events  []ui.Event
	Place   string
	Results string
	Duties  []task
	Rest    int // duties that are not shown
}

var (
	headView    = ui.NewView[headPage](files, "head.html")
	onePageView = ui.NewView[onePage](files, "onepage.html")
)

// head is the first screen of the head of a unit: at most three cards.
func (p *pages) head(w http.ResponseWriter, r *web.Request) error {
	page := headPage{}
	var events []ui.Event
	all := r.URL.Query().Get("tat-ca") != ""
	for _, post := range r.Actor.Posts {
		if post.Role != who.Head {
			continue
		}
		for _, m := range r.Actor.Blocs {
			if m.Unit != post.Unit {
				continue
			}
			if err := p.headTodo(r, m, &page); err != nil {
				return err
			}
			list, err := progress.Periods(r.Context(), p.s.DB(), m.Bloc)
			if err != nil {
				return err
			}
			b, err := org.BlocOf(r.Context(), p.s.DB(), m.Bloc)
			if err != nil {
				return err
			}
			due, rest, err := p.duties(r, b)
			if err != nil {
				return err
			}
			page.Duties, page.Rest = append(page.Duties, due...), page.Rest+rest
			for i := len(list) - 1; i >= 0; i-- {
				f, err := p.s.Form(r.Context(), r.Actor, progress.Place{Bloc: m.Bloc, Period: list[i].Period, Unit: m.Unit})
				if fault.Is(err, fault.NotFound) {
					continue
				} else if err != nil {
					return err
				}
				if page.Results == "" {
					page.Results = "/nhap/" + list[i].Period.Slug()
				}
				if f.Submission.State == progress.Submitted {
					c, err := p.cardOf(r, f)
					if err != nil {
						return err
					}
					page.Cards = append(page.Cards, c)
				}
				lines, err := audit.History(r.Context(), p.s.DB(), f.SubmissionObject(), 10)
				if err != nil {
					return err
				}
				for _, l := range lines {
					if l.Did == "progress.approve" || l.Did == "progress.return" || l.Did == "progress.elsewhere" || l.Did == "progress.vouch" {
						events = append(events, ui.Event{At: l.At, Who: l.Name, Text: did(r, l.Did) + " – " + r.Period(f.Period.Period), Href: cardHref(f)})
					}
				}
			}
		}
	}
	page.Events = events[:min(3, len(events))]
	n := len(page.Cards)
	if n > 3 && !all {
		page.More, page.Cards = n-3, page.Cards[:3]
	}
	page.Page = ui.NewPage(w, r, "head.title|Chờ ý kiến đồng chí ({n})", fault.P{"n": n + len(page.Year)})
	return headView.Render(w, r, page)
}

// headTodo adds what the other stages of the year ask of the head of a unit.
func (p *pages) headTodo(r *web.Request, m who.Membership, page *headPage) error {
	b, err := org.BlocOf(r.Context(), p.s.DB(), m.Bloc)
	if err != nil {
		return err
	}
	u, err := org.UnitOf(r.Context(), p.s.DB(), m.Unit)
	if err != nil {
		return err
	}
	t, err := p.todo(r, b, u)
	page.Year = append(page.Year, t.Head...)
	return err
}

func cardHref(f *progress.Form) string {
	return "/cho-y-kien/" + f.Unit.Code + "?ky=" + f.Period.Period.Slug()
}

func (p *pages) cardOf(r *web.Request, f *progress.Form) (card, error) {
	sub, slug := f.Submission, f.Period.Period.Slug()
	c := card{Title: r.T("head.report|Báo cáo {period}", fault.P{"period": r.Period(f.Period.Period)}), Version: sub.Version, Unit: f.Unit.Code, Slug: slug,
		Href: cardHref(f), Full: "/nhap/" + slug, Post: "/cho-y-kien/" + f.Unit.Code + "?ky=" + slug, Signed: "/da-ky/" + f.Unit.Code + "?ky=" + slug}
	c.Meta = r.T("head.meta|{name} trình lúc {time}", fault.P{"name": sub.SubmittedBy, "time": sub.SubmittedAt.Format("15:04 02/01")})
	if due := f.Period.DueOf(sub); !due.IsZero() {
		c.Meta += " · " + dueText(r, due, p.s.Today())
	}
	c.Met, c.All = progress.OnPlan(f.Cells)
	c.Weak = c.All - c.Met
	for _, x := range f.Cells {
		if x.Value.Withheld {
			c.Withheld++
		}
	}
	var err error
	c.Changes, err = p.changesSince(r, f)
	return c, err
}

// changesSince counts the cells and sections that changed since the head last sent the
// report back; 0 when it never was.
func (p *pages) changesSince(r *web.Request, f *progress.Form) (int, error) {
	since := f.Submission.ReturnedAt
	if since.IsZero() {
		return 0, nil
	}
	n := 0
	for _, c := range f.Cells {
		if c.Value.Source.Time.After(since) {
			n++
		}
	}
	for _, x := range f.Texts {
		if x.Source.Time.After(since) {
			n++
		}
	}
	return n, nil
}

type onePage struct {
	head
	Errors   ui.Errors
	Card     card
	Weak     []gridRow
	Withheld []gridRow
	Changed  []gridRow
	Sections []section
	Reason   string
	Asking   bool // returning: the box for the remark comes first
	Decided  string
	Events   []ui.Event
}

// onePage is the summary that a head reads in a minute.
func (p *pages) onePage(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.headForm(r)
	if err != nil {
		return err
	}
	page, err := p.onePageOf(w, r, s, f)
	if err != nil {
		return err
	}
	page.Asking = r.URL.Query().Get("tra-lai") != ""
	return onePageView.Render(w, r, page)
}

// headForm loads the form of the unit in the path; without a period, the current one.
func (p *pages) headForm(r *web.Request) (scope, *progress.Form, error) {
	s, err := p.in(r)
	if err != nil {
		return s, nil, err
	}
	if s.Period == "" {
		row, _, err := p.current(r, s.Bloc.ID)
		if err != nil {
			return s, nil, err
		}
		s.Period = row.Period
	}
	if !r.Actor.Of(s.Unit) {
		v := url.Values{"don-vi": {r.PathValue("unit")}}
		if s.Khoi != "" {
			v.Set("khoi", s.Bloc.Code)
		}
		s.Query = "?" + v.Encode()
	}
	f, err := p.s.Form(r.Context(), r.Actor, s.place())
	return s, f, err
}

func (p *pages) onePageOf(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form) (onePage, error) {
	page := onePage{head: p.headOf(w, r, s, f, "head.report|Báo cáo {period}", fault.P{"period": r.Period(f.Period.Period)}), Sections: sections(r, f)}
	var err error
	if page.Card, err = p.cardOf(r, f); err != nil {
		return page, err
	}
	since := f.Submission.ReturnedAt
	for i, c := range f.Cells {
		row := p.row(r, page.head, f, i+1, c)
		if c.Value.Withheld {
			page.Withheld = append(page.Withheld, row)
		} else if met, n := progress.OnPlan([]progress.Cell{c}); n == 1 && met == 0 {
			row.Msg = c.Value.Reason
			page.Weak = append(page.Weak, row)
		}
		if !since.IsZero() && c.Value.Source.Time.After(since) {
			page.Changed = append(page.Changed, row)
		}
	}
	if f.Submission.State != progress.Submitted {
		page.Decided = r.T(f.Submission.State.Label())
	}
	lines, err := audit.History(r.Context(), p.s.DB(), f.SubmissionObject(), 20)
	for _, l := range lines {
		page.Events = append(page.Events, event(r, l))
	}
	return page, err
}

// decide approves or returns.
func (p *pages) decide(w http.ResponseWriter, r *web.Request) error {
	s, _, err := p.headForm(r)
	if err != nil {
		return err
	}
	st := progress.Step{Verb: progress.Approve, Version: formInt(r, "version"), Reason: r.PostFormValue("reason")}
	if r.PostFormValue("viec") == "return" {
		st.Verb = progress.Return
	}
	_, err = p.s.Move(r.Context(), r.Actor, s.place(), st)
	switch k := fault.KindOf(err); {
	case err == nil:
	case k == fault.Invalid || k == fault.Conflict:
		f, ferr := p.s.Form(r.Context(), r.Actor, s.place())
		if ferr != nil {
			return ferr
		}
		page, ferr := p.onePageOf(w, r, s, f)
		if ferr != nil {
			return ferr
		}
		page.Error, page.Reason, page.Asking = "x", st.Reason, st.Verb == progress.Return
		if k == fault.Invalid && st.Verb == progress.Return {
			page.Errors.Add("reason", r.ErrorText(err))
		} else {
			page.Errors.AddAt("noi-dung", r.ErrorText(err))
		}
		return onePageView.RenderStatus(w, r, web.Status(err), page)
	default:
		return err
	}
	if st.Verb == progress.Return {
		return web.See(w, r, "/cho-y-kien", "head.returned|Đã trả lại. Cán bộ thi đua thấy ý kiến của đồng chí ngay.")
	}
	return web.See(w, r, "/cho-y-kien", "head.approved|Đã duyệt và gửi Khối trưởng.")
}

const maxSigned = 20 << 20

type signedPage struct {
	head
	Errors                      ui.Errors
	Number, Day, Signer, System string
	Systems                     []ui.Option
	Recorded                    progress.Elsewhere
	Post                        string
	CanSign                     bool
	Carried                     bool // for a unit without network, by the bloc leader's side
	Cancel                      string
}

var signedView = ui.NewView[signedPage](files, "signed.html")

func (p *pages) signedPageOf(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form) signedPage {
	g := signedPage{head: p.headOf(w, r, s, f, "sign.elsewhere|Ghi nhận đã ký ở hệ thống khác"), Recorded: f.Submission.Elsewhere, Day: p.s.Today().VN(), System: "giay",
		Post: "/da-ky/" + f.Unit.Code + "?ky=" + s.Period.Slug()}
	g.Systems = []ui.Option{{Value: "giay", Text: r.T("sign.paper|Ký trên giấy")}, {Value: "he-thong", Text: r.T("sign.system|Hệ thống văn bản khác (iOffice, eOffice)")}, {Value: "ky-so", Text: r.T("sign.digital|Tải bản ký số lên")}}
	g.CanSign, g.Cancel = g.head.Can(string(progress.Sign)), s.To("/kiem-tra")
	if signsFor(r.Actor, f.Object()) && g.head.Can(string(progress.Vouch)) {
		g.CanSign, g.Carried, g.Post, g.Cancel = true, true, g.Post+"&khoi="+s.Bloc.Code, packetsPath(s)
		g.Title = r.T("pack.signed.title|Ghi nhận bản đã ký của đơn vị nộp bằng gói")
		g.Systems = g.Systems[:1]
	}
	return g
}

// signsFor reports whether the actor records signatures of a unit that is not the own one.
func signsFor(a who.Actor, o who.Object) bool {
	return who.Can(a, who.ReceiveUnit, o) == nil && who.Can(a, who.FillFigures, o) != nil && who.Can(a, who.ApproveUnit, o) != nil
}

func (p *pages) signed(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.headForm(r)
	if err != nil {
		return err
	}
	return signedView.Render(w, r, p.signedPageOf(w, r, s, f))
}

func (p *pages) signedSave(w http.ResponseWriter, r *web.Request) error {
	name, data, ferr := r.File("file")
	if fault.Is(ferr, fault.TooLarge) {
		return ferr
	}
	s, f, err := p.headForm(r)
	if err != nil {
		return err
	}
	g := p.signedPageOf(w, r, s, f)
	carrier := signsFor(r.Actor, f.Object())
	g.Number, g.Day, g.Signer, g.System = r.PostFormValue("number"), r.PostFormValue("day"), r.PostFormValue("signer"), r.PostFormValue("system")
	day, _ := civil.ParseVN(g.Day)
	e := progress.Elsewhere{Number: g.Number, Day: day, Signer: g.Signer, System: g.System}
	if ferr == nil && len(data) > 0 {
		if !strings.HasSuffix(strings.ToLower(name), ".pdf") || !strings.HasPrefix(string(data[:min(5, len(data))]), "%PDF-") {
			g.Error = "x"
			g.Errors.Add("file", r.T("sign.pdf|Chỉ nhận tệp .pdf của bản đã ký."))
			return signedView.RenderStatus(w, r, http.StatusUnprocessableEntity, g)
		}
		if refused := who.Can(r.Actor, who.FillFigures, f.Object()); refused != nil && who.Can(r.Actor, who.ApproveUnit, f.Object()) != nil && !carrier {
			return refused
		}
		kept, err := p.s.Attach(r.Context(), name, data)
		if fault.Is(err, fault.Invalid) {
			g.Error = "x"
			g.Errors.Add("file", r.ErrorText(err))
			return signedView.RenderStatus(w, r, http.StatusUnprocessableEntity, g)
		} else if err != nil {
			return err
		}
		e.File, e.FileName, e.Unread = kept.Hash, kept.Name, kept.Unread
	}
	verb := progress.Sign
	if carrier {
		verb = progress.Vouch
	}
	_, err = p.s.Move(r.Context(), r.Actor, s.place(), progress.Step{Verb: verb, Version: formInt(r, "version"), Signed: e})
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		g.Error = "x"
		addFields(r, &g.Errors, err, "number", "day", "signer", "file")
		return signedView.RenderStatus(w, r, web.Status(err), g)
	} else if err != nil {
		return err
	}
	to := "/viec"
	if g.Carried {
		to = g.Cancel
	} else if !r.Actor.Has(who.Officer, f.Unit.ID) {
		to = "/cho-y-kien"
	}
	return web.See(w, r, to, "sign.done|Đã ghi nhận. Báo cáo đã gửi Khối trưởng.")
}

// addFields puts the messages of a fault at the fields of a form; what concerns no field
// of it goes on top.
func addFields(r *web.Request, e *ui.Errors, err error, fields ...string) {
	fe := faultOf(err)
	hit := false
	for _, x := range fe.Fields {
		for _, name := range fields {
			if x.Name == name {
				e.Add(name, r.T(x.Msg, x.Args))
				hit = true
			}
		}
	}
	if !hit {
		e.AddAt("main", r.ErrorText(err))
	}
}

// signedFile gives the signed copy to those who may read the figures.
func (p *pages) signedFile(w http.ResponseWriter, r *web.Request) error {
	_, f, err := p.headForm(r)
	if err != nil {
		return err
	}
	e := f.Submission.Elsewhere
	if e.File == "" {
		return errPage
	}
	data, err := p.s.Attached(r.Context(), e.File)
	if err != nil {
		return err
	}
	r.Concerns(f.Bloc.ID, f.Unit.ID)
	return web.Download(w, e.FileName, "application/pdf", data)
}
