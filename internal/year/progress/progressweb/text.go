package progressweb

import (
	"encoding/json"
	"net/http"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/progress"
)

// A textRow is one section of the text in the form.
type textRow struct {
	Heading   progress.Heading
	Label     string
	Body      string
	Rev       int64
	Source    string
	Hint      string
	Error     string
	Theirs    string // what somebody else wrote meanwhile
	TheirName string
}

type textPage struct {
	head
	Errors ui.Errors
	Rows   []textRow
}

var textView = ui.NewView[textPage](files, "text.html")

func (p *pages) texts(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	return textView.Render(w, r, p.textPage(w, r, s, f))
}

func (p *pages) textPage(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form) textPage {
	t := textPage{head: p.headOf(w, r, s, f, "text.title|Phần lời của báo cáo")}
	for _, h := range progress.Headings() {
		x := f.Texts[h]
		row := textRow{Heading: h, Label: r.T(h.Label()), Body: x.Body, Rev: x.Rev}
		if x.Source.File != "" {
			row.Source = sourceText(r, x.Source)
		}
		if h == progress.Recommendations {
			row.Hint = r.T("text.rec.hint|Mỗi dòng là một kiến nghị. Nếu không có, ghi “Không có”.")
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// textsSave takes all sections as an ordinary form. A section that was not touched is left
// alone; one that somebody else changed comes back with both versions.
func (p *pages) textsSave(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return fault.New(fault.Invalid, "form.bad|Không đọc được biểu mẫu. Tải lại trang rồi làm lại.").Because(err)
	}
	saved := 0
	bad := map[progress.Heading]progress.TextResult{}
	typed := map[progress.Heading]string{}
	for _, h := range progress.Headings() {
		body, ok := r.PostForm["t."+string(h)]
		if !ok {
			continue
		}
		if was, err := p.textAt(r, f, h, formInt(r, "rev."+string(h))); err != nil {
			return err
		} else if strings.TrimSpace(strings.ReplaceAll(body[0], "\r", "")) == was {
			continue // not touched: somebody else's change stays
		}
		typed[h] = body[0]
		x, form, err := p.s.SaveText(r.Context(), r.Actor, s.place(), h, body[0], formInt(r, "rev."+string(h)))
		if err != nil {
			return err
		}
		f = form
		if x.Outcome == progress.Saved {
			saved++
		} else {
			bad[h] = x
		}
	}
	if len(bad) == 0 {
		return web.See(w, r, s.To("/phan-loi"), "text.saved|Đã lưu phần lời.")
	}
	page := p.textPage(w, r, s, f)
	page.Error = "x"
	status := http.StatusUnprocessableEntity
	for i := range page.Rows {
		row := &page.Rows[i]
		x, ok := bad[row.Heading]
		if !ok {
			continue
		}
		row.Error = r.T(x.Msg, x.Args)
		if x.Outcome == progress.Conflict {
			status = http.StatusConflict
			row.Theirs, row.TheirName = x.Text.Body, x.Text.Source.By
		}
		row.Body, row.Rev = typed[row.Heading], x.Text.Rev
		page.Errors.Add("t."+string(row.Heading), row.Error)
	}
	return textView.RenderStatus(w, r, status, page)
}

// textAt gives a section as it stood at revision rev.
func (p *pages) textAt(r *web.Request, f *progress.Form, h progress.Heading, rev int64) (string, error) {
	switch rev {
	case f.Texts[h].Rev:
		return f.Texts[h].Body, nil
	case 0:
		return "", nil
	}
	lines, err := audit.History(r.Context(), p.s.DB(), f.TextObject(h), 200)
	if err != nil {
		return "", err
	}
	for _, l := range lines {
		if l.Version == rev {
			var v struct{ Body string }
			err := json.Unmarshal(l.After, &v)
			return v.Body, err
		}
	}
	return "\x00", nil // unknown: counts as touched
}

// textAutosave stores one section that a script sends.
func (p *pages) textAutosave(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	h := progress.Heading(r.FormValue("code"))
	x, f, err := p.s.SaveText(r.Context(), r.Actor, s.place(), h, r.FormValue("value"), formInt(r, "rev"))
	if err != nil {
		return err
	}
	d := f.Done()
	a := answer{Code: string(h), State: string(x.Outcome), Value: x.Text.Body, Rev: x.Text.Rev, Done: d.Texts, Total: d.AllTexts, By: x.Text.Source.By}
	if x.Msg != "" {
		a.Text = r.T(x.Msg, x.Args)
	}
	if !x.Text.Source.Time.IsZero() {
		a.At = x.Text.Source.Time.Format("15:04")
	}
	if x.Outcome == progress.Conflict || x.Outcome == progress.Refused {
		a.Current = x.Text.Body
	}
	return writeJSON(w, a)
}

// A checkRow is one finding with where to put it right.
type checkRow struct {
	Grade, Kind  string
	Name, Text   string
	Href, Action string
	Field        string // name of the box for the reason, "" for none
	Code         string
	Rev          int64
	Reason       string
}

type checkPage struct {
	head
	Errors   ui.Errors
	Groups   []checkGroup
	Blocking int
	Reasoned int
	Submit   bool
	Recall   bool
	Signed   string // address for "đã ký ở hệ thống khác"
	Received string
}

type checkGroup struct {
	Label string
	Kind  string
	Rows  []checkRow
}

var checkView = ui.NewView[checkPage](files, "check.html")

func (p *pages) check(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	return checkView.Render(w, r, p.checkPage(w, r, s, f))
}

func (p *pages) checkPage(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form) checkPage {
	c := checkPage{head: p.headOf(w, r, s, f, "check.title|Kiểm tra và gửi")}
	kinds := map[progress.Grade]string{progress.High: "bad", progress.Medium: "warn", progress.Low: "info"}
	for _, g := range []progress.Grade{progress.High, progress.Medium, progress.Low} {
		group := checkGroup{Label: r.T(g.Label()), Kind: kinds[g]}
		for _, i := range f.Issues() {
			if i.Grade != g {
				continue
			}
			if i.Blocks() {
				c.Blocking++
			} else {
				c.Reasoned++
			}
			row := checkRow{Name: i.Name, Text: r.T(i.Msg, i.Args), Code: i.Code, Kind: group.Kind}
			if i.Heading != "" {
				row.Name = r.T(i.Heading.Label())
				row.Href = s.To("/phan-loi") + "#f-t-" + string(i.Heading)
			} else if cell := f.Cell(i.Code); cell != nil {
				row.Href, row.Rev, row.Reason = s.To("")+"#c-"+i.Code, cell.Value.Rev, cell.Value.Reason
				if g != progress.High && c.Lock == "" && !hasRow(group.Rows, i.Code) {
					row.Field = "r." + i.Code
				}
			}
			group.Rows = append(group.Rows, row)
		}
		if len(group.Rows) > 0 {
			c.Groups = append(c.Groups, group)
		}
	}
	c.Submit, c.Recall = c.Can(string(progress.Submit)), c.Can(string(progress.Recall))
	if c.Can(string(progress.Sign)) {
		c.Signed = "/da-ky/" + f.Unit.Code + "?ky=" + s.Period.Slug()
	}
	return c
}

func hasRow(rows []checkRow, code string) bool {
	for _, x := range rows {
		if x.Code == code {
			return true
		}
	}
	return false
}

// checkSave keeps the reasons typed on the check page.
func (p *pages) checkSave(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	n := 0
	for _, c := range f.Cells {
		reason := r.PostFormValue("r." + c.Code)
		if reason == "" || reason == c.Value.Reason {
			continue
		}
		if err := p.s.Explain(r.Context(), r.Actor, s.place(), c.Code, formInt(r, "rev."+c.Code), reason); err != nil {
			return err
		}
		n++
	}
	return web.See(w, r, s.To("/kiem-tra"), "check.reasons|Đã lưu {n} lý do.", fault.P{"n": n})
}

// step submits or recalls.
func (p *pages) step(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	st := progress.Step{Verb: progress.Verb(r.PostFormValue("viec")), Version: formInt(r, "version")}
	if _, err = p.s.Move(r.Context(), r.Actor, s.place(), st); fault.Is(err, fault.Invalid) {
		f, ferr := p.s.Form(r.Context(), r.Actor, s.place())
		if ferr != nil {
			return ferr
		}
		page := p.checkPage(w, r, s, f)
		page.Error = "x"
		page.Errors.AddAt("kiem-tra", r.ErrorText(err))
		return checkView.RenderStatus(w, r, http.StatusUnprocessableEntity, page)
	} else if err != nil {
		return err
	}
	if st.Verb == progress.Submit {
		return web.See(w, r, "/viec", "sub.sent|Đã trình Thủ trưởng. Khi được duyệt, báo cáo tự chuyển đến Khối trưởng.")
	}
	return web.See(w, r, s.To(""), "sub.recalled|Đã mở lại để sửa. Nhớ trình lại khi xong.")
}

// HasFields reports whether the page asks for a reason.
func (c checkPage) HasFields() bool {
	for _, g := range c.Groups {
		for _, x := range g.Rows {
			if x.Field != "" {
				return true
			}
		}
	}
	return false
}
