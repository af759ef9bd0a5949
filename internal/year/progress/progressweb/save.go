package progressweb

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/progress"
)

// An answer is what grid.js receives about one cell or text; see the README of the
// design system.
type answer struct {
	Code    string `json:"code"`
	State   string `json:"state"`
	Text    string `json:"text"`
	Value   string `json:"value"`
	Rev     int64  `json:"rev"`
	At      string `json:"at,omitempty"`
	Percent string `json:"percent,omitempty"`
	Cum     string `json:"cum,omitempty"`
	Done    int    `json:"done"`
	Total   int    `json:"total"`
	Current string `json:"current,omitempty"`
	By      string `json:"by,omitempty"`
	Href    string `json:"href,omitempty"`
	Action  string `json:"action,omitempty"`
}

func writeJSON(w http.ResponseWriter, v any) error {
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}

func formInt(r *web.Request, name string) int64 {
	n, _ := strconv.ParseInt(r.FormValue(name), 10, 64)
	return n
}

// autosave stores one cell that a script sends.
func (p *pages) autosave(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	e := progress.Edit{Code: r.FormValue("code"), Text: r.FormValue("value"), Rev: formInt(r, "rev")}
	list, f, err := p.s.SaveCells(r.Context(), r.Actor, s.place(), []progress.Edit{e})
	if err != nil {
		return err
	}
	return writeJSON(w, p.answer(r, s, f, list[0]))
}

func (p *pages) answer(r *web.Request, s scope, f *progress.Form, x progress.Result) answer {
	c, d := x.Cell, f.Done()
	a := answer{Code: c.Code, State: string(x.Outcome), Value: show(r, c.Kind, c.Value.Value), Rev: c.Value.Rev, Percent: percent(r, c), Cum: show(r, c.Kind, f.ToDate(c)), Done: d.Cells, Total: d.AllCells}
	if x.Msg != "" {
		a.Text = r.T(x.Msg, x.Args)
	}
	if t := c.Value.Source.Time; !t.IsZero() {
		a.At = t.Format("15:04")
	}
	switch x.Outcome {
	case progress.Warned:
		a.Href, a.Action = s.Cell(c.Code)+"#f-reason", r.T("cell.reason|Ghi lý do")
	case progress.Invalid:
		a.Text += " " + r.T("cell.notsaved|Chưa lưu.")
		if len(x.Candidates) > 1 {
			a.Href, a.Action = s.Cell(c.Code), r.T("cell.choose|Chọn cách đọc")
		}
	case progress.Conflict, progress.Refused:
		a.Current, a.By = a.Value, c.Value.Source.By
		if a.Current == "" && x.Outcome == progress.Conflict {
			a.Current = r.T("cell.blank|(trống)")
		}
	case progress.Kept:
		a.Href, a.Action, a.Value = s.Cell(c.Code), r.T("act.change|Thay đổi"), ""
	}
	return a
}

// pasteBlock stores a block that a script received from the clipboard.
func (p *pages) pasteBlock(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	var revs []int64
	for _, x := range strings.Split(r.FormValue("revs"), ",") {
		n, _ := strconv.ParseInt(x, 10, 64)
		revs = append(revs, n)
	}
	edits := progress.PasteBlock(f, r.FormValue("cells"), strings.Split(r.FormValue("codes"), ","), revs)
	list, f, err := p.s.SaveCells(r.Context(), r.Actor, s.place(), edits)
	if err != nil {
		return err
	}
	out := make([]answer, len(list))
	for i, x := range list {
		out[i] = p.answer(r, s, f, x)
	}
	return writeJSON(w, out)
}

// shown gives the text that the grid showed for a cell at revision rev.
func (p *pages) shown(r *web.Request, f *progress.Form, c progress.Cell, rev int64) (string, error) {
	switch rev {
	case c.Value.Rev:
		return show(r, c.Kind, c.Value.Value), nil
	case 0:
		return "", nil
	}
	v, ok, err := p.valueAt(r, f, c.Code, rev)
	if err != nil || !ok {
		return "\x00", err // unknown: counts as touched
	}
	return show(r, c.Kind, v), nil
}

