package reportweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"thidua/internal/base/civil"
	"thidua/internal/base/fault"
	"thidua/internal/base/id"
	"thidua/internal/base/who"
	"thidua/internal/platform/ui"
	"thidua/internal/platform/web"
	"thidua/internal/year/report"
)

// A pieceView is a stretch of a paragraph as shown: text, or a chip that leads to its source.
type pieceView struct {
	Text, Href    string
	Chip, Missing bool
}

type paragraphView struct {
	report.Paragraph
	No      string
	Pieces  []pieceView
	From    *saidBy
	New     []pieceView // what the data say now, when it differs
	Typed   string      // what the reader typed when saving failed
	Err     string
	Options []ui.Option
	Open    bool   // its form is shown
	Edit    string // address that shows its form
	Model   string // address that makes a role model of the words, "" when they are not a unit's or the reader suggests none
}

type changeView struct {
	Key    string
	Pieces []pieceView
	From   *saidBy
}

// saidBy tells where a paragraph came from: a unit's own words, or records it was worked out from.
type saidBy struct {
	Text   string
	Quoted bool
}

func said(source, from string) *saidBy {
	if from == "" && !report.Quoted(source) {
		return nil
	}
	return &saidBy{from, report.Quoted(source)}
}

type draftPage struct {
	ui.Page
	scope
	Slug       string
	Stored     bool
	Frozen     bool // adopted: its text is not changed any more
	Edits      bool // the reader may change the text
	Draft      report.DraftReport
	Paragraphs []paragraphView
	New        []changeView
	Changed    int
	Missing    int // links without a figure
	Fills      int // blanks still to be written
	Removed    []report.Paragraph
	Kinds      []ui.Option
	Sent, Of   int
	Errors     ui.Errors
	Day        string
}

var draftView = ui.NewView[draftPage](files, "draft.html")

// draft shows the draft report with its linked figures.
func (p *pages) draft(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	d, err := p.page(w, r, s)
	if err != nil {
		return err
	}
	return draftView.Render(w, r, d)
}

func (p *pages) page(w http.ResponseWriter, r *web.Request, s scope) (draftPage, error) {
	v, err := p.s.Open(r.Context(), r.Actor, s.Bloc, s.Period)
	if err != nil {
		return draftPage{}, err
	}
	d := draftPage{Page: ui.NewPage(w, r, "report.draft|Dự thảo Báo cáo {period}", fault.P{"period": r.Period(s.Period)}), scope: s, Slug: s.Period.Slug(),
		Stored: v.Stored, Draft: v.Draft, Day: v.Draft.Day.VN(), Of: len(v.Table.Members)}
	d.Path, d.Frozen = "/du-thao/"+d.Slug, v.Draft.Frozen != ""
	d.Edits = d.Stored && d.Lead && !d.Frozen
	if d.Frozen {
		d.Title = r.T("report.adopted|Báo cáo {period}, bản đã thông qua", fault.P{"period": r.Period(s.Period)})
	}
	d.Sent, _ = v.Table.Sent()
	for _, k := range report.Kinds {
		d.Kinds = append(d.Kinds, ui.Option{Value: string(k), Text: r.T(k.Label())})
	}
	now := map[report.ParagraphID]report.Part{}
	if d.Frozen {
		v.Changes = nil
	}
	for _, c := range v.Changes {
		if c.Paragraph == 0 {
			d.New = append(d.New, changeView{Key: c.Part.Key, Pieces: d.pieces(v.Table, c.Part.Text), From: said(c.Part.Source, c.Part.From)})
		} else {
			now[c.Paragraph] = c.Part
		}
	}
	sec, n := 0, 0
	for _, x := range v.Draft.Paragraphs {
		if x.Removed {
			d.Removed = append(d.Removed, x)
			continue
		}
		if x.Kind == report.Section {
			sec, n = sec+1, 0
		} else {
			n++
		}
		y := paragraphView{Paragraph: x, No: strconv.Itoa(sec) + "." + strconv.Itoa(n), Pieces: d.pieces(v.Table, x.Text), From: said(x.Source, x.From), Options: d.Kinds}
		if x.ID != 0 {
			y.Edit, y.Open = s.editing(x.ID), r.URL.Query().Get("sua") == x.ID.String()
		}
		if report.Quoted(x.Source) && x.ID != 0 {
			y.Model = d.model(r, v.Table, x)
		}
		if x.Kind == report.Fill && !d.Frozen {
			d.Fills++
		}
		for _, pc := range y.Pieces {
			if pc.Missing {
				d.Missing++
			}
		}
		if part, ok := now[x.ID]; ok && x.ID != 0 {
			y.New = d.pieces(v.Table, part.Text)
			d.Changed++
		}
		d.Paragraphs = append(d.Paragraphs, y)
	}
	return d, nil
}

