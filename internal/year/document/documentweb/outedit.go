package documentweb

import (
	"net/http"
	"path/filepath"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/who"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

type outEditPage struct {
	ui.Page
	Bloc    org.Bloc
	Doc     document.Outgoing // as typed
	Kind    string            // name of the type; "" asks for it
	Kinds   []ui.Option
	Unders  []ui.Option
	Version string
	Errors  ui.Errors
}

var outEditView = ui.NewView[outEditPage](files, "outgoingedit.html")

var outNames = []string{"kind", "subject", "place", "to", "body", "cc", "under", "post", "signer", "secretary"}

// what each type of document is for, in the words of the form.
var kindHints = map[string]string{
	"KH": "document.kh|Nội dung, chỉ tiêu, việc phải làm và thời hạn", "TB": "document.tb|Báo cho các đơn vị biết: kết luận, lịch, phân công",
	"TTr": "document.ttr|Trình cấp trên xem xét, quyết định", "BC": "document.bc|Báo cáo kết quả với cấp trên",
	"BB": "document.bb|Ghi diễn biến và kết luận cuộc họp; không ghi nơi và ngày ở đầu", "QĐ": "document.qd|Quyết định một việc cụ thể",
	"GM": "document.gm|Mời họp, mời dự hội nghị", "CV": "document.cv|Trao đổi công việc; không có tên loại, có “V/v”",
}

func (h *handler) outCreate(w http.ResponseWriter, r *web.Request) error {
	b, err := h.issuing(r)
	if err != nil {
		return err
	}
	kind := r.FormValue("kind")
	p := outEditPage{Page: ui.NewPage(w, r, "document.out.new|Soạn văn bản"), Bloc: b}
	for _, k := range document.OutKinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: k, Text: document.KindName(k) + " (" + k + ")", Hint: r.T(kindHints[k])})
	}
	p.Unders = underOptions(r)
	if !document.Out(kind) {
		if r.Method == "POST" {
			p.Errors.Add("kind", r.T("document.pickkind|Chọn loại văn bản."))
			p.Error = "x"
			return outEditView.RenderStatus(w, r, http.StatusUnprocessableEntity, p)
		}
		return outEditView.Render(w, r, p)
	}
	p.Kind = document.KindName(kind)
	p.Title = r.T("document.out.newkind|Soạn {kind}", fault.P{"kind": strings.ToLower(p.Kind)})
	if r.Method == "GET" {
		p.Doc = document.Form(kind, b)
		return outEditView.Render(w, r, p)
	}
	p.Doc = typed(r, document.Outgoing{Bloc: b.ID, Kind: kind})
	var o document.Outgoing
	err = h.s.InTx(r.Context(), func(tx *db.Tx) (err error) { o, err = h.s.Draft(r.Context(), tx, r.Actor, p.Doc); return err })
	if err == nil {
		return web.See(w, r, document.Path(o.ID), "document.drafted|Đã lưu dự thảo. Đọc lại, rồi ban hành để lấy số.")
	}
	return h.outRefused(w, r, p, err)
}

func underOptions(r *web.Request) (list []ui.Option) {
	for _, u := range document.Unders {
		list = append(list, ui.Option{Value: string(u), Text: r.T(u.Label())})
	}
	return list
}

// typed puts what was typed into a draft.
func typed(r *web.Request, o document.Outgoing) document.Outgoing {
	v := r.PostFormValue
	o.Subject, o.Place, o.To, o.Body, o.CC = v("subject"), v("place"), v("to"), v("body"), v("cc")
	o.Under, o.Post, o.Signer, o.Secretary = document.Under(v("under")), v("post"), v("signer"), v("secretary")
	return o
}

func (h *handler) outRefused(w http.ResponseWriter, r *web.Request, p outEditPage, err error) error {
	list, other := ui.Refused(r, err, outNames...)
	if other != nil {
		return other
	}
	p.Errors, p.Error = list, "x"
	return outEditView.RenderStatus(w, r, statusOf(list, err), p)
}

