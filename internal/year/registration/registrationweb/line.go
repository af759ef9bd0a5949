package registrationweb

import (
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/award"
	"thidua/internal/year/award/roster"
	"thidua/internal/year/catalog"
	"thidua/internal/year/catalog/rulebook"
	"thidua/internal/year/org"
	"thidua/internal/year/registration"
)

// rowOf draws one line.
func rowOf(r *web.Request, entry func(string) (catalog.Entry, bool), x registration.Row, year int) row {
	o := row{Row: x, TitleName: x.Title, Past: x.Brief(), Kind: tagOf(x.Result.Verdict, x.Result.Possible), Verdict: verdict(r, x.Result, year),
		Subject: r.T(award.SubjectLabel(x.Line.Subject)), Unchecked: x.Result.Verdict != rulebook.Met && !x.Result.Checked}
	if e, ok := entry(x.Title); ok {
		o.TitleName = e.Name
	}
	var why []string
	for _, f := range x.Result.Findings {
		if f.Kind == rulebook.Eligibility && f.Result != rulebook.Met && f.Result == x.Result.Verdict {
			why = append(why, strings.TrimRight(say(r, f.Why), ".")+".")
		}
	}
	if x.Result.Unclear {
		why = append([]string{r.T("reg.unclear|Sổ khen thưởng có nhiều người trùng tên: ghi năm sinh.")}, why...)
	}
	o.Why = why
	return o
}

// A lineForm is what the reader types about a line.
type lineForm struct {
	Subject, Name, Born, Post, Title, Rating, Initiatives, Discipline, History, Counts, Version string
}

var lineNames = []string{"subject", "name", "born", "post", "title", "rating", "initiatives", "discipline", "history", "counts"}

type linePage struct {
	ui.Page
	scope
	ID        string
	Row       row
	Born      string
	Form      lineForm
	Errors    ui.Errors
	Titles    []ui.Option
	Subjects  []ui.Option
	Book      string
	Proofs    []ui.Proof // conditions
	Others    []ui.Proof // authority, dossier, vote, money
	Past      []award.Award
	PastName  func(string) string
	Fill      bool
	Flag      string
	Given     []award.Award // what answered this line
	Covered   award.Coverage
	Elsewhere []string // titles given elsewhere, as declared
	Grant     string   // where its decision is entered; "" for nowhere
}

var (
	lineView    = ui.NewView[linePage](files, "line.html")
	newLineView = ui.NewView[linePage](files, "newline.html")
)

func typedLine(r *web.Request) lineForm {
	v := r.PostFormValue
	return lineForm{v("subject"), v("name"), v("born"), v("post"), v("title"), v("rating"), v("initiatives"), v("discipline"), v("history"), v("counts"), v("version")}
}

// read turns what was typed into a line; every text that cannot be read is a message.
func (f lineForm) read(c *catalog.Catalog, year int) (l registration.Line, errs *fault.Error) {
	l = registration.Line{Subject: f.Subject, Name: f.Name, Post: f.Post, Title: f.Title}
	errs = fault.New(fault.Invalid, "reg.invalid|Dòng đăng ký chưa lưu được. Sửa các mục nêu dưới đây rồi lưu lại.")
	if t := strings.TrimSpace(f.Born); t != "" {
		n, err := strconv.Atoi(t)
		if err != nil {
			errs.With("born", "award.notyear|“{text}” không phải một năm. Ghi như 2021.", fault.P{"text": t})
		}
		l.Born = n
	}
	texts := map[string]string{"rating": f.Rating, "initiatives": f.Initiatives, "discipline": f.Discipline, "history": f.History, "counts": f.Counts}
	d, err := registration.ReadDeclared(c, year, func(key string) string { return texts[key] })
	if e := asFault(err); e != nil {
		errs.Fields = append(errs.Fields, e.Fields...)
	}
	l.Facts = d
	return l, errs
}

