package registrationweb

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/audit"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/registration"
)

// A row is one line as the list shows it.
type row struct {
	registration.Row
	TitleName, Past, Kind, Verdict string
	Subject                        string
	Why                            []string // one reason per rule
	Unchecked                      bool
}

// A quota is one share as the list shows it.
type quota struct {
	Title, Text, Kind, Result string
	Proofs                    []ui.Proof
	Over                      int
}

type unitPage struct {
	ui.Page
	scope
	View    *registration.View
	Book    string
	NoBook  string
	Rows    []row
	Quotas  []quota
	Tabs    []tab
	Pager   ui.Pager
	Track   []ui.Step
	Fill    bool // the reader may change lines now
	Officer bool
	Verbs   map[string]bool
	Holding int
	Last    int // lines of last year's list that could be copied
	Reason  string
	Flags   map[string]bool
	Errors  ui.Errors
	Events  []ui.Event
	Lock    string
	Lead    bool
	Collect bool // the reader answers for the bloc's leader
	MayAsk  bool // the unit may ask to open the list again
	Why     string
	Answer  string
}

// A tab narrows the list to lines with one result.
type tab struct {
	Text, Href string
	On         bool
}

// pageSize is how many lines a page shows.
const pageSize = 50

var unitView = ui.NewView[unitPage](files, "unit.html")

func (h *handler) unit(w http.ResponseWriter, r *web.Request) error {
	p, err := h.unitPage(w, r)
	if err != nil {
		return err
	}
	return unitView.Render(w, r, p)
}

func (h *handler) unitPage(w http.ResponseWriter, r *web.Request) (p unitPage, err error) {
	s, err := h.in(r)
	if err != nil {
		return p, err
	}
	if s.Unit.ID == 0 { // the board looks at the bloc
		return p, errPage
	}
	v, err := h.s.Open(r.Context(), r.Actor, s.place())
	if err != nil {
		return p, err
	}
	p = unitPage{Page: ui.NewPage(w, r, "reg.unit.title|Đăng ký năm {year} – {name}", fault.P{"year": s.Year, "name": s.Unit.Short}), scope: s, View: v,
		Book: bookText(r, v.Book, v.Quotas, v.Frozen()), Verbs: map[string]bool{}, Flags: map[string]bool{}}
	if v.NoBook != nil {
		p.NoBook = r.ErrorText(v.NoBook)
	}
	p.Officer = who.Can(r.Actor, who.FillRegister, who.Object{Bloc: s.Bloc.ID, Unit: s.Unit.ID}) == nil
	p.Lead = who.Can(r.Actor, who.ReadCollected, who.Object{Bloc: s.Bloc.ID}) == nil
	p.Collect = who.Can(r.Actor, who.CollectLists, who.Object{Bloc: s.Bloc.ID}) == nil
	p.MayAsk = who.Can(r.Actor, who.AskList, who.Object{Bloc: s.Bloc.ID, Unit: s.Unit.ID}) == nil && v.List.State.IsSent() && !v.List.Ask.Open()
	p.Fill = p.Officer && v.Round.Open() && v.List.State.Editable()
	for _, x := range v.List.Verbs(r.Actor, v.Round) {
		p.Verbs[string(x)] = true
	}
	p.Holding, _ = v.Holding()
	p.Track, p.Lock = track(r, v), lock(r, v)
	if err := h.rows(r, &p); err != nil {
		return p, err
	}
	if p.Fill && len(v.Rows) == 0 {
		last, err := registration.Of(r.Context(), h.s.DB(), registration.Place{Bloc: s.Bloc.ID, Year: s.Year - 1, Unit: s.Unit.ID})
		if err != nil {
			return p, err
		}
		lines, err := registration.Lines(r.Context(), h.s.DB(), last.ID)
		if err != nil {
			return p, err
		}
		p.Last = len(lines)
	}
	lines, err := audit.History(r.Context(), h.s.DB(), v.List.Object(), 20)
	for _, l := range lines {
		p.Events = append(p.Events, ui.Event{At: l.At, Who: l.Name, Text: did(r, l)})
	}
	return p, err
}