func (h *handler) outEdit(w http.ResponseWriter, r *web.Request) error {
	o, b, err := h.ownEdit(r)
	if err != nil {
		return err
	}
	if o.State != document.OutDraft {
		return fault.New(fault.Conflict, "document.isissued|{name} đã ban hành nên nội dung không sửa được nữa. Sai sót được sửa bằng một văn bản thay thế.", fault.P{"name": o.Name()})
	}
	p := outEditPage{Page: ui.NewPage(w, r, "document.edit|Sửa {name}", fault.P{"name": o.Name()}), Bloc: b, Doc: o, Kind: document.KindName(o.Kind), Unders: underOptions(r), Version: version(o.Version)}
	if r.Method == "GET" {
		return outEditView.Render(w, r, p)
	}
	p.Doc = typed(r, o)
	p.Version = r.PostFormValue("version")
	if p.Doc.Version, err = stale(r); err == nil {
		err = h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.Redraft(r.Context(), tx, r.Actor, p.Doc) })
	}
	if err == nil {
		return web.See(w, r, document.Path(o.ID), "document.saved|Đã lưu {name}.", fault.P{"name": o.Name()})
	}
	return h.outRefused(w, r, p, err)
}

type stepPage struct {
	ui.Page
	Bloc     org.Bloc
	Doc      document.Outgoing
	Step     string // "issue", "signed", "withdraw", "drop"
	Version  string
	Next     string // the number that the document would get
	Reserved []ui.Option
	Number   string
	Day      string
	Reason   string
	Errors   ui.Errors
}

var stepView = ui.NewView[stepPage](files, "outgoingstep.html")

// steps of the life of a document: how each is called and asked.
var stepTitles = map[string]string{
	"ban-hanh": "document.step.issue|Ban hành", "ban-ky": "document.step.signed|Lưu bản đã ký",
	"thu-hoi": "document.step.withdraw|Thu hồi văn bản", "bo": "document.step.drop|Bỏ dự thảo",
}

// outStep gives the page of one step: GET asks, POST does.
func (h *handler) outStep(step string, do func(w http.ResponseWriter, r *web.Request, p stepPage) error) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		o, b, err := h.ownEdit(r)
		if err != nil {
			return err
		}
		p := stepPage{Page: ui.NewPage(w, r, stepTitles[step]), Bloc: b, Doc: o, Step: step, Version: version(o.Version)}
		if step == "ban-hanh" {
			if err := h.expect(r, &p); err != nil {
				return err
			}
		}
		if r.Method == "GET" {
			return stepView.Render(w, r, p)
		}
		p.Day, p.Number, p.Reason = r.PostFormValue("day"), r.PostFormValue("number"), r.PostFormValue("reason")
		err = do(w, r, p)
		list, other := ui.Refused(r, err, "day", "number", "reason", "file")
		if err == nil || other != nil {
			return other
		}
		p.Errors, p.Error = list, "x"
		return stepView.RenderStatus(w, r, statusOf(list, err), p)
	}
}

// expect tells which number the document would get now, and which ones are held back.
func (h *handler) expect(r *web.Request, p *stepPage) error {
	ctx, q, today := r.Context(), h.s.DB(), h.s.Today()
	s, err := document.SeriesOf(ctx, q, p.Bloc.ID, today.Year)
	if err != nil {
		return err
	}
	last, err := document.LastNumber(ctx, q, p.Bloc.ID, today.Year, s.Key(p.Doc.Kind))
	if err != nil {
		return err
	}
	p.Next, p.Day = s.Code(last+1, p.Doc.Kind, p.Bloc.PaperSymbol()), today.VN()
	for _, year := range []int{today.Year, today.Year - 1} { // what was held back before new year may still be used
		if s, err = document.SeriesOf(ctx, q, p.Bloc.ID, year); err != nil {
			return err
		}
		numbers, err := document.Numbers(ctx, q, p.Bloc.ID, year)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			if n.State != document.NumberReserved || n.Series != s.Key(p.Doc.Kind) {
				continue
			}
			o := ui.Option{Value: strconv.Itoa(n.N), Text: s.Code(n.N, p.Doc.Kind, p.Bloc.PaperSymbol()) + " – " + n.Reason}
			if year != today.Year {
				o.Text += " (" + strconv.Itoa(year) + ")"
			}
			p.Reserved = append(p.Reserved, o)
		}
	}
	return nil
}