func (h *handler) newLine(w http.ResponseWriter, r *web.Request) error {
	s, err := h.in(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.FillRegister, who.Object{Bloc: s.Bloc.ID, Unit: s.Unit.ID}); err != nil {
		return err
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return err
	}
	system := c.System(string(s.Unit.Kind))
	p := linePage{Page: ui.NewPage(w, r, "reg.add.title|Thêm vào danh sách đăng ký"), scope: s, Titles: titleOptions(c, system, s.Year), Subjects: subjectOptions(r), Form: lineForm{Subject: roster.Person}}
	if r.Method == "GET" {
		return newLineView.Render(w, r, p)
	}
	p.Form = typedLine(r)
	l, errs := p.Form.read(c, s.Year)
	err = joined(errs, func() error { _, e := l.Clean(c, system, s.Year); return e })
	if err == nil {
		var n registration.LineID
		if n, err = h.s.AddLine(r.Context(), r.Actor, s.place(), l); err == nil {
			return web.See(w, r, "/dong-dang-ky/"+n.String(), "reg.added|Đã thêm {name} vào danh sách.", fault.P{"name": l.Name})
		}
	}
	list, other := ui.Refused(r, err, lineNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return newLineView.RenderStatus(w, r, status(err), p)
}

// joined gives every message at once: of what could not be read, and of what was read.
func joined(errs *fault.Error, check func() error) error {
	told := map[string]bool{}
	for _, f := range errs.Fields {
		told[f.Name] = true
	}
	err := check()
	if e := asFault(err); e != nil {
		for _, f := range e.Fields {
			if !told[f.Name] {
				errs.Fields = append(errs.Fields, f)
			}
		}
	}
	if len(errs.Fields) > 0 {
		return errs
	}
	return err
}

// linePage loads a line with its registration.
func (h *handler) linePage(w http.ResponseWriter, r *web.Request) (p linePage, l registration.Line, err error) {
	n, err := lineID(r)
	if err != nil {
		return p, l, err
	}
	if l, err = registration.LineOf(r.Context(), h.s.DB(), n); err != nil {
		return p, l, err
	}
	reg, err := registration.ByID(r.Context(), h.s.DB(), l.Registration)
	if err != nil {
		return p, l, err
	}
	v, err := h.s.Open(r.Context(), r.Actor, registration.Place{Bloc: reg.Bloc, Year: reg.Year, Unit: reg.Unit})
	if err != nil {
		return p, l, err
	}
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return p, l, err
	}
	p = linePage{Page: ui.NewPage(w, r, "reg.line.title|{name}", fault.P{"name": l.Name}), ID: l.ID.String(), Titles: titleOptions(c, v.System, reg.Year), Subjects: subjectOptions(r),
		Book: bookText(r, v.Book, v.Quotas, v.Frozen()), PastName: func(code string) string { return label(c, code) }, Flag: l.Flag}
	p.scope = scope{Reader: org.Reader{Bloc: v.Bloc, Unit: v.Unit}, Year: reg.Year}
	flagged := v.Tally.Flagged > 0
	p.Fill = who.Can(r.Actor, who.FillRegister, who.Object{Bloc: reg.Bloc, Unit: reg.Unit}) == nil && v.Round.Open() && reg.State.Editable() && (!flagged || l.Flag != "")
	if p.Given, err = award.ByOrigin(r.Context(), h.s.DB(), l.Origin()); err != nil {
		return p, l, err
	}
	if len(p.Given) == 0 && !v.Round.Open() && reg.State == registration.Received && who.Can(r.Actor, who.GrantAwards, who.Object{Bloc: reg.Bloc, Unit: reg.Unit}) == nil {
		p.Grant = "/khen-thuong/theo-quyet-dinh?khoi=" + v.Bloc.Code + "&don-vi=" + v.Unit.Code + "&de-nghi=" + l.Origin()
	}
	for _, x := range v.Rows {
		if x.Line.ID != l.ID {
			continue
		}
		p.Row, p.Past, p.Covered = rowOf(r, c.Entry, x, reg.Year), x.Past, v.Covered
		for _, held := range l.Facts.History {
			p.Elsewhere = append(p.Elsewhere, strconv.Itoa(held.Year)+" · "+label(c, held.Title)+" · "+held.Decision)
		}
		var cond, rest []registration.Finding
		for _, f := range x.Result.Findings {
			if f.Kind == rulebook.Eligibility {
				cond = append(cond, f)
			} else {
				rest = append(rest, f)
			}
		}
		p.Proofs, p.Others = proofs(r, cond), proofs(r, rest)
	}
	p.Form = lineForm{Subject: l.Subject, Name: l.Name, Post: l.Post, Title: l.Title, Rating: l.Facts.Typed("rating"), Initiatives: l.Facts.Typed("initiatives"), Discipline: l.Facts.Typed("discipline"), History: strings.ReplaceAll(l.Facts.Typed("history"), "; ", "\n"),
		Counts: strings.ReplaceAll(l.Facts.Typed("counts"), "; ", "\n"), Version: strconv.FormatInt(reg.Version, 10)}
	if l.Born > 0 {
		p.Form.Born = strconv.Itoa(l.Born)
	}
	return p, l, nil
}