func (d *draftPage) pieces(t *report.Table, text string) []pieceView {
	var list []pieceView
	for _, x := range t.Pieces(text) {
		v := pieceView{Text: x.Text}
		if f := x.Figure; f != nil {
			v.Chip, v.Missing = true, f.Missing
			v.Href = d.href(f.ID)
		}
		list = append(list, v)
	}
	return list
}

// model leads from a unit's words to a new role model of that unit, which leads back.
func (d *draftPage) model(r *web.Request, t *report.Table, x report.Paragraph) string {
	for _, m := range t.Members {
		if !slices.Contains(strings.Split(x.Key, "/"), m.Unit.Code) || who.Can(r.Actor, who.SuggestModel, who.Object{Bloc: d.Bloc.ID, Unit: m.Unit.ID}) != nil {
			continue
		}
		words := []rune(x.Text)
		q := url.Values{"khoi": {d.Bloc.Code}, "don-vi": {m.Unit.Code}, "trich": {string(words[:min(len(words), 600)])}, "nguon": {"/du-thao/" + d.Slug + d.Query + "#p-" + x.ID.String()}}
		return "/dien-hinh/moi?" + q.Encode()
	}
	return ""
}

// href gives the page that explains a figure: a unit's value, or a total of the bloc.
func (d *draftPage) href(figure string) string {
	part := strings.Split(figure, "/")
	switch {
	case len(part) == 5 && part[0] == "value":
		return "/nguon/" + part[1] + "/" + d.Slug + "/" + part[3] + "/" + part[4]
	case len(part) == 4 && part[0] == "total":
		return "/tong-hop/" + d.Slug + "/chi-tieu/" + part[3] + d.Query
	case part[0] == "award" && len(part) == 3:
		return "/khen-thuong?khoi=" + part[1]
	case part[0] == "registration" && len(part) == 3:
		return "/dang-ky-khoi/" + part[2][:4] + "?khoi=" + part[1]
	case len(part) == 4 && part[0] == "models":
		return "/dien-hinh?khoi=" + part[1] + "&nam=" + part[2][:4] + "#so-lieu"
	case len(part) == 4 && part[0] == "activities":
		return "/hoat-dong?khoi=" + part[1] + "&ky=" + part[2]
	case part[0] == "period":
		return "/tong-hop/" + d.Slug + "/bang" + d.Query
	}
	return ""
}

// editing gives the address of the draft with the form of one paragraph.
func (s scope) editing(x report.ParagraphID) string {
	sep := "?"
	if s.Query != "" {
		sep = s.Query + "&"
	}
	return "/du-thao/" + s.Period.Slug() + sep + "sua=" + x.String() + "#p-" + x.String()
}

// back answers a change: to the draft, at the paragraph.
func (s scope) back(anchor string) string {
	p := "/du-thao/" + s.Period.Slug() + s.Query
	if anchor != "" {
		p += "#" + anchor
	}
	return p
}

func (p *pages) make(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	if err := p.s.Draft(r.Context(), r.Actor, s.Bloc, s.Period); err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	return web.See(w, r, s.back(""), "report.made|Đã soạn dự thảo từ số liệu. Sửa tự do; các số liệu vẫn gắn với nguồn.")
}

// upload makes the draft of a Word file that somebody wrote.
func (p *pages) upload(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	name, data, err := r.File("file")
	var got report.Taken
	if err == nil {
		got, err = p.s.Upload(r.Context(), r.Actor, s.Bloc, s.Period, name, data)
	}
	if err == nil {
		done := "report.word.done|Đã lấy {n} đoạn từ tệp; {m} đoạn khớp số liệu nên vẫn gắn nguồn. Bảng và phần ký không lấy; đọc lại từ đầu."
		if got.Tracked > 0 {
			done = "report.word.tracked|Đã lấy {n} đoạn từ tệp; {m} đoạn khớp số liệu nên vẫn gắn nguồn. {k} chỗ sửa đổi chưa chấp nhận trong tệp được lấy như đã chấp nhận."
		}
		return web.See(w, r, s.back(""), done, fault.P{"n": got.Paragraphs, "m": got.Linked, "k": got.Tracked})
	}
	list, other := ui.Refused(r, err)
	if other != nil {
		return other
	}
	d, err2 := p.page(w, r, s)
	if err2 != nil {
		return err2
	}
	for _, e := range list {
		d.Errors.Add("file", e.Text)
	}
	d.Error = "x"
	return draftView.RenderStatus(w, r, web.Status(err), d)
}

