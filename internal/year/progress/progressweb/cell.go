package progressweb

import (
	"encoding/json"
	"net/http"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/plan"
	"thidua/internal/year/progress"
)

type cellPage struct {
	head
	Errors     ui.Errors
	Cell       progress.Cell
	Shown      string
	Value      string // in the box
	Reason     string
	Withheld   string // reason in the box for withholding
	Issues     []string
	Events     []ui.Event
	Usual      string
	Points     []int
	Past       []pastValue
	Candidates []ui.Option
	Percent    string
	YesNo      bool
	Prev, Next string
	Source     string
}

// A pastValue is the figure of an earlier period.
type pastValue struct{ Period, Value string }

var cellView = ui.NewView[cellPage](files, "cell.html")

func (p *pages) cell(w http.ResponseWriter, r *web.Request) error {
	s, f, err := p.form(r)
	if err != nil {
		return err
	}
	c, err := p.cellPage(w, r, s, f)
	if err != nil {
		return err
	}
	return cellView.Render(w, r, c)
}

func (p *pages) cellPage(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form) (cellPage, error) {
	c := f.Cell(r.PathValue("code"))
	if c == nil {
		return cellPage{}, fault.New(fault.NotFound, "cell.none|Đơn vị không có chỉ tiêu {code}. Kiểm tra lại mã chỉ tiêu.", fault.P{"code": r.PathValue("code")})
	}
	page := cellPage{head: p.headOf(w, r, s, f, "cell.title|{name}", fault.P{"name": c.Name}), Cell: *c, Percent: percent(r, *c), YesNo: c.Kind == plan.YesNo}
	page.Shown = show(r, c.Kind, c.Value.Value)
	page.Value, page.Reason = page.Shown, c.Value.Reason
	if c.Value.Withheld {
		page.Withheld, page.Reason = c.Value.Reason, ""
	}
	for _, i := range progress.CheckCell(*c) {
		page.Issues = append(page.Issues, r.T(i.Msg, i.Args))
	}
	page.Source = sourceText(r, c.Value.Source)
	for i := range f.Cells {
		if f.Cells[i].Code != c.Code {
			continue
		}
		if i > 0 {
			page.Prev = s.Cell(f.Cells[i-1].Code)
		}
		if i+1 < len(f.Cells) {
			page.Next = s.Cell(f.Cells[i+1].Code)
		}
	}
	var err error
	if page.Events, err = p.history(r, f, *c); err != nil {
		return page, err
	}
	return page, p.past(r, f, *c, &page)
}

// past fills in the figures of the last periods and the usual range.
func (p *pages) past(r *web.Request, f *progress.Form, c progress.Cell, page *cellPage) error {
	list, err := progress.Periods(r.Context(), p.s.DB(), f.Bloc.ID)
	if err != nil {
		return err
	}
	var low, high *figure.Value
	for _, x := range list {
		if x.ID == f.Period.ID || !x.Period.To().Before(f.Period.Period.From()) {
			continue
		}
		values, err := progress.ValuesOf(r.Context(), p.s.DB(), x.ID, f.Unit.ID)
		if err != nil {
			return err
		}
		for _, v := range values {
			if v.Code != c.Code || v.Value == nil {
				continue
			}
			page.Past = append(page.Past, pastValue{r.Period(x.Period), show(r, c.Kind, v.Value)})
			if low == nil || *v.Value < *low {
				low = v.Value
			}
			if high == nil || *v.Value > *high {
				high = v.Value
			}
			page.Points = append(page.Points, int(v.Value.Round(0).Int()))
		}
	}
	if n := len(page.Past); n > 4 {
		page.Past, page.Points = page.Past[n-4:], page.Points[n-4:]
	}
	if len(page.Past) >= 2 {
		page.Usual = r.T("cell.usual|Khoảng thường gặp {n}–{m}", fault.P{"n": low.VN(), "m": high.VN()})
	}
	top := 1
	for _, x := range page.Points {
		top = max(top, x)
	}
	for i := range page.Points {
		page.Points[i] = page.Points[i] * 100 / top
	}
	return nil
}

// sourceText says where a figure came from.
func sourceText(r *web.Request, s progress.Source) string {
	p := fault.P{"file": s.File, "at": s.At, "name": s.By, "time": s.Time.Format("15:04 02/01/2006")}
	switch {
	case s.Time.IsZero():
		return ""
	case s.File != "" && s.Kind == progress.Pasted:
		return r.T("source.pasted.table|Dán từ bảng tính, ô {at} – {name}, {time}", p)
	case s.File != "":
		return r.T("source.file|Tệp {file}, ô {at} – {name}, {time}", p)
	case s.Kind == progress.Pasted:
		return r.T("source.pasted|Dán từ bảng tính – {name}, {time}", p)
	case s.Kind == progress.CLI:
		return r.T("source.cli|Nhập bằng dòng lệnh – {name}, {time}", p)
	}
	return r.T("source.typed|Nhập tay – {name}, {time}", p)
}

// event shows a line of the log: when, who, what, and the reason that was given.
func event(r *web.Request, l audit.Line) ui.Event {
	e := ui.Event{At: l.At, Who: l.Name, Text: did(r, l.Did)}
	if l.Why != "" {
		e.Text += " – " + l.Why
	}
	return e
}