// results of the tabs, with what they let through.
var results = []struct {
	key   string
	match func(registration.Row) bool
}{
	{"", func(registration.Row) bool { return true }},
	{"chua-dat", func(x registration.Row) bool { return x.Result.Verdict == "not_met" && !x.Result.Possible }},
	{"trong-nam", func(x registration.Row) bool { return x.Result.Verdict == "not_met" && x.Result.Possible }},
	{"chua-ro", func(x registration.Row) bool { return x.Result.Verdict == "unknown" }},
	{"dat", func(x registration.Row) bool { return x.Result.Verdict == "met" }},
}

func (h *handler) rows(r *web.Request, p *unitPage) error {
	c, err := h.s.Catalog.Current(r.Context(), h.s.DB())
	if err != nil {
		return err
	}
	names := []string{r.T("reg.tab.all|Tất cả"), r.T("reg.tab.not|Chưa đạt"), r.T("reg.tab.possible|Có thể đạt trong năm"), r.T("reg.tab.open|Chưa kết luận"), r.T("reg.tab.met|Đạt")}
	counts := []int{p.View.Tally.Lines(), p.View.Tally.Not, p.View.Tally.Possible, p.View.Tally.Open, p.View.Tally.Met}
	chosen := max(0, slices.IndexFunc(results, func(x struct {
		key   string
		match func(registration.Row) bool
	}) bool {
		return x.key == r.URL.Query().Get("loc")
	}))
	for i, x := range results {
		if i == 0 || counts[i] > 0 || i == chosen {
			p.Tabs = append(p.Tabs, tab{names[i] + " (" + strconv.Itoa(counts[i]) + ")", p.To("") + "&loc=" + x.key, i == chosen})
		}
	}
	var list []registration.Row
	for _, x := range p.View.Rows {
		if results[chosen].match(x) {
			list = append(list, x)
		}
	}
	page := max(1, int(min(number(r.URL.Query().Get("trang")), 1<<20)))
	p.Pager = ui.Pager{Page: page, Pages: (len(list) + pageSize - 1) / pageSize, Total: len(list), Base: p.To("") + "&loc=" + results[chosen].key + "&trang="}
	from := min(len(list), (page-1)*pageSize)
	for _, x := range list[from:min(len(list), from+pageSize)] {
		p.Rows = append(p.Rows, rowOf(r, c.Entry, x, p.Year))
	}
	for _, f := range p.View.Quotas.Findings {
		q := quota{Title: label(c, f.For), Kind: tagOf(f.Result, false), Result: r.T(f.Result.Label()), Over: f.Over, Proofs: proofs(r, []registration.Finding{f})}
		switch {
		case f.Over > 0:
			q.Text = r.T("reg.over|Vượt tỷ lệ cho phép {n} người", fault.P{"n": f.Over})
		default:
			q.Text = q.Proofs[0].Text
		}
		p.Quotas = append(p.Quotas, q)
	}
	return nil
}

// track draws the way of the list.
func track(r *web.Request, v *registration.View) []ui.Step {
	steps := []ui.Step{{Text: r.T("reg.step.fill|Đơn vị lập danh sách")}, {Text: r.T("reg.step.head|Thủ trưởng duyệt")}, {Text: r.T("reg.step.lead|Khối trưởng nhận")}, {Text: r.T("reg.step.done|Tổng hợp, trình tỉnh")}}
	at := map[registration.State]int{registration.Draft: 0, registration.Returned: 0, registration.Submitted: 1, registration.Sent: 2, registration.Received: 3}[v.List.State]
	for i := range steps {
		switch {
		case i < at || !v.Round.Open() && v.Round.Version > 0 && v.List.State.IsSent():
			steps[i].State = "done"
		case i == at && v.List.State == registration.Returned:
			steps[i].State = "back"
		case i == at:
			steps[i].State = "now"
		}
	}
	return steps
}

