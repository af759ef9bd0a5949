package documentweb

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"thidua/internal/base/fault"
	"thidua/internal/base/figure"
	"thidua/internal/platform/db"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/platform/xlsx"
	"thidua/internal/year/document"
	"thidua/internal/year/org"
)

type numbersPage struct {
	ui.Page
	Bloc     org.Bloc
	Series   document.Series
	Split    string
	Field    string
	Version  string
	Splits   []ui.Option
	Kinds    []ui.Option
	Last     []lastNumber
	Reserved []document.Number
	Given    int
	Form     numbersForm
	Errors   ui.Errors
}

// lastNumber tells where a series stands.
type lastNumber struct {
	Name string
	Last int
	Next string
}

// numbersForm keeps what was typed into the small forms of the page.
type numbersForm struct{ Kind, N, Reason, Last, VoidReason string }

var numbersView = ui.NewView[numbersPage](files, "numbers.html")

func (h *handler) numbers(w http.ResponseWriter, r *web.Request) error {
	b, err := h.issuing(r)
	if err != nil {
		return err
	}
	p, err := h.numbersPage(w, r, b)
	if err != nil {
		return err
	}
	return numbersView.Render(w, r, p)
}

func (h *handler) numbersPage(w http.ResponseWriter, r *web.Request, b org.Bloc) (p numbersPage, err error) {
	ctx, q, year := r.Context(), h.s.DB(), h.s.Today().Year
	p = numbersPage{Page: ui.NewPage(w, r, "document.numbers|Sổ số năm {year}", fault.P{"year": year}), Bloc: b, Form: numbersForm{N: "1"}}
	if p.Series, err = document.SeriesOf(ctx, q, b.ID, year); err != nil {
		return p, err
	}
	p.Field, p.Version = p.Series.Field, strconv.FormatInt(p.Series.Version, 10)
	if p.Split = "one"; p.Series.Split {
		p.Split = "split"
	}
	p.Splits = []ui.Option{{Value: "one", Text: r.T("document.split.one|Một dãy chung cho mọi loại văn bản"), Hint: r.T("document.split.one.h|01/KH, 02/TB, 03/BC …")},
		{Value: "split", Text: r.T("document.split.kind|Mỗi loại một dãy"), Hint: r.T("document.split.kind.h|01/KH, 01/TB, 01/BC …")}}
	given, err := document.Numbers(ctx, q, b.ID, year)
	if err != nil {
		return p, err
	}
	p.Given = len(given)
	for _, n := range given {
		if n.State == document.NumberReserved {
			p.Reserved = append(p.Reserved, n)
		}
	}
	for _, k := range document.OutKinds {
		p.Kinds = append(p.Kinds, ui.Option{Value: k, Text: document.KindName(k) + " (" + k + ")"})
		key := p.Series.Key(k)
		if key == "" && len(p.Last) > 0 {
			continue
		}
		last, err := document.LastNumber(ctx, q, b.ID, year, key)
		if err != nil {
			return p, err
		}
		name := r.T("document.series.all|Mọi loại")
		if key != "" {
			name = document.KindName(k)
		}
		p.Last = append(p.Last, lastNumber{name, last, p.Series.Code(last+1, k, b.PaperSymbol())})
	}
	return p, nil
}

// numbersDo gives the handler of one of the forms of the page.
func (h *handler) numbersDo(did string, do func(r *web.Request, tx *db.Tx, b org.Bloc) error) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		b, err := h.issuing(r)
		if err != nil {
			return err
		}
		err = h.s.InTx(r.Context(), func(tx *db.Tx) error { return do(r, tx, b) })
		if err == nil {
			return web.See(w, r, "/cap-so", did)
		}
		list, other := ui.Refused(r, err, "split", "field", "kind", "n", "reason", "last", "number")
		if other != nil {
			return other
		}
		p, err2 := h.numbersPage(w, r, b)
		if err2 != nil {
			return err2
		}
		p.Form = numbersForm{Kind: r.PostFormValue("kind"), N: r.PostFormValue("n"), Reason: r.PostFormValue("reason"), Last: r.PostFormValue("last")}
		if s := r.PostFormValue("split"); s != "" {
			p.Split, p.Field = s, r.PostFormValue("field")
		}
		p.Errors, p.Error = list, "x"
		return numbersView.RenderStatus(w, r, statusOf(list, err), p)
	}
}