// day reads a typed day, zero when nothing is typed.
func day(text string) (civil.Date, error) {
	if strings.TrimSpace(text) == "" {
		return civil.Date{}, nil
	}
	d, err := civil.ParseVN(text)
	if err != nil {
		m, p := "document.date|“{text}” không phải ngày. Ghi dạng 28/12/2021.", fault.P{"text": text}
		return d, fault.New(fault.Invalid, m, p).With("day", m, p)
	}
	return d, nil
}

func (h *handler) doIssue(w http.ResponseWriter, r *web.Request, p stepPage) error {
	order := document.IssueOrder{Document: p.Doc.ID}
	var err error
	if order.Version, err = stale(r); err != nil {
		return err
	}
	if order.Day, err = day(p.Day); err != nil {
		return err
	}
	if p.Number != "" {
		if order.Number, err = strconv.Atoi(p.Number); err != nil || order.Number < 1 {
			return fault.New(fault.Invalid, "document.number.pick|Chọn một số trong danh sách.").With("number", "document.number.pick|Chọn một số trong danh sách.")
		}
	}
	var o document.Outgoing
	err = h.s.InTx(r.Context(), func(tx *db.Tx) (err error) { o, err = h.s.Issue(r.Context(), tx, r.Actor, order); return err })
	if err != nil {
		return err
	}
	return web.See(w, r, document.Path(o.ID), "document.issued|Đã ban hành {code}. Tải tệp PDF để ký, rồi lưu bản đã ký ở trang này.", fault.P{"code": o.Code})
}

func (h *handler) doSigned(w http.ResponseWriter, r *web.Request, p stepPage) error {
	name, data, err := r.File("file")
	if err != nil {
		return err
	}
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	f := document.SignedFile{Document: p.Doc.ID, Name: name, Data: data, Scan: r.PostFormValue("scan") != ""}
	if f.Day, err = day(r.PostFormValue("day")); err != nil {
		return err
	}
	if f.Version, err = stale(r); err != nil {
		return err
	}
	if _, err = h.s.KeepSigned(r.Context(), r.Actor, f); err != nil {
		return err
	}
	if f.Scan {
		return web.See(w, r, document.Path(p.Doc.ID), "document.kept.scan|Đã lưu {name} như bản quét, không so với bản đã ban hành.", fault.P{"name": name})
	}
	return web.See(w, r, document.Path(p.Doc.ID), "document.kept|Đã lưu bản ký. Tệp giữ nguyên bản của hệ thống, có chữ ký số (chưa kiểm tra chứng thư).")
}

func (h *handler) doWithdraw(w http.ResponseWriter, r *web.Request, p stepPage) error {
	v, err := stale(r)
	if err != nil {
		return err
	}
	if err := h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.Withdraw(r.Context(), tx, r.Actor, p.Doc.ID, v, p.Reason) }); err != nil {
		return err
	}
	return web.See(w, r, document.Path(p.Doc.ID), "document.withdrawn|Đã thu hồi {name}. Báo cho các nơi nhận.", fault.P{"name": p.Doc.Name()})
}

func (h *handler) doDrop(w http.ResponseWriter, r *web.Request, p stepPage) error {
	v, err := stale(r)
	if err != nil {
		return err
	}
	if err := h.s.InTx(r.Context(), func(tx *db.Tx) error { return h.s.Drop(r.Context(), tx, r.Actor, p.Doc.ID, v) }); err != nil {
		return err
	}
	return web.See(w, r, "/van-ban-di", "document.dropped|Đã bỏ dự thảo {name}.", fault.P{"name": p.Doc.Name()})
}

// link joins a document of the register, that the bloc did not issue itself, with another.
func (h *handler) link(w http.ResponseWriter, r *web.Request) error {
	d, b, err := h.one(r)
	if err != nil {
		return err
	}
	if err := who.Can(r.Actor, who.EditPlan, who.Object{Bloc: b.ID}); err != nil {
		return err
	}
	if err = h.connect(r, b, d.ID); err == nil {
		return web.See(w, r, "/van-ban/"+d.ID.String(), "document.linked|Đã cập nhật liên kết.")
	}
	list, other := ui.Refused(r, err, "relation", "code")
	if other != nil {
		return other
	}
	p, err2 := h.viewPage(w, r, d, b)
	if err2 != nil {
		return err2
	}
	p.Errors, p.Error = list, "x"
	return viewView.RenderStatus(w, r, statusOf(list, err), p)
}