// lock says why the list cannot be changed, "" when it can.
func lock(r *web.Request, v *registration.View) string {
	switch {
	case v.Round.Version == 0:
		return r.T("reg.notopen|Khối trưởng chưa mở đợt đăng ký năm {year}.", fault.P{"year": v.List.Year})
	case !v.Round.Open():
		return r.T("reg.closed|Đợt đăng ký đã tổng hợp nên không sửa được nữa. Thư ký Khối trưởng có thể mở lại.")
	case v.List.State == registration.Submitted:
		return r.T("reg.waits|Danh sách đang chờ Thủ trưởng cho ý kiến. Cán bộ thi đua thu hồi được khi chưa duyệt.")
	case v.List.State.IsSent():
		return r.T("reg.sent|Danh sách đã gửi Khối trưởng lúc {time}. Cần sửa thì xin mở lại ở cuối trang.", fault.P{"time": v.List.SentAt.Format("15:04 02/01/2006")})
	}
	return ""
}

// about gives whom a leaf about one line is about, "" when it was erased.
func about(l audit.Line) string {
	var x struct{ Name string }
	for _, body := range []json.RawMessage{l.After, l.Before} {
		if len(body) > 0 && json.Unmarshal(body, &x) == nil && x.Name != "" {
			return x.Name
		}
	}
	return ""
}

func did(r *web.Request, l audit.Line) string {
	act := l.Did
	if name := about(l); name != "" {
		switch act {
		case "registration.add":
			return r.T("reg.did.add.who|thêm {name}", fault.P{"name": name})
		case "registration.line":
			return r.T("reg.did.line.who|sửa {name}", fault.P{"name": name})
		case "registration.drop":
			return r.T("reg.did.drop.who|bỏ {name}", fault.P{"name": name})
		}
	}
	switch act {
	case "registration.add":
		return r.T("reg.did.add|thêm một dòng")
	case "registration.line":
		return r.T("reg.did.line|sửa một dòng")
	case "registration.drop":
		return r.T("reg.did.drop|bỏ một dòng")
	case "registration.import":
		var x struct{ New, Changed []json.RawMessage }
		if json.Unmarshal(l.After, &x) == nil && len(x.New)+len(x.Changed) > 0 {
			return r.T("reg.did.import.n|nhập từ tệp: thêm {n} dòng, sửa {m} dòng", fault.P{"n": len(x.New), "m": len(x.Changed)})
		}
		return r.T("reg.did.import|nhập danh sách từ tệp")
	case "registration.copy":
		return r.T("reg.did.copy|chép danh sách năm trước")
	case "registration.counts":
		return r.T("reg.did.counts|ghi số liệu của đơn vị")
	case "registration.begin":
		return r.T("reg.did.begin|bắt đầu lập danh sách")
	case "registration.submit":
		return r.T("reg.did.submit|trình Thủ trưởng")
	case "registration.recall":
		return r.T("reg.did.recall|thu hồi để sửa")
	case "registration.approve":
		return r.T("reg.did.approve|duyệt, gửi Khối trưởng")
	case "registration.return", "registration.reject":
		return r.T("reg.did.return|trả lại kèm ý kiến")
	case "registration.ask":
		return r.T("reg.did.ask|xin mở lại")
	case "registration.giveback":
		return r.T("reg.did.giveback|đồng ý mở lại, trả lại để sửa")
	case "registration.refuse":
		return r.T("reg.did.refuse|không đồng ý mở lại")
	case "registration.receive":
		return r.T("reg.did.receive|Khối trưởng nhận")
	}
	return act
}

// verbs of the buttons.
var verbs = map[string]registration.Verb{"trinh": registration.Submit, "thu-hoi": registration.Recall, "duyet": registration.Approve, "tra-lai": registration.Return,
	"nhan": registration.Receive, "khoi-tra-lai": registration.Reject}