// did names the acts of the audit log about cells and submissions.
func did(r *web.Request, act string) string {
	switch act {
	case "progress.value.save":
		return r.T("did.save|nhập")
	case "progress.value.import":
		return r.T("did.import|nhập từ tệp")
	case "progress.value.undo":
		return r.T("did.undo|hoàn tác lần nhập")
	case "progress.value.withhold":
		return r.T("did.withhold|ghi không truyền")
	case "progress.value.transmit":
		return r.T("did.transmit|bỏ “không truyền”")
	case "progress.value.reason":
		return r.T("did.reason|ghi lý do")
	case "progress.submit":
		return r.T("did.submit|trình Thủ trưởng")
	case "progress.recall":
		return r.T("did.recall|thu hồi để sửa")
	case "progress.approve":
		return r.T("did.approve|duyệt, gửi Khối trưởng")
	case "progress.elsewhere":
		return r.T("did.elsewhere|ghi nhận đã ký ở hệ thống khác")
	case "progress.vouch":
		return r.T("did.vouch|ghi nhận bản đã ký của đơn vị nộp bằng gói")
	case "progress.return", "progress.reject":
		return r.T("did.return|trả lại")
	case "progress.receive":
		return r.T("did.receive|nhận báo cáo")
	case "progress.extend":
		return r.T("did.extend|gia hạn")
	}
	return act
}

// history gives the changes of a cell, newest first.
func (p *pages) history(r *web.Request, f *progress.Form, c progress.Cell) ([]ui.Event, error) {
	lines, err := audit.History(r.Context(), p.s.DB(), f.ValueObject(c.Code), 50)
	var list []ui.Event
	for _, l := range lines {
		e := event(r, l)
		e.From, e.To = noted(r, c.Kind, l.Before), noted(r, c.Kind, l.After)
		if l.Via == "cli" {
			e.Text += " " + r.T("did.cli|(dòng lệnh)")
		}
		list = append(list, e)
	}
	return list, err
}

func noted(r *web.Request, k plan.Kind, raw json.RawMessage) string {
	var v struct {
		Value    *figure.Value
		Withheld bool
	}
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return ""
	}
	if v.Withheld {
		return r.T("cell.withheld|Không truyền")
	}
	return show(r, k, v.Value)
}

// cellSave does one of the acts of the cell's page: luu, ly-do, khong-truyen, truyen.
func (p *pages) cellSave(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	code, rev, at := r.PathValue("code"), formInt(r, "rev"), s.place()
	switch r.PostFormValue("viec") {
	case "khong-truyen":
		err = p.s.Withhold(r.Context(), r.Actor, at, code, rev, r.PostFormValue("withheld"))
	case "truyen":
		err = p.s.Transmit(r.Context(), r.Actor, at, code, rev)
	case "ly-do":
		err = p.s.Explain(r.Context(), r.Actor, at, code, rev, r.PostFormValue("reason"))
	default:
		return p.cellValue(w, r, s, code, rev)
	}
	if fault.Is(err, fault.Invalid) {
		f, ferr := p.s.Form(r.Context(), r.Actor, at)
		if ferr != nil {
			return ferr
		}
		return p.cellError(w, r, s, f, map[string]string{"khong-truyen": "withheld", "ly-do": "reason"}[r.PostFormValue("viec")], r.ErrorText(err))
	}
	if err != nil {
		return err
	}
	return web.See(w, r, s.Cell(code), "act.saved|Đã lưu.")
}

// cellValue stores the figure typed on the cell's page. A figure with two readings comes
// back with both as buttons.
func (p *pages) cellValue(w http.ResponseWriter, r *web.Request, s scope, code string, rev int64) error {
	e := progress.Edit{Code: code, Text: r.PostFormValue("value"), Rev: rev, Reason: r.PostFormValue("reason")}
	if v := r.PostFormValue("chon"); v != "" {
		x, err := figure.Parse(v)
		if err != nil {
			return fault.New(fault.Invalid, "form.bad|Không đọc được biểu mẫu. Tải lại trang rồi làm lại.").Because(err)
		}
		e.Value, e.Exact = &x, true
	}
	list, f, err := p.s.SaveCells(r.Context(), r.Actor, s.place(), []progress.Edit{e})
	if err != nil {
		return err
	}
	switch x := list[0]; x.Outcome {
	case progress.Saved, progress.Warned:
		return web.See(w, r, s.Cell(code), "act.saved|Đã lưu.")
	case progress.Conflict:
		return p.conflictPage(w, r, s, f, met{list, map[string]string{code: e.Text}, 0})
	default:
		page, err := p.cellPage(w, r, s, f)
		if err != nil {
			return err
		}
		page.Value = e.Text
		for _, v := range x.Candidates {
			page.Candidates = append(page.Candidates, ui.Option{Value: v.String(), Text: v.VN()})
		}
		page.Error = "x"
		page.Errors.Add("value", r.T(x.Msg, x.Args))
		return cellView.RenderStatus(w, r, http.StatusUnprocessableEntity, page)
	}
}

func (p *pages) cellError(w http.ResponseWriter, r *web.Request, s scope, f *progress.Form, field, text string) error {
	page, err := p.cellPage(w, r, s, f)
	if err != nil {
		return err
	}
	page.Error = "x"
	page.Errors.Add(field, text)
	return cellView.RenderStatus(w, r, http.StatusUnprocessableEntity, page)
}

// Self gives the address of the page.
func (c cellPage) Self() string { return c.scope.Cell(c.Cell.Code) }