func (h *handler) doSeries(r *web.Request, tx *db.Tx, b org.Bloc) error {
	v, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "doc.stale|Trang này đã cũ. Tải lại trang rồi làm lại.").Because(err)
	}
	return h.s.SetSeries(r.Context(), tx, r.Actor, document.Series{Bloc: b.ID, Year: h.s.Today().Year, Split: r.PostFormValue("split") == "split", Field: r.PostFormValue("field"), Version: v})
}

// request reads what a small form asks of a series.
func (h *handler) request(r *web.Request, b org.Bloc, field string) (q document.NumberRequest, err error) {
	q = document.NumberRequest{Bloc: b.ID, Year: h.s.Today().Year, Kind: r.PostFormValue("kind"), Reason: r.PostFormValue("reason")}
	text := strings.TrimSpace(r.PostFormValue(field))
	if q.N, err = strconv.Atoi(text); err != nil || q.N < 1 || q.N > 99999 {
		m, p := "document.number.digits|“{text}” không phải số. Ghi chữ số, ví dụ 12.", fault.P{"text": text}
		return q, fault.New(fault.Invalid, m, p).With(field, m, p)
	}
	return q, nil
}

func (h *handler) doReserve(r *web.Request, tx *db.Tx, b org.Bloc) error {
	q, err := h.request(r, b, "n")
	if err == nil {
		_, err = h.s.Reserve(r.Context(), tx, r.Actor, q)
	}
	return err
}

func (h *handler) doVoid(r *web.Request, tx *db.Tx, b org.Bloc) error {
	q, err := h.request(r, b, "number")
	if err == nil {
		err = h.s.VoidNumber(r.Context(), tx, r.Actor, q)
	}
	return err
}

func (h *handler) doTakeOver(r *web.Request, tx *db.Tx, b org.Bloc) error {
	q, err := h.request(r, b, "last")
	if err == nil {
		err = h.s.TakeOver(r.Context(), tx, r.Actor, q)
	}
	return err
}

// registerFile gives the register of outgoing documents with all columns of Decree
// 30/2020/NĐ-CP, Annex IV, as a workbook.
func (h *handler) registerFile(w http.ResponseWriter, r *web.Request) error {
	b, err := bloc(r.Context(), h.s.DB(), r)
	if err != nil {
		return err
	}
	year, err := strconv.Atoi(r.FormValue("nam"))
	if err != nil || year < 1 || year > 9999 {
		year = h.s.Today().Year
	}
	list, err := register(r, h.s.DB(), b, year)
	if err != nil {
		return err
	}
	s := xlsx.Sheet{Name: "Sổ đăng ký văn bản đi", Title: []string{b.Name, "SỔ ĐĂNG KÝ VĂN BẢN ĐI NĂM " + strconv.Itoa(year)}, FreezeRows: 1, Landscape: true,
		Columns: []xlsx.Column{{Width: 16}, {Width: 12}, {Width: 48}, {Width: 26}, {Width: 36}, {Width: 16}, {Width: 10}, {Width: 12}, {Width: 12}, {Width: 36}}}
	var head []xlsx.Cell
	for _, c := range []string{"Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu", "Người ký", "Nơi nhận", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú"} {
		head = append(head, xlsx.Text(c))
	}
	s.Header = [][]xlsx.Cell{head}
	for _, e := range list {
		d := e.Doc
		note := r.T(e.State)
		if reason := e.Number.Reason + d.Reason; reason != "" {
			note += ": " + reason
		}
		row := []xlsx.Cell{xlsx.Text(e.Code), {}, {}, {}, {}, {}, {}, {}, {}, xlsx.Text(note)}
		if d.ID != 0 {
			row[1], row[2] = xlsx.Text(d.Day.VN()), xlsx.Text(document.KindName(d.Kind)+" – "+d.Subject)
			row[3], row[4] = xlsx.Text(strings.Trim(d.Signer+", "+d.Post, ", ")), xlsx.Text(strings.Join(document.Lines(d.CC), "; "))
			row[6] = xlsx.Num(figure.FromInt(int64(len(document.Lines(d.CC)))))
		}
		s.Rows = append(s.Rows, row)
	}
	var out bytes.Buffer
	if err := xlsx.Write(&out, &xlsx.Book{Title: s.Title[1], Created: h.s.Today(), Sheets: []xlsx.Sheet{s}}); err != nil {
		return err
	}
	r.Concerns(b.ID, 0)
	return web.Download(w, "so-van-ban-di-"+strconv.Itoa(year)+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", out.Bytes())
}