func (h *handler) move(w http.ResponseWriter, r *web.Request) error {
	s, err := h.in(r)
	if err != nil {
		return err
	}
	v := verbs[r.PostFormValue("viec")]
	if v == "" {
		return h.ask(w, r, s)
	}
	st := registration.Step{Verb: v, Version: number(r.PostFormValue("version")), Reason: r.PostFormValue("reason")}
	for _, x := range r.PostForm["dong"] {
		r.SetPathValue("id", x)
		n, err := lineID(r)
		if err != nil {
			return err
		}
		st.Flags = append(st.Flags, n)
	}
	_, err = h.s.Move(r.Context(), r.Actor, s.place(), st)
	if err == nil {
		return web.See(w, r, s.To(""), done(v))
	}
	list, other := ui.Refused(r, err, "reason")
	if other != nil {
		return other
	}
	p, perr := h.unitPage(w, r)
	if perr != nil {
		return perr
	}
	p.Errors, p.Error, p.Reason = list, "x", st.Reason
	for _, x := range r.PostForm["dong"] {
		p.Flags[x] = true
	}
	return unitView.RenderStatus(w, r, status(err), p)
}

// ask is what is said about opening a list again: the unit asks, the leader answers.
func (h *handler) ask(w http.ResponseWriter, r *web.Request, s scope) (err error) {
	v, message := r.PostFormValue, ""
	switch v("viec") {
	case "xin-mo-lai":
		message, err = "reg.ask.sent|Đã gửi Khối trưởng. Câu trả lời hiện ở trang này.", h.s.AskReopen(r.Context(), r.Actor, s.place(), v("why"))
	case "mo-lai", "khong-mo-lai":
		agree := v("viec") == "mo-lai"
		if message = "reg.ask.given|Đã trả lại bản đăng ký để đơn vị sửa."; !agree {
			message = "reg.ask.refused|Đã trả lời đơn vị."
		}
		err = h.s.AnswerAsk(r.Context(), r.Actor, s.place(), registration.AskAnswer{Version: number(v("version")), Agree: agree, Text: v("answer")})
	default:
		err = fault.New(fault.Invalid, "reg.do.none|Chọn một việc trên trang rồi bấm nút.")
	}
	if err == nil {
		return web.See(w, r, s.To(""), message)
	}
	list, other := ui.Refused(r, err, "why", "answer")
	if other != nil {
		return other
	}
	p, perr := h.unitPage(w, r)
	if perr != nil {
		return perr
	}
	p.Errors, p.Error, p.Why, p.Answer = list, "x", v("why"), v("answer")
	return unitView.RenderStatus(w, r, status(err), p)
}

func done(v registration.Verb) string {
	switch v {
	case registration.Submit:
		return "reg.done.submit|Đã trình Thủ trưởng."
	case registration.Recall:
		return "reg.done.recall|Đã thu hồi, sửa tiếp được."
	case registration.Approve:
		return "reg.done.approve|Đã duyệt và gửi Khối trưởng."
	case registration.Receive:
		return "reg.done.receive|Đã nhận bản đăng ký."
	}
	return "reg.done.return|Đã trả lại kèm ý kiến."
}

func (h *handler) copyLast(w http.ResponseWriter, r *web.Request) error {
	s, err := h.in(r)
	if err != nil {
		return err
	}
	n, err := h.s.CopyLast(r.Context(), r.Actor, s.place())
	if err != nil {
		return err
	}
	return web.See(w, r, s.To(""), "reg.copied|Đã chép {n} dòng của năm trước. Xem lại từng dòng.", fault.P{"n": n})
}

func (h *handler) export(w http.ResponseWriter, r *web.Request) error {
	s, err := h.in(r)
	if err != nil {
		return err
	}
	f, err := h.s.ExportUnit(r.Context(), r.Actor, s.place(), r.PathValue("format"))
	if err != nil {
		return err
	}
	r.Concerns(s.Bloc.ID, s.Unit.ID)
	return web.Download(w, f.Name, f.Media, f.Data)
}
