package catalogweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/platform/msg"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
)

// A titleLine is one title or form under a regime.
type titleLine struct {
	Code, Slug, Name, Other string
	For, Valid              string
	Decider, Money          string
	Unchecked               bool // what stands there is not verified
	Rules                   int
}

type titlesPage struct {
	ui.Page
	question
	Day     string
	Systems []ui.Option
	Book    string
	Pack    string
	None    string // why there is no book
	Titles  []titleLine
	Forms   []titleLine
}

var titlesView = ui.NewView[titlesPage](files, "titles.html")

func (h *handler) titles(w http.ResponseWriter, r *web.Request) error {
	c, err := h.s.Current(r.Context(), h.s.DB())
	if err != nil {
		return err
	}
	p := titlesPage{Page: ui.NewPage(w, r, "catalog.titles|Danh hiệu và hình thức khen thưởng"), question: h.ask(r, c), Systems: systems(r, c), Day: r.FormValue("nhan")}
	b, err := c.Books().Choose(p.System, p.Year, p.Received)
	if err != nil {
		if asFault(err) == nil {
			return err
		}
		p.None = r.ErrorText(err)
		return titlesView.Render(w, r, p)
	}
	p.Book, p.Pack = version(r, c.VersionOf(b)), b.Pack
	for _, e := range c.Offered(p.System, "", p.Year) {
		l := lineOf(r, c, b, e, p.question)
		if e.Kind == catalog.KindTitle {
			p.Titles = append(p.Titles, l)
		} else {
			p.Forms = append(p.Forms, l)
		}
	}
	return titlesView.Render(w, r, p)
}

func forNames(r *web.Request, e catalog.Entry) string {
	names := map[string]string{"person": r.T("catalog.for.person|cá nhân"), "collective": r.T("catalog.for.collective|tập thể"), "household": r.T("catalog.for.household|hộ gia đình")}
	var list []string
	for _, f := range e.For {
		list = append(list, names[f])
	}
	return strings.Join(list, ", ")
}

// validity says from when to when an entry exists.
func validity(r *web.Request, e catalog.Entry) string {
	switch {
	case e.From.IsZero() && e.To.IsZero():
		return r.T("catalog.always|mọi chế độ")
	case e.To.IsZero():
		return r.T("catalog.since|từ {from}", fault.P{"from": e.From.VN()})
	case e.From.IsZero():
		return r.T("catalog.until|đến {to}", fault.P{"to": e.To.VN()})
	}
	return r.T("catalog.between|từ {from} đến {to}", fault.P{"from": e.From.VN(), "to": e.To.VN()})
}

// basic are the facts by which a rule of money can be worked out: the base salary in force
// at the end of the achievement year.
func basic(c *catalog.Catalog, q question, subject string) rulebook.Facts {
	f := rulebook.Facts{Subject: subject, Year: q.Year, Received: q.Received, Counts: map[string]int{}}
	if s, ok := c.BaseSalary(civil.Date{Year: q.Year, Month: 12, Day: 31}); ok {
		f.Counts["base_salary"] = s.Amount
	}
	return f
}

func lineOf(r *web.Request, c *catalog.Catalog, b *rulebook.Book, e catalog.Entry, q question) titleLine {
	l := titleLine{Code: e.Code, Slug: e.Slugs[0], Name: e.Name, For: forNames(r, e), Valid: validity(r, e)}
	if r.Lang == msg.EN {
		l.Other = e.NameEN
	}
	answers, err := b.Explain(e.Code, basic(c, q, e.For[0]))
	if err != nil {
		return l // the book has no rule of its own for it
	}
	l.Rules = len(answers)
	for _, a := range answers {
		switch v := a.Gives.(type) {
		case rulebook.AuthorityValue:
			l.Decider = v.Who
			l.Unchecked = l.Unchecked || a.Unchecked()
		case rulebook.MoneyValue:
			if l.Money == "" {
				l.Money = say(r, v.Words())
				l.Unchecked = l.Unchecked || a.Unchecked()
			}
		}
	}
	return l
}

// A ruleLine is one rule as the page of a title or a book shows it.
type ruleLine struct {
	ID, Title, Kind, Text, Basis, Says string
	Checked, Declining                 bool
	Line                               int
}

func ruleOf(r *web.Request, x *rulebook.Rule, gives any) ruleLine {
	l := ruleLine{ID: x.ID, Title: x.Title, Kind: r.T(rulebook.KindLabel(x.Kind)), Basis: say(r, x.Cite.Text()), Checked: x.Mark == rulebook.Verified && x.Cite.Found(), Declining: x.Declining, Line: x.Line}
	if l.Text = say(r, rulebook.Describe(gives)); l.Text == "" {
		l.Text = x.When + x.Value
		l.Says = say(r, x.Words(nil))
	}
	return l
}

type titlePage struct {
	ui.Page
	question
	Entry   titleLine
	Day     string
	Systems []ui.Option
	Book    string
	Pack    string
	None    string
	Rules   []ruleLine
}

var titleView = ui.NewView[titlePage](files, "title.html")

// entry gives the title of the address.
func (h *handler) entry(r *web.Request) (*catalog.Catalog, catalog.Entry, error) {
	c, err := h.s.Current(r.Context(), h.s.DB())
	if err != nil {
		return nil, catalog.Entry{}, err
	}
	e, ok := c.Entry(r.PathValue("title"))
	if !ok {
		return nil, e, errPage
	}
	return c, e, nil
}

