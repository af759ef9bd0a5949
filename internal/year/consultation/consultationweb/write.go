package consultationweb

import (
	"crypto/rand"
	"net/http"
	"strconv"

	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/consultation"
	"thidua/internal/year/report"
)

// entryForm is what the reader types, kept as typed.
type entryForm struct {
	Kind, Quoted, Text, Wish, Base, Unit, Author, Via, Once, After string
}

type writePage struct {
	ui.Page
	scope
	Passage consultation.Passage
	Form    entryForm
	Errors  ui.Errors
	Units   []ui.Option // for the secretary, who records for others
	Vias    []ui.Option
	Places  []ui.Option // where a new paragraph may go
	Post    string
	Closed  string // why nothing can be sent
	Others  []remarkView
}

var writeView = ui.NewView[writePage](files, "write.html")

func (p *pages) writing(w http.ResponseWriter, r *web.Request) (d writePage, k *consultation.Desk, err error) {
	s, k, err := p.drafted(r, false)
	if err != nil {
		return d, k, err
	}
	kind := consultation.Kind(r.URL.Query().Get("loai"))
	if kind != consultation.Wording && kind != consultation.Question {
		kind = consultation.Comment
	}
	d = writePage{Page: ui.NewPage(w, r, kind.Label()), scope: s}
	if v := r.URL.Query().Get("doan"); v != "" {
		n, err := id.Parse[report.Paragraph](v)
		if err != nil {
			return d, k, notFound()
		}
		var ok bool
		if d.Passage, ok = k.Passage(n); !ok {
			return d, k, fault.New(fault.NotFound, "consult.gone|Đoạn này không còn trong dự thảo. Xem bản hiện tại rồi góp ý vào đoạn khác.")
		}
		d.Post = s.With("/viet", "doan", v, "loai", string(kind))
	} else {
		d.Post = s.With("/viet", "loai", string(kind))
	}
	d.Form = entryForm{Kind: string(kind), Wish: d.Passage.Text, Base: d.Passage.Text, Via: string(consultation.Web), Once: rand.Text()}
	if s.Lead {
		for _, m := range k.Table.Members {
			d.Units = append(d.Units, ui.Option{Value: m.Unit.ID.String(), Text: m.Unit.Short})
		}
		for _, v := range []consultation.Via{consultation.Web, consultation.Oral, consultation.Phone} {
			d.Vias = append(d.Vias, ui.Option{Value: string(v), Text: r.T(v.Label())})
		}
		d.Form.Unit = s.Own.String()
	}
	if kind == consultation.Wording && d.Passage.Para == 0 {
		for i, x := range k.Passages {
			d.Places = append(d.Places, ui.Option{Value: x.Para.String(), Text: strconv.Itoa(i+1) + ". " + clip(x.Text, 70)})
		}
		if n := len(k.Passages); n > 0 {
			d.Form.After = k.Passages[n-1].Para.String()
		}
	}
	switch {
	case k.Draft.Frozen != "":
		d.Closed = r.T("consult.adopted|Báo cáo đã được thông qua nên không nhận góp ý nữa. Trao đổi với Thư ký Khối trưởng nếu cần.")
	case s.Lead:
	case len(k.Rounds) == 0:
		d.Closed = r.T("consult.noround|Khối trưởng chưa lấy ý kiến về dự thảo này. Đợi thông báo của Thư ký Khối trưởng.")
	case k.Round(s.Today).ID == 0:
		d.Closed = r.T("consult.closed|Đã hết hạn góp ý ngày {date}. Gửi ý kiến cho Thư ký Khối trưởng để ghi vào hệ thống.", fault.P{"date": k.Last().Due.VN()})
	}
	if d.Passage.Para != 0 {
		for _, x := range k.Remarks {
			if x.Para == d.Passage.Para && x.Parent == 0 {
				d.Others = append(d.Others, s.view(r, k, x))
			}
		}
	}
	return d, k, nil
}

// clip shortens a text to n letters.
func clip(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

func (p *pages) write(w http.ResponseWriter, r *web.Request) error {
	d, _, err := p.writing(w, r)
	if err != nil {
		return err
	}
	return writeView.Render(w, r, d)
}

// say takes the form.
func (p *pages) say(w http.ResponseWriter, r *web.Request) error {
	d, _, err := p.writing(w, r)
	if err != nil {
		return err
	}
	f := entryForm{Kind: d.Form.Kind, Quoted: r.PostFormValue("quoted"), Text: r.PostFormValue("text"), Wish: r.PostFormValue("wish"), Base: r.PostFormValue("base"),
		Unit: r.PostFormValue("unit"), Author: r.PostFormValue("author"), Via: r.PostFormValue("via"), Once: r.PostFormValue("once"), After: r.PostFormValue("after")}
	e := consultation.Entry{Para: d.Passage.Para, Kind: consultation.Kind(f.Kind), Quoted: f.Quoted, Text: f.Text, Once: f.Once}
	if e.Kind == consultation.Wording {
		e.Wish, e.Base = f.Wish, f.Base
		if e.Para == 0 {
			e.Base = ""
			if e.After, err = id.Parse[report.Paragraph](f.After); err != nil {
				e.After = 0
			}
		}
	}
	if d.Lead {
		e.Author, e.Via = f.Author, consultation.Via(f.Via)
		if f.Unit != "" {
			n, err := id.Parse[any](f.Unit)
			if err != nil {
				return notFound()
			}
			e.Unit = id.Unit(n)
		}
	}
	n, err := p.s.Say(r.Context(), r.Actor, d.Place, e)
	if err == nil {
		to := d.To("") + "#g-" + n.String()
		return web.See(w, r, to, "consult.said|Đã gửi góp ý. Thư ký Khối trưởng sẽ trả lời tại đây.")
	}
	list, other := ui.Refused(r, err, "quoted", "text", "wish", "unit", "author", "kind")
	if other != nil {
		return other
	}
	d.Form, d.Errors, d.Error = f, list, "x"
	return writeView.RenderStatus(w, r, web.Status(err), d)
}