func (h *handler) line(w http.ResponseWriter, r *web.Request) error {
	p, was, err := h.linePage(w, r)
	if err != nil {
		return err
	}
	if r.Method == "GET" {
		return lineView.Render(w, r, p)
	}
	if err := who.Can(r.Actor, who.FillRegister, who.Object{Bloc: p.Bloc.ID, Unit: p.scope.Unit.ID}); err != nil {
		return err
	}
	p.Form = typedLine(r)
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return err
	}
	l, errs := p.Form.read(c, p.Year)
	l.ID = was.ID
	err = joined(errs, func() error { _, e := l.Clean(c, c.System(string(p.scope.Unit.Kind)), p.Year); return e })
	if err == nil {
		if err = h.s.SaveLine(r.Context(), r.Actor, l, number(p.Form.Version)); err == nil {
			return web.See(w, r, "/dong-dang-ky/"+p.ID, "reg.saved|Đã lưu, kết quả kiểm tra đã tính lại.")
		}
	}
	list, other := ui.Refused(r, err, lineNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return lineView.RenderStatus(w, r, status(err), p)
}

func (h *handler) drop(w http.ResponseWriter, r *web.Request) error {
	p, l, err := h.linePage(w, r)
	if err != nil {
		return err
	}
	if _, err := h.s.DropLine(r.Context(), r.Actor, l.ID); err != nil {
		return err
	}
	return web.See(w, r, p.To(""), "reg.dropped|Đã bỏ {name} khỏi danh sách.", fault.P{"name": l.Name})
}

type countsPage struct {
	ui.Page
	scope
	Text   string
	Errors ui.Errors
}

var countsView = ui.NewView[countsPage](files, "counts.html")

// counts shows and saves the numbers of the unit.
func (h *handler) counts(w http.ResponseWriter, r *web.Request) error {
	s, err := h.in(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.FillRegister, who.Object{Bloc: s.Bloc.ID, Unit: s.Unit.ID}); err != nil {
		return err
	}
	v, err := h.s.Open(r.Context(), r.Actor, s.place())
	if err != nil {
		return err
	}
	p := countsPage{Page: ui.NewPage(w, r, "reg.counts.title|Số liệu của đơn vị"), scope: s}
	p.Text = strings.ReplaceAll(registration.Declared{Counts: v.List.Counts}.Typed("counts"), "; ", "\n")
	if r.Method == "GET" {
		return countsView.Render(w, r, p)
	}
	p.Text = r.PostFormValue("counts")
	counts, err := catalog.ReadCounts(p.Text)
	if err == nil {
		if err = h.s.SaveCounts(r.Context(), r.Actor, s.place(), counts); err == nil {
			return web.See(w, r, s.To(""), "reg.counts.saved|Đã ghi số liệu, tỷ lệ đã tính lại.")
		}
	}
	list, other := ui.Refused(r, err, "counts")
	if other != nil {
		return other
	}
	for _, e := range list {
		p.Errors.Add("counts", e.Text)
	}
	p.Error = "x"
	return countsView.RenderStatus(w, r, status(err), p)
}