func (h *handler) title(w http.ResponseWriter, r *web.Request) error {
	c, e, err := h.entry(r)
	if err != nil {
		return err
	}
	p := titlePage{Page: ui.NewPage(w, r, "catalog.one|{name}", fault.P{"name": e.Name}), question: h.ask(r, c), Systems: systems(r, c), Day: r.FormValue("nhan")}
	b, err := c.Books().Choose(p.System, p.Year, p.Received)
	if err != nil {
		if asFault(err) == nil {
			return err
		}
		p.None, p.Entry = r.ErrorText(err), titleLine{Code: e.Code, Slug: e.Slugs[0], Name: e.Name}
		return titleView.Render(w, r, p)
	}
	p.Book, p.Pack, p.Entry = version(r, c.VersionOf(b)), b.Pack, lineOf(r, c, b, e, p.question)
	rules, _ := b.For(e.Code, "")
	f := basic(c, p.question, e.For[0])
	for _, x := range rules {
		a, _ := b.Ask(x.ID, f)
		p.Rules = append(p.Rules, ruleOf(r, x, a.Gives))
	}
	return titleView.Render(w, r, p)
}

// A whyForm is what the reader typed about a person or a collective.
type whyForm struct {
	Subject, History, Rating, Initiatives, Discipline, Counts string
}

type whyPage struct {
	ui.Page
	question
	Entry    catalog.Entry
	Slug     string
	Day      string
	Systems  []ui.Option
	Subjects []ui.Option
	Form     whyForm
	Errors   ui.Errors
	Asked    bool
	Book     string
	Proofs   []ui.Proof
	Notes    []string // what is strange about the facts
	Aside    []string // rules for another kind of subject
}

var whyView = ui.NewView[whyPage](files, "why.html")

// why answers facts typed by hand. It is a question, not an act: the address holds it.
func (h *handler) why(w http.ResponseWriter, r *web.Request) error {
	c, e, err := h.entry(r)
	if err != nil {
		return err
	}
	v := r.URL.Query()
	p := whyPage{Page: ui.NewPage(w, r, "catalog.why.title|Vì sao: {name}", fault.P{"name": e.Name}), question: h.ask(r, c), Entry: e, Slug: e.Slugs[0], Systems: systems(r, c), Day: v.Get("nhan"),
		Form:  whyForm{v.Get("doi-tuong"), v.Get("da-dat"), v.Get("xep-loai"), v.Get("sang-kien"), v.Get("ky-luat"), v.Get("so-lieu")},
		Asked: v.Get("hoi") != ""}
	if p.Form.Subject == "" {
		p.Form.Subject = e.For[0]
	}
	for _, s := range e.For {
		p.Subjects = append(p.Subjects, ui.Option{Value: s, Text: map[string]string{"person": r.T("award.s.person|Cá nhân"), "collective": r.T("award.s.collective|Tập thể"), "household": r.T("award.s.household|Hộ gia đình")}[s]})
	}
	if !p.Asked {
		return whyView.Render(w, r, p)
	}
	f, err := h.facts(c, p)
	var answers []rulebook.Answer
	if err == nil {
		var b *rulebook.Book
		if b, err = c.Books().Choose(p.System, p.Year, p.Received); err == nil {
			p.Book = version(r, c.VersionOf(b))
			answers, err = b.Explain(e.Code, f)
			for _, n := range b.Notes(e.Code, f) {
				p.Notes = append(p.Notes, r.T(n.Msg, n.Args))
			}
			for _, x := range b.Aside(e.Code, f.Subject) {
				p.Aside = append(p.Aside, r.T("rule.aside|Không áp dụng: {title} (quy tắc cho {whom}).", fault.P{"title": x.Title, "whom": say(r, x.For)}))
			}
		}
	}
	if err != nil {
		list, other := ui.Refused(r, err)
		if other != nil && !fault.Is(err, fault.NotFound) {
			return other
		}
		if len(list) == 0 {
			list.AddAt("main", r.ErrorText(err))
		}
		p.Errors, p.Error = list, "x"
		return whyView.RenderStatus(w, r, http.StatusUnprocessableEntity, p)
	}
	for _, a := range answers {
		p.Proofs = append(p.Proofs, proof(r, a, f))
	}
	return whyView.Render(w, r, p)
}

// facts reads what was typed. Empty boxes are not known; "không" is known to be none.
func (h *handler) facts(c *catalog.Catalog, p whyPage) (rulebook.Facts, error) {
	f := basic(c, p.question, p.Form.Subject)
	e := fault.New(fault.Invalid, "rules.facts.check|Dữ kiện chưa đúng. Sửa các chỗ sau rồi kiểm tra lại.")
	note := func(field string, err error) {
		if x := asFault(err); x != nil {
			e.With(field, x.Msg, x.Args)
		}
	}
	var err error
	f.History, err = catalog.ReadHistory(c, p.Form.History)
	note("da-dat", err)
	f.Rating, err = catalog.ReadRating(p.Form.Rating)
	note("xep-loai", err)
	f.Initiatives, err = catalog.ReadInitiatives(p.Form.Initiatives)
	note("sang-kien", err)
	f.Discipline, err = catalog.ReadDiscipline(p.Form.Discipline)
	note("ky-luat", err)
	counts, err := catalog.ReadCounts(p.Form.Counts)
	note("so-lieu", err)
	for k, n := range counts {
		f.Counts[k] = n
	}
	if !slices.Contains(p.Entry.For, p.Form.Subject) {
		e.With("doi-tuong", "rules.facts.subject|{value}: chỉ nhận person, collective hoặc household.", fault.P{"value": p.Form.Subject})
	}
	if p.Day != "" && p.Received.IsZero() {
		e.With("nhan", "catalog.notday|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": p.Day})
	}
	if len(e.Fields) > 0 {
		return f, e
	}
	return f, f.Check()
}

// YearText gives the year for a field.
func (q question) YearText() string { return strconv.Itoa(q.Year) }