// save stores, removes, restores or moves a paragraph, as the button pressed says.
func (p *pages) save(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	para, err := id.Parse[report.Paragraph](r.PathValue("id"))
	if err != nil {
		return fault.New(fault.NotFound, "web.404|Không tìm thấy trang. Kiểm tra lại đường dẫn hoặc tìm kiếm.")
	}
	rev, _ := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	anchor, done := "p-"+para.String(), "report.saved|Đã lưu đoạn."
	ctx := r.Context()
	switch r.PostFormValue("do") {
	case "xoa":
		err, done, anchor = p.s.Remove(ctx, r.Actor, s.Bloc, s.Period, para, rev), "report.removed|Đã xóa đoạn. Khôi phục được ở cuối trang.", "da-xoa"
	case "khoi-phuc":
		err, done = p.s.Restore(ctx, r.Actor, s.Bloc, s.Period, para), "report.restored|Đã khôi phục đoạn."
	case "len":
		err, done = p.s.Move(ctx, r.Actor, s.Bloc, s.Period, para, true), "report.moved|Đã chuyển đoạn."
	case "xuong":
		err, done = p.s.Move(ctx, r.Actor, s.Bloc, s.Period, para, false), "report.moved|Đã chuyển đoạn."
	default:
		e := report.Edit{Text: r.PostFormValue("text"), Kind: report.Kind(r.PostFormValue("kind")), Rev: rev}
		if err = p.s.Save(ctx, r.Actor, s.Bloc, s.Period, para, e); err != nil && (fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid)) {
			return p.again(w, r, s, para, e.Text, err)
		}
	}
	if err != nil {
		return err
	}
	return web.See(w, r, s.back(anchor), done)
}

// again shows the draft with what was typed and why it could not be saved.
func (p *pages) again(w http.ResponseWriter, r *web.Request, s scope, para report.ParagraphID, typed string, cause error) error {
	d, err := p.page(w, r, s)
	if err != nil {
		return err
	}
	d.Error = r.ErrorText(cause)
	for i := range d.Paragraphs {
		if d.Paragraphs[i].ID == para {
			d.Paragraphs[i].Typed, d.Paragraphs[i].Err = typed, d.Error
			if typed == "" {
				d.Paragraphs[i].Typed = " "
			}
		}
	}
	d.Errors.AddAt("p-"+para.String(), d.Error)
	return draftView.RenderStatus(w, r, web.Status(cause), d)
}

func (p *pages) add(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	after := report.ParagraphID(0)
	if v := r.PostFormValue("after"); v != "" {
		if after, err = id.Parse[report.Paragraph](v); err != nil {
			return fault.New(fault.Invalid, "report.after|Chọn chỗ thêm đoạn rồi thử lại.")
		}
	}
	if err := p.s.Add(r.Context(), r.Actor, s.Bloc, s.Period, after, report.Edit{Text: r.PostFormValue("text"), Kind: report.Kind(r.PostFormValue("kind"))}); err != nil {
		return err
	}
	anchor := ""
	if after != 0 {
		anchor = "p-" + after.String()
	}
	return web.See(w, r, s.back(anchor), "report.added|Đã thêm đoạn.")
}

func (p *pages) accept(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	keep := r.PostFormValue("do") == "giu"
	if err := p.s.Accept(r.Context(), r.Actor, s.Bloc, s.Period, r.PostFormValue("key"), keep); err != nil {
		return err
	}
	if keep {
		return web.See(w, r, s.back(""), "report.kept|Đã giữ đoạn như đang viết.")
	}
	return web.See(w, r, s.back(""), "report.taken|Đã lấy nội dung mới từ số liệu.")
}

// head stores number, date and signer of the document.
func (p *pages) head(w http.ResponseWriter, r *web.Request) error {
	s, err := p.in(r)
	if err != nil {
		return err
	}
	v, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	h := report.DraftReport{Number: strings.TrimSpace(r.PostFormValue("number")), Post: strings.TrimSpace(r.PostFormValue("post")),
		Signer: strings.TrimSpace(r.PostFormValue("signer")), Version: v}
	day := strings.TrimSpace(r.PostFormValue("day"))
	if day != "" {
		if h.Day, err = civil.ParseVN(day); err != nil {
			d, e := p.page(w, r, s)
			if e != nil {
				return e
			}
			d.Draft.Number, d.Draft.Post, d.Draft.Signer, d.Day = h.Number, h.Post, h.Signer, day
			d.Error = r.T("date.bad|{field} phải là ngày, ví dụ 19/07/2022", fault.P{"field": r.T("report.day|Ngày ban hành")})
			d.Errors.Add("day", d.Error)
			return draftView.RenderStatus(w, r, http.StatusUnprocessableEntity, d)
		}
	}
	if err := p.s.SaveHead(r.Context(), r.Actor, s.Bloc, s.Period, h); err != nil {
		return err
	}
	return web.See(w, r, s.back(""), "report.headsaved|Đã lưu số, ngày và người ký.")
}