// valueAt gives the figure of a cell as it stood at revision rev.
func (p *pages) valueAt(r *web.Request, f *progress.Form, code string, rev int64) (*figure.Value, bool, error) {
	lines, err := audit.History(r.Context(), p.s.DB(), f.ValueObject(code), 100)
	if err != nil {
		return nil, false, err
	}
	for _, l := range lines {
		if l.Version != rev {
			continue
		}
		var v struct{ Value *figure.Value }
		if err := json.Unmarshal(l.After, &v); err != nil {
			return nil, false, err
		}
		return v.Value, true, nil
	}
	return nil, false, nil
}

// A clash is one cell that two people changed.
type clash struct {
	Code, Name    string
	Line          string // who changed it, when
	Before        string
	Theirs, By    string
	Mine          string
	Rev           int64
	Choice, Other string
	Error         string
	Options       []ui.Option
}

type conflictPage struct {
	head
	Errors  ui.Errors
	Clashes []clash
	Saved   int
}

var conflictView = ui.NewView[conflictPage](files, "conflict.html")

// met is what a form met: the overtaken cells, what was typed, how many were saved.
type met struct {
	list  []progress.Result
	mine  map[string]string
	saved int
}

// conflictPage answers a form whose cells somebody else changed meanwhile (S16).
func (p *pages) conflictPage(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form, m met) error {
	list, mine, saved := m.list, m.mine, m.saved
	c := conflictPage{head: p.headOf(w, r, s, f, "conf.title|Người khác vừa sửa mục này"), Saved: saved}
	for _, x := range list {
		v := x.Cell.Value
		k := clash{Code: x.Cell.Code, Name: x.Cell.Name, Line: r.T(x.Msg, x.Args), Theirs: show(r, x.Cell.Kind, v.Value), By: v.Source.By, Mine: mine[x.Cell.Code], Rev: v.Rev, Choice: "theirs"}
		if old, ok, err := p.valueAt(r, f, k.Code, formInt(r, "rev."+k.Code)); err != nil {
			return err
		} else if ok {
			k.Before = show(r, x.Cell.Kind, old)
		}
		blank := func(s string) string {
			if s == "" {
				return r.T("cell.blank|(trống)")
			}
			return s
		}
		k.Options = []ui.Option{
			{Value: "theirs", Text: r.T("conf.keep|Giữ bản của {name}: {value}", fault.P{"name": k.By, "value": blank(k.Theirs)})},
			{Value: "mine", Text: r.T("conf.usemine|Dùng bản của tôi: {value}", fault.P{"value": blank(k.Mine)})},
			{Value: "other", Text: r.T("conf.other|Nhập số khác")},
		}
		c.Clashes = append(c.Clashes, k)
	}
	return conflictView.RenderStatus(w, r, http.StatusConflict, c)
}

// conflictSave takes the decisions of the conflict page.
func (p *pages) conflictSave(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	mine := map[string]string{}
	var edits []progress.Edit
	for _, c := range f.Cells {
		switch r.PostFormValue("chon." + c.Code) {
		case "mine":
			mine[c.Code] = r.PostFormValue("mine." + c.Code)
		case "other":
			mine[c.Code] = r.PostFormValue("other." + c.Code)
		default:
			continue
		}
		edits = append(edits, progress.Edit{Code: c.Code, Text: mine[c.Code], Rev: formInt(r, "rev."+c.Code)})
	}
	list, f, err := p.s.SaveCells(r.Context(), r.Actor, s.place(), edits)
	if err != nil {
		return err
	}
	var again []progress.Result
	for _, x := range list {
		if x.Outcome == progress.Conflict || x.Outcome == progress.Invalid {
			again = append(again, x)
		}
	}
	if len(again) > 0 {
		return p.conflictPage(w, r, s, f, met{again, mine, len(list) - len(again)})
	}
	return web.See(w, r, s.To(""), "grid.saved|Đã lưu {n} ô.", fault.P{"n": len(list)})
}
